"""What keeps strangers out: forms from elsewhere, foreign host names, headers, sizes, seats; and error pages that give nothing away."""

import logging
import re
from itertools import product
from pathlib import Path

import pytest
from jinja2 import UndefinedError
from starlette.datastructures import Headers
from starlette.testclient import TestClient

from server import security
from server.app import make_app, routes
from server.rendering import TEMPLATES, environment
from server.security import POLICY, from_here
from server.settings import PLAIN_URL, Settings, open_house
from specs.arranging import RetireClause
from specs.fixing import FixClauses
from specs.parts import AddAuthoredPart, AuthoredPart
from specs.reading import FoundClause
from specs.refusals import Refused
from specs.summaries import WriteInShort
from specs.tender import Note, Reason
from specs.wording import Mark, Paragraph, Place
from tests.visiting import CAST, addresses, holds_a_secret, main
from tests.well_formed import faults

URL = "https://tenders.example.org"
SITES = {"same-origin": True, "none": True, "same-site": False, "cross-site": False, "": False, "Same-Origin": False, None: None}
ORIGINS = {
    URL: True,
    "https://tenders.example.org.evil.example": False,
    "http://tenders.example.org": False,
    "https://tenders.example.org:8443": False,
    "https://evil.example": False,
    "null": False,
    None: False,
}


def test_who_may_change_anything():
    """The whole table: what the browser says of the site decides; where it says nothing, the origin does; where neither is said, no."""
    wrong = []
    for method, site, origin, cookie in product(
        ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "get"), SITES, ORIGINS, (None, "session=x")
    ):
        said = {"sec-fetch-site": site, "origin": origin, "cookie": cookie}
        expected = method in ("GET", "HEAD") or (ORIGINS[origin] if SITES[site] is None else SITES[site])
        if from_here(method, Headers({name: value for name, value in said.items() if value is not None}), URL) is not expected:
            wrong.append((method, site, origin, cookie))
    assert wrong == []


def let_in(visit) -> list[tuple[object, ...]]:
    """What the running service does otherwise than the table says: each way of asking, signed in and not."""
    ours, wrong = visit.house.settings.url, []
    others = ("https://127.0.0.1:8000", "http://127.0.0.1", "http://127.0.0.1:8001", "http://127.0.0.1:8000.evil.example", "null")
    at_home = {ours: True} | dict.fromkeys(others, False)
    for who, method, site, origin in product(("", "commissioner"), ("POST", "PUT", "PATCH", "DELETE"), SITES, (*at_home, None)):
        browser = visit(who)
        browser.headers.pop("sec-fetch-site", None)
        said = {"sec-fetch-site": site, "origin": origin}
        answer = browser.request(method, "/display", headers={name: value for name, value in said.items() if value is not None})
        expected = at_home.get(origin, False) if SITES[site] is None else SITES[site]
        if answer.status_code != ((303 if method == "POST" else 405) if expected else 403):
            wrong.append((who, method, site, origin, answer.status_code))
    return wrong


def test_the_running_service_keeps_to_the_table(visit, monkeypatch):
    assert let_in(visit) == []
    monkeypatch.setattr(security, "from_here", lambda *_: True)  # the harness sees a service that lets everybody in
    assert len(let_in(visit)) == 272


def test_every_form_is_refused_when_it_comes_from_elsewhere(visit):
    """No route is exempt, signed in or not."""
    for who in CAST:
        visit(who)
    before = visit.heads()
    link = visit.link("observer")
    found = [*addresses("POST", visit.tender), link]
    assert len(found) > 30
    for who in ("", *CAST):
        browser = visit(who)
        for url, foreign in product(found, ({"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"})):
            answer = browser.post(url, data={"key": "k"}, headers=foreign)
            assert answer.status_code == 403 and "sent from another website" in main(answer), url
        del browser.headers["sec-fetch-site"]
        assert browser.post("/you", data={"name": "X"}).status_code == 403
        assert browser.post("/you", data={"name": "X"}, headers={"origin": "null"}).status_code == 403
        for ours in ("http://127.0.0.1:8000", "http://localhost:8000"):
            host = ours.removeprefix("http://")
            assert browser.post("/display", headers={"origin": ours, "host": host}).status_code == 303
        assert browser.post("/display", headers={"origin": "http://localhost:8000"}).status_code == 403  # another name than it was asked by
    assert visit.heads() == before
    assert visit.house.sessions.link_is_good(link.rsplit("/", 1)[1])


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1", "127.0.0.1:80", "127.0.0.1:8000.evil.example", "evil.example:8000", "", "127.0.0.1:8000@evil"]
)
def test_an_unknown_host_is_no_service(visit, host):
    answer = visit("commissioner").get("/", headers={"host": host})
    assert (answer.status_code, answer.text) == (400, security.WRONG_HOST)
    assert answer.headers["content-security-policy"] == POLICY


def test_over_tls_one_name_is_ours_and_no_other(visit):
    visit.house.settings = Settings(visit.house.settings.data, url="https://Tenders.example.org")
    browser = TestClient(make_app(visit.house), "https://tenders.example.org", follow_redirects=False)
    browser.portal = visit("").portal
    asked = {
        "tenders.example.org": 200,
        "TENDERS.example.org": 200,
        "tenders.example.org:443": 400,
        "localhost": 400,
        "127.0.0.1:8000": 400,
        "evil.example": 400,
    }
    assert {host: browser.get("/help", headers={"host": host}).status_code for host in asked} == asked
    assert browser.get("/tenders/new/starter/").headers["location"] == "https://tenders.example.org/tenders/new/starter"
    ours = {"https://tenders.example.org": 303, "http://tenders.example.org": 403, "https://sub.tenders.example.org": 403, "null": 403}
    assert {origin: browser.post("/display", headers={"origin": origin}).status_code for origin in ours} == ours


EVERY_PAGE = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}


def test_the_headers_of_every_page_and_every_error(visit):
    for who in ("", "commissioner", "stranger"):
        for url in (*addresses("GET", visit.tender), "/nonsense", "/static/vendor/nonsense.css"):
            answer = visit(who).get(url)
            expected = EVERY_PAGE | ({"referrer-policy": "strict-origin"} if holds_a_secret(url) else {})
            if answer.headers.get("content-disposition"):  # a file: it may do less still
                expected |= {"content-security-policy": "sandbox; default-src 'none'", "cache-control": "private, no-store"}
            assert {name: answer.headers.get(name) for name in expected} == expected, url
            assert "strict-transport-security" not in answer.headers and "server" not in answer.headers
    built = re.search(r'href="(/static/vendor/[^"]*\.css)"', visit("").get("/help").text)
    assert built is not None
    answer = visit("").get(built[1])
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-security-policy"] == POLICY


# What the policy needs of every template, and words that could be taken for markup.
NEVER = re.compile(
    r"""\sstyle=|\son[a-z]+=["']|<style|javascript:|hx-on|hx-vals=["']js:|\bjs:|\|\s*safe\b|<script(?![^>]*\ssrc=)|\bautoescape\b"""
)


def test_no_template_needs_a_weaker_policy_or_trusts_words():
    templates = sorted(TEMPLATES.rglob("*.html"))
    assert len(templates) > 30
    found = {str(path.relative_to(TEMPLATES)): NEVER.findall(path.read_text("utf-8")) for path in templates}
    # The one that is handed HTML alone, for speed; the test after this one is about what stands in it.
    # The record as a file of its own carries its look with it: it is opened from a disk, where this policy is not.
    allowed = {"clauses/_list.html": ["autoescape"], "report/standalone.html": ["<style"]}
    assert {name: said for name, said in found.items() if said} == allowed
    for planted in (
        '<p style="x">',
        "<a onclick='x'>",
        "<script>x</script>",
        "{{ words|safe }}",
        '<a href="javascript:x">',
        '<p hx-on:click="x">',
    ):
        assert NEVER.search(planted), planted


def test_the_list_that_is_handed_html_is_handed_no_markup_of_others(visit):
    """Everything in it that people write, or that a Word file may hold: names of parts, numbers, headings, words, notes, “In short”."""
    hostile = '"><b id=planted>&'
    note = (Note("1", hostile, hostile),)
    words = Paragraph("q2", "para", hostile, label=hostile, typed=True, marks=(Mark(2, 2, "note:1"), Mark(0, 3, f"ref:{hostile}")))
    cell = Paragraph("q3", "para", hostile, place=Place("t1", "r1", "c1"))
    block = Paragraph("q4", "block", hostile, label=hostile)
    named = FoundClause((Paragraph("q1", "head", hostile, label=hostile, typed=True), words, cell, block), note)
    unnamed, retired = FoundClause((Paragraph("q5", "para", hostile),)), FoundClause((Paragraph("q6", "para", hostile),))
    tender = visit.begun(hostile, AuthoredPart(hostile, (named, unnamed, retired), {}), "commissioner")
    visit.act(AddAuthoredPart(AuthoredPart(hostile, (unnamed,), {})), "another part", tender)
    visit.act(WriteInShort("c1", hostile), "in short", tender)
    visit.act(RetireClause("c3"), "retired", tender)
    reason = Reason("cannot", "money", hostile, hostile, hostile, "2027-06-30")
    visit.act(FixClauses(("c2",), reason), "fixed", tender)
    browser = visit("commissioner")
    for path in (
        "",
        "?show=open",
        "?show=fixed",
        "/clauses/c1",
        "/clauses/c2",
        "/clauses/c3",
        "/what-can-change",
        "/history",
        "/parts",
        "/fixed-clauses",
    ):
        page = browser.get(f"/tenders/{tender}{path}")
        assert faults(page.text) == [], path
        assert page.text.count("<b id=planted>") == 0 and "&lt;b id=planted&gt;&amp;" in page.text, path
        assert "&amp;lt;" not in page.text, path  # nor escaped twice


def test_words_are_words_and_what_is_missing_is_an_error():
    draw = environment().from_string
    assert draw("{{ words }}").render(words="<script>&\"'") == "&lt;script&gt;&amp;&#34;&#39;"
    for missing in ("{{ words }}", "{% if words %}{% endif %}", "{{ page.words }}", "{% for x in words %}{% endfor %}"):
        with pytest.raises(UndefinedError):
            draw(missing).render(page=object())


# Seats


def test_for_a_stranger_there_is_nothing_not_even_a_tender(visit):
    """Each address of a tender answers a stranger exactly as that of a tender that is not there."""
    none = "t" + "0" * 10
    for method in ("GET", "POST"):
        theirs = [url for url in addresses(method, visit.tender) if visit.tender in url]
        assert len(theirs) > 15
        for url in theirs:
            there, nowhere = (visit("stranger").request(method, each) for each in (url, url.replace(visit.tender, none)))
            assert (there.status_code, there.text) == (404, nowhere.text), url
            assert visit("stranger").head(url).status_code in (404, 405)
    assert visit("observer").get(visit.url).status_code == 200  # the harness can see


def test_signed_out_every_address_leads_to_the_same_place(visit):
    none = "t" + "0" * 10
    for url in addresses("GET", visit.tender):
        if visit.tender in url:
            there, nowhere = (visit("").get(each) for each in (url, url.replace(visit.tender, none)))
            assert (there.status_code, there.headers["location"], there.text) == (303, "/sign-in", nowhere.text), url


def test_an_ended_seat_is_a_strangers(visit):
    from specs.members import EndSeat
    from specs.tender import Member

    assert visit("observer").get(visit.url).status_code == 200
    people = visit.house.people
    by = Member(people.member_of(visit.accounts["commissioner"], visit.tender), "commissioner")
    member = people.member_of(visit.accounts["observer"], visit.tender)
    visit("").portal.call(visit.house.desk.act, visit.tender, EndSeat(member), by, "end")
    assert visit("observer").get(visit.url).status_code == 404
    assert visit.url not in visit("observer").get("/").text


def test_no_page_fails_for_anybody(visit):
    """Every address, and every link from there, for each of the cast; then every form, sent empty."""
    for who in CAST:
        browser, seen = visit(who), set()
        ahead = ["/", *addresses("GET", visit.tender)]
        while ahead:
            url = ahead.pop()
            if url in seen:
                continue
            seen.add(url)
            answer = browser.get(url)
            assert answer.status_code in (200, 303, 403, 404), url
            if answer.headers.get("content-type", "").startswith("text/html"):
                ahead += [
                    link.replace("&amp;", "&") for link in re.findall(r'href="(/(?!static|tenders/[^"]*/versions/)[^"#]*)"', answer.text)
                ]
        assert len(seen) > (100 if who != "stranger" else 20)
    for who in CAST:
        for url in sorted(addresses("POST", visit.tender), key="/sign-out".__eq__):  # signing out comes last
            assert visit(who).post(url, data={"key": f"{who} {url}"}).status_code in (303, 403, 404, 422), url


# Error pages


def test_error_pages_stand_in_the_frame_and_say_what_happened(visit):
    browser = visit("observer")
    gone = browser.get("/nonsense")
    assert (gone.status_code, "Page not found There is no such page" in main(gone)) == (404, True)
    assert 'href="/you"' in gone.text and 'href="/help"' in gone.text
    not_yours = browser.get(f"{visit.url}/seats")
    assert (not_yours.status_code, "Your seat does not include this." in main(not_yours)) == (403, True)
    wrong = browser.put("/you")
    assert (wrong.status_code, set(wrong.headers["allow"].split(", "))) == (405, {"GET", "HEAD", "POST"})


def test_a_page_that_fails_shows_no_traceback_and_says_nothing_was_lost(visit, monkeypatch, caplog):
    def broken(*_):
        raise RuntimeError("a secret of ours")

    monkeypatch.setattr(visit.house.people, "tenders_of", broken)
    browser = visit.new(raise_server_exceptions=False)
    visit.sign_in(browser, "observer")
    with caplog.at_level(logging.CRITICAL):
        answer = browser.get("/")
    assert (answer.status_code, answer.headers["content-security-policy"]) == (500, POLICY)
    assert "nothing was lost" in main(answer) and 'href="/help"' in answer.text
    assert [word for word in ("secret", "Traceback", "RuntimeError") if word in answer.text] == []


def test_a_record_that_cannot_be_read_is_said(visit, monkeypatch):
    def refused(*_):
        raise Refused("The disk cannot be read. Nothing was lost.")

    monkeypatch.setattr(visit.house.people, "tenders_of", refused)
    answer = visit("observer").get("/")
    assert (answer.status_code, "The disk cannot be read. Nothing was lost." in main(answer)) == (503, True)


# Sizes, and lines that break


def test_forms_that_are_too_long(visit):
    browser = visit("commissioner")
    before = visit.heads()
    answer = browser.post("/you", data={"name": "x" * security.MOST_FORM})
    assert (answer.status_code, "too long" in main(answer)) == (413, True)
    sent = 0

    def without_end():
        nonlocal sent
        yield b"name="
        while sent < 64 << 20:
            sent += 1 << 16
            yield b"x" * (1 << 16)

    form = {"content-type": "application/x-www-form-urlencoded"}
    answer = browser.post("/you", content=without_end(), headers=form)
    assert (answer.status_code, "too long" in main(answer)) == (413, True)
    for length in ("9" * 30, "-1", "x"):
        assert browser.post("/you", content=b"name=x", headers=form | {"content-length": length}).status_code == 413
    assert browser.post("/you", data={"name": "x"}, files={"file": ("a", b"x")}).status_code == 400
    assert browser.post("/you", content=b"&".join(b"a=b" for _ in range(20_001)), headers=form).status_code == 400
    assert visit.heads() == before


def test_half_a_form_does_nothing(visit):
    """The line breaks after half of the body."""
    browser = visit("commissioner")
    before = visit.heads()
    whole = b"title=Another+title&key=k"

    async def send_half(upto: int) -> int:
        arriving = [{"type": "http.request", "body": whole[:upto], "more_body": upto < len(whole)}, {"type": "http.disconnect"}]
        answered: list[int] = []

        async def receive():
            return arriving.pop(0)

        async def send(message):
            answered.append(message.get("status", 0))

        sent = {
            "host": "127.0.0.1:8000",
            "sec-fetch-site": "same-origin",
            "cookie": f"session={browser.cookies['session']}",
            "content-length": str(len(whole)),
            "content-type": "application/x-www-form-urlencoded",
        }
        scope = {"type": "http", "method": "POST", "path": f"{visit.url}/title", "query_string": b"", "root_path": "", "scheme": "http"}
        scope |= {"http_version": "1.1", "headers": [(k.encode(), v.encode()) for k, v in sent.items()], "client": ("127.0.0.1", 1)}
        await browser.app({**scope, "server": ("127.0.0.1", 8000)}, receive, send)
        return answered[0]

    assert [browser.portal.call(send_half, upto) for upto in (0, 5, len(whole) - 1)] == [400] * 3
    assert visit.heads() == before
    assert browser.portal.call(send_half, len(whole)) == 303  # the harness can see
    assert visit.heads() != before


# Where it lives


def test_addresses_a_service_may_have(tmp_path: Path):
    said = {
        url: Settings(tmp_path, url=url).url
        for url in (
            "http://127.0.0.1:8000",
            "http://LOCALHOST/",
            "https://Tenders.Example.org/",
            "https://x.org:443",
            "https://x.org:80",
            "http://[::1]:80",
        )
    }
    assert list(said.values()) == [
        "http://127.0.0.1:8000", "http://localhost", "https://tenders.example.org", "https://x.org", "https://x.org:80", "http://[::1]",
    ]  # fmt: skip
    for url in ("http://tenders.example.org", "http://0.0.0.0:8000"):
        with pytest.raises(Refused) as refused:
            Settings(tmp_path, url=url)
        assert str(refused.value) == PLAIN_URL.format(url)
    for url in ("", "tenders.example.org", "ftp://x.org", "https://x.org/path", "https://", "https://x.org:0", "https://x.org:no"):
        with pytest.raises(Refused, match="is no address"):
            Settings(tmp_path, url=url)


def test_a_folder_that_cannot_be_used_is_said(tmp_path: Path):
    house = open_house(Settings(tmp_path / "data"))
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700
    with pytest.raises(Refused, match="Another Cotender is working with the data in"):
        open_house(Settings(tmp_path / "data"))
    open_house(Settings(tmp_path / "data"), "ro").close()  # looking beside it is fine
    house.close()
    (tmp_path / "a file").write_text("")
    with pytest.raises(Refused, match="cannot be written to"):
        open_house(Settings(tmp_path / "a file"))
    with pytest.raises(Refused):
        open_house(Settings(tmp_path / "missing"), "ro")
    assert not (tmp_path / "missing").exists()
    for name in ("people.db", "record.db"):
        kept = (tmp_path / "data" / name).read_bytes()
        (tmp_path / "data" / name).write_bytes(b"not a database at all" * 1000)
        for mode in ("rwc", "ro"):
            with pytest.raises(Refused, match="damaged|not a"):
                open_house(Settings(tmp_path / "data"), mode)
        (tmp_path / "data" / name).write_bytes(kept)
    open_house(Settings(tmp_path / "data")).close()  # and whoever was refused let go of the folder


def test_every_address_of_the_application_is_known_to_these_tests():
    assert [route.path for route in routes()[-1:]] == ["/static/vendor"]
    paths = {re.sub(r"\{.*?\}", "1", getattr(route, "path", "")) for route in routes()[:-1]}
    named = {re.sub(r"\{.*?\}", "1", url) for method in ("GET", "POST") for url in addresses(method, "1", "1")}
    assert len(paths) == len({re.sub(r"/(d1|l1|m-none|none)(?=/|$)", "/1", url) for url in named})
