"""After a decision: “I do not agree” kept beside it, and notes that put it right; what was decided is never edited."""

import pytest

from specs.dissents import NoteCorrection, RecordDissent, dissents_seen
from specs.erasing import HoldRecords
from specs.refusals import Refused
from specs.rules import said
from specs.taking_back import TakeBackSaid
from tests.group import ANNE, DEV, FAY, JOSH, MEI, OLU, PRIYA, RUTH, TODAY, Group

MORROW = "2026-11-24"


@pytest.fixture
def group():
    made = Group()
    yield made
    assert made.again() == made.tender


@pytest.fixture
def name(group):
    return group.changed("c2", "every quarter", "every month")


def dissent(group, name, by=MEI, matters="People wait too long.", **more):
    return group.act(RecordDissent(name, matters, **({"today": TODAY} | more)), by)


@pytest.mark.parametrize("by", [ANNE, JOSH, MEI, DEV, PRIYA], ids=lambda by: by.id)
def test_chairs_members_and_procurement_dissent_from_what_was_decided(group, name, by):
    before = group.proposal(name).decision.outcome, group.tender.clauses["c2"].version
    (event,) = dissent(group, name, by, acceptable="Every week.")
    (kept,) = group.proposal(name).decision.dissents
    assert (kept.number, kept.stamp.by, kept.matters, kept.acceptable) == (1, by.id, "People wait too long.", "Every week.")
    assert (group.proposal(name).decision.outcome, group.tender.clauses["c2"].version) == before
    assert said(group.tender, event) == "does not agree with a decision about clause 2 “Access”"
    with pytest.raises(Refused, match="You have said already that you do not agree. It is kept with the decision."):
        dissent(group, name, by)


@pytest.mark.parametrize("by", [FAY, RUTH, OLU], ids=lambda by: by.seat)
def test_others_do_not(group, name, by):
    with pytest.raises(Refused, match="Only the commissioner or the lived-experience co-chair or the steering group member"):
        dissent(group, name, by)


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"matters": " "}, "What matters to you is empty."),
        ({"matters": "x" * 5_001}, "What matters to you is 5,001 characters long"),
        ({"acceptable": "x" * 2_001}, "What would make it acceptable is 2,001 characters long"),
    ],
)
def test_it_says_what_matters(group, name, more, sentence):
    with pytest.raises(Refused, match=sentence):
        dissent(group, name, **more)


def test_before_a_decision_there_is_nothing_to_dissent_from(group):
    waiting, comment = group.suggest(), group.comment()
    for each in (waiting, comment):
        with pytest.raises(Refused, match="Nothing was decided on this yet."):
            dissent(group, each)
        with pytest.raises(Refused, match="Nothing was decided on this yet."):
            group.act(NoteCorrection(each, "x", TODAY), ANNE)
    with pytest.raises(Refused, match="it is not for you to see"):
        dissent(group, "t" + "f" * 10)


def test_from_a_no_one_can_dissent_too(group):
    name = group.suggest()
    group.decide(name, "no", none_found=True)
    dissent(group, name)
    assert [each.stamp.by for each in group.proposal(name).decision.dissents] == [MEI.id]


def test_taken_back_it_can_be_said_in_other_words(group, name):
    dissent(group, name)
    group.act(HoldRecords("A bidder asks.", "2027-01-31", TODAY), PRIYA)
    group.act(TakeBackSaid("dissent", name, 1), MEI)
    dissent(group, name, matters="It is still too seldom.")
    assert [(each.number, each.matters, bool(each.taken_back)) for each in group.proposal(name).decision.dissents] == [
        (1, "", True),
        (2, "It is still too seldom.", False),
    ]


def test_a_note_puts_a_decision_right_and_edits_nothing(group, name):
    before = group.proposal(name).decision.reasons
    (event,) = group.act(NoteCorrection(name, "It was Tuesday.", TODAY), ANNE)
    group.act(NoteCorrection(name, "It was Wednesday.", TODAY), JOSH)
    made = group.proposal(name).decision
    assert [(note.stamp.by, note.text) for note in made.corrections] == [(ANNE.id, "It was Tuesday."), (JOSH.id, "It was Wednesday.")]
    assert made.reasons == before and said(group.tender, event) == "added a note to a decision about clause 2 “Access”"
    for by in (MEI, FAY, PRIYA, RUTH, OLU):
        with pytest.raises(Refused, match="Only the commissioner or the lived-experience co-chair can do this."):
            group.act(NoteCorrection(name, "x", TODAY), by)
    with pytest.raises(Refused, match="The note is empty."):
        group.act(NoteCorrection(name, " ", TODAY), ANNE)


def test_fifty_notes_are_enough(group, name):
    for number in range(50):
        group.act(NoteCorrection(name, f"Note {number}.", TODAY), ANNE)
    with pytest.raises(Refused, match="There are many notes here already."):
        group.act(NoteCorrection(name, "One more.", TODAY), JOSH)


def test_officials_learn_of_protected_people_on_the_next_day_and_not_who_was_first(group, name):
    dissent(group, name, MEI, protected=True)
    dissent(group, name, DEV)
    made = group.proposal(name).decision
    for by in (ANNE, PRIYA, RUTH, OLU):
        assert [each.stamp.by for each in dissents_seen(by, made, TODAY)] == [DEV.id]
        assert [each.stamp.by for each in dissents_seen(by, made, MORROW)] == [DEV.id, MEI.id]
    assert [each.stamp.by for each in dissents_seen(JOSH, made, TODAY)] == [MEI.id, DEV.id]
