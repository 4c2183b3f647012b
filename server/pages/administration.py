"""What the administrator of a service sees: accounts as numbers, seats and settings; never a name, an address or a word of a tender."""

from typing import NamedTuple

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.pages.common import form, go, house, page, signed_in
from server.people import Account
from specs.seats import SEATS


class Row(NamedTuple):
    """An account: its number, the seats it holds now, and whether anybody has ever signed in to it."""

    account: str
    seats: list[str]
    arrived: bool
    own: bool


async def _administrator(request: Request) -> Account:
    account = await signed_in(request)
    if not account.administers:
        raise HTTPException(404)
    return account


async def show(request: Request) -> Response:
    """Accounts, seats and settings."""
    account = await _administrator(request)
    home = house(request)
    held = home.people.seats()
    tenders = {row.id: row for row in await run_in_threadpool(home.index.tenders, {tender for _, seats in held for tender, _ in seats})}
    rows = []
    for each, seats in held:
        here = [(tender, tenders[tender].seat_of(member)) for tender, member in seats if tender in tenders]
        rows.append(
            Row(each, [f"{SEATS[by.seat]} in {tender}" for tender, by in here if by], home.people.arrived(each), each == account.id)
        )
    settings = home.settings
    return page(
        request,
        "administration/overview.html",
        title="Administration",
        rows=rows,
        settings=(
            ("Address of the service", settings.url),
            ("Organisation", settings.organisation or "not set (COTENDER_ORGANISATION)"),
            ("Mail", f"through {settings.smtp.host}" if settings.smtp else "into the outbox folder (COTENDER_SMTP_HOST is not set)"),
            ("Sender", settings.mail_from),
            ("Messages waiting to be sent", f"{home.mail.waiting():,}"),
            ("Whom to call for support", ", ".join(line.name for line in settings.support_lines) or "only the national numbers"),
            ("When the facilitator reads", settings.support_when),
        ),
    )


async def sign_out(request: Request) -> Response:
    """Ends every session of an account: a phone was lost, say."""
    await _administrator(request)
    account = request.path_params["account"]
    if house(request).people.account(account) is None:
        raise HTTPException(404)
    await form(request)
    house(request).sessions.close_all(account)
    return go(request, "/administration", f"Account {account} is signed out everywhere.")


ROUTES = [
    Route("/administration", show),
    Route("/administration/{account}/sign-out", sign_out, methods=["POST"]),
]
