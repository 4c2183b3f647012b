"""Several suggestions taken into one wording: decided with it, or waiting on where they are not in it."""

from dataclasses import replace

import pytest

from specs.proposed import Arrangement
from specs.refusals import Refused, Stale
from specs.revising import Revise, Withdraw
from tests.group import ANNE, DEV, FAY, JOSH, MEI, RUTH, TODAY, Group, name_of_thread
from tests.suggesting import NAME, NEW, other_words


@pytest.fixture
def group():
    made = Group()
    yield made
    assert made.again() == made.tender


def test_several_are_taken_together_and_decided_with_the_one(group):
    one, two, three = group.suggest(), group.suggest("c2", "a visit", "a long visit", by=DEV), group.suggest("c3", "must consult", "asks")
    wording = other_words(group.tender, "", "c2", "every quarter", "every month", TODAY).wording
    both = tuple(replace(p, text=p.text.replace("a visit", "a long visit")) for p in wording)
    sources = (("p4", 32, 37, one), ("p7", 2, 6, two))
    group.act(group.asked(wording=both, merges=(one, two, one), sources=sources), FAY)
    joint = group.proposal(NAME)
    assert (joint.merges, joint.sources, joint.offer.how, joint.by) == ((one, two), sources, "together", FAY.id)
    group.decide(NAME)
    assert [group.proposal(name).decision.outcome for name in (NAME, one, two)] == ["accepted", "together", "together"]
    taken = group.proposal(one).decision
    assert (taken.joint, taken.made, taken.version, taken.numbers, taken.signers) == (NAME, "c2", 2, (), joint.decision.signers)
    assert group.proposal(three).waits and group.texts("c2")[1::3] == ["Staff will attend reviews every month.", "a long visit"]


def test_taken_in_part_those_whose_words_do_not_stand_wait_on(group):
    one, two = group.suggest(), group.suggest("c2", "a visit", "a long visit", by=DEV)
    wording = other_words(group.tender, "", "c2", "every quarter", "every month", TODAY).wording
    both = tuple(replace(p, text=p.text.replace("a visit", "a long visit")) for p in wording)
    group.act(group.asked(wording=both, merges=(one, two)), ANNE)
    group.decide(NAME, numbers=(1,))
    assert [group.proposal(name).waits for name in (NAME, one, two)] == [False, False, True]
    assert (group.proposal(one).decision.outcome, group.proposal(two).base, group.proposal(two).numbers) == ("together", 2, (1,))
    group.decide(two)
    assert group.texts("c2")[4] == "a long visit"


def test_those_taken_into_one_that_was_taken_into_another_are_decided_too(group):
    one, two, three = group.suggest(), group.suggest("c2", "a visit", "a long visit"), group.suggest("c2", "Staff", "All", by=DEV)
    first, second = name_of_thread(2), name_of_thread(3)
    group.act(group.asked(proposal=first, merges=(one, two)), JOSH)
    group.act(replace(other_words(group.tender, second, "c2", "Staff", "All", TODAY), merges=(first, three)), JOSH)
    group.decide(second)
    assert {group.proposal(name).decision.joint for name in (one, two, three, first)} == {second}


def test_not_taken_the_ones_it_was_made_of_wait_on(group):
    one, two = group.suggest(), group.suggest("c2", "a visit", "a long visit", by=DEV)
    group.act(group.asked(merges=(one, two)), ANNE)
    group.decide(NAME, "no", alternative="Each by itself.")
    assert [group.proposal(name).waits for name in (one, two)] == [True, True]


def test_what_cannot_be_taken_together(group):
    one, two, three = group.suggest(), group.suggest("c2", "a visit", "a long visit"), group.suggest("c3", "must consult", "asks")
    order = group.arrange("removal", "c2")
    comment = group.comment()
    hidden = group.suggest("c2", "Staff", "All", by=MEI, protected=True)
    group.act(Withdraw(two, today=TODAY), MEI)
    for merges in ((one,), (one, one), tuple(name_of_thread(number) for number in range(100, 121))):
        with pytest.raises(Refused, match="From two to 20 suggestions for the words of one clause can be taken together."):
            group.act(group.asked(proposal=name_of_thread(9), merges=merges), DEV)
    for merges in ((one, two), (one, three), (one, order), (one, comment)):
        with pytest.raises(Refused, match="One of these suggestions does not wait any more, or is about another clause."):
            group.act(group.asked(proposal=name_of_thread(9), merges=merges), DEV)
    for merges in ((one, hidden), (one, name_of_thread(99))):
        with pytest.raises(Refused, match="it is not for you to see"):
            group.act(group.asked(proposal=name_of_thread(9), merges=merges), RUTH)
    with pytest.raises(Refused, match="From two to 20 suggestions"):
        group.act(
            group.asked(proposal=name_of_thread(9), kind="new", wording=NEW, arrangement=Arrangement(after="c2"), merges=(one, hidden)),
            DEV,
        )


@pytest.mark.parametrize(
    "row", [("p99", 0, 1), ("p4", -1, 1), ("p4", 3, 2), ("p4", 0, 999), ("+1", 0, 1), ("+x", 0, 1), ("Rosa lives here", 0, 0)]
)
def test_whose_words_are_whose_has_to_be_in_the_words(group, row):
    one, two = group.suggest(), group.suggest("c2", "a visit", "a long visit", by=DEV)
    with pytest.raises(Stale, match="The suggestions that you take together have changed."):
        group.act(group.asked(merges=(one, two), sources=((*row, one),)), ANNE)
    with pytest.raises(Stale, match="The suggestions that you take together have changed."):
        group.act(group.asked(merges=(one, two), sources=(("p4", 0, 1, "Rosa"),)), ANNE)


def test_whose_words_in_a_new_paragraph_are_kept_with_the_id_it_gets(group):
    one, two = group.suggest(), group.suggest("c2", "a visit", "a long visit", by=DEV)
    wording = other_words(group.tender, "", "c2", "a visit", "a visit\na letter", TODAY).wording
    group.act(group.asked(wording=wording, merges=(one, two), sources=(("+1", 0, 8, two),)), ANNE)
    (row,) = group.proposal(NAME).sources
    assert (row[1:], group.proposal(NAME).offer.wording[-1].id) == ((0, 8, two), row[0])


def test_changed_by_its_author_one_made_of_several_is_theirs(group):
    one, two = group.suggest(), group.suggest("c2", "a visit", "a long visit", by=DEV)
    group.act(group.asked(merges=(one, two), sources=(("p4", 32, 37, one),)), ANNE)
    group.act(Revise(NAME, 1, other_words(group.tender, "", "c2", "Staff", "All", TODAY).wording, today=TODAY), ANNE)
    assert (group.proposal(NAME).sources, group.proposal(NAME).merges) == ((), (one, two))


def test_a_place_where_words_went_is_somebodys_too_and_twenty_are_taken_together(group):
    names = tuple(group.suggest("c2", "every quarter", f"every {number + 2} months") for number in range(20))
    group.act(group.asked(merges=names, sources=(("p4", 26, 26, names[0]),)), ANNE)
    assert (group.proposal(NAME).sources, len(group.proposal(NAME).merges)) == ((("p4", 26, 26, names[0]),), 20)
