"""The application for a benchmark, in a process of its own: as it is, without the write, or with one lock around a thread pool.

``python -m tests.benchmarks.served FOLDER as-it-is|unwritten|locked`` prints its port and serves until its input ends.
"""

import asyncio
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import uvicorn
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

import server.app
from server import serving
from server.desk import Done
from server.pages import clauses
from server.settings import Settings, open_house
from specs.refusals import Refused
from specs.rules import apply_entry, decide, encode
from specs.tender import Member, Stamp

FIXED = "<!doctype html><title>Fixed</title>" + "<p>Words that are always the same, and always there.</p>" * 750


async def fixed(request: Request) -> Response:
    """The partner of pages: 40 KB that are ready."""
    return HTMLResponse(FIXED)


async def cold(request: Request) -> Response:
    """The list of clauses, with nothing drawn before."""
    request.app.state.fragments = clauses.Fragments()
    return await clauses.show_all(request)


class Extra:
    """Addresses of the benchmark alone."""

    ROUTES = (Route("/fixed", fixed), Route("/cold/{tender}", cold))


class Unwritten:
    """A record whose appends are not written: everything of a POST but the write."""

    def __init__(self, record: Any) -> None:
        self._record = record

    def __getattr__(self, name: str) -> Any:
        return getattr(self._record, name)

    def append_all(self, wanted: Any) -> list[int]:
        return [expected + 1 for _, expected, _ in wanted]


class Locked:
    """The partner of the desk: each act in a thread, one lock around deciding, writing and applying."""

    def __init__(self, desk: Any) -> None:
        self._desk, self._lock = desk, threading.Lock()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._desk, name)

    async def act(self, tender_id: str, asked: Any, by: Member, key: str) -> Done:
        tender = await self._desk.tender(tender_id)
        return await run_in_threadpool(self._act, tender, asked, by, key)

    def _act(self, tender: Any, asked: Any, by: Member, key: str) -> Done:
        with self._lock:
            events: Sequence[Any] = decide(tender, asked, by)
            body, words = encode(events)
            at = "2026-11-23T10:00:00Z"
            seq = self._desk.record.append(tender.id, tender.seq, server.desk.New(at, by.id, key, body, words))
            apply_entry(tender, Stamp(seq, at, by.id), events)
            return Done(seq, list(events), tender)


def main(folder: Path, how: str) -> None:
    listening = serving.bound("127.0.0.1", 0)
    port = listening.getsockname()[1]
    house = open_house(Settings(folder, port=port, url=f"http://127.0.0.1:{port}"))
    if how == "unwritten":
        house.desk.record = Unwritten(house.record)  # type: ignore[assignment]
    elif how == "locked":
        house.desk = Locked(house.desk)  # type: ignore[assignment]
    server.app.TOPICS = (Extra, *server.app.TOPICS)  # type: ignore[assignment]
    config = uvicorn.Config(server.app.make_app(house), log_level="warning", access_log=False, server_header=False)
    running = serving.Server(config, house)
    print(port, flush=True)
    threading.Thread(target=lambda: (sys.stdin.read(), setattr(running, "should_exit", True)), daemon=True).start()
    try:
        asyncio.run(running.serve([listening]))
    except Refused as no:
        sys.exit(str(no))
    house.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
