"""The hub: tells the pages that are open that there is something new, and nothing of what it is.

A notice is a kind and a clause: no words, names, numbers or times. Officials get none of what a member who asked to be protected did,
so that no notice gives the minute away; nobody is told of what they did themselves.
"""

import asyncio
import secrets
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple

from server.desk import News
from specs.circles import is_official, may_see_thread
from specs.members import SERVICE
from specs.reaching import is_noted
from specs.seats import may_see
from specs.tender import Member, Tender

UNSURE = "unsure"  # the kind of a notice that says: something may have happened while this page was not connected
GROUPS = 10  # that those who listen to a tender are served in
MOST_KEPT = 10_000  # notices and places held for each tender


class Notice(NamedTuple):
    """What is new: its kind, the clause, and the thread where it is in one."""

    kind: str
    clause: str
    thread: str = ""


def in_clause(kind: str) -> Callable[[Tender, Any], Iterable[Notice]]:
    """For events about one clause."""
    return lambda tender, event: [Notice(kind, event.clause)]


def in_clauses(kind: str) -> Callable[[Tender, Any], Iterable[Notice]]:
    """For events about several."""
    return lambda tender, event: [Notice(kind, clause) for clause in event.clauses]


def in_thread(kind: str) -> Callable[[Tender, Any], Iterable[Notice]]:
    """For events in a thread, which hangs on a clause and may concern others. That somebody agrees is no comment."""

    def made(tender: Tender, event: Any) -> Iterable[Notice]:
        thread = tender.threads[event.thread]
        if thread.kind == "agree":
            return []
        return [Notice(kind, clause, thread.id) for clause in (thread.clause, *thread.also)]

    return made


def in_suggestion(kind: str) -> Callable[[Tender, Any], Iterable[Notice]]:
    """For events about a suggestion."""
    return lambda tender, event: [Notice(kind, tender.threads[event.proposal].clause, event.proposal)]


# Which events make a notice, by name. What officials are told of, besides what officials and facilitators do, is only an event that says
# ``protected=False``. A new kind needs a sentence in templates/live/_box.html.
NOTICES: dict[str, Callable[[Tender, Any], Iterable[Notice]]] = {
    "ClauseReworded": in_clause("words"),
    "ClausesFixed": in_clauses("fixed"),
    "ClausesOpened": in_clauses("fixed"),
    "Commented": in_thread("comment"),
    "Replied": in_thread("comment"),
    "Answered": in_thread("answer"),
    "Proposed": in_suggestion("suggestion"),
    "Revised": in_suggestion("suggestion"),
    "CounterOffered": in_suggestion("suggestion"),
    "ProposalDecided": in_suggestion("decision"),
}


def hushed(event: Any, by: Member) -> bool:
    """Whether officials are to hear nothing at this minute: of whatever a member did, unless the event says that it is not protected."""
    if getattr(event, "protected", None) is not None:
        return bool(event.protected)
    return not (is_official(by) or by.seat in ("facilitator", SERVICE))


class Kept(NamedTuple):
    """A notice as it is held for those who come back. A place, where somebody began to listen, is one without a notice."""

    id: str
    at: float
    notice: Notice | None = None
    by: str = ""
    hushed: bool = False


def audience(tender: Tender, kept: Kept, member: Member, today: str) -> bool:
    """Whether somebody is told: not of their own acts, nor of what is not for their seat, is private, or has not reached them yet."""
    if kept.notice is None or kept.by == member.id or (kept.hushed and is_official(member)):
        return False
    clause = tender.clauses.get(kept.notice.clause)
    if clause is None or tender.parts[clause.part].retired or not may_see(member, tender.parts[clause.part]):
        return False
    if not kept.notice.thread:
        return True
    thread = tender.threads.get(kept.notice.thread)
    return thread is not None and may_see_thread(tender, member, thread, today)


@dataclass(frozen=True)
class Limits:
    """How many streams there may be, and how long everything takes, in seconds."""

    session: int = 2
    person: int = 6
    everybody: int = 500
    life: float = 15 * 60
    ping: float = 15  # a stream checks at least this often whether it may go on
    send: float = 10  # for one message to be taken
    gather: float = 0.5  # between two rounds of messages in one tender
    kept: float = 12 * 3600  # notices for those who come back


class Watcher(NamedTuple):
    """Who listens: in which session, who they are, and their seat's id in the tender."""

    session: bytes
    account: str
    tender: str
    member: str


class Full(Exception):
    """There are as many streams as there may be."""


@dataclass
class Channel:
    """One tender's notices, and those who wait for the next: for one of a few futures, so that not all of them are served at once."""

    tender: Tender
    rung: float
    kept: deque[Kept] = field(default_factory=lambda: deque(maxlen=MOST_KEPT))
    count: int = 0  # of all that were ever kept
    streams: int = 0
    bells: dict[int, asyncio.Future[None]] = field(default_factory=dict)
    later: asyncio.TimerHandle | None = None

    def next(self, group: int) -> asyncio.Future[None]:
        """Done when there is something new, or everybody is to look whether they may go on."""
        if group not in self.bells:
            self.bells[group] = asyncio.get_running_loop().create_future()
        return self.bells[group]

    def ring(self) -> None:
        """One group after the other; between them the loop serves others."""
        bells, self.bells, self.later = list(self.bells.values()), {}, None
        loop = asyncio.get_running_loop()
        self.rung = loop.time()

        def one() -> None:
            if bells:
                bells.pop().set_result(None)
                loop.call_soon(one)

        one()

    def keep(self, kept: Kept) -> None:
        self.kept.append(kept)
        self.count += 1

    def since(self, place: int) -> Iterator[Kept]:
        """What was kept after so many."""
        return islice(self.kept, max(0, len(self.kept) - (self.count - place)), None)

    def place_of(self, name: str) -> int | None:
        """How many had been kept when this one was; None where it is not known here (any more)."""
        back = next((back for back, kept in enumerate(reversed(self.kept)) if kept.id == name), None)
        return None if back is None else self.count - back


class Hub:
    """One for each house; everything here is called on one event loop."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self.closed = False
        self._channels: dict[str, Channel] = {}
        self._streams: Counter[bytes | str] = Counter()  # of each session, and of each person
        self.streams = 0

    def close(self) -> None:
        """Ends all streams and lets no new one begin: the service is about to stop."""
        self.closed = True
        for channel in self._channels.values():
            channel.ring()

    def told(self, news: News) -> None:
        """A listener of the desk. Where nobody has a page of the tender open, this is one look into a dict."""
        channel = self._channels.get(news.tender.id)
        if channel is None:
            return
        channel.tender = news.tender
        now = asyncio.get_running_loop().time()
        before = channel.count
        late = is_noted(news.tender, news.seq)
        for event in news.events:
            for notice in NOTICES.get(type(event).__name__, _none)(news.tender, event):
                channel.keep(Kept(secrets.token_urlsafe(9), now, notice, news.by.id, hushed(event, news.by) or late))
        # Whoever lost their seat is not to hear of anything more.
        if channel.count != before or any(type(event).__name__.startswith("Seat") for event in news.events):
            self._ring(channel, now)

    def _ring(self, channel: Channel, now: float) -> None:
        """At once, or where that was done a moment ago, with what comes until then."""
        if channel.later is None:
            wait = channel.rung + self.limits.gather - now
            if wait <= 0:
                channel.ring()
            else:
                channel.later = asyncio.get_running_loop().call_later(wait, channel.ring)

    @contextmanager
    def channel(self, watcher: Watcher, tender: Tender) -> Iterator[Channel]:
        """The tender's channel, held while this stream is open. Raises ``Full``."""
        limits = self.limits
        if (
            self.closed
            or self._streams[watcher.session] >= limits.session
            or self._streams[watcher.account] >= limits.person
            or self.streams >= limits.everybody
        ):
            raise Full
        self._forget()
        channel = self._channels.get(watcher.tender)
        if channel is None:
            channel = self._channels[watcher.tender] = Channel(tender, asyncio.get_running_loop().time() - limits.gather)
        channel.tender = tender
        channel.streams += 1
        self.streams += 1
        self._streams.update((watcher.session, watcher.account))
        try:
            yield channel
        finally:
            channel.streams -= 1
            self.streams -= 1
            for who in (watcher.session, watcher.account):
                self._streams[who] -= 1
                if not self._streams[who]:
                    del self._streams[who]

    def begin(self, channel: Channel, after: str) -> tuple[str, int, bool]:
        """The id under which this stream begins, where, and whether it may have missed something that is not known any more.

        The id is a new one each time: from those of two streams nobody can tell whether there was anything between.
        """
        now = asyncio.get_running_loop().time()
        while channel.kept and channel.kept[0].at < now - self.limits.kept:
            channel.kept.popleft()
        place = channel.place_of(after) if after else channel.count
        here = Kept(secrets.token_urlsafe(9), now)
        unsure, place = place is None, channel.count if place is None else place
        channel.keep(here)
        return here.id, place, unsure

    def _forget(self) -> None:
        """Lets go of tenders that nobody has listened to for so long that nobody would be told anything on coming back."""
        gone = asyncio.get_running_loop().time() - self.limits.kept
        for name in [n for n, each in self._channels.items() if not each.streams and (not each.kept or each.kept[-1].at < gone)]:
            del self._channels[name]


def _none(tender: Tender, event: Any) -> Iterable[Notice]:
    return ()
