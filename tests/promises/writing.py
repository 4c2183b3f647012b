"""A Cotender that writes and writes, to be killed or to have its power cut: it says what it asks for, and what it was answered.

``python -m tests.promises.writing FOLDER`` appends to FOLDER/said: ``asked TENDER KEY`` before each act, ``kept TENDER KEY SEQ`` when
it was answered. What an earlier one asked for and had no answer to is asked for again first, with the same key.
"""

import argparse
import asyncio
import os
import random
from collections.abc import Iterator
from pathlib import Path

from server.desk import Desk
from server.folding import NoSuchTender
from server.owner import Owner
from server.record import Record
from specs.parts import AuthoredPart, RenameTender, StartTender
from tests.story import ANNE, FOUR

TENDERS = ("t1", "t2", "t3")
SAID = "said"


def said(folder: Path) -> Iterator[list[str]]:
    """What the writers said, in whole lines: a line that was cut off by a kill was not said."""
    if (folder / SAID).exists():
        yield from (line.split(" ") for line in (folder / SAID).read_text().split("\n")[:-1])


def asked_and_kept(lines: Iterator[list[str]]) -> tuple[set[tuple[str, str]], dict[tuple[str, str], int]]:
    """What was asked for, and the number of the entry of what was answered, each by tender and key."""
    asked: set[tuple[str, str]] = set()
    kept: dict[tuple[str, str], int] = {}
    for what, tender, key, *seq in lines:
        if what == "asked":
            asked.add((tender, key))
        else:
            kept[tender, key] = int(seq[0])
    return asked, kept


def wrong_in(record: Record, asked: set[tuple[str, str]], kept: dict[tuple[str, str], int]) -> str:
    """What is wrong with a record, given what was said; empty where every answered act is there once, as answered."""
    fault = record.verify()
    if fault is not None:
        return f"damaged: {fault.sentence}"
    there: dict[tuple[str, str], int] = {}
    for _, entry in record.follow():
        if (entry.stream, entry.key) in there:
            return f"doubled: {entry.stream} {entry.key}"
        there[entry.stream, entry.key] = entry.seq
    if not there.keys() <= asked:
        return f"never asked for: {there.keys() - asked}"
    lost = {act for act, seq in kept.items() if there.get(act) != seq}
    return f"lost: {sorted(lost)[:3]}" if lost else ""


class Writer:
    """Acts on three tenders at once, and says so. ``early`` is a planted fault: it answers before anything is kept."""

    def __init__(self, folder: Path, early: bool = False) -> None:
        self.folder = folder
        self.early = early
        before = list(said(folder))
        self.open, kept = asked_and_kept(iter(before))
        self.open -= kept.keys()
        self.number = len(before)
        self.said = os.open(folder / SAID, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        if before and not (folder / SAID).read_bytes().endswith(b"\n"):
            os.truncate(folder / SAID, (folder / SAID).read_bytes().rindex(b"\n") + 1)

    def say(self, line: str) -> None:
        os.write(self.said, f"{line}\n".encode())

    async def act(self, desk: Desk, tender: str, key: str, again: bool = False) -> None:
        if not again:
            self.say(f"asked {tender} {key}")
        if self.early:
            self.say(f"kept {tender} {key} {self.record.head(tender) + 1}")
        if key.startswith("begin"):
            done = await desk.start_tender(StartTender(tender, AuthoredPart("Specification", FOUR, {})), ANNE, key, tender)
        else:
            done = await desk.act(tender, RenameTender(f"Title {key}"), ANNE, key)
        if not self.early:
            self.say(f"kept {tender} {key} {done.seq}")

    async def write(self, acts: int, synchronous: str = "FULL", checkpoint: int = 1000) -> None:
        owner = Owner(self.folder)
        self.record = type("Kept", (Record,), {"SYNCHRONOUS": synchronous})(self.folder / "record.db")
        with self.record.writing() as db:
            db.execute(f"PRAGMA wal_autocheckpoint={checkpoint}")
        desk = Desk(self.record)
        for tender, key in sorted(self.open):
            await self.act(desk, tender, key, again=True)
        for tender in TENDERS:
            try:
                await desk.tender(tender)
            except NoSuchTender:
                await self.act(desk, tender, f"begin-{tender}")
        left = acts
        while left > 0:
            together = random.choice((1, 1, 2, 5, 20))
            numbers = range(self.number, self.number + together)
            self.number += together
            await asyncio.gather(*(self.act(desk, random.choice(TENDERS), f"k{number}") for number in numbers))
            if random.random() < 0.05:
                self.record.put_blob(random.randbytes(20_000))
            left -= together
        desk.close()
        self.record.close()
        owner.close()
        os.close(self.said)


def write(folder: Path, seed: int, acts: int, early: bool = False) -> None:
    """Writes in this process until it is done or ended."""
    random.seed(seed)
    asyncio.run(Writer(folder, early).write(acts))


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("folder", type=Path)
    options.add_argument("--sessions", type=int, default=1)
    options.add_argument("--acts", type=int, default=100)
    options.add_argument("--synchronous", default="FULL")
    chosen = options.parse_args()
    random.seed(7)
    for _ in range(chosen.sessions):
        asyncio.run(Writer(chosen.folder).write(chosen.acts, chosen.synchronous, checkpoint=40))


if __name__ == "__main__":
    main()
