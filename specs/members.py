"""Seats: given to a member of this tender and ended; who the person is stands in the people's record, not here."""

from dataclasses import dataclass
from typing import Any

from specs.refusals import Refused
from specs.seats import SEATS, insist
from specs.tender import Member, Stamp, Tender


@dataclass(frozen=True, slots=True)
class GiveSeat:
    member: str
    seat: str


@dataclass(frozen=True, slots=True)
class EndSeat:
    member: str


@dataclass(frozen=True, slots=True)
class SeatGiven:
    member: str
    seat: str


@dataclass(frozen=True, slots=True)
class SeatEnded:
    member: str


def give(tender: Tender, asked: GiveSeat, by: Member) -> list[Any]:
    insist(by, "seat")
    if asked.seat not in SEATS:
        raise Refused("Please choose one of the seats in the list.", "seat")
    held = tender.members.get(asked.member)
    if held and held.seat == asked.seat:
        raise Refused(f"This person already holds the seat of {SEATS[asked.seat]} in this tender.", "seat")
    return [SeatGiven(asked.member, asked.seat)]


def end(tender: Tender, asked: EndSeat, by: Member) -> list[Any]:
    insist(by, "seat")
    if asked.member not in tender.members:
        raise Refused("This person holds no seat in this tender any more.")
    others = [m for m in tender.members.values() if m.seat == "commissioner" and m.id != asked.member]
    if tender.members[asked.member].seat == "commissioner" and not others:
        raise Refused("A tender needs a commissioner. Please give the seat to someone else first.")
    return [SeatEnded(asked.member)]


def given(tender: Tender, event: SeatGiven, stamp: Stamp) -> None:
    tender.members[event.member] = Member(event.member, event.seat)
    tender.seated[event.member] = event.seat


def ended(tender: Tender, event: SeatEnded, stamp: Stamp) -> None:
    tender.members.pop(event.member, None)


def seat_words(seat: str) -> str:
    """The seat with its article: “an observer”."""
    name = SEATS.get(seat, seat)
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


DECIDE = {GiveSeat: give, EndSeat: end}
APPLY = {SeatGiven: given, SeatEnded: ended}
SAY = {
    SeatGiven: lambda tender, event: f"gave someone a seat as {seat_words(event.seat)}",
    SeatEnded: lambda tender, event: f"ended the seat of {seat_words(tender.seated.get(event.member, 'observer'))}",
}
