"""Signing a clause off, and opening it again: both chairs, under just the words that they saw."""

from dataclasses import dataclass, field
from typing import Any

from specs.answers import is_owed
from specs.circles import may_see_thread
from specs.events import words
from specs.holds import is_held
from specs.labels import name_of
from specs.members import insist_on_term
from specs.reaching import proposal_seen
from specs.recipes import who_signs
from specs.refusals import GONE, Refused, Stale
from specs.rounds import CHAIRS, insist_on_round, is_late, signs_as
from specs.seats import SEATS, may_see
from specs.tender import Clause, Member, Stamp, Tender, standing
from specs.typed import prose

STATES = {
    "drafted": "Drafted",
    "in a round": "In a round",
    "settled": "Settled",
    "signed off": "Signed off",
    "held": "Held until it is discussed",
    "reopened": "Opened again",
    "removed": "Left out",
}


@dataclass(frozen=True, slots=True)
class SignOffClause:
    """One chair signs these words: ``version`` is the one that was seen."""

    clause: str
    version: int
    today: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ReopenClause:
    """One chair says why a clause that was signed off should be opened again; it is once the other has said so too."""

    clause: str
    reason: str
    today: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ClauseSigned:
    clause: str
    seat: str
    version: int


@dataclass(frozen=True, slots=True)
class ClauseSignedOff:
    clause: str
    version: int


@dataclass(frozen=True, slots=True)
class ReopeningAsked:
    clause: str
    seat: str
    reason: str | None = words()


@dataclass(frozen=True, slots=True)
class ClauseReopened:
    clause: str


def is_signed_off(clause: Clause) -> bool:
    """Whether both chairs signed these words; when they change, it is no longer."""
    return clause.signed_off is not None


def signatures(clause: Clause) -> dict[str, str]:
    """Who signed the words as they stand, by seat: a signature under other words does not count."""
    return {seat: member for seat, (member, version) in clause.signed.items() if version == clause.version}


def waits_on(tender: Tender, clause: Clause, by: Member, today: str) -> list[str]:
    """The suggestions that wait on a clause and the threads on it that are owed an answer, by id, as far as they have reached somebody.

    What an official has not been told of yet must not show in what they can sign. It is owed its answer all the same.
    """
    names = tender.threads_on.get(clause.id, ())
    return [
        name
        for name in names
        if tender.threads[name].clause == clause.id
        and may_see_thread(tender, by, tender.threads[name], today)
        and (is_owed(tender.threads[name]) or (name in tender.proposals and proposal_seen(tender, by, tender.proposals[name], today).waits))
    ]


def state_of(tender: Tender, clause: Clause, by: Member, today: str) -> str:
    """Where a clause stands for somebody who looks today: one of ``STATES``."""
    if clause.retired:
        return "removed"
    if is_held(clause):
        return "held"
    if is_signed_off(clause):
        return "signed off"
    if not tender.rounds:
        return "drafted"
    if clause.reopened is not None:
        return "reopened"
    return "settled" if is_late(tender, today) and not waits_on(tender, clause, by, today) else "in a round"


def sign_off(tender: Tender, asked: SignOffClause, by: Member) -> list[Any]:
    seat = signing_seat(tender, by, asked.today)
    clause = standing(tender, asked.clause)
    _insist_it_is_seen(tender, clause, by)
    insist_on_round(tender, asked.today)
    if is_signed_off(clause):
        raise Refused("This clause was signed off already.")
    if asked.version != clause.version:
        raise Stale("The words of this clause have changed since you opened the page. Please read them again below.")
    if is_held(clause):
        raise Refused("This clause is held until it is discussed: nothing is signed on it before.")
    if waits_on(tender, clause, by, asked.today):
        raise Refused("Something still waits on this clause: a suggestion to be decided, or a comment to be answered.")
    done = signatures(clause)
    if seat in done and not set(done) >= set(who_signs(tender)):
        raise Refused(f"The {SEATS[seat]} has signed this already.")
    if by.id in (member for chair, member in done.items() if chair != seat):
        raise Refused("Two people have to sign, and you have signed already.")
    events: list[Any] = [ClauseSigned(clause.id, seat, clause.version)]
    if {*done, seat} >= set(who_signs(tender)):
        events.append(ClauseSignedOff(clause.id, clause.version))
    return events


def signing_seat(tender: Tender, by: Member, today: str) -> str:
    """The chair for which somebody signs. Raises ``Refused`` where they sign for none, or their term has ended."""
    seat = signs_as(tender, by)
    if not seat:
        raise Refused("Only the commissioner and the lived-experience co-chair, or their deputies, sign.")
    insist_on_term(tender, by, today, "sign")
    return seat


def _insist_it_is_seen(tender: Tender, clause: Clause, by: Member) -> None:
    if not may_see(by, tender.parts[clause.part]):
        raise Refused(GONE)


def reopen(tender: Tender, asked: ReopenClause, by: Member) -> list[Any]:
    seat = signing_seat(tender, by, asked.today)
    clause = standing(tender, asked.clause)
    _insist_it_is_seen(tender, clause, by)
    if not is_signed_off(clause):
        raise Refused("This clause was not signed off, so it is open already.")
    if seat in clause.reopening:
        raise Refused(f"The {SEATS[seat]} has asked for this already. It waits for the other chair.")
    events: list[Any] = [ReopeningAsked(clause.id, seat, prose(asked.reason, "The reason", "reason", 2_000))]
    if len({*clause.reopening, seat}) == len(CHAIRS):
        events.append(ClauseReopened(clause.id))
    return events


def was_signed(tender: Tender, event: ClauseSigned, stamp: Stamp) -> None:
    tender.clauses[event.clause].signed[event.seat] = (stamp.by, event.version)


def was_signed_off(tender: Tender, event: ClauseSignedOff, stamp: Stamp) -> None:
    clause = tender.clauses[event.clause]
    clause.signed_off, clause.reopened, clause.reopening = stamp, None, {}


def reopening_asked(tender: Tender, event: ReopeningAsked, stamp: Stamp) -> None:
    tender.clauses[event.clause].reopening[event.seat] = event.reason or ""


def reopened(tender: Tender, event: ClauseReopened, stamp: Stamp) -> None:
    clause = tender.clauses[event.clause]
    clause.signed_off, clause.reopened, clause.signed = None, stamp, {}


DECIDE = {SignOffClause: sign_off, ReopenClause: reopen}
APPLY = {ClauseSigned: was_signed, ClauseSignedOff: was_signed_off, ReopeningAsked: reopening_asked, ClauseReopened: reopened}
SAY = {
    ClauseSigned: lambda tender, event: f"signed {name_of(tender, event.clause)} as {SEATS[event.seat]}",
    ClauseSignedOff: lambda tender, event: f"signed off {name_of(tender, event.clause)}",
    ReopeningAsked: lambda tender, event: f"asked to open {name_of(tender, event.clause)} again, as {SEATS[event.seat]}",
    ClauseReopened: lambda tender, event: f"opened {name_of(tender, event.clause)} again",
}
