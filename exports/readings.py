"""A Word file's body read paragraph by paragraph, each known by its number in the file: with some tracked changes accepted, others not."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from lxml import etree

from exports.body import Body, numbered
from exports.comments import W14, W16DU
from exports.lists import Lists
from exports.ooxml import W
from exports.package import Package
from exports.revisions import ALL, TRACES, settle
from exports.shapes import Shapes, shapes_of
from exports.styles import Styles
from exports.word_in import numbered_units, units_of
from specs.numbering import labels
from specs.wording import Mark, Paragraph, Place

NAMELESS = "Unknown"  # whose tracked changes carry no name
MASK = "\ufffc"
# A day that Cotender wrote; paragraphs that came or went have five minutes more (exports.marking.set_apart).
_OUR_DATE = re.compile(r"\d{4}-\d\d-\d\dT00:0[05]:00Z")
_SAYS = re.compile(r"p(\d+)(?:-p(\d+))?")

Key = tuple[int, bool, int]
Accepted = Callable[[str, str], bool]


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph (or a picture, box or contents list in one) as the file has it.

    ``number`` is that of its w:p among all of the file as it came (of a contents list, of the first; ``last`` is then the last), ``turn``
    tells those apart that stand in one w:p. ``shown`` is its number as printed, ``style`` what its style is called, ``name`` its
    w14:paraId. ``outline`` is its level where it is a heading.
    """

    number: int
    last: int
    turn: int
    paragraph: Paragraph
    shown: str
    style: str
    name: str
    outline: int | None
    key: Key = field(init=False, repr=False, compare=False)  # what it is known by in every reading of one file
    said: str = field(init=False, repr=False, compare=False)  # its words as they are compared: ``_said``

    def __post_init__(self) -> None:
        # Asked for so often that both are worked out once; the dataclass is frozen to everybody else.
        object.__setattr__(self, "key", (self.number, self.paragraph.kind == "block", self.turn))
        object.__setattr__(self, "said", _said(self.paragraph))

    @property
    def facts(self) -> tuple[object, ...]:
        """What is the same where two readings have it the same."""
        p = self.paragraph
        return self.number, self.turn, p.kind, p.text, p.label, p.typed, p.series, p.place, p.marks


def _said(p: Paragraph) -> str:
    """The words of a paragraph with a typed number, without what fields and boxes say, spaces as one."""
    words = f"{p.label} {masked(p)}" if p.label else masked(p)
    return " ".join(words.split())


class Reading(NamedTuple):
    """All lines in order, the file's automatic lists, and what stands in the body that is not read."""

    lines: list[Line]
    lists: dict[str, Any]
    left_out: list[str]


def masked(p: Paragraph) -> str:
    """A paragraph's words, with a sign for what Word's fields and objects say in it."""
    if p.kind == "block":
        return p.label if p.label == "Contents list" else p.text
    spans = outermost(p.marks)
    if not spans:
        return p.text
    made, at = [], 0
    for mark in spans:
        made += [p.text[at : mark.start], MASK]
        at = mark.end
    return "".join([*made, p.text[at:]])


def outermost(marks: Iterable[Mark]) -> list[Mark]:
    """The objects of a paragraph that say something, in order; what stands inside one is left out."""
    found: list[Mark] = []
    for mark in sorted(marks, key=lambda m: (m.start, -m.end)):
        if mark.name.startswith("object:") and mark.end > mark.start and not (found and mark.start < found[-1].end):
            found.append(mark)
    return found


class Change(NamedTuple):
    """A tracked change: its author and date as the file names them, the date in UTC, and the number of the paragraph that it is in."""

    author: str | None
    date: str
    utc: str
    trace: bool
    number: int


class File:
    """A file that passed the guard and mending, ready to be read in several ways. What is the same in two readings is there once.

    The tree of a long body takes 150 MB and more, so none is kept: each reading parses it anew, which takes no longer than a copy.
    ``like`` are lines of the edition that it may have, too.
    """

    def __init__(self, package: Package, like: Iterable[Line] = ()) -> None:
        self.package = package
        self._styles, self._numbering = package.first("styles"), package.first("numbering")
        self._made = {line.key: line for line in like}
        self._gathered: _Gathered | None = None

    def opened(self) -> tuple[etree._Element, etree._Element]:
        """The main part and its body, parsed."""
        root = self.package.xml(self.package.main)
        body = root.find(f"{W}body")
        return root, body if body is not None else etree.SubElement(root, f"{W}body")

    @property
    def there(self) -> "_Gathered":
        """What the body has beside its lines, looked at once."""
        if self._gathered is None:
            self._gathered = _gathered(self.opened()[1])
        return self._gathered

    def authors(self, ours: Accepted) -> dict[str, list[tuple[str, int]]]:
        """Who has tracked changes in the body: the date of each and the number of its paragraph. Those of ``ours`` are left out."""
        found: dict[str, list[tuple[str, int]]] = {}
        for each in self.there.changes:
            if not ((each.author is None and each.trace) or ours(each.author or NAMELESS, each.date)):
                found.setdefault(each.author or NAMELESS, []).append((each.utc, each.number))
        return found

    def read(self, accepted: Accepted) -> Reading:
        """The lines with the tracked changes for which ``accepted`` (author, date) answers yes, and without the others."""
        _, body = self.opened()
        numbers = numbered(body)
        settle(body, lambda author, date: accepted(author or NAMELESS, date))
        return self.lines(body, numbers)

    def lines(self, body: etree._Element, numbers: dict[etree._Element, int]) -> Reading:
        """The lines of a body whose tracked changes were settled."""
        walk = Body(body, numbers, Styles(self._styles), Lists(self._numbering, self._styles))
        units, _, _, left_out = units_of(walk)
        lists = numbered_units(units, walk.lists)
        shown = labels((unit.paragraph for unit in units), lists)
        elements = {number: e for e, number in numbers.items()}
        made: list[Line] = []
        last, turns = -1, {False: 0, True: 0}
        for unit in units:
            p = unit.paragraph
            found = _SAYS.fullmatch(p.origin or "")
            number = int(found[1]) if found else max(last, 0)
            if number != last:
                last, turns = number, {False: 0, True: 0}
            block = p.kind == "block"
            e = elements.get(number)
            style = walk.styles.of(e.find(f"{W}pPr")).name if e is not None else ""
            name = e.get(f"{W14}paraId", "") if e is not None else ""
            label = p.label or shown.get(p.id, "")
            end = int(found[2]) if found and found[2] else number
            made.append(self._line(number, end, turns[block], replace(p, id=""), label, style, name, unit.outline))
            turns[block] += 1
        return Reading(made, lists, left_out)

    def _line(self, number: int, last: int, turn: int, p: Paragraph, shown: str, style: str, name: str, outline: int | None) -> Line:
        """A line; the same one where an earlier reading had it just so: a long file with many people's changes would not fit otherwise."""
        key = number, p.kind == "block", turn
        known = self._made.get(key)
        same = known is not None and (known.last, known.shown, known.style, known.name, known.outline) == (
            last,
            shown,
            style,
            name,
            outline,
        )
        if known is not None and same and known.paragraph == p:
            return known
        made = Line(number, last, turn, p, shown, style, name, outline)
        self._made.setdefault(key, made)
        return made

    def choices(self, accepted: Accepted) -> tuple[bool, ...]:
        """What ``read`` would accept: readings with the same choices are the same."""
        return tuple(accepted(each.author or NAMELESS, each.date) for each in self.there.changes)

    def bookmarks(self, prefix: str) -> Iterator[tuple[str, int]]:
        """Bookmarks whose name begins so, without it, with the number of the paragraph that each begins in (else of the next one)."""
        return ((name.removeprefix(prefix), number) for name, number in self.there.bookmarks if name.startswith(prefix))

    def joined_before(self, number: int, standing: set[int]) -> int:
        """The first paragraph of those before this one that became one with it where changes were settled: they stand no more."""
        while number > 0 and number - 1 not in standing and self.there.keeps_words[number - 1]:
            number -= 1
        return number


class _Gathered(NamedTuple):
    """``keeps_words`` says of each paragraph whether it has words that were not put in with tracking."""

    changes: list[Change]
    bookmarks: list[tuple[str, int]]
    keeps_words: list[bool]
    shapes: Shapes


def _gathered(body: etree._Element) -> _Gathered:
    numbers = numbered(body)
    changes = []
    for e in body.iter(*ALL):
        holder = next(e.iterancestors(f"{W}p"), None)
        holder = next(e.iter(f"{W}p"), None) if holder is None else holder
        if holder is None:
            holder = next((p for above in e.iterancestors(f"{W}tc", f"{W}tr", f"{W}tbl") for p in above.iter(f"{W}p")), None)
        date = e.get(f"{W}date", "")
        at = numbers.get(holder, -1) if holder is not None else -1
        changes.append(Change(e.get(f"{W}author"), date, e.get(f"{W16DU}dateUtc", "") or date, e.tag in TRACES, at))
    bookmarks, passed = [], 0
    for e in body.iter(f"{W}p", f"{W}bookmarkStart"):
        if e.tag == f"{W}p":
            passed += 1
            continue
        holder = next(e.iterancestors(f"{W}p"), None)
        bookmarks.append((e.get(f"{W}name", ""), numbers[holder] if holder is not None else passed))
    return _Gathered(changes, bookmarks, [_keeps_words(p) for p in numbers], shapes_of(body))


def _keeps_words(p: etree._Element) -> bool:
    """Whether a paragraph has words that were not put in with tracking."""
    put_in = (f"{W}ins", f"{W}moveTo")
    return any(next(t.iterancestors(*put_in, f"{W}p"), p).tag not in put_in for t in p.iter(f"{W}t", f"{W}delText") if t.text)


def ours(names: Iterable[str] | None) -> Accepted:
    """Tells Cotender's own tracked changes by their date, which is a day, and by the names that it used (None: by the date alone)."""
    known = None if names is None else set(names)
    return lambda author, date: bool(_OUR_DATE.fullmatch(date)) and (known is None or author in known)


def cell_of(place: Place | None) -> tuple[str, str] | None:
    """The row that a paragraph stands in."""
    return (place.table, place.row) if place else None
