"""Clauses added, split, merged, moved, retired and restored: a small form for each, with why."""

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.pages.at_clause import AtClause, clause_page, to_draft, typed
from server.pages.common import act, go, new_key, page, seated
from server.pages.drawing import drawn, ink_for, shown
from server.pages.offers import split_places
from server.pages.problems import at_field, summary
from specs.arranging import MergeClauses, MoveClause, RestoreClause, RetireClause, SplitClause
from specs.clauses import AddClause
from specs.labels import label_of, labels, name_of, text_with_label, title_of
from specs.refusals import Refused
from specs.rules import allowed
from specs.seats import may, may_see
from specs.tender import Member, Part, Tender
from specs.typed import cleaned, named, short_enough
from specs.wording import Paragraph, heading

FIRST = "At the beginning"


def places(tender: Tender, part: Part, chosen: str, leave_out: str = "") -> list[dict[str, Any]]:
    """Where a clause can be put, as a list to choose from."""
    made: list[dict[str, Any]] = [{"value": "", "text": FIRST, "selected": chosen == ""}]
    for clause in tender.reading_order(part.id):
        if clause.id != leave_out:
            name = f"After {label_of(tender, clause)} {title_of(clause, 60)}".replace("  ", " ")
            made.append({"value": clause.id, "text": name, "selected": clause.id == chosen})
    return made


async def add(request: Request) -> Response:
    """A new clause, at a place that can be chosen."""
    at = await seated(request)
    if not may(at.by, "draft"):
        raise HTTPException(403)
    asked_after = request.query_params.get("after", "")
    near = at.tender.clauses.get(asked_after)
    part = at.tender.parts.get(near.part if near else request.query_params.get("part", "")) or next(iter(at.tender.authored()), None)
    if part is None or not may_see(at.by, part) or part.kind != "authored":
        raise HTTPException(404)
    values = await typed(request, "after", "heading", "words", "why")
    refused = None
    if request.method == "POST":
        try:
            lines = [line.strip() for line in short_enough(cleaned(values["words"]), "This box", "words").split("\n")]
            wording = tuple(Paragraph(f"+{k}", "para", line) for k, line in enumerate(lines, 1) if line)
            done = await act(request, at, AddClause(part.id, values["after"], values["heading"], wording, values["why"]), values["key"])
            return go(request, f"/tenders/{at.tender.id}/clauses/{done.events[0].clause}", "The clause is added.")
        except Refused as no:
            refused = no
    else:
        order = [clause.id for clause in at.tender.reading_order(part.id)]
        values["after"] = asked_after if asked_after in order else (order[-1] if order else "")
    return page(
        request,
        "arranging/new_clause.html",
        title="Add a clause",
        seated=at,
        here="clauses",
        errors=summary(refused),
        status=422 if refused else 200,
        back=f"/tenders/{at.tender.id}",
        part=named(part.name) if len(at.tender.authored()) > 1 else "",
        url=f"/tenders/{at.tender.id}/clauses/new?part={part.id}",
        cancel=f"/tenders/{at.tender.id}",
        places=places(at.tender, part, values["after"]),
        token=new_key(),
        values=values,
        wrong=at_field(refused, "words"),
    )


async def split(request: Request) -> Response:
    """One clause becomes two."""
    here = await to_draft(request)
    values = await typed(request, "at", "heading", "why")
    refused = None
    if request.method == "POST":
        try:
            asked = SplitClause(here.clause.id, values["at"], values["heading"], values["why"])
            done = await act(request, here.at, asked, values["key"])
            return go(request, f"/tenders/{here.at.tender.id}/clauses/{done.events[0].new}", "The clause is split. This is the new one.")
        except Refused as no:
            refused = no
    found = split_places(here.at.tender, here.clause, here.at.by)
    items = [{"value": p.id, "text": _brief(text_with_label(here.at.tender, p))} for p in found]
    return clause_page(request, here, "arranging/split.html", "Split this clause in two", refused, "at", values, places=items)


def _brief(text: str) -> str:
    flat = named(" ".join(text.split()))
    return flat if len(flat) <= 160 else flat[:159].rsplit(" ", 1)[0] + "…"


async def merge(request: Request) -> Response:
    """A clause and the one after it become one."""
    here = await to_draft(request)
    tender = here.at.tender
    values = await typed(request, "why", "follows")
    refused = None
    if request.method == "POST":
        try:
            await act(request, here.at, MergeClauses(here.clause.id, values["why"], values["follows"]), values["key"])
            return go(request, here.url, "The two clauses are one now.")
        except Refused as no:
            refused = no
    order = [clause.id for clause in tender.reading_order(here.clause.part)]
    at = order.index(here.clause.id) + 1 if here.clause.id in order else len(order)
    after = tender.clauses[order[at]] if at < len(order) else None
    head = heading(after.wording) if after else None
    body = after.wording[1:] if after and head else (after.wording if after else ())
    return clause_page(
        request,
        here,
        "arranging/merger.html",
        "Merge with the next clause",
        refused,
        "why",
        values,
        follows=name_of(tender, after.id) if after else "",
        next=after.id if after else "",
        heading=shown(text_with_label(tender, head)) if head else "",
        words=drawn(body, ink_for(after, labels(tender), "#", ())) if after else "",
    )


async def move(request: Request) -> Response:
    """A clause to another place."""
    here = await to_draft(request)
    tender, part = here.at.tender, here.at.tender.parts[here.clause.part]
    values = await typed(request, "after", "why")
    refused = None
    if request.method == "POST":
        try:
            await act(request, here.at, MoveClause(here.clause.id, values["after"], values["why"]), values["key"])
            return go(request, here.url, "The clause is moved. Numbers follow.")
        except Refused as no:
            refused = no
    else:
        order = [clause.id for clause in tender.reading_order(part.id)]
        now = order.index(here.clause.id) if here.clause.id in order else 0
        values["after"] = order[now - 1] if now else ""
    offered = [
        each for each in places(tender, part, values["after"], here.clause.id) if _may_stand(here, str(each["value"]), here.at.by)
    ] or places(tender, part, values["after"], here.clause.id)
    return clause_page(request, here, "arranging/place.html", "Move this clause", refused, "after", values, places=offered)


def _may_stand(here: AtClause, after: str, by: Member) -> bool:
    order = [clause.id for clause in here.at.tender.reading_order(here.clause.part)]
    now = order.index(here.clause.id) if here.clause.id in order else 0
    return (order[now - 1] if now else "") == after or allowed(here.at.tender, MoveClause(here.clause.id, after), by)


async def retire(request: Request) -> Response:
    """A clause is left out; everything of it is kept."""
    here = await to_draft(request)
    values = await typed(request, "why")
    refused = None
    if request.method == "POST":
        try:
            await act(request, here.at, RetireClause(here.clause.id, values["why"]), values["key"])
            return go(request, here.url, "The clause is retired. It can be restored at any time.")
        except Refused as no:
            refused = no
    return clause_page(request, here, "arranging/retirement.html", "Retire this clause", refused, "why", values)


async def restore(request: Request) -> Response:
    """A clause that was left out comes back."""
    here = await to_draft(request)
    values = await typed(request, "why")
    refused = None
    if request.method == "POST":
        try:
            await act(request, here.at, RestoreClause(here.clause.id, values["why"]), values["key"])
            return go(request, here.url, "The clause stands in the tender again.")
        except Refused as no:
            refused = no
    return clause_page(request, here, "arranging/restoration.html", "Restore this clause", refused, "why", values)


_BOTH = ["GET", "POST"]
ROUTES = [
    Route("/tenders/{tender}/clauses/new", add, methods=_BOTH),
    Route("/tenders/{tender}/clauses/{clause}/split", split, methods=_BOTH),
    Route("/tenders/{tender}/clauses/{clause}/merger", merge, methods=_BOTH),
    Route("/tenders/{tender}/clauses/{clause}/place", move, methods=_BOTH),
    Route("/tenders/{tender}/clauses/{clause}/retirement", retire, methods=_BOTH),
    Route("/tenders/{tender}/clauses/{clause}/restoration", restore, methods=_BOTH),
]
