"""The record: everything that happened, in order, kept in one file to which entries are only ever added."""

import errno
import hashlib
import json
import os
import secrets
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, NamedTuple

from server.record_chain import ERASED, GUARDS, SCHEMA, canonical, committed, digest_of
from server.record_chain import Fault as Fault
from server.record_disk import DISK_FAILED, DISK_FULL, NOT_WRITABLE, READ_ONLY, sentence_for
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


class Record:
    """Streams of entries in one SQLite file; a tender is a stream.

    An entry's digest is sha256 of the canonical JSON of ``[stream, seq, previous digest, at, by, key, told]``, where ``told`` is
    ``{"commitment": …, "events": body}``, digests are in hexadecimal and the first previous one is empty. The words stand apart, with
    a salt; the commitment is sha256(salt ‖ payload), and the payload the canonical JSON ``{"asked": …, "words": …}``. Erasing blanks
    payload and salt, and the chain still holds.

    One process writes (``server.owner``); in it, any thread may call anything here. ``mode`` is ``rwc`` (made where missing) or ``ro``.
    Everything raises ``Refused`` with a sentence where the disk is full, cannot be written to, fails, or the file is damaged.

    Why the settings are what they are: https://www.sqlite.org/pragma.html#pragma_synchronous (in WAL mode only FULL syncs at each commit)
    and https://www.sqlite.org/wal.html.
    """

    SYNCHRONOUS = "FULL"

    def __init__(self, path: Path, mode: Literal["rwc", "ro"] = "rwc") -> None:
        self.path = Path(path)
        self.mode = mode
        self._writer: sqlite3.Connection | None = None
        self._lock = threading.RLock()
        self._depth = 0
        self._idle: list[sqlite3.Connection] = []
        self._failed = False
        self._closed = False
        self._query = "mode=ro"
        with self._sentences():
            if mode == "rwc":
                self._writer = self._open_to_write()
            else:
                self._idle.append(self._open_to_read())

    # Opening and closing

    def _connect(self, query: str) -> sqlite3.Connection:
        where = f"{self.path.absolute().as_uri()}?{query}"
        return sqlite3.connect(where, uri=True, timeout=10, isolation_level=None, check_same_thread=False, cached_statements=64)

    def _open_to_write(self) -> sqlite3.Connection:
        try:
            with suppress(FileExistsError):  # so that nobody but the owner reads it; SQLite gives its side files the same rights
                os.close(os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
                _sync_folder(self.path.parent)
        except OSError as wrong:
            raise Refused(DISK_FULL if wrong.errno == errno.ENOSPC else NOT_WRITABLE) from wrong
        db = self._connect("mode=rw")
        try:
            db.execute("PRAGMA trusted_schema=OFF")
            db.execute("PRAGMA journal_mode=WAL")
            db.execute(f"PRAGMA synchronous={self.SYNCHRONOUS}")
            db.execute("PRAGMA foreign_keys=ON")
            db.execute("PRAGMA secure_delete=ON")
            db.execute("PRAGMA journal_size_limit=33554432")
            db.execute("BEGIN IMMEDIATE")
            for statement in SCHEMA.split(";\n"):
                db.execute(statement)
            for name, guard in GUARDS.items():
                db.execute(f"CREATE TRIGGER IF NOT EXISTS {name} {guard}")
            db.execute("COMMIT")
        except BaseException:
            db.close()
            raise
        return db

    def _open_to_read(self) -> sqlite3.Connection:
        db = self._connect(self._query)
        try:
            db.execute("PRAGMA trusted_schema=OFF")
            db.execute("PRAGMA query_only=ON")
            try:
                db.execute("SELECT 1 FROM entries LIMIT 1")
            except sqlite3.OperationalError:
                # A WAL database in a folder that nobody can write to can be read only as one that nobody changes:
                # https://www.sqlite.org/wal.html#read_only_databases. That is true where no log stands beside it.
                log = self.path.with_name(self.path.name + "-wal")
                if "immutable" in self._query or not self.path.exists() or (log.exists() and log.stat().st_size):
                    raise
                db.close()
                self._query = "mode=ro&immutable=1"
                return self._open_to_read()
        except BaseException:
            db.close()
            raise
        return db

    def close(self) -> None:
        """Ends it; a second time does nothing. Readers go first, so that the writer is the one that tidies up."""
        with self._lock:
            self._closed = True
            while self._idle:
                self._idle.pop().close()
            if self._writer is not None:
                self._writer.close()
                self._writer = None

    # Sentences instead of tracebacks

    @contextmanager
    def _sentences(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as wrong:
            sentence = sentence_for(wrong, self.path, self.mode == "ro")
            if sentence is None:
                raise
            self._failed = self._failed or sentence == DISK_FAILED
            raise Refused(sentence) from wrong

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction (BEGIN IMMEDIATE); inside another one it joins that. Nothing of it stands when it ends with an exception."""
        with self._lock:
            if self.mode == "ro":
                raise Refused(READ_ONLY)
            if self._failed:
                raise Refused(DISK_FAILED)
            assert self._writer is not None, "the record is closed"
            db = self._writer
            if self._depth:
                yield db
                return
            with self._sentences():
                db.execute("BEGIN IMMEDIATE")
                self._depth = 1
                try:
                    yield db
                    db.execute("COMMIT")
                except BaseException:
                    with suppress(sqlite3.Error):
                        if db.in_transaction:
                            db.execute("ROLLBACK")
                    raise
                finally:
                    self._depth = 0

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection to read with, for as long as this lasts; it never waits for one that writes."""
        assert not self._closed, "the record is closed"
        with self._sentences():
            try:
                db = self._idle.pop()
            except IndexError:
                db = self._open_to_read()
            try:
                yield db
            finally:
                self._give_back(db)

    def _give_back(self, db: sqlite3.Connection) -> None:
        if self._closed:
            db.close()
        else:
            self._idle.append(db)

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

    def compact(self) -> None:
        """Writes the file anew and empties its log, after which what was erased is in neither."""
        with self._lock, self._sentences():
            if self._writer is None:
                raise Refused(READ_ONLY)
            while self._idle:
                self._idle.pop().close()
            self._writer.execute("VACUUM")
            self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")

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


def _sync_folder(folder: Path) -> None:
    """Has the name of a new file on the disk: syncing the file does not (https://man7.org/linux/man-pages/man2/fsync.2.html)."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


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
