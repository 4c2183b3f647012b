"""Bringing in a Word document: sent, looked at, put right, confirmed; nothing recorded before, and every refusal at its field."""

import html
import re
from pathlib import Path

import pytest

from specs.refusals import Refused
from tests import worddocs
from tests.at_home import Cast, at_home
from tests.imported import document

NEW = "/tenders/new/word"


@pytest.fixture
def cast(tmp_path: Path):
    with at_home(tmp_path / "data") as cast:
        yield cast.as_("commissioner")


def send(cast: Cast, data: bytes, name: str = "Support in the city.docx", title: str = "", url: str = NEW):
    return cast.post(url, {"title": title, "key": "k"}, files={"document": (name, data)})


def preview(cast: Cast, url: str = NEW, **more: str) -> str:
    """A document sent; gives the address of its preview."""
    answer = send(cast, worddocs.tender(), url=url, **more)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def changed(answer) -> str:
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].split("#")[0]


def titles(cast: Cast, url: str) -> list[str]:
    found = re.findall(r'<h3 class="ct-preview__title">(.*?)</h3>', cast.get(url).text)
    return [html.unescape(re.sub("<.*?>", "", title)) for title in found]


def error(answer, field: str) -> str:
    assert answer.status_code == 422
    found = re.search(rf'<p id="{field}-error" class="govuk-error-message">\s*<span.*?</span>(.*?)</p>', answer.text, re.DOTALL)
    assert found, answer.text
    assert f'href="#{field}"' in answer.text
    return html.unescape(found[1]).strip()


def recorded(cast: Cast) -> dict[str, int]:
    return cast.house.record.heads()


def test_a_document_becomes_a_tender_only_when_confirmed(cast):
    before = recorded(cast)
    data = worddocs.tender()
    url = send(cast, data).headers["location"]
    page = cast.get(url).text
    assert "3 clauses with 9 paragraphs were found." in page and 'value="Support in the city"' in page
    assert titles(cast, url) == ["About this service", "Access", "Pay"]
    assert recorded(cast) == before
    answer = cast.post(url, {"title": "A new tender", "key": "k"})
    tender = answer.headers["location"].rsplit("/", 1)[1]
    assert {name for name in recorded(cast) if name not in before} == {tender}
    made = cast.fold(tender)
    assert made.title == "A new tender" and made.seq == 1
    part = made.parts["d1"]
    assert (part.name, part.file_name, part.report["clauses"]) == ("Specification", "Support in the city.docx", 3)
    assert cast.house.record.get_blob(part.base) == data
    again = cast.post(url, {"title": "A new tender", "key": "k"})
    assert again.headers["location"] == "/" and len(recorded(cast)) == len(before) + 1
    assert "not waiting any more" in cast.get("/").text


def test_clauses_are_joined_split_and_renamed_before(cast):
    url = changed(cast.post(f"{preview(cast)}/clauses/2/joining"))
    assert titles(cast, url) == ["About this service", "Pay"]
    at = re.findall(r'name="at" type="radio" value="(q\d+)"', cast.get(f"{url}/clauses/1/split").text)
    joined = url
    url = changed(cast.post(f"{url}/clauses/1/split", {"at": at[-1], "heading": "Visits"}))
    url = changed(cast.post(f"{url}/clauses/3/heading", {"heading": "Paying people"}))
    assert titles(cast, url) == ["About this service", "Visits", "Paying people"]
    assert titles(cast, joined) == ["About this service", "Pay"]  # undoing is going back
    tender = cast.fold(cast.post(url, {"title": "T"}).headers["location"].rsplit("/", 1)[1])
    clauses = list(tender.reading_order())
    assert [clause.heading.text for clause in clauses] == ["About this service", "Visits", "Paying people"]
    assert [clause.version for clause in clauses] == [1, 2, 2]
    start = cast.house.desk.fold(tender.id, 1)
    assert [p.text for clause in start.reading_order() for p in clause.wording if p.kind == "head"] == [
        "About this service",
        "Access",
        "Pay",
    ]


def test_what_the_document_had_goes_where_its_clauses_go(cast):
    """Joined before they come in, renamed, and without the tick: what was changed is kept at the clause that has the words."""
    url = send(cast, document()).headers["location"]
    assert "What had been changed and said in it" in cast.get(url).text
    url = changed(cast.post(f"{url}/clauses/2/joining"))
    url = changed(cast.post(f"{url}/clauses/1/heading", {"heading": "Access and pay"}))
    assert "Travel is paid, too." in cast.get(url).text
    tender = cast.fold(cast.post(url, {"title": "T"}).headers["location"].rsplit("/", 1)[1])
    (file,) = tender.returned.values()
    assert {each.clause for each in file.imported.passages} == {"c1"} and (file.imported.left_out, tender.threads) == (4, {})
    assert tender.clauses["c1"].version == 2


def test_a_document_without_any_has_no_tick(cast):
    page = cast.get(preview(cast)).text
    assert 'name="comments"' not in page and "What had been changed" not in page


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"", "", "choose a Word document"),
        (b"", "empty.docx", "empty"),
        (b"plain text", "plain.docx", "Word"),
        (worddocs.tender()[:2000], "cut.docx", "."),
    ],
)
def test_what_is_no_document_is_refused_at_its_field(cast, data, name, sentence):
    before = recorded(cast)
    answer = send(cast, data, name, "Kept words") if name else cast.post(NEW, {"title": "Kept words"}, files={"other": ("x", b"x")})
    assert sentence in error(answer, "document")
    assert 'value="Kept words"' in answer.text
    assert recorded(cast) == before


def test_a_file_that_is_too_big(cast, monkeypatch):
    monkeypatch.setattr("server.uploads.MOST", 1000)
    monkeypatch.setattr("server.uploads.FORM", 1000)
    assert "too big" in error(send(cast, worddocs.tender()), "document")


def test_what_is_no_form(cast):
    answer = cast.client.post(NEW, content=b"--y\r\nbroken", headers={"content-type": "multipart/form-data; boundary=x"})
    assert answer.status_code == 422 and "did not arrive" in answer.text
    answer = cast.client.post(NEW, content=b"a=b", headers={"content-type": "application/x-www-form-urlencoded"})
    assert answer.status_code == 422


def test_wrong_changes_are_refused_and_kept(cast):
    url = preview(cast)
    assert cast.post(f"{url}/clauses/1/joining").status_code == 422
    assert cast.post(f"{url}/clauses/9/joining").status_code == 422
    assert "Please choose the paragraph" in error(cast.post(f"{url}/clauses/2/split", {"at": "q1", "heading": "H"}), "at")
    assert "characters long" in error(cast.post(f"{url}/clauses/2/heading", {"heading": "x" * 251}), "heading")
    assert cast.get(f"{url}/clauses/9/split").status_code == 404
    assert "empty" in error(cast.post(url, {"title": " "}), "title")
    assert titles(cast, url) == ["About this service", "Access", "Pay"]


def test_words_are_shown_as_words(cast):
    url = send(cast, worddocs.tender(("<b>Bold</b> & \u202esdrawkcab", "x <script>"))).headers["location"]
    page = cast.get(url).text
    assert "<b>Bold" not in page and "&lt;b&gt;Bold" in page and "[right-to-left override]" in page and "<script>" not in page


def test_throwing_away(cast):
    url = preview(cast)
    answer = cast.post(f"{url}/leaving")
    assert answer.headers["location"] == "/" and "thrown away" in cast.follow(answer).text
    assert cast.get(url).status_code == 303


def test_another_part(cast):
    url = preview(cast, url=f"{cast.url}/parts/new/word")
    assert url.startswith(f"{cast.url}/parts/new/word/")
    assert cast.get(f"{NEW}/{url.rsplit('/', 1)[1]}").status_code == 303  # it belongs to that tender
    url = changed(cast.post(f"{url}/clauses/3/heading", {"heading": "Money"}))
    answer = cast.post(url, {"title": "Appendix", "sharing": "procurement"})
    assert answer.headers["location"] == cast.url
    part = list(cast.fold().parts.values())[-1]
    assert (part.name, part.sharing, part.kind) == ("Appendix", "procurement", "authored")
    assert [clause.heading.text for clause in cast.fold().reading_order(part.id)] == ["About this service", "Access", "Money"]


def test_who_may(cast):
    url = preview(cast)
    part = f"{cast.url}/parts/new/word"
    cast.as_("procurement")
    assert [cast.get(one).status_code for one in (NEW, url, part)] == [403, 403, 403]
    assert cast.post(part, files={"document": ("x.docx", worddocs.tender())}).status_code == 403
    cast.as_("stranger")
    assert [cast.get(one).status_code for one in (NEW, part)] == [403, 404]
    cast.house.people.invite("stranger@example.org", may_create=True)
    assert cast.get(NEW).status_code == 200
    assert cast.get(url).headers["location"] == "/"  # what waits for somebody else is not there
    cast.as_("")
    assert cast.get(NEW).headers["location"] == "/sign-in"


def test_an_upload_that_is_cut_off_half_way(cast):
    before = recorded(cast)
    assert cast.client.portal.call(_cut_off, cast) == 400
    assert recorded(cast) == before


async def _cut_off(cast: Cast) -> int:
    """Half of a form, and then the line is gone."""
    cookie = "; ".join(f"{name}={value}" for name, value in cast.client.cookies.items())
    head = {"host": "127.0.0.1:8000", "sec-fetch-site": "same-origin", "cookie": cookie, "content-length": "99999"}
    head["content-type"] = "multipart/form-data; boundary=x"
    half = b'--x\r\nContent-Disposition: form-data; name="document"; filename="a.docx"\r\n\r\nPK half of it'
    arriving = [{"type": "http.request", "body": half, "more_body": True}, {"type": "http.disconnect"}]
    answered: list[dict] = []

    async def receive() -> dict:
        return arriving.pop(0)

    async def send(message: dict) -> None:
        answered.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": NEW,
        "raw_path": NEW.encode(),
        "query_string": b"",
        "root_path": "",
        "scheme": "http",
    }
    scope |= {"http_version": "1.1", "headers": [(k.encode(), v.encode()) for k, v in head.items()], "client": ("127.0.0.1", 1)}
    await cast.client.app({**scope, "server": ("127.0.0.1", 8000)}, receive, send)
    return answered[0]["status"]


def test_a_full_disk_is_said_and_the_title_kept(cast, monkeypatch):
    def full(*_):
        raise Refused("The disk is full.")

    monkeypatch.setattr(cast.house.sessions, "keep_waiting", full)
    answer = send(cast, worddocs.tender(), title="Kept words")
    assert error(answer, "document") == "The disk is full." and 'value="Kept words"' in answer.text
    monkeypatch.undo()
    url = preview(cast)
    monkeypatch.setattr(cast.house.record, "put_blob", full)
    answer = cast.post(url, {"title": "Kept words", "key": "k"})
    assert error(answer, "title") == "The disk is full." and 'value="Kept words"' in answer.text
    monkeypatch.undo()
    assert cast.post(url, {"title": "Kept words", "key": "k"}).status_code == 303
