"""Holding a clause: nothing is signed on it until it was discussed."""

from dataclasses import dataclass, field, replace
from typing import Any

from specs.circles import is_official, reached
from specs.days import said
from specs.events import words
from specs.labels import name_of
from specs.refusals import GONE, Refused
from specs.rounds import insist_on_round
from specs.seats import insist, may, may_see, sign
from specs.tender import Clause, Hold, Member, Stamp, Tender, standing
from specs.typed import is_date, prose

TOGETHER = 3  # members with lived experience
ALONE = ("commissioner", "co_chair", "procurement")  # a hold of one of these stands at once


@dataclass(frozen=True, slots=True)
class HoldClause:
    """Ask that nothing is signed on this clause until it was discussed on the day ``discussed_on``."""

    clause: str
    reason: str
    discussed_on: str
    protected: bool = field(default=False, repr=False)
    today: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ReleaseClause:
    """It was discussed: ``text`` says what came of it."""

    clause: str
    text: str
    protected: bool = field(default=False, repr=False)
    today: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ClauseHeld:
    clause: str
    seat: str
    on: str
    discussed_on: str
    protected: bool = False
    reason: str | None = words()


@dataclass(frozen=True, slots=True)
class ClauseReleased:
    clause: str
    on: str
    protected: bool = False
    text: str | None = words()


def is_held(clause: Clause) -> bool:
    """Whether nothing is signed on it: one who may hold alone does, or three members together."""
    return any(each.seat in ALONE for each in clause.holds) or len(clause.holds) >= TOGETHER


def holds_seen(by: Member, clause: Clause, today: str) -> list[Hold]:
    """The holds that stand and have reached somebody. That a clause is held is there for everybody at once: nobody signs meanwhile."""
    return _in_order(by, [each for each in clause.holds if reached(by, each.on, each.protected, today)])


def past_holds_seen(by: Member, clause: Clause, today: str) -> list[Hold]:
    """The holds that have ended and have reached somebody, each with what came of it as soon as that has reached them too."""
    there = [each for each in clause.past_holds if reached(by, each.on, each.protected, today)]
    return _in_order(by, [each if reached(by, each.ended_on, each.ended_protected, today) else replace(each, ended="") for each in there])


def _in_order(by: Member, found: list[Hold]) -> list[Hold]:
    """As they came; for officials by day, in an order that says nothing of who was first."""
    return sorted(found, key=lambda each: (each.on, each.stamp.by)) if is_official(by) else found


def holds_alone(by: Member) -> bool:
    """Whether one of this seat can hold a clause without others."""
    return may(by, "hold")


def hold(tender: Tender, asked: HoldClause, by: Member) -> list[Any]:
    clause = standing(tender, asked.clause)
    if not may_see(by, tender.parts[clause.part]):
        raise Refused(GONE)
    if sign("hold", by.seat) != "③":
        insist(by, "hold")
    if by.linked:
        raise Refused("You have declared a link to a possible bidder, so somebody else has to ask for this.")
    insist_on_round(tender, asked.today)
    if any(each.stamp.by == by.id for each in clause.holds):
        raise Refused("You have asked for this already.")
    if not is_date(asked.discussed_on) or asked.discussed_on < asked.today:
        raise Refused("Please give the day on which it is discussed; it has to lie ahead.", "discussed_on")
    reason = prose(asked.reason, "The reason", "reason", 2_000)
    return [ClauseHeld(clause.id, by.seat, asked.today, asked.discussed_on, asked.protected, reason)]


def release(tender: Tender, asked: ReleaseClause, by: Member) -> list[Any]:
    clause = standing(tender, asked.clause)
    if not may_see(by, tender.parts[clause.part]):
        raise Refused(GONE)
    if not clause.holds:
        raise Refused("Nobody holds this clause.")
    if not _own(clause, by) and not may_release(clause, by):
        raise Refused("Only who asked for the hold, or the lived-experience co-chair, can end it.")
    text = prose(asked.text, "What came of the discussion", "text", 2_000)
    return [ClauseReleased(clause.id, asked.today, asked.protected, text)]


def may_release(clause: Clause, by: Member) -> bool:
    """Whether somebody can end the hold for all: its holder; the co-chair, where people with lived experience hold it."""
    lived = all(each.seat in ("co_chair", "member") for each in clause.holds)
    return len(_own(clause, by)) == len(clause.holds) or (lived and by.seat == "co_chair")


def _own(clause: Clause, by: Member) -> list[Hold]:
    """The holds that somebody asked for, or whoever had their seat before: a hold of one seat alone never outlives all who could end it."""
    return [each for each in clause.holds if each.stamp.by == by.id or (each.seat == by.seat and each.seat in ALONE)]


def held(tender: Tender, event: ClauseHeld, stamp: Stamp) -> None:
    made = Hold(stamp, event.on, event.seat, event.reason or "", event.discussed_on, protected=event.protected)
    tender.clauses[event.clause].holds.append(made)


def released(tender: Tender, event: ClauseReleased, stamp: Stamp) -> None:
    clause = tender.clauses[event.clause]
    by = _who(tender, stamp)
    alone = clause.holds if may_release(clause, by) else _own(clause, by)
    ending = [replace(each, ended_on=event.on, ended=event.text or "", ended_protected=event.protected) for each in alone]
    clause.past_holds += ending
    clause.holds = [each for each in clause.holds if each not in alone]


def _who(tender: Tender, stamp: Stamp) -> Member:
    return tender.members.get(stamp.by) or Member(stamp.by, tender.seated.get(stamp.by, ""))


DECIDE = {HoldClause: hold, ReleaseClause: release}
APPLY = {ClauseHeld: held, ClauseReleased: released}
SAY = {
    ClauseHeld: lambda tender, event: f"asked to hold {name_of(tender, event.clause)} until it is discussed on {said(event.discussed_on)}",
    ClauseReleased: lambda tender, event: f"ended the hold on {name_of(tender, event.clause)}",
}
