"""A mail room for tests, with the mail server it uses."""

import email
import email.policy
from email.message import EmailMessage
from pathlib import Path

from server.mail import Mail
from server.people import People
from server.settings import Settings, SmtpSettings
from tests.clock import Clock

ANNE, SUBJECT, TEXT = "anne.walker@example.org", "Something waits for you", "Dear Anne,\n\nthe canary sings: Zitronenfalter ☂\n"


class Room:
    """A mail room that can be closed and opened again, with the mail server it uses, if any."""

    def __init__(self, folder: Path, smtp: SmtpSettings | None) -> None:
        self.clock = Clock()
        self.settings = Settings(folder, url="https://tenders.example.net", smtp=smtp, mail_from="")
        self.open()

    def open(self) -> None:
        self.people = People(self.settings.data / "people.db", "rwc", self.clock)
        self.mail = Mail(self.people, self.settings, self.clock)

    def again(self) -> Mail:
        """After a restart."""
        self.people.close()
        self.open()
        return self.mail

    def states(self) -> list[str]:
        with self.people.record.reading() as db:
            return [row[0] for row in db.execute("SELECT state FROM mail ORDER BY id")]

    def bytes(self) -> bytes:
        return b"".join(path.read_bytes() for path in sorted(self.settings.data.glob("people.db*")))


def read(raw: bytes) -> EmailMessage:
    return email.message_from_bytes(raw, policy=email.policy.default)  # type: ignore[return-value]


def text_of(raw: bytes) -> str:
    return read(raw).get_content().replace("\r\n", "\n")
