"""Printed sign-in cards, for people without email: six words and a QR code, good until they are ended."""

import hashlib
import io
import secrets
from collections.abc import Callable
from datetime import datetime
from functools import cache
from importlib.resources import files

import segno

from server.people import People
from server.record import utc_now

WORDS = 6  # of 2,048: 66 bits
TABLE = """CREATE TABLE IF NOT EXISTS cards (
  account TEXT PRIMARY KEY, hash BLOB NOT NULL UNIQUE, day TEXT NOT NULL
) STRICT"""
SALT = b"cotender sign-in card"  # the same for all: the words alone are looked up
HARD = {"n": 2**14, "r": 8, "p": 1}  # scrypt, about 50 ms: https://docs.python.org/3/library/hashlib.html#hashlib.scrypt


@cache
def words() -> tuple[str, ...]:
    """The words a card is made of: plain, and told apart by their first four letters."""
    return tuple(files("server").joinpath("card_words.txt").read_text("utf-8").split())


class Cards:
    """Rows in ``people.db``, of each only a hash. One card for each person: a new one ends the one before."""

    def __init__(self, people: People, clock: Callable[[], datetime] = utc_now) -> None:
        self._people, self._record, self._clock = people, people.record, clock
        if self._record.mode == "rwc":
            with self._record.writing() as db:
                db.execute(TABLE)

    def make(self, account: str) -> str:
        """The words of a new card, with a hyphen between them. They are shown once and kept nowhere."""
        phrase = "-".join(secrets.choice(words()) for _ in range(WORDS))
        with self._record.writing() as db:
            row = (account, _hash(phrase), f"{self._clock():%Y-%m-%d}")
            db.execute("INSERT OR REPLACE INTO cards VALUES (?, ?, ?)", row)
        return phrase

    def whose(self, typed: str) -> str | None:
        """Whose card these words are on, however they were typed; None where it was ended or never made."""
        with self._record.reading() as db:
            found = db.execute("SELECT account FROM cards WHERE hash = ?", (_hash(plain(typed)),)).fetchone()
        return str(found[0]) if found and self._people.account(found[0]) is not None else None

    def made_on(self, account: str) -> str:
        """The day on which this person's card was made; nothing where there is none."""
        with self._record.reading() as db:
            found = db.execute("SELECT day FROM cards WHERE account = ?", (account,)).fetchone()
        return str(found[0]) if found else ""

    def end(self, account: str) -> None:
        """Ends this person's card: it was lost, say."""
        with self._record.writing() as db:
            db.execute("DELETE FROM cards WHERE account = ?", (account,))


def plain(typed: str) -> str:
    """The words of a card in the one way they are kept: by their first four letters, which tell them apart."""
    known = {word[:4]: word for word in words()}
    said = "".join(c if c.isascii() and c.isalpha() else " " for c in typed[:400]).lower().split()
    return "-".join(known.get(word[:4], word) for word in said)


def picture(address: str) -> str:
    """A QR code as SVG, without a style: the page says its colours."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        out, kind="svg", xmldecl=False, svgns=True, scale=5, dark="#000", light="#fff", nl=False
    )
    return out.getvalue().decode()


def _hash(phrase: str) -> bytes:
    return hashlib.scrypt(phrase.encode(), salt=SALT, **HARD)
