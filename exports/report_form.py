"""What the record beside a tender is made of: sections with headings, paragraphs, lists and tables, whatever they become in the end."""

from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from exports.naming import Naming
from specs.labels import name_of
from specs.tender import Clause, Tender

Cell = tuple[str, ...]  # lines


class Words(NamedTuple):
    """Paragraphs; ``lead`` says first what they are, and whose, where that is to be said."""

    lead: str
    lines: tuple[str, ...]


class Points(NamedTuple):
    """A list."""

    lines: tuple[str, ...]


class Table(NamedTuple):
    """A table with its name and a row of headings. The first cell of each row says what the row is about."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


Block = Words | Points | Table


class Section(NamedTuple):
    """What stands under a heading; ``name`` is for links to it."""

    name: str
    title: str
    blocks: tuple[Block, ...] = ()
    sections: tuple["Section", ...] = ()

    def or_else(self, nothing: str) -> "Section":
        """The section; where nothing stands in it, these words do."""
        return self if self.blocks or self.sections else self._replace(blocks=(Words("", (nothing,)),))


class Report(NamedTuple):
    """The whole record: its title, what it says of itself, and its sections in order."""

    title: str
    about: tuple[str, ...]
    sections: tuple[Section, ...]


class Telling:
    """What is told: a tender as it has reached every official, of these parts, with people named so, on the day ``today``."""

    def __init__(self, tender: Tender, parts: tuple[str, ...], naming: Naming, today: str) -> None:
        self.tender, self.parts, self.naming, self.today = tender, parts, naming, today

    @cached_property
    def order(self) -> dict[str, int]:
        """The place of each clause of these parts: those that stand in reading order, then those that were left out."""
        standing = [clause.id for part in self.parts for clause in self.tender.reading_order(part)]
        gone = [clause.id for clause in self.tender.clauses.values() if clause.part in self.parts and clause.retired]
        return {name: place for place, name in enumerate([*standing, *gone])}

    def clauses(self) -> Iterator[Clause]:
        """The clauses of these parts, in that order."""
        return (self.tender.clauses[name] for name in self.order)

    def called(self, clause: str) -> str:
        """A clause at the beginning of a line or a cell."""
        left_out = " (left out of the tender)" if self.tender.clauses[clause].retired else ""
        return first_capital(name_of(self.tender, clause)) + left_out


def first_capital(text: str) -> str:
    """Words as a line begins with them."""
    return text[:1].upper() + text[1:]


def counted(count: int, one: str, more: str) -> str:
    """“1 comment was”, “2 comments were”."""
    return f"{count:,} {one if count == 1 else more}"
