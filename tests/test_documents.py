"""A tender goes out as a Word document: what is said before, what it is called, whose it may be."""

import html
import io
import re
from pathlib import Path

import docx
import pytest

from exports import views
from exports.ooxml import W
from exports.package import Package
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
    assert "Download the copy for procurement, without comments" in page
    assert "Home from hospital support for the first twelve weeks DRAFT after change" in page
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


def marked(data: bytes) -> set[tuple[str, str]]:
    """Whose the tracked changes of a document are, and when."""
    package = Package(data)
    found = package.xml(package.main).iter(f"{W}ins", f"{W}del")
    return {(e.get(f"{W}author", ""), e.get(f"{W}date", "")) for e in found}


def test_what_changed_is_said_first(cast):
    page = html.unescape(cast.get(f"{cast.url}/download?kind=tracked").text)
    assert re.search(r"\d+ words came in and \d+ words? went\. Each change has the name its writer goes by here", page)
    assert f'href="{cast.url}/documents/d1?edition=draft&since=start"' in page
    page = html.unescape(cast.get(f"{cast.url}/download?kind=tracked&as_one=yes").text)
    assert "nobody is named" in page and "since=start&as_one=yes" in page
    page = html.unescape(cast.get(f"{cast.url}/download?kind=tracked&which=start").text)
    assert "Nothing changed between the two" in page


def test_what_changed_comes_marked(cast):
    answer = cast.get(f"{cast.url}/documents/d1?since=start")
    assert "tracked changes" in answer.headers["content-disposition"]
    assert views.texts(answer.content, "accepted") == views.texts(cast.get(f"{cast.url}/documents/d1").content)
    assert views.texts(answer.content, "rejected") == views.texts(cast.get(f"{cast.url}/documents/d1?edition=start").content)
    assert answer.content == cast.get(f"{cast.url}/documents/d1?since=start").content
    settings = Package(answer.content).xml("word/settings.xml")
    assert settings.find(f"{W}trackRevisions") is not None


def test_whose_a_change_is_goes_by_what_they_chose(cast):
    url = f"{cast.url}/documents/d1?since=start"
    named = {author for author, _ in marked(cast.get(url).content)}
    assert named == {"Anne Marsh"}
    assert {date[10:] for _, date in marked(cast.get(url).content)} <= {"T00:00:00Z", "T00:05:00Z"}
    own = {author for author, _ in marked(cast.get(f"{url}&as_one=yes").content)}
    assert own == {"The organisation"}
    cast.post(f"{cast.url}/you", {"name": "", "role": "", "hidden": "yes"})
    assert {author for author, _ in marked(cast.get(url).content)} == {"The organisation"}
    cast.post(f"{cast.url}/you", {"name": "Rosa", "role": "", "hidden": ""})
    assert {author for author, _ in marked(cast.get(url).content)} == {"Rosa"}


@pytest.mark.parametrize(
    ("query", "where"),
    [("since=day", "since_on"), ("since=day&since_on-day=1&since_on-month=1&since_on-year=2001", "since_on"), ("since=tomorrow", "since")],
)
def test_a_beginning_that_is_none(cast, query, where):
    answer = cast.get(f"{cast.url}/download?kind=tracked&{query}")
    if query != "since=tomorrow":
        assert answer.status_code == 422 and f'href="#{where}' in answer.text
    assert cast.get(f"{cast.url}/documents/d1?since=@3").status_code == 422


def test_the_earlier_edition_has_to_be_earlier(cast):
    answer = cast.get(f"{cast.url}/documents/d1?edition=start&since={cast.house.today()}")
    assert answer.status_code == 422 and "has to be the earlier one" in answer.text
