"""The file that the record is kept in: how it is opened, read and written to, so that what was kept is on the disk."""

import errno
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal

from server.record_chain import GUARDS, SCHEMA
from server.record_disk import DISK_FAILED, DISK_FULL, NOT_WRITABLE, READ_ONLY, sentence_for
from specs.refusals import Refused


class RecordFile:
    """One SQLite file with the tables of the record: one connection writes, as many as are needed read.

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

    def compact(self) -> None:
        """Writes the file anew and empties its log, after which what was erased is in neither."""
        with self._lock, self._sentences():
            if self._writer is None:
                raise Refused(READ_ONLY)
            while self._idle:
                self._idle.pop().close()
            self._writer.execute("VACUUM")
            self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _sync_folder(folder: Path) -> None:
    """Has the name of a new file on the disk: syncing the file does not (https://man7.org/linux/man-pages/man2/fsync.2.html)."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
