"""The desk: takes what people ask for, asks the rules, has the record keep it, and hands out each tender as it stands."""

import asyncio
import hashlib
import json
import secrets
import string
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any, NamedTuple

from server.folding import NoSuchTender, bring_up_to_date, fold
from server.happened import Happened, told
from server.record import Conflict, New, Record, utc_now
from server.record_chain import canonical
from specs.erasing import EraseWords
from specs.parts import StartTender
from specs.refusals import Refused
from specs.rules import apply_entry, decide, decode, encode
from specs.tender import Member, Stamp, Tender

KEPT = 32  # tenders held in memory
SLICE = 250  # entries folded before the loop may do something else
MOST_AT_ONCE = 256  # acts kept with one wait for the disk
AT_ONE_TURN = 8  # of them answered in one turn of the loop
TRIES = 5
USED = "This form was already used for something else. Please open the page again; your words are still in the box."
TOO_MANY = "Too many people are saving at this moment. Nothing was saved; your words are still in the box. Please try again."


class Done(NamedTuple):
    """What came of asking: the number of the entry, its events, and the tender as it stands now."""

    seq: int
    events: list[Any]
    tender: Tender


class News(NamedTuple):
    """What listeners are told of an entry that was kept: what came of asking, and who asked."""

    seq: int
    events: list[Any]
    tender: Tender
    by: Member


class Waiting(NamedTuple):
    """An act that waits to be decided and kept."""

    tender: str
    asked: Any
    by: Member
    key: str
    answer: "asyncio.Future[Done]"


class Decided(NamedTuple):
    """An act that was decided, and the entry to keep for it."""

    act: Waiting
    expected: int
    new: New
    events: list[Any]


def new_tender_id() -> str:
    """An id that nobody can guess: “t” and ten letters or digits."""
    return "t" + "".join(secrets.choice(string.ascii_lowercase + string.digits) for _ in range(10))


class Desk:
    """One for each record that is open; everything here is called on one event loop, ``fold`` from anywhere.

    Those in ``listeners`` are told of each entry once it is safely kept and answered. They must not wait.
    """

    def __init__(
        self,
        record: Record,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self.record = record
        self.listeners: list[Callable[[News], object]] = []
        self._clock = clock
        self._folds: OrderedDict[str, Tender] = OrderedDict()
        self._folding: dict[str, asyncio.Task[Tender]] = {}
        self._waiting: list[Waiting] = []
        self._keeper: asyncio.Task[None] | None = None
        self._unsettled: set[str] = set()  # tenders whose folds are ahead of the record while it is written
        self._settled: asyncio.Future[None] | None = None
        self._thread = ThreadPoolExecutor(1, "record")

    def close(self) -> None:
        """Waits for what is being written. The record stays open."""
        self._thread.shutdown()

    # Reading

    async def tender(self, tender_id: str) -> Tender:
        """The tender as it stands, and nothing of it that is not safely kept. Never change it. Raises ``NoSuchTender``."""
        tender = await self._fold(tender_id)
        while tender_id in self._unsettled and self._settled is not None:
            await asyncio.wait([self._settled])
            tender = await self._fold(tender_id)
        return tender

    def warm(self, tender_id: str) -> Tender | None:
        """The tender as it stands, where it is in memory and safely kept; never waits."""
        return self._folds.get(tender_id) if tender_id not in self._unsettled else None

    def fold(self, tender_id: str, upto: int | None = None) -> Tender:
        """The tender as of entry ``upto`` (or as it stands), folded anew. Raises ``NoSuchTender``."""
        return fold(self.record, tender_id, upto)

    async def history(self, tender_id: str) -> list[Happened]:
        """Everything that happened to the tender, in order. Raises ``NoSuchTender``."""
        tender = await self.tender(tender_id)
        happened: list[Happened] = []
        for place, entry in enumerate(self.record.read(tender_id, 0, tender.seq)):
            if place % SLICE == SLICE - 1:
                await asyncio.sleep(0)
            happened.append(told(tender, entry))
        return happened

    async def _fold(self, tender_id: str) -> Tender:
        """The fold in memory, made where it is not there; many who ask at once wait for the same one."""
        kept = self._folds.get(tender_id)
        if kept is not None:
            self._folds.move_to_end(tender_id)
            return kept
        task = self._folding.get(tender_id)
        if task is None:
            task = asyncio.create_task(self._fold_in_slices(tender_id))
            self._folding[tender_id] = task
            task.add_done_callback(lambda _: self._folding.pop(tender_id, None))
        return await asyncio.shield(task)

    async def _fold_in_slices(self, tender_id: str) -> Tender:
        tender = Tender(id=tender_id)
        more = True
        while more:
            before = tender.seq
            bring_up_to_date(tender, self.record.read(tender_id, before, before + SLICE))
            more = tender.seq == before + SLICE
            if more:
                await asyncio.sleep(0)
        if not tender.seq:
            raise NoSuchTender(tender_id)
        self._keep(tender)
        return tender

    def _keep(self, tender: Tender) -> None:
        self._folds[tender.id] = tender
        self._folds.move_to_end(tender.id)
        while len(self._folds) > KEPT:
            oldest = next((each for each in self._folds if each not in self._unsettled and each != tender.id), None)
            if oldest is None:
                return
            del self._folds[oldest]

    # Acting

    async def act(self, tender_id: str, asked: Any, by: Member, key: str) -> Done:
        """Has something happen to a tender: decided by the rules, kept safely, then answered.

        The same ``key`` with the same content by the same member gives the first answer again. Raises ``Refused`` where the rules say
        no, where the key was used for something else, or where the record could not be written; ``NoSuchTender``.
        """
        await self._fold(tender_id)
        return await self._asked(tender_id, asked, by, key)

    async def start_tender(self, asked: StartTender, by: Member, key: str, tender_id: str = "") -> Done:
        """Begins a tender, under ``tender_id`` where one was made for it (``new_tender_id``) so that its first member could be seated.

        The same key with the same content gives the tender that was begun the first time, whatever its id. Raises ``Refused``.
        """
        return await self._asked(tender_id or new_tender_id(), asked, by, key)

    async def _asked(self, tender_id: str, asked: Any, by: Member, key: str) -> Done:
        if len(key) > 200 or not key.isprintable():
            raise Refused(USED)
        answer: asyncio.Future[Done] = asyncio.get_running_loop().create_future()
        self._waiting.append(Waiting(tender_id, asked, by, key, answer))
        if self._keeper is None or self._keeper.done():
            self._keeper = asyncio.create_task(self._keep_all())
        return await answer

    async def _keep_all(self) -> None:
        """Decides and keeps what waits, many acts at a time, until nothing waits any more."""
        while batch := self._next_batch():
            tries = 0
            while batch and not await self._kept(batch):
                tries += 1
                if tries == TRIES:
                    _refuse(batch, Refused(TOO_MANY))
                batch = [act for act in batch if not act.answer.done()]
            # Those who wait for an answer, or for a tender to settle, are served before the next acts are tried on it.
            await asyncio.sleep(0)

    def _next_batch(self) -> list[Waiting]:
        """The acts to keep together: as many as wait, but no key twice, and an erasure alone, as it changes an older entry too."""
        batch: list[Waiting] = []
        keys = {""}
        while self._waiting and len(batch) < MOST_AT_ONCE:
            act = self._waiting[0]
            erases = isinstance(act.asked, EraseWords)
            if batch and (erases or act.key in keys - {""}):
                break
            del self._waiting[0]
            keys.add(act.key)
            batch.append(act)
            if erases:
                break
        return batch

    async def _kept(self, batch: list[Waiting]) -> bool:
        """Decides the acts in turn, each on the ones before; writes and answers. False where somebody was quicker: then ask again."""
        tenders = {act.tender for act in batch}
        self._unsettled = tenders
        self._settled = asyncio.get_running_loop().create_future()
        try:
            for tender_id in tenders:
                await self._load(tender_id)
            outcomes = [(act, self._decided(act)) for act in batch]
            decided = [made for _, made in outcomes if isinstance(made, Decided)]
            if decided:
                await asyncio.get_running_loop().run_in_executor(self._thread, self._write, decided)
            if any(isinstance(each.act.asked, EraseWords) for each in decided):
                self._drop(tenders)
                for tender_id in tenders:
                    await self._load(tender_id)
        except Conflict:
            self._drop(tenders)
            return False
        except BaseException as wrong:
            self._drop(tenders)
            _refuse(batch, wrong)
            if not isinstance(wrong, Exception):
                raise
            return True
        finally:
            self._unsettled = set()
            self._settled.set_result(None)
        # Refusals wait as well: one may rest on an act before it that was not kept after all.
        folds = {tender_id: self._folds[tender_id] for tender_id in tenders}
        self._drop({tender_id for tender_id in tenders if not folds[tender_id].seq})
        for place, (act, made) in enumerate(outcomes, 1):
            if isinstance(made, Decided):
                done = Done(made.expected + 1, made.events, folds[act.tender])
                _answer(act, done)
                for listener in self.listeners:
                    asyncio.get_running_loop().call_soon(listener, News(*done, act.by))
            else:
                _answer(act, made)
            if place % AT_ONE_TURN == 0:
                await asyncio.sleep(0)  # those who were answered go on, and others are heard, before the next are
        return True

    async def _load(self, tender_id: str) -> None:
        """Has the fold at hand, an empty one where there is none yet."""
        try:
            await self._fold(tender_id)
        except NoSuchTender:
            self._keep(Tender(id=tender_id))

    def _drop(self, tenders: Iterable[str]) -> None:
        for tender_id in tenders:
            self._folds.pop(tender_id, None)

    def _decided(self, act: Waiting) -> Decided | Done | Exception:
        """Asks the rules, and tries the events on the fold; or gives the answer that this act had before, or why it is not to be."""
        tender = self._folds[act.tender]
        try:
            before = self._given_before(act)
            if before is not None:
                return before
            if not tender.seq and not isinstance(act.asked, StartTender):
                return NoSuchTender(act.tender)
            body, words = encode(decide(tender, act.asked, act.by))
        except Exception as no:  # noqa: BLE001 (it is passed on to the one who asked; the others' acts are kept)
            return no
        new = New(self._clock().strftime("%Y-%m-%dT%H:%M:%SZ"), act.by.id, act.key, body, words, fingerprint(act.asked))
        # As the record will give them back, so that the fold in memory is the one that a restart makes.
        events = decode(json.loads(canonical(body)), json.loads(canonical(words)))
        expected = tender.seq
        apply_entry(tender, Stamp(expected + 1, new.at, new.by), events)
        return Decided(act, expected, new, events)

    def _given_before(self, act: Waiting) -> Done | None:
        """The answer that this key was given before. Raises ``Refused`` where it was for something else."""
        starts = isinstance(act.asked, StartTender)
        begun = self.record.begun_with(act.key) if starts else None
        entry = self.record.by_key(begun or act.tender, act.key)
        if entry is None:
            return None
        same = entry.asked == fingerprint(act.asked) if entry.words is not None else True
        if not same or not (starts or entry.by == act.by.id):
            raise Refused(USED)
        tender = self._folds[act.tender] if entry.stream == act.tender else self.fold(entry.stream)
        return Done(entry.seq, decode(entry.body, entry.words), tender)

    def _write(self, decided: Sequence[Decided]) -> None:
        """In the thread that writes: one transaction, on the disk when it returns. Raises ``Conflict``, ``Refused``."""
        only = decided[0]
        if isinstance(only.act.asked, EraseWords):
            self.record.erase(only.act.tender, only.act.asked.seq, only.new, only.expected)
        else:
            self.record.append_all((each.act.tender, each.expected, each.new) for each in decided)


def fingerprint(asked: Any) -> str:
    """A hash of everything that was asked: the same for the same content."""
    return hashlib.sha256(repr(asked).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _answer(act: Waiting, answer: Done | BaseException) -> None:
    """Answers, where somebody still waits for it."""
    if act.answer.done():
        return
    if isinstance(answer, Done):
        act.answer.set_result(answer)
    elif isinstance(answer, Exception):
        act.answer.set_exception(answer)
    else:
        act.answer.cancel()


def _refuse(acts: Iterable[Waiting], wrong: BaseException) -> None:
    """Gives all of them the same answer, each a copy of their own."""
    for act in acts:
        _answer(act, Refused(str(wrong), wrong.field) if type(wrong) is Refused else wrong)
