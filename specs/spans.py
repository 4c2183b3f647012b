"""Edits made to a text, and what they do to places, spans and marks in it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Literal, NamedTuple, Protocol

from specs.wording import Mark, Paragraph, moved_marks, tidy


class Edit(NamedTuple):
    """In one text: the characters from ``start`` to ``end`` became those from ``to_start`` to ``to_end`` of the other."""

    start: int
    end: int
    to_start: int
    to_end: int


class Spanned(Protocol):
    """Anything with the spans of an edit."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def to_start(self) -> int: ...
    @property
    def to_end(self) -> int: ...


class Piece(NamedTuple):
    """New words for a paragraph: its characters from ``start`` to ``end`` become those of another paragraph."""

    start: int
    end: int
    source: Paragraph
    to_start: int
    to_end: int


def woven(paragraph: Paragraph, pieces: Sequence[Piece]) -> Paragraph:
    """A paragraph with these pieces put in, in order and apart from each other.

    Its marks are carried along; the new words bring the marks that are on them (a reference or an object only whole).
    """
    if not pieces:
        return paragraph
    text: list[str] = []
    made: list[Edit] = []
    brought: list[Mark] = []
    at = size = 0
    for start, end, source, to_start, to_end in pieces:
        size += start - at
        text += [paragraph.text[at:start], source.text[to_start:to_end]]
        brought += moved_marks(marks_within(source.marks, to_start, to_end), size - to_start)
        made.append(Edit(start, end, size, size + to_end - to_start))
        at, size = end, size + to_end - to_start
    text.append(paragraph.text[at:])
    kept = carry_marks(paragraph.marks, made)
    widthless = {mark.name for mark in kept if mark.start == mark.end}
    new = [mark for mark in brought if mark.start < mark.end or mark.name not in widthless]
    return replace(paragraph, text="".join(text), marks=tidy([*kept, *new]))


def marks_within(marks: Iterable[Mark], start: int, end: int) -> list[Mark]:
    """The marks on a stretch of words, in the places they have: bold and italic cut to it, others only where they are whole."""
    found: list[Mark] = []
    for mark in marks:
        if start <= mark.start and mark.end <= end:
            found.append(mark)
        elif mark.name in ("bold", "italic") and mark.start < end and mark.end > start:
            found.append(Mark(max(mark.start, start), min(mark.end, end), mark.name))
    return found


def rewritten(before: str, made: Iterable[Spanned], after: str) -> str:
    """``before`` with these changes made, their new words taken from ``after``."""
    out, at = [], 0
    for change in made:
        out += [before[at : change.start], after[change.to_start : change.to_end]]
        at = change.end
    return "".join([*out, before[at:]])


def carry_point(at: int, made: Iterable[Spanned], stick: Literal["left", "right"] = "left") -> int:
    """Where a place between two characters is after these edits; a place inside words that went is where they stood."""
    shift = 0
    for edit in made:
        if at < edit.start or (at == edit.start and (stick == "left" or edit.start < edit.end)):
            break
        if at < edit.end:
            return edit.to_start
        shift = edit.to_end - edit.end
    return at + shift


def carry_span(start: int, end: int, made: Sequence[Spanned]) -> tuple[int, int] | None:
    """Where a span of words is after these edits, grown by words put inside it; None when none of its words is left."""
    left = end - start - sum(max(0, min(end, edit.end) - max(start, edit.start)) for edit in made)
    if left <= 0 < end - start:
        return None
    first, last = carry_point(start, made, "right"), carry_point(end, made, "left")
    return (first, max(first, last))


def carry_marks(marks: Iterable[Mark], made: Sequence[Spanned]) -> tuple[Mark, ...]:
    """Marks after a text was edited: a reference needs all of its words, bold needs some, a note's mark stays where it stood."""
    kept: list[Mark] = []
    for mark in marks:
        if mark.start == mark.end:
            at = carry_point(mark.start, made)
            kept.append(Mark(at, at, mark.name))
            continue
        span = carry_span(mark.start, mark.end, made)
        whole = not any(edit.start < mark.end and edit.end > mark.start for edit in made)
        if span and (whole or mark.name in ("bold", "italic")):
            kept.append(Mark(*span, mark.name))
    return tidy(kept)
