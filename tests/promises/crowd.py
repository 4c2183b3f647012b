"""A crowd: a service with a tender of 400 clauses and 100 people in it, and, in a process of its own, the 100 who write.

``python -m tests.promises.crowd serve FOLDER`` says where it is and who may sign in, serves until it is stopped, and says then for how
long its event loop was held up. ``python -m tests.promises.crowd write WHERE SECONDS`` says what was answered, and how soon.
"""

import argparse
import asyncio
import gc
import json
import random
import signal
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

import uvicorn

from server import beginning, serving
from server.app import make_app
from server.settings import House, Settings, open_house
from specs.deputies import NameDeputy
from specs.interests import DeclareInterest
from specs.members import GiveSeat
from specs.parts import AuthoredPart
from specs.rounds import PlanOpening, SignOpening, fingerprint
from specs.tender import Member, RoundPlan
from tests.story import found

CLAUSES = 400
WRITERS = 100
PAUSE = 1.0  # seconds between two things that one of them does
TWICE = 0.05  # of the posts, sent a second time as an impatient finger does


class Answered(NamedTuple):
    """A request as the crowd saw it: what it was, the status, the seconds it took, and the key of a post."""

    what: str
    status: int
    seconds: float
    key: str = ""


# The service


async def prepare(house: House, writers: int) -> tuple[str, list[str]]:
    """A tender that is open, with so many members of its group; gives its id and a session for each of them."""
    people = house.people
    account = people.invite("anne@example.org", "Anne", may_create=True).id
    clauses = found(*((f"Clause {number}", "Staff will attend reviews every quarter, and say why not.") for number in range(CLAUSES)))
    done, anne = await beginning.begin(house, account, "A crowd", AuthoredPart("Specification", clauses, {}), "begin")
    tender = done.tender.id
    seats = {"facilitator": anne, "co_chair": None, "official": anne}
    held: dict[str, Member] = {"commissioner": anne}
    keys = iter(range(10**9))

    async def act(asked: Any, by: Member) -> None:
        await house.desk.act(tender, asked, by, f"prepare {next(keys)}")

    for seat, giver in seats.items():
        held[seat] = Member(people.seat(people.invite(f"{seat}@example.org", seat).id, tender), seat)
        await act(GiveSeat(held[seat].id, seat), giver or held["facilitator"])
    sessions = []
    members = []
    for number in range(writers):
        account = people.invite(f"writer{number}@example.org", f"Writer {number}").id
        members.append(Member(people.seat(account, tender), "member"))
        await act(GiveSeat(members[-1].id, "member"), held["facilitator"])
        await act(DeclareInterest(False), members[-1])
        sessions.append(session_for(house, account))
    await act(NameDeputy(held["official"].id), anne)
    await act(NameDeputy(members[0].id), held["co_chair"])
    await act(NameDeputy(members[1].id), held["facilitator"])
    today = house.today()
    await act(PlanOpening(RoundPlan(today, "2099-01-01", 10, "2099-06-01", "Everything.", "We answer."), today), anne)
    for seat in ("commissioner", "co_chair"):
        await act(SignOpening(fingerprint(await house.desk.tender(tender)), today), held[seat])
    for member in members:
        await act(DeclareInterest(False), member)
        account_of = people.account_of(tender, member.id)
        assert account_of is not None
        house.drafts.brief(account_of.id, f"{tender}/1")  # has read what happens to what one says
    return tender, sessions


def session_for(house: House, account: str) -> str:
    """A browser of this person that is signed in."""
    return house.sessions.open_session(account)


async def probe(lags: list[float]) -> None:
    """How long the event loop was held up, each time it was."""
    while True:
        begun = time.perf_counter()
        await asyncio.sleep(0.005)
        lags.append(time.perf_counter() - begun - 0.005)


def serve(folder: Path, writers: int, planted: str) -> None:
    """Serves until it is stopped. ``planted`` is a fault that the test has to see: “slow” holds the loop up now and then."""
    listening = serving.bound("127.0.0.1", 0)
    port = listening.getsockname()[1]
    house = open_house(Settings(folder, port=port, url=f"http://127.0.0.1:{port}"))
    lags: list[float] = []

    async def run() -> None:
        tender, sessions = await prepare(house, writers)
        sys.stdout.write(json.dumps({"port": port, "tender": tender, "sessions": sessions}) + "\n")
        sys.stdout.flush()
        gc.collect()
        gc.freeze()
        server = serving.Server(uvicorn.Config(make_app(house), log_level="warning", access_log=False), house)
        watch = asyncio.create_task(probe(lags))
        hold = asyncio.create_task(_hold_up()) if planted == "slow" else None
        await server.serve(sockets=[listening])
        watch.cancel()
        if hold:
            hold.cancel()

    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        asyncio.run(run())
    except KeyboardInterrupt:
        pass
    finally:
        house.close()
        lags.sort()
        sys.stdout.write(json.dumps({"worst": lags[-1], "times": len(lags), "over": sum(lag > 0.05 for lag in lags)}) + "\n")
        sys.stdout.flush()


async def _hold_up() -> None:
    while True:
        await asyncio.sleep(1)
        time.sleep(0.2)  # noqa: ASYNC251 - the planted fault


# The crowd


class Browser:
    """Enough of HTTP for one connection that is kept: the crowd must not be what is slow."""

    def __init__(self, port: int, session: str) -> None:
        self.port, self.session = port, session
        self.reader: asyncio.StreamReader | None = None
        self.writer: asyncio.StreamWriter | None = None

    async def ask(self, method: str, path: str, body: str = "") -> int:
        """Sends a request and reads the whole answer; gives its status."""
        if self.writer is None:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        assert self.reader is not None
        kind = "content-type: application/x-www-form-urlencoded\r\n" if body else ""
        head = (
            f"{method} {path} HTTP/1.1\r\nhost: 127.0.0.1:{self.port}\r\ncookie: session={self.session}\r\n"
            f"sec-fetch-site: same-origin\r\n{kind}content-length: {len(body)}\r\n\r\n"
        )
        self.writer.write((head + body).encode())
        said = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        length = next((line.split(":")[1] for line in said.split("\r\n") if line.startswith("content-length:")), "0")
        await self.reader.readexactly(int(length))
        return int(said.split(" ", 2)[1])

    async def listen(self, path: str) -> None:
        """Opens a stream and reads whatever comes."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(f"GET {path} HTTP/1.1\r\nhost: 127.0.0.1:{self.port}\r\ncookie: session={self.session}\r\n\r\n".encode())
        while await reader.read(4096):
            pass


async def write(where: dict[str, Any], seconds: float) -> list[Answered]:
    """A hundred people write for so long, each about once a second."""
    answers: list[Answered] = []
    ends = time.perf_counter() + seconds
    url = f"/tenders/{where['tender']}"
    listening = [asyncio.create_task(Browser(where["port"], session).listen(f"{url}/live")) for session in where["sessions"]]
    await asyncio.gather(*(_one(where, url, number, session, ends, answers) for number, session in enumerate(where["sessions"])))
    for task in listening:
        task.cancel()
    return answers


async def _one(where: dict[str, Any], url: str, number: int, session: str, ends: float, answers: list[Answered]) -> None:
    browser, chance, said = Browser(where["port"], session), random.Random(number), 0
    await asyncio.sleep(chance.random() * PAUSE)
    while time.perf_counter() < ends:
        clause = f"c{chance.randint(1, CLAUSES)}"
        key = f"writer-{number}-{said}"
        body = urlencode({"key": key, "version": "1", "kind": "comment", "text": f"Number {number} says thing {said}."})
        for _ in range(2 if chance.random() < TWICE else 1):
            begun = time.perf_counter()
            status = await browser.ask("POST", f"{url}/clauses/{clause}/comments/new", body)
            answers.append(Answered("post", status, time.perf_counter() - begun, key))
        said += 1
        if chance.random() < 0.5:
            begun = time.perf_counter()
            answers.append(Answered("page", await browser.ask("GET", f"{url}/clauses/{clause}"), time.perf_counter() - begun))
        await asyncio.sleep(PAUSE * (0.5 + chance.random()))


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("what", choices=["serve", "write"])
    asked.add_argument("where")
    asked.add_argument("--seconds", type=float, default=60)
    asked.add_argument("--writers", type=int, default=WRITERS)
    asked.add_argument("--planted", default="")
    given = asked.parse_args()
    if given.what == "serve":
        serve(Path(given.where), given.writers, given.planted)
        return
    begun, used = time.perf_counter(), time.process_time()
    answers = asyncio.run(write(json.loads(given.where), given.seconds))
    busy = (time.process_time() - used) / (time.perf_counter() - begun)
    sys.stdout.write(json.dumps({"busy": busy, "answers": answers}) + "\n")


if __name__ == "__main__":
    main()
