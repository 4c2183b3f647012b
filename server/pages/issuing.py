"""Issuing the tender: everything that a signature stands under, and both signatures; and withdrawing what was issued."""

from dataclasses import replace
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from server import issued
from server.pages.at_clause import number as as_number
from server.pages.at_clause import typed
from server.pages.common import Seated, act, go, house, new_key, page, seated
from server.pages.drawing import in_lines, shown
from server.pages.gate import looking, rows, signatures, why_not
from server.pages.problems import at_field, summary
from server.rendering import many
from specs.gate import issued_parts
from specs.issued import Changed, Issue
from specs.issues import issues_seen
from specs.issuing import FilesMissing, SignIssue, TenderIssued, WithdrawIssue, completes, issue_of, mark, next_number
from specs.recipes import who_signs
from specs.refusals import Refused
from specs.reissuing import changes_since
from specs.rounds import signs_as
from specs.rules import allowed, decide
from specs.seats import SEATS

MEANS = (
    "With your signature you say that you have read what is issued, and that it can be sent to bidders as it is.",
    "The files that are kept never change. Whatever changes afterwards becomes the next issued tender.",
)


async def sign(request: Request) -> Response:
    """Everything that a signature stands under, and the button. With the last signature the files are written, and it is issued."""
    at = await looking(request)
    seat = signs_as(at.tender, at.by)
    if not seat:
        raise HTTPException(403)
    tender, today = at.tender, house(request).today()
    url = f"/tenders/{tender.id}/issues"
    values = await typed(request, "seen")
    refused = None
    if request.method == "POST":
        try:
            asked = SignIssue(values["seen"], today)
            if await _waits_for_files(request, at, asked):
                asked = replace(asked, made=await issued.make(house(request), tender.id, seat, today))
            done = await act(request, at, asked, values["key"])
            for event in done.events:
                if isinstance(event, TenderIssued):
                    return go(request, f"{url}#i{event.number}", f"Issued tender {event.number} is there, and kept as it is.")
            return go(request, f"{url}/before#signatures", "You have signed. It waits for the other chair.")
        except Refused as no:
            refused = no
    elif not tender.rounds:
        return RedirectResponse(f"{url}/before", 303)
    before = tender.issues[-1] if tender.issues else None
    return page(
        request,
        "issuing/signature.html",
        title=f"Sign issued tender {next_number(tender)}",
        seated=at,
        here="issues",
        errors=summary(refused),
        status=422 if refused else 200,
        back=f"{url}/before",
        url=url,
        tender_url=f"/tenders/{tender.id}",
        parts=[shown(part.name) for part in issued_parts(tender)],
        clauses=many(sum(1 for part in issued_parts(tender) for _ in tender.reading_order(part.id)), "clause"),
        rows=[row for row in rows(at, today) if row.items],
        before=before,
        changes=drawn_changes(at, before, changes_since(before, tender, words=False)),
        signatures=list(signatures(request, at, today)),
        seen=mark(tender, today),
        last=completes(tender, at.by, today),
        means=MEANS,
        chair=SEATS[seat],
        own=at.by.seat == seat,
        why_not="" if refused else why_not(at, today),
        may_sign=not why_not(at, today),
        token=new_key(),
    )


async def _waits_for_files(request: Request, at: Seated, asked: SignIssue) -> bool:
    """Whether nothing is in the way of the last signature but that the files have to be written."""
    try:
        decide(await house(request).desk.tender(at.tender.id), asked, at.by)
    except FilesMissing:
        return True
    except Refused:
        return False  # it will be said when it is asked for
    return False


def drawn_changes(at: Seated, before: Issue | None, changes: tuple[Changed, ...]) -> list[tuple[list[Any], str]]:
    """What changed in sentences, each with where the words of a clause are compared, where that says more."""
    made = []
    was = {each.clause: each.version for each in before.contents} if before else {}
    for each in changes:
        clause = at.tender.clauses.get(each.clause)
        moved = clause is not None and not clause.retired and 0 < was.get(each.clause, 0) < clause.version
        address = f"/tenders/{at.tender.id}/clauses/{each.clause}/versions/comparison" if moved else ""
        query = f"?from={was[each.clause]}&to={clause.version}" if moved and clause else ""
        made.append(([shown(sentence) for sentence in each.sentences], address + query))
    return made


async def withdraw(request: Request) -> Response:
    """One chair says why an issue should be withdrawn; it is once the other has said so too."""
    at = await seated(request)
    issue = at_issue(request, at)
    if not signs_as(at.tender, at.by):
        raise HTTPException(403)
    today, url = house(request).today(), f"/tenders/{at.tender.id}/issues"
    values = await typed(request, "reason")
    refused = None
    if request.method == "POST":
        try:
            done = await act(request, at, WithdrawIssue(issue.number, values["reason"], today), values["key"])
            gone = issue_of(done.tender, issue.number).withdrawn_on
            said = (
                f"Issued tender {issue.number} is withdrawn. It stays to be seen."
                if gone
                else "You have asked for it. It waits for the other chair."
            )
            return go(request, f"{url}#i{issue.number}", said)
        except Refused as no:
            refused = no
    return page(
        request,
        "issuing/withdrawal.html",
        title=f"Withdraw issued tender {issue.number}",
        seated=at,
        here="issues",
        errors=summary(refused, "reason"),
        status=422 if refused else 200,
        back=url,
        url=f"{url}/{issue.number}/withdrawal",
        wrong=at_field(refused, "reason"),
        values=values,
        asked=[(SEATS[seat], in_lines(reason)) for seat, reason in issue.withdrawing.items()],
        two=len(who_signs(at.tender)) > 1,
        may_ask=allowed(at.tender, WithdrawIssue(issue.number, "x", today), at.by) or refused is not None,
        why_not="" if refused else _why_not_withdrawn(at, issue, today),
        token=new_key(),
    )


def _why_not_withdrawn(at: Seated, issue: Issue, today: str) -> str:
    try:
        decide(at.tender, WithdrawIssue(issue.number, "x", today), at.by)
    except Refused as no:
        return str(no)
    return ""


def at_issue(request: Request, at: Seated) -> Issue:
    """The issue of this address, where something of it is for whoever asks: else 404."""
    number = as_number(request.path_params["number"])
    found = next((issue for issue in issues_seen(at.tender, at.by) if issue.number == number), None)
    if found is None:
        raise HTTPException(404)
    return found


_BOTH = ["GET", "POST"]
ROUTES = [
    Route("/tenders/{tender}/issues/signature", sign, methods=_BOTH),
    Route("/tenders/{tender}/issues/{number}/withdrawal", withdraw, methods=_BOTH),
]
