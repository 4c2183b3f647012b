"""Which words a comment is about: chosen, carried along when the clause changes, and placed again where that cannot be told."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from specs.anchors import Anchor, carried, from_places, from_row, goes_with, kept_to, to_places
from specs.circles import thread_of
from specs.labels import name_of
from specs.refusals import Refused
from specs.rewording import Hanging
from specs.tender import Clause, Member, Stamp, Tender, standing
from specs.threads import Span, Thread
from specs.words import Change


@dataclass(frozen=True, slots=True)
class PlaceComment:
    """Say which words of the clause as it stands a comment is about; no spans: the whole clause."""

    thread: str
    version: int
    spans: tuple[Span, ...]
    today: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class CommentPlaced:
    thread: str
    version: int
    where: list[list[Any]]


@dataclass(frozen=True, slots=True)
class CommentsCarried:
    """Where the comments of a clause hang after its words changed: ``[[thread, anchor as a row], …]``."""

    clause: str
    version: int
    anchors: list[list[Any]]


def checked_spans(clause: Clause, version: int, spans: Iterable[Span]) -> tuple[Span, ...]:
    """The chosen words, in their order, none twice. Raises ``Refused`` where they do not stand in that version."""
    if not 1 <= version <= clause.version:
        raise Refused("This clause has no such version. Please open the page again; your words are kept in the box.")
    texts = {p.id: p.text for p in clause.versions[version - 1].wording}
    order = {name: place for place, name in enumerate(texts)}
    made: list[Span] = []
    for span in sorted(spans, key=lambda each: (order.get(each.paragraph, -1), each.start)):
        text = texts.get(span.paragraph, "")
        if not 0 <= span.start < span.end <= len(text) or not text[span.start : span.end].strip():
            raise Refused("The words you chose do not stand there. Please choose them again; your comment is kept.", "words")
        if made and made[-1].paragraph == span.paragraph and span.start <= made[-1].end:
            made[-1] = Span(span.paragraph, made[-1].start, max(made[-1].end, span.end))
        else:
            made.append(span)
    if len(made) > 200:
        raise Refused("That is a lot of words at once. Please choose fewer, or comment on the whole clause.", "words")
    return tuple(made)


def anchor_now(clause: Clause, version: int, spans: Sequence[Span]) -> Anchor:
    """Where words chosen in an older version are in the clause as it stands, carried through every recorded change."""
    first = clause.versions[version - 1].wording
    anchor = Anchor(tuple(spans))
    for before, after in zip(clause.versions[version - 1 :], clause.versions[version:], strict=False):
        if spans:
            anchor = carried(first, spans, anchor, before.wording, after.wording, [Change(*row) for row in after.changes])
    return anchor


def threads_on(tender: Tender, clause: str) -> list[Thread]:
    """The threads that hang on a clause, without those that are only tagged to it."""
    return [thread for name in tender.threads_on.get(clause, ()) if (thread := tender.threads[name]).clause == clause]


def anchor_of(thread: Thread) -> Anchor:
    """Where a thread hangs."""
    return Anchor(thread.where, thread.anchor)


def comments_on(tender: Tender, clause: Clause) -> tuple[Hanging, ...]:
    """What has to be carried when a clause gets other words: the comments on words of it."""
    found = []
    for thread in threads_on(tender, clause.id):
        said_on, number, quote = thread.hangs_on
        if quote:
            found.append(Hanging(thread.id, tender.clauses[said_on].versions[number - 1].wording, quote, anchor_of(thread)))
    return tuple(found)


def follow_split(tender: Tender, clause: str, new: str, went: Collection[str]) -> None:
    """After some paragraphs became a clause of their own: the comments on them go with them."""
    for thread in threads_on(tender, clause):
        anchor = anchor_of(thread)
        if thread.hangs_on[2] and goes_with(thread.hangs_on[2], anchor, went):
            _go(tender, thread, new)
            _hang(thread, kept_to(anchor, went))
        else:
            _hang(thread, kept_to(anchor, {p.id for p in tender.clauses[clause].wording}))


def follow_merger(tender: Tender, clause: str, gone: str) -> None:
    """After a clause was merged into another one: its comments go with its words."""
    for thread in threads_on(tender, gone):
        _go(tender, thread, clause)


def _go(tender: Tender, thread: Thread, clause: str) -> None:
    tender.threads_on[thread.clause].remove(thread.id)
    thread.clause = clause
    there = tender.threads_on.setdefault(clause, [])
    if thread.id not in there:
        there.append(thread.id)


def _hang(thread: Thread, anchor: Anchor) -> None:
    thread.where, thread.anchor = anchor


def place(tender: Tender, asked: PlaceComment, by: Member) -> list[Any]:
    thread = thread_of(tender, asked.thread, by, asked.today)
    if by.id != thread.by and by.seat not in ("facilitator", "commissioner", "co_chair"):
        raise Refused("Its author, the facilitator or a chair can say which words this is about.")
    clause = standing(tender, thread.clause)
    if asked.version != clause.version:
        raise Refused("Someone changed this clause in the meantime. Please choose the words again.", "words")
    return [CommentPlaced(thread.id, clause.version, to_places(checked_spans(clause, clause.version, asked.spans)))]


def placed(tender: Tender, event: CommentPlaced, stamp: Stamp) -> None:
    thread = tender.threads[event.thread]
    thread.placed = (thread.clause, event.version, from_places(event.where))
    _hang(thread, Anchor(thread.placed[2]))


def were_carried(tender: Tender, event: CommentsCarried, stamp: Stamp) -> None:
    for name, row in event.anchors:
        _hang(tender.threads[name], from_row(row))


DECIDE = {PlaceComment: place}
APPLY = {CommentPlaced: placed, CommentsCarried: were_carried}
SAY = {
    CommentPlaced: lambda tender, event: f"said which words a comment is about in {name_of(tender, tender.threads[event.thread].clause)}",
    CommentsCarried: lambda tender, event: "",
}
