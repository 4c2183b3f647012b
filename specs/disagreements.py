"""Disagreements: what people did not agree on, who looks after it, where it stands and when it is next talked about."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from specs.circles import as_seen, may_see_thread
from specs.dissents import dissents_seen
from specs.events import words
from specs.holds import is_held
from specs.labels import name_of
from specs.refusals import GONE, Refused
from specs.seats import insist, may, may_see
from specs.signatures import in_disagreement
from specs.stands import stands_seen
from specs.tender import Member, Minding, Stamp, Tender
from specs.typed import is_date, one_line, optional

STAGES = {
    "heard": "Heard",
    "being talked about": "Being talked about",
    "agreed to differ": "Agreed to differ",
    "settled": "Settled",
}
ENDED = ("agreed to differ", "settled")
HELD = "The clause is held until it is discussed."
OVER = "People did not agree here, and talked about it."


@dataclass(frozen=True, slots=True)
class MindDisagreement:
    """Say who looks after a disagreement, where it stands, and when it is next talked about.

    ``about`` is the id of a suggestion, thread or clause.
    """

    about: str
    owner: str
    stage: str
    next_date: str = ""
    note: str = ""
    today: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class DisagreementMinded:
    about: str
    stage: str
    next_date: str
    owner: str | None = words()
    note: str | None = words()


class Disagreement(NamedTuple):
    """Something people did not agree on: the id it is about, the clause, what it is in words, and how it is minded, if it is."""

    about: str
    clause: str
    what: str
    minding: Minding | None


def disagreements(tender: Tender, by: Member, today: str) -> list[Disagreement]:
    """All that have reached somebody: unsettled ones first, those that are talked about soonest on top.

    What somebody looked after stays here when it has ended: it was work, and it was done.
    """
    return sorted(_found(tender, by, today), key=_urgent)


def are_there(tender: Tender, by: Member, today: str) -> bool:
    """Whether any has reached somebody."""
    return next(_found(tender, by, today), None) is not None


def disagreement_of(tender: Tender, by: Member, about: str, today: str) -> Disagreement | None:
    """The one about this suggestion, thread or clause; None where there is none, or it has not reached somebody."""
    return next((each for each in _found(tender, by, today) if each.about == about), None)


def come_up(tender: Tender, by: Member, today: str) -> list[Disagreement]:
    """Those whose day has come, for who looks after disagreements: the two chairs and the facilitator."""
    if not may(by, "disagreements"):
        return []
    return [each for each in disagreements(tender, by, today) if each.minding and is_up(each.minding, today)]


def is_up(minding: Minding, today: str) -> bool:
    """Whether the day has come on which a disagreement is next talked about."""
    return minding.stage not in ENDED and bool(minding.next_date) and minding.next_date <= today


def weighs_on(tender: Tender, by: Member, each: Disagreement) -> bool:
    """Whether somebody may want to talk with someone about a disagreement.

    Their own comment was closed “not agreed”, they recorded a dissent, or a disagreement in which they took part has ended.
    """
    thread, proposal, clause = tender.threads.get(each.about), tender.proposals.get(each.about), tender.clauses.get(each.about)
    own = thread is not None and thread.by == by.id
    decision = proposal.decision if proposal is not None else None
    dissented = decision is not None and any(said.stamp.by == by.id and not said.taken_back for said in decision.dissents)
    if dissented or (own and thread is not None and thread.closed == "not agreed"):
        return True
    stood_against = proposal is not None and by.id in proposal.stands and proposal.stands[by.id].stand == "not"
    held = clause is not None and any(hold.stamp.by == by.id for hold in (*clause.holds, *clause.past_holds))
    return each.minding is not None and each.minding.stage in ENDED and (own or stood_against or held)


def _found(tender: Tender, by: Member, today: str) -> Iterator[Disagreement]:
    # Few of the threads of a tender can be one: only those are drawn up as they have reached somebody.
    candidates = [
        each for each in tender.threads.values() if each.closed == "not agreed" or each.id in tender.proposals or each.id in tender.minded
    ]
    for thread in (as_seen(by, each, today) for each in candidates if may_see_thread(tender, by, each, today)):
        what = _about_proposal(tender, by, thread.id, today) if thread.id in tender.proposals else ""
        if thread.closed == "not agreed":
            what = "A comment was answered, and its author does not agree."
        what = what or (OVER if thread.id in tender.minded else "")
        if what:
            yield Disagreement(thread.id, thread.clause, what, tender.minded.get(thread.id))
    for clause in tender.clauses.values():
        what = HELD if is_held(clause) else OVER if clause.id in tender.minded else ""
        if what and may_see(by, tender.parts[clause.part]) and not tender.parts[clause.part].retired:
            yield Disagreement(clause.id, clause.id, what, tender.minded.get(clause.id))


def _about_proposal(tender: Tender, by: Member, name: str, today: str) -> str:
    proposal = tender.proposals[name]
    if proposal.decision and proposal.decision.power:
        return "The public body decided by its legal power, without the other signature."
    if proposal.decision and any(not each.taken_back for each in dissents_seen(by, proposal.decision, today)):
        return "A decision was made, and somebody does not agree."
    if in_disagreement(tender, proposal):
        return "The two chairs have signed different things."
    if proposal.waits and any(stand.stand == "not" for _, stand in stands_seen(by, proposal, today)):
        return "Somebody does not agree with a suggestion that waits."
    return ""


def _urgent(each: Disagreement) -> tuple[bool, str, str]:
    minding = each.minding
    return minding is not None and minding.stage == "settled", (minding.next_date if minding else "") or "9999", each.about


def mind(tender: Tender, asked: MindDisagreement, by: Member) -> list[Any]:
    insist(by, "disagreements")
    thread = tender.threads.get(asked.about)
    clause = tender.clauses.get(asked.about)
    there = thread is not None and may_see_thread(tender, by, thread, asked.today)
    if not there and (clause is None or not may_see(by, tender.parts[clause.part])):
        raise Refused(GONE)
    owner = one_line(asked.owner, "Who looks after it", "owner", 150)
    if asked.stage not in STAGES:
        raise Refused("Please choose where it stands.", "stage")
    ends = asked.stage in ENDED
    if asked.next_date and (not is_date(asked.next_date) or asked.next_date < asked.today):
        raise Refused("Please give a day that lies ahead, like 31 March 2027.", "next_date")
    if not asked.next_date and not ends:
        raise Refused("Please give the day on which it is next talked about.", "next_date")
    note = optional(asked.note, "The note", "note", 2_000)
    return [DisagreementMinded(asked.about, asked.stage, asked.next_date, owner, note)]


def minded(tender: Tender, event: DisagreementMinded, stamp: Stamp) -> None:
    tender.minded[event.about] = Minding(stamp, event.owner or "", event.stage, event.next_date, event.note or "")


def _clause(tender: Tender, about: str) -> str:
    return tender.threads[about].clause if about in tender.threads else about


DECIDE = {MindDisagreement: mind}
APPLY = {DisagreementMinded: minded}
SAY = {
    DisagreementMinded: lambda tender, event: (
        f"noted a disagreement about {name_of(tender, _clause(tender, event.about))}: {STAGES[event.stage].lower()}"
    ),
}
