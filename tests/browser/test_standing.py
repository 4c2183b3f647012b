"""Where things stand, looked at: holds, signatures, ideas, disagreements, who decides and dissents, on a phone and wide, light and dark."""

import re

import pytest
from playwright.sync_api import expect

from specs.library.teaching_group import thread
from tests.browser.looking import PHONE, WIDE, axe, too_wide
from tests.browser.rooms import IDEA


@pytest.fixture
def opened() -> bool:
    return True


PAGES = (  # for whom, where, what the picture is called
    ("commissioner", "/clauses/c8", "clause-held"),
    ("member", "/clauses/c19", "clause-asked-to-be-held"),
    ("commissioner", "/clauses/c19", "clause-asked-to-be-held-for-officials"),
    ("co_chair", "/clauses/c18", "clause-half-signed"),
    ("commissioner", "/clauses/c17", "clause-signed-off"),
    ("observer", "/clauses/c9", "clause-with-a-dissent"),
    ("member", "/clauses/c4/hold", "hold"),
    ("procurement", "/clauses/c8/release", "release"),
    ("co_chair", "/clauses/c18/sign-off", "sign-off"),
    ("commissioner", "/clauses/c17/reopening", "reopening"),
    ("commissioner", "/ideas", "ideas"),
    ("member", "/clauses/c4/ideas/new", "idea-new"),
    ("commissioner", f"/ideas/{IDEA}/keeping", "idea-keeping"),
    ("commissioner", f"/ideas/{IDEA}/end", "idea-end"),
    ("member", "/disagreements", "disagreements"),
    ("facilitator", f"/disagreements/{thread(2)}/minding", "minding"),
    ("member", "/who-decides", "who-decides"),
    ("co_chair", "/recipe", "recipe"),
    ("co_chair", f"/proposals/{thread(9)}/dissent", "dissent"),
    ("co_chair", f"/proposals/{thread(9)}/correction", "correction"),
    ("member", f"/said/idea/{IDEA}/1/taking-back", "taking-back"),
    ("facilitator", "/waiting", "waiting-with-ideas"),
    ("member", "/mine", "mine-with-ideas"),
)


def test_every_page_of_it_looked_at(rooms, signed_in, shot):
    wrong = []
    for who in dict.fromkeys(who for who, _, _ in PAGES):
        page = signed_in(who)
        for width, scheme in ((WIDE, "light"), (PHONE, "dark"), (PHONE, "light")):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            for _, path, name in (each for each in PAGES if each[0] == who):
                page.goto(rooms.served.url + path)
                shot(page, f"standing-{name}-{width}-{scheme}")
                wrong += [f"{who} {path} {width} {scheme}: {each}" for each in [*axe(page), *too_wide(page)]]
        page.context.close()
    assert wrong == []


def test_a_member_asks_to_hold_a_clause_and_puts_an_idea_into_the_box_without_scripts(rooms, signed_in):
    page = signed_in("member", width=320, javascript=False)
    page.goto(f"{rooms.served.url}/clauses/c4")
    page.get_by_role("link", name="Ask to hold this clause until it is discussed").click()
    page.get_by_label("What should be talked about first?").fill("Who can ask when nobody is there?")
    page.get_by_role("button", name="Ask for it").click()
    expect(page.get_by_role("alert").first).to_contain_text("Please give the day on which it is discussed")
    expect(page.get_by_label("What should be talked about first?")).to_have_value("Who can ask when nobody is there?")
    for box, value in (("Day", "31"), ("Month", "3"), ("Year", "2099")):
        page.get_by_label(box, exact=True).fill(value)
    page.get_by_role("button", name="Ask for it").click()
    expect(page.locator("#held")).to_contain_text("1 of 3 members ask to hold this clause")
    page.get_by_role("link", name="Put an idea into the ideas box").click()
    page.get_by_label("What is your idea?").fill("A card with pictures.")
    page.get_by_role("button", name="Put it into the box").click()
    expect(page.get_by_role("article").filter(has_text="A card with pictures.")).to_contain_text("Nobody has looked at it yet.")
    assert re.search(r"/ideas#t[0-9a-f]{10}$", page.url)
