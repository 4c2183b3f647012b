"""Words of a dissent, of an idea, or offered instead of others', taken back: gone from every page at once, and then erased for good."""

from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from specs.circles import is_official, reached
from specs.events import words
from specs.labels import name_of
from specs.reaching import insist_it_reached
from specs.refusals import GONE, Refused
from specs.seats import insist
from specs.tender import Member, Stamp, Tender
from specs.typed import prose

KINDS = {"dissent": "What somebody does not agree with", "idea": "An idea", "counter": "Other words offered"}


@dataclass(frozen=True, slots=True)
class TakeBackSaid:
    """Take back one's own words; or, as the facilitator and with a reason, somebody's. ``name`` is that of the suggestion or the idea."""

    kind: str
    name: str
    number: int
    why: str = ""
    today: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class SaidTakenBack:
    kind: str
    about: str
    number: int
    by_facilitator: bool
    why: str | None = words()


class Said(NamedTuple):
    """Words of somebody: the number by which rules know them, whose they are, the entry that brought them, and why they were taken back."""

    number: int
    by: str
    seq: int
    on: str
    protected: bool
    taken_back: str
    words: tuple[str, ...]


def said_of(tender: Tender, kind: str, name: str) -> list[Said]:
    """All that was said of this kind about a suggestion, or the one idea, in the order it came; nothing where there is no such thing."""
    proposal = tender.proposals.get(name)
    if kind == "dissent" and proposal is not None and proposal.decision is not None:
        return [
            Said(each.number, each.stamp.by, each.stamp.seq, each.on, each.protected, each.taken_back, (each.matters, each.acceptable))
            for each in proposal.decision.dissents
        ]
    if kind == "counter" and proposal is not None:
        return [
            Said(
                each.number,
                each.offer.by,
                each.offer.stamp.seq,
                each.offer.on,
                each.protected,
                each.taken_back,
                (*(p.text for p in each.offer.wording), each.reason),
            )
            for each in proposal.counters
        ]
    idea = tender.ideas.get(name)
    if kind == "idea" and idea is not None and idea.seq:
        return [Said(1, idea.by, idea.seq, idea.on, idea.protected, idea.taken_back, (idea.text,))]
    return []


def said_seen(tender: Tender, by: Member, kind: str, name: str, today: str) -> list[Said]:
    """The same as far as it has reached somebody: officials get it by day, and in an order that says nothing.

    Their place in this list is how pages count them: the numbers would tell how much has not reached an official yet.
    """
    found = [each for each in said_of(tender, kind, name) if reached(by, each.on, each.protected, today)]
    return sorted(found, key=lambda each: (each.on, each.by, each.number)) if is_official(by) else found


def take_back(tender: Tender, asked: TakeBackSaid, by: Member) -> list[Any]:
    """They are gone at once; ``EraseWords`` with the number of the entry that brought them follows, where nothing is held."""
    insist(by, "take back")
    found = next((each for each in said_of(tender, asked.kind, asked.name) if each.number == asked.number), None)
    if found is None:
        raise Refused(GONE)
    own = found.by == by.id
    if not own and by.seat != "facilitator":
        raise Refused("Only the person who said this can take it back, or the facilitator, with a reason.")
    if asked.kind == "counter":
        insist_it_reached(tender, by, tender.proposals[asked.name], asked.today)
    if found.taken_back:
        raise Refused("These words were taken back already.")
    if asked.kind == "counter" and stands_in(tender, asked.name, found):
        raise Refused(
            "These words are the suggestion now, as its author said yes to them. They can be taken back once it is decided, "
            "changed or withdrawn: please ask its author, or the facilitator."
        )
    why = prose(asked.why, "The reason", "why", 1_000) if not own or asked.why.strip() else ""
    return [SaidTakenBack(asked.kind, asked.name, found.number, not own, why)]


def stands_in(tender: Tender, name: str, counter: Said) -> bool:
    """Whether other words that were offered are those of a suggestion that still waits: without them nobody could decide on it."""
    proposal = tender.proposals[name]
    return proposal.waits and proposal.offer.stamp.seq == counter.seq


def taken_back(tender: Tender, event: SaidTakenBack, stamp: Stamp) -> None:
    marked = event.why or ("by the facilitator" if event.by_facilitator else "by its author")
    seq = next(each.seq for each in said_of(tender, event.kind, event.about) if each.number == event.number)
    if event.kind == "idea":
        idea = tender.ideas[event.about]
        idea.text, idea.taken_back = "", marked
    elif event.kind == "dissent":
        decision = tender.proposals[event.about].decision
        assert decision is not None
        decision.dissents = [
            replace(each, matters="", acceptable="", taken_back=marked) if each.number == event.number else each
            for each in decision.dissents
        ]
    else:
        proposal = tender.proposals[event.about]
        proposal.offers = [replace(each, texts=None) if each.stamp.seq == seq else each for each in proposal.offers]
        proposal.counters = [
            replace(each, offer=replace(each.offer, texts=None), reason="", taken_back=marked) if each.number == event.number else each
            for each in proposal.counters
        ]
    if seq not in tender.to_erase:
        tender.to_erase.append(seq)


def _clause(tender: Tender, event: SaidTakenBack) -> str:
    return tender.ideas[event.about].clause if event.kind == "idea" else tender.proposals[event.about].clause


DECIDE = {TakeBackSaid: take_back}
APPLY = {SaidTakenBack: taken_back}
SAY = {SaidTakenBack: lambda tender, event: f"took back words about {name_of(tender, _clause(tender, event))}"}
