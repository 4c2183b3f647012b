"""Whether the record is as it was kept: the chain walked from the first entry to the last, and the touched entry named."""

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from typing import Any

from server.record_chain import ERASED, GUARDS, Fault, committed, digest_of

ROWS = """
SELECT e.stream, e.seq, e."at", e."by", e.key, e.body, e.commitment, e.previous, e.digest, p.position, p.salt, p.payload
FROM entries e LEFT JOIN payloads p ON p.position = e.position
"""


def fault_in(db: sqlite3.Connection, stream: str | None) -> Fault | None:
    """The first fault of one stream, or of all of them and of the file; None where there is none."""
    if stream is None:
        fault = _fault_of_the_file(db)
        if fault:
            return fault
        streams = [row[0] for row in db.execute("SELECT stream FROM heads UNION SELECT stream FROM entries ORDER BY 1")]
    else:
        streams = [stream]
    return next((fault for each in streams if (fault := _fault_of_stream(db, each))), None)


def _fault_of_the_file(db: sqlite3.Connection) -> Fault | None:
    said = db.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if said != "ok":
        return Fault("", 0, f"The file is damaged: {said}.")
    kept = dict(db.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall())
    for name, guard in GUARDS.items():
        if kept.get(name) != f"CREATE TRIGGER {name} {guard}":
            return Fault("", 0, f"The guard “{name}”, which keeps entries from being changed, was taken away or changed.")
    stray = db.execute("SELECT position FROM payloads WHERE position NOT IN (SELECT position FROM entries) LIMIT 1").fetchone()
    if stray:
        return Fault("", 0, f"There are words at position {stray[0]} that belong to no entry.")
    for name, data in db.execute("SELECT sha256, data FROM blobs"):
        if hashlib.sha256(data).hexdigest() != name:
            return Fault("", 0, f"The kept file {name} is not the one that was kept.")
    return None


def _fault_of_stream(db: sqlite3.Connection, stream: str) -> Fault | None:
    before = b""
    last = 0
    keys: set[str] = set()
    erased: set[int] = set()
    said_erased: set[int] = set()
    for row in db.execute(f"{ROWS} WHERE e.stream = ? ORDER BY e.seq", (stream,)):
        _, seq, *_, previous, digest, _, _, payload = row
        if seq != last + 1:
            return Fault(stream, last + 1, f"Entry {last + 1} of {stream} is missing.")
        if previous != before and last:
            # An entry that is whole in itself points back at another one than the one that stands there.
            sentence = _wrong_in(row) or f"Entry {last} of {stream} is not the one that entry {seq} was added to."
            return Fault(stream, seq if _wrong_in(row) else last, sentence)
        sentence = _wrong_in(row)
        if sentence:
            return Fault(stream, seq, sentence)
        if row[4] and row[4] in keys:
            return Fault(stream, seq, f"Entry {seq} of {stream} has the key of an earlier one.")
        keys.add(row[4])
        if payload is None:
            erased.add(seq)
        said_erased.update(_erasures(row[5]))
        before, last = digest, seq
    head = db.execute("SELECT seq, digest FROM heads WHERE stream = ?", (stream,)).fetchone()
    if head is None:
        return Fault(stream, last, f"It is not written down that entry {last} is the last one of {stream}.") if last else None
    if head[0] > last:
        return Fault(stream, last + 1, f"Entry {last + 1} of {stream} is missing: there were {head[0]}.")
    if tuple(head) != (last, before):
        return Fault(stream, last, f"Entry {last} of {stream} is not the one that was kept as the last.")
    return _fault_of_erasures(stream, erased, said_erased)


def _fault_of_erasures(stream: str, erased: set[int], said: set[int]) -> Fault | None:
    for seq in sorted(erased - said):
        return Fault(stream, seq, f"The words of entry {seq} of {stream} were taken away, and no entry says so.")
    for seq in sorted(said - erased):
        return Fault(stream, seq, f"The words of entry {seq} of {stream} were erased, and are there again.")
    return None


def _wrong_in(row: tuple[Any, ...]) -> str:
    """What is wrong with an entry by itself, as a sentence; empty where nothing is."""
    stream, seq, at, by, key, body, commitment, previous, digest, words_at, salt, payload = row
    try:
        told = json.loads(body)
    except ValueError:
        return f"Entry {seq} of {stream} was changed: its body cannot be read."
    if (seq == 1) != (previous == b"") or digest_of(stream, seq, previous, at, by, key, told, commitment) != digest:
        return f"Entry {seq} of {stream} was changed after it was kept."
    if words_at is None:
        return f"The words of entry {seq} of {stream} are missing."
    if (salt is None) != (payload is None) or (payload is not None and committed(salt, payload) != commitment):
        return f"The words of entry {seq} of {stream} were changed after they were kept."
    return ""


def _erasures(body: str) -> Iterator[int]:
    if ERASED in body:
        for name, facts in json.loads(body):
            if name == ERASED:
                yield facts["seq"]
