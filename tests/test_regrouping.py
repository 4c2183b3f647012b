"""The changes of a suggestion joined and parted before anything is decided: its words stay as they are."""

from dataclasses import replace

import pytest

from specs.decisions import suggested
from specs.proposals import Propose
from specs.refusals import Refused
from specs.regrouping import JoinChanges, PartChange
from specs.rules import said
from specs.wording import Paragraph, plain
from tests.group import ANNE, DEV, EVERYBODY, FAY, JOSH, MEI, TODAY, Group
from tests.suggesting import other_words


@pytest.fixture
def group():
    made = Group()
    yield made
    assert made.again() == made.tender


@pytest.fixture
def name(group):
    """A suggestion of three changes."""
    return group.suggest("c2", "Staff will attend reviews every quarter", "Support workers must attend reviews each month", by=DEV)


def reads(group, name, numbers=None):
    return plain(suggested(group.tender, group.proposal(name), numbers)).split("\n")[1]


@pytest.mark.parametrize("by", [FAY, ANNE, JOSH, DEV], ids=lambda by: by.id)
def test_its_author_the_facilitator_and_the_chairs_join_and_part(group, name, by):
    assert group.proposal(name).numbers == (1, 2)
    whole = reads(group, name)
    (event,) = group.act(JoinChanges(name, (1, 2), TODAY), by)
    assert (group.proposal(name).numbers, reads(group, name)) == ((1,), whole)
    assert said(group.tender, event) == "numbered the changes of a suggestion about clause 2 “Access” anew"
    group.act(PartChange(name, 1, today=TODAY), by)
    assert (group.proposal(name).numbers, reads(group, name)) == ((1, 2), whole)
    assert reads(group, name, (2,)) == "Staff will attend reviews each month."


@pytest.mark.parametrize("by", [each for each in EVERYBODY if each not in (FAY, ANNE, JOSH, DEV)], ids=lambda by: by.id)
def test_nobody_else_does(group, name, by):
    for asked in (JoinChanges(name, (1, 2), TODAY), PartChange(name, 1, today=TODAY)):
        with pytest.raises(Refused, match="Only the person who suggested this, the facilitator or a chair can part or join its changes."):
            group.act(asked, by)


def test_one_change_is_cut_in_two_and_decided_half(group, name):
    group.act(PartChange(name, 1, 5, 15, TODAY), DEV)
    assert group.proposal(name).numbers == (1, 2, 3)
    assert [reads(group, name, (number,)) for number in (1, 2, 3)] == [
        "Support workers will attend reviews every quarter.",
        "Staff must attend reviews every quarter.",
        "Staff will attend reviews each month.",
    ]
    group.decide(name, numbers=(1, 3))
    assert group.texts("c2")[1] == "Support workers will attend reviews each month."


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (("join", (1,)), "Please choose two changes at least."),
        (("join", (1, 1)), "Please choose two changes at least."),
        (("join", (1, 9)), "Please choose two changes at least."),
        (("part", 9), "The change cannot be parted there."),
        (("part", 1), "The change cannot be parted there."),
        (("part", 1, 0, 0), "The change cannot be parted there."),
        (("part", 1, 99, 3), "The change cannot be parted there."),
    ],
)
def test_what_cannot_be_joined_or_parted(group, name, asked, sentence):
    kind, *what = asked
    with pytest.raises(Refused, match=sentence):
        group.act(JoinChanges(name, *what, TODAY) if kind == "join" else PartChange(name, *what, today=TODAY), DEV)


def test_there_is_nothing_to_part_in_another_order_or_where_somebody_has_to_look_first(group, name):
    touched = group.suggest("c2", "every quarter", "every week")
    group.decide(name)
    for each in (touched, group.arrange("removal", "c3")):
        with pytest.raises(Refused, match="There is nothing here to part or join."):
            group.act(JoinChanges(each, (1, 2), TODAY), MEI)
    with pytest.raises(Refused, match="was decided or withdrawn in the meantime"):
        group.act(JoinChanges(name, (1, 2), TODAY), DEV)


def test_a_sentence_to_be_read_stays_one_to_be_read(group, name):
    group.changed("c2", "attend reviews", "attend all reviews")
    assert group.proposal(name).read == (1, 2)
    group.act(PartChange(name, 1, 5, 15, TODAY), DEV)
    assert group.proposal(name).read == (1, 2, 3)
    group.act(JoinChanges(name, (1, 3), TODAY), DEV)
    assert group.proposal(name).read == (1, 2)


def test_words_offered_anew_have_changes_of_their_own(group, name):
    from specs.revising import Revise

    group.act(JoinChanges(name, (1, 2), TODAY), DEV)
    wording = other_words(
        group.tender, "", "c2", "Staff will attend reviews every quarter", "All must attend reviews monthly", TODAY
    ).wording
    group.act(Revise(name, 1, wording, today=TODAY), DEV)
    assert group.proposal(name).numbers == (1, 2)


def test_a_paragraph_cut_in_two_is_not_taken_by_halves(group):
    """Words cut from one paragraph and put into a new one stand or fall together, however they are parted."""
    wording = group.tender.clauses["c3"].wording
    cut = (*wording[:1], replace(wording[1], text="The provider must consult"), Paragraph("+1", "para", "people who use the service."))
    group.act(Propose("t00000000f1", "wording", "c3", 1, "Two lines.", cut, today=TODAY), MEI)
    assert group.proposal("t00000000f1").numbers == (1,)
    with pytest.raises(Refused, match="they stand or fall together"):
        group.act(PartChange("t00000000f1", 1, today=TODAY), MEI)
