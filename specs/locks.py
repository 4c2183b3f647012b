"""Fixed words inside an open clause: a span with a reason of its own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from specs.events import words
from specs.fixing import checked, insist_on_both_chairs
from specs.labels import name_of
from specs.refusals import Refused, Stale
from specs.seats import insist
from specs.spans import Edit, carry_span
from specs.tender import Lock, Member, Reason, Stamp, Tender, standing
from specs.typed import optional
from specs.words import Change


@dataclass(frozen=True, slots=True)
class LockWords:
    """Fix these words of a paragraph. ``version`` is the one they were chosen in."""

    clause: str
    version: int
    paragraph: str
    start: int
    end: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class UnlockWords:
    clause: str
    lock: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class WordsLocked:
    clause: str
    lock: str
    paragraph: str
    start: int
    end: int
    kind: str
    code: str
    review: str
    explanation: str | None = words()
    source: str | None = words()
    decided_by: str | None = words()


@dataclass(frozen=True, slots=True)
class WordsUnlocked:
    clause: str
    lock: str
    why: str | None = words()


def lock(tender: Tender, asked: LockWords, by: Member) -> list[Any]:
    insist(by, "fix")
    clause = standing(tender, asked.clause)
    if asked.version != clause.version:
        raise Stale("Someone changed this clause in the meantime. Please choose the words again; your reason is kept.")
    if clause.openness == "fixed":
        raise Refused("The whole clause is fixed already, so its words are too.")
    paragraph = next((p for p in clause.wording if p.id == asked.paragraph), None)
    if paragraph is None or not 0 <= asked.start < asked.end <= len(paragraph.text) or not paragraph.text[asked.start : asked.end].strip():
        raise Refused("Please choose the words that are fixed.", "chosen")
    if any(each.paragraph == asked.paragraph and each.start < asked.end and asked.start < each.end for each in clause.locks):
        raise Refused("Some of these words are fixed already. Please choose others, or open those first.", "chosen")
    reason = checked(asked.reason, may_wait=False)
    insist_on_both_chairs(tender, reason)
    return [
        WordsLocked(
            clause.id,
            f"l{tender.locks_made + 1}",
            asked.paragraph,
            asked.start,
            asked.end,
            reason.kind,
            reason.code,
            reason.review,
            reason.explanation,
            reason.source,
            reason.decided_by,
        )
    ]


def unlock(tender: Tender, asked: UnlockWords, by: Member) -> list[Any]:
    insist(by, "fix")
    clause = standing(tender, asked.clause)
    if not any(each.id == asked.lock for each in clause.locks):
        raise Refused("These words are open already.")
    return [WordsUnlocked(clause.id, asked.lock, optional(asked.why, "The reason", "why", 2_000))]


def carried(locks: Iterable[Lock], made: Sequence[Change]) -> list[Lock]:
    """Locks after their clause was reworded: carried with their words; one whose words all went is gone."""
    edits: dict[str, list[Edit]] = {}
    gone = set()
    for change in made:
        if change.kind == "words":
            edits.setdefault(change.paragraph, []).append(Edit(change.start, change.end, change.to_start, change.to_end))
        elif change.kind == "removed":
            gone.add(change.paragraph)
    kept = []
    for each in locks:
        span = carry_span(each.start, each.end, edits.get(each.paragraph, []))
        if each.paragraph not in gone and span and span[1] > span[0]:
            kept.append(replace(each, start=span[0], end=span[1]))
    return kept


def locked(tender: Tender, event: WordsLocked, stamp: Stamp) -> None:
    clause = tender.clauses[event.clause]
    reason = Reason(
        event.kind,  # type: ignore[arg-type]
        event.code,
        event.explanation or "(taken back)",
        event.source or "",
        event.decided_by or "",
        event.review,
    )
    clause.locks = (*clause.locks, Lock(event.lock, event.paragraph, event.start, event.end, reason))
    tender.locks_made += 1


def unlocked(tender: Tender, event: WordsUnlocked, stamp: Stamp) -> None:
    clause = tender.clauses[event.clause]
    clause.locks = tuple(each for each in clause.locks if each.id != event.lock)


def _said_locked(tender: Tender, event: WordsLocked | WordsUnlocked) -> str:
    done = "fixed some words in" if isinstance(event, WordsLocked) else "opened fixed words in"
    return f"{done} {name_of(tender, event.clause)}"


DECIDE = {LockWords: lock, UnlockWords: unlock}
APPLY = {WordsLocked: locked, WordsUnlocked: unlocked}
SAY = {WordsLocked: _said_locked, WordsUnlocked: _said_locked}
