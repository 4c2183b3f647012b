"""The mail room: nothing is lost, nothing is sent more often than it must be, and nothing of it stays behind."""

import logging
import socket
import stat
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server import mail as mail_room
from server.mail import Mail
from server.settings import Settings, SmtpSettings, open_house
from server.smtp import HEADERS, Letter, clean_subject
from specs.refusals import Refused
from tests.clock import Clock
from tests.fake_smtp import FakeSmtp
from tests.mail_room import ANNE, SUBJECT, TEXT, Room, read, text_of


@pytest.fixture
def fake():
    made = FakeSmtp()
    yield made
    made.close()


@pytest.fixture
def room(tmp_path: Path, fake: FakeSmtp):
    made = Room(tmp_path, SmtpSettings("127.0.0.1", fake.port, security="none"))
    yield made
    made.people.close()


@pytest.fixture
def boxed(tmp_path: Path):
    """One without a mail server."""
    made = Room(tmp_path, None)
    yield made
    made.people.close()


# What is sent


def test_a_message_says_who_sent_it_when_and_what(room: Room, fake: FakeSmtp):
    assert room.mail.put(ANNE, SUBJECT, TEXT)
    room.clock.later(minutes=7)
    assert (room.mail.send_due(), room.mail.send_due()) == (1, 0)
    [came] = fake.came
    assert (came.sender, came.recipients) == ("no-reply@tenders.example.net", [ANNE])
    message = read(came.raw)
    assert message.keys() == HEADERS
    assert [message[name] for name in ("From", "To", "Subject", "Auto-Submitted")] == [
        "Cotender <no-reply@tenders.example.net>",
        ANNE,
        SUBJECT,
        "auto-generated",
    ]
    assert message["Date"] == "Mon, 23 Nov 2026 14:05:00 +0000"  # when it was queued
    assert message["Message-ID"].endswith("@tenders.example.net>") and len(message["Message-ID"]) == 54
    assert (message.get_content_type(), message.get_content_charset()) == ("text/plain", "utf-8")
    assert text_of(came.raw) == TEXT
    assert came.raw.isascii() and max(map(len, came.raw.split(b"\r\n"))) <= 78


def test_a_full_stop_on_a_line_of_its_own_ends_nothing(room: Room, fake: FakeSmtp):
    text = "one\n.\n..two\nRCPT TO:<bob@example.org>\n"
    room.mail.put(ANNE, SUBJECT, text)
    assert room.mail.send_due() == 1
    assert [(came.recipients, text_of(came.raw)) for came in fake.came] == [([ANNE], text)]


def test_the_oldest_goes_first_and_each_alone(room: Room, fake: FakeSmtp):
    for name in "cab":
        room.mail.put(f"{name}@example.org", SUBJECT, TEXT)
        room.clock.later(minutes=1)
    assert room.mail.send_due() == 3
    assert [came.recipients for came in fake.came] == [["c@example.org"], ["a@example.org"], ["b@example.org"]]


def test_the_same_is_queued_once_for_ever(room: Room, fake: FakeSmtp):
    def put(once: str) -> bool:
        return room.mail.put(ANNE, SUBJECT, TEXT, once)

    assert [put("notice/a-1/2026-11-23"), put("notice/a-1/2026-11-23"), put("notice/a-2/2026-11-23"), put(""), put("")] == [1, 0, 1, 1, 1]
    assert room.mail.send_due() == 4
    assert not put("notice/a-1/2026-11-23")
    room.again()
    assert not put("notice/a-1/2026-11-23")
    assert (room.mail.send_due(), len(fake.came), b"notice/" in room.bytes()) == (0, 4, False)


def test_nothing_is_queued_with_a_transaction_that_ends_badly(room: Room):
    with suppress(ZeroDivisionError), room.people.record.writing():
        room.mail.put(ANNE, SUBJECT, TEXT, "once")
        raise ZeroDivisionError
    assert (room.mail.waiting(), room.mail.put(ANNE, SUBJECT, TEXT, "once")) == (0, True)


# Nobody adds a header

INJECTIONS = [
    "\r\nBcc: eve@example.org",
    "\nBcc: eve@example.org",
    "\rBcc: eve@example.org",
    "\r\n\r\nBcc: x",
    "\u2028Bcc: eve@example.org",
]
INJECTIONS += ["=?utf-8?q?x=0D=0ABcc:_eve@example.org?=", "=?utf-8?b?eA0KQmNjOiBldmVAZXhhbXBsZS5vcmc=?=", "\x00\nBcc: eve@example.org"]


@pytest.mark.parametrize("words", INJECTIONS)
def test_no_subject_adds_a_header(room: Room, fake: FakeSmtp, words: str):
    for subject in (words, f"Hello{words}", f"Hello {words * 3} there"):
        room.mail.put(ANNE, subject, TEXT)
    assert room.mail.send_due() == 3
    for came in fake.came:
        assert (came.recipients, read(came.raw).keys(), text_of(came.raw)) == ([ANNE], HEADERS, TEXT)


@pytest.mark.parametrize(
    "address",
    [f"anne@example.org{words}" for words in INJECTIONS]
    + [f"{words}@example.org" for words in INJECTIONS]
    + ["", "anne", "@", "a@", "@b", "a@b@c", "a b@c.org", "a@b.org, c@d.org", "Anne <a@b.org>", "a@b.org;c@d.org", "a@-..-", "\ud800@b.org"]
    + ["x" * 250 + "@b.org", f"a@{'x' * 64}.org", "a>@b.org", '"a b"@c.org', "undisclosed:a@b.org;"],
)
def test_no_address_is_two_or_a_header(room: Room, address: str):
    with pytest.raises(Refused, match="address"):
        room.mail.put(address, SUBJECT, TEXT)
    assert room.mail.waiting() == 0


@given(subject=st.text(max_size=120), text=st.text(max_size=200), local=st.text(max_size=20), domain=st.text(max_size=10))
def test_whatever_is_written_it_is_one_message_to_one_person(subject: str, text: str, local: str, domain: str):
    letter = Letter(f"{local}@{domain}.org", clean_subject(subject), text, "<1@example.net>", 0)
    try:
        message = read(letter.raw("Cotender <a@example.net>"))
    except Refused:
        letter = letter._replace(to=ANNE)
        message = read(letter.raw("Cotender <a@example.net>"))
    assert message.keys() == HEADERS
    assert len(message["To"].addresses) == 1
    assert message["Subject"].split() == letter.subject.split()


@pytest.mark.parametrize("words", INJECTIONS)
def test_a_subject_that_was_not_cleaned_is_refused(words: str):
    """The guard behind the cleaning: Python's own library lets some of these add a header, or refuses them itself."""
    with pytest.raises(Refused):
        Letter(ANNE, f"Hello{words}", TEXT, "<1@example.net>", 0).raw("Cotender <a@example.net>")


def test_a_header_that_was_added_is_seen():
    raw = Letter(ANNE, "Hello", TEXT, "<1@example.net>", 0).raw("Cotender <a@example.net>")
    assert read(raw).keys() == HEADERS
    assert read(raw.replace(b"Hello\r\n", b"Hello\r\nBcc: eve@example.org\r\n")).keys() != HEADERS


# Nothing is lost


def test_the_queue_survives_a_restart(room: Room, fake: FakeSmtp):
    room.mail.put(ANNE, SUBJECT, TEXT)
    kept = room.mail.waiting()
    assert (kept, room.again().waiting(), fake.came) == (1, 1, [])
    assert (room.mail.send_due(), len(fake.came), room.mail.waiting()) == (1, 1, 0)


def minutes_of_tries(room: Room, tries: Callable[[], int], until: int) -> list[int]:
    """The minutes at which something was tried, counted from the first."""
    seen, found = tries(), []
    for minute in range(until):
        room.mail.send_due()
        if tries() != seen:
            seen = tries()
            found.append(minute)
        room.clock.later(minutes=1)
    return found


def test_after_a_refusal_for_now_it_is_tried_again_with_growing_waits(room: Room, fake: FakeSmtp):
    fake.answers["RCPT"] = ["451 later"] * 9
    room.mail.put(ANNE, SUBJECT, TEXT)
    found = minutes_of_tries(room, lambda: fake.steps.count("RCPT"), 330)
    assert found == [0, 1, 3, 7, 15, 31, 63, 123, 183, 243]
    assert (len(fake.came), room.mail.waiting(), room.mail.failed()) == (1, 0, 0)


def test_the_wait_goes_on_over_a_restart(room: Room, fake: FakeSmtp):
    fake.answers["END"] = ["452 full"] * 3
    room.mail.put(ANNE, SUBJECT, TEXT)
    for wait in (1, 2, 4):
        assert (room.again().send_due(), room.states()) == (0, ["queued"])
        room.clock.later(minutes=wait, seconds=-1)
        assert (room.again().send_due(), fake.steps.count("END")) == (0, [1, 2, 4].index(wait) + 1)
        room.clock.later(seconds=1)
    assert (room.again().send_due(), len(fake.came)) == (1, 1)


@pytest.mark.parametrize(
    "step_and_answer",
    [
        "HELLO 554 not today",
        "HELLO drop",
        "EHLO drop",
        "MAIL 550 who",
        "MAIL drop",
        "RCPT 450 later",
        "RCPT drop",
        "DATA 421 bye",
        "END 451 later",
    ],
)
def test_whatever_is_not_about_the_person_is_tried_again(room: Room, fake: FakeSmtp, step_and_answer: str):
    step, _, answer = step_and_answer.partition(" ")
    fake.answers[step] = [answer]
    if step == "EHLO":
        fake.answers["HELO"] = ["drop"]
    room.mail.put(ANNE, SUBJECT, TEXT)
    assert (room.mail.send_due(), room.states(), fake.came) == (0, ["queued"], [])
    room.clock.later(minutes=1)
    assert (room.mail.send_due(), room.states(), len(fake.came)) == (1, ["sent"], 1)


def test_a_mail_server_that_is_away_is_waited_for_for_three_days(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    room = Room(tmp_path, SmtpSettings("127.0.0.1", port, security="none"))
    room.mail.put(ANNE, SUBJECT, TEXT, "once")
    found = []
    for hour in range(80):
        room.mail.send_due()
        room.clock.later(hours=1)
        found.append((hour + 1, *room.states()))
    room.people.close()
    assert [hour for hour, state in found if state == "queued"] == list(range(1, 73))  # the try at hour 72 is the last
    assert {state for _, state in found} == {"queued", "failed"}


def test_a_machine_that_was_off_for_four_days_tries_again(room: Room, fake: FakeSmtp):
    fake.answers["RCPT"] = ["451 later"] * 2
    room.mail.put(ANNE, SUBJECT, TEXT)
    room.mail.send_due()
    room.clock.later(days=4)
    assert (room.again().send_due(), room.states()) == (0, ["queued"])
    room.clock.later(minutes=2)
    assert (room.mail.send_due(), len(fake.came)) == (1, 1)


def test_a_server_that_is_away_is_asked_once_for_all(room: Room, fake: FakeSmtp):
    for number in range(5):
        room.mail.put(f"a{number}@example.org", SUBJECT, TEXT)
    fake.answers["HELLO"] = ["421 busy"]
    assert (room.mail.send_due(), fake.steps.count("HELLO"), room.states()) == (0, 1, ["queued"] * 5)
    room.clock.later(minutes=1)
    assert (room.mail.send_due(), room.states()) == (5, ["sent"] * 5)


@pytest.mark.parametrize("step", ["RCPT", "DATA", "END"])
def test_what_is_refused_for_now_holds_up_nobody(room: Room, fake: FakeSmtp, step: str):
    fake.answers[step] = ["451 later"]
    room.mail.put(ANNE, SUBJECT, TEXT)
    room.mail.put("bob@example.org", SUBJECT, TEXT)
    assert (room.mail.send_due(), room.states()) == (1, ["queued", "sent"])


@pytest.mark.parametrize("step", ["RCPT", "DATA", "END"])
def test_what_is_refused_for_good_is_given_up_and_holds_up_nobody(room: Room, fake: FakeSmtp, step: str):
    fake.answers[step] = ["550 no such person"]
    room.mail.put(ANNE, SUBJECT, TEXT, "once")
    room.mail.put("bob@example.org", SUBJECT, TEXT)
    assert (room.mail.send_due(), room.states(), room.mail.failed(), room.mail.waiting()) == (1, ["failed", "sent"], 1, 0)
    room.clock.later(days=1)
    assert (room.mail.send_due(), [came.recipients for came in fake.came]) == (0, [["bob@example.org"]])
    assert not room.mail.put(ANNE, SUBJECT, TEXT, "once")


# At most once more


@pytest.mark.parametrize("before", [True, False])
def test_after_a_crash_it_is_sent_once_more_as_the_same_message(room: Room, fake: FakeSmtp, monkeypatch: pytest.MonkeyPatch, before: bool):
    real = mail_room.post

    def crash(*given: object) -> None:
        assert room.states() == ["sending"]  # it is in the file before anybody hears of it
        if not before:
            real(*given)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    room.mail.put(ANNE, SUBJECT, TEXT)
    monkeypatch.setattr(mail_room, "post", crash)
    with pytest.raises(KeyboardInterrupt):
        room.mail.send_due()
    assert (room.again().waiting(), room.states()) == (1, ["sending"])
    monkeypatch.setattr(mail_room, "post", real)
    assert (room.mail.send_due(), room.again().send_due(), room.states()) == (1, 0, ["sent"])
    assert len(fake.came) == (1 if before else 2)
    assert len({came.raw for came in fake.came}) == 1  # the same Message-ID, the same Date


def test_after_a_second_crash_it_is_given_up(room: Room, fake: FakeSmtp, monkeypatch: pytest.MonkeyPatch):
    real = mail_room.post

    def crash(*given: object) -> None:
        real(*given)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    room.mail.put(ANNE, SUBJECT, TEXT)
    monkeypatch.setattr(mail_room, "post", crash)
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            room.again().send_due()
    assert (room.again().send_due(), room.states(), room.mail.failed()) == (0, ["failed"], 1)
    assert len(fake.came) == 2 and len({came.raw for came in fake.came}) == 1


def test_a_connection_that_ends_before_the_answer_counts_as_a_crash(room: Room, fake: FakeSmtp):
    fake.answers["END"] = ["drop"]
    room.mail.put(ANNE, SUBJECT, TEXT)
    assert (room.mail.send_due(), room.states(), len(fake.came)) == (0, ["queued"], 1)
    assert room.mail.send_due() == 0  # it waits a minute
    room.clock.later(minutes=1)
    assert (room.again().send_due(), room.states()) == (1, ["sent"])
    assert len(fake.came) == 2 and len({came.raw for came in fake.came}) == 1
    fake.answers["END"] = ["drop", "drop", "drop"]
    room.mail.put(ANNE, SUBJECT, TEXT)
    for _ in range(10):
        room.mail.send_due()
        room.clock.later(hours=1)
    assert (room.states(), len(fake.came), fake.answers["END"]) == (["sent", "failed"], 4, ["drop"])


@pytest.mark.parametrize(("step", "came"), [("HELLO", False), ("RCPT", False), ("END", True)])
def test_a_server_that_falls_silent_is_not_waited_for_for_ever(
    room: Room, fake: FakeSmtp, monkeypatch: pytest.MonkeyPatch, step: str, came: bool
):
    monkeypatch.setattr("server.smtp.TIMEOUT", 0.2)
    fake.answers[step] = ["silence", "silence"]
    room.mail.put(ANNE, SUBJECT, TEXT)
    began = time.monotonic()
    for _ in range(3):
        room.mail.send_due()
        room.clock.later(hours=1)
    assert time.monotonic() - began < 4
    assert (room.states(), len(fake.came)) == ((["failed"], 2) if came else (["sent"], 1))


def test_a_house_that_closes_waits_for_the_message_under_way(room: Room, fake: FakeSmtp, monkeypatch: pytest.MonkeyPatch):
    for name in "ab":
        room.mail.put(f"{name}@example.org", SUBJECT, TEXT)
    real = mail_room.post

    def closing(*given: object) -> None:
        real(*given)  # type: ignore[arg-type]
        monkeypatch.setattr(mail_room, "PATIENCE", 0)
        room.mail.close()

    monkeypatch.setattr(mail_room, "post", closing)
    assert (room.mail.send_due(), room.states()) == (1, ["sent", "queued"])  # the second one goes after the restart
    monkeypatch.setattr(mail_room, "post", real)
    assert (room.again().send_due(), len(fake.came)) == (1, 2)


# Nothing stays


def test_nothing_of_a_message_stays_when_it_has_ended(room: Room, fake: FakeSmtp):
    words = [ANNE.encode(), SUBJECT.encode(), b"Zitronenfalter", b"@tenders.example.net"]
    room.mail.put(ANNE, SUBJECT, TEXT, "once")
    room.mail.put(ANNE, SUBJECT, TEXT)
    assert [word for word in words if word not in room.bytes()] == []  # so that the search can find them
    fake.answers["RCPT"] = ["550 unknown"]
    room.mail.send_due()
    room.people.record.compact()
    assert room.states() == ["failed", "sent"]
    assert [word for word in words if word in room.bytes()] == []
    with room.people.record.reading() as db:
        rows = db.execute("SELECT * FROM mail").fetchall()
    assert [row[2:] for row in rows] == [(state, "2026-11-23", *[None] * 8) for state in ("failed", "sent")]
    assert [row[1] is None for row in rows] == [False, True]


def test_what_ended_long_ago_is_forgotten(room: Room, fake: FakeSmtp):
    fake.answers["RCPT"] = ["550 unknown", "250 known", "250 known"]
    for once in ("failed", "sent", ""):
        room.mail.put(ANNE, SUBJECT, TEXT, once)
    room.mail.send_due()
    found = []
    for day in (30, 31, 60, 61):
        room.clock.now = Clock().now
        room.clock.later(days=day)
        room.mail.sweep()
        found.append((room.states(), room.mail.failed(), [room.mail.put(ANNE, SUBJECT, TEXT, once) for once in ("sent",)]))
        with room.people.record.writing() as db:
            db.execute("DELETE FROM mail WHERE state = 'queued'")
    every = ["failed", "sent", "sent"]
    assert found == [(every, 1, [False]), (["sent"], 0, [False]), (["sent"], 0, [False]), ([], 0, [True])]


def test_what_waits_is_not_swept(room: Room):
    room.mail.put(ANNE, SUBJECT, TEXT)
    room.clock.later(days=400)
    room.mail.sweep()
    assert room.again().waiting() == 1


def test_no_log_line_names_anybody(room: Room, fake: FakeSmtp, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    for step, answer in [
        ("HELLO", "421 {}"),
        ("MAIL", "451 {}"),
        ("RCPT", "451 {}"),
        ("RCPT", "550 {}"),
        ("END", "drop"),
        ("END", "554 {}"),
    ]:
        fake.answers[step] = [answer.format(f"<{ANNE}> does not like “{SUBJECT}” Zitronenfalter")]
        room.mail.put(ANNE, SUBJECT, TEXT)
        room.mail.send_due()
        room.clock.later(hours=1)
        room.mail.send_due()
    assert (room.mail.waiting(), room.mail.failed()) == (0, 2)
    assert caplog.text.count("\n") >= 6  # there are lines that could have named somebody
    assert [word for word in (ANNE, "example.org", "no-reply", SUBJECT, "Zitronenfalter") if word in caplog.text] == []
    assert {record.getMessage() for record in caplog.records if record.name == "server.mail"} == {
        "A message waits for 1 min: the mail server cannot be used (SMTPConnectError 421).",
        "A message waits for 1 min: the mail server answered 451 to the sender.",
        "A message waits for 1 min: the mail server answered 451.",
        "A message waits for 1 min: the connection ended before the mail server had answered (SMTPServerDisconnected).",
        "A message was given up: the mail server answered 550.",
        "A message was given up: the mail server answered 554.",
    }


# Without a mail server


def test_without_a_mail_server_messages_stand_in_the_outbox(boxed: Room):
    boxed.mail.put(ANNE, SUBJECT, TEXT)
    assert (boxed.mail.send_due(), boxed.mail.waiting()) == (1, 0)
    outbox = boxed.settings.data / "outbox"
    [path] = outbox.iterdir()
    message = read(path.read_bytes())
    assert path.name == message["Message-ID"].partition("@")[0].strip("<") + ".eml"
    assert (message["To"], message["Subject"], text_of(path.read_bytes())) == (ANNE, SUBJECT, TEXT)
    assert [oct(stat.S_IMODE(each.stat().st_mode)) for each in (outbox, path)] == ["0o700", "0o600"]


def test_a_repeat_stands_in_its_own_place(boxed: Room, monkeypatch: pytest.MonkeyPatch):
    boxed.mail.put(ANNE, SUBJECT, TEXT)
    with monkeypatch.context() as patch:
        patch.setattr(Mail, "_end", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            boxed.mail.send_due()
    assert len(list((boxed.settings.data / "outbox").iterdir())) == 1
    assert (boxed.again().send_due(), len(list((boxed.settings.data / "outbox").iterdir()))) == (1, 1)


def test_an_outbox_that_cannot_be_written_to_is_waited_for(boxed: Room):
    (boxed.settings.data / "outbox").write_text("in the way")
    boxed.mail.put(ANNE, SUBJECT, TEXT)
    assert (boxed.mail.send_due(), boxed.states()) == (0, ["queued"])
    (boxed.settings.data / "outbox").unlink()
    boxed.clock.later(minutes=1)
    assert (boxed.mail.send_due(), boxed.states()) == (1, ["sent"])


def test_a_house_has_a_mail_room(tmp_path: Path):
    house = open_house(Settings(tmp_path / "data", smtp=None, mail_from=""))
    assert house.mail.put(ANNE, SUBJECT, TEXT) and house.mail.send_due() == 1
    house.close()
    [path] = (tmp_path / "data" / "outbox").iterdir()
    assert read(path.read_bytes())["From"] == "Cotender <no-reply@localhost>"
