"""Words of a clause chosen in a real browser and commented on: counted as the service counts them, and seen for ever as they were."""

import re
from contextlib import closing
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from server import beginning
from specs.library.house_lists import HOUSE_LISTS
from specs.library.teaching_group import thread
from specs.locks import LockWords
from specs.parts import AddAuthoredPart, AuthoredPart
from specs.reading import FoundClause
from specs.tender import Note
from specs.wording import Mark, Paragraph, Place, Series
from tests.browser.looking import PHONE, WIDE, axe, too_wide
from tests.teaching_story import REASON

BUTTON = "Comment on these words"
COOK = "🧑\u200d🍳"
CAFE = "Spin\u0308al"  # a sign and an accent that no single sign stands for
COOKS = f"The {COOK} cooks at the {CAFE} on Monday."
SOUP = "Soup 🍲 is hot.\nIt has\ta lid."
UNSEEN = "Some\u200bwhere signs are\u202e not seen."
WHERE = """([start, from, end, to]) => {
  // The text node and the place in it of the n-th sign that people can see of a paragraph: told by the words, not by what is counted.
  const find = (id, words, behind) => {
    const walk = document.createTreeWalker(document.getElementById(id), NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
      const at = walk.currentNode.data.indexOf(words);
      if (at >= 0) return [walk.currentNode, behind ? at + words.length : at];
    }
    throw new Error(`no “${words}” in ${id}`);
  };
  document.getSelection().setBaseAndExtent(...find(start, from, false), ...find(end, to, true));
}"""
ALL_OF = """(id) => {
  const range = document.createRange();
  range.selectNodeContents(document.getElementById(id));
  document.getSelection().removeAllRanges();
  document.getSelection().addRange(range);
}"""


@pytest.fixture
def opened() -> bool:
    """The group is there, and talks."""
    return True


def kitchen() -> tuple[FoundClause, ...]:
    """A clause with everything that could be counted wrongly."""

    def cell(number: int, row: int, column: int, text: str) -> Paragraph:
        return Paragraph(f"q{number}", "para", text, place=Place("t1", f"r{row}", f"c{column}"))

    return (
        FoundClause(
            (
                Paragraph("q1", "head", "The kitchen", series=Series("1", 0)),
                Paragraph("q2", "para", COOKS, marks=(Mark(8, 13, "bold"), Mark(*2 * (COOKS.index(" on Monday"),), "note:1"))),
                Paragraph("q3", "para", "People can ask for:"),
                Paragraph("q4", "num", SOUP, series=Series("1", 2)),
                Paragraph("q5", "num", "bread", series=Series("1", 2)),
                cell(6, 1, 1, "Day"),
                cell(7, 1, 2, "Hour"),
                cell(8, 2, 1, "Monday 🕛"),
                cell(9, 2, 2, "Noon or later"),
                Paragraph("q10", "para", UNSEEN, marks=(Mark(5, 5, "object:picture"),)),
            ),
            (Note("1", "The one in Mill Lane.", "1"),),
        ),
        FoundClause((Paragraph("q20", "head", "Plates", series=Series("1", 0)), Paragraph("q21", "para", "Plates are warm."))),
    )


@pytest.fixture
def clause(served) -> str:
    """The id of that clause."""
    there = set(served.house.desk.fold(served.tender).clauses)
    served.act(AddAuthoredPart(AuthoredPart("Kitchen", kitchen(), HOUSE_LISTS)), key="kitchen")
    return next(name for name in served.house.desk.fold(served.tender).clauses if name not in there)


def briefed(served, page: Page) -> None:
    page.goto(f"{served.url}/before-you-comment")
    page.get_by_role("button", name="I have read this").click()


def texts(served, clause: str) -> dict[str, str]:
    return {p.id: p.text for p in served.house.desk.fold(served.tender).clauses[clause].wording}


def led_to(served, page: Page, clause: str) -> list[str]:
    """The words that the button would comment on, as the service reads them in the address; none where there is no button."""
    page.wait_for_timeout(250)
    link = page.get_by_role("link", name=BUTTON)
    if not link.count():
        return []
    asked = urlsplit(link.get_attribute("href"))
    assert asked.path == f"/tenders/{served.tender}/clauses/{clause}/comments/new"
    sent = parse_qs(asked.query)
    assert sent["version"] == [str(served.house.desk.fold(served.tender).clauses[clause].version)]
    there = texts(served, clause)
    return [there[name][int(start) : int(end)] for name, start, end in (each.split("-") for each in sent["quote"][0].split(","))]


def wrongly_counted(served, page: Page, clause: str) -> list[tuple[list[str], list[str]]]:
    """What was chosen and what would be commented on instead, where the two differ."""
    page.goto(f"{served.url}/clauses/{clause}")
    ids = dict(
        zip(["head", "cooks", "ask", "soup", "bread", "day", "hour", "monday", "noon", "unseen"], texts(served, clause), strict=True)
    )
    wrong = []

    def look(script: str, argument: object, wanted: list[str]) -> None:
        page.evaluate("document.getSelection().removeAllRanges()")
        page.evaluate(script, argument)
        found = led_to(served, page, clause)
        if found != wanted:
            wrong.append((wanted, found))

    for start, first, end, last, wanted in (
        ("cooks", "cooks", "cooks", "cooks", ["cooks"]),
        ("cooks", CAFE, "cooks", CAFE, [CAFE]),
        ("cooks", COOK, "cooks", COOK, [COOK]),
        ("cooks", "cooks", "cooks", "Monday", [f"cooks at the {CAFE} on Monday"]),  # over bold words and the mark of a note
        ("soup", "It has", "soup", "lid", ["It has\ta lid"]),  # behind an emoji, the end of a line and a tab
        ("ask", "ask for", "bread", "bre", ["ask for:", SOUP, "bre"]),  # over the labels of a list
        ("monday", "🕛", "noon", "Noon", ["🕛", "Noon"]),  # over cells of a row
        ("soup", "hot", "noon", "later", ["hot.\nIt has\ta lid.", "bread", "Day", "Hour", "Monday 🕛", "Noon or later"]),
        ("unseen", "signs", "unseen", "signs", ["signs"]),
        ("unseen", "where", "unseen", " not", ["where signs are\u202e not"]),
    ):
        look(WHERE, [f"{clause}-{ids[start]}", first, f"{clause}-{ids[end]}", last], wanted)
    for name, wanted in (("cooks", COOKS), ("soup", SOUP), ("bread", "bread"), ("monday", "Monday 🕛"), ("unseen", UNSEEN)):
        look(ALL_OF, f"{clause}-{ids[name]}", [wanted])  # with the label before it, where it has one
    return wrong


def test_characters_are_counted_as_the_service_counts_them(served, signed_in, clause):
    assert wrongly_counted(served, signed_in(who="member"), clause) == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (r"\[\.\.\.(\w+)\.textContent\]", r"\1.textContent.split('')"),
        (r"\.ct-label, \.ct-note-mark", ".ct-note-mark"),
        (r"\.ct-note-mark, ", ""),
        (r'"br, \.ct-unseen"', '".ct-unseen"'),
        (r'"br, \.ct-unseen"', '"br"'),
    ],
    ids=["units", "labels", "notes", "lines", "unseen"],
)
def test_a_count_that_is_wrong_is_found(served, signed_in, clause, right, wrong):
    page = signed_in(who="member")

    def spoilt(route):
        answer = route.fetch()
        text, count = re.subn(right, wrong, answer.text())
        assert count
        route.fulfill(response=answer, body=text)

    page.route("**/page.*.js", spoilt)
    assert wrongly_counted(served, page, clause) != []


def test_every_paragraph_of_the_tender_is_counted_to_its_end(served, signed_in):
    tender = served.house.desk.fold(served.tender)
    here = next(each for each in tender.reading_order() if each.openness == "open" and len(each.wording) > 1)
    place = here.wording[1]
    served.act(LockWords(here.id, here.version, place.id, 3, 9, replace(REASON, kind="must_meet", code="law")), key="lock")
    page = signed_in(who="member")
    for each in tender.reading_order():
        page.goto(f"{served.url}/clauses/{each.id}")
        for p in each.body:
            if p.kind in ("para", "num", "bullet"):
                page.evaluate(ALL_OF, f"{each.id}-{p.id}")
                assert (p.id, led_to(served, page, each.id)) == (p.id, [p.text.strip()])


def select(page: Page, start: str, end: str, name: str) -> None:
    page.evaluate(WHERE, [name, start, name, end])


def spot(served, words: str) -> tuple[str, str]:
    """The clause and the paragraph in which these words stand."""
    tender = served.house.desk.fold(served.tender)
    return next((each.id, p.id) for each in tender.reading_order() for p in each.body if words in p.text)


def newest(served):
    """The thread that was made last (of this one writer; on a page nobody learns the order)."""
    return max(served.house.desk.fold(served.tender).threads.values(), key=lambda each: each.first.stamp.seq)


@pytest.mark.parametrize(("width", "scheme"), [(WIDE, "light"), (PHONE, "dark")])
def test_words_are_chosen_on_the_page_of_a_clause_and_commented_on(served, signed_in, shot, width, scheme):
    clause, paragraph = spot(served, "fifteen working days")
    page = signed_in(who="member", width=width, scheme=scheme)
    page.goto(f"{served.url}/clauses/{clause}")
    button = page.get_by_role("link", name=BUTTON)
    expect(button).to_have_count(0)
    before = page.evaluate("[scrollX, scrollY, document.activeElement.tagName]")
    select(page, "fifteen working", "days", f"{clause}-{paragraph}")
    expect(button).to_be_visible()
    assert page.evaluate("[scrollX, scrollY, document.activeElement.tagName]") == before
    box, words = (
        button.bounding_box(),
        page.evaluate("(() => {const r = getSelection().getRangeAt(0).getBoundingClientRect(); return [r.top, r.bottom];})()"),
    )
    assert box["height"] >= 44 and box["x"] >= 0 and box["x"] + box["width"] <= width
    assert 0 <= box["y"] - words[1] <= 40
    assert axe(page) == [] and too_wide(page) == []
    shot(page, f"choosing-{width}-{scheme}")
    button.click()
    # The first time, what happens to words is read before: the words stay chosen.
    page.get_by_role("button", name="I have read this").click()
    expect(page.get_by_label("“fifteen working days”")).to_be_checked()
    expect(page.locator("[data-ct-chosen]")).to_have_text("You have chosen: “fifteen working days”")
    assert axe(page) == [] and too_wide(page) == []
    shot(page, f"choosing-form-{width}-{scheme}")
    page.get_by_label("What do you want to say?").fill("Ten would do.")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".govuk-notification-banner")).to_contain_text("Kept. You get an answer by")
    said = newest(served)
    text = texts(served, clause)
    assert [text[span.paragraph][span.start : span.end] for span in said.places] == ["fifteen working days"]


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_the_button_comes_and_goes_and_focus_stays(served, signed_in, width):
    clause, paragraph = spot(served, "fifteen working days")
    page = signed_in(who="member", width=width)
    page.goto(f"{served.url}/clauses/{clause}")
    button = page.get_by_role("link", name=BUTTON)
    name = f"{clause}-{paragraph}"
    select(page, "fifteen", "days", name)
    expect(button).to_be_visible()
    page.keyboard.press("Escape")
    expect(button).to_have_count(0)
    select(page, "fifteen", "working", name)
    expect(button).to_be_visible()
    # With the keyboard: after the words, and the selection stays what it was.
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == BUTTON:
            break
    expect(button).to_be_focused()
    page.wait_for_timeout(300)
    expect(button).to_be_visible()
    page.keyboard.press("Escape")
    expect(button).to_have_count(0)
    assert page.evaluate("document.activeElement.id") == "main"
    select(page, "working", "days", name)
    expect(button).to_be_visible()
    page.evaluate("getSelection().removeAllRanges()")
    expect(button).to_have_count(0)
    # Outside the words; from the words into what stands behind them; a heading.
    for script in (
        "getSelection().selectAllChildren(document.querySelector('h1'))",
        "getSelection().selectAllChildren(document.querySelector('#versions'))",
        "getSelection().selectAllChildren(document.querySelector('main'))",
        f"getSelection().setBaseAndExtent(document.getElementById('{name}'), 0, document.querySelector('#versions').firstChild, 4)",
        f"getSelection().setBaseAndExtent(document.querySelector('h1').lastChild, 0, document.getElementById('{name}'), 1)",
    ):
        page.evaluate(script)
        page.wait_for_timeout(250)
        assert (script, button.count()) == (script, 0)


def test_the_last_paragraph_chosen_with_three_clicks(served, signed_in, clause):
    clause, _ = spot(served, "Plates are warm.")
    page = signed_in(who="member")
    page.goto(f"{served.url}/clauses/{clause}")
    last = served.house.desk.fold(served.tender).clauses[clause].body[-1]
    page.locator(f"#{clause}-{last.id}").click(click_count=3, position={"x": 20, "y": 12})
    expect(page.get_by_role("link", name=BUTTON)).to_be_visible()
    assert led_to(served, page, clause) == [last.text]


def test_dragged_over_with_a_real_mouse_and_pressed(served, signed_in):
    clause, paragraph = spot(served, "fifteen working days")
    page = signed_in(who="member")
    briefed(served, page)
    page.goto(f"{served.url}/clauses/{clause}")
    select(page, "fifteen", "days", f"{clause}-{paragraph}")
    left, top, right, bottom = page.evaluate(
        "(() => {const all = getSelection().getRangeAt(0).getClientRects(); const [a, b] = [all[0], all[all.length - 1]];"
        " return [a.left + 1, a.top + a.height / 2, b.right - 1, b.top + b.height / 2];})()"
    )
    page.evaluate("getSelection().removeAllRanges()")
    page.mouse.move(left, top)
    page.mouse.down()
    page.mouse.move(right, bottom, steps=8)
    page.mouse.up()
    page.get_by_role("link", name=BUTTON).click()
    expect(page.get_by_label("“fifteen working days”")).to_be_checked()


def test_pressed_with_a_finger(served, chromium, complaints):
    clause, paragraph = spot(served, "fifteen working days")
    with closing(chromium.new_context(viewport={"width": PHONE, "height": 800}, has_touch=True, is_mobile=True)) as context:
        page = context.new_page()
        complaints.listen(page)
        page.goto(served.house.settings.url + beginning.sign_in(served.house, served.accounts["member"], "/"))
        page.get_by_role("button").first.tap()
        expect(page.get_by_role("heading", level=1)).to_have_text("Your tenders")
        briefed(served, page)
        page.goto(f"{served.url}/clauses/{clause}")
        select(page, "fifteen", "days", f"{clause}-{paragraph}")
        button = page.get_by_role("link", name=BUTTON)
        expect(button).to_be_visible()
        bottom = page.evaluate("getSelection().getRangeAt(0).getBoundingClientRect().bottom")
        assert 24 <= button.bounding_box()["y"] - bottom <= 60, "below the handles"
        button.tap()
        expect(page.get_by_label("“fifteen working days”")).to_be_checked()
    assert (complaints.policy, complaints.errors) == ([], [])


def test_nobody_is_offered_what_they_may_not_do(served, signed_in):
    clause, paragraph = spot(served, "fifteen working days")
    for who in ("observer", "facilitator"):
        page = signed_in(who=who)
        page.goto(f"{served.url}/clauses/{clause}")
        select(page, "fifteen", "days", f"{clause}-{paragraph}")
        page.wait_for_timeout(300)
        expect(page.get_by_text(BUTTON)).to_have_count(0)


@pytest.mark.parametrize(("width", "scheme"), [(WIDE, "dark"), (PHONE, "light")])
def test_words_are_chosen_in_the_form_over_several_paragraphs(served, signed_in, shot, clause, width, scheme):
    page = signed_in(who="member", width=width, scheme=scheme)
    briefed(served, page)
    page.goto(f"{served.url}/clauses/{clause}/comments/new")
    page.evaluate(
        """() => {
          const lines = [...document.querySelectorAll("[data-ct-paragraph]")].map((each) => each.firstChild);
          const [cooks, soup] = [lines[0], lines[2]];
          getSelection().setBaseAndExtent(cooks, cooks.data.indexOf("Monday"), soup, soup.data.indexOf(" is hot"));
        }"""
    )
    expect(page.locator("[data-ct-chosen]")).to_have_text("You have chosen: “Monday. … People can ask for: … Soup 🍲”")
    button = page.get_by_role("button", name=BUTTON)
    expect(button).to_be_visible()
    assert button.bounding_box()["height"] >= 44 and axe(page) == [] and too_wide(page) == []
    shot(page, f"choosing-in-form-{width}-{scheme}")
    button.click()
    expect(page.get_by_label("What do you want to say?")).to_be_focused()
    expect(button).to_have_count(0)
    page.keyboard.type("Is there tea?")
    page.get_by_role("button", name="Send").click()
    text = texts(served, clause)
    assert [text[s.paragraph][s.start : s.end] for s in newest(served).places] == ["Monday.", "People can ask for:", "Soup 🍲"]


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_without_scripts_all_is_as_before(served, signed_in, width):
    clause, _ = spot(served, "fifteen working days")
    page = signed_in(who="member", width=width, javascript=False)
    briefed(served, page)
    page.goto(f"{served.url}/clauses/{clause}")
    assert page.locator(".ct-choose").count() == 0
    page.get_by_role("button", name="Comment", exact=True).click()
    page.locator("summary", has_text="Choose a sentence from a list").click()
    page.locator('input[name="chosen"]').nth(1).check()
    page.get_by_label("What do you want to say?").fill("By the list.")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".govuk-notification-banner")).to_contain_text("Kept.")
    assert len(newest(served).places) == 1
    # An address that somebody made with a script is read by one who has none; what it names is first in the list.
    here = served.house.desk.fold(served.tender).clauses[clause].body[0]
    page.goto(f"{served.url}/clauses/{clause}/comments/new?version=1&quote={here.id}-3-12")
    expect(page.locator('input[name="chosen"]').first).to_be_checked()
    page.get_by_label("What do you want to say?").fill("By the address.")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".govuk-notification-banner")).to_contain_text("Kept.")
    assert [(s.paragraph, s.start, s.end) for s in newest(served).places] == [(here.id, 3, 12)]


@pytest.mark.parametrize(("width", "scheme", "javascript"), [(WIDE, "light", True), (PHONE, "dark", True), (PHONE, "light", False)])
def test_the_wording_that_was_commented_on_is_seen(served, signed_in, shot, width, scheme, javascript):
    said = served.house.desk.fold(served.tender).threads[thread(1)]
    page = signed_in(who="observer", width=width, scheme=scheme, javascript=javascript)
    page.goto(f"{served.url}/clauses/{said.clause}#{said.id}")
    page.locator(f"#{said.id}").get_by_role("link", name="See the wording it was about").click()
    expect(page.locator("mark")).to_contain_text("agreed by telephone the day before")
    expect(page.get_by_role("complementary", name="What was said about these words")).to_contain_text("I could not use the telephone")
    assert too_wide(page) == []
    if javascript:
        assert axe(page) == []
    shot(page, f"version-about-{width}-{scheme}")
    page.get_by_role("link", name="Go to the marked words").click()
    expect(page.locator("mark")).to_be_in_viewport()


def test_words_chosen_while_somebody_changes_them(served, signed_in):
    clause, paragraph = spot(served, "fifteen working days")
    page = signed_in(who="member")
    briefed(served, page)
    page.goto(f"{served.url}/clauses/{clause}")
    select(page, "fifteen", "days", f"{clause}-{paragraph}")
    expect(page.get_by_role("link", name=BUTTON)).to_be_visible()
    now = served.house.desk.fold(served.tender).clauses[clause]
    served.changed(clause, "fifteen working", "ten")
    page.get_by_role("link", name=BUTTON).click()
    expect(page.get_by_role("main")).to_contain_text("The clause has changed while you were writing.")
    expect(page.get_by_label("“fifteen working days”")).to_be_checked()
    page.get_by_label("What do you want to say?").fill("Too long.")
    page.get_by_role("button", name="Send").click()
    said = newest(served)
    text = {p.id: p.text for p in now.wording}
    assert (said.version, [text[s.paragraph][s.start : s.end] for s in said.places]) == (now.version, ["fifteen working days"])
    page.locator(f"#{said.id}").get_by_role("link", name="See the wording it was about").click()
    expect(page.locator("mark")).to_contain_text("fifteen working days")
