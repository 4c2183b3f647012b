"""How this Cotender runs, and the house: the folder with its record, its people and its tables, opened together."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from server.cards import Cards
from server.choices import Choices
from server.desk import Desk
from server.downloads import Downloads
from server.drafts import Drafts
from server.equal_information import EqualInformation
from server.index import Index
from server.invitations import Invitations
from server.live import Hub
from server.mail import Mail
from server.notices import Noticed
from server.owner import NO_FOLDER, Owner
from server.people import People
from server.record import Record, utc_now
from server.sessions import Sessions
from server.smtp import LOOPBACK as LOOPBACK
from server.smtp import SmtpSettings, sender, smtp_from_environment
from server.support import Line, Support, lines_from_environment
from specs.refusals import Refused

LONDON = ZoneInfo("Europe/London")
WRONG_URL = "“{}” is no address. Please give one such as https://tenders.example.org."
PLAIN_URL = (
    "“{}” would send sign-in links and words without encryption. Please put a proxy that speaks TLS in front and give its "
    "https:// address; plain http is for this machine alone."
)


@dataclass(frozen=True)
class Settings:
    """What a person decides about a service. ``url`` is where it lives: links are made from it, and forms from elsewhere are refused.

    Raises ``Refused`` for an address that is none, or that is neither https nor this machine.
    """

    data: Path
    host: str = "127.0.0.1"
    port: int = 8000
    url: str = "http://127.0.0.1:8000"
    organisation: str = field(default_factory=lambda: os.environ.get("COTENDER_ORGANISATION", "").strip()[:200])
    smtp: SmtpSettings | None = field(default_factory=smtp_from_environment)
    mail_from: str = field(default_factory=lambda: os.environ.get("COTENDER_MAIL_FROM", ""))
    support_lines: tuple[Line, ...] = field(default_factory=lines_from_environment)
    support_when: str = field(default_factory=lambda: os.environ.get("COTENDER_SUPPORT_WHEN", "").strip()[:200] or "on working days")

    def __post_init__(self) -> None:
        try:
            parts = urlsplit(self.url)
            named = bool(parts.hostname) and parts.scheme in ("http", "https") and parts.path in ("", "/") and parts.port != 0
        except ValueError:
            named = False
        if not named:
            raise Refused(WRONG_URL.format(self.url))
        if parts.scheme == "http" and parts.hostname not in LOOPBACK:
            raise Refused(PLAIN_URL.format(self.url))
        # Browsers leave the usual port out of Host and Origin.
        where = parts.netloc.lower().removesuffix(":443" if parts.scheme == "https" else ":80")
        object.__setattr__(self, "url", f"{parts.scheme}://{where}")
        object.__setattr__(self, "mail_from", sender(self.mail_from, parts.hostname or ""))

    @property
    def secure(self) -> bool:
        """Whether the service is reached over TLS."""
        return self.url.startswith("https:")


@dataclass
class House:
    """Everything that is kept, opened together."""

    settings: Settings
    record: Record
    people: People
    sessions: Sessions
    index: Index
    desk: Desk
    owner: Owner | None
    clock: Callable[[], datetime] = utc_now
    live: Hub = field(default_factory=Hub)
    drafts: Drafts = field(init=False)
    choices: Choices = field(init=False)
    cards: Cards = field(init=False)
    invitations: Invitations = field(init=False)
    mail: Mail = field(init=False)
    support: Support = field(init=False)
    equal: EqualInformation = field(init=False)
    downloads: Downloads = field(init=False)
    noticed: Noticed = field(init=False)

    def __post_init__(self) -> None:
        self.drafts = Drafts(self.people, self.clock)
        self.choices = Choices(self.people, self.clock)
        self.cards = Cards(self.people, self.clock)
        self.invitations = Invitations(self.people, self.clock)
        self.mail = Mail(self.people, self.settings, self.clock)
        self.support = Support(self.people, self.clock)
        self.noticed = Noticed(self.people, self.clock)
        self.downloads = Downloads(self.people, self.clock)
        self.equal = EqualInformation(self.people, self.desk, self.clock)
        self.desk.listeners.append(self.live.told)

    def now(self) -> datetime:
        """The time, in UTC."""
        return self.clock()

    def today(self) -> str:
        """The day in London, as rules take it: “2026-11-23”."""
        return f"{self.clock().astimezone(LONDON):%Y-%m-%d}"

    def close(self) -> None:
        """Waits for what is being written, and lets go of the folder."""
        self.mail.close()
        self.desk.close()
        self.index.close()
        self.people.close()
        self.record.close()
        if self.owner:
            self.owner.close()

    def compact(self) -> None:
        """After erasures: everything written anew, so that what was erased is in no file."""
        self.record.compact()
        self.sessions.sweep()
        self.support.sweep()
        self.people.compact()
        self.index.rebuild()


def open_house(settings: Settings, mode: str = "rwc", clock: Callable[[], datetime] = utc_now) -> House:
    """Opens the folder: ``rwc`` to act (made where missing, with rights for its owner alone), ``ro`` to look beside a running server.

    Raises ``Refused`` where the folder cannot be used, another Cotender works with it, or the record is damaged or of a newer version.
    """
    how: Literal["rwc", "ro"] = "ro" if mode == "ro" else "rwc"
    folder = settings.data
    owner = None
    if how == "rwc":
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as wrong:
            raise Refused(NO_FOLDER.format(folder)) from wrong
        owner = Owner(folder)
    opened: list[Record | People] = []
    try:
        record = Record(folder / "record.db", how)
        opened.append(record)
        people = People(folder / "people.db", how, clock)
        opened.append(people)
        desk = Desk(record, clock)
        return House(settings, record, people, Sessions(people, clock), Index(folder / "index.db", record, desk.warm), desk, owner, clock)
    except BaseException:
        for each in opened:
            each.close()
        if owner:
            owner.close()
        raise
