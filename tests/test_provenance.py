"""Whose the words are: every word has one act, and keeps it wherever it goes."""

import importlib
import sys
from collections.abc import Callable
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings

from specs import provenance
from specs.provenance import Provenance
from specs.wording import Paragraph, Wording
from specs.words import changes
from tests.benchmarks.adapters import blame, recorded
from tests.corpus import corpus
from tests.wordings import CHANCE, bag, edited, wording_of

A, B, C = "Staff meet each person within two weeks.", "They write down what was agreed, and give a copy.", "People choose who comes."


def shown(*versions: list[str]) -> list[list[tuple[str, int]]]:
    """Whose the words of the last version are, typed one over the other, a list a paragraph."""
    every = recorded(["\n".join(lines) for lines in versions])
    told = Provenance()
    told.tell(every[0], 0)
    for number, (before, after) in enumerate(pairwise(every), 1):
        told.tell(after, number, (), changes(before, after))
    return [[(p.text[run.start : run.end], run.act) for run in told.runs(p.id)] for p in every[-1]]


def test_new_words_are_the_newest_acts():
    assert shown([A], [A.replace("two", "three")]) == [[("Staff meet each person within", 0), ("three", 1), ("weeks.", 0)]]
    assert shown([A], [A, C]) == [[(A, 0)], [(C, 1)]]


@pytest.mark.parametrize(
    "last", [[B, A], [f"{A} {B}"], [f"{B} {A}"], [A.removesuffix(" within two weeks."), "within two weeks.", B], [f"{C} {A}", B]]
)
def test_words_that_moved_keep_their_act(last):
    words = [(word, act) for line in shown([A, B], last) for text, act in line for word in bag(text)]
    assert {word for word, act in words if act == 1} <= set(bag(C))


@pytest.mark.parametrize(
    "versions",
    [
        ([A, B], [A], [A, B]),
        ([f"{A} {B}"], [A], [f"{A} {B}"]),
        ([A], [A.replace(" within two weeks", "")], [A]),
        ([A, B], [C], [C], [C, A, B]),
    ],
)
def test_words_put_back_are_their_first_writers(versions):
    words = [(text, act) for line in shown(*versions) for text, act in line if text != C]
    assert {act for _, act in words} == {0}


def test_words_of_a_suggestion_are_its_writers_and_words_that_stood_are_not():
    base = (Paragraph("p1", "para", A),)
    after = (Paragraph("p1", "para", A.replace("two", "three or four")),)
    told = Provenance()
    told.tell(base, "import")
    told.tell(after, "decision", [("p1", 0, 38, "suggestion")], changes(base, after))
    assert [(after[0].text[start:end], act) for start, end, act in told.runs("p1")] == [
        ("Staff meet each person within", "import"),
        ("three or", "suggestion"),
        ("four", "decision"),
        ("weeks.", "import"),
    ]


def test_a_paragraph_that_goes_to_another_clause_keeps_its_acts():
    told = Provenance()
    told.tell((Paragraph("p1", "para", A), Paragraph("p2", "para", B)), 1)
    told.tell((Paragraph("p2", "para", B), Paragraph("p3", "para", C)), 2)
    assert [told.runs(name)[0].act for name in ("p1", "p2", "p3")] == [1, 1, 2]
    assert told.runs("p9") == []


def story(chance: Random) -> list[Wording]:
    every = [wording_of(chance, chance.randint(1, 5))]
    for number in range(chance.randint(1, 6)):
        every.append(chance.choice(every) if chance.random() < 0.2 else edited(chance, every[-1], f"n{number}x", 2))
    return every


def insist(every: list[Wording]) -> None:
    told = Provenance()
    first: dict[str, int] = {}
    for number, wording in enumerate(every):
        told.tell(wording, number, (), changes(every[number - 1], wording) if number else None)
        for word in bag(*(p.text for p in wording)):
            first.setdefault(word, number)
        for p in wording:
            runs = told.runs(p.id)
            assert bag(*(p.text[run.start : run.end] for run in runs)) == bag(p.text)
            assert all(one.end <= two.start and one.act != two.act for one, two in pairwise(runs))
            for run in runs:
                assert all(first[word] <= run.act for word in bag(p.text[run.start : run.end])), "too early"
    before = told_until(every[:-1])
    for p in every[-1]:
        if any(p == was for was in every[-2] if len(every) > 1):
            assert told.runs(p.id) == before.runs(p.id), "stolen"


def told_until(every: list[Wording]) -> Provenance:
    told = Provenance()
    for number, wording in enumerate(every):
        told.tell(wording, number, (), changes(every[number - 1], wording) if number else None)
    return told


@settings(max_examples=500, deadline=None)
@given(CHANCE)
def test_every_word_has_one_act(chance):
    insist(story(chance))


@pytest.mark.night
@settings(max_examples=10_000, deadline=None)
@given(CHANCE)
def test_every_word_has_one_act_many_times(chance):
    insist(story(chance))


def insist_on_many() -> None:
    for seed in range(200):
        insist(story(Random(seed)))


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("_with_new", lambda text, acts, act, others: [0 if each is None else each for each in acts]),
        ("groupby", lambda every, key=bool: ((key(each), [each]) for each in every)),
    ],
)
def test_a_fault_would_be_found(monkeypatch: pytest.MonkeyPatch, name: str, fault: Callable[..., object]):
    monkeypatch.setattr(provenance, name, fault)
    with pytest.raises((AssertionError, ValueError)):
        insist_on_many()


def test_what_did_not_change_is_not_looked_at(monkeypatch):
    every = recorded(["\n".join(f"{A} Number {k}." for k in range(200))] * 2)
    last = (Paragraph(every[0][0].id, "para", C), *every[0][1:])
    told = told_until(every[:1])
    sizes = []
    monkeypatch.setattr(provenance, "followed", lambda old, new, made: sizes.append(len(old.words)) or [-1] * len(old.words))
    told.tell(last, 1, (), changes(every[0], last))
    assert sizes == [len(bag(A)) + 3]


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # the scorer leaves closing its files to Python
def test_real_histories(monkeypatch, capsys):
    monkeypatch.syspath_prepend(str(corpus("score")))
    scorer = importlib.import_module("blame_score")
    try:
        scorer.run(blame, "DEV")
    finally:
        for name in ("blame_score", "anchor_score"):
            sys.modules.pop(name, None)
    said = capsys.readouterr().out
    assert "too early 0 " in said and "stolen 0 (0.00%)" in said and "ORDER BROKEN" not in said
