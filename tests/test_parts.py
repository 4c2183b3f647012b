"""The pack: begun, named, its parts added, shared and retired."""

import pytest

from specs.members import EndSeat, GiveSeat
from specs.parts import AddAuthoredPart, AttachFile, AuthoredPart, ReferTo, RenameTender, RetirePart, SharePart, StartTender
from specs.refusals import Refused
from specs.seats import parts_seen
from specs.summaries import WriteInShort
from specs.tender import Tender
from tests.story import ANNE, FOUR, OLU, PRIYA, Story, found
from tests.test_clauses import typed


def test_whoever_starts_a_tender_is_its_commissioner():
    story = Story()
    assert story.tender.members == {"m-anne": ANNE}
    assert story.tender.title == "Support in the city"
    with pytest.raises(Refused, match="already been started"):
        story.act(StartTender("Again", AuthoredPart("x", FOUR, {})))


def test_a_second_authored_part_has_clauses_and_paragraphs_of_its_own():
    story = Story()
    story.act(AddAuthoredPart(AuthoredPart("Questions", found(("Quality", "Ten marks.")), {})))
    assert story.order() == ["c1", "c2", "c3", "c4", "c5"]
    assert [p.id for p in story.tender.clauses["c5"].wording] == ["p12", "p13"]
    story.act(RetirePart("d1"))
    assert story.order() == ["c5"]
    with pytest.raises(Refused, match="at least one part with clauses"):
        story.act(RetirePart("d2"))


def test_who_sees_which_part():
    story = Story()
    story.act(AttachFile("Prices", "procurement", "0" * 64, "prices.xlsx"))
    story.act(ReferTo("Terms", "shareable", "https://example.org/terms"))
    assert [part.id for part in parts_seen(story.tender, OLU)] == ["d1", "d3"]
    assert [part.id for part in parts_seen(story.tender, PRIYA)] == ["d1", "d2", "d3"]
    story.act(SharePart("d2", "group"))
    assert [part.id for part in parts_seen(story.tender, OLU)] == ["d1", "d2", "d3"]


@pytest.mark.parametrize("link", ["javascript:alert(1)", "example.org", "https://two words.org", "https://nodot"])
def test_a_link_is_a_web_address(link):
    with pytest.raises(Refused) as refused:
        Story().act(ReferTo("Terms", "group", link))
    assert refused.value.field == "link"


def test_names_are_needed():
    story = Story()
    with pytest.raises(Refused, match="The title is empty"):
        story.act(RenameTender("  "))
    with pytest.raises(Refused, match="The name of this part is empty"):
        story.act(AttachFile("", "group", "0" * 64, "a.pdf"))
    with pytest.raises(Refused, match="No clauses were found"):
        story.act(AddAuthoredPart(AuthoredPart("x", (), {})))
    story.act(RenameTender("Support for all"))
    assert story.tender.title == "Support for all"


def test_seats():
    story = Story()
    story.act(GiveSeat("m-priya", "procurement"))
    with pytest.raises(Refused, match="already holds the seat of procurement officer"):
        story.act(GiveSeat("m-priya", "procurement"))
    with pytest.raises(Refused, match="needs a commissioner"):
        story.act(EndSeat("m-anne"))
    with pytest.raises(Refused, match="Only the commissioner"):
        story.act(GiveSeat("m-x", "observer"), PRIYA)
    story.act(EndSeat("m-priya"))
    assert list(story.tender.members) == ["m-anne"] and story.tender.seated["m-priya"] == "procurement"


def test_in_short_is_out_of_date_once_the_clause_changes():
    story = Story()
    story.act(WriteInShort("c2", "Reviews,\n every three months."))
    clause = story.tender.clauses["c2"]
    assert clause.in_short.text == "Reviews, every three months." and not clause.in_short_out_of_date
    with pytest.raises(Refused, match="Nothing would change"):
        story.act(WriteInShort("c2", "Reviews, every three months."))
    story.act(typed(story, "c2", "quarter", "month"))
    assert clause.in_short_out_of_date
    story.act(WriteInShort("c2", ""))
    assert clause.in_short is None


def test_an_empty_tender_has_no_clauses():
    assert list(Tender().reading_order()) == []
