"""Signing in with a one-time link, out again, and the few things people set for themselves."""

from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from server.pages.common import LOOKS, cookie_name, form, go, house, page, session, signed_in, someone
from server.pages.home import rows_of
from server.people import Account
from specs.refusals import Refused

LONGEST = 7 * 24 * 3600  # seconds a browser keeps the cookie; the session itself may end sooner
USED = "This link has been used, or it is more than 30 minutes old. Please ask the person who sent it for a new one."
TOO_OFTEN = "Too many links were tried from here. Please wait a quarter of an hour and try again."


async def ask(request: Request) -> Response:
    """What to do when nobody is signed in."""
    if someone(request):
        return RedirectResponse("/", 303)
    return page(request, "sign_in/ask.html", title="Sign in")


async def show(request: Request) -> Response:
    """A link was opened: one button. Mail programs open links by themselves, so opening uses nothing up."""
    good = house(request).sessions.link_is_good(request.path_params["token"])
    title = "Sign in to Cotender" if good else "This link does not work any more"
    response = page(request, "sign_in/link.html", title=title, status=200 if good else 404, good=good, sentence=USED)
    return _kept_quiet(response)


def _kept_quiet(response: Response) -> Response:
    """The link's secret stands in the address of this page: no other address is told it.

    Not "no-referrer": with that, browsers send "Origin: null", and the button would be refused
    (https://fetch.spec.whatwg.org/#append-a-request-origin-header).
    """
    response.headers["referrer-policy"] = "strict-origin"
    return response


async def use(request: Request) -> Response:
    """The button was pressed: the link is used up and this browser is signed in."""
    sessions = house(request).sessions
    found = sessions.use_link(request.path_params["token"])
    if found is None:
        # Only what failed is counted: a whole meeting may sign in from one address.
        where = request.client.host if request.client else ""
        if not sessions.allow("sign in", where, 30, 900):
            return _kept_quiet(page(request, "sign_in/link.html", title="Please wait", status=429, good=False, sentence=TOO_OFTEN))
        title = "This link does not work any more"
        return _kept_quiet(page(request, "sign_in/link.html", title=title, status=404, good=False, sentence=USED))
    account, leads_to = found
    old = request.cookies.get(cookie_name(request))
    if old:
        sessions.close_session(old)
    response = RedirectResponse(leads_to, 303)
    response.set_cookie(
        cookie_name(request),
        sessions.open_session(account),
        max_age=LONGEST,
        httponly=True,
        secure=house(request).settings.secure,
        samesite="lax",
    )
    return response


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


async def show_you(request: Request) -> Response:
    account = await signed_in(request)
    return await _you(request, account, account.name, None)


async def _you(request: Request, account: Account, name: str, refused: Refused | None) -> Response:
    return page(
        request,
        "sign_in/you.html",
        title="You",
        status=422 if refused else 200,
        errors=[(str(refused), "#name")] if refused else [],
        chosen=name,
        email=account.email,
        seats=await rows_of(request, account),
        wrong=str(refused) if refused else "",
    )


async def change_you(request: Request) -> Response:
    account = await signed_in(request)
    name = str((await form(request)).get("name", ""))
    try:
        house(request).people.rename(account.id, name)
    except Refused as no:
        return await _you(request, account, name, no)
    return go(request, "/you", "Your name is changed. It shows everywhere you have said something.")


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
    Route("/sign-in", ask),
    Route("/sign-in/{token}", show),
    Route("/sign-in/{token}", use, methods=["POST"]),
    Route("/sign-out", leave, methods=["POST"]),
    Route("/you", show_you),
    Route("/you", change_you, methods=["POST"]),
    Route("/display", show_display),
    Route("/display", change_display, methods=["POST"]),
]
