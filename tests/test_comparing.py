"""A comparison that a person can read: sentences first, then inline."""

from dataclasses import replace

from specs.comparing import Segment, compare
from specs.wording import Mark, Paragraph

BEFORE = (
    Paragraph("p1", "head", "Access"),
    Paragraph("p2", "para", "People must attend a review."),
    Paragraph("p3", "para", "This goes."),
    Paragraph("p4", "para", "This moves."),
)
AFTER = (
    BEFORE[0],
    BEFORE[3],
    replace(BEFORE[1], text="People can use a quick review."),
    Paragraph("p9", "para", "This is new."),
)


def test_sentences():
    assert compare(BEFORE, AFTER).sentences == (
        "Moves the paragraph “This moves.”",
        "Changes “must attend” to “can use”",
        "Adds “quick” after “People can use a”",
        "Takes out the paragraph “This goes.”",
        "Adds the paragraph “This is new.”",
    )
    assert compare(BEFORE, BEFORE).same


def test_inline_lines_read_as_both_wordings():
    lines = compare(BEFORE, AFTER).lines
    old = ["".join(s.text for s in line.segments if s.kind != "ins") for line in lines if line.state not in ("added", "moved")]
    new = ["".join(s.text for s in line.segments if s.kind != "del") for line in lines if line.state != "removed"]
    assert sorted(old) == sorted(p.text for p in BEFORE if p.id != "p4")
    assert new == [p.text for p in AFTER]


def test_each_changed_stretch_carries_the_number_of_its_sentence():
    line = compare(BEFORE, AFTER).lines[2]
    assert line.segments == (
        Segment("same", "People "),
        Segment("del", "must attend", 2),
        Segment("ins", "can use", 2),
        Segment("same", " a "),
        Segment("ins", "quick ", 3),
        Segment("same", "review."),
    )


def test_long_quotations_are_cut_in_the_middle():
    long = Paragraph("p1", "para", "word " * 200)
    (sentence,) = compare((), (long,)).sentences
    assert len(sentence) < 220 and " … " in sentence


def test_bold_is_said():
    bold = (replace(BEFORE[1], marks=(Mark(0, 6, "bold"),)),)
    assert compare((BEFORE[1],), bold).sentences == ("Changes how “People must attend a review.” looks: bold, list or level",)
