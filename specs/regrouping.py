"""The numbered changes of a suggestion, parted or joined before anything is decided: its words stay as they are."""

from dataclasses import dataclass, field
from typing import Any

from specs.grouping import joined, linked, parted
from specs.offered import base_wording
from specs.proposals import about, waiting
from specs.proposed import WORDED, Proposal
from specs.refusals import Refused
from specs.seats import may, sign
from specs.tender import Member, Stamp, Tender
from specs.words import Change, rows


@dataclass(frozen=True, slots=True)
class JoinChanges:
    """Have these changes stand or fall together."""

    proposal: str
    numbers: tuple[int, ...]
    today: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class PartChange:
    """Part one change: a joined one into those it was made of, a single one after so many words of the old and of the new ones."""

    proposal: str
    number: int
    at: int | None = None
    to_at: int | None = None
    today: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ChangesRegrouped:
    proposal: str
    changes: list[list[Any]]
    read: list[int]


def may_regroup(by: Member, author: str) -> bool:
    """Whether somebody may part and join changes: the author, the facilitator, and those who decide."""
    return by.id == author or by.seat == "facilitator" or sign("decide", by.seat) == "②"


def join(tender: Tender, asked: JoinChanges, by: Member) -> list[Any]:
    return _regrouped(tender, asked, by, "Please choose two changes at least.", lambda made: joined(made, asked.numbers))


TOGETHER = "These changes take words from one paragraph to another, so they stand or fall together: half of it would lose or double them."


def part(tender: Tender, asked: PartChange, by: Member) -> list[Any]:
    sentence = "The change cannot be parted there. Please choose a place inside the old words and inside the new ones."
    return _regrouped(tender, asked, by, sentence, lambda made: parted(made, asked.number, asked.at, asked.to_at))


def _regrouped(tender: Tender, asked: JoinChanges | PartChange, by: Member, sentence: str, group: Any) -> list[Any]:
    proposal = waiting(tender, asked.proposal, by, asked.today)
    if not may_regroup(by, proposal.by) or not may(by, "suggest"):
        raise Refused("Only the person who suggested this, the facilitator or a chair can part or join its changes.")
    if proposal.kind not in WORDED or proposal.look:
        raise Refused("There is nothing here to part or join.")
    try:
        made: tuple[Change, ...] = group(proposal.changes)
    except ValueError as no:
        raise Refused(sentence, "numbers") from no
    if isinstance(asked, PartChange):
        made = _kept_together(tender, proposal, made)
    to_read = {(change.kind, change.paragraph, change.start, change.end) for change in proposal.changes if change.number in proposal.read}
    read = sorted({change.number for change in made if any(_within(change, each) for each in to_read)})
    return [ChangesRegrouped(proposal.id, rows(made), read)]


def _kept_together(tender: Tender, proposal: Proposal, made: tuple[Change, ...]) -> tuple[Change, ...]:
    """The parted changes, where nobody could lose or double words by taking one of them alone. Raises ``Refused``."""
    base = base_wording(tender.clauses[proposal.clause], proposal.kind, proposal.base)
    if len({change.number for change in linked(base, proposal.offer.wording, made)}) < len({change.number for change in made}):
        raise Refused(TOGETHER, "numbers")
    return made


def _within(change: Change, other: tuple[str, str, int, int]) -> bool:
    kind, paragraph, start, end = other
    return change.kind == kind and change.paragraph == paragraph and start <= change.start and change.end <= end


def regrouped(tender: Tender, event: ChangesRegrouped, stamp: Stamp) -> None:
    proposal = tender.proposals[event.proposal]
    proposal.changes = tuple(Change(*row) for row in event.changes)
    proposal.read = tuple(event.read)


DECIDE = {JoinChanges: join, PartChange: part}
APPLY = {ChangesRegrouped: regrouped}
SAY = {ChangesRegrouped: lambda tender, event: f"numbered the changes of a suggestion about {about(tender, event.proposal)} anew"}
