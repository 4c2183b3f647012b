"""Search over the words of one's tenders: only in parts one may see."""

from typing import NamedTuple

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.desk import NoSuchTender
from server.index import pieces
from server.pages.common import house, page, signed_in
from specs.labels import label_of, title_of
from specs.seats import parts_seen
from specs.tender import Tender

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
    at_home = house(request)
    tenders: dict[str, Tender] = {}
    seen: dict[str, set[str]] = {}
    for name in at_home.people.tenders_of(account):
        try:
            tender = await at_home.desk.tender(name)
        except NoSuchTender:
            continue  # its beginning was refused
        by = tender.members.get(at_home.people.member_of(account, name) or "")
        if by is not None:
            tenders[name], seen[name] = tender, {part.id for part in parts_seen(tender, by)}
    made: dict[str, list[Hit]] = {}
    for hit in await run_in_threadpool(at_home.index.search, words, tuple(tenders), seen, MOST):
        tender = tenders[hit.tender]
        clause = tender.clauses.get(hit.clause)
        # The tables follow the record; what they do not know yet is decided by the tender itself.
        if clause is None or clause.retired or clause.part not in seen[hit.tender]:
            continue
        url = f"/tenders/{hit.tender}/clauses/{hit.clause}"
        made.setdefault(hit.tender, []).append(Hit(url, label_of(tender, clause), title_of(clause), pieces(hit.snippet)))
    return [Found(name, tenders[name].title, hits) for name, hits in made.items()]


ROUTES = [Route("/search", search, methods=["GET"])]
