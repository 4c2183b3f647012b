"""Who is who: names and addresses, and seats as member ids.

People are a record of their own, in a file of their own: a tender holds member ids that say nothing. Names and addresses are words,
which can be erased. How they sign in is kept beside them, by ``server.sessions``.
"""

import secrets
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, NamedTuple

from server.record import New, Record, utc_now
from server.record_chain import ERASED
from specs.refusals import Refused

STREAM = "people"
LONGEST_NAME = 60
LONGEST_LEGAL = 200
UNKNOWN = "someone whose name was taken back"
NAMELESS = "someone who has not chosen a name yet"
TOO_NEW = "The people's record holds “{}”, which this version of Cotender does not know. Please use a newer version."
WRONG_EMAIL = "Please give an email address such as anne@example.org."


class Account(NamedTuple):
    """A person who can sign in. ``name`` is the one they chose; ``legal``, their full name, and ``email`` are told to nobody else,
    but for the facilitator of a tender to whom somebody with lived experience belongs.
    """

    id: str
    name: str
    email: str
    may_create: bool
    legal: str = ""
    administers: bool = False


class People:
    """The file ``people.db``. Any thread may call anything here. Raises ``Refused`` where the file cannot be used."""

    def __init__(self, path: Path, mode: Literal["rwc", "ro"] = "rwc", clock: Callable[[], datetime] = utc_now) -> None:
        self.record = Record(path, mode)
        self._clock = clock
        self._lock = threading.RLock()
        self._accounts: dict[str, Account] = {}
        self._by_email: dict[str, str] = {}
        self._members: dict[tuple[str, str], str] = {}  # (account, tender) to member
        self._persons: dict[tuple[str, str], str] = {}  # (tender, member) to account
        self._arrived: set[str] = set()
        self._withdrawn: set[str] = set()
        self._named: dict[str, list[int]] = {}  # the entries that hold a name somebody goes by, or did
        self._told: dict[str, int] = {}  # the entry that holds somebody's full name
        self._seq = 0
        try:
            for entry in self.record.read(STREAM):
                self._seq = entry.seq
                self._apply(entry.body, entry.words)
        except BaseException:
            self.record.close()
            raise

    def close(self) -> None:
        self.record.close()

    def compact(self) -> None:
        """After erasures: the file written anew."""
        self.record.compact()

    @property
    def revision(self) -> int:
        """A number that rises with every change of who is who."""
        return self._seq

    # Who is who

    def invite(self, email: str, name: str = "", may_create: bool = False) -> Account:
        """The account of this address, made where there is none; a right once given stays. Raises ``Refused`` for what is no address."""
        address = email.strip()
        local, at, domain = address.rpartition("@")
        if not (local and at and domain) or len(address) > 254 or any(c.isspace() or not c.isprintable() for c in address):
            raise Refused(WRONG_EMAIL, "email")
        with self._lock:
            known = self.by_email(address)
            if known is None:
                return self._new(name, address, may_create)
            if may_create and not known.may_create:
                self._happened("CreatingAllowed", {"account": known.id}, {})
            return self._accounts[known.id]

    def let_administer(self, account: str) -> None:
        """Lets this person see accounts as numbers, seats and settings."""
        with self._lock:
            if not self._accounts[account].administers:
                self._happened("AdministeringAllowed", {"account": account}, {})

    def seats(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Every account with the tenders it has or had a seat in, each with its member id."""
        held: dict[str, list[tuple[str, str]]] = {account: [] for account in self._accounts}
        for (account, tender), member in list(self._members.items()):
            held[account].append((tender, member))
        return sorted(held.items())

    def join(self, name: str) -> Account:
        """A new account without an address, for somebody who signs in with a printed card. Raises ``Refused`` without a name."""
        if not _name(name):
            raise Refused("Please write a name, so that you can tell this person's card from others.", "name")
        with self._lock:
            return self._new(name, "", may_create=False)

    def _new(self, name: str, email: str, may_create: bool) -> Account:
        insist_on_room(name)
        account = f"a-{secrets.token_hex(8)}"
        self._happened("PersonInvited", {"account": account, "may_create": may_create}, {"email": email, "name": _name(name)})
        return self._accounts[account]

    def rename(self, account: str, name: str) -> None:
        """The name this person chooses to go by. Raises ``Refused`` for an empty one."""
        chosen = _name(name)
        if not chosen:
            raise Refused("Please write the name you want to go by. It can be any name.", "name")
        insist_on_room(name)
        with self._lock:
            if self._accounts[account].name != chosen:
                self._happened("PersonRenamed", {"account": account}, {"name": chosen})

    def tell_legal_name(self, account: str, legal: str) -> None:
        """Keeps somebody's full name; an empty one takes it away. What was kept before is erased. Raises ``Refused``."""
        told = plain_line(legal)
        insist_on_room(legal=legal)
        with self._lock, self.record.writing():
            if self._accounts[account].legal == told:
                return
            before = self._told.pop(account, None)
            if before is not None:
                self._erase(before)
                self._accounts[account] = self._accounts[account]._replace(legal="")
            if told:
                self._happened("LegalNameTold", {"account": account}, {"legal": told})

    def withdraw_name(self, account: str) -> None:
        """Takes back every name that somebody ever went by here: it is erased, and shows nowhere any more. They still sign in."""
        with self._lock, self.record.writing():  # all of it or nothing: the address stands in one of the entries
            for seq in self._named.pop(account, []):
                self._erase(seq)
            known = self._accounts[account]
            self._accounts[account] = known._replace(name="")
            self._happened("NameWithdrawn", {"account": account}, {"email": known.email})

    def _erase(self, seq: int) -> None:
        at = self._clock().strftime("%Y-%m-%dT%H:%M:%SZ")
        self._seq = self.record.erase(STREAM, seq, New(at, "", "", [[ERASED, {"seq": seq}]], [{}]))

    def account(self, account: str) -> Account | None:
        return self._accounts.get(account)

    def by_email(self, email: str) -> Account | None:
        return self._accounts.get(self._by_email.get(email.strip().casefold(), ""))

    def seat(self, account: str, tender: str) -> str:
        """The member id of this person in this tender, made where there is none: it exists in that tender alone and says nothing."""
        with self._lock:
            known = self.member_of(account, tender)
            if known is None:
                known = f"m-{secrets.token_hex(6)}"
                self._happened("MemberMade", {"account": account, "tender": tender, "member": known}, {})
            return known

    def member_of(self, account: str, tender: str) -> str | None:
        return self._members.get((account, tender))

    def account_of(self, tender: str, member: str) -> Account | None:
        """The person behind a member id."""
        return self._accounts.get(self._persons.get((tender, member), ""))

    def name_of(self, tender: str, member: str) -> str:
        """The chosen name of a member, looked up when a page is drawn, so that taking it back removes it everywhere."""
        person = self.account_of(tender, member)
        if person is None or (person.id in self._withdrawn and not person.name):
            return UNKNOWN
        return person.name or NAMELESS

    def tenders_of(self, account: str) -> list[str]:
        """The tenders in which this person has, or had, a seat."""
        return [tender for who, tender in list(self._members) if who == account]

    def _happened(self, event: str, facts: dict[str, Any], words: dict[str, str]) -> None:
        body, free = [[event, facts]], [words]
        at = self._clock().strftime("%Y-%m-%dT%H:%M:%SZ")
        self._seq = self.record.append(STREAM, self._seq, New(at, "", "", body, free))
        self._apply(body, free)

    def _apply(self, body: list[list[Any]], words: list[dict[str, Any]] | None) -> None:
        for place, (event, facts) in enumerate(body):
            if event == ERASED:
                continue  # the entry it names came without its words
            free = words[place] if words is not None else {}
            account = facts["account"]
            if words is None and event in ("PersonInvited", "PersonRenamed"):
                self._withdrawn.add(account)
            if free.get("name"):
                self._named.setdefault(account, []).append(self._seq)
            if free.get("legal"):
                self._told[account] = self._seq
            if event == "PersonInvited":
                self._accounts[account] = Account(account, free.get("name", ""), "", facts["may_create"])
                self._reached(account, free)
            elif event == "PersonRenamed":
                self._accounts[account] = self._accounts[account]._replace(name=free.get("name", ""))
            elif event == "NameWithdrawn":
                self._withdrawn.add(account)
                self._reached(account, free)
            elif event == "LegalNameTold":
                self._accounts[account] = self._accounts[account]._replace(legal=free.get("legal", ""))
            elif event == "PersonArrived":
                self._arrived.add(account)
            elif event == "AdministeringAllowed":
                self._accounts[account] = self._accounts[account]._replace(administers=True)
            elif event == "CreatingAllowed":
                self._accounts[account] = self._accounts[account]._replace(may_create=True)
            elif event == "MemberMade":
                self._members[account, facts["tender"]] = facts["member"]
                self._persons[facts["tender"], facts["member"]] = account
            else:
                raise Refused(TOO_NEW.format(event))

    def _reached(self, account: str, words: dict[str, Any]) -> None:
        """The address at which somebody is reached, where an entry holds one."""
        if words.get("email"):
            self._accounts[account] = self._accounts[account]._replace(email=words["email"])
            self._by_email[words["email"].casefold()] = account

    def arrive(self, account: str) -> None:
        """Notes that this person has signed in."""
        with self._lock:
            if account not in self._arrived:
                self._happened("PersonArrived", {"account": account}, {})

    def arrived(self, account: str) -> bool:
        """Whether this person has ever signed in: from then on nobody else is handed a link that signs in as them."""
        return account in self._arrived


def plain_line(text: str) -> str:
    """What was typed as one line, without signs that nobody can see."""
    return " ".join("".join(c for c in text if c.isprintable() or c.isspace()).split())


def insist_on_room(name: str = "", legal: str = "") -> None:
    """Raises ``Refused`` for a name, or a full name, that is too long: none is cut short without a word."""
    if len(" ".join(name.split())) > LONGEST_NAME:
        raise Refused(f"A name can be {LONGEST_NAME} characters long. Please shorten it.", "name")
    if len(plain_line(legal)) > LONGEST_LEGAL:
        raise Refused(f"A full name can be {LONGEST_LEGAL} characters long. Please shorten it.", "legal")


def _name(name: str) -> str:
    return plain_line(name)[:LONGEST_NAME]
