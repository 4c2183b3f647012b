"""The mail room: messages wait in the file until they have left, and nothing of them stays behind."""

import hashlib
import logging
import secrets
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from server.people import People
from server.record import utc_now
from server.smtp import Later, Letter, Never, Unknown, clean_subject, home_of, post, put_out

if TYPE_CHECKING:
    from server.settings import Settings

MINUTE, DAY = 60, 86_400
LONGEST_WAIT = 60 * MINUTE
GIVEN_UP = 3 * DAY
FEWEST_TRIES = 10  # a machine that was off for three days has not tried for three days
DOUBTS = 2  # how often we may not know whether a message arrived: once it is sent again, twice would be a nuisance
KEPT, ONCE_KEPT = timedelta(days=30), timedelta(days=60)
PATIENCE = 30  # seconds that a message under way is waited for at the end

TABLE = """CREATE TABLE IF NOT EXISTS mail (
  id INTEGER PRIMARY KEY, once BLOB UNIQUE, state TEXT NOT NULL, day TEXT NOT NULL,
  recipient TEXT, subject TEXT, words TEXT, message_id TEXT, made REAL, due REAL, tries INTEGER, doubts INTEGER
) STRICT"""
# What stays of a message that has left or was given up: that there was one, and when, to the day.
ENDED = (
    "UPDATE mail SET state = ?, day = ?, recipient = NULL, subject = NULL, words = NULL, message_id = NULL, made = NULL, due = NULL,"
    " tries = NULL, doubts = NULL WHERE id = ?"
)

_log = logging.getLogger(__name__)


class Row(NamedTuple):
    """A message on its way."""

    id: int
    tries: int
    doubts: int
    letter: Letter


class Mail:
    """Rows in ``people.db``. Any thread may call anything here; messages leave one after the other.

    A message is queued, then sending, then sent or failed. It is marked before anybody hears of it, so that after a crash we know
    that it may have left. No log line holds an address, a subject or a text.
    """

    def __init__(self, people: People, settings: "Settings", clock: Callable[[], datetime] = utc_now) -> None:
        self._record, self._settings, self._clock = people.record, settings, clock
        self._leaving = threading.Lock()
        self._closed = False
        if people.record.mode == "rwc":
            with self._record.writing() as db:
                db.execute(TABLE)

    def close(self) -> None:
        """No further message leaves; one that is under way is waited for, but not for ever."""
        self._closed = True
        if self._leaving.acquire(timeout=PATIENCE):
            self._leaving.release()

    def put(self, to: str, subject: str, text: str, once: str = "") -> bool:
        """Queues a message; False where one was queued before under the same ``once``. Raises ``Refused`` for what is no address."""
        now = self._clock().timestamp()
        words = text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace").decode()
        letter = Letter(to, clean_subject(subject), words, f"<{secrets.token_hex(16)}@{home_of(self._settings.mail_from)}>", now)
        letter.raw(self._settings.mail_from)  # what cannot be sent is refused now, and not in the night
        key = hashlib.sha256(once.encode("utf-8", "surrogatepass")).digest() if once else None
        with self._record.writing() as db:
            done = db.execute(
                "INSERT OR IGNORE INTO mail (once, state, day, recipient, subject, words, message_id, made, due, tries, doubts)"
                " VALUES (?, 'queued', ?, ?, ?, ?, ?, ?, ?, 0, 0)",
                (key, self._day(), letter.to, letter.subject, letter.text, letter.message_id, now, now),
            )
            return done.rowcount == 1

    def send_due(self) -> int:
        """Sends what is due, the oldest first, and says how many left. It waits for the mail server: call it from a thread of its own."""
        sent = 0
        with self._leaving:
            self._after_a_crash()
            began = self._clock().timestamp()
            while not self._closed and (row := self._next(began)) is not None:
                try:
                    if self._settings.smtp:
                        post(self._settings.smtp, row.letter, self._settings.mail_from)
                    else:
                        put_out(self._settings.data / "outbox", row.letter, self._settings.mail_from)
                except Later as wrong:
                    self._later(row, wrong.why)
                    if wrong.for_all:
                        break
                except Unknown as wrong:
                    self._unsure(row, str(wrong))
                except Never as wrong:
                    self._fail(row.id, str(wrong))
                else:
                    self._end("sent", row.id)
                    sent += 1
        return sent

    def waiting(self) -> int:
        """How many messages have not left yet."""
        return self._count("queued", "sending")

    def failed(self) -> int:
        """How many messages were given up in the last thirty days."""
        return self._count("failed")

    def sweep(self) -> None:
        """Forgets what ended long ago; that a message was to be sent only once is remembered longest."""
        with self._record.writing() as db:
            db.execute("DELETE FROM mail WHERE state = 'failed' AND day < ?", (self._day(KEPT),))
            db.execute("DELETE FROM mail WHERE state = 'sent' AND day < ?", (self._day(ONCE_KEPT),))
            db.execute("DELETE FROM mail WHERE state = 'sent' AND once IS NULL AND day < ?", (self._day(KEPT),))

    def _day(self, ago: timedelta = timedelta()) -> str:
        return f"{self._clock() - ago:%Y-%m-%d}"

    def _count(self, *states: str) -> int:
        with self._record.reading() as db:
            return sum(int(db.execute("SELECT count(*) FROM mail WHERE state = ?", (state,)).fetchone()[0]) for state in states)

    def _next(self, began: float) -> Row | None:
        """The oldest message that is due, marked in the file as one that may have left."""
        with self._record.writing() as db:
            found = db.execute(
                "SELECT id, tries + 1, doubts, recipient, subject, words, message_id, made FROM mail"
                " WHERE state = 'queued' AND due <= ? ORDER BY id LIMIT 1",
                (began,),
            ).fetchone()
            if found is None:
                return None
            db.execute("UPDATE mail SET state = 'sending', tries = tries + 1 WHERE id = ?", (found[0],))
        number, tries, doubts, *letter = found
        return Row(number, tries, doubts, Letter(*letter))

    def _after_a_crash(self) -> None:
        """What is marked as leaving while nothing leaves was interrupted: it may have arrived, or not."""
        with self._record.reading() as db:
            found = db.execute("SELECT id, tries, doubts FROM mail WHERE state = 'sending' ORDER BY id").fetchall()
        for number, tries, doubts in found:
            self._unsure(Row(number, tries, doubts, Letter("", "", "", "", 0)), "it was interrupted", 0)

    def _unsure(self, row: Row, why: str, wait: float = MINUTE) -> None:
        if row.doubts + 1 >= DOUBTS:
            self._fail(row.id, why)
        else:
            self._queue(row, why, wait, row.doubts + 1)

    def _later(self, row: Row, why: str) -> None:
        if self._clock().timestamp() - row.letter.made >= GIVEN_UP and row.tries >= FEWEST_TRIES:
            self._fail(row.id, why)
        else:
            self._queue(row, why, min(LONGEST_WAIT, MINUTE * 2 ** min(row.tries - 1, 10)), row.doubts)

    def _queue(self, row: Row, why: str, wait: float, doubts: int) -> None:
        _log.warning("A message waits for %d min: %s.", wait // MINUTE, why)
        with self._record.writing() as db:
            due = self._clock().timestamp() + wait
            db.execute("UPDATE mail SET state = 'queued', due = ?, doubts = ? WHERE id = ?", (due, doubts, row.id))

    def _fail(self, number: int, why: str) -> None:
        _log.error("A message was given up: %s.", why)
        self._end("failed", number)

    def _end(self, state: str, number: int) -> None:
        with self._record.writing() as db:
            db.execute(ENDED, (state, self._day(), number))
