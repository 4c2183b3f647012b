"""Seats: given to a member of this tender and ended; who the person is stands in the people's record, not here."""

from dataclasses import dataclass, field
from typing import Any

from specs.days import said
from specs.refusals import Refused
from specs.seats import SEATS, insist, may
from specs.tender import Member, Stamp, Tender
from specs.typed import is_date

WITH_LIVED_EXPERIENCE = ("co_chair", "member")  # whom the facilitator invites, and never the commissioner
SERVICE = "service"  # what happens by itself, on its day, is done in this seat, which nobody holds


@dataclass(frozen=True, slots=True)
class GiveSeat:
    """A seat for this member; it ends by itself after the day ``until``, where one is given."""

    member: str
    seat: str
    until: str = ""
    today: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class EndSeat:
    member: str


@dataclass(frozen=True, slots=True)
class SeatGiven:
    member: str
    seat: str


@dataclass(frozen=True, slots=True)
class SeatLimited:
    """The seat ends after this day."""

    member: str
    until: str


@dataclass(frozen=True, slots=True)
class SeatEnded:
    member: str


def seats_given(by: Member) -> list[str]:
    """The seats that somebody may give and end."""
    return [seat for seat in SEATS if seat != "administrator" and may(by, _act(seat))]


def _act(seat: str) -> str:
    return "seat members" if seat in WITH_LIVED_EXPERIENCE else "seat"


def give(tender: Tender, asked: GiveSeat, by: Member) -> list[Any]:
    if asked.seat not in SEATS or asked.seat == "administrator":
        raise Refused("Please choose one of the seats in the list.", "seat")
    insist(by, _act(asked.seat))
    held = tender.members.get(asked.member)
    if held and held.seat == asked.seat:
        raise Refused(f"This person already holds the seat of {SEATS[asked.seat]} in this tender.", "seat")
    if held and held.seat not in seats_given(by):
        raise Refused(f"This person holds the seat of {SEATS[held.seat]}, which you cannot end.", "seat")
    if held and last_commissioner(tender, asked.member):
        raise Refused("A tender needs a commissioner. Please give the seat to someone else first.", "seat")
    if asked.until and not is_date(asked.until):
        raise Refused("Please give the last day like 31 March 2027, or none.", "until")
    if asked.until and asked.until < asked.today:
        raise Refused("This day has passed already. Please give a later one, or none.", "until")
    events: list[Any] = [SeatGiven(asked.member, asked.seat)]
    if asked.until:
        events.append(SeatLimited(asked.member, asked.until))
    return events


def end(tender: Tender, asked: EndSeat, by: Member) -> list[Any]:
    held = tender.members.get(asked.member)
    if held is None:
        raise Refused("This person holds no seat in this tender any more.")
    if by.seat != SERVICE and by.id != asked.member and held.seat not in seats_given(by):
        insist(by, _act(held.seat))
    if last_commissioner(tender, asked.member):
        raise Refused("A tender needs a commissioner. Please give the seat to someone else first.")
    return [SeatEnded(asked.member)]


def last_commissioner(tender: Tender, member: str) -> bool:
    """Whether this member is the only commissioner there is."""
    return [m.id for m in tender.members.values() if m.seat == "commissioner"] == [member]


def seats_that_ended(tender: Tender, today: str) -> list[str]:
    """The members whose last day has passed."""
    return [member for member, until in tender.seat_ends.items() if until < today and member in tender.members]


def given(tender: Tender, event: SeatGiven, stamp: Stamp) -> None:
    declared = tender.interests.get(event.member)
    linked = declared is not None and declared.linked and declared.step != "none"
    tender.members[event.member] = Member(event.member, event.seat, linked)
    tender.seated[event.member] = event.seat
    tender.seat_ends.pop(event.member, None)


def limited(tender: Tender, event: SeatLimited, stamp: Stamp) -> None:
    tender.seat_ends[event.member] = event.until


def ended(tender: Tender, event: SeatEnded, stamp: Stamp) -> None:
    tender.members.pop(event.member, None)
    tender.seat_ends.pop(event.member, None)
    tender.deputies = {seat: member for seat, member in tender.deputies.items() if member != event.member}


def seat_words(seat: str) -> str:
    """The seat with its article: “an observer”."""
    name = SEATS.get(seat, seat)
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def insist_on_term(tender: Tender, by: Member, today: str, what: str) -> None:
    """Raises ``Refused`` where somebody has left their seat, or its last day has passed, so that they cannot do this for it."""
    if by.id not in tender.members or tender.seat_ends.get(by.id, today) < today:
        raise Refused(f"Your time in this seat has ended, so you cannot {what} for it any more.")


DECIDE = {GiveSeat: give, EndSeat: end}
APPLY = {SeatGiven: given, SeatLimited: limited, SeatEnded: ended}
SAY = {
    SeatGiven: lambda tender, event: f"gave someone a seat as {seat_words(event.seat)}",
    SeatLimited: lambda tender, event: f"said that it ends after {said(event.until)}",
    SeatEnded: lambda tender, event: f"ended the seat of {seat_words(tender.seated.get(event.member, 'observer'))}",
}
