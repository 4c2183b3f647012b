"""Where people stand on a suggestion: they agree, can live with it, or do not agree, because; it belongs to the words it was given to."""

from dataclasses import dataclass, field
from typing import Any

from specs.behalf import insist_on_a_side
from specs.circles import is_official, reached
from specs.events import words
from specs.proposals import about, waiting
from specs.proposed import Proposal, Stand
from specs.refusals import Refused
from specs.tender import Member, Stamp, Tender
from specs.typed import optional, prose

STANDS = {"agree": "I agree", "live": "I can live with it", "not": "I do not agree"}


@dataclass(frozen=True, slots=True)
class TakeStand:
    """Say where one stands on the words that are offered now (``offer``); an empty ``stand`` takes back what was said."""

    proposal: str
    stand: str
    offer: int
    because: str = ""
    acceptable: str = ""
    protected: bool = field(default=False, repr=False)
    today: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class StandTaken:
    proposal: str
    stand: str
    offer: int
    on: str
    protected: bool
    because: str | None = words()
    acceptable: str | None = words()


def take(tender: Tender, asked: TakeStand, by: Member) -> list[Any]:
    insist_on_a_side(by)
    proposal = waiting(tender, asked.proposal, by, asked.today)
    if proposal.by == by.id:
        raise Refused("This is your own suggestion: nobody doubts that you agree with it.")
    if asked.stand not in ("", *STANDS):
        raise Refused("Please choose where you stand.", "stand")
    if asked.offer != proposal.offer.number:
        raise Refused("The words of this suggestion have changed since you opened the page. Please read them again.", "stand")
    if not asked.stand and by.id not in proposal.stands:
        raise Refused("You have not said where you stand yet.", "stand")
    because = acceptable = ""
    if asked.stand == "not":
        because = prose(asked.because, "Why you do not agree", "because", 2_000)
        acceptable = prose(asked.acceptable, "What would make it acceptable", "acceptable", 2_000)
    elif asked.stand:
        because = optional(asked.because, "Why", "because", 2_000)
    before = proposal.stands.get(by.id)
    if before and (before.stand, before.offer, before.because, before.acceptable) == (asked.stand, asked.offer, because, acceptable):
        raise Refused("You have said this already.", "stand")
    return [StandTaken(proposal.id, asked.stand, asked.offer, asked.today, asked.protected, because, acceptable)]


def stands_seen(by: Member, proposal: Proposal, today: str) -> list[tuple[str, Stand]]:
    """Who stands where, as far as it has reached somebody: by member, in an order that says nothing of who was first for officials."""
    found = [(member, stand) for member, stand in proposal.stands.items() if reached(by, stand.on, stand.protected, today)]
    return sorted(found, key=lambda each: (each[1].on, each[0])) if is_official(by) else found


def taken(tender: Tender, event: StandTaken, stamp: Stamp) -> None:
    stands = tender.proposals[event.proposal].stands
    before = stands.pop(stamp.by, None)
    if before and not event.stand and (before.because or before.acceptable):
        tender.to_erase.append(before.stamp.seq)
    if event.stand:
        because, acceptable = event.because or "", event.acceptable or ""
        stands[stamp.by] = Stand(stamp, event.on, event.stand, event.offer, because, acceptable, event.protected)


DECIDE = {TakeStand: take}
APPLY = {StandTaken: taken}
SAY = {
    StandTaken: lambda tender, event: (
        f"said of a suggestion about {about(tender, event.proposal)}: {STANDS[event.stand].lower().replace('i ', '“I ', 1)}”"
        if event.stand
        else f"took back where they stand on a suggestion about {about(tender, event.proposal)}"
    ),
}
