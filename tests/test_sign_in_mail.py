"""Asking for a link: who gets mail, which browser may use it, the six digits; printed cards; invitations."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from starlette.testclient import TestClient

from server.cards import picture, plain, words
from server.messages import invitation_message, news_message, sign_in_message
from tests.visiting import letters, main

OBSERVER = "observer"


@pytest.fixture
def post(visit) -> Any:
    """The messages that went out, oldest first."""
    return lambda: letters(visit.house)


def asked(visit, browser: TestClient, who: str = OBSERVER) -> None:
    email = visit.house.people.account(visit.accounts[who]).email
    answer = browser.post("/sign-in", data={"email": email})
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in/sent")


def link_and_code(text: str) -> tuple[str, str]:
    link = re.search(r"http://[^/]+(/sign-in/\S+)", text)
    code = re.search(r"they are: (\d{3} \d{3})", text)
    assert link and code
    return link[1], code[1]


def test_the_browser_that_asked_signs_in_with_one_click(visit, post):
    browser = visit.new()
    asked(visit, browser)
    (mail,) = post()
    link, _ = link_and_code(mail[2])
    page = browser.get(link)
    assert page.text.count('name="code"') == 0 and "set-cookie" not in page.headers
    answer = browser.post(link)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert (browser.get("/").status_code, browser.get("/sign-in").headers["location"]) == (200, "/")
    assert "ask" not in browser.cookies


def test_another_browser_types_the_six_digits(visit, post):
    asked(visit, visit.new())
    link, code = link_and_code(post()[0][2])
    other = visit.new()
    assert 'name="code"' in other.get(link).text
    answer = other.post(link)
    assert answer.status_code == 422 and "Please type the six digits from the message." in main(answer)
    wrong = other.post(link, data={"code": "1"})
    assert wrong.status_code == 422 and "These are not the digits of the newest message." in main(wrong)
    assert other.post(link, data={"code": code}).status_code == 303
    assert other.get("/").status_code == 200


def test_the_six_digits_can_be_typed_where_the_link_was_asked_for(visit, post):
    browser = visit.new()
    assert browser.get("/sign-in/sent").headers["location"] == "/sign-in"
    asked(visit, browser)
    _, code = link_and_code(post()[0][2])
    assert "If the address is known here, a message is on its way." in main(browser.get("/sign-in/sent"))
    assert browser.post("/sign-in/sent", data={"code": "000"}).status_code == 422
    answer = browser.post("/sign-in/sent", data={"code": code, "own": "yes"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    known = visit.house.sessions._kept_session(visit.house.sessions.session(browser.cookies["session"]).hash)
    assert known.own


def robot(visit, link: str) -> tuple[set[int], bool]:
    """What a mail program does that looks at everything: HEAD, GET, and every form of the page sent as it stands.

    Gives what it was answered, and whether it was signed in at the end.
    """
    browser, seen = visit.new(), []
    for _ in range(10):
        seen.append(browser.head(link).status_code)
        page = browser.get(link)
        for form in re.findall(r"<form.*?</form>", page.text, re.DOTALL):
            where = re.search(r'action="([^"]*)"', form)
            sent = dict.fromkeys(re.findall(r'name="([^"]*)"', form), "")
            seen.append(browser.post(unescape(where[1]) if where else link, data=sent).status_code)
        for address in re.findall(r'href="(/[^"]*)"', page.text):
            browser.get(address)
    return set(seen), browser.get("/").status_code == 200


def test_a_robot_that_opens_and_presses_everything_leaves_the_link_good(visit, post):
    here = visit.new()
    asked(visit, here)
    link, _ = link_and_code(post()[0][2])
    assert robot(visit, link) == ({200, 422}, False)
    assert here.post(link).headers["location"] == "/"


def test_the_robot_of_the_test_can_use_a_link_up(visit):
    """A link that a person hands over is used by whoever presses its button: the test would see it."""
    link = visit.link(OBSERVER)
    answers, signed_in = robot(visit, link)
    assert (303 in answers, signed_in) == (True, True)
    assert visit.new().post(link).status_code == 404


def test_two_hundred_posts_of_one_link_give_one_session(visit, post):
    here = visit.new()
    asked(visit, here)
    link, _ = link_and_code(post()[0][2])
    secret = here.cookies["ask"]

    def press(_: int) -> int:
        browser = visit.new()
        browser.cookies.set("ask", secret)
        return browser.post(link).status_code

    with ThreadPoolExecutor(20) as pool:
        said = list(pool.map(press, range(200)))
    assert said.count(303) == 1 and set(said) <= {303, 404, 429}
    with visit.house.people.record.reading() as db:
        count = db.execute("SELECT count(*) FROM open_sessions WHERE account = ?", (visit.accounts[OBSERVER],)).fetchone()[0]
    assert count == 1


def test_a_thousand_requests_send_at_most_three_messages(visit, post):
    email = visit.house.people.account(visit.accounts[OBSERVER]).email
    for number in range(1000):
        spelled = email.upper() if number % 2 else f" {email} "
        assert visit("").post("/sign-in", data={"email": spelled}).status_code == 303
    assert [to for to, _, _ in post()] == [email] * 3


def test_an_address_that_is_not_known_is_answered_in_the_same_way(visit, post):
    answers = []
    for email in ("nobody-here@example.org", visit.house.people.account(visit.accounts[OBSERVER]).email):
        browser = visit.new()
        answer = browser.post("/sign-in", data={"email": email})
        cookie = re.sub(r"ask=[^;]+", "ask=", answer.headers["set-cookie"])
        headers = {name: value for name, value in answer.headers.items() if name not in ("set-cookie", "date")}
        answers.append((answer.status_code, answer.content, cookie, headers, main(browser.get("/sign-in/sent"))))
        wrong = browser.post("/sign-in/sent", data={"code": "123"})
        answers[-1] += (wrong.status_code,)
    assert answers[0] == answers[1]
    assert len(post()) == 1
    for email in ("", "x", "a@", "@b", "x" * 300 + "@example.org"):
        refused = visit.new().post("/sign-in", data={"email": email})
        assert refused.status_code == 422 and "Please give your email address" in main(refused)


# Cards


def test_a_card_signs_in_however_its_words_are_typed_until_it_is_ended(visit):
    cards, account = visit.house.cards, visit.accounts[OBSERVER]
    old = cards.make(account)
    phrase = cards.make(account)
    assert cards.whose(old) is None and cards.made_on(account) == visit.house.today()
    browser = visit.new()
    for typed in (phrase, phrase.upper().replace("-", "  "), " ".join(word[:4] for word in phrase.split("-")), f"{phrase}."):
        assert browser.post("/sign-in/card", data={"words": typed}).headers["location"] == "/", typed
        browser.post("/sign-out")
    assert phrase in browser.get(f"/sign-in/card/{phrase}").text  # the picture only fills the box in
    assert browser.get("/").headers["location"] == "/sign-in"
    cards.end(account)
    answer = browser.post("/sign-in/card", data={"words": phrase})
    assert answer.status_code == 422 and "not the words of a card that is good" in main(answer) and phrase in answer.text


def test_guessing_at_cards_is_stopped(visit):
    said = [visit.new().post("/sign-in/card", data={"words": f"guess {number}"}).status_code for number in range(32)]
    assert said == [422] * 30 + [429] * 2


def test_the_words_of_a_card_are_told_apart_by_four_letters():
    assert (len(words()), len({word[:4] for word in words()})) == (2048, 2048)
    assert plain(words()[7].upper()) == words()[7] and plain("zzzz  qqqq!") == "zzzz-qqqq"
    drawn = picture("http://127.0.0.1:8000/sign-in/card/a-b-c-d-e-f")
    assert drawn.startswith("<svg") and "style" not in drawn and drawn != picture("http://127.0.0.1:8000/sign-in/card/a-b-c-d-e-g")


# Invitations


def test_an_invitation_signs_nobody_in_and_sends_a_fresh_link(visit, post):
    account = visit.accounts["stranger"]
    address = f"/invitations/{visit.house.invitations.invite(account)}"
    browser = visit.new()
    for _ in range(3):
        assert "You are invited" in main(browser.get(address))
    answer = browser.post(address)
    assert (answer.headers["location"], browser.get("/").headers["location"]) == ("/sign-in/sent", "/sign-in")
    ((to, _, text),) = post()
    assert to == "stranger@example.org"
    assert browser.post(link_and_code(text)[0]).headers["location"] == "/"
    newer = visit.house.invitations.invite(account)
    assert [browser.get(each).status_code for each in (address, f"/invitations/{newer}", "/invitations/x")] == [404, 200, 404]


def test_an_invitation_lasts_thirty_days(visit, monkeypatch):
    address = f"/invitations/{visit.house.invitations.invite(visit.accounts['stranger'])}"
    now = visit.house.invitations._clock()
    said = []
    for days in (29, 31):
        monkeypatch.setattr(visit.house.invitations, "_clock", lambda days=days: now + timedelta(days=days))
        said.append(visit.new().get(address).status_code)
    assert said == [200, 404]


def test_a_message_names_no_tender_no_seat_and_nobody():
    for subject, text in (sign_in_message("u", "/l", "123456"), invitation_message("u", "/l"), news_message("u")):
        said = f"{subject} {text}".lower()
        for word in ("commissioner", "co-chair", "member", "steering", "facilitator", "procurement", "official", "observer", "clause"):
            assert word not in said, (word, subject)
