"""Comments hang on chosen words: carried through every recorded change, found again, never lost."""

import importlib
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from specs import following, words
from specs.anchors import Anchor, Carrying, carried, from_row, goes_with, kept_to, to_row
from specs.boxes import filled
from specs.library.starters import STARTERS
from specs.threads import Span
from specs.wording import Paragraph, Wording
from specs.words import changes
from tests.benchmarks.adapters import follow, placed, recorded
from tests.benchmarks.random_edits import Tally, edited, page_of, pieces, text_of, tried
from tests.corpus import corpus

SENTENCES = [
    "The provider must meet every person within two weeks.",
    "The provider must answer every complaint within ten days.",
    "Staff attend a review each month, and write down what was agreed.",
    "People choose who comes to their home and at what time of day.",
    "A person may bring somebody they trust to any meeting.",
    "Nothing is decided about a person without that person in the room.",
    "Money for involvement is spent on nothing else.",
]


def wording(*lines: str) -> Wording:
    return tuple(Paragraph(f"p{k}", "para", line) for k, line in enumerate(lines, 1))


def typed(before: Wording, *lines: str) -> Wording:
    """The wording after somebody typed these lines into the box; new paragraphs have ids that were never used."""
    made = filled(before, ["", "\n".join(lines)])
    return tuple(replace(p, id=f"{p.id}of{len(before)}:{sum(map(len, lines))}") if p.id.startswith("+") else p for p in made)


def span_of(where: Wording, quote: str) -> Span:
    p = next(p for p in where if quote in p.text)
    return Span(p.id, p.text.index(quote), p.text.index(quote) + len(quote))


def said(anchor: Anchor, where: Wording) -> list[str]:
    """The words an anchor is on."""
    texts = {p.id: p.text for p in where}
    return [texts[span.paragraph][span.start : span.end] for span in anchor.where]


def after(quote: str, *versions: Sequence[str]) -> tuple[list[str], str]:
    """Where a quote of the first version is in the last one, each typed over the one before."""
    every = [wording(*versions[0])]
    for lines in versions[1:]:
        every.append(typed(every[-1], *lines))
    places = (span_of(every[0], quote),)
    anchor = Anchor(places)
    for old, new in pairwise(every):
        anchor = carried(every[0], places, anchor, old, new, changes(old, new))
    return said(anchor, every[-1]), anchor.status


A, B, C, D, E = SENTENCES[:5]


@pytest.mark.parametrize(
    ("quote", "versions", "words_now", "status"),
    [
        ("two weeks", [[A], [f"{B} {A}"]], ["two weeks"], "stands"),
        ("two weeks", [[A], [A.replace("two", "three")]], ["weeks"], "stands"),
        ("every person within", [[A], [A.replace("person", "single person")]], ["every", "person within"], "stands"),
        ("must meet", [[A, B], [B, A.replace("weeks", "days")]], ["must meet"], "stands"),
        (A, [[A, B, C], [C, A, B]], [A], "stands"),
        (A, [[A, f"{B} {C}"], [B, f"{C} {A}"]], [A], "stands"),
        ("meet every person", [[A, f"{B} {C}"], [f"{C} {A}", B]], ["meet every person"], "stands"),
        (D, [[f"{C} {D}"], [C, D]], [D], "stands"),  # a paragraph cut in two
        ("of day. A person", [[f"{D} {E}"], [D, E]], ["of day.", "A person"], "stands"),
        ("recieve", [["They recieve a letter."], ["They receive a letter."]], ["receive"], "stands"),  # a mended word
        (" must meet ", [[A, A, D], [D, A, A]], ["must meet"], "stands"),  # a sentence that stands twice, chosen with spaces
        ("must", [[A], [D]], [], "place"),
        (A, [[A, D], [D]], [], "place"),
        (A, [[A, B, D], [B, D]], [], "place"),  # what stood beside it all along is not what became of it
        (A, [[A, D], [D], [E, D], [D, A]], [A], "stands"),  # it comes back with its words
        ("two weeks", [[A, D], [D], [D, A]], ["two weeks"], "stands"),
        (A, [[A, D], [D], [D, A.replace("two weeks", "ten days")]], [A.replace("two weeks", "ten days")], "check"),
        ("every person", [[A, D], [D], [D, A.replace("two", "three")]], ["every person"], "check"),
        ("Staff attend a review each month", [[C], ["Staff attend what was agreed."]], ["Staff attend"], "stands"),
        ("Staff attend a review each month", [[C], ["Staff write."]], [], "place"),
    ],
)
def test_where_the_words_went(quote, versions, words_now, status):
    assert after(quote, *versions) == (words_now, status)


def test_a_comment_on_the_whole_clause_always_stands():
    old, new = wording(A), wording(B)
    assert carried(old, (), Anchor(), old, new, changes(old, new)) == Anchor((), "stands")


def test_a_guess_stays_one_until_the_words_are_back():
    guessed = A.replace("two weeks", "ten days")
    assert after(A, [A, D], [D], [D, guessed], [D, f"{C} {guessed}"]) == ([guessed], "check")
    assert after(A, [A, D], [D], [D, guessed], [D, A]) == ([A], "stands")


def test_nothing_is_compared_again(monkeypatch):
    old, new = wording(A, D), wording(A.replace("two", "three"), D)
    made = changes(old, new)

    def never(*_: object) -> None:
        raise AssertionError("the recorded changes say it all")

    monkeypatch.setattr(words, "edits", never)
    monkeypatch.setattr(words, "changes", never)
    places = (span_of(old, "meet every person"),)
    assert said(carried(old, places, Anchor(places), old, new, made), new) == ["meet every person"]


def test_words_that_were_erased_do_no_harm():
    old, new = wording(A, D), wording(A, D)
    gone = tuple(replace(p, text="") for p in old)
    places = (span_of(old, "two weeks"), span_of(old, "their home"))
    for versions in ((gone, old, new), (gone, gone, new), (old, gone, new), (old, old, gone)):
        anchor = carried(versions[0], places, Anchor(places), *versions[1:], [])
        assert anchor.status in ("stands", "place")
        assert bool(anchor.where) == (anchor.status == "stands")


def test_a_split_takes_comments_with_most_of_their_words():
    stayed, went = Span("p1", 0, 10), Span("p2", 0, 30)
    assert goes_with((stayed, went), Anchor((stayed, went)), {"p2"})
    assert not goes_with((stayed, went), Anchor((stayed, Span("p2", 0, 5))), {"p2"})
    assert kept_to(Anchor((stayed, went)), {"p2"}) == Anchor((went,), "check")
    assert kept_to(Anchor((went,)), {"p2"}) == Anchor((went,), "stands")
    assert not goes_with((), Anchor(), {"p2"})


def test_a_lost_comment_goes_where_its_paragraph_went():
    assert goes_with((Span("p2", 0, 30),), Anchor((), "place"), {"p2"})
    assert not goes_with((Span("p1", 0, 30),), Anchor((), "place"), {"p2"})
    assert kept_to(Anchor((), "place"), {"p2"}) == Anchor((), "place")


def test_after_a_merger_the_words_are_looked_for_in_the_whole_clause():
    one, two = wording(A), (Paragraph("p9", "para", D), Paragraph("p10", "para", B))
    merged = one + two
    places = (span_of(two, "their home"),)
    assert carried(two, places, Anchor(places), merged, merged, []) == Anchor(places, "stands")
    assert carried(two, places, Anchor((), "place"), merged, merged, []) == Anchor(places, "stands")


# What holds for any wording, any change of it and any quote.

LINE = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=3).map(" ".join)
LINES = st.lists(LINE, min_size=1, max_size=5)


@st.composite
def stories(draw: st.DrawFn) -> tuple[list[Wording], Span]:
    """Some versions of a wording, and words chosen in the first."""
    chance = Random(draw(st.integers(0, 10**9)))
    page = page_of("\n".join(draw(LINES)))
    texts = [text_of(page)]
    for _ in range(draw(st.integers(1, 4))):
        for _ in range(draw(st.integers(1, 4))):
            page = edited(page, chance, " ".join(SENTENCES).split())
        texts.append(text_of(page))
    every = recorded(texts)
    p = draw(st.sampled_from(every[0]))
    start = draw(st.integers(0, len(p.text) - 1))
    return every, Span(p.id, start, draw(st.integers(start + 1, len(p.text))))


@settings(max_examples=300, deadline=None)
@given(stories())
def test_no_comment_is_lost_and_every_place_is_there(story):
    every, span = story
    anchor = Anchor((span,))
    for old, new in pairwise(every):
        before, anchor = anchor, carried(every[0], (span,), anchor, old, new, changes(old, new))
        texts = {p.id: p.text for p in new}
        assert anchor.status in ("stands", "check", "place")
        assert bool(anchor.where) == (anchor.status != "place") or not every[0]
        assert all(0 <= s.start < s.end <= len(texts[s.paragraph]) for s in anchor.where)
        assert from_row(json.loads(json.dumps(to_row(anchor)))) == anchor
        step = Carrying(old, new, changes(old, new))
        step.carry(every[0], (Span(every[0][0].id, 0, 1),), Anchor())
        assert step.carry(every[0], (span,), before) == anchor  # the same again, whatever else was carried


def misplaced(every: Sequence[Wording]) -> list[str]:
    """The sentences of the first version that stand once in each text, and are not said to stand there in the last."""
    first, last = ("\n".join(p.text for p in wording) for wording in (every[0], every[-1]))
    wrong = []
    for sentence in SENTENCES:
        if first.count(sentence) == last.count(sentence) == 1:
            places = (span_of(every[0], sentence),)
            anchor = Anchor(places)
            for old, new in pairwise(every):
                anchor = carried(every[0], places, anchor, old, new, changes(old, new))
            if anchor != Anchor((span_of(every[-1], sentence),), "stands"):
                wrong.append(sentence)
    return wrong


@settings(max_examples=200, deadline=None)
@given(stories())
def test_a_sentence_that_stands_once_keeps_its_comment(story):
    assert misplaced(story[0]) == []


def test_the_property_would_notice_a_fault(monkeypatch):
    lines = [f"{A} {B}", f"{C} {D}"], [f"{B} {C}", f"{D} {A}"], [f"{D}", f"{A} {C}", B]
    every = recorded(["\n".join(each) for each in lines])
    assert misplaced(every) == []
    monkeypatch.setattr(Carrying, "_verbatim", lambda *_: None)
    for rule in ("_same_sentences", "_moved", "_over_the_line"):
        monkeypatch.setattr(following, rule, lambda *_: None)
    assert misplaced(every) != []


# Figures: on starters of our own after random edits, and on real histories beside the repository.


def clauses() -> list[str]:
    every = "\n".join(line for starter in STARTERS.values() for _, head, lines in starter.clauses for line in (head, *lines))
    return pieces(every, 150)


@pytest.mark.parametrize(("edits", "exact"), [(5, 0.9), (50, 0.63)])
def test_words_are_followed_through_random_edits(edits, exact):
    tally = Tally()
    for seed in range(3):
        for number, text in enumerate(clauses()):
            tried(follow, text, f"test {seed} {number}", edits, tally)
    assert tally.gone + tally.exact > 300
    assert tally.share >= exact, tally
    assert tally.unrelated == 0, tally


def test_a_follower_that_keeps_to_the_place_would_fail_them():
    tally = Tally()
    for number, text in enumerate(clauses()):
        tried(lambda _, spans: spans, text, f"test {number}", 50, tally)
    assert tally.share < 0.63
    assert tally.unrelated > 0


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # the scorer leaves closing its files to Python
def test_real_histories(monkeypatch):
    monkeypatch.syspath_prepend(str(corpus("score")))
    scorer = importlib.import_module("anchor_score")
    try:
        found = scorer.judge(follow, "DEV", {"nhsuk-formatting", "publiccode-english", "solid-process"})[0]
    finally:
        sys.modules.pop("anchor_score")
    share = {kind: {verdict: many / counts.total() for verdict, many in counts.items()} for kind, counts in found.items()}
    assert share["A sentence"] == {"right": 1.0}
    assert share["A phrase"] == {"right": 1.0}
    assert share["C edited (>=0.8)"]["right"] >= 0.94
    assert share["C edited (>=0.8)"].get("WRONG", 0) <= 0.003
    assert share["C gone (<0.4)"].get("WRONG", 0) == 0


def test_the_adapter_counts_characters_as_its_texts_do():
    text = "  First line. \n\n\tSecond line, of two.\nThird.  "
    spans = [(2, 7), (17, 23), (38, 44), (8, 23)]
    assert [text[a:b] for a, b in spans] == ["First", "Second", "Third.", "line. \n\n\tSecond"]
    assert follow([text], spans) == spans
    assert follow([text, text.replace("Third.", "Third.\n\nFourth."), text], spans) == spans
    assert placed(text, recorded([text])[0], 13, 16) == ()
    assert follow([text, text], [(13, 16)]) == [None]
