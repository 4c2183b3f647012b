"""Where one clause of a Word document ends and the next begins: by headings, by numbers, by short bold lines, by tables, in that order."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from specs.wording import Paragraph

LONGEST_HEADING = 150  # characters; Word's checker of accessibility asks for headings under 100, real ones are longer
LONG_SECTION = 1_500  # characters: a section under this is easy to talk about as one clause
SPOKEN_ITEM = 80  # numbered items shorter than this, on average, are a list inside a clause, not clauses
SPOKEN_TABLE = 200  # characters: a smaller table belongs to what stands around it
FORM = 0.9  # the share of words in tables from which a document is a form
FEW = 10  # paragraphs that may stand as one clause

HEADING, AUTOMATIC, TYPED, BOLD, BY_TABLE, FRONT = "heading style", "automatic number", "typed number", "bold line", "table", "beginning"


@dataclass(slots=True)
class Unit:
    """A paragraph as the outline sees it. ``format`` is that of its automatic number; ``dotted`` the levels of a number typed “1.2.3”."""

    paragraph: Paragraph
    outline: int | None = None
    format: str = ""
    depth: int = 0
    bold: bool = False
    row_head: bool = False

    @property
    def table(self) -> str:
        """The outermost table it stands in."""
        return self.paragraph.place.table.split(".", 1)[0] if self.paragraph.place else ""

    @property
    def row(self) -> str:
        """The row of that table."""
        place = self.paragraph.place
        return "" if not place else f"{self.table}.{place.row}" if "." not in place.table else ".".join(place.table.split(".")[:2])

    @property
    def spoken(self) -> bool:
        return bool(self.paragraph.text.strip()) and self.paragraph.kind != "block"


Ways = Callable[[Sequence[Unit]], list[int]]


@dataclass(frozen=True, slots=True)
class Start:
    """The place of a clause's first paragraph, how it was recognised, and whether that paragraph is its heading."""

    at: int
    how: str
    heading: bool


def starts(units: Sequence[Unit]) -> list[Start]:
    """Where clauses begin, in order; the first is always 0. No unit is left without a clause."""
    if not units:
        return []
    found = _divided(units, 0, len(units), WAYS)
    if not found or found[0].at:
        first = units[0]
        found.insert(0, Start(0, FRONT, False if first.outline is None else _short(first)))
    return found


def _divided(units: Sequence[Unit], first: int, last: int, ways: Sequence[tuple[str, Ways]]) -> list[Start]:
    """The starts inside a stretch: by the first way that finds more than one clause in it, and inside long ones by the ways after it."""
    stretch = units[first:last]
    for place, (how, way) in enumerate(ways):
        at = way(stretch)
        if not at or at == [0] or (len(at) == 1 and how != HEADING):
            continue
        made: list[Start] = []
        bounds = [first + k for k in at]
        if bounds[0] > first and _long(units[first : bounds[0]]):
            made += _divided(units, first, bounds[0], ways[place + 1 :])
        for start, end in zip(bounds, [*bounds[1:], last], strict=True):
            made.append(Start(start, how, _is_heading(units[start], how)))
            if _long(units[start + 1 : end]):
                made += [each for each in _divided(units, start + 1, end, ways[place + 1 :]) if each.at > start + 1 or units[start].spoken]
        return made
    return []


def _long(stretch: Sequence[Unit]) -> bool:
    return len(stretch) > 2 and sum(len(unit.paragraph.text) for unit in stretch) > LONG_SECTION


def _short(unit: Unit) -> bool:
    text = unit.paragraph.text.strip()
    return 0 < len(text) <= LONGEST_HEADING and "\n" not in text and not (len(text) > 60 and text.endswith((".", ";", ":", ",")))


def _is_heading(unit: Unit, how: str) -> bool:
    if unit.paragraph.place and how != HEADING:
        return False
    if how in (HEADING, BOLD):
        return _short(unit)
    return how in (AUTOMATIC, TYPED) and _short(unit) and not unit.paragraph.text.rstrip().endswith((".", ";", ":", ",", "?"))


def _outside(unit: Unit) -> bool:
    """A clause does not begin in the middle of a table: its rows would be torn apart."""
    return unit.spoken and not unit.paragraph.place


def _headings(units: Sequence[Unit]) -> list[int]:
    return [k for k, unit in enumerate(units) if unit.outline is not None and _outside(unit)]


def _automatic(units: Sequence[Unit]) -> list[int]:
    """Items of the outermost level that is numbered with numbers (not with letters or signs) more than once."""
    numbers = [
        k
        for k, unit in enumerate(units)
        if unit.format in ("decimal", "decimalZero", "upperRoman", "ordinal", "cardinalText") and _outside(unit)
    ]
    return _spoken_of(units, numbers, lambda unit: unit.paragraph.series.level if unit.paragraph.series else 0)


def _typed(units: Sequence[Unit]) -> list[int]:
    numbers = [k for k, unit in enumerate(units) if unit.depth and _outside(unit)]
    return _spoken_of(units, numbers, lambda unit: unit.depth)


def _spoken_of(units: Sequence[Unit], numbers: list[int], level: Callable[[Unit], int]) -> list[int]:
    for wanted in sorted({level(units[k]) for k in numbers}):
        at = [k for k in numbers if level(units[k]) == wanted]
        if len(at) < 2:
            continue
        lengths = [sum(len(unit.paragraph.text) for unit in units[k:end]) for k, end in zip(at, [*at[1:], len(units)], strict=True)]
        if median(lengths) >= SPOKEN_ITEM:
            # What stands above this level (a single number, say) begins a clause as well.
            return sorted({*at, *(k for k in numbers if level(units[k]) < wanted)})
    return []


def _bold(units: Sequence[Unit]) -> list[int]:
    return [k for k, unit in enumerate(units) if unit.bold and _outside(unit) and unit.paragraph.kind != "bullet" and _short(unit)]


def _tables(units: Sequence[Unit]) -> list[int]:
    """Each table that says much, with the words above it; a form that is one table, by its rows that head others."""
    first = [k for k, unit in enumerate(units) if unit.table and (k == 0 or units[k - 1].table != unit.table)]
    spoken = [sum(len(unit.paragraph.text) for unit in units if unit.table == units[k].table) for k in first]
    at = [k for k, length in zip(first, spoken, strict=True) if length >= SPOKEN_TABLE]
    if len(at) > 1 or sum(spoken) < FORM * sum(len(unit.paragraph.text) for unit in units):
        return [_with_words_above(units, k) for k in at]
    rows = [k for k, unit in enumerate(units) if unit.row_head and (k == 0 or units[k - 1].row != unit.row)]
    return rows if len(rows) > 1 and len(units) > FEW else at


def _with_words_above(units: Sequence[Unit], at: int) -> int:
    """A short line right above a table belongs to it."""
    above = at - 1
    return above if above >= 0 and not units[above].table and units[above].paragraph.kind == "para" and _short(units[above]) else at


WAYS: tuple[tuple[str, Ways], ...] = (
    (HEADING, _headings),
    (AUTOMATIC, _automatic),
    (TYPED, _typed),
    (BOLD, _bold),
    (BY_TABLE, _tables),
)
