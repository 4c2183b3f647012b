"""The ideas box: what cannot be done now comes back on its day, and whoever had the idea can see what became of it."""

from dataclasses import replace

import pytest

from specs.answers import AnswerThreads
from specs.behalf import ClaimPost, ConfirmClaim
from specs.erasing import TakeBack
from specs.ideas import EndIdea, KeepIdea, PutIdea, came_back, ideas_seen, is_back
from specs.parts import SharePart
from specs.refusals import Refused
from specs.rules import said
from specs.threads import Behalf
from tests.group import ANNE, DEV, EVERYBODY, FAY, JOSH, MEI, OLU, PRIYA, RUTH, TODAY, Group, name_of_thread
from tests.suggesting import other_words, signing

NAME = name_of_thread(0xABC)
BACK, MORROW = "2027-02-01", "2026-11-24"


@pytest.fixture
def group():
    made = Group()
    yield made
    assert made.again() == made.tender


def put(group, by=MEI, **more):
    asked = {"idea": NAME, "clause": "c2", "text": "A book of photographs.", "today": TODAY} | more
    return group.act(PutIdea(**asked), by)


def keep(group, by=RUTH, **more):
    asked = {"idea": NAME, "owner": "Ruth", "return_on": BACK, "text": "", "today": TODAY} | more
    return group.act(KeepIdea(**asked), by)


def idea(group, name=NAME):
    return group.tender.ideas[name]


@pytest.mark.parametrize("by", [each for each in EVERYBODY if each != OLU], ids=lambda by: by.id)
def test_everybody_but_observers_has_ideas(group, by):
    (event,) = put(group, by)
    assert (idea(group).by, idea(group).stage, idea(group).text, idea(group).told) == (
        by.id,
        "received",
        "A book of photographs.",
        [(TODAY, "received", "")],
    )
    assert said(group.tender, event) == "put an idea about clause 2 “Access” into the ideas box"
    with pytest.raises(Refused, match="Only the commissioner or"):
        put(group, OLU, idea=name_of_thread(2))


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"idea": "t1"}, "This form was sent before."),
        ({"clause": "c9"}, "There is no such clause in this tender."),
        ({"text": " "}, "Your idea is empty."),
        ({"text": "x" * 5_001}, "Your idea is 5,001 characters long"),
        ({"today": "2026-11-22"}, "The round opens on"),
    ],
)
def test_what_is_missing_is_asked_for(group, more, sentence):
    with pytest.raises(Refused, match=sentence):
        put(group, **more)
    assert group.tender.ideas == {}


def test_an_id_is_used_once_for_whatever_it_is(group):
    put(group)
    comment = group.comment()
    for name in (NAME, comment):
        with pytest.raises(Refused, match="This form was sent before."):
            put(group, idea=name)


def test_it_comes_back_on_its_day_is_looked_at_again_and_ends(group):
    put(group)
    assert [each.id for each in came_back(group.tender, RUTH, TODAY)] == [NAME]
    (event,) = keep(group)
    assert said(group.tender, event) == "kept an idea about clause 2 “Access”, back on 1 February 2027"
    assert (idea(group).stage, came_back(group.tender, RUTH, "2027-01-31")) == ("in the box", [])
    assert is_back(idea(group), BACK) and [each.id for each in came_back(group.tender, ANNE, BACK)] == [NAME]
    with pytest.raises(Refused, match="What you found is empty."):
        keep(group, today=BACK, return_on="2027-03-01")
    (event,) = keep(group, today=BACK, return_on="2027-03-01", text="No money yet.")
    assert said(group.tender, event).startswith("looked again at an idea about")
    (event,) = group.act(EndIdea(NAME, "taken up", "There is money.", "2027-03-01"), RUTH)
    assert said(group.tender, event) == "took up an idea about clause 2 “Access”"
    assert idea(group).told == [
        (TODAY, "received", ""),
        (TODAY, "in the box", ""),
        (BACK, "looked at again", "No money yet."),
        ("2027-03-01", "taken up", "There is money."),
    ]
    assert not is_back(idea(group), "2027-03-01")
    for again in (EndIdea(NAME, "let go", "x", BACK), KeepIdea(NAME, "Ruth", "2027-04-01", "x", BACK)):
        with pytest.raises(Refused, match="This was taken up, or let go, already."):
            group.act(again, RUTH)


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"owner": " "}, "Who looks at it again is empty."),
        ({"return_on": TODAY}, "it has to lie ahead"),
        ({"return_on": "soon"}, "it has to lie ahead"),
        ({"text": "x" * 2_001}, "What you found is 2,001 characters long"),
        ({"idea": "t" + "f" * 10}, "it is not for you to see"),
    ],
)
def test_kept_it_has_an_owner_and_a_day(group, more, sentence):
    put(group)
    with pytest.raises(Refused, match=sentence):
        keep(group, **more)
    assert idea(group).stage == "received"


def test_it_ends_with_a_reason_in_one_of_two_ways(group):
    put(group)
    for how, text, sentence in (
        ("forgotten", "x", "Please choose whether it is taken up or let go."),
        ("let go", " ", "The reason is empty."),
    ):
        with pytest.raises(Refused, match=sentence):
            group.act(EndIdea(NAME, how, text, TODAY), RUTH)
    (event,) = group.act(EndIdea(NAME, "let go", "There is one.", TODAY), RUTH)
    assert said(group.tender, event) == "let go an idea about clause 2 “Access”" and idea(group).stage == "let go"


@pytest.mark.parametrize("by", [MEI, OLU], ids=lambda by: by.seat)
def test_members_and_observers_do_not_say_what_becomes_of_it(group, by):
    put(group)
    for asked in (KeepIdea(NAME, "Ruth", BACK, "", TODAY), EndIdea(NAME, "let go", "x", TODAY)):
        with pytest.raises(Refused, match="Only the commissioner or the lived-experience co-chair or the facilitator"):
            group.act(asked, by)
    assert came_back(group.tender, by, TODAY) == []


def test_a_comment_that_goes_to_the_box_and_a_suggestion_that_does(group):
    comment, name = group.comment(), group.suggest()
    group.act(AnswerThreads((comment,), "ideas", "Later.", owner="Ruth", by_date=BACK, today=TODAY), RUTH)
    group.decide(name, "ideas", owner="Priya", return_on="2027-03-01")
    assert [(each.of, each.by, each.stage, each.owner, each.return_on) for each in ideas_seen(group.tender, ANNE, TODAY)] == [
        (comment, MEI.id, "in the box", "Ruth", BACK),
        (name, MEI.id, "in the box", "Priya", "2027-03-01"),
    ]
    assert [each.id for each in came_back(group.tender, JOSH, BACK)] == [comment]


def test_what_somebody_protected_has_in_mind_reaches_officials_on_the_next_day(group):
    put(group, protected=True)
    for by in (ANNE, PRIYA, RUTH, OLU):
        assert ideas_seen(group.tender, by, TODAY) == [] and [each.id for each in ideas_seen(group.tender, by, MORROW)] == [NAME]
    assert [each.id for each in ideas_seen(group.tender, DEV, TODAY)] == [NAME]
    with pytest.raises(Refused, match="it is not for you to see"):
        keep(group)
    keep(group, JOSH)


def test_what_a_decision_puts_into_the_box_is_there_for_officials_at_once(group):
    name = group.suggest(protected=True)
    for by in (ANNE, JOSH):
        group.act(replace(signing(group.tender, name, TODAY, "ideas", owner="Ruth", return_on=BACK), today=MORROW), by)
    assert [each.id for each in ideas_seen(group.tender, ANNE, MORROW)] == [name]


def test_beside_a_clause_that_one_does_not_read_there_are_no_ideas(group):
    put(group)
    group.act(SharePart("d1", "procurement"), ANNE)
    with pytest.raises(Refused, match="it is not for you to see"):
        put(group, idea=name_of_thread(2))
    assert ideas_seen(group.tender, MEI, TODAY) == [] and [each.id for each in ideas_seen(group.tender, PRIYA, TODAY)] == [NAME]


def test_claimed_later_it_belongs_to_whoever_said_it(group):
    meeting = Behalf("meeting", TODAY, "the library")
    group.act(other_words(group.tender, NAME, "c2", "every quarter", "every month", TODAY, behalf=meeting), FAY)
    group.decide(NAME, "ideas", owner="Ruth", return_on=BACK)
    assert idea(group).by == ""
    group.act(ClaimPost(NAME, 1), DEV)
    group.act(ConfirmClaim(NAME, 1), FAY)
    assert idea(group).by == DEV.id


def test_with_the_words_of_a_thread_taken_back_those_of_its_idea_go(group):
    name = group.suggest()
    group.decide(name, "ideas", owner="Ruth", return_on=BACK)
    group.act(TakeBack(name, 1), MEI)
    assert (idea(group, name).text, idea(group, name).taken_back) == ("", "by its author")
