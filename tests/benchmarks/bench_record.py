"""The record against what it stands on: the disk's own sync, and reading the entries as they lie there."""

import asyncio
import json
import multiprocessing
import os
import random
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from server.desk import Desk
from server.index import Index
from server.record import New, Record
from specs.clauses import Reword
from specs.fixing import FixClauses, OpenClauses
from specs.parts import AuthoredPart, RenameTender, StartTender
from specs.rules import apply_entry, decide, encode
from specs.summaries import WriteInShort
from specs.tender import Member, Reason, Stamp, Tender
from specs.wording import Paragraph
from tests.benchmarks.ratios import Ratio, at_least, at_most, side_by_side
from tests.story import ANNE, found

ENTRIES = 10_000
CLAUSES = 200
APPENDS = 300
SENTENCE = "The provider will meet people who use the service every month and write down what they said in plain words. "
REASON = Reason("cannot", "money", "There is no more.", "Budget 2027", "Cabinet", "2027-06-30")


def long_tender(path: Path) -> None:
    """A tender of 200 clauses and 10,000 entries, of the kinds there are most of while one is set up."""
    chance = random.Random(5)
    clauses = found(*((f"Clause {number}", SENTENCE, SENTENCE * 2, "- a visit", "- a phone call") for number in range(CLAUSES)))
    tender = Tender(id="t1")
    wanted: list[tuple[str, int, New]] = []

    def act(asked: object, by: Member = ANNE) -> None:
        events = decide(tender, asked, by)
        body, words = encode(events)
        stamp = Stamp(tender.seq + 1, "2026-11-23T10:00:00Z", by.id)
        wanted.append(("t1", tender.seq, New(stamp.at, stamp.by, f"k{stamp.seq}", body, words)))
        apply_entry(tender, stamp, events)

    act(StartTender("A long tender", AuthoredPart("Specification", clauses, {})))
    names = list(tender.clauses)
    while len(wanted) < ENTRIES:
        clause = tender.clauses[chance.choice(names)]
        what = chance.random()
        if what < 0.6:
            head, first, *rest = clause.wording
            changed = Paragraph(first.id, first.kind, f"{SENTENCE}It began {len(wanted)} days ago.")
            act(Reword(clause.id, clause.version, (head, changed, *rest), "It reads better."))
        elif what < 0.8:
            act(WriteInShort(clause.id, f"In short, {len(wanted)} times."))
        elif clause.openness == "open":
            act(FixClauses((clause.id,), REASON))
        else:
            act(OpenClauses((clause.id,), "The board agreed."))
    record = Record(path)
    record.append_all(wanted)
    record.close()


def reading_and_parsing(path: Path) -> int:
    """The partner: every entry read by SQLite and parsed by json, and nothing done with it."""
    db = sqlite3.connect(path)
    parsed = 0
    for body, payload in db.execute("SELECT e.body, p.payload FROM entries e JOIN payloads p USING (position) ORDER BY e.seq"):
        json.loads(body)
        json.loads(payload)
        parsed += 1
    db.close()
    return parsed


@contextmanager
def folder() -> Iterator[Path]:
    """A folder on the disk that the record would stand on, not in memory."""
    with tempfile.TemporaryDirectory(dir=Path(__file__).parent) as name:
        yield Path(name)


def append_against_sync() -> float:
    """One append, safely on the disk, against one write of a page and its fdatasync: in turns, on the same disk."""
    sync = getattr(os, "fdatasync", os.fsync)
    with folder() as where:
        record = Record(where / "record.db")
        beside = os.open(where / "beside", os.O_RDWR | os.O_CREAT)
        body, words = [["ClauseReworded", {"clause": "c1", "version": 2}]], [{"texts": [SENTENCE] * 3, "why": ""}]
        done = 0

        def append() -> None:
            nonlocal done
            record.append("t1", done, New("2026-11-23T10:00:00Z", "m-anne", f"k{done}", body, words))
            done += 1

        def write() -> None:
            os.write(beside, b"x" * 4096)
            sync(beside)

        ratio = side_by_side(append, write, APPENDS)
        os.close(beside)
        record.close()
    return ratio


def acts_together_against_one_by_one() -> float:
    """The speed of a desk when 64 people press a button at once, against the same acts one after the other."""
    with folder() as where:
        record = Record(where / "record.db")
        desk = Desk(record)
        number = 0

        async def act(count: int, together: int) -> None:
            nonlocal number
            for _ in range(count // together):
                acts = []
                for _ in range(together):
                    number += 1
                    acts.append(desk.act("t1", RenameTender(f"Title {number}"), ANNE, f"k{number}"))
                await asyncio.gather(*acts)

        async def begin() -> None:
            await desk.start_tender(StartTender("T", AuthoredPart("S", found(("One", SENTENCE)), {})), ANNE, "", "t1")

        asyncio.run(begin())
        ratio = side_by_side(lambda: asyncio.run(act(256, 1)), lambda: asyncio.run(act(256, 64)))
        desk.close()
        record.close()
    return ratio


def measure() -> Iterable[Ratio]:
    """The figures of the record."""
    yield at_most("one append, on the disk", "fdatasync of a page written beside it", append_against_sync(), 2)
    yield at_least("acts of 64 people at once", "the same acts one by one", acts_together_against_one_by_one(), 2)
    with folder() as where:
        # In a process of its own, so that the one that measures is as empty as one that has just begun.
        made = multiprocessing.get_context("spawn").Process(target=long_tender, args=(where / "record.db",))
        made.start()
        made.join()
        record = Record(where / "record.db")
        desk = Desk(record)
        assert reading_and_parsing(record.path) == ENTRIES
        fold = side_by_side(lambda: desk.fold("t1"), lambda: reading_and_parsing(record.path))
        yield at_most("folding a tender of 10,000 entries", "reading and parsing them", fold, 3)
        index = Index(where / "index.db", record)
        rebuilt = side_by_side(index.rebuild, lambda: desk.fold("t1"), 9)
        yield at_least("rebuilding the tables, in speed", "folding the same tender", 1 / rebuilt, 0.5)
        rebuilt = side_by_side(index.rebuild, lambda: reading_and_parsing(record.path), 9)
        yield at_least("rebuilding the tables, in speed", "reading and parsing the entries", 1 / rebuilt, 1 / 3)
        verified = side_by_side(record.verify, lambda: reading_and_parsing(record.path), 3)
        yield at_most("verifying 10,000 entries", "reading and parsing them", verified, 5)
        index.close()
        desk.close()
        record.close()
