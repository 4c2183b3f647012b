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
from zoneinfo import ZoneInfo

from server.folding import bring_up_to_date
from server.record import Conflict, New, Record, utc_now
from server.record_chain import canonical
from specs.erasing import EraseWords
from specs.parts import StartTender
from specs.refusals import Refused
from specs.rules import EVENTS, OF_ITS_AUTHOR, apply_entry, decide, decode, encode, said
from specs.tender import Member, Stamp, Tender
from specs.typed import is_date

LONDON = ZoneInfo("Europe/London")
KEPT = 32  # tenders held in memory
SLICE = 250  # entries folded before the loop may do something else
MOST_AT_ONCE = 256  # acts kept with one wait for the disk
AT_ONE_TURN = 8  # of them answered in one turn of the loop
TRIES = 5

USED = "This form was already used for something else. Please open the page again; your words are still in the box."
TOO_MANY = "Too many people are saving at this moment. Nothing was saved; your words are still in the box. Please try again."
NO_EDITION = "There is no edition “{}”. Please give “draft”, “start”, or “@” and the number of an entry, such as “@12”."


class NoSuchTender(Exception):
    """No tender has this id."""


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
    """One for each record that is open; everything here is called on one event loop, ``fold`` and ``edition`` from anywhere.

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
        tender = Tender(id=tender_id)
        bring_up_to_date(tender, self.record.read(tender_id, 0, upto))
        if not tender.seq:
            raise NoSuchTender(tender_id)
        return tender

    def edition(self, tender_id: str, text: str) -> Tender:
        """The tender in an edition: ``draft`` (as it stands), ``start`` (as its first part came), ``@N`` (as of entry N) or a day.

        A day, such as ``2027-03-31``, means the end of that day in London.

        Raises ``NoSuchTender``, and ``Refused`` where there is no such edition.
        """
        wanted = text.strip().lower()
        if wanted == "draft":
            return self.fold(tender_id)
        if wanted == "start":
            authored = self.fold(tender_id).authored()
            if authored:
                return self.fold(tender_id, min(part.added.seq for part in authored))
        if is_date(wanted):
            return self.fold(tender_id, self._last_on(tender_id, wanted))
        number = wanted.removeprefix("@")
        if not wanted.startswith("@") or not (number.isascii() and number.isdigit()) or len(number) > 12:
            raise Refused(NO_EDITION.format(text), "edition")
        last = self.fold(tender_id, 1).seq and self.record.head(tender_id)
        if not 1 <= int(number) <= last:
            raise Refused(f"The last entry of this tender is number {last}, so there is no edition “{text}”.", "edition")
        return self.fold(tender_id, int(number))

    def _last_on(self, tender_id: str, day: str) -> int:
        """The number of the last entry made by the end of a day in London. Raises ``Refused`` where there was none yet."""
        last = 0
        for entry in self.record.read(tender_id):
            if f"{datetime.fromisoformat(entry.at).astimezone(LONDON):%Y-%m-%d}" > day:
                break
            last = entry.seq
        if not last:
            raise Refused("This tender was not begun yet on that day. Please choose a later one.", "edition")
        return last

    async def history(self, tender_id: str) -> list[Happened]:
        """Everything that happened to the tender, in order. Raises ``NoSuchTender``."""
        tender = await self.tender(tender_id)
        told: list[Happened] = []
        for place, entry in enumerate(self.record.read(tender_id, 0, tender.seq)):
            if place % SLICE == SLICE - 1:
                await asyncio.sleep(0)
            events = decode(entry.body, entry.words)
            sentences = [sentence for event in events if (sentence := said(tender, event))]
            why = next((event.why for event in events if getattr(event, "why", "")), "")
            stamp = Stamp(entry.seq, entry.at, entry.by)
            about = _clauses_of(tender, entry.body), _parts_of(entry.body)
            told.append(Happened(stamp, sentences, *about, why, *_said_in(tender, entry.body, stamp), _ideas_of(tender, entry.body)))
        return told

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


# What events call the thread, suggestion, idea or clause that they are about.
ABOUT = ("thread", "into", "proposal", "idea", "about")


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
