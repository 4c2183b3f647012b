"""The history of a tender and of a clause: everything that was done, in sentences, newest first."""

from itertools import groupby
from typing import Any, NamedTuple

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.happened import Happened
from server.pages.at_clause import at_clause
from server.pages.common import Seated, house, name_of, page, seated
from server.pages.drawing import shown
from server.rendering import day, day_in_london, london
from specs.circles import is_official, may_see_thread, reached, without_order
from specs.ideas import may_see_idea
from specs.labels import label_of
from specs.reaching import unreached_entries
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
    today = house(request).today()
    everything = await house(request).desk.history(at.tender.id)
    late = unreached_entries(await house(request).desk.tender(at.tender.id), at.by, today)
    everything = [each for each in everything if each.stamp.seq not in late]
    entries = _in_order(at, [each for each in reversed(everything) if each.sentences and _may_read(at, each, today)])
    if clause:
        entries = [each for each in entries if clause in each.clauses]
    words = request.query_params.get("about") == "words"
    if words:
        saved = {(name, v.stamp.seq) for name, c in at.tender.clauses.items() for v in c.versions}
        entries = [each for each in entries if any((name, each.stamp.seq) in saved for name in each.clauses)]
    # Not by the number of an entry: it would tell how much was said that has not reached this person.
    asked = request.query_params.get("page", "")
    number = int(asked) if asked.isdecimal() and len(asked) < 6 else 0
    chosen = entries[number * AT_ONCE : (number + 1) * AT_ONCE]
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
        older=f"{url}/history?{query}page={number + 1}" if len(entries) > (number + 1) * AT_ONCE else "",
        newest=f"{url}/history" if number else "",
    )


def _may_read(at: Seated, happened: Happened, today: str) -> bool:
    """Whether everything that an entry is about has reached this person: its parts and clauses, and what was said in it."""
    tender = at.tender
    parts = {*happened.parts, *(tender.clauses[name].part for name in happened.clauses if name in tender.clauses)}
    threads = [tender.threads[name] for name in happened.threads]
    return (
        all(may_see(at.by, tender.parts[name]) for name in parts if name in tender.parts)
        and all(may_see_thread(tender, at.by, thread, today) for thread in threads)
        and all(may_see_idea(tender, at.by, tender.ideas[name], today) for name in happened.ideas)
        and (not happened.protected_on or reached(at.by, happened.protected_on, True, today))
    )


def _day_alone(at: Seated, happened: Happened) -> bool:
    """Whether this person sees only the day of it: something that a person who asked to be protected did."""
    return bool(happened.protected_on) and is_official(at.by)


def _in_order(at: Seated, entries: list[Happened]) -> list[Happened]:
    """As it happened, newest first; what is shown with the day alone stands at the end of its day, in an order that says nothing."""

    def place(each: tuple[int, Happened]) -> tuple[str, bool, str, int]:
        number, happened = each
        alone = _day_alone(at, happened)
        return (
            day_in_london(happened.stamp.at),
            not alone,
            without_order(*happened.threads, *happened.ideas, *happened.clauses, *happened.sentences, happened.stamp.by) if alone else "",
            0 if alone else -number,
        )

    return [happened for _, happened in sorted(enumerate(entries), key=place, reverse=True)]


def _by_day(request: Request, at: Seated, entries: list[Happened], clause: str) -> list[tuple[str, list[Item]]]:
    who = name_of(request, at.tender.id)
    made = []
    for named, group in groupby(entries, lambda each: day(each.stamp.at)):
        items = []
        for each in group:
            address, link = _link(at, each, clause)
            seat = SEATS.get(at.tender.seated.get(each.stamp.by, ""), "")
            said = shown("; ".join(each.sentences))
            items.append(Item(who(each.stamp.by), seat, said, shown(each.why), _time(at, each), address, link))
        if items:
            made.append((named, items))
    return made


def _time(at: Seated, happened: Happened) -> str:
    return "" if _day_alone(at, happened) else f"{london(happened.stamp.at):%H:%M}"


def _link(at: Seated, happened: Happened, clause: str) -> tuple[str, str]:
    """To what an entry changed: the comparison where it made a version, else the clause."""
    about = [at.tender.proposals[name] for name in happened.threads if name in at.tender.proposals]
    if len(about) == 1:
        return f"/tenders/{at.tender.id}/proposals/{about[0].id}", "Go to the suggestion"
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
