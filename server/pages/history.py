"""The history of a tender and of a clause: everything that was done, in sentences, newest first."""

from itertools import groupby
from typing import Any, NamedTuple

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.desk import Happened
from server.pages.at_clause import at_clause
from server.pages.common import Seated, house, name_of, page, seated
from server.pages.drawing import shown
from server.rendering import day, london
from specs.labels import label_of
from specs.seats import SEATS, may, may_see

AT_ONCE = 50


class Item(NamedTuple):
    """An entry as the page shows it."""

    who: str
    seat: str
    said: Any
    why: Any
    time: str
    address: str
    link: str


async def show_all(request: Request) -> Response:
    """Everything that happened to the tender."""
    at = await seated(request)
    if not may(at.by, "read history"):
        raise HTTPException(403)
    return await _page(request, at, "")


async def show_one(request: Request) -> Response:
    """Everything that happened to one clause."""
    here = await at_clause(request)
    if not may(here.at.by, "read history"):
        raise HTTPException(403)
    return await _page(request, here.at, here.clause.id, here.called, here.url)


async def _page(request: Request, at: Seated, clause: str, called: str = "", clause_url: str = "") -> Response:
    url = clause_url or f"/tenders/{at.tender.id}"
    entries = [each for each in reversed(await house(request).desk.history(at.tender.id)) if _may_read(at, each)]
    if clause:
        entries = [each for each in entries if clause in each.clauses]
    words = request.query_params.get("about") == "words"
    if words:
        saved = {(name, v.stamp.seq) for name, c in at.tender.clauses.items() for v in c.versions}
        entries = [each for each in entries if any((name, each.stamp.seq) in saved for name in each.clauses)]
    asked = request.query_params.get("before", "")
    before = int(asked) if asked.isdecimal() and len(asked) < 12 else 0
    older = [each for each in entries if not before or each.stamp.seq < before]
    chosen = older[:AT_ONCE]
    query = "about=words&" if words else ""
    return page(
        request,
        "history/list.html",
        title="History",
        seated=at,
        here="history",
        back=clause_url or None,
        called=called,
        clause_url=clause_url,
        tender_url=f"/tenders/{at.tender.id}",
        kinds=[("Everything", f"{url}/history", not words), ("Changes of words", f"{url}/history?about=words", words)],
        days=_by_day(request, at, chosen, clause),
        nothing="Nothing has happened yet.",
        older=f"{url}/history?{query}before={chosen[-1].stamp.seq}" if len(older) > AT_ONCE else "",
        newest=f"{url}/history" if before else "",
    )


def _may_read(at: Seated, happened: Happened) -> bool:
    """Whether every part that an entry is about, or that a clause of it stands in, is one that this seat may see."""
    tender = at.tender
    parts = {*happened.parts, *(tender.clauses[name].part for name in happened.clauses if name in tender.clauses)}
    return all(may_see(at.by, tender.parts[name]) for name in parts if name in tender.parts)


def _by_day(request: Request, at: Seated, entries: list[Happened], clause: str) -> list[tuple[str, list[Item]]]:
    who = name_of(request, at.tender.id)
    made = []
    for named, group in groupby(entries, lambda each: day(each.stamp.at)):
        items = []
        for each in group:
            if not each.sentences:
                continue
            address, link = _link(at, each, clause)
            seat = SEATS.get(at.tender.seated.get(each.stamp.by, ""), "")
            said = shown("; ".join(each.sentences))
            items.append(Item(who(each.stamp.by), seat, said, shown(each.why), f"{london(each.stamp.at):%H:%M}", address, link))
        if items:
            made.append((named, items))
    return made


def _link(at: Seated, happened: Happened, clause: str) -> tuple[str, str]:
    """To what an entry changed: the comparison where it made a version, else the clause."""
    names = [clause] if clause else [name for name in happened.clauses if name in at.tender.clauses]
    if len(names) != 1:
        return "", ""
    found = at.tender.clauses[names[0]]
    url = f"/tenders/{at.tender.id}/clauses/{found.id}"
    version = next((v for v in found.versions if v.stamp.seq == happened.stamp.seq and v.number > 1), None)
    if version:
        return f"{url}/versions/comparison?from={version.number - 1}&to={version.number}", "See what changed"
    label = label_of(at.tender, found).rstrip(".")
    return ("", "") if clause else (url, f"Go to clause\u00a0{label}" if label else "Go to the clause")


ROUTES = [
    Route("/tenders/{tender}/history", show_all),
    Route("/tenders/{tender}/clauses/{clause}/history", show_one),
]
