"""Search over the words of one's tenders: only in parts one may see."""

from typing import NamedTuple

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.index import pieces
from server.pages.common import house, page, signed_in

MOST = 200  # hits shown
LONGEST = 200  # characters looked for


class Hit(NamedTuple):
    """A clause in which the words stand: ``snippet`` is its text in pieces, each with whether it is what was looked for."""

    url: str
    label: str
    title: str
    snippet: list[tuple[str, bool]]


class Found(NamedTuple):
    """What was found in one tender."""

    id: str
    title: str
    hits: list[Hit]


async def search(request: Request) -> Response:
    account = await signed_in(request)
    words = " ".join(request.query_params.get("words", "").split())[:LONGEST]
    found: list[Found] = []
    if words:
        found = await _found(request, account.id, words)
    hits = sum(len(tender.hits) for tender in found)
    return page(
        request,
        "search/results.html",
        title="Search your tenders",
        here="search",
        words=words,
        tenders=found,
        found=in_a_sentence(hits, len(found)),
    )


def in_a_sentence(hits: int, tenders: int) -> str:
    """How much was found."""
    if not hits:
        return "Nothing was found. Try fewer words, or another form of the word."
    most = "The first " if hits >= MOST else ""
    clauses = f"{most}{hits} {'clause' if hits == 1 else 'clauses'}"
    return f"{clauses} in {tenders} of your tenders." if tenders > 1 else f"{clauses} found."


async def _found(request: Request, account: str, words: str) -> list[Found]:
    """Asked of the tables alone: somebody may have seats in many tenders, and reading each of them anew would take long."""
    at_home = house(request)
    titles: dict[str, str] = {}
    seen: dict[str, list[str]] = {}
    for row in await run_in_threadpool(at_home.index.tenders, at_home.people.tenders_of(account)):
        by = row.seat_of(at_home.people.member_of(account, row.id))
        if by is not None and by.id not in row.undeclared:
            titles[row.id], seen[row.id] = row.title, row.seen_by(by)
    made: dict[str, list[Hit]] = {}
    for hit in await run_in_threadpool(at_home.index.search, words, tuple(titles), seen, MOST):
        url = f"/tenders/{hit.tender}/clauses/{hit.clause}"
        made.setdefault(hit.tender, []).append(Hit(url, hit.label, hit.title, pieces(hit.snippet)))
    return [Found(name, titles[name], hits) for name, hits in made.items()]


ROUTES = [Route("/search", search, methods=["GET"])]
