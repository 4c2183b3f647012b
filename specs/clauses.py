"""Clauses reworded and added: drafted while the tender is being set up, and as was decided once it is open."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from specs.carryover import ProposalsCarried, suggestions_on
from specs.events import words
from specs.labels import name_of
from specs.locks import carried
from specs.places import CommentsCarried, comments_on
from specs.refusals import Refused, Stale
from specs.rewording import Reworded, Rewording, work_out
from specs.seats import insist
from specs.tender import Clause, Member, Part, Stamp, Tender, Version, standing
from specs.typed import one_line, optional, seen
from specs.wording import Paragraph, Place, Wording, to_rows
from specs.words import Change, changes, fits, rows


@dataclass(frozen=True)
class Reword:
    """New wording for a clause. ``base`` is the version it was written against; new paragraphs have the ids +1, +2 ….

    ``made`` are its changes where they were compared beforehand; they must fit.
    """

    clause: str
    base: int
    wording: Wording
    why: str = ""
    made: tuple[Change, ...] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class AddClause:
    """A new clause after another one (or first in its part, where ``after`` is empty)."""

    part: str
    after: str
    heading: str
    wording: Wording
    why: str = ""


@dataclass(frozen=True, slots=True)
class ClauseReworded:
    clause: str
    version: int
    shape: list[list[Any]]
    changes: list[list[Any]]
    locks: list[list[Any]]
    texts: list[str] | None = words()
    why: str | None = words()


@dataclass(frozen=True, slots=True)
class ClauseAdded:
    clause: str
    part: str
    after: str
    shape: list[list[Any]]
    texts: list[str] | None = words()
    why: str | None = words()


def insist_on_drafting(tender: Tender, by: Member) -> None:
    """Raises ``Refused`` once the tender is open: from then on everybody suggests, officials too."""
    insist(by, "draft")
    if tender.rounds:
        raise Refused(
            "The tender is open, so nobody changes it alone. Please suggest it instead: both chairs decide. Your words are kept in the box."
        )


def reword(tender: Tender, asked: Reword, by: Member) -> list[Any]:
    clause = standing(tender, asked.clause)
    if clause.openness == "fixed":
        insist(by, "draft")
        if tender.rounds and not asked.why.strip():
            raise Refused("This clause is fixed and the tender is open. Please say why its words change: everybody will read it.", "why")
    else:
        insist_on_drafting(tender, by)
    if asked.base != clause.version:
        raise Stale("Someone saved a newer version of this clause while you were writing. Both wordings are below, and yours is kept.")
    before = clause.wording
    wording = numbered(tender, asked.wording)
    if not any(seen(p.text) or p.kind == "block" for p in wording):
        raise Refused("Nothing is left of this clause. If it is not wanted any more, please retire it instead.", "box-1")
    insist_on_blocks(before, wording)
    made = changes(before, wording) if asked.made is None else renamed(tender, asked.made)
    if not made:
        raise Refused("These are the words the clause already has. Nothing was saved.")
    if asked.made is not None and not fits(before, wording, made):
        raise Stale("The changes no longer fit the clause. Your words are kept; please save once more.")
    why = optional(asked.why, "The reason", "why", 2_000)
    return reworded_events(clause, work_out(rewording_of(tender, clause, wording, made)), why)


def rewording_of(tender: Tender, clause: Clause, wording: Wording, made: Sequence[Change]) -> Rewording:
    """What is to be worked out when a clause gets these words."""
    comments, suggestions = comments_on(tender, clause), suggestions_on(tender, clause)
    return Rewording(clause.wording, wording, tuple(made), None, comments, suggestions, tuple(made), wording)


def reworded_events(clause: Clause, done: Reworded, why: str) -> list[Any]:
    """A clause gets new words: that it did, and where its fixed words, comments and waiting suggestions are now."""
    shape, texts = to_rows(done.after)
    locks = [[lock.id, lock.paragraph, lock.start, lock.end] for lock in carried(clause.locks, done.recorded)]
    version = clause.version + 1
    events: list[Any] = [ClauseReworded(clause.id, version, shape, rows(done.recorded), locks, texts, why)]
    if done.anchors:
        events.append(CommentsCarried(clause.id, version, done.anchors))
    if done.carried:
        events.append(ProposalsCarried(clause.id, version, done.carried))
    return events


def numbered(tender: Tender, wording: Wording) -> Wording:
    """New paragraphs get ids that were never used."""
    return tuple(replace(p, id=f"p{tender.paragraphs_made + int(p.id[1:])}") if p.id.startswith("+") else p for p in wording)


def renamed(tender: Tender, made: tuple[Change, ...]) -> list[Change]:
    """The changes with the ids that new paragraphs get."""
    return [
        change._replace(paragraph=f"p{tender.paragraphs_made + int(change.paragraph[1:])}") if change.paragraph.startswith("+") else change
        for change in made
    ]


def insist_on_blocks(before: Wording, after: Wording) -> None:
    """Raises ``Refused`` where a picture, or another thing that is not edited here, was touched."""
    kept = {p.id: p for p in after}
    for p in before:
        if p.kind == "block" and (p.id not in kept or kept[p.id].text != p.text):
            raise Refused(f"The {(p.label or 'picture').lower()} in this clause can only be changed in Word. Please leave it in its place.")


def add(tender: Tender, asked: AddClause, by: Member) -> list[Any]:
    insist_on_drafting(tender, by)
    part = _authored_part(tender, asked.part)
    after = place_after(tender, part, asked.after)
    heading = one_line(asked.heading, "The heading", "heading") if asked.heading.strip() else ""
    made = tender.paragraphs_made
    model = heading_model(tender, part, after)
    wording: list[Paragraph] = []
    if heading:
        wording.append(
            Paragraph(f"p{made + 1}", "head", heading, level=model.level if model else 0, series=model.series if model else None)
        )
    for p in asked.wording:
        if seen(p.text):
            wording.append(replace(p, id=f"p{made + len(wording) + 1}"))
    if not any(seen(p.text) for p in wording):
        raise Refused("The new clause has no words yet. Please write some.", "words")
    shape, texts = to_rows(wording)
    why = optional(asked.why, "The reason", "why", 2_000)
    return [ClauseAdded(f"c{len(tender.clauses) + 1}", part.id, after, shape, texts, why)]


def heading_model(tender: Tender, part: Part, after: str) -> Paragraph | None:
    """The heading a new one should be like: that of the clause before it, else the part's first."""
    order = list(tender.reading_order(part.id))
    near = [clause for clause in order if clause.id == after] + order
    return next((clause.heading for clause in near if clause.heading and not clause.heading.typed), None)


def _authored_part(tender: Tender, part: str) -> Part:
    found = tender.parts.get(part)
    if found is None or found.retired or found.kind != "authored":
        raise Refused("There is no such part in this tender. Please go back to the list of clauses.")
    return found


def place_after(tender: Tender, part: Part, after: str, moving: str = "") -> str:
    """The clause after which another is put; raises ``Refused`` when it is gone, or when a table goes on after it."""
    if after and (after not in part.order or tender.clauses[after].retired):
        raise Refused("The clause it should follow is not there any more. Please choose the place again.", "after")
    order = [each for each in tender.reading_order(part.id) if each.id != moving]
    place = next((k for k, each in enumerate(order) if each.id == after), -1)
    if after and place + 1 < len(order) and share_a_table(order[place], order[place + 1]):
        raise Refused("A table goes on after that clause, and a table stays together. Please choose a place before or after it.", "after")
    return after


def share_a_table(one: Clause, two: Clause) -> bool:
    """Whether a table that the first clause ends in goes on in the second, whatever heading was written between its rows since."""
    end = next((p.place for p in reversed(one.wording) if p.origin or p.place), None)
    beginning = next((p.place for p in two.wording if p.origin or p.place), None)
    return bool(end and beginning and outermost(end) == outermost(beginning))


def outermost(place: Place) -> str:
    """The outermost table of a place: a nested table's id begins with that of the cell it is in."""
    return place.table.split(".", 1)[0]


def row_of(place: Place) -> int:
    """The number of the row of the outermost table that a place is in."""
    row = place.table.split(".", 2)[1] if "." in place.table else place.row
    return int(row[1:])


def reworded(tender: Tender, event: ClauseReworded, stamp: Stamp) -> None:
    clause = tender.clauses[event.clause]
    made = tuple(map(tuple, event.changes))
    clause.versions.append(Version(event.version, stamp, event.shape, event.texts, event.why, made))
    clause.signed_off = None
    if clause.locks:
        spans = {row[0]: row[1:] for row in event.locks}
        clause.locks = tuple(
            replace(lock, paragraph=spans[lock.id][0], start=spans[lock.id][1], end=spans[lock.id][2])
            for lock in clause.locks
            if lock.id in spans
        )
    reserve(tender, event.shape)
    tender.shape_seq += 1


def added(tender: Tender, event: ClauseAdded, stamp: Stamp) -> None:
    tender.clauses[event.clause] = Clause(event.clause, event.part, [Version(1, stamp, event.shape, event.texts, event.why)])
    reserve(tender, event.shape)
    put_after(tender.parts[event.part], event.clause, event.after)
    tender.shape_seq += 1


def reserve(tender: Tender, shape: Sequence[Sequence[Any]]) -> None:
    """Ids of paragraphs that stood or were offered once are never used for other words."""
    numbers = (int(row[0][1:]) for row in shape if row[0].startswith("p") and row[0][1:].isdecimal())
    tender.paragraphs_made = max(tender.paragraphs_made, *numbers, 0)


def put_after(part: Part, clause: str, after: str) -> None:
    part.order.insert(part.order.index(after) + 1 if after else 0, clause)


DECIDE = {Reword: reword, AddClause: add}
APPLY = {ClauseReworded: reworded, ClauseAdded: added}
SAY = {
    ClauseReworded: lambda tender, event: f"changed the words of {name_of(tender, event.clause)}",
    ClauseAdded: lambda tender, event: f"added {name_of(tender, event.clause)}",
}
