"""Files that others made to break programs: each is taken, or refused with a sentence, as it was when a person last looked.

``outcomes.csv`` beside this file keeps what becomes of each file: “taken”, with what was mended, or the sentence of its refusal. A change
of outcome fails until somebody has looked at it and changed the table; this prints the table as it would be:

    python -c "from tests.hostile.test_corpus import print_table; print_table()"
"""

import csv
import functools
import io
import sys
from pathlib import Path

import docx
import pytest

from server import word_files
from server.workers import COULD_NOT_READ, MIB, TOO_MUCH, run
from specs.refusals import Refused
from tests.corpus import ROOT, cases, corpus
from tests.hostile.mutants import mutants
from tests.hostile.reading import Outcome, break_down, one_after_another, reach_out, taken_or_refused

OUTCOMES = Path(__file__).with_name("outcomes.csv")
FOLDERS = ("docx/edge", "hostile")
MOST_SECONDS, MOST_MEMORY = 10, 300 * MIB


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def files() -> list[Path]:
    return sorted(path for folder in FOLDERS for path in corpus(folder).rglob("*") if path.is_file() and path.name != "index.json")


@functools.cache
def found_in(folder: Path) -> dict[str, Outcome]:
    """What becomes of each file of a folder. One process takes them all: starting one takes longer than most files do.

    Where that process breaks, runs out of time or memory, or reaches for a file or the network, each file gets its own, to say which it is.
    """
    asked = [(name_of(path), path.read_bytes()) for path in files() if path.parent == folder]
    try:
        return dict(zip((name for name, _ in asked), run(one_after_another, asked, seconds=300), strict=True))
    except Refused:
        return {name: alone(name, data) for name, data in asked}


def alone(name: str, data: bytes) -> Outcome:
    try:
        return run(taken_or_refused, name, data)
    except Refused as broke:
        return Outcome(str(broke), 0, 0)


def expected() -> dict[str, str]:
    with OUTCOMES.open(encoding="utf-8", newline="") as table:
        return {row["path"]: row["outcome"] for row in csv.DictReader(table)}


def print_table() -> None:
    table = csv.writer(sys.stdout, lineterminator="\n")
    table.writerow(("path", "outcome"))
    table.writerows((name_of(path), found_in(path.parent)[name_of(path)].said) for path in files())


def judged(found: Outcome, kept: str | None) -> list[str]:
    """What is wrong with an outcome, held to the one that was kept."""
    return [
        fault
        for wrong, fault in (
            (found.said != kept, f"it was {kept!r} and is {found.said!r}"),
            (not found.said.startswith("taken") and not found.said.endswith("."), f"no sentence: {found.said!r}"),
            (found.memory > MOST_MEMORY, f"{found.memory // MIB} MB"),
            (found.seconds > MOST_SECONDS, f"{found.seconds:.1f} seconds"),
        )
        if wrong
    ]


@pytest.mark.parametrize("path", [case for case in cases("docx/edge/*", "hostile/*/*") if "index.json" not in str(case.id)])
def test_as_it_was(path):
    assert judged(found_in(path.parent)[name_of(path)], expected().get(name_of(path))) == []


@pytest.mark.parametrize("path", cases("docx/edge/*.do*"))
def test_the_way_that_uploads_take(path):
    """The same outcome in a process for this file alone, as the server has it."""
    try:
        said = " ".join(["taken", *run(word_files.read_here, path.read_bytes()).said])
    except Refused as no:
        said = str(no)
    assert said == expected()[name_of(path)]


def test_the_table_is_about_the_files_that_are_there():
    assert sorted(expected()) == [name_of(path) for path in files()]


def test_the_table_knows_no_broken_process():
    assert {COULD_NOT_READ, TOO_MUCH} & set(expected().values()) == set()


# Documents of our own with faults put into their XML: 300 here, some thousands were looked at once.


def test_small_faults():
    made = list(mutants(300))
    found = dict(zip((what for what, _ in made), run(one_after_another, made, seconds=120), strict=True))
    wrong = {what: each for what, each in found.items() if judged(each, each.said)}
    assert wrong == {}
    assert 100 < sum(each.said.startswith("taken") for each in found.values()) < 250


def test_the_same_faults_each_time():
    assert list(mutants(5)) == list(mutants(5))


# The check itself finds what it is there to find.


@pytest.mark.parametrize(
    ("found", "kept"),
    [
        (Outcome("taken", 0, 0.1), "This is a PDF."),
        (Outcome("This is a PDF.", 0, 0.1), "taken"),
        (Outcome("taken", 0, 0.1), None),
        (Outcome("KeyError", 0, 0.1), "KeyError"),
        (Outcome("taken", 301 * MIB, 0.1), "taken"),
        (Outcome("taken", 0, 10.1), "taken"),
    ],
)
def test_a_fault_is_found(found, kept):
    assert len(judged(found, kept)) == 1


@pytest.mark.parametrize("faulty", [break_down, reach_out])
def test_a_reader_that_breaks_or_reaches_out_is_found(faulty):
    assert faulty is break_down or faulty("a file", b"").said.startswith("taken")
    with pytest.raises(Refused, match=COULD_NOT_READ):
        run(faulty, "a file", b"")


def test_an_honest_file_is_within_the_limits():
    document = docx.Document()
    document.add_heading("Access", 1)
    document.add_paragraph("Staff will attend.")
    kept = io.BytesIO()
    document.save(kept)
    held_here = b"x" * MOST_MEMORY  # what this process holds is not counted for that one
    found = alone("a file", kept.getvalue())
    assert len(held_here) == MOST_MEMORY
    assert judged(found, "taken") == []
    assert found.memory > 0 or sys.platform != "linux"
