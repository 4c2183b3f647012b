"""What became of a suggestion: where it is now, and whether what was decided is in the text still."""

from typing import NamedTuple

from specs.circles import may_see_thread
from specs.days import said
from specs.decisions import DECIDED
from specs.labels import name_of
from specs.offered import LOOKS, look_of
from specs.proposed import Decision, Proposal
from specs.seats import SEATS
from specs.signatures import in_disagreement, standing_views
from specs.tender import Member, Tender

STATES = {
    "waiting": "Waiting to be decided",
    "look": "Needs another look",
    "signed": "One signature so far",
    "differ": "The chairs differ",
    "withdrawn": "Withdrawn",
    "taken back": "Taken back",
    **DECIDED,
}


class Carried(NamedTuple):
    """Whether an accepted decision is in the tender: ``standing``, or what undid it, as a suggestion's id or in words."""

    standing: bool
    version: int
    undone_by: str = ""
    why: str = ""


def state_of(tender: Tender, proposal: Proposal) -> str:
    """Where a suggestion is: one of ``STATES``."""
    if proposal.decision is not None:
        return proposal.decision.outcome
    if proposal.taken_back:
        return "taken back"
    if proposal.withdrawn_on:
        return "withdrawn"
    if look_of(tender, proposal):
        return "look"
    if in_disagreement(tender, proposal):
        return "differ"
    return "signed" if standing_views(tender, proposal) else "waiting"


def where_it_is(tender: Tender, proposal: Proposal) -> str:
    """Where a suggestion is now, in a sentence."""
    state = state_of(tender, proposal)
    if state == "look":
        return f"It needs another look. {LOOKS[look_of(tender, proposal)]}"
    if state == "differ":
        return "The two chairs have signed different things. Both views are kept and shown."
    if state == "signed":
        seats = " and the ".join(SEATS[seat] for seat in standing_views(tender, proposal))
        return f"It waits for the other signature; the {seats} has signed."
    if state == "waiting":
        return "It waits to be decided by both chairs."
    if state == "withdrawn":
        return f"It was withdrawn on {said(proposal.withdrawn_on)}."
    if state == "taken back":
        return "Its words were taken back."
    return decided_in_words(tender, proposal)


def decided_in_words(tender: Tender, proposal: Proposal) -> str:
    """A decision in a sentence."""
    made = proposal.decision
    assert made is not None
    when = f"Decided on {said(made.on)}: {DECIDED[made.outcome][0].lower()}{DECIDED[made.outcome][1:]}."
    if made.outcome == "ideas":
        return f"{when} It comes back on {said(made.return_on)}, to {made.owner}."
    if not made.changed_the_tender:
        return when
    where = f"{name_of(tender, made.made)}, version {made.version}" if made.made in tender.clauses else ""
    return f"{when} It is in {where}." if where and carried_out(tender, proposal).standing else f"{when} It was undone later."


def carried_out(tender: Tender, proposal: Proposal) -> Carried:
    """Whether what was accepted stands in the tender: no later decision took it out again."""
    made = proposal.decision
    assert made is not None
    clause = tender.clauses.get(made.made)
    if clause is None or not made.changed_the_tender:
        return Carried(False, 0)
    undone = undoing(tender, proposal, made)
    if undone:
        return Carried(False, made.version, undone, "; ".join(tender.proposals[undone].decision.reasons))  # type: ignore[union-attr]
    if clause.retired and proposal.kind not in ("removal", "merge"):
        return Carried(False, made.version, "", "The clause was left out of the tender later.")
    return Carried(True, made.version)


def undoing(tender: Tender, proposal: Proposal, made: Decision) -> str:
    """The later suggestion whose acceptance took these words out again, if one did."""
    clause = tender.clauses[made.made]
    if proposal.kind == "wording":
        brought = _words_brought(tender, proposal, made)
        if brought and not brought & _words(tender, made.made, clause.version):
            later = [each for each in tender.proposals.values() if _changed_after(each, made)]
            return next((each.id for each in later if not brought & _words(tender, made.made, _version(each))), "")
    if proposal.kind in ("new", "split") and clause.retired:
        later = [each for each in tender.proposals.values() if _changed_after(each, made) and each.kind in ("removal", "merge")]
        return next((each.id for each in later if each.clause == made.made), "")
    return ""


def _changed_after(other: Proposal, made: Decision) -> bool:
    return (
        other.decision is not None
        and other.decision.stamp.seq > made.stamp.seq
        and other.decision.changed_the_tender
        and other.decision.made == made.made
    )


def _version(proposal: Proposal) -> int:
    assert proposal.decision is not None
    return proposal.decision.version


def _words_brought(tender: Tender, proposal: Proposal, made: Decision) -> frozenset[tuple[str, str]]:
    before, after = _words(tender, made.made, made.version - 1), _words(tender, made.made, made.version)
    return after - before


def _words(tender: Tender, clause: str, version: int) -> frozenset[tuple[str, str]]:
    """The words of a version, each with its paragraph."""
    versions = tender.clauses[clause].versions
    if not 1 <= version <= len(versions):
        return frozenset()
    return frozenset((p.id, word) for p in versions[version - 1].wording for word in p.text.split())


def proposals_seen(tender: Tender, by: Member, today: str, clause: str = "") -> list[Proposal]:
    """The suggestions that have reached somebody, about one clause or all: those that wait first, then the newest decisions."""
    names = tender.threads_on.get(clause, ()) if clause else tender.proposals
    found = [tender.proposals[name] for name in names if name in tender.proposals]
    there = [each for each in found if may_see_thread(tender, by, tender.threads[each.id], today)]
    waiting = sorted((each for each in there if each.waits), key=lambda each: (tender.threads[each.id].first.on, each.id))
    ended = sorted((each for each in there if not each.waits), key=lambda each: (_ended_on(each), each.id), reverse=True)
    return [*waiting, *ended]


def _ended_on(proposal: Proposal) -> str:
    return proposal.decision.on if proposal.decision else proposal.withdrawn_on
