"""What stands between the application and strangers: foreign forms, foreign host names, headers that browsers obey, sizes."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.pages.common import bare_page
from server.settings import LOOPBACK, Settings

SAFE = {"GET", "HEAD", "OPTIONS"}
FOREIGN = "This form was sent from another website, so nothing was done. Please open the page here and send it again."
WRONG_HOST = "There is no service at this address."
# Under this name a page leaves an answer that lasts (ASGI): given once the application has let go of all that it holds for a request,
# which is a third of what a stream would take.
LASTING = "cotender.lasting"
# A form that is not an upload; an upload limits itself while it is read (server.uploads).
MOST_FORM = 2 << 20
TOO_BIG = "What was sent is too long to be taken in. Nothing was saved. Please go back: your words are still in the box. Shorten them."
POLICY = "; ".join(
    [
        "default-src 'none'",
        *(f"{what} 'self'" for what in ("script-src", "style-src", "font-src", "img-src", "connect-src", "form-action")),
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
HEADERS = {
    "content-security-policy": POLICY,
    # no-referrer makes browsers send "Origin: null", and every form would be refused.
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "x-frame-options": "DENY",
}


def from_here(method: str, headers: Headers, url: str) -> bool:
    """Whether a request may change anything: one that a page of ours sent, as far as the browser can say.

    ``Sec-Fetch-Site`` is set by the browser and by no page (https://www.w3.org/TR/fetch-metadata/); where it is missing, ``Origin`` has
    to be our own address; where both are missing, nobody can say, and nothing is done.
    """
    if method in SAFE:
        return True
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    return headers.get("origin") == url


class Security:
    """Wraps the application (ASGI). ``settings.url`` says what is ours."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app, self.settings = app, settings
        ours = urlsplit(settings.url)
        self.hosts = {ours.netloc}
        if ours.hostname in LOOPBACK:
            port = f":{ours.port}" if ours.port else ""
            self.hosts |= {f"{name}{port}" for name in ("localhost", "127.0.0.1", "[::1]")}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add(MutableHeaders(raw=message["headers"]), scope["path"])
                message["headers"] = [pair for pair in message["headers"] if pair[0] != b"server"]
            await send(message)

        if headers.get("host", "").lower() not in self.hosts:
            await PlainTextResponse(WRONG_HOST, 400)(scope, receive, sent)
        elif not from_here(scope["method"], headers, self._origin(headers)):
            await _no("You cannot do this here", FOREIGN, 403)(scope, receive, sent)
        elif _upload(headers):
            await self.app(scope, receive, sent)
        elif _declared(headers) > MOST_FORM:
            await _no("That is too long", TOO_BIG, 413)(scope, receive, sent)
        else:
            await self.app(scope, _counted(receive), sent)
            if LASTING in scope:
                await scope.pop(LASTING)(scope, receive, sent)

    def _origin(self, headers: Headers) -> str:
        """Our own address as this browser sees it: on one's own machine it may be called by several names."""
        scheme = urlsplit(self.settings.url).scheme
        return f"{scheme}://{headers.get('host', '').lower()}"

    def _add(self, headers: MutableHeaders, path: str) -> None:
        for name, value in HEADERS.items():
            headers.setdefault(name, value)
        headers.setdefault("cache-control", "no-store")
        headers.append("vary", "HX-Request, HX-Request-Type")
        if self.settings.secure:
            headers.setdefault("strict-transport-security", "max-age=31536000; includeSubDomains")


def _no(title: str, sentence: str, status: int) -> Response:
    return HTMLResponse(bare_page("errors/error.html", title=title, sentence=sentence, kept=[]), status)


def _upload(headers: Headers) -> bool:
    return headers.get("content-type", "").startswith("multipart/form-data")


def _declared(headers: Headers) -> int:
    length = headers.get("content-length", "0")
    return int(length) if length.isdigit() and len(length) < 20 else MOST_FORM + 1


def _counted(receive: Receive) -> Receive:
    """A body that says no length, or a wrong one, ends where it gets too long."""
    size = 0

    async def counted() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > MOST_FORM:
            raise HTTPException(413)
        return message

    return counted
