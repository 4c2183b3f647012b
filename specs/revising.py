"""Suggestions changed or withdrawn by their author, or by the facilitator for them."""

from dataclasses import dataclass, field
from typing import Any

from specs.behalf import METHODS
from specs.clauses import reserve
from specs.events import words
from specs.offered import wording_checked
from specs.proposals import LONGEST_REASON, about, insist_it_may_change, waiting
from specs.proposed import WORDED, Offer, Proposal, overtaken
from specs.refusals import Refused
from specs.tender import Member, Stamp, Tender, standing
from specs.threads import Post
from specs.typed import optional
from specs.wording import Wording, to_rows
from specs.words import Change, rows


@dataclass(frozen=True)
class Revise:
    """Its author offers other words, for the clause as it stood in ``base``: support given before stays with the earlier words."""

    proposal: str
    base: int
    wording: Wording
    reason: str = ""
    made: tuple[Change, ...] | None = field(default=None, repr=False)
    today: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Withdraw:
    """``method`` is how the author told the facilitator who withdraws it for them."""

    proposal: str
    why: str = ""
    method: str = ""
    today: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Revised:
    """``post`` is the number of the post that its reason is in its thread; 0 where none was given."""

    proposal: str
    version: int
    on: str
    by: str
    post: int
    shape: list[list[Any]]
    changes: list[list[Any]]
    base: int
    changes_now: list[list[Any]]
    read: list[int]
    look: str
    clashes: list[int]
    texts: list[str] | None = words()
    reason: str | None = words()


@dataclass(frozen=True, slots=True)
class Withdrawn:
    proposal: str
    on: str
    method: str
    why: str | None = words()


def insist_on_author(proposal: Proposal, by: Member, what: str) -> None:
    """Raises ``Refused`` for everybody but its author and the facilitator, who acts for them."""
    if by.id != proposal.by and by.seat != "facilitator":
        raise Refused(f"Only the person who suggested this, or the facilitator for them, can {what}.")


def revise(tender: Tender, asked: Revise, by: Member) -> list[Any]:
    proposal = waiting(tender, asked.proposal, by, asked.today)
    insist_on_author(proposal, by, "change it")
    if proposal.kind not in WORDED:
        raise Refused("There are no words in this suggestion to change. Please withdraw it and suggest something else.")
    clause = standing(tender, proposal.clause)
    insist_it_may_change(clause, proposal.kind)
    fit = wording_checked(tender, clause, proposal.kind, asked.base, asked.wording, asked.made)
    shape, texts = to_rows(fit.wording)
    if not proposal.look and fit.base == proposal.base and to_rows(proposal.offer.wording) == (shape, texts):
        raise Refused("These are the words you suggest already. Nothing was saved.")
    reason = optional(asked.reason, "The reason", "reason", LONGEST_REASON)
    return [
        Revised(
            proposal.id,
            asked.base,
            asked.today,
            proposal.by,
            len(tender.threads[proposal.id].posts) + 1 if reason else 0,
            shape,
            rows(fit.made),
            fit.base,
            rows(fit.now),
            list(fit.read),
            fit.look,
            list(fit.clashes),
            texts,
            reason,
        )
    ]


def withdraw(tender: Tender, asked: Withdraw, by: Member) -> list[Any]:
    proposal = waiting(tender, asked.proposal, by, asked.today)
    insist_on_author(proposal, by, "withdraw it")
    for_them = by.id != proposal.by
    if for_them and asked.method not in METHODS:
        raise Refused("Please say how the person told you.", "method")
    return [Withdrawn(proposal.id, asked.today, asked.method if for_them else "", optional(asked.why, "The reason", "why", 2_000))]


def revised(tender: Tender, event: Revised, stamp: Stamp) -> None:
    proposal = tender.proposals[event.proposal]
    made = tuple(Change(*row) for row in event.changes)
    number = len(proposal.offers) + 1
    offer = Offer(number, stamp, event.on, event.by, "author", event.version, event.shape, event.texts, made, proposal.clause)
    offer_instead(proposal, offer, event)
    if event.post:
        thread = tender.threads[event.proposal]
        thread.posts.append(Post(event.post, stamp, event.on, event.by, event.reason, thread.first.protected))
    reserve(tender, event.shape)


def offer_instead(proposal: Proposal, offer: Offer, event: Any) -> None:
    """Has other words stand in a suggestion. ``event`` says where they were carried to: base, changes_now, read, look, clashes."""
    proposal.offers.append(offer)
    proposal.base, proposal.base_of, proposal.look = event.base, "", event.look
    proposal.changes = tuple(Change(*row) for row in event.changes_now)
    proposal.read, proposal.clashes = tuple(event.read), tuple(event.clashes)
    proposal.counters = overtaken(proposal.counters)
    proposal.sources = ()


def withdrawn(tender: Tender, event: Withdrawn, stamp: Stamp) -> None:
    proposal = tender.proposals[event.proposal]
    proposal.withdrawn_on, proposal.withdrawing = event.on, event.why or ""
    proposal.counters = overtaken(proposal.counters)


DECIDE = {Revise: revise, Withdraw: withdraw}
APPLY = {Revised: revised, Withdrawn: withdrawn}
SAY = {
    Revised: lambda tender, event: f"changed a suggestion about {about(tender, event.proposal)}",
    Withdrawn: lambda tender, event: f"withdrew a suggestion about {about(tender, event.proposal)}",
}
