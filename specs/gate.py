"""Before we issue: what is still open in the parts that are issued, what of it must be met first, and why the rest may stand.

It is counted as it has reached everybody. What somebody who asked to be protected said today counts from tomorrow: sooner, the number alone
would tell officials of it, and the two chairs would not be shown the same.
"""

import hashlib
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from specs.answers import is_owed
from specs.circles import threads_seen
from specs.events import words
from specs.fixing import waiting_for_reasons
from specs.holds import is_held
from specs.legal_changes import unread
from specs.members import insist_on_term
from specs.outcomes import proposals_seen
from specs.reaching import proposal_seen
from specs.refusals import MEANWHILE, Refused, Stale
from specs.rounds import CHAIRS, insist_on_round, signs_as
from specs.seats import SEATS
from specs.signing_off import is_signed_off, signing_seat
from specs.tender import Clause, Member, Part, Stamp, Tender
from specs.typed import optional

LONGEST = 1_000
# Sees what every official sees, and is nobody: not even whoever is named nowhere.
EVERY_OFFICIAL = Member("-", "commissioner")


class Kind(NamedTuple):
    """Something that can be open: as a heading, as the question of the setting, and what an issue says it was issued without."""

    title: str
    met: str
    without: tuple[str, str]


KINDS: dict[str, Kind] = {
    "threads": Kind("Comments without an answer", "Every comment has its answer", ("an answer to one comment", "an answer to {} comments")),
    "suggestions": Kind(
        "Suggestions without a decision", "Every suggestion is decided", ("a decision on one suggestion", "a decision on {} suggestions")
    ),
    "holds": Kind(
        "Clauses held until they are discussed",
        "No clause is held",
        ("the discussion for which one clause is held", "the discussion for which {} clauses are held"),
    ),
    "clauses": Kind(
        "Clauses that are not signed off",
        "Every clause is signed off",
        ("both signatures on one clause", "both signatures on {} clauses"),
    ),
    "legal": Kind(
        "Legal changes that procurement has not decided on, or that a chair has not read",
        "Every legal change is decided, and both chairs have read it",
        ("a look of both chairs at one legal change", "a look of both chairs at {} legal changes"),
    ),
    "reasons": Kind(
        "Fixed clauses without a whole reason",
        "Every fixed clause has its reason",
        ("the whole reason why one clause is fixed", "the whole reason why {} clauses are fixed"),
    ),
}
USUAL = ("holds", "legal", "reasons")


class Open(NamedTuple):
    """What is open of one kind: clauses, threads or suggestions, by id; whether it must be met; why it may stand, where that is said."""

    kind: str
    found: tuple[str, ...]
    must: bool
    reason: str = ""

    @property
    def is_met(self) -> bool:
        """Whether nothing of it is in the way: nothing is open, or it may stand and it is said why."""
        return not self.found or (not self.must and bool(self.reason))


@dataclass(frozen=True, slots=True)
class ChooseWhatMustBeMet:
    """One chair says what must be met before the tender is issued; it holds once the other has said the same."""

    must: tuple[str, ...]
    today: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class PrepareIssue:
    """Why it may be issued although something is open: ``(kind, reason)``; ``seen`` is the ``reasons_mark`` that the form was opened on."""

    reasons: tuple[tuple[str, str], ...]
    today: str = field(default="", repr=False)
    seen: str | None = None


@dataclass(frozen=True, slots=True)
class WhatMustBeMetChosen:
    seat: str
    must: list[str]


@dataclass(frozen=True, slots=True)
class IssuePrepared:
    kinds: list[str]
    reasons: list[str] | None = words()


def issued_parts(tender: Tender) -> list[Part]:
    """The parts that are issued: those that both chairs can read, as both sign."""
    return [part for part in tender.parts.values() if not part.retired and part.sharing != "procurement"]


def issued_clauses(tender: Tender) -> list[Clause]:
    """The clauses of these parts, in reading order."""
    return [clause for part in issued_parts(tender) for clause in tender.reading_order(part.id)]


def must_be_met(tender: Tender) -> tuple[str, ...]:
    """What must be met here: the usual, unless both chairs chose the same other things."""
    chosen = {tender.issuing.must.get(seat, USUAL) for seat in CHAIRS}
    return chosen.pop() if len(chosen) == 1 else USUAL


def before_issue(tender: Tender, today: str) -> list[Open]:
    """What is open of each kind, as it has reached everybody; an empty one where nothing is."""
    must, reasons = must_be_met(tender), tender.issuing.reasons
    parts, clauses = {part.id for part in issued_parts(tender)}, issued_clauses(tender)
    threads = [each for each in threads_seen(tender, EVERY_OFFICIAL, today) if is_owed(each)]
    waiting = [
        each
        for each in proposals_seen(tender, EVERY_OFFICIAL, today)
        if proposal_seen(tender, EVERY_OFFICIAL, each, today).waits and tender.clauses[each.clause].part in parts
    ]
    found: dict[str, list[str]] = {
        "threads": [each.id for each in threads if tender.clauses[each.clause].part in parts],
        "suggestions": sorted(each.id for each in waiting),
        "holds": [clause.id for clause in clauses if is_held(clause)],
        "clauses": [clause.id for clause in clauses if not is_signed_off(clause)],
        "legal": [each.id for each in unread(tender) if tender.clauses[each.edit.clause].part in parts],
        "reasons": [clause.id for clause in waiting_for_reasons(tender) if clause.part in parts],
    }
    return [Open(kind, tuple(found[kind]), kind in must, reasons.get(kind, "")) for kind in KINDS]


def may_stand(each: Open) -> bool:
    """Whether something is open that may stand, so that a reason can be given for it."""
    return bool(each.found) and not each.must


def in_the_way(tender: Tender, today: str) -> list[Open]:
    """What has to be done before it can be signed: met, or said why it may stand."""
    return [each for each in before_issue(tender, today) if not each.is_met]


def insist_it_is_met(tender: Tender, today: str) -> None:
    """Raises ``Refused`` where something is in the way, with the first of it."""
    for each in in_the_way(tender, today):
        said = f"{KINDS[each.kind].title}: {len(each.found):,}."
        more = "This must be met before the tender is issued." if each.must else "It can stand only with a reason, which the issue prints."
        raise Refused(f"It cannot be issued yet. {said} {more}")


def without(kind: str, count: int) -> str:
    """What an issue says it was issued without: “an answer to 3 comments”."""
    one, many = KINDS[kind].without
    return one if count == 1 else many.format(f"{count:,}")


def reasons_mark(tender: Tender) -> str:
    """Of the reasons as they stand, to tell whether somebody changed them meanwhile."""
    return hashlib.sha256(repr(tender.issuing.reasons).encode("utf-8", "surrogatepass")).hexdigest()[:12]


def choose(tender: Tender, asked: ChooseWhatMustBeMet, by: Member) -> list[Any]:
    if not signs_as(tender, by) or by.seat not in CHAIRS:
        raise Refused("Only the commissioner and the lived-experience co-chair agree what must be met.")
    insist_on_term(tender, by, asked.today, "choose")
    must = tuple(kind for kind in KINDS if kind in asked.must)
    if set(asked.must) - set(KINDS):
        raise Refused("Please choose from the list.", "must")
    if tender.issuing.must.get(by.seat, USUAL) == must:
        raise Refused("You have said this already.", "must")
    return [WhatMustBeMetChosen(by.seat, list(must))]


def prepare(tender: Tender, asked: PrepareIssue, by: Member) -> list[Any]:
    signing_seat(tender, by, asked.today)
    insist_on_round(tender, asked.today)
    if asked.seen is not None and asked.seen != reasons_mark(tender):
        raise Stale(MEANWHILE)
    made = {}
    for kind, typed in asked.reasons:
        if kind not in KINDS:
            raise Refused("Please give the reasons at what they are for.")
        if typed.strip() and kind in must_be_met(tender):
            raise Refused("This must be met before the tender is issued, so no reason can stand in its place.", f"reason-{kind}")
        made[kind] = optional(typed, "The reason", f"reason-{kind}", LONGEST)
    made = {kind: made[kind] for kind in KINDS if made.get(kind)}
    if made == tender.issuing.reasons:
        raise Refused("Nothing would change: these are the reasons already.")
    return [IssuePrepared(list(made), list(made.values()))]


def chosen(tender: Tender, event: WhatMustBeMetChosen, stamp: Stamp) -> None:
    tender.issuing.must[event.seat] = tuple(event.must)


def prepared(tender: Tender, event: IssuePrepared, stamp: Stamp) -> None:
    said = event.reasons if event.reasons is not None else ["(taken back)"] * len(event.kinds)
    tender.issuing.reasons = dict(zip(event.kinds, said, strict=True))


DECIDE = {ChooseWhatMustBeMet: choose, PrepareIssue: prepare}
APPLY = {WhatMustBeMetChosen: chosen, IssuePrepared: prepared}
SAY = {
    WhatMustBeMetChosen: lambda tender, event: f"said what must be met before the tender is issued, as {SEATS[event.seat]}",
    IssuePrepared: lambda tender, event: (
        "wrote why the tender may be issued although something is open"
        if event.kinds
        else "took back why the tender may be issued although something is open"
    ),
}
