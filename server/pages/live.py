"""The stream that an open page listens to: server-sent events, each a kind of news and the clauses that have it."""

import asyncio
import random
from collections.abc import Iterable
from http import HTTPStatus
from typing import cast

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from server.folding import NoSuchTender
from server.live import GROUPS, UNSURE, Channel, Full, Notice, Watcher, audience
from server.pages.common import cookie_name, house, seated
from server.security import LASTING
from server.settings import House
from specs.tender import Member, Tender

TYPE = "text/event-stream"
HEADERS = [
    (b"content-type", f"{TYPE}; charset=utf-8".encode()),
    (b"cache-control", b"no-store, no-transform"),  # a proxy that packs answers would hold them back
    (b"x-accel-buffering", b"no"),
]
AGAIN = 30  # seconds after which a browser that found no room may ask again
RETRY = (3_000, 8_000)  # milliseconds, drawn for each: not all come back at once where all lost their stream at once
OVER = "event: over\ndata: over\n\n"
PING = ":\n\n"
LONGEST_ID = 64


async def listen(request: Request) -> Response:
    """The stream, for a page's script. Whoever opens this address in a browser comes to the tender."""
    if TYPE not in request.headers.get("accept", "") or request.method == "HEAD":
        at = await seated(request)
        return RedirectResponse(f"/tenders/{at.tender.id}", 303)
    here, tender_id = house(request), request.path_params["tender"]
    token = request.cookies.get(cookie_name(request), "")
    found = here.sessions.session(token, touch=False) if token else None
    if found is None:
        return PlainTextResponse("", HTTPStatus.UNAUTHORIZED)
    member = here.people.member_of(found.account, tender_id)
    if member is None:
        raise HTTPException(404)
    try:
        tender = await here.desk.tender(tender_id)
    except NoSuchTender as none:
        raise HTTPException(404) from none
    if member not in tender.members:
        raise HTTPException(404)
    # A script that comes back by itself names the last id it had in the address; a browser that comes back, in a header.
    after = request.headers.get("last-event-id") or request.query_params.get("after", "")
    return cast("Response", Stream(here, token, Watcher(found.hash, found.account, tender_id, member), tender, after[:LONGEST_ID]))


class Stream:
    """The answer: goes on while somebody listens and may, and the service runs; a quarter of an hour at most, then the browser returns."""

    def __init__(self, here: House, token: str, watcher: Watcher, tender: Tender, after: str) -> None:
        self.house, self.token, self.watcher, self.tender, self.after = here, token, watcher, tender, after

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope[LASTING] = self.run

    async def run(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers, within the limits."""
        try:
            with self.house.live.channel(self.watcher, self.tender) as channel:
                gone = asyncio.ensure_future(_gone(receive))
                try:
                    await self._run(channel, gone, send)
                except TimeoutError:
                    return  # it takes nothing any more
                finally:
                    gone.cancel()
        except Full:
            busy = PlainTextResponse("", HTTPStatus.SERVICE_UNAVAILABLE, {"retry-after": str(AGAIN)})
            await busy(scope, receive, send)

    async def _run(self, channel: Channel, gone: asyncio.Future[None], send: Send) -> None:
        hub, loop = self.house.live, asyncio.get_running_loop()
        limits, began = hub.limits, loop.time()

        async def say(text: str, more: bool = True) -> None:
            async with asyncio.timeout(limits.send):
                await send({"type": "http.response.body", "body": text.encode(), "more_body": more})

        name, place, unsure = hub.begin(channel, self.after)
        await send({"type": "http.response.start", "status": HTTPStatus.OK, "headers": list(HEADERS)})
        text = f"retry: {random.randrange(*RETRY)}\nid: {name}\nevent: here\ndata: here\n\n"  # noqa: S311 (no secret)
        text += f"data: {UNSURE}\n\n" if unsure else ""
        ping, group = began + limits.ping, channel.streams % GROUPS
        while not (gone.done() or hub.closed or loop.time() >= began + limits.life):
            bell = channel.next(group)  # before looking, so that nothing that comes meanwhile is missed
            member = self._member(channel.tender)
            if member is None:
                text += OVER
                break
            today = self.house.today()
            news = [kept for kept in channel.since(place) if audience(channel.tender, kept, member, today)]
            place = channel.count
            text += drawn((kept.notice for kept in news if kept.notice), news[-1].id) if news else ""
            if text:
                await say(text)
            text = ""
            await asyncio.wait((gone, bell), timeout=max(0, ping - loop.time()), return_when=asyncio.FIRST_COMPLETED)
            if loop.time() >= ping:
                text, ping = PING, loop.time() + limits.ping
                channel.tender = await self.house.desk.tender(self.watcher.tender)
        if not gone.done():
            await say(text, more=False)

    def _member(self, tender: Tender) -> Member | None:
        """The seat of whoever listens; none where it, or the session, was taken away or has ended."""
        if self.house.sessions.session(self.token, touch=False) is None:
            return None
        return tender.members.get(self.watcher.member)


def drawn(notices: Iterable[Notice], name: str) -> str:
    """Notices as messages, one for each kind with the clauses that have it, under the id of the last one."""
    kinds: dict[str, dict[str, None]] = {}
    for notice in notices:
        kinds.setdefault(notice.kind, {})[notice.clause] = None
    return "".join(f"id: {name}\ndata: {kind} {' '.join(clauses)}\n\n" for kind, clauses in kinds.items())


async def _gone(receive: Receive) -> None:
    """Until whoever listened has gone."""
    try:
        while (await receive())["type"] != "http.disconnect":
            pass
    except HTTPException:
        return  # something too long came along


ROUTES = [Route("/tenders/{tender}/live", listen)]
