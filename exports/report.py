"""The record beside a tender: what was said, what was done about it and what was not, and why. Its content, whatever form it takes.

It is told as it has reached every official, and names people as each chose for documents, so it is the same whoever makes it. What was
asked privately is not in it, nor words that are hidden or were taken back, nor parts for procurement alone.
"""

from collections.abc import Iterator
from typing import NamedTuple

from exports import report_decided, report_talk
from exports.naming import Naming
from exports.outcomes import lines_of
from exports.report_form import Points, Report, Section, Table, Telling, Words, first_capital
from specs.days import said
from specs.gate import EVERY_OFFICIAL, issued_parts, without
from specs.issued import Issue
from specs.labels import name_of
from specs.library.reasons import KINDS, REASONS
from specs.reaching import tender_seen
from specs.seats import may_see
from specs.tender import Member, Reason, Tender
from specs.typed import is_date

NOBODY_NAMED = "Nobody who took part is named here."
OTHERS = "Others took part who are not named here."


class TookPart(NamedTuple):
    """Who took part and lets documents name them, by seat, on the day ``day``; ``others``: there are some who do not."""

    names: tuple[tuple[str, tuple[str, ...]], ...]
    others: bool
    day: str


def report(tender: Tender, by: Member, took_part: TookPart, naming: Naming, today: str, issue: Issue | None = None) -> Report:
    """The record of a tender as it stands (or stood when ``issue`` was issued), of the parts that ``by`` may see."""
    seen = tender_seen(tender, EVERY_OFFICIAL, today)
    parts = tuple(part.id for part in issued_parts(seen) if may_see(by, part))
    tell = Telling(seen, parts, naming, today)
    sections = [
        Section("in-short", "In short", tuple(_in_short(tell, issue))),
        report_talk.you_said(tell),
        report_decided.decisions(tell),
        report_decided.by_power(tell),
        report_decided.holds(tell),
        report_talk.questions(tell),
        Section("fixed", "What is fixed, and why", tuple(_fixed(tell))),
        _who(took_part),
    ]
    return Report(f"You said, we did: the record of “{seen.title}”", tuple(_about(seen, took_part, today, issue)), tuple(sections))


def _about(tender: Tender, took_part: TookPart, today: str, issue: Issue | None) -> Iterator[str]:
    if issue is not None:
        yield f"This belongs to issued tender {issue.number}, issued on {said(issue.on)}. It says what had happened by then."
    else:
        yield f"As it stands on {said(today)}. The tender is still being written."
    yield (
        "It says what people said about this tender, what was done about it and what was not, and why; what was decided, and who does not "
        "agree; what cannot change; and who took part."
    )
    yield (
        f"People are named as each of them chose by {said(took_part.day)}. Where it says “Lived experience panel”, somebody with lived "
        "experience spoke who is not to be named. What somebody asked privately is not here."
    )


def _in_short(tell: Telling, issue: Issue | None) -> Iterator[Points]:
    clauses = [clause for part in tell.parts for clause in tell.tender.reading_order(part)]
    fixed = sum(clause.openness == "fixed" for clause in clauses)
    points = [*report_talk.in_numbers(tell), *report_decided.in_numbers(tell)]
    points.append(f"{fixed:,} of the {len(clauses):,} clauses {'is' if fixed == 1 else 'are'} fixed, each with its reason below.")
    if issue is not None:
        points += [f"Issued without {without(each.kind, each.many)}, because: {' '.join(lines_of(each.reason))}" for each in issue.without]
    yield Points(tuple(points))


def _fixed(tell: Telling) -> Iterator[Table | Words]:
    rows = []
    for part in tell.parts:
        for clause in tell.tender.reading_order(part):
            called = first_capital(name_of(tell.tender, clause.id))
            if clause.openness == "fixed":
                rows.append(_reason((called,), clause.reason))
            texts = {p.id: p.text for p in clause.wording}
            rows += [
                _reason((called, f"These words: “{texts.get(lock.paragraph, '')[lock.start : lock.end]}”"), lock.reason)
                for lock in clause.locks
            ]
    if rows:
        yield Table(
            "Each fixed clause, or words of one, with the reason",
            ("Clause", "Why it cannot change", "Where it is written, and who decided"),
            tuple(rows),
        )
    else:
        yield Words("", ("Nothing is fixed: every clause is open to change.",))


def _reason(where: tuple[str, ...], reason: Reason | None) -> tuple[tuple[str, ...], ...]:
    """A row of the table: the clause, why, and what stands behind it."""
    if reason is None or not reason.kind:
        return where, ("The reason is still to be written.",), ("",)
    label = REASONS[reason.code].label if reason.code in REASONS else ""
    behind = [reason.source, f"Decided by {reason.decided_by}." if reason.decided_by else ""]
    behind.append(f"Looked at again on {said(reason.review)}." if is_date(reason.review) else "")
    why = [f"{KINDS[reason.kind]}{f': {label}' if label else ''}.", *lines_of(reason.explanation)]
    return where, tuple(why), tuple(line for line in behind if line) or ("",)


def _who(took_part: TookPart) -> Section:
    seats = [Section(f"who-{number}", first_capital(seat), (Points(names),)) for number, (seat, names) in enumerate(took_part.names, 1)]
    others = OTHERS if seats else NOBODY_NAMED
    return Section("who", "Who took part", (Words("", (others,)),) if took_part.others or not seats else (), tuple(seats))
