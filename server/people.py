"""Who is who: names and addresses, seats as member ids, sign-in links, sessions, limits, and what waits to be confirmed.

People are a record of their own, in a file of their own: a tender holds member ids that say nothing. Names and addresses are words,
which can be erased. Links, sessions and limits are rows: revocable, and of every secret only a hash is kept.
"""

import hashlib
import secrets
import sqlite3
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal, NamedTuple

from server.record import New, Record, utc_now
from server.record_chain import ERASED
from specs.refusals import Refused

STREAM = "people"
LINK_MINUTES = 30
IDLE = timedelta(hours=12)
LONGEST = timedelta(days=7)
WAITING = timedelta(days=7)
MOST_SESSIONS = 10_000  # held in memory; the rest are read when they are asked for
LONGEST_NAME = 60
UNKNOWN = "someone whose name was taken back"
TOO_NEW = "The people's record holds “{}”, which this version of Cotender does not know. Please use a newer version."
WRONG_EMAIL = "Please give an email address such as anne@example.org."

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


class Account(NamedTuple):
    """A person who can sign in. ``name`` is the one they chose."""

    id: str
    name: str
    email: str
    may_create: bool


class Session(NamedTuple):
    """A browser that is signed in. ``hash`` names it without being the secret."""

    account: str
    hash: bytes


class Known(NamedTuple):
    """A session as it is held in memory."""

    account: str
    began: datetime
    seen: datetime


class People:
    """The file ``people.db``. Any thread may call anything here. Raises ``Refused`` where the file cannot be used."""

    def __init__(self, path: Path, mode: Literal["rwc", "ro"] = "rwc", clock: Callable[[], datetime] = utc_now) -> None:
        self.record = Record(path, mode)
        self._clock = clock
        self._lock = threading.RLock()
        self._accounts: dict[str, Account] = {}
        self._by_email: dict[str, str] = {}
        self._members: dict[tuple[str, str], str] = {}  # (account, tender) to member
        self._persons: dict[tuple[str, str], str] = {}  # (tender, member) to account
        self._arrived: set[str] = set()
        self._sessions: dict[bytes, Known] = {}
        self._seq = 0
        try:
            if mode == "rwc":
                with self.record.writing() as db:
                    for statement in TABLES.split(";\n"):
                        db.execute(statement)
                self._sweep()
            for entry in self.record.read(STREAM):
                self._apply(entry.body, entry.words)
                self._seq = entry.seq
        except BaseException:
            self.record.close()
            raise

    def close(self) -> None:
        self.record.close()

    def compact(self) -> None:
        """After erasures and sign-outs: the file written anew."""
        self._sweep()
        self.record.compact()

    @property
    def revision(self) -> int:
        """A number that rises with every change of who is who."""
        return self._seq

    # Who is who

    def invite(self, email: str, name: str = "", may_create: bool = False) -> Account:
        """The account of this address, made where there is none; a right once given stays. Raises ``Refused`` for what is no address."""
        address = email.strip()
        local, at, domain = address.rpartition("@")
        if not (local and at and domain) or len(address) > 254 or any(c.isspace() or not c.isprintable() for c in address):
            raise Refused(WRONG_EMAIL, "email")
        with self._lock:
            known = self.by_email(address)
            if known is None:
                account = f"a-{secrets.token_hex(8)}"
                facts = {"account": account, "may_create": may_create}
                self._happened("PersonInvited", facts, {"email": address, "name": _name(name) or local[:60]})
                return self._accounts[account]
            if may_create and not known.may_create:
                self._happened("CreatingAllowed", {"account": known.id}, {})
            return self._accounts[known.id]

    def rename(self, account: str, name: str) -> None:
        """The name this person chooses to go by. Raises ``Refused`` for an empty one."""
        chosen = _name(name)
        if not chosen:
            raise Refused("Please write the name you want to go by. It can be any name.", "name")
        if len(" ".join(name.split())) > LONGEST_NAME:
            raise Refused(f"A name can be {LONGEST_NAME} characters long. Please shorten it.", "name")
        with self._lock:
            if self._accounts[account].name != chosen:
                self._happened("PersonRenamed", {"account": account}, {"name": chosen})

    def account(self, account: str) -> Account | None:
        return self._accounts.get(account)

    def by_email(self, email: str) -> Account | None:
        return self._accounts.get(self._by_email.get(email.strip().casefold(), ""))

    def seat(self, account: str, tender: str) -> str:
        """The member id of this person in this tender, made where there is none: it exists in that tender alone and says nothing."""
        with self._lock:
            known = self.member_of(account, tender)
            if known is None:
                known = f"m-{secrets.token_hex(6)}"
                self._happened("MemberMade", {"account": account, "tender": tender, "member": known}, {})
            return known

    def member_of(self, account: str, tender: str) -> str | None:
        return self._members.get((account, tender))

    def account_of(self, tender: str, member: str) -> Account | None:
        """The person behind a member id."""
        return self._accounts.get(self._persons.get((tender, member), ""))

    def name_of(self, tender: str, member: str) -> str:
        """The chosen name of a member, looked up when a page is drawn, so that taking it back removes it everywhere."""
        person = self.account_of(tender, member)
        return person.name if person and person.name else UNKNOWN

    def tenders_of(self, account: str) -> list[str]:
        """The tenders in which this person has, or had, a seat."""
        return [tender for who, tender in list(self._members) if who == account]

    def _happened(self, event: str, facts: dict[str, Any], words: dict[str, str]) -> None:
        body, free = [[event, facts]], [words]
        at = self._clock().strftime("%Y-%m-%dT%H:%M:%SZ")
        self._seq = self.record.append(STREAM, self._seq, New(at, "", "", body, free))
        self._apply(body, free)

    def _apply(self, body: list[list[Any]], words: list[dict[str, Any]] | None) -> None:
        for place, (event, facts) in enumerate(body):
            if event == ERASED:
                continue  # the entry it names came without its words
            free = words[place] if words is not None else {}
            account = facts["account"]
            if event == "PersonInvited":
                self._accounts[account] = Account(account, free.get("name", ""), free.get("email", ""), facts["may_create"])
                if free.get("email"):
                    self._by_email[free["email"].casefold()] = account
            elif event == "PersonRenamed":
                self._accounts[account] = self._accounts[account]._replace(name=free.get("name", ""))
            elif event == "PersonArrived":
                self._arrived.add(account)
            elif event == "CreatingAllowed":
                self._accounts[account] = self._accounts[account]._replace(may_create=True)
            elif event == "MemberMade":
                self._members[account, facts["tender"]] = facts["member"]
                self._persons[facts["tender"], facts["member"]] = account
            else:
                raise Refused(TOO_NEW.format(event))

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
        with self._lock, self.record.writing() as db:
            found = self._link(db, token)
            if found is not None:
                db.execute("DELETE FROM links WHERE hash = ?", (_hash(token),))
                if found[0] not in self._arrived:
                    self._happened("PersonArrived", {"account": found[0]}, {})
        return found

    def arrived(self, account: str) -> bool:
        """Whether this person has ever signed in: from then on nobody else is handed a link that signs in as them."""
        return account in self._arrived

    def _link(self, db: sqlite3.Connection, token: str) -> tuple[str, str] | None:
        found = db.execute("SELECT account, leads_to, ends FROM links WHERE hash = ?", (_hash(token),)).fetchone()
        good = found is not None and found[2] > _text(self._clock()) and found[0] in self._accounts
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
        if known is None or known.account not in self._accounts:
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

    def _sweep(self) -> None:
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


def _name(name: str) -> str:
    return " ".join("".join(c for c in name if c.isprintable() or c.isspace()).split())[:LONGEST_NAME]
