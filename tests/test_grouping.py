"""Changes that stand or fall together: joined, parted, linked."""

from random import Random

import pytest
from hypothesis import given, settings

from specs.applying import applied
from specs.grouping import joined, linked, parted
from specs.wording import Paragraph, Wording
from specs.words import Change, changes
from tests.wordings import CHANCE, bag, edited, wording_of

A, B, C = "Staff meet each person within two weeks.", "They write down what was agreed, and give a copy.", "People choose."


def wording(*lines: str) -> Wording:
    return tuple(Paragraph(f"p{k}", "para", line) for k, line in enumerate(lines, 1))


def three() -> tuple[Wording, Wording, list[Change]]:
    base, source = wording(A, B), wording(A.replace("Staff", "We").replace("two", "three"), B.replace("copy", "letter"))
    return base, source, changes(base, source)


def test_joined_changes_are_one_and_parted_again():
    base, source, made = three()
    one = joined(made, [1, 3])
    assert [change.number for change in one] == [1, 2, 1]
    assert [p.text for p in applied(base, source, one, [1])] == [A.replace("Staff", "We"), source[1].text]
    assert parted(one, 1) == tuple(made)


@pytest.mark.parametrize("numbers", [[], [1], [1, 1], [1, 4]])
def test_what_cannot_be_joined(numbers):
    with pytest.raises(ValueError, match="at least"):
        joined(three()[2], numbers)


def test_one_change_is_cut_in_two():
    base, source = wording("Staff must attend each review."), wording("Staff can use any review.")
    (only,) = changes(base, source)
    made = parted([only], 1, base[0].text.index("each"), source[0].text.index("any"))
    assert [change.number for change in made] == [1, 2]
    assert applied(base, source, made, [1])[0].text == "Staff can use each review."
    assert applied(base, source, made, [2])[0].text == "Staff must attend any review."
    assert applied(base, source, made) == source


@pytest.mark.parametrize(("at", "to_at"), [(None, None), (0, 8), (10, 99), (6, 6), (22, 17), (None, 8)])
def test_a_place_that_does_not_fit_is_refused(at, to_at):
    (only,) = changes(wording("Staff must attend each review."), wording("Staff can use any review."))
    assert only == Change(1, "words", "p1", 6, 22, 6, 17)
    with pytest.raises(ValueError, match=r"place|half"):
        parted([only], 1, at, to_at)


def test_only_words_are_cut_and_only_what_is_there():
    made = changes(wording(A, B), wording(A))
    for number, at in ((1, 3), (2, None)):
        with pytest.raises(ValueError, match=r"words|no such"):
            parted(made, number, at, at)
    with pytest.raises(ValueError, match="parted before"):
        parted(joined(three()[2], [1, 2]), 1, 3, 3)


@pytest.mark.parametrize(
    ("base", "source"),
    [
        (wording(f"{A} {B}"), (Paragraph("p1", "para", A), Paragraph("n1", "para", B))),
        (wording(f"{A} {B}"), (Paragraph("n1", "para", A), Paragraph("p1", "para", B))),
        (wording(A, B), wording(f"{A} {B}")),
        (wording(A, B), (Paragraph("p2", "para", f"{A} {B}"),)),
        (wording(f"{A} {C}"), (Paragraph("p1", "para", A), Paragraph("n1", "para", C))),
        (wording(f"{A} {B}", C), wording(A, f"{B} {C}")),
    ],
)
def test_words_that_go_to_another_paragraph_go_whole(base, source):
    made = linked(base, source, changes(base, source))
    assert len(made) == 2 and {change.number for change in made} == {1}


def test_what_only_stands_beside_it_is_not_linked():
    base, source = wording(A, B), (*wording(A.replace("two", "three"), B), Paragraph("n1", "para", C))
    assert linked(base, source, changes(base, source)) == tuple(changes(base, source))


def insist_on_no_doubling(base: Wording, source: Wording) -> None:
    """Whatever is accepted, no run of words that stood once, and stands once, stands twice."""
    made = linked(base, source, changes(base, source))
    assert sorted({change.number for change in made}) == list(range(1, 1 + len({change.number for change in made})))
    assert applied(base, source, made) == source
    every = bag(*(p.text for p in (*base, *source)))
    for number in {change.number for change in made}:
        assert not bag(*(p.text for p in applied(base, source, made, [number]))) - every - every


def insist_on_any(chance: Random) -> None:
    base = wording_of(chance, chance.randint(1, 5))
    insist_on_no_doubling(base, edited(chance, base, "n", chance.randint(1, 5)))


@settings(max_examples=500, deadline=None)
@given(CHANCE)
def test_linking_keeps_what_all_changes_give(chance):
    insist_on_any(chance)


@pytest.mark.night
@settings(max_examples=10_000, deadline=None)
@given(CHANCE)
def test_linking_keeps_what_all_changes_give_many_times(chance):
    insist_on_any(chance)


def test_a_split_that_is_not_linked_would_be_found():
    base, source = wording(f"{A} {B}"), (Paragraph("p1", "para", A), Paragraph("n1", "para", B))
    halves = [plain for number in (1, 2) if (plain := bag(*(p.text for p in applied(base, source, changes(base, source), [number]))))]
    assert any(half != bag(A, B) for half in halves)
    assert all(bag(*(p.text for p in applied(base, source, linked(base, source, changes(base, source)), [n]))) == bag(A, B) for n in (1, 2))
