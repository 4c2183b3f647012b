"""All, some or none of a suggestion's changes made to its base."""

from collections.abc import Collection
from random import Random

import pytest
from hypothesis import given, settings

from specs import applying
from specs.applying import applied, left
from specs.grouping import linked
from specs.wording import Mark, Paragraph, Wording
from specs.words import Change, changes, rows
from tests.wordings import CHANCE, edited, insist_on_sound, wording_of


def told(chance: Random) -> tuple[Wording, Wording, list[Change], set[int]]:
    base = wording_of(chance, chance.randint(1, 6))
    source = edited(chance, base, "n", chance.randint(1, 8))
    made = changes(base, source)
    return base, source, made, {change.number for change in made if chance.random() < 0.5}


def word_by_word(base: Wording, source: Wording, made: list[Change], numbers: Collection[int]) -> dict[str, str]:
    """The words of each paragraph, worked out from the end of each text to its beginning: another way than the product's."""
    new = {p.id: p.text for p in source}
    texts = {p.id: p.text for p in base}
    for change in reversed(made):
        if change.number in numbers:
            match change.kind:
                case "words":
                    text = texts[change.paragraph]
                    put = new[change.paragraph][change.to_start : change.to_end]
                    texts[change.paragraph] = text[: change.start] + put + text[change.end :]
                case "added":
                    texts[change.paragraph] = new[change.paragraph]
                case "removed":
                    del texts[change.paragraph]
    return texts


def insist(base: Wording, source: Wording, made: list[Change], numbers: Collection[int]) -> None:
    every = {change.number for change in made}
    assert applied(base, source, made) == source
    assert applied(base, source, made, every) == source
    assert applied(base, source, made, ()) == base
    some = applied(base, source, made, numbers)
    insist_on_sound(some)
    assert {p.id: p.text for p in some} == word_by_word(base, source, made, numbers)
    insist_on_order(base, source, made, numbers, [p.id for p in some])
    formed = {change.paragraph for change in made if change.kind == "form" and change.number in numbers}
    new, old = {p.id: p for p in source}, {p.id: p for p in base}
    for p in some:
        like = new[p.id] if p.id in formed or p.id not in old else old[p.id]
        assert (p.kind, p.level, p.series, p.place, p.label) == (like.kind, like.level, like.series, like.place, like.label)
    rest = left(made, numbers)
    assert {change.number for change in rest} == every - set(numbers)
    assert [(p.id, p.text) for p in applied(some, source, rest)] == [(p.id, p.text) for p in source]


def insist_on_order(base: Wording, source: Wording, made: list[Change], numbers: Collection[int], order: list[str]) -> None:
    moved = {change.paragraph for change in made if change.kind == "moved"}
    put = {change.paragraph for change in made if change.kind in ("moved", "added") and change.number in numbers}
    stay = {p.id for p in base} - put
    assert [name for name in order if name in stay] == [p.id for p in base if p.id in stay and p.id in order]
    fixed = ({p.id for p in source} & {p.id for p in base} - moved) | put
    assert [name for name in order if name in fixed] == [p.id for p in source if p.id in fixed]


@settings(max_examples=500, deadline=None)
@given(CHANCE)
def test_any_of_the_changes(chance):
    insist(*told(chance))


@pytest.mark.night
@settings(max_examples=10_000, deadline=None)
@given(CHANCE)
def test_any_of_the_changes_many_times(chance):
    insist(*told(chance))


def faulty(monkeypatch: pytest.MonkeyPatch, name: str, fault: object) -> None:
    monkeypatch.setattr(applying, name, fault)
    for seed in range(200):
        insist(*told(Random(seed)))


def test_lost_words_would_be_found(monkeypatch):
    woven = applying.woven
    with pytest.raises(AssertionError):
        faulty(monkeypatch, "woven", lambda p, pieces: woven(p, pieces[:1]))


def test_a_wrong_order_would_be_found(monkeypatch):
    ordered = applying.ordered
    with pytest.raises(AssertionError):
        faulty(monkeypatch, "ordered", lambda base, sides: tuple(sorted(ordered(base, sides), key=lambda p: p.id)))


def test_a_lost_look_would_be_found(monkeypatch):
    with pytest.raises(AssertionError):
        faulty(monkeypatch, "_formed", lambda result, side: result)


def test_marks_come_with_the_words_that_are_taken():
    base = (Paragraph("p1", "para", "Staff meet people."),)
    source = (Paragraph("p1", "para", "Staff always meet people at home.", marks=(Mark(6, 12, "bold"), Mark(28, 32, "ref:c2"))),)
    made = changes(base, source)
    assert [change.kind for change in made] == ["words", "words"]
    assert applied(base, source, made, [1])[0].marks == (Mark(6, 12, "bold"),)
    assert applied(base, source, made, [2])[0].marks == (Mark(21, 25, "ref:c2"),)


def test_a_new_look_without_the_new_words():
    base = (Paragraph("p1", "para", "Staff meet people."),)
    source = (Paragraph("p1", "num", "Staff always meet people.", level=1, marks=(Mark(0, 12, "bold"),)),)
    made = changes(base, source)
    assert [change.kind for change in made] == ["words", "form"]
    assert applied(base, source, made, [2]) == (Paragraph("p1", "num", "Staff meet people.", level=1, marks=(Mark(0, 6, "bold"),)),)
    assert applied(base, source, made, [1]) == (Paragraph("p1", "para", "Staff always meet people.", marks=(Mark(6, 12, "bold"),)),)


def test_changes_are_kept_as_short_as_ever():
    made = [Change(1, "words", "p1", 0, 1, 0, 1), Change(2, "words", "n1", 0, 1, 0, 1, "p1")]
    assert rows(made) == [[1, "words", "p1", 0, 1, 0, 1], [2, "words", "n1", 0, 1, 0, 1, "p1"]]
    assert [Change(*row) for row in rows(made)] == made


def test_a_split_is_taken_whole_or_not_at_all():
    base = (Paragraph("p1", "para", "Staff meet people. They write down what was agreed."), Paragraph("p2", "para", "Last."))
    source = (Paragraph("p1", "para", "Staff meet people."), Paragraph("n1", "para", "They write down what was agreed."), base[1])
    made = linked(base, source, changes(base, source))
    assert {change.number for change in made} == {1}
    assert applied(base, source, made, [1]) == source
