"""Where hostile words are typed and looked for: every form and every page of the rooms, the way of a document, the front door."""

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from playwright.sync_api import Page

from tests import worddocs
from tests.browser.hostile import kept
from tests.browser.looking import newest_link
from tests.browser.rooms import NO_PAGES, NOT_HERE, WHO, Rooms
from tests.browser.sending import FORMS, Sent, route_of, shape
from tests.browser.test_every_page import may_open, plain
from tests.test_routes import table

# What is chosen where the first choice will not do, and what must be what it is called: # is a number that was not there before,
# * the first box of several; a number for a day is in how many days it is.
CHOOSE: Mapping[str, Mapping[str, str]] = {
    "/seats": {"email": "somebody.#@example.org"},
    "/opening/plan": {"reply_days": "10", "opens": "30", "closes": "60", "publication": "120"},
    "/parts/new/link": {"link": "https://example.org/?<script>alert(1)</script>&'\"><svg/onload=alert(1)>"},
    "/interests": {"linked": "yes"},
    "/stand": {"stand": "not"},
    **{end: {"words": ""} for end in ("/fixed-words", "/comments/new", "/threads/{thread}/place")},  # of a sentence: not these
    **{end: {"day": "0"} for end in ("/behalf/new", "/behalf/many")},
    "/fixed-clauses": {"clauses": "*"},
}
# First what other pages show, and in the tender that is being set up what cannot be done to clauses once they are fixed.
FIRST = ("/clauses/new", "/wording", "/split", "/merger", "/retirement", "/restoration", "/in-short", "/title", "/you")
SUGGESTING = (
    *("/proposals/new", "/together", "/stand", "/counters/new", "/answer", "/changes", "/revision"),
    "/decision",
    "/override",
    "/decisions",
)
LAST = (*SUGGESTING, "/withdrawal", "/hiding", "/appeal", "/judgement", "/closing", "/reopening", "/taking-back")
EACH = ("/seats", "/proposals/new", "/hiding", "/appeal", "/judgement")  # more fields for some; what others hang on: several times


class Windows:
    """A window for each seat, which tells of each dialog that opens, and closes it."""

    def __init__(self, signed_in: Any, seats: Iterable[str] = WHO) -> None:
        self.dialogs: list[str] = []
        self.pages = {seat: self.listening(signed_in(WHO[seat])) for seat in seats}

    def listening(self, page: Page) -> Page:
        """The window itself."""

        def heard(dialog: Any) -> None:
            self.dialogs.append(f"{page.url}: {dialog.type} {dialog.message}")
            dialog.dismiss()

        page.on("dialog", heard)
        return page


def in_order(route: str) -> tuple[int, str]:
    """First what other pages show, last what takes something away."""
    for at, end in enumerate((*FIRST, "", *LAST)):
        if end and route.endswith(end):
            return at, route
    return len(FIRST), route


def walked(route: str) -> bool:
    """Whether a route is one of the walk: no document's, nor of those by which somebody signs in."""
    return not NOT_HERE.search(route) and "{waiting}" not in route and not route.endswith((*NO_PAGES, "new/word", "returned/new"))


def seats_of(route: str) -> Iterator[str]:
    """Who may open it; the commissioner perhaps before the opening only. What has no tender in its address is the same for all."""
    yield "commissioner"
    for seat in [seat for seat in WHO if seat != "commissioner"]:
        said = table()["GET", route]["member" if seat == "protected" else seat]
        if (may_open(route, said) or route.endswith("answers/new")) and ("{tender}" in route or seat == "observer"):
            yield seat


def fill_everything(rooms: Rooms, windows: Windows, sent: Sent) -> None:
    """Every form of the opened tender, and of the one that is being set up, where somebody has it and it is taken."""
    base = rooms.served.house.settings.url
    for route in sorted(
        (route for method, route in table() if method == "POST" and ("GET", route) in table() and walked(route)), key=in_order
    ):
        both = [[url for url in rooms.addresses(route) if rooms.other not in url]]
        if re.search(r"\{(proposal|idea)\}", route):  # also those that came in the walk
            both[0] += addresses(rooms, rooms.served.tender, route, ["c8", "c14", "c18"])
        if "{tender}" in route:
            clauses = list(rooms.served.house.desk.fold(rooms.other).clauses)
            both.append(list(addresses(rooms, rooms.other, route, clauses)))
        for there in both:
            # What is taken back from the last: what else was typed hangs on the first.
            formless = taken = 0
            seats = ["linked"] if route.endswith("/interests") else seats_of(route)  # who is linked sees less from then on
            for seat, url in itertools.product(seats, there[:: -1 if route.endswith("/taking-back") else 1]):
                page = windows.pages[seat]
                if page.context.request.get(base + url, max_redirects=0).status != 200:
                    continue
                done = sent.form(page, base + url)
                formless += done is None
                taken += done is True
                if formless > 3 or taken > (3 if route.endswith(EACH) else 0):
                    break


def addresses(rooms: Rooms, tender: str, route: str, clauses: list[str], few: int | None = None) -> Iterator[str]:
    """The addresses of a route in a tender, with these clauses and whatever else is there; of each kind not more than a ``few``."""
    fold = rooms.served.house.desk.fold(tender)
    names = {
        "tender": [tender],
        "clause": clauses[:few],
        "thread": list(reversed(fold.threads))[:few],
        "part": list(fold.parts),
        "member": list(fold.members),
        "proposal": list(reversed(fold.proposals))[:few],
        "idea": list(fold.ideas)[:few],
        "number": ["1", "2", "3"],
        "lock": ["l1"],
        "card": ["abacus"],
    }
    wanted = re.findall(r"\{(\w+)(?::\w+)?\}", route)
    if set(wanted) - set(names):  # there where the rooms have it
        yield from (url for url in rooms.addresses(route) if f"/{tender}/" in url)
        return
    for chosen in itertools.product(*(names[name] for name in wanted)):
        values = iter(chosen)
        made = re.sub(r"\{\w+(:\w+)?\}", lambda _: next(values), route)  # noqa: B023 - used at once
        yield made + ("?from=1&to=2" if made.endswith("/comparison") else "")


def everywhere(rooms: Rooms, seat: str, route: str, known: frozenset[str], each: bool) -> Iterator[str]:
    """The addresses of a route in the tenders of a seat, with the clauses of the rooms, those talked about, and those not ``known`` before.

    Not ``each`` of a form, which shows words as the form of the next clause or thread does, but the first ones.
    """
    few = None if each or ("POST", route) not in table() or route.endswith("/judgement") else 3
    for tender in (rooms.served.tender, rooms.other) if seat == "commissioner" else (rooms.served.tender,):
        fold = rooms.served.house.desk.fold(tender)
        talked = {each.clause for each in fold.threads.values()} | {next(iter(fold.clauses), ""), "c8", "c14", "c18"}
        yield from addresses(rooms, tender, route, [name for name in fold.clauses if name not in known or name in talked], few)


def look_everywhere(rooms: Rooms, windows: Windows, sent: Sent, known: frozenset[str], each: bool = False) -> int:
    """Opens pages on which something stands that was typed; how many. Not ``each``, but where it stands as it did not before."""
    base, written, alike, looked = rooms.served.house.settings.url, sent.words.written, set(), 0
    for seat, page in windows.pages.items():
        urls = [("/search", f"/search?words={words}") for words in ("alert", "script", "q")]
        for method, route in table():
            if method == "GET" and walked(route) and seat in seats_of(route):
                urls += [(route, url) for url in everywhere(rooms, seat, route, known, each)]
        for route, url in urls:
            answer = page.context.request.get(base + url, max_redirects=0)
            if answer.status != 200 or "text/html" not in answer.headers["content-type"]:
                continue
            made = answer.text()
            sent.meet(made, url)
            numbers = {int(number) for number in re.findall(r"\bq(\d+)a\b", made)}
            now = {plain(made)} if each and numbers else {(route, written.where[number]) for number in numbers}
            if now - alike or (numbers & written.taken) - written.seen - sent.sought:
                page.goto(base + url)
                sent.look(page)
                alike |= now
                sent.sought |= numbers
                looked += 1
    return looked


def bring_in(page: Page, base: str, path: str, sent: Sent) -> None:
    """A document with hostile words in it and in its name, from the upload to the tender or the part that it becomes."""
    words, written = sent.words, sent.words.written
    clauses = [
        [kept(words.one("a heading of a document", 200)), *(kept(words.one("words of a document", 2_000)) for _ in range(8))]
        for _ in range(6)
    ]
    named = written.number("<img src=x onerror=alert(1)>", "the name of a document")
    page.goto(f"{base}{path}/new/word")
    form = next(form for form in sent.look(page) if form["path"] == f"{path}/new/word")
    document = {"name": f"{named}.docx", "mimeType": "application/octet-stream", "buffer": worddocs.tender(*map(tuple, clauses))}
    page.locator("input[type=file]").set_input_files([document])
    sent.send(page, form, {each["name"]: words.one(f"{form['route']} {each['name']}", 250) for each in form["free"]}, {})
    written.taken |= {int(number) for number in re.findall(r"\bq(\d+)z\b", str(clauses))}
    for inner in ("/clauses/2/heading", "/clauses/3/split"):
        sent.look(page)
        link = page.locator(f"a[href*='{inner}']").first.get_attribute("href")
        if not sent.form(page, f"{base}{link}"):
            sent.wrong.append(f"{path}{inner} was not taken")
    if not sent.form(page, page.url):
        sent.wrong.append(f"{path}/new/word was not brought in")
    sent.look(page)


def attach(page: Page, base: str, path: str, sent: Sent) -> None:
    """A file whose name, and the name of the part that it becomes, are hostile."""
    page.goto(f"{base}{path}/parts/new/file")
    form = next(form for form in sent.look(page) if form["path"].endswith("/file"))
    named = sent.words.written.number("'><img src=x onerror=alert(1)>", "the name of a file")  # browsers send “"” as %22
    page.locator("input[type=file]").set_input_files([{"name": f"{named}.xlsx", "mimeType": "application/octet-stream", "buffer": b"31"}])
    typed = {each["name"]: sent.words.one(f"{form['route']} {each['name']}", 250) for each in form["free"]}
    sent.send(page, form, typed, {name: values[0] for name, values in form["choices"].items()})
    sent.look(page)


def at_the_door(rooms: Rooms, one: Page, other: Page, sent: Sent) -> None:
    """What stands before anybody is signed in, in a browser that asks for a link and in another one, which has to say its six digits."""
    home = rooms.served.house
    base, people = home.settings.url, home.people
    for path in ("/sign-in", "/sign-in/card", "/sign-in/card/abacus-abdomen"):
        sent.form(one, base + path, takes=False)
    one.goto(f"{base}/sign-in")
    one.locator("#email").fill(people.account(rooms.served.accounts["observer"]).email)
    one.locator("main form button").click()
    one.wait_for_url("**/sign-in/sent")
    sent.form(one, one.url, takes=False)
    sent.form(other, newest_link(home, "sign-in"), takes=False)
    for path in ("/sign-in/card/abacus-abdomen", "/sign-in/card"):
        one.goto(base + path)
        sent.look(one)
    one.goto(f"{base}/invitations/{home.invitations.invite(rooms.served.accounts['observer'])}")
    sent.look(one)


def ask_everything(rooms: Rooms, page: Page, sent: Sent, strings: list[str]) -> None:
    """Forms that ask and change nothing: the search, the number of a clause, the day of a download."""
    base, url = rooms.served.house.settings.url, rooms.served.url
    for address in (f"{base}/", f"{base}/search", url, f"{url}/download"):
        for text in strings:
            page.goto(address)
            for form in [form for form in page.evaluate(FORMS) if form["method"] == "get" and form["free"]][:1]:
                form["route"] = route_of("GET", form["path"])
                typed = {
                    each["name"]: sent.words.written.number(text[:150], f"{form['route']} {shape(each['name'])}") for each in form["free"]
                }
                sent.send(page, form, typed, {})
                sent.look(page)
