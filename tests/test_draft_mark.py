"""A Word file that is not an issued tender says DRAFT on every page, whatever headers it came with."""

from pathlib import Path

import pytest
from lxml import etree

import exports.draft_mark
from exports.package import Package
from exports.relations import relations
from tests.corpus import cases
from tests.word_files import PAGE, W, p, word_file
from tests.word_stories import BODY, FromWord

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
SAID = "DRAFT · not an issued tender · Ash Council"


def refer(kind: str, name: str, what: str = "header") -> str:
    return f'<w:{what}Reference w:type="{kind}" r:id="{name}"/>'


def ends(*inside: str) -> str:
    """A paragraph in which a section ends."""
    return p("Ends a section.", about=f"<w:sectPr>{''.join(inside)}{PAGE}</w:sectPr>")


def tops(data: bytes) -> list[dict[str, list[str]]]:
    """For each section, the lines of the header of each kind of page that it has, as Word finds them: from the section before, if need be.

    A section has first pages of its own where it says so (w:titlePg), and even ones where the file does (w:evenAndOddHeaders).
    """
    package = Package(data)
    root = package.xml(BODY)
    targets = {relation.id: f"word/{relation.target}" for relation in package.relations(BODY) if relation.short_type == "header"}
    settings = [package.xml(name) for name in package.related("settings")]
    even = any(switched_on(e, "evenAndOddHeaders") for e in settings)
    said: dict[str, str] = {}
    made = []
    for section in root.iter(f"{W}sectPr"):
        said |= {e.get(f"{W}type", ""): targets[e.get(f"{R}id", "")] for e in section.findall(f"{W}headerReference")}
        kinds = ["default", *(["first"] if switched_on(section, "titlePg") else []), *(["even"] if even else [])]
        made.append({kind: lines(package.xml(said[kind])) if kind in said else [] for kind in kinds})
    return made


def switched_on(e: etree._Element, name: str) -> bool:
    found = e.find(f"{W}{name}")
    return found is not None and found.get(f"{W}val", "1") not in ("0", "false", "off")


def lines(header: etree._Element) -> list[str]:
    return ["".join(each.itertext()) for each in header.iter(f"{W}p")]


TITLE = "<w:titlePg/>"
EVEN = {"settings": "<w:evenAndOddHeaders/>"}


@pytest.mark.parametrize(
    ("body", "last", "parts", "expected"),
    [
        pytest.param((), "", {}, [{"default": [SAID]}], id="no header"),
        pytest.param((), refer("default", "header1"), {"header1": p("Ash")}, [{"default": [SAID, "Ash"]}], id="one header"),
        pytest.param((), TITLE, {}, [{"default": [SAID], "first": [SAID]}], id="a first page, no header"),
        pytest.param(
            (),
            refer("default", "header1") + TITLE,
            {"header1": p("Ash")},
            [{"default": [SAID, "Ash"], "first": [SAID]}],
            id="a first page without its header",
        ),
        pytest.param(
            (),
            refer("default", "header1") + refer("first", "header2") + TITLE,
            {"header1": p("Ash"), "header2": p("Front") + p("page")},
            [{"default": [SAID, "Ash"], "first": [SAID, "Front", "page"]}],
            id="a first page with its header",
        ),
        pytest.param(
            (), refer("default", "header1"), {"header1": p("Ash"), **EVEN}, [{"default": [SAID, "Ash"], "even": [SAID]}], id="even pages"
        ),
        pytest.param(
            (),
            refer("even", "header1") + TITLE,
            {"header1": p("Ash"), **EVEN},
            [{"default": [SAID], "first": [SAID], "even": [SAID, "Ash"]}],
            id="all kinds, one header",
        ),
        pytest.param(
            (ends(), ends(refer("default", "header1")), ends(TITLE)),
            "",
            {"header1": p("Ash")},
            [
                {"default": [SAID]},
                {"default": [SAID, "Ash"]},
                {"default": [SAID, "Ash"], "first": [SAID]},
                {"default": [SAID, "Ash"]},
            ],
            id="sections that inherit",
        ),
        pytest.param(
            (ends(refer("first", "header1")),),
            TITLE,
            {"header1": p("Front")},
            [{"default": [SAID]}, {"default": [SAID], "first": [SAID, "Front"]}],
            id="a first page's header from a section before that shows none",
        ),
        pytest.param(
            (), '<w:titlePg w:val="0"/>', {"settings": '<w:evenAndOddHeaders w:val="false"/>'}, [{"default": [SAID]}], id="switched off"
        ),
    ],
)
def test_every_page_says_so(body: tuple[str, ...], last: str, parts: dict[str, str], expected: list[dict[str, list[str]]]):
    order = last.replace(TITLE, "") + PAGE + (TITLE if TITLE in last else "")
    came = FromWord(word_file(p("Access", style="Heading1"), *body, "Words.", section=order, parts=parts))
    before, after = tops(came.written().data), tops(came.written(draft=True).data)
    assert after == expected
    assert before == [{kind: [line for line in said if line != SAID] for kind, said in section.items()} for section in expected]
    assert came.written(draft=True).data == came.written(draft=True).data


def test_a_file_without_a_section():
    data = word_file("Words.")
    parts = Package(data).parts
    start, end = parts[BODY].index(b"<w:sectPr>"), parts[BODY].index(b"</w:body>")
    came = FromWord(Package(data).written({BODY: parts[BODY][:start] + parts[BODY][end:]}))
    assert tops(came.written(draft=True).data) == [{"default": [SAID]}]


def test_an_edition_is_named():
    came = FromWord(word_file("Words."))
    said = [section["default"][0] for section in tops(came.written(draft=True, edition="entry 12", organisation="").data)]
    assert said == ["DRAFT · not an issued tender · entry 12"]


def test_nothing_but_headers_changes():
    parts = {"header1": p("Ash"), "footer1": p("Page"), "settings": "<w:zoom/>"}
    came = FromWord(word_file("Words.", parts=parts, section=refer("default", "header1") + refer("default", "footer1", "footer") + PAGE))
    plain, marked = Package(came.written().data).parts, Package(came.written(draft=True).data).parts
    assert [name for name in marked if plain.get(name) != marked[name]] == ["word/header1.xml"]


def test_a_new_header_takes_a_name_that_is_free():
    came = FromWord(word_file("Words.", parts={"header1": p("Ash"), "header2": p("Front")}, section=refer("first", "header2") + PAGE))
    package = Package(came.written(draft=True).data)
    assert [name for name in package.parts if "header" in name] == ["word/header1.xml", "word/header2.xml", "word/header3.xml"]
    ids = [relation.id for relation in relations(package.xml("word/_rels/document.xml.rels"))]
    assert len(ids) == len(set(ids))
    assert package.types.of("word/header3.xml") == package.types.of("word/header1.xml")


@pytest.mark.parametrize("path", cases("docx/tenders/*.docx"))
def test_real_tenders(path: Path):
    came = FromWord(path.read_bytes())
    plain, marked = came.written(), came.written(draft=True)
    before, after = tops(plain.data), tops(marked.data)
    assert after == [{kind: [SAID, *said] for kind, said in section.items()} for section in before]
    one, two = Package(plain.data).parts, Package(marked.data).parts
    shell = {"[Content_Types].xml", "word/_rels/document.xml.rels", BODY}
    assert {name for name in two if one.get(name) != two[name] and name not in shell and not name.startswith("word/header")} == set()


def test_a_page_that_does_not_say_so_would_be_found(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(exports.draft_mark, "on", lambda e, name: None)
    came = FromWord(word_file("Words.", section=PAGE + TITLE))
    assert tops(came.written(draft=True).data) == [{"default": [SAID], "first": []}]
