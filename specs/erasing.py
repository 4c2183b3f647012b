"""Words taken back: those of one entry are erased for good, and an entry says that they were.

While records are asked for they are hidden everywhere at once, and erased when that has ended.
"""

from dataclasses import dataclass, field, replace
from typing import Any

from specs.days import said as day_said
from specs.events import words
from specs.labels import name_of
from specs.members import SERVICE
from specs.proposed import Proposal, overtaken
from specs.refusals import Refused
from specs.seats import insist
from specs.tender import Member, Stamp, Tender
from specs.threads import Post, Thread
from specs.typed import is_date, prose


@dataclass(frozen=True, slots=True)
class EraseWords:
    """Take back every free word of entry ``seq``. What stands on those words later is kept; they show as taken back."""

    seq: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class TakeBack:
    """Take back one's own words; or, as the facilitator and with a reason, somebody's."""

    thread: str
    post: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class HoldRecords:
    """Records are asked for, or a decision is challenged: until this day nothing is erased."""

    why: str
    until: str
    today: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class EndHold:
    pass


@dataclass(frozen=True, slots=True)
class WordsErased:
    seq: int


@dataclass(frozen=True, slots=True)
class PostTakenBack:
    thread: str
    post: int
    by_facilitator: bool
    why: str | None = words()


@dataclass(frozen=True, slots=True)
class RecordsHeld:
    until: str
    why: str | None = words()


@dataclass(frozen=True, slots=True)
class HoldEnded:
    pass


def take_back(tender: Tender, asked: TakeBack, by: Member) -> list[Any]:
    """They are hidden at once; ``EraseWords`` with the number of the entry that brought them follows, where nothing is held."""
    thread, post = post_of(tender, asked.thread, asked.post)
    insist(by, "take back")
    own = post.by == by.id
    if not own and by.seat != "facilitator":
        raise Refused("Only the person who said this can take it back, or the facilitator, with a reason.")
    if post.taken_back:
        raise Refused("These words were taken back already.")
    why = prose(asked.why, "The reason", "why", 1_000) if not own or asked.why.strip() else ""
    return [PostTakenBack(thread.id, post.number, not own, why)]


def post_of(tender: Tender, name: str, number: int) -> tuple[Thread, Post]:
    """A post by its thread and number. Raises ``Refused`` where there is none."""
    thread = tender.threads.get(name)
    if thread is None or not 1 <= number <= len(thread.posts):
        raise Refused("This is not there any more, or it is not for you to see.")
    return thread, thread.posts[number - 1]


def erase(tender: Tender, asked: EraseWords, by: Member) -> list[Any]:
    if not 1 <= asked.seq <= tender.seq:
        raise Refused("There is no such entry in this tender. Please choose it in the history.", "seq")
    said = next((p for t in tender.threads.values() for p in t.posts if p.stamp.seq == asked.seq), None)
    if tender.held_until:
        raise Refused(f"Records are asked for until {day_said(tender.held_until)}: nothing is erased before. Hidden words stay hidden.")
    if said is not None:
        if not said.taken_back:
            raise Refused("Nobody can delete another's words. Their author can take them back.")
    elif asked.seq in tender.spoken and asked.seq not in tender.to_erase:
        raise Refused("Nobody can delete another's words. Their author can take them back.")
    elif by.seat not in ("commissioner", SERVICE):
        raise Refused("Only the commissioner can take words of the tender back for good.")
    return [WordsErased(asked.seq)]


def hold(tender: Tender, asked: HoldRecords, by: Member) -> list[Any]:
    insist(by, "keep records")
    if not is_date(asked.until) or asked.until < asked.today:
        raise Refused("Please give the day until which nothing is erased; it has to lie ahead.", "until")
    why = prose(asked.why, "What is asked for", "why", 1_000)
    return [RecordsHeld(asked.until, why)]


def end_hold(tender: Tender, asked: EndHold, by: Member) -> list[Any]:
    if by.seat != SERVICE:
        insist(by, "keep records")
    if not tender.held_until:
        raise Refused("No records are asked for now.")
    return [HoldEnded()]


def to_erase_now(tender: Tender) -> list[int]:
    """The entries whose words wait to be erased and may be now."""
    return [] if tender.held_until else list(tender.to_erase)


def erased(tender: Tender, event: WordsErased, stamp: Stamp) -> None:
    """The words are gone from the record, and the tender is folded again without them."""
    tender.to_erase = [seq for seq in tender.to_erase if seq != event.seq]


def taken_back(tender: Tender, event: PostTakenBack, stamp: Stamp) -> None:
    post = tender.threads[event.thread].posts[event.post - 1]
    post.text = None
    post.taken_back = event.why or ("by the facilitator" if event.by_facilitator else "by its author")
    tender.to_erase.append(post.stamp.seq)
    if post.number == 1 and event.thread in tender.ideas:
        tender.ideas[event.thread].text, tender.ideas[event.thread].taken_back = "", post.taken_back
    proposal = tender.proposals.get(event.thread)
    if proposal is not None and (post.number == 1 or any(each.stamp.seq == post.stamp.seq for each in proposal.offers)):
        _take_back_offers(tender, proposal)  # other words of its author came with these, in one entry or as what they are the reason of


def _take_back_offers(tender: Tender, proposal: Proposal) -> None:
    """With the reason of a suggestion its author's other words for it go too. What was accepted of them stands in the tender."""
    proposal.taken_back = True
    proposal.counters = overtaken(proposal.counters)
    offers = [*proposal.offers, *(each.offer for each in proposal.counters)]
    for each in offers:
        if each.by == proposal.by and each.stamp.seq not in tender.to_erase:
            tender.to_erase.append(each.stamp.seq)
    proposal.offers = [replace(each, texts=None) if each.by == proposal.by else each for each in proposal.offers]


def held(tender: Tender, event: RecordsHeld, stamp: Stamp) -> None:
    tender.held_until, tender.held_for = event.until, event.why or ""


def hold_ended(tender: Tender, event: HoldEnded, stamp: Stamp) -> None:
    tender.held_until = tender.held_for = ""


DECIDE = {EraseWords: erase, TakeBack: take_back, HoldRecords: hold, EndHold: end_hold}
APPLY = {WordsErased: erased, PostTakenBack: taken_back, RecordsHeld: held, HoldEnded: hold_ended}
SAY = {
    WordsErased: lambda tender, event: "took back the words of an entry for good",
    PostTakenBack: lambda tender, event: f"took back words about {name_of(tender, tender.threads[event.thread].clause)}",
    RecordsHeld: lambda tender, event: f"said that records are asked for: nothing is erased until {day_said(event.until)}",
    HoldEnded: lambda tender, event: "said that records are no longer asked for",
}
