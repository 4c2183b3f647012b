"""The order of clauses while the tender is being set up: split, merged, moved, retired and restored."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from specs.carryover import proposals_after_merger, proposals_after_split
from specs.clauses import insist_on_drafting, outermost, place_after, put_after, row_of, share_a_table
from specs.events import words
from specs.labels import name_of
from specs.places import follow_merger, follow_split
from specs.refusals import Refused, Stale
from specs.tender import Clause, Member, Stamp, Tender, Version, standing
from specs.typed import one_line, optional
from specs.wording import Paragraph, Series, to_rows


@dataclass(frozen=True, slots=True)
class SplitClause:
    """From this paragraph on, the words become a clause of their own. ``heading`` is put above them where one is given."""

    clause: str
    at: str
    heading: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class MergeClauses:
    """The words of the clause that follows become part of this one. ``follows`` is the one that was looked at, where one was."""

    clause: str
    why: str = ""
    follows: str = ""


@dataclass(frozen=True, slots=True)
class MoveClause:
    """Put a clause after another one of its part; first, where ``after`` is empty."""

    clause: str
    after: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class RetireClause:
    clause: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class RestoreClause:
    clause: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class ClauseSplit:
    """The paragraphs from ``at`` on went to the clause ``new``; ``head`` is the id of a heading written for it, or empty."""

    clause: str
    version: int
    at: str
    new: str
    head: str
    level: int
    series: list[Any] | None
    heading: str | None = words()
    why: str | None = words()


@dataclass(frozen=True, slots=True)
class ClausesMerged:
    clause: str
    version: int
    gone: str
    why: str | None = words()


@dataclass(frozen=True, slots=True)
class ClauseMoved:
    clause: str
    after: str
    why: str | None = words()


@dataclass(frozen=True, slots=True)
class ClauseRetired:
    clause: str
    why: str | None = words()


@dataclass(frozen=True, slots=True)
class ClauseRestored:
    clause: str
    why: str | None = words()


def split(tender: Tender, asked: SplitClause, by: Member) -> list[Any]:
    insist_on_drafting(tender, by)
    return split_events(tender, asked)


def split_events(tender: Tender, asked: SplitClause) -> list[Any]:
    """What happens when a clause is split. Raises ``Refused`` where it cannot be."""
    clause = standing(tender, asked.clause)
    wording = clause.wording
    place = next((k for k, p in enumerate(wording) if p.id == asked.at), -1)
    if place < 0:
        raise Refused("Someone changed this clause in the meantime. Please choose the place again.", "at")
    if place == 0 or (place == 1 and clause.heading):
        raise Refused("Both halves need some words. Please choose a later paragraph.", "at")
    before, there = wording[place - 1].place, wording[place].place
    if before and there and outermost(before) == outermost(there):
        raise Refused("A table stays together. Please choose a paragraph before or after the table.", "at")
    if wording[place].origin and wording[place - 1].origin == wording[place].origin:
        raise Refused("In Word these words stand in one paragraph with the picture or box before them. Please choose another place.", "at")
    heading = one_line(asked.heading, "The heading", "heading") if asked.heading.strip() else ""
    head = f"p{tender.paragraphs_made + 1}" if heading and wording[place].kind != "head" else ""
    model = clause.heading if clause.heading and not clause.heading.typed else None
    why = optional(asked.why, "The reason", "why", 2_000)
    return [
        ClauseSplit(
            clause.id,
            clause.version + 1,
            asked.at,
            f"c{len(tender.clauses) + 1}",
            head,
            model.level if model else 0,
            list(model.series) if model and model.series else None,
            heading if head else "",
            why,
        )
    ]


def merge(tender: Tender, asked: MergeClauses, by: Member) -> list[Any]:
    insist_on_drafting(tender, by)
    return merge_events(tender, asked)


def merge_events(tender: Tender, asked: MergeClauses) -> list[Any]:
    """What happens when a clause and the one that follows are merged. Raises ``Refused`` where it cannot be."""
    clause = standing(tender, asked.clause)
    order = [each.id for each in tender.reading_order(clause.part)]
    place = order.index(clause.id)
    if place + 1 == len(order):
        raise Refused("No clause follows this one, so there is nothing to merge it with.")
    gone = tender.clauses[order[place + 1]]
    if asked.follows and asked.follows != gone.id:
        raise Stale("Another clause follows this one now: someone arranged the clauses in the meantime. Please look at it below.")
    if gone.openness != clause.openness:
        raise Refused("One of these clauses is fixed and the other is open. Please make them alike first.")
    why = optional(asked.why, "The reason", "why", 2_000)
    return [ClausesMerged(clause.id, clause.version + 1, gone.id, why)]


def move(tender: Tender, asked: MoveClause, by: Member) -> list[Any]:
    insist_on_drafting(tender, by)
    return move_events(tender, asked)


def move_events(tender: Tender, asked: MoveClause) -> list[Any]:
    """What happens when a clause is moved. Raises ``Refused`` where it cannot be."""
    clause = standing(tender, asked.clause)
    part = tender.parts[clause.part]
    if asked.after == clause.id:
        raise Refused("A clause cannot stand after itself. Please choose another place.", "after")
    after = place_after(tender, part, asked.after, clause.id)
    standing_now = list(tender.reading_order(part.id))
    order = [each.id for each in standing_now]
    now = order.index(clause.id)
    if any(share_a_table(*pair) for pair in pairwise(standing_now[max(0, now - 1) : now + 2])):
        raise Refused("This clause is some rows of a table that other clauses share, and a table stays together.", "after")
    if (order[now - 1] if now else "") == after:
        raise Refused("The clause already stands there.", "after")
    return [ClauseMoved(clause.id, after, optional(asked.why, "The reason", "why", 2_000))]


def retire(tender: Tender, asked: RetireClause, by: Member) -> list[Any]:
    insist_on_drafting(tender, by)
    return retire_events(tender, asked)


def retire_events(tender: Tender, asked: RetireClause) -> list[Any]:
    """What happens when a clause is retired. Raises ``Refused`` where it cannot be."""
    clause = standing(tender, asked.clause)
    if len(list(tender.reading_order(clause.part))) == 1:
        raise Refused("This is the last clause of its part. Please add another one first.")
    return [ClauseRetired(clause.id, optional(asked.why, "The reason", "why", 2_000))]


def restore(tender: Tender, asked: RestoreClause, by: Member) -> list[Any]:
    insist_on_drafting(tender, by)
    clause = tender.clauses.get(asked.clause)
    if clause is None or not clause.retired:
        raise Refused("This clause stands already.")
    elsewhere = {p.id for each in tender.reading_order(clause.part) for p in each.wording}
    if any(p.id in elsewhere for p in clause.wording):
        raise Refused("This clause was merged into another one, where its words still stand. Please split that clause instead.")
    _insist_its_rows_fit(tender, clause)
    return [ClauseRestored(clause.id, optional(asked.why, "The reason", "why", 2_000))]


def _insist_its_rows_fit(tender: Tender, clause: Clause) -> None:
    """Raises ``Refused`` where what was merged, moved or added meanwhile leaves no place for a clause between the rows of its table."""
    order = [each for name in tender.parts[clause.part].order if (each := tender.clauses[name]) is clause or not each.retired]
    places = [place for each in order for place in [p.place for p in each.wording if p.origin or p.place] or [None]]
    for table in {outermost(p.place) for p in clause.wording if p.place}:
        rows = {k: row_of(place) for k, place in enumerate(places) if place and outermost(place) == table}
        together = max(rows) - min(rows) + 1 == len(rows)
        if not together or any(one > two for one, two in pairwise(rows.values())):
            raise Refused(
                "This clause is some rows of a table, and there is no place for them between its other rows, as the clauses stand now. "
                "Please arrange those first, or write the words anew where they are needed."
            )


def was_split(tender: Tender, event: ClauseSplit, stamp: Stamp) -> None:
    clause = tender.clauses[event.clause]
    last = clause.versions[-1]
    place = next(k for k, row in enumerate(last.shape) if row[0] == event.at)
    texts = last.texts
    first = Version(event.version, stamp, last.shape[:place], texts[:place] if texts is not None else None, event.why)
    rest_shape, rest_texts = last.shape[place:], texts[place:] if texts is not None else None
    if event.head:
        head = Paragraph(event.head, "head", "", event.level, series=Series(*event.series) if event.series else None)
        rest_shape = [*to_rows([head])[0], *rest_shape]
        rest_texts = [event.heading or "", *rest_texts] if rest_texts is not None else None
        tender.paragraphs_made += 1
    went = {row[0] for row in rest_shape}
    noted = {name[5:] for row in rest_shape if len(row) > 7 for _, _, name in row[7] if name.startswith("note:")}
    new = Clause(
        event.new,
        clause.part,
        [Version(1, stamp, rest_shape, rest_texts, event.why)],
        tuple(note for note in clause.notes if note.id in noted),
        clause.openness,
        clause.reason,
        tuple(lock for lock in clause.locks if lock.paragraph in went),
        fixed_at=clause.fixed_at,
        fixings=clause.fixings,
    )
    clause.versions.append(first)
    clause.notes = tuple(note for note in clause.notes if note.id not in noted)
    clause.locks = tuple(lock for lock in clause.locks if lock.paragraph not in went)
    tender.clauses[event.new] = new
    put_after(tender.parts[clause.part], event.new, clause.id)
    follow_split(tender, clause.id, event.new, went)
    proposals_after_split(tender, clause.id, event.new, {row[0] for row in first.shape}, went)
    tender.shape_seq += 1


def merged(tender: Tender, event: ClausesMerged, stamp: Stamp) -> None:
    clause, gone = tender.clauses[event.clause], tender.clauses[event.gone]
    one, two = clause.versions[-1], gone.versions[-1]
    texts = [*one.texts, *two.texts] if one.texts is not None and two.texts is not None else None
    clause.versions.append(Version(event.version, stamp, [*one.shape, *two.shape], texts, event.why))
    clause.notes = (*clause.notes, *gone.notes)
    clause.locks = (*clause.locks, *gone.locks)
    asking = {each.stamp.by for each in clause.holds}
    clause.holds += [each for each in gone.holds if each.stamp.by not in asking]
    gone.retired, gone.holds, gone.arranged = True, [], stamp
    follow_merger(tender, clause.id, gone.id)
    proposals_after_merger(tender, clause.id, gone.id)
    tender.shape_seq += 1


def moved(tender: Tender, event: ClauseMoved, stamp: Stamp) -> None:
    part = tender.parts[tender.clauses[event.clause].part]
    part.order.remove(event.clause)
    put_after(part, event.clause, event.after)
    tender.clauses[event.clause].arranged = stamp
    tender.shape_seq += 1


def retired(tender: Tender, event: ClauseRetired, stamp: Stamp) -> None:
    clause = tender.clauses[event.clause]
    clause.retired, clause.arranged = True, stamp
    tender.shape_seq += 1


def restored(tender: Tender, event: ClauseRestored, stamp: Stamp) -> None:
    clause = tender.clauses[event.clause]
    clause.retired, clause.arranged = False, stamp
    tender.shape_seq += 1


DECIDE = {SplitClause: split, MergeClauses: merge, MoveClause: move, RetireClause: retire, RestoreClause: restore}
APPLY = {ClauseSplit: was_split, ClausesMerged: merged, ClauseMoved: moved, ClauseRetired: retired, ClauseRestored: restored}
SAY = {
    ClauseSplit: lambda tender, event: f"split {name_of(tender, event.clause)} in two; the rest became {name_of(tender, event.new)}",
    ClausesMerged: lambda tender, event: f"merged {name_of(tender, event.gone)} into {name_of(tender, event.clause)}",
    ClauseMoved: lambda tender, event: (
        f"moved {name_of(tender, event.clause)} {'after ' + name_of(tender, event.after) if event.after else 'to the beginning'}"
    ),
    ClauseRetired: lambda tender, event: f"retired {name_of(tender, event.clause)}",
    ClauseRestored: lambda tender, event: f"restored {name_of(tender, event.clause)}",
}
