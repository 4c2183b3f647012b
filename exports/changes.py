"""Lists the tracked changes of a Word file: what came, went, moved or looks otherwise, by whom and when (ECMA-376 Part 1, 17.13.5)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from lxml import etree

from exports.body import numbered
from exports.comments import W16DU
from exports.ooxml import MC, PROPERTIES, RUN, SIGNS_IN_WORDS, TEXT, M, W, plainly
from exports.package import Package
from exports.revisions import BETWEEN, CELL, OUT, PARAGRAPH, ROW, TRACES

Kind = Literal["insertion", "deletion", "move from", "move to", "mark in", "mark out", "row in", "row out", "cell", "format"]

_WORDS: dict[str, Kind] = {
    f"{W}ins": "insertion",
    f"{W}del": "deletion",
    f"{W}moveFrom": "move from",
    f"{W}moveTo": "move to",
}
_CELLS = {f"{W}cellIns", f"{W}cellDel", f"{W}cellMerge"}
_FORMATS = {e for e in TRACES if e.endswith("Change")}
_EVERY = (*_WORDS, *_CELLS, *_FORMATS)
_STORIES = ("header", "footer", "footnotes", "endnotes", "comments")
_GONE_WORDS = f"{W}delText"
# Instructions of fields and properties are no words; what older programs would show is there twice.
_UNSPOKEN = {f"{W}{name}" for name in "rPr pPr trPr tcPr tblPr sectPr sdtPr instrText delInstrText".split()} | {f"{MC}Fallback"}


@dataclass(frozen=True, slots=True)
class Change:
    """One tracked change.

    ``kind``: words that came, went, or moved from or to here; the end of a paragraph that came (“mark in”: it was split, or is new) or went
    (“mark out”: it is joined with the next); a row; a cell; or how something looks. ``words`` are those that came or went; of a row or cell
    all that it holds; of a format those that look otherwise; of a mark none. ``date`` is in UTC where the file says so. ``paragraph`` is
    the place of its paragraph among all w:p of the body, as ``exports.body.numbered`` counts (of a row or table, of the first in it); None
    in another part. ``elements`` is how many elements of the file it stands for: changes of words by one person at one time that touch are
    one, and so is what the file says once more for older programs.
    """

    kind: Kind
    author: str
    date: str
    words: str
    paragraph: int | None
    part: str
    elements: int = 1


def changes(package: Package) -> list[Change]:
    """Every tracked change of a file that passed the guard and mending: the body’s in their order, then those of headers, notes, comments.

    Each element that tells of one is counted in exactly one of them.
    """
    made: list[Change] = []
    for name in dict.fromkeys((package.main, *(name for kind in _STORIES for name in package.related(kind)))):
        root = package.xml(name)
        body = root.find(f"{W}body") if name == package.main else None
        made += _Part(name, root, numbered(body) if body is not None else {}).changes()
    return made


class _Part:
    def __init__(self, name: str, root: etree._Element, numbers: dict[etree._Element, int]) -> None:
        self.name, self.root, self.numbers = name, root, numbers

    def changes(self) -> list[Change]:
        made: list[Change] = []
        said: list[list[str]] = []  # the words of each, an element of the file each
        last: tuple[etree._Element, int] | None = None  # the newest change of words
        shown: dict[tuple[object, ...], int] = {}
        for e in self.root.iter(*_EVERY):
            change = self._change(e)
            choice, again = _choice(e)
            same = (choice, change.kind, change.author, change.date, change.words)
            if again and same in shown:
                said[shown[same]].append("")
                continue
            if last is not None and _like(change) == _like(made[last[1]]) and _touches(last[0], e):
                place = last[1]
                said[place].append(change.words)
            else:
                place = len(made)
                made.append(change)
                said.append([change.words])
            if choice is not None:
                shown.setdefault(same, place)
            if e.tag in _WORDS:
                last = e, place
        return [replace(change, words="".join(each), elements=len(each)) for change, each in zip(made, said, strict=True)]

    def _change(self, e: etree._Element) -> Change:
        kind, about = _kind_of(e)
        words = "" if about is None else _words(about, gone=e.tag in OUT)
        date = e.get(f"{W16DU}dateUtc", "") or e.get(f"{W}date", "")
        return Change(kind, e.get(f"{W}author", ""), date, words, self._paragraph(e), self.name)

    def _paragraph(self, e: etree._Element) -> int | None:
        holder = next(e.iterancestors(PARAGRAPH, CELL, ROW, f"{W}tbl"), None)
        if holder is None or holder.tag != PARAGRAPH:
            inside = next(e.iter(PARAGRAPH), None)
            holder = next(holder.iter(PARAGRAPH), None) if inside is None and holder is not None else inside
        return None if holder is None else self.numbers.get(holder)


def _kind_of(e: etree._Element) -> tuple[Kind, etree._Element | None]:
    """What kind of change an element tells of, and what its words are in; None for the end of a paragraph, which has none."""
    parent = e.getparent()
    assert parent is not None
    holder = parent.getparent()
    if e.tag in _CELLS:
        return "cell", next(e.iterancestors(CELL), None)
    if parent.tag == f"{W}trPr" and e.tag in _WORDS:
        return ("row out" if e.tag in OUT else "row in"), holder
    if parent.tag == PROPERTIES and holder is not None and holder.tag == f"{W}pPr":
        if e.tag in _WORDS:
            return ("mark out" if e.tag in OUT else "mark in"), None
        return "format", None
    if e.tag in _FORMATS or parent.tag == f"{W}numPr":
        return "format", next((above for above in e.iterancestors(RUN, f"{M}r", PARAGRAPH, CELL, ROW)), None)
    if parent.tag in (PROPERTIES, f"{M}ctrlPr"):  # within an equation the properties of a run, or of a sign of the equation, say it
        return _WORDS[e.tag], holder if parent.tag == PROPERTIES and holder is not None and holder.tag in (RUN, f"{M}r") else None
    return _WORDS[e.tag], e


def _words(e: etree._Element, gone: bool) -> str:
    """The words in an element; of what came, those are left out that went again."""
    return "".join(_spoken(e, gone)).strip("\n")


def _spoken(e: etree._Element, gone: bool) -> Iterator[str]:
    for child in e.iterchildren("*"):
        tag = child.tag
        if tag in (TEXT, _GONE_WORDS, f"{M}t"):
            yield plainly(child.text or "")
        elif tag in SIGNS_IN_WORDS:
            yield SIGNS_IN_WORDS[tag]
        elif tag == f"{W}br" and child.get(f"{W}type", "textWrapping") == "textWrapping":
            yield "\n"
        elif tag not in _UNSPOKEN and (gone or tag not in OUT):
            yield from _spoken(child, gone)
            if tag == PARAGRAPH:
                yield "\n"


def _like(change: Change) -> tuple[object, ...]:
    return change.kind, change.author, change.date, change.paragraph


def _touches(one: etree._Element, two: etree._Element) -> bool:
    """Whether nothing but marks stands between two elements of one parent."""
    before = two.getprevious()
    while before is not None and before is not one and before.tag in BETWEEN:
        before = before.getprevious()
    return before is one


def _choice(e: etree._Element) -> tuple[etree._Element | None, bool]:
    """The outermost thing that is in the file in two ways, where an element stands in one, and whether in the way for older programs."""
    found, again = None, False
    for above in e.iterancestors(f"{MC}AlternateContent", f"{MC}Fallback"):
        again = again or above.tag == f"{MC}Fallback"
        if above.tag == f"{MC}AlternateContent":
            found = above
    return found, again
