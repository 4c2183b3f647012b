"""The record keeps what it was given, in order; nothing is changed unseen; and a bad disk is told in a sentence."""

import errno
import hashlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server import record_disk
from server.owner import Owner
from server.record import Conflict, Entry, New, Record
from server.record_chain import GUARDS, canonical, committed, digest_of
from specs.refusals import Refused

ROOT = Path(__file__).resolve().parent.parent


def new(word: str = "hello", key: str = "", *events) -> New:
    """An entry to be, with one word in it."""
    body = list(events) or [["Said", {"loud": True}]]
    return New("2026-11-23T10:00:00Z", "m-anne", key, body, [{"text": word}, *({} for _ in body[1:])], "asked")


def erasure(seq: int) -> New:
    return New("2026-11-23T11:00:00Z", "m-anne", "", [["WordsErased", {"seq": seq}]], [{}])


@pytest.fixture
def record(tmp_path):
    record = Record(tmp_path / "record.db")
    yield record
    record.close()


def filled(record: Record, entries: int = 5) -> Record:
    for seq in range(entries):
        record.append("t1", seq, new(f"word {seq + 1}", f"k{seq + 1}"))
        record.append("t2", seq, new(f"other {seq + 1}", f"k{seq + 1}"))
    return record


# Keeping and reading


def test_what_was_kept_is_read_in_order(record):
    filled(record)
    assert [entry.seq for entry in record.read("t1")] == [1, 2, 3, 4, 5]
    assert [entry.seq for entry in record.read("t1", 2)] == [3, 4, 5]
    assert [entry.seq for entry in record.read("t1", 1, 3)] == [2, 3]
    assert list(record.read("t9")) == []
    first = next(record.read("t1"))
    assert first == Entry("t1", 1, "2026-11-23T10:00:00Z", "m-anne", "k1", [["Said", {"loud": True}]], [{"text": "word 1"}], "asked")
    assert (record.head("t1"), record.head("t9"), record.heads()) == (5, 0, {"t1": 5, "t2": 5})
    assert record.by_key("t1", "k3").seq == 3
    assert record.by_key("t1", "k9") is record.by_key("t1", "") is record.begun_with("k9") is record.begun_with("") is None
    assert record.begun_with("k1") in ("t1", "t2")


def test_more_than_a_slice_is_read_whole(record):
    record.append_all([("t1", seq, new(str(seq))) for seq in range(1_203)])
    assert [entry.seq for entry in record.read("t1")] == list(range(1, 1_204))
    assert [entry.seq for _, entry in record.follow()] == list(range(1, 1_204))
    assert [entry.seq for entry in record.read("t1", 100, 1_100)] == list(range(101, 1_101))


def test_following_meets_every_stream_once_and_can_go_on(record):
    filled(record, 3)
    met = list(record.follow())
    assert [(entry.stream, entry.seq) for _, entry in met] == [("t1", 1), ("t2", 1), ("t1", 2), ("t2", 2), ("t1", 3), ("t2", 3)]
    assert [position for position, _ in met] == sorted({position for position, _ in met})
    assert list(record.follow(met[3][0])) == met[4:]
    assert record.position() == met[-1][0] and record.changed(met[-2][0]) == ["t2"] and record.changed(met[-1][0]) == []


def test_everything_is_there_after_opening_again(tmp_path, record):
    before = list(filled(record).follow())
    record.close()
    again = Record(tmp_path / "record.db")
    assert list(again.follow()) == before and again.verify() is None
    assert again.append("t1", 5, new()) == 6
    again.close()


def test_the_settings_are_those_that_do_not_lose_anything(record):
    with record.writing() as db:
        wanted = {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "trusted_schema": 0, "foreign_keys": 1}
        assert {name: db.execute(f"PRAGMA {name}").fetchone()[0] for name in wanted} == wanted
    assert record.path.stat().st_mode & 0o777 == 0o600


def test_who_comes_second_is_told(record):
    filled(record)
    for expected in (0, 4, 6):
        with pytest.raises(Conflict) as conflict:
            record.append("t1", expected, new())
        assert conflict.value.stream == "t1"
    with pytest.raises(Conflict):
        record.append("t1", 5, new("again", "k2"))
    assert record.head("t1") == 5 and record.verify() is None


def test_all_or_none_are_kept(record):
    filled(record)
    with pytest.raises(Conflict):
        record.append_all([("t1", 5, new()), ("t3", 0, new()), ("t2", 4, new())])
    assert record.heads() == {"t1": 5, "t2": 5}
    assert record.append_all([("t1", 5, new()), ("t1", 6, new()), ("t3", 0, new())]) == [6, 7, 1]
    assert record.verify() is None


def test_a_failure_in_between_leaves_nothing(record):
    with pytest.raises(ZeroDivisionError), record.writing():
        assert record.append("t1", 0, new()) / 0
    assert record.heads() == {} and record.append("t1", 0, new()) == 1


def test_threads_write_and_read_at_once(record):
    wrong = []

    def write(stream):
        for seq in range(40):
            record.append(stream, seq, new())
            if [entry.seq for entry in record.read(stream)] != list(range(1, seq + 2)):
                wrong.append((stream, seq))

    threads = [threading.Thread(target=write, args=(f"t{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == [] and record.heads() == {f"t{number}": 40 for number in range(4)} and record.verify() is None


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.dictionaries(st.text(), plain, max_size=3), st.one_of(st.none(), plain), st.booleans()), max_size=6))
def test_whatever_is_kept_comes_back_and_verifies(steps):
    """Any facts and words, also halves of characters; now and then the words of the first entry are erased."""
    with tempfile.TemporaryDirectory() as folder:
        record = Record(Path(folder) / "record.db")
        kept = []
        for facts, word, erase in steps:
            kept.append(([["Said", facts]], [{"text": word}]))
            record.append("t", len(kept) - 1, New("now", "m", "", *kept[-1]))
            if erase and kept[0][1] is not None:
                record.erase("t", 1, erasure(1))
                kept[0] = (kept[0][0], None)
                kept.append(([["WordsErased", {"seq": 1}]], [{}]))
        assert [(entry.body, entry.words) for entry in record.read("t")] == kept
        assert record.verify() is None
        record.close()


def test_the_chain_is_what_the_description_says():
    """Worked out by hand, so that another program can check a record."""
    commitment = committed(b"salt", '{"asked":"","words":[{}]}')
    assert commitment == hashlib.sha256(b'salt{"asked":"","words":[{}]}').digest()
    text = f'["t1",1,"","now","m","k",{{"commitment":"{commitment.hex()}","events":[["A",{{"ü":[1,2]}}]]}}]'
    assert digest_of("t1", 1, b"", "now", "m", "k", [["A", {"ü": [1, 2]}]], commitment) == hashlib.sha256(text.encode()).digest()
    assert canonical({"b": 1, "a": "é\ud800"}) == '{"b":1,"a":"é\\ud800"}'


# Nothing is changed, and a change would be seen


BY_HAND = [
    "UPDATE entries SET body = '[]' WHERE seq = 2",
    "UPDATE entries SET position = 99 WHERE seq = 2",
    "DELETE FROM entries WHERE seq = 5",
    "INSERT OR REPLACE INTO entries SELECT * FROM entries WHERE seq = 2",
    "UPDATE payloads SET payload = 'x' WHERE position = 2",
    "UPDATE payloads SET position = 99, salt = NULL, payload = NULL WHERE position = 2",
    "DELETE FROM payloads",
    "INSERT OR REPLACE INTO payloads VALUES (2, x'00', 'x')",
    "UPDATE heads SET seq = 4",
    "DELETE FROM heads",
    "UPDATE blobs SET data = x'00'",
    "DELETE FROM blobs",
    "INSERT OR REPLACE INTO blobs SELECT sha256, x'00' FROM blobs",
]


@pytest.mark.parametrize("statement", BY_HAND)
def test_the_database_itself_refuses_a_change(record, statement):
    filled(record).put_blob(b"a file")
    before = list(record.follow())
    by_hand = sqlite3.connect(record.path)
    with pytest.raises(sqlite3.IntegrityError):
        by_hand.execute(statement)
    by_hand.close()
    assert list(record.follow()) == before and record.verify() is None


def changed_by_hand(path: Path, *statements: str) -> None:
    """What somebody does who takes the guards away first and puts them back afterwards."""
    db = sqlite3.connect(path, isolation_level=None)
    db.create_function("digest_of_row", 10, _digest_of_row, deterministic=True)
    for name in GUARDS:
        db.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        assert db.execute(statement).rowcount, f"nothing was changed by {statement}"
    for name, guard in GUARDS.items():
        db.execute(f"CREATE TRIGGER {name} {guard}")
    db.close()


def _digest_of_row(stream, seq, previous, at, by, key, body, commitment, _digest, _position):
    return digest_of(stream, seq, previous, at, by, key, json.loads(body), commitment)


REWRITE = (
    'UPDATE entries SET digest = digest_of_row(stream, seq, previous, "at", "by", key, body, commitment, digest, position)'
    " WHERE stream = 't1' AND seq = {}"
)
TOUCHED = [
    ("the facts", ("UPDATE entries SET body = replace(body, 'true', 'false') WHERE stream = 't1' AND seq = 3",), 3),
    ("an unreadable body", ("UPDATE entries SET body = '[' WHERE stream = 't1' AND seq = 3",), 3),
    ("the time", ("UPDATE entries SET \"at\" = '2020' WHERE stream = 't1' AND seq = 1",), 1),
    ("the member", ("UPDATE entries SET \"by\" = 'm-else' WHERE stream = 't1' AND seq = 5",), 5),
    ("the key", ("UPDATE entries SET key = 'other' WHERE stream = 't1' AND seq = 2",), 2),
    ("the digest", ("UPDATE entries SET digest = zeroblob(32) WHERE stream = 't1' AND seq = 4",), 4),
    ("the previous digest", ("UPDATE entries SET previous = zeroblob(32) WHERE stream = 't1' AND seq = 4",), 4),
    ("the commitment", ("UPDATE entries SET commitment = zeroblob(32) WHERE stream = 't1' AND seq = 2",), 2),
    ("facts with a digest to match", ("UPDATE entries SET body = '[]' WHERE stream = 't1' AND seq = 3", REWRITE.format(3)), 3),
    ("the last facts with a digest to match", ("UPDATE entries SET body = '[]' WHERE stream = 't1' AND seq = 5", REWRITE.format(5)), 5),
    ("the words", ("UPDATE payloads SET payload = replace(payload, 'word 2', 'sword 2') WHERE payload LIKE '%word 2%'",), 2),
    ("the salt", ("UPDATE payloads SET salt = zeroblob(16) WHERE payload LIKE '%word 2%'",), 2),
    ("words taken away", ("UPDATE payloads SET salt = NULL, payload = NULL WHERE payload LIKE '%word 4%'",), 4),
    ("the row of the words", ("DELETE FROM payloads WHERE payload LIKE '%word 3%'",), 3),
    (
        "words swapped",
        (
            "UPDATE payloads SET position = 1000 + position WHERE payload LIKE '%word 2%' OR payload LIKE '%word 3%'",
            "UPDATE payloads SET position = 8 - (position - 1000) WHERE position > 1000",  # they stood at 3 and at 5
        ),
        2,
    ),
    ("an entry out of the middle", ("DELETE FROM entries WHERE stream = 't1' AND seq = 3",), 3),
    ("the first entry", ("DELETE FROM entries WHERE stream = 't1' AND seq = 1",), 1),
    ("the last entry", ("DELETE FROM entries WHERE stream = 't1' AND seq = 5",), 5),
    ("the last two entries", ("DELETE FROM entries WHERE stream = 't1' AND seq > 3",), 4),
    ("every entry", ("DELETE FROM entries WHERE stream = 't1'",), 1),
    (
        "an entry out of the middle, the others moved up",
        (
            "DELETE FROM entries WHERE stream = 't1' AND seq = 3",
            "UPDATE entries SET seq = 3 WHERE stream = 't1' AND seq = 4",
            "UPDATE entries SET seq = 4 WHERE stream = 't1' AND seq = 5",
        ),
        3,
    ),
    ("an entry of another tender", ("UPDATE entries SET stream = 't1', seq = 6, key = 'k6' WHERE stream = 't2' AND seq = 5",), 6),
    ("the head", ("UPDATE heads SET seq = 9 WHERE stream = 't1'",), 6),
    ("the head set back", ("UPDATE heads SET seq = 4 WHERE stream = 't1'",), 5),
    ("no head", ("DELETE FROM heads WHERE stream = 't1'",), 5),
]


@pytest.mark.parametrize(("statements", "seq"), [case[1:] for case in TOUCHED], ids=[case[0] for case in TOUCHED])
def test_verifying_names_the_entry_that_was_touched(record, statements, seq):
    filled(record)
    assert record.verify("t1") is None
    changed_by_hand(record.path, *statements)
    fault = record.verify("t1")
    assert fault is not None and (fault.stream, fault.seq) == ("t1", seq), fault
    assert fault.sentence.endswith(".") and "t1" in fault.sentence
    assert record.verify() is not None


@pytest.mark.parametrize(
    ("statements", "said"),
    [
        (("DROP TRIGGER entries_stay",), "entries_stay"),
        (("DROP TRIGGER heads_rise", "CREATE TRIGGER heads_rise BEFORE DELETE ON heads BEGIN SELECT 1; END"), "heads_rise"),
        (("DROP TRIGGER blobs_stay", "UPDATE blobs SET data = x'00'", f"CREATE TRIGGER blobs_stay {GUARDS['blobs_stay']}"), "kept file"),
        (("INSERT INTO payloads VALUES (1000, x'00', '{}')",), "no entry"),
    ],
)
def test_verifying_looks_at_the_guards_and_the_files_as_well(record, statements, said):
    filled(record).put_blob(b"a file")
    assert record.verify() is None
    db = sqlite3.connect(record.path, isolation_level=None)
    for statement in statements:
        db.execute(statement)
    db.close()
    fault = record.verify()
    assert fault is not None and fault.seq == 0 and said in fault.sentence


# Erasing


def in_the_files(record: Record, word: str) -> list[str]:
    """The files beside the record in which a word stands."""
    return [path.name for path in sorted(record.path.parent.iterdir()) if word.encode() in path.read_bytes()]


def test_erased_words_are_gone_and_the_chain_holds(record):
    filled(record)
    record.append("t1", 5, new("unmistakable"))
    record.compact()
    assert in_the_files(record, "unmistakable") == ["record.db"]
    assert record.erase("t1", 6, erasure(6)) == 7
    kept = list(record.read("t1", 5))
    assert (kept[0].words, kept[0].asked, kept[0].body) == (None, "", [["Said", {"loud": True}]])
    assert kept[1].body == [["WordsErased", {"seq": 6}]]
    assert record.verify() is None
    record.compact()
    assert in_the_files(record, "unmistakable") == []
    assert record.verify() is None and record.append("t1", 7, new()) == 8


def test_an_erasure_that_cannot_be_is_refused(record):
    filled(record)
    record.erase("t1", 2, erasure(2))
    with pytest.raises(Refused, match="before"):
        record.erase("t1", 2, erasure(2))
    with pytest.raises(KeyError):
        record.erase("t1", 20, erasure(20))
    with pytest.raises(Conflict):
        record.erase("t1", 3, erasure(3), expected=4)
    with pytest.raises(AssertionError):
        record.erase("t1", 3, new())
    assert record.head("t1") == 6 and next(record.read("t1", 2, 3)).words == [{"text": "word 3"}] and record.verify() is None


def test_words_put_back_after_an_erasure_are_seen(record):
    filled(record)
    position = next(place for place, entry in record.follow() if (entry.stream, entry.seq) == ("t1", 2))
    db = sqlite3.connect(record.path)
    salt, payload = db.execute("SELECT salt, payload FROM payloads WHERE position = ?", (position,)).fetchone()
    db.close()
    record.erase("t1", 2, erasure(2))
    changed_by_hand(record.path, f"UPDATE payloads SET salt = x'{salt.hex()}', payload = '{payload}' WHERE position = {position}")
    assert record.verify().seq == 2


# Files


def test_a_file_is_kept_once_under_its_hash(record):
    name = record.put_blob(b"\0bytes")
    assert record.put_blob(b"\0bytes") == name and record.get_blob(name) == b"\0bytes"
    with pytest.raises(KeyError):
        record.get_blob("0" * 64)


# Reading only, and who owns it


def test_another_reads_beside_the_one_who_writes(record):
    filled(record)
    beside = Record(record.path, "ro")
    record.append("t1", 5, new())
    assert beside.head("t1") == 6 and beside.verify() is None
    for write in (lambda: beside.append("t1", 6, new()), lambda: beside.put_blob(b""), beside.compact):
        with pytest.raises(Refused, match="reading only"):
            write()
    beside.close()


@contextmanager
def as_nobody(folder: Path):
    """As somebody who may read a folder and not write in it: also where the tests run as root, whom nothing is denied."""
    for path in folder.rglob("*"):
        path.chmod(0o444)
    folder.chmod(0o555)
    was = os.geteuid()
    if was == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        if was == 0:
            os.seteuid(0)
        folder.chmod(0o755)


@pytest.fixture
def reachable():
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    yield folder
    shutil.rmtree(folder)


def test_a_folder_that_cannot_be_written_to(reachable):
    record = filled(Record(reachable / "record.db"))
    before = list(record.follow())
    record.close()
    with as_nobody(reachable):
        beside = Record(reachable / "record.db", "ro")
        assert list(beside.follow()) == before
        beside.close()
        with pytest.raises(Refused, match="cannot be written to"):
            Record(reachable / "record.db")
        with pytest.raises(Refused, match="cannot be written to"):
            Record(reachable / "other.db")
        with pytest.raises(Refused, match="cannot be written to"):
            Owner(reachable)


def test_there_is_no_record(tmp_path):
    with pytest.raises(Refused, match="There is no record"):
        Record(tmp_path / "record.db", "ro")
    assert list(tmp_path.iterdir()) == []


def test_one_at_a_time_owns_a_folder(tmp_path):
    owner = Owner(tmp_path)
    with pytest.raises(Refused, match="Another Cotender") as refused:
        Owner(tmp_path)
    assert str(tmp_path) in str(refused.value)
    owner.close()
    owner.close()
    Owner(tmp_path).close()


def test_an_owner_that_was_killed_leaves_the_folder_free(tmp_path):
    code = f"""
import time
from pathlib import Path
from server.owner import Owner
owner = Owner(Path({str(tmp_path)!r}))
print("has it", flush=True)
time.sleep(60)
"""
    other = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert other.stdout.readline() == "has it\n"
    with pytest.raises(Refused):
        Owner(tmp_path)
    other.send_signal(signal.SIGKILL)
    other.wait()
    other.stdout.close()
    Owner(tmp_path).close()


# Bad disks


def test_a_full_disk_is_told_and_nothing_is_half_written(record):
    filled(record)
    with record.writing() as db:
        db.execute(f"PRAGMA max_page_count={db.execute('PRAGMA page_count').fetchone()[0] + 3}")
    with pytest.raises(Refused, match="disk is full") as refused:
        record.append_all([("t1", 5, new("small")), ("t1", 6, new("x" * 100_000))])
    assert str(refused.value) == record_disk.DISK_FULL
    with pytest.raises(Refused, match="disk is full"):
        record.put_blob(b"x" * 100_000)
    assert record.head("t1") == 5 and record.verify() is None
    with record.writing() as db:
        db.execute("PRAGMA max_page_count=1000000")
    assert record.append("t1", 5, new("x" * 100_000)) == 6 and record.verify() is None


def disk_error(code: int) -> sqlite3.OperationalError:
    wrong = sqlite3.OperationalError("disk I/O error")
    wrong.sqlite_errorcode = code
    return wrong


def test_after_a_failed_sync_nothing_more_is_written(record):
    filled(record)
    with pytest.raises(Refused, match="disk did not take"), record.writing():
        raise disk_error(sqlite3.SQLITE_IOERR_FSYNC)
    with pytest.raises(Refused, match="disk did not take"):
        record.append("t1", 5, new())
    assert record.head("t1") == 5


def test_an_error_while_the_disk_is_full_is_called_that(record, monkeypatch):
    monkeypatch.setattr(record_disk.shutil, "disk_usage", lambda _: SimpleNamespace(free=0))
    with pytest.raises(Refused, match="disk is full"), record.writing():
        raise disk_error(sqlite3.SQLITE_IOERR_WRITE)
    assert record.append("t1", 0, new()) == 1


def test_a_record_held_by_another_program_is_told(record):
    filled(record)
    with record.writing() as db:
        db.execute("PRAGMA busy_timeout=10")
    other = sqlite3.connect(record.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Refused, match="Another program"):
        record.append("t1", 5, new())
    other.close()
    assert record.append("t1", 5, new()) == 6


@pytest.mark.parametrize("mode", ["rwc", "ro"])
def test_a_damaged_record_is_told(tmp_path, mode):
    path = tmp_path / "record.db"
    path.write_bytes(b"not a database at all " * 1000)
    with pytest.raises(Refused, match="“record.db” is damaged"):
        Record(path, mode)
    empty = sqlite3.connect(tmp_path / "other.db")
    empty.execute("CREATE TABLE something (x)")
    empty.close()
    with pytest.raises(Refused, match="“other.db” is damaged"):
        Record(tmp_path / "other.db", "ro")


def test_a_damaged_page_is_found(tmp_path):
    record = filled(Record(tmp_path / "record.db"), 200)
    record.close()
    data = bytearray((tmp_path / "record.db").read_bytes())
    middle = len(data) // 2 // 4096 * 4096
    data[middle : middle + 4096] = b"\xff" * 4096
    (tmp_path / "record.db").write_bytes(data)
    record = Record(tmp_path / "record.db")
    fault = record.verify()
    assert fault is not None and "damaged" in fault.sentence
    record.close()


def test_a_full_disk_when_the_record_is_made(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("server.record_file.os.open", full)
    with pytest.raises(Refused, match="disk is full"):
        Record(tmp_path / "record.db")
