"""Nothing tells who is who: the same story with two people swapped, and with their order within a day swapped, gives the same bytes.

Everything that a commissioner, an official, a procurement officer or an observer can fetch is compared, headers and files included.
"""

import asyncio
import random
import re
import secrets
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from server import beginning, demo
from server.app import make_app
from server.settings import House, Settings, open_house
from specs.agreeing import Agree
from specs.answers import AnswerThreads, CloseThread
from specs.comments import Comment, Reply
from specs.days import later
from specs.dissents import RecordDissent
from specs.holds import HoldClause
from specs.ideas import PutIdea
from specs.interests import DeclareInterest
from specs.library import teaching_group
from specs.members import GiveSeat
from specs.proposals import Propose
from specs.revising import Revise, Withdraw
from specs.tender import Member, Tender
from tests.suggesting import other_words
from tests.test_canary import everything, found
from tests.test_routes import table

OFFICIALS = ("commissioner", "procurement", "official", "observer")
PEOPLE = (("ada.northcote@example.org", "Ada"), ("bell.southgate@example.org", "Bell"))
BIRDS = ("Sparrow", "Wren")  # the names they are known by in the tender


class Clock:
    """The time, moved by hand."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def later(self, **more: int) -> None:
        self.now += timedelta(**more)


class Told:
    """The story in a house of its own: ``swapped``, the birds are the other people; ``turned``, the second bird always speaks first."""

    def __init__(self, folder: Path, swapped: bool, turned: bool) -> None:
        self.clock = Clock()
        self.house: House = open_house(Settings(folder), clock=self.clock)
        self.tender, self.accounts = asyncio.run(demo.teach(self.house))
        made = [self.house.people.invite(email).id for email, _ in PEOPLE]
        self.turned = turned
        self.birds: dict[str, Member] = {}
        self.pages: dict[str, dict[str, str]] = {}  # of each official, as they were last compared
        for bird, account in zip(BIRDS, reversed(made) if swapped else made, strict=True):
            self.accounts[bird] = account
            self.birds[bird] = Member(self.house.people.seat(account, self.tender), "member")
        for (_, name), account in zip(PEOPLE, made, strict=True):
            self._of_their_own(account, name)
        for bird, account in ((bird, self.accounts[bird]) for bird in BIRDS):
            self.house.people.rename(account, bird)

    def _of_their_own(self, account: str, name: str) -> None:
        """What belongs to the person and not to the name they are known by."""
        self.house.people.rename(account, f"{name} before")

    async def act(self, asked: object, by: Member, key: str) -> None:
        await self.house.desk.act(self.tender, asked, by, key)

    async def tell(self, until: str) -> None:
        """Both birds do the same kinds of things on one day, with officials' acts in between; and on the two days after it."""
        fay = Member(self.house.people.seat(self.accounts["facilitator"], self.tender), "facilitator")
        anne = Member(self.house.people.seat(self.accounts["commissioner"], self.tender), "commissioner")
        for bird in BIRDS:
            await self.act(GiveSeat(self.birds[bird].id, "member"), fay, f"seat {bird}")
        tender = await self.house.desk.tender(self.tender)
        clauses = [clause.id for clause in tender.reading_order()]
        steps: tuple[Callable[[str], object], ...] = (
            lambda bird: DeclareInterest(False),
            lambda bird: self._said(bird, clauses[3]),
            lambda bird: Reply(teaching_group.thread(8), f"{bird} replies.", protected=True, today=self.house.today()),
            lambda bird: Agree(teaching_group.thread(4), protected=True, today=self.house.today()),
            lambda bird: PutIdea(self.idea(bird), clauses[4], f"{bird} has an idea.", True, self.house.today()),
            lambda bird: HoldClause(clauses[5], f"{bird} waits.", later(self.house.today(), 3), True, self.house.today()),
            lambda bird: RecordDissent(teaching_group.thread(9), f"{bird} objects.", protected=True, today=self.house.today()),
            lambda bird: self._suggested(bird, tender, "in a calm voice"),  # each of a clause of their own
        )
        await self._in_turn(steps)
        self.clock.later(days=1)
        await self._in_turn((lambda bird: self._changed(bird, tender),), "change")
        if until == "they change it":
            return
        self.clock.later(days=1)
        await self._in_turn((lambda bird: Withdraw(self.suggestion(bird), f"{bird} moves on.", today=self.house.today()),), "withdraw")
        for bird in BIRDS:
            answer = AnswerThreads((self.thread(bird),), "suggestion", "Somebody writes it.", today=self.house.today())
            await self.act(answer, anne, f"answer {bird}")
        self.clock.later(hours=2)
        for bird in reversed(BIRDS) if self.turned else BIRDS:
            self.clock.later(minutes=5)
            await self.act(CloseThread(self.thread(bird), "satisfied", today=self.house.today()), self.birds[bird], f"close {bird}")

    async def _in_turn(self, steps: tuple[Callable[[str], object], ...], key: str = "") -> None:
        for number, step in enumerate(steps):
            self.clock.later(minutes=7)
            for bird in reversed(BIRDS) if self.turned else BIRDS:
                self.clock.later(minutes=3)
                await self.act(step(bird), self.birds[bird], f"{bird} {key}{number}")

    def _suggested(self, bird: str, tender: Tender, how: str) -> Propose:
        clause = [each for each in tender.reading_order() if each.openness == "open" and len(each.body) > 1][BIRDS.index(bird)]
        last = clause.body[-1].text
        return other_words(
            tender, self.suggestion(bird), clause.id, last, f"{last} {bird} says it {how}.", self.house.today(), protected=True
        )

    def _changed(self, bird: str, tender: Tender) -> Revise:
        asked = self._suggested(bird, tender, "in song")
        return Revise(asked.proposal, asked.base, asked.wording, f"{bird} likes music.", today=self.house.today())

    def suggestion(self, bird: str) -> str:
        return f"t{BIRDS.index(bird) + 32:010x}"

    def idea(self, bird: str) -> str:
        return f"t{BIRDS.index(bird) + 16:010x}"

    def thread(self, bird: str) -> str:
        return f"t{BIRDS.index(bird):010x}"

    def _said(self, bird: str, clause: str) -> Comment:
        text = f"{bird} was here, and asks for a bench."
        return Comment(self.thread(bird), clause, 1, "comment", text, protected=True, today=self.house.today())

    def fetched(self, who: str) -> dict[str, str]:
        """Everything this person can fetch: along every link and at every address."""
        client = TestClient(
            make_app(self.house), base_url=self.house.settings.url, follow_redirects=False, headers={"sec-fetch-site": "same-origin"}
        )
        with client:
            client.post(beginning.sign_in(self.house, self.accounts[who], "/"))
            pages: dict[str, str] = {}
            ahead = sorted(self._addresses(), reverse=True)
            while ahead:
                address = ahead.pop()
                if address in pages or "/live" in address:
                    continue
                answer = client.get(address)
                pages[address] = f"{answer.status_code} {everything(answer)}"
                if answer.headers.get("content-type", "").startswith("text/html"):
                    ahead += [link.replace("&amp;", "&") for link in re.findall(r'href="(/(?!static)[^"#]*)"', answer.text)]
        return pages

    def _addresses(self) -> Iterator[str]:
        names = {"tender": self.tender, "number": "1", "lock": "l1", "member": "m", "token": "none", "waiting": "none", "place": "1"}
        names |= {"part": "d1", "clause": "c4", "message": "1", "idea": self.idea(BIRDS[0]), "proposal": teaching_group.thread(9)}
        names |= {"kind": "dissent", "name": teaching_group.thread(9), "about": teaching_group.thread(9)}
        for thread in (self.thread(BIRDS[0]), teaching_group.thread(8), teaching_group.thread(4)):
            for method, route in table():
                if method == "GET" and "{file}" not in route:
                    known = names | {"thread": thread}
                    yield re.sub(r"\{(\w+)(?::\w+)?\}", lambda part, known=known: known.get(part[1], "none"), route)
        yield from (f"/tenders/{self.tender}/proposals/{self.suggestion(bird)}" for bird in BIRDS)
        yield from ("/search?words=song", "/search?words=bench", "/search?words=Sparrow", "/search?words=replies")


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Told]]:
    """Stories in which chance is the same each time."""
    houses: list[House] = []

    def tell(name: str, swapped: bool = False, turned: bool = False, until: str = "the end") -> Told:
        chance = random.Random(2026)
        monkeypatch.setattr(secrets, "token_hex", lambda size=32: f"{chance.getrandbits(8 * size):0{2 * size}x}")
        monkeypatch.setattr(secrets, "token_urlsafe", lambda size=32: f"{chance.getrandbits(8 * size):x}")
        monkeypatch.setattr(secrets, "choice", lambda of: of[chance.randrange(len(of))])
        story = Told(tmp_path / name, swapped, turned)
        houses.append(story.house)
        asyncio.run(story.tell(until))
        return story

    yield tell
    for house in houses:
        house.close()


def compared(one: Told, two: Told, monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """For each of the officials, the addresses at which the two stories differ."""
    fetched = []
    for story in (one, two):
        chance = random.Random(story.clock.now.timestamp())
        monkeypatch.setattr(secrets, "token_hex", lambda size=32, chance=chance: f"{chance.getrandbits(8 * size):0{2 * size}x}")
        monkeypatch.setattr(secrets, "token_urlsafe", lambda size=32, chance=chance: f"{chance.getrandbits(8 * size):x}")
        story.pages = {who: story.fetched(who) for who in OFFICIALS}
        fetched.append(story.pages)
    return {
        who: sorted(
            address
            for address in fetched[0][who].keys() | fetched[1][who].keys()
            if fetched[0][who].get(address) != fetched[1][who].get(address)
        )
        for who in OFFICIALS
    }


def test_two_people_swapped_give_the_same_bytes(told, monkeypatch):
    one, two = told("as they are"), told("swapped", swapped=True)
    for story in (one, two):
        story.clock.later(days=1)
    assert compared(one, two, monkeypatch) == {who: [] for who in OFFICIALS}


def test_their_order_within_a_day_swapped_gives_the_same_bytes(told, monkeypatch):
    one, two = told("in order"), told("turned", turned=True)
    assert compared(one, two, monkeypatch) == {who: [] for who in OFFICIALS}  # on the evening they closed
    for story in (one, two):
        story.clock.later(days=1)
    assert compared(one, two, monkeypatch) == {who: [] for who in OFFICIALS}


def test_on_the_day_itself_an_official_sees_nothing_of_it_and_the_group_does(told):
    story = told("the day")
    today = story.clock.now
    story.clock.now = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
    for who in OFFICIALS:
        assert found(story.fetched(who), ["asks for a bench", "replies.", "has an idea.", "Wren waits.", "objects."]) == {}, who
    told_to_the_group = story.fetched("third")
    for words in ("Wren was here, and asks for a bench", "Sparrow has an idea.", "Wren waits.", "Sparrow objects."):
        assert found(told_to_the_group, [words]) != {}
    story.clock.now = today + timedelta(days=1)
    assert found(story.fetched("commissioner"), ["Wren was here, and asks for a bench"]) != {}


def test_what_they_change_on_a_day_officials_see_on_the_next_and_never_who_was_first(told, monkeypatch):
    one, two = told("in order", until="they change it"), told("turned", turned=True, until="they change it")
    assert compared(one, two, monkeypatch) == {who: [] for who in OFFICIALS}
    for who in OFFICIALS:
        assert found(one.pages[who], ["in song", "likes music"]) == {}, who
        assert found(one.pages[who], ["Wren says it in a calm voice"]) != {}
    assert found(one.fetched("third"), ["Wren says it in song"]) != {}
    for story in (one, two):
        story.clock.later(days=1)
    assert compared(one, two, monkeypatch) == {who: [] for who in OFFICIALS}
    assert all(found(one.pages[who], ["Wren says it in song"]) for who in OFFICIALS)


def test_the_harness_sees_what_differs(told, monkeypatch):
    one, two = told("one"), told("two")
    two.house.people.rename(two.accounts["Wren"], "Bell")
    differ = compared(one, two, monkeypatch)
    assert all(differ[who] for who in OFFICIALS)
