"""Signing a clause off, under just the words that were read; and asking that it is opened again."""

from collections.abc import Callable
from typing import NamedTuple

from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.pages.at_clause import at_clause, clause_page, number, typed
from server.pages.common import Seated, act, go, house, name_of
from server.pages.drawing import in_lines
from server.rendering import day
from specs.labels import label_of, title_of
from specs.recipes import who_signs
from specs.refusals import Refused
from specs.rounds import signs_as
from specs.rules import allowed, decide
from specs.seats import SEATS
from specs.signatures import WHAT_A_SIGNATURE_MEANS
from specs.signing_off import STATES, ReopenClause, SignOffClause, is_signed_off, signatures, state_of
from specs.tender import Clause

# Which states stand out, and how: the words say it, the ground only repeats them.
TAGS = {"held": "ct-tag--warn", "signed off": "ct-tag--open", "settled": "ct-tag--open"}
SHOWN_IN_LISTS = ("held", "signed off", "settled", "reopened")  # the others say no more than that the round goes on


class Standing(NamedTuple):
    """Where a clause stands, for its page: the state and its tag, who signed as what, what is still missing, who asks to open it again."""

    state: str
    tag: str
    signed: list[tuple[str, str]]
    signed_off: str
    missing: str
    reopening: list[tuple[str, list[Markup]]]
    offers: list[tuple[str, str]]


def drawn_standing(names: Callable[[str], str], at: Seated, clause: Clause, today: str) -> Standing | None:
    """Where a clause stands for this person; None before the tender has a round, and for one that was left out."""
    tender, by = at.tender, at.by
    if not tender.rounds or clause.retired:
        return None
    state = state_of(tender, clause, by, today)
    done = signatures(clause)
    url = f"/tenders/{tender.id}/clauses/{clause.id}"
    offers = []
    if allowed(tender, SignOffClause(clause.id, clause.version, today), by):
        offers.append(("Sign this clause off", f"{url}/sign-off"))
    if allowed(tender, ReopenClause(clause.id, "x", today), by):
        offers.append(("Ask that it is opened again" if not clause.reopening else "Open it again", f"{url}/reopening"))
    return Standing(
        STATES[state],
        TAGS.get(state, ""),
        [(SEATS[seat], names(member)) for seat, member in sorted(done.items())],
        f"Signed off on {day(clause.signed_off.at)}" if clause.signed_off else "",
        "" if is_signed_off(clause) else _missing([seat for seat in who_signs(tender) if seat not in done], bool(done)),
        [(SEATS[seat], in_lines(reason)) for seat, reason in clause.reopening.items()],
        offers,
    )


def _missing(seats: list[str], begun: bool) -> str:
    """Whose signature is still missing, in a sentence; nothing where nobody has signed yet: then nobody waits for it."""
    if not seats or not begun:
        return ""
    return f"Still missing: the signature of the {' and of the '.join(SEATS[seat] for seat in seats)}."


def in_a_word(state: str) -> str:
    """A clause's state for lists; nothing where it says no more than that the round goes on."""
    return STATES[state] if state in SHOWN_IN_LISTS else ""


async def sign_off(request: Request) -> Response:
    """The words, what a signature means, and one button."""
    here = await at_clause(request)
    tender, today = here.at.tender, house(request).today()
    chair = signs_as(tender, here.at.by)
    if not chair:
        raise HTTPException(403)
    values = await typed(request, "version")
    refused = None
    if request.method == "POST":
        try:
            await act(request, here.at, SignOffClause(here.clause.id, number(values["version"]) or 0, today), values["key"])
            clause = (await house(request).desk.tender(tender.id)).clauses[here.clause.id]
            done = "The clause is signed off." if is_signed_off(clause) else "You have signed. It waits for the other chair."
            return go(request, f"{here.url}#signed", done)
        except Refused as no:
            refused = no
    names = name_of(request, tender.id)
    return clause_page(
        request,
        here,
        "signing_off/signature.html",
        "Sign this clause off",
        refused,
        "main",
        values,
        words=here.words(),
        heading=f"{label_of(tender, here.clause)} {title_of(here.clause)}".strip(),
        version=here.clause.version,
        meaning=WHAT_A_SIGNATURE_MEANS,
        chair=SEATS[chair],
        own=here.at.by.seat == chair,
        signed=[(SEATS[seat], names(member)) for seat, member in sorted(signatures(here.clause).items())],
        why_not="" if refused else _why_not(here.at, SignOffClause(here.clause.id, here.clause.version, today)),
        may_sign=allowed(tender, SignOffClause(here.clause.id, here.clause.version, today), here.at.by),
    )


def _why_not(at: Seated, asked: object) -> str:
    try:
        decide(at.tender, asked, at.by)
    except Refused as no:
        return str(no)
    return ""


async def reopen(request: Request) -> Response:
    """One chair says why; the clause is open once the other has said so too."""
    here = await at_clause(request)
    tender, today = here.at.tender, house(request).today()
    chair = signs_as(tender, here.at.by)
    if not chair:
        raise HTTPException(403)
    values = await typed(request, "reason")
    refused = None
    if request.method == "POST":
        try:
            await act(request, here.at, ReopenClause(here.clause.id, values["reason"], today), values["key"])
            clause = (await house(request).desk.tender(tender.id)).clauses[here.clause.id]
            done = "You have asked for it. It waits for the other chair." if is_signed_off(clause) else "The clause is open again."
            return go(request, f"{here.url}#signed", done)
        except Refused as no:
            refused = no
    return clause_page(
        request,
        here,
        "signing_off/reopening.html",
        "Open this clause again",
        refused,
        "reason",
        values,
        asked=[(SEATS[seat], in_lines(reason)) for seat, reason in here.clause.reopening.items()],
        why_not="" if refused else _why_not(here.at, ReopenClause(here.clause.id, "x", today)),
        may_ask=allowed(tender, ReopenClause(here.clause.id, "x", today), here.at.by) or refused is not None,
    )


_BOTH = ["GET", "POST"]
ROUTES = [
    Route("/tenders/{tender}/clauses/{clause}/sign-off", sign_off, methods=_BOTH),
    Route("/tenders/{tender}/clauses/{clause}/reopening", reopen, methods=_BOTH),
]
