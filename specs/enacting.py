"""What changes in the tender when a suggestion is accepted."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from specs.applying import applied
from specs.carryover import suggestions_on
from specs.clauses import ClauseAdded, reworded_events
from specs.events import words
from specs.labels import name_of
from specs.offered import arranged, base_wording, insist_on_fixed_words
from specs.places import comments_on
from specs.proposed import Proposal
from specs.refusals import Refused
from specs.rewording import Ready, Rewording, ready_or_now
from specs.tender import Clause, Stamp, Tender
from specs.wording import to_rows


@dataclass(frozen=True, slots=True)
class ReasonExplained:
    """Why a clause is fixed, in other words; the kind, the source and who decided stay."""

    clause: str
    explanation: str | None = words()


class Enacted(NamedTuple):
    """The events that carry a decision out, the clause they changed or made, and the version they made."""

    events: list[Any]
    clause: str
    version: int


def enacted(tender: Tender, proposal: Proposal, numbers: tuple[int, ...], why: str, ready: Ready | None = None) -> Enacted:
    """What happens to the tender when these changes of a suggestion are taken; ``ready`` is what was worked out of it beforehand.

    Raises ``Refused`` where they cannot be.
    """
    clause = tender.clauses[proposal.clause]
    if proposal.kind == "wording":
        insist_on_words_left(tender, proposal, numbers)
        done = ready_or_now(rewording_for(tender, proposal, numbers), ready)
        return Enacted(reworded_events(clause, done, why), clause.id, clause.version + 1)
    if proposal.kind == "explanation":
        before = base_wording(clause, "explanation", proposal.base)
        lines = applied(before, proposal.offer.wording, proposal.changes, numbers)
        text = "\n".join(p.text for p in lines)
        if not text.strip():
            raise Refused("Nothing would be left of the explanation. Please keep some of its words.", "numbers")
        return Enacted([ReasonExplained(clause.id, text)], clause.id, clause.version)
    if proposal.kind == "new":
        return _added(tender, clause, proposal, numbers, why)
    events = arranged(tender, clause, proposal.kind, proposal.arrangement, why)
    made = next((event.new for event in events if hasattr(event, "new")), clause.id)
    return Enacted(events, made, 1 if made != clause.id else getattr(events[0], "version", clause.version))


def rewording_for(tender: Tender, proposal: Proposal, numbers: tuple[int, ...]) -> Rewording:
    """What is to be worked out when these changes of a suggestion for other words are taken."""
    clause = tender.clauses[proposal.clause]
    whole = set(numbers) >= set(proposal.numbers)
    suggestions = suggestions_on(tender, clause, (proposal.id, *(proposal.merges if whole else ())))
    return Rewording(clause.wording, proposal.offer.wording, proposal.changes, numbers, comments_on(tender, clause), suggestions)


def insist_on_words_left(tender: Tender, proposal: Proposal, numbers: tuple[int, ...]) -> None:
    """Raises ``Refused`` where nothing would be left of the clause, nothing would change, or words would that are fixed."""
    clause = tender.clauses[proposal.clause]
    insist_on_fixed_words(clause, tuple(change for change in proposal.changes if change.number in numbers))
    after = applied(clause.wording, proposal.offer.wording, proposal.changes, numbers)
    if not any(p.text.strip() or p.kind == "block" for p in after):
        raise Refused(
            "Nothing would be left of this clause. Please keep some of its words; to leave it out, that can be suggested.", "numbers"
        )
    if after == clause.wording:
        raise Refused("These words stand in the clause already: nothing would change.", "numbers")


def insist_it_can_be_enacted(tender: Tender, proposal: Proposal, numbers: tuple[int, ...]) -> None:
    """Raises ``Refused`` where these changes cannot be taken: what is in the way is said at the first signature."""
    if proposal.kind == "wording":
        insist_on_words_left(tender, proposal, numbers)
    else:
        enacted(tender, proposal, numbers, "")


def _added(tender: Tender, clause: Clause, proposal: Proposal, numbers: tuple[int, ...], why: str) -> Enacted:
    wording = applied((), proposal.offer.wording, proposal.changes, numbers)
    if not any(p.text.strip() for p in wording):
        raise Refused("Nothing would be left of the new clause. Please keep some of its words.", "numbers")
    part = tender.parts[clause.part]
    name = f"c{len(tender.clauses) + 1}"
    shape, texts = to_rows(wording)
    after = _nearest(tender, part.order, proposal.arrangement.after)
    return Enacted([ClauseAdded(name, part.id, after, shape, texts, why)], name, 1)


def _nearest(tender: Tender, order: Sequence[str], after: str) -> str:
    """The clause after which another is put: the one that was chosen, or where that is gone, the nearest before it that stands."""
    if not after:
        return ""
    before = list(order[: order.index(after) + 1]) if after in order else []
    return next((name for name in reversed(before) if not tender.clauses[name].retired), "")


def explained(tender: Tender, event: ReasonExplained, stamp: Stamp) -> None:
    clause = tender.clauses[event.clause]
    assert clause.reason is not None
    clause.reason = replace(clause.reason, explanation=event.explanation if event.explanation is not None else "(taken back)")
    clause.fixings += 1


DECIDE: dict[type, Any] = {}
APPLY = {ReasonExplained: explained}
SAY = {ReasonExplained: lambda tender, event: f"explained anew why {name_of(tender, event.clause)} is fixed"}
