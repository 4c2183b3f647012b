"""The pages about clauses in a real browser: a commissioner's whole way through them, with JavaScript and without, wide and narrow."""

import re

import pytest
from playwright.sync_api import Page, expect

from specs.library.starters import Outline, part_of
from specs.parts import AddAuthoredPart
from tests.browser.looking import NARROW, PHONE, WIDE, axe, newest_link, refused_by_policy, too_wide, without_scripts

PAGES = {
    "clauses": "",
    "clauses-fixed": "?show=fixed",
    "clauses-missed": "?number=99",
    "clause": "/clauses/c8",
    "clause-fixed": "/clauses/c14",
    "clause-fixed-words": "/clauses/c18",
    "wording": "/clauses/c7/wording",
    "versions": "/clauses/c8/versions",
    "version": "/clauses/c8/versions/1",
    "comparison": "/clauses/c8/versions/comparison?from=1&to=2",
    "new-clause": "/clauses/new?after=c8",
    "split": "/clauses/c7/split",
    "merger": "/clauses/c7/merger",
    "place": "/clauses/c7/place",
    "retirement": "/clauses/c7/retirement",
    "reason": "/clauses/c14/reason",
    "opening": "/clauses/c14/opening",
    "fixed-clauses": "/fixed-clauses",
    "can-change": "/what-can-change",
    "fixed-words": "/clauses/c7/fixed-words",
    "fixed-words-opening": "/clauses/c18/fixed-words/l1/opening",
    "in-short": "/clauses/c8/in-short",
    "history": "/history",
    "clause-history": "/clauses/c8/history",
    "seats": "/seats",
}


@pytest.mark.parametrize(
    ("width", "scheme", "scripts"),
    [(WIDE, "light", True), (PHONE, "dark", True), (WIDE, "dark", False), (PHONE, "light", False)],
)
def test_axe_finds_nothing_and_no_page_is_too_wide(served, signed_in, shot, width, scheme, scripts):
    page = signed_in(width=width, scheme=scheme)
    if not scripts:
        without_scripts(page)
    for name, path in PAGES.items():
        page.goto(served.url + path)
        assert (name, axe(page)) == (name, [])
        assert (name, too_wide(page), refused_by_policy(page)) == (name, [], [])
        if scripts:
            shot(page, f"{name}-{width}-{scheme}")


def test_the_narrowest_window_with_the_largest_letters(served, signed_in):
    page = signed_in(width=NARROW)
    for size in ("", "largest"):
        page.context.add_cookies([{"name": "size", "value": size, "url": served.house.settings.url}])
        for name, path in PAGES.items():
            page.goto(served.url + path)
            assert (size, name, too_wide(page)) == (size, name, [])


def button(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def link(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("link", name=name, exact=True).click()


def done(page: Page, sentence: str) -> None:
    expect(page.locator(".govuk-notification-banner")).to_contain_text(sentence)


both = pytest.mark.parametrize(("width", "javascript"), [(WIDE, True), (PHONE, False)], ids=["script", "no-script"])


@both
def test_words_are_changed_compared_and_read_as_they_were(served, signed_in, width, javascript):
    page = signed_in(width=width, javascript=javascript)
    page.goto(served.url)
    page.get_by_label("Go to a number").fill("4.2")
    button(page, "Go")
    expect(page).to_have_url(f"{served.url}#c8")
    page.locator("#c8").get_by_role("link", name="Look closer").click()
    button(page, "Change the words")
    words = page.get_by_label("Words", exact=True)
    words.fill(words.input_value().replace("two days", "one day"))
    page.get_by_label("Why I changed this (optional)").fill("Two is one too many.")
    button(page, "Save")
    done(page, "Your words are saved as a new version.")
    expect(page.locator(".ct-words")).to_contain_text("within one day of coming home")
    page.get_by_role("link", name="See what changed in version 3").click()
    expect(page.locator(".ct-changes")).to_have_text("Changes “two days” to “one day”")
    expect(page.locator("del")).to_have_count(1)
    page.get_by_label("From").select_option("1")
    button(page, "Compare")
    expect(page.get_by_role("heading", level=1)).to_have_text("What changed from version 1 to version 3")
    link(page, "All versions of this clause")
    link(page, "Read version 1")
    expect(page.locator(".ct-words")).to_contain_text("within five working days")


@both
def test_clauses_are_arranged(served, signed_in, width, javascript):
    page = signed_in(width=width, javascript=javascript)
    clause = f"{served.url}/clauses/c7"
    page.goto(clause)
    link(page, "Split it in two")
    button(page, "Split the clause")
    expect(page.get_by_role("alert").filter(has_text="There is a problem")).to_be_visible()
    page.get_by_label("Before the person is left alone").check()
    page.get_by_label("Heading of the new clause (optional)").fill("Before they are alone")
    button(page, "Split the clause")
    done(page, "The clause is split. This is the new one.")
    expect(page.get_by_role("heading", level=1)).to_have_text("4.2 Before they are alone")
    page.goto(clause)
    link(page, "Merge it with the next clause")
    button(page, "Merge the two clauses")
    done(page, "The two clauses are one now.")
    link(page, "Move it")
    page.get_by_label("Where it should stand").select_option(label="At the beginning")
    button(page, "Move the clause")
    done(page, "The clause is moved. Numbers follow.")
    link(page, "Retire it")
    page.get_by_label("Why are you doing this? (optional)").fill("Said elsewhere.")
    button(page, "Retire the clause")
    done(page, "The clause is retired.")
    page.goto(served.url)
    page.get_by_text("2 retired clauses").click()
    link(page, "The day itself")
    page.get_by_role("main").get_by_text("Restore this clause").click()
    button(page, "Restore the clause")
    done(page, "The clause stands in the tender again.")
    link(page, "Add a clause after it")
    page.get_by_label("Heading (optional)").fill("A cup of tea")
    page.get_by_label("Words", exact=True).fill("The support worker makes a cup of tea.\nAnd stays until it is drunk.")
    button(page, "Add the clause")
    done(page, "The clause is added.")
    link(page, "Say it in short")
    page.get_by_label("In short", exact=True).fill("There is tea.")
    button(page, "Save")
    done(page, "“In short” is saved.")


@both
def test_clauses_are_fixed_and_opened(served, signed_in, width, javascript):
    page = signed_in(width=width, javascript=javascript)
    page.goto(f"{served.url}/what-can-change")
    page.get_by_role("main").get_by_text("Mark clauses as fixed").click()
    page.get_by_label("4.2 The first visit").check()
    page.get_by_label("4.3 The weeks after").check()
    button(page, "Mark as fixed")
    done(page, "2 clauses are marked as fixed.")
    expect(page.get_by_role("heading", name="Still without a reason")).to_be_visible()
    page.get_by_role("region", name="Still without a reason").get_by_role("link", name=re.compile("4.2")).click()
    page.get_by_label("The money available").check()
    page.get_by_label("Explain it in plain words").fill("There is no more.")
    page.get_by_label("Where it is written").fill("Budget 2027")
    page.get_by_label("Who decided").fill("The cabinet")
    page.get_by_label("Day").fill("31")
    page.get_by_label("Month").fill("2")
    page.get_by_label("Year").fill("2028")
    button(page, "Save the reason")
    expect(page.locator("#review-error")).to_contain_text("The review date is not a day we can read.")
    expect(page.get_by_label("Where it is written")).to_have_value("Budget 2027")
    page.get_by_label("Month").fill("3")
    button(page, "Save the reason")
    done(page, "The reason is saved.")
    link(page, "Open it to change")
    page.get_by_label("Why it can change now (optional)").fill("There is more money.")
    button(page, "Open to change")
    done(page, "The clause is open to change.")
    page.goto(f"{served.url}/history")
    expect(page.locator(".ct-history__item").first).to_contain_text("There is more money.")


def reason(page: Page) -> None:
    page.get_by_label("The money available").check()
    page.get_by_label("Explain it in plain words").fill("There is no more.")
    page.get_by_label("Where it is written").fill("Budget 2027")
    page.get_by_label("Who decided").fill("The cabinet")


def test_words_are_chosen_with_the_mouse(served, signed_in, shot):
    page = signed_in()
    page.goto(f"{served.url}/clauses/c9/fixed-words")
    line = page.locator("[data-ct-paragraph]").first
    expect(line).to_be_visible()
    page.get_by_label("Support lasts up to twelve weeks.").check()
    page.evaluate(
        """() => {
          const text = document.querySelector("[data-ct-paragraph]").firstChild;
          const at = text.data.indexOf(" up to twelve weeks");
          document.getSelection().setBaseAndExtent(text, at, text, at + " up to twelve weeks".length);
        }"""
    )
    expect(page.locator("[data-ct-chosen]")).to_have_text("You have chosen: “up to twelve weeks”")
    expect(page.get_by_label("Support lasts up to twelve weeks.")).not_to_be_checked()
    shot(page, "fixed-words-chosen")
    button(page, "Fix these words")
    expect(page.locator("[data-ct-chosen]")).to_have_text("You have chosen: “up to twelve weeks”")  # it came back with them
    reason(page)
    button(page, "Fix these words")
    done(page, "These words are fixed.")
    expect(page.locator(".ct-words .ct-lock")).to_have_text("[fixed words: up to twelve weeks end of fixed words]")
    link(page, "Open these words to change")
    button(page, "Open these words")
    done(page, "These words are open to change.")


def test_words_dragged_over_with_a_real_mouse(served, signed_in):
    page = signed_in()
    page.goto(f"{served.url}/clauses/c9/fixed-words")
    page.locator("[data-ct-paragraph]").nth(1).scroll_into_view_if_needed()
    box = page.evaluate(
        """() => {
          const text = document.querySelectorAll("[data-ct-paragraph]")[1].firstChild;
          const range = document.createRange();
          range.setStart(text, 0); range.setEnd(text, 6);
          const r = range.getBoundingClientRect();
          return [r.left + 1, r.top + r.height / 2, r.right - 1];
        }"""
    )
    page.mouse.move(box[0], box[1])
    page.mouse.down()
    page.mouse.move(box[2], box[1], steps=6)
    page.mouse.up()
    expect(page.locator("[data-ct-chosen]")).to_have_text("You have chosen: “Visits”")


def test_words_are_copied_where_no_script_runs(served, signed_in):
    page = signed_in(width=PHONE, javascript=False)
    page.goto(f"{served.url}/clauses/c9/fixed-words")
    assert not page.locator("[data-ct-paragraph]").first.is_visible()
    page.get_by_label("Support lasts up to twelve weeks.").check()
    page.get_by_label("Only some words of that sentence (optional)").fill("thirteen weeks")
    reason(page)
    button(page, "Fix these words")
    expect(page.locator("#words-error")).to_contain_text("These words do not stand in the sentence you chose.")
    page.get_by_label("Only some words of that sentence (optional)").fill("twelve weeks")
    button(page, "Fix these words")
    done(page, "These words are fixed.")
    expect(page.locator(".ct-words .ct-lock")).to_contain_text("twelve weeks")


@both
def test_whoever_was_slower_sees_both_and_loses_nothing(served, signed_in, shot, width, javascript):
    one = signed_in(width=width, javascript=javascript)
    two = signed_in(width=width, javascript=javascript)
    for page in (one, two):
        page.goto(f"{served.url}/clauses/c8/wording")
    one.get_by_label("Words", exact=True).fill("Somebody else's words.")
    two.get_by_label("Words", exact=True).fill("My own words,\nof which there are many.")
    two.get_by_label("Why I changed this (optional)").fill("I was slower.")
    button(one, "Save")
    done(one, "Your words are saved as a new version.")
    button(two, "Save")
    expect(two.get_by_role("heading", name="What was saved while you were writing")).to_be_visible()
    expect(two.get_by_role("region", name="What was saved while you were writing").locator("ins").first).to_contain_text(
        "Somebody else's words."
    )
    expect(two.get_by_label("Words", exact=True)).to_have_value("My own words,\nof which there are many.")
    expect(two.get_by_label("Why I changed this (optional)")).to_have_value("I was slower.")
    assert too_wide(two) == []
    if javascript:
        assert axe(two) == []
        shot(two, f"stale-{width}")
    button(two, "Save")
    done(two, "Your words are saved as a new version.")
    assert [version.number for version in served.house.desk.fold(served.tender).clauses["c8"].versions] == [1, 2, 3, 4]


def test_a_form_that_came_back_says_so_at_its_field(served, signed_in):
    page = signed_in()
    page.goto(f"{served.url}/clauses/c8/wording")
    page.get_by_label("Words", exact=True).fill("x" * 20_001)
    button(page, "Save")
    summary = page.get_by_role("alert").filter(has_text="There is a problem")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    assert axe(page) == [] and too_wide(page) == []
    summary.get_by_role("link").click()
    expect(page.get_by_label("Words", exact=True)).to_be_focused()
    expect(page.get_by_label("Words", exact=True)).to_have_value("x" * 20_001)


def test_the_contents_list_folds_on_a_phone_without_javascript(served, signed_in):
    page = signed_in(width=PHONE, javascript=False)
    page.goto(served.url)
    entry = page.locator(".ct-contents__link", has_text="The weeks after")
    assert not entry.is_visible()
    page.locator("summary", has_text="Contents").click()
    entry.click()
    expect(page).to_have_url(f"{served.url}#c9")
    page.set_viewport_size({"width": WIDE, "height": 900})
    expect(entry).to_be_visible()


def test_four_hundred_clauses_can_be_read_on_a_phone(served, signed_in):
    page = signed_in(width=NARROW)
    steps = tuple((k % 3, f"Clause number {k}", (f"Words of clause {k}.", f"- item {k}")) for k in range(400))
    served.act(AddAuthoredPart(part_of(Outline("Big", "", steps))))
    page.goto(served.url)
    expect(page.locator("article")).to_have_count(420)
    assert too_wide(page) == []
    page.goto(f"{served.url}/fixed-clauses")
    expect(page.locator('input[name="clauses"]')).to_have_count(420)
    assert too_wide(page) == []


@both
def test_a_seat_is_given_and_its_invitation_leads_in(served, signed_in, tab, width, javascript):
    page = signed_in(width=width, javascript=javascript)
    page.goto(f"{served.url}/seats")
    page.get_by_label("Email address").fill("rosa@example.org")
    page.get_by_label("The name they go by").fill("Rosa")
    page.get_by_label("Observer").check()
    button(page, "Give the seat")
    done(page, "A message is on its way to them")
    assert too_wide(page) == []
    rosa = tab(width=width, javascript=javascript)
    rosa.goto(newest_link(served.house, "invitations"))
    rosa.get_by_role("button").first.click()
    expect(rosa.get_by_role("heading", level=1)).to_have_text("Look at your messages")
    rosa.goto(newest_link(served.house, "sign-in"))
    button(rosa, "Sign in")
    rosa.goto(served.url)
    expect(rosa.get_by_role("heading", level=1)).to_have_text("Before you read")
    rosa.get_by_label("No", exact=True).check()
    button(rosa, "Go on")
    expect(rosa).to_have_url(served.url)
    rosa.goto(f"{served.url}/clauses/c8")
    expect(rosa.get_by_role("main").get_by_text("Change the words")).to_have_count(0)
    page.goto(f"{served.url}/seats")
    button(page, "End this seat of Rosa")
    done(page, "The seat is ended.")
    rosa.goto(served.url)
    expect(rosa.get_by_role("heading", level=1)).to_have_text("Page not found")
