"""Signing in with a one-time link, out again, one's own page, and colours and sizes."""

import re
from http.cookies import SimpleCookie
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient

from server.app import make_app
from server.settings import Settings
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
        "Sign in to Cotender Press the button to sign in on this device. Sign in If this is a shared computer, please remember to sign out"
        " when you have finished."
    )
    answer = browser.post(link)
    assert (answer.status_code, answer.headers["location"]) == (303, visit.url)
    assert browser.get(visit.url).status_code == 200
    other = visit.new()
    for again in (other.get(link), other.post(link)):
        assert again.status_code == 404 and "Please ask the person who sent it for a new one." in main(again)
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
    assert (said.pop("value") != "", said) == (True, {"max-age": "604800", "path": "/", "httponly": "True", "samesite": "lax"})

    visit.house.settings = Settings(visit.house.settings.data, url="https://tenders.example.org")
    browser = TestClient(make_app(visit.house), "https://tenders.example.org", headers={"origin": "https://tenders.example.org"})
    browser.follow_redirects, browser.portal = False, visit.new().portal
    answer = browser.post(visit.link("observer"))
    said = cookies(answer)["__Host-session"]
    assert (said.pop("value") != "", said) == (
        True,
        {"max-age": "604800", "path": "/", "httponly": "True", "samesite": "lax", "secure": "True"},
    )
    assert browser.get("/").status_code == 200
    assert answer.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"
    browser.post("/sign-out")
    assert browser.get("/").headers["location"] == "/sign-in"


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
    assert visit.house.people.session(old) is None


def test_signing_out_here_and_everywhere(visit):
    first, second = visit("observer"), visit.new()
    visit.sign_in(second, "observer")
    copied = second.cookies["session"]
    answer = second.post("/sign-out")
    assert (answer.headers["location"], answer.headers["clear-site-data"]) == ("/sign-in", '"cache", "storage"')
    assert cookies(answer)["session"]["max-age"] == "0"
    assert visit.house.people.session(copied) is None  # a copy of the cookie is worth nothing either
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


def test_ones_own_page(visit):
    page = main(visit("procurement").get("/you"))
    assert f"Your seats Procurement officer in {teaching.TITLE} Who decides what" in page
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
