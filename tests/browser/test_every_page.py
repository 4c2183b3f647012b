"""Every page, for every seat that may open it: well made, nothing for axe to find, no wider than the narrowest window, light and dark."""

import asyncio
import itertools
import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Page, Response

from server import beginning
from specs.behalf import ClaimPost
from specs.comments import Comment
from specs.days import later
from specs.erasing import HoldRecords
from specs.hiding import AppealHiding, HidePost
from specs.interests import DeclareInterest, this_round
from specs.library.starters import blank
from specs.library.teaching_group import thread
from specs.parts import AttachFile
from specs.rounds import PlanOpening
from specs.tender import RoundPlan
from tests.browser.looking import NARROW, OF_THE_LOOK, WIDE, axe, refused_by_policy, too_wide
from tests.test_routes import SEATED, table
from tests.well_formed import faults

# Who sits where in the teaching tender. “quiet” is protected and has a member's seat; “third” is a member linked to a possible bidder.
WHO = {seat: seat for seat in SEATED} | {"linked": "third", "protected": "quiet"}
NOT_HERE = re.compile(r"/waiting\}|/static/|/sign-in(/sent|/\{|$)|/invitations/")  # tests/browser/test_import.py, and below
NO_PAGES = ("/live", "/file", "/documents/{part}", "/interests/pack")  # files, and what scripts ask for
MORE = (  # other faces of the same pages
    *("?show=fixed", "?show=changed", "?number=99", "/clauses/c9", "/clauses/c14", "/clauses/c18", "/clauses/c4", "/clauses/c10"),
    *("/clauses/c14/comments/new", "/history?about=c8"),
)


@pytest.fixture
def opened() -> bool:
    return True


class Rooms(NamedTuple):
    """Where the sweep goes: the opened teaching tender with something behind every address, and one that is being set up."""

    served: Any
    other: str

    def addresses(self, route: str) -> Iterator[str]:
        """Addresses of a route, of which at least one may be open to somebody whose seat includes the page."""
        names = re.findall(r"\{(\w+)(?::\w+)?\}", route)
        known = {
            "tender": (self.other,) if route.endswith(("/opening/plan", "/opening/signature")) else (self.served.tender,),
            "clause": ("c8", "c14", "c18"),
            "thread": ("t00000000bb", *map(thread, range(1, 9))),
            "part": ("d1", "d2"),
            "number": ("1",),
            "lock": ("l1",),
            "member": tuple(self.served.house.desk.fold(self.served.tender).members),
            "card": ("abacus-abdomen",),
        }
        for chosen in itertools.product(*(known[name] for name in names)):
            values = dict(zip(names, chosen, strict=True))
            made = re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: values[found[1]], route)  # noqa: B023 - used at once
            yield made + (
                "?from=1&to=2" if made.endswith("/comparison") else f"?thread={thread(8)}" if made.endswith("/answers/new") else ""
            )


@pytest.fixture
def rooms(served: Any) -> Rooms:
    home, today, tender = served.house, served.house.today(), served.tender
    served.act(AttachFile("Prices", "procurement", home.record.put_blob(b"31"), "prices.xlsx"), key="file")
    asked = Comment("t00000000bb", "c10", 1, "private", "Is it known who I am?", protected=True, today=today)
    served.act(asked, "quiet", "private")
    served.act(ClaimPost(thread(4), 1), "member", "claim")
    served.act(HidePost(thread(6), 1, "names", "It says who somebody is.", today), "facilitator", "hide")
    served.act(HidePost(thread(1), 1, "names", "It says who somebody is.", today), "facilitator", "hide another")
    served.act(AppealHiding(thread(1), 1, "It does not.", today), "member", "appeal")
    served.act(HoldRecords("Somebody asked for the answers.", later(today, 60), today), "procurement", "hold")
    served.act(DeclareInterest(True, "Harbour Care", "My sister works there."), "third", "linked")
    mine = home.people.member_of(served.accounts["member"], tender)
    home.support.ask(served.accounts["member"], tender, mine, "support", "The letters are small.", "Call me.", "support")
    home.people.let_administer(served.accounts["observer"])
    for account in served.accounts.values():
        home.drafts.brief(account, f"{tender}/{this_round(home.desk.fold(tender))}")
    begun = partial(beginning.begin, home, served.accounts["commissioner"], "Meals at home", blank(), "begin")
    other = asyncio.run_coroutine_threadsafe(begun(), served.loop).result()[0].tender.id
    plan = RoundPlan(later(today, 30), later(today, 60), 10, later(today, 120), "All of it.", "The group decides.")
    served._replace(tender=other).act(PlanOpening(plan, today), key="plan")
    return Rooms(served, other)


def wrong_with(page: Page, answer: Response | None, rules: tuple[str, ...] = OF_THE_LOOK) -> list[str]:
    """What is wrong with the page as it stands in a wide light window, and in a narrow dark one (there by these rules)."""
    heading = page.get_by_role("heading", level=1).first.inner_text()
    found = [*(faults(answer.text()) if answer else ()), *too_wide(page), *refused_by_policy(page), *axe(page)]
    if not re.fullmatch(r"(Error: )?\S.* – Cotender", page.title()) or not heading.strip():
        found.append(f"the title is “{page.title()}”, the heading “{heading}”")
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": NARROW, "height": 900})
    found += [f"narrow and dark: {each}" for each in [*too_wide(page), *axe(page, rules)]]
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": WIDE, "height": 900})
    return found


def may_open(route: str, said: int) -> bool:
    """Whether the page is open to a seat of the table. In the table nobody has read what comes before the first comment; here all have."""
    return said == 200 or (said == 303 and route.endswith(("/comments/new", "/opening/plan", "/opening/signature")))


def open_to(rooms: Rooms, page: Page, seat: str) -> tuple[list[str], list[str]]:
    """The addresses of the pages that a seat may open, and the routes of which none is."""
    ask, base = page.context.request, rooms.served.house.settings.url
    urls, missing = [], []
    for (method, route), answers in table().items():
        said = answers["member" if seat == "protected" else seat]
        if method == "GET" and not NOT_HERE.search(route) and not route.endswith(NO_PAGES) and may_open(route, said):
            opens = (url for url in rooms.addresses(route) if ask.get(base + url, max_redirects=0).status == 200)
            url = next(opens, "")
            (urls if url else missing).append(url or route)
    more = [rooms.served.url.removeprefix(base) + each for each in MORE] + ["/search?words=telephone"]
    return urls + [url for url in more if ask.get(base + url, max_redirects=0).status == 200], missing


def plain(made: str) -> str:
    """What one page has in common with that of somebody else: the whole of it but for the line on top and what is made anew each time."""
    main = made[made.index("<main") :]
    return re.sub(r'name="(key|seen)" value="[^"]*"', "", main)


def swept(rooms: Rooms, signed_in: Callable[..., Page], wide: bool) -> tuple[list[str], dict[str, int], dict[str, list[str]]]:
    """Every page of every seat; unless ``wide``, axe looks once at those that are alike. What is wrong, how many, and what was not open."""
    wrong: list[str] = []
    looked: set[str] = set()
    counts: dict[str, int] = {}
    missed: dict[str, list[str]] = {}
    for seat, who in WHO.items():
        page = signed_in(who)
        urls, missing = open_to(rooms, page, seat)
        counts[seat], missed[seat] = len(urls), missing
        for number, url in enumerate(urls):
            answer = page.goto(rooms.served.house.settings.url + url)
            assert answer is not None and answer.status == 200
            made = answer.text()
            if wide or number == 0 or plain(made) not in looked:
                wrong += [f"{seat} {url}: {each}" for each in wrong_with(page, answer, () if wide else OF_THE_LOOK)]
                looked.add(plain(made))
        page.context.close()
    counts["looked at by axe"] = len(looked)
    return wrong, counts, missed


# Only the commissioner sits in the tender that is being set up; who else may plan and sign is tests/test_opening.py's.
ONLY_SET_UP = {
    "co_chair": ["/tenders/{tender}/opening/plan", "/tenders/{tender}/opening/signature"],
    "member": ["/tenders/{tender}/opening/signature"],
    "facilitator": ["/tenders/{tender}/opening/plan"],
    "official": ["/tenders/{tender}/opening/signature"],
    "protected": ["/tenders/{tender}/opening/signature"],
}


@pytest.mark.parametrize("wide", [False, pytest.param(True, marks=pytest.mark.night)], ids=["alike-once", "each"])
def test_every_page_that_a_seat_may_open(rooms, signed_in, wide):
    wrong, counts, missed = swept(rooms, signed_in, wide)
    assert wrong == []
    assert {seat: routes for seat, routes in missed.items() if routes} == ONLY_SET_UP
    assert counts["commissioner"] > 60 and min(counts.values()) >= 30


def test_the_pages_of_somebody_who_is_not_signed_in_or_has_no_seat(served, tab, signed_in):
    home, page, wrong = served.house, tab(), []
    token = home.invitations.invite(served.accounts["observer"])
    link = beginning.sign_in(home, served.accounts["observer"], "/")
    public = ("/sign-in", "/sign-in/card", "/sign-in/card/abacus", link, "/sign-in/none", f"/invitations/{token}", "/invitations/none")
    for url in (*public, "/help", "/privacy", "/accessibility", "/who-decides", "/display", "/nothing-here"):
        answer = page.goto(home.settings.url + url)
        wrong += [f"{url}: {each}" for each in wrong_with(page, answer)]
    page.goto(f"{home.settings.url}/sign-in")
    page.get_by_label("Your email address").fill("nobody@example.org")
    page.get_by_role("button").click()
    wrong += [f"asked: {each}" for each in wrong_with(page, None)]
    page.goto(f"{home.settings.url}/sign-in")
    page.get_by_role("button").click()
    wrong += [f"asked for nothing: {each}" for each in wrong_with(page, None)]
    observer = signed_in("observer")
    for url in ("/seats", "/clauses/c8/comments/new"):  # not for this seat
        wrong += [f"{url}: {each}" for each in wrong_with(observer, observer.goto(served.url + url))]
    assert wrong == []


EMPTY = """() => {
  for (const e of document.querySelectorAll("main form:last-of-type :is(input, textarea)"))
    if (["radio", "checkbox"].includes(e.type)) e.checked = false;
    else if (!["hidden", "submit"].includes(e.type)) e.value = "";
}"""


AS_THEY_ARE = (
    "/file",
    "/leaving",
    "/name-withdrawal",
    "/you",
    "/notices",
    "/in-short",
    "/judgement",
)  # what is sent here is taken as it is


def test_forms_that_come_back(rooms, signed_in):
    """Sent empty, each form of the table comes back: the sentence at its field and above, and as well made as before."""
    base, wrong, came_back = rooms.served.house.settings.url, [], []
    posts = {route: answers for (method, route), answers in table().items() if method == "POST" and 422 in answers.values()}
    pages = {route: answers for (method, route), answers in table().items() if method == "GET"}
    for seat in ("commissioner", "member", "facilitator", "procurement", "co_chair"):
        page = signed_in(WHO[seat])
        for route, answers in posts.items():
            if answers[seat] != 422 or route in came_back or route not in pages or NOT_HERE.search(route) or route.endswith(AS_THEY_ARE):
                continue
            ask = page.context.request
            url = next((url for url in rooms.addresses(route) if ask.get(base + url, max_redirects=0).status == 200), "")
            if not url or page.goto(base + url) is None or page.locator("main form[method=post]").count() == 0:
                continue
            page.evaluate(EMPTY)
            with page.expect_navigation() as sent:
                page.locator("main form[method=post]").last.evaluate("(form) => form.submit()")  # also one that a script would send
            if sent.value.status == 422:
                came_back.append(route)
                assert page.title().startswith("Error: "), url
                wrong += [f"{seat} {url}: {each}" for each in wrong_with(page, None)]
        page.context.close()

    assert wrong == []
    assert len(came_back) > 30


PLANTS = {
    "label": "main.insertAdjacentHTML('beforeend', '<input type=text>')",
    "image-alt": "main.insertAdjacentHTML('beforeend', '<img src=/static/none.png>')",
    "empty-heading": "main.insertAdjacentHTML('beforeend', '<h2></h2>')",
    "narrow and dark: color-contrast": "main.insertAdjacentHTML('beforeend', '<p>dim</p>'); main.lastChild.style.color = '#222'",
    "narrow and dark: p.": "main.insertAdjacentHTML('beforeend', '<p>wide</p>'); main.lastChild.style.width = '600px'",
}


@pytest.mark.parametrize("fault", PLANTS)
def test_the_sweep_sees_a_planted_fault(served, signed_in, complaints, fault):
    page = signed_in("observer")
    answer = page.goto(served.house.settings.url + "/help")
    assert wrong_with(page, answer) == []
    page.evaluate("() => { const main = document.getElementById('main'); " + PLANTS[fault] + " }")
    assert [each for each in wrong_with(page, answer) if each.startswith(fault)] != []
    complaints.errors.clear()
