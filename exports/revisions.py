"""Reads a document as if every tracked change in it, or some, had been accepted or rejected, the way Word does it."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"

PARAGRAPH, TABLE, ROW, CELL = f"{W}p", f"{W}tbl", f"{W}tr", f"{W}tc"
PROPERTIES = {f"{W}rPr", f"{W}trPr", f"{W}tcPr", f"{M}ctrlPr", f"{W}pPr", f"{W}numPr"}
OUT = {f"{W}del", f"{W}moveFrom"}
IN = {f"{W}ins", f"{W}moveTo"}
CELL_MARKS = {f"{W}cellDel", f"{W}cellIns", f"{W}cellMerge"}
# What only tells of the change itself: how things were before, and where moves begin and end.
TRACES = {
    f"{W}{name}"
    for name in (
        "rPrChange pPrChange sectPrChange tblPrChange tblPrExChange trPrChange tcPrChange tblGridChange numberingChange "
        "moveFromRangeStart moveFromRangeEnd moveToRangeStart moveToRangeEnd customXmlInsRangeStart customXmlInsRangeEnd "
        "customXmlDelRangeStart customXmlDelRangeEnd customXmlMoveFromRangeStart customXmlMoveFromRangeEnd customXmlMoveToRangeStart "
        "customXmlMoveToRangeEnd"
    ).split()
}
ALL = (*OUT, *IN, *CELL_MARKS, *TRACES)
_AUTHOR, _DATE = f"{W}author", f"{W}date"
_LINKS = (f"{W}hyperlink", f"{W}smartTag", f"{W}fldSimple")
_CONTROL = (f"{W}sdt", f"{W}sdtContent")
# What may stand between two paragraphs without keeping them apart.
BETWEEN = {f"{W}{name}" for name in "bookmarkStart bookmarkEnd commentRangeStart commentRangeEnd proofErr permStart permEnd".split()}

# What tells how something was before holds the earlier properties under the name without “Change” (ECMA-376 Part 1, 17.13.5).
_WAS = {f"{W}{name}Change": f"{W}{name}" for name in ("rPr", "pPr", "sectPr", "tblPr", "tblPrEx", "trPr", "tcPr", "tblGrid")}
# What stands in a paragraph's or a section's properties and is not among the earlier ones (CT_PPrBase, CT_SectPrBase).
_APART = {f"{W}{name}" for name in ("rPr", "sectPr", "headerReference", "footerReference")}
_PLAIN = {f"{W}delText": f"{W}t", f"{W}delInstrText": f"{W}instrText"}


class Side(NamedTuple):
    """What goes when changes are settled in one way, what comes or stays, and the marks of rows and cells that go."""

    gone: frozenset[str]
    come: frozenset[str]
    row: str
    cell: str


ACCEPT = Side(frozenset(OUT), frozenset(IN), f"{W}del", f"{W}cellDel")
REJECT = Side(frozenset(IN), frozenset(OUT), f"{W}ins", f"{W}cellIns")


class Counts(NamedTuple):
    """How many tracked changes a document had: elements, as its XML counts them."""

    insertions: int = 0
    deletions: int = 0
    moves: int = 0
    marks: int = 0  # of every kind, also those that only tell how things looked before


def accept(root: etree._Element) -> Counts:
    """Accepts every tracked change below an element, in place; says how many there were."""
    return _settle(root, lambda _: ACCEPT)


def reject(root: etree._Element) -> Counts:
    """Rejects every tracked change below an element, in place, and gives back what looked otherwise before; says how many there were."""
    counts = _settle(root, lambda _: REJECT)
    if counts.marks:
        _plainly(root)
    return counts


def settle(root: etree._Element, accepted: Callable[[str, str], bool]) -> Counts:
    """Accepts some tracked changes below an element and rejects the others, in place; says how many there were.

    ``accepted`` is asked with the author and the date of each, as the file names them.
    """
    return _settle(root, lambda e: ACCEPT if accepted(e.get(_AUTHOR, ""), e.get(_DATE, "")) else REJECT)


def _settle(root: etree._Element, side_of: Callable[[etree._Element], Side]) -> Counts:
    """The order is what makes it right (measured against Word's own results, 104 of 104): rows and cells first, then what goes, then the
    wrappers of what comes, and last the paragraphs whose mark goes, which join the paragraph after them."""
    found = list(root.iter(*ALL))
    if not found:
        return Counts()
    counts = Counts(
        sum(e.tag == f"{W}ins" for e in found),
        sum(e.tag == f"{W}del" for e in found),
        sum(e.tag == f"{W}moveTo" for e in found),
        len(found),
    )
    sides = [side_of(e) for e in found]
    _rows_and_cells(zip(found, sides, strict=True))
    dying = [p for p in map(_dies, found, sides) if p is not None]
    for e, side in zip(found, sides, strict=True):
        parent = e.getparent()
        if parent is None:
            continue
        if e.tag in side.come and parent.tag not in PROPERTIES:
            if side is REJECT:
                _plainly(e)
            _unwrap(e, parent)
        elif side is REJECT and e.tag in _WAS:
            _put_back(e, parent)
        else:
            _take_out(e, parent)
    for p in sorted(set(dying), key=_order(root)):
        _join(p)
    return counts


def _plainly(root: etree._Element) -> None:
    """Words that were crossed out are plain words again."""
    for e in root.iter(*_PLAIN):
        e.tag = _PLAIN[e.tag]


def _order(root: etree._Element) -> Callable[[etree._Element], int]:
    places = {p: n for n, p in enumerate(root.iter(PARAGRAPH))}
    return lambda p: places.get(p, -1)


def _rows_and_cells(found: Iterable[tuple[etree._Element, Side]]) -> None:
    for e, side in found:
        properties = e.getparent()
        if properties is None or not ((e.tag == side.row and properties.tag == f"{W}trPr") or e.tag == side.cell):
            continue
        gone = properties.getparent()
        # A row without cells goes, and a table without rows.
        while gone is not None and (around := gone.getparent()) is not None:
            _take_out(gone, around)
            if around.tag not in (ROW, TABLE) or next(around.iter(CELL), None) is not None:
                break
            gone = around


def _put_back(change: etree._Element, now: etree._Element) -> None:
    """Properties become what they were."""
    was = change.find(_WAS[change.tag])
    now.remove(change)
    kept = [e for e in now if e.tag in _APART] if now.tag in (f"{W}pPr", f"{W}sectPr") else []
    first = [e for e in kept if e.tag.endswith("Reference")]
    last = [e for e in kept if e not in first]
    now[:] = [*first, *(was if was is not None else ()), *last]


def _dies(e: etree._Element, side: Side) -> etree._Element | None:
    """The paragraph whose own mark goes with this change."""
    parent = e.getparent()
    if e.tag not in side.gone or parent is None or parent.tag != f"{W}rPr":
        return None
    properties = parent.getparent()
    if properties is None or properties.tag != f"{W}pPr":
        return None
    return properties.getparent()


def _take_out(e: etree._Element, parent: etree._Element) -> None:
    if e.tail and e.tail.strip():
        before = e.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + e.tail
        else:
            parent.text = (parent.text or "") + e.tail
    parent.remove(e)
    around = parent.getparent()
    if parent.tag in _LINKS and around is not None and not any(child.tag not in BETWEEN for child in parent):
        _keep_markers(list(parent), parent, around)  # a link that held nothing else goes with its words
        around.remove(parent)


def _unwrap(e: etree._Element, parent: etree._Element) -> None:
    place = parent.index(e)
    parent[place : place + 1] = list(e)


def _join(p: etree._Element) -> None:
    """A paragraph without its mark goes to the head of the next one, whose properties win."""
    parent = p.getparent()
    if parent is None:
        return
    following = p.getnext()
    while following is not None and following.tag in BETWEEN:
        following = following.getnext()
    content = [child for child in p if child.tag != f"{W}pPr"]
    if following is None or following.tag != PARAGRAPH:
        goes, around = p, parent
        while around.tag in _CONTROL and len(_blocks(around)) < 2 and (outside := around.getparent()) is not None:
            goes, around = around, outside  # a content control that held nothing else goes with it
        if not any(child.tag not in BETWEEN for child in content) and _may_go(goes, around):
            _keep_markers(content, goes, around)
            around.remove(goes)
        return
    at = 1 if len(following) and following[0].tag == f"{W}pPr" else 0
    following[at:at] = content
    parent.remove(p)


def _blocks(e: etree._Element) -> list[etree._Element]:
    """The paragraphs, tables and controls that an element holds itself."""
    return [child for child in e if child.tag in (PARAGRAPH, TABLE, f"{W}sdt")]


def _keep_markers(content: list[etree._Element], p: etree._Element, parent: etree._Element) -> None:
    place = parent.index(p)
    parent[place:place] = content


def _may_go(p: etree._Element, parent: etree._Element) -> bool:
    """A cell keeps a paragraph at its end, and so does a body after a table; two tables, or sections, can come to be side by side."""
    others = [child for child in _blocks(parent) if child is not p]
    before, after = p.getprevious(), p.getnext()
    if parent.tag == CELL:
        return bool(others) and not (after is None and (before is None or before.tag == TABLE))
    if before is not None and before.tag == TABLE:
        return after is not None and after.tag != f"{W}sectPr"
    return bool(others)
