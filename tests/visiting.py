"""The teaching tender in a house of its own, and a browser without a screen for each person, signed in with a real one-time link."""

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from starlette.routing import Route
from starlette.testclient import TestClient

from server import beginning, demo
from server.app import TOPICS
from specs.comments import Comment
from specs.interests import DeclareInterest, this_round
from specs.library import teaching, teaching_group
from specs.library.house_lists import HOUSE_LISTS
from specs.library.starters import blank
from specs.members import GiveSeat
from specs.parts import AddAuthoredPart, AttachFile, AuthoredPart, ReferTo
from specs.proposals import Propose
from specs.reading import FoundClause
from specs.tender import Member, Note
from specs.wording import Mark, Paragraph, Place, Series
from tests.at_home import Cast, at_home
from tests.suggesting import other_words, signing

CAST = ("commissioner", "procurement", "observer", "stranger")
SMALL_TITLE = "Meals at home"
# In the part that is for procurement alone: for nobody else to see anywhere.
PRICES = "Prisms and ceilings"
PRICE = "The most we pay for a visit is 31 pounds."
SAID = "t00000000aa"
TYPED = "typed.into.the.form@example.org"


def small_clauses() -> tuple[FoundClause, ...]:
    """Clauses with everything that the words of a clause can have: numbers, a list, a table, bold, a reference, a note, a picture."""

    def head(number: int, text: str) -> Paragraph:
        return Paragraph(f"q{number}", "head", text, series=Series("1", 0))

    def bullet(number: int, text: str) -> Paragraph:
        return Paragraph(f"q{number}", "bullet", text, series=Series("2", 0))

    def cell(number: int, row: int, column: int, text: str) -> Paragraph:
        return Paragraph(f"q{number}", "para", text, place=Place("t1", f"r{row}", f"c{column}"))

    reminder = Paragraph("q21", "para", "Meals are hot on arrival, see clause 3.", marks=(Mark(10, 13, "bold"), Mark(30, 38, "ref:k3")))
    return (
        FoundClause((head(1, "What we buy"), Paragraph("q2", "para", "Meals for people at home."))),
        FoundClause(
            (head(20, "Arrival"), reminder, Paragraph("q22", "para", "People can ask for:"), bullet(23, "soup"), bullet(24, "bread"))
        ),
        FoundClause((head(30, "Times"), cell(31, 1, 1, "Day"), cell(32, 1, 2, "Hour"), cell(33, 2, 1, "Monday"), cell(34, 2, 2, "Noon"))),
        FoundClause(
            (head(40, "Care"), Paragraph("q41", "para", "Drivers wait at the door. They greet people.", marks=(Mark(24, 24, "note:1"),))),
            (Note("1", "The door of the flat, where there is one.", "1"),),
        ),
        FoundClause(
            (
                head(50, "Map"),
                Paragraph("q51", "para", "This is the area."),
                Paragraph("q52", "block", "", label="Picture"),
                Paragraph("q53", "para", "It may grow."),
            )
        ),
    )


def holds_a_secret(url: str) -> bool:
    """Whether an address is one that signs somebody in, or leads to it: it is told to no other."""
    return url.startswith(("/sign-in/", "/invitations/")) and url != "/sign-in/sent"


def letters(house: Any) -> list[tuple[str, str, str]]:
    """The messages that went out, oldest first: to whom, the subject and the text."""
    house.mail.send_due()
    folder = house.settings.data / "outbox"
    found = [
        message_from_bytes(path.read_bytes(), policy=default)
        for path in sorted(folder.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
    ]
    return [(str(each["to"]), str(each["subject"]), each.get_body().get_content().replace("\r\n", "\n")) for each in found]


class Visit:
    """``visit("observer").get(url)``: the browser of that person; nobody is signed in to the one of ``visit("")``."""

    def __init__(self, cast: Cast) -> None:
        self.house, self.tender, self.url, self.accounts = cast.house, cast.tender, cast.url, cast.accounts
        self._first = cast.client
        self._browsers: dict[str, TestClient] = {}
        self.accounts["stranger"] = self.house.people.invite("stranger@example.org", "A stranger").id

    def __call__(self, who: str) -> TestClient:
        if who not in self._browsers:
            self._browsers[who] = self.new()
            if who:
                self.sign_in(self._browsers[who], who)
        return self._browsers[who]

    def new(self, **more: Any) -> TestClient:
        """A browser in which nobody has signed in. All of them talk to one service, on one event loop."""
        first = self._first
        headers = {"sec-fetch-site": "same-origin"} | more.pop("headers", {})
        made = TestClient(first.app, base_url=self.house.settings.url, follow_redirects=False, headers=headers, **more)
        made.portal = first.portal
        return made

    def link(self, who: str, leads_to: str = "/") -> str:
        """The path of a new one-time link."""
        return beginning.sign_in(self.house, self.accounts[who], leads_to)

    def sign_in(self, browser: TestClient, who: str) -> None:
        """Opens a new link and presses its button."""
        link = self.link(who)
        assert browser.get(link).status_code == 200
        assert browser.post(link).headers["location"] == "/"

    def act(self, asked: Any, key: str, tender: str = "", seat: str = "commissioner") -> Any:
        """Something that happens without a page."""
        tender = tender or self.tender
        member = self.house.people.seat(self.accounts[seat], tender)
        return self("").portal.call(self.house.desk.act, tender, asked, Member(member, demo.seat_of(seat)), key)

    def all_briefed(self, tender: str = "") -> None:
        """Everybody has read what comes before the first word, in this round."""
        name = tender or self.tender
        for account in self.accounts.values():
            self.house.drafts.brief(account, f"{name}/{this_round(self.fold(name))}")

    def decided(self, asked: Propose) -> None:
        """Something the commissioner suggests of an open tender, and both chairs accept at once."""
        today = self.house.today()
        self.act(replace(asked, today=today), f"suggested {asked.proposal}")
        for chair in ("commissioner", "co_chair"):
            self.act(signing(self.fold(), asked.proposal, today), f"{chair} {asked.proposal}", seat=chair)

    def changed(self, clause: str, old: str, new: str, name: str = "t0000000ccc") -> None:
        """These words of a clause of an open tender become others, as both chairs decided."""
        self.decided(other_words(self.fold(), name, clause, old, new, self.house.today()))

    def small(self) -> str:
        """The address of a small tender with the same cast: five clauses, and a part, a file and a link for procurement alone."""
        part = AuthoredPart("Specification", small_clauses(), HOUSE_LISTS)
        tender = self.begun(SMALL_TITLE, part, "commissioner")
        for seat in ("procurement", "observer"):
            self.act(GiveSeat(self.house.people.seat(self.accounts[seat], tender), seat), f"small-{seat}", tender)
            self.act(DeclareInterest(False), f"small-{seat}-declares", tender, seat)
        secret = FoundClause((Paragraph("q1", "head", "Ceilings", series=Series("1", 0)), Paragraph("q2", "para", PRICE)))
        self.act(AddAuthoredPart(AuthoredPart(PRICES, (secret,), HOUSE_LISTS, "procurement")), "small-1", tender)
        blob = self.house.record.put_blob(b"31")
        self.act(AttachFile(f"{PRICES} (file)", "procurement", blob, "ceilings.xlsx"), "small-2", tender)
        self.act(ReferTo(f"{PRICES} (link)", "procurement", "https://example.org/ceilings"), "small-3", tender)
        return f"/tenders/{tender}"

    def small_open(self) -> str:
        """The same small tender, opened, with everybody in it (of the ``group`` fixture); “third” is linked to a possible bidder.

        A thread hangs on its second clause: ``SAID``.
        """
        url = self.small()
        tender = url.removeprefix("/tenders/")
        members = {who: self.house.people.seat(self.accounts[who], tender) for who in teaching.CAST}
        there = set(self.fold(tender).members)
        for who, member in members.items():
            if member not in there:
                seat = demo.seat_of(who)
                giver = teaching.GIVEN_BY.get(seat, "commissioner")
                self.act(GiveSeat(member, seat), f"open-{who}", tender, giver)
        for number, (who, asked) in enumerate(teaching_group.OPENING):
            now = teaching_group.Now(self.fold(tender), members, self.house.today())
            self.act(asked(now), f"open-{number}", tender, who)
        said = Comment(SAID, "c2", 1, "comment", "Hot meals, please.", today=self.house.today())
        self.act(said, "open-said", tender, "member")
        self.act(DeclareInterest(True, "Harbour Care"), "open-linked", tender, "third")
        return url

    def begun(self, title: str, part: AuthoredPart, who: str) -> str:
        """The id of a new tender with this person as its commissioner."""
        done, _ = self("").portal.call(partial(beginning.begin, self.house, self.accounts[who], title, part, f"begin {title}"))
        return str(done.tender.id)

    def elsewhere(self) -> TestClient:
        """The browser of “another”: a commissioner, but of another tender."""
        if "another" not in self.accounts:
            self.accounts["another"] = self.house.people.invite("another@example.org", "Another", may_create=True).id
            self.begun("Another tender", blank(), "another")
        return self("another")

    def fold(self, url: str = "") -> Any:
        """The tender as the record has it."""
        return self.house.desk.fold(url.removeprefix("/tenders/") or self.tender)

    def heads(self) -> dict[str, int]:
        """How many entries each stream has: what may not change where nothing was done."""
        return self.house.record.heads() | {"people": self.house.people.record.head("people")}


def next_day(visit: Visit) -> None:
    """From now on it is the day after; whoever is signed in stays so."""
    clock = visit.house.clock
    visit.house.clock = visit.house.desk._clock = lambda: clock() + timedelta(days=1)


def main(page: Any) -> str:
    """What a page says in its main part, as plain words."""
    inside = page.text.split("<main", 1)[1].split(">", 1)[1].split("</main>")[0]
    return " ".join(re.sub("<[^>]*>", " ", inside).split())


def plain(page: Any) -> str:
    """The same as people read it: “&” is “&”, and no space stands before a full stop because an element ended there."""
    return re.sub(r" (?=[.,;:?!)”’])|(?<=[(“‘]) ", "", html.unescape(main(page)))


def fields(page: Any) -> dict[str, Any]:
    """The form of a page with what stands in it, as a browser would send it: the last form of the main part."""
    inside = page.text.split("<main", 1)[1].split("</main>")[0]
    form = inside.rsplit("<form", 1)[1].split("</form>")[0]
    found: dict[str, Any] = {}

    def put(name: str, value: str) -> None:
        found[name] = value if name not in found else [*([found[name]] if isinstance(found[name], str) else found[name]), value]

    pieces = r"<input\b[^>]*>|<textarea\b[^>]*>.*?</textarea>|<select\b[^>]*>.*?</select>"
    for piece in re.findall(pieces, form, re.DOTALL):
        said = {name: html.unescape(value) for name, value in re.findall(r'\b([\w-]+)="([^"]*)"', piece.split(">", 1)[0])}
        if piece.startswith("<textarea"):
            put(said["name"], html.unescape(piece.split(">", 1)[1].removesuffix("</textarea>")).removeprefix("\n"))
        elif piece.startswith("<select"):
            chosen = re.search(r'<option value="([^"]*)"[^>]*\bselected', piece) or re.search(r'<option value="([^"]*)"', piece)
            put(said["name"], html.unescape(chosen[1]) if chosen else "")
        elif "name" in said and (said.get("type") not in ("radio", "checkbox") or re.search(r"\bchecked\b", piece)):
            put(said["name"], said.get("value", ""))
    return found


def problem(page: Any) -> str:
    """The sentence at the top of a form that came back; it came back as one that was not taken."""
    assert page.status_code == 422, (page.status_code, page.headers.get("location", ""), page.text[-5000:])
    assert page.text.split("<title>")[1].startswith("Error: ")
    found = re.search(r'govuk-error-summary__list">(.*?)</ul>', page.text, re.DOTALL)
    assert found is not None
    where = re.search(r'href="#([^"]*)"', found[1])
    assert where is not None and f'id="{where[1]}"' in page.text, "the sentence leads to the field it is about"
    return " ".join(html.unescape(re.sub("<[^>]*>", " ", found[1])).split())


def addresses(method: str, tender: str, clause: str = "c1") -> Iterable[str]:
    """An address for every route that answers this method."""
    known = {"tender": tender, "clause": clause, "part": "d1", "number": "1", "lock": "l1", "member": "m-none", "token": "none"}
    for topic in TOPICS:
        for route in topic.ROUTES:
            assert isinstance(route, Route)
            if method in (route.methods or ()):
                yield re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: known.get(found[1], "1"), route.path)


@pytest.fixture
def visit(tmp_path: Path) -> Iterator[Visit]:
    """The service with the teaching tender in it, and its cast."""
    with at_home(tmp_path / "data") as cast:
        yield Visit(cast)


@pytest.fixture
def group(tmp_path: Path) -> Iterator[Visit]:
    """The same once it is open: everybody in it (``server.demo``'s cast), and the first days of the round told."""
    with at_home(tmp_path / "group", opened=True) as cast:
        yield Visit(cast)
