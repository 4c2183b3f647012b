"""Waiting suggestions when their clause moves on: carried by word, or marked as needing another look; never dropped."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from specs.proposed import Proposal, overtaken
from specs.rewording import Waiting
from specs.tender import Clause, Stamp, Tender
from specs.wording import Wording
from specs.words import Change


@dataclass(frozen=True, slots=True)
class ProposalsCarried:
    """Where the suggestions for a clause stand once its words changed.

    ``carried``: ``[[suggestion, its changes, those to read again, why it needs another look, those that clash], …]``.
    """

    clause: str
    version: int
    carried: list[list[Any]]


def waiting_on(tender: Tender, clause: str) -> list[Proposal]:
    """The suggestions for other words of a clause that still wait and that fit it as it stands."""
    found = (tender.proposals[name] for name in tender.threads_on.get(clause, ()) if name in tender.proposals)
    return [each for each in found if each.waits and each.clause == clause and each.kind == "wording" and not each.look]


def suggestions_on(tender: Tender, clause: Clause, besides: Collection[str] = ()) -> tuple[Waiting, ...]:
    """What has to be carried when a clause gets other words: the suggestions that wait on it, ``besides`` some."""
    found = [each for each in waiting_on(tender, clause.id) if each.id not in besides]
    return tuple(Waiting(each.id, each.offer.wording, each.changes, each.read) for each in found)


def were_carried(tender: Tender, event: ProposalsCarried, stamp: Stamp) -> None:
    for name, made, read, look, clashes in event.carried:
        proposal = tender.proposals[name]
        proposal.look, proposal.clashes = look, tuple(clashes)
        if look == "touched":
            continue  # it stays with the version it fits
        proposal.base, proposal.changes, proposal.read = event.version, tuple(Change(*row) for row in made), tuple(read)


def proposals_after_split(tender: Tender, clause: str, new: str, stayed: Collection[str], went: Collection[str]) -> None:
    """After some paragraphs became a clause of their own: suggestions about them go with them."""
    version = tender.clauses[clause].version
    for each in _about(tender, clause):
        if each.kind == "split" and each.arrangement.at in went:
            _go(tender, each, new, 1)
        elif each.kind == "wording" and not each.look:
            homes = set().union(*(homes_of(change, each.offer.wording, {*stayed, *went}) for change in each.changes))
            if homes <= {*stayed, ""}:
                each.base = version
            elif homes <= set(went):
                _go(tender, each, new, 1)
            else:
                each.look = "parted"


def proposals_after_merger(tender: Tender, clause: str, gone: str) -> None:
    """After a clause was merged into another one: its suggestions go with its words."""
    version = tender.clauses[clause].version
    for each in tender.proposals.values():
        if each.waits and each.clause in (clause, gone):
            fits = each.kind == "wording" and not each.look
            if each.clause == gone:
                _go(tender, each, clause, version if fits else 0)
            elif fits:
                each.base = version


def _about(tender: Tender, clause: str) -> list[Proposal]:
    found = [tender.proposals[name] for name in tender.threads_on.get(clause, ()) if name in tender.proposals]
    return [each for each in found if each.waits and each.clause == clause]


def homes_of(change: Change, source: Wording, there: Collection[str]) -> set[str]:
    """The paragraphs that stand in one clause where a change can be made: its own, and where it moves one, that which it then follows."""
    home = home_of(change, source, there)
    return {home, home_of(change._replace(kind="added"), source, there)} if change.kind == "moved" else {home}


def home_of(change: Change, source: Wording, there: Collection[str]) -> str:
    """The paragraph a change is at: for a new one, the nearest before it that stands (empty: at the beginning)."""
    if change.kind != "added":
        return change.paragraph
    home = ""
    for p in source:
        if p.id == change.paragraph:
            break
        home = p.id if p.id in there else home
    return home


def _go(tender: Tender, proposal: Proposal, clause: str, base: int) -> None:
    """A suggestion goes to another clause, where it fits version ``base``; with 0 its changes stay with the version they were made for.

    Words that were offered instead were written for the clause it was on: they are overtaken.
    """
    thread = tender.threads[proposal.id]
    if thread.clause != clause:
        tender.threads_on[thread.clause].remove(proposal.id)
    there = tender.threads_on.setdefault(clause, [])
    if proposal.id not in there:
        there.append(proposal.id)
    if base:
        proposal.base, proposal.base_of = base, ""
    elif not proposal.base_of:
        proposal.base_of = proposal.clause
    proposal.counters = overtaken(proposal.counters)
    proposal.clause = thread.clause = clause


DECIDE: dict[type, Any] = {}
APPLY = {ProposalsCarried: were_carried}
SAY = {ProposalsCarried: lambda tender, event: ""}
