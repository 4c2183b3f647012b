"""Clauses and paragraphs that were added, moved, split, merged or left out stand in the Word file as in the record, numbers and all."""

import re

import pytest
from lxml import etree

import exports.word_out
from exports.basis import of_import
from exports.house import house
from exports.package import Package
from exports.word_out import write
from specs.arranging import MergeClauses, MoveClause, RestoreClause, RetireClause, SplitClause
from specs.boxes import boxes, filled
from specs.clauses import AddClause, Reword
from specs.labels import labels
from specs.library.house_lists import HOUSE_LISTS
from specs.reading import FoundClause
from specs.tender import Clause, Tender
from specs.wording import Paragraph, Series
from tests.story import Story
from tests.word_files import PAGE, W, p, r, word_file
from tests.word_stories import BODY, FromWord, as_it_may_go_out, change, looks, reread, rich_file


@pytest.fixture
def rich() -> FromWord:
    return FromWord(rich_file())


def styles_of(data: bytes, *words: str) -> list[str]:
    """The properties of the paragraphs with these words."""
    root = Package(data).xml(BODY)
    made = []
    for text in words:
        (found,) = [e for e in root.iter(f"{W}p") if "".join(t.text or "" for t in e.iter(f"{W}t")) == text]
        about = found.find(f"{W}pPr")
        made.append(re.sub(r' xmlns:\w+="[^"]*"', "", etree.tostring(about).decode()) if about is not None else "")
    return made


def new(text: str, kind: str = "para", **more: object) -> Paragraph:
    return Paragraph("", kind, text, **more)  # type: ignore[arg-type]


def test_an_added_clause_takes_the_look_of_its_neighbours(rich: FromWord):
    rich.act(AddClause("d1", "c2", "Advice", (new("People can ask for advice."), new("by phone", "bullet", series=Series("2", 0)))))
    data = rich.written().data
    assert reread(data) == [
        ("", "Support in the city"),
        ("1.", "Access"),
        ("", "Staff must attend reviews every quarter."),
        ("", "People can ask for:"),
        ("•", "a phone call"),
        ("•", "a visit"),
        ("2.", "Advice"),
        ("", "People can ask for advice."),
        ("•", "by phone"),
        ("3.", "Pay"),
        *rich.shown()[10:],
    ]
    assert reread(data) == rich.shown()
    assert styles_of(data, "Advice", "People can ask for advice.", "by phone") == [
        '<w:pPr><w:pStyle w:val="NumberedHeading"/></w:pPr>',
        '<w:pPr><w:pStyle w:val="Quiet"/></w:pPr>',
        '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="2"/></w:numPr></w:pPr>',
    ]


def test_a_new_paragraph_in_a_clause_takes_the_look_of_the_one_before(rich: FromWord):
    clause = rich.tender.clauses["c2"]
    texts = [each.text for each in boxes(clause.wording)]
    rich.act(Reword("c2", 1, filled(clause.wording, [texts[0], texts[1] + "\na letter"])))
    data = rich.written().data
    assert reread(data) == rich.shown()
    assert styles_of(data, "a letter") == styles_of(data, "a visit")
    assert (reread(data)[6]) == ("•", "a letter")


@pytest.mark.parametrize(
    ("asked", "order"),
    [
        ((MoveClause("c5", "c1"),), ["Support in the city", "1. Exit", "2. Access", "3. Pay", "4. Records"]),
        ((MoveClause("c3", ""),), ["1. Pay", "Support in the city", "2. Access", "3. Records", "4. Exit"]),
        ((MoveClause("c2", "c5"), MoveClause("c3", "c2")), ["Support in the city", "1. Records", "2. Exit", "3. Access", "4. Pay"]),
        ((RetireClause("c2"),), ["Support in the city", "1. Pay", "2. Records", "3. Exit"]),
        ((RetireClause("c3"),), ["Support in the city", "1. Access", "2. Records", "3. Exit"]),
        ((RetireClause("c3"), RestoreClause("c3")), ["Support in the city", "1. Access", "2. Pay", "3. Records", "4. Exit"]),
        ((RetireClause("c1"), RetireClause("c5")), ["1. Access", "2. Pay", "3. Records"]),
        ((MergeClauses("c2"),), ["Support in the city", "1. Access", "3. Records", "4. Exit"]),
        ((MergeClauses("c2"), MoveClause("c2", "c5")), ["Support in the city", "1. Records", "2. Exit", "3. Access"]),
        (
            (SplitClause("c2", "p4", "Ways to ask"),),
            ["Support in the city", "1. Access", "2. Ways to ask", "3. Pay", "4. Records", "5. Exit"],
        ),
        (
            (SplitClause("c2", "p5"), MoveClause("c6", "c5")),
            ["Support in the city", "1. Access", "2. Pay", "3. Records", "4. Exit", "• a phone call"],
        ),
        (
            (AddClause("d1", "", "First", (new("Words."),)), AddClause("d1", "c5", "Last", (new("Words."),)), MoveClause("c3", "c7")),
            ["1. First", "Support in the city", "2. Access", "3. Records", "4. Exit", "5. Last", "6. Pay"],
        ),
    ],
)
def test_clauses_arranged(rich: FromWord, asked: tuple[object, ...], order: list[str]):
    untouched = rich.written().data
    for each in asked:
        rich.act(each)
    data = rich.written().data
    shown = rich.shown()
    label_of = dict(zip([each.id for clause in rich.tender.reading_order() for each in clause.wording], shown, strict=True))
    assert [" ".join(filter(None, label_of[clause.wording[0].id])) for clause in rich.tender.reading_order()] == order
    assert without_references(reread(data)) == without_references(shown)
    # The paragraphs that stayed are those that came in, whatever stands around them now.
    was = {etree.tostring(e, method="c14n") for e in plain_paragraphs(untouched)}
    came = [e for e in plain_paragraphs(data) if "".join(e.itertext()) in {"".join(etree.fromstring(old).itertext()) for old in was}]
    assert [e for e in came if etree.tostring(e, method="c14n") not in was and "REF" not in "".join(e.itertext())] == []


def without_references(shown: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """What Word's own field makes anew is judged in test_contents."""
    return [(label, re.sub(r"See clause \d", "See clause #", text)) for label, text in shown]


def plain_paragraphs(data: bytes) -> list[etree._Element]:
    """Paragraphs without our bookmarks, which go with the clauses."""
    return list(etree.fromstring(as_it_may_go_out(Package(data).parts[BODY])).iter(f"{W}p"))


def test_words_of_a_retired_clause_are_in_no_part_of_the_file(rich: FromWord):
    rich.act(RetireClause("c3"))
    parts = Package(rich.written().data).parts
    assert [name for name, content in parts.items() for word in (b"Co-chair", b"Forty", b"the law") if word in content] == []
    assert parts[BODY].count(b"<w:tbl>") == 0


def test_cells(rich: FromWord):
    clause = rich.tender.clauses["c3"]
    texts = [each.text for each in boxes(clause.wording)]
    at = texts.index("Fifty\na day")
    texts[at] = "Sixty\na day\nand lunch"
    texts[texts.index("Member")] = "Each member"
    rich.act(Reword("c3", 1, filled(clause.wording, texts)))
    data = rich.written().data
    assert reread(data) == rich.shown()
    tables = list(Package(data).xml(BODY).iter(f"{W}tbl"))
    assert [
        [["".join(c.itertext()) for c in cell.findall(f"{W}p")] for cell in row.findall(f"{W}tc")] for row in tables[0].findall(f"{W}tr")
    ] == [
        [["Role"], ["Pounds"]],
        [["Co-chair"], ["Sixty", "a day", "and lunch"]],
        [["Each member"], [""]],
    ]
    assert [["".join(c.itertext()) for c in row.findall(f"{W}tc")] for row in tables[1].findall(f"{W}tr")] == [["Forty", "a day"]]


def test_a_cell_whose_words_are_all_taken_out_keeps_a_paragraph(rich: FromWord):
    clause = rich.tender.clauses["c3"]
    texts = ["" if each.text == "Fifty\na day" else each.text for each in boxes(clause.wording)]
    rich.act(Reword("c3", 1, filled(clause.wording, texts)))
    cells = list(Package(rich.written().data).xml(BODY).iter(f"{W}tc"))
    assert [cell[-1].tag == f"{W}p" for cell in cells] == [True] * len(cells)
    assert reread(rich.written().data) == [pair for pair in rich.shown() if pair != ("", "")]


def test_typed_numbers_stay_with_their_words():
    came = FromWord(
        word_file(p(r("1.", "<w:b/>"), "<w:r><w:tab/></w:r>", "Access"), "Words " * 30, p("2. ", r("Pay", "<w:i/>")), "Words " * 30)
    )
    change(came, came.tender.clauses["c1"], "Access", "Getting in")
    change(came, came.tender.clauses["c2"], "Pay", "Money")
    root = Package(came.written().data).xml(BODY)
    runs = [
        [(looks(run)[0], run.find(f"{W}rPr") is not None, run.find(f"{W}tab") is not None) for run in e.iter(f"{W}r")]
        for e in root.iter(f"{W}p")
    ]
    assert runs[0] == [("1.", True, False), ("", False, True), ("Getting in", False, False)]
    assert runs[2] == [("2. ", False, False), ("Money", True, False)]
    assert reread(came.written().data)[::2] == [("1.", "Getting in"), ("2.", "Money")]


def test_sections_stay_where_they_end():
    wide = f"<w:sectPr>{PAGE}</w:sectPr>"
    came = FromWord(
        word_file(
            p("One", style="Heading1"),
            p("Ends a section.", about=wide),
            p("Two", style="Heading1"),
            "Words.",
            p("Three", style="Heading1"),
            "More.",
        )
    )
    for asked in (MoveClause("c1", "c3"), RetireClause("c1")):
        came.act(asked)
        body = Package(came.written().data).xml(BODY).find(f"{W}body")
        assert body is not None
        assert len(list(body.iter(f"{W}sectPr"))) == 2
        assert reread(came.written().data) == came.shown()


def test_every_clause_has_one_bookmark_where_it_begins(rich: FromWord):
    rich.act(MoveClause("c5", "c1"))
    rich.act(AddClause("d1", "c5", "Advice", (new("Words."),)))
    rich.act(RetireClause("c2"))
    root = Package(rich.written().data).xml(BODY)
    marks = [e for e in root.iter(f"{W}bookmarkStart") if e.get(f"{W}name", "").startswith("_ct_")]
    holders = ["".join(next(e.iterancestors(f"{W}p")).itertext()) for e in marks]
    assert dict(zip([e.get(f"{W}name") for e in marks], holders, strict=True)) == {
        "_ct_c1": "Support in the city",
        "_ct_c5": "Exit",
        "_ct_c6": "Advice",
        "_ct_c3": "Pay",
        "_ct_c4": "Records",
    }
    numbers = [e.get(f"{W}id") for e in root.iter(f"{W}bookmarkStart")]
    assert len(numbers) == len(set(numbers))
    assert sorted(numbers, key=str) == sorted((e.get(f"{W}id") for e in root.iter(f"{W}bookmarkEnd")), key=str)


def test_pictures_with_hidden_details_are_spoken_of():
    picture = (
        "image/jpeg",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image",
        b"\xff\xd8\xff\xe1\0\x10Exif\0\0MM",
    )
    came = FromWord(word_file("Words.", extra={"word/media/one.jpeg": picture}))
    (said,) = came.written().warnings
    assert said.startswith("A picture in this document carries hidden details")
    came = FromWord(word_file("Words.", extra={"word/media/one.jpeg": picture, "word/media/two.jpg": picture}))
    assert [each[:10] for each in came.written().warnings] == ["2 pictures"]


def test_a_change_that_does_not_reach_the_file_would_be_found(rich: FromWord, monkeypatch: pytest.MonkeyPatch):
    change(rich, rich.tender.clauses["c2"], "attend", "join")
    monkeypatch.setattr(exports.word_out, "rewrite", lambda *told: None)
    assert reread(rich.written().data) != rich.shown()


# What did not come from Word


def test_five_hundred_clauses_on_the_house_document():
    made = []
    for number in range(1, 501):
        level = 0 if number % 10 == 1 else 1
        wording = [
            Paragraph(f"q{number}a", "head", f"Clause named {number}", level, series=Series("1", level)),
            Paragraph(f"q{number}b", "para", f"Words of {number}, with a second sentence."),
        ]
        if number % 3 == 0:
            wording.append(Paragraph(f"q{number}c", "bullet", "an item", series=Series("2", 0)))
        made.append(FoundClause(tuple(wording)))
    tender = Story(tuple(made), HOUSE_LISTS).tender
    data = write(of_import(house(), Tender(), tender.parts["d1"]), tender, tender.parts["d1"], organisation="Ash Council").data
    assert reread(data) == [pair for clause in tender.reading_order() for pair in labelled(tender, clause)]
    assert (reread(data)[0], reread(data)[-2]) == (("1.", "Clause named 1"), ("50.9", "Clause named 500"))
    root = Package(data).xml(BODY)
    styles = {e.get(f"{W}val") for e in root.iter(f"{W}pStyle")}
    known = {e.get(f"{W}styleId") for e in Package(data).xml("word/styles.xml").iter(f"{W}style")}
    assert styles == {"Heading1", "Heading2", "ClauseText", "ListBullet"} and styles <= known
    assert write(of_import(house(), Tender(), tender.parts["d1"]), tender, tender.parts["d1"], organisation="Ash Council").data == data


def test_the_house_document_declares_every_name_it_asks_others_to_ignore():
    """Word does not open a file that asks for a prefix to be ignored and never says what it stands for (ECMA-376 Part 3, 7.2)."""
    ignorable = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Ignorable"
    roots = {name: etree.fromstring(content) for name, content in Package(house()).parts.items() if name.endswith(".xml")}
    unknown = [(name, prefix) for name, root in roots.items() for prefix in root.get(ignorable, "").split() if prefix not in root.nsmap]
    assert unknown == []


def labelled(tender: Tender, clause: Clause) -> list[tuple[str, str]]:
    seen = labels(tender)
    return [(seen.get(each.id, ""), each.text) for each in clause.wording]
