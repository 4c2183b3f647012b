"""Invitations by mail: 30 days, and they sign nobody in. They lead to a fresh one-time link, sent to the address that was invited."""

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from server.people import People
from server.record import utc_now

LASTS = timedelta(days=30)
TABLE = """CREATE TABLE IF NOT EXISTS invitations (
  hash BLOB PRIMARY KEY, account TEXT NOT NULL UNIQUE, ends REAL NOT NULL
) STRICT"""


class Invitations:
    """Rows in ``people.db``; of each only a hash is kept. A new one for the same person ends the one before."""

    def __init__(self, people: People, clock: Callable[[], datetime] = utc_now) -> None:
        self._people, self._record, self._clock = people, people.record, clock
        if self._record.mode == "rwc":
            with self._record.writing() as db:
                db.execute(TABLE)

    def invite(self, account: str) -> str:
        """The secret of a new invitation: 256 bits."""
        token = secrets.token_urlsafe(32)
        with self._record.writing() as db:
            ends = (self._clock() + LASTS).timestamp()
            db.execute("DELETE FROM invitations WHERE ends <= ?", (self._clock().timestamp(),))
            db.execute("INSERT OR REPLACE INTO invitations VALUES (?, ?, ?)", (_hash(token), account, ends))
        return token

    def invited(self, token: str) -> str | None:
        """Whose invitation this is; None where it has ended, was taken back or was never made."""
        with self._record.reading() as db:
            found = db.execute("SELECT account, ends FROM invitations WHERE hash = ?", (_hash(token),)).fetchone()
        good = found is not None and found[1] > self._clock().timestamp() and self._people.account(found[0]) is not None
        return str(found[0]) if good else None

    def withdraw(self, account: str) -> None:
        """Ends whatever invitation this person has."""
        with self._record.writing() as db:
            db.execute("DELETE FROM invitations WHERE account = ?", (account,))


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
