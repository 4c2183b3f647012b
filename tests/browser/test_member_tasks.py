"""Everything a member comes for, from the message that lets them in to what became of their words: by keyboard alone, at 320 px."""

import re

import pytest
from playwright.sync_api import Page, expect

from specs.members import GiveSeat
from tests.browser.keyboard import Keyboard
from tests.browser.looking import NARROW, axe, newest_link, too_wide, without_scripts
from tests.visiting import letters

ROSA = "rosa.diaz@example.org"
SENTENCE = "Before the person is left alone at home, the support worker must see to it that there is:"

FIRST_VISIT = "The first visit takes place within two days of coming home, also at weekends."


@pytest.fixture
def opened() -> bool:
    return True


def newcomer(served) -> None:
    """Gives a seat to somebody who has never been here."""
    account = served.house.people.invite(ROSA, "Rosa")
    served.accounts["rosa"] = account.id
    served.act(GiveSeat(served.house.people.seat(account.id, served.tender), "member"), "facilitator", "rosa")


def banner(page: Page, words: str) -> None:
    expect(page.locator(".govuk-notification-banner")).to_contain_text(words)


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(words)


def turn(person: Keyboard, name: str) -> None:
    """To another page of the tender; in a narrow window their list is folded."""
    person.unfold("Pages of this tender")
    person.follow(name)


def signs_in(served, rosa: Keyboard) -> None:
    """Asks for a link and reads the message."""
    rosa.opens(f"{served.house.settings.url}/sign-in")
    rosa.write("Your email address", ROSA)
    rosa.send("Send me a link")
    heading(rosa.page, "Look at your messages")
    rosa.opens(newest_link(served.house, "sign-in"))
    assert letters(served.house)[-1][0] == ROSA
    rosa.send("Sign in")
    heading(rosa.page, "Your tenders")


def comments(rosa: Keyboard, clause: str, sentence: str, words: str) -> None:
    """From the clauses to one of them, and says something about a sentence of it."""
    turn(rosa, "Clauses")
    rosa.write("Go to a number", clause)
    rosa.send("Go")
    rosa.follow(f"Look closer at clause {clause}")
    rosa.follow("Comment", "button")
    if rosa.page.url.split("?")[0].endswith("/before-you-comment"):
        heading(rosa.page, "Before you say something")
        expect(rosa.page.get_by_role("heading", name="What can change here")).to_be_visible()
        rosa.send("I have read this")
    heading(rosa.page, "Say something about this clause")
    rosa.choose("Comment")
    rosa.unfold("Choose a sentence from a list")
    rosa.choose(sentence)
    rosa.write("What do you want to say?", words)
    rosa.send("Send")
    banner(rosa.page, "Kept. You get an answer by")
    expect(rosa.page.locator(".ct-thread", has_text=words).locator(".ct-quote")).to_have_text(sentence)


def answers(ruth: Keyboard, called: str, outcome: str, words: str, more: dict[str, str]) -> None:
    """An official answers one of the things that wait."""
    turn(ruth, "Waiting for you")
    ruth.follow(f"Answer: {called}, Rosa")
    ruth.choose(outcome)
    ruth.write("Say it in plain words", words)
    for box, typed in more.items():
        ruth.write(box, typed)
    ruth.send("Send the answer")
    banner(ruth.page, "The person is told, and closes it.")


def the_whole_of_it(served, rosa: Keyboard, ruth: Keyboard) -> None:
    """What a member does, with an official between."""
    signs_in(served, rosa)
    rosa.follow("Home from hospital")
    heading(rosa.page, "Before you read")
    rosa.choose("No")
    rosa.send("Go on")
    heading(rosa.page, "Home from hospital")
    comments(rosa, "4.1", SENTENCE, "Please add a light beside the bed.")
    comments(rosa, "4.2", FIRST_VISIT, "Saturdays and Sundays too?")
    answers(
        ruth, "Clause 4.1 “The day itself”", "Yes", "We write it in.", {"Who does it": "Ruth", "Day": "1", "Month": "3", "Year": "2027"}
    )
    answers(ruth, "Clause 4.2 “The first visit”", "No", "There is no money for it.", {"What could be done instead": "A call on both days."})
    turn(rosa, "My contributions")
    expect(rosa.page.locator(".ct-contribution")).to_have_count(2)
    rosa.follow("Say whether this is settled: Clause 4.1")
    rosa.choose("Yes, satisfied")
    rosa.send("Close it")
    banner(rosa.page, "It is closed. You can open it again at any time.")
    turn(rosa, "Waiting for you")
    rosa.follow("Say whether this is settled: Clause 4.2")
    rosa.choose("Answered, but not agreed")
    rosa.write("What matters", "Weekends are the hardest.")
    rosa.send("Close it")
    turn(rosa, "My contributions")
    expect(rosa.page.locator(".govuk-body-l")).to_have_text(
        "You said 2 things. 2 of them have an answer, and for 0 the words of the tender changed."
    )
    for clause, happened in (("4.1", "Answered, and closed: satisfied."), ("4.2", "Answered, but not agreed. That is kept and shown.")):
        one = rosa.page.locator(".ct-contribution", has=rosa.page.get_by_role("link", name=re.compile(f"^Clause {clause} ")))
        expect(one.locator(".ct-happened")).to_contain_text(happened)
    rosa.follow("Rosa")
    rosa.follow("your name there")
    rosa.write("The name you go by in this tender", "Rosa D")
    rosa.write("A word about yourself", "came home in May")
    rosa.send("Save")
    banner(rosa.page, "Saved.")
    turn(rosa, "My contributions")
    expect(rosa.page.locator(".ct-post__who").first).to_contain_text("Rosa D (came home in May)")
    rosa.follow("Help and support")
    rosa.choose("I need support to take part")
    rosa.write("What would you like to say?", "The letters are small.")
    rosa.send("Send it")
    expect(rosa.page.get_by_text("Not dealt with yet")).to_be_visible()
    rosa.follow("Rosa")
    rosa.send("Sign out")
    heading(rosa.page, "Sign in")


@pytest.mark.parametrize("scripts", ["off", "not loaded", "on"])
def test_every_members_task(served, tab, signed_in, scripts):
    """Without JavaScript axe cannot look; where scripts are only not loaded, the pages are the same and it can."""
    wrong: list[str] = []

    def look(page: Page) -> None:
        wrong.extend(f"{page.url}: {each}" for each in [*too_wide(page), *(axe(page) if scripts != "off" else [])])

    newcomer(served)
    options = {"width": NARROW, "javascript": scripts != "off", "scheme": "dark" if scripts == "on" else "light"}
    rosa, ruth = Keyboard(tab(**options), look), Keyboard(signed_in("official", **options), look)
    if scripts == "not loaded":
        without_scripts(rosa.page)
        without_scripts(ruth.page)
    ruth.opens(served.url)
    the_whole_of_it(served, rosa, ruth)
    assert wrong == []
    assert (rosa.unseen, ruth.unseen) == ([], [])


PALE = "*, *::before, *::after { outline: none; box-shadow: none; color: #000; background: #fff; border: 1px solid #000 }"
SHEET = "(rules) => { const s = new CSSStyleSheet(); s.replaceSync(rules.replace(/;/g, '!important;').replace(/ }/g, '!important }')); "
SHEET += "document.adoptedStyleSheets = [s]; }"


def test_the_harness_sees_where_the_keyboard_cannot_be_seen_or_cannot_go(served, tab):
    keys = Keyboard(tab(width=NARROW))
    keys.opens(f"{served.house.settings.url}/sign-in")
    keys.to("link", "Sign in with a printed card")
    assert keys.unseen == []
    keys.page.evaluate(SHEET, PALE)
    keys.press("Shift+Tab")
    keys.on()
    assert keys.unseen == [f"{keys.page.url}: button “Send me a link”"]
    keys.page.evaluate("document.querySelector('main a').tabIndex = -1")
    with pytest.raises(AssertionError, match="Tab never reaches the link “Sign in with a printed card”"):
        keys.to("link", "Sign in with a printed card")
