"""Legal changes: what a returned file changes in fixed clauses, for procurement to confirm and for both chairs to read."""

from typing import Any, NamedTuple

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.pages.at_clause import typed
from server.pages.common import Seated, act, go, house, name_of, new_key, page, seated
from server.pages.drawing import in_lines
from server.pages.problems import at_field, summary
from server.pages.reasons import why
from server.pages.returned_drawing import called, changed, reviewer_named
from specs import days
from specs.legal_changes import STATES, ConfirmLegalChange, DeclineLegalChange, SeeLegalChange, changes_seen
from specs.refusals import Refused
from specs.returned import LegalChange
from specs.rounds import CHAIRS, signs_as
from specs.rules import allowed
from specs.seats import SEATS, may
from specs.tender import Clause

TAGS = {"waits": "ct-tag--warn", "confirmed": "ct-tag--open", "declined": ""}


class Row(NamedTuple):
    """A legal change in the list, and on its own page."""

    id: str
    url: str
    called: str
    clause_url: str
    who: str
    when: str
    state: str
    tag: str
    sentence: str
    comparison: Any
    decided: str
    reason: list[Any]
    seen: list[str]


def row(request: Request, at: Seated, change: LegalChange) -> Row:
    """A legal change as pages show it."""
    tender, names = at.tender, name_of(request, at.tender.id)
    edit, file = change.edit, at.tender.returned[change.file]
    sentence, comparison, _ = changed(tender, edit) if not change.taken_back else ("Its words were taken back.", None, [])
    decided = f"{STATES[change.state]} by {names(change.decided.by)} on {days.said(change.decided_on)}" if change.decided else ""
    seen = [f"The {SEATS[seat]} read it on {days.said(change.seen[seat])}." for seat in CHAIRS if seat in change.seen]
    missing = [f"The {SEATS[seat]} has not read it yet." for seat in CHAIRS if seat not in change.seen]
    return Row(
        change.id,
        f"/tenders/{tender.id}/legal-changes/{change.id}",
        called(tender, edit.clause),
        f"/tenders/{tender.id}/clauses/{edit.clause}",
        reviewer_named(at, file, edit.reviewer, names),
        days.said(change.on),
        STATES[change.state],
        TAGS[change.state],
        sentence,
        comparison,
        decided,
        in_lines(change.reason),
        [*seen, *missing] if change.state == "confirmed" else [],
    )


def legal_on(at: Seated, clause: Clause) -> list[tuple[str, str, str, str, list[Any]]]:
    """The legal changes of a clause, the newest first: where each is, its look and its state in words, on which day, and the reason."""
    found = [each for each in changes_seen(at.tender, at.by) if each.edit.clause == clause.id]
    url = f"/tenders/{at.tender.id}/legal-changes"
    return [
        (f"{url}/{each.id}", TAGS[each.state], STATES[each.state], days.said(each.decided_on or each.on), in_lines(each.reason))
        for each in reversed(found)
    ]


async def show_all(request: Request) -> Response:
    """Every legal change, those that wait first."""
    at = await seated(request)
    if not may(at.by, "read"):
        raise HTTPException(403)
    found = sorted(changes_seen(at.tender, at.by), key=lambda each: (each.state != "waits", -each.stamp.seq))
    return page(
        request,
        "legal_changes/list.html",
        title="Legal changes",
        seated=at,
        here="returned",
        back=f"/tenders/{at.tender.id}/returned",
        rows=[row(request, at, each) for each in found],
    )


async def _here(request: Request) -> tuple[Seated, LegalChange]:
    at = await seated(request)
    found = at.tender.legal_changes.get(request.path_params["change"])
    if found is None or found not in changes_seen(at.tender, at.by):
        raise HTTPException(404)
    return at, found


async def show(request: Request) -> Response:
    """One of them, with what this person may do about it."""
    at, change = await _here(request)
    return _page(request, at, change, {}, None)


def _page(request: Request, at: Seated, change: LegalChange, values: dict[str, str], refused: Refused | None) -> Response:
    tender, today = at.tender, house(request).today()
    clause = tender.clauses[change.edit.clause]
    decides = may(at.by, "legal changes") and (change.state == "waits" or refused is not None)  # what was typed is not lost
    return page(
        request,
        "legal_changes/change.html",
        title="A legal change",
        seated=at,
        here="returned",
        status=422 if refused else 200,
        errors=summary(refused, "reason" if decides else "change"),
        back=f"/tenders/{tender.id}/legal-changes",
        row=row(request, at, change),
        fixed=why(clause.reason) if clause.openness == "fixed" else None,
        wrong=at_field(refused, "reason"),
        values={"reason": "", "outcome": "", **values},
        decides=decides,
        reads=allowed(tender, SeeLegalChange(change.id, today), at.by),
        token=new_key(),
    )


async def decide(request: Request) -> Response:
    """Procurement takes it over, or does not, and says why."""
    at, change = await _here(request)
    if not may(at.by, "legal changes"):
        raise HTTPException(403)
    values, today = await typed(request, "outcome", "reason"), house(request).today()
    if request.method != "POST":
        return _page(request, at, change, values, None)
    try:
        asked: ConfirmLegalChange | DeclineLegalChange
        if values["outcome"] == "confirm":
            asked = ConfirmLegalChange(change.id, values["reason"], today)
        elif values["outcome"] == "decline":
            asked = DeclineLegalChange(change.id, values["reason"], today)
        else:
            raise Refused("Please choose whether it is taken over.", "outcome")
        await act(request, at, asked, values["key"])
    except Refused as no:
        return _page(request, at, change, values, no)
    confirmed = values["outcome"] == "confirm"
    said = "The clause has the new words, and everybody reads your reason." if confirmed else "The clause stays as it is."
    return go(request, f"/tenders/{at.tender.id}/legal-changes/{change.id}", said)


async def read(request: Request) -> Response:
    """A chair has read it."""
    at, change = await _here(request)
    if not signs_as(at.tender, at.by):
        raise HTTPException(403)
    values = await typed(request)
    try:
        await act(request, at, SeeLegalChange(change.id, house(request).today()), values["key"])
    except Refused as no:
        return _page(request, at, change, values, no)
    return go(request, f"/tenders/{at.tender.id}/legal-changes/{change.id}", "It is noted that you have read it.")


ROUTES = [
    Route("/tenders/{tender}/legal-changes", show_all),
    Route("/tenders/{tender}/legal-changes/{change}", show),
    Route("/tenders/{tender}/legal-changes/{change}/decision", decide, methods=["GET", "POST"]),
    Route("/tenders/{tender}/legal-changes/{change}/reading", read, methods=["POST"]),
]
