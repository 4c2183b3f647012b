"""A hundred people write at once: what was answered is there once, nobody sees an error, and nobody waits."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from server.record import Record
from tests.promises.crowd import WRITERS

BUSY = 0.8  # of a core: beyond that the crowd itself was what was slow, and the run says nothing


class Run(NamedTuple):
    """What the crowd was answered, what the service said of its loop, and the keys of the comments that the record holds."""

    answers: list[list[Any]]
    busy: float
    loop: dict[str, float]
    kept: Counter[str]


def run(folder: Path, seconds: float, writers: int = WRITERS, planted: str = "") -> Run:
    """A service and its crowd, each in a process of its own."""
    python = [sys.executable, "-m", "tests.promises.crowd"]
    service = subprocess.Popen(
        [*python, "serve", str(folder), "--writers", str(writers), "--planted", planted], stdout=subprocess.PIPE, text=True
    )
    try:
        assert service.stdout is not None
        where = service.stdout.readline()
        crowd = subprocess.run([*python, "write", where, "--seconds", str(seconds)], stdout=subprocess.PIPE, text=True, check=True)
        said = json.loads(crowd.stdout)
        service.terminate()
        loop = json.loads(service.stdout.readlines()[-1])
    finally:
        service.kill()
        service.communicate()
    record = Record(folder / "record.db", "ro")
    try:
        assert record.verify() is None
        kept = Counter(entry.key for _, entry in record.follow() if any(name == "Commented" for name, _ in entry.body))
    finally:
        record.close()
    return Run(said["answers"], said["busy"], loop, kept)


def wrong_with(one: Run) -> list[str]:
    """What is wrong with a run; nothing where every promise was kept."""
    posts = [each for each in one.answers if each[0] == "post"]
    answered = {key for _, status, _, key in posts if status == 303}
    waits = sorted(seconds for _, _, seconds, _ in posts)
    errors = Counter(status for _, status, *_ in one.answers if status not in (200, 303))
    said = []
    if one.busy > BUSY:
        said.append(f"void: the crowd took {one.busy:.0%} of a core")
    if errors:
        said.append(f"answers that are none: {dict(errors)}")
    if answered - one.kept.keys():
        said.append(f"{len(answered - one.kept.keys())} answered comments are lost")
    if [key for key, times in one.kept.items() if times > 1]:
        said.append("some comments are there twice")
    if waits[int(len(waits) * 0.95)] > 0.5:
        said.append(f"95 % answered within {waits[int(len(waits) * 0.95)]:.3f} s")
    if one.loop["worst"] > 0.05:
        said.append(f"the loop was held up for {one.loop['worst'] * 1000:.0f} ms, {one.loop['over']} times over 50 ms")
    return said


@pytest.mark.crowd
def test_a_hundred_writers_for_a_minute(tmp_path):
    one = run(tmp_path / "data", 60)
    posts = [seconds for what, _, seconds, _ in one.answers if what == "post"]
    print(
        f"{len(posts)} posts, median {sorted(posts)[len(posts) // 2] * 1000:.0f} ms, "
        f"95 % {sorted(posts)[int(len(posts) * 0.95)] * 1000:.0f} ms, loop at worst {one.loop['worst'] * 1000:.0f} ms, crowd {one.busy:.0%}"
    )
    assert wrong_with(one) == []
    assert len(posts) > 3_000 and sum(one.kept.values()) > 3_000


def test_the_harness_sees_a_loop_that_is_held_up(tmp_path):
    one = run(tmp_path / "data", 4, writers=5, planted="slow")
    assert [said for said in wrong_with(one) if "held up" in said] != []


@pytest.mark.parametrize(
    ("spoilt", "sentence"),
    [
        (lambda one: one._replace(kept=Counter({"a": 2})), "some comments are there twice"),
        (lambda one: one._replace(kept=Counter()), "1 answered comments are lost"),
        (lambda one: one._replace(answers=[*one.answers, ["page", 500, 0.1, ""]]), "answers that are none: {500: 1}"),
        (lambda one: one._replace(busy=0.9), "void: the crowd took 90% of a core"),
        (lambda one: one._replace(answers=[["post", 303, 0.7, "a"]]), "95 % answered within 0.700 s"),
    ],
)
def test_the_harness_sees_what_is_wrong(spoilt, sentence):
    right = Run([["post", 303, 0.01, "a"]], 0.2, {"worst": 0.01, "over": 0}, Counter("a"))
    assert wrong_with(right) == []
    assert wrong_with(spoilt(right)) == [sentence]
