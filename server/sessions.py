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
from specs.refusals import Refused

LINK_MINUTES = 30
CODES = 5  # wrong ones, and the link is burnt
IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=20)
OWN = timedelta(days=30)  # on somebody's own phone
REMEMBERED = timedelta(days=1)  # whose it was, after a session has ended by itself
WAITING = timedelta(days=7)
MOST_SESSIONS = 10_000  # held in memory; the rest are read when they are asked for

NO_CODE = "Please type the six digits from the message. This browser is not the one that asked for it."
WRONG_CODE = "These are not the digits of the newest message. Please type them again; after five wrong ones you need a new message."

TABLES = """
DROP TABLE IF EXISTS links;
DROP TABLE IF EXISTS sessions;
CREATE TABLE IF NOT EXISTS one_time_links (
  hash BLOB PRIMARY KEY, account TEXT NOT NULL UNIQUE, leads_to TEXT NOT NULL, ends TEXT NOT NULL,
  asked BLOB, code BLOB, wrong INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS open_sessions (
  hash BLOB PRIMARY KEY, account TEXT NOT NULL, began TEXT NOT NULL, seen TEXT NOT NULL, own INTEGER NOT NULL
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


class Used(NamedTuple):
    """What came of using a link: whose it was and where it leads."""

    account: str
    leads_to: str


class Link(NamedTuple):
    """A one-time link as it is kept: ``asked`` and ``code`` are hashes, nothing for one that a person hands over."""

    account: str
    leads_to: str
    asked: bytes | None
    code: bytes | None
    wrong: int


class Known(NamedTuple):
    """A session as it is held in memory."""

    account: str
    began: datetime
    seen: datetime
    own: bool

    def ended(self, now: datetime) -> bool:
        """Whether nobody was there for too long, or it has lasted its time."""
        idle, longest = (OWN, OWN) if self.own else (IDLE, LONGEST)
        return now - self.seen > idle or now - self.began > longest


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
        """A link's secret, to be handed over by a person: 256 bits, good for 30 minutes and one use. It ends the one before."""
        return self._make_link(account, leads_to, None, None)

    def mailed_link(self, account: str, leads_to: str, asked: str) -> tuple[str, str]:
        """A link's secret for a message, and its six digits. It is used by the browser that holds ``asked``, or else with the digits.

        Mail programs open links, and press their buttons, too.
        """
        code = f"{secrets.randbelow(10**6):06}"
        return self._make_link(account, leads_to, _hash(asked), code), code

    def _make_link(self, account: str, leads_to: str, asked: bytes | None, code: str | None) -> str:
        token = secrets.token_urlsafe(32)
        ends = _text(self._clock() + timedelta(minutes=LINK_MINUTES))
        kept = _code(_hash(token), code) if code else None
        with self.record.writing() as db:
            row = (_hash(token), account, leads_to, ends, asked, kept, 0)
            db.execute("INSERT OR REPLACE INTO one_time_links VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        return token

    def link_is_good(self, token: str) -> bool:
        """Whether a link would still sign somebody in. Looking uses nothing up."""
        with self.record.reading() as db:
            return self._link(db, token) is not None

    def needs_code(self, token: str, asked: str) -> bool:
        """Whether a browser that holds ``asked`` (nothing, perhaps) has to give the six digits too."""
        with self.record.reading() as db:
            found = self._link(db, token)
        return found is not None and found.asked is not None and found.asked != _hash(asked)

    def use_link(self, token: str, asked: str = "", code: str = "") -> Used | None:
        """Uses a link up, with what its browser holds or with its six digits; None where it was used, ended or never made.

        Raises ``Refused`` where the digits are asked for and wrong; after five wrong ones the link is burnt.
        """
        return self._use(_hash(token), asked, code)

    def use_code(self, asked: str, code: str) -> Used | None:
        """The same in the browser that asked, with the digits alone."""
        with self.record.reading() as db:
            found = db.execute("SELECT hash FROM one_time_links WHERE asked = ?", (_hash(asked),)).fetchone()
        return self._use(found[0], "", code) if found else None

    def _use(self, name: bytes, asked: str, code: str) -> Used | None:
        typed = _digits(code)
        with self.record.writing() as db:
            found = self._named(db, name)
            if found is None:
                return None
            right = found.asked in (None, _hash(asked)) or (bool(typed) and found.code == _code(name, typed))
            if not right and typed:
                db.execute("UPDATE one_time_links SET wrong = wrong + 1 WHERE hash = ?", (name,))
            if right or (typed and found.wrong + 1 >= CODES):
                db.execute("DELETE FROM one_time_links WHERE hash = ?", (name,))
        if not right:
            raise Refused(WRONG_CODE if typed else NO_CODE, "code")
        self._people.arrive(found.account)
        return Used(found.account, found.leads_to)

    def _link(self, db: Any, token: str) -> Link | None:
        return self._named(db, _hash(token))

    def _named(self, db: Any, name: bytes) -> Link | None:
        row = db.execute("SELECT account, leads_to, ends, asked, code, wrong FROM one_time_links WHERE hash = ?", (name,)).fetchone()
        if row is None or row[2] <= _text(self._clock()) or self._people.account(row[0]) is None:
            return None
        return Link(row[0], row[1], row[3], row[4], row[5])

    # Sessions

    def open_session(self, account: str, own: bool = False) -> str:
        """Signs a browser in; gives the secret for its cookie. ``own``: it is this person's own phone, and stays signed in for 30 days."""
        token = secrets.token_urlsafe(32)
        now = _text(self._clock())
        with self.record.writing() as db:
            db.execute("INSERT INTO open_sessions VALUES (?, ?, ?, ?, ?)", (_hash(token), account, now, now, int(own)))
        return token

    def session(self, token: str, touch: bool = True) -> Session | None:
        """The session of a cookie, where it has not ended: by sign-out, after 30 minutes without a page, or after 20 hours.

        With ``touch=False`` it is only looked at: a page that stands open and listens is nobody being there.
        """
        name, now = _hash(token), self._clock()
        known = self._sessions.get(name) or self._kept_session(name)
        if known is None or self._people.account(known.account) is None:
            return None
        if known.ended(now):
            self._sessions.pop(name, None)
            return None
        if touch and now - known.seen > timedelta(minutes=2) and self.record.mode != "ro":  # not a write for every page
            with self._lock, self.record.writing() as db:
                found = db.execute("UPDATE open_sessions SET seen = ? WHERE hash = ?", (_text(now), name)).rowcount
                if not found:
                    return None
                self._sessions[name] = known._replace(seen=now)
        return Session(known.account, name)

    def _kept_session(self, name: bytes) -> Known | None:
        """A session as the file has it, held in memory from then on: whoever ends one here forgets it here too."""
        with self._lock, self.record.reading() as db:
            found = db.execute("SELECT account, began, seen, own FROM open_sessions WHERE hash = ?", (name,)).fetchone()
            if found is None:
                return None
            known = Known(found[0], _time(found[1]), _time(found[2]), bool(found[3]))
            if self.record.mode != "ro":
                while len(self._sessions) >= MOST_SESSIONS:
                    del self._sessions[next(iter(self._sessions))]
                self._sessions[name] = known
            return known

    def whose_was(self, token: str) -> str | None:
        """Whose session this was that ended by itself within the last day: what they send is kept for them. It opens nothing."""
        with self.record.reading() as db:
            found = db.execute("SELECT account FROM open_sessions WHERE hash = ?", (_hash(token),)).fetchone()
        return str(found[0]) if found and self._people.account(found[0]) is not None else None

    def close_session(self, token: str) -> None:
        with self._lock, self.record.writing() as db:
            db.execute("DELETE FROM open_sessions WHERE hash = ?", (_hash(token),))
            self._sessions.pop(_hash(token), None)

    def close_all(self, account: str) -> None:
        """Signs this person out everywhere."""
        with self._lock, self.record.writing() as db:
            db.execute("DELETE FROM open_sessions WHERE account = ?", (account,))
            db.execute("DELETE FROM one_time_links WHERE account = ?", (account,))
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
            db.execute("DELETE FROM one_time_links WHERE ends <= ?", (_text(now),))
            for own, idle, longest in ((0, IDLE, LONGEST), (1, OWN, OWN)):
                ended = (own, _text(now - idle - REMEMBERED), _text(now - longest - REMEMBERED))
                db.execute("DELETE FROM open_sessions WHERE own = ? AND (seen < ? OR began < ?)", ended)
            db.execute('DELETE FROM waiting WHERE "at" < ?', (_text(now - WAITING),))


def _code(link: bytes, digits: str) -> bytes:
    """What is kept of the six digits of a link: of no use without the link, or the cookie of the browser that asked for it."""
    return _hash(f"{link.hex()}/{digits}")


def _digits(code: str) -> str:
    """What was typed as a code: only its digits."""
    return "".join(c for c in code if c in "0123456789")[:12]


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def _text(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
