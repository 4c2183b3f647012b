"""Where people stand: on just the words they read; changed, taken back, and told to officials no sooner than they may know."""

import pytest

from specs.refusals import Refused
from specs.revising import Revise
from specs.rules import said
from specs.stands import TakeStand, stands_seen
from tests.group import ANNE, DEV, EVERYBODY, FAY, JOSH, MEI, OLU, PRIYA, RUTH, TODAY, Group
from tests.suggesting import other_words

MORROW = "2026-11-24"


@pytest.fixture
def group():
    made = Group()
    yield made
    assert made.again() == made.tender


def take(group, name, by=DEV, stand="agree", offer=1, **more):
    return group.act(TakeStand(name, stand, offer, **({"today": TODAY} | more)), by)


def stands(group, name):
    return {member: (each.stand, each.offer) for member, each in group.proposal(name).stands.items()}


@pytest.mark.parametrize("by", [each for each in EVERYBODY if each not in (OLU, FAY, MEI)], ids=lambda by: by.id)
def test_everybody_but_observers_and_facilitators_says_where_they_stand(group, by):
    name = group.suggest()
    take(group, name, by, "live", because="It is a beginning.")
    assert stands(group, name) == {by.id: ("live", 1)}
    assert group.proposal(name).stands[by.id].because == "It is a beginning."


@pytest.mark.parametrize(
    ("by", "more", "sentence"),
    [
        (OLU, {}, "Only the commissioner or"),
        (FAY, {}, "As the facilitator you write down what others say, and take no side of your own."),
        (MEI, {}, "This is your own suggestion: nobody doubts that you agree with it."),
        (DEV, {"stand": "maybe"}, "Please choose where you stand."),
        (DEV, {"stand": ""}, "You have not said where you stand yet."),
        (DEV, {"offer": 2}, "The words of this suggestion have changed since you opened the page."),
        (DEV, {"stand": "not"}, "Why you do not agree is empty."),
        (DEV, {"stand": "not", "because": "Too often."}, "What would make it acceptable is empty."),
        (DEV, {"because": "x" * 2_001}, "Why is 2,001 characters long"),
    ],
)
def test_what_cannot_be_said(group, by, more, sentence):
    name = group.suggest()
    with pytest.raises(Refused, match=sentence):
        take(group, name, by, **more)
    assert stands(group, name) == {}


def test_it_is_said_once_changed_and_taken_back(group):
    name = group.suggest()
    take(group, name)
    with pytest.raises(Refused, match="You have said this already."):
        take(group, name)
    (event,) = take(group, name, stand="not", because="Too often.", acceptable="Every second month.")
    assert said(group.tender, event) == "said of a suggestion about clause 2 “Access”: “I do not agree”"
    kept = group.proposal(name).stands[DEV.id]
    assert (kept.stand, kept.because, kept.acceptable) == ("not", "Too often.", "Every second month.")
    (event,) = take(group, name, stand="")
    assert stands(group, name) == {} and group.tender.to_erase == [kept.stamp.seq]
    assert said(group.tender, event) == "took back where they stand on a suggestion about clause 2 “Access”"


def test_taken_back_there_is_nothing_to_erase_where_nothing_was_written(group):
    name = group.suggest()
    take(group, name)
    take(group, name, stand="")
    assert group.tender.to_erase == []


def test_it_belongs_to_the_words_it_was_given_to(group):
    name = group.suggest()
    take(group, name)
    group.act(Revise(name, 1, other_words(group.tender, "", "c2", "every quarter", "each week", TODAY).wording, today=TODAY), MEI)
    assert stands(group, name) == {DEV.id: ("agree", 1)} and group.proposal(name).offer.number == 2
    with pytest.raises(Refused, match="The words of this suggestion have changed since you opened the page."):
        take(group, name, stand="live")
    take(group, name, offer=2)
    assert stands(group, name) == {DEV.id: ("agree", 2)}


def test_once_it_is_decided_nobody_stands_anywhere_else(group):
    name = group.changed("c2", "every quarter", "every month")
    with pytest.raises(Refused, match="was decided or withdrawn in the meantime"):
        take(group, name)


def test_officials_learn_of_protected_people_on_the_next_day_and_not_who_was_first(group):
    name = group.suggest(by=JOSH)
    take(group, name, MEI, protected=True)
    take(group, name, DEV)
    take(group, name, PRIYA, "live")
    for by in (ANNE, PRIYA, RUTH, OLU):
        assert [member for member, _ in stands_seen(by, group.proposal(name), TODAY)] == [DEV.id, PRIYA.id]
        assert [member for member, _ in stands_seen(by, group.proposal(name), MORROW)] == [DEV.id, MEI.id, PRIYA.id]
    assert [member for member, _ in stands_seen(JOSH, group.proposal(name), TODAY)] == [MEI.id, DEV.id, PRIYA.id]
