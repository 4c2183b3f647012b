"""Decisions on suggestions: what was decided, with whose signatures and why, and what comes of it."""

from dataclasses import dataclass
from typing import Any

from specs.applying import applied
from specs.circles import thread_of
from specs.enacting import enacted
from specs.events import words
from specs.ideas import into_the_box
from specs.offered import DONE, base_wording
from specs.proposals import about
from specs.proposed import WORDED, Decision, Proposal, View, overtaken
from specs.recipes import recipe_of
from specs.refusals import Refused
from specs.rewording import Ready
from specs.tender import Member, Stamp, Tender
from specs.wording import Wording

DECIDED = {
    "accepted": "Accepted",
    "in part": "Accepted in part",
    "together": "Taken together with others",
    "no": "Not accepted",
    "ideas": "To the ideas box",
}


@dataclass(frozen=True, slots=True)
class ProposalDecided:
    """``signers``: ``[[seat, member], …]``; ``made`` and ``version``: the clause it changed and the version it made."""

    proposal: str
    outcome: str
    numbers: list[int]
    on: str
    offer: int
    base: int
    signers: list[list[str]]
    recipe: str
    none_found: bool
    return_on: str
    made: str
    version: int
    overridden: bool
    reasons: list[str] | None = words()
    alternative: str | None = words()
    owner: str | None = words()
    power: str | None = words()


def suggested(tender: Tender, proposal: Proposal, numbers: tuple[int, ...] | None = None) -> Wording:
    """The wording as it would read with these of a suggestion's changes made (None: all), on the version it now stands against."""
    before = standing_base(tender, proposal)
    return applied(before, proposal.offer.wording, proposal.changes, numbers)


def standing_base(tender: Tender, proposal: Proposal) -> Wording:
    """The wording that the suggestion's changes stand against."""
    if proposal.kind not in WORDED:
        return ()
    return base_wording(tender.clauses[proposal.base_of or proposal.clause], proposal.kind, proposal.base)


def decision_under(
    tender: Tender, proposal: Proposal, views: dict[str, View], today: str, power: str = "", ready: Ready | None = None
) -> list[Any]:
    """What happens once the signatures are there: the tender changes, or does not, and the decision is kept."""
    view = next(iter(views.values()))
    reasons = list(dict.fromkeys(each.reason for each in views.values() if each.reason))
    change = enacted(tender, proposal, view.numbers, reasons[0] if reasons else "", ready) if view.outcome == "accept" else None
    whole = view.numbers == proposal.numbers
    outcome = ("accepted" if whole else "in part") if view.outcome == "accept" else view.outcome
    decided = ProposalDecided(
        proposal.id,
        outcome,
        list(view.numbers),
        today,
        proposal.offer.number,
        proposal.base,
        [[seat, each.member] for seat, each in sorted(views.items())],
        recipe_of(tender),
        any(each.none_found for each in views.values()),
        view.return_on,
        change.clause if change else "",
        change.version if change else 0,
        bool(power),
        reasons,
        "\n".join(dict.fromkeys(each.alternative for each in views.values() if each.alternative)),
        next((each.owner for each in views.values() if each.owner), ""),
        power,
    )
    return [*(change.events if change else ()), decided]


def decided(tender: Tender, event: ProposalDecided, stamp: Stamp) -> None:
    proposal = tender.proposals[event.proposal]
    proposal.decision = Decision(
        stamp,
        event.on,
        event.outcome,
        tuple(event.numbers),
        event.offer,
        event.base,
        tuple((seat, member) for seat, member in event.signers),
        tuple(event.reasons or ()),
        event.recipe,
        event.alternative or "",
        event.none_found,
        event.owner or "",
        event.return_on,
        (event.power or "(taken back)") if event.overridden else "",
        event.made,
        event.version,
        views=dict(proposal.signed),
    )
    if event.outcome == "ideas":
        first = tender.threads[proposal.id].first
        into_the_box(
            tender,
            proposal.id,
            proposal.clause,
            proposal.by,
            first.text or "",
            event.owner or "",
            event.return_on,
            event.on,
            first.protected,
        )
    proposal.counters = overtaken(proposal.counters)
    if event.outcome in ("accepted", "in part"):
        for name in proposal.merges:
            if event.outcome == "accepted" or tender.proposals[name].look == DONE:
                _with_it(tender, tender.proposals[name], proposal)


def _with_it(tender: Tender, part: Proposal, joint: Proposal) -> None:
    """A suggestion that was taken into a joint one is decided with it, and so are those that were taken into this one.

    Where only a part of the joint one is taken, those whose words do not all stand in the clause now wait on, with what is left of them.
    """
    made = joint.decision
    if not part.waits or made is None:
        return
    for name in part.merges:
        _with_it(tender, tender.proposals[name], joint)
    part.counters = overtaken(part.counters)
    part.decision = Decision(
        made.stamp,
        made.on,
        "together",
        (),
        part.offer.number,
        part.base,
        made.signers,
        made.reasons,
        made.recipe,
        made=made.made,
        version=made.version,
        joint=joint.id,
    )


def decision_of(tender: Tender, name: str, by: Member, today: str) -> tuple[Proposal, Decision]:
    """A suggestion that was decided and that has reached somebody, and its decision. Raises ``Refused``."""
    thread_of(tender, name, by, today)
    proposal = tender.proposals.get(name)
    if proposal is None or proposal.decision is None:
        raise Refused("Nothing was decided on this yet.")
    return proposal, proposal.decision


def _said_decided(tender: Tender, event: ProposalDecided) -> str:
    how = " by legal power, without the other signature" if event.overridden else ""
    return f"decided on a suggestion about {about(tender, event.proposal)}: {DECIDED[event.outcome].lower()}{how}"


DECIDE: dict[type, Any] = {}
APPLY = {ProposalDecided: decided}
SAY = {ProposalDecided: _said_decided}
