"""The Word file that a part of a tender is written into: the one that it came in, or one that was adopted later."""

from collections.abc import Iterable
from dataclasses import dataclass

from specs.tender import Part, Tender
from specs.wording import Paragraph


@dataclass(frozen=True)
class Basis:
    """``data`` is the file, mended where it had to be, or the house document for a part that did not come from Word.

    ``paragraphs`` are those of the file, each with its place in it (origin) and the words that it has there; its id is that of the
    record's paragraph, or one that is in no clause. ``tender`` is the tender as it was when the file was taken: for numbers and contents
    lists. ``adopted``: it came back from elsewhere, so that its words need not be the tender's.
    """

    data: bytes
    paragraphs: tuple[Paragraph, ...]
    tender: Tender
    adopted: bool = False


def of_import(data: bytes, start: Tender, part: Part) -> Basis:
    """The file that a part came in; ``start`` is the tender as it was then."""
    there = start.parts.get(part.id)
    return Basis(data, tuple(p for name in (there.start if there else ()) for p in start.clauses[name].wording), start)


def lists_of(basis: Basis, now: Iterable[Paragraph]) -> dict[str, str]:
    """The name that each automatic list of the tender has in the file, where a paragraph tells."""
    there = {p.id: p for p in basis.paragraphs}
    found: dict[str, str] = {}
    for p in now:
        if p.series and (same := there.get(p.id)) is not None and same.series:
            found.setdefault(p.series.list, same.series.list)
    return found
