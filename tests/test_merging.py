"""Wordings made from one, merged: what stands apart together, what collides set apart with all its words."""

import importlib
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import permutations
from random import Random
from types import ModuleType

import pytest
from hypothesis import given, settings

from specs import meeting, merging
from specs.merging import (
    AS_IT_WAS,
    OURS,
    OURS_THEN_THEIRS,
    OWN,
    THEIRS,
    THEIRS_THEN_OURS,
    Merged,
    Own,
    lost,
    merge,
    merge_all,
    settled,
    sources,
    to_read,
)
from specs.wording import Paragraph, Series, Wording, plain
from tests.benchmarks import adapters
from tests.corpus import corpus
from tests.wordings import CHANCE, bag, edited, insist_on_sound, wording_of


def wording(*lines: str) -> Wording:
    return tuple(Paragraph(f"p{k}", "para", line) for k, line in enumerate(lines, 1))


def two_sides(chance: Random) -> tuple[Wording, Wording, Wording]:
    base = wording_of(chance, chance.randint(1, 6))
    return base, edited(chance, base, "a", chance.randint(1, 4)), edited(chance, base, "b", chance.randint(1, 4))


def insist(base: Wording, ours: Wording, theirs: Wording) -> None:
    assert merge(base, ours, base).wording == ours
    assert merge(base, base, theirs).wording == theirs
    assert merge(base, ours, ours).wording == ours
    merged, other = merge(base, ours, theirs), merge(base, theirs, ours)
    assert merged.clean is other.clean
    if merged.wording is not None:
        assert other.wording is not None
        assert plain(merged.wording) == plain(other.wording)
        insist_on_ledger(base, ours, theirs, merged.wording)
    insist_on_choices(merged, (ours, theirs))


def insist_on_ledger(base: Wording, ours: Wording, theirs: Wording, result: Wording) -> None:
    """No word stands more often than both put in, or less often than both left."""
    old, one, two, new = (bag(plain(each)) for each in (base, ours, theirs, result))
    for word in old | one | two | new:
        changes = one[word] - old[word], two[word] - old[word]
        assert new[word] <= max(old[word], 0) + sum(max(each, 0) for each in changes) + min(old[word], 2), word
    for word in (one & two) - old:
        assert new[word] >= max(one[word], two[word]), word


def choices_for(merged: Merged, chance: Random) -> list[object]:
    found: list[object] = []
    for collision in merged.collisions:
        every: list[object] = [(side,) for side in collision.sides] + [AS_IT_WAS, *([Own("Words of our own.")] if collision.own else [])]
        if collision.both:
            every += [each for each in permutations(collision.sides) if len(each) > 1]
        found.append(chance.choice(every))
    return found


def insist_on_choices(merged: Merged, sides: tuple[Wording, ...]) -> None:
    for seed in range(3):
        choices = choices_for(merged, Random(seed))
        result = settled(merged, choices)  # type: ignore[arg-type]
        insist_on_sound(result)
        texts = {p.id: p.text for p in result}
        every = sources(merged, choices)  # type: ignore[arg-type]
        for span in every:
            words = texts[span.paragraph][span.start : span.end]
            whose = ["Words of our own."] if span.side == OWN else [p.text for p in sides[span.side]]
            assert any(words in text for text in whose), (words, span)
        gone = bag(*lost(merged, choices))  # type: ignore[arg-type]
        there = bag(plain(result))
        for collision in merged.collisions:
            for side in collision.sides:
                for word in bag(collision.words[side]) - bag(collision.base):
                    assert word in there or word in gone, f"{word} is lost and nobody says so"
        for name, start, end in to_read(merged, choices):  # type: ignore[arg-type]
            assert texts[name][start:end].strip()


def insist_on_many() -> None:
    for seed in range(500):
        insist(*two_sides(Random(seed)))


@settings(max_examples=500, deadline=None)
@given(CHANCE)
def test_laws_of_merging(chance):
    insist(*two_sides(chance))


@pytest.mark.night
@settings(max_examples=10_000, deadline=None)
@given(CHANCE)
def test_laws_of_merging_many_times(chance):
    insist(*two_sides(chance))


def insist_on_several(chance: Random) -> None:
    base = wording_of(chance, chance.randint(2, 6))
    sides = [edited(chance, base, name, chance.randint(1, 2)) for name in "abc"]
    merged = merge_all(base, sides)
    for order in permutations(range(3)):
        other = merge_all(base, [sides[k] for k in order])
        assert other.clean is merged.clean
        if merged.wording is not None and other.wording is not None:
            assert plain(other.wording) == plain(merged.wording)
    insist_on_choices(merged, tuple(sides))


@settings(max_examples=200, deadline=None)
@given(CHANCE)
def test_several_in_any_order(chance):
    insist_on_several(chance)


@pytest.mark.night
@settings(max_examples=10_000, deadline=None)
@given(CHANCE)
def test_several_in_any_order_many_times(chance):
    insist_on_several(chance)


@pytest.mark.parametrize(
    ("where", "name", "fault"),
    [
        (meeting, "_words", lambda *told: None),
        (meeting, "_same", lambda *told: None),
        (meeting, "_places", lambda *told: None),
        (merging, "edits", lambda *told: []),
    ],
)
def test_a_fault_would_be_found(monkeypatch, where, name, fault):
    monkeypatch.setattr(where, name, fault)
    with pytest.raises((AssertionError, IndexError)):
        insist_on_many()


A, B = "Staff meet each person within two weeks.", "They write down what was agreed."


def test_a_collision_and_every_way_to_settle_it():
    base = wording(A, B)
    merged = merge(base, wording(A.replace("two", "three"), B), wording(A.replace("two", "four"), B.replace("They", "Staff")))
    assert merged.wording is None
    (only,) = merged.collisions
    assert (only.paragraph, only.base, only.words, only.sides, only.both) == ("p1", "two", ("three", "four"), (0, 1), True)
    for choice, words, gone in (
        (OURS, "three", ["four"]),
        (THEIRS, "four", ["three"]),
        (OURS_THEN_THEIRS, "three four", []),
        (THEIRS_THEN_OURS, "four three", []),
        (AS_IT_WAS, "two", ["three", "four"]),
        (Own("three or four"), "three or four", []),
    ):
        assert [p.text for p in settled(merged, [choice])] == [A.replace("two", words), B.replace("They", "Staff")]
        assert lost(merged, [choice]) == gone
    assert sources(merged, [OURS_THEN_THEIRS])[:2] == [("p1", 30, 35, 0), ("p1", 36, 40, 1)]
    assert sources(merged, [Own("nine")])[0] == ("p1", 30, 34, OWN)


@pytest.mark.parametrize("choices", [[], [OURS, OURS], [(2,)], [(0, 0)]])
def test_choices_that_do_not_fit_are_refused(choices):
    merged = merge(wording(A), wording(A.replace("two", "three")), wording(A.replace("two", "four")))
    with pytest.raises(ValueError, match=r"choice|chosen"):
        settled(merged, choices)


def test_paragraphs_at_one_place_can_both_stand():
    base = wording(A, B)
    one, two = Paragraph("n1", "para", "One."), Paragraph("n2", "para", "Two.")
    merged = merge(base, (base[0], one, base[1]), (base[0], two, base[1]))
    assert merged.collisions[0].whole and merged.collisions[0].paragraph == "p1"
    assert settled(merged, [THEIRS_THEN_OURS]) == (base[0], two, one, base[1])
    assert settled(merged, [OURS]) == (base[0], one, base[1])
    assert [p.text for p in settled(merged, [Own("Three.")])] == [A, "Three.", B]


def test_words_of_ones_own_stand_once_where_two_collisions_are_about_a_paragraph():
    """A long search found it: both gave the paragraph another look, one moved it, and the other put one behind it."""
    base = (*wording(A), Paragraph("p2", "bullet", B, series=Series("l1", 0)))
    put, moved = Paragraph("n1", "para", "New."), replace(base[1], level=1)
    ours, theirs = (base[0], replace(base[1], level=2), put), (moved, base[0])
    merged = merge(base, ours, theirs)
    assert [collision.own for collision in merged.collisions] == [True, False]
    assert [p.text for p in settled(merged, [Own("Ours."), THEIRS])] == ["Ours.", A]
    with pytest.raises(ValueError, match="one of the sides has to be chosen here"):
        settled(merged, [Own("Ours."), Own("Ours.")])
    insist(base, ours, theirs)


def test_paragraphs_moved_each_behind_the_other_are_not_lost():
    """A long search found it: one side moves the first paragraph behind the third, the other the third behind the first."""
    base = wording("One.", "Two.", "Three.", "Four.")
    one, two, three, four = base
    new = Paragraph("n1", "para", "New.")
    ours, theirs = (one, new, three, two, four), (two, three, one, four)
    merged = merge(base, ours, theirs)
    for choice in (OURS_THEN_THEIRS, THEIRS_THEN_OURS):
        assert sorted(p.text for p in settled(merged, [choice])) == ["Four.", "New.", "One.", "Three.", "Two."]
    insist(base, ours, theirs)


def test_a_paragraph_taken_out_and_edited():
    base = wording(A, B)
    merged = merge(base, base[:1], wording(A, B.replace("agreed", "said")))
    (only,) = merged.collisions
    assert (only.words, only.both) == (("", B.replace("agreed", "said")), False)
    assert settled(merged, [OURS]) == base[:1]
    assert lost(merged, [OURS]) == [B.replace("agreed", "said")]
    with pytest.raises(ValueError, match="cannot all stand"):
        settled(merged, [OURS_THEN_THEIRS])


def test_an_edit_goes_with_words_the_other_side_put_elsewhere():
    base = wording(f"{A} {B}")
    split = (Paragraph("p1", "para", A), Paragraph("n1", "para", B))
    merged = merge(base, split, wording(f"{A} {B}".replace("was agreed", "they agreed")))
    assert merged.wording == (split[0], Paragraph("n1", "para", B.replace("was agreed", "they agreed")))
    assert ("n1", 21, 25, 1) in sources(merged)


def test_an_edit_amid_a_collision_is_part_of_it():
    """One side put its sentences in another order, one edited the first and the end of the second, one only a word between the two."""
    base = wording("Staff write a plan each month. They meet the home provider and agree.")
    edited = wording("Staff make a note each month. They meet the home provider and sign.")
    swapped = wording("They meet the home provider and agree. Staff write a plan each month.")
    amid = wording("Staff write a plan each month. They meet the first home provider and agree.")
    merged = merge_all(base, (edited, swapped, amid))
    (only,) = merged.collisions
    assert only.sides == (0, 1, 2)
    (both,) = settled(merged, [(0, 2)])
    assert both.text == f"{edited[0].text[:-1]} {amid[0].text}"
    written = [(both.text[start:end], side) for _, start, end, side in sources(merged, [(0, 2)])]
    assert written == [("make", 0), ("note", 0), ("sign", 0), ("first ", 2)]
    assert settled(merged, [Own("They write together")])[0].text == "They write together."
    assert "first" in lost(merged, [(0, 1)])
    insist_on_choices(merged, (edited, swapped, amid))


def test_two_edits_of_one_sentence_are_merged_and_to_be_read():
    merged = merge(wording(A), wording(A.replace("Staff", "We")), wording(A.replace("two", "three")))
    assert merged.wording == wording("We meet each person within three weeks.")
    assert merged.read == (("p1", 0, 39),)


def test_one_id_for_two_new_paragraphs_is_refused():
    base = wording(A)
    with pytest.raises(ValueError, match="n1"):
        merge(base, (*base, Paragraph("n1", "para", "One.")), (*base, Paragraph("n1", "para", "Two.")))


def test_the_longest_clause_is_merged_in_bounded_steps(monkeypatch):
    from specs import words

    sizes = []
    compared = words._compared
    monkeypatch.setattr(words, "_compared", lambda one, two: sizes.append(len(one) + len(two)) or compared(one, two))
    base = wording(*(f"w{k} x{k} y{k}." for k in range(2_000)))
    ours = tuple(Paragraph(p.id, "para", f"New {p.text}") for p in base)
    theirs = tuple(Paragraph(f"n{p.id}", "para", f"Other {p.text}") for p in reversed(base))
    assert len(merge(base, ours, theirs).collisions) >= 1
    assert max(sizes) <= words.LARGEST_COMPARISON


def test_the_same_paragraph_thousands_of_times_is_no_trouble():
    ours = tuple(Paragraph(f"a{k}", "para", "The same words here.") for k in range(2_000))
    theirs = (*(Paragraph(f"b{k}", "para", "The same words here.") for k in range(1_999)), Paragraph("b", "para", "Other words."))
    assert len(merge((), ours, theirs).collisions) == 1


@pytest.fixture
def scorers(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[ModuleType, ModuleType]]:
    monkeypatch.syspath_prepend(str(corpus("score")))
    names = "merge_score", "split_score"
    yield tuple(importlib.import_module(name) for name in names)  # type: ignore[misc]
    for name in (*names, "baseline_merge"):
        sys.modules.pop(name, None)


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # the scorers leave closing their files to Python
def test_real_concurrent_edits(scorers):
    score, _ = scorers
    cases = score.load("segments", "DEV")
    found = score.score(adapters.merge, cases)[0]["all"]
    assert found["clean"] >= 0.45 * found["n"]
    assert found["equal"] >= 0.78 * found["clean"]
    assert not {name for name in found if name.startswith("law") or name in ("ledger", "asymmetric", "crash")}


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_real_edits_taken_in_parts(scorers):
    _, score = scorers
    for document, number, old, new, *_ in score.prep("DEV")[::4]:
        ids = adapters.numbers(old, new)
        chance = Random(f"{document} {number}")
        assert adapters.accept(old, new, [k for k in ids if chance.random() < 0.5])[1] == new
        assert adapters.accept(old, new, ids) == (new, new)
        assert adapters.accept(old, new, [0, -1]) == (old, new)


def test_a_merge_that_takes_one_side_would_fail_the_laws():
    base, ours, theirs = wording(A, B), wording(A.replace("two", "three"), B), wording(A, B.replace("They", "Staff"))
    with pytest.raises(AssertionError):
        insist_on_ledger(base, ours, ours, theirs)
