"""Links, sessions, limits and what waits, over restarts and with a clock of our own."""

import sqlite3
import threading
from pathlib import Path

import pytest

from server.people import People
from server.sessions import Sessions
from specs.refusals import Refused
from tests.clock import Clock


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
def sessions(people: People, clock: Clock) -> Sessions:
    return Sessions(people, clock)


@pytest.fixture
def anne(people: People) -> str:
    return people.invite("anne@example.org", "Anne").id


@pytest.fixture
def josh(people: People) -> str:
    return people.invite("josh@example.org", "Josh").id


def again(sessions: Sessions, path: Path, clock: Clock) -> Sessions:
    """The same file after a restart."""
    people = sessions._people
    people.close()
    people.__init__(path, "rwc", clock)
    sessions.__init__(people, clock)
    return sessions


# Links


def test_a_link_works_once_for_thirty_minutes(sessions, anne, path, clock):
    link = sessions.new_link(anne, "/tenders/t1")
    clock.later(minutes=29)
    assert again(sessions, path, clock).link_is_good(link)
    assert sessions.link_is_good(link)  # looking uses nothing up
    assert sessions.use_link(link) == (anne, "/tenders/t1")
    assert (sessions.link_is_good(link), sessions.use_link(link)) == (False, None)
    late = sessions.new_link(anne)
    clock.later(minutes=30)
    assert (sessions.link_is_good(late), sessions.use_link(late)) == (False, None)


def test_a_new_link_ends_the_one_before(sessions, anne, josh):
    old, other, new = sessions.new_link(anne), sessions.new_link(josh), sessions.new_link(anne)
    assert [sessions.link_is_good(link) for link in (old, other, new)] == [False, True, True]


@pytest.mark.parametrize("token", ["", "x", "\ud800", "x" * 100_000, "' OR 1=1 --"])
def test_a_made_up_link_is_no_link(sessions, people, anne, token):
    sessions.new_link(anne)
    assert (sessions.link_is_good(token), sessions.use_link(token), sessions.session(token)) == (False, None, None)


def test_two_hundred_at_once_use_a_link_once(sessions, people, anne):
    link, found, go = sessions.new_link(anne), [], threading.Barrier(200)

    def press() -> None:
        go.wait()
        found.append(sessions.use_link(link))

    pressing = [threading.Thread(target=press) for _ in range(200)]
    for each in pressing:
        each.start()
    for each in pressing:
        each.join()
    assert (found.count((anne, "/")), found.count(None)) == (1, 199)


# Sessions


def test_a_session_ends_by_sign_out_alone_or_everywhere(sessions, anne, josh, path, clock):
    here, there, third = (sessions.open_session(anne) for _ in range(3))
    his, link = sessions.open_session(josh), sessions.new_link(anne)
    sessions.close_session(here)
    assert [bool(again(sessions, path, clock).session(token)) for token in (here, there, third, his)] == [False, True, True, True]
    sessions.close_all(anne)
    assert [bool(sessions.session(token)) for token in (there, third, his)] == [False, False, True]
    assert not sessions.link_is_good(link)


def test_a_session_ends_after_half_an_hour_alone_or_twenty_hours(sessions, people, anne, clock):
    idle = sessions.open_session(anne)
    clock.later(minutes=30)
    assert sessions.session(idle)  # which was a page
    clock.later(minutes=30)
    assert sessions.session(idle, touch=False)  # a page that listens is nobody being there
    clock.later(seconds=1)
    assert sessions.session(idle) is None
    busy = sessions.open_session(anne)
    for _ in range(40):
        clock.later(minutes=30)
        assert sessions.session(busy)
    clock.later(seconds=1)
    assert sessions.session(busy) is None


def test_on_ones_own_phone_a_session_lasts_thirty_days(sessions, anne, path, clock):
    own = sessions.open_session(anne, own=True)
    for _ in range(3):
        clock.later(days=10)
        assert again(sessions, path, clock).session(own)
    clock.later(seconds=1)
    assert sessions.session(own) is None
    left = sessions.open_session(anne, own=True)
    clock.later(days=30, seconds=1)
    assert sessions.session(left) is None


# The browser that asked, and the six digits


def test_a_mailed_link_is_for_the_browser_that_asked_or_with_its_digits(sessions, anne):
    link, code = sessions.mailed_link(anne, "/", "mine")
    assert (sessions.needs_code(link, "mine"), sessions.needs_code(link, ""), sessions.needs_code(link, "other")) == (False, True, True)
    for asked in ("", "other"):
        with pytest.raises(Refused, match="not the one that asked"):
            sessions.use_link(link, asked)
    assert sessions.use_link(link, "mine") == (anne, "/")
    link, code = sessions.mailed_link(anne, "/", "mine")
    assert sessions.use_link(link, "other", f" {code[:3]} {code[3:]} ") == (anne, "/")
    link, code = sessions.mailed_link(anne, "/", "mine")
    assert sessions.use_code("other", code) is None
    assert sessions.use_code("mine", code) == (anne, "/")
    assert (sessions.use_code("mine", code), sessions.use_link(link, "mine")) == (None, None)


def test_five_wrong_codes_burn_a_link_wherever_they_are_typed(sessions, anne, path, clock):
    link, code = sessions.mailed_link(anne, "/", "mine")
    wrong = f"{(int(code) + 1) % 10**6:06}"
    for number in range(5):
        assert again(sessions, path, clock).link_is_good(link), number
        with pytest.raises(Refused, match="not the digits"):
            sessions.use_code("mine", wrong) if number % 2 else sessions.use_link(link, "", wrong)
    assert (sessions.use_link(link, "mine"), sessions.use_code("mine", code)) == (None, None)


def test_what_ended_is_swept_away_at_the_next_start(sessions, anne, path, clock):
    sessions.open_session(anne)
    sessions.new_link(anne)
    sessions.keep_waiting(anne, b"a preview")
    clock.later(days=8)
    again(sessions, path, clock)
    with sessions.record.reading() as db:
        assert [db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("open_sessions", "one_time_links", "waiting")] == [
            0,
            0,
            0,
        ]


def test_only_hashes_of_secrets_are_in_the_file(sessions, people, anne, path):
    (link, code), token = sessions.mailed_link(anne, "/", "the asking browser"), sessions.open_session(anne)
    sessions.allow("sign in", "203.0.113.9", 3, 60)
    people.close()
    with sqlite3.connect(path) as db:
        dump = "\n".join(db.iterdump())
    db.close()
    assert [secret for secret in (link, code, token, "the asking browser", "203.0.113.9") if secret in dump] == []
    assert "anne@example.org" in dump  # the harness can see


# Limits and what waits


def test_limits_count_each_alone_and_survive_a_restart(sessions, path, clock):
    def three(who: str, what: str = "sign in") -> list[bool]:
        return [sessions.allow(what, who, 2, 900) for _ in range(3)]

    assert three("here") == [True, True, False]
    assert three("there") == [True, True, False]
    assert three("here", "invite") == [True, True, False]
    again(sessions, path, clock)
    assert not sessions.allow("sign in", "here", 2, 900)
    clock.later(seconds=900)
    assert three("here") == [True, True, False]


def test_what_waits_is_for_one_person(sessions, anne, josh, path, clock):
    name = sessions.keep_waiting(anne, b"\x00preview")
    assert again(sessions, path, clock).waiting(anne, name) == b"\x00preview"
    assert sessions.waiting(josh, name) is sessions.waiting(anne, "another") is None
    sessions.forget_waiting(name)
    assert sessions.waiting(anne, name) is None


def test_looking_beside_a_running_server_changes_nothing(sessions, anne, path, clock):
    token = sessions.open_session(anne)
    looking = People(path, "ro", clock)
    clock.later(minutes=10)
    assert Sessions(looking, clock).session(token)
    looking.close()
