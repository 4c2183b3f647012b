"""The plain box: no markup to see, and everything found again afterwards."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from specs.boxes import boxes, filled
from specs.refusals import Refused
from specs.wording import Mark, Paragraph, Place, Series, Wording

CLAUSE: Wording = (
    Paragraph("p1", "head", "Access", label="2.", typed=True),
    Paragraph("p2", "para", "The Provider must meet clause 4.2.\tAlways.", marks=(Mark(4, 12, "bold"), Mark(23, 33, "ref:c9"))),
    Paragraph("p3", "bullet", "a phone call", series=Series("2", 0)),
    Paragraph("p4", "bullet", "a visit", series=Series("2", 0)),
    Paragraph("p5", "block", "Figure", label="Picture"),
    Paragraph("p6", "para", "Measure", place=Place("t1", "r1", "c1")),
    Paragraph("p7", "para", "Ten days", place=Place("t1", "r1", "c2")),
)


def typed(wording: Wording = CLAUSE) -> list[str]:
    return [box.text for box in boxes(wording)]


def test_what_stands_in_the_boxes():
    assert [(box.kind, box.text) for box in boxes(CLAUSE)] == [
        ("heading", "Access"),
        ("words", "The Provider must meet clause 4.2. Always.\na phone call\na visit"),
        ("block", "Figure"),
        ("cell", "Measure"),
        ("cell", "Ten days"),
    ]


def test_untouched_boxes_give_the_same_wording():
    assert filled(CLAUSE, typed()) == CLAUSE


def test_bold_references_and_tabs_stay_with_the_words_that_stayed():
    boxes_now = typed()
    boxes_now[1] = boxes_now[1].replace("must meet", "must always meet")
    assert filled(CLAUSE, boxes_now)[1] == replace(
        CLAUSE[1],
        text="The Provider must always meet clause 4.2.\tAlways.",
        marks=(Mark(4, 12, "bold"), Mark(30, 40, "ref:c9")),
    )


def test_a_new_line_continues_the_list_above_it():
    boxes_now = typed()
    boxes_now[1] += "\nan email"
    assert filled(CLAUSE, boxes_now)[4] == Paragraph("+1", "bullet", "an email", series=Series("2", 0))


def test_a_line_left_out_is_gone_and_the_others_keep_their_names():
    boxes_now = typed()
    boxes_now[1] = boxes_now[1].replace("\na phone call", "")
    assert [p.id for p in filled(CLAUSE, boxes_now)] == ["p1", "p2", "p4", "p5", "p6", "p7"]


def test_an_emptied_cell_stays_a_cell():
    boxes_now = typed()
    boxes_now[4] = ""
    assert filled(CLAUSE, boxes_now)[-1] == replace(CLAUSE[-1], text="")


def test_an_equation_cannot_be_typed_over():
    clause = (Paragraph("p1", "para", "The price is a+b pounds.", marks=(Mark(13, 16, "object:equation"),)),)
    assert filled(clause, ["", "Here the price is a+b pounds."])[0].marks == (Mark(18, 21, "object:equation"),)
    with pytest.raises(Refused, match="can only be changed in Word"):
        filled(clause, ["", "The price is ten pounds."])


def test_nothing_left_is_refused():
    clause = CLAUSE[:2]
    with pytest.raises(Refused, match="Please retire it instead|please retire it instead"):
        filled(clause, ["", " \n "])


LINES = st.lists(
    st.sampled_from(["Staff attend.", "People can ask.", "a visit", "a call", "Staff may attend a lot.", "x"]), min_size=1, max_size=6
)


@settings(max_examples=300, deadline=None)
@given(LINES, LINES)
def test_the_words_saved_are_the_words_typed(before, after):
    old = tuple(Paragraph(f"p{k}", "para", text) for k, text in enumerate(before))
    new = filled(old, ["", "\n".join(after)])
    assert [p.text for p in new] == after
    assert len({p.id for p in new}) == len(new)


@settings(max_examples=200, deadline=None)
@given(LINES)
def test_nothing_typed_gives_nothing_changed(lines):
    old = tuple(Paragraph(f"p{k}", "para", text, marks=(Mark(0, 1, "bold"),)) for k, text in enumerate(lines))
    assert filled(old, [box.text for box in boxes(old)]) == old


def test_a_number_without_words_stays():
    """“Exhibit A” may be an automatic number above a title: a blank line in the box, which browsers and people lose."""
    exhibit = Paragraph("p1", "num", "", series=Series("7", 0))
    title, words = Paragraph("p2", "para", "Form of notice"), Paragraph("p3", "para", "We write to you.")
    assert filled((exhibit, title, words), ["", "Form of a notice\nWe write to you."]) == (
        exhibit,
        replace(title, text="Form of a notice"),
        words,
    )
    last = Paragraph("p4", "num", "", series=Series("7", 0))
    assert [p.id for p in filled((title, last), ["", "Form of a notice"])] == ["p2", "p4"]
