"""Signing in with a one-time link, out again, one's own page, and colours and sizes."""

import re
from datetime import timedelta
from http.cookies import SimpleCookie
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient

from server.app import make_app
from server.settings import Settings, open_house
from specs.library import teaching
from tests.visiting import main


def cookies(answer) -> dict[str, dict[str, str]]:
    """Every cookie an answer sets: its value and what it says of itself."""
    found = {}
    for line in answer.headers.get_list("set-cookie"):
        for name, morsel in SimpleCookie(line).items():
            found[name] = {"value": morsel.value} | {key: str(value) for key, value in morsel.items() if value and key != "expires"}
    return found


def test_a_link_shows_one_button_and_signs_in_once(visit):
    browser, link = visit.new(), visit.link("observer", visit.url)
    for _ in range(3):  # mail programs open links by themselves
        assert browser.head(link).status_code == 200
        page = browser.get(link)
        assert page.status_code == 200 and page.text.count("<button") == 1 and "set-cookie" not in page.headers
    assert main(page) == (
        "Sign in to Cotender Press the button to sign in on this device. This is my own phone or computer You stay signed in here for 30"
        " days. Leave it empty on anything that others use: then you are signed out after half an hour without a page. Sign in If this"
        " is a shared computer, please remember to sign out"
        " when you have finished."
    )
    answer = browser.post(link)
    assert (answer.status_code, answer.headers["location"]) == (303, visit.url)
    assert browser.get(visit.url).status_code == 200
    other = visit.new()
    for again in (other.get(link), other.post(link)):
        assert again.status_code == 404 and "Please ask for a new one: it takes a minute." in main(again)
        assert "<button" not in again.text.split("<main")[1]
    assert other.get("/").headers["location"] == "/sign-in"


def test_the_secret_of_a_link_is_told_to_no_other_page(visit):
    link = visit.link("observer")
    secret = link.rsplit("/", 1)[1]
    good, bad = visit.new().get(link), visit.new().get("/sign-in/nonsense")
    assert [page.headers["referrer-policy"] for page in (good, bad)] == ["strict-origin", "strict-origin"]
    assert secret not in good.text
    assert [urlsplit(address).netloc for address in re.findall(r'(?:href|src|action)="([^"]*)"', good.text)].count("") == len(
        re.findall(r'(?:href|src|action)="', good.text)
    )


def test_the_cookie_on_this_machine_and_over_tls(visit):
    plain = cookies(visit.new().post(visit.link("observer")))
    assert list(plain) == ["session"]
    said = plain["session"]
    assert (said.pop("value") != "", said) == (True, {"max-age": "2592000", "path": "/", "httponly": "True", "samesite": "lax"})

    visit.house.settings = Settings(visit.house.settings.data, url="https://tenders.example.org")
    browser = TestClient(make_app(visit.house), "https://tenders.example.org", headers={"origin": "https://tenders.example.org"})
    browser.follow_redirects, browser.portal = False, visit.new().portal
    answer = browser.post(visit.link("observer"))
    said = cookies(answer)["__Host-session"]
    assert (said.pop("value") != "", said) == (
        True,
        {"max-age": "2592000", "path": "/", "httponly": "True", "samesite": "lax", "secure": "True"},
    )
    assert browser.get("/").status_code == 200
    assert answer.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"
    browser.post("/sign-out")
    assert browser.get("/").headers["location"] == "/sign-in"


def test_over_tls_only_the_cookie_that_says_so_counts(visit):
    """A neighbour on plain http, or under another name of the same domain, can plant “session”, but not “__Host-session”."""
    visit.sign_in(here := visit.new(), "observer")
    good = here.cookies["session"]
    visit.house.settings = Settings(visit.house.settings.data, url="https://tenders.example.org")
    browser = TestClient(make_app(visit.house), "https://tenders.example.org", follow_redirects=False)
    browser.portal = visit.new().portal
    for cookie, leads_to in ((f"session={good}", "/sign-in"), (f"__Host-session={good}", None), (f"__Host-session={good}x", "/sign-in")):
        assert browser.get("/", headers={"cookie": cookie}).headers.get("location") == leads_to
    said = cookies(browser.post("/display", data={"theme": "dark"}, headers={"origin": "https://tenders.example.org"}))["theme"]
    assert (said["secure"], said["httponly"], said["samesite"], said["path"]) == ("True", "True", "lax", "/")


def test_a_cookie_planted_before_never_becomes_good(visit):
    browser = visit.new()
    browser.cookies.set("session", "planted")
    browser.post(visit.link("observer"))
    thief = visit.new()
    thief.cookies.set("session", "planted")
    assert thief.get("/").headers["location"] == "/sign-in"


def test_signing_in_again_ends_the_session_before(visit):
    browser = visit.new()
    visit.sign_in(browser, "observer")
    old = browser.cookies["session"]
    visit.sign_in(browser, "procurement")
    assert browser.cookies["session"] != old
    assert visit.house.sessions.session(old) is None


def test_signing_out_here_and_everywhere(visit):
    first, second = visit("observer"), visit.new()
    visit.sign_in(second, "observer")
    copied = second.cookies["session"]
    answer = second.post("/sign-out")
    assert (answer.headers["location"], answer.headers["clear-site-data"]) == ("/sign-in", '"cache", "storage"')
    assert cookies(answer)["session"]["max-age"] == "0"
    assert visit.house.sessions.session(copied) is None  # a copy of the cookie is worth nothing either
    assert first.get("/").status_code == 200
    visit.sign_in(second, "observer")
    assert second.post("/sign-out", data={"everywhere": "yes"}).status_code == 303
    assert first.get("/").headers["location"] == "/sign-in"
    assert visit("").post("/sign-out").headers["location"] == "/sign-in"  # nobody to sign out: no harm


def test_what_was_typed_while_signed_out_is_shown_to_be_copied(visit):
    before = visit.heads()
    answer = visit("").post(f"{visit.url}/clauses/c1/in-short", data={"text": "Two <b>words</b> &", "key": "secret-key"})
    assert answer.status_code == 401 and "Nothing" not in answer.text.split("<title>")[1].split("</title>")[0]
    assert "&lt;b&gt;words&lt;/b&gt; &amp;</textarea>" in answer.text and "secret-key" not in answer.text
    assert visit("").post(f"{visit.url}/title", data={"key": "k"}, headers={"hx-request": "true"}).headers["hx-redirect"] == "/sign-in"
    assert visit.heads() == before


def test_many_tries_from_one_place_are_stopped_and_a_whole_meeting_may_sign_in(visit):
    for _ in range(40):
        visit.sign_in(visit.new(), "observer")
    tries = [visit.new().post(f"/sign-in/guess-{number}").status_code for number in range(35)]
    assert tries == [404] * 30 + [429] * 5
    visit.sign_in(visit.new(), "observer")


def test_the_limit_on_tries_survives_a_restart(tmp_path):
    tries = []
    for _ in range(2):
        house = open_house(Settings(tmp_path / "data"))
        with TestClient(make_app(house), house.settings.url, headers={"sec-fetch-site": "same-origin"}) as browser:
            tries += [browser.post(f"/sign-in/guess-{number}").status_code for number in range(20)]
        house.close()
    assert tries == [404] * 30 + [429] * 10


def test_a_session_survives_a_restart_and_its_end_does_too(tmp_path):
    said = []
    for number in range(3):
        house = open_house(Settings(tmp_path / "data"))
        with TestClient(make_app(house), house.settings.url, follow_redirects=False, headers={"sec-fetch-site": "same-origin"}) as browser:
            if number == 0:
                browser.post(f"/sign-in/{house.sessions.new_link(house.people.invite('anne@example.org').id)}")
                kept = browser.cookies["session"]
            browser.cookies.set("session", kept)
            said.append(browser.get("/you").status_code)
            if number == 1:
                browser.post("/sign-out", data={"everywhere": "yes"})
        house.close()
    assert said == [200, 200, 303]


def test_a_link_ends_after_half_an_hour_and_when_a_newer_one_is_made(visit, monkeypatch):
    old, new = visit.link("observer"), visit.link("observer")
    assert [visit.new().post(link).status_code for link in (old, new)] == [404, 303]
    late = visit.link("observer")
    now = visit.house.sessions._clock()
    monkeypatch.setattr(visit.house.sessions, "_clock", lambda: now + timedelta(minutes=30, seconds=1))
    assert (visit.new().get(late).status_code, visit.new().post(late).status_code) == (404, 404)


def test_a_session_ends_when_nobody_was_there_for_half_an_hour(visit, monkeypatch):
    browser = visit("observer")
    now = visit.house.sessions._clock()
    for minutes, status in ((29, 200), (58, 200), (89, 303), (90, 303)):
        monkeypatch.setattr(visit.house.sessions, "_clock", lambda minutes=minutes: now + timedelta(minutes=minutes))
        assert browser.get("/you").status_code == status, minutes


def test_ones_own_page(visit):
    page = main(visit("procurement").get("/you"))
    assert f"Your seats Procurement officer in {teaching.TITLE} – your name there ({teaching.TITLE}) Who decides what" in page
    assert "You sign in as priya.nair@example.org." in page
    assert "You have no seat in a tender yet." in main(visit("stranger").get("/you"))
    assert visit("").get("/you").headers["location"] == "/sign-in"


def test_a_chosen_name_shows_everywhere_and_an_empty_one_is_asked_for(visit):
    browser = visit("commissioner")
    answer = browser.post("/you", data={"name": "  "})
    assert answer.status_code == 422 and "<title>Error: You" in answer.text and 'href="#name"' in answer.text
    assert browser.post("/you", data={"name": "<i>Annie</i> & co"}).headers["location"] == "/you"
    page = browser.get("/you").text
    assert "Your name is changed." in page and "&lt;i&gt;Annie&lt;/i&gt; &amp; co" in page and "<i>Annie" not in page
    assert "Your name is changed." not in browser.get("/you").text  # said once
    assert "&lt;i&gt;Annie&lt;/i&gt; &amp; co" in visit("observer").get(f"{visit.url}/history").text


def test_colours_and_sizes_are_kept_in_the_browser_for_anybody(visit):
    browser = visit("")
    assert browser.post("/display", data={"theme": "dark", "size": "largest", "face": "plain"}).headers["location"] == "/display"
    assert (
        '<html lang="en-GB" class="govuk-template" data-theme="dark" data-face="plain" data-size="largest">' in browser.get("/sign-in").text
    )
    browser.post("/display", data={"theme": "", "size": "x", "face": '"><script>'})
    assert '<html lang="en-GB" class="govuk-template">' in browser.get("/sign-in").text
    browser.cookies.set("theme", '"><script>')
    assert '<html lang="en-GB" class="govuk-template">' in browser.get("/sign-in").text


@pytest.mark.parametrize(
    "referer", ["https://evil.example/", "http://127.0.0.1:8000//evil.example/x", "http://127.0.0.1:8000/\\evil.example", "nonsense", ""]
)
def test_back_from_the_display_page_stays_here(visit, referer):
    page = visit("").get("/display", headers={"referer": referer}).text
    back = re.search(r'<a href="([^"]*)" class="govuk-back-link"', page)
    assert back is not None and back[1] == "/"
    assert 'href="/help" class="govuk-back-link"' in visit("").get("/display", headers={"referer": "http://127.0.0.1:8000/help"}).text
