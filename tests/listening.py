"""A tender with somebody in each seat, and ears: streams asked for without a network, with all that was sent down them."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from server.app import make_app
from server.desk import News
from server.live import Hub, Limits
from server.record import utc_now
from server.settings import House, Settings, open_house
from specs.answers import Answered
from specs.comments import Commented, Replied
from specs.fixing import ClausesFixed
from specs.members import GiveSeat
from specs.parts import AddAuthoredPart, AuthoredPart, StartTender
from specs.rules import apply_entry
from specs.tender import Member, Stamp
from tests.story import FOUR, found

SEATS = ("commissioner", "procurement", "official", "observer", "facilitator", "co_chair", "member", "asker")
SECRET = "WORDS-NOBODY-MAY-HEAR"
QUICK = Limits(ping=0.05, gather=0.01)
DAY, NEXT_DAY = "2026-11-23", "2026-11-24"


def run(story: Coroutine[Any, Any, Any]) -> Any:
    """Runs a story on a loop of its own; whatever it left undone or unheard is an error."""

    async def told() -> Any:
        heard: list[Any] = []
        asyncio.get_running_loop().set_exception_handler(lambda _, context: heard.append(context))
        answer = await asyncio.wait_for(story, 60)
        await asyncio.sleep(0)
        assert heard == []
        return answer

    return asyncio.run(told())


class Ear:
    """One stream. ``heard`` is what came: kinds with clauses, “here”, “over”; ``raw`` every byte."""

    def __init__(self, app: Any, path: str, token: str, deaf: bool = False, **headers: str) -> None:
        query = path.partition("?")[2]
        sent = {"host": "127.0.0.1:8000", "accept": "text/event-stream", "cookie": f"session={token}"} | headers
        self.scope = {"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http", "root_path": ""}
        self.scope |= {
            "path": path.split("?")[0],
            "query_string": query.encode(),
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 8000),
        }
        self.scope["headers"] = [(name.replace("_", "-").encode(), value.encode()) for name, value in sent.items()]
        self.app, self.deaf, self.raw, self.status, self.finished = app, deaf, b"", 0, False
        self.headers: dict[str, str] = {}
        self._hung_up, self._asked = asyncio.Event(), False
        self._came = asyncio.Condition()
        self.task: asyncio.Task[None] = asyncio.create_task(self._run())

    async def _run(self) -> None:
        await self.app(self.scope, self._receive, self._send)

    async def _receive(self) -> dict[str, Any]:
        if self._asked:
            await self._hung_up.wait()
            return {"type": "http.disconnect"}
        self._asked = True
        return {"type": "http.request", "body": b"", "more_body": False}

    async def _send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], {name.decode(): value.decode() for name, value in message["headers"]}
            return
        if self.deaf:
            await asyncio.sleep(3600)
        self.raw += message.get("body", b"")
        self.finished = not message.get("more_body", False)
        async with self._came:
            self._came.notify_all()

    @property
    def messages(self) -> list[dict[str, str]]:
        blocks = [block for block in self.raw.decode().split("\n\n") if block and block != ":"]
        return [dict(line.split(": ", 1) for line in block.split("\n")) for block in blocks]

    @property
    def heard(self) -> list[str]:
        """What the messages said."""
        return [each["data"] for each in self.messages if each["data"] != "here"]

    @property
    def last(self) -> str:
        """The id that a browser would name on coming back."""
        return [each["id"] for each in self.messages if "id" in each][-1]

    async def until(self, said: str) -> list[str]:
        """What was said, once this is among it."""
        async with self._came, asyncio.timeout(10):
            await self._came.wait_for(lambda: said in self.heard or self.finished)
        return self.heard

    async def begun(self) -> "Ear":
        async with self._came, asyncio.timeout(10):
            await self._came.wait_for(lambda: bool(self.raw) or self.finished)
        return self

    async def ended(self) -> None:
        """When the stream has come to its end by itself."""
        await asyncio.wait_for(self.task, 10)

    async def hang_up(self) -> None:
        self._hung_up.set()
        await self.ended()


class Town:
    """The tender and its people, each with a session."""

    def __init__(self, house: House, limits: Limits | None) -> None:
        self.house, self.tender, self.members = house, "t1", dict[str, Member]()
        self.accounts, self.tokens = dict[str, str](), dict[str, str]()
        if limits:
            house.desk.listeners.remove(house.live.told)
            house.live = Hub(limits)
            house.desk.listeners.append(house.live.told)
        self.app = make_app(house)

    def arrives(self, who: str, seat: str) -> Member:
        account = self.house.people.invite(f"{who}@example.org", f"NAME-{who}").id
        self.accounts[who], self.members[who] = account, Member(self.house.people.seat(account, self.tender), seat)
        self.tokens[who] = self.session(who)
        return self.members[who]

    def session(self, who: str) -> str:
        """A new session of this person."""
        return self.house.sessions.open_session(self.accounts[who])

    async def act(self, asked: Any, who: str, key: str = "") -> Any:
        done = await self.house.desk.act(self.tender, asked, self.members[who], key)
        await asyncio.sleep(0)  # those who listen are told once it is answered
        return done

    async def happens(self, who: str, *events: Any) -> None:
        """Something that is said: applied to the tender, and told to the hub as the desk would."""
        tender = await self.house.desk.tender(self.tender)
        apply_entry(tender, Stamp(tender.seq + 1, f"{DAY}T12:00:00Z", self.members[who].id), events)
        self.house.live.told(News(tender.seq, list(events), tender, self.members[who]))

    async def everybody_is_told(self) -> None:
        """That c4 was fixed, by nobody who listens."""
        tender = await self.house.desk.tender(self.tender)
        fixed = ClausesFixed(["c4"], "cannot", "money", "")
        self.house.live.told(News(tender.seq, [fixed], tender, Member("m-else", "commissioner")))

    def listen(self, who: str, after: str = "", token: str = "", **more: Any) -> Ear:
        path = f"/tenders/{self.tender}/live" + (f"?after={after}" if after else "")
        return Ear(self.app, path, token or self.tokens[who], **more)

    def ears(self, *who: str) -> dict[str, Ear]:
        return {name: self.listen(name) for name in who or SEATS}


async def built(folder: Path, limits: Limits | None = None, clock: Callable[[], datetime] = utc_now) -> Town:
    """One of each seat, and “asker”, a second member; clauses c1 to c4 for the group, c5 for procurement alone."""
    made = Town(open_house(Settings(folder), clock=clock), limits)
    anne = made.arrives("commissioner", "commissioner")
    await made.house.desk.start_tender(StartTender("Meals", AuthoredPart("Specification", FOUR, {})), anne, "begin", made.tender)
    for name in SEATS[1:]:
        seat = "member" if name == "asker" else name
        by = "facilitator" if seat in ("co_chair", "member") else "commissioner"
        await made.act(GiveSeat(made.arrives(name, seat).id, seat), by)
    prices = AuthoredPart("Prices", found(("Ceilings", "The most we pay.")), {}, "procurement")
    await made.act(AddAuthoredPart(prices), "commissioner")
    return made


@asynccontextmanager
async def town(folder: Path, limits: Limits | None = None, clock: Callable[[], datetime] = utc_now) -> AsyncIterator[Town]:
    """The same, closed in the end."""
    made = await built(folder, limits, clock)
    try:
        yield made
    finally:
        made.house.close()


def commented(by: Member, thread: str = "t0000000001", clause: str = "c2", protected: bool = False, kind: str = "comment") -> Commented:
    return Commented(thread, clause, 1, kind, DAY, by.id, protected, False, "2026-12-01", [], "stands", [], [], "", "", SECRET)


def replied(by: Member, thread: str = "t0000000001", protected: bool = False) -> Replied:
    return Replied(thread, 2, DAY, by.id, protected, "", "", SECRET)


def answered(thread: str = "t0000000001") -> Answered:
    return Answered(thread, "no", NEXT_DAY, 0, True, "", SECRET)


def strange(raw: bytes, clauses: str = "c[1-5]") -> str:
    """What stands in a stream that is neither an opaque id, a kind, a clause nor a sign of life."""
    known = (
        r"retry: \d{4}\nid: \S{12}\nevent: here\ndata: here\n\n",
        r":\n\n",
        r"event: over\ndata: over\n\n",
        r"data: unsure\n\n",
        rf"id: \S{{12}}\ndata: [a-z]+( {clauses})+\n\n",
    )
    return re.sub("|".join(known), "", raw.decode())
