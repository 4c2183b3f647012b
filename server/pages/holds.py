"""Holding a clause until it is discussed, and saying what came of the discussion."""

from collections.abc import Callable
from typing import NamedTuple

from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.pages.at_clause import at_clause, clause_page, typed
from server.pages.common import Seated, act, go, house, name_of
from server.pages.dates import day_from, fields
from server.pages.drawing import in_lines
from specs import days
from specs.holds import ALONE, TOGETHER, HoldClause, ReleaseClause, holds_alone, holds_seen, is_held, past_holds_seen
from specs.refusals import Refused
from specs.rules import allowed
from specs.seats import SEATS, sign
from specs.tender import Clause, Hold


class DrawnHold(NamedTuple):
    """A hold as a page shows it: who asked, why, and in a sentence when it is discussed; and what came of it, once it has ended."""

    who: str
    seat: str
    when: str
    discussed: str
    reason: list[Markup]
    ended: str
    came_of_it: list[Markup]


class DrawnHolds(NamedTuple):
    """How a clause is held, for its page: ``asked`` says how many members ask for it so far, where they are too few yet."""

    held: bool
    asked: str
    holds: list[DrawnHold]
    past: list[DrawnHold]
    offers: list[tuple[str, str]]


def drawn_holds(names: Callable[[str], str], at: Seated, clause: Clause, today: str) -> DrawnHolds:
    """The holds of a clause as they have reached this person, and what they may do about them."""
    tender, by = at.tender, at.by
    url = f"/tenders/{tender.id}/clauses/{clause.id}"
    standing = holds_seen(by, clause, today)
    together = sum(each.seat not in ALONE for each in standing)
    offers = []
    if allowed(tender, HoldClause(clause.id, "x", today, today=today), by):
        offers.append(("Hold it too" if is_held(clause) else _title(by_alone=holds_alone(by)), f"{url}/hold"))
    if allowed(tender, ReleaseClause(clause.id, "x", today=today), by):
        offers.append(("Say what came of the discussion", f"{url}/release"))
    return DrawnHolds(
        is_held(clause),
        f"{together} of {TOGETHER} members ask to hold this clause until it is discussed" if together and not is_held(clause) else "",
        [_drawn(names, each, is_held(clause)) for each in standing],
        [_drawn(names, each, False) for each in reversed(past_holds_seen(by, clause, today))],
        offers,
    )


def _title(by_alone: bool) -> str:
    return "Hold this clause until it is discussed" if by_alone else "Ask to hold this clause until it is discussed"


def _drawn(names: Callable[[str], str], hold: Hold, stands: bool) -> DrawnHold:
    return DrawnHold(
        names(hold.stamp.by),
        SEATS[hold.seat],
        days.said(hold.on),
        _discussed(hold, stands),
        in_lines(hold.reason),
        days.said(hold.ended_on) if hold.ended_on else "",
        in_lines(hold.ended),
    )


def _discussed(hold: Hold, stands: bool) -> str:
    """When it is discussed: before enough members ask for the hold, that is no more than what they ask for."""
    day = days.said(hold.discussed_on)
    if hold.ended_on:
        return f"It was to be discussed on {day}."
    return f"It is discussed on {day}." if stands else f"They ask that it is discussed on {day}."


async def hold(request: Request) -> Response:
    """Asks that nothing is signed on it before it was discussed."""
    here = await at_clause(request)
    by, today = here.at.by, house(request).today()
    if sign("hold", by.seat) not in "●③":
        raise HTTPException(403)
    protected = house(request).choices.protected(here.at.tender.id, by.id)
    values = await typed(request, "reason", *fields("discussed_on"))
    refused = None
    if request.method == "POST":
        try:
            asked = HoldClause(here.clause.id, values["reason"], day_from(values, "discussed_on"), protected, today)
            await act(request, here.at, asked, values["key"])
            clause = (await house(request).desk.tender(here.at.tender.id)).clauses[here.clause.id]
            return go(request, f"{here.url}#held", _receipt(clause))
        except Refused as no:
            refused = no
    return clause_page(
        request,
        here,
        "holds/hold.html",
        _title(by_alone=holds_alone(by)),
        refused,
        "reason",
        values,
        alone=holds_alone(by),
        legal=by.seat == "procurement",
        protected=protected,
        together=TOGETHER,
        holds=drawn_holds(name_of(request, here.at.tender.id), here.at, here.clause, today).holds,
    )


def _receipt(clause: Clause) -> str:
    if is_held(clause):
        return "The clause is held. Nothing is signed on it before it is discussed."
    missing = TOGETHER - len(clause.holds)
    return (
        f"You have asked for it. The clause is held as soon as {'one more member asks' if missing == 1 else f'{missing} more members ask'}."
    )


async def release(request: Request) -> Response:
    """Says what came of the discussion, which ends the hold."""
    here = await at_clause(request)
    today = house(request).today()
    if sign("hold", here.at.by.seat) not in "●③":
        raise HTTPException(403)
    if request.method != "POST" and not allowed(here.at.tender, ReleaseClause(here.clause.id, "x", today=today), here.at.by):
        raise HTTPException(403)
    values = await typed(request, "text")
    protected = house(request).choices.protected(here.at.tender.id, here.at.by.id)
    refused = None
    if request.method == "POST":
        try:
            await act(request, here.at, ReleaseClause(here.clause.id, values["text"], protected, today), values["key"])
            return go(request, f"{here.url}#held", "What came of it is kept beside the clause.")
        except Refused as no:
            refused = no
    return clause_page(
        request,
        here,
        "holds/release.html",
        "What came of the discussion?",
        refused,
        "text",
        values,
        protected=protected,
        holds=drawn_holds(name_of(request, here.at.tender.id), here.at, here.clause, today).holds,
    )


_BOTH = ["GET", "POST"]
ROUTES = [
    Route("/tenders/{tender}/clauses/{clause}/hold", hold, methods=_BOTH),
    Route("/tenders/{tender}/clauses/{clause}/release", release, methods=_BOTH),
]
