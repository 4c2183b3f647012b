"""Every address of the application, with every method and for everybody: what it answers, what it says to browsers, how it is made."""

import csv
import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from starlette.routing import BaseRoute, Mount, Route

from server import issued
from server.app import routes
from specs.counters import OfferCounter
from specs.days import later
from specs.gate import KINDS, ChooseWhatMustBeMet, PrepareIssue
from specs.holds import HoldClause
from specs.ideas import PutIdea
from specs.issuing import SignIssue, mark
from specs.locks import LockWords
from specs.proposals import Propose
from specs.tender import Reason
from specs.wording import Paragraph
from tests.at_home import at_home
from tests.returning import LEGAL, RETURNED, came_back
from tests.suggesting import other_words, signing
from tests.visiting import SAID, Visit, holds_a_secret
from tests.well_formed import faults

PAGES = Path(__file__).parents[1] / "server" / "pages"
TABLE = Path(__file__).with_name("routes.csv")
# The seats of an open tender, “linked” a member who is linked to a possible bidder; then those who have no seat in it.
SEATED = ("commissioner", "co_chair", "member", "facilitator", "procurement", "official", "observer", "linked")
OUTSIDE = ("stranger", "nobody", "another")
EVERYBODY = (*SEATED, *OUTSIDE)
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "referrer-policy": "same-origin",
    "vary": "HX-Request, HX-Request-Type",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
A_FILE = {"content-security-policy": "sandbox; default-src 'none'", "cache-control": "private, no-store"}
SUGGESTED = "t00000000c1"
ADDED = Paragraph("+1", "para", "Meals are warm.")
INSTEAD = Paragraph("+1", "para", "They are warm.")
IDEA, DECIDED = "t00000000ab", "t00000000ac"
REASON = Reason("must_meet", "law", "The law says so.", "Care Act 2014", "Parliament", "2027-06-30")


def table() -> dict[tuple[str, str], dict[str, int]]:
    """The reviewed table: for each method and address, the status for each of the cast."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {(row["method"], row["route"]): {who: int(row[who]) for who in EVERYBODY} for row in rows}


def answered(all_routes: Iterable[BaseRoute]) -> Iterator[tuple[str, str]]:
    """Each method and address that the application answers. HEAD goes wherever GET does."""
    for route in all_routes:
        if isinstance(route, Mount):
            yield "GET", f"{route.path}/{{file}}"
            continue
        assert isinstance(route, Route), "a new kind of route: this table has to learn it"
        for method in sorted((route.methods or set()) - {"HEAD"}):
            yield method, route.path


class Doors:
    """A small tender that is open, with something behind every address."""

    def __init__(self, visit: Visit) -> None:
        self.visit, self.url = visit, visit.small_open()
        self.tender = self.url.rsplit("/", 1)[1]
        visit.act(LockWords("c2", 1, "p4", 0, 5, REASON), "lock", self.tender)
        self._discuss()
        self._suggest()
        visit.accounts |= {"nobody": "", "linked": visit.accounts["third"]}
        self.browsers = {who: visit(who) for who in (*SEATED, "stranger")} | {"nobody": visit(""), "another": visit.elsewhere()}
        observer = visit.house.people.member_of(visit.accounts["observer"], self.tender)
        css = re.search(r'href="/static/vendor/([^"]*\.css)"', visit("").get("/help").text)
        assert observer and css
        self.names = {"tender": self.tender, "clause": "c2", "part": "d1", "number": "1", "lock": "l1", "member": observer}
        self.names |= {
            "file": css[1],
            "waiting": "none",
            "place": "1",
            "token": "none",
            "thread": SAID,
            "message": "1",
            "card": "none",
            "request": "none",
            "account": "none",
            "proposal": SUGGESTED,
            "idea": IDEA,
            "about": "c2",
            "kind": "idea",
            "name": IDEA,
            "change": LEGAL,
        }
        came_back(visit, self.tender)
        self._issue()

    def _discuss(self) -> None:
        """Something to disagree about: an idea, a clause that is held, and a suggestion that was decided."""
        visit, today = self.visit, self.visit.house.today()
        visit.act(PutIdea(IDEA, "c2", "A menu in pictures.", today=today), "idea", self.tender, "member")
        visit.act(HoldClause("c2", "It is not legal.", later(today, 9), today=today), "held", self.tender, "procurement")
        visit.act(other_words(visit.fold(self.tender), DECIDED, "c1", "Meals", "Hot meals", today), "decided", self.tender, "member")
        for chair in ("commissioner", "co_chair"):
            signed = signing(visit.fold(self.tender), DECIDED, today, "no", alternative="We will ask bidders.")
            visit.act(signed, f"decided {chair}", self.tender, chair)

    def _issue(self) -> None:
        """The tender as it stands is issued, although something is open; then its words change."""
        visit, today = self.visit, self.visit.house.today()
        for chair in ("commissioner", "co_chair"):
            visit.act(ChooseWhatMustBeMet((), today), f"must {chair}", self.tender, chair)
        visit.act(PrepareIssue(tuple((kind, "It cannot wait.") for kind in KINDS), today), "why", self.tender)
        for chair in ("commissioner", "co_chair"):
            made = visit("").portal.call(issued.make, visit.house, self.tender, chair, today)
            visit.act(SignIssue(mark(visit.fold(self.tender), today), today, made), f"issued {chair}", self.tender, chair)

    def _suggest(self) -> None:
        """A suggestion that waits, about a clause that is open, for which somebody offers other words."""
        home, today = self.visit.house, self.visit.house.today()
        wording = home.desk.fold(self.tender).clauses["c1"].wording
        asked = Propose(SUGGESTED, "wording", "c1", 1, "It is kinder.", (*wording, ADDED), today=today)
        self.visit.act(asked, "suggest", self.tender, "member")
        self.visit.act(OfferCounter(SUGGESTED, 1, (*wording, INSTEAD), "Shorter.", today=today), "instead", self.tender, "official")

    def address(self, method: str, route: str, **strange: str) -> str:
        names = dict(self.names)
        if route.endswith("/parts/{part}/file"):
            names["part"] = "d3"  # the one that is a file
        if route.endswith("/parts/{part}/retirement"):
            names["part"] = "d4"
        if (method, route) == ("GET", "/sign-in/{token}"):
            names["token"] = self.visit.link("observer").rsplit("/", 1)[1]
        if "/interests/{member}" in route:
            names["member"] = self.visit.house.people.member_of(self.visit.accounts["third"], self.tender)  # who is linked
        if route.endswith(("/dissent", "/correction")):
            names["proposal"] = DECIDED
        if "/returned/{file}" in route:
            names["file"] = RETURNED
        names |= strange
        made = re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: names[found[1]], route)
        return f"{made}?from=1&to=1" if made.endswith("/comparison") else made


@pytest.fixture
def doors(group: Visit) -> Doors:
    return Doors(group)


def not_in_order(answer: object, url: str) -> list[str]:
    """What is wrong with an answer's headers and with its page."""
    headers = answer.headers  # type: ignore[attr-defined]
    expected = dict(HEADERS)
    if holds_a_secret(url) and answer.status_code in (200, 404, 422):  # type: ignore[attr-defined]
        expected["referrer-policy"] = "strict-origin"
    if "content-disposition" in headers:
        expected |= A_FILE
    if url.startswith("/static/") and answer.status_code == 200:  # type: ignore[attr-defined]
        expected["cache-control"] = "public, max-age=31536000, immutable"
    wrong = [f"{name}: {headers.get(name)}" for name, value in expected.items() if headers.get(name) != value]
    wrong += [
        f"{name} is said"
        for name in ("server", "x-powered-by", "strict-transport-security", "access-control-allow-origin")
        if name in headers
    ]
    if headers.get("content-type", "").startswith("text/html"):
        wrong += [] if headers["content-type"] == "text/html; charset=utf-8" else [headers["content-type"]]
        wrong += faults(answer.text)  # type: ignore[attr-defined]
    return [f"{url}: {each}" for each in wrong]


def test_every_route_has_a_row_and_every_row_a_route():
    rows = sorted(table())
    assert rows == sorted(answered(routes()))
    planted = [*routes(), Route("/planted", lambda: None, methods=["POST"])]
    assert sorted(answered(planted)) == sorted([*rows, ("POST", "/planted")])


def read_by(doors: Doors, wrong: list[str]) -> dict[tuple[str, str], dict[str, int]]:
    """What each address answers to each of them who asks for it; what is wrong with an answer is noted."""
    seen = {}
    for method, route in table():
        if method == "GET":
            seen[method, route] = {}
            url = doors.address(method, route)
            for who, browser in doors.browsers.items():
                answer = browser.get(url)
                seen[method, route][who] = answer.status_code
                wrong += [f"{who} {each}" for each in not_in_order(answer, url)]
                head = browser.head(url)
                if (head.status_code, head.content) != (answer.status_code, b""):
                    wrong.append(f"{who} HEAD {url}: {head.status_code}")
    return seen


def sent_by(doors: Doors, wrong: list[str]) -> dict[tuple[str, str], dict[str, int]]:
    """What each address answers to an empty form: those who have no seat first, the commissioner last. What is refused is not recorded."""
    posts = sorted((row for row in table() if row[0] == "POST"), key=lambda row: row[1] == "/sign-out")
    seen = {row: dict.fromkeys(EVERYBODY, 0) for row in posts}
    for who in reversed(EVERYBODY):
        for method, route in posts:
            url, before = doors.address(method, route), doors.visit.heads()
            answer = doors.browsers[who].post(url)
            seen[method, route][who] = answer.status_code
            wrong += [f"{who} {each}" for each in not_in_order(answer, url)]
            if doors.visit.heads() != before and (who in OUTSIDE or answer.status_code != 303):
                wrong.append(f"{who} {url}: something was recorded")
    return seen


def reviewed(method: str) -> dict[tuple[str, str], dict[str, int]]:
    """The rows of the table for a method."""
    return {row: said for row, said in table().items() if row[0] == method}


def test_what_each_address_answers_to_be_read(doors):
    wrong: list[str] = []
    seen = read_by(doors, wrong)
    assert wrong == []
    assert seen == reviewed("GET")


def test_what_each_address_answers_to_an_empty_form(doors):
    wrong: list[str] = []
    seen = sent_by(doors, wrong)
    assert wrong == []
    assert seen == reviewed("POST")


def test_in_a_tender_in_which_somebody_has_no_seat_there_is_nothing(doors):
    """For every seat, the tender of somebody else: 404 at every address, whatever is asked, and the same page each time."""
    doors.visit.elsewhere()
    people = doors.visit.house.people
    other = people.tenders_of(doors.visit.accounts["another"])[0]
    wrong, bodies = [], set()
    for method, route in table():
        if "{tender}" in route:
            url = doors.address(method, route, tender=other)
            for who in SEATED:
                answer = doors.browsers[who].request(method, url)
                bodies.add(re.sub(r"<header>.*</header>", "", answer.text, flags=re.DOTALL))
                if answer.status_code != 404:
                    wrong.append(f"{who} {method} {url}: {answer.status_code}")
    assert wrong == []
    assert len(bodies) == 1


def test_no_address_knows_another_method(doors):
    known = set(table())
    wrong = []
    for route in {route for _, route in known}:
        for method in METHODS:
            if (method, route) in known:
                continue
            url = doors.address(method, route)
            for who in ("commissioner", "stranger", "nobody"):
                answer = doors.browsers[who].request(method, url)
                wrong += not_in_order(answer, url) if method != "OPTIONS" else []
                if answer.status_code != 405:
                    wrong.append(f"{who} {method} {url}: {answer.status_code}")
    assert wrong == []


def test_what_is_no_address_looks_the_same_to_everybody(doors):
    wrong = []
    for url in (
        "/nonsense",
        "/tenders",
        "/tenders/",
        f"{doors.url}/nonsense",
        "/static/vendor/nonsense.css",
        "//",
        "/%00",
    ):
        for who, browser in doors.browsers.items():
            answer = browser.get(f"http://127.0.0.1:8000{url}")
            wrong += not_in_order(answer, url)
            if answer.status_code != 404:
                wrong.append(f"{who} {url}: {answer.status_code}")
    assert wrong == []
    for browser in doors.browsers.values():
        assert browser.get(f"{doors.url}/").headers["location"] == f"http://127.0.0.1:8000{doors.url}"


def test_ids_that_are_none(doors):
    """For somebody who may: what is not in this tender is not there, whatever stands in its place in the address."""
    browser, wrong = doors.browsers["commissioner"], []
    before = doors.visit.heads()
    for (method, route), answers in table().items():
        for name in re.findall(r"\{(clause|part|number|lock|member)\}", route if answers["commissioner"] != 403 else ""):
            for strange in ("c99", "%E2%80%AE%00;", "x" * 3000, "-1"):
                url = doors.address(method, route, **{name: strange})
                answer = browser.request(method, url, data={"why": "x"} if method == "POST" else None)
                if answer.status_code != (422 if route.endswith("/ending") else 404):
                    wrong.append(f"{method} {url[:100]}: {answer.status_code}")
                wrong += not_in_order(answer, url[:100])
    assert wrong == []
    assert doors.visit.heads() == before


ODD = (
    "",
    "0",
    "-1",
    "9" * 40,
    "²",
    "٣",
    "c1",
    "\u202e\x00",
    "'\"<b id=planted>",
    "x" * 2_000,
    "%",
    "../..",
    "\ud800".encode("utf-8", "surrogatepass"),
)


def test_odd_questions_are_answered(doors):
    """Whatever stands behind the question mark of an address: no page fails, and nothing of it becomes markup."""
    asked = (
        *("show", "number", "from", "to", "page", "about", "words", "which", "part", "after", "edition", "changed"),
        *("thread", "clause", "quote", "version", "on-day", "on-month", "on-year", "kind", "take", "look", "then", "since", "as_one"),
    )
    wrong = []
    for (method, route), answers in table().items():
        if method == "GET" and not re.search(r"new/word|sign-in|static", route):
            browser = doors.browsers[next((who for who in EVERYBODY if answers[who] == 200), "commissioner")]
            url = doors.address(method, route).split("?")[0]
            for odd in ODD:
                answer = browser.get(url, params=dict.fromkeys(asked, odd))
                known = (200, 303, 404, 422) if 200 in answers.values() else (303, 403, 404)
                if answer.status_code not in known or "<b id=planted>" in answer.text:
                    wrong.append(f"{url} {odd[:20]!r}: {answer.status_code}")
    assert wrong == []
    names = set(re.findall(r"query_params(?:\.get\(|\[)\"(\w+)\"", "".join(path.read_text() for path in PAGES.glob("*.py"))))
    assert names - set(asked) == set()


def test_every_page_that_is_linked_is_well_made(doors):
    """From the list of tenders on, along every link, for whoever may open most; and in every colour and size."""
    browser, seen, wrong = doors.browsers["commissioner"], set(), []
    browser.post("/display", data={"theme": "dark", "size": "largest"})
    ahead = ["/"]
    while ahead:
        url = ahead.pop()
        shape = re.sub(r"[^/?=]*\d[^/?&]*", "1", url)  # one of each kind is enough
        if shape in seen:
            continue
        seen.add(shape)
        answer = browser.get(url)
        wrong += not_in_order(answer, url)
        if answer.status_code != 200 and not (
            answer.status_code == 303 and url.endswith(("/comments/new", "/proposals/new", "/ideas/new"))
        ):  # there is more to read first
            wrong.append(f"{url}: {answer.status_code}")
        if answer.headers.get("content-type", "").startswith("text/html"):
            ahead += [link.replace("&amp;", "&") for link in re.findall(r'href="(/(?!static)[^"#]*)"', answer.text)]
    assert wrong == []
    assert len(seen) > 40


@pytest.mark.parametrize(
    ("planted", "said"),
    [
        ("<p><div></p>", "unexpected-end-tag"),
        ("<h1>Two</h1>", "there are 2 main headings"),
        ("<h4>Deep</h4>", "after level 1 comes 4: Deep"),
        ('<input name="x">', "the field 'x' has no label"),
        ('<p id="main"></p>', "'main' stands 2 times"),
        ('<p aria-describedby="none"></p>', "aria-describedby points to 'none', which is not there"),
        ('<p style="x"></p>', "style stands in <p>"),
        ('<p onclick="x"></p>', "onclick stands in <p>"),
        ("<script>x</script>", "a script stands in the page"),
        ('<a href="javascript:x">x</a>', "href stands in <a>"),
        ('<a href="https://x.org">x</a>', "a link to elsewhere without rel=noopener: https://x.org"),
        ("<fieldset></fieldset>", "a fieldset has no legend"),
        ('<form action="/x"><button></button></form>', "a button says nothing"),
    ],
)
def test_the_harness_sees_what_is_badly_made(planted, said):
    page = '<!doctype html><html lang="en-GB"><head><title>T</title></head><body><main id="main"><h1>One</h1>{}</main></body></html>'
    assert faults(page.format("")) == []
    assert [each for each in faults(page.format(planted)) if said in each] != []


def test_the_harness_sees_a_header_that_is_missing(visit):
    class Bare:
        def __init__(self, answer: object) -> None:
            self.headers, self.status_code, self.text = dict(answer.headers), 200, answer.text  # type: ignore[attr-defined]

    answer = Bare(visit("").get("/help"))
    assert not_in_order(answer, "/help") == []
    for name in HEADERS:
        kept = answer.headers.pop(name)
        assert not_in_order(answer, "/help") == [f"/help: {name}: None"]
        answer.headers[name] = kept


def write() -> None:
    """Writes the table as the application answers now, for somebody to review line by line: ``python -m tests.test_routes``."""
    with tempfile.TemporaryDirectory() as folder, at_home(Path(folder) / "data", opened=True) as cast:
        doors = Doors(Visit(cast))
        rows = sorted(answered(routes()), key=lambda row: (row[1], row[0]))
        globals()["table"] = lambda: {row: {} for row in rows}
        seen = read_by(doors, []) | sent_by(doors, [])
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["method", "route", *EVERYBODY])
        for row in rows:
            out.writerow([*row, *(seen[row].get(who, 0) for who in EVERYBODY)])


if __name__ == "__main__":
    write()
