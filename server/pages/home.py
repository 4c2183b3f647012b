"""“Your tenders”: everything a person has a seat in, the last changed first."""

from typing import NamedTuple

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.pages.common import STATES, house, page, signed_in
from server.people import Account
from server.rendering import many, moment
from specs.seats import SEATS
from specs.typed import named


class Row(NamedTuple):
    """A tender in the list."""

    url: str
    title: str
    seat: str
    state: str
    counts: str
    changed: str


async def show(request: Request) -> Response:
    account = await signed_in(request)
    return page(request, "home/tenders.html", title="Your tenders", rows=await rows_of(request, account), may_create=account.may_create)


async def rows_of(request: Request, account: Account) -> list[Row]:
    """The tenders in which this person has a seat now."""
    at_home = house(request)
    mine = await run_in_threadpool(at_home.index.tenders, at_home.people.tenders_of(account.id))
    rows = []
    for each in mine:
        by = each.seat_of(at_home.people.member_of(account.id, each.id))
        if by is not None:
            seen = [each.parts[part] for part in each.seen_by(by)]
            total, opened = sum(clauses for _, clauses, _ in seen), sum(open_ for _, _, open_ in seen)
            counts = f"{many(total, 'clause')}, {opened:,} open to change and {total - opened:,} fixed"
            state, seat = STATES.get(each.state, each.state), SEATS[by.seat].capitalize()
            rows.append(Row(f"/tenders/{each.id}", named(each.title), seat, state, counts, moment(each.changed_at)))
    return rows


ROUTES = [Route("/", show)]
