"""The index: everything people can ask for, everything that can have happened, and how each is said."""

from collections.abc import Iterable, Sequence
from typing import Any

from specs import (
    adopting,
    agreeing,
    answers,
    arranging,
    behalf,
    carryover,
    clauses,
    comments,
    counters,
    decisions,
    deputies,
    disagreements,
    dissents,
    enacting,
    erasing,
    fixing,
    gate,
    hiding,
    holds,
    ideas,
    imported,
    interests,
    issuing,
    legal_changes,
    locks,
    members,
    overriding,
    parts,
    places,
    private,
    proposals,
    recipes,
    regrouping,
    returning,
    reviewers,
    revising,
    rounds,
    signatures,
    signing_off,
    spelling,
    stands,
    summaries,
    taking_back,
)
from specs.events import taken_apart
from specs.reaching import hold_back, note_entry
from specs.refusals import Refused
from specs.tender import Member, Stamp, Tender

TOPICS = (
    parts, clauses, arranging, fixing, locks, summaries, members, deputies, interests, rounds,
    comments, places, agreeing, behalf, private, answers, hiding, erasing,
    proposals, revising, carryover, stands, counters, regrouping,
    recipes, signatures, overriding, decisions, enacting, dissents, holds, signing_off, ideas, disagreements, taking_back,
    gate, issuing, returning, imported, reviewers, legal_changes, spelling, adopting,
)  # fmt: skip

DECIDE: dict[type, Any] = {asked: rule for topic in TOPICS for asked, rule in topic.DECIDE.items()}
APPLY: dict[type, Any] = {event: change for topic in TOPICS for event, change in topic.APPLY.items()}
SAY: dict[type, Any] = {event: sentence for topic in TOPICS for event, sentence in topic.SAY.items()}
EVENTS: dict[str, type] = {event.__name__: event for event in APPLY}
# What holds somebody's own words: nobody else can have such an entry erased.
SPOKEN = frozenset(
    (
        *(comments.Commented, comments.Replied, answers.ThreadClosed, answers.ThreadReopened, hiding.HidingAppealed),
        *(proposals.Proposed, revising.Revised, revising.Withdrawn, stands.StandTaken),
        *(signatures.DecisionSigned, dissents.DissentRecorded),
        *(counters.CounterOffered, counters.CounterDeclined, counters.CounterAccepted),
        *(ideas.IdeaReceived, holds.ClauseHeld, holds.ClauseReleased),
    )
)
# What an author does with their suggestion, or has the facilitator do for them: it reaches officials as what they say does.
OF_ITS_AUTHOR = frozenset((revising.Revised, revising.Withdrawn, counters.CounterDeclined, counters.CounterAccepted))


class UnknownEvent(Exception):
    """The record holds a kind of event that this version does not know: it must not be skipped."""


def decide(tender: Tender, asked: Any, by: Member) -> list[Any]:
    """What happens when somebody asks for this, as events; the tender is not touched.

    Raises ``Refused`` with a sentence for the person when the rules say no.
    """
    events: list[Any] = DECIDE[type(asked)](tender, asked, by)
    return events


def allowed(tender: Tender, asked: Any, by: Member) -> bool:
    """Whether the rules would accept this: what a page asks before it offers a button."""
    try:
        decide(tender, asked, by)
    except Refused:
        return False
    return True


def apply(tender: Tender, event: Any, stamp: Stamp) -> None:
    """Bring the tender up to date with one thing that happened."""
    if type(event) in OF_ITS_AUTHOR:
        hold_back(tender, event.proposal, event.on)
    APPLY[type(event)](tender, event, stamp)


def apply_entry(tender: Tender, stamp: Stamp, events: Iterable[Any]) -> None:
    """Bring the tender up to date with one entry of the record."""
    events = list(events)
    for event in events:
        apply(tender, event, stamp)
        if type(event) in SPOKEN:
            tender.spoken.add(stamp.seq)
        elif type(event) is decisions.ProposalDecided and event.made:
            tender.spoken.discard(stamp.seq)  # with it stand words of the tender
    note_entry(tender, stamp, events)
    tender.seq = stamp.seq


def tender_from(entries: Iterable[tuple[Stamp, Sequence[Any]]]) -> Tender:
    """The tender as it stands after these entries, in order."""
    tender = Tender()
    for stamp, events in entries:
        apply_entry(tender, stamp, events)
    return tender


def encode(events: Iterable[Any]) -> tuple[list[list[Any]], list[dict[str, Any]]]:
    """Events as plain data: the body ``[[name, facts], …]`` and, beside it, the words of each ``[{field: words}, …]``."""
    body, free = [], []
    for event in events:
        facts, words = taken_apart(event)
        body.append([type(event).__name__, facts])
        free.append(words)
    return body, free


def decode(body: Sequence[Sequence[Any]], free: Sequence[dict[str, Any]] | None) -> list[Any]:
    """The events again. ``free`` is None once the words were erased.

    Raises ``UnknownEvent`` for a kind this version does not know.
    """
    try:
        if free is None:
            return [EVENTS[name](**facts) for name, facts in body]
        return [EVENTS[name](**facts, **words) for (name, facts), words in zip(body, free, strict=True)]
    except KeyError as name:
        sentence = f"The record holds “{name.args[0]}”, which this version of Cotender does not know. Please use a newer version."
        raise UnknownEvent(sentence) from name


def said(tender: Tender, event: Any) -> str:
    """What happened, as the rest of a sentence that begins with the person's name. Empty where it is no news of its own."""
    sentence: str = SAY[type(event)](tender, event)
    return sentence
