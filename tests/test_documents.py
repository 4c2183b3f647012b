"""A tender goes out as a Word document: what is said before, what it is called, whose it may be."""

import html
import io
from pathlib import Path

import docx
import pytest

from tests import worddocs
from tests.at_home import at_home


@pytest.fixture
def cast(tmp_path: Path):
    with at_home(tmp_path / "data") as cast:
        yield cast.as_("commissioner")


def words(data: bytes) -> str:
    return "\n".join(p.text for p in docx.Document(io.BytesIO(data)).paragraphs)


def test_what_comes_is_said_first(cast):
    page = html.unescape(cast.get(f"{cast.url}/download").text)
    assert "20 clauses, in a plain house style. It says DRAFT on every page" in page
    assert "Download Home from hospital support for the first twelve weeks DRAFT after change" in page
    assert f'href="{cast.url}/documents/d1?edition=draft"' in page


def test_the_document_comes_and_is_the_same_each_time(cast):
    one, two = cast.get(f"{cast.url}/documents/d1"), cast.get(f"{cast.url}/documents/d1?edition={cast.house.today()}")
    assert one.headers["content-type"] == "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    assert "DRAFT" in one.headers["content-disposition"] and "Marsh" not in one.headers["content-disposition"]
    assert one.content == two.content
    assert "within two days of coming home" in words(one.content)
    document = docx.Document(io.BytesIO(one.content))
    assert any("DRAFT" in p.text for section in document.sections for p in section.header.paragraphs)
    assert b"Anne" not in one.content and "Marsh" not in f"{document.core_properties.author}{document.core_properties.last_modified_by}"


def test_the_start_is_as_it_came(cast):
    start = words(cast.get(f"{cast.url}/documents/d1?edition=start").content)
    assert "within five working days of coming home" in start and "Pets and plants" not in start


def test_a_document_that_came_from_word_goes_out_in_it(cast):
    sent = cast.post("/tenders/new/word", files={"document": ("My own.docx", worddocs.tender())}).headers["location"]
    url = cast.post(sent, {"title": "From Word"}).headers["location"]
    assert "written into “My own.docx”" in html.unescape(cast.get(f"{url}/download").text)
    assert words(cast.get(f"{url}/documents/d1?edition=start").content) == words(worddocs.tender())


@pytest.mark.parametrize("query", ["which=day&on-day=1&on-month=1&on-year=2001", "which=day", "which=yesterday"])
def test_an_edition_that_is_none(cast, query):
    answer = cast.get(f"{cast.url}/download?{query}")
    assert answer.status_code == 422 and 'download"' not in answer.text.split("<main")[1].split("<form")[0]
    assert cast.get(f"{cast.url}/documents/d1?edition=@999").status_code == 422


def test_who_may(cast):
    cast.post(f"{cast.url}/parts/d1/sharing", {"sharing": "procurement", "key": "k"})
    assert cast.as_("procurement").get(f"{cast.url}/documents/d1").status_code == 200
    for seat, status in (("observer", 403), ("stranger", 404)):
        cast.as_(seat)
        assert cast.get(f"{cast.url}/documents/d1").status_code == status
        assert cast.get(f"{cast.url}/download").status_code == status
    cast.as_("commissioner")
    assert cast.get(f"{cast.url}/documents/d9").status_code == 404
    assert cast.get(f"{cast.url}/documents/d2").status_code == 404  # a link has no document
    assert cast.get(f"{cast.url}/download?part=d9").status_code == 404
