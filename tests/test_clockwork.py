"""What happens by itself, on a clock of our own: messages leave, seats and holds end on their day, people are reminded three times."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from server import demo
from server.choices import Notices
from server.clockwork import Clockwork
from server.erasing import BY_ITSELF
from server.notices import is_quiet, is_time, news_of
from server.settings import Settings, open_house
from specs.answers import AnswerThreads
from specs.erasing import HoldRecords, TakeBack
from specs.library.teaching_group import thread
from specs.members import GiveSeat
from specs.tender import Member
from tests.clock import Clock


class Town:
    """The opened teaching tender in a house with a clock that is moved by hand."""

    def __init__(self, folder) -> None:
        self.clock = Clock()
        self.house = open_house(Settings(folder, smtp=None), clock=self.clock)
        self.tender, self.accounts = asyncio.run(demo.teach(self.house))
        self.work = Clockwork(self.house)
        for account in self.accounts.values():
            self.house.people.arrive(account)

    def member(self, who: str) -> Member:
        found = self.house.people.member_of(self.accounts[who], self.tender)
        return self.fold().members[found]

    def fold(self):
        return self.house.desk.fold(self.tender)

    def act(self, who: str, asked: object) -> None:
        asyncio.run(self.house.desk.act(self.tender, asked, self.member(who), f"{who}-{self.fold().seq}"))

    def minute(self) -> None:
        asyncio.run(self.work.minute())

    def mails(self) -> list[str]:
        self.house.mail.send_due()
        folder = self.house.settings.data / "outbox"
        files = sorted(folder.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
        return [next(line[4:].strip() for line in file.read_text().splitlines() if line.startswith("To: ")) for file in files]


@pytest.fixture
def town(tmp_path):
    made = Town(tmp_path / "data")
    yield made
    made.house.close()


def email(town: Town, who: str) -> str:
    return town.house.people.account(town.accounts[who]).email


def test_a_seat_ends_after_its_last_day_and_not_before(town):
    observer = town.member("observer").id
    account = town.house.people.invite("new@example.org", "New").id
    new = town.house.people.seat(account, town.tender)
    town.act("commissioner", GiveSeat(new, "observer", "2026-11-24", town.house.today()))
    town.clock.later(days=1)
    town.minute()
    assert new in town.fold().members
    town.clock.now = datetime(2026, 11, 25, 0, 1, tzinfo=UTC)
    town.minute()
    town.minute()  # once is enough
    assert new not in town.fold().members and observer in town.fold().members
    assert town.house.record.verify() is None


def test_a_hold_that_ends_erases_what_waited(town):
    said = town.fold().threads[thread(1)].posts[0]
    town.act("procurement", HoldRecords("A request for records.", "2026-12-01", town.house.today()))
    town.act("member", TakeBack(thread(1), said.number))
    town.minute()
    assert (
        town.fold().to_erase == [said.stamp.seq]
        and b"after my stroke"
        in (town.house.settings.data / "record.db").read_bytes() + (town.house.settings.data / "record.db-wal").read_bytes()
    )
    town.clock.now = datetime(2026, 12, 2, 8, tzinfo=UTC)
    town.minute()
    assert (town.fold().to_erase, town.fold().held_until) == ([], "")


def test_people_are_reminded_three_times_and_never_while_they_pause(town):
    author, name = "co_chair", next(each.id for each in town.fold().threads.values() if each.by == town.member("co_chair").id)
    if not town.fold().threads[name].answers:
        town.act("official", AnswerThreads((name,), "partly", "In part.", today=town.house.today()))
    account = town.accounts[author]
    counts = []
    town.house.choices.choose(account, "pace", "paused")
    for day in range(120):
        town.clock.later(days=1)
        if day == 40:
            counts.append(len(town.fold().threads[name].reminders))
            town.house.choices.choose(account, "pace", "daily")
        asyncio.run(town.work.remind())
    assert [*counts, len(town.fold().threads[name].reminders)] == [0, 3]
    days = town.fold().threads[name].reminders
    assert len(set(days)) == 3 and days == sorted(days)


def test_one_piece_that_fails_does_not_stop_the_others(town, monkeypatch, caplog):
    async def broken() -> None:
        raise RuntimeError("the words of somebody")

    done = []
    monkeypatch.setattr(town.work, "end_seats", broken)

    async def noted() -> None:
        done.append(1)

    monkeypatch.setattr(town.work, "notices", noted)
    town.minute()
    assert done == [1]
    assert "what happens by itself failed: seats (RuntimeError)" in caplog.text and "the words of somebody" not in caplog.text


def test_the_clockwork_runs_beside_the_pages_and_sends_what_waits(town):
    town.house.mail.put("someone@example.org", "Hello", "Hello")

    outbox = town.house.settings.data / "outbox"

    async def story() -> None:
        town.work.start()
        for _ in range(100):
            await asyncio.sleep(0.02)
            if any("someone@example.org" in file.read_text() for file in outbox.glob("*.eml")):
                break
        await town.work.stop()

    asyncio.run(story())
    assert any("someone@example.org" in file.read_text() for file in outbox.glob("*.eml"))
    assert BY_ITSELF.seat == "service"


def test_what_ended_is_swept_away(town):
    asyncio.run(town.work.sweep())
    town.clock.later(days=500)
    town.house.noticed.told(town.accounts["member"], {b"x" * 16}, "2026-01-01")
    asyncio.run(town.work.sweep())
    assert town.house.noticed.new(town.accounts["member"], {b"x" * 16}) == {b"x" * 16}


# Notices


def test_one_message_for_all_that_is_new_and_none_twice(town):
    town.clock.now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    for _ in range(3):
        town.minute()
    first = town.mails()
    assert len(first) == len(set(first)) and email(town, "official") in first  # one each, though several things are new
    assert email(town, "observer") not in first  # for whom nothing waits
    town.clock.later(days=1)
    for _ in range(3):
        town.minute()
    assert town.mails()[len(first) :] == []


def test_nothing_is_sent_in_quiet_hours_to_whoever_pauses_or_before_it_is_time(town):
    for who in town.accounts:
        town.house.choices.choose(town.accounts[who], "pace", "at once")
    town.house.choices.choose(town.accounts["official"], "pace", "paused")
    town.clock.now = datetime(2026, 11, 24, 3, tzinfo=UTC)
    town.minute()
    town.clock.later(minutes=30)
    town.minute()
    assert town.mails() == []
    town.clock.now = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
    town.minute()
    sent = town.mails()
    assert email(town, "commissioner") in sent and email(town, "official") not in sent


def test_a_facilitator_is_told_at_once_that_somebody_asks_for_support(town):
    town.clock.now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    town.minute()
    town.clock.later(minutes=30)
    town.minute()  # what was new is told
    before = len(town.mails())
    town.house.choices.choose(town.accounts["facilitator"], "pace", "weekly")
    account, member = town.accounts["member"], town.member("member").id
    town.house.support.ask(account, town.tender, member, "worry", "Nobody came to her yesterday.", "", "key")
    town.minute()
    town.minute()
    assert town.mails()[before:] == [email(town, "facilitator")]
    folder = town.house.settings.data / "outbox"
    assert all("Nobody came" not in file.read_text() and "worry" not in file.read_text() for file in folder.glob("*.eml"))


def test_what_a_protected_person_said_is_told_to_officials_on_the_next_day_only(town):
    tender, today = town.fold(), town.house.today()
    official = town.member("official")
    tomorrow = (datetime.fromisoformat(today) + timedelta(days=1)).strftime("%Y-%m-%d")
    quiet = f"owed {thread(3)}"
    assert (quiet in news_of(tender, official, today), quiet in news_of(tender, official, tomorrow)) == (False, True)


@pytest.mark.parametrize(
    ("at", "quiet"),
    [
        (datetime(2026, 10, 24, 6, 59, tzinfo=UTC), True),  # 07:59 in summer time
        (datetime(2026, 10, 24, 7, 0, tzinfo=UTC), False),
        (datetime(2026, 10, 25, 7, 59, tzinfo=UTC), True),  # the clocks went back in the night
        (datetime(2026, 10, 25, 8, 0, tzinfo=UTC), False),
        (datetime(2027, 3, 27, 19, 59, tzinfo=UTC), False),
        (datetime(2027, 3, 27, 20, 0, tzinfo=UTC), True),
        (datetime(2027, 3, 28, 18, 59, tzinfo=UTC), False),  # and forward
        (datetime(2027, 3, 28, 19, 0, tzinfo=UTC), True),
    ],
)
def test_quiet_hours_are_those_of_london_in_summer_and_in_winter(at, quiet):
    assert is_quiet(Notices(), at) == quiet
    assert not is_quiet(Notices(quiet_from=8, quiet_until=8), at)  # none are wanted


def test_daily_and_weekly_come_at_the_hour_that_was_chosen_once_a_day():
    monday = datetime(2026, 11, 23, 8, 59, tzinfo=UTC)
    for pace, days in (("daily", range(7)), ("weekly", (0,))):
        times = [monday + timedelta(days=day, minutes=minutes) for day in range(7) for minutes in (0, 1, 120)]
        due = [at for at in times if is_time(Notices(pace), at, "2026-11-01", monday)]
        assert due == [monday + timedelta(days=day, minutes=minutes) for day in days for minutes in (1, 120)]
    assert not is_time(Notices("daily"), monday + timedelta(hours=2), "2026-11-23", monday)
