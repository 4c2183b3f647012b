"""After a decision: “I do not agree”, kept beside it; and notes that put a decision right without changing what was decided."""

from dataclasses import dataclass, field
from typing import Any

from specs.circles import is_official, reached
from specs.decisions import decision_of
from specs.events import words
from specs.proposals import about
from specs.proposed import Correction, Decision, Dissent
from specs.refusals import Refused
from specs.seats import insist
from specs.tender import Member, Stamp, Tender
from specs.typed import optional, prose

MOST_NOTES = 50


@dataclass(frozen=True, slots=True)
class RecordDissent:
    """Say that one does not agree with a decision: what matters, and what would make it acceptable."""

    proposal: str
    matters: str
    acceptable: str = ""
    protected: bool = field(default=False, repr=False)
    today: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class NoteCorrection:
    """Put a decision right in a note: nothing that was decided is edited."""

    proposal: str
    text: str
    today: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class DissentRecorded:
    proposal: str
    on: str
    protected: bool
    matters: str | None = words()
    acceptable: str | None = words()


@dataclass(frozen=True, slots=True)
class CorrectionNoted:
    proposal: str
    on: str
    text: str | None = words()


def dissent(tender: Tender, asked: RecordDissent, by: Member) -> list[Any]:
    insist(by, "dissent")
    proposal, decision = decision_of(tender, asked.proposal, by, asked.today)
    if any(each.stamp.by == by.id and not each.taken_back for each in decision.dissents):
        raise Refused("You have said already that you do not agree. It is kept with the decision.")
    matters = prose(asked.matters, "What matters to you", "matters", 5_000)
    acceptable = optional(asked.acceptable, "What would make it acceptable", "acceptable", 2_000)
    return [DissentRecorded(proposal.id, asked.today, asked.protected, matters, acceptable)]


def correct(tender: Tender, asked: NoteCorrection, by: Member) -> list[Any]:
    insist(by, "correct")
    proposal, decision = decision_of(tender, asked.proposal, by, asked.today)
    if len(decision.corrections) >= MOST_NOTES:
        raise Refused("There are many notes here already. Please make a new suggestion instead.")
    return [CorrectionNoted(proposal.id, asked.today, prose(asked.text, "The note", "text", 2_000))]


def dissents_seen(by: Member, decision: Decision, today: str) -> list[Dissent]:
    """The dissents that have reached somebody; for officials by day, in an order that says nothing."""
    found = [each for each in decision.dissents if reached(by, each.on, each.protected, today)]
    return sorted(found, key=lambda each: (each.on, each.stamp.by)) if is_official(by) else found


def recorded(tender: Tender, event: DissentRecorded, stamp: Stamp) -> None:
    decision = tender.proposals[event.proposal].decision
    assert decision is not None
    number = len(decision.dissents) + 1
    decision.dissents.append(Dissent(number, stamp, event.on, event.matters or "", event.acceptable or "", event.protected))


def noted(tender: Tender, event: CorrectionNoted, stamp: Stamp) -> None:
    decision = tender.proposals[event.proposal].decision
    assert decision is not None
    decision.corrections.append(Correction(stamp, event.on, event.text if event.text is not None else "(taken back)"))


DECIDE = {RecordDissent: dissent, NoteCorrection: correct}
APPLY = {DissentRecorded: recorded, CorrectionNoted: noted}
SAY = {
    DissentRecorded: lambda tender, event: f"does not agree with a decision about {about(tender, event.proposal)}",
    CorrectionNoted: lambda tender, event: f"added a note to a decision about {about(tender, event.proposal)}",
}
