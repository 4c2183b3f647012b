"""The record beside a tender as a Word document: headings, lists and tables that a screen reader can walk, in the house style on A4."""

from collections.abc import Iterable, Iterator, Sequence

from lxml import etree

from exports import cleaning, house
from exports.ooxml import W
from exports.package import Package, serialised
from exports.placing import ABOUT
from exports.report_form import Block, Cell, Points, Report, Section, Table
from exports.rewriting import add_runs
from specs.typed import named
from specs.wording import Mark

_WIDTH = 9026  # of the text on A4, in twentieths of a point
_LONGEST_HEADING = 100
_LONGEST_TOGETHER = 1_200  # characters of a row that stays on one page


def write(report: Report, base: bytes, *, organisation: str = "", edition: str = "") -> bytes:
    """The whole record, in ``base``, the house document. The same input gives the same bytes; it says whose it is, and ``edition``."""
    package = Package(base)
    root = package.xml(package.main)
    body = root.find(f"{W}body")
    assert body is not None
    for e in list(body):
        if e.tag != f"{W}sectPr":
            body.remove(e)
    made = [_paragraph(house.TITLE, report.title), *(_paragraph("Normal", line) for line in report.about)]
    for section in report.sections:
        made += _section(section, 0)
    body[:0] = made
    changed = cleaning.cleaned_parts(package, organisation, edition, report.title)
    changed[package.main] = serialised(root)
    return package.written(changed)


def _section(section: Section, level: int) -> Iterator[etree._Element]:
    yield _heading(section.title, level)
    for block in section.blocks:
        yield from _block(block)
    for each in section.sections:
        yield from _section(each, min(level + 1, len(house.HEADINGS) - 1))


def _heading(text: str, level: int) -> etree._Element:
    # The house's headings number the clauses of a tender; those of a record have no number (ECMA-376 Part 1, 17.9.18: 0 is no list).
    short = text if len(text) <= _LONGEST_HEADING else text[: _LONGEST_HEADING - 1].rsplit(" ", 1)[0] + "…"
    p = _paragraph(house.HEADINGS[level], short)
    about = p.find(ABOUT)
    assert about is not None
    numbering = etree.SubElement(about, f"{W}numPr")
    for name in ("ilvl", "numId"):
        etree.SubElement(numbering, f"{W}{name}").set(f"{W}val", "0")
    _set(etree.SubElement(about, f"{W}ind"), left="0", firstLine="0")
    return p


def _block(block: Block) -> Iterator[etree._Element]:
    if isinstance(block, Table):
        yield _paragraph(house.CAPTION, block.caption)
        yield _table(block)
        yield _paragraph("Normal", "", after="0")  # two tables one after the other would be one
    elif isinstance(block, Points):
        for line in block.lines:
            yield _paragraph(house.BULLETS[0], line)
    else:
        lines = list(block.lines)
        if block.lead:
            lines[:1] = [f"{block.lead} {lines[0]}".strip() if lines else block.lead]
        for number, line in enumerate(lines):
            yield _paragraph("Normal", line, bold=len(named(block.lead)) if number == 0 else 0)


def _paragraph(style: str, text: str, bold: int = 0, **spacing: str) -> etree._Element:
    """A paragraph in a style of the house; its first characters bold."""
    p = etree.Element(f"{W}p")
    about = etree.SubElement(p, ABOUT)
    etree.SubElement(about, f"{W}pStyle").set(f"{W}val", style)
    if spacing:
        _set(etree.SubElement(about, f"{W}spacing"), **spacing)
    if text:
        add_runs(p, named(text), [Mark(0, bold, "bold")] if bold else (), None)
    return p


def _table(table: Table) -> etree._Element:
    """A table that says which row is its heading row, and that its first column names its rows; long rows break over pages."""
    made = etree.Element(f"{W}tbl")
    about = etree.SubElement(made, f"{W}tblPr")
    etree.SubElement(about, f"{W}tblStyle").set(f"{W}val", house.TABLE)
    _set(etree.SubElement(about, f"{W}tblW"), w=str(_WIDTH), type="dxa")
    etree.SubElement(about, f"{W}tblLayout").set(f"{W}type", "fixed")
    _set(
        etree.SubElement(about, f"{W}tblLook"),
        val="04A0",
        firstRow="1",
        lastRow="0",
        firstColumn="1",
        lastColumn="0",
        noHBand="0",
        noVBand="1",
    )
    etree.SubElement(about, f"{W}tblCaption").set(f"{W}val", named(table.caption))
    widths = _widths(len(table.head))
    grid = etree.SubElement(made, f"{W}tblGrid")
    for width in widths:
        etree.SubElement(grid, f"{W}gridCol").set(f"{W}w", str(width))
    made.append(_row(((name,) for name in table.head), widths, heading=True))
    made.extend(_row(row, widths) for row in table.rows)
    return made


def _widths(columns: int) -> Sequence[int]:
    """The first column is narrow: it names the row."""
    first = _WIDTH * 2 // (columns * 2 + 1) if columns > 1 else _WIDTH
    first = min(first, _WIDTH // 4)
    rest = (_WIDTH - first) // (columns - 1) if columns > 1 else 0
    return (first, *([rest] * (columns - 1)))


def _row(cells: Iterable[Cell], widths: Sequence[int], heading: bool = False) -> etree._Element:
    row, inside = etree.Element(f"{W}tr"), list(cells)
    if heading or sum(len(line) for lines in inside for line in lines) <= _LONGEST_TOGETHER:
        etree.SubElement(etree.SubElement(row, f"{W}trPr"), f"{W}cantSplit")
    if heading:
        etree.SubElement(row[0], f"{W}tblHeader")
    for lines, width in zip(inside, widths, strict=True):
        cell = etree.SubElement(row, f"{W}tc")
        _set(etree.SubElement(etree.SubElement(cell, f"{W}tcPr"), f"{W}tcW"), w=str(width), type="dxa")
        cell.extend(_paragraph("Normal", line, bold=len(named(line)) if heading else 0, after="60") for line in lines or ("",))
    return row


def _set(e: etree._Element, **values: str) -> None:
    for name, value in values.items():
        e.set(f"{W}{name}", value)
