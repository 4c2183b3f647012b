"""What happens by itself: messages leave, seats and holds end on their day, people are reminded, and what has ended is forgotten."""

import asyncio
import hashlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from server.erasing import BY_ITSELF, erase_what_waits
from server.notices import Memory, send_notices
from specs.answers import RemindAuthor, is_due_for_reminder
from specs.erasing import EndHold
from specs.members import EndSeat, seats_that_ended
from specs.refusals import Refused
from specs.tender import Tender

if TYPE_CHECKING:
    from server.settings import House

SECONDS = 5  # between two looks at the messages
MINUTE, HOUR = 12, 720  # in such looks

_log = logging.getLogger(__name__)


class Clockwork:
    """Runs beside the pages of one house. Each piece can be done again at any time, and after a crash: it does what is left."""

    def __init__(self, house: "House") -> None:
        self.house = house
        self._memory = Memory()
        self._looked: dict[str, dict[str, tuple[int, str]]] = {}
        self._going: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begins, on the loop that serves the pages."""
        self._going = asyncio.get_running_loop().create_task(self._run(), name="clockwork")

    async def stop(self) -> None:
        """Ends it; what is under way is left at a point from which it goes on the next time."""
        if self._going is not None:
            self._going.cancel()
            with suppress(asyncio.CancelledError):
                await self._going

    async def _run(self) -> None:
        look = 0
        while True:
            await self.piece("messages", self.send)
            if look % MINUTE == 0:
                await self.minute()
            if look % HOUR == 0:
                await self.piece("sweeping", self.sweep)
            look += 1
            await asyncio.sleep(SECONDS)

    async def minute(self) -> None:
        """What is due each minute."""
        for name, work in (("seats", self.end_seats), ("holds", self.end_holds), ("reminders", self.remind), ("notices", self.notices)):
            await self.piece(name, work)

    async def piece(self, name: str, work: Callable[[], Awaitable[object]]) -> None:
        """Does one of them; where it fails, the others go on. What is logged holds nobody's words: an error's kind, and not its text."""
        try:
            await work()
        except Exception as wrong:  # noqa: BLE001 - whatever fails, messages must go on leaving
            _log.error("what happens by itself failed: %s (%s)", name, type(wrong).__name__)

    async def send(self) -> None:
        """Sends the messages that are due, away from the loop: a mail server may be slow."""
        await asyncio.to_thread(self.house.mail.send_due)

    async def end_seats(self) -> None:
        """Ends the seats whose last day has passed."""
        today = self.house.today()
        async for tender_id, tender in self._changed("seats"):
            for member in seats_that_ended(tender, today):
                await self._act(tender_id, EndSeat(member), f"seat {member} {tender.seat_ends[member]}")

    async def end_holds(self) -> None:
        """Ends the holds on records whose last day has passed, and erases what waited for it."""
        today = self.house.today()
        async for tender_id, tender in self._changed("holds"):
            if tender.held_until and tender.held_until < today:
                await self._act(tender_id, EndHold(), f"hold {tender.held_until} {tender.seq}")
            await erase_what_waits(self.house, tender_id)

    async def remind(self) -> None:
        """Reminds people of answers they have not closed: between two meetings once, three times, and never during a pause."""
        today = self.house.today()
        async for tender_id, tender in self._changed("reminders"):
            for thread in [each for each in tender.threads.values() if is_due_for_reminder(each, today)]:
                author = self.house.people.account_of(tender_id, thread.by)
                paused = author is not None and self.house.choices.paused(author.id, today)
                if not paused and thread.by in tender.members:
                    await self._act(tender_id, RemindAuthor(thread.id, paused, today), f"reminder {thread.id} {today}")

    async def notices(self) -> None:
        """Writes to those for whom something is new."""
        await send_notices(self.house, self._memory)

    async def sweep(self) -> None:
        """Forgets what has ended."""
        for each in (self.house.sessions, self.house.support, self.house.mail, self.house.noticed):
            await asyncio.to_thread(each.sweep)

    async def _changed(self, what: str) -> AsyncIterator[tuple[str, Tender]]:
        """The tenders in which something happened, or for which a day began, since they were looked at for this."""
        today, looked = self.house.today(), self._looked.setdefault(what, {})
        for tender_id, seq in self.house.record.heads().items():
            if looked.get(tender_id) != (seq, today):
                yield tender_id, await self.house.desk.tender(tender_id)
                looked[tender_id] = (seq, today)

    async def _act(self, tender_id: str, asked: object, key: str) -> None:
        """Does something in the seat of nobody; the same thing on the same day is done once."""
        name = hashlib.sha256(f"{tender_id}/{key}".encode()).hexdigest()[:24]
        with suppress(Refused):  # somebody did it first, or it may not be now: it is looked at again
            await self.house.desk.act(tender_id, asked, BY_ITSELF, f"clockwork-{name}")
