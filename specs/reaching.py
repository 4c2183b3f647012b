"""When what an author who asked to be protected does with their suggestion reaches officials: on the next day, as what they say does.

Until then officials see the suggestion as it was before, and nothing that was done with it since: neither the words nor the hour.
What they ask for in the meantime would land on words they have not seen, so it is refused, always with the same sentence.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from specs.circles import is_official
from specs.labels import labels
from specs.offered import carried_through
from specs.proposed import Counter, Proposal, Stand, Unreached, overtaken
from specs.refusals import Refused
from specs.tender import Member, Stamp, Tender

NOT_TODAY = "Nothing more can be done with this suggestion today. Please come back tomorrow; what you typed is kept in the box."


def hold_back(tender: Tender, name: str, on: str) -> None:
    """Keeps a suggestion as officials know it, before its author does something with it: where they asked to be protected."""
    first, held = tender.threads[name].first, tender.unreached.get(name)
    if not first.protected or first.on >= on or (held is not None and held.on >= on):
        return  # nothing of it has reached officials, or what has is kept already
    now = tender.proposals[name]
    kept = replace(now, offers=[*now.offers], stands={**now.stands}, counters=[*now.counters], signed={**now.signed})
    tender.unreached = {other: each for other, each in tender.unreached.items() if each.on >= on} | {name: Unreached(on, kept)}


def note_entry(tender: Tender, stamp: Stamp, events: Iterable[Any]) -> None:
    """Keeps which entries are about a suggestion that is held back. A decision is on words that were seen: it is none of them."""
    for event in events:
        name = getattr(event, "proposal", "")
        if name in tender.unreached and tender.proposals[name].decision is None:
            tender.unreached[name].entries.add(stamp.seq)


def is_unreached(tender: Tender, by: Member, proposal: Proposal, today: str) -> bool:
    """Whether something was done with a suggestion today that has not reached somebody, and nothing was decided on it."""
    held = tender.unreached.get(proposal.id)
    return held is not None and held.on >= today and is_official(by) and by.id != proposal.by and proposal.decision is None


def insist_it_reached(tender: Tender, by: Member, proposal: Proposal, today: str) -> None:
    """Raises ``Refused`` where somebody would act on a suggestion that they do not see as it stands."""
    if is_unreached(tender, by, proposal, today):
        raise Refused(NOT_TODAY)


def insist_its_parts_reached(tender: Tender, by: Member, proposal: Proposal, today: str) -> None:
    """Raises ``Refused`` where a decision would be one, too, on a suggestion taken into this one that they do not see as it stands."""
    for name in proposal.merges:
        insist_it_reached(tender, by, tender.proposals[name], today)
        insist_its_parts_reached(tender, by, tender.proposals[name], today)


def is_held_back(tender: Tender, name: str, today: str) -> bool:
    """Whether there is something of a suggestion that reaches officials tomorrow: so does what is made of it."""
    held, first = tender.unreached.get(name), tender.threads[name].first
    return (held is not None and held.on >= today) or (first.protected and first.on >= today)


def is_noted(tender: Tender, seq: int) -> bool:
    """Whether an entry is one that officials are told of on the next day."""
    return any(seq in each.entries for each in tender.unreached.values())


def unreached_entries(tender: Tender, by: Member, today: str) -> set[int]:
    """The entries of which somebody is told nothing yet."""
    if not is_official(by):
        return set()
    found = [each.entries for name, each in tender.unreached.items() if each.on >= today and tender.proposals[name].by != by.id]
    return set().union(*found)


def proposal_seen(tender: Tender, by: Member, proposal: Proposal, today: str) -> Proposal:
    """A suggestion as it has reached somebody: never change it.

    For an official what its author did today, who asked to be protected, has not happened, nor what others did with it since. It goes
    with its clause all the same; and words that were taken back are gone from it.
    """
    held = tender.unreached.get(proposal.id)
    if held is None or held.on < today or not is_official(by) or by.id == proposal.by:
        return proposal
    seen = replace(
        held.before,
        offers=proposal.offers[: len(held.before.offers)],
        counters=_counters(held.before, proposal),
        stands=_stands(held.before, proposal),
        taken_back=proposal.taken_back,
    )
    if proposal.decision is not None:
        seen.decision = replace(proposal.decision, offer=min(proposal.decision.offer, len(seen.offers)))
        seen.counters = overtaken(seen.counters)
        return seen
    return _where_it_is_now(tender, held, seen, proposal)


def _counters(before: Proposal, now: Proposal) -> list[Counter]:
    """The words offered instead by then, with the answers they had; without the words where those were taken back since."""
    return [
        replace(each, answer=then.answer, answered_on=then.answered_on, answering=then.answering)
        for then, each in zip(before.counters, now.counters, strict=False)
    ]


def _stands(before: Proposal, now: Proposal) -> dict[str, Stand]:
    """Where people stood by then, but for those who took it back since."""
    return {member: stand for member, stand in before.stands.items() if member in now.stands}


def _where_it_is_now(tender: Tender, held: Unreached, seen: Proposal, now: Proposal) -> Proposal:
    """The suggestion carried with its clause, which may have changed since: worked out once for each version."""
    if seen.clause != now.clause:  # its clause was split, or merged into another: its words stay with those it was written for
        return replace(seen, clause=now.clause, base_of=seen.base_of or seen.clause)
    clause = tender.clauses[seen.clause]
    if seen.kind != "wording" or seen.taken_back or seen.look or seen.base_of or seen.base == clause.version:
        return seen
    if held.carried is None or held.carried[0] != clause.version:
        fit = carried_through(clause, seen.base, held.before.offer.wording, seen.changes)
        standing = {change.number for change in fit.now}
        read = tuple(sorted({*seen.read, *fit.read} & standing))
        carried = replace(held.before, base=fit.base, changes=fit.now, read=read, look=fit.look, clashes=fit.clashes)
        held.carried = clause.version, carried
    at = held.carried[1]
    return replace(seen, base=at.base, changes=at.changes, read=at.read, look=at.look, clashes=at.clashes)


def tender_seen(tender: Tender, by: Member, today: str) -> Tender:
    """The tender with every suggestion as it has reached somebody, for all that is drawn or told: never change it."""
    if not is_official(by) or not any(each.on >= today for each in tender.unreached.values()):
        return tender
    labels(tender)  # so that they are worked out for both
    seen = {name: proposal_seen(tender, by, tender.proposals[name], today) for name in tender.unreached}
    return replace(tender, proposals={**tender.proposals, **seen}, unreached={})
