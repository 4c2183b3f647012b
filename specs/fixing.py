"""Open or fixed: a clause is open unless someone says why it is not, in words that everyone can read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from specs.events import words
from specs.labels import name_of
from specs.library.reasons import KINDS, REASONS
from specs.refusals import MEANWHILE, Refused, Stale
from specs.seats import insist
from specs.tender import Clause, Member, Reason, Stamp, Tender, standing
from specs.typed import cleaned, is_date, optional

NO_REASON_YET = Reason()


@dataclass(frozen=True, slots=True)
class FixClauses:
    """Mark these clauses fixed. While the tender is being set up the reason may wait, in whole or in part.

    ``seen`` is which fixing of a single clause stood when the form was opened (0 for an open one), where known.
    """

    clauses: tuple[str, ...]
    reason: Reason = NO_REASON_YET
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class OpenClauses:
    clauses: tuple[str, ...]
    why: str = ""


@dataclass(frozen=True, slots=True)
class ClausesFixed:
    clauses: list[str]
    kind: str
    code: str
    review: str
    explanation: str | None = words()
    source: str | None = words()
    decided_by: str | None = words()


@dataclass(frozen=True, slots=True)
class ClausesOpened:
    clauses: list[str]
    why: str | None = words()


def checked(reason: Reason, may_wait: bool) -> Reason:
    """The reason with its words cleaned. Raises ``Refused`` where a part of it is wrong, or missing when it may not wait."""
    kind, code, review = reason.kind, reason.code.strip(), reason.review.strip()
    if kind and kind not in KINDS:
        raise Refused("Please choose whether you must, cannot or will not change it.", "kind")
    if code and code not in REASONS:
        raise Refused("Please choose a reason from the list.", "code")
    if code and kind and REASONS[code].kind != kind:
        raise Refused(
            f"“{REASONS[code].label}” belongs under “{KINDS[REASONS[code].kind]}”. Please choose a reason that goes with “{KINDS[kind]}”.",
            "code",
        )
    if code and not kind:
        kind = REASONS[code].kind
    if review and not is_date(review):
        raise Refused("The review date is not a day we can read. Please write it like 31 March 2027.", "review")
    made = Reason(
        kind,
        code,
        optional(reason.explanation, "The explanation", "explanation", 4_000),
        " ".join(optional(reason.source, "The source", "source", 500).split()),
        " ".join(optional(cleaned(reason.decided_by), "Who decided", "decided_by", 250).split()),
        review,
    )
    if not may_wait:
        first = first_missing(made)
        if first:
            raise Refused(first[1], first[0])
    return made


MISSING = {
    "kind": ("code", "Please choose whether you must, cannot or will not change it."),
    "code": ("code", "Please choose a reason from the list."),
    "explanation": ("explanation", "Please explain in plain words why it cannot change. Everyone in the group will read it."),
    "source": ("source", "Please say where this is written: the law, the minute, the policy."),
    "decided_by": ("decided_by", "Please say who decided it."),
    "review": ("review", "Please give the day when this will be looked at again."),
}


def first_missing(reason: Reason) -> tuple[str, str] | None:
    """The first thing a reason still lacks, as ``(field, sentence)``."""
    return next((MISSING[name] for name in MISSING if not getattr(reason, name)), None)


def missing(reason: Reason) -> list[str]:
    """The names of the fields a reason still lacks."""
    return [name for name in MISSING if not getattr(reason, name)]


def waiting_for_reasons(tender: Tender) -> list[Clause]:
    """The fixed clauses whose reason is not complete: nothing opens to the group while there is one."""
    return [clause for clause in tender.reading_order() if clause.openness == "fixed" and not (clause.reason and clause.reason.complete)]


def fixed_since(clause: Clause) -> int:
    """Which fixing of a clause stands, counted from 1; 0 for an open one."""
    return clause.fixings if clause.openness == "fixed" else 0


def fix(tender: Tender, asked: FixClauses, by: Member) -> list[Any]:
    insist(by, "fix")
    if not asked.clauses:
        raise Refused("Please choose at least one clause.", "clauses")
    clauses = [standing(tender, name) for name in dict.fromkeys(asked.clauses)]
    if asked.seen is not None and any(asked.seen != fixed_since(clause) for clause in clauses):
        raise Stale(MEANWHILE)
    reason = checked(asked.reason, may_wait=tender.state == "setting up")
    insist_on_both_chairs(tender, reason)
    if all(clause.openness == "fixed" and clause.reason == reason for clause in clauses):
        raise Refused("Nothing would change: this is how it stands already.")
    return [
        ClausesFixed([c.id for c in clauses], reason.kind, reason.code, reason.review, reason.explanation, reason.source, reason.decided_by)
    ]


def insist_on_both_chairs(tender: Tender, reason: Reason) -> None:
    """Once a tender is open, only what must be met is fixed by the commissioner alone. Raises ``Refused`` for everything else."""
    if tender.state != "setting up" and reason.kind != "must_meet":
        raise Refused(
            "The tender is open. The commissioner alone can fix now only what must be met; about the rest both chairs decide.", "code"
        )


def open_again(tender: Tender, asked: OpenClauses, by: Member) -> list[Any]:
    insist(by, "fix")
    if not asked.clauses:
        raise Refused("Please choose at least one clause.", "clauses")
    clauses = [standing(tender, name) for name in dict.fromkeys(asked.clauses)]
    if all(clause.openness == "open" for clause in clauses):
        raise Refused("This clause is open already." if len(clauses) == 1 else "These clauses are open already.")
    return [ClausesOpened([c.id for c in clauses if c.openness == "fixed"], optional(asked.why, "The reason", "why", 2_000))]


def fixed(tender: Tender, event: ClausesFixed, stamp: Stamp) -> None:
    reason = Reason(
        event.kind,  # type: ignore[arg-type]
        event.code,
        event.explanation if event.explanation is not None else "(taken back)",
        event.source or "",
        event.decided_by or "",
        event.review,
    )
    for name in event.clauses:
        clause = tender.clauses[name]
        clause.openness, clause.reason, clause.fixed_at = "fixed", reason, stamp
        clause.fixings += 1


def opened(tender: Tender, event: ClausesOpened, stamp: Stamp) -> None:
    for name in event.clauses:
        clause = tender.clauses[name]
        clause.openness, clause.reason, clause.fixed_at = "open", None, None


def clauses_in_words(tender: Tender, names: Sequence[str]) -> str:
    """One clause by its name, a few by their names, many by their number."""
    if len(names) > 3:
        return f"{len(names)} clauses"
    return " and ".join(name_of(tender, name) for name in names)


def _said_fixed(tender: Tender, event: ClausesFixed) -> str:
    why = f": {KINDS[event.kind].lower()}" if event.kind else ", the reason still to be given"
    return f"marked {clauses_in_words(tender, event.clauses)} as fixed{why}"


DECIDE = {FixClauses: fix, OpenClauses: open_again}
APPLY = {ClausesFixed: fixed, ClausesOpened: opened}
SAY = {
    ClausesFixed: _said_fixed,
    ClausesOpened: lambda tender, event: f"opened {clauses_in_words(tender, event.clauses)} to change",
}
