"""What people chose for themselves: whether they are protected, whether documents name them, and how often they hear from us."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from server.people import LONGEST_NAME, People, plain_line
from server.record import utc_now
from specs.refusals import Refused
from specs.typed import is_date

PACES = {
    "at once": "As it happens, a few things together",
    "daily": "Once a day",
    "weekly": "Once a week, on Mondays",
    "paused": "Not at all for now",
}
TABLES = (
    """CREATE TABLE IF NOT EXISTS choices (
      account TEXT NOT NULL, tender TEXT NOT NULL, what TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (account, tender, what)
    ) STRICT""",
)


@dataclass(frozen=True, slots=True)
class Notices:
    """How somebody wants to hear from us: at which pace, at which hour (London), never between the quiet hours, paused until a day."""

    pace: str = "daily"
    hour: int = 9
    quiet_from: int = 20
    quiet_until: int = 8
    until: str = ""


class Choices:
    """Rows in ``people.db``, held in memory; kept by account, as nobody but the person has anything to do with them."""

    def __init__(self, people: People, clock: Callable[[], datetime] = utc_now) -> None:
        self._people, self._record = people, people.record
        if self._record.mode == "rwc":
            with self._record.writing() as db:
                for table in TABLES:
                    db.execute(table)
        self._held: dict[tuple[str, str, str], str] = {}
        with self._record.reading() as db:
            if db.execute("SELECT 1 FROM sqlite_schema WHERE name = 'choices'").fetchone():
                rows = db.execute("SELECT account, tender, what, value FROM choices").fetchall()
                self._held = {(account, tender, what): value for account, tender, what, value in rows}

    def choose(self, account: str, what: str, value: str, tender: str = "") -> None:
        """Keeps a choice, for one tender where it is named; an empty value takes it away."""
        with self._record.writing() as db:
            db.execute("DELETE FROM choices WHERE account = ? AND tender = ? AND what = ?", (account, tender, what))
            if value:
                db.execute("INSERT INTO choices VALUES (?, ?, ?, ?)", (account, tender, what, value))
        self._held.pop((account, tender, what), None)
        if value:
            self._held[account, tender, what] = value

    def chosen(self, account: str, what: str, tender: str = "") -> str:
        """What was chosen; nothing where nothing was."""
        return self._held.get((account, tender, what), "")

    def protected(self, tender: str, member: str) -> bool:
        """Whether what this member says reaches officials only after the day has ended."""
        account = self._people.account_of(tender, member)
        return account is not None and bool(self.chosen(account.id, "protected", tender))

    def in_documents(self, tender: str, member: str) -> bool:
        """Whether documents may name this member."""
        account = self._people.account_of(tender, member)
        return account is not None and not self.chosen(account.id, "not in documents", tender)

    def name(self, tender: str, member: str) -> str:
        """The name that this member goes by in this tender: its own, where one was chosen, or the one they go by everywhere."""
        account = self._people.account_of(tender, member)
        own = self.chosen(account.id, "name", tender) if account else ""
        return own or self._people.name_of(tender, member)

    def name_and_role(self, tender: str, member: str) -> str:
        """“Rosa (carer)”: the name, and what this member says of themselves where they say something."""
        role = self.role(tender, member)
        return f"{self.name(tender, member)} ({role})" if role else self.name(tender, member)

    def go_by(self, account: str, tender: str, name: str, role: str) -> None:
        """The name that somebody goes by in one tender, and what they say of themselves there; either may be empty. Raises ``Refused``."""
        for what, typed, called in (("name", name, "A name"), ("role", role, "What you say of yourself")):
            if len(plain_line(typed)) > LONGEST_NAME:
                raise Refused(f"{called} can be {LONGEST_NAME} characters long. Please shorten it.", what)
        self.choose(account, "name", plain_line(name), tender)
        self.choose(account, "role", plain_line(role), tender)

    def withdraw_names(self, account: str) -> None:
        """Takes away every name and every word about themselves that somebody chose for one tender."""
        for who, tender, what in [key for key in self._held if key[0] == account and key[2] in ("name", "role")]:
            self.choose(who, what, "", tender)

    def role(self, tender: str, member: str) -> str:
        """What this member says of themselves beside their name in this tender; nothing where they say nothing."""
        account = self._people.account_of(tender, member)
        return self.chosen(account.id, "role", tender) if account else ""

    def notices(self, account: str) -> Notices:
        """How this person wants to hear from us."""
        hours = [self.chosen(account, what) for what in ("hour", "quiet from", "quiet until")]
        usual = Notices()
        hour, quiet_from, quiet_until = (
            int(kept) if kept else of for kept, of in zip(hours, (usual.hour, usual.quiet_from, usual.quiet_until), strict=True)
        )
        return Notices(self.chosen(account, "pace") or usual.pace, hour, quiet_from, quiet_until, self.chosen(account, "paused until"))

    def set_notices(self, account: str, notices: Notices) -> None:
        """Keeps how this person wants to hear from us. Raises ``Refused``."""
        if notices.pace not in PACES:
            raise Refused("Please choose how often you want to hear from us.", "pace")
        if not all(0 <= hour <= 23 for hour in (notices.hour, notices.quiet_from, notices.quiet_until)):
            raise Refused("Please choose hours between 0 and 23.", "hour")
        if notices.until and not is_date(notices.until):
            raise Refused("Please give the day like 31 3 2027, or leave it empty.", "until")
        kept = {"pace": notices.pace, "hour": notices.hour, "quiet from": notices.quiet_from, "quiet until": notices.quiet_until}
        for what, value in (kept | {"paused until": notices.until}).items():
            self.choose(account, what, str(value))

    def paused(self, account: str, today: str) -> bool:
        """Whether this person has paused: their seat is kept, nothing is sent, and no clock of theirs runs."""
        notices = self.notices(account)
        return notices.pace == "paused" and (not notices.until or today <= notices.until)
