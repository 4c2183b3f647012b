"""The tracked changes of Word files: each element that tells of one is listed in exactly one change, with its words."""

import csv
import re
from collections import Counter

import pytest
from lxml import etree

from exports import changes as module
from exports import mend
from exports.changes import Change, changes
from exports.ooxml import MC, W
from exports.package import Package
from tests.corpus import ROOT, cases
from tests.word_files import box, p, r, table, word_file

FILES = cases("docx/comments/*.docx", "docx/tracked/*.docx", "docx/rp_triples/*.docx", "docx/tenders/*.docx")
STORIES = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes|comments)\d*\.xml")


def elements(data: bytes, kind: str) -> int:
    """How many elements of a kind a file has, wherever in it."""
    parts = Package(data).parts
    return sum(len(re.findall(rf"<w:{kind}[ />]".encode(), content)) for name, content in parts.items() if STORIES.fullmatch(name))


def told(found: list[Change]) -> list[tuple[str, str, str, int | None]]:
    return [(change.kind, change.author, change.words, change.paragraph) for change in found]


def insist_on_each_once(data: bytes) -> None:
    kinds = Counter[str]()
    for change in changes(Package(data)):
        kinds[change.kind] += change.elements
    numbers = inside_numbering(data)
    came, went = (sum(elements(data, name) for name in names) for names in (("ins", "moveTo"), ("del", "moveFrom")))
    assert sum(kinds[kind] for kind in ("insertion", "move to", "mark in", "row in")) + numbers == came
    assert sum(kinds[kind] for kind in ("deletion", "move from", "mark out", "row out")) == went
    assert kinds["cell"] == sum(elements(data, name) for name in ("cellIns", "cellDel", "cellMerge"))
    assert kinds["format"] - numbers == elements(data, r"\w+Change")


@pytest.mark.parametrize("path", FILES)
def test_every_element_of_a_real_file_is_counted_once(path):
    data = mend.mend(path.read_bytes())[0]
    insist_on_each_once(data)
    with (ROOT / "docx/index.csv").open(newline="") as file:
        row = next((row for row in csv.DictReader(file) if row["file"] == f"{path.parent.name}/{path.name}"), None)
    if row and path.name != FOUND_MORE:
        assert (elements(data, "ins"), elements(data, "del")) == (int(row["ins"]), int(row["del"]))


# The index counts the body alone; this file has 10 and 2 more in its header and its notes.
FOUND_MORE = "14-oxsdk-comment042.docx"


def inside_numbering(data: bytes) -> int:
    """A number that came is told by a w:ins as well (17.13.5.19); it changes how a paragraph looks."""
    package = Package(data)
    return sum(1 for e in package.xml(package.main).iter(f"{W}ins") if e.getparent().tag == f"{W}numPr")


@pytest.mark.parametrize("name", ["del", "ins", "rPrChange"])
@pytest.mark.parametrize("path", cases("docx/tracked/25-adeu-dirty.docx"))
def test_a_planted_fault_is_found(path, name, monkeypatch):
    data = path.read_bytes()
    insist_on_each_once(data)
    monkeypatch.setattr(module, "_EVERY", tuple(tag for tag in module._EVERY if tag != f"{W}{name}"))
    with pytest.raises(AssertionError):
        insist_on_each_once(data)


def by(name: str, inside: str = "", author: str = "Sam", number: int = 1, hour: int = 9) -> str:
    return f'<w:{name} w:id="{number}" w:author="{author}" w:date="2027-03-05T{hour:02}:00:00Z">{inside}</w:{name}>'


def gone(text: str) -> str:
    return r(text).replace("w:t ", "w:delText ").replace("w:t>", "w:delText>")


def listed(*body: str, **parts: str) -> list[Change]:
    return changes(Package(word_file(*body, parts=parts)))


def test_words_that_came_and_went():
    found = listed("Before.", p(r("Staff "), by("del", gone("may")), by("ins", r("must")), r(" go.")))
    assert told(found) == [("deletion", "Sam", "may", 1), ("insertion", "Sam", "must", 1)]
    assert found[0].date == "2027-03-05T09:00:00Z"


def test_the_time_in_utc_is_taken_where_the_file_says_it():
    space = 'xmlns:w16du="http://schemas.microsoft.com/office/word/2023/wordml/word16du" w16du:dateUtc="2027-03-05T08:00:00Z" w:author'
    assert listed(p(by("ins", r("must")).replace("w:author", space)))[0].date == "2027-03-05T08:00:00Z"


def test_changes_that_touch_are_one_and_others_are_not():
    found = listed(
        p(
            by("ins", r("One ")),
            '<w:bookmarkStart w:id="8" w:name="b"/>',
            by("ins", r("two"), number=2),
            by("ins", r(" Ali"), "Ali"),
            by("ins", r(" later"), hour=10),
            r(" kept "),
            by("ins", r("three"), hour=10),
        )
    )
    assert [(change.author, change.words, change.elements) for change in found] == [
        ("Sam", "One two", 2),
        ("Ali", " Ali", 1),
        ("Sam", " later", 1),
        ("Sam", "three", 1),
    ]


def test_what_looks_otherwise_inside_keeps_no_changes_apart():
    inside = gone("a").replace("<w:r>", f"<w:r><w:rPr><w:b/>{by('rPrChange', '<w:rPr/>')}</w:rPr>")
    found = listed(p(by("del", inside), by("del", inside)))
    assert [(change.kind, change.words, change.elements) for change in found] == [
        ("deletion", "aa", 2),
        ("format", "a", 1),
        ("format", "a", 1),
    ]


def test_words_that_came_and_went_again_are_told_once_as_gone():
    found = listed(p(by("ins", r("must ") + by("del", gone("always "), "Ali") + r("go"))))
    assert told(found) == [("insertion", "Sam", "must go", 0), ("deletion", "Ali", "always ", 0)]


def test_ends_of_paragraphs_rows_cells_and_moves():
    row = f"<w:tr><w:trPr>{by('ins')}</w:trPr><w:tc>{p('New')}</w:tc></w:tr>"
    cell = f"<w:tcPr>{by('cellDel')}</w:tcPr>{p('Old')}"
    found = listed(
        p(by("ins", r("One.")), about=f"<w:rPr>{by('ins')}</w:rPr>"),
        p("Two.", about=f"<w:rPr>{by('del')}</w:rPr>"),
        table((cell, "Kept")).replace("</w:tbl>", f"{row}</w:tbl>"),
        p(by("moveFrom", r("Here."))),
        p(by("moveTo", r("There."))),
    )
    assert told(found) == [
        ("mark in", "Sam", "", 0),
        ("insertion", "Sam", "One.", 0),
        ("mark out", "Sam", "", 1),
        ("cell", "Sam", "Old", 2),
        ("row in", "Sam", "New", 4),
        ("move from", "Sam", "Here.", 5),
        ("move to", "Sam", "There.", 6),
    ]


def test_what_looks_otherwise():
    found = listed(
        p(r("Bold", f"<w:b/>{by('rPrChange', '<w:rPr/>')}"), r(" not")),
        p("Right", about=f'<w:jc w:val="right"/>{by("pPrChange", "<w:pPr/>")}'),
        p("Numbered", about=f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/>{by("ins")}</w:numPr>'),
    )
    assert told(found) == [("format", "Sam", "Bold", 0), ("format", "Sam", "Right", 1), ("format", "Sam", "Numbered", 2)]


def test_tabs_and_lines_are_words_and_instructions_are_not():
    code = "<w:r><w:delInstrText> PAGE </w:delInstrText></w:r><w:r><w:tab/></w:r><w:r><w:br/></w:r>"
    assert told(listed(p(by("del", code + gone("x"))))) == [("deletion", "Sam", "\t\nx", 0)]


def test_headers_notes_and_comments_are_looked_through():
    found = listed(
        p("Kept"),
        header1=p(by("ins", r("Ash"))),
        footnotes=f'<w:footnote w:id="2">{p(by("del", gone("note")))}</w:footnote>',
        comments=f'<w:comment w:id="1" w:author="Sam">{p(by("ins", r("said")))}</w:comment>',
    )
    assert [(change.part, change.kind, change.words, change.paragraph) for change in found] == [
        ("word/header1.xml", "insertion", "Ash", None),
        ("word/footnotes.xml", "deletion", "note", None),
        ("word/comments.xml", "insertion", "said", None),
    ]


def test_what_is_there_twice_for_older_programs_is_one_change():
    data = word_file(p(box(p(by("ins", r("In a box."))))))
    (found,) = changes(Package(data))
    assert (found.words, found.elements, found.paragraph) == ("In a box.", 2, 1)
    package = Package(data)
    body = package.xml(package.main)
    twice = [e for e in body.iter(f"{W}ins") if any(True for _ in e.iterancestors(f"{MC}Fallback"))]
    assert [etree.QName(e).localname for e in twice] == ["ins"]


@pytest.mark.parametrize("path", cases("docx/tracked/27-adeu-dense175.docx"))
def test_real_words(path):
    found = changes(Package(path.read_bytes()))
    assert Counter(change.kind for change in found) == {"deletion": 175, "insertion": 175}
    assert (found[0].words, found[0].author, found[0].date) == ("100", "Reviewer", "2026-01-01T00:00:00Z")
