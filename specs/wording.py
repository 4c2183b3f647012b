"""Wording is a list of paragraphs: plain words, with bold, lists, table rows and references standing off them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, NamedTuple

Kind = Literal["para", "head", "num", "bullet", "block"]


class Mark(NamedTuple):
    """A span of a paragraph's text, in characters, and what stands there.

    Names: ``bold``, ``italic``, ``ref:<clause id>``, ``note:<note id>`` (no width: where a footnote's mark stands),
    ``object:<what>`` (what we never edit inside an editable paragraph; with or without visible words).
    """

    start: int
    end: int
    name: str


class Place(NamedTuple):
    """Where a paragraph stands in a table. A nested table's id starts with the place of the cell that holds it."""

    table: str
    row: str
    cell: str


class Series(NamedTuple):
    """The automatic list that numbers a paragraph: the list's id in its part, and the level in it from 0."""

    list: str
    level: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of a clause.

    ``label`` is kept only where it was typed in the document (``typed``) or where it names a block (“Picture”);
    automatic labels are computed by ``specs.numbering``. A tab in ``text`` is ``\\t``, a line break ``\\n``.
    ``origin`` says which element of the base document it came from (``p12``, ``p5-p20``), or is None.
    """

    id: str
    kind: Kind
    text: str
    level: int = 0
    label: str = ""
    typed: bool = False
    series: Series | None = None
    place: Place | None = None
    marks: tuple[Mark, ...] = ()
    origin: str | None = None


Wording = tuple[Paragraph, ...]


def to_rows(wording: Iterable[Paragraph]) -> tuple[list[list[Any]], list[str]]:
    """A wording as an event keeps it: the shape of its paragraphs (facts), and their words apart (they can be erased).

    A shape row is ``[id, kind, level, label, typed, series, place, marks, origin]``, cut after the last fact that says something.
    A label is kept only where it was typed or names a block; the words are one string a paragraph.
    """
    shape: list[list[Any]] = []
    texts: list[str] = []
    for p in wording:
        row: list[Any] = [
            p.id,
            p.kind,
            p.level,
            p.label,
            int(p.typed),
            list(p.series) if p.series else None,
            list(p.place) if p.place else None,
            [list(mark) for mark in p.marks],
            p.origin,
        ]
        while len(row) > 2 and not row[-1]:
            row.pop()
        shape.append(row)
        texts.append(p.text)
    return shape, texts


def from_rows(shape: Sequence[Sequence[Any]], texts: Sequence[str] | None) -> Wording:
    """The wording that ``to_rows`` took apart. Without its words (they were erased) every text is empty."""
    made: list[Paragraph] = []
    for place, row in enumerate(shape):
        text = texts[place] if texts is not None else ""
        size = len(row)
        if size < 4:
            made.append(Paragraph(row[0], row[1], text, row[2] if size > 2 else 0))
            continue
        made.append(
            Paragraph(
                row[0],
                row[1],
                text,
                row[2],
                row[3],
                bool(row[4]) if size > 4 else False,
                Series(*row[5]) if size > 5 and row[5] else None,
                Place(*row[6]) if size > 6 and row[6] else None,
                tuple(Mark(*mark) for mark in row[7]) if size > 7 and texts is not None else (),
                row[8] if size > 8 else None,
            )
        )
    return tuple(made)


def tidy(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """Marks in order, with touching or overlapping spans of the same name joined; objects and notes are never joined."""
    joined: list[Mark] = []
    for mark in sorted(marks, key=lambda m: (m.name, m.start, m.end)):
        last = joined[-1] if joined else None
        alone = mark.name.startswith(("object:", "note:"))
        if mark.end < mark.start or (mark.end == mark.start and not alone):
            continue
        if last and last.name == mark.name and not alone and last.end >= mark.start:
            joined[-1] = Mark(last.start, max(last.end, mark.end), mark.name)
        elif mark != last:
            joined.append(mark)
    return tuple(sorted(joined))


def heading(wording: Sequence[Paragraph]) -> Paragraph | None:
    """The clause's heading: its first paragraph, where that is one."""
    return wording[0] if wording and wording[0].kind == "head" else None


def plain(wording: Iterable[Paragraph]) -> str:
    """Every word of a wording, a line a paragraph: for searching and for counting, never for keeping."""
    return "\n".join(p.text for p in wording)


def moved_marks(marks: Iterable[Mark], by: int) -> tuple[Mark, ...]:
    """The same marks, ``by`` characters further on."""
    return tuple(Mark(start + by, end + by, name) for start, end, name in marks)


def cut(paragraph: Paragraph, start: int, end: int) -> Paragraph:
    """The part of a paragraph between two places in its text, with the marks that stand there."""
    kept = tuple(
        Mark(max(m.start, start) - start, min(m.end, end) - start, m.name)
        for m in paragraph.marks
        if (m.start < end and m.end > start) or (m.start == m.end and start <= m.start <= end)
    )
    return replace(paragraph, text=paragraph.text[start:end], marks=tidy(kept))
