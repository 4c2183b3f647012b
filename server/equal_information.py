"""What people saw who are linked to a possible bidder: noted when they read, and given out so that every bidder can know the same."""

import csv
import io
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from server.desk import Desk
from server.people import People
from server.record import utc_now
from specs.circles import as_seen, may_see_thread, threads_seen
from specs.comments import CALLED
from specs.days import said
from specs.labels import label_of, title_of
from specs.reaching import tender_seen
from specs.seats import parts_seen
from specs.showing import would_change
from specs.tender import Member, Tender
from specs.threads import Thread
from specs.wording import plain

LONDON = ZoneInfo("Europe/London")
TABLE = """CREATE TABLE IF NOT EXISTS seen_when_linked (
  tender TEXT NOT NULL, day TEXT NOT NULL, page TEXT NOT NULL, seq INTEGER NOT NULL, member TEXT NOT NULL,
  PRIMARY KEY (tender, day, page, seq, member)
) STRICT"""
LINKED = Member("", "member", linked=True)  # whatever their seat, they see what every bidder may see
ABOUT = (
    "What people linked to a possible bidder could read in this tender, day by day, so that every bidder can be given the same.\n"
    "“pages.csv” lists the pages that were opened. Each other file holds the words as they stood when they were last read on that day:\n"
    "the shareable parts, and what was said about them. Nobody is named. Words that were taken back since are left out.\n"
)


class Row(NamedTuple):
    """A page that somebody linked to a possible bidder opened: on which day, and as of which entry."""

    day: str
    page: str
    seq: int


class EqualInformation:
    """Rows in ``people.db``, kept for as long as the tender is. Any thread may call anything here."""

    def __init__(self, people: People, desk: Desk, clock: Callable[[], datetime] = utc_now) -> None:
        self._record, self._desk, self._clock = people.record, desk, clock
        if self._record.mode == "rwc":
            with self._record.writing() as db:
                db.execute(TABLE)

    def saw(self, tender: str, member: str, page: str, seq: int) -> None:
        """Notes that a linked member opened a page of a tender, as of entry ``seq``."""
        day = f"{self._clock().astimezone(LONDON):%Y-%m-%d}"
        with self._record.writing() as db:
            db.execute("INSERT OR IGNORE INTO seen_when_linked VALUES (?, ?, ?, ?, ?)", (tender, day, page[:300], seq, member))

    def rows(self, tender: str) -> list[Row]:
        """What was read, in order; never by whom."""
        asked = "SELECT DISTINCT day, page, seq FROM seen_when_linked WHERE tender = ? ORDER BY day, seq, page"
        with self._record.reading() as db:
            return [Row(*row) for row in db.execute(asked, (tender,))]

    def pack(self, tender: str, by: Member, today: str) -> bytes:
        """The equal-information pack, a zip: the pages that were read, and the words as they stood on each of those days.

        What has not reached whoever asks for it is not in it yet.
        """
        rows = self.rows(tender)
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as pack:
            _put(pack, "about.txt", ABOUT)
            _put(pack, "pages.csv", _listed(rows))
            for day, seq in {row.day: row.seq for row in rows}.items():
                then = self._desk.fold(tender, seq)
                now = tender_seen(self._desk.fold(tender), by, today)
                _put(pack, f"{day}.txt", "\n".join(_words(then, now, day, by, today)))
        return made.getvalue()


def _put(pack: zipfile.ZipFile, name: str, text: str) -> None:
    pack.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), text)


def _listed(rows: list[Row]) -> str:
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\r\n")
    lines.writerow(["Day", "Page"])
    lines.writerows(dict.fromkeys((row.day, row.page or "the clauses") for row in rows))
    return out.getvalue()


def _words(then: Tender, now: Tender, day: str, by: Member, today: str) -> Iterator[str]:
    """The shareable parts of a tender and what was said about them, as of a day, without names; never what was hidden or taken back."""
    yield f"{then.title}, as of {said(day)}\n"
    for part in parts_seen(then, LINKED):
        yield f"\n{part.name}\n"
        for clause in then.reading_order(part.id):
            yield f"{label_of(then, clause)} {title_of(clause)}".strip()
            yield plain(clause.wording)
            for thread in threads_seen(then, LINKED, day, clause.id):
                if may_see_thread(then, by, thread, today):
                    yield from _said(as_seen(by, thread, today), now)
            yield ""


def _said(thread: Thread, now: Tender) -> Iterator[str]:
    kept = {post.stamp: post for post in now.threads[thread.id].posts} if thread.id in now.threads else {}
    for post in thread.posts:
        today = kept.get(post.stamp, post)
        yield f"  {CALLED[thread.kind]}: " + (today.text if today.text and not today.hidden else "(taken back or hidden)")
    if thread.id in now.proposals and not thread.first.hidden:
        yield from (f"    It would change: {sentence}" for sentence in would_change(now, now.proposals[thread.id]))
    yield from (f"  Answer: {answer.text}" for answer in thread.answers)
