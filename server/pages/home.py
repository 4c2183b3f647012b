"""“Your tenders”: everything a person has a seat in, the last changed first."""

from typing import NamedTuple

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.pages.common import house, page, signed_in
from server.people import Account
from server.rendering import day, london, many
from specs.reaching import tender_seen
from specs.rounds import state_in_words
from specs.seats import SEATS, may
from specs.tender import Member
from specs.typed import named
from specs.waiting import count

COUNTED = 20  # tenders for which it is counted what waits: each has to be read


class Row(NamedTuple):
    """A tender in the list."""

    url: str
    title: str
    seat: str
    state: str
    counts: str
    changed: str
    waits: str = ""
    talks: bool = False


async def show(request: Request) -> Response:
    account = await signed_in(request)
    return page(
        request,
        "home/tenders.html",
        title="Your tenders",
        rows=await rows_of(request, account),
        may_create=account.may_create,
        administers=account.administers,
        nameless=not account.name,
    )


async def _waits(request: Request, tender_id: str, by: Member) -> str:
    """How many things wait for somebody in a tender, in words; nothing where none do."""
    today = house(request).today()
    there = count(tender_seen(await house(request).desk.tender(tender_id), by, today), by, today)
    return f"{there:,} thing waits for you" if there == 1 else f"{there:,} things wait for you" if there else ""


async def rows_of(request: Request, account: Account) -> list[Row]:
    """The tenders in which this person has a seat now, those changed on the last day first.

    Not a word of the minute: a comment may have come from somebody who asked that it is not told.
    """
    at_home = house(request)
    mine = await run_in_threadpool(at_home.index.tenders, at_home.people.tenders_of(account.id))
    rows: list[Row] = []
    for each in sorted(mine, key=lambda row: (london(row.changed_at).date(), row.id), reverse=True):
        by = each.seat_of(at_home.people.member_of(account.id, each.id))
        if by is not None:
            seen = [each.parts[part] for part in each.seen_by(by)]
            total, opened = sum(clauses for _, clauses, _ in seen), sum(open_ for _, _, open_ in seen)
            counts = f"{many(total, 'clause')}, {opened:,} open to change and {total - opened:,} fixed"
            talks = each.dates is not None and may(by, "comment") and by.id not in each.undeclared
            waits = await _waits(request, each.id, by) if talks and len(rows) < COUNTED else ""
            state, seat = state_in_words(each.state, each.dates, at_home.today()), SEATS[by.seat].capitalize()
            rows.append(Row(f"/tenders/{each.id}", named(each.title), seat, state, counts, day(each.changed_at), waits, talks))
    return rows


ROUTES = [Route("/", show)]
