"""What every page needs: who asks and in which seat, the frame around the page, forms in and answers out."""

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple, cast

from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from server.desk import Done
from server.folding import NoSuchTender
from server.pages.navigation import Entry, navigation
from server.people import Account
from server.rendering import draw
from server.sessions import Session
from server.settings import House
from specs.interests import must_declare
from specs.reaching import tender_seen
from specs.rounds import dates_of, state_in_words
from specs.tender import Member, Tender
from specs.typed import named

HERE = Markup("<!-- ready -->")  # cannot be typed: what people write is escaped
MOST_FIELDS = 20_000  # a clause may be a long table, with a box for each cell
MOST_IN_FIELD = 2 << 20
COOKIE = "session"
LOOKS = {"theme": ("light", "dark"), "face": ("plain",), "size": ("large", "largest")}


class SignInFirst(Exception):
    """Nobody is signed in here."""


class DeclareFirst(Exception):
    """Somebody has yet to say whether they are linked to a possible bidder, before they read the tender ``args[0]``."""


class Seated(NamedTuple):
    """A tender as it has reached the person who asks, the seat in it that they have, and the person."""

    tender: Tender
    by: Member
    account: Account


@dataclass(frozen=True, slots=True)
class Of:
    """The tender a page belongs to, as the frame shows it."""

    url: str
    name: str
    state: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What ``page.html`` is handed; its own comment says what each is."""

    title: str
    name: str | None
    tender: Of | None
    navigation: list[Entry]
    errors: list[dict[str, str]]
    done: str | None
    back: str | None
    theme: str | None
    face: str | None
    size: str | None
    support: str = "/help"


def house(request: Request) -> House:
    """The folder that this service works with."""
    return cast("House", request.app.state.house)


def cookie_name(request: Request) -> str:
    """``__Host-`` says that the cookie came over TLS and from this host alone; without TLS browsers refuse that name."""
    return f"__Host-{COOKIE}" if house(request).settings.secure else COOKIE


def session(request: Request) -> Session | None:
    """The session of the browser that asks."""
    if not hasattr(request.state, "session"):
        token = request.cookies.get(cookie_name(request), "")
        request.state.session = house(request).sessions.session(token) if token else None
    return cast("Session | None", request.state.session)


def someone(request: Request) -> Account | None:
    """The person who is signed in, if anybody is."""
    found = session(request)
    return house(request).people.account(found.account) if found else None


async def signed_in(request: Request) -> Account:
    """The person who is signed in. Raises ``SignInFirst``."""
    account = someone(request)
    if account is None:
        raise SignInFirst
    return account


async def seated(request: Request, undeclared: bool = False) -> Seated:
    """The tender of this address and the seat of the person who asks. For everybody else there is nothing here: 404.

    Raises ``SignInFirst``, whatever the address, where nobody is signed in; ``DeclareFirst`` where somebody is to read who has yet to say
    whether they are linked to a possible bidder, unless the page is for the ``undeclared`` too.
    """
    account = await signed_in(request)
    tender_id = request.path_params["tender"]
    member = house(request).people.member_of(account.id, tender_id)
    if member is None:
        raise HTTPException(404)
    try:
        tender = await house(request).desk.tender(tender_id)
    except NoSuchTender as none:
        raise HTTPException(404) from none
    by = tender.members.get(member)
    if by is None:
        raise HTTPException(404)
    reads = request.method in ("GET", "HEAD") and not undeclared
    if reads and must_declare(tender, by):
        raise DeclareFirst(tender_id)
    if reads and by.linked:
        path = request.url.path.removeprefix(f"/tenders/{tender_id}").strip("/")
        await run_in_threadpool(house(request).equal.saw, tender_id, member, path, tender.seq)
    return Seated(tender_seen(tender, by, house(request).today()), by, account)


def page(
    request: Request,
    template: str,
    *,
    title: str,
    seated: Seated | None = None,
    here: str = "",
    errors: Iterable[tuple[str, str]] = (),
    status: int = 200,
    back: str | None = None,
    ready: bytes = b"",
    **context: Any,
) -> Response:
    """A whole page. ``errors`` are sentences, each with where it leads (``#title``); ``here`` names the page in the navigation.

    ``ready`` is HTML that was drawn before; it goes where the template says ``{{ ready }}``, without being copied more than once.
    """
    account = seated.account if seated else someone(request)
    frame = Frame(
        title=named(title),
        name=(account.name or "You") if account else None,
        tender=_of(request, seated) if seated else None,
        navigation=_navigation(request, seated, here) if seated else [],
        errors=[{"text": text, "href": href} for text, href in errors],
        done=said_once(request) if status < 400 else None,
        back=back,
        theme=_look(request, "theme"),
        face=_look(request, "face"),
        size=_look(request, "size"),
        support=f"/tenders/{seated.tender.id}/support" if seated else "/help",
    )
    if not ready:
        return HTMLResponse(draw(template, page=frame, seated=seated, **context), status)
    above, _, below = draw(template, page=frame, seated=seated, ready=HERE, **context).partition(HERE)
    return HTMLResponse(b"".join((above.encode(), ready, below.encode())), status)


def bare_page(template: str, *, title: str, **context: Any) -> str:
    """A page in its frame, as HTML, which takes nothing from the record: for when that failed, or nobody may ask it."""
    frame = Frame(title, name=None, tender=None, navigation=[], errors=[], done=None, back=None, theme=None, face=None, size=None)
    return draw(template, page=frame, seated=None, **context)


def _of(request: Request, at: Seated) -> Of:
    state = state_in_words(at.tender.state, dates_of(at.tender), house(request).today())
    return Of(f"/tenders/{at.tender.id}", named(at.tender.title), state)


def _navigation(request: Request, at: Seated, here: str) -> list[Entry]:
    return navigation(at.tender, at.by, here, house(request).today(), request.app.state.there)


def _look(request: Request, name: str) -> str | None:
    chosen = request.cookies.get(name)
    return chosen if chosen in LOOKS[name] else None


def name_of(request: Request, tender_id: str) -> Callable[[str], str]:
    """Looks up the chosen names of a tender's members, and what they say of themselves, when they are drawn and not before."""
    choices = house(request).choices
    return lambda member: choices.name_and_role(tender_id, member)


async def form(request: Request) -> FormData:
    """The form that was sent, within limits. Raises HTTPException 400 where it was cut off: nothing is done with half a form.

    A form that brings a file is for ``server.uploads`` alone, which counts what comes.
    """
    if request.headers.get("content-type", "").startswith("multipart/"):
        raise HTTPException(400)
    try:
        return await request.form(max_fields=MOST_FIELDS, max_files=0, max_part_size=MOST_IN_FIELD)
    except (ClientDisconnect, MultiPartException) as cut:
        raise HTTPException(400) from cut


def new_key() -> str:
    """A form's one-time token: the same form sent twice is one act."""
    return secrets.token_urlsafe(16)


async def act(request: Request, at: Seated, asked: Any, key: str) -> Done:
    """Has something happen. ``Refused`` goes up to the page, which draws its form again with the words in it."""
    return await house(request).desk.act(at.tender.id, asked, at.by, key)


def go(request: Request, url: str, done: str = "") -> Response:
    """On to another page of ours, where ``done`` is said once."""
    found = session(request)
    if done and found:
        request.app.state.said[found.hash] = done
        while len(request.app.state.said) > 10_000:
            del request.app.state.said[next(iter(request.app.state.said))]
    return RedirectResponse(url, 303)


def said_once(request: Request) -> str | None:
    """What the page before wanted said on this one; it is forgotten when it is asked for."""
    found = session(request)
    return cast("str | None", request.app.state.said.pop(found.hash, None)) if found and request.method == "GET" else None
