"""Who is who: accounts, member ids, links, sessions, limits and what waits, over restarts and with a clock of our own."""

import sqlite3
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from server.people import UNKNOWN, WRONG_EMAIL, Account, People
from server.record import New
from server.record_chain import ERASED
from specs.refusals import Refused


class Clock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def later(self, **much: int) -> None:
        self.now += timedelta(**much)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "people.db"


@pytest.fixture
def people(path: Path, clock: Clock):
    made = People(path, "rwc", clock)
    yield made
    made.close()


@pytest.fixture
def anne(people: People) -> str:
    return people.invite("anne@example.org", "Anne").id


def again(people: People, path: Path, clock: Clock) -> People:
    """The same file after a restart."""
    people.close()
    people.__init__(path, "rwc", clock)
    return people


def test_an_account_is_found_or_made(people, path, clock):
    anne = people.invite(" Anne@Example.org ", "  Anne \n  Marsh\x00 ")
    assert anne == Account(anne.id, "Anne Marsh", "Anne@Example.org", False)
    assert people.invite("anne@example.ORG", "Somebody else") == anne
    assert people.invite("anne@example.org", may_create=True) == anne._replace(may_create=True)
    assert people.invite("anne@example.org").may_create  # what was given once stays
    assert people.invite("josh@example.org").name == "josh"
    revision = people.revision
    assert again(people, path, clock).by_email("ANNE@example.org") == anne._replace(may_create=True)
    assert people.revision == revision == 3


@pytest.mark.parametrize(
    "email", ["", "anne", "@example.org", "anne@", "an ne@example.org", "anne@example.org\r\nBcc: x@y", "a" * 250 + "@b.org"]
)
def test_what_is_no_address_is_refused_at_its_field(people, email):
    with pytest.raises(Refused, match="email address") as refused:
        people.invite(email)
    assert (str(refused.value), refused.value.field, people.revision) == (WRONG_EMAIL, "email", 0)


def test_a_name_is_chosen_and_looked_up(people, anne, path, clock):
    member = people.seat(anne, "t1")
    people.rename(anne, "Annie")
    people.rename(anne, "Annie")  # which changes nothing
    assert (people.name_of("t1", member), people.revision) == ("Annie", 3)
    with pytest.raises(Refused, match="any name") as refused:
        people.rename(anne, " \x00 ")
    assert refused.value.field == "name"
    with pytest.raises(Refused, match="A name can be 60 characters long. Please shorten it.") as refused:
        people.rename(anne, "A" * 61)  # never cut without a word
    assert (refused.value.field, people.name_of("t1", member)) == ("name", "Annie")
    assert again(people, path, clock).name_of("t1", member) == "Annie"
    assert people.name_of("t2", member) == people.name_of("t1", "m-nobody") == UNKNOWN


def test_a_member_id_is_of_one_tender_and_says_nothing(people, anne):
    josh = people.invite("josh@example.org", "Josh").id
    ids = {(who, tender): people.seat(who, tender) for who in (anne, josh) for tender in ("t1", "t2")}
    assert len(set(ids.values())) == 4
    assert {place: people.seat(*place) for place in ids} == ids  # the same again
    assert people.member_of(anne, "t1") == ids[anne, "t1"]
    assert people.member_of(anne, "t3") is None
    assert [people.tenders_of(who) for who in (anne, josh, "a-nobody")] == [["t1", "t2"], ["t1", "t2"], []]
    assert [word for word in ids.values() if anne[2:] in word or "anne" in word] == []


def test_names_and_addresses_can_be_erased(people, path, clock):
    anne = people.invite("anne@example.org", "Anne Quillfeather").id
    member = people.seat(anne, "t1")
    people.record.erase("people", 1, New("2026-11-23T15:00:00Z", "", "", [[ERASED, {"seq": 1}]], [{}]))
    assert again(people, path, clock).name_of("t1", member) == UNKNOWN
    assert people.by_email("anne@example.org") is None
    assert people.account(anne) == Account(anne, "", "", False)
    assert people.record.verify() is None
    people.compact()
    people.close()
    assert [file.name for file in path.parent.iterdir() if b"Quillfeather" in file.read_bytes() or b"anne@" in file.read_bytes()] == []


def test_events_of_a_newer_version_are_never_skipped(people, path, clock):
    people.record.append("people", 0, New("2026-11-23T15:00:00Z", "", "", [["PersonMarried", {"account": "a-1"}]], [{}]))
    people.close()
    with pytest.raises(Refused, match="“PersonMarried”, which this version of Cotender does not know"):
        People(path, "rwc", clock)


# Links


def test_a_link_works_once_for_thirty_minutes(people, anne, path, clock):
    link = people.new_link(anne, "/tenders/t1")
    clock.later(minutes=29)
    assert again(people, path, clock).link_is_good(link)
    assert people.link_is_good(link)  # looking uses nothing up
    assert people.use_link(link) == (anne, "/tenders/t1")
    assert (people.link_is_good(link), people.use_link(link)) == (False, None)
    late = people.new_link(anne)
    clock.later(minutes=30)
    assert (people.link_is_good(late), people.use_link(late)) == (False, None)


def test_a_new_link_ends_the_one_before(people, anne):
    josh = people.invite("josh@example.org", "Josh").id
    old, other, new = people.new_link(anne), people.new_link(josh), people.new_link(anne)
    assert [people.link_is_good(link) for link in (old, other, new)] == [False, True, True]


@pytest.mark.parametrize("token", ["", "x", "\ud800", "x" * 100_000, "' OR 1=1 --"])
def test_a_made_up_link_is_no_link(people, anne, token):
    people.new_link(anne)
    assert (people.link_is_good(token), people.use_link(token), people.session(token)) == (False, None, None)


def test_two_hundred_at_once_use_a_link_once(people, anne):
    link, found, go = people.new_link(anne), [], threading.Barrier(200)

    def press() -> None:
        go.wait()
        found.append(people.use_link(link))

    pressing = [threading.Thread(target=press) for _ in range(200)]
    for each in pressing:
        each.start()
    for each in pressing:
        each.join()
    assert sorted(found, key=str) == [(anne, "/"), *[None] * 199]


# Sessions


def test_a_session_ends_by_sign_out_alone_or_everywhere(people, anne, path, clock):
    here, there, third = (people.open_session(anne) for _ in range(3))
    josh = people.invite("josh@example.org", "Josh").id
    his, link = people.open_session(josh), people.new_link(anne)
    people.close_session(here)
    assert [bool(again(people, path, clock).session(token)) for token in (here, there, third, his)] == [False, True, True, True]
    people.close_all(anne)
    assert [bool(people.session(token)) for token in (there, third, his)] == [False, False, True]
    assert not people.link_is_good(link)


def test_a_session_ends_after_twelve_idle_hours_or_seven_days(people, anne, clock):
    idle = people.open_session(anne)
    clock.later(hours=12)
    assert people.session(idle)  # which was a page
    clock.later(hours=12)
    assert people.session(idle)
    clock.later(hours=12, seconds=1)
    assert people.session(idle) is None
    busy = people.open_session(anne)
    for _ in range(14 * 2):
        clock.later(hours=6)
        assert people.session(busy)
    clock.later(seconds=1)
    assert people.session(busy) is None


def test_what_ended_is_swept_away_at_the_next_start(people, anne, path, clock):
    people.open_session(anne)
    people.new_link(anne)
    people.keep_waiting(anne, b"a preview")
    clock.later(days=8)
    again(people, path, clock)
    with people.record.reading() as db:
        assert [db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("sessions", "links", "waiting")] == [0, 0, 0]


def test_only_hashes_of_secrets_are_in_the_file(people, anne, path):
    link, token = people.new_link(anne), people.open_session(anne)
    people.allow("sign in", "203.0.113.9", 3, 60)
    people.close()
    with sqlite3.connect(path) as db:
        dump = "\n".join(db.iterdump())
    db.close()
    assert [secret for secret in (link, token, "203.0.113.9") if secret in dump] == []
    assert "anne@example.org" in dump  # the harness can see


# Limits and what waits


def test_limits_count_each_alone_and_survive_a_restart(people, path, clock):
    def three(who: str, what: str = "sign in") -> list[bool]:
        return [people.allow(what, who, 2, 900) for _ in range(3)]

    assert three("here") == [True, True, False]
    assert three("there") == [True, True, False]
    assert three("here", "invite") == [True, True, False]
    again(people, path, clock)
    assert not people.allow("sign in", "here", 2, 900)
    clock.later(seconds=900)
    assert three("here") == [True, True, False]


def test_what_waits_is_for_one_person(people, anne, path, clock):
    josh = people.invite("josh@example.org", "Josh").id
    name = people.keep_waiting(anne, b"\x00preview")
    assert again(people, path, clock).waiting(anne, name) == b"\x00preview"
    assert people.waiting(josh, name) is people.waiting(anne, "another") is None
    people.forget_waiting(name)
    assert people.waiting(anne, name) is None


def test_looking_beside_a_running_server_changes_nothing(people, anne, path, clock):
    token = people.open_session(anne)
    looking = People(path, "ro", clock)
    clock.later(hours=1)
    assert looking.account(anne) == people.account(anne)
    assert looking.session(token)
    with pytest.raises(Refused):
        looking.invite("josh@example.org")
    looking.close()
    assert people.by_email("josh@example.org") is None
