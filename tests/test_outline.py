"""Where clauses begin in a Word file: at headings, numbers, bold lines and tables, in that order."""

from exports.word_in import read
from tests.word_files import listed, p, r, table, word_file

LONG = "The provider must answer every question from a person who uses the service within fifteen working days of it. "


def clauses(*body: str) -> list[tuple[str, str]]:
    return [(clause.how, clause.title) for clause in read(word_file(*body)).clauses]


def test_clauses_begin_at_headings_first():
    body = (
        p("Front", style="Quiet"),
        p("Access", style="Heading1"),
        "1. One.",
        p(r("Bold", "<w:b/>")),
        p("Pay", style="Heading2"),
        "Words.",
    )
    assert clauses(*body) == [("beginning", "Front"), ("heading style", "Access"), ("heading style", "Pay")]
    level = '<w:outlineLvl w:val="0"/>'
    assert clauses(p("Access", about=level), "Words.", p("Pay", about=level), "Words.") == [
        ("heading style", "Access"),
        ("heading style", "Pay"),
    ]


def test_then_at_automatic_numbers_then_at_typed_ones_then_at_bold_lines():
    assert clauses(listed("Access"), LONG, listed("Pay"), LONG) == [("automatic number", "Access"), ("automatic number", "Pay")]
    assert clauses("1. Access", LONG, "2. Pay", LONG) == [("typed number", "Access"), ("typed number", "Pay")]
    bold = [p(r(words, "<w:b/>")) for words in ("Access", "Pay")]
    assert clauses(bold[0], LONG, bold[1], LONG) == [("bold line", "Access"), ("bold line", "Pay")]


def test_a_short_list_is_no_row_of_clauses():
    assert clauses(LONG, listed("a visit"), listed("a call"), listed("a letter"), LONG) == [("beginning", LONG)]


def test_a_form_becomes_clauses_by_table():
    form = table(("Name", LONG), ("Address", LONG + LONG))
    assert [how for how, _ in clauses(p("About you"), form, p("About the work"), form)] == ["table", "table"]
    assert [title for _, title in clauses(p("About you"), form, p("About the work"), form)] == ["About you", "About the work"]


def test_a_clause_does_not_begin_inside_a_table():
    body = (p("Access", style="Heading1"), table((p("In a cell", style="Heading1"), "words")), p("Pay", style="Heading1"))
    assert clauses(*body) == [("heading style", "Access"), ("heading style", "Pay")]


def test_a_numbered_paragraph_that_stands_alone_is_no_heading():
    body = (
        p("Access", style="Heading1"),
        listed("Staff must ask.", 1),
        listed("Staff must answer.", 1),
        p("Pay", style="Heading1"),
        "Words.",
    )
    found = read(word_file(*body))
    assert [[each.kind for each in clause.wording] for clause in found.clauses] == [["head", "num", "num"], ["head", "para"]]


def test_a_long_section_is_divided_further_and_a_short_one_is_not():
    numbered = [words for number in range(1, 6) for words in (f"{number}. Point number {number}", LONG * 4)]
    body = (p("Access", style="Heading1"), *numbered, p("Pay", style="Heading1"), "1. One.", "2. Two.", "Words.")
    assert [how for how, _ in clauses(*body)] == ["heading style", *["typed number"] * 5, "heading style"]


def test_no_paragraph_is_lost_between_clauses():
    body = ("Front words.", *[words for number in range(30) for words in (p(f"Clause {number}", style="Heading1"), LONG, listed("item"))])
    found = read(word_file(*body))
    assert [each.text for clause in found.clauses for each in clause.wording].count(LONG) == 30
    assert [len(clause.wording) for clause in found.clauses] == [1, *[3] * 30]
