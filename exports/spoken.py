"""What was said about a part of a tender, as the comments of a Word file say it: everybody’s words, and at last what became of them.

It is told as it has reached every official: so the file is the same whoever makes it, and may be passed on within the group. What was asked
privately is never in it, nor words that are hidden or were taken back. Nothing in a comment changes with the day, so that a file that comes
back is known again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from exports.comments import Post
from exports.naming import Naming
from exports.outcomes import answer_in_words, decision_in_words, led, lines_of, offer_in_words
from specs.answers import CLOSINGS
from specs.circles import reached, threads_seen
from specs.comments import CALLED
from specs.dissents import dissents_seen
from specs.gate import EVERY_OFFICIAL
from specs.labels import title_of
from specs.posted import day_of, how, marker, readable
from specs.proposals import KINDS
from specs.proposed import Proposal
from specs.reaching import tender_seen
from specs.stands import STANDS, stands_seen
from specs.tender import Tender
from specs.threads import Post as Said
from specs.threads import Span, Thread

CHECK = "Probably about the words marked here. Please check: the clause has changed since."
GONE = "The words this was about are not there any more: “{}”"
LEFT_OUT = "About the clause “{}”, which was left out."


class Spoken(NamedTuple):
    """A thread as it goes out: its id, the clause and the words it hangs on (none: its heading), and its posts."""

    id: str
    clause: str
    spans: tuple[Span, ...]
    posts: tuple[Post, ...]


def spoken(tender: Tender, part: str, naming: Naming, today: str) -> tuple[Spoken, ...]:
    """Every thread about a part of the tender as it stands, by day."""
    seen = tender_seen(tender, EVERY_OFFICIAL, today)
    threads = [each for each in threads_seen(seen, EVERY_OFFICIAL, today) if each.kind != "private"]
    return tuple(
        Spoken(each.id, each.clause, spans_of(seen, each), tuple(_posts(seen, each, naming, today)))
        for each in threads
        if seen.clauses[each.clause].part == part
    )


def spans_of(tender: Tender, thread: Thread) -> tuple[Span, ...]:
    """The words of the clause as it stands that a thread is about; of a suggestion that waits, those it would change."""
    proposal = tender.proposals.get(thread.id)
    if proposal is None:
        return () if thread.anchor == "place" else thread.where
    if not proposal.waits or proposal.kind != "wording" or proposal.base_of or proposal.base != tender.clauses[thread.clause].version:
        return ()
    there = {p.id for p in tender.clauses[thread.clause].wording}
    return tuple(
        Span(each.paragraph, each.start, each.end) for each in proposal.changes if each.paragraph in there and each.kind == "words"
    )


def _posts(tender: Tender, thread: Thread, naming: Naming, today: str) -> Iterator[Post]:
    proposal = tender.proposals.get(thread.id)
    for post in thread.posts:
        first = post is thread.first
        yield _post(naming, post, _lead(tender, thread, proposal) if first else [], is_settled(thread, proposal) if first else False)
    for member, given in thread.agreed.items():
        yield _by(naming.of(member), given.on, ["I agree."])
    for number, answer in enumerate(thread.answers, 1):
        yield _by(naming.of(answer.stamp.by), answer.on, answer_in_words(answer))
        if thread.reopening and number == thread.reopened_at:
            yield _by(naming.of(thread.by), thread.reopened_on, led("Opened again. What is still missing:", lines_of(thread.reopening)))
    if thread.closed:
        yield _by(naming.of(thread.by), thread.closed_on, [f"{CLOSINGS[thread.closed]}.", *lines_of(thread.closing)])
    if proposal is not None:
        yield from _of_suggestion(tender, proposal, thread, naming, today)


def is_settled(thread: Thread, proposal: Proposal | None) -> bool:
    """Whether nothing more is to be said: its author is satisfied, the suggestion has ended, or the words were taken back."""
    return thread.closed == "satisfied" or bool(thread.first.taken_back) or (proposal is not None and not proposal.waits)


def _lead(tender: Tender, thread: Thread, proposal: Proposal | None) -> list[str]:
    """What stands before the first words of a thread: what it is, where it is not a comment, and that its place is gone."""
    clause, made = tender.clauses[thread.clause], []
    if clause.retired:
        made.append(LEFT_OUT.format(title_of(clause, 60)))
    elif thread.places and thread.anchor != "stands":
        made.append(CHECK if thread.anchor == "check" else GONE.format(_quoted(tender, thread)))
    if proposal is not None:
        made.append(f"Suggestion. {KINDS[proposal.kind]}.")
        made += offer_in_words(tender, proposal, proposal.offers[0]) if readable(thread.first) else []
    elif thread.kind != "comment":
        made.append(CALLED[thread.kind] if thread.kind == "why" else f"{CALLED[thread.kind]}.")
    return made


def _quoted(tender: Tender, thread: Thread) -> str:
    texts = {p.id: p.text for p in tender.clauses[thread.said_on].versions[thread.version - 1].wording}
    return " … ".join(texts.get(span.paragraph, "")[span.start : span.end] for span in thread.places)


def _of_suggestion(tender: Tender, proposal: Proposal, thread: Thread, naming: Naming, today: str) -> Iterator[Post]:
    """Where people stand, other words for it, what was decided, and who does not agree."""
    for member, stand in stands_seen(EVERY_OFFICIAL, proposal, today):
        more = led("What would make it acceptable:", lines_of(stand.acceptable))
        yield _by(naming.of(member), stand.on, [f"{STANDS[stand.stand]}.", *lines_of(stand.because), *more])
    for counter in proposal.counters:
        if not counter.taken_back and reached(EVERY_OFFICIAL, counter.offer.on, counter.protected, today):
            lines = [*led("Other words instead.", offer_in_words(tender, proposal, counter.offer)), *lines_of(counter.reason)]
            yield _by(naming.of(counter.offer.by), counter.offer.on, lines)
    if readable(thread.first):
        for offer in proposal.offers[1:]:
            yield _by(naming.of(offer.by), offer.on, led("Other words for this suggestion.", offer_in_words(tender, proposal, offer)))
    if proposal.withdrawn_on:
        yield _by(naming.of(proposal.by), proposal.withdrawn_on, ["Withdrawn.", *lines_of(proposal.withdrawing)])
    if proposal.decision is None:
        return
    made = proposal.decision
    yield _by(naming.chairs if len(made.signers) > 1 else naming.organisation, made.on, decision_in_words(tender, proposal))
    for note in made.corrections:
        yield _by(naming.of(note.stamp.by), note.on, led("A note on this decision:", lines_of(note.text)))
    for dissent in dissents_seen(EVERY_OFFICIAL, made, today):
        if not dissent.taken_back:
            more = led("What would make it acceptable:", lines_of(dissent.acceptable))
            yield _by(naming.of(dissent.stamp.by), dissent.on, [*led("I do not agree.", lines_of(dissent.matters)), *more])


def _post(naming: Naming, post: Said, lead: Sequence[str], settled: bool) -> Post:
    words = lines_of(readable(post)) or ([marker(post)] if marker(post) else [])
    came = [f"(Said {how(post)}.)"] if how(post) else []
    return _by(naming.author(post), day_of(post), [*lead, *words, *came], settled)


def _by(author: str, day: str, lines: Sequence[str], settled: bool = False) -> Post:
    return Post(author, initials(author), day, tuple(lines), settled)


def initials(name: str) -> str:
    """The letters that Word shows of a name: “AM” of “Anne Marsh”."""
    return "".join(word[0] for word in name.split() if word[0].isalnum())[:2].upper()


def as_it_may_have_gone_out(now: Sequence[Spoken], before: Sequence[Spoken]) -> list[Spoken]:
    """What went out, to know it again when it comes back: each thread as it is, and what of it may have read otherwise then.

    ``before`` are the same threads with other names, or as an earlier edition has them.
    """
    known = {(each.id, post.author, post.date, post.text) for each in now for post in each.posts}
    more = []
    for each in before:
        other = tuple(post for post in each.posts if (each.id, post.author, post.date, post.text) not in known)
        if other:
            known |= {(each.id, post.author, post.date, post.text) for post in other}
            more.append(each._replace(posts=(replace(other[0], resolved=each.posts[0].resolved), *other[1:])))
    return [*now, *more]
