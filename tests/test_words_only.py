"""Where only words changed, what is written at once is to the byte what two editions laid beside each other give."""

import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exports import words_only
from exports.words_only import changed_words
from specs.boxes import boxes, filled
from specs.clauses import Reword
from specs.refusals import Refused
from tests.corpus import cases
from tests.test_tracked import AUTHORS, Told
from tests.word_stories import rich_file

SEED = st.integers(0, 2**40)
WORDS = ("people", "must", "every week, or", "a visit.", "the provider")


def both(told: Told, earlier: int, later: int, monkeypatch: Any, **more: object) -> tuple[bytes, bytes, bool]:
    """The file in each way, and whether the quick one was taken at all."""
    taken: list[bool] = []

    def noted(*asked: Any) -> Any:
        found = changed_words(*asked)
        taken.append(found is not None)
        return found

    with monkeypatch.context() as patch:
        patch.setattr(words_only, "changed_words", noted)
        quick = told.tracked(earlier, later, **more)
        patch.setattr(words_only, "may_be", lambda *_: False)
        return quick, told.tracked(earlier, later, **more), any(taken)


def reworded(told: Told, chance: random.Random, acts: int) -> None:
    """Some clauses get other words, by several people."""
    for _ in range(acts):
        clause = chance.choice(list(told.story.tender.reading_order()))
        texts = [box.text for box in boxes(clause.wording)]
        place = chance.randrange(len(texts)) if texts else 0
        words = texts[place].split() if texts else []
        if not words:
            continue
        at = chance.randrange(len(words))
        words[at : at + chance.randint(0, 2)] = [chance.choice(WORDS)] * chance.randint(0, 2)
        texts[place] = " ".join(words) or "Nothing more."
        try:
            told.story.act(Reword(clause.id, clause.version, filled(clause.wording, texts)), chance.choice(AUTHORS))
        except Refused:
            continue
    told.last = len(told.story.entries)


def compared(seed: int, monkeypatch: Any, data: bytes = b"") -> bool:
    chance = random.Random(seed)
    told = Told(data or rich_file(), seed, chance.randint(0, 4))
    begun = told.last
    reworded(told, chance, chance.randint(1, 8))
    quick, slow, taken = both(told, chance.randint(max(begun - 1, 1), told.last), told.last, monkeypatch, draft=chance.random() < 0.3)
    assert quick == slow
    return taken


def test_what_is_written_at_once_is_the_same(monkeypatch):
    taken = [compared(seed, monkeypatch) for seed in range(150)]
    assert sum(taken) > 60


@pytest.mark.night
@settings(max_examples=3_000, deadline=None)
@given(SEED)
def test_what_is_written_at_once_is_the_same_many_times(seed):
    with pytest.MonkeyPatch.context() as patch:
        compared(seed, patch)


@pytest.mark.parametrize("path", cases("docx/tenders/*.docx"))
def test_in_real_files(path: Path, monkeypatch):
    compared(len(path.stem), monkeypatch, path.read_bytes())


def test_another_word_would_be_found(monkeypatch):
    """The words of a paragraph as they were, in the place of what they are: the two ways differ."""
    monkeypatch.setattr(words_only, "woven", lambda *_: None)
    found = []
    for seed in range(20):
        told = Told(rich_file(), 0, 0)
        reworded(told, random.Random(seed), 3)
        quick, slow, taken = both(told, 1, told.last, monkeypatch)
        found += [quick != slow] if taken else []
    assert any(found)
