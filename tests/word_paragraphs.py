"""What a Word file says, paragraph by paragraph, with all its tracked changes accepted or rejected: read with lxml alone.

A second opinion on ``exports.views`` and ``exports.revisions``; it shares no code with them.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Literal

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
PARAGRAPH, TABLE, ROW, CELL = f"{W}p", f"{W}tbl", f"{W}tr", f"{W}tc"
BLOCKS = (PARAGRAPH, TABLE, f"{W}sdt")
MARKS = {f"{W}rPr", f"{W}trPr", f"{M}ctrlPr"}
OUT, IN = (f"{W}del", f"{W}moveFrom"), (f"{W}ins", f"{W}moveTo")
BETWEEN = {
    f"{W}{name}"
    for name in (
        "bookmarkStart bookmarkEnd commentRangeStart commentRangeEnd proofErr permStart permEnd moveFromRangeStart moveFromRangeEnd "
        "moveToRangeStart moveToRangeEnd"
    ).split()
}
SILENT = {f"{W}{name}" for name in "instrText delInstrText delText pPr rPr sectPr tblPr trPr tcPr sdtPr".split()} | {FALLBACK}

Way = Literal["accepted", "rejected"]


def body(data: bytes) -> etree._Element:
    """The body of a file."""
    file = zipfile.ZipFile(io.BytesIO(data))
    leads = re.search(r"<[^>]*/officeDocument\"[^>]*>", file.read("_rels/.rels").decode())
    assert leads is not None
    target = re.search(r'Target="/?([^"]+)"', leads[0])
    assert target is not None
    found = etree.fromstring(file.read(target[1])).find(f"{W}body")
    assert found is not None
    return found


def paragraphs(data: bytes, way: Way = "accepted") -> list[str]:
    """The words of each paragraph of the body, empty ones too, in order; those of a box follow the paragraph that holds it."""
    root = body(data)
    goes, stays = (OUT, IN) if way == "accepted" else (IN, OUT)
    _rows(root, goes[0])
    dying = [p for p in root.iter(PARAGRAPH) if any(p.find(f"{W}pPr/{W}rPr/{tag}") is not None for tag in goes)]
    for e in list(root.iter(*goes)):
        if (parent := e.getparent()) is not None and parent.tag not in MARKS:
            parent.remove(e)
    for e in list(root.iter(*stays)):
        if (parent := e.getparent()) is not None:
            place = parent.index(e)
            parent[place : place + 1] = [] if parent.tag in MARKS else list(e)
    for e in root.iter(f"{W}delText"):
        e.tag = f"{W}t"
    for p in dying:
        _join(p)
    return list(_texts(root))


def _rows(root: etree._Element, mark: str) -> None:
    for row in list(root.iter(ROW)):
        if row.find(f"{W}trPr/{mark}") is None or (parent := row.getparent()) is None:
            continue
        parent.remove(row)
        if parent.tag == TABLE and next(parent.iter(ROW), None) is None and (around := parent.getparent()) is not None:
            around.remove(parent)


def _join(p: etree._Element) -> None:
    """A paragraph whose mark goes is one with the next; where none follows, it goes if it is empty and may go."""
    parent, following = p.getparent(), p.getnext()
    if parent is None:
        return
    while following is not None and following.tag in BETWEEN:
        following = following.getnext()
    inside = [e for e in p if e.tag != f"{W}pPr"]
    if following is not None and following.tag == PARAGRAPH:
        place = 1 if len(following) and following[0].tag == f"{W}pPr" else 0
        following[place:place] = inside
    elif any(e.tag not in BETWEEN for e in inside):
        return
    else:
        others = [e for e in parent if e is not p and e.tag in BLOCKS]
        before = p.getprevious()
        last = p.getnext() is None and (before is None or before.tag == TABLE)
        if (parent.tag == CELL and (not others or last)) or (not others and parent.tag != f"{W}sdtContent"):
            return
    parent.remove(p)


def _texts(e: etree._Element) -> Iterator[str]:
    for child in e.iterchildren("*"):
        if child.tag not in SILENT:
            if child.tag == PARAGRAPH:
                yield "".join(_words(child))
            yield from _texts(child)


def _words(e: etree._Element) -> Iterator[str]:
    for child in e.iterchildren("*"):
        if child.tag in (f"{W}t", f"{M}t"):
            yield re.sub(r"[\t\r\n]", " ", child.text or "")
        elif child.tag == f"{W}tab":
            yield "\t"
        elif child.tag == f"{W}noBreakHyphen":
            yield "\u2011"
        elif child.tag not in SILENT and child.tag != PARAGRAPH and not (child.tag == f"{W}r" and _hidden(child)):
            yield from _words(child)


def _hidden(run: etree._Element) -> bool:
    mark = run.find(f"{W}rPr/{W}vanish")
    return mark is not None and mark.get(f"{W}val", "1") not in ("0", "false", "off")


def marked(data: bytes) -> int:
    """How many characters stand in tracked changes, each once."""
    texts = (t for t in body(data).iter(f"{W}t", f"{W}delText", f"{M}t") if next(t.iterancestors(FALLBACK), None) is None)
    return sum(len(t.text or "") for t in texts if next(t.iterancestors(*IN, *OUT), None) is not None)
