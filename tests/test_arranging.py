"""Clauses split, merged, moved, retired and restored."""

import pytest

from specs.arranging import MergeClauses, MoveClause, RestoreClause, RetireClause, SplitClause
from specs.clauses import AddClause
from specs.fixing import FixClauses
from specs.locks import LockWords
from specs.reading import FoundClause
from specs.refusals import Refused
from specs.tender import Reason
from specs.wording import Paragraph, Place
from tests.story import OLU, Story

REASON = Reason("cannot", "money", "There is no more.", "Budget 2027", "Cabinet", "2027-06-30")


def test_split_and_merge_give_the_same_words_again():
    story = Story()
    before = story.texts("c2")
    story.act(SplitClause("c2", "p5", "Asking for help", "Two subjects."))
    assert (story.texts("c2"), story.texts("c5")) == (before[:2], ["Asking for help", *before[2:]])
    assert story.order() == ["c1", "c2", "c5", "c3", "c4"]
    story.act(MergeClauses("c2"))
    assert story.texts("c2") == [*before[:2], "Asking for help", *before[2:]]
    assert story.order() == ["c1", "c2", "c3", "c4"] and story.tender.clauses["c5"].retired


@pytest.mark.parametrize(
    ("at", "sentence"), [("p3", "Both halves need some words"), ("p4", "Both halves need some words"), ("p1", "choose the place again")]
)
def test_where_a_clause_cannot_be_split(at, sentence):
    with pytest.raises(Refused, match=sentence):
        Story().act(SplitClause("c2", at))


def test_both_halves_stay_fixed_and_fixed_words_go_with_their_paragraph():
    story = Story()
    story.act(LockWords("c2", 1, "p5", 0, 6, REASON))
    story.act(SplitClause("c2", "p5"))
    assert [len(story.tender.clauses[c].locks) for c in ("c2", "c5")] == [0, 1]
    story.act(FixClauses(("c5",), REASON))
    story.act(SplitClause("c5", "p6"))
    assert story.tender.clauses["c6"].openness == "fixed" and story.tender.clauses["c6"].reason == REASON


def test_a_fixed_clause_is_not_merged_with_an_open_one():
    story = Story()
    story.act(FixClauses(("c2",), REASON))
    with pytest.raises(Refused, match="One of these clauses is fixed and the other is open"):
        story.act(MergeClauses("c2"))
    with pytest.raises(Refused, match="No clause follows"):
        story.act(MergeClauses("c4"))


def test_move():
    story = Story()
    story.act(MoveClause("c3", ""))
    assert story.order() == ["c3", "c1", "c2", "c4"]
    story.act(MoveClause("c3", "c4"))
    assert story.order() == ["c1", "c2", "c4", "c3"]
    for asked, sentence in [
        (MoveClause("c3", "c4"), "already stands there"),
        (MoveClause("c3", "c3"), "cannot stand after itself"),
        (MoveClause("c3", "c77"), "not there any more"),
    ]:
        with pytest.raises(Refused, match=sentence):
            story.act(asked)


def test_retired_clauses_are_kept_and_come_back_where_they_were():
    story = Story()
    story.act(RetireClause("c2", "Said twice."))
    assert story.order() == ["c1", "c3", "c4"]
    with pytest.raises(Refused, match="This clause was retired. Please restore it first"):
        story.act(RetireClause("c2"))
    story.act(RestoreClause("c2"))
    assert story.order() == ["c1", "c2", "c3", "c4"]


def test_a_merged_clause_does_not_come_back_twice():
    story = Story()
    story.act(MergeClauses("c2"))
    with pytest.raises(Refused, match="where its words still stand"):
        story.act(RestoreClause("c3"))


def a_form() -> Story:
    """Three clauses that are rows of one table, and one after it."""
    rows = [FoundClause((Paragraph(f"q{k}", "head", text, place=Place("t0", f"r{k}", "c1"), origin=f"p{k}"),)) for k, text in ROWS]
    return Story((*rows, FoundClause((Paragraph("q12", "para", "Please sign.", origin="p12"),))))


ROWS = ((9, "Who you are"), (10, "What happened"), (11, "What was done"))


def test_rows_of_a_table_come_back_between_its_other_rows():
    story = a_form()
    story.act(RetireClause("c2"))
    story.act(RestoreClause("c2"))
    story.act(RetireClause("c3"))
    story.act(RetireClause("c2"))
    story.act(RestoreClause("c3"))
    story.act(RestoreClause("c2"))
    assert story.order() == ["c1", "c2", "c3", "c4"]


@pytest.mark.parametrize(
    ("retired", "asked", "back"),
    [
        (("c2",), MergeClauses("c1"), None),
        (("c2", "c3"), MergeClauses("c1"), None),
        (("c2", "c3"), MoveClause("c1", "c4"), MoveClause("c1", "")),
        (("c2", "c3"), AddClause("d1", "c1", "Advice", ()), MoveClause("c5", "")),
    ],
)
def test_rows_of_a_table_do_not_come_back_where_there_is_no_place_between_its_other_rows(retired, asked, back):
    """A long search found it: the first and the last rows were merged over a clause between them, which no Word file could show."""
    story = a_form()
    for clause in retired:
        story.act(RetireClause(clause))
    story.act(asked)
    with pytest.raises(Refused, match="no place for them between its other rows"):
        story.act(RestoreClause("c2"))
    if back is not None:
        story.act(back)
        story.act(RestoreClause("c2"))
        assert "c2" in story.order()


def test_the_last_clause_stays():
    story = Story()
    for clause in ("c1", "c2", "c3"):
        story.act(RetireClause(clause))
    with pytest.raises(Refused, match="last clause of its part"):
        story.act(RetireClause("c4"))


@pytest.mark.parametrize("asked", [SplitClause("c2", "p5"), MergeClauses("c1"), MoveClause("c3", ""), RetireClause("c1")])
def test_an_observer_changes_nothing(asked):
    with pytest.raises(Refused, match="Only the commissioner"):
        Story().act(asked, OLU)
