"""How people sign in: one-time links, sessions, limits, and what waits to be confirmed.

All of it is rows in the people's file, which is no history: they are revocable, and of every secret only a hash is kept.
"""

import hashlib
import secrets
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from server.people import People
from server.record import utc_now

LINK_MINUTES = 30
IDLE = timedelta(hours=12)
LONGEST = timedelta(days=7)
WAITING = timedelta(days=7)
MOST_SESSIONS = 10_000  # held in memory; the rest are read when they are asked for

TABLES = """
CREATE TABLE IF NOT EXISTS links (
  hash BLOB PRIMARY KEY, account TEXT NOT NULL UNIQUE, leads_to TEXT NOT NULL, ends TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS sessions (
  hash BLOB PRIMARY KEY, account TEXT NOT NULL, began TEXT NOT NULL, seen TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS limits ("what" TEXT NOT NULL, who BLOB NOT NULL, "at" REAL NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS limits_of ON limits ("what", who, "at");
CREATE TABLE IF NOT EXISTS waiting (
  id TEXT PRIMARY KEY, account TEXT NOT NULL, data BLOB NOT NULL, "at" TEXT NOT NULL
) STRICT
"""


class Session(NamedTuple):
    """A browser that is signed in. ``hash`` names it without being the secret."""

    account: str
    hash: bytes


class Known(NamedTuple):
    """A session as it is held in memory."""

    account: str
    began: datetime
    seen: datetime


class Sessions:
    """The rows beside ``people``. Any thread may call anything here. Raises ``Refused`` where the file cannot be used."""

    def __init__(self, people: People, clock: Callable[[], datetime] = utc_now) -> None:
        self._people = people
        self.record = people.record
        self._clock = clock
        self._lock = threading.RLock()
        self._sessions: dict[bytes, Known] = {}
        if self.record.mode == "rwc":
            with self.record.writing() as db:
                for statement in TABLES.split(";\n"):
                    db.execute(statement)
            self.sweep()

    # Sign-in links

    def new_link(self, account: str, leads_to: str = "/") -> str:
        """A one-time link's secret: 256 bits, good for 30 minutes and one use. It ends the one before."""
        token = secrets.token_urlsafe(32)
        ends = _text(self._clock() + timedelta(minutes=LINK_MINUTES))
        with self.record.writing() as db:
            db.execute("INSERT OR REPLACE INTO links VALUES (?, ?, ?, ?)", (_hash(token), account, leads_to, ends))
        return token

    def link_is_good(self, token: str) -> bool:
        """Whether a link would still sign somebody in. Looking uses nothing up."""
        with self.record.reading() as db:
            return self._link(db, token) is not None

    def use_link(self, token: str) -> tuple[str, str] | None:
        """Uses a link up: the account and where it leads; None where it was used, ended or never made."""
        with self.record.writing() as db:
            found = self._link(db, token)
            if found is not None:
                db.execute("DELETE FROM links WHERE hash = ?", (_hash(token),))
        if found is not None:
            self._people.arrive(found[0])
        return found

    def _link(self, db: Any, token: str) -> tuple[str, str] | None:
        found = db.execute("SELECT account, leads_to, ends FROM links WHERE hash = ?", (_hash(token),)).fetchone()
        good = found is not None and found[2] > _text(self._clock()) and self._people.account(found[0]) is not None
        return (found[0], found[1]) if good else None

    # Sessions

    def open_session(self, account: str) -> str:
        """Signs a browser in; gives the secret for its cookie."""
        token = secrets.token_urlsafe(32)
        now = _text(self._clock())
        with self.record.writing() as db:
            db.execute("INSERT INTO sessions (hash, account, began, seen) VALUES (?, ?, ?, ?)", (_hash(token), account, now, now))
        return token

    def session(self, token: str, touch: bool = True) -> Session | None:
        """The session of a cookie, where it has not ended: by sign-out, after 12 hours without a page, or after 7 days.

        With ``touch=False`` it is only looked at: a page that stands open and listens is nobody being there.
        """
        name, now = _hash(token), self._clock()
        known = self._sessions.get(name) or self._kept_session(name)
        if known is None or self._people.account(known.account) is None:
            return None
        if now - known.seen > IDLE or now - known.began > LONGEST:
            self._sessions.pop(name, None)
            return None
        if touch and now - known.seen > timedelta(minutes=5) and self.record.mode != "ro":  # not a write for every page
            with self._lock, self.record.writing() as db:
                found = db.execute("UPDATE sessions SET seen = ? WHERE hash = ?", (_text(now), name)).rowcount
                if not found:
                    return None
                self._sessions[name] = known._replace(seen=now)
        return Session(known.account, name)

    def _kept_session(self, name: bytes) -> Known | None:
        """A session as the file has it, held in memory from then on: whoever ends one here forgets it here too."""
        with self._lock, self.record.reading() as db:
            found = db.execute("SELECT account, began, seen FROM sessions WHERE hash = ?", (name,)).fetchone()
            if found is None:
                return None
            known = Known(found[0], _time(found[1]), _time(found[2]))
            if self.record.mode != "ro":
                while len(self._sessions) >= MOST_SESSIONS:
                    del self._sessions[next(iter(self._sessions))]
                self._sessions[name] = known
            return known

    def close_session(self, token: str) -> None:
        with self._lock, self.record.writing() as db:
            db.execute("DELETE FROM sessions WHERE hash = ?", (_hash(token),))
            self._sessions.pop(_hash(token), None)

    def close_all(self, account: str) -> None:
        """Signs this person out everywhere."""
        with self._lock, self.record.writing() as db:
            db.execute("DELETE FROM sessions WHERE account = ?", (account,))
            db.execute("DELETE FROM links WHERE account = ?", (account,))
            for name in [name for name, known in self._sessions.items() if known.account == account]:
                del self._sessions[name]

    # Limits

    def allow(self, what: str, who: str, most: int, seconds: int) -> bool:
        """Whether ``who`` may do this once more, at most ``most`` times in so many seconds; counts it. A restart forgets nothing."""
        now, name = self._clock().timestamp(), _hash(who)
        with self.record.writing() as db:
            db.execute('DELETE FROM limits WHERE "what" = ? AND "at" <= ?', (what, now - seconds))
            count = db.execute('SELECT count(*) FROM limits WHERE "what" = ? AND who = ?', (what, name)).fetchone()[0]
            if count >= most:
                return False
            db.execute("INSERT INTO limits VALUES (?, ?, ?)", (what, name, now))
        return True

    # What waits between being sent and being confirmed

    def keep_waiting(self, account: str, data: bytes) -> str:
        """Keeps something for this person alone until it is confirmed or forgotten, a week at most; gives its name."""
        name = secrets.token_urlsafe(12)
        with self.record.writing() as db:
            db.execute('DELETE FROM waiting WHERE "at" < ?', (_text(self._clock() - WAITING),))
            db.execute("INSERT INTO waiting VALUES (?, ?, ?, ?)", (name, account, data, _text(self._clock())))
        return name

    def waiting(self, account: str, name: str) -> bytes | None:
        with self.record.reading() as db:
            found = db.execute("SELECT data FROM waiting WHERE id = ? AND account = ?", (name, account)).fetchone()
        return bytes(found[0]) if found else None

    def forget_waiting(self, name: str) -> None:
        with self.record.writing() as db:
            db.execute("DELETE FROM waiting WHERE id = ?", (name,))

    def sweep(self) -> None:
        """Forgets what has ended."""
        now = self._clock()
        with self.record.writing() as db:
            db.execute("DELETE FROM links WHERE ends <= ?", (_text(now),))
            db.execute("DELETE FROM sessions WHERE seen < ? OR began < ?", (_text(now - IDLE), _text(now - LONGEST)))
            db.execute('DELETE FROM waiting WHERE "at" < ?', (_text(now - WAITING),))


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def _text(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
