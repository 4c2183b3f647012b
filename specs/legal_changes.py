"""Legal changes: other words for a fixed clause that came in a Word file. Procurement says why; the group is told; both chairs look.

They never change anything by themselves: until procurement confirms one, the clause stays as it is.
"""

from dataclasses import dataclass, field, replace
from typing import Any

from specs.arranging import MoveClause, RetireClause, move_events, retire_events
from specs.carryover import suggestions_on
from specs.clauses import insist_on_blocks, numbered, renamed, reserve, reworded_events
from specs.events import words
from specs.holds import is_held
from specs.labels import name_of
from specs.offered import DONE, base_wording, carried_through, insist_on_fixed_words
from specs.places import comments_on
from specs.refusals import GONE, Refused
from specs.returned import Edit, LegalChange
from specs.rewording import Rewording, work_out
from specs.rounds import CHAIRS, signs_as
from specs.seats import SEATS, insist, may_see
from specs.tender import Clause, Member, Stamp, Tender, standing
from specs.typed import prose
from specs.wording import from_rows, to_rows
from specs.words import Change, rows

STATES = {"waits": "Waits for procurement", "confirmed": "Confirmed", "declined": "Not taken over"}


@dataclass(frozen=True, slots=True)
class ConfirmLegalChange:
    """Procurement takes it over, and says why in plain words."""

    change: str
    reason: str
    today: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class DeclineLegalChange:
    """Procurement does not take it over, and says why."""

    change: str
    reason: str
    today: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class SeeLegalChange:
    """A chair says that they have read it."""

    change: str
    today: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class LegalChangeFound:
    """``version`` is the one that went out; ``shape`` and ``texts`` how the clause would read."""

    change: str
    file: str
    reviewer: int
    kind: str
    clause: str
    version: int
    on: str
    shape: list[list[Any]]
    changes: list[list[Any]]
    after: str
    day: str
    mixed: bool
    texts: list[str] | None = words()


@dataclass(frozen=True, slots=True)
class LegalChangeConfirmed:
    change: str
    on: str
    version: int
    reason: str | None = words()


@dataclass(frozen=True, slots=True)
class LegalChangeDeclined:
    change: str
    on: str
    reason: str | None = words()


@dataclass(frozen=True, slots=True)
class LegalChangeSeen:
    change: str
    seat: str
    on: str


def touches_what_is_fixed(clause: Clause, edit: Edit) -> bool:
    """Whether something that was changed in a file is in a fixed clause, or touches fixed words of an open one."""
    if edit.kind == "new":
        return False
    if clause.openness == "fixed":
        return True
    if edit.kind != "wording":
        return edit.kind == "removal" and bool(clause.locks)
    if not clause.locks:
        return False
    base_wording(clause, "wording", edit.base)
    fit = carried_through(clause, edit.base, edit.wording, edit.made)
    try:
        insist_on_fixed_words(clause, fit.now)
    except Refused:
        return True
    return False


def found_events(tender: Tender, file: str, edit: Edit, name: str, today: str) -> list[Any]:
    """What a file changes in a fixed clause, to wait for procurement. Raises ``Refused`` where it cannot be placed."""
    clause = standing(tender, edit.clause)
    shape: list[list[Any]] = []
    texts: list[str] = []
    made: list[Change] = []
    if edit.kind == "wording":
        before, after = base_wording(clause, "wording", edit.base), numbered(tender, edit.wording)
        insist_on_blocks(before, after)
        made = renamed(tender, edit.made)
        shape, texts = to_rows(after)
    found = LegalChangeFound(
        name, file, edit.reviewer, edit.kind, clause.id, edit.base, today, shape, rows(made), edit.after, edit.day, edit.mixed, texts
    )
    return [found]


def changes_seen(tender: Tender, by: Member) -> list[LegalChange]:
    """The legal changes that somebody may see, the newest last."""
    return [each for each in tender.legal_changes.values() if may_see(by, tender.parts[tender.clauses[each.edit.clause].part])]


def to_confirm(tender: Tender, by: Member) -> list[LegalChange]:
    """Those that wait for this procurement officer."""
    if by.seat != "procurement":
        return []
    return [each for each in changes_seen(tender, by) if each.state == "waits"]


def to_see(tender: Tender, by: Member) -> list[LegalChange]:
    """Those that this chair has not read."""
    seat = signs_as(tender, by)
    return [each for each in changes_seen(tender, by) if each.state == "confirmed" and seat not in each.seen] if seat else []


def unread(tender: Tender) -> list[LegalChange]:
    """Those that wait for procurement, or that a chair has not read."""
    return [
        each
        for each in tender.legal_changes.values()
        if each.state == "waits" or (each.state == "confirmed" and set(CHAIRS) - set(each.seen))
    ]


def _waiting(tender: Tender, name: str, by: Member) -> LegalChange:
    insist(by, "legal changes")
    found = tender.legal_changes.get(name)
    if found is None or found not in changes_seen(tender, by):
        raise Refused(GONE)
    if found.state != "waits":
        raise Refused("This legal change was dealt with in the meantime. How it stands is below.")
    return found


def confirm(tender: Tender, asked: ConfirmLegalChange, by: Member) -> list[Any]:
    change = _waiting(tender, asked.change, by)
    if change.taken_back:
        raise Refused("Its words were taken back, so it cannot be taken over.")
    reason = prose(asked.reason, "The reason", "reason", 2_000)
    clause = standing(tender, change.edit.clause)
    if is_held(clause):
        raise Refused("This clause is held until it is discussed: nothing changes in it before. Your words are kept in the box.")
    events = _enacted(tender, clause, change.edit, reason)
    version = clause.version + (change.edit.kind == "wording")
    return [*events, LegalChangeConfirmed(change.id, asked.today, version, reason)]


def _enacted(tender: Tender, clause: Clause, edit: Edit, reason: str) -> list[Any]:
    if edit.kind == "removal":
        return retire_events(tender, RetireClause(clause.id, reason))
    if edit.kind == "move":
        return move_events(tender, MoveClause(clause.id, edit.after, reason))
    fit = carried_through(clause, edit.base, edit.wording, edit.made)
    if fit.look == DONE:
        raise Refused("These words stand in the clause already. Please say that it is not taken over, and why.")
    if fit.look:
        raise Refused(
            "The clause has changed since the file went out, and both touch the same words. "
            "Please say that it is not taken over; the commissioner can change the clause by hand."
        )
    asked = Rewording(clause.wording, edit.wording, fit.now, None, comments_on(tender, clause), suggestions_on(tender, clause))
    return reworded_events(clause, work_out(asked), reason)


def decline(tender: Tender, asked: DeclineLegalChange, by: Member) -> list[Any]:
    change = _waiting(tender, asked.change, by)
    return [LegalChangeDeclined(change.id, asked.today, prose(asked.reason, "The reason", "reason", 2_000))]


def see(tender: Tender, asked: SeeLegalChange, by: Member) -> list[Any]:
    seat = signs_as(tender, by)
    found = tender.legal_changes.get(asked.change)
    if not seat:
        raise Refused("Only the commissioner and the lived-experience co-chair say that they have read a legal change.")
    if found is None or found not in changes_seen(tender, by):
        raise Refused(GONE)
    if found.state != "confirmed":
        raise Refused("This legal change has not been confirmed, so there is nothing to read yet.")
    if seat in found.seen:
        raise Refused(f"The {SEATS[seat]} has read it already.")
    return [LegalChangeSeen(found.id, seat, asked.today)]


def was_found(tender: Tender, event: LegalChangeFound, stamp: Stamp) -> None:
    made = tuple(Change(*row) for row in event.changes)
    wording = from_rows(event.shape, event.texts)
    edit = Edit(event.reviewer, event.kind, event.clause, event.version, wording, made, event.after, event.day, event.mixed)
    taken_back = event.texts is None
    tender.legal_changes[event.change] = LegalChange(event.change, stamp, event.on, event.file, edit, taken_back=taken_back)
    tender.returned[event.file].legal.append(event.change)
    reserve(tender, event.shape)


def was_confirmed(tender: Tender, event: LegalChangeConfirmed, stamp: Stamp) -> None:
    change = tender.legal_changes[event.change]
    change.state, change.decided, change.decided_on = "confirmed", stamp, event.on
    change.version, change.reason = event.version, event.reason or "(taken back)"


def was_declined(tender: Tender, event: LegalChangeDeclined, stamp: Stamp) -> None:
    change = tender.legal_changes[event.change]
    change.state, change.decided, change.decided_on = "declined", stamp, event.on
    change.reason = event.reason or "(taken back)"


def was_seen(tender: Tender, event: LegalChangeSeen, stamp: Stamp) -> None:
    change = tender.legal_changes[event.change]
    tender.legal_changes[event.change] = replace(change, seen={**change.seen, event.seat: event.on})


def _about(tender: Tender, name: str) -> str:
    return name_of(tender, tender.legal_changes[name].edit.clause)


DECIDE = {ConfirmLegalChange: confirm, DeclineLegalChange: decline, SeeLegalChange: see}
APPLY = {
    LegalChangeFound: was_found,
    LegalChangeConfirmed: was_confirmed,
    LegalChangeDeclined: was_declined,
    LegalChangeSeen: was_seen,
}
SAY = {
    LegalChangeFound: lambda tender, event: f"brought back a legal change of {_about(tender, event.change)} from a Word file",
    LegalChangeConfirmed: lambda tender, event: f"confirmed a legal change of {_about(tender, event.change)}",
    LegalChangeDeclined: lambda tender, event: f"did not take over a legal change of {_about(tender, event.change)}",
    LegalChangeSeen: lambda tender, event: f"read a legal change of {_about(tender, event.change)}, as {SEATS[event.seat]}",
}
