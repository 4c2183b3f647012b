"""The desk decides in order, answers once it is on the disk, answers the same form once, and shows nothing that is not kept."""

import asyncio
import threading
from datetime import UTC, datetime

import pytest

from server import desk as desk_module
from server.desk import KEPT, Desk, Done, new_tender_id
from server.editions import edition
from server.folding import NoSuchTender
from server.happened import Happened
from server.record import Conflict, New, Record
from server.record_disk import DISK_FULL
from specs.arranging import MoveClause
from specs.clauses import Reword
from specs.erasing import EraseWords, WordsErased
from specs.members import EndSeat, GiveSeat
from specs.parts import AuthoredPart, RenameTender, StartTender, TenderRenamed
from specs.refusals import Refused, Stale
from specs.rules import encode
from specs.tender import Stamp
from tests.story import ANNE, FOUR, OLU, PRIYA, Story
from tests.teaching_story import everything

NOON = datetime(2026, 11, 23, 12, 0, 5, 999, UTC)
START = StartTender("Support in the city", AuthoredPart("Specification", FOUR, {}))


@pytest.fixture
def record(tmp_path):
    record = Record(tmp_path / "record.db")
    yield record
    assert record.verify() is None
    record.close()


@pytest.fixture
def desk(record):
    desk = Desk(record, lambda: NOON)
    yield desk
    desk.close()


def run(story):
    """Runs a story on a loop of its own; whatever it left undone or unheard is an error."""

    async def told():
        heard = []
        asyncio.get_running_loop().set_exception_handler(lambda _, context: heard.append(context))
        answer = await asyncio.wait_for(story, 60)
        await asyncio.sleep(0)
        assert heard == []
        return answer

    return asyncio.run(told())


def renamed(record: Record, title: str, key: str = "") -> None:
    """Somebody else, in another process, names the tender."""
    body, words = encode([TenderRenamed(title)])
    record.append("t1", record.head("t1"), New("2026-11-23T12:00:00Z", "m-else", key, body, words))


def test_an_act_is_decided_kept_and_answered(desk, record):
    async def story():
        begun = await desk.start_tender(START, ANNE, "k1", "t1")
        assert (begun.seq, begun.tender.id, begun.tender.title) == (1, "t1", "Support in the city")
        done = await desk.act("t1", RenameTender("Homes"), ANNE, "k2")
        assert (done.seq, done.events, done.tender.title) == (2, [TenderRenamed("Homes")], "Homes")
        assert await desk.tender("t1") is done.tender
        with pytest.raises(Refused, match="already"):
            await desk.act("t1", RenameTender("Homes"), ANNE, "k3")
        with pytest.raises(Refused):
            await desk.act("t1", RenameTender("Observed"), OLU, "k4")

    run(story())
    assert [(entry.seq, entry.at, entry.by, entry.key) for entry in record.read("t1")] == [
        (1, "2026-11-23T12:00:05Z", "m-anne", "k1"),
        (2, "2026-11-23T12:00:05Z", "m-anne", "k2"),
    ]


def test_the_tender_in_memory_is_the_one_a_restart_makes(desk, record, monkeypatch):
    asked_of = []
    act = Story.act
    monkeypatch.setattr(Story, "act", lambda story, asked, by=ANNE: (asked_of.append((asked, by)), act(story, asked, by))[1])
    told = everything()

    async def story():
        for place, (asked, by) in enumerate(asked_of):
            if place == 0:
                await desk.start_tender(asked, by, "k0", "t1")
            else:
                await desk.act("t1", asked, by, f"k{place}")
        return await desk.tender("t1")

    tender = run(story())
    assert tender.seq == len(asked_of) == told.tender.seq
    assert tender == desk.fold("t1")
    before_the_erasure = desk.fold("t1", tender.seq - 1)
    assert [clause.id for clause in before_the_erasure.reading_order()] == told.order()


def test_many_at_once_are_kept_in_the_order_they_were_asked(desk, record):
    async def story():
        await desk.start_tender(START, ANNE, "", "t1")
        await desk.start_tender(START, ANNE, "", "t2")
        acts = [desk.act(f"t{1 + n % 2}", RenameTender(f"Title {n}"), ANNE, f"k{n}") for n in range(600)]
        done = await asyncio.gather(*acts)
        assert [one.seq for one in done] == [2 + n // 2 for n in range(600)]
        return await desk.tender("t1"), await desk.tender("t2")

    first, second = run(story())
    assert (first.title, second.title) == ("Title 598", "Title 599")
    assert first == desk.fold("t1") and second == desk.fold("t2")


def test_acts_that_wait_are_kept_with_one_wait_for_the_disk(desk, record, monkeypatch):
    writes = []
    append_all = record.append_all
    monkeypatch.setattr(record, "append_all", lambda wanted: (writes.append(0), append_all(wanted))[1])

    async def story():
        await desk.start_tender(START, ANNE, "", "t1")
        await asyncio.gather(*(desk.act("t1", RenameTender(f"Title {n}"), ANNE, f"k{n}") for n in range(100)))

    run(story())
    assert len(writes) <= 3 and record.head("t1") == 101


def test_an_act_sees_the_ones_before_it(desk):
    async def story():
        await desk.start_tender(START, ANNE, "", "t1")
        wording = desk.fold("t1").clauses["c1"].wording
        first, second = Reword("c1", 1, wording[:1]), Reword("c1", 1, wording[1:])
        done, refused = await asyncio.gather(desk.act("t1", first, ANNE, "a"), desk.act("t1", second, ANNE, "b"), return_exceptions=True)
        assert isinstance(done, Done) and type(refused) is Stale

    run(story())


class Held:
    """A record whose disk is slow: writing waits until it is let go, and fails where it is told to."""

    def __init__(self, record, monkeypatch):
        self.began, self.go, self.fail = threading.Event(), threading.Event(), None
        append_all = record.append_all

        def slow(wanted):
            wanted = list(wanted)
            self.began.set()
            assert self.go.wait(20)
            if self.fail:
                raise self.fail
            return append_all(wanted)

        monkeypatch.setattr(record, "append_all", slow)

    async def writing(self):
        assert await asyncio.to_thread(self.began.wait, 20)


@pytest.mark.parametrize("fails", [False, True], ids=["kept", "lost"])
def test_nothing_is_answered_or_shown_before_it_is_on_the_disk(desk, record, monkeypatch, fails):
    async def story():
        await desk.start_tender(START, ANNE, "", "t1")
        await desk.start_tender(START, ANNE, "", "t2")
        held = Held(record, monkeypatch)
        if fails:
            held.fail = Refused(DISK_FULL)
        act = asyncio.create_task(desk.act("t1", RenameTender("New"), ANNE, "k"))
        await held.writing()
        reader = asyncio.create_task(desk.tender("t1"))
        elsewhere = await desk.tender("t2")  # other tenders are read meanwhile: the loop is free
        for _ in range(20):
            await asyncio.sleep(0)
        assert elsewhere.title == "Support in the city"
        assert not act.done() and not reader.done() and desk.warm("t1") is None and desk.warm("t2") is elsewhere
        assert desk.fold("t1").title == "Support in the city"
        held.go.set()
        if fails:
            with pytest.raises(Refused, match="disk is full"):
                await act
            assert (await reader).title == "Support in the city"
            held.fail = None
            assert (await desk.act("t1", RenameTender("New"), ANNE, "k")).seq == 2
        else:
            assert (await reader).title == "New" and (await act).seq == 2
        assert (await desk.tender("t1")) == desk.fold("t1")

    run(story())


def test_the_harness_would_see_a_desk_that_shows_too_early(desk, record, monkeypatch):
    """A planted fault: a desk that forgets that a tender is unsettled shows what was never kept."""

    async def story():
        await desk.start_tender(START, ANNE, "", "t1")
        held = Held(record, monkeypatch)
        held.fail = Refused(DISK_FULL)
        act = asyncio.create_task(desk.act("t1", RenameTender("New"), ANNE, "k"))
        await held.writing()
        desk._unsettled = set()
        assert (await desk.tender("t1")).title == "New"
        held.go.set()
        with pytest.raises(Refused):
            await act

    run(story())


def test_a_failed_write_loses_every_act_of_it_and_says_so(desk, record, monkeypatch):
    async def story():
        await desk.start_tender(START, ANNE, "", "t1")
        held = Held(record, monkeypatch)
        held.fail = Refused(DISK_FULL)
        held.go.set()
        answers = await asyncio.gather(*(desk.act("t1", RenameTender(f"T{n}"), ANNE, f"k{n}") for n in range(5)), return_exceptions=True)
        assert [str(answer) for answer in answers] == [DISK_FULL] * 5
        assert len({id(answer) for answer in answers}) == 5
        held.fail = None
        assert (await desk.act("t1", RenameTender("T0"), ANNE, "k0")).seq == 2

    run(story())


def test_a_refusal_that_rests_on_what_was_lost_is_not_told(desk, record, monkeypatch):
    async def story():
        await desk.start_tender(START, ANNE, "", "t1")
        held = Held(record, monkeypatch)
        held.fail = Refused(DISK_FULL)
        held.go.set()
        acts = (desk.act("t1", RenameTender("Same"), ANNE, key) for key in ("a", "b"))
        assert [str(answer) for answer in await asyncio.gather(*acts, return_exceptions=True)] == [DISK_FULL] * 2

    run(story())


def test_somebody_quicker_is_taken_in_and_the_act_decided_again(desk, record):
    async def story():
        await desk.start_tender(START, ANNE, "", "t1")
        renamed(record, "Elsewhere")
        done = await desk.act("t1", MoveClause("c3", "", ""), ANNE, "k")
        assert (done.seq, done.tender.title) == (3, "Elsewhere")
        renamed(record, "Same")
        with pytest.raises(Refused, match="already"):  # decided on the newer entries, not on the ones it knew
            await asyncio.gather(desk.act("t1", RenameTender("Same"), ANNE, "k2"), desk.act("t1", MoveClause("c4", "", ""), ANNE, "k3"))
        await desk.act("t1", RenameTender("Third"), ANNE, "k4")
        return await desk.tender("t1")

    assert run(story()) == desk.fold("t1")


def test_somebody_always_quicker_ends_in_a_sentence(desk, record, monkeypatch):
    def never(_):
        raise Conflict("t1")

    async def story():
        await desk.start_tender(START, ANNE, "", "t1")
        with monkeypatch.context() as patched:
            patched.setattr(record, "append_all", never)
            with pytest.raises(Refused, match="Too many people"):
                await desk.act("t1", RenameTender("New"), ANNE, "k")
        assert (await desk.act("t1", RenameTender("New"), ANNE, "k")).seq == 2

    run(story())


# The same form twice


def test_the_same_form_gives_the_same_answer(desk, record):
    async def story():
        await desk.start_tender(START, ANNE, "", "t1")
        first, second = await asyncio.gather(*(desk.act("t1", RenameTender("New"), ANNE, "k") for _ in range(2)))
        third = await desk.act("t1", RenameTender("New"), ANNE, "k")
        assert first.seq == second.seq == third.seq == 2 and first.events == second.events == third.events
        for asked, by in ((RenameTender("Other"), ANNE), (RenameTender("New"), PRIYA)):
            with pytest.raises(Refused, match="already used"):
                await desk.act("t1", asked, by, "k")
        with pytest.raises(Refused, match="already used"):
            await desk.act("t1", RenameTender("Odd"), ANNE, "k\ud800")

    run(story())
    assert record.head("t1") == 2


def test_the_same_form_after_a_restart(tmp_path):
    def session(*acts):
        record = Record(tmp_path / "record.db")
        desk = Desk(record)

        async def story():
            return [await act(desk) for act in acts]

        try:
            return run(story())
        finally:
            desk.close()
            record.close()

    session(lambda desk: desk.start_tender(START, ANNE, "s", "t1"), lambda desk: desk.act("t1", RenameTender("New"), ANNE, "k"))
    again = session(lambda desk: desk.act("t1", RenameTender("New"), ANNE, "k"), lambda desk: desk.start_tender(START, PRIYA, "s", "t2"))
    assert [(done.seq, done.tender.id) for done in again] == [(2, "t1"), (1, "t1")]
    with pytest.raises(Refused, match="already used"):
        session(lambda desk: desk.act("t1", RenameTender("Other"), ANNE, "k"))
    with pytest.raises(Refused, match="already used"):
        session(lambda desk: desk.start_tender(StartTender("Other", START.part), ANNE, "s"))


def test_the_same_form_after_its_words_were_taken_back(desk):
    async def story():
        await desk.start_tender(START, ANNE, "", "t1")
        await desk.act("t1", RenameTender("New"), ANNE, "k")
        await desk.act("t1", EraseWords(2), ANNE, "e")
        again = await desk.act("t1", RenameTender("New"), ANNE, "k")
        assert (again.seq, again.events) == (2, [TenderRenamed(None)])

    run(story())


def test_what_was_compared_beforehand_is_not_what_was_asked():
    """Two presses of one button are the same form, however the comparison went."""
    asked = Reword("c1", 1, ())
    assert desk_module.fingerprint(asked) == desk_module.fingerprint(Reword("c1", 1, (), made=()))
    assert desk_module.fingerprint(asked) != desk_module.fingerprint(Reword("c1", 2, ()))


def test_two_presses_of_the_first_button_begin_one_tender(desk, record):
    async def story():
        first, second = await asyncio.gather(desk.start_tender(START, ANNE, "s"), desk.start_tender(START, ANNE, "s"))
        assert first.tender.id == second.tender.id and len(first.tender.id) == 11
        with pytest.raises(NoSuchTender):
            await desk.tender("t1")

    run(story())
    assert list(record.heads().values()) == [1]


def test_ids_of_tenders_are_not_guessed():
    made = {new_tender_id() for _ in range(1000)}
    assert len(made) == 1000 and all(len(name) == 11 and name[0] == "t" and name.isalnum() for name in made)


# Taking words back


def test_words_taken_back_are_gone_at_once(desk, record):
    async def story():
        await desk.start_tender(START, ANNE, "", "t1")
        await desk.act("t1", RenameTender("Secret"), ANNE, "k")
        answers = await asyncio.gather(
            desk.act("t1", GiveSeat("m-olu", "observer"), ANNE, "a"),
            desk.act("t1", EraseWords(2), ANNE, "b"),
            desk.act("t1", EndSeat("m-olu"), ANNE, "c"),
        )
        assert [done.seq for done in answers] == [3, 4, 5] and answers[1].events == [WordsErased(2)]
        tender = await desk.tender("t1")
        assert tender.title == "(title taken back)" and tender == desk.fold("t1")
        with pytest.raises(Refused, match="before"):
            await desk.act("t1", EraseWords(2), ANNE, "d")
        for asked, by in ((EraseWords(3), OLU), (EraseWords(9), ANNE)):
            with pytest.raises(Refused):
                await desk.act("t1", asked, by, "")
        assert (await desk.history("t1"))[3].sentences == ["took back the words of an entry for good"]

    run(story())
    assert [entry.words is None for entry in record.read("t1")] == [False, True, False, False, False]


# Reading


def test_a_tender_that_is_not_there(desk):
    async def story():
        with pytest.raises(NoSuchTender):
            await desk.tender("t1")
        with pytest.raises(NoSuchTender):
            await desk.history("t1")
        with pytest.raises(NoSuchTender):
            await desk.act("t1", RenameTender("New"), ANNE, "k")
        with pytest.raises(Refused):
            await desk.start_tender(StartTender("", START.part), ANNE, "k", "t1")
        with pytest.raises(NoSuchTender):
            await desk.tender("t1")

    run(story())
    for text in ("draft", "start", "@1"):
        with pytest.raises(NoSuchTender):
            edition(desk.record, "t1", text)


def test_editions(desk):
    async def story():
        await desk.start_tender(START, ANNE, "", "t1")
        await desk.act("t1", RenameTender("Second"), ANNE, "")
        await desk.act("t1", RenameTender("Third"), ANNE, "")

    run(story())
    said = {text: edition(desk.record, "t1", text).title for text in ("draft", "start", "@1", "@2", "@3", " Draft ")}
    began = "Support in the city"
    assert said == {"draft": "Third", "start": began, "@1": began, "@2": "Second", "@3": "Third", " Draft ": "Third"}
    for text in ("@4", "@0", "@999999999999999999999", "@-1", "@", "@²", "2", "", "final", "@1 2"):
        with pytest.raises(Refused) as refused:
            edition(desk.record, "t1", text)
        assert refused.value.field == "edition"


def test_history_says_who_did_what_and_to_which_clauses(desk):
    async def story():
        await desk.start_tender(START, ANNE, "", "t1")
        await desk.act("t1", MoveClause("c3", "", "It comes first."), ANNE, "")
        return await desk.history("t1")

    first, second = run(story())
    assert first.clauses == ("c1", "c2", "c3", "c4") and len(first.sentences) == 4
    assert second == Happened(Stamp(2, "2026-11-23T12:00:05Z", "m-anne"), second.sentences, ("c3",), (), "It comes first.")
    assert len(second.sentences) == 1 and "Pay" in second.sentences[0]


def test_a_cold_tender_is_folded_in_slices(record, desk):
    body, words = encode([TenderRenamed("Again")])

    async def story():
        await desk.start_tender(START, ANNE, "", "t1")
        record.append_all([("t1", seq, New("now", "m-anne", "", body, words)) for seq in range(1, 2_001)])
        cold = Desk(record)
        turns = 0

        async def count():
            nonlocal turns
            while True:
                turns += 1
                await asyncio.sleep(0)

        counting = asyncio.create_task(count())
        one, other = await asyncio.gather(cold.tender("t1"), cold.tender("t1"))
        counting.cancel()
        cold.close()
        assert one is other and one == desk.fold("t1")
        assert turns >= 2_000 // desk_module.SLICE

    run(story())


def test_only_so_many_tenders_are_held(desk):
    async def story():
        for number in range(KEPT + 8):
            await desk.start_tender(START, ANNE, "", f"t{number}")
        assert len(desk._folds) == KEPT
        assert desk.warm("t0") is None and desk.warm(f"t{KEPT + 7}") is not None
        assert (await desk.tender("t0")).id == "t0" and desk.warm("t0") is not None and desk.warm("t8") is None
        await asyncio.gather(*(desk.act(f"t{n}", RenameTender("New"), ANNE, "k") for n in range(KEPT + 8)))
        assert len(desk._folds) == KEPT

    run(story())
    assert {desk.fold(f"t{number}").title for number in range(KEPT + 8)} == {"New"}


# What must not take others with it


def test_one_who_leaves_does_not_stop_the_others(desk, record):
    async def story():
        await desk.start_tender(START, ANNE, "", "t1")
        acts = [asyncio.create_task(desk.act("t1", RenameTender(f"T{n}"), ANNE, f"k{n}")) for n in range(4)]
        await asyncio.sleep(0)
        acts[1].cancel()
        answers = await asyncio.gather(*acts, return_exceptions=True)
        assert [type(answer) for answer in answers] == [Done, asyncio.CancelledError, Done, Done]
        assert (await desk.tender("t1")).title == "T3"

    run(story())
    assert desk.fold("t1").title == "T3"


def test_a_mistake_in_one_act_is_its_own(desk):
    class Nonsense:
        pass

    async def story():
        await desk.start_tender(START, ANNE, "", "t1")
        wrong, right = await asyncio.gather(
            desk.act("t1", Nonsense(), ANNE, "a"), desk.act("t1", RenameTender("New"), ANNE, "b"), return_exceptions=True
        )
        assert isinstance(wrong, KeyError) and right.seq == 2

    run(story())


def test_others_are_told_of_each_entry(record):
    told, begun = [], []

    async def story():
        desk = Desk(record)
        desk.listeners.append(lambda news: told.append((news.tender.id, news.seq, len(news.events), news.by)))
        begun.append(len((await desk.start_tender(START, ANNE, "", "t1")).events))
        await asyncio.gather(*(desk.act("t1", RenameTender(f"T{n}"), ANNE, f"k{n}") for n in range(3)))
        with pytest.raises(Refused):
            await desk.act("t1", RenameTender("T2"), ANNE, "k9")
        desk.close()

    run(story())
    assert told == [("t1", 1, begun[0], ANNE), *(("t1", seq, 1, ANNE) for seq in (2, 3, 4))]
