"""What happened to a tender, as people read it: an entry of the record in sentences."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from server.record import Entry
from specs.rules import EVENTS, OF_ITS_AUTHOR, decode, said
from specs.tender import Stamp, Tender


class Happened(NamedTuple):
    """An entry as people read it: when and by whom, what happened in sentences, the clauses and parts it was about, and why.

    ``threads`` are those it was said in, ``ideas`` those of the ideas box it is about; ``protected_on`` is the day of what was done by
    somebody who asked to be protected.
    """

    stamp: Stamp
    sentences: list[str]
    clauses: tuple[str, ...]
    parts: tuple[str, ...]
    why: str
    threads: tuple[str, ...] = ()
    protected_on: str = ""
    ideas: tuple[str, ...] = ()


LONDON = ZoneInfo("Europe/London")
# What events call the thread, suggestion, idea or clause that they are about.
ABOUT = ("thread", "into", "proposal", "idea", "about")


def told(tender: Tender, entry: Entry) -> Happened:
    """An entry of the tender's record as people read it, in the words of the tender as it stands."""
    events = decode(entry.body, entry.words)
    sentences = [sentence for event in events if (sentence := said(tender, event))]
    why = next((event.why for event in events if getattr(event, "why", "")), "")
    stamp = Stamp(entry.seq, entry.at, entry.by)
    about = _clauses_of(tender, entry.body), _parts_of(entry.body)
    return Happened(stamp, sentences, *about, why, *_said_in(tender, entry.body, stamp), _ideas_of(tender, entry.body))


def _clauses_of(tender: Tender, body: Sequence[Sequence[Any]]) -> tuple[str, ...]:
    """The clauses that an entry is about; an idea, and a suggestion, is about its clause."""
    named: dict[str, None] = {}
    for _, facts in body:
        for name in ("clause", "new", "gone"):
            if isinstance(facts.get(name), str):
                named[facts[name]] = None
        for each in facts.get("clauses", ()):
            named[each if isinstance(each, str) else each[0]] = None
        for name in _named_in(facts):
            found = tender.ideas.get(name) or tender.proposals.get(name)
            if found is not None:
                named[found.clause] = None
            elif name in tender.clauses:
                named[name] = None
    return tuple(named)


def _parts_of(body: Sequence[Sequence[Any]]) -> tuple[str, ...]:
    """The parts of the pack that an entry names."""
    return tuple(dict.fromkeys(facts["part"] for _, facts in body if isinstance(facts.get("part"), str)))


def _named_in(facts: dict[str, Any]) -> list[str]:
    return [facts[name] for name in ABOUT if isinstance(facts.get(name), str)]


def _ideas_of(tender: Tender, body: Sequence[Sequence[Any]]) -> tuple[str, ...]:
    """The ideas that an entry is about."""
    return tuple(dict.fromkeys(name for _, facts in body for name in _named_in(facts) if name in tender.ideas))


def _said_in(tender: Tender, body: Sequence[Sequence[Any]], stamp: Stamp) -> tuple[tuple[str, ...], str]:
    """The threads an entry belongs to; and, where it was done by somebody who asked to be protected, the day in London."""
    names = dict.fromkeys(name for _, facts in body for name in _named_in(facts) if name in tender.threads)
    threads = [tender.threads[name] for name in names]
    ideas = [tender.ideas[name] for name in _ideas_of(tender, body)]
    own = any(thread.first.protected and thread.by == stamp.by for thread in threads)
    own = own or any(idea.protected and idea.by == stamp.by for idea in ideas)
    own = own or any(EVENTS[name] in OF_ITS_AUTHOR and tender.threads[facts["proposal"]].first.protected for name, facts in body)
    protected = own or any(facts.get("protected") for _, facts in body)
    return tuple(names), f"{datetime.fromisoformat(stamp.at).astimezone(LONDON):%Y-%m-%d}" if protected else ""
