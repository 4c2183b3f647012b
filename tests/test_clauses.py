"""Clauses reworded and added while the tender is being set up."""

from dataclasses import replace

import pytest

from specs.boxes import boxes, filled
from specs.clauses import AddClause, Reword
from specs.refusals import Refused, Stale
from specs.rules import allowed
from specs.wording import Mark, Paragraph
from specs.words import Change, changes
from tests.story import ANNE, OLU, PRIYA, Story


def typed(story: Story, clause: str, old: str, new: str, base: int | None = None, why: str = "") -> Reword:
    wording = story.tender.clauses[clause].wording
    texts = [box.text.replace(old, new) for box in boxes(wording)]
    return Reword(clause, base or story.tender.clauses[clause].version, filled(wording, texts), why)


def test_every_save_is_a_version_with_author_time_and_reason():
    story = Story()
    story.act(typed(story, "c2", "will attend", "must attend", why="“Will” binds nobody."))
    version = story.tender.clauses["c2"].versions[-1]
    assert (version.number, version.stamp.by, version.why) == (2, "m-anne", "“Will” binds nobody.")
    assert story.texts("c2")[1] == "Staff must attend reviews every quarter."
    assert story.tender.clauses["c2"].versions[0].wording[1].text == "Staff will attend reviews every quarter."


def test_changes_are_stored_numbered_in_the_event():
    story = Story()
    (event,) = story.act(typed(story, "c2", "will attend", "must attend"))
    assert event.changes == [[1, "words", "p4", 6, 10, 6, 10]]


def test_new_paragraphs_get_ids_that_were_never_used():
    story = Story()
    story.act(typed(story, "c2", "a visit", "a visit\n- not markup, just words"))
    story.act(typed(story, "c3", "The provider", "First.\nThe provider"))
    ids = [p.id for clause in story.tender.clauses.values() for p in clause.wording]
    assert len(set(ids)) == len(ids) == 13
    assert story.texts("c2")[-1] == "- not markup, just words"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("", "", "These are the words the clause already has. Nothing was saved."),
    ],
)
def test_saving_nothing_is_refused(old, new, sentence):
    story = Story()
    with pytest.raises(Refused, match=sentence):
        story.act(typed(story, "c2", old, new))


def test_someone_else_saved_meanwhile():
    story = Story()
    mine = typed(story, "c2", "quarter", "month")
    story.act(typed(story, "c2", "will", "must"))
    with pytest.raises(Stale, match="Both wordings are below, and yours is kept"):
        story.act(mine)
    assert story.texts("c2")[1] == "Staff must attend reviews every quarter."


def test_changes_compared_beforehand_must_fit():
    story = Story()
    asked = typed(story, "c2", "will", "must")
    made = tuple(changes(story.tender.clauses["c2"].wording, asked.wording))
    with pytest.raises(Stale):
        story.act(replace(asked, made=made[:0] or (made[0]._replace(start=0, end=3),)))
    story.act(replace(asked, made=made))
    assert tuple(Change(*row) for row in story.tender.clauses["c2"].versions[-1].changes) == made


def test_a_picture_stays_where_it_is():
    story = Story()
    wording = story.tender.clauses["c2"].wording
    picture = Paragraph("+1", "block", "", label="Picture")
    story.act(Reword("c2", 1, (*wording, picture)))
    with pytest.raises(Refused, match="The picture in this clause can only be changed in Word"):
        story.act(Reword("c2", 2, wording))


@pytest.mark.parametrize("clause", ["c99", "d1", "", "../c1"])
def test_a_clause_of_another_tender_is_not_found(clause):
    story = Story()
    with pytest.raises(Refused, match="There is no such clause in this tender"):
        story.act(Reword(clause, 1, story.tender.clauses["c1"].wording))


@pytest.mark.parametrize("by", [PRIYA, OLU])
def test_only_the_commissioner_drafts_alone(by):
    story = Story()
    asked = typed(story, "c2", "will", "must")
    assert allowed(story.tender, asked, ANNE) and not allowed(story.tender, asked, by)
    with pytest.raises(Refused, match="Only the commissioner can do this"):
        story.act(asked, by)


def test_a_new_clause_stands_where_it_was_put():
    story = Story()
    story.act(AddClause("d1", "c1", "Who it is for", (Paragraph("", "para", "Adults in the city."),), "It was missing."))
    assert story.order() == ["c1", "c5", "c2", "c3", "c4"]
    assert story.texts("c5") == ["Who it is for", "Adults in the city."]
    story.act(AddClause("d1", "", "", (Paragraph("", "para", "First of all."),)))
    assert story.order()[0] == "c6"
    with pytest.raises(Refused, match="has no words yet"):
        story.act(AddClause("d1", "c1", " ", (Paragraph("", "para", "  "),)))


def test_bold_alone_can_be_saved():
    story = Story()
    wording = story.tender.clauses["c3"].wording
    story.act(Reword("c3", 1, (wording[0], replace(wording[1], marks=(Mark(4, 12, "bold"),)))))
    assert story.tender.clauses["c3"].wording[1].marks == (Mark(4, 12, "bold"),)
