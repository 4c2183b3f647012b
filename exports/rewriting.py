"""Changes words inside one paragraph of a Word file: the words that stay keep their runs, and so their formatting."""

import re
from collections.abc import Iterable, Sequence
from copy import deepcopy
from itertools import pairwise

from lxml import etree

from exports.ooxml import PROPERTIES, RUN, TEXT, Piece, W, text_of
from specs.spans import Edit
from specs.wording import Mark

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_SIGNS = {"\t": f"{W}tab", "\n": f"{W}br", "\u2011": f"{W}noBreakHyphen"}
_SPLIT = re.compile(f"([{''.join(_SIGNS)}])")


def rewrite(p: etree._Element, pieces: Sequence[Piece], edits: Iterable[Edit], after: str) -> None:
    """Carries out edits, whose places count characters of the pieces' text, in the paragraph that the pieces were read from.

    ``after`` is the text that the edits lead to. What is not plain words is left alone; new words take the look of what they replace, else
    of the words before them, else of those after.
    """
    edits = list(edits)
    spans, at = [], 0
    for piece in pieces:
        spans.append((at, at + len(piece.text)))
        at += len(piece.text)
    texts = [piece.text for piece in pieces]
    for edit in reversed(edits):
        new = after[edit.to_start : edit.to_end]
        taken = False
        for k in range(len(pieces) - 1, -1, -1):
            start, end = max(edit.start, spans[k][0]), min(edit.end, spans[k][1])
            if pieces[k].what or start >= end:
                continue
            first = not any(not pieces[j].what and spans[j][1] > edit.start and spans[j][0] < edit.end for j in range(k))
            low, high = start - spans[k][0], end - spans[k][0]
            texts[k] = texts[k][:low] + (new if first else "") + texts[k][high:]
            taken = True
        if not taken and new:
            _insert(p, pieces, spans, texts, edit.start, new)
    for piece, text in zip(pieces, texts, strict=True):
        if not piece.what and text != piece.text:
            _set(piece, text)


def _insert(p: etree._Element, pieces: Sequence[Piece], spans: Sequence[tuple[int, int]], texts: list[str], at: int, new: str) -> None:
    """New words at a place where none are replaced."""
    left = next((k for k in range(len(pieces) - 1, -1, -1) if _plain(pieces[k]) and spans[k][0] < at <= spans[k][1]), None)
    right = next((k for k in range(len(pieces)) if _plain(pieces[k]) and spans[k][0] == at), None)
    if left is not None and (right is None or spans[left][1] > at or not _bold(pieces[left]) or _bold(pieces[right])):
        cut = at - spans[left][0]
        # Insertions are carried out from the last to the first, so what stands before the place is as it was.
        texts[left] = texts[left][:cut] + new + texts[left][cut:]
    elif right is not None:
        texts[right] = new + texts[right]
    else:
        before = next((k for k in range(len(pieces) - 1, -1, -1) if spans[k][1] <= at), None)
        _new_run(p, pieces[before] if before is not None else None, new)


def _plain(piece: Piece) -> bool:
    return not piece.what and piece.element.tag == TEXT


def _bold(piece: Piece) -> bool:
    return piece.run is not None and piece.run.find(f"{PROPERTIES}/{W}b") is not None


def _new_run(p: etree._Element, before: Piece | None, new: str) -> None:
    made = etree.Element(RUN)
    neighbour = before.run if before is not None else None
    if neighbour is not None and before is not None and not before.what and (look := neighbour.find(PROPERTIES)) is not None:
        made.append(deepcopy(look))
    made.extend(elements(new))
    last = before.elements[-1] if before is not None and before.elements else neighbour
    if last is not None and last.getparent() is not None:
        last.addnext(made)
        return
    place = 1 if len(p) and p[0].tag == f"{W}pPr" else 0
    p.insert(place, made)


def _set(piece: Piece, text: str) -> None:
    """Puts other words in the place of a w:t, a tab or a line break."""
    run = piece.run
    assert run is not None
    place = run.index(piece.element)
    run[place : place + 1] = elements(text)
    if not any(child.tag != PROPERTIES for child in run) and (parent := run.getparent()) is not None:
        parent.remove(run)


def elements(text: str) -> list[etree._Element]:
    """A text as the children of a run: w:t, with w:tab, w:br and w:noBreakHyphen where those stand."""
    run = etree.Element(RUN)
    _say(run, text)
    return list(run)


def _say(run: etree._Element, text: str) -> None:
    """Puts a text at the end of a run."""
    for part in _SPLIT.split(text):
        if part in _SIGNS:
            etree.SubElement(run, _SIGNS[part])
        elif part:
            words = etree.SubElement(run, TEXT)
            words.text = part
            if part != part.strip() or "  " in part:
                words.set(_SPACE, "preserve")


def add_runs(p: etree._Element, text: str, marks: Iterable[Mark], look: etree._Element | None) -> None:
    """Puts a new text at the end of a paragraph, in runs with this look (w:rPr), bold and italic where marked."""
    marked = [mark for mark in marks if mark.name in ("bold", "italic") and mark.end > mark.start]
    cuts = sorted({0, len(text), *(mark.start for mark in marked), *(mark.end for mark in marked)})
    for start, end in pairwise(cuts):
        names = {mark.name for mark in marked if mark.start <= start and mark.end >= end}
        run = etree.SubElement(p, RUN)
        if look is not None or names:
            run.extend(_look(look, names))
        _say(run, text[start:end])


def _look(look: etree._Element | None, names: set[str]) -> list[etree._Element]:
    """The properties of a run: this look, bold and italic as named; none when there is nothing to say."""
    properties = deepcopy(look) if look is not None else etree.Element(PROPERTIES)
    for tag in ("b", "bCs", "i", "iCs"):
        for old in properties.findall(f"{W}{tag}"):
            properties.remove(old)
    # In w:rPr bold and italic stand after the style and the fonts (ECMA-376 Part 1, 17.3.2.28).
    place = sum(child.tag in (f"{W}rStyle", f"{W}rFonts") for child in properties)
    for name in ("italic", "bold"):
        if name in names:
            properties.insert(place, etree.Element(f"{W}{name[0]}"))
    return [properties] if len(properties) else []


def emptied(p: etree._Element, pieces: Iterable[Piece]) -> None:
    """Takes the plain words out of a paragraph and leaves the rest."""
    pieces = list(pieces)
    length = len(text_of(pieces))
    if length:
        rewrite(p, pieces, [Edit(0, length, 0, 0)], "")
