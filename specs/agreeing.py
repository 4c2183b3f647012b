"""“I agree” with what somebody said, without more words."""

from dataclasses import dataclass, field
from typing import Any

from specs.circles import thread_of
from specs.labels import name_of
from specs.refusals import Refused
from specs.rounds import insist_on_round
from specs.seats import insist
from specs.tender import Member, Stamp, Tender
from specs.threads import OWED, Agreement


@dataclass(frozen=True, slots=True)
class Agree:
    """Agree with what somebody said, without more words; or, with ``no_more``, take that back."""

    thread: str
    no_more: bool = False
    protected: bool = field(default=False, repr=False)
    today: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class AgreedWith:
    thread: str
    on: str
    protected: bool


@dataclass(frozen=True, slots=True)
class AgreementTakenBack:
    thread: str


def agree(tender: Tender, asked: Agree, by: Member) -> list[Any]:
    insist(by, "comment")
    insist_on_round(tender, asked.today)
    thread = thread_of(tender, asked.thread, by, asked.today)
    if by.id in thread.agreed:
        if asked.no_more:
            return [AgreementTakenBack(thread.id)]
        raise Refused("You have said that you agree with this already.")
    if asked.no_more:
        raise Refused("You had not said that you agree with this.")
    if thread.by == by.id:
        raise Refused("These are your own words: nobody doubts that you agree with them.")
    if thread.kind not in OWED:
        raise Refused("There is nothing said here to agree with.")
    return [AgreedWith(thread.id, asked.today, asked.protected)]


def agreed_with(tender: Tender, event: AgreedWith, stamp: Stamp) -> None:
    tender.threads[event.thread].agreed[stamp.by] = Agreement(event.on, event.protected)


def agreement_taken_back(tender: Tender, event: AgreementTakenBack, stamp: Stamp) -> None:
    tender.threads[event.thread].agreed.pop(stamp.by, None)


def _clause(tender: Tender, event: AgreedWith | AgreementTakenBack) -> str:
    return name_of(tender, tender.threads[event.thread].clause)


DECIDE = {Agree: agree}
APPLY = {AgreedWith: agreed_with, AgreementTakenBack: agreement_taken_back}
SAY = {
    AgreedWith: lambda tender, event: f"agreed with a comment on {_clause(tender, event)}",
    AgreementTakenBack: lambda tender, event: f"no longer agrees with a comment on {_clause(tender, event)}",
}
