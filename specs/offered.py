"""What somebody offers, checked against the tender and carried to the clause as it stands.

Nothing is applied to a text it was not shown against.
"""

from dataclasses import dataclass, replace
from typing import Any

from specs.arranging import MergeClauses, MoveClause, RetireClause, SplitClause, merge_events, move_events, retire_events, split_events
from specs.carrying import carry
from specs.carryover import homes_of
from specs.clauses import heading_model, insist_on_blocks, numbered, place_after, renamed
from specs.comparing import quoted
from specs.grouping import linked
from specs.proposed import WORDED, Arrangement, Proposal
from specs.refusals import Refused, Stale
from specs.tender import Clause, Tender
from specs.typed import one_line, seen
from specs.wording import Paragraph, Wording
from specs.words import Change, changes, fits

TOUCHED = "touched"  # somebody else's change touched the same words
DONE = "done"  # the words stand in the clause already
PARTED = "parted"  # its words are in two clauses now
GONE = "gone"  # the clause was left out, or merged away
FIXED = "fixed"  # the clause was fixed meanwhile
LOCKED = "locked"  # some of its words were, and it would be left out with them
EXPLAINED = "explained"  # the reason was given anew
PLACED = "placed"  # the clauses around it changed
LOOKS = {
    TOUCHED: "Somebody else’s change touched the same words.",
    DONE: "These words stand in the clause already.",
    PARTED: "The words that this would change stand in two clauses now.",
    GONE: "The clause was left out of the tender.",
    FIXED: "The clause is fixed now.",
    LOCKED: "Some words of the clause are fixed, so it cannot be left out.",
    EXPLAINED: "The reason was given anew.",
    PLACED: "The clauses were arranged anew, and this no longer fits where they are.",
}


NOWHERE = Arrangement()


@dataclass(frozen=True)
class Fit:
    """What somebody offers: the wording, its changes to what it was written against, and those carried to the clause as it stands."""

    wording: Wording = ()
    made: tuple[Change, ...] = ()
    base: int = 0
    now: tuple[Change, ...] = ()
    read: tuple[int, ...] = ()
    look: str = ""
    clashes: tuple[int, ...] = ()
    arrangement: Arrangement = NOWHERE


def base_wording(clause: Clause, kind: str, base: int) -> Wording:
    """The wording that somebody writes against: that of a version, or of the reason; a new clause begins with nothing."""
    if kind == "new":
        return ()
    if kind == "explanation":
        return explanation_wording(clause.reason.explanation if clause.reason else "")
    if not 1 <= base <= clause.version:
        raise Refused("This clause has no such version. Please open the page again; your words are kept in the box.")
    return clause.versions[base - 1].wording


def explanation_wording(text: str) -> Wording:
    """Why a clause is fixed, a paragraph a line."""
    return tuple(Paragraph(f"e{place}", "para", line) for place, line in enumerate(text.split("\n"), 1) if line.strip())


def wording_checked(tender: Tender, clause: Clause, kind: str, base: int, wording: Wording, made: tuple[Change, ...] | None) -> Fit:
    """Offered words, checked and carried to the clause as it stands. Raises ``Refused``."""
    if kind == "explanation" and base != clause.fixings:
        raise Stale("The reason was given anew in the meantime. It stands below; your words are kept in the box.")
    before = base_wording(clause, kind, base)
    if kind == "new":
        wording = _like_its_neighbours(tender, clause, wording)
    after = numbered(tender, wording)
    if not any(seen(p.text) or p.kind == "block" for p in after):
        raise Refused("There are no words here yet. Please write some; to leave the clause out, choose that instead.", "box-1")
    insist_on_blocks(before, after)
    found = changes(before, after) if made is None else renamed(tender, made)
    if not found:
        raise Refused("These are the words that stand there already. Nothing was sent.", "box-1")
    if made is not None and not fits(before, after, found):
        raise Stale("The changes no longer fit the words. Your words are kept; please send once more.")
    together = linked(before, after, found) if made is None else tuple(found)
    if kind != "wording":
        return Fit(after, together, base, together)
    return _carried(clause, base, after, together)


def _like_its_neighbours(tender: Tender, clause: Clause, wording: Wording) -> Wording:
    """A new clause whose heading, where it has one, looks and is numbered as those beside it."""
    if not wording or wording[0].kind != "head":
        return wording
    model = heading_model(tender, tender.parts[clause.part], clause.id)
    head = replace(wording[0], level=model.level if model else 0, series=model.series if model else None)
    return (head, *wording[1:])


def _carried(clause: Clause, base: int, wording: Wording, made: tuple[Change, ...]) -> Fit:
    """Changes written against an older version, carried to the clause as it stands. Raises ``Refused`` where they touch fixed words."""
    fit = carried_through(clause, base, wording, made)
    if fit.look in ("", DONE):
        insist_on_fixed_words(clause, fit.now)
    return fit


def carried_through(clause: Clause, base: int, wording: Wording, made: tuple[Change, ...]) -> Fit:
    """Changes that stand against an older version, carried through what was recorded since, as far as they can be."""
    now, read = made, set[int]()
    for before, after in zip(clause.versions[base - 1 :], clause.versions[base:], strict=False):
        if not after.changes:  # split, or merged: its paragraphs are those of before, or in another clause
            if missing(now, wording, before.wording, after.wording):
                return Fit(wording, made, before.number, now, tuple(sorted(read)), PARTED)
            continue
        step = carry(before.wording, wording, now, after.wording, [Change(*row) for row in after.changes])
        if step.clashes:
            return Fit(wording, made, before.number, now, tuple(sorted(read)), TOUCHED, tuple(step.clashes))
        now, read = tuple(step.changes), read | set(step.read)
    standing = {change.number for change in now}
    return Fit(wording, made, clause.version, now, tuple(sorted(read & standing)), "" if now else DONE)


def missing(now: tuple[Change, ...], source: Wording, before: Wording, after: Wording) -> set[str]:
    """The paragraphs of ``before`` that some of these changes are at and that do not stand in ``after``."""
    here, there = {p.id for p in before}, {p.id for p in after}
    return {home for change in now for home in homes_of(change, source, here) if home and home not in there}


def insist_on_fixed_words(clause: Clause, made: tuple[Change, ...]) -> None:
    """Raises ``Refused`` where a change touches words of the clause that are fixed."""
    texts = {p.id: p.text for p in clause.wording}
    for lock in clause.locks:
        for change in made:
            inside = change.kind == "words" and change.start < lock.end and change.end > lock.start
            if change.paragraph == lock.paragraph and (inside or change.kind == "removed"):
                words = quoted(texts.get(lock.paragraph, "")[lock.start : lock.end])
                raise Refused(f"The words {words} are fixed. Please put them back as they were; your other words are kept.", "box-1")


def arrangement_checked(tender: Tender, clause: Clause, kind: str, asked: Arrangement) -> Fit:
    """A new place or another order, checked: nothing is kept of it but what its kind needs. Raises ``Refused``."""
    if kind == "new":
        order = [each.id for each in tender.reading_order(clause.part)]
        before = ["", *order][order.index(clause.id)]
        if asked.after not in (before, clause.id):
            raise Refused("Please choose whether the new clause stands before or after this one.", "after")
        return Fit(arrangement=Arrangement(after=place_after(tender, tender.parts[clause.part], asked.after)))
    if kind in WORDED:
        return Fit()
    (event, *_) = arranged(tender, clause, kind, asked, "")
    kept = {
        "split": Arrangement(at=asked.at, heading=one_line(asked.heading, "The heading", "heading") if asked.heading.strip() else ""),
        "merge": Arrangement(follows=getattr(event, "gone", "")),
        "move": Arrangement(after=asked.after),
    }
    return Fit(base=clause.version, arrangement=kept.get(kind, NOWHERE))


def arranged(tender: Tender, clause: Clause, kind: str, asked: Arrangement, why: str) -> list[Any]:
    """What happens when a clause is split, merged, moved or left out as was suggested. Raises ``Refused`` where that cannot be."""
    match kind:
        case "split":
            return split_events(tender, SplitClause(clause.id, asked.at, asked.heading, why))
        case "merge":
            return merge_events(tender, MergeClauses(clause.id, why, asked.follows))
        case "move":
            return move_events(tender, MoveClause(clause.id, asked.after, why))
    return retire_events(tender, RetireClause(clause.id, why))


def look_of(tender: Tender, proposal: Proposal) -> str:
    """Why somebody has to look at a suggestion again before it can be accepted, as one of ``LOOKS``; empty where nothing is in the way."""
    clause = tender.clauses[proposal.clause]
    if tender.parts[clause.part].retired or (clause.retired and proposal.kind != "new"):
        return GONE
    if proposal.kind == "explanation":
        return "" if clause.openness == "fixed" and clause.fixings == proposal.base else EXPLAINED
    if proposal.kind == "new":
        return ""
    if clause.openness == "fixed":
        return FIXED
    if proposal.look or proposal.kind == "wording":
        return proposal.look
    if proposal.kind == "removal" and clause.locks:
        return LOCKED
    try:
        arranged(tender, clause, proposal.kind, proposal.arrangement, "")
    except Refused:
        return PLACED
    return ""
