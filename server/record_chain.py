"""How an entry is kept: the tables, the guards that let nothing be changed, and the chain that would show it."""

import hashlib
import json
import re
from typing import Any, NamedTuple

ERASED = "WordsErased"  # the event of an entry that says whose words were erased; its facts are {"seq": n}

SCHEMA = """
CREATE TABLE IF NOT EXISTS entries (
  position INTEGER PRIMARY KEY, -- nothing is ever deleted, so that this only rises
  stream TEXT NOT NULL,
  seq INTEGER NOT NULL CHECK (seq > 0),
  "at" TEXT NOT NULL,
  "by" TEXT NOT NULL,
  key TEXT NOT NULL,
  body TEXT NOT NULL,
  commitment BLOB NOT NULL CHECK (length(commitment) = 32),
  previous BLOB NOT NULL,
  digest BLOB NOT NULL CHECK (length(digest) = 32),
  UNIQUE (stream, seq)
) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS entries_by_key ON entries (stream, key) WHERE key <> '';
CREATE INDEX IF NOT EXISTS entries_first ON entries (key) WHERE seq = 1;
CREATE TABLE IF NOT EXISTS payloads (
  position INTEGER PRIMARY KEY REFERENCES entries (position),
  salt BLOB,
  payload TEXT,
  CHECK ((salt IS NULL) = (payload IS NULL))
) STRICT;
CREATE TABLE IF NOT EXISTS heads (
  stream TEXT PRIMARY KEY,
  seq INTEGER NOT NULL,
  digest BLOB NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS blobs (
  sha256 TEXT PRIMARY KEY,
  data BLOB NOT NULL
) STRICT;
"""

# REPLACE deletes without telling a trigger, so that a second row in the same place is refused as well.
GUARDS = {
    "entries_stay": "BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'an entry is never changed'); END",
    "entries_are_kept": "BEFORE DELETE ON entries BEGIN SELECT RAISE(ABORT, 'an entry is never deleted'); END",
    "entries_are_added": "BEFORE INSERT ON entries WHEN EXISTS "
    "(SELECT 1 FROM entries WHERE position = NEW.position OR (stream = NEW.stream AND seq = NEW.seq)) "
    "BEGIN SELECT RAISE(ABORT, 'an entry is never replaced'); END",
    "payloads_stay": "BEFORE UPDATE ON payloads WHEN NEW.position <> OLD.position OR NEW.salt IS NOT NULL OR NEW.payload IS NOT NULL "
    "BEGIN SELECT RAISE(ABORT, 'words can only be erased'); END",
    "payloads_are_kept": "BEFORE DELETE ON payloads BEGIN SELECT RAISE(ABORT, 'words can only be erased'); END",
    "payloads_are_added": "BEFORE INSERT ON payloads WHEN EXISTS (SELECT 1 FROM payloads WHERE position = NEW.position) "
    "BEGIN SELECT RAISE(ABORT, 'words can only be erased'); END",
    "heads_rise": "BEFORE UPDATE ON heads WHEN NEW.stream <> OLD.stream OR NEW.seq <> OLD.seq + 1 "
    "BEGIN SELECT RAISE(ABORT, 'a head only rises'); END",
    "heads_are_kept": "BEFORE DELETE ON heads BEGIN SELECT RAISE(ABORT, 'a head only rises'); END",
    "blobs_stay": "BEFORE UPDATE ON blobs BEGIN SELECT RAISE(ABORT, 'a file is never changed'); END",
    "blobs_are_kept": "BEFORE DELETE ON blobs BEGIN SELECT RAISE(ABORT, 'a file is never deleted'); END",
    "blobs_are_added": "BEFORE INSERT ON blobs WHEN EXISTS (SELECT 1 FROM blobs WHERE sha256 = NEW.sha256) "
    "BEGIN SELECT RAISE(ABORT, 'a file is never replaced'); END",
}


_HALVES = re.compile("[\ud800-\udfff]")


class Fault(NamedTuple):
    """What verifying found: the entry that was touched (``seq`` 0 where it is none in particular), and a sentence that says how."""

    stream: str
    seq: int
    sentence: str


def canonical(data: Any) -> str:
    """JSON in the one form that is hashed: no spaces, names in the order they were given, characters as they are.

    Half a character (a lone surrogate) cannot be kept as it is, so it is escaped.
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text if text.isascii() else _HALVES.sub(lambda half: f"\\u{ord(half[0]):04x}", text)


def digest_of(stream: str, seq: int, previous: bytes, at: str, by: str, key: str, body: Any, commitment: bytes) -> bytes:
    """The link of the chain, as ``Record`` says."""
    told = {"commitment": commitment.hex(), "events": body}
    return hashlib.sha256(canonical([stream, seq, previous.hex(), at, by, key, told]).encode()).digest()


def committed(salt: bytes, payload: str) -> bytes:
    """What stands in the entry for its words: sha256(salt ‖ payload)."""
    return hashlib.sha256(salt + payload.encode()).digest()
