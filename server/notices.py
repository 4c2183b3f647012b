"""Notices by mail, as each person chose: one message for all that is new, never in their quiet hours, and none that tells anything."""

import asyncio
import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from server.choices import Notices
from server.messages import news_message
from server.people import People
from server.record import utc_now
from specs.circles import as_seen, may_see_thread
from specs.disagreements import come_up
from specs.ideas import came_back, ideas_seen
from specs.interests import must_declare
from specs.issues import issues_seen, waits_for
from specs.legal_changes import changes_seen
from specs.reaching import tender_seen
from specs.seats import may
from specs.tender import Member, Tender
from specs.waiting import (
    appeals,
    claims,
    given_to_earlier_words,
    legal_changes,
    offered_instead,
    owed_answers,
    private_questions,
    to_confirm,
    to_look_again,
    to_sign,
)

if TYPE_CHECKING:
    from server.settings import House

T = TypeVar("T")
LONDON = ZoneInfo("Europe/London")
GATHER = timedelta(minutes=10)  # what comes within it becomes one message
KEPT = timedelta(days=400)
AT_ONCE = 250  # things told of, or worked out, before others are served
TABLES = (
    """CREATE TABLE IF NOT EXISTS noticed (
      account TEXT NOT NULL, item BLOB NOT NULL, day TEXT NOT NULL, PRIMARY KEY (account, item)
    ) STRICT""",
    "CREATE TABLE IF NOT EXISTS notice_days (account TEXT PRIMARY KEY, day TEXT NOT NULL) STRICT",
)


def batched(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """The items, so many at a time (Python 3.12 has it in itertools)."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


class Noticed:
    """Rows in ``people.db``: what each person was told of (hashes that say nothing), and on which day they were last written to."""

    def __init__(self, people: People, clock: Callable[[], datetime] = utc_now) -> None:
        self._record, self._clock = people.record, clock
        if self._record.mode == "rwc":
            with self._record.writing() as db:
                for table in TABLES:
                    db.execute(table)

    def new(self, account: str, items: set[bytes]) -> set[bytes]:
        """Those of these things that this person was not told of."""
        with self._record.reading() as db:
            return items - {bytes(row[0]) for row in db.execute("SELECT item FROM noticed WHERE account = ?", (account,))}

    def last_day(self, account: str) -> str:
        """The day on which this person was last written to; nothing where they never were."""
        with self._record.reading() as db:
            found = db.execute("SELECT day FROM notice_days WHERE account = ?", (account,)).fetchone()
        return str(found[0]) if found else ""

    def told(self, account: str, items: set[bytes], day: str) -> None:
        """Remembers that this person was told of these things."""
        with self._record.writing() as db:
            db.executemany("INSERT OR IGNORE INTO noticed VALUES (?, ?, ?)", [(account, item, day) for item in items])
            db.execute("INSERT OR REPLACE INTO notice_days VALUES (?, ?)", (account, day))

    def sweep(self) -> None:
        """Forgets what is long past."""
        with self._record.writing() as db:
            db.execute("DELETE FROM noticed WHERE day < ?", (f"{self._clock() - KEPT:%Y-%m-%d}",))


def is_quiet(notices: Notices, now: datetime) -> bool:
    """Whether nothing is sent at this time: London's, in summer and in winter."""
    hour, begins, ends = now.astimezone(LONDON).hour, notices.quiet_from, notices.quiet_until
    return begins <= hour < ends if begins < ends else begins != ends and (hour >= begins or hour < ends)


def is_time(notices: Notices, now: datetime, last_day: str, since: datetime) -> bool:
    """Whether somebody is written to now, who was last written to on ``last_day``, of what has been new ``since`` then."""
    here = now.astimezone(LONDON)
    if is_quiet(notices, now):
        return False
    if notices.pace == "at once":
        return now - since >= GATHER
    due = here.hour >= notices.hour and last_day < f"{here:%Y-%m-%d}"
    return due and (notices.pace == "daily" or (notices.pace == "weekly" and here.weekday() == 0))


def news_of(tender: Tender, by: Member, today: str) -> Iterator[str]:
    """What there is to tell somebody, each thing by a name of its own: only what has reached them by this day."""
    if not tender.rounds:
        return
    if must_declare(tender, by):
        yield f"round {tender.rounds[-1].number}"
        return
    yield from (f"owed {thread.id}" for thread in owed_answers(tender, by, today))
    for own in tender.threads.values():
        if own.by == by.id and may_see_thread(tender, by, own, today):
            thread = as_seen(by, own, today)
            yield from (f"answer {thread.id} {number}" for number in range(len(thread.answers)))
            yield from (f"reminder {thread.id} {day}" for day in thread.reminders)
            yield from (f"post {thread.id} {len(thread.posts)}" for post in thread.posts[-1:] if post.by != by.id)
    yield from _news_of_suggestions(tender, by, today)
    for name, about in (("confirm", to_confirm(tender, by)), ("claim", claims(tender, by)), ("appeal", appeals(tender, by, today))):
        yield from (f"{name} {each.thread.id} {each.post.number}" for each in about)
    yield from (f"private {thread.id}" for thread in private_questions(tender, by, today))
    for idea in ideas_seen(tender, by, today):
        if idea.by == by.id:  # each step but that they had it themselves
            yield from (f"idea {idea.id} {number}" for number, (_, stage, _) in enumerate(idea.told) if stage != "received")
    yield from (f"back {idea.id} {idea.return_on}" for idea in came_back(tender, by, today) if idea.by != by.id)
    yield from (f"{what} of issue {number} {tender.issuing.signed}" for what, number in waits_for(tender, by, today))
    yield from (f"legal {each.id} {each.state}" for each in legal_changes(tender, by))
    yield from (f"legal {each.id} was confirmed" for each in changes_seen(tender, by) if each.state == "confirmed")
    yield from (f"issue {issue.number} {issue.withdrawn_on}" for issue in issues_seen(tender, by))
    yield from (f"disagreement {each.about} {each.minding.next_date}" for each in come_up(tender, by, today) if each.minding)


def _news_of_suggestions(tender: Tender, by: Member, today: str) -> Iterator[str]:
    """What waits to be signed, and what became of one’s own suggestions and of those on which one said where one stands."""
    yield from (f"sign {each.id} {each.offer.number} {each.base}" for each in to_sign(tender, by, today))
    yield from (f"instead {each.id} {len(each.counters)}" for each in offered_instead(tender, by, today))
    yield from (f"look {each.id} {each.base}" for each in to_look_again(tender, by))
    yield from (f"words {each.id} {each.offer.number}" for each in given_to_earlier_words(tender, by))
    for each in tender.proposals.values():
        stood = by.id in each.stands
        if each.decision and (each.by == by.id or stood) and may_see_thread(tender, by, tender.threads[each.id], today):
            yield f"decided {each.id} {len(each.decision.corrections)}"
        if any(tender.proposals[name].by == by.id for name in each.merges) and may_see_thread(tender, by, tender.threads[each.id], today):
            yield f"together {each.id}"


class Heard(NamedTuple):
    """What there is to tell the members of a tender, as of its last entry and a day."""

    seq: int
    day: str
    items: dict[str, set[bytes]]


@dataclass
class Memory:
    """What need not be worked out anew each minute: ``since`` when each person has had something new, and what there is to tell."""

    since: dict[str, datetime] = field(default_factory=dict)
    heard: dict[str, Heard] = field(default_factory=dict)


async def _listen(home: "House", memory: Memory, tender_id: str, seq: int, today: str) -> dict[str, set[bytes]]:
    """What there is to tell each member of a tender."""
    known = memory.heard.get(tender_id)
    if known is None or (known.seq, known.day) != (seq, today):
        tender = await home.desk.tender(tender_id)
        items: dict[str, set[bytes]] = {}
        for by in list(tender.members.values()):
            found = items[by.id] = set()
            for some in batched(list(news_of(tender_seen(tender, by, today), by, today)), AT_ONCE):
                await asyncio.sleep(0)  # others are served in between
                found |= {hashlib.sha256(f"{tender_id}/{by.id}/{each}".encode()).digest()[:16] for each in some}
            await asyncio.sleep(0)
        known = memory.heard[tender_id] = Heard(seq, today, items)
    return known.items


async def _support_asked(home: "House") -> dict[str, set[bytes]]:
    """What waits for each facilitator outside the record, by account: it is told at once, whatever pace they chose."""
    found: dict[str, set[bytes]] = {}
    for tender_id, request in home.support.waiting():
        for member in (await home.desk.tender(tender_id)).members.values():
            person = home.people.account_of(tender_id, member.id) if may(member, "support") else None
            if person is not None:
                found.setdefault(person.id, set()).add(hashlib.sha256(f"support/{request}".encode()).digest()[:16])
    return found


async def send_notices(home: "House", memory: Memory) -> int:
    """Writes to everybody for whom it is time and something is new; gives to how many."""
    now, today = home.now(), home.today()
    since, items = memory.since, dict[str, set[bytes]]()
    for tender_id, seq in home.record.heads().items():
        for member, named in (await _listen(home, memory, tender_id, seq, today)).items():
            person = home.people.account_of(tender_id, member)
            if named and person is not None:
                items.setdefault(person.id, set()).update(named)
    asked = await _support_asked(home)
    sent = 0
    for account in items.keys() | asked.keys():
        person, there = home.people.account(account), items.get(account, set()) | asked.get(account, set())
        if person is None or not person.email or not home.people.arrived(account):
            continue
        new = home.noticed.new(account, there)
        if not new:
            since.pop(account, None)
            continue
        began = since.setdefault(account, now)
        notices = home.choices.notices(account)
        urgent = bool(new & asked.get(account, set())) and notices.pace != "paused" and not is_quiet(notices, now)
        if home.choices.paused(account, today) or not (urgent or is_time(notices, now, home.noticed.last_day(account), began)):
            continue
        once = hashlib.sha256(b"".join(sorted(new))).hexdigest()
        sent += home.mail.put(person.email, *news_message(home.settings.url), once=f"notice/{account}/{once}")
        for told in batched(sorted(new), AT_ONCE):
            home.noticed.told(account, set(told), today)
            await asyncio.sleep(0)  # thousands of things may be new on a busy evening
        since.pop(account, None)
    return sent
