"""What changed between two wordings, worked out by hand: which words are one, where sentences end, what moved and what fits."""

from dataclasses import replace

import pytest

from specs import words
from specs.wording import Mark, Paragraph
from specs.words import Change, Step, changes, edits, fits, matched, rising, rows, same_in_order, together, tokens


def p(name: str, text: str, **more) -> Paragraph:
    return Paragraph(name, "para", text, **more)


def test_changes_as_an_event_keeps_them():
    plain, moved = Change(1, "words", "p1", 1, 2, 3, 4), Change(2, "words", "p1", 1, 2, 3, 4, "p2")
    assert rows([plain, moved]) == [[1, "words", "p1", 1, 2, 3, 4], [2, "words", "p1", 1, 2, 3, 4, "p2"]]
    assert [Change(*row) for row in rows([plain, moved])] == [plain, moved]
    assert Change(1, "moved", "p1") == Change(1, "moved", "p1", 0, 0, 0, 0, "")


def test_words_spaces_and_signs():
    assert tokens("Don’t  go, 2 ×!") == ["Don", "’", "t", "  ", "go", ",", " ", "2", " ", "×", "!"]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("a b c", "a b c", []),
        ("", "", []),
        ("a b c", "a x c", [(2, 3, 2, 3)]),
        ("a b", "a  b", [(2, 2, 2, 3)]),
        ("a b c", "a\tb c", [(1, 2, 1, 2)]),
        ("a b c", "b c", [(0, 2, 0, 0)]),
        ("a b c", "a b", [(3, 5, 3, 3)]),
        ("b", "a b", [(0, 0, 0, 2)]),
        (" a ", "a", [(0, 1, 0, 0), (2, 3, 1, 1)]),
        ("a x  c", "a y  c", [(2, 3, 2, 3)]),
        ("x y", "z", [(0, 3, 0, 1)]),
        ("a b c d", "a c d e", [(2, 4, 2, 2), (7, 7, 5, 7)]),
        ("a\u00a0b", "a b", [(1, 2, 1, 2)]),
    ],
)
def test_where_words_became_others(before, after, expected):
    assert [tuple(edit) for edit in edits(before, after)] == expected


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [
        ("", "", []),
        ("abc", "abc", [(0, 0, 3)]),
        ("abc", "", []),
        ("", "abc", []),
        ("abc", "xyz", []),
        ("abcd", "abxd", [(0, 0, 2), (3, 3, 1)]),
        ("xabc", "abc", [(1, 0, 3)]),
        ("aa", "a", [(0, 0, 1)]),
        ("aba", "aa", [(0, 0, 1), (2, 1, 1)]),
        ("axbyc", "a1b2c", [(0, 0, 1), (2, 2, 1), (4, 4, 1)]),
        ("abcab", "abxab", [(0, 0, 2), (3, 3, 2)]),
    ],
)
def test_runs_of_words_that_stayed(one, two, expected):
    assert matched(list(one), list(two)) == expected


def test_what_is_too_long_is_compared_by_sentence(monkeypatch):
    monkeypatch.setattr(words, "LARGEST_COMPARISON", 4)
    one = "x . a b c d . e f .".split()
    two = "y . a b c d . e g .".split()
    # the first sentences are small enough for their words; the second stands on both sides; “e f .” and “e g .” are small enough too
    assert matched(one, two) == [(1, 1, 1), (2, 2, 5), (7, 7, 1), (9, 9, 1)]
    assert matched("a b q r .".split(), "a c s t .".split()) == [(0, 0, 1), (4, 4, 1)]
    assert matched("q b r c s".split(), "t b u c v".split()) == []
    assert matched("q b r".split(), "t b".split()) == [], "five words are more than four"
    assert matched("q b".split(), "t b u".split()[:2]) == [(1, 1, 1)]


def test_what_is_as_long_as_allowed_is_compared_by_word(monkeypatch):
    """Sixteen words, of which two sentences changed places: by word the longer one stayed, by sentence that which is found first."""
    one, two = "q r s t . p . x".split(), "p . q r s t . y".split()
    monkeypatch.setattr(words, "LARGEST_COMPARISON", 16)
    assert matched(one, two) == [(0, 2, 5)]
    monkeypatch.setattr(words, "LARGEST_COMPARISON", 15)
    assert matched(one, two) == [(5, 0, 2)]


def test_nothing_depends_on_how_busy_the_machine_is(monkeypatch):
    """The engine has no time-out, and no shortcut by lines, as a word may have the sign of a line's end as its code."""
    asked = []

    class Engine(words.diff_match_patch):
        def diff_main(self, one, two, by_line, *more):
            asked.append((self.Diff_Timeout, by_line))
            return super().diff_main(one, two, by_line, *more)

    monkeypatch.setattr(words, "diff_match_patch", Engine)
    assert matched("x b y".split(), "u b v".split()) == [(1, 1, 1)]
    assert set(asked) == {(0, False)}


def test_sentences_end_with_their_sign_and_the_last_with_the_text():
    assert words._sentences("a . b ! c ? d ; e : f".split()) == [(0, 2), (2, 4), (4, 6), (6, 8), (8, 10), (10, 11)]
    assert words._sentences("a b".split()) == [(0, 2)] and words._sentences([]) == [] and words._sentences(["."]) == [(0, 1)]


def test_what_stands_once_on_both_sides_and_in_the_same_order():
    assert same_in_order(list("abcd"), list("abcd")) == [(0, 0), (1, 1), (2, 2), (3, 3)]
    assert same_in_order(list("abcd"), list("dabc")) == [(0, 1), (1, 2), (2, 3)]
    assert same_in_order(list("aab"), list("ab")) == [(2, 1)]
    assert same_in_order(list("ab"), list("abb")) == [(0, 0)]
    assert same_in_order(list("ab"), list("xy")) == same_in_order([], []) == []


@pytest.mark.parametrize(
    ("right", "expected"),
    [
        ([], []),
        ([5], [5]),
        ([0, 1, 2], [0, 1, 2]),
        ([2, 1, 0], [0]),
        ([2, 0, 1, 3], [0, 1, 3]),
        ([3, 0, 4, 1, 2], [0, 1, 2]),
        ([1, 2, 0, 3], [1, 2, 3]),
    ],
)
def test_the_longest_run_that_rises(right, expected):
    assert [second for _, second in rising(list(enumerate(right)))] == expected


def test_two_wordings_read_together():
    a, b, c, d, e, n = (p(f"p{k}", text) for k, text in enumerate("abcden", 1))
    assert together((a, b, c), (a, b, c)) == [Step(a, a), Step(b, b), Step(c, c)]
    assert together((a, b, c), (a, c)) == [Step(a, a), Step(b, None), Step(c, c)]
    assert together((a, c), (a, b, c)) == [Step(a, a), Step(None, b), Step(c, c)]
    assert together((a, b, c), (a, n, c)) == [Step(a, a), Step(b, None), Step(None, n), Step(c, c)]
    assert together((a, b, c), ()) == [Step(a, None), Step(b, None), Step(c, None)]
    assert together((), (a, b)) == [Step(None, a), Step(None, b)]
    assert together((a, b, c, d), (d, a, b, c)) == [Step(d, d, True), Step(a, a), Step(b, b), Step(c, c)]
    assert together((a, b, c, d, e), (c, d, e, a)) == [Step(b, None), Step(c, c), Step(d, d), Step(e, e), Step(a, a, True)]
    assert together((a, b, c), (a, c, n)) == [Step(a, a), Step(b, None), Step(c, c), Step(None, n)]
    assert together((a, b), (a, n)) == [Step(a, a), Step(b, None), Step(None, n)]
    assert together((a, b, c, d), (b, a, d)) == [Step(b, b, True), Step(a, a), Step(c, None), Step(d, d)]


def test_every_kind_of_change_is_numbered_as_it_is_read():
    one, two, three, four = p("p1", "One stays."), p("p2", "Two goes."), p("p3", "Three is bold."), p("p4", "Four moves on.")
    bold = replace(three, marks=(Mark(9, 13, "bold"),))
    before = (one, two, three, four)
    after = (replace(four, text="Four moves off."), one, bold, p("p9", "New."))
    assert changes(before, after) == [
        Change(1, "moved", "p4"),
        Change(2, "words", "p4", 11, 13, 11, 14),
        Change(3, "removed", "p2", 0, 9),
        Change(4, "form", "p3"),
        Change(5, "added", "p9", 0, 0, 0, 4),
    ]
    assert changes(before, before) == [] and changes((one, four), (four, one)) == [Change(1, "moved", "p4")]


BEFORE = (p("p1", "Staff will attend."), p("p2", "People ask."))
AFTER = (p("p1", "Staff must attend."), p("p3", "Nobody pays."))
RIGHT = (Change(1, "words", "p1", 6, 10, 6, 10), Change(2, "removed", "p2", 0, 11), Change(3, "added", "p3", 0, 0, 0, 12))


def test_what_was_made_fits():
    assert fits(BEFORE, AFTER, RIGHT) and fits(BEFORE, BEFORE, ()) and fits((), (), ())
    assert fits(BEFORE, AFTER, (*RIGHT, Change(4, "form", "p1")))


@pytest.mark.parametrize(
    "made",
    [
        RIGHT[1:],
        RIGHT[:2],
        (RIGHT[0], RIGHT[2]),
        (RIGHT[0]._replace(end=11), *RIGHT[1:]),
        (RIGHT[0]._replace(to_start=5), *RIGHT[1:]),
        (RIGHT[0], RIGHT[1]._replace(kind="moved"), RIGHT[2]),
        (RIGHT[0], RIGHT[1], RIGHT[2]._replace(kind="words")),
        (RIGHT[0], RIGHT[2]._replace(paragraph="p2"), RIGHT[1]._replace(paragraph="p3")),
        (),
    ],
)
def test_what_was_not_made_does_not_fit(made):
    assert not fits(BEFORE, AFTER, made)
