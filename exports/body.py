"""The paragraphs of a Word document's body in reading order, each with where it stands: in tables, contents lists, lists and styles."""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from exports.lists import Lists
from exports.ooxml import MC, OBJECTS, Piece, Reader, W, text_of, visible
from exports.styles import PLAIN, Style, Styles, outline_level
from specs.wording import Place, Series

PARAGRAPH, TABLE = f"{W}p", f"{W}tbl"
_WRAPPERS = {f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins", f"{W}moveTo", f"{W}smartTag"}


@dataclass(slots=True)
class Line:
    """A paragraph of the body (or, with ``number`` -1, something that stands between paragraphs).

    ``number`` is its place among all w:p of the body as the file has them, from 0. ``contents``: it belongs to a contents list.
    """

    element: etree._Element
    number: int
    pieces: list[Piece]
    style: Style
    series: Series | None
    outline: int | None
    place: Place | None = None
    contents: bool = False
    left_out: str = ""

    @property
    def text(self) -> str:
        return text_of(self.pieces)


def numbered(body: etree._Element) -> dict[etree._Element, int]:
    """The place of each w:p below the body, in document order, whichever nesting: what an origin such as ``p12`` counts.

    To be taken before tracked changes are accepted, so that numbers are those of the file.
    """
    return {p: place for place, p in enumerate(body.iter(PARAGRAPH))}


class Body:
    """Walks a body whose tracked changes were accepted."""

    def __init__(self, body: etree._Element, numbers: dict[etree._Element, int], styles: Styles, lists: Lists) -> None:
        self.body, self.numbers, self.styles, self.lists = body, numbers, styles, lists
        self.reader = Reader(styles)
        self.tables = 0

    def lines(self) -> Iterator[Line]:
        """Every paragraph in reading order; those inside text boxes belong to the paragraph that holds the box."""
        yield from self._blocks(self.body, None, "")

    def _blocks(self, parent: etree._Element, place: Place | None, inside: str) -> Iterator[Line]:
        for e in parent.iterchildren("*"):
            tag = e.tag
            if tag == PARAGRAPH:
                yield self._line(e, place)
            elif tag == TABLE:
                name = f"{inside}.t{self.tables}" if inside else f"t{self.tables}"
                self.tables += 1
                yield from self._rows(e, name, 0)
            elif tag in _WRAPPERS:
                yield from self._blocks(e, place, inside)
            elif tag == f"{MC}AlternateContent":
                for choice in e.iterchildren(f"{MC}Choice"):
                    yield from self._blocks(choice, place, inside)
            elif tag == f"{W}altChunk":
                yield Line(e, -1, [], PLAIN, None, None, place, left_out="a document inside the document")
            elif words := visible(e):
                # Word would not write this here, but some programs do.
                yield Line(e, -1, [Piece(words, e, None, f"object:{OBJECTS.get(tag, 'part')}", (e,))], PLAIN, None, None, place)

    def _rows(self, parent: etree._Element, name: str, row: int) -> Iterator[Line]:
        for e in parent:
            if e.tag == f"{W}tr":
                row += 1
                yield from self._cells(e, name, f"r{row}", [0])
            elif e.tag in _WRAPPERS:
                yield from self._rows(e, name, row)
                row += sum(1 for _ in e.iter(f"{W}tr"))

    def _cells(self, parent: etree._Element, name: str, row: str, count: list[int]) -> Iterator[Line]:
        for e in parent:
            if e.tag == f"{W}tc":
                count[0] += 1
                cell = f"c{count[0]}"
                yield from self._blocks(e, Place(name, row, cell), f"{name}.{row}.{cell}")
            elif e.tag in _WRAPPERS:
                yield from self._cells(e, name, row, count)

    def _line(self, p: etree._Element, place: Place | None) -> Line:
        properties = p.find(f"{W}pPr")
        style = self.styles.of(properties)
        before = self.reader.in_contents
        pieces = self.reader.pieces(p)
        after = self.reader.in_contents
        contents = style.contents or after or (before and not (text_of(pieces).strip() and _after_contents(p)))
        outline = style.outline
        if properties is not None and (said := properties.find(f"{W}outlineLvl")) is not None:
            outline = outline_level(said)
        return Line(p, self.numbers.get(p, -1), pieces, style, self.lists.of(p), outline, place, contents)


def _after_contents(p: etree._Element) -> bool:
    """Whether a contents list that came from above ends before the first words of this paragraph: these are then the document's own."""
    for e in p.iter(f"{W}fldChar", f"{W}t"):
        if e.tag == f"{W}t":
            if (e.text or "").strip():
                return False
        elif e.get(f"{W}fldCharType") == "end":
            return True
    return False
