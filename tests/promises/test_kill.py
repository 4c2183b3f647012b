"""Killed in the middle of writing, two hundred times: what was answered is there, once, and nothing else went wrong."""

import multiprocessing
import random
import time
from pathlib import Path

import pytest

from server.record import Record
from tests.promises.writing import SAID, asked_and_kept, said, write, wrong_in

KILLS = 200
EACH_FOLDER = 20  # kills before a new folder is begun
SPAWNER = multiprocessing.get_context("forkserver")


def killed_while_writing(folder: Path, seed: int, early: bool = False) -> None:
    """Starts a writer, and kills it (SIGKILL) at some moment after it began to write."""
    chance = random.Random(seed)
    before = size(folder)
    writer = SPAWNER.Process(target=write, args=(folder, seed, 1_000_000, early))
    writer.start()
    while size(folder) == before:
        assert writer.is_alive(), "the writer ended by itself"
        time.sleep(0.001)
    time.sleep(chance.choice((0.0, 0.01, 0.05, 0.2)) * chance.random())
    writer.kill()
    writer.join()
    writer.close()


def size(folder: Path) -> int:
    return (folder / SAID).stat().st_size if (folder / SAID).exists() else 0


def found_wrong(folder: Path) -> str:
    """What is wrong after a kill, with the record opened as the next start would."""
    began = time.monotonic()
    record = Record(folder / "record.db")
    assert time.monotonic() - began < 5
    try:
        return wrong_in(record, *asked_and_kept(said(folder)))
    finally:
        record.close()


@pytest.fixture(scope="module", autouse=True)
def spawner():
    SPAWNER.set_forkserver_preload(["tests.promises.writing"])


def test_killed_two_hundred_times_nothing_answered_is_lost_or_doubled(tmp_path):
    interrupted = kept = 0
    for kill in range(KILLS):
        folder = tmp_path / str(kill // EACH_FOLDER)
        folder.mkdir(exist_ok=True)
        killed_while_writing(folder, kill)
        assert found_wrong(folder) == "", f"after kill {kill + 1}"
        asked, answered = asked_and_kept(said(folder))
        interrupted += bool(asked - answered.keys())
        kept += len(answered) if kill % EACH_FOLDER == EACH_FOLDER - 1 else 0
    print(f"{KILLS} kills, {interrupted} of them in the middle of an act, {kept} acts answered")
    assert interrupted > KILLS // 2 and kept > 10 * KILLS


def test_a_writer_that_answers_too_early_is_found(tmp_path):
    """The planted fault: the same test fails for a writer that says “kept” before it is."""
    found = []
    for kill in range(5):
        folder = tmp_path / str(kill)
        folder.mkdir()
        killed_while_writing(folder, kill, early=True)
        found.append(found_wrong(folder))
    assert any(wrong.startswith("lost") for wrong in found), found
