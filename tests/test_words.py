"""What changed, by word: edits, numbered changes, spans carried along."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from specs import words
from specs.spans import Edit, carry_marks, carry_point, carry_span, rewritten
from specs.wording import Mark, Paragraph
from specs.words import Change, changes, edits, fits

WORDS = st.lists(
    st.sampled_from(["the", "provider", "must", "meet", "people", "every", "month", ",", ".", " ", "  ", "\t", "É", "naïve", "12"]),
    max_size=30,
)
TEXT = WORDS.map(" ".join)


def made(before: str, after: str) -> list[tuple[str, str]]:
    return [(before[e.start : e.end], after[e.to_start : e.to_end]) for e in edits(before, after)]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("Staff will attend reviews.", "Staff must attend reviews.", [("will", "must")]),
        ("Staff will attend reviews.", "Staff will attend all reviews.", [("", "all ")]),
        ("Staff will attend all reviews.", "Staff will attend reviews.", [("all ", "")]),
        ("must attend", "can use", [("must attend", "can use")]),
        ("same", "same", []),
        ("", "new words", [("", "new words")]),
        ("old words", "", [("old words", "")]),
        ("one two three", "one 2 three and 4", [("two", "2"), ("", " and 4")]),
        ("must always meet people", "must meet all people", [("always ", ""), ("", "all ")]),
        ("one  space", "one space", [(" ", "")]),
    ],
)
def test_edits_are_by_word(before, after, expected):
    assert made(before, after) == expected


@settings(max_examples=300, deadline=None)
@given(TEXT, TEXT)
def test_edits_made_to_the_first_text_give_the_second(before, after):
    assert rewritten(before, edits(before, after), after) == after


@settings(max_examples=200, deadline=None)
@given(TEXT, TEXT)
def test_no_edit_begins_or_ends_inside_a_word(before, after):
    def between(text: str, at: int) -> bool:
        return not (0 < at < len(text) and re.match(r"\w", text[at - 1]) and re.match(r"\w", text[at]))

    for edit in edits(before, after):
        assert between(before, edit.start) and between(before, edit.end)
        assert between(after, edit.to_start) and between(after, edit.to_end)


def test_a_long_rewriting_is_compared_by_sentence_and_stays_exact(monkeypatch):
    monkeypatch.setattr(words, "LARGEST_COMPARISON", 40)
    before = " ".join(f"Sentence number {k} says something of its own." for k in range(60))
    after = before.replace("number 7 says", "number 7 tells").replace("number 31", "numero 31") + " And one more."
    assert rewritten(before, edits(before, after), after) == after
    assert ("says", "tells") in made(before, after)


def paragraphs(*texts: str) -> tuple[Paragraph, ...]:
    return tuple(Paragraph(f"p{k}", "para", text) for k, text in enumerate(texts, 1))


def test_changes_are_numbered_in_reading_order():
    before = paragraphs("One stays.", "Two goes.", "Three changes here.", "Four moves.")
    after = (before[3], before[0], replace(before[2], text="Three changed here."), Paragraph("p9", "para", "Five is new."))
    assert changes(before, after) == [
        Change(1, "moved", "p4"),
        Change(2, "removed", "p2", 0, 9),
        Change(3, "words", "p3", 6, 13, 6, 13),
        Change(4, "added", "p9", 0, 0, 0, 12),
    ]
    assert fits(before, after, changes(before, after))


def test_changes_that_do_not_fit_are_found_out():
    before, after = paragraphs("Staff will attend."), paragraphs("Staff must attend.")
    made = changes(before, after)
    assert not fits(before, paragraphs("Staff might attend the review."), made)
    assert not fits(before, (*after, Paragraph("p2", "para", "More.")), made)
    assert not fits(before, after, [])


def test_bold_alone_is_a_change_of_form_and_carried_bold_is_none():
    plain = paragraphs("The Provider must pay.")
    bold = (replace(plain[0], marks=(Mark(4, 12, "bold"),)),)
    assert [c.kind for c in changes(plain, bold)] == ["form"]
    carried = (replace(bold[0], text="Then the Provider must pay.", marks=(Mark(9, 17, "bold"),)),)
    assert [c.kind for c in changes(bold, carried)] == ["words"]


@settings(max_examples=200, deadline=None)
@given(st.lists(TEXT, max_size=5), st.lists(st.tuples(st.integers(0, 6), TEXT), max_size=6, unique_by=lambda row: row[0]))
def test_changes_always_fit(before, after):
    one = paragraphs(*before)
    two = tuple(Paragraph(f"p{k + 1}", "para", text) for k, text in after)
    made = changes(one, two)
    assert fits(one, two, made)
    assert [c.number for c in made] == list(range(1, len(made) + 1))


def test_a_span_is_carried_with_its_words():
    before = "The provider must always meet people."
    after = "In Leeds the provider must meet all people."
    where = before.index("must"), before.index("meet") + 4
    span = carry_span(*where, edits(before, after))
    assert span and after[slice(*span)] == "must meet"
    assert carry_span(18, 24, [Edit(17, 25, 17, 17)]) is None


@settings(max_examples=300, deadline=None)
@given(TEXT, TEXT, st.data())
def test_carried_places_stay_inside_and_in_order(before, after, data):
    made = edits(before, after)
    places = sorted(data.draw(st.lists(st.integers(0, len(before)), min_size=2, max_size=5)))
    carried = [carry_point(at, made) for at in places]
    assert carried == sorted(carried) and all(0 <= at <= len(after) for at in carried)


def test_bold_grows_with_words_put_inside_it_and_a_reference_needs_all_of_its_words():
    before, after = "See clause four below", "See new clause 4 below"
    marks = (Mark(4, 15, "bold"), Mark(4, 15, "ref:c4"), Mark(15, 15, "note:1"))
    assert carry_marks(marks, edits(before, after)) == (Mark(8, 16, "bold"), Mark(16, 16, "note:1"))


def test_the_longest_text_of_a_box_is_compared_in_bounded_steps(monkeypatch):
    """The engine is never given more than the limit, whatever was typed: time is bounded by length, not by a clock."""
    given_sizes = []
    compared = words._compared
    monkeypatch.setattr(words, "_compared", lambda one, two: given_sizes.append(len(one) + len(two)) or compared(one, two))
    before = " ".join(f"w{k}" for k in range(4_000))
    after = " ".join(f"w{k}" for k in reversed(range(4_000)))
    assert rewritten(before, edits(before, after), after) == after
    assert max(given_sizes, default=0) <= words.LARGEST_COMPARISON
