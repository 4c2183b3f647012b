"""A Word document brought in by a commissioner in a real browser, with JavaScript and without."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests import worddocs
from tests.browser.looking import NARROW, PHONE, WIDE, axe, too_wide
from tests.imported import document as had_before


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "Support in the city.docx"
    path.write_bytes(worddocs.tender())
    return path


@pytest.mark.parametrize("javascript", [True, False])
def test_a_document_is_brought_in(served, signed_in, document, shot, javascript):
    house = served.house
    page = signed_in(width=WIDE if javascript else PHONE, javascript=javascript)
    page.goto(f"{house.settings.url}/tenders/new/word")
    if javascript:
        assert axe(page) == []
    page.locator("input[type=file]").set_input_files(document)
    page.get_by_role("button", name="Show me what is in it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look at what was found")
    if javascript:
        assert axe(page) == []
        shot(page, f"import-preview-{WIDE}")
    assert too_wide(page) == [] or not javascript
    titles = page.locator(".ct-preview__title")
    expect(titles).to_have_count(3)
    page.get_by_role("button", name=re.compile("Join to the one before.*clause 2")).click()
    expect(titles).to_have_count(2)
    page.get_by_role("link", name="Undo the last change").click()
    expect(titles).to_have_count(3)
    page.get_by_role("link", name=re.compile("Split.*clause 2")).click()
    if javascript:
        assert axe(page) == []
    page.get_by_label("People can ask for:").check()
    page.get_by_label("Heading of the new clause (optional)").fill("Asking for help")
    page.get_by_role("button", name="Split the clause").click()
    expect(titles).to_have_text(["About this service", "Access", "Asking for help", "Pay"])
    page.get_by_role("link", name=re.compile("Change the heading.*clause 4")).click()
    page.get_by_label("Heading", exact=True).fill("Paying people")
    page.get_by_role("button", name="Use this heading").click()
    expect(titles).to_have_text(["About this service", "Access", "Asking for help", "Paying people"])
    page.get_by_label("What is the tender called?").fill("Support in the city")
    page.get_by_role("button", name="Bring it in").click()
    page.wait_for_url(lambda url: "/new/" not in url)
    tender = house.desk.fold(page.url.rsplit("/", 1)[1].split("#")[0])
    assert [clause.heading.text for clause in tender.reading_order()] == [
        "About this service",
        "Access",
        "Asking for help",
        "Paying people",
    ]


@pytest.mark.parametrize("width", [WIDE, PHONE, NARROW])
def test_what_a_document_had_is_looked_at_and_comes_in(served, signed_in, tmp_path, shot, width):
    house, path = served.house, tmp_path / "Old draft.docx"
    path.write_bytes(had_before())
    page = signed_in(width=width)
    page.goto(f"{house.settings.url}/tenders/new/word")
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_role("button", name="Show me what is in it").click()
    expect(page.get_by_text("crossed out: “Nobody is turned away.”")).to_be_visible()
    expect(page.get_by_label("Bring in the 4 comments in the margin")).to_be_checked()
    assert axe(page) == [] and too_wide(page) == []
    shot(page, f"import-had-before-{width}")
    page.get_by_role("button", name="Bring it in").click()
    page.wait_for_url(lambda url: "/new/" not in url)
    tender = page.url.rsplit("/", 1)[1].split("#")[0]
    (file,) = house.desk.fold(tender).returned
    for name, address in {"document": f"returned/{file}", "clause": "clauses/c1", "files": "returned"}.items():
        page.goto(f"{house.settings.url}/tenders/{tender}/{address}")
        assert (name, axe(page), too_wide(page)) == (name, [], [])
        shot(page, f"imported-{name}-{width}")


@pytest.mark.parametrize("javascript", [True, False])
def test_a_file_that_is_none_is_refused_at_its_field(served, signed_in, tmp_path, javascript):
    house = served.house
    wrong = tmp_path / "wrong.docx"
    wrong.write_bytes(b"plain text")
    page = signed_in(javascript=javascript)
    page.goto(f"{house.settings.url}/tenders/new/word")
    page.get_by_label("What is the tender called? (optional)").fill("Kept")
    page.locator("input[type=file]").set_input_files(wrong)
    page.get_by_role("button", name="Show me what is in it").click()
    expect(page.get_by_role("alert").filter(has_text="There is a problem")).to_be_visible()
    expect(page.locator("#document-error")).to_be_visible()
    expect(page.get_by_label("What is the tender called? (optional)")).to_have_value("Kept")
    if javascript:
        assert axe(page) == []


@pytest.mark.parametrize("width", [WIDE, PHONE, NARROW])
def test_the_pages_of_the_pack_fit_and_say_everything(served, signed_in, shot, width):
    house, tender = served.house, served.tender
    page = signed_in(width=width)
    at = f"{house.settings.url}/tenders/{tender}"
    for name, url in {
        "starter": f"{house.settings.url}/tenders/new/starter",
        "pack": f"{at}/parts",
        "file": f"{at}/parts/new/file",
        "link": f"{at}/parts/new/link",
        "sharing": f"{at}/parts/d1/sharing",
        "title": f"{at}/title",
        "download": f"{at}/download",
        "search": f"{house.settings.url}/search?words=home",
    }.items():
        page.goto(url)
        assert (name, too_wide(page)) == (name, [])
        if width != NARROW:
            assert (name, axe(page)) == (name, [])
            shot(page, f"{name}-{width}")


def test_a_download_arrives(served, signed_in, tmp_path):
    house, tender = served.house, served.tender
    page = signed_in()
    page.goto(f"{house.settings.url}/tenders/{tender}/download")
    with page.expect_download() as arriving:
        page.get_by_role("link", name="Download the copy for procurement").click()
    assert arriving.value.suggested_filename.startswith("Home from hospital support for the first twelve weeks DRAFT after change ")
    assert Path(arriving.value.path()).read_bytes()[:2] == b"PK"
