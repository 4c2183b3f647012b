"""From a Word file to an issued tender and back again, in a real browser: what procurement does until the second issue."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from exports.changes import changes
from exports.package import Package
from exports.views import texts
from specs.gate import ChooseWhatMustBeMet
from specs.interests import this_round
from tests import worddocs
from tests.browser.looking import PHONE, WIDE
from tests.browser.test_suggesting import Room
from tests.word_edits import Editor

LEX = "Lex Legal"
CHAIRS = ("commissioner", "co_chair")


@pytest.fixture
def opened() -> bool:
    return True


@pytest.fixture(params=[(WIDE, True), (PHONE, False)], ids=["wide", "phone-no-scripts"])
def room(request, served, signed_in):
    tender = served.house.desk.fold(served.tender)
    for account in served.accounts.values():
        served.house.drafts.brief(account, f"{served.tender}/{this_round(tender)}")
    made = Room(served, signed_in, *request.param)
    yield made
    assert made.wrong == []


def brought_in(room: Room, tmp_path: Path) -> str:
    """The commissioner adds a part from a Word file; its id."""
    path = tmp_path / "Support in the city.docx"
    path.write_bytes(worddocs.tender())
    page = room.goes("commissioner", "/parts/new/word")
    page.locator("input[type=file]").set_input_files(path)
    room.sends("commissioner", "Show me what is in it")
    page.get_by_label("The steering group and officials").check()
    room.sends("commissioner", "Add it to the pack")
    return list(room.served.house.desk.fold(room.served.tender).parts)[-1]


def signs(room: Room, path: str) -> None:
    """Both chairs accept a suggestion."""
    for who in CHAIRS:
        page = room.goes(who, f"{path}/decision")
        page.get_by_label("Accept", exact=True).check()
        page.get_by_label("The reason", exact=True).fill("It says what we mean.")
        room.sends(who, "Sign")


def issues(room: Room, number: int) -> None:
    """It is said why what is open may stand, and both chairs sign; then it is there."""
    page = room.goes("commissioner", "/issues/before")
    for box in page.get_by_label("Why can it stand?").all():
        box.fill("The round is short; it is followed up.")
    room.sends("commissioner", "Keep the reasons")
    for who, chair in zip(CHAIRS, ("commissioner", "lived-experience co-chair"), strict=True):
        page = room.goes(who, "/issues/signature")
        room.sends(who, f"Sign as the {chair}")
    expect(page.locator(".govuk-notification-banner")).to_contain_text(f"Issued tender {number} is there")


def downloaded(page: Page, link: str, tmp_path: Path) -> Path:
    """A file of the newest issue, by the words of its link or button."""
    card = page.locator("article").first
    if not link:
        card.get_by_text("What changed, as tracked changes in Word").click()
    with page.expect_download() as coming:
        if link:
            card.get_by_role("link", name=link).first.click()
        else:
            card.get_by_role("button", name="Download what changed").last.click()
    made = tmp_path / coming.value.suggested_filename
    coming.value.save_as(made)
    return made


def as_a_lawyer_would(data: bytes) -> bytes:
    """Words put into a paragraph, tracked."""
    word = Editor(data)
    first = next(p for p in word.paragraphs() if "attend reviews" in word.text(p))
    at = word.text(first).index("attend reviews") + len("attend reviews")
    word.type(first, at, " in person", LEX)
    return word.saved()


def test_word_goes_out_and_comes_back(room, tmp_path):
    served = room.served
    part = brought_in(room, tmp_path)
    today = served.house.today()
    for who in CHAIRS:
        served.act(ChooseWhatMustBeMet((), today), who, f"must {who}")
    clause = next(each for each in served.house.desk.fold(served.tender).reading_order(part) if any("attend" in p.text for p in each.body))

    # Changed here, and issued.
    page = room.goes("member", f"/clauses/{clause.id}")
    page.get_by_role("button", name="Suggest other words").click()
    room.looks("member")
    box = page.locator("textarea", has_text="attend")
    box.fill(box.input_value().replace("attend", "attend reviews", 1).replace("reviews reviews", "reviews"))
    if "attend reviews" in clause.body[0].text:
        box.fill(box.input_value().replace("attend reviews", "always attend reviews"))
    page.get_by_label("Why?", exact=True).fill("So that it is clear.")
    room.sends("member", "See what would change")
    room.sends("member", "Send")
    signs(room, page.url.removeprefix(served.url))
    issues(room, 1)

    # Out to Word, changed there by a script as Word would, and back.
    page = room.goes("procurement", "/issues")
    name = served.house.desk.fold(served.tender).parts[part].name
    sent = downloaded(page, re.compile(re.escape(name)), tmp_path)
    assert not changes(Package(sent.read_bytes()))
    back = tmp_path / "From the lawyer.docx"
    back.write_bytes(as_a_lawyer_would(sent.read_bytes()))
    page = room.goes("procurement", "/returned/new")
    page.get_by_label(name).check()
    page.locator("input[type=file]").set_input_files(back)
    room.sends("procurement", "Show me what is in it")
    expect(page.get_by_role("heading", level=1)).to_have_text("Look at what came back")
    expect(page.locator("main")).to_contain_text("It was held against issued tender 1.")
    expect(page.locator("ins").first).to_contain_text("in person")
    assert LEX not in page.content()
    room.sends("procurement", "Record what came back")
    expect(page.locator(".govuk-notification-banner")).to_contain_text("1 thing is recorded")
    page.get_by_role("link", name="See how it stands").first.click()
    room.looks("procurement")
    signs(room, page.url.removeprefix(served.url))
    assert any("in person" in p.text for p in served.house.desk.fold(served.tender).clauses[clause.id].wording)

    # The second issue, and what changed since the first.
    issues(room, 2)
    page = room.goes("procurement", "/issues")
    marked = downloaded(page, "", tmp_path)
    assert "tracked changes since issued tender 1" in marked.name
    found = changes(Package(marked.read_bytes()))
    assert [each.words.strip() for each in found if each.kind == "insertion"] == ["in person"]
    assert texts(marked.read_bytes(), "rejected") == texts(sent.read_bytes(), "accepted")
