"""What people are told when the disk is full, cannot be written to or fails, or when the file is damaged."""

import shutil
import sqlite3
from contextlib import suppress
from pathlib import Path

DISK_FULL = (
    "The disk is full. Nothing was saved; your words are still in the box. "
    "Please tell the people who run this service, and try again later."
)
NOT_WRITABLE = (
    "The folder of the record cannot be written to. Nothing was saved; your words are still in the box. "
    "Please tell the people who run this service."
)
DISK_FAILED = (
    "The disk did not take what was written. Nothing was saved; your words are still in the box. "
    "Nothing more is written until the people who run this service have looked at the disk and started it again."
)
DAMAGED = (
    "The record “{}” is damaged. Nothing was changed. Please tell the people who run this service: they can bring it back from a backup."
)
BUSY = "Another program is holding the record. Nothing was saved; your words are still in the box. Please try again in a minute."
READ_ONLY = "The record is open for reading only. Nothing was saved."
NO_RECORD = "There is no record at “{}”."


def sentence_for(wrong: sqlite3.Error, path: Path, read_only: bool) -> str | None:
    """What to tell the person; None where the disk is not to blame. Codes: https://www.sqlite.org/rescode.html."""
    code = getattr(wrong, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_IOERR:
        with suppress(OSError):
            if shutil.disk_usage(path.parent).free < 1 << 20:
                return DISK_FULL
        # After a failed fsync nobody knows what is on the disk (https://wiki.postgresql.org/wiki/Fsync_Errors): no more is written.
        return DISK_FAILED
    if code == sqlite3.SQLITE_CANTOPEN and read_only:
        return NO_RECORD.format(path)
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB) or "no such table" in str(wrong) or "no such column" in str(wrong):
        return DAMAGED.format(path.name)
    return {
        sqlite3.SQLITE_FULL: DISK_FULL,
        sqlite3.SQLITE_READONLY: NOT_WRITABLE,
        sqlite3.SQLITE_PERM: NOT_WRITABLE,
        sqlite3.SQLITE_CANTOPEN: NOT_WRITABLE,
        sqlite3.SQLITE_BUSY: BUSY,
        sqlite3.SQLITE_LOCKED: BUSY,
    }.get(code)
