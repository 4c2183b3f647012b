"""What people did to the clauses of a tender in a Word file that came back, as plain facts."""

from dataclasses import dataclass

from exports.rungs import Rung
from specs.wording import Wording


@dataclass(frozen=True, slots=True)
class Matched:
    """How a clause of the edition was found. Where a person has to say (“ask”), ``candidates`` are the words of places it may be.

    ``places`` are the numbers of these among the lines of the file, by which ``exports.returned`` is told where it is.
    """

    clause: str
    rung: Rung
    candidates: tuple[str, ...] = ()
    places: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Reworded:
    """A clause with one person's changes alone, upon the edition's wording; new paragraphs are +1, +2 … ``author`` "" tracked nothing.

    ``date`` is that of their newest change in it, as the file has it. ``mixed``: they changed words that somebody else had changed before
    them, so that those changes are in ``wording`` too.
    """

    author: str
    clause: str
    wording: Wording
    date: str = ""
    mixed: bool = False


@dataclass(frozen=True, slots=True)
class Removed:
    """Somebody left out a clause as a whole; ``mixed``: together with what others did to it."""

    author: str
    clause: str
    date: str = ""
    mixed: bool = False


@dataclass(frozen=True, slots=True)
class Moved:
    """Somebody put a clause elsewhere: behind the clause ``after`` (empty: before all others)."""

    author: str
    clause: str
    after: str
    date: str = ""


@dataclass(frozen=True, slots=True)
class Carried:
    """Somebody moved a paragraph to another clause, where it is the new paragraph ``became``."""

    author: str
    paragraph: str
    clause: str
    to: str
    became: str


@dataclass(frozen=True, slots=True)
class Loose:
    """What is in the file and belongs to no clause: a new clause, or words that nobody can place. It stands behind the clause ``after``.

    ``crossed_out``: somebody else took it out again.
    """

    author: str
    after: str
    wording: Wording
    crossed_out: bool = False
