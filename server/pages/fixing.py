"""Open or fixed: the reasons, several clauses in one go, and “What can change here”."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.pages.at_clause import clause_page, number, to_draft, typed
from server.pages.common import Seated, act, form, go, new_key, page, seated
from server.pages.drawing import shown
from server.pages.problems import at_field, summary
from server.pages.reasons import FIELDS, PARTS, choices, in_a_row, reason_from, values_of, why
from server.rendering import many, today
from specs.fixing import FixClauses, OpenClauses, fixed_since, missing, waiting_for_reasons
from specs.labels import label_of, name_of, title_of
from specs.library.reasons import KIND_EXPLAINED, KINDS
from specs.refusals import Refused, Stale
from specs.seats import may, parts_seen
from specs.tender import Clause, Part
from specs.typed import named
from specs.wording import heading

UNNAMED = "The reason is still to be written"


async def fix_one(request: Request) -> Response:
    """A clause marked fixed, or its reason changed."""
    here = await to_draft(request, "fix")
    values = await typed(request, *FIELDS, "seen")
    refused = None
    if request.method == "POST":
        done = "The reason is saved." if here.clause.openness == "fixed" else "The clause is marked as fixed."
        try:
            reason = reason_from(values, date.fromisoformat(today()))
            await act(request, here.at, FixClauses((here.clause.id,), reason, number(values["seen"])), values["key"])
            return go(request, here.url, done)
        except Refused as no:
            refused = no
    else:
        values.update(values_of(here.clause.reason))
    return clause_page(
        request,
        here,
        "fixing/reason.html",
        "Why this clause is fixed" if here.clause.openness == "fixed" else "Mark this clause as fixed",
        refused,
        "code",
        values,
        kinds=choices(),
        may_wait=here.at.tender.state == "setting up",
        fixed=here.clause.openness == "fixed",
        seen=fixed_since(here.clause),
        now=why(here.clause.reason) if isinstance(refused, Stale) else None,
    )


async def open_one(request: Request) -> Response:
    """A fixed clause opened to change."""
    here = await to_draft(request, "fix")
    values = await typed(request, "why")
    refused = None
    if request.method == "POST":
        try:
            await act(request, here.at, OpenClauses((here.clause.id,), values["why"]), values["key"])
            return go(request, here.url, "The clause is open to change.")
        except Refused as no:
            refused = no
    reason = why(here.clause.reason)
    return clause_page(request, here, "fixing/opening.html", "Open this clause to change", refused, "why", values, reason=reason)


async def fix_many(request: Request) -> Response:
    """Several clauses fixed in one go."""
    at = await seated(request)
    if not may(at.by, "fix"):
        raise HTTPException(403)
    values = dict.fromkeys((*FIELDS, "key"), "")
    chosen: list[str] = []
    refused = None
    overview = f"/tenders/{at.tender.id}/what-can-change"
    if request.method == "POST":
        sent: FormData = await form(request)
        values = {name: str(sent.get(name, "")) for name in values}
        chosen = [str(name) for name in sent.getlist("clauses")]
        try:
            await act(request, at, FixClauses(tuple(chosen), reason_from(values, date.fromisoformat(today()))), values["key"])
            return go(request, overview, f"{many(len(set(chosen)), 'clause is', 'clauses are')} marked as fixed.")
        except Refused as no:
            refused = no
    return page(
        request,
        "fixing/many.html",
        title="Mark clauses as fixed",
        seated=at,
        here="can-change",
        errors=summary(refused),
        status=422 if refused else 200,
        back=overview,
        url=f"/tenders/{at.tender.id}/fixed-clauses",
        overview=overview,
        groups=[(part.id, named(part.name), list(_to_choose(at, part, chosen))) for part in _authored(at)],
        kinds=choices(),
        values=values,
        wrong=at_field(refused, "clauses"),
        may_wait=at.tender.state == "setting up",
        token=new_key(),
    )


def _authored(at: Seated) -> list[Part]:
    return [part for part in parts_seen(at.tender, at.by) if part.kind == "authored"]


def _to_choose(at: Seated, part: Part, chosen: list[str]) -> Iterator[tuple[str, str, Any, int, str, bool]]:
    for clause in at.tender.reading_order(part.id):
        head = heading(clause.wording)
        state = "fixed already" if clause.openness == "fixed" else ""
        depth = min(head.level, 3) if head else 3
        yield clause.id, label_of(at.tender, clause), shown(title_of(clause)), depth, state, clause.id in chosen


async def show_overview(request: Request) -> Response:
    """“What can change here”: how much is open, and what is fixed and why."""
    at = await seated(request)
    parts = _authored(at)
    clauses = [clause for part in parts for clause in at.tender.reading_order(part.id)]
    fixed = [clause for clause in clauses if clause.openness == "fixed"]
    total, opened = len(clauses), len(clauses) - len(fixed)
    share = round(100 * opened / total) if total else 0
    if fixed and share == 100:
        share = 99  # not all, so it is not said to be
    seen = {clause.id for clause in clauses}
    return page(
        request,
        "fixing/overview.html",
        title="What can change here",
        seated=at,
        here="can-change",
        url=f"/tenders/{at.tender.id}",
        total=total,
        share=share,
        sentence=_sentence(total, opened, share),
        table=[("open", "Open to change", opened), ("fixed", "Fixed", len(fixed))],
        may_fix=may(at.by, "fix"),
        waiting=[_waiting(at, clause) for clause in waiting_for_reasons(at.tender) if clause.id in seen] if may(at.by, "fix") else [],
        kinds=list(_by_kind(at, fixed)),
        locks=[
            (
                _address(at, clause),
                shown(_called(at, clause)),
                shown(_quote(clause, lock.paragraph, lock.start, lock.end)),
                why(lock.reason),
            )
            for clause in clauses
            for lock in clause.locks
            if clause.openness == "open"
        ],
    )


def _sentence(total: int, opened: int, share: int) -> str:
    if not total:
        return "There are no clauses yet."
    if opened == total:
        return f"All {many(total, 'clause')} can change." if total > 1 else "The one clause can change."
    return f"{opened:,} of {many(total, 'clause')} can change: {share} in 100."


def _waiting(at: Seated, clause: Clause) -> tuple[str, Any, str]:
    lacks = [PARTS[name] for name in missing(clause.reason)] if clause.reason else ["the reason"]
    return f"{_address(at, clause)}/reason", shown(_called(at, clause)), in_a_row(lacks)


def _by_kind(at: Seated, fixed: list[Clause]) -> Iterator[tuple[str, str, list[tuple[str, Any, Any]]]]:
    for kind in (*KINDS, ""):
        found = [clause for clause in fixed if (clause.reason.kind if clause.reason else "") == kind]
        if found:
            rows = [(_address(at, clause), shown(_called(at, clause)), why(clause.reason)) for clause in found]
            yield KINDS.get(kind, UNNAMED), KIND_EXPLAINED.get(kind, ""), rows


def _called(at: Seated, clause: Clause) -> str:
    name = name_of(at.tender, clause.id)
    return name[0].upper() + name[1:]


def _address(at: Seated, clause: Clause) -> str:
    return f"/tenders/{at.tender.id}/clauses/{clause.id}"


def _quote(clause: Clause, paragraph: str, start: int, end: int) -> str:
    text = next((p.text for p in clause.wording if p.id == paragraph), "")
    return text[start:end]


_BOTH = ["GET", "POST"]
ROUTES = [
    Route("/tenders/{tender}/what-can-change", show_overview),
    Route("/tenders/{tender}/fixed-clauses", fix_many, methods=_BOTH),
    Route("/tenders/{tender}/clauses/{clause}/reason", fix_one, methods=_BOTH),
    Route("/tenders/{tender}/clauses/{clause}/opening", open_one, methods=_BOTH),
]
