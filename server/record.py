"""The record: everything that happened, in order, kept in one file to which entries are only ever added."""

import hashlib
import json
import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, NamedTuple

from server.record_chain import ERASED, canonical, committed, digest_of
from server.record_chain import Fault as Fault
from server.record_file import RecordFile
from server.record_verify import fault_in
from specs.refusals import Refused

SLICE = 500  # entries read at a time: no cursor stays open between two slices

COLUMNS = 'e.position, e.stream, e.seq, e."at", e."by", e.key, e.body, p.payload'
ENTRIES = f"SELECT {COLUMNS} FROM entries e LEFT JOIN payloads p ON p.position = e.position"  # noqa: S608 (nothing of a visitor is in it)


class Entry(NamedTuple):
    """One thing that happened. ``words`` is None once they were erased; ``asked`` is a hash of what was asked, erased with them."""

    stream: str
    seq: int
    at: str
    by: str
    key: str
    body: list[list[Any]]
    words: list[dict[str, Any]] | None
    asked: str = ""


class New(NamedTuple):
    """An entry to be: ``body`` and ``words`` as ``specs.rules.encode`` gives them. No two of a stream have the same ``key``, but empty."""

    at: str
    by: str
    key: str
    body: Sequence[Any]
    words: Sequence[dict[str, Any]]
    asked: str = ""


class Conflict(Exception):
    """Somebody was quicker: the stream's last entry is not the expected one, or holds this key already."""

    def __init__(self, stream: str) -> None:
        super().__init__(f"{stream} has newer entries")
        self.stream = stream


class Head(NamedTuple):
    """The last entry of a stream: its number and its digest."""

    seq: int
    digest: bytes


def utc_now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


class Record(RecordFile):
    """Streams of entries in one SQLite file; a tender is a stream. How it is opened and written to: ``RecordFile``.

    An entry's digest is sha256 of the canonical JSON of ``[stream, seq, previous digest, at, by, key, told]``, where ``told`` is
    ``{"commitment": …, "events": body}``, digests are in hexadecimal and the first previous one is empty. The words stand apart, with
    a salt; the commitment is sha256(salt ‖ payload), and the payload the canonical JSON ``{"asked": …, "words": …}``. Erasing blanks
    payload and salt, and the chain still holds.
    """

    # Entries

    def append(self, stream: str, expected: int, new: New) -> int:
        """Adds one entry after number ``expected``; gives its number once it is safely on the disk. Raises ``Conflict``, ``Refused``."""
        return self.append_all([(stream, expected, new)])[0]

    def append_all(self, wanted: Iterable[tuple[str, int, New]]) -> list[int]:
        """Adds entries to any streams, all or none of them, with one wait for the disk. Raises ``Conflict``, ``Refused``."""
        with self.writing() as db:
            heads: dict[str, Head] = {}
            made = []
            for stream, expected, new in wanted:
                head = heads.get(stream) or _head(db, stream)
                if head.seq != expected:
                    raise Conflict(stream)
                heads[stream] = _add(db, stream, head, new)
                made.append(expected + 1)
            return made

    def read(self, stream: str, after: int = 0, upto: int | None = None) -> Iterator[Entry]:
        """A stream's entries in order, from the one after ``after`` up to and with number ``upto``."""
        last = upto if upto is not None else 1 << 62
        where = f"{ENTRIES} WHERE e.stream = ? AND e.seq > ? AND e.seq <= ? ORDER BY e.seq LIMIT {SLICE}"
        while True:
            with self.reading() as db:
                rows = db.execute(where, (stream, after, last)).fetchall()
            yield from _entries(rows)
            if len(rows) < SLICE:
                return
            after = rows[-1][2]

    def follow(self, after: int = 0) -> Iterator[tuple[int, Entry]]:
        """The entries of every stream in the order they were added, each with its position, a number that only rises."""
        where = f"{ENTRIES} WHERE e.position > ? ORDER BY e.position LIMIT {SLICE}"
        while True:
            with self.reading() as db:
                rows = db.execute(where, (after,)).fetchall()
            yield from zip((row[0] for row in rows), _entries(rows), strict=True)
            if len(rows) < SLICE:
                return
            after = rows[-1][0]

    def position(self) -> int:
        """The position of the entry that was added last; 0 in an empty record."""
        with self.reading() as db:
            return int(db.execute("SELECT coalesce(max(position), 0) FROM entries").fetchone()[0])

    def digest_at(self, position: int) -> bytes:
        """The digest of the entry at a position; empty where there is none. Two records with the same one are the same up to there."""
        with self.reading() as db:
            row = db.execute("SELECT digest FROM entries WHERE position = ?", (position,)).fetchone()
        return bytes(row[0]) if row else b""

    def changed(self, after: int) -> list[str]:
        """The streams that have entries after this position."""
        with self.reading() as db:
            return [row[0] for row in db.execute("SELECT DISTINCT stream FROM entries WHERE position > ? ORDER BY stream", (after,))]

    def head(self, stream: str) -> int:
        """The number of a stream's last entry; 0 where there is none."""
        with self.reading() as db:
            return _head(db, stream).seq

    def heads(self) -> dict[str, int]:
        """Every stream with the number of its last entry."""
        with self.reading() as db:
            return dict(db.execute("SELECT stream, seq FROM heads ORDER BY stream").fetchall())

    def by_key(self, stream: str, key: str) -> Entry | None:
        """The entry that was made with this key."""
        with self.reading() as db:
            row = db.execute(f"{ENTRIES} WHERE e.stream = ? AND e.key = ? AND e.key <> ''", (stream, key)).fetchone()
        return _entries([row])[0] if row else None

    def begun_with(self, key: str) -> str | None:
        """The stream whose first entry was made with this key."""
        with self.reading() as db:
            row = db.execute("SELECT stream FROM entries WHERE seq = 1 AND key = ? AND key <> '' LIMIT 1", (key,)).fetchone()
        return str(row[0]) if row else None

    def erase(self, stream: str, seq: int, new: New, expected: int | None = None) -> int:
        """Erases the words of an entry and adds ``new``, which says so: its body holds ``["WordsErased", {"seq": seq}]``.

        Gives the number of the new entry. What was erased can linger in the files until ``compact``.
        Raises ``KeyError`` where there is no such entry, ``Refused`` where its words were erased before, ``Conflict`` where the last
        entry is not number ``expected``.
        """
        assert [ERASED, {"seq": seq}] in [list(event) for event in new.body], "an erasure says what it erased"
        with self.writing() as db:
            found = db.execute(
                "SELECT e.position, p.payload IS NULL FROM entries e LEFT JOIN payloads p ON p.position = e.position"
                " WHERE e.stream = ? AND e.seq = ?",
                (stream, seq),
            ).fetchone()
            if found is None:
                raise KeyError(f"{stream} has no entry {seq}")
            if found[1]:
                raise Refused("These words were taken back before.")
            db.execute("UPDATE payloads SET salt = NULL, payload = NULL WHERE position = ?", (found[0],))
            head = _head(db, stream)
            if expected not in (None, head.seq):
                raise Conflict(stream)
            return _add(db, stream, head, new).seq

    # Files

    def put_blob(self, data: bytes) -> str:
        """Keeps a file; gives its sha256, which is its name. The same file is kept once."""
        name = hashlib.sha256(data).hexdigest()
        with self.writing() as db:
            if db.execute("SELECT 1 FROM blobs WHERE sha256 = ?", (name,)).fetchone() is None:
                db.execute("INSERT INTO blobs VALUES (?, ?)", (name, data))
        return name

    def get_blob(self, sha256: str) -> bytes:
        """A kept file. Raises ``KeyError``."""
        with self.reading() as db:
            row = db.execute("SELECT data FROM blobs WHERE sha256 = ?", (sha256,)).fetchone()
        if row is None:
            raise KeyError(sha256)
        return bytes(row[0])

    # Verifying

    def verify(self, stream: str | None = None) -> Fault | None:
        """Walks the chain of one stream, or of all and the kept files too; gives the first fault, or None where all is as it was kept."""
        with self.reading() as db:
            try:
                db.execute("BEGIN")
                return fault_in(db, stream)
            except sqlite3.DatabaseError as wrong:
                return Fault(stream or "", 0, f"The file “{self.path.name}” is damaged: {wrong}.")
            finally:
                with suppress(sqlite3.Error):
                    db.execute("ROLLBACK")


def _head(db: sqlite3.Connection, stream: str) -> Head:
    row = db.execute("SELECT seq, digest FROM heads WHERE stream = ?", (stream,)).fetchone()
    return Head(*row) if row else Head(0, b"")


def _add(db: sqlite3.Connection, stream: str, head: Head, new: New) -> Head:
    """Writes one entry after the head; gives the new head."""
    seq = head.seq + 1
    salt = secrets.token_bytes(16)
    payload = canonical({"asked": new.asked, "words": new.words})
    commitment = committed(salt, payload)
    digest = digest_of(stream, seq, head.digest, new.at, new.by, new.key, new.body, commitment)
    row = (stream, seq, new.at, new.by, new.key, canonical(new.body), commitment, head.digest, digest)
    try:
        added = db.execute(
            'INSERT INTO entries (stream, seq, "at", "by", key, body, commitment, previous, digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)', row
        )
    except sqlite3.IntegrityError as wrong:
        if "entries.key" in str(wrong):
            raise Conflict(stream) from wrong
        raise
    db.execute("INSERT INTO payloads VALUES (?, ?, ?)", (added.lastrowid, salt, payload))
    if seq == 1:
        db.execute("INSERT INTO heads VALUES (?, ?, ?)", (stream, seq, digest))
    else:
        db.execute("UPDATE heads SET seq = ?, digest = ? WHERE stream = ?", (seq, digest, stream))
    return Head(seq, digest)


def _entries(rows: list[Any]) -> list[Entry]:
    """The entries of some rows, all of them parsed at once: a third quicker than one by one, and the same names share their memory."""
    parsed = json.loads(f"[{','.join([f'{row[6]},{row[7]}' if row[7] else f'{row[6]},null' for row in rows])}]")
    return [
        Entry(stream, seq, at, by, key, body, told and told["words"], told["asked"] if told else "")
        for (_, stream, seq, at, by, key, _, _), body, told in zip(rows, parsed[::2], parsed[1::2], strict=True)
    ]
