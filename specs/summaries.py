"""“In short”: a clause in a sentence or two of plain words, never part of the Word document."""

from dataclasses import dataclass
from typing import Any

from specs.events import words
from specs.labels import name_of
from specs.refusals import MEANWHILE, Refused, Stale
from specs.seats import insist
from specs.tender import InShort, Member, Stamp, Tender, standing
from specs.typed import optional


@dataclass(frozen=True, slots=True)
class WriteInShort:
    """Say a clause in short; with no words, take what was written away.

    ``seen`` is the number of what stood there when the form was opened (0 for nothing), where that is known.
    """

    clause: str
    text: str
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class InShortWritten:
    clause: str
    version: int
    text: str | None = words()


def write(tender: Tender, asked: WriteInShort, by: Member) -> list[Any]:
    insist(by, "draft")
    clause = standing(tender, asked.clause)
    text = " ".join(optional(asked.text, "“In short”", "text", 600).split())
    was = clause.in_short
    if asked.seen is not None and asked.seen != (was.number if was else 0):
        raise Stale(MEANWHILE, "text")
    if text == (was.text if was else "") and not (was and text and was.version != clause.version):
        raise Refused("Nothing would change: that is what stands there already.", "text")
    return [InShortWritten(clause.id, clause.version, text)]


def written(tender: Tender, event: InShortWritten, stamp: Stamp) -> None:
    clause = tender.clauses[event.clause]
    clause.in_shorts += 1
    clause.in_short = InShort(event.text, event.version, stamp, clause.in_shorts) if event.text else None


DECIDE = {WriteInShort: write}
APPLY = {InShortWritten: written}
SAY = {
    InShortWritten: lambda tender, event: f"{'said' if event.text else 'took away'} “In short” for {name_of(tender, event.clause)}",
}
