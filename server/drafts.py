"""What is half-written, kept for the one who writes it and seen by nobody else; and who has read what before their first comment."""

from collections.abc import Callable
from datetime import datetime

from server.people import People
from server.record import utc_now
from specs.refusals import Refused
from specs.typed import LONGEST

MOST = 200  # drafts of one person; the oldest goes
TABLES = (
    """CREATE TABLE IF NOT EXISTS drafts (
      account TEXT NOT NULL, place TEXT NOT NULL, words TEXT NOT NULL, "at" TEXT NOT NULL, PRIMARY KEY (account, place)
    ) STRICT""",
    """CREATE TABLE IF NOT EXISTS briefed (
      account TEXT NOT NULL, what TEXT NOT NULL, "at" TEXT NOT NULL, PRIMARY KEY (account, what)
    ) STRICT""",
)


class Drafts:
    """Rows in ``people.db``. ``place`` names where something is written: a tender and a clause, or a thread."""

    def __init__(self, people: People, clock: Callable[[], datetime] = utc_now) -> None:
        self._record, self._clock = people.record, clock
        if people.record.mode == "rwc":
            with self._record.writing() as db:
                for table in TABLES:
                    db.execute(table)

    def _now(self) -> str:
        return self._clock().strftime("%Y-%m-%dT%H:%M:%SZ")

    def keep(self, account: str, place: str, words: str, longest: int = LONGEST) -> None:
        """Keeps what was written so far, in place of what was kept before. Raises ``Refused`` where it is too long."""
        if len(words) > longest:
            raise Refused(f"A draft can be {longest:,} characters long. It is still in the box.", "text")
        with self._record.writing() as db:
            db.execute("INSERT OR REPLACE INTO drafts VALUES (?, ?, ?, ?)", (account, place, words, self._now()))
            db.execute(
                "DELETE FROM drafts WHERE account = ? AND place NOT IN"
                ' (SELECT place FROM drafts WHERE account = ? ORDER BY "at" DESC, rowid DESC LIMIT ?)',
                (account, account, MOST),
            )

    def draft(self, account: str, place: str) -> str:
        """What this person has half-written there; nothing where there is none."""
        with self._record.reading() as db:
            found = db.execute("SELECT words FROM drafts WHERE account = ? AND place = ?", (account, place)).fetchone()
        return str(found[0]) if found else ""

    def forget(self, account: str, place: str) -> None:
        with self._record.writing() as db:
            db.execute("DELETE FROM drafts WHERE account = ? AND place = ?", (account, place))

    def was_briefed(self, account: str, what: str) -> bool:
        """Whether this person has said that they read something."""
        with self._record.reading() as db:
            return db.execute("SELECT 1 FROM briefed WHERE account = ? AND what = ?", (account, what)).fetchone() is not None

    def brief(self, account: str, what: str) -> None:
        with self._record.writing() as db:
            db.execute("INSERT OR IGNORE INTO briefed VALUES (?, ?, ?)", (account, what, self._now()))

    def reached(self, what: str) -> int:
        """How many people have read something: a number, and not who."""
        with self._record.reading() as db:
            return int(db.execute("SELECT count(*) FROM briefed WHERE what = ?", (what,)).fetchone()[0])
