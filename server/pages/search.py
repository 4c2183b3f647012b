"""Search over the words of one's tenders, and over what was said about them: only what one may see, and what has reached one."""

from typing import NamedTuple

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.index import Said, pieces
from server.index_rows import words_of
from server.pages.at_thread import place_of
from server.pages.common import house, page, signed_in
from server.rendering import many
from specs.circles import threads_seen
from specs.labels import label_of, title_of

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
    said: list[Hit]


async def search(request: Request) -> Response:
    account = await signed_in(request)
    words = " ".join(request.query_params.get("words", "").split())[:LONGEST]
    found: list[Found] = []
    if words:
        found = await _found(request, account.id, words)
    hits, said = sum(len(tender.hits) for tender in found), sum(len(tender.said) for tender in found)
    return page(
        request,
        "search/results.html",
        title="Search your tenders",
        here="search",
        words=words,
        tenders=found,
        found=in_a_sentence(hits, said, len(found)),
    )


def in_a_sentence(hits: int, said: int, tenders: int) -> str:
    """How much was found."""
    if not hits and not said:
        return "Nothing was found. Try fewer words, or another form of the word."
    most = "The first " if hits >= MOST else ""
    clauses = f"{most}{many(hits, 'clause')}" if hits or not said else ""
    talk = many(said, "thing that was said", "things that were said") if said else ""
    both = " and ".join(filter(None, (clauses, talk)))
    return f"{both} in {tenders} of your tenders." if tenders > 1 else f"{both} found."


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
    talk: dict[str, list[Said]] = {}
    for one in await run_in_threadpool(at_home.index.said, words, tuple(titles), MOST):
        talk.setdefault(one.tender, []).append(one)
    said = {name: await _reached(request, account, name, there) for name, there in talk.items()}
    return [Found(name, titles[name], made.get(name, []), said.get(name, [])) for name in titles if made.get(name) or said.get(name)]


async def _reached(request: Request, account: str, tender_id: str, there: list[Said]) -> list[Hit]:
    """Of what was said in a tender, what has reached somebody: in the order in which they may know it."""
    at_home = house(request)
    tender = await at_home.desk.tender(tender_id)
    by = tender.members[at_home.people.member_of(account, tender_id) or ""]
    snippets = {(one.thread, one.words): one.snippet for one in there}
    found = []
    for thread in threads_seen(tender, by, at_home.today()):
        texts = [post.text for post in thread.posts if post.text and not post.hidden] + [answer.text for answer in thread.answers]
        for snippet in filter(None, (snippets.get((thread.id, words_of(text))) for text in texts)):
            clause = tender.clauses[thread.clause]
            found.append(Hit(place_of(tender, thread), label_of(tender, clause), title_of(clause), pieces(snippet)))
    return found


ROUTES = [Route("/search", search, methods=["GET"])]
