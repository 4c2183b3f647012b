"""Waiting changes carried through a recorded change: both stand, or they clash, and no word is lost or doubled."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings

from specs import carrying, meeting
from specs.applying import applied
from specs.carrying import Carried, carry
from specs.grouping import linked
from specs.wording import Paragraph, Wording
from specs.words import changes
from tests.wordings import CHANCE, bag, edited, insist_on_sound, wording_of


def wording(*lines: str) -> Wording:
    return tuple(Paragraph(f"p{k}", "para", line) for k, line in enumerate(lines, 1))


def told(base: Wording, mine: Wording, theirs: Wording) -> tuple[Carried, Wording | None]:
    """What became of my suggestion once theirs was accepted, and the wording when it is accepted too."""
    step = carry(base, mine, linked(base, mine, changes(base, mine)), theirs, linked(base, theirs, changes(base, theirs)))
    return step, None if step.clashes else applied(theirs, mine, step.changes)


def insist(base: Wording, mine: Wording, theirs: Wording) -> None:
    made = linked(base, mine, changes(base, mine))
    recorded = linked(base, theirs, changes(base, theirs))
    step = carry(base, mine, made, theirs, recorded)
    waiting = {change.number for change in step.changes}
    assert waiting.isdisjoint(step.clashes) and waiting.isdisjoint(step.done) and set(step.done).isdisjoint(step.clashes)
    assert waiting | {*step.clashes} | {*step.done} == {change.number for change in made}
    assert set(step.read) <= waiting
    result = applied(theirs, mine, step.changes)
    insist_on_sound(result)
    expected = bag(*(p.text for p in theirs))
    old, new = {p.id: p.text for p in base}, {p.id: p.text for p in mine}
    kept = {(change.number, change.kind, *change[5:7], change.source or change.paragraph) for change in step.changes}
    for change in made:
        if (change.number, change.kind, *change[5:7], change.paragraph) in kept and change.kind in ("words", "added", "removed"):
            expected.update(bag(new.get(change.paragraph, "")[change.to_start : change.to_end]))
            expected.subtract(bag(old.get(change.paragraph, "")[change.start : change.end]))
    assert bag(*(p.text for p in result)) == +expected
    assert +expected == expected, "a word went that was not there"


def two_sides(chance: Random) -> tuple[Wording, Wording, Wording]:
    base = wording_of(chance, chance.randint(1, 6))
    return base, edited(chance, base, "a", chance.randint(1, 4)), edited(chance, base, "b", chance.randint(1, 4))


def insist_on_many() -> None:
    for seed in range(500):
        insist(*two_sides(Random(seed)))


@settings(max_examples=500, deadline=None)
@given(CHANCE)
def test_no_word_is_lost_or_doubled(chance):
    insist(*two_sides(chance))


@pytest.mark.night
@settings(max_examples=10_000, deadline=None)
@given(CHANCE)
def test_no_word_is_lost_or_doubled_many_times(chance):
    insist(*two_sides(chance))


def insist_on_both(chance: Random) -> None:
    """Edits of different paragraphs: both stand."""
    base = wording_of(chance, 6)
    mine = tuple(edited_words(chance, p) if k % 2 else p for k, p in enumerate(base))
    theirs = tuple(p if k % 2 else edited_words(chance, p) for k, p in enumerate(base))
    step, result = told(base, mine, theirs)
    assert result is not None and not step.read
    assert [p.text for p in result] == [mine[k].text if k % 2 else theirs[k].text for k in range(6)]
    assert result == tuple(mine[k] if k % 2 else theirs[k] for k in range(6))


def edited_words(chance: Random, p: Paragraph) -> Paragraph:
    now = edited(chance, (p,), "x", 2)
    return next((each for each in now if each.id == p.id), p)


@settings(max_examples=500, deadline=None)
@given(CHANCE)
def test_unrelated_edits_both_stand(chance):
    insist_on_both(chance)


@pytest.mark.night
@settings(max_examples=10_000, deadline=None)
@given(CHANCE)
def test_unrelated_edits_both_stand_many_times(chance):
    insist_on_both(chance)


@settings(max_examples=200, deadline=None)
@given(CHANCE)
def test_through_nothing_and_through_itself(chance):
    base, mine, _ = two_sides(chance)
    made = linked(base, mine, changes(base, mine))
    assert carry(base, mine, made, base, []).changes == made
    itself = carry(base, mine, made, mine, made)
    assert not itself.changes and not itself.clashes
    assert set(itself.done) == {change.number for change in made}


@pytest.mark.parametrize(("where", "name", "fault"), [
    (meeting, "_words", lambda *told: None),
    (meeting, "_paragraphs", lambda *told: None),
    (carrying, "_placed", lambda k, change, *told: change),
])  # fmt: skip
def test_a_fault_would_be_found(monkeypatch, where, name, fault):
    monkeypatch.setattr(where, name, fault)
    with pytest.raises((AssertionError, IndexError)):
        insist_on_many()


A, B, C = "Staff meet each person within two weeks.", "They write down what was agreed, and give a copy.", "People choose who comes."


@pytest.mark.parametrize(
    ("mine", "theirs", "clash"),
    [
        ([A.replace("two", "three")], [A.replace("each", "every")], False),
        ([A.replace("two", "three")], [A.replace("weeks", "days")], True),  # side by side
        ([A.replace("two", "three")], [A.replace("two", "four")], True),
        ([A.replace("two", "just two")], [A.replace("two", "only two")], True),  # put in at the same place
        ([A.replace("two weeks", "a month")], [A.replace("within two", "in two")], True),
    ],
)
def test_touching_words_clash(mine, theirs, clash):
    step, result = told(wording(A), wording(*mine), wording(*theirs))
    assert bool(step.clashes) is clash
    assert (result is None) is clash
    assert bool(step.read) is not clash


def test_the_same_change_is_done():
    mine, theirs = wording(A.replace("two", "three"), B), wording(A.replace("two", "three"), B.replace("copy", "letter"))
    assert told(wording(A, B), mine, theirs)[0] == Carried((), (), (1,), ())


def test_an_edit_of_a_paragraph_that_went_clashes():
    base = wording(A, B)
    assert told(base, wording(A, B.replace("copy", "letter")), base[:1])[0].clashes == (1,)
    assert told(base, base[:1], wording(A, B.replace("copy", "letter")))[0].clashes == (1,)


def test_paragraphs_at_the_same_place_clash_and_elsewhere_do_not():
    base = wording(A, B, C)
    one, two = Paragraph("n1", "para", "One."), Paragraph("n2", "para", "Two.")
    assert told(base, (*base[:1], one, *base[1:]), (*base[:1], two, *base[1:]))[0].clashes == (1,)
    step, result = told(base, (*base[:1], one, *base[1:]), (*base[:2], two, *base[2:]))
    assert not step.clashes
    assert result == (base[0], one, base[1], two, base[2])


def test_a_paragraph_moved_by_both_clashes():
    base = wording(A, B, C, "Fourth.")
    assert told(base, (base[3], *base[:3]), (base[0], base[3], *base[1:3]))[0].clashes == (1,)
    assert told(base, (base[3], *base[:3]), (base[3], *base[:3]))[0].done == (1,)


def test_an_edit_goes_with_its_words_when_their_paragraph_is_split():
    base = wording(f"{A} {B}", C)
    mine = (replace(base[0], text=base[0].text.replace("a copy", "two copies")), base[1])
    theirs = (replace(base[0], text=A), Paragraph("n1", "para", B), base[1])
    step, result = told(base, mine, theirs)
    assert [(change.paragraph, change.source) for change in step.changes] == [("n1", "p1")]
    assert result == (theirs[0], Paragraph("n1", "para", B.replace("a copy", "two copies")), base[1])


def test_an_edit_goes_with_its_words_when_their_paragraph_is_joined_to_another():
    base = wording(A, B)
    mine = (base[0], replace(base[1], text=B.replace("a copy", "two copies")))
    theirs = (replace(base[0], text=f"{A} {B}"),)
    step, result = told(base, mine, theirs)
    assert not step.clashes
    assert result == (replace(base[0], text=f"{A} {B.replace('a copy', 'two copies')}"),)


def test_carried_twice():
    base = wording(f"{A} {B}", C)
    mine = (replace(base[0], text=base[0].text.replace("a copy", "two copies")), base[1])
    split = (replace(base[0], text=A), Paragraph("n1", "para", B), base[1])
    later = (split[0], replace(split[1], text=f"At once: {B}"), split[2])
    step = told(base, mine, split)[0]
    again = carry(split, mine, step.changes, later, changes(split, later))
    assert applied(later, mine, again.changes)[1].text == f"At once: {B}".replace("a copy", "two copies")


def test_a_split_of_words_that_were_edited_clashes():
    base = wording(f"{A} {B}", C)
    mine = (replace(base[0], text=A), Paragraph("n1", "para", B), base[1])
    theirs = (replace(base[0], text=base[0].text.replace("a copy", "two copies")), base[1])
    assert told(base, mine, theirs)[0].clashes == (1,)
