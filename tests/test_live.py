"""Open pages are told that there is something new: to whom, in what words, within which limits, and how streams end."""

import asyncio
import gc
import inspect
import re
import socket
import struct
import threading
import time
import tracemalloc
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import uvicorn

from server import live, serving
from server.app import make_app
from server.live import MOST_KEPT, NOTICES, Channel, Kept, Limits, Notice, audience, hushed
from specs.fixing import FixClauses
from specs.members import EndSeat, GiveSeat
from specs.rules import EVENTS
from specs.tender import Member
from tests.listening import NEXT_DAY, SEATS, SECRET, answered, built, commented, replied, strange, town

BOX = Path(live.__file__).parents[1] / "templates" / "live" / "_box.html"
GROUP = ("facilitator", "co_chair", "member", "asker")
OFFICIALS = ("commissioner", "procurement", "official", "observer")
QUICK = Limits(ping=0.05, gather=0.01)


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


def sign_out(house, token):
    house.people.close_session(token)


async def who_hears(here, who, *events):
    """Those who are told of this, known once something that everybody is told of has come after it."""
    ears = {name: await ear.begun() for name, ear in here.ears().items()}
    await here.happens(who, *events)
    await here.everybody_is_told()
    for ear in ears.values():
        await ear.until("fixed c4")
    told = {name: [each for each in ear.heard if each != "fixed c4"] for name, ear in ears.items()}
    for ear in ears.values():
        await ear.hang_up()
        assert strange(ear.raw) == ""
    return {name: said for name, said in told.items() if said}


# Who is told


@pytest.mark.parametrize(
    ("by", "protected", "told"),
    [
        ("member", False, {*SEATS} - {"member"}),
        ("member", True, {*GROUP} - {"member"}),
        ("official", False, {*SEATS} - {"official"}),
    ],
)
def test_a_comment_is_told_to_those_it_has_reached_and_not_to_its_author(tmp_path, by, protected, told):
    async def story():
        async with town(tmp_path, QUICK) as here:
            heard = await who_hears(here, by, commented(here.members[by], protected=protected))
            assert heard == {name: ["comment c2"] for name in told}

    run(story())


def test_a_thread_is_told_of_to_those_who_may_see_it(tmp_path):
    async def story():
        async with town(tmp_path, QUICK) as here:
            member, day = here.members["member"], [NEXT_DAY]
            here.house.today = lambda: day[0]
            assert await who_hears(here, "member", commented(member, "t1", kind="private")) == {"facilitator": ["comment c2"]}
            assert await who_hears(here, "facilitator", replied(here.members["facilitator"], "t1")) == {"member": ["comment c2"]}
            assert await who_hears(here, "member", commented(member, "t2", kind="agree")) == {}
            await here.happens("member", commented(member, "t3", protected=True))
            day[0] = "2026-11-23"
            assert await who_hears(here, "asker", replied(here.members["asker"], "t3")) == {
                name: ["comment c2"] for name in GROUP if name != "asker"
            }
            day[0] = NEXT_DAY
            assert await who_hears(here, "official", answered("t3")) == {name: ["answer c2"] for name in SEATS if name != "official"}
            assert await who_hears(here, "member", replied(member, "t3", protected=True)) == {
                name: ["comment c2"] for name in GROUP if name != "member"
            }

    run(story())


def test_a_part_that_is_not_for_everybody_is_told_of_to_nobody_else(tmp_path):
    async def story():
        async with town(tmp_path, QUICK) as here:
            assert await who_hears(here, "commissioner", commented(here.members["commissioner"], clause="c5")) == {
                "procurement": ["comment c5"]
            }
            linked = here.members["member"]._replace(linked=True)
            tender = await here.house.desk.tender("t1")
            assert not audience(tender, Kept("", 0, Notice("words", "c2"), "m-else"), linked, NEXT_DAY)
            assert audience(tender, Kept("", 0, Notice("words", "c2"), "m-else"), here.members["member"], NEXT_DAY)
            assert not audience(tender, Kept("", 0, Notice("words", "c99"), "m-else"), linked, NEXT_DAY)

    run(story())


def test_officials_hear_at_once_only_what_says_that_it_is_not_protected():
    class Nothing:
        """An event that does not say."""

    member, official, facilitator = Member("m", "member"), Member("o", "official"), Member("f", "facilitator")
    said = [commented(member, protected=False), commented(member, protected=True), Nothing()]
    assert [[hushed(event, by) for event in said] for by in (member, official, facilitator)] == [
        [False, True, True],
        [False, True, False],
        [False, True, False],
    ]


def test_every_notice_is_of_an_event_that_there_is_and_has_a_sentence():
    assert set(NOTICES) - set(EVENTS) == set()
    kinds = set(re.findall(r'in_(?:clause|clauses|thread)\("(\w+)"\)', inspect.getsource(live))) | {live.UNSURE}
    sentences = re.findall(r'<template data-kind="(\w+)"', BOX.read_text("utf-8"))
    assert sorted(kinds) == sorted(sentences) == ["answer", "comment", "fixed", "unsure", "words"]


# What is said


def test_nothing_but_kinds_and_clauses_is_ever_said(tmp_path):
    async def story():
        async with town(tmp_path, QUICK) as here:
            ears = {name: await ear.begun() for name, ear in here.ears().items()}
            for number, who in enumerate(GROUP + OFFICIALS):
                await here.happens(who, commented(here.members[who], f"t{number}", protected=who in GROUP))
            await here.act(FixClauses(("c1", "c3")), "commissioner")
            for name, ear in ears.items():
                await ear.until("fixed c1 c3" if name != "commissioner" else "comment c2")
                await ear.hang_up()
                assert strange(ear.raw) == "" and SECRET.encode() not in ear.raw
            # Ids say nothing either: they are drawn, none twice among those who were told of different things.
            assert len({each["id"] for each in ears["observer"].messages if "id" in each}) == len(ears["observer"].messages)
            assert strange(b"id: aaaaaaaaaaaa\ndata: comment c2 Anne\n\n") != "" and strange(b"id: 17\ndata: comment c2\n\n") != ""

    run(story())


def test_many_acts_at_once_are_few_messages(tmp_path):
    async def story():
        async with town(tmp_path, Limits(gather=0.2)) as here:
            ear = await here.listen("observer").begun()
            for number in range(200):
                await here.happens("member", commented(here.members["member"], f"t{number}", f"c{1 + number % 2}"))
            await asyncio.sleep(0.5)
            # The first at once, all that came until the next round together.
            assert ear.heard in (["comment c1", "comment c2 c1"], ["comment c1 c2"])
            await ear.hang_up()

    run(story())


def test_the_headers(tmp_path):
    async def story():
        async with town(tmp_path) as here:
            ear = await here.listen("observer").begun()
            assert ear.status == 200
            assert ear.headers["content-type"] == "text/event-stream; charset=utf-8"
            assert ear.headers["cache-control"] == "no-store, no-transform"
            assert ear.headers["x-accel-buffering"] == "no" and "content-length" not in ear.headers
            assert ear.headers["content-security-policy"].startswith("default-src 'none'")
            await ear.hang_up()

    run(story())


def test_those_who_may_not_listen(tmp_path):
    async def story():
        async with town(tmp_path) as here:
            here.arrives("stranger", "")
            here.accounts["outsider"] = here.house.people.invite("outsider@example.org").id
            refused = [
                here.listen("outsider", token=here.session("outsider")),
                here.listen("stranger"),
                here.listen("observer", token="none"),
                here.listen("observer", accept="text/html"),
                here.listen("outsider", token="none", accept="text/html"),
            ]
            here.tender = "t2"
            refused.append(here.listen("observer"))
            for ear in refused:
                await ear.ended()
            assert [(ear.status, ear.headers.get("location", "")) for ear in refused] == [
                (404, ""),
                (404, ""),
                (401, ""),
                (303, "/tenders/t1"),
                (303, "/sign-in"),
                (404, ""),
            ]
            assert here.house.live.streams == 0

    run(story())


# Coming back


def test_whoever_comes_back_is_told_what_they_missed(tmp_path):
    async def story():
        async with town(tmp_path, QUICK) as here:
            left = {}
            for name in ("observer", "facilitator"):
                ear = await here.listen(name).begun()
                left[name] = ear.last
                await ear.hang_up()
            await here.act(FixClauses(("c1",)), "commissioner")
            await here.happens("member", commented(here.members["member"], protected=True))
            heard = {"observer": ["fixed c1"], "facilitator": ["fixed c1", "comment c2"]}
            for name, said in heard.items():
                for back in (here.listen(name, left[name]), here.listen(name, "gone", last_event_id=left[name])):
                    assert await back.until(said[-1]) == said
                    await back.hang_up()
                left[name] = back.last
            again = {name: await here.listen(name, left[name]).begun() for name in heard}
            await here.act(FixClauses(("c3",)), "commissioner")
            for ear in again.values():
                assert await ear.until("fixed c3") == ["fixed c3"]
                await ear.hang_up()

    run(story())


def test_whoever_was_away_for_too_long_is_told_that_nobody_knows(tmp_path):
    async def story():
        async with town(tmp_path, Limits(ping=0.05, kept=0.1)) as here:
            ear = await here.listen("observer").begun()
            await ear.hang_up()
            for back in (here.listen("observer", "never-there"), here.listen("observer", "x" * 5000)):
                assert await back.until("unsure") == ["unsure"]
                await back.hang_up()
            await asyncio.sleep(0.15)
            late = here.listen("observer", ear.last)
            assert await late.until("unsure") == ["unsure"]
            await late.hang_up()
            await asyncio.sleep(0.15)
            here.house.live._forget()
            assert here.house.live._channels == {}

    run(story())


def test_a_channel_keeps_no_more_than_it_may():
    channel = Channel(None, 0)
    for number in range(MOST_KEPT + 7):
        channel.keep(Kept(str(number), 0))
    assert (channel.count, len(channel.kept)) == (MOST_KEPT + 7, MOST_KEPT)
    assert [channel.place_of(name) for name in ("6", "7", str(MOST_KEPT + 6))] == [None, 8, MOST_KEPT + 7]
    assert [kept.id for kept in channel.since(MOST_KEPT + 5)] == [str(MOST_KEPT + 5), str(MOST_KEPT + 6)]
    assert len(list(channel.since(0))) == MOST_KEPT


# Limits, and how streams end


def test_two_thousand_opens(tmp_path):
    async def story():
        async with town(tmp_path) as here:
            tokens = {}
            for number in range(100):
                who = f"observer{number}"
                await here.act(GiveSeat(here.arrives(who, "observer").id, "observer"), "commissioner")
                tokens[who] = [here.session(who) for _ in range(4)]
            ears = [here.listen(who, token=token) for token_at in range(4) for who in tokens for token in [tokens[who][token_at]] * 5]
            for ear in ears:
                await ear.begun()
            listening = [ear for ear in ears if ear.status == 200]
            assert Counter(ear.status for ear in ears) == {200: 500, 503: 1500}
            assert {ear.headers["retry-after"] for ear in ears if ear.status == 503} == {"30"}
            assert here.house.live.streams == 500
            for ear in listening:
                await ear.hang_up()
            assert (here.house.live.streams, here.house.live._streams) == (0, {})
            await (await here.listen("observer").begun()).hang_up()

    run(story())


def test_two_for_a_session_and_six_for_a_person(tmp_path):
    async def opened(limits, folder):
        async with town(folder, limits) as here:
            ears = [here.listen("observer", token=token) for token in (here.session("observer") for _ in range(4)) for _ in range(4)]
            one = [here.listen("official") for _ in range(4)]
            for ear in ears + one:
                await ear.begun()
            counts = [sum(ear.status == 200 for ear in some) for some in (one, ears)]
            for ear in ears + one:
                await ear.hang_up()
            return counts

    assert run(opened(None, tmp_path / "a")) == [2, 6]
    assert run(opened(Limits(session=3, person=7), tmp_path / "b")) == [3, 7]


@pytest.mark.parametrize("taken", ["seat", "session"])
def test_a_seat_or_a_session_taken_away_ends_the_stream_at_the_next_ping(tmp_path, taken):
    async def story(limits, folder):
        async with town(folder, limits) as here:
            ear, other = await here.listen("observer").begun(), await here.listen("official").begun()
            if taken == "seat":
                here.house.desk.listeners.clear()  # not even told of it
                await here.act(EndSeat(here.members["observer"].id), "commissioner")
            else:
                sign_out(here.house, here.tokens["observer"])
            await asyncio.sleep(0.3)
            done = (ear.heard, ear.finished, other.finished)
            await ear.hang_up()
            await other.hang_up()
            return done

    assert run(story(QUICK, tmp_path / "quick")) == (["over"], True, False)
    assert run(story(Limits(ping=600), tmp_path / "planted")) == ([], False, False)
    assert Limits().ping <= 15


def test_listening_keeps_no_session_alive(tmp_path):
    async def story():
        time_of_day = [datetime(2026, 11, 23, 8, tzinfo=UTC)]
        async with town(tmp_path, QUICK, lambda: time_of_day[0]) as here:
            ear = await here.listen("observer").begun()
            for _ in range(14):
                time_of_day[0] += timedelta(hours=1)
                await asyncio.sleep(0.1)
                if ear.finished:
                    break
            assert (ear.heard, time_of_day[0].hour) == (["over"], 8 + 13)
            back = here.listen("observer")
            await back.ended()
            assert back.status == 401

    run(story())


def test_whoever_loses_their_seat_hears_nothing_more(tmp_path):
    async def story():
        async with town(tmp_path, Limits(ping=600, gather=0.01)) as here:
            ear = await here.listen("observer").begun()
            await here.act(EndSeat(here.members["observer"].id), "commissioner")
            await here.act(FixClauses(("c1",)), "commissioner")
            await ear.ended()
            assert (ear.heard, ear.finished) == (["over"], True)

    run(story())


def test_a_stream_ends_after_a_while_and_a_deaf_one_too(tmp_path):
    async def story():
        async with town(tmp_path, Limits(life=0.1, ping=0.05, send=0.05)) as here:
            ear, deaf = here.listen("observer"), here.listen("official", deaf=True)
            await ear.ended()
            await deaf.ended()
            assert (ear.finished, ear.heard, here.house.live.streams) == (True, [], 0)

    run(story())


def test_where_nobody_listens_nothing_is_kept(tmp_path):
    async def story():
        async with town(tmp_path) as here:
            await here.act(FixClauses(("c1",)), "commissioner")
            await here.happens("member", commented(here.members["member"]))
            assert here.house.live._channels == {}

    run(story())


def test_a_stream_takes_little_memory(tmp_path):
    async def story():
        async with town(tmp_path, Limits(session=10**6, person=10**6)) as here:
            await (await here.listen("observer").begun()).hang_up()
            gc.collect()
            tracemalloc.start()
            before = tracemalloc.get_traced_memory()[0]
            ears = [here.listen("observer") for _ in range(500)]
            for ear in ears:
                await ear.begun()
            gc.collect()
            each = (tracemalloc.get_traced_memory()[0] - before) / 500
            tracemalloc.stop()
            for ear in ears:
                await ear.hang_up()
            return each

    assert run(story()) < 20_000  # the ear's own part included


# Over a network


class Service:
    """The service as it is served, in a thread of its own."""

    def __init__(self, here, kind=serving.Server):
        self.listening = serving.bound("127.0.0.1", 0)
        port = self.listening.getsockname()[1]
        object.__setattr__(here.house.settings, "url", f"http://127.0.0.1:{port}")
        config = uvicorn.Config(make_app(here.house), log_level="critical", access_log=False, timeout_graceful_shutdown=3)
        self.server = kind(config, here.house) if kind is serving.Server else kind(config)
        self.thread = threading.Thread(target=lambda: asyncio.run(self.server.serve(sockets=[self.listening])))
        self.thread.start()
        while not self.server.started:
            time.sleep(0.01)
        self.here, self.port = here, port

    def listen(self, who):
        client = socket.create_connection(("127.0.0.1", self.port), 10)
        asked = f"GET /tenders/t1/live HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nAccept: text/event-stream\r\n"
        client.sendall(f"{asked}Cookie: session={self.here.tokens[who]}\r\n\r\n".encode())
        said = b""
        while b"data: here" not in said:
            said += client.recv(4096)
        assert b" 200 OK" in said
        return client

    def stop(self):
        began = time.monotonic()
        self.server.should_exit = True
        self.thread.join()
        self.listening.close()
        return time.monotonic() - began


def settled(folder):
    """A town that was made on another loop, to be served by a thread."""
    return asyncio.run(built(folder, Limits(session=100, person=100)))


def test_clients_that_were_killed_leave_no_stream(tmp_path):
    here = settled(tmp_path)
    service = Service(here)
    clients = [service.listen("observer") for _ in range(40)]
    assert here.house.live.streams == 40
    for place, client in enumerate(clients):
        if place % 2:  # as when a process dies in mid-word
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        client.close()
    ends = time.monotonic() + 5
    while here.house.live.streams and time.monotonic() < ends:
        time.sleep(0.01)
    assert here.house.live.streams == 0
    service.stop()
    here.house.close()


@pytest.mark.parametrize(("kind", "slow"), [(serving.Server, False), (uvicorn.Server, True)])
def test_streams_do_not_hold_up_the_end_of_the_service(tmp_path, kind, slow):
    here = settled(tmp_path)
    service = Service(here, kind)
    clients = [service.listen("observer") for _ in range(10)]
    assert (service.stop() > 2.5) == slow
    for client in clients:
        client.close()
    here.house.close()
