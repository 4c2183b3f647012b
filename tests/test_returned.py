"""A Word file that comes back: matched clause by clause, everybody's changes theirs alone, and no word lost in reading it."""

import random
from pathlib import Path

import pytest

from exports import tracked
from exports.ledger import ledger
from exports.returned import Returned, returned
from exports.word_in import read
from specs.refusals import Refused
from tests.corpus import cases
from tests.test_round_trip import something
from tests.test_tracked import NAMES, Told
from tests.word_stories import FromWord, rich_file


def back(came: FromWord, data: bytes, **more: object) -> Returned:
    """What a file says that came back, with no word lost."""
    part = came.tender.parts["d1"]
    found = returned(data, came.tender, part, came.basis, **more)
    assert ledger(found, data, came.tender, part) == []
    return found


def insist_on_no_change(found: Returned) -> None:
    assert not found.changed, (found.reworded[:1], found.removed[:1], found.moved[:1], found.loose[:1])
    assert {each.rung for each in found.clauses} <= {"bookmark", "no words"}
    assert found.differences == ()


def lived(data: bytes, seed: int, acts: int = 8) -> FromWord:
    """A tender to which this and that was done."""
    came, chance = FromWord(data), random.Random(seed)
    for _ in range(acts):
        try:
            came.act(something(came.tender, chance))
        except Refused:
            continue
    return came


@pytest.mark.parametrize("path", cases("docx/tenders/*.docx"))
def test_a_real_file_that_comes_back_as_it_went(path: Path):
    came = lived(path.read_bytes(), 1)
    insist_on_no_change(back(came, came.written().data))


@pytest.mark.parametrize("seed", range(40))
def test_any_story_that_comes_back_as_it_went(seed: int):
    came = lived(rich_file(), seed, 1 + seed % 12)
    insist_on_no_change(back(came, came.written(draft=seed % 2 == 0).data))


@pytest.mark.parametrize("path", cases("docx/tenders/*.docx"))
def test_a_real_file_with_our_own_tracked_changes_comes_back_as_it_went(path: Path):
    insist_on_our_own(Told(path.read_bytes(), 1, 8))


@pytest.mark.parametrize("seed", range(40))
def test_our_own_tracked_changes_come_back_as_they_went(seed: int):
    insist_on_our_own(Told(rich_file(), seed, 1 + seed % 12))


def insist_on_our_own(told: Told) -> None:
    tender = told.edition(told.last)
    data = told.tracked(1, told.last)
    found = returned(data, tender, tender.parts["d1"], told.basis, names=[*NAMES.values(), "Ash Council", *tracked.SIDES.values()])
    assert ledger(found, data, tender, tender.parts["d1"]) == []
    assert not found.changed, (found.reworded[:1], found.removed[:1], found.moved[:1], found.loose[:1])
    assert {each.rung for each in found.clauses} <= {"bookmark", "no words"}


def pairs() -> list[object]:
    """The old and the new file of each pair: WC001-Digits and WC001-Digits-Mod …"""
    found = []
    for case in cases("docx/wc_pairs/*.docx"):
        (path,) = case.values
        if path is None:
            return [case]
        for end in ("-Unmodified", "-Before", ""):
            for other in cases("docx/wc_pairs/*.docx"):
                (old,) = other.values
                stem = old.stem
                if (
                    stem != path.stem
                    and (stem.endswith(end) if end else True)
                    and path.stem.startswith(stem.removesuffix(end)[: len("WC001")])
                ):
                    found.append(pytest.param(old, path, id=f"{stem} {path.stem}"))
    return list({(each.values): each for each in found}.values())


@pytest.mark.parametrize(("old", "new"), pairs())
def test_no_word_is_lost_between_two_files(old: Path, new: Path):
    try:
        came = FromWord(old.read_bytes())
        read(new.read_bytes())
    except Refused:
        return
    back(came, new.read_bytes())


@pytest.mark.parametrize("path", cases("docx/tracked/*.docx", "docx/comments/*.docx"))
def test_no_word_is_lost_of_what_real_people_tracked(path: Path):
    """The file is its own edition, so that everybody's tracked changes are taken back and made again."""
    try:
        came = FromWord(path.read_bytes())
    except Refused:
        return
    back(came, path.read_bytes())
