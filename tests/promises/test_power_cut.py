"""The power cut at four hundred moments, each with another part of the unsynced writes lost: what was answered is there."""

import random
import shutil
from pathlib import Path

import pytest

from server.record import Record
from specs.refusals import Refused
from tests.promises.power import Event, File, after_a_cut, recorded
from tests.promises.writing import asked_and_kept, wrong_in

CUTS = 400
OPTIONS = ("--sessions", "3", "--acts", "70")


def found_wrong(events: list[Event], cuts: int, folder: Path) -> list[str]:
    """What was wrong after each cut where something was. The cuts are spread over all that was done, the last after everything."""
    chance = random.Random(11)
    found = []
    for number in range(cuts):
        cut = len(events) if number == cuts - 1 else chance.randrange(len(events))
        image = folder / "image"
        image.mkdir()
        said = after_a_cut(events, cut, chance, image)
        try:
            record = Record(image / "record.db")
            wrong = wrong_in(record, *asked_and_kept(iter(said)))
            record.close()
        except Refused as refused:
            wrong = str(refused)
        if wrong:
            found.append(f"cut {number + 1}, before event {cut} of {len(events)}: {wrong}")
        shutil.rmtree(image)
    return found


def write_and_record(folder: Path, *options: str) -> list[Event]:
    (folder / "data").mkdir()
    events = recorded(folder / "data", folder / "calls", *OPTIONS, *options)
    said = b"".join(event.data for event in events if event.call == "said")
    assert said == (folder / "data" / "said").read_bytes()
    assert said.count(b"kept") >= 200
    return events


def test_no_answered_act_is_lost_in_four_hundred_power_cuts(tmp_path):
    events = write_and_record(tmp_path)
    assert {event.call for event in events} == {"made", "write", "cut", "sync", "removed", "said"}
    checkpoints = sum(event.call == "sync" and event.file == "record.db" for event in events)
    assert checkpoints >= 5, "without checkpoints this would test half of it"
    assert found_wrong(events, CUTS, tmp_path) == []


def test_the_same_test_loses_acts_when_commits_are_not_synced(tmp_path):
    """The planted fault: ``synchronous=NORMAL`` syncs at checkpoints only, so acts that were answered are lost."""
    found = found_wrong(write_and_record(tmp_path, "--synchronous", "NORMAL"), CUTS, tmp_path)
    lost = [wrong for wrong in found if ": lost: " in wrong]
    print(f"with NORMAL, answered acts were lost at {len(lost)} of {CUTS} cuts")
    assert len(lost) > CUTS // 10
    assert lost == found, "NORMAL loses, and damages nothing"


def test_the_same_test_loses_everything_when_nothing_is_synced(tmp_path):
    """Another planted fault: syncs that the disk swallows."""
    events = [event for event in write_and_record(tmp_path) if event.call != "sync" or not event.file]
    assert len(found_wrong(events, 40, tmp_path)) > 20


@pytest.mark.parametrize("seed", range(20))
def test_what_a_cut_leaves_of_a_file(seed):
    """Never anything but the synced bytes with some of the later writes over them, sector by sector."""
    file = File()
    file.since.append(Event("write", "f", b"a" * 2048, 0))
    file.sync()
    file.since += [Event("write", "f", b"b" * 1024, 512), Event("write", "f", b"c" * 512, 2048)]
    left = file.now(random.Random(seed))
    sectors = [set(left[start : start + 512]) for start in range(0, len(left), 512)]
    assert len(sectors) in (4, 5)
    assert all(seen in ({97}, {98}) for seen in sectors[1:3]) and sectors[0] == sectors[3] == {97}
    assert all(seen in ({99}, {0}) for seen in sectors[4:])
