"""Every page, for every seat that may open it: well made, nothing for axe to find, no wider than the narrowest window, light and dark."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Response

from server import beginning
from tests.browser.looking import NARROW, OF_THE_LOOK, WIDE, axe, refused_by_policy, too_wide
from tests.browser.rooms import NO_PAGES, NOT_HERE, WHO, Rooms
from tests.test_routes import table
from tests.well_formed import faults

MORE = (  # other faces of the same pages
    *("?show=fixed", "?show=changed", "?number=99", "/clauses/c9", "/clauses/c14", "/clauses/c18", "/clauses/c4", "/clauses/c10"),
    *("/clauses/c17", "/clauses/c19"),
    *("/clauses/c14/comments/new", "/history?about=c8"),
)


@pytest.fixture
def opened() -> bool:
    return True


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


# Only the commissioner sits in the tender that is being set up; who else may plan and sign is tests/test_opening.py's. Of the members only
# the one who stands in for the co-chair signs clauses off.
ONLY_SET_UP = {
    "co_chair": ["/tenders/{tender}/opening/plan", "/tenders/{tender}/opening/signature"],
    "member": ["/tenders/{tender}/opening/signature"],
    "facilitator": ["/tenders/{tender}/opening/plan"],
    "official": ["/tenders/{tender}/opening/signature"],
    "protected": [  # neither a deputy nor the author of what waits, as “member” is
        "/tenders/{tender}/clauses/{clause}/reopening",
        "/tenders/{tender}/clauses/{clause}/sign-off",
        "/tenders/{tender}/decisions",
        "/tenders/{tender}/decisions/spelling",
        "/tenders/{tender}/issues/signature",
        "/tenders/{tender}/issues/{number}/withdrawal",
        "/tenders/{tender}/opening/signature",
        "/tenders/{tender}/proposals/{proposal}/counters/{number}/answer",
        "/tenders/{tender}/proposals/{proposal}/decision",
        "/tenders/{tender}/proposals/{proposal}/revision",
        "/tenders/{tender}/proposals/{proposal}/withdrawal",
    ],
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
