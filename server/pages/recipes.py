"""Who decides what in a tender: how decisions are made, who stands in for whom, what the round promised; and agreeing on another way."""

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.pages.about import by_act
from server.pages.at_clause import typed
from server.pages.common import Seated, act, go, house, name_of, new_key, page, seated
from server.pages.plans import plan_shown
from server.pages.problems import at_field, summary
from server.pages.reasons import in_a_row
from specs.deputies import FROM
from specs.recipes import ALONE, IN_WORDS, TWO, ChooseRecipe, recipe_of
from specs.refusals import Refused
from specs.rounds import CHAIRS, current
from specs.rules import allowed
from specs.seats import SEATS, may

CALLED = {TWO: "Both chairs decide together", ALONE: "The commissioner decides alone"}
EXPLAINED = {
    TWO: "Nothing changes without both signatures.",
    ALONE: "With a reason, and only as long as both chairs want it so. It counts against how far the tender was written together.",
}


def chosen(at: Seated) -> list[tuple[str, str]]:
    """What each chair has chosen, in words."""
    return [(SEATS[seat].capitalize(), CALLED[at.tender.recipes.get(seat, TWO)]) for seat in CHAIRS]


def _could_choose(at: Seated, today: str) -> bool:
    return any(allowed(at.tender, ChooseRecipe(recipe, today), at.by) for recipe in IN_WORDS)


async def show(request: Request) -> Response:
    """How decisions are made here, and the whole table."""
    at = await seated(request)
    if not may(at.by, "read"):
        raise HTTPException(403)
    tender, names = at.tender, name_of(request, at.tender.id)
    deputies = []
    for seat in FROM:
        holders = [names(member.id) for member in tender.members.values() if member.seat == seat]
        deputy = tender.deputies.get(seat, "")
        deputies.append((SEATS[seat].capitalize(), in_a_row(holders), names(deputy) if deputy in tender.members else ""))
    now = current(tender)
    return page(
        request,
        "recipes/who_decides.html",
        title="Who decides what",
        seated=at,
        here="decides",
        url=f"/tenders/{tender.id}",
        recipe=IN_WORDS[recipe_of(tender)],
        chosen=chosen(at) if len({words for _, words in chosen(at)}) > 1 else [],
        may_choose=_could_choose(at, house(request).today()),
        deputies=deputies,
        plan=plan_shown(now.plan) if now else None,
        rows=by_act(),
    )


async def choose(request: Request) -> Response:
    """One chair says how decisions should be made; it holds once the other has said the same."""
    at = await seated(request)
    if at.by.seat not in CHAIRS:
        raise HTTPException(403)
    url = f"/tenders/{at.tender.id}"
    values: dict[str, Any] = await typed(request, "recipe")
    refused = None
    if request.method == "POST":
        try:
            await act(request, at, ChooseRecipe(values["recipe"], house(request).today()), values["key"])
            tender = await house(request).desk.tender(at.tender.id)
            agreed = recipe_of(tender) == values["recipe"]
            done = (
                "Both chairs want it so: from now on decisions are made in this way."
                if agreed
                else "It is noted. It holds as soon as the other chair says the same."
            )
            return go(request, f"{url}/who-decides", done)
        except Refused as no:
            refused = no
    else:
        values["recipe"] = at.tender.recipes.get(at.by.seat, TWO)
    return page(
        request,
        "recipes/recipe.html",
        title="How should decisions be made?",
        seated=at,
        here="decides",
        errors=summary(refused, "recipe"),
        status=422 if refused else 200,
        back=f"{url}/who-decides",
        url=f"{url}/recipe",
        now=IN_WORDS[recipe_of(at.tender)],
        chosen=chosen(at),
        recipes=[(recipe, CALLED[recipe], EXPLAINED[recipe]) for recipe in IN_WORDS],
        values=values,
        wrong=at_field(refused, "recipe"),
        token=new_key(),
    )


ROUTES = [
    Route("/tenders/{tender}/who-decides", show),
    Route("/tenders/{tender}/recipe", choose, methods=["GET", "POST"]),
]
