"""How the tables and pages of a Word file's body are shaped: rows, columns and merged cells; size and margins."""

from typing import NamedTuple

from lxml import etree

from exports.ooxml import W, visible

Table = tuple[int, int, list[tuple[int, int, str]], str]


class Shapes(NamedTuple):
    """``tables``: rows, columns, merged cells and first words of each; ``pages``: the measures of each section."""

    tables: list[Table]
    pages: list[list[int]]


def shapes_of(body: etree._Element) -> Shapes:
    """The shapes in a body. They are kept in its place: the body of a long file takes a hundred times as much memory."""
    return Shapes(_tables(body), [_measures(e) for e in body.iter(f"{W}sectPr") if e.getparent() is not None])


def _tables(body: etree._Element) -> list[Table]:
    made: list[Table] = []
    for table in body.iter(f"{W}tbl"):
        rows = _own(table, f"{W}tr")
        merged = []
        columns = 0
        for r, row in enumerate(rows):
            cells = _own(row, f"{W}tc")
            columns = max(columns, len(cells))
            for c, cell in enumerate(cells):
                span, down = cell.find(f"{W}tcPr/{W}gridSpan"), cell.find(f"{W}tcPr/{W}vMerge")
                wide = span.get(f"{W}val", "1") if span is not None else "1"
                if wide != "1" or down is not None:
                    merged.append((r, c, wide + ("+" if down is not None else "")))
        first = next((words for e in table.iter(f"{W}p") if (words := visible(e))), "")
        made.append((len(rows), columns, merged, first))
    return made


def _own(e: etree._Element, tag: str) -> list[etree._Element]:
    """The rows of a table, or the cells of a row, that are in no table inside it; they can stand in content controls."""
    found = []
    for child in e:
        if child.tag == tag:
            found.append(child)
        elif child.tag not in (f"{W}tbl", f"{W}tr", f"{W}tc", f"{W}p"):
            found += _own(child, tag)
    return found


def _measures(section: etree._Element) -> list[int]:
    made = []
    for tag, names in (("pgSz", "w h"), ("pgMar", "top bottom left right")):
        e = section.find(f"{W}{tag}")
        for name in names.split():
            said = e.get(f"{W}{name}", "0") if e is not None else "0"
            made.append(int(said) if said.lstrip("-").isdecimal() and len(said) < 9 else 0)
    return made
