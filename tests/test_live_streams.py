"""Streams stay within limits and end when they must: with the seat, the session, the reader, after a while and with the service."""

import asyncio
import gc
import socket
import struct
import threading
import time
import tracemalloc
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
import uvicorn

from server import serving
from server.app import make_app
from server.live import Limits
from specs.fixing import FixClauses
from specs.members import EndSeat, GiveSeat
from tests.listening import QUICK, built, commented, run, town


def sign_out(house, token):
    house.sessions.close_session(token)


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
                time_of_day[0] += timedelta(minutes=10)
                await asyncio.sleep(0.1)
                if ear.finished:
                    break
            assert (ear.heard, time_of_day[0].minute) == (["over"], 40)
            back = here.listen("observer")
            await back.ended()
            assert back.status == 401

    run(story())


@pytest.mark.parametrize("more", [False, True])
def test_whoever_loses_their_seat_hears_nothing_more(tmp_path, more):
    async def story():
        async with town(tmp_path, Limits(ping=600, gather=0.01)) as here:
            ear = await here.listen("observer").begun()
            await here.act(EndSeat(here.members["observer"].id), "commissioner")
            if more:
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
