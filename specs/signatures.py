"""Signatures under a suggestion: each is under just these words and this outcome, and two that are the same decide."""

import hashlib
from dataclasses import dataclass, field
from typing import Any

from specs.decisions import decision_under, suggested
from specs.enacting import insist_it_can_be_enacted
from specs.events import words
from specs.holds import is_held
from specs.offered import FIXED, GONE, LOCKED, LOOKS, look_of
from specs.proposals import about, waiting
from specs.proposed import WORDED, Proposal, View
from specs.reaching import insist_its_parts_reached
from specs.recipes import who_signs
from specs.refusals import Refused, Stale
from specs.rewording import Ready
from specs.rounds import insist_on_round
from specs.seats import SEATS
from specs.signing_off import is_signed_off, signing_seat
from specs.tender import Member, Stamp, Tender
from specs.typed import is_date, one_line, optional
from specs.wording import to_rows
from specs.words import rows

OUTCOMES = {"accept": "Accept", "no": "Do not accept", "ideas": "To the ideas box"}
WHAT_A_SIGNATURE_MEANS = (
    "With your signature you say that you have read these words and the reason, and that this is what you want decided.",
    "It does not make you answerable for the law, for money, or for how the service is run: those stay with the public body.",
)


@dataclass(frozen=True, slots=True)
class SignDecision:
    """One chair signs: the outcome, the changes kept (``numbers``), the reason; ``seen`` is the ``fingerprint`` of just that."""

    proposal: str
    outcome: str
    numbers: tuple[int, ...]
    seen: str
    reason: str = ""
    alternative: str = ""
    none_found: bool = False
    owner: str = ""
    return_on: str = ""
    today: str = field(default="", repr=False)
    ready: Ready | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class TakeSignatureBack:
    proposal: str
    today: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class DecisionSigned:
    proposal: str
    seat: str
    on: str
    outcome: str
    numbers: list[int]
    fingerprint: str
    none_found: bool
    return_on: str
    reason: str | None = words()
    alternative: str | None = words()
    owner: str | None = words()


@dataclass(frozen=True, slots=True)
class SignatureTakenBack:
    proposal: str
    seat: str


def fingerprint(tender: Tender, proposal: Proposal, outcome: str, numbers: tuple[int, ...]) -> str:
    """What a signature binds to: this suggestion as it is offered, and the outcome.

    Where it is accepted also these changes, the clause as it stands and the words that come of them: when those move, it lapses.
    """
    facts: list[Any] = [proposal.id, proposal.kind, proposal.offer.number, outcome]
    if outcome == "accept":
        clause, arrangement = tender.clauses[proposal.clause], proposal.arrangement
        following = tender.clauses.get(arrangement.follows)
        facts += [proposal.clause, clause.version, proposal.base, sorted(numbers), rows(proposal.changes)]
        facts += [[arrangement.at, arrangement.after, arrangement.follows, arrangement.heading, following.version if following else 0]]
        facts += [to_rows(suggested(tender, proposal, numbers)) if proposal.kind in WORDED else None]
    return hashlib.sha256(repr(facts).encode("utf-8", "surrogatepass")).hexdigest()[:20]


def standing_views(tender: Tender, proposal: Proposal) -> dict[str, View]:
    """The signatures that count, by seat: one given to other words has to be given again."""
    return {seat: view for seat, view in proposal.signed.items() if still_counts(tender, proposal, view)}


def still_counts(tender: Tender, proposal: Proposal, view: View) -> bool:
    """Whether a signature is under the words as they stand."""
    if set(view.numbers) - set(proposal.numbers):
        return False
    return view.fingerprint == fingerprint(tender, proposal, view.outcome, view.numbers)


def in_disagreement(tender: Tender, proposal: Proposal) -> bool:
    """Whether both chairs have signed, and not the same."""
    choices = {view.choice for view in standing_views(tender, proposal).values()}
    return proposal.waits and len(choices) > 1


def sign(tender: Tender, asked: SignDecision, by: Member) -> list[Any]:
    seat = signing_seat(tender, by, asked.today)
    proposal = waiting(tender, asked.proposal, by, asked.today)
    insist_its_parts_reached(tender, by, proposal, asked.today)
    standing = standing_views(tender, proposal)
    other = next((view for chair, view in standing.items() if chair != seat), None)
    agrees = other is not None and other.outcome == asked.outcome and other.numbers == _in_order(asked.numbers)
    view = checked(tender, asked, proposal, by, other if agrees else None)
    views = {**{chair: each for chair, each in standing.items() if each.choice == view.choice}, seat: view}
    together = set(who_signs(tender)) <= set(views)
    if seat in standing and not together and _said(standing[seat]) == _said(view):
        raise Refused(f"The {SEATS[seat]} has signed this already. It waits for the other chair.")
    if other is not None and other.member == by.id:
        raise Refused("Two people have to sign, and you have signed already.")
    signed = DecisionSigned(
        proposal.id,
        seat,
        asked.today,
        view.outcome,
        list(view.numbers),
        view.fingerprint,
        view.none_found,
        view.return_on,
        view.reason,
        view.alternative,
        view.owner,
    )
    return [signed, *decision_under(tender, proposal, views, asked.today, ready=asked.ready)] if together else [signed]


def _said(view: View) -> tuple[Any, ...]:
    return view.choice, view.reason, view.alternative, view.none_found, view.owner


def _in_order(numbers: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(sorted(set(numbers)))


def checked(tender: Tender, asked: SignDecision, proposal: Proposal, by: Member, other: View | None) -> View:
    """What is signed, checked. ``other`` is the view of the other chair that this one agrees with, whose reason may stand for both."""
    insist_on_round(tender, asked.today)
    if asked.outcome not in OUTCOMES:
        raise Refused("Please choose what you decide.", "outcome")
    numbers = _in_order(asked.numbers)
    insist_it_can_be_signed(tender, proposal, asked.outcome)
    if asked.outcome == "accept":
        if set(numbers) - set(proposal.numbers):
            raise Stale("The changes of this suggestion are other ones now. Please choose again below.")
        if not numbers:
            raise Refused("Please choose the changes that are taken; or choose that it is not accepted, and say why.", "numbers")
    elif numbers:
        raise Refused("You kept some changes, and chose that nothing changes. Please decide which it is.", "outcome")
    if asked.seen != fingerprint(tender, proposal, asked.outcome, numbers):
        raise Stale("This is not what you were shown: it has changed since, or you chose other changes. Please read it again below.")
    if asked.outcome == "accept":
        insist_it_can_be_enacted(tender, proposal, numbers)  # at the first signature, too
    reason = optional(asked.reason, "The reason", "reason", 5_000)
    alternative = optional(asked.alternative, "What could be done instead", "alternative", 2_000)
    owner = one_line(asked.owner, "Who looks at it again", "owner", 150) if asked.owner.strip() else ""
    return_on, none_found = asked.return_on.strip(), asked.none_found and not alternative
    if other is not None:
        alternative, owner = alternative or other.alternative, owner or other.owner
        return_on, none_found = return_on or other.return_on, none_found or (other.none_found and not alternative)
    if not reason and (other is None or not other.reason):
        raise Refused("Please give the reason. The person who suggested this will read it.", "reason")
    if asked.outcome == "no" and not alternative and not none_found:
        raise Refused("A no needs more: please write what could be done instead, or say that you looked and found nothing.", "alternative")
    if asked.outcome == "ideas" and not (owner and is_date(return_on) and return_on > asked.today):
        raise Refused("What goes to the ideas box comes back: please say who looks at it again, and on which day.", "owner")
    if asked.outcome != "ideas":
        owner = return_on = ""
    stamp = Stamp(tender.seq + 1, "", by.id)
    seen = asked.seen
    return View(stamp, asked.today, by.id, asked.outcome, numbers, seen, reason, alternative, none_found, owner, return_on)


def insist_it_can_be_signed(tender: Tender, proposal: Proposal, outcome: str) -> None:
    """Raises ``Refused`` where nothing can be signed on the clause, or nothing accepted on it, as it stands."""
    clause = tender.clauses[proposal.clause]
    if is_held(clause):
        raise Refused("This clause is held until it is discussed: nothing is signed on it before.")
    if outcome != "accept":
        return
    look = look_of(tender, proposal)
    if look == FIXED:
        raise Refused("This clause is fixed now, and a fixed clause does not change by a suggestion. Both chairs could open it again.")
    if look == LOCKED:
        raise Refused("Some words of this clause are fixed, and fixed words do not change by a suggestion.")
    if look == GONE:
        raise Refused("This clause was left out of the tender, so its words cannot change.")
    if look:
        raise Refused(f"This needs another look before it can be accepted. {LOOKS[look]}")
    if is_signed_off(clause) and proposal.kind not in ("new", "explanation"):
        raise Refused("This clause was signed off. Both chairs have to open it again first.")
    if proposal.kind == "merge":
        following = tender.clauses[proposal.arrangement.follows]
        if is_held(following):
            raise Refused("The clause that follows is held until it is discussed: nothing is signed on it before.")
        if is_signed_off(following):
            raise Refused("The clause that follows was signed off. Both chairs have to open it again first.")


def take_back(tender: Tender, asked: TakeSignatureBack, by: Member) -> list[Any]:
    seat = signing_seat(tender, by, asked.today)
    proposal = waiting(tender, asked.proposal, by, asked.today)
    if seat not in proposal.signed:
        raise Refused("There is no signature here to take back.")
    return [SignatureTakenBack(proposal.id, seat)]


def was_signed(tender: Tender, event: DecisionSigned, stamp: Stamp) -> None:
    tender.proposals[event.proposal].signed[event.seat] = View(
        stamp,
        event.on,
        stamp.by,
        event.outcome,
        tuple(event.numbers),
        event.fingerprint,
        event.reason or "",
        event.alternative or "",
        event.none_found,
        event.owner or "",
        event.return_on,
    )


def signature_taken_back(tender: Tender, event: SignatureTakenBack, stamp: Stamp) -> None:
    tender.proposals[event.proposal].signed.pop(event.seat, None)


DECIDE = {SignDecision: sign, TakeSignatureBack: take_back}
APPLY = {DecisionSigned: was_signed, SignatureTakenBack: signature_taken_back}
SAY = {
    DecisionSigned: lambda tender, event: (
        f"signed a decision on a suggestion about {about(tender, event.proposal)}, as {SEATS[event.seat]}"
    ),
    SignatureTakenBack: lambda tender, event: f"took back a signature on a suggestion about {about(tender, event.proposal)}",
}
