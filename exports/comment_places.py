"""Where comments hang in a Word document: from the marks in its XML to characters of paragraphs (ECMA-376 Part 1, 17.13.4)."""

from bisect import bisect_left
from collections import deque
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from lxml import etree

from exports.ooxml import MC, RUN, Piece, Reader, W, text_of
from exports.revisions import OUT
from exports.styles import Styles

PARAGRAPH, ID = f"{W}p", f"{W}id"
START, END, REFERENCE = f"{W}commentRangeStart", f"{W}commentRangeEnd", f"{W}commentReference"
MOST_PARAGRAPHS = 100  # that a comment names one by one: a file can lay thousands of comments over thousands of paragraphs
How = Literal["range", "mark", "nowhere"]


class Anchor(NamedTuple):
    """Characters of one paragraph (w:p), as ``exports.ooxml.Reader`` reads its text; a point where ``start`` is ``end``."""

    element: etree._Element
    start: int
    end: int


class Place(NamedTuple):
    """Where one comment hangs: on a range, beside its reference mark only, or nowhere."""

    how: How
    anchors: tuple[Anchor, ...] = ()


NOWHERE = Place("nowhere")


def pieces_of(p: etree._Element) -> list[Piece]:
    """The pieces of one paragraph. A field that came from above changes none of its characters."""
    return Reader(Styles(None)).pieces(p)


def length(p: etree._Element) -> int:
    """How many characters a paragraph has."""
    return len(text_of(pieces_of(p)))


def words(anchors: Iterable[Anchor]) -> str:
    """The words that a comment hangs on, paragraphs on lines of their own."""
    return "\n".join(text_of(pieces_of(anchor.element))[anchor.start : anchor.end] for anchor in anchors)


class _Text:
    """Where the characters of a paragraph stand among its elements."""

    def __init__(self, p: etree._Element) -> None:
        self.order = {e: place for place, e in enumerate(p.iter())}
        self.spans: list[tuple[int, int, int, int]] = []
        at = 0
        for piece in pieces_of(p):
            inside = [self.order[e] for e in bodies(piece) if e in self.order]
            self.spans.append((min(inside), max(inside), at, at + len(piece.text)))
            at += len(piece.text)
        self.length = at

    def before(self, e: etree._Element, closing: bool) -> int:
        """How many characters stand before an element; what is carried through as one is inside a range when half of it is."""
        here = self.order[e]
        place = bisect_left(self.spans, here, key=lambda span: span[0])
        if not place:
            return 0
        _, last, start, end = self.spans[place - 1]
        return end if closing or last < here else start


def bodies(piece: Piece) -> tuple[etree._Element, ...]:
    """The elements that a piece of a paragraph stands in."""
    return (piece.element,) if piece.run is not None else piece.elements or (piece.element,)


class _Mark(NamedTuple):
    """A mark of a comment: when it comes in the document, and the paragraph and character where it stands."""

    turn: int
    paragraph: int
    at: int


class Places:
    """Where the comments of one part (the document, its footnotes …) hang.

    Taken once, from the part as it stands: with or without its tracked changes, which a reader of its text sees as accepted.
    """

    def __init__(self, root: etree._Element) -> None:
        every = (PARAGRAPH, START, END, REFERENCE)
        # Older programs are given the same words and marks once more.
        again = {e for older in root.iter(f"{MC}Fallback") for e in older.iter(*every)}
        self.paragraphs = [p for p in root.iter(PARAGRAPH) if p not in again]
        self._number = {p: place for place, p in enumerate(self.paragraphs)}
        self._texts: dict[int, _Text] = {}
        self._holders: dict[int, int] = {}
        self._marks: dict[tuple[str, str], deque[_Mark]] = {}
        passed = 0
        for turn, e in enumerate(root.iter(*every)):
            if e in again:
                continue
            if e.tag == PARAGRAPH:
                passed += 1
            elif (mark := self._mark(e, turn, passed)) is not None:
                self._marks.setdefault((str(e.tag), e.get(ID, "")), deque()).append(mark)

    def _mark(self, e: etree._Element, turn: int, passed: int) -> _Mark | None:
        holder = next(e.iterancestors(PARAGRAPH), None)
        if holder is not None:
            paragraph = self._number[holder]
            return _Mark(turn, paragraph, self._text(paragraph).before(e, e.tag == END))
        if not self.paragraphs:
            return None
        # Between paragraphs: a range begins with the next one, or ends with the last.
        if (e.tag == START or not passed) and passed < len(self.paragraphs):
            return _Mark(turn, passed, 0)
        return _Mark(turn, passed - 1, self._text(passed - 1).length)

    def _text(self, paragraph: int) -> _Text:
        if paragraph not in self._texts:
            self._texts[paragraph] = _Text(self.paragraphs[paragraph])
        return self._texts[paragraph]

    def _around(self, paragraph: int) -> int:
        """The paragraph whose box this one stands in; -1 where it stands in none."""
        if paragraph not in self._holders:
            holder = next(self.paragraphs[paragraph].iterancestors(PARAGRAPH), None)
            self._holders[paragraph] = -1 if holder is None else self._number[holder]
        return self._holders[paragraph]

    def take(self, number: str) -> Place:
        """Where the comment of this number (w:id) hangs. Asked again, for a number that the file uses twice, the next place."""
        start, end, mark = (self._next(tag, number) for tag in (START, END, REFERENCE))
        if start is not None and end is not None and start.turn < end.turn:
            return Place("range", self._between(start, end))
        known = mark or start or end
        return NOWHERE if known is None else Place("mark", (Anchor(self.paragraphs[known.paragraph], known.at, known.at),))

    def _next(self, tag: str, number: str) -> _Mark | None:
        waiting = self._marks.get((tag, number))
        return waiting.popleft() if waiting else None

    def _between(self, start: _Mark, end: _Mark) -> tuple[Anchor, ...]:
        first, last = start.paragraph, end.paragraph
        point = Anchor(self.paragraphs[first], start.at, start.at)
        if (first, start.at) >= (last, end.at):
            return (point,)
        named: Sequence[int] = range(first, last + 1)
        if len(named) > MOST_PARAGRAPHS:
            named = (first, last)
        made: list[Anchor] = []
        for paragraph in named:
            if self._around(paragraph) >= first:
                continue  # the words of a box are among those of the paragraph that holds it
            low = start.at if paragraph == first else 0
            high = end.at if paragraph == last else self._text(paragraph).length
            if low < high:
                made.append(Anchor(self.paragraphs[paragraph], low, high))
        return tuple(made) or (point,)


def keep_marks(body: etree._Element) -> None:
    """Puts the marks of comments beside tracked deletions that they stand in, in place: else accepting them takes the marks away."""
    for e in list(body.iter(START, END, REFERENCE)):
        around = [above for above in e.iterancestors(*OUT) if above.getparent() is not None]
        if not around:
            continue
        kept = e
        if e.tag == REFERENCE:
            kept = etree.Element(RUN)
            kept.append(e)
        around[-1].addprevious(kept)
