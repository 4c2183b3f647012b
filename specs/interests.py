"""Links to possible bidders: declared by everyone before reading and at each round, handled by procurement, never a reproach."""

from dataclasses import dataclass, replace
from typing import Any

from specs.events import words
from specs.refusals import Refused
from specs.seats import insist
from specs.tender import Interest, Member, Stamp, Tender
from specs.typed import optional, prose

STEPS = {
    "none": "nothing more: there is no link after all",
    "limited": "sees what every bidder may see, comments, does not sign",
    "steps aside": "steps aside for the clauses it touches",
    "leaves": "leaves the group",
}


@dataclass(frozen=True, slots=True)
class DeclareInterest:
    """Say whether one works, volunteers or gets support from an organisation that might bid."""

    linked: bool
    organisation: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class HandleInterest:
    """What follows from a declared link: one of ``STEPS``."""

    member: str
    step: str
    why: str


@dataclass(frozen=True, slots=True)
class InterestDeclared:
    member: str
    round: int
    linked: bool
    organisation: str | None = words()
    link: str | None = words()


@dataclass(frozen=True, slots=True)
class InterestHandled:
    member: str
    step: str
    why: str | None = words()


def this_round(tender: Tender) -> int:
    """The number of the newest round; 0 before the first."""
    return tender.rounds[-1].number if tender.rounds else 0


def must_declare(tender: Tender, by: Member) -> bool:
    """Whether somebody has not yet said, for this round, whether they are linked to a possible bidder.

    Who brought the tender in and sets it up is asked when it opens: until then nobody else's words depend on it.
    """
    if by.seat == "administrator" or (by.seat == "commissioner" and tender.state == "setting up"):
        return False
    said = tender.interests.get(by.id)
    return said is None or said.round < this_round(tender)


def declare(tender: Tender, asked: DeclareInterest, by: Member) -> list[Any]:
    insist(by, "declare")
    organisation = " ".join(optional(asked.organisation, "The organisation", "organisation", 200).split())
    if asked.linked and not organisation:
        raise Refused("Please name the organisation. Only the people who look after fairness read it.", "organisation")
    link = optional(asked.link, "Your link to it", "link", 1_000)
    return [InterestDeclared(by.id, this_round(tender), asked.linked, organisation, link)]


def handle(tender: Tender, asked: HandleInterest, by: Member) -> list[Any]:
    insist(by, "handle interests")
    if asked.member not in tender.interests or not tender.interests[asked.member].linked:
        raise Refused("This person has not declared a link.")
    if asked.member == by.id:
        raise Refused("Somebody else has to decide about your own link.")
    if asked.step not in STEPS:
        raise Refused("Please choose what follows from it.", "step")
    return [InterestHandled(asked.member, asked.step, prose(asked.why, "The reason", "why", 1_000))]


def declared(tender: Tender, event: InterestDeclared, stamp: Stamp) -> None:
    before = tender.interests.get(event.member)
    same = before is not None and before.linked and event.linked and before.organisation == event.organisation
    kept = (before.step, before.why) if before and same else ("", "")
    tender.interests[event.member] = Interest(event.round, event.linked, event.organisation or "", event.link or "", stamp, *kept)
    _bring_up_to_date(tender, event.member)


def handled(tender: Tender, event: InterestHandled, stamp: Stamp) -> None:
    tender.interests[event.member] = replace(tender.interests[event.member], step=event.step, why=event.why or "")
    _bring_up_to_date(tender, event.member)


def _bring_up_to_date(tender: Tender, member: str) -> None:
    said, held = tender.interests[member], tender.members.get(member)
    if held:
        tender.members[member] = held._replace(linked=said.linked and said.step != "none")


DECIDE = {DeclareInterest: declare, HandleInterest: handle}
APPLY = {InterestDeclared: declared, InterestHandled: handled}
# Who is linked to whom stands in procurement's register, and is no news for the history.
SAY = {InterestDeclared: lambda tender, event: "", InterestHandled: lambda tender, event: ""}
