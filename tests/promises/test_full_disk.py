"""A disk that is truly full: people are told in a sentence, nothing is half kept, and it goes on by itself once there is room."""

import asyncio
import subprocess
from pathlib import Path

import pytest

from server.desk import Desk
from server.index import Index
from server.record import Record
from server.record_disk import DISK_FULL
from specs.parts import AuthoredPart, RenameTender, StartTender
from specs.refusals import Refused
from tests.story import ANNE, FOUR

START = StartTender("Support in the city", AuthoredPart("Specification", FOUR, {}))


@pytest.fixture
def small_disk(tmp_path):
    """A disk of two megabytes (needs root)."""
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk], check=True)
    yield disk
    subprocess.run(["umount", disk], check=True)


def fill(disk: Path, leave: int = 0) -> Path:
    """Fills the disk with a file, but for so many bytes."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            file.truncate(max(0, filler.stat().st_size - leave))
    return filler


async def act_and_act(desk: Desk) -> None:
    for number in range(10_000):
        assert (await desk.act("t1", RenameTender(f"Title {number}"), ANNE, f"k{number}")).seq == number + 2


@pytest.mark.parametrize("leave", [0, 4096, 8192, 20_000, 60_000])
def test_a_full_disk_is_told_and_left_behind(small_disk, leave):
    record = Record(small_disk / "record.db")
    desk = Desk(record)
    index = Index(small_disk / "index.db", record, desk.warm)

    async def story():
        await desk.start_tender(START, ANNE, "s", "t1")
        index.catch_up()
        filler = fill(small_disk, leave)
        with pytest.raises(Refused) as refused:
            await act_and_act(desk)
        kept = record.head("t1") - 1
        assert str(refused.value) == DISK_FULL
        assert (await desk.tender("t1")).seq == kept + 1
        assert (await desk.tender("t1")) == desk.fold("t1")
        with pytest.raises(Refused) as refused:
            record.put_blob(bytes(500_000))
        assert str(refused.value) == DISK_FULL
        assert index.tenders(["t1"])[0].id == "t1"
        assert record.verify() is None
        filler.unlink()
        done = await desk.act("t1", RenameTender(f"Title {kept}"), ANNE, f"k{kept}")
        assert done.seq == kept + 2 and index.tenders(["t1"])[0].title == f"Title {kept}"

    asyncio.run(story())
    index.close()
    desk.close()
    record.close()
    again = Record(small_disk / "record.db")
    assert again.verify() is None
    again.close()


def test_a_disk_that_was_full_from_the_start(small_disk):
    filler = fill(small_disk)
    for _ in range(2):
        with pytest.raises(Refused) as refused:
            Record(small_disk / "record.db")
        assert str(refused.value) == DISK_FULL
    filler.unlink()
    record = Record(small_disk / "record.db")
    assert record.verify() is None
    record.close()
