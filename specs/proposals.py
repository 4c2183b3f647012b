"""Suggestions: other wording of an open clause, a new clause, or another order."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from specs.behalf import on_behalf
from specs.circles import thread_of
from specs.clauses import reserve
from specs.events import words
from specs.labels import name_of
from specs.offered import NOWHERE, arrangement_checked, base_wording, wording_checked
from specs.proposed import WORDED, Arrangement, Offer, Proposal
from specs.reaching import insist_it_reached, is_held_back
from specs.refusals import GONE, Refused, Stale
from specs.rounds import insist_on_round, is_late
from specs.seats import insist, may_see
from specs.signing_off import is_signed_off
from specs.tender import Clause, Member, Stamp, Tender, standing
from specs.threads import Behalf, Post, Thread
from specs.typed import prose
from specs.wording import Wording, to_rows
from specs.words import Change, rows

KINDS = {
    "wording": "Other words",
    "new": "A new clause",
    "split": "Split this clause in two",
    "merge": "Merge it with the clause that follows",
    "move": "Move it",
    "removal": "Leave it out",
    "explanation": "Other words to explain why it is fixed",
}
LONGEST_REASON = 5_000
MOST_TOGETHER = 20


@dataclass(frozen=True)
class Propose:
    """Suggest something about a clause as it stood in version ``base``.

    ``proposal`` is an id that nobody can guess the order of. ``wording`` is the text as it should read (kinds wording, new, explanation);
    new paragraphs have the ids +1, +2 …. For a new clause ``clause`` is the one it stands beside. ``merges`` are the suggestions that were
    taken into one wording here, and ``sources`` which of its words are whose: ``(paragraph, from, to, suggestion)``.
    """

    proposal: str
    kind: str
    clause: str
    base: int
    reason: str
    wording: Wording = ()
    arrangement: Arrangement = NOWHERE
    made: tuple[Change, ...] | None = field(default=None, repr=False)
    merges: tuple[str, ...] = ()
    sources: tuple[tuple[str, int, int, str], ...] = ()
    behalf: Behalf | None = None
    credited: str = ""
    protected: bool = field(default=False, repr=False)
    today: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Proposed:
    """``version`` is the one it was written against; ``base`` and ``changes_now`` where it was carried to at once."""

    proposal: str
    kind: str
    clause: str
    version: int
    on: str
    by: str
    protected: bool
    late: bool
    shape: list[list[Any]]
    changes: list[list[Any]]
    base: int
    changes_now: list[list[Any]]
    read: list[int]
    look: str
    clashes: list[int]
    at: str
    after: str
    follows: str
    merges: list[str]
    sources: list[list[Any]]
    method: str
    day: str
    texts: list[str] | None = words()
    reason: str | None = words()
    heading: str | None = words()
    occasion: str | None = words()


def propose(tender: Tender, asked: Propose, by: Member) -> list[Any]:
    if asked.kind not in KINDS:
        raise Refused("Please choose what you want to suggest.", "kind")
    insist(by, "speak for others" if asked.behalf else "suggest")
    if by.seat == "facilitator" and asked.behalf is None and not asked.merges:
        raise Refused("As the facilitator you write down what others suggest. Please say for whom this is.", "credited")
    insist_on_round(tender, asked.today)
    if not re.fullmatch("t[0-9a-f]{10}", asked.proposal) or asked.proposal in tender.threads:
        raise Refused("This form was sent before. Please open the page again; your words are kept in the box.")
    clause = standing(tender, asked.clause)
    if not may_see(by, tender.parts[clause.part]):
        raise Refused(GONE)
    behalf, credited = on_behalf(tender, asked.behalf, asked.credited, asked.today)
    return [offered(tender, asked, credited if behalf else by.id, behalf, _taken_together(tender, asked, by))]


def offered(tender: Tender, asked: Propose, said_by: str, behalf: Behalf | None, merges: tuple[str, ...] = ()) -> Proposed:
    """What is suggested, checked but for who may suggest it; ``said_by`` is whose it is, or nobody. Raises ``Refused``."""
    clause = standing(tender, asked.clause)
    insist_it_may_change(clause, asked.kind)
    if asked.kind != "explanation":
        base_wording(clause, "wording", asked.base)  # nothing is suggested about a version that there is not
    reason = prose(asked.reason, "The reason", "reason", LONGEST_REASON)
    shape: list[list[Any]] = []
    texts: list[str] = []
    fit = arrangement_checked(tender, clause, asked.kind, asked.arrangement)
    where = fit.arrangement
    if asked.kind in WORDED:
        fit = wording_checked(tender, clause, asked.kind, asked.base, asked.wording, asked.made)
        shape, texts = to_rows(fit.wording)
    sources = _sources_checked(tender, fit.wording, asked.sources, merges)
    return Proposed(
        asked.proposal,
        asked.kind,
        clause.id,
        asked.base,
        asked.today,
        said_by,
        asked.protected or any(is_held_back(tender, name, asked.today) for name in merges),
        is_late(tender, asked.today),
        shape,
        rows(fit.made),
        fit.base,
        rows(fit.now),
        list(fit.read),
        fit.look,
        list(fit.clashes),
        where.at,
        where.after,
        where.follows,
        list(merges),
        sources,
        behalf.method if behalf else "",
        behalf.day if behalf else "",
        texts,
        reason,
        where.heading,
        behalf.occasion if behalf else "",
    )


def insist_it_may_change(clause: Clause, kind: str) -> None:
    """Raises ``Refused`` where a clause is fixed, or signed off; how a fixed one is explained can be suggested, and a new one beside it."""
    if kind == "explanation":
        if clause.openness == "open":
            raise Refused("This clause is open to change, so nothing has to be explained. You can suggest other words for it.", "kind")
        return
    if kind == "new":
        return
    if clause.openness == "fixed":
        raise Refused(
            "This clause is fixed, so no other words can be suggested for it. You can ask why, or suggest how it is explained. "
            "Your words are kept in the box.",
            "kind",
        )
    if is_signed_off(clause):
        raise Refused("This clause was signed off. Both chairs can open it again; your words are kept in the box.", "kind")
    if kind == "removal" and clause.locks:
        raise Refused("Some words of this clause are fixed, so it cannot be left out. You can suggest other words for the rest.", "kind")


def _sources_checked(tender: Tender, wording: Wording, sources: Sequence[Sequence[Any]], merges: Sequence[str]) -> list[list[Any]]:
    """Whose words are whose in one wording made of several: places that are in it, suggestions it was made of. Raises ``Refused``."""
    sizes = {p.id: len(p.text) for p in wording}
    found = []
    for name, start, end, whose in sources:
        paragraph = f"p{tender.paragraphs_made + int(name[1:])}" if re.fullmatch(r"\+[0-9]{1,6}", name) else name
        if whose not in merges or not 0 <= start <= end <= sizes.get(paragraph, -1):
            raise Stale("The suggestions that you take together have changed. Please take them together once more; your words are kept.")
        found.append([paragraph, start, end, whose])
    return found


def _taken_together(tender: Tender, asked: Propose, by: Member) -> tuple[str, ...]:
    """The suggestions taken into one wording, checked: they wait, on this clause, and there are two of them at least."""
    merges = tuple(dict.fromkeys(asked.merges))
    if not merges:
        return ()
    if asked.kind != "wording" or not 2 <= len(merges) <= MOST_TOGETHER:
        raise Refused(f"From two to {MOST_TOGETHER} suggestions for the words of one clause can be taken together.", "merges")
    for name in merges:
        thread_of(tender, name, by, asked.today)
        each = tender.proposals.get(name)
        if each is not None:
            insist_it_reached(tender, by, each, asked.today)
        if each is None or each.kind != "wording" or each.clause != asked.clause or not each.waits:
            raise Refused("One of these suggestions does not wait any more, or is about another clause. Please choose again.", "merges")
    return merges


def waiting(tender: Tender, name: str, by: Member, today: str) -> Proposal:
    """A suggestion that is still to be decided and that has reached somebody. Raises ``Refused``."""
    thread_of(tender, name, by, today)
    found = tender.proposals.get(name)
    if found is None:
        raise Refused(GONE)
    insist_it_reached(tender, by, found, today)
    if not found.waits:
        raise Refused("This suggestion was decided or withdrawn in the meantime. How it stands is below; your words are kept.")
    return found


def on_clause(tender: Tender, clause: str) -> list[Proposal]:
    """The suggestions about a clause, in the order they came."""
    names = (name for name in tender.threads_on.get(clause, ()) if name in tender.proposals)
    return [tender.proposals[name] for name in names]


def proposed(tender: Tender, event: Proposed, stamp: Stamp) -> None:
    behalf = Behalf(event.method, event.day, event.occasion or "") if event.method else None
    first = Post(1, stamp, event.on, event.by, event.reason, event.protected, behalf)
    version = event.version if event.kind != "explanation" else tender.clauses[event.clause].version
    tender.threads[event.proposal] = Thread(event.proposal, event.clause, event.clause, version, "suggestion", "", [first], late=event.late)
    tender.threads_on.setdefault(event.clause, []).append(event.proposal)
    offer = Offer(
        1,
        stamp,
        event.on,
        event.by,
        "together" if event.merges else "author",
        event.version,
        event.shape,
        event.texts,
        tuple(Change(*row) for row in event.changes),
        event.clause,
    )
    tender.proposals[event.proposal] = Proposal(
        event.proposal,
        event.kind,  # type: ignore[arg-type]
        event.clause,
        [offer],
        event.base,
        tuple(Change(*row) for row in event.changes_now),
        Arrangement(event.at, event.after, event.follows, event.heading or ""),
        tuple(event.read),
        event.look,
        tuple(event.clashes),
        tuple(event.merges),
        tuple((row[0], row[1], row[2], row[3]) for row in event.sources),
    )
    reserve(tender, event.shape)


def about(tender: Tender, name: str) -> str:
    """What a suggestion is about, as a sentence names it."""
    return name_of(tender, tender.proposals[name].clause)


def _said_proposed(tender: Tender, event: Proposed) -> str:
    where = name_of(tender, event.clause)
    return {
        "wording": f"suggested other words for {where}",
        "new": f"suggested a new clause beside {where}",
        "split": f"suggested to split {where} in two",
        "merge": f"suggested to merge {where} with the one that follows",
        "move": f"suggested to move {where}",
        "removal": f"suggested to leave out {where}",
        "explanation": f"suggested other words to explain why {where} is fixed",
    }[event.kind]


DECIDE = {Propose: propose}
APPLY = {Proposed: proposed}
SAY = {Proposed: _said_proposed}
