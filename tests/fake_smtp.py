"""A mail server on a thread, which refuses and fails as it is told."""

import socket
import socketserver
import ssl
import threading
from collections import defaultdict
from contextlib import suppress
from typing import NamedTuple


class Came(NamedTuple):
    """A message that was handed over in full."""

    sender: str
    recipients: list[str]
    raw: bytes


class Dropped(Exception):
    """The connection ends here."""


class FakeSmtp:
    """``answers["RCPT"]`` and so on are given once each, in order, in place of the usual ones.

    “drop” ends the connection, “silence” says nothing. The steps are HELLO (the greeting), EHLO, STARTTLS, AUTH, MAIL, RCPT, DATA and
    END (after the message). ``came`` is what was handed over in full, also where nobody was told so; ``clear`` is every line that came
    unencrypted.
    """

    def __init__(self, *offers: str, secret: ssl.SSLContext | None = None, at_once: bool = False) -> None:
        self.answers: dict[str, list[str]] = defaultdict(list)
        self.came: list[Came] = []
        self.steps: list[str] = []
        self.clear = b""
        self.offers, self.secret, self.at_once = offers, secret, at_once
        fake = self

        class Talking(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                with suppress(Dropped, OSError):
                    Talk(fake, self.request).go()

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talking)
        self.port = int(self._server.server_address[1])
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class Talk:
    """One connection."""

    def __init__(self, fake: FakeSmtp, connection: socket.socket) -> None:
        self.fake, self.connection = fake, connection
        self.encrypted = False

    def go(self) -> None:
        self.connection.settimeout(10)
        if self.fake.at_once:
            self.encrypt()
        self.lines = self.connection.makefile("rb")
        try:
            self.answer("HELLO", "220 here")
            while self.step():
                pass
        finally:
            self.lines.close()
            self.connection.close()

    def encrypt(self) -> None:
        assert self.fake.secret is not None
        self.connection = self.fake.secret.wrap_socket(self.connection, server_side=True)
        self.encrypted = True

    def line(self) -> bytes:
        line = self.lines.readline()
        if not line:
            raise Dropped
        if not self.encrypted:
            self.fake.clear += line
        return line

    def answer(self, step: str, usual: str) -> bool:
        """Gives the answer; whether it was the usual one."""
        self.fake.steps.append(step)
        answer = self.fake.answers[step].pop(0) if self.fake.answers[step] else usual
        if answer == "drop":
            raise Dropped
        if answer == "silence":
            self.connection.recv(1)  # until the other side has had enough
            raise Dropped
        self.connection.sendall(f"{answer}\r\n".encode())
        return answer == usual

    def step(self) -> bool:
        line = self.line().decode().rstrip("\r\n")
        step = line.partition(" ")[0].upper()
        if step == "EHLO":
            self.answer("EHLO", "\r\n".join(["250-here", *(f"250-{offer}" for offer in self.fake.offers), "250 8BITMIME"]))
        elif step == "STARTTLS":
            if self.answer("STARTTLS", "220 go on"):
                self.lines.close()
                self.encrypt()
                self.lines = self.connection.makefile("rb")
        elif step == "AUTH":
            self.answer("AUTH", "235 welcome")
        elif step == "MAIL":
            self.sender, self.recipients = line, []
            self.answer("MAIL", "250 so far")
        elif step == "RCPT":
            if self.answer("RCPT", "250 known"):
                self.recipients.append(line[line.index("<") + 1 : line.rindex(">")])
        elif step == "DATA":
            if self.answer("DATA", "354 go on"):
                self.message()
        elif step == "QUIT":
            self.answer("QUIT", "221 bye")
            return False
        else:
            self.answer(step, "502 unknown")
        return True

    def message(self) -> None:
        raw = b""
        while (line := self.line()) != b".\r\n":
            raw += line.removeprefix(b".")
        if not self.fake.answers["END"] or self.fake.answers["END"][0] in ("drop", "silence", "250 kept"):
            sender = self.sender[self.sender.index("<") + 1 : self.sender.rindex(">")]
            self.fake.came.append(Came(sender, self.recipients, raw))
        self.answer("END", "250 kept")
