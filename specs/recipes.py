"""How decisions are made in a tender: both chairs sign, unless both agreed that the commissioner decides alone."""

from dataclasses import dataclass, field
from typing import Any

from specs.members import insist_on_term
from specs.refusals import Refused
from specs.rounds import CHAIRS, signs_as
from specs.seats import SEATS
from specs.tender import Member, Stamp, Tender

TWO, ALONE = "two signatures", "commissioner alone"
IN_WORDS = {
    TWO: "The commissioner and the lived-experience co-chair decide together: nothing changes without both signatures.",
    ALONE: (
        "The commissioner decides alone, with a reason. Both chairs agreed to this; "
        "it counts against how far the tender was written together."
    ),
}


@dataclass(frozen=True, slots=True)
class ChooseRecipe:
    """One chair says how decisions should be made; it holds once the other has said the same."""

    recipe: str
    today: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class RecipeChosen:
    seat: str
    recipe: str


def recipe_of(tender: Tender) -> str:
    """How decisions are made here: ``TWO``, unless both chairs chose otherwise."""
    chosen = {tender.recipes.get(seat, TWO) for seat in CHAIRS}
    return chosen.pop() if len(chosen) == 1 else TWO


def who_signs(tender: Tender) -> tuple[str, ...]:
    """The seats whose signatures make a decision."""
    return CHAIRS if recipe_of(tender) == TWO else ("commissioner",)


def choose(tender: Tender, asked: ChooseRecipe, by: Member) -> list[Any]:
    seat = signs_as(tender, by)
    if not seat or by.seat not in CHAIRS:
        raise Refused("Only the commissioner and the lived-experience co-chair agree how decisions are made.")
    insist_on_term(tender, by, asked.today, "choose")
    if asked.recipe not in IN_WORDS:
        raise Refused("Please choose how decisions are made.", "recipe")
    if tender.recipes.get(seat, TWO) == asked.recipe:
        raise Refused("You have said this already.", "recipe")
    return [RecipeChosen(seat, asked.recipe)]


def chosen(tender: Tender, event: RecipeChosen, stamp: Stamp) -> None:
    tender.recipes[event.seat] = event.recipe


DECIDE = {ChooseRecipe: choose}
APPLY = {RecipeChosen: chosen}
SAY = {RecipeChosen: lambda tender, event: f"wants decisions to be made by {event.recipe}, as {SEATS[event.seat]}"}
