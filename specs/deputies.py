"""Deputies: who stands in for a chair or the facilitator when they are away."""

from dataclasses import dataclass
from typing import Any

from specs.refusals import Refused
from specs.seats import SEATS, insist
from specs.tender import Member, Stamp, Tender

# Which seats may stand in for which.
FROM = {
    "commissioner": ("commissioner", "procurement", "official"),
    "co_chair": ("co_chair", "member"),
    "facilitator": ("facilitator", "member", "co_chair"),
}


@dataclass(frozen=True, slots=True)
class NameDeputy:
    """Name the member who stands in for one's own seat."""

    member: str


@dataclass(frozen=True, slots=True)
class DeputyNamed:
    seat: str
    member: str


def who_could(tender: Tender, seat: str, by: Member) -> list[Member]:
    """The members who could stand in for somebody in this seat."""
    return [m for m in tender.members.values() if m.seat in FROM.get(seat, ()) and m.id != by.id and not m.linked]


def stands_for(tender: Tender, by: Member, seat: str) -> bool:
    """Whether somebody holds this seat, or stands in for it."""
    return by.seat == seat or (tender.deputies.get(seat) == by.id and by.id in tender.members)


def name_deputy(tender: Tender, asked: NameDeputy, by: Member) -> list[Any]:
    insist(by, "deputies")
    chosen = tender.members.get(asked.member)
    if chosen is None or chosen not in who_could(tender, by.seat, by):
        raise Refused("Please choose somebody from the list, other than yourself.", "member")
    if tender.deputies.get(by.seat) == chosen.id:
        raise Refused("This person is your deputy already.", "member")
    elsewhere = [seat for seat, member in tender.deputies.items() if member == chosen.id and seat != by.seat]
    if elsewhere:
        raise Refused(f"This person is already the deputy of the {SEATS[elsewhere[0]]}. Please choose someone else.", "member")
    return [DeputyNamed(by.seat, chosen.id)]


def named(tender: Tender, event: DeputyNamed, stamp: Stamp) -> None:
    tender.deputies[event.seat] = event.member


DECIDE = {NameDeputy: name_deputy}
APPLY = {DeputyNamed: named}
SAY = {DeputyNamed: lambda tender, event: f"named a deputy for the {SEATS[event.seat]}"}
