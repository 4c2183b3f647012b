"""Other words offered instead of a suggestion's: whoever suggested says yes or no to them."""

from dataclasses import dataclass, field, replace
from typing import Any

from specs.behalf import METHODS, insist_on_a_side
from specs.circles import reached
from specs.clauses import reserve
from specs.events import words
from specs.offered import wording_checked
from specs.proposals import about, insist_it_may_change, waiting
from specs.proposed import WORDED, Counter, Offer
from specs.refusals import Refused
from specs.revising import insist_on_author, offer_instead
from specs.tender import Member, Stamp, Tender, standing
from specs.typed import optional, prose
from specs.wording import Wording, to_rows
from specs.words import Change, rows

MOST = 20


@dataclass(frozen=True)
class OfferCounter:
    """Offer other words for the clause as it stood in ``base``, instead of those suggested."""

    proposal: str
    base: int
    wording: Wording
    reason: str
    made: tuple[Change, ...] | None = field(default=None, repr=False)
    protected: bool = field(default=False, repr=False)
    today: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class AnswerCounter:
    """Say yes: they are the suggestion from now on; or no. ``method`` is how the author told the facilitator who answers for them."""

    proposal: str
    counter: int
    yes: bool
    text: str = ""
    method: str = ""
    today: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class CounterOffered:
    proposal: str
    counter: int
    version: int
    on: str
    protected: bool
    shape: list[list[Any]]
    changes: list[list[Any]]
    texts: list[str] | None = words()
    reason: str | None = words()


@dataclass(frozen=True, slots=True)
class CounterDeclined:
    proposal: str
    counter: int
    on: str
    method: str
    text: str | None = words()


@dataclass(frozen=True, slots=True)
class CounterAccepted:
    """``base`` and ``changes_now``: the words carried to the clause as it stands."""

    proposal: str
    counter: int
    on: str
    method: str
    base: int
    changes_now: list[list[Any]]
    read: list[int]
    look: str
    clashes: list[int]
    text: str | None = words()


def offer(tender: Tender, asked: OfferCounter, by: Member) -> list[Any]:
    insist_on_a_side(by)
    proposal = waiting(tender, asked.proposal, by, asked.today)
    if proposal.by == by.id:
        raise Refused("This is your own suggestion: you can change its words yourself.")
    if proposal.kind not in WORDED:
        raise Refused("There are no words in this suggestion to put others in the place of.")
    if len(proposal.counters) >= MOST:
        raise Refused("Many other words were offered for this already. Please talk about them first, or make a suggestion of your own.")
    clause = standing(tender, proposal.clause)
    insist_it_may_change(clause, proposal.kind)
    fit = wording_checked(tender, clause, proposal.kind, asked.base, asked.wording, asked.made)
    shape, texts = to_rows(fit.wording)
    if [p.text for p in proposal.offer.wording] == texts:
        raise Refused("These are the words suggested already.", "box-1")
    reason = prose(asked.reason, "The reason", "reason", 5_000)
    number = len(proposal.counters) + 1
    return [CounterOffered(proposal.id, number, asked.base, asked.today, asked.protected, shape, rows(fit.made), texts, reason)]


def answer(tender: Tender, asked: AnswerCounter, by: Member) -> list[Any]:
    proposal = waiting(tender, asked.proposal, by, asked.today)
    insist_on_author(proposal, by, "answer")
    counter = next((each for each in proposal.counters if each.number == asked.counter), None)
    if counter is None or not reached(by, counter.offer.on, counter.protected, asked.today):
        raise Refused("These words are not offered any more.")
    if counter.answer or counter.offer.texts is None:
        raise Refused("This was answered already, or its words were taken back or overtaken.")
    method = asked.method if by.id != proposal.by else ""
    if by.id != proposal.by and method not in METHODS:
        raise Refused("Please say how the person told you.", "method")
    text = optional(asked.text, "Your answer", "text", 2_000)
    if not asked.yes:
        return [CounterDeclined(proposal.id, counter.number, asked.today, method, text)]
    clause = standing(tender, proposal.clause)
    insist_it_may_change(clause, proposal.kind)
    fit = wording_checked(tender, clause, proposal.kind, counter.offer.base, counter.offer.wording, counter.offer.changes)
    return [
        CounterAccepted(
            proposal.id,
            counter.number,
            asked.today,
            method,
            fit.base,
            rows(fit.now),
            list(fit.read),
            fit.look,
            list(fit.clashes),
            text,
        )
    ]


def offered(tender: Tender, event: CounterOffered, stamp: Stamp) -> None:
    made, clause = tuple(Change(*row) for row in event.changes), tender.proposals[event.proposal].clause
    words_offered = Offer(event.counter, stamp, event.on, stamp.by, "counter", event.version, event.shape, event.texts, made, clause)
    tender.proposals[event.proposal].counters.append(Counter(event.counter, words_offered, event.reason or "", event.protected))
    reserve(tender, event.shape)


def declined(tender: Tender, event: CounterDeclined, stamp: Stamp) -> None:
    proposal = tender.proposals[event.proposal]
    _answered(proposal.counters, event.counter, "no", event.on, event.text or "")


def accepted(tender: Tender, event: CounterAccepted, stamp: Stamp) -> None:
    proposal = tender.proposals[event.proposal]
    _answered(proposal.counters, event.counter, "yes", event.on, event.text or "")
    other = proposal.counters[event.counter - 1].offer
    offer_instead(proposal, replace(other, number=len(proposal.offers) + 1), event)


def _answered(counters: list[Counter], number: int, how: str, on: str, text: str) -> None:
    counters[number - 1] = replace(counters[number - 1], answer=how, answered_on=on, answering=text)


DECIDE = {OfferCounter: offer, AnswerCounter: answer}
APPLY = {CounterOffered: offered, CounterDeclined: declined, CounterAccepted: accepted}
SAY = {
    CounterOffered: lambda tender, event: f"offered other words instead of a suggestion about {about(tender, event.proposal)}",
    CounterDeclined: lambda tender, event: f"said no to other words for a suggestion about {about(tender, event.proposal)}",
    CounterAccepted: lambda tender, event: f"said yes to other words for a suggestion about {about(tender, event.proposal)}",
}
