"""Signing in with a one-time link, six digits or a printed card, out again, and the few things people set for themselves."""

import secrets
from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from server.messages import sign_in_message
from server.pages.common import COOKIE, LOOKS, cookie_name, form, go, house, page, session, someone
from server.people import Account
from server.sessions import LINK_MINUTES, OWN
from specs.refusals import Refused

LONGEST = int(OWN.total_seconds())  # seconds a browser keeps the cookie; the session itself may end sooner
ASK = "ask"  # the cookie of the browser that asked for a link
USED = "This link has been used, or it is more than 30 minutes old. Please ask for a new one: it takes a minute."
CODE_USED = "These digits have been used, or they are more than 30 minutes old. Please ask for a new message: it takes a minute."
INVITATION_ENDED = (
    "This invitation has ended. If you have been here before, you can sign in; otherwise please ask the person who invited you."
)
NO_CARD = "These are not the words of a card that is good. Please look at them again, or ask the facilitator for a new card."
NO_EMAIL = "Please give your email address, such as anne@example.org."
TOO_OFTEN = "Too many were tried from here. Please wait a quarter of an hour and try again."
MAILS_PER_HOUR = 3  # for an address
ASKED_PER_HOUR = 60  # from one place: a whole meeting may sign in from one address


def _cookie(request: Request, name: str) -> str:
    return f"__Host-{name}" if house(request).settings.secure else name


def _keep(request: Request, response: Response, name: str, value: str, seconds: int) -> None:
    response.set_cookie(
        _cookie(request, name), value, max_age=seconds, httponly=True, secure=house(request).settings.secure, samesite="lax"
    )


def _asked(request: Request) -> str:
    """The secret of the browser that asked for a link."""
    return request.cookies.get(_cookie(request, ASK), "")


def _where(request: Request) -> str:
    return request.client.host if request.client else ""


async def ask(request: Request) -> Response:
    """An address is given, and a link is sent to it where it is known here; the answer is the same where it is not."""
    if someone(request):
        return RedirectResponse("/", 303)
    email, wrong = "", ""
    if request.method == "POST":
        email = str((await form(request)).get("email", "")).strip()
        local, at, domain = email.rpartition("@")
        if local and at and domain and len(email) < 255:
            return _sent(request, lambda: house(request).people.by_email(email), email)
        wrong = NO_EMAIL
    errors = [(wrong, "#email")] if wrong else []
    return page(request, "sign_in/ask.html", title="Sign in", status=422 if wrong else 200, errors=errors, email=email, wrong=wrong)


def _sent(request: Request, whose: Callable[[], Account | None], limited: str) -> Response:
    """On to “look at your messages”; what is to be sent is sent afterwards, so that nobody can tell from the time whether it was."""
    asked = secrets.token_urlsafe(32)

    def send() -> None:
        home = house(request)
        if not home.sessions.allow("mail", limited.casefold(), MAILS_PER_HOUR, 3600):
            return
        if not home.sessions.allow("ask", _where(request), ASKED_PER_HOUR, 3600):
            return
        account = whose()
        if account is not None and account.email:
            token, code = home.sessions.mailed_link(account.id, "/", asked)
            home.mail.put(account.email, *sign_in_message(home.settings.url, f"/sign-in/{token}", code))

    response = RedirectResponse("/sign-in/sent", 303, background=BackgroundTask(send))
    _keep(request, response, ASK, asked, LINK_MINUTES * 60)
    return response


async def sent(request: Request) -> Response:
    """“Look at your messages”: the six digits can be typed here."""
    if not _asked(request):
        return RedirectResponse("/sign-in", 303)
    wrong = ""
    if request.method == "POST":
        values = await form(request)
        if not house(request).sessions.allow("code", _asked(request), 20, 900):
            wrong = TOO_OFTEN
        else:
            try:
                used = house(request).sessions.use_code(_asked(request), str(values.get("code", "")))
                if used is not None:
                    return _signed_in(request, used.account, used.leads_to, bool(values.get("own")))
                wrong = CODE_USED
            except Refused as no:
                wrong = str(no)
    errors = [(wrong, "#code")] if wrong else []
    return page(request, "sign_in/sent.html", title="Look at your messages", status=422 if wrong else 200, errors=errors, wrong=wrong)


async def show(request: Request) -> Response:
    """A link was opened: one button, and in another browser a box for the six digits. Opening uses nothing up."""
    return _link_page(request, "")


def _link_page(request: Request, wrong: str) -> Response:
    sessions, token = house(request).sessions, request.path_params["token"]
    if not sessions.link_is_good(token):
        title = "This link does not work any more"
        return _kept_quiet(page(request, "sign_in/link.html", title=title, status=404, good=False, sentence=USED))
    response = page(
        request,
        "sign_in/link.html",
        title="Sign in to Cotender",
        status=422 if wrong else 200,
        errors=[(wrong, "#code")] if wrong else [],
        good=True,
        needs_code=sessions.needs_code(token, _asked(request)),
        wrong=wrong,
    )
    return _kept_quiet(response)


def _kept_quiet(response: Response) -> Response:
    """A secret stands in the address of this page: no other address is told it.

    Not "no-referrer": with that, browsers send "Origin: null", and the button would be refused
    (https://fetch.spec.whatwg.org/#append-a-request-origin-header).
    """
    response.headers["referrer-policy"] = "strict-origin"
    return response


def _too_often(request: Request, what: str) -> Response | None:
    """What somebody is told who tried too many that were none. Only what failed is counted."""
    if house(request).sessions.allow(what, _where(request), 30, 900):
        return None
    return _kept_quiet(page(request, "sign_in/link.html", title="Please wait", status=429, good=False, sentence=TOO_OFTEN))


async def use(request: Request) -> Response:
    """The button was pressed: the link is used up and this browser is signed in."""
    values = await form(request)
    try:
        found = house(request).sessions.use_link(request.path_params["token"], _asked(request), str(values.get("code", "")))
    except Refused as no:
        return _link_page(request, str(no))
    if found is None:
        return _too_often(request, "sign in") or _link_page(request, "")
    return _signed_in(request, found.account, found.leads_to, bool(values.get("own")))


def _signed_in(request: Request, account: str, leads_to: str, own: bool) -> Response:
    """The one place where a browser is signed in: whatever led here was good, and was used."""
    sessions = house(request).sessions
    old = request.cookies.get(cookie_name(request))
    if old:
        sessions.close_session(old)
    response = RedirectResponse(leads_to, 303)
    _keep(request, response, COOKIE, sessions.open_session(account, own), LONGEST)
    if _asked(request):
        response.delete_cookie(_cookie(request, ASK), secure=house(request).settings.secure, httponly=True, samesite="lax")
    return response


async def card(request: Request) -> Response:
    """The words of a printed card: typed, or brought by its picture, which only fills the box in."""
    typed = request.path_params.get("card", "")
    wrong = ""
    if request.method == "POST":
        values = await form(request)
        typed = str(values.get("words", ""))
        account = await run_in_threadpool(house(request).cards.whose, typed)
        if account is not None:
            house(request).people.arrive(account)
            return _signed_in(request, account, "/", bool(values.get("own")))
        if stop := _too_often(request, "card"):
            return stop
        wrong = NO_CARD
    response = page(
        request,
        "sign_in/card.html",
        title="Sign in with a card",
        status=422 if wrong else 200,
        errors=[(wrong, "#words")] if wrong else [],
        typed=typed,
        wrong=wrong,
    )
    return _kept_quiet(response)


async def invitation(request: Request) -> Response:
    """An invitation was opened: it signs nobody in, and sends a fresh link to the address that was invited."""
    account = house(request).invitations.invited(request.path_params["token"])
    if account is None:
        stop = _too_often(request, "invitation") if request.method == "POST" else None
        title = "This invitation has ended"
        return stop or _kept_quiet(page(request, "sign_in/invitation.html", title=title, status=404, good=False, sentence=INVITATION_ENDED))
    if request.method == "POST":
        person = house(request).people.account(account)
        return _sent(request, lambda: person, person.email if person else "")
    return _kept_quiet(page(request, "sign_in/invitation.html", title="You are invited", good=True, sentence=""))


async def leave(request: Request) -> Response:
    """Signs this browser out; or, with ``everywhere``, every browser of this person."""
    sessions = house(request).sessions
    found = session(request)
    if found is not None:
        if (await form(request)).get("everywhere"):
            sessions.close_all(found.account)
        sessions.close_session(request.cookies.get(cookie_name(request), ""))
    response = RedirectResponse("/sign-in", 303)
    response.delete_cookie(cookie_name(request), secure=house(request).settings.secure, httponly=True, samesite="lax")
    response.headers["clear-site-data"] = '"cache", "storage"'
    return response


async def show_display(request: Request) -> Response:
    chosen = {name: request.cookies.get(name, "") for name in LOOKS}
    return page(request, "sign_in/display.html", title="Colours and text size", chosen=chosen, back=_came_from(request))


async def change_display(request: Request) -> Response:
    """Colours, typeface and size, kept in this browser; signed in or not."""
    sent = await form(request)
    response = go(request, "/display", "This browser will remember it.")
    for name, choices in LOOKS.items():
        value = str(sent.get(name, ""))
        secure = house(request).settings.secure
        if value in choices:
            response.set_cookie(name, value, max_age=365 * 24 * 3600, secure=secure, httponly=True, samesite="lax")
        else:
            response.delete_cookie(name, secure=secure, httponly=True, samesite="lax")
    return response


def _came_from(request: Request) -> str:
    """The page of ours that led here, for the link back."""
    before = urlsplit(request.headers.get("referer", ""))
    ours = before.netloc == request.headers.get("host") and before.path != "/display"
    # Browsers read “//” and “/\\” at the beginning as another host.
    return before.path if ours and before.path[:1] == "/" and before.path[1:2] not in ("/", "\\") else "/"


ROUTES = [
    Route("/sign-in", ask, methods=["GET", "POST"]),
    Route("/sign-in/sent", sent, methods=["GET", "POST"]),
    Route("/sign-in/card", card, methods=["GET", "POST"]),
    Route("/sign-in/card/{card}", card, methods=["GET", "POST"]),
    Route("/invitations/{token}", invitation, methods=["GET", "POST"]),
    Route("/sign-in/{token}", show),
    Route("/sign-in/{token}", use, methods=["POST"]),
    Route("/sign-out", leave, methods=["POST"]),
    Route("/display", show_display),
    Route("/display", change_display, methods=["POST"]),
]
