"""A tender begun from an outline, its title, and its pack: files, links, who may see what."""

import html
import re
from pathlib import Path

import pytest

from server.pages.tenders import as_file
from specs.library.starters import blank, starter
from tests.at_home import at_home


@pytest.fixture
def cast(tmp_path: Path):
    with at_home(tmp_path / "data") as cast:
        yield cast.as_("commissioner")


def key(cast, url: str) -> str:
    """The one-time token of a form."""
    return re.search(r'name="key" value="([^"]+)"', cast.get(url).text)[1]


def test_a_tender_from_an_outline_or_blank(cast):
    for chosen, part in (("nhs", starter("nhs")), ("council", starter("council")), ("blank", blank())):
        answer = cast.post("/tenders/new/starter", {"title": f"From {chosen}", "starter": chosen, "key": f"key-{chosen}"})
        tender = cast.fold(answer.headers["location"].rsplit("/", 1)[1])
        assert (tender.title, len(list(tender.reading_order()))) == (f"From {chosen}", len(part.clauses))
    again = cast.post("/tenders/new/starter", {"title": "From blank", "starter": "blank", "key": "key-blank"})
    assert again.headers["location"] == answer.headers["location"]  # the same form sent twice begins one tender
    other = cast.post("/tenders/new/starter", {"title": "Another", "starter": "blank", "key": "key-blank"})
    assert other.status_code == 422 and "already used" in other.text


def test_what_is_missing_is_asked_for(cast):
    before = cast.house.record.heads()
    answer = cast.post("/tenders/new/starter", {"title": "", "starter": "nhs", "key": "k"})
    assert answer.status_code == 422 and "The title is empty" in answer.text and "checked" in answer.text
    answer = cast.post("/tenders/new/starter", {"title": "T", "key": "k"})
    assert answer.status_code == 422 and "begin with" in answer.text and 'value="T"' in answer.text
    assert cast.house.record.heads() == before


def test_the_pack_lists_what_the_seat_may_see(cast):
    page = cast.get(f"{cast.url}/parts").text
    assert "What the support must be" in page and "20 clauses" in page and "Terms of the contract" in page
    assert "Add to the pack" in page and "Change the title" in page
    cast.post(f"{cast.url}/parts/d1/sharing", {"sharing": "procurement", "key": "k1"})
    assert "What the support must be" in cast.as_("procurement").get(f"{cast.url}/parts").text
    page = cast.as_("observer").get(f"{cast.url}/parts").text
    assert "What the support must be" not in page and "Terms of the contract" in page
    assert "Add to the pack" not in page and "Change who may see it" not in page and "Change the title" not in page


def test_a_file_is_kept_as_it_came(cast):
    url = f"{cast.url}/parts/new/file"
    sent = {"file": ("Prices “2027” é.xlsx", b"\x00\x01 not looked into <script>", "text/html")}
    answer = cast.post(url, {"name": "", "sharing": "procurement", "key": key(cast, url)}, files=sent)
    assert answer.headers["location"] == f"{cast.url}/parts"
    part = list(cast.fold().parts.values())[-1]
    assert (part.kind, part.name, part.file_name) == ("attached", "Prices “2027” é", "Prices “2027” é.xlsx")
    got = cast.get(f"{cast.url}/parts/{part.id}/file")
    assert got.content == sent["file"][1]
    assert got.headers["content-type"] == "application/octet-stream"
    assert got.headers["content-disposition"] == (
        "attachment; filename=\"Prices _2027_ _.xlsx\"; filename*=UTF-8''Prices%20%E2%80%9C2027%E2%80%9D%20%C3%A9.xlsx"
    )
    assert got.headers["x-content-type-options"] == "nosniff" and "sandbox" in got.headers["content-security-policy"]
    assert cast.as_("observer").get(f"{cast.url}/parts/{part.id}/file").status_code == 404
    assert cast.as_("procurement").get(f"{cast.url}/parts/{part.id}/file").status_code == 200
    assert cast.as_("stranger").get(f"{cast.url}/parts/{part.id}/file").status_code == 404
    assert cast.get(f"{cast.url}/parts/d1/file").status_code == 404


def test_no_file(cast):
    answer = cast.post(f"{cast.url}/parts/new/file", {"name": "Kept", "key": "k"}, files={"other": ("x", b"x")})
    assert answer.status_code == 422 and "choose a file" in answer.text and 'value="Kept"' in answer.text


def test_headers_of_a_file_hold_nothing_foreign():
    made = as_file('a"b\\c/d\r\nX-Evil: 1;é.docx')["content-disposition"]
    assert made == "attachment; filename=\"a_b_c_d__X-Evil_ 1;_.docx\"; filename*=UTF-8''a%22b%5Cc%2Fd%0D%0AX-Evil%3A%201%3B%C3%A9.docx"


@pytest.mark.parametrize("link", ["javascript:alert(1)", "", "ftp://example.org", "https://with space.org"])
def test_a_link_that_is_none(cast, link):
    answer = cast.post(f"{cast.url}/parts/new/link", {"link": link, "name": "L", "sharing": "group", "key": "k"})
    assert answer.status_code == 422 and 'id="link-error"' in answer.text and 'value="L"' in answer.text


def test_a_link_is_added_shared_and_taken_out(cast):
    sent = {"link": "https://example.org/terms", "name": "Terms", "sharing": "shareable", "key": "k1"}
    page = cast.follow(cast.post(f"{cast.url}/parts/new/link", sent)).text
    assert "The link is in the pack." in page and 'href="https://example.org/terms"' in page
    part = list(cast.fold().parts.values())[-1]
    url = f"{cast.url}/parts/{part.id}"
    assert cast.post(f"{url}/sharing", {"sharing": "shareable", "key": "k2"}).status_code == 422
    page = cast.follow(cast.post(f"{url}/sharing", {"sharing": "procurement", "key": "k3"})).text
    assert "Who may see “Terms” is changed." in html.unescape(page)
    assert "is out of the pack" in cast.follow(cast.post(f"{url}/retirement", {"key": "k4"})).text
    assert cast.get(f"{url}/sharing").status_code == 404
    last = cast.post(f"{cast.url}/parts/d1/retirement", {"key": "k5"})
    assert last.status_code == 422 and "at least one part" in last.text


def test_the_title(cast):
    url = f"{cast.url}/title"
    assert cast.post(url, {"title": "A better title", "key": "k"}).headers["location"] == cast.url
    assert cast.fold().title == "A better title"
    assert cast.post(url, {"title": "A better title", "key": "k2"}).status_code == 422
    long = "x" * 251
    answer = cast.post(url, {"title": long, "key": "k3"})
    assert answer.status_code == 422 and long in answer.text


def test_who_may(cast):
    pages = ["parts/new/file", "parts/new/link", "parts/d1/sharing", "parts/d1/retirement", "title"]
    for seat, status in (("procurement", 403), ("observer", 403), ("stranger", 404)):
        cast.as_(seat)
        assert [(page, cast.get(f"{cast.url}/{page}").status_code) for page in pages] == [(page, status) for page in pages]
        assert [(page, cast.post(f"{cast.url}/{page}").status_code) for page in pages] == [(page, status) for page in pages]
    assert cast.get(f"{cast.url}/parts").status_code == 404
    assert cast.get("/tenders/tnobody/parts").status_code == 404
    assert cast.get("/tenders/new/starter").status_code == 403
    assert cast.as_("").get(f"{cast.url}/parts").headers["location"] == "/sign-in"
