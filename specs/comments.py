"""Comments: said about a clause or some words of it, answered to, agreed with, entered for others, claimed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from specs.anchors import from_places, to_places
from specs.behalf import on_behalf
from specs.circles import is_private_to, thread_of
from specs.events import words
from specs.labels import name_of
from specs.places import anchor_now, checked_spans, threads_on
from specs.refusals import GONE, Refused
from specs.rounds import insist_on_round, is_late, reply_by
from specs.seats import insist, may_see
from specs.tender import Member, Stamp, Tender, standing
from specs.threads import OWED, Behalf, Post, Span, Thread
from specs.typed import prose

LONGEST = 5_000
MOST_CLAUSES = 10  # that one thing said can be tagged to
KINDS = {
    "comment": "Comment",
    "why": "Why is this fixed?",
    "agree": "I agree",
    "private": "Asked privately",
}
CALLED = KINDS | {"suggestion": "Suggestion"}  # what a thread is called; suggestions begin in specs.proposals


@dataclass(frozen=True)
class Comment:
    """Say something about a clause as it stood in ``version``, or about the words in ``spans``.

    ``thread`` is an id nobody can guess the order of. ``behalf`` and ``credited`` (a member, or nobody) where it is entered for others.
    """

    thread: str
    clause: str
    version: int
    kind: str
    text: str = ""
    spans: tuple[Span, ...] = ()
    also: tuple[str, ...] = ()
    behalf: Behalf | None = None
    credited: str = ""
    protected: bool = field(default=False, repr=False)
    today: str = field(default="", repr=False)


@dataclass(frozen=True)
class Reply:
    """Say something more in a thread."""

    thread: str
    text: str
    behalf: Behalf | None = None
    credited: str = ""
    protected: bool = field(default=False, repr=False)
    today: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Commented:
    thread: str
    clause: str
    version: int
    kind: str
    on: str
    by: str
    protected: bool
    late: bool
    reply_by: str
    spans: list[list[Any]]
    anchor: str
    where: list[list[Any]]
    also: list[str]
    method: str
    day: str
    text: str | None = words()
    occasion: str | None = words()


@dataclass(frozen=True, slots=True)
class Replied:
    thread: str
    post: int
    on: str
    by: str
    protected: bool
    method: str
    day: str
    text: str | None = words()
    occasion: str | None = words()


def comment(tender: Tender, asked: Comment, by: Member) -> list[Any]:
    if asked.kind not in KINDS:
        raise Refused("Please choose what you want to do.", "kind")
    insist(by, "speak for others" if asked.behalf else "ask privately" if asked.kind == "private" else "comment")
    if by.seat == "facilitator" and asked.behalf is None:
        raise Refused("As the facilitator you write down what others said. Please say for whom this is.", "credited")
    insist_on_round(tender, asked.today)
    if not re.fullmatch("t[0-9a-f]{10}", asked.thread) or asked.thread in tender.threads:
        raise Refused("This form was sent before. Please open the page again; your words are kept in the box.")
    clause = standing(tender, asked.clause)
    if not may_see(by, tender.parts[clause.part]):
        raise Refused(GONE)
    if asked.kind == "why" and clause.openness == "open" and not clause.locks:
        raise Refused("This clause is open to change, so nothing has to be explained. You can comment on it.", "kind")
    text = "" if asked.kind == "agree" else prose(asked.text, "What you want to say", "text", LONGEST)
    spans = checked_spans(clause, asked.version, asked.spans)
    if asked.kind == "agree" and any(t.kind == "agree" and t.by == by.id and t.places == spans for t in threads_on(tender, clause.id)):
        raise Refused("You have said that you agree with this already.")
    behalf, credited = on_behalf(tender, asked.behalf, asked.credited, asked.today)
    also = _tagged(tender, asked.also, clause.id, by)
    return [said_of(tender, asked, text, credited if behalf else by.id, behalf, also)]


def said_of(tender: Tender, asked: Comment, text: str, said_by: str, behalf: Behalf | None, also: Sequence[str] = ()) -> Commented:
    """What is said of a clause, checked but for who may say it; ``said_by`` is whose words these are, or nobody. Raises ``Refused``."""
    clause = standing(tender, asked.clause)
    spans = checked_spans(clause, asked.version, asked.spans)
    anchor = anchor_now(clause, asked.version, spans)
    return Commented(
        asked.thread,
        clause.id,
        asked.version,
        asked.kind,
        asked.today,
        said_by,
        asked.protected,
        is_late(tender, asked.today),
        reply_by(tender, asked.today) if asked.kind in (*OWED, "private") else "",
        to_places(spans),
        anchor.status,
        to_places(anchor.where),
        list(also),
        behalf.method if behalf else "",
        behalf.day if behalf else "",
        text,
        behalf.occasion if behalf else "",
    )


def _tagged(tender: Tender, also: Sequence[str], clause: str, by: Member) -> list[str]:
    names = [name for name in dict.fromkeys(also) if name != clause]
    if len(names) >= MOST_CLAUSES:
        raise Refused(f"One thing that was said can belong to {MOST_CLAUSES} clauses at most.", "also")
    for name in names:
        if not may_see(by, tender.parts[standing(tender, name).part]):
            raise Refused(GONE, "also")
    return names


def reply(tender: Tender, asked: Reply, by: Member) -> list[Any]:
    insist_on_round(tender, asked.today)
    thread = thread_of(tender, asked.thread, by, asked.today)
    if thread.kind == "private":
        if not is_private_to(tender, by, thread):
            raise Refused(GONE)
    else:
        insist(by, "speak for others" if asked.behalf else "comment")
    if thread.kind == "agree":
        raise Refused("There is nothing said here to reply to. Please comment on the clause instead.")
    behalf, credited = on_behalf(tender, asked.behalf, asked.credited, asked.today)
    text = prose(asked.text, "What you want to say", "text", LONGEST)
    return [more_said(thread, asked, text, credited if behalf else by.id, behalf)]


def more_said(thread: Thread, asked: Reply, text: str, said_by: str, behalf: Behalf | None) -> Replied:
    """What is said in a thread, checked before; ``said_by`` is whose words these are, or nobody."""
    return Replied(
        thread.id,
        len(thread.posts) + 1,
        asked.today,
        said_by,
        asked.protected,
        behalf.method if behalf else "",
        behalf.day if behalf else "",
        text,
        behalf.occasion if behalf else "",
    )


def commented(tender: Tender, event: Commented, stamp: Stamp) -> None:
    behalf = Behalf(event.method, event.day, event.occasion or "") if event.method else None
    first = Post(1, stamp, event.on, event.by, event.text, event.protected, behalf)
    tender.threads[event.thread] = Thread(
        event.thread,
        event.clause,
        event.clause,
        event.version,
        event.kind,
        event.reply_by,
        [first],
        tuple(event.also),
        from_places(event.spans),
        from_places(event.where),
        anchor=event.anchor,  # type: ignore[arg-type]
        late=event.late,
    )
    for clause in (event.clause, *event.also):
        tender.threads_on.setdefault(clause, []).append(event.thread)


def replied(tender: Tender, event: Replied, stamp: Stamp) -> None:
    behalf = Behalf(event.method, event.day, event.occasion or "") if event.method else None
    tender.threads[event.thread].posts.append(Post(event.post, stamp, event.on, event.by, event.text, event.protected, behalf))


def _said_commented(tender: Tender, event: Commented) -> str:
    name = name_of(tender, event.clause)
    said = {"comment": f"commented on {name}", "why": f"asked why {name} is fixed", "agree": f"agreed with {name}"}
    if event.kind == "private":
        return "asked the facilitator something privately"
    return f"wrote down what somebody said about {name}" if event.method else said[event.kind]


DECIDE = {Comment: comment, Reply: reply}
APPLY = {Commented: commented, Replied: replied}
SAY = {
    Commented: _said_commented,
    Replied: lambda tender, event: f"said more about {name_of(tender, tender.threads[event.thread].clause)}",
}
