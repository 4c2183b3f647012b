"""Issuing the tender: both chairs sign exactly what is issued, and from then on it is kept under a number and a check code.

What two signed, two withdraw. A change afterwards makes the next issue, with what changed since the one before.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from specs.days import said
from specs.events import words
from specs.gate import before_issue, insist_it_is_met, issued_clauses, issued_parts
from specs.issued import Changed, Content, Filed, Issue, Issuing, Made, Without
from specs.recipes import who_signs
from specs.refusals import Refused, Stale
from specs.rounds import insist_on_round, signs_as
from specs.seats import SEATS
from specs.signing_off import signing_seat
from specs.tender import Member, Stamp, Tender
from specs.typed import prose

MOVED = "Something has changed since you opened this page, so it is not what you were shown. Please read it again below."
MEETING = "The other chair has signed at this very moment. Please press the button again: with your signature the tender is issued."
NO_PARTS = "There is no part with clauses that both chairs can read, so there is nothing that both could sign."


class FilesMissing(Stale):
    """Nothing is in the way of the last signature but that its files have to be written first."""


@dataclass(frozen=True, slots=True)
class SignIssue:
    """One chair signs what is to be issued: ``seen`` is its ``mark``. ``made`` are its files, where this signature is the last."""

    seen: str
    today: str = field(default="", repr=False)
    made: Made | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class WithdrawIssue:
    """One chair says why an issue should be withdrawn; it is once the other has said so too."""

    number: int
    reason: str
    today: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class IssueSigned:
    seat: str
    mark: str


@dataclass(frozen=True, slots=True)
class TenderIssued:
    """What was issued: ``files`` are ``[part, kind, code, sha256 of the kept file]``, ``without`` ``[kind, how many]``, ``changes``
    ``[part, clause]``; their names, reasons and sentences are words.

    The files' names in the store stay when words are erased: what was issued has left the house, and its code is printed.
    """

    number: int
    on: str
    of: int
    code: str
    listed: str
    seats: list[str]
    files: list[list[str]]
    without: list[list[Any]]
    changes: list[list[str]]
    title: str | None = words()
    names: list[list[str]] | None = words()
    reasons: list[str] | None = words()
    sentences: list[list[str]] | None = words()


@dataclass(frozen=True, slots=True)
class IssueWithdrawalAsked:
    number: int
    seat: str
    reason: str | None = words()


@dataclass(frozen=True, slots=True)
class IssueWithdrawn:
    number: int
    on: str


def what_is_issued(tender: Tender) -> str:
    """A hash of everything that would be issued: the title, the parts and their files, and the clauses with their words in order."""
    parts = [
        [
            *(part.id, part.kind, part.name, part.base, part.mended, part.file_name, part.link),
            *(each.base for each in part.adopted),
            [[c.id, c.versions[-1].shape, c.versions[-1].texts, c.notes] for c in tender.reading_order(part.id)],
        ]
        for part in issued_parts(tender)
    ]
    return _hash([tender.title, parts])


def _hash(facts: Any) -> str:
    return hashlib.sha256(repr(facts).encode("utf-8", "surrogatepass")).hexdigest()[:20]


def next_number(tender: Tender) -> int:
    """The number of the next issue; withdrawn ones keep theirs."""
    return len(tender.issues) + 1


def mark(tender: Tender, today: str) -> str:
    """What a signature stands under: the number, everything that is issued, what is still open, and why that may stand."""
    left = [[each.kind, each.found, each.must, each.reason if each.found else ""] for each in before_issue(tender, today)]
    return _hash([next_number(tender), what_is_issued(tender), left])


def signed(tender: Tender, today: str) -> dict[str, str]:
    """Who signed the next issue as it stands now, by seat; a signature under something else does not count."""
    if not tender.issuing.signed:
        return {}
    now = mark(tender, today)
    return {seat: member for seat, (member, seen) in tender.issuing.signed.items() if seen == now}


def last_issue(tender: Tender) -> Issue | None:
    """The newest issue that is not withdrawn."""
    return next((issue for issue in reversed(tender.issues) if not issue.withdrawn_on), None)


def is_replaced(tender: Tender, issue: Issue) -> bool:
    """Whether a later issue that was not withdrawn stands in its place."""
    newest = last_issue(tender)
    return newest is not None and newest.number > issue.number and not issue.withdrawn_on


def insist_there_is_something(tender: Tender) -> None:
    """Raises ``Refused`` where nothing can be issued, or nothing new."""
    if not issued_clauses(tender):
        raise Refused(NO_PARTS)
    last = last_issue(tender)
    if last is not None and last.words == what_is_issued(tender):
        raise Refused(f"Nothing has changed since issued tender {last.number}, so there is nothing new to issue.")


def completes(tender: Tender, by: Member, today: str) -> bool:
    """Whether the signature of this person would be the last one that is needed: its files have to be written first."""
    seat = signs_as(tender, by)
    return bool(seat) and {*signed(tender, today), seat} >= set(who_signs(tender))


def sign(tender: Tender, asked: SignIssue, by: Member) -> list[Any]:
    seat = signing_seat(tender, by, asked.today)
    insist_on_round(tender, asked.today)
    insist_there_is_something(tender)
    insist_it_is_met(tender, asked.today)
    now = mark(tender, asked.today)
    if asked.seen != now:
        raise Stale(MOVED)
    done = signed(tender, asked.today)
    together = {*done, seat} >= set(who_signs(tender))
    if seat in done and not together:
        raise Refused(f"The {SEATS[seat]} has signed this already. It waits for the other chair.")
    if by.id in (member for chair, member in done.items() if chair != seat):
        raise Refused("Two people have to sign, and you have signed already.")
    events: list[Any] = [IssueSigned(seat, now)]
    if together:
        if asked.made is None:
            raise FilesMissing(MEETING)
        events.append(_issued(tender, asked.made, now, asked.today, [chair for chair in SEATS if chair in {*done, seat}]))
    return events


def _issued(tender: Tender, made: Made, now: str, today: str, seats: list[str]) -> TenderIssued:
    if made.mark != now or [each.part for each in made.files] != [part.id for part in issued_parts(tender)]:
        raise Stale(MOVED)
    left = [each for each in before_issue(tender, today) if each.found]
    return TenderIssued(
        next_number(tender),
        today,
        made.of,
        made.code,
        made.listed,
        seats,
        [[each.part, each.kind, each.code, each.sha256] for each in made.files],
        [[each.kind, len(each.found)] for each in left],
        [[each.part, each.clause] for each in made.changes],
        tender.title,
        [[each.name, each.file_name, each.link] for each in made.files],
        [each.reason for each in left],
        [list(each.sentences) for each in made.changes],
    )


def issue_of(tender: Tender, number: int) -> Issue:
    """An issue by its number. Raises ``Refused``."""
    if not 1 <= number <= len(tender.issues):
        raise Refused("There is no such issued tender.")
    return tender.issues[number - 1]


def withdraw(tender: Tender, asked: WithdrawIssue, by: Member) -> list[Any]:
    seat = signing_seat(tender, by, asked.today)
    issue = issue_of(tender, asked.number)
    if issue.withdrawn_on:
        raise Refused(f"Issued tender {issue.number} was withdrawn on {said(issue.withdrawn_on)} already.")
    if seat in issue.withdrawing:
        raise Refused(f"The {SEATS[seat]} has asked for this already. It waits for the other chair.")
    events: list[Any] = [IssueWithdrawalAsked(issue.number, seat, prose(asked.reason, "The reason", "reason", 2_000))]
    if {*issue.withdrawing, seat} >= set(who_signs(tender)):
        events.append(IssueWithdrawn(issue.number, asked.today))
    return events


def was_signed(tender: Tender, event: IssueSigned, stamp: Stamp) -> None:
    tender.issuing.signed[event.seat] = (stamp.by, event.mark)


def issued(tender: Tender, event: TenderIssued, stamp: Stamp) -> None:
    count = len(event.files)
    names = event.names if event.names is not None else [["(name taken back)", "", ""]] * count
    reasons = event.reasons if event.reasons is not None else ["(taken back)"] * len(event.without)
    sentences: Sequence[Sequence[str]] = event.sentences if event.sentences is not None else [["(taken back)"]] * len(event.changes)
    tender.issues.append(
        Issue(
            event.number,
            stamp,
            event.on,
            event.of,
            event.title if event.title is not None else "(title taken back)",
            event.code,
            event.listed,
            tuple(
                Filed(part, kind, name, file_name, code, sha256, link)
                for (part, kind, code, sha256), (name, file_name, link) in zip(event.files, names, strict=True)
            ),
            tuple(event.seats),
            tuple(Without(kind, many, reason) for (kind, many), reason in zip(event.without, reasons, strict=True)),
            tuple(Changed(part, clause, tuple(told)) for (part, clause), told in zip(event.changes, sentences, strict=True)),
            tuple(Content(clause.part, clause.id, clause.version) for clause in issued_clauses(tender)),
            what_is_issued(tender),
        )
    )
    tender.issuing = Issuing(tender.issuing.must)


def withdrawal_asked(tender: Tender, event: IssueWithdrawalAsked, stamp: Stamp) -> None:
    tender.issues[event.number - 1].withdrawing[event.seat] = event.reason if event.reason is not None else "(taken back)"


def withdrawn(tender: Tender, event: IssueWithdrawn, stamp: Stamp) -> None:
    tender.issues[event.number - 1].withdrawn_on = event.on


DECIDE = {SignIssue: sign, WithdrawIssue: withdraw}
APPLY = {IssueSigned: was_signed, TenderIssued: issued, IssueWithdrawalAsked: withdrawal_asked, IssueWithdrawn: withdrawn}
SAY = {
    IssueSigned: lambda tender, event: f"signed the next issue of the tender as {SEATS[event.seat]}",
    TenderIssued: lambda tender, event: f"issued the tender: issued tender {event.number}",
    IssueWithdrawalAsked: lambda tender, event: f"asked to withdraw issued tender {event.number}, as {SEATS[event.seat]}",
    IssueWithdrawn: lambda tender, event: f"withdrew issued tender {event.number}",
}
