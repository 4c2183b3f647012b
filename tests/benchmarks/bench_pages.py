"""Pages and acts over HTTP, against the same server doing next to nothing."""

import asyncio
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from server.people import People
from server.record import New, Record
from server.sessions import Sessions
from server.settings import Settings, open_house
from tests.benchmarks.bench_record import folder, long_tender
from tests.benchmarks.ratios import Ratio, at_least, at_most

ROUNDS = 5
TENDERS = 100
ANNE = "m-anne"


class Served:
    """A server in a process of its own, and the cookie of somebody with a seat in its tenders."""

    def __init__(self, port: int, cookie: str) -> None:
        self.port, self.cookie = port, cookie

    def request(self, path: str, form: str = "") -> bytes:
        head = [
            f"{'POST' if form else 'GET'} {path} HTTP/1.1",
            f"Host: 127.0.0.1:{self.port}",
            f"Cookie: session={self.cookie}",
            "Sec-Fetch-Site: same-origin",
        ]
        if form:
            head += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(form)}"]
        return ("\r\n".join(head) + "\r\n\r\n" + form).encode()

    def speed(self, requests: Callable[[int], bytes], connections: int, count: int, expected: int = 200) -> float:
        """Requests a second, from so many connections that each ask again once answered."""
        return asyncio.run(self._speed(requests, connections, count, expected))

    async def _speed(self, requests: Callable[[int], bytes], connections: int, count: int, expected: int) -> float:
        loop = asyncio.get_running_loop()
        numbers = iter(range(count))
        opened = [await asyncio.open_connection("127.0.0.1", self.port, limit=1 << 22) for _ in range(connections)]

        async def one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            for number in numbers:
                writer.write(requests(number))
                head = await reader.readuntil(b"\r\n\r\n")
                assert head.startswith(f"HTTP/1.1 {expected} ".encode()), head.decode()[:300]
                length = next((int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0)
                if length:
                    await reader.readexactly(length)
            writer.close()

        start = loop.time()
        await asyncio.gather(*(one(*each) for each in opened))
        return count / (loop.time() - start)


@contextmanager
def served(where: Path, how: str = "as-it-is") -> Iterator[Served]:
    """A server over this folder; Anne is signed in."""
    people = People(where / "people.db")
    account = people.invite("anne@ash.example", "Anne")
    cookie = Sessions(people).open_session(account.id)
    people.close()
    command = [sys.executable, "-m", "tests.benchmarks.served", str(where), how]
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert child.stdin and child.stdout
    try:
        yield Served(int(child.stdout.readline()), cookie)
    finally:
        child.stdin.close()
        child.wait(30)
        child.stdout.close()


def seat_anne(where: Path, tenders: Iterable[str]) -> None:
    """Gives Anne the member id that the entries of these tenders were made with."""
    people = People(where / "people.db")
    account = people.invite("anne@ash.example", "Anne")
    for tender in tenders:
        people._happened("MemberMade", {"account": account.id, "tender": tender, "member": ANNE}, {})
    people.close()


def prepared(where: Path, tenders: int = 1) -> None:
    """A folder with a tender of 200 clauses and 10,000 entries, as many times as wanted."""
    long_tender(where / "record.db")
    if tenders > 1:
        record = Record(where / "record.db")
        entries = list(record.read("t1"))
        for number in range(2, tenders + 1):
            news = [New(e.at, e.by, e.key and f"{e.key}-{number}", e.body, e.words or [], e.asked) for e in entries]
            record.append_all((f"t{number}", k, new) for k, new in enumerate(news))
        record.close()
    seat_anne(where, ["t1"])
    house = open_house(Settings(where))
    house.index.catch_up()
    house.close()


def in_turns(*measured: Callable[[], float]) -> list[float]:
    """The median of each, measured in turns so that a busy machine slows all alike."""
    found: list[list[float]] = [[] for _ in measured]
    for _ in range(ROUNDS):
        for kept, each in zip(found, measured, strict=True):
            kept.append(each())
    return [median(kept) for kept in found]


def pages() -> Iterator[Ratio]:
    """The list of clauses against a fixed answer of 40 KB."""
    with folder() as where:
        prepared(where)
        with served(where) as site:
            fixed, warm, cold = (site.request(path) for path in ("/fixed", "/tenders/t1", "/cold/t1"))
            site.speed(lambda _: warm, 1, 3)
            speeds = in_turns(
                lambda: site.speed(lambda _: fixed, 16, 2_000),
                lambda: site.speed(lambda _: warm, 16, 600),
                lambda: site.speed(lambda _: cold, 4, 30),
            )
    yield at_least("the list of 200 clauses, drawn before", "a fixed answer of 40 KB", speeds[1] / speeds[0], 0.25)
    yield at_least("the list of 200 clauses, drawn anew", "a fixed answer of 40 KB", speeds[2] / speeds[0], 0.015)


def acts() -> Iterator[Ratio]:
    """An act from 64 connections, against the same without the write, and against a locked thread pool."""
    speeds: dict[str, float] = {}
    with folder() as one, folder() as two, folder() as three:
        places = {"as-it-is": one, "unwritten": two, "locked": three}
        for where in places.values():
            prepared(where)
        with served(one) as ours, served(two, "unwritten") as unwritten, served(three, "locked") as locked:
            number = 0

            def speed(site: Served, count: int = 1_280) -> float:
                nonlocal number
                number += count
                first = number

                def act(k: int) -> bytes:
                    clause = (first + k) % 200 + 1
                    return site.request(f"/tenders/t1/clauses/c{clause}/in-short", f"text=In+short+{first + k}&key=b{first + k}")

                return site.speed(act, 64, count, 303)

            sites = {"as-it-is": ours, "unwritten": unwritten, "locked": locked}
            found = in_turns(*(lambda site=site: speed(site) for site in sites.values()))  # type: ignore[misc]
            speeds = dict(zip(sites, found, strict=True))
    yield at_least(
        "an act from 64 connections, on the disk", "the same POST without the write", speeds["as-it-is"] / speeds["unwritten"], 0.5
    )
    yield at_least("an act from 64 connections, on the disk", "a locked thread pool", speeds["as-it-is"] / speeds["locked"], 4)


def many_entries() -> Iterator[Ratio]:
    """Pages of one tender in a record of a million entries, against those in a record of ten thousand."""
    with folder() as small, folder() as large:
        prepared(small)
        prepared(large, TENDERS)
        with served(small) as few, served(large) as many:
            for name, path in (
                ("the list of clauses", "/tenders/t1"),
                ("a clause", "/tenders/t1/clauses/c7"),
                ("a search", "/search?words=clause+7"),
            ):
                for site in (few, many):
                    site.speed(lambda _, site=site, path=path: site.request(path), 1, 2)  # type: ignore[misc]
                found = in_turns(
                    *(lambda site=site, path=path: site.speed(lambda _: site.request(path), 8, 120) for site in (few, many))  # type: ignore[misc]
                )
                yield at_most(f"{name}, with 1,000,000 entries over 100 tenders", "with 10,000", found[0] / found[1], 1.25)


def measure() -> Iterable[Ratio]:
    """The figures of the pages."""
    yield from pages()
    yield from acts()
    yield from many_entries()
