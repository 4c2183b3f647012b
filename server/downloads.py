"""Which files of issued tenders were handed out: when, and to somebody in which seat. Never to whom."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from server.people import People
from server.record import utc_now

TABLE = """CREATE TABLE IF NOT EXISTS issue_downloads (
  tender TEXT NOT NULL, issue INTEGER NOT NULL, what TEXT NOT NULL, seat TEXT NOT NULL, "at" TEXT NOT NULL
) STRICT"""


class Download(NamedTuple):
    """A file that was handed out: which issue’s, what it was, to which seat, and when (UTC)."""

    issue: int
    what: str
    seat: str
    at: str


class Downloads:
    """Rows in ``people.db``, kept for as long as the tender is. Any thread may call anything here."""

    def __init__(self, people: People, clock: Callable[[], datetime] = utc_now) -> None:
        self._record, self._clock = people.record, clock
        if self._record.mode == "rwc":
            with self._record.writing() as db:
                db.execute(TABLE)

    def note(self, tender: str, issue: int, what: str, seat: str) -> None:
        """Notes that somebody in this seat was handed a file of an issue."""
        row = (tender, issue, what[:300], seat, self._clock().strftime("%Y-%m-%dT%H:%M:%SZ"))
        with self._record.writing() as db:
            db.execute("INSERT INTO issue_downloads VALUES (?, ?, ?, ?, ?)", row)

    def of(self, tender: str) -> list[Download]:
        """Everything that was handed out of a tender, newest first."""
        asked = 'SELECT issue, what, seat, "at" FROM issue_downloads WHERE tender = ? ORDER BY "at" DESC, rowid DESC'
        with self._record.reading() as db:
            return [Download(*row) for row in db.execute(asked, (tender,))]
