"""A suggestion from the first word to the decision, in a real browser: with scripts and without, in a wide window and on a phone."""

import pytest
from playwright.sync_api import Page, expect

from specs.interests import this_round
from specs.library.teaching import clause_called
from tests.browser.looking import PHONE, WIDE, axe, too_wide
from tests.suggesting import other_words

BED = "a telephone within reach of the bed"
HERS = "a loud telephone within reach of their bed"
HIS = "a telephone within reach of the chair"
WINDOWS = [(WIDE, True), (WIDE, False), (PHONE, True), (PHONE, False)]


@pytest.fixture
def opened() -> bool:
    return True


class Room:
    """One person in a window of their own; every page they come to is looked at."""

    def __init__(self, served, signed_in, width: int, javascript: bool) -> None:
        self.served, self.open, self.width, self.javascript = served, signed_in, width, javascript
        self.pages: dict[str, Page] = {}
        self.wrong: list[str] = []

    def __call__(self, who: str) -> Page:
        if who not in self.pages:
            self.pages[who] = self.open(who, width=self.width, javascript=self.javascript)
        return self.pages[who]

    def goes(self, who: str, path: str) -> Page:
        """Opens a page of the tender."""
        self(who).goto(self.served.url + path)
        return self.looks(who)

    def looks(self, who: str) -> Page:
        """Nothing for axe, and nothing wider than the window."""
        page = self(who)
        page.wait_for_load_state()
        found = [*(axe(page) if self.javascript else ()), *too_wide(page)]
        self.wrong += [f"{page.url}: {each}" for each in found]
        return page

    def sends(self, who: str, button: str) -> Page:
        """Presses a button of a form."""
        self(who).get_by_role("button", name=button, exact=True).click()
        return self.looks(who)


@pytest.fixture(params=WINDOWS, ids=["wide", "wide-no-scripts", "phone", "phone-no-scripts"])
def room(request, served, signed_in):
    tender = served.house.desk.fold(served.tender)
    for account in served.accounts.values():
        served.house.drafts.brief(account, f"{served.tender}/{this_round(tender)}")
    made = Room(served, signed_in, *request.param)
    yield made
    assert made.wrong == []


def clause_of(served) -> str:
    return clause_called(served.house.desk.fold(served.tender), "The day itself").id


def suggests(room: Room, who: str, words: str, why: str) -> str:
    """From the clause to the sent suggestion; gives its path in the tender."""
    page = room.goes(who, f"/clauses/{clause_of(room.served)}")
    page.get_by_role("button", name="Suggest other words").click()
    room.looks(who)
    box = page.locator("textarea", has_text=BED)
    box.fill(box.input_value().replace(BED, words))
    page.get_by_label("Why?", exact=True).fill(why)
    room.sends(who, "See what would change")
    expect(page.get_by_role("heading", level=1)).to_have_text("What would change")
    expect(page.locator("ins").first).to_be_visible()
    room.sends(who, "Send")
    expect(page.locator(".govuk-notification-banner")).to_contain_text("Sent. Both chairs decide about it")
    return page.url.removeprefix(room.served.url)


def test_suggested_accepted_in_part_by_two_signatures_and_not_agreed_with(room):
    path = suggests(room, "member", HERS, "I could not hear it ring.")
    anne = room.goes("commissioner", f"{path}/decision")
    anne.get_by_role("checkbox", name="2.").uncheck()
    anne.get_by_label("The reason", exact=True).fill("We can ask for a loud one.")
    room.sends("commissioner", "Show how it reads with these")
    expect(anne.locator("#reads")).to_contain_text("How it reads with change 1")
    expect(anne.get_by_label("The reason", exact=True)).to_have_value("We can ask for a loud one.")
    room.sends("commissioner", "Sign")
    expect(anne.locator(".govuk-notification-banner")).to_contain_text("It waits for the other chair")
    josh = room.goes("co_chair", "/decisions")
    josh.get_by_label("The same as the commissioner: accept change 1").check()
    room.sends("co_chair", "Sign what I chose")
    mei = room.goes("member", path)
    expect(mei.locator(".ct-stamp")).to_contain_text("Decision: Accepted in part")
    mei.get_by_role("link", name="Say that you do not agree").click()
    room.looks("member")
    mei.get_by_label("What matters to you", exact=False).fill("It has to be at my bed.")
    mei.locator("main form").last.get_by_role("button").first.click()
    room.looks("member")
    expect(mei.locator("#dissents")).to_contain_text("It has to be at my bed.")
    clause = room.goes("observer", f"/clauses/{clause_of(room.served)}")
    expect(clause.locator(".ct-words").first).to_contain_text("a loud telephone within reach of the bed")
    expect(clause.locator("main")).to_contain_text("It has to be at my bed.")
    room.goes("member", "/mine")
    expect(mei.locator("main")).to_contain_text("Accepted in part")


def test_the_chairs_differ_and_then_one_moves(room):
    path = suggests(room, "member", HERS, "I could not hear it ring.")
    anne = room.goes("commissioner", f"{path}/decision")
    anne.get_by_label("Do not accept").check()
    anne.get_by_label("The reason", exact=True).fill("It costs more.")
    room.sends("commissioner", "Sign")
    expect(anne.locator(".govuk-error-summary")).to_contain_text("A no needs more")
    expect(anne.get_by_label("The reason", exact=True)).to_have_value("It costs more.")
    anne.get_by_label("We looked for another way and found none").check()
    room.sends("commissioner", "Sign")
    josh = room.goes("co_chair", f"{path}/decision")
    josh.get_by_label("Accept", exact=True).check()
    josh.get_by_label("The reason", exact=True).fill("A bell costs more.")
    room.sends("co_chair", "Sign")
    mei = room.goes("member", path)
    expect(mei.locator(".ct-happened")).to_contain_text("The two chairs have signed different things.")
    expect(mei.locator(".ct-signatures")).to_contain_text("It costs more.")
    expect(mei.locator(".ct-signatures")).to_contain_text("A bell costs more.")
    anne = room.goes("commissioner", f"{path}/decision")
    anne.get_by_label("Accept", exact=True).check()
    room.sends("commissioner", "Sign")
    expect(room.goes("member", path).locator(".ct-stamp")).to_contain_text("Decision: Accepted")


def test_a_suggestion_that_was_overtaken_is_fitted(room):
    served, today = room.served, room.served.house.today()
    path = suggests(room, "member", HERS, "I could not hear it ring.")
    served.act(other_words(served.house.desk.fold(served.tender), "t00000000c7", clause_of(served), BED, HIS, today), "third", "his")
    for who in ("commissioner", "co_chair"):
        page = room.goes(who, "/proposals/t00000000c7/decision")
        page.get_by_label("The reason", exact=True).fill("People sit in the chair.")
        room.sends(who, "Sign")
    mei = room.goes("member", "/waiting")
    expect(mei.locator("main")).to_contain_text("Your suggestion needs another look")
    room.goes("member", path)
    mei.get_by_role("button", name="Look at both and choose").click()
    room.looks("member")
    for own in mei.get_by_label("Words of my own, in the box below").all():
        own.check()
    for number, box in enumerate(mei.get_by_label("Words of my own for this place (optional)").all()):
        box.fill("their bed or chair" if number == 0 else "loud")
    room.sends("member", "See what it becomes")
    expect(mei.locator("#becomes")).to_contain_text("Would be lost")
    room.sends("member", "Save it so")
    expect(mei.locator(".govuk-notification-banner")).to_contain_text("The suggestion fits the clause as it stands now.")
