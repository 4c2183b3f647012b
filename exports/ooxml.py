"""What stands in one paragraph of a Word document, piece by piece: plain words, and what Cotender carries through untouched.

The same reading is used on the way in and on the way out, so that what was not changed is found again.
Element names and meanings are those of ECMA-376 Part 1, sections 17.3 (paragraphs and runs) and 17.16 (fields).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from lxml import etree

from exports.styles import OFF, Styles, on
from specs.wording import Mark, tidy

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"

RUN, TEXT, PROPERTIES = f"{W}r", f"{W}t", f"{W}rPr"
# Wrappers whose content is read as if they were not there.
TRANSPARENT = {f"{W}{name}" for name in "hyperlink smartTag customXml sdt sdtContent dir bdo ins moveTo".split()}
SILENT = {
    f"{W}{name}"
    for name in (
        "rPr pPr del moveFrom instrText delText delInstrText lastRenderedPageBreak annotationRef commentReference footnoteRef endnoteRef "
        "separator continuationSeparator softHyphen proofErr bookmarkStart bookmarkEnd commentRangeStart commentRangeEnd permStart permEnd "
        "sdtPr sdtEndPr smartTagPr customXmlPr fldData dayShort monthShort yearShort dayLong monthLong yearLong pgNum"
    ).split()
} | {f"{MC}Fallback"}
OBJECTS = {
    f"{W}drawing": "picture",
    f"{W}pict": "picture",
    f"{W}object": "embedded object",
    f"{W}ruby": "text with a reading aid",
    f"{W}contentPart": "ink",
    f"{W}control": "control",
    f"{M}oMath": "equation",
    f"{M}oMathPara": "equation",
}
# A link keeps its words open to change; the results of all other fields are made by Word.
_OPEN_FIELDS = {"HYPERLINK", ""}
_FIELD_NAMES = {
    "REF": "reference",
    "PAGEREF": "page number",
    "NOTEREF": "reference",
    "PAGE": "page number",
    "NUMPAGES": "page number",
    "DATE": "date",
    "FORMTEXT": "form field",
    "FORMCHECKBOX": "tick box",
    "FORMDROPDOWN": "form field",
    "MACROBUTTON": "form field",
    "SEQ": "number",
    "TOC": "contents list",
}
_WHITE = re.compile(r"[\t\r\n]")
SIGNS_IN_WORDS = {f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}cr": "\n", f"{W}noBreakHyphen": "\u2011"}
_SIGNS = {"F0FE": "☒", "F0A8": "☐", "F06F": "☐", "F0FC": "✓", "F0B7": "•", "2610": "☐", "2611": "☑", "2612": "☒"}


@dataclass(slots=True)
class Piece:
    """A stretch of a paragraph's text.

    ``what`` is empty for plain words (then ``element`` is the w:t, w:tab … in ``run``), ``note:…`` where a note's mark stands, else the
    name of what is carried through untouched, with its visible words in ``text``; ``elements`` are then all that belongs to it.
    ``boxed`` where those words stand in a box of their own beside the sentence.
    """

    text: str
    element: etree._Element
    run: etree._Element | None = None
    what: str = ""
    elements: tuple[etree._Element, ...] = ()
    boxed: bool = False
    bookmark: str = ""


class Field(NamedTuple):
    """A field that was begun: where its pieces start in the list, its instruction so far, its own elements."""

    start: int
    instruction: list[str]
    elements: list[etree._Element]


@dataclass
class Reader:
    """Reads paragraphs in order; fields may go on from one to the next (a contents list does)."""

    styles: Styles
    open_fields: list[Field] = field(default_factory=list)

    def pieces(self, p: etree._Element) -> list[Piece]:
        """The pieces of a paragraph, in order. Every visible word is in exactly one of them."""
        made: list[Piece] = []
        # A field of an earlier paragraph that goes on here has no beginning in this list.
        self.open_fields = [each._replace(start=-1) for each in self.open_fields]
        self._inline(p, made)
        return made

    @property
    def in_contents(self) -> bool:
        """Whether a contents list, an index or the like is still going on."""
        return any(_kind(each.instruction) in ("TOC", "INDEX", "TOA") for each in self.open_fields)

    def _inline(self, parent: etree._Element, made: list[Piece]) -> None:
        for e in parent.iterchildren("*"):
            tag = e.tag
            if tag == RUN:
                self._run(e, made)
            elif tag in TRANSPARENT:
                self._inline(e, made)
            elif tag == f"{W}fldSimple":
                self._simple(e, made)
            elif tag == f"{MC}AlternateContent":
                self._choice(e, None, made)
            elif tag in OBJECTS:
                made.append(_object(e, None))
            elif tag not in SILENT and (words := visible(e)):
                made.append(Piece(words, e, None, "object:part", (e,)))

    def _run(self, run: etree._Element, made: list[Piece]) -> None:
        shown = True
        for e in run.iterchildren("*"):
            tag = e.tag
            if tag == TEXT:
                if shown and e.text:
                    made.append(Piece(plainly(e.text), e, run))
            elif tag == PROPERTIES:
                shown = not on(e, "vanish")
            elif tag == f"{W}fldChar":
                self._field(e, run, made)
            elif tag == f"{W}instrText":
                if self.open_fields:
                    self.open_fields[-1].instruction.append(e.text or "")
            elif not shown or tag in SILENT:
                continue
            elif tag in SIGNS_IN_WORDS:
                made.append(Piece(SIGNS_IN_WORDS[tag], e, run))
            elif tag == f"{W}br":
                if e.get(f"{W}type", "textWrapping") == "textWrapping":
                    made.append(Piece("\n", e, run))
            elif tag == f"{W}sym":
                made.append(Piece("", e, run, f"object:{_SIGNS.get(e.get(f'{W}char', '').upper(), 'symbol')}", (run,)))
            elif tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
                kind = "footnote" if tag.endswith("footnoteReference") else "endnote"
                made.append(Piece("", e, run, f"note:{kind}:{e.get(f'{W}id', '')}", (run,)))
            elif tag == f"{MC}AlternateContent":
                self._choice(e, run, made)
            elif tag in OBJECTS:
                made.append(_object(e, run))
            elif words := visible(e):
                made.append(Piece(words, e, run, "object:part", (run,)))

    def _choice(self, e: etree._Element, run: etree._Element | None, made: list[Piece]) -> None:
        for choice in e.iterchildren(f"{MC}Choice"):
            if any(True for _ in choice.iter(*OBJECTS)):
                inner = next(choice.iter(*OBJECTS))
                piece = _object(inner, run)
                piece.text, piece.elements = visible(choice), (run if run is not None else e,)
                made.append(piece)
            elif run is None:
                self._inline(choice, made)
            elif words := visible(choice):
                made.append(Piece(words, e, run, "object:part", (run,)))

    def _simple(self, e: etree._Element, made: list[Piece]) -> None:
        instruction = [e.get(f"{W}instr", "")]
        start = len(made)
        self._inline(e, made)
        self._close(Field(start, instruction, [e]), made, e)

    def _field(self, e: etree._Element, run: etree._Element, made: list[Piece]) -> None:
        kind = e.get(f"{W}fldCharType")
        if kind == "begin":
            self.open_fields.append(Field(len(made), [], [run]))
            if e.find(f"{W}ffData") is not None:
                self.open_fields[-1].instruction.append("FORMTEXT ")
        elif self.open_fields:
            self.open_fields[-1].elements.append(run)
            if kind == "end":
                self._close(self.open_fields.pop(), made, e)

    def _close(self, ended: Field, made: list[Piece], e: etree._Element) -> None:
        """The pieces of a field that is over become one, unless people may change its words."""
        kind = _kind(ended.instruction)
        if kind in _OPEN_FIELDS or ended.start < 0:
            return
        inner = made[ended.start :]
        words = "".join(piece.text for piece in inner)
        if not words and kind not in ("REF", "NOTEREF", "FORMTEXT", "FORMCHECKBOX", "FORMDROPDOWN"):
            return
        runs = (*ended.elements, *(x for piece in inner for x in (piece.elements or (piece.run,)) if x is not None))
        what = _FIELD_NAMES.get(kind, "field")
        bookmark = _argument(ended.instruction) if kind == "REF" else ""
        made[ended.start :] = [Piece(words, e, None, f"object:{what}", tuple(dict.fromkeys(runs)), bookmark=bookmark)]


def _kind(instruction: Iterable[str]) -> str:
    """The first word of a field's instruction: REF, TOC … (17.16.5)."""
    parts = "".join(instruction).split(None, 1)
    return parts[0].upper() if parts else ""


def _argument(instruction: Iterable[str]) -> str:
    parts = "".join(instruction).split()
    return parts[1] if len(parts) > 1 and not parts[1].startswith("\\") else ""


def _object(e: etree._Element, run: etree._Element | None) -> Piece:
    what = OBJECTS[e.tag]
    words = visible(e)
    boxed = what == "picture" and any(True for _ in e.iter(f"{W}txbxContent"))
    if boxed:
        what = "text box"
    return Piece(words, e, run, f"object:{what}", (run if run is not None else e,), boxed=boxed)


def plainly(text: str) -> str:
    """The words of a w:t as Word shows them: a tab or the end of a line in it is a space."""
    return _WHITE.sub(" ", text)


def visible(e: etree._Element) -> str:
    """Every visible word below an element, paragraphs on lines of their own."""
    return "".join(_visible(e)).strip("\n")


def _visible(e: etree._Element) -> Iterator[str]:
    tag = e.tag
    if tag in SILENT:
        return
    if tag in (TEXT, f"{M}t"):
        yield plainly(e.text or "")
        return
    if tag in SIGNS_IN_WORDS:
        yield SIGNS_IN_WORDS[tag]
        return
    if tag == RUN and on(e.find(PROPERTIES), "vanish"):
        return
    for child in e.iterchildren("*"):
        yield from _visible(child)
    if tag == f"{W}p":
        yield "\n"


def apart(pieces: list[Piece]) -> tuple[list[Piece], list[Piece], list[Piece]]:
    """The text boxes that stand before a paragraph's own words, the rest, and those after."""
    rest = list(pieces)
    before: list[Piece] = []
    after: list[Piece] = []
    if not any(piece.boxed and piece.text for piece in rest):
        return before, rest, after
    spoken = [k for k, piece in enumerate(rest) if piece.text.strip() and not piece.boxed]
    first, last = (spoken[0], spoken[-1]) if spoken else (len(rest), -1)
    for k, piece in enumerate(pieces):
        if piece.boxed and piece.text and k < first:
            before.append(piece)
        elif piece.boxed and piece.text and k > last:
            after.append(piece)
    taken = {id(piece) for piece in (*before, *after)}
    return before, [piece for piece in rest if id(piece) not in taken], after


def text_of(pieces: Iterable[Piece]) -> str:
    """The text of a paragraph."""
    return "".join(piece.text for piece in pieces)


def marks_of(pieces: Iterable[Piece], styles: Styles) -> tuple[Mark, ...]:
    """Bold, italic and untouched things in a paragraph, as marks on its text. Notes are named as the file numbers them."""
    marks: list[Mark] = []
    at = 0
    for piece in pieces:
        end = at + len(piece.text)
        if piece.what:
            marks.append(Mark(at, end, f"{piece.what}:{piece.bookmark}" if piece.bookmark else piece.what))
        elif piece.run is not None:
            properties = piece.run.find(PROPERTIES)
            if properties is not None:
                marks += [Mark(at, end, name) for name in ("bold", "italic") if _switched(properties, name, styles)]
        at = end
    return tidy(marks) if marks else ()


def _switched(properties: etree._Element, name: str, styles: Styles) -> bool:
    """Whether a run itself, or its character style, is bold or italic (what its paragraph's style says is no mark)."""
    direct = on(properties, name[0])
    if direct is not None:
        return direct
    style = properties.find(f"{W}rStyle")
    return style is not None and styles.switched(style.get(f"{W}val", ""), name[0])


def bold_throughout(pieces: Iterable[Piece], styles: Styles, style_bold: bool) -> bool:
    """Whether every word of a paragraph is bold to the eye."""
    seen = False
    for piece in pieces:
        if piece.what or not piece.text.strip() or piece.run is None:
            continue
        properties = piece.run.find(PROPERTIES)
        direct = on(properties, "b")
        if direct is None and properties is not None and (style := properties.find(f"{W}rStyle")) is not None:
            direct = styles.switched(style.get(f"{W}val", ""), "b") or None
        if not (style_bold if direct is None else direct):
            return False
        seen = True
    return seen


def hidden(run: etree._Element) -> bool:
    """Whether a run is not shown."""
    found = run.find(f"{PROPERTIES}/{W}vanish")
    return found is not None and found.get(f"{W}val", "1").lower() not in OFF
