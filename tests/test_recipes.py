"""How decisions are made: two signatures, unless both chairs said otherwise."""

import pytest

from specs.interests import DeclareInterest
from specs.members import GiveSeat
from specs.recipes import ChooseRecipe, recipe_of, who_signs
from specs.refusals import Refused
from specs.rules import said
from tests.group import ANNE, EVERYBODY, JOSH, PRIYA, TODAY, Group

ALONE, TWO = "commissioner alone", "two signatures"


@pytest.fixture
def group():
    made = Group()
    yield made
    assert made.again() == made.tender


def made_by(group):
    return recipe_of(group.tender), who_signs(group.tender)


@pytest.mark.parametrize("order", [(ANNE, JOSH), (JOSH, ANNE)])
def test_it_holds_once_both_chairs_have_said_so_and_ends_with_one(group, order):
    both = (TWO, ("commissioner", "co_chair"))
    assert made_by(group) == both
    (event,) = group.act(ChooseRecipe(ALONE), order[0])
    assert said(group.tender, event).startswith("wants decisions to be made by commissioner alone, as ")
    assert made_by(group) == both
    group.act(ChooseRecipe(ALONE), order[1])
    assert made_by(group) == (ALONE, ("commissioner",))
    group.act(ChooseRecipe(TWO), order[0])
    assert made_by(group) == both


@pytest.mark.parametrize("by", [each for each in EVERYBODY if each not in (ANNE, JOSH)], ids=lambda by: by.id)
def test_nobody_else_chooses_not_even_deputies(group, by):
    with pytest.raises(Refused, match="Only the commissioner and the lived-experience co-chair agree how decisions are made."):
        group.act(ChooseRecipe(ALONE), by)


def test_a_chair_who_is_linked_to_a_bidder_does_not_choose(group):
    group.act(DeclareInterest(True, "Harbour Care"), JOSH)
    with pytest.raises(Refused, match="agree how decisions are made"):
        group.act(ChooseRecipe(ALONE), group.tender.members[JOSH.id])


@pytest.mark.parametrize(
    ("recipe", "sentence"), [("by lot", "Please choose how decisions are made."), (TWO, "You have said this already.")]
)
def test_what_cannot_be_chosen(group, recipe, sentence):
    with pytest.raises(Refused, match=sentence):
        group.act(ChooseRecipe(recipe), ANNE)


def test_it_is_the_seats_that_agreed_also_when_somebody_else_holds_one(group):
    group.act(GiveSeat(PRIYA.id, "commissioner"), ANNE)
    group.act(ChooseRecipe(ALONE), group.tender.members[PRIYA.id])
    with pytest.raises(Refused, match="You have said this already."):
        group.act(ChooseRecipe(ALONE), ANNE)


def test_whose_term_has_ended_does_not_choose(group):
    group.act(GiveSeat("m-kim", "commissioner", "2026-11-30", TODAY), ANNE)
    kim = group.tender.members["m-kim"]
    with pytest.raises(Refused, match="Your time in this seat has ended, so you cannot choose for it any more."):
        group.act(ChooseRecipe(ALONE, "2026-12-01"), kim)
    group.act(ChooseRecipe(ALONE, "2026-11-30"), kim)
