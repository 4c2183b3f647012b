"""Makes room for the marks of comments among the runs of a Word document (ECMA-376 Part 1, 17.13.4): where a character begins or ends."""

from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
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
    """A place between the children of an element, where marks of comments may stand."""

    parent: etree._Element
    place: int

    def put(self, made: Iterable[etree._Element]) -> None:
        """Puts elements there, in order."""
        self.parent[self.place : self.place] = list(made)


def opening(p: etree._Element, at: int, fresh: Callable[[], str]) -> Edge:
    """The place right before the character ``at`` of a paragraph. Runs are split where it is in the middle of one.

    ``fresh`` gives a number (w:id) that the file does not have: a tracked change that is split becomes two.
    """
    start = 0
    for piece in pieces_of(p):
        end = start + len(piece.text)
        if end > at:
            return _edge(p, piece, 0 if piece.what else at - start, fresh)
        start = end
    return closing(p, at, fresh)


def closing(p: etree._Element, at: int, fresh: Callable[[], str]) -> Edge:
    """The place right after the character before ``at``: the paragraph’s beginning for 0. Behind comments that end there."""
    found: tuple[Piece, int] | None = None
    start = 0
    for piece in pieces_of(p):
        if start >= at:
            break
        if piece.text:
            found = piece, len(piece.text) if piece.what else min(at - start, len(piece.text))
        start += len(piece.text)
    if found is None:
        return Edge(p, 1 if len(p) and p[0].tag == ABOUT else 0)
    parent, place = _edge(p, *found, fresh)
    while place < len(parent) and (parent[place].tag == END or _is_reference(parent[place])):
        place += 1
    return Edge(parent, place)


def _is_reference(e: etree._Element) -> bool:
    return e.tag == RUN and e.find(REFERENCE) is not None and all(child.tag in (PROPERTIES, REFERENCE) for child in e)


def _edge(p: etree._Element, piece: Piece, cut: int, fresh: Callable[[], str]) -> Edge:
    """Before a piece (``cut`` is 0), after it, or inside its words."""
    ends = cut == len(piece.text) and cut > 0
    if piece.run is not None:
        child = next(e for e in (piece.element, *piece.element.iterancestors()) if e.getparent() is piece.run)
        top, after = _split_run(piece.run, child, cut, ends, fresh)
    else:
        order = {e: place for place, e in enumerate(p.iter())}
        found = sorted(bodies(piece), key=lambda e: order.get(e, 0))
        top, after = found[-1 if ends else 0], ends
    return _outside(top, after, fresh)


def _split_run(run: etree._Element, child: etree._Element, cut: int, ends: bool, fresh: Callable[[], str]) -> tuple[etree._Element, bool]:
    """The run that a place is before or (True) after; a second run is made where words stand on both sides of it."""
    if cut > 0 and not ends:
        text = child.text or ""
        whole = run.index(child)
        run[whole : whole + 1] = [_said(text[:cut]), _said(text[cut:])]
        place = whole + 1
    else:
        place = run.index(child) + ends
    if place == len(run):
        return run, True
    if all(e.tag == PROPERTIES for e in list(run)[:place]):
        return run, False
    second = _like(run)
    look = run.find(PROPERTIES)
    if look is not None:
        second.append(_renumbered(deepcopy(look), fresh))
    second.extend(list(run)[place:])
    run.addnext(second)
    return run, True


def _said(text: str) -> etree._Element:
    """A w:t with the very same characters: what Word shows as one space stays one."""
    made = etree.Element(TEXT)
    made.text = text
    made.set(_SPACE, "preserve")
    return made


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
    place = parent.index(top) + after
    while parent.tag not in _HOLDERS:
        outer = parent.getparent()
        assert outer is not None
        where = outer.index(parent)
        if 0 < place < len(parent) and parent.tag in _CHANGES:
            second = _like(parent)
            second.set(ID, fresh())
            second.extend(list(parent)[place:])
            parent.addnext(second)
            place = where + 1
        elif place == len(parent) or (after and parent.tag not in _CHANGES):
            place = where + 1
        else:
            place = where
        parent = outer
    return Edge(parent, place)


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
