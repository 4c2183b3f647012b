"""Serves the pages: one process that owns its folder, until it is stopped."""

import signal
import socket
import sys
from contextlib import suppress

import uvicorn

from server import rendering
from server.app import make_app
from server.clockwork import Clockwork
from server.settings import House, Settings, open_house
from specs.refusals import Refused

SLOWEST = 20  # seconds that requests under way are waited for when it is stopped


def serve(settings: Settings) -> None:
    """Opens the folder and serves it. Raises ``Refused`` where the folder or the port cannot be had."""
    listening = bound(settings.host, settings.port)
    try:
        house = open_house(settings)
    except BaseException:
        listening.close()
        raise
    if sys.stdout.isatty():
        print(f"Cotender is at {settings.url}. Stop it with Ctrl+C.")  # noqa: T201 - said to the person at the keyboard
    run(house, listening)


def run(house: House, listening: socket.socket) -> None:
    """Serves an open house until it is stopped, then closes it."""
    config = uvicorn.Config(
        make_app(house),
        log_level="warning",
        access_log=False,
        server_header=False,
        date_header=True,
        proxy_headers=house.settings.secure,
        timeout_graceful_shutdown=SLOWEST,
    )
    # Once it has stopped, uvicorn raises again the signal that stopped it; the house is closed first.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with suppress(KeyboardInterrupt):
            Server(config, house).run(sockets=[listening])
    finally:
        house.close()
        listening.close()


class Server(uvicorn.Server):
    """Uvicorn's, with what happens by itself beside it; streams that are open would hold its end up."""

    def __init__(self, config: uvicorn.Config, house: House) -> None:
        super().__init__(config)
        self.house = house
        self.clockwork = Clockwork(house)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        rendering.make_ready()
        await super().startup(sockets)
        self.clockwork.start()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await self.clockwork.stop()
        self.house.live.close()
        await super().shutdown(sockets)


def bound(host: str, port: int) -> socket.socket:
    """A socket on this address, on which whoever comes early waits. Raises ``Refused`` where it is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named as TCP, so that asyncio turns Nagle's algorithm off (it asks for the protocol): small answers would wait 40 ms.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(2048)
    except OSError as wrong:
        listening.close()
        why = (wrong.strerror or str(wrong)).lower()
        raise Refused(f"Nothing can be served at {host}, port {port}: {why}. Please choose another one with --port.") from wrong
    return listening
