"""Answers: owed to everyone who said something, never a bare no; only the one who spoke closes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from specs.behalf import METHODS
from specs.circles import is_official, thread_of
from specs.days import between, later
from specs.events import words
from specs.ideas import into_the_box
from specs.labels import name_of
from specs.members import SERVICE
from specs.refusals import Refused
from specs.rounds import insist_on_round, reply_by
from specs.seats import insist, may
from specs.tender import Member, Stamp, Tender
from specs.threads import OWED, Answer, Thread
from specs.typed import is_date, one_line, optional, prose

OUTCOMES = {
    "yes": "Yes",
    "partly": "Partly",
    "no": "No, because",
    "ideas": "To the ideas box",
    "suggestion": "It became a suggestion",
    "question": "It became a written question",
}
CLOSINGS = {"satisfied": "Satisfied", "not agreed": "Answered, but not agreed"}
REMINDERS = 3
BETWEEN_REMINDERS = 14  # days: about one between two meetings
MOST_ALIKE = 50
LONGEST = 5_000


@dataclass(frozen=True)
class AnswerThreads:
    """One answer to one thing that was said, or to several that are alike.

    ``changed`` says that the words were changed: the version that stands now is the one. ``owner`` and ``by_date`` say who does it and
    when (for the ideas box: who looks at it again, and when).
    """

    threads: tuple[str, ...]
    outcome: str
    text: str
    alternative: str = ""
    none_found: bool = False
    changed: bool = False
    owner: str = ""
    by_date: str = ""
    today: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class CloseThread:
    """Satisfied, or answered but not agreed. ``method`` is how the author told the facilitator who closes for them."""

    thread: str
    how: str
    text: str = ""
    method: str = ""
    today: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ReopenThread:
    thread: str
    text: str
    today: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class RemindAuthor:
    """Ask the author once more whether the answer is one. ``paused``: they have paused, and no clock of theirs runs."""

    thread: str
    paused: bool = field(default=False, repr=False)
    today: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class AssignThread:
    """Hand it to another official; to nobody in particular, where ``member`` is empty."""

    thread: str
    member: str
    today: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Answered:
    thread: str
    outcome: str
    on: str
    version: int
    none_found: bool
    by_date: str
    text: str | None = words()
    alternative: str | None = words()
    owner: str | None = words()


@dataclass(frozen=True, slots=True)
class ThreadClosed:
    thread: str
    how: str
    on: str
    method: str
    text: str | None = words()


@dataclass(frozen=True, slots=True)
class ThreadReopened:
    thread: str
    on: str
    reply_by: str
    text: str | None = words()


@dataclass(frozen=True, slots=True)
class AuthorReminded:
    thread: str
    on: str


@dataclass(frozen=True, slots=True)
class ThreadAssigned:
    thread: str
    member: str


def is_owed(thread: Thread) -> bool:
    """Whether officials owe this an answer: it is a comment or question, and nothing was answered since it was said or reopened."""
    return thread.kind in OWED and not thread.closed and len(thread.answers) <= thread.reopened_at and not thread.first.taken_back


NOT_PROMISED = "It waits for an answer, which is promised when the tender opens."


def is_promised(thread: Thread) -> bool:
    """Whether a day was promised for the answer: of what came in with a document there is none until the tender opens."""
    return bool(thread.reply_by)


def is_overdue(thread: Thread, today: str) -> bool:
    """Whether the promised day has passed without an answer."""
    return is_owed(thread) and is_promised(thread) and thread.reply_by < today


def was_kept(thread: Thread) -> bool | None:
    """Whether the first answer came by the promised day; None while there is none."""
    return thread.answers[0].on <= thread.reply_by if thread.answers and is_promised(thread) else None


def state_of(thread: Thread) -> str:
    """open, answered, satisfied, not agreed, taken back, or no reply yet (three reminders went by)."""
    if thread.first.taken_back:
        return "taken back"
    if thread.closed:
        return thread.closed
    if thread.kind not in OWED or is_owed(thread):
        return "open"
    return "no reply yet" if len(thread.reminders) >= REMINDERS else "answered"


def answer(tender: Tender, asked: AnswerThreads, by: Member) -> list[Any]:
    insist(by, "answer")
    if not asked.threads:
        raise Refused("Please choose what you are answering.", "threads")
    if len(asked.threads) > MOST_ALIKE:
        raise Refused(f"Up to {MOST_ALIKE} can be answered together. Please choose fewer.", "threads")
    insist_on_round(tender, asked.today)
    if by.linked:
        raise Refused("You have declared a link to a possible bidder, so somebody else has to answer.")
    if asked.outcome not in OUTCOMES:
        raise Refused("Please choose an answer.", "outcome")
    found = [thread_of(tender, name, by, asked.today) for name in dict.fromkeys(asked.threads)]
    for thread in found:
        _insist_it_can_be_answered(thread)
    text = prose(asked.text, WHAT[asked.outcome], "text", LONGEST)
    alternative = optional(asked.alternative, "What could be done instead", "alternative", 2_000)
    owner = one_line(asked.owner, "Who does it", "owner", 150) if asked.owner.strip() else ""
    by_date = asked.by_date.strip()
    if by_date and (not is_date(by_date) or by_date < asked.today):
        raise Refused("Please give a day that lies ahead, like 31 March 2027.", "by_date")
    if asked.outcome == "no" and not alternative and not asked.none_found:
        raise Refused("A no needs more: please write what could be done instead, or say that you looked and found nothing.", "alternative")
    if asked.outcome == "ideas" and not (owner and by_date):
        raise Refused("What goes to the ideas box comes back: please say who looks at it again, and on which day.", "owner")
    if asked.outcome in ("yes", "partly") and not asked.changed and not (owner and by_date):
        raise Refused("A yes is kept: please change the words first and say so, or say who does it and by when.", "changed")
    return [
        Answered(
            thread.id,
            asked.outcome,
            asked.today,
            _version_with_the_change(tender, thread) if asked.changed and asked.outcome in ("yes", "partly") else 0,
            asked.none_found and not alternative,
            by_date,
            text,
            alternative,
            owner,
        )
        for thread in found
    ]


WHAT = {
    "yes": "What was done",
    "partly": "What was done, and what was not",
    "no": "Why not",
    "ideas": "Why it waits",
    "suggestion": "What became of it",
    "question": "What was asked",
}


def _insist_it_can_be_answered(thread: Thread) -> None:
    if thread.kind not in OWED:
        raise Refused("There is nothing here to answer.")
    if thread.first.taken_back:
        raise Refused("These words were taken back, so there is nothing to answer any more.")
    if thread.closed:
        raise Refused("The person who said this has closed it. They can open it again.")


def _version_with_the_change(tender: Tender, thread: Thread) -> int:
    clause = tender.clauses[thread.clause]
    if clause.id == thread.said_on and clause.version <= thread.version:
        raise Refused("The words of this clause have not changed since this was said. Please change them first.", "changed")
    return clause.version


def may_close(thread: Thread, by: Member) -> bool:
    """Whether this is the person who spoke, or the facilitator, who does it for them."""
    return bool(thread.by and thread.by == by.id) or by.seat == "facilitator"


def close(tender: Tender, asked: CloseThread, by: Member) -> list[Any]:
    thread = thread_of(tender, asked.thread, by, asked.today)
    if not may_close(thread, by):
        raise Refused("Only the person who said this, or the facilitator for them, can close it.")
    if asked.how not in CLOSINGS:
        raise Refused("Please choose whether this is settled for you.", "how")
    if thread.closed:
        raise Refused("This is closed already.")
    if not thread.answers or is_owed(thread):
        raise Refused("There is no answer yet. It can be closed once there is one.")
    for_them = thread.by != by.id
    if for_them and asked.method not in METHODS:
        raise Refused("Please say how the person told you.", "method")
    text = optional(asked.text, "What matters to you", "text", 2_000)
    return [ThreadClosed(thread.id, asked.how, asked.today, asked.method if for_them else "", text)]


def reopen(tender: Tender, asked: ReopenThread, by: Member) -> list[Any]:
    thread = thread_of(tender, asked.thread, by, asked.today)
    if not may_close(thread, by):
        raise Refused("Only the person who said this, or the facilitator for them, can open it again.")
    if not thread.answers or is_owed(thread):
        raise Refused("This still waits for its answer, so it is open.")
    text = prose(asked.text, "What is still missing", "text", 2_000)
    return [ThreadReopened(thread.id, asked.today, reply_by(tender, asked.today), text)]


def remind(tender: Tender, asked: RemindAuthor, by: Member) -> list[Any]:
    if by.seat not in (SERVICE, "facilitator"):
        raise Refused("Only the facilitator reminds people.")
    thread = thread_of(tender, asked.thread, by, asked.today)
    if not is_due_for_reminder(thread, asked.today):
        raise Refused("There is nothing to remind this person of now.")
    if asked.paused:
        raise Refused("This person has paused. They are reminded when they are back.")
    return [AuthorReminded(thread.id, asked.today)]


def is_due_for_reminder(thread: Thread, today: str) -> bool:
    """Whether its author has been silent since the answer, or the last reminder, for as long as two meetings are apart."""
    if state_of(thread) != "answered" or not thread.by:
        return False
    last = thread.reminders[-1] if thread.reminders else thread.answers[-1].on
    return between(last, today) >= BETWEEN_REMINDERS


def next_reminder(thread: Thread) -> str:
    """The day from which its author may be reminded."""
    return later(thread.reminders[-1] if thread.reminders else thread.answers[-1].on, BETWEEN_REMINDERS)


def assign(tender: Tender, asked: AssignThread, by: Member) -> list[Any]:
    insist(by, "answer")
    thread = thread_of(tender, asked.thread, by, asked.today)
    chosen = tender.members.get(asked.member)
    if asked.member and (chosen is None or not may(chosen, "answer") or chosen.linked):
        raise Refused("Please choose an official who can answer from the list.", "member")
    if thread.assigned == asked.member:
        raise Refused("It is with this person already." if asked.member else "It is with nobody in particular already.", "member")
    return [ThreadAssigned(thread.id, asked.member)]


def answered(tender: Tender, event: Answered, stamp: Stamp) -> None:
    thread = tender.threads[event.thread]
    thread.answers.append(
        Answer(
            stamp,
            event.on,
            event.outcome,
            event.text if event.text is not None else "(taken back)",
            event.alternative or "",
            event.none_found,
            event.version,
            event.owner or "",
            event.by_date,
        )
    )
    thread.reminders = []
    if event.outcome == "ideas":
        first = thread.first
        into_the_box(
            tender, thread.id, thread.clause, thread.by, first.text or "", event.owner or "", event.by_date, event.on, first.protected
        )


def was_closed(tender: Tender, event: ThreadClosed, stamp: Stamp) -> None:
    thread = tender.threads[event.thread]
    thread.closed, thread.closed_on, thread.closing = event.how, event.on, event.text or ""


def reopened(tender: Tender, event: ThreadReopened, stamp: Stamp) -> None:
    thread = tender.threads[event.thread]
    thread.closed = thread.closed_on = thread.closing = ""
    thread.reopened_at, thread.reopened_on, thread.reopening = len(thread.answers), event.on, event.text or ""
    thread.reply_by = event.reply_by
    thread.reminders = []


def reminded(tender: Tender, event: AuthorReminded, stamp: Stamp) -> None:
    tender.threads[event.thread].reminders.append(event.on)


def assigned(tender: Tender, event: ThreadAssigned, stamp: Stamp) -> None:
    tender.threads[event.thread].assigned = event.member


def _about(tender: Tender, event: Any) -> str:
    return name_of(tender, tender.threads[event.thread].clause)


def threads_to_answer(tender: Tender, seen: Sequence[Thread]) -> list[Thread]:
    """What waits for an answer, the oldest day first."""
    return [thread for thread in seen if is_owed(thread)]


def answers_people(by: Member) -> bool:
    """Whether somebody is an official who answers."""
    return is_official(by) and may(by, "answer")


DECIDE = {AnswerThreads: answer, CloseThread: close, ReopenThread: reopen, RemindAuthor: remind, AssignThread: assign}
APPLY = {
    Answered: answered,
    ThreadClosed: was_closed,
    ThreadReopened: reopened,
    AuthorReminded: reminded,
    ThreadAssigned: assigned,
}
SAY = {
    Answered: lambda tender, event: f"answered “{OUTCOMES[event.outcome]}” to a comment on {_about(tender, event)}",
    ThreadClosed: lambda tender, event: f"closed a comment on {_about(tender, event)}: {CLOSINGS[event.how].lower()}",
    ThreadReopened: lambda tender, event: f"opened a comment on {_about(tender, event)} again",
    AuthorReminded: lambda tender, event: f"reminded the author of a comment on {_about(tender, event)}",
    ThreadAssigned: lambda tender, event: (
        f"handed a comment on {_about(tender, event)} to {'an' if event.member else 'no particular'} official"
    ),
}
