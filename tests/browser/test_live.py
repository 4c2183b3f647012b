"""A notice in a real browser: the page says that there is something new, and nothing under the reader moves."""

import asyncio
import time

from playwright.sync_api import Page, expect

from server.desk import News
from specs.fixing import ClausesFixed
from specs.tender import Member
from tests.browser.looking import axe, too_wide

WHERE = """() => {
  const box = document.getElementById("number");
  return [scrollX, scrollY, document.activeElement.id, box.value, box.selectionStart];
}"""
TOPS = "() => [...document.querySelectorAll('article')].map((each) => each.getBoundingClientRect().top)"
HIDDEN = """(hidden) => {
  Object.defineProperty(document, "hidden", {value: hidden, configurable: true});
  document.dispatchEvent(new Event("visibilitychange"));
}"""


def tell(served, clause: str = "c4", by: str = "m-else") -> None:
    """Tells all open pages that a clause was fixed."""

    async def told() -> None:
        tender = await served.house.desk.tender(served.tender)
        event = ClausesFixed([clause], "cannot", "money", "")
        served.house.live.told(News(tender.seq, [event], tender, Member(by, "commissioner")))

    asyncio.run_coroutine_threadsafe(told(), served.loop).result(10)


def listening(served, count: int = 1) -> None:
    """Until there are so many streams."""
    ends = time.monotonic() + 10
    while served.house.live.streams != count and time.monotonic() < ends:
        time.sleep(0.01)
    assert served.house.live.streams == count


def box(page: Page):
    return page.locator("[data-live]")


def test_words_focus_and_place_are_left_alone(served, signed_in):
    for width in (1280, 320):
        page = signed_in("observer", width=width)
        page.goto(served.url)
        listening(served)
        page.locator("#number").type("3.")
        page.evaluate("scrollTo(0, 300)")
        page.evaluate("() => document.getElementById('number').setSelectionRange(1, 1)")
        before = page.evaluate(WHERE)
        tops = page.evaluate(TOPS)
        expect(box(page)).to_have_text("")
        tell(served)
        expect(page.get_by_role("status").filter(has_text="different now")).to_contain_text(
            "Whether a clause can be changed is different now. Show it"
        )
        assert page.evaluate(WHERE) == before == [0, 300, "number", "3.", 1]
        assert page.evaluate(TOPS) == tops
        assert axe(page) == [] and too_wide(page) == []
        # Again the same: one line, whose link leads to the newest.
        tell(served, "c5")
        link = box(page).get_by_role("link")
        expect(link).to_have_attribute("href", f"/tenders/{served.tender}/clauses/c5")
        # Something is typed here, so following the link opens another window and loses nothing.
        with page.context.expect_page() as opened:
            link.click()
        expect(opened.value.locator("article")).to_have_count(1)
        assert page.evaluate(WHERE)[3] == "3."
        page.context.close()
        listening(served, 0)


def test_on_the_page_of_a_clause_only_what_is_new_there_is_said(served, signed_in):
    page = signed_in("observer")
    page.goto(f"{served.url}/clauses/c4")
    listening(served)
    tell(served, "c5")
    tell(served, "c4")
    expect(box(page)).to_contain_text("Whether this can be changed is different now.")
    assert box(page).locator(".ct-live__line").count() == 1
    with page.expect_navigation():
        box(page).get_by_role("link").click()
    assert page.url == f"{served.url}/clauses/c4"
    expect(box(page)).to_have_text("")
    tell(served, "c4")
    page.get_by_role("button", name="Not now").focus()
    page.keyboard.press("Enter")
    expect(box(page)).to_have_text("")
    assert page.evaluate("document.activeElement.id") == "main"


def test_a_hidden_page_hangs_up_and_hears_on_coming_back_what_it_missed(served, signed_in):
    page = signed_in("observer")
    page.goto(served.url)
    listening(served)

    page.evaluate(HIDDEN, True)
    listening(served, 0)
    tell(served)
    time.sleep(0.2)
    expect(box(page)).to_have_text("")
    page.evaluate(HIDDEN, False)
    listening(served)
    expect(box(page)).to_contain_text("Whether a clause can be changed is different now.")


def test_ones_own_acts_are_not_told(served, signed_in):
    page = signed_in("observer")
    page.goto(served.url)
    listening(served)
    tell(served, by=served.house.people.member_of(served.accounts["observer"], served.tender))
    time.sleep(0.3)
    expect(box(page)).to_have_text("")
    tell(served)
    expect(box(page)).to_contain_text("different now")


def test_one_stream_for_a_page_and_none_where_none_is_to_be_had(served, signed_in, complaints):
    served.house.live.closed = True
    page = signed_in("observer")
    page.clock.install()
    page.goto(served.url)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_timeout(300)
    assert served.house.live.streams == 0
    expect(box(page)).to_have_text("")
    complaints.errors.clear()  # the browser itself says that it was answered 503
    served.house.live.closed = False
    page.clock.run_for(31_000)
    listening(served)
    page.goto(f"{served.url}/clauses/c1")
    listening(served)
    page.goto(f"{served.house.settings.url}/help")
    listening(served, 0)
    plain = signed_in("observer", javascript=False)
    plain.goto(served.url)
    expect(plain.locator("article")).not_to_have_count(0)
    assert served.house.live.streams == 0
