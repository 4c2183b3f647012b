"""What people ask for help with: kept for the facilitator of their tender alone, outside the tender's record."""

import hashlib
import json
import os
import re
import secrets
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from server.people import People
from server.record import utc_now
from specs import days
from specs.refusals import Refused
from specs.typed import cleaned, one_line, prose

LONDON = ZoneInfo("Europe/London")
LONGEST_WORDS = 4_000
LONGEST_REACH = 200
KEPT = 30  # days for which it stays known that something was dealt with
# What it is about: how it is called, and one sentence.
KINDS = {
    "support": ("I need support to take part", "For example, easier words, more time, a call, or someone beside you."),
    "upset": ("Something here upset me", "Something that you read here, or that somebody said to you."),
    "worry": ("I am worried about somebody’s safety", "Yours, or somebody else’s. If they are in danger now, call 999 first."),
}
WRONG_LINES = (
    "COTENDER_SUPPORT_LINES holds “{}”, which is no line to call. Please give a name, a colon and a number, "
    "such as Westbrook Crisis Line: 0300 123 4567, with a semicolon between two."
)
TABLE = """CREATE TABLE IF NOT EXISTS support (
  id TEXT PRIMARY KEY, account TEXT NOT NULL, tender TEXT NOT NULL, member TEXT NOT NULL, kind TEXT NOT NULL,
  words TEXT NOT NULL, reach TEXT NOT NULL, day TEXT NOT NULL, done TEXT NOT NULL
) STRICT"""
CAME = "SELECT id, member, kind, words, reach, day, done FROM support WHERE tender = ? ORDER BY day, rowid"
MINE = "SELECT id, member, kind, words, reach, day, done FROM support WHERE account = ? AND tender = ? ORDER BY day, rowid"


class Line(NamedTuple):
    """Whom to call: a name that holds the number, what a telephone dials, and what it is for."""

    name: str
    dials: str
    purpose: str = ""


LINES = (
    Line("999", "999", "if somebody is in danger now"),
    Line("NHS 111, option 2", "111", "if you need help with your mental health, day or night"),
    Line("Samaritans 116 123", "116123", "to talk to somebody, day or night"),
)


def lines_from_environment() -> tuple[Line, ...]:
    """The lines that whoever runs the service adds: COTENDER_SUPPORT_LINES. Raises ``Refused`` for one that nobody could call."""
    found = []
    for typed in os.environ.get("COTENDER_SUPPORT_LINES", "").split(";"):
        if typed.strip():
            line = " ".join(cleaned(typed).split())
            name, _, number = (part.strip() for part in line.rpartition(":"))
            if not name or len(line) > LONGEST_REACH or not re.fullmatch(r"\+?[0-9 ()-]{3,30}", number) or not re.search("[0-9]", number):
                raise Refused(WRONG_LINES.format(line))
            found.append(Line(f"{name}: {number}", re.sub(r"[^0-9+]", "", number)))
    return tuple(found)


class Request(NamedTuple):
    """Something somebody asked. ``done`` is the day on which it was dealt with: from then on there are no words and no name."""

    id: str
    member: str
    kind: str
    words: str
    reach: str
    day: str
    done: str


class Support:
    """Rows in ``people.db``: no event, no history; none of it is counted or searched.

    No message says more than that there is something. Any thread may call anything here.
    """

    def __init__(self, people: People, clock: Callable[[], datetime] = utc_now) -> None:
        self._record, self._clock = people.record, clock
        if people.record.mode == "rwc":
            with self._record.writing() as db:
                db.execute(TABLE)
            self.sweep()

    def ask(self, account: str, tender: str, member: str, kind: str, words: str, reach: str, key: str) -> None:
        """Keeps what somebody asks; the same words from the same form (``key``) are one. Raises ``Refused`` with a sentence."""
        if kind not in KINDS:
            raise Refused("Please choose what it is about.", "kind")
        words = prose(words, "What you wrote", "words", LONGEST_WORDS)
        reach = one_line(reach, "How to reach you", "reach", LONGEST_REACH) if reach.strip() else ""
        # Other words from the same form, after going back to it, are another request: none may be swallowed.
        sent = json.dumps([account, tender, key or secrets.token_hex(16), kind, words, reach])
        name = hashlib.sha256(sent.encode()).hexdigest()[:16]
        with self._record.writing() as db:
            db.execute(
                "INSERT OR IGNORE INTO support VALUES (?, ?, ?, ?, ?, ?, ?, ?, '')",
                (name, account, tender, member, kind, words, reach, self._today()),
            )

    def for_facilitator(self, tender: str) -> list[Request]:
        """All that came in a tender, the newest last; of what was dealt with, the kind and the days."""
        with self._record.reading() as db:
            return self._rows(db.execute(CAME, (tender,)))

    def waiting(self) -> list[tuple[str, str]]:
        """What is not dealt with yet, as ``(tender, id)``."""
        with self._record.reading() as db:
            return [(tender, name) for tender, name in db.execute("SELECT tender, id FROM support WHERE done = ''")]

    def own(self, account: str, tender: str) -> list[Request]:
        """What this person asked in a tender, the newest last."""
        with self._record.reading() as db:
            return self._rows(db.execute(MINE, (account, tender)))

    def done(self, tender: str, request: str) -> bool:
        """It is dealt with: the words, the name and how to reach them are erased. False where there is no such request here."""
        with self._record.writing() as db:
            db.execute(
                "UPDATE support SET words = '', reach = '', member = '', done = ? WHERE id = ? AND tender = ? AND done = ''",
                (self._today(), request, tender),
            )
            there = db.execute("SELECT 1 FROM support WHERE id = ? AND tender = ?", (request, tender)).fetchone() is not None
        self.sweep()
        return there

    def take_back(self, account: str, tender: str, request: str) -> bool:
        """Its author takes it back: nothing of it stays. False where this person asked no such thing here."""
        with self._record.writing() as db:
            mine = (request, account, tender)
            return db.execute("DELETE FROM support WHERE id = ? AND account = ? AND tender = ?", mine).rowcount > 0

    def sweep(self) -> None:
        """Forgets what was dealt with long ago."""
        with self._record.writing() as db:
            db.execute("DELETE FROM support WHERE done <> '' AND done < ?", (self._oldest(),))

    def _rows(self, rows: Iterable[tuple[str, ...]]) -> list[Request]:
        return [each for each in map(Request._make, rows) if not each.done or each.done >= self._oldest()]

    def _today(self) -> str:
        return f"{self._clock().astimezone(LONDON):%Y-%m-%d}"

    def _oldest(self) -> str:
        return days.later(self._today(), -KEPT)
