"""The largest things that can be suggested of a clause: read, written, signed and decided, and nobody else waits for them."""

import asyncio
import gc
import random
import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import httpx2
import pytest
import uvicorn

from server import beginning, serving
from server.app import make_app
from server.settings import House, Settings, open_house
from specs.boxes import boxes, filled
from specs.comments import Comment
from specs.deputies import NameDeputy
from specs.interests import DeclareInterest
from specs.members import GiveSeat
from specs.parts import AuthoredPart
from specs.proposals import Propose
from specs.rounds import PlanOpening, SignOpening, fingerprint
from specs.tender import Member, RoundPlan
from specs.threads import Span
from specs.typed import LONGEST
from tests.promises.crowd import session_for
from tests.story import found

LAG = 0.05  # seconds for which the event loop may be held up
SUGGESTIONS, COMMENTS = 12, 60
WORDS = [f"w{number}ord" for number in range(400)]
PEOPLE = {"co_chair": "facilitator", "member": "facilitator", "facilitator": "commissioner", "official": "commissioner"}


def sentences(seed: int, size: int) -> str:
    """So many characters of sentences that nobody wrote."""
    chance, made = random.Random(seed), ""
    while len(made) < size:
        made += " ".join(chance.choice(WORDS) for _ in range(chance.randint(6, 18))).capitalize() + ". "
    return made[:size].strip()


def a_page(seed: int) -> list[str]:
    """As many lines as fit into one box."""
    return [sentences(seed + line, 590) for line in range(LONGEST // 600)]


class Busy(NamedTuple):
    """The service, where its large clause is, a browser for each person, and how long the loop was held up each time."""

    house: House
    url: str
    browsers: dict[str, httpx2.Client]
    lags: list[float]

    def longest(self, doing: Any) -> float:
        """Does something; gives how long the loop was held up at most meanwhile."""
        self.lags.clear()
        doing()
        time.sleep(0.1)
        return max(self.lags, default=0.0)


async def prepare(house: House) -> tuple[str, dict[str, str]]:
    """A tender with a clause as long as a box takes, on which many suggestions and comments wait."""
    people, keys = house.people, iter(range(10**6))
    account = people.invite("anne@example.org", "Anne", may_create=True).id
    part = AuthoredPart("Specification", found(("Large", *a_page(0)), ("Small", "Few words.")), {})
    done, anne = await beginning.begin(house, account, "Large", part, "begin")
    tender, today = done.tender.id, house.today()
    held, sessions = {"commissioner": anne}, {"commissioner": session_for(house, account)}

    async def act(asked: Any, who: str) -> None:
        await house.desk.act(tender, asked, held[who], f"prepare {next(keys)}")

    for seat in ("facilitator", "co_chair", "member", "official"):
        account = people.invite(f"{seat}@example.org", seat).id
        held[seat] = Member(people.seat(account, tender), seat)
        sessions[seat] = session_for(house, account)
        await act(GiveSeat(held[seat].id, seat), PEOPLE[seat])
        house.drafts.brief(account, f"{tender}/1")
    held["other"] = Member(people.seat(people.invite("other@example.org", "other").id, tender), "member")
    await act(GiveSeat(held["other"].id, "member"), "facilitator")
    for seat, deputy in (("commissioner", "official"), ("co_chair", "member"), ("facilitator", "other")):
        await act(NameDeputy(held[deputy].id), seat)
    await act(PlanOpening(RoundPlan(today, "2099-01-01", 10, "2099-06-01", "Everything.", "We answer."), today), "commissioner")
    for seat in ("commissioner", "co_chair"):
        await act(SignOpening(fingerprint(await house.desk.tender(tender)), today), seat)
    for who in held:
        await act(DeclareInterest(False), who)
    clause = (await house.desk.tender(tender)).clauses["c1"]
    texts = [box.text for box in boxes(clause.wording)]
    for number in range(SUGGESTIONS):
        words = texts[1].split(" ")
        other = " ".join(f"x{word}" if place % (9 + number) == number else word for place, word in enumerate(words))[:LONGEST]
        wording = filled(clause.wording, [texts[0], other])
        await act(Propose(f"t{number + 1:010x}", "wording", "c1", 1, "It is better.", wording, today=today), "member")
    for number in range(COMMENTS):
        p = clause.wording[1 + number % (len(clause.wording) - 1)]
        await act(Comment(f"t{1000 + number:010x}", "c1", 1, "comment", "Why?", (Span(p.id, 0, 60),), today=today), "member")
    return tender, sessions


@pytest.fixture
def busy(tmp_path: Path) -> Iterator[Busy]:
    """The service on an event loop in a thread of its own, watched."""
    listening = serving.bound("127.0.0.1", 0)
    port = listening.getsockname()[1]
    house = open_house(Settings(tmp_path / "data", port=port, url=f"http://127.0.0.1:{port}"))
    tender, sessions = asyncio.run(prepare(house))
    server = serving.Server(uvicorn.Config(make_app(house), log_level="warning", access_log=False), house)
    lags: list[float] = []

    async def run() -> None:
        gc.collect()
        gc.freeze()
        watch = asyncio.create_task(probe(lags))
        await server.serve(sockets=[listening])
        watch.cancel()

    thread = threading.Thread(target=lambda: asyncio.run(run()))
    thread.start()
    while not server.started:
        time.sleep(0.01)
    browsers = {who: _browser(house, session) for who, session in sessions.items()}
    yield Busy(house, f"/tenders/{tender}", browsers, lags)
    for browser in browsers.values():
        browser.close()
    server.should_exit = True
    thread.join()
    listening.close()
    house.close()


def _browser(house: House, session: str) -> httpx2.Client:
    headers = {"cookie": f"session={session}", "sec-fetch-site": "same-origin"}
    return httpx2.Client(base_url=house.settings.url, headers=headers, timeout=60)


async def probe(lags: list[float]) -> None:
    """How long the event loop was held up, each time."""
    while True:
        begun = time.perf_counter()
        await asyncio.sleep(0.002)
        lags.append(time.perf_counter() - begun - 0.002)


def field(page: str, name: str) -> str:
    """What stands in a hidden field."""
    there = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert there is not None, name
    return there[1]


def everything(busy: Busy) -> dict[str, float]:
    """What people do with a large clause, and for how long each of it held the loop up."""
    held: dict[str, float] = {}
    pages: dict[str, httpx2.Response] = {}

    def get(what: str, who: str, path: str) -> None:
        def doing() -> None:
            pages[what] = busy.browsers[who].get(busy.url + path)

        held[what] = busy.longest(doing)
        assert pages[what].status_code == 200, (what, pages[what].status_code)

    def post(what: str, who: str, path: str, data: dict[str, Any]) -> None:
        def doing() -> None:
            pages[what] = busy.browsers[who].post(busy.url + path, data=data)

        held[what] = busy.longest(doing)
        assert pages[what].status_code == 303, (what, pages[what].status_code, pages[what].text[:3000])

    get("the clauses", "member", "")
    for attempt in ("first", "again"):
        get(f"the clause, {attempt}", "member", "/clauses/c1")
    get("the form", "member", "/clauses/c1/proposals/new?kind=wording")
    typed = {"kind": "wording", "base": "1", "reason": "All of it.", "box-0": "Large", "box-1": "\n".join(a_page(5000))}
    post("written anew", "member", "/clauses/c1/proposals/new", typed)
    get("what would change", "member", "/clauses/c1/proposals/check?kind=wording")
    post("sent", "member", "/clauses/c1/proposals/check", {"kind": "wording", "key": field(pages["what would change"].text, "key")})
    name = pages["sent"].headers["location"].rsplit("/", 1)[1]
    get("the suggestions", "official", "/proposals")
    get("the suggestion", "official", f"/proposals/{name}")
    get("waiting", "commissioner", "/waiting")
    get("the table", "commissioner", "/decisions")
    first = "t0000000001"
    for who in ("commissioner", "co_chair"):
        get(f"deciding, {who}", who, f"/proposals/{first}/decision")
        page = pages[f"deciding, {who}"].text
        take = re.findall(r'name="take" type="checkbox" value="(\d+)" checked', page)
        data = {"key": field(page, "key"), "mark": field(page, "mark"), "outcome": "accept", "take": take, "reason": "Good."}
        post(f"signed, {who}", who, f"/proposals/{first}/decision", data)
    assert busy.house.desk.fold(busy.url.removeprefix("/tenders/")).clauses["c1"].version == 2
    get("the clause, after", "member", "/clauses/c1")
    get("whose words", "member", "/clauses/c1/whose-words")
    get("mine", "member", "/mine")
    return held


@pytest.mark.crowd
def test_nobody_waits_for_the_largest_suggestion(busy):
    held = everything(busy)
    print("\n".join(f"{seconds * 1000:6.1f} ms  {what}" for what, seconds in sorted(held.items(), key=lambda each: -each[1])))
    assert {what: round(seconds, 3) for what, seconds in held.items() if seconds > LAG} == {}


@pytest.mark.crowd
def test_the_harness_sees_a_loop_that_is_held_up(busy, monkeypatch):
    """Were all that hangs on a clause worked out on the loop, it would show."""
    monkeypatch.setattr("server.pages.decisions.is_light", lambda asked: True)
    assert everything(busy)["signed, co_chair"] > LAG
