"""Lines of a file that came back as a clause: known paragraphs as the record has them, with their new words; new ones as the file."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from exports.readings import Key, Line, Reading, outermost
from exports.same_words import as_it_was
from exports.sent import Sent
from specs.spans import Piece, woven
from specs.tender import Part
from specs.wording import Mark, Paragraph, Place, Series, Wording, moved_marks, tidy
from specs.words import edits


@dataclass(frozen=True, slots=True)
class Shaped:
    """The paragraphs of one clause in one reading of the file; ``new`` are the keys of lines that are new ones, by their names there.

    ``odd`` are lines that can be no paragraph of a clause: pictures and boxes, rows and tables that the edition has not.
    """

    wording: Wording
    new: dict[str, Key]
    odd: tuple[Line, ...]


class Wordings:
    """Knows what the file's lists and tables are in the edition: from the paragraphs that are known in both."""

    def __init__(self, sent: Sent, part: Part, reading: Reading, known: Mapping[Key, int]) -> None:
        self.sent, self.part, self.reading = sent, part, reading
        self.own = sent.of()
        self.lists: dict[str, str] = {}
        self.cells: dict[Place, Place] = {}
        self.rows: dict[tuple[str, str], tuple[str, str]] = {}
        for line in reading.lines:
            record = sent.records[known[line.key]] if line.key in known else None
            if record is None:
                continue
            there = line.paragraph
            if there.series and record.series:
                self.lists.setdefault(there.series.list, record.series.list)
            if there.place and record.place:
                self.cells.setdefault(there.place, record.place)
                self.rows.setdefault(there.place[:2], record.place[:2])

    def shaped(
        self, clause: int, lines: Sequence[Line], known: Mapping[Key, int], names: dict[Key, str], canon: Mapping[Key, Key]
    ) -> Shaped:
        """A clause as these lines have it.

        ``names`` gives new lines the same name in every reading: +1, +2 … by their keys; ``canon`` says which line of the file without
        tracked changes each is.
        """
        made: list[Paragraph] = []
        new: dict[str, Key] = {}
        odd: list[Line] = []
        for line in lines:
            at = known.get(line.key)
            record = self.sent.records[at] if at is not None else None
            if record is not None and record.kind == "block":
                continue  # where a picture stands among the paragraphs is not a matter of words
            if at is not None and record is not None:
                made.append(self.known(record, self.sent.lines[at], line))
            elif at is not None or (p := self.new(line, not made)) is None:
                odd.append(line)
            else:
                name = names.setdefault(canon.get(line.key, line.key), f"+{len(names) + 1}")
                made.append(replace(p, id=name))
                new[name] = line.key
        return Shaped(self._with_the_silent(clause, made), new, tuple(odd))

    def _with_the_silent(self, clause: int, made: list[Paragraph]) -> Wording:
        """What the edition keeps though the file cannot say it: paragraphs without words, and blocks, which are not taken out in words."""
        wording = self.sent.clauses[clause][1]
        there = {p.id for p in made}
        said = {record.id for at in self.own[clause] if (record := self.sent.records[at]) is not None}
        if all(p.id in there or (p.id in said and p.kind != "block") for p in wording):
            return tuple(made)
        behind: dict[str, list[Paragraph]] = {}
        last = ""
        for p in wording:
            if p.id in there:
                last = p.id
            elif p.id not in said or p.kind == "block":
                behind.setdefault(last, []).append(p)
        return (*behind.get("", ()), *(each for p in made for each in (p, *behind.get(p.id, ()))))

    def known(self, record: Paragraph, was: Line, line: Line) -> Paragraph:
        """A paragraph of the record with the words that its line has now."""
        if record.kind == "block" or line.facts[2:6] == was.facts[2:6]:
            return record
        before, now = was.paragraph, as_it_was(was.paragraph, line.paragraph)
        if now.typed and not before.typed and record.series:  # it is numbered by its list: what was typed is among its words
            lead = f"{now.label} "
            now = replace(now, text=f"{lead}{now.text}", marks=moved_marks(now.marks, len(lead)), label=before.label, typed=False)
        if now.label != before.label or now.typed != before.typed:
            record = self._relabelled(record, before, now)
        if now.text.rstrip() == before.text.rstrip():
            return record  # some programs leave out the spaces at the end of a cell
        made = edits(record.text, now.text)
        looks = replace(now, marks=tuple(mark for mark in now.marks if mark.name in ("bold", "italic")))
        return woven(record, [Piece(e.start, e.end, looks, e.to_start, e.to_end) for e in made])

    @staticmethod
    def _relabelled(record: Paragraph, before: Paragraph, now: Paragraph) -> Paragraph:
        """Another typed number, or none, or one where there was none."""
        if now.typed:
            kind = record.kind if record.kind == "head" else now.kind
            return replace(record, label=now.label, typed=True, kind=kind)
        if before.typed and record.typed:
            return replace(record, label="", typed=False, kind=record.kind if record.kind == "head" else "para")
        return record

    def new(self, line: Line, first: bool) -> Paragraph | None:
        """A paragraph that the edition has not, as the file has it; None where a clause can have none like it."""
        p = line.paragraph
        place = self._place(p.place)
        if p.kind == "block" or (p.place and place is None) or not (p.text.strip() or p.label):
            return None
        marks = tidy(mark for mark in p.marks if mark.name in ("bold", "italic") and mark.end > mark.start)
        if first and line.outline is not None and not p.place:
            series = self._series(p.series)
            return Paragraph("", "head", p.text, p.level, p.label, p.typed, series, None, marks)
        series = self._series(p.series)
        kind, label, typed, level = p.kind, p.label, p.typed, p.level
        if p.series and series is None:  # a list that the tender has not: its number, as it is printed
            label, typed = line.shown, bool(line.shown)
            kind = kind if typed else "para"
        if kind == "para" and line.outline is not None:
            level = 0
        return Paragraph("", kind, p.text, level, label, typed, series, place, marks)

    def _series(self, series: Series | None) -> Series | None:
        if series is None:
            return None
        if (known := self.lists.get(series.list)) is not None:
            return Series(known, series.level)
        mine, theirs = self.part.lists.get(series.list), self.reading.lists.get(series.list)
        return series if mine is not None and _levels(mine) == _levels(theirs) else None

    def _place(self, place: Place | None) -> Place | None:
        if place is None:
            return None
        if place in self.cells:
            return self.cells[place]
        row = self.rows.get(place[:2])
        return Place(*row, place.cell) if row else None


def _levels(data: dict[str, Any] | None) -> list[tuple[object, object]]:
    return [(level.get("format"), level.get("text")) for level in (data or {}).get("levels", [])]


def field_words(was: Paragraph, now: Paragraph) -> Iterable[tuple[str, str]]:
    """What fields in a line said, and what they say now, where that is not the same."""
    one, two = outermost(was.marks), outermost(now.marks)
    if [mark.name.split(":")[1] for mark in one] == [mark.name.split(":")[1] for mark in two]:
        for a, b in zip(one, two, strict=True):
            if was.text[a.start : a.end] != now.text[b.start : b.end]:
                yield was.text[a.start : a.end], now.text[b.start : b.end]


def renamed(wording: Wording) -> Wording:
    """New paragraphs named +1, +2 … in the order in which they stand."""
    new = count(1)
    return tuple(replace(p, id=f"+{next(new)}") if p.id.startswith("+") else p for p in wording)


def objects(p: Paragraph) -> list[Mark]:
    """What stands in a paragraph that is carried through untouched."""
    return [mark for mark in p.marks if mark.name.startswith(("object:", "note:"))]
