"""Makes room for the marks of comments among the runs of a Word document (ECMA-376 Part 1, 17.13.4): where a character begins or ends."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import deepcopy
from itertools import accumulate
from typing import NamedTuple

from lxml import etree

from exports.comment_places import END, ID, REFERENCE, bodies, pieces_of
from exports.ooxml import PROPERTIES, RUN, TEXT, Piece, W
from exports.revisions import IN, OUT

ABOUT = f"{W}pPr"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_CHANGES = IN | OUT
# Where the marks of a range may stand beside runs (CT_P, CT_Hyperlink, CT_SdtContentRun …); out of all else they are taken.
_HOLDERS = {f"{W}{name}" for name in "p hyperlink sdtContent smartTag customXml fldSimple dir bdo".split()}


class Edge(NamedTuple):
    """A place among the children of an element, where marks of comments may stand: after one of them, or (None) before all."""

    parent: etree._Element
    last: etree._Element | None

    def put(self, made: Sequence[etree._Element]) -> None:
        """Puts elements there, in order."""
        if self.last is None:
            self.parent[0:0] = made
        else:
            for e in reversed(made):
                self.last.addnext(e)


class Seams:
    """Where marks may be put into one paragraph, by its characters. Its runs are split where a place is in the middle of one.

    ``fresh`` gives a number (w:id) that the file does not have: a tracked change that is split becomes two.
    """

    def __init__(self, p: etree._Element, fresh: Callable[[], str]) -> None:
        self.p, self.fresh = p, fresh
        self.pieces = pieces_of(p)
        ends = list(accumulate(len(piece.text) for piece in self.pieces))
        self.starts, self.ends = [0, *ends[:-1]], ends

    @property
    def length(self) -> int:
        """How many characters the paragraph has."""
        return self.ends[-1] if self.ends else 0

    def before(self, at: int) -> Edge:
        """Right before the character at this place."""
        place = bisect_right(self.ends, at)
        if place == len(self.pieces):
            return self.after(at)
        return self._edge(place, 0 if self.pieces[place].what else at - self.starts[place])

    def after(self, at: int) -> Edge:
        """Right after the character before this place, behind comments that end there; for 0 the paragraph’s beginning."""
        place = bisect_left(self.starts, at) - 1
        while place >= 0 and not self.pieces[place].text:
            place -= 1
        if place < 0:
            first = next(self.p.iterchildren(), None)
            return Edge(self.p, first if first is not None and first.tag == ABOUT else None)
        whole = len(self.pieces[place].text)
        parent, last = self._edge(place, whole if self.pieces[place].what else min(at - self.starts[place], whole))
        standing = last.getnext() if last is not None else next(parent.iterchildren(), None)
        while standing is not None and (standing.tag == END or _is_reference(standing)):
            last = standing
            standing = standing.getnext()
        return Edge(parent, last)

    def _edge(self, place: int, cut: int) -> Edge:
        """Before a piece (``cut`` is 0), after it, or inside its words."""
        piece = self.pieces[place]
        ends = cut == len(piece.text) and cut > 0
        if piece.run is None:
            return _outside(_last(piece) if ends else bodies(piece)[0], ends, self.fresh)
        if 0 < cut < len(piece.text):
            self._cut(place, cut)
        child = next(e for e in (piece.element, *piece.element.iterancestors()) if e.getparent() is piece.run)
        return _outside(*self._split(place, piece.run, child, cut > 0), self.fresh)

    def _cut(self, place: int, cut: int) -> None:
        """Makes two pieces of one of plain words."""
        piece = self.pieces[place]
        words = piece.element.text or ""
        rest = etree.Element(TEXT)
        for e, said in ((piece.element, words[:cut]), (rest, words[cut:])):
            e.text = said
            e.set(_SPACE, "preserve")
        piece.element.addnext(rest)
        self.pieces.insert(place + 1, Piece(piece.text[cut:], rest, piece.run))
        piece.text = piece.text[:cut]
        self.starts.insert(place + 1, self.starts[place] + cut)
        self.ends.insert(place, self.starts[place] + cut)

    def _split(self, place: int, run: etree._Element, child: etree._Element, after: bool) -> tuple[etree._Element, bool]:
        """The run that a place is before or (True) after; a second run is made where something stands on both sides of it."""
        where = run.index(child) + after
        if where == len(run):
            return run, True
        if all(e.tag == PROPERTIES for e in list(run)[:where]):
            return run, False
        second = _like(run)
        look = run.find(PROPERTIES)
        if look is not None:
            second.append(_renumbered(deepcopy(look), self.fresh))
        second.extend(list(run)[where:])
        run.addnext(second)
        for piece in self.pieces[place:]:
            if piece.run is run and any(above is second for above in piece.element.iterancestors(RUN)):
                piece.run = second
            elif piece.run is not None and piece.run is not run:
                break
        return run, True


def _is_reference(e: etree._Element) -> bool:
    return e.tag == RUN and e.find(REFERENCE) is not None and all(child.tag in (PROPERTIES, REFERENCE) for child in e)


def _last(piece: Piece) -> etree._Element:
    """The last element that a piece stands in: the run with the end of its field, else the one element that it is."""
    if piece.element.tag == f"{W}fldChar":
        run = piece.element.getparent()
        assert run is not None
        return run
    return bodies(piece)[0]


def _like(e: etree._Element) -> etree._Element:
    made = etree.Element(e.tag)
    for name, value in e.items():
        made.set(name, value)
    return made


def _renumbered(e: etree._Element, fresh: Callable[[], str]) -> etree._Element:
    for each in e.iter():
        if each.get(ID) is not None:
            each.set(ID, fresh())
    return e


def _outside(top: etree._Element, after: bool, fresh: Callable[[], str]) -> Edge:
    """Out of tracked changes, which would take the mark away when they are settled, and of what may hold no mark."""
    parent = top.getparent()
    assert parent is not None
    last = top if after else top.getprevious()
    while parent.tag not in _HOLDERS:
        outer = parent.getparent()
        assert outer is not None
        if last is None:
            last = parent.getprevious()
        elif last.getnext() is None:
            last = parent
        elif parent.tag in _CHANGES:
            second = _like(parent)
            second.set(ID, fresh())
            second.extend(list(last.itersiblings()))
            parent.addnext(second)
            last = parent
        else:
            last = parent if after else parent.getprevious()
        parent = outer
    return Edge(parent, last)


def numbers(roots: Iterable[etree._Element]) -> Iterator[str]:
    """Numbers (w:id) that no bookmark, change or comment below these elements has, rising: one counter for all of them."""
    taken: set[str] = set()
    for root in roots:
        found = root.xpath("//@w:id", namespaces={"w": W[1:-1]})
        assert isinstance(found, list)
        taken.update(map(str, found))
    number = max((int(each) for each in taken if each.isdecimal() and len(each) < 9), default=0)
    while True:
        number += 1
        if str(number) not in taken:
            yield str(number)
