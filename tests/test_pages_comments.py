"""Saying something on a clause's page: read first what happens to it, choose the words, send, reply, agree; and nothing typed is lost."""

import html
import re
from datetime import timedelta

import pytest

from specs.library.teaching_group import thread
from tests.filling import Form
from tests.visiting import plain

WORDS = "I was in the middle of this <b>when"


def open_clause(group) -> str:
    return next(each.id for each in group.fold().reading_order() if each.openness == "open" and len(each.wording) > 1)


@pytest.fixture
def url(group) -> str:
    return f"{group.url}/clauses/{open_clause(group)}"


def briefed(group, who: str):
    """The browser of somebody who has read what happens to what they say."""
    browser = group(who)
    Form(browser, f"{group.url}/before-you-comment").done()
    return browser


def test_what_can_change_and_what_happens_to_words_is_read_before_the_first_comment(group, url):
    browser = group("co_chair")
    answer = browser.get(f"{url}/comments/new")
    assert answer.status_code == 303 and answer.headers["location"].startswith(f"{group.url}/before-you-comment")
    page = plain(browser.get(answer.headers["location"]))
    assert "What happens to what you say" in page and "An official answers it: what you say today by" in page
    Form(browser, answer.headers["location"]).done()
    assert browser.get(f"{url}/comments/new").status_code == 200


def test_a_comment_on_a_sentence_is_said_once_and_owed_an_answer(group, url):
    browser = briefed(group, "member")
    form = Form(browser, f"{url}/comments/new", kind="comment", text=WORDS)
    before = set(group.fold().threads)
    sentences = [value for value in form_choices(form, "chosen") if value]
    form.put(chosen=sentences[0])
    page = form.done()
    assert "&lt;b&gt;when" in page.text and "<b>when" not in page.text
    form.send()  # twice is once
    (made,) = set(group.fold().threads) - before
    said = group.fold().threads[made]
    assert (said.first.text, said.kind, bool(said.places)) == (WORDS, "comment", True) and said.reply_by > group.house.today()
    assert WORDS in html.unescape(group("official").get(f"{group.url}/waiting").text)


def form_choices(form: Form, name: str) -> list[str]:
    return [html.unescape(each) for each in re.findall(rf'name="{name}" type="radio" value="([^"]*)"', form.page.text)]


def test_a_comment_without_words_is_asked_for_and_the_kind_stays_chosen(group, url):
    form = Form(briefed(group, "member"), f"{url}/comments/new", kind="comment", text="")
    assert "write" in form.refused().lower()


def test_words_are_kept_for_later_and_seen_by_nobody_else(group, url):
    browser = briefed(group, "member")
    form = Form(browser, f"{url}/comments/new", kind="comment", text=WORDS)
    form.values["keep"] = "yes"
    page = form.done()
    assert "Your words are kept. Nobody else sees them" in plain(page)
    assert Form(browser, f"{url}/comments/new").values["text"] == WORDS
    for who in ("commissioner", "facilitator", "co_chair"):
        for address in (url, f"{group.url}/history", f"{group.url}/waiting"):
            assert "in the middle of this" not in group(who).get(address).text
    Form(browser, f"{url}/comments/new").done()
    assert Form(browser, f"{url}/comments/new").values["text"] == ""


def test_a_comment_is_kept_when_its_writer_was_signed_out_meanwhile(group, url):
    browser = briefed(group, "member")
    later = group.house.sessions._clock() + timedelta(hours=3)
    group.house.sessions._clock = lambda: later
    before = group.heads()
    answer = browser.post(f"{url}/comments/new", data={"text": WORDS, "kind": "comment", "key": "k"})
    assert answer.status_code == 401 and "your words are kept" in plain(answer) and group.heads() == before
    group.sign_in(browser, "member")
    assert Form(browser, f"{url}/comments/new").values["text"] == WORDS
    answer = group.new().post(f"{url}/comments/new", data={"text": "mine", "kind": "comment", "key": "k"})
    assert answer.status_code == 401 and "to copy" in plain(answer) and ">mine</textarea>" in answer.text


def test_a_comment_is_kept_when_a_round_began_while_it_was_written(group, url):
    browser = group("co_chair")
    sent = {"text": WORDS, "kind": "comment", "key": "k", "version": "1"}
    answer = browser.post(f"{url}/comments/new", data=sent)
    assert answer.status_code == 303 and "/before-you-comment?clause=" in answer.headers["location"]
    form = Form(browser, answer.headers["location"])
    assert "Your words are kept. Please read this first" in plain(form.page)
    assert WORDS in html.unescape(form.done().text)
    assert "text" not in form.values and WORDS not in [each.first.text for each in group.fold().threads.values()]
    answer = group("third").post(f"{url}/comments/new", data=sent | {"text": "a" * 20_001})
    assert answer.status_code == 422 and "a" * 20_001 in answer.text


def test_agreeing_is_one_button_and_is_taken_away_again(group):
    url = f"{group.url}/threads/{thread(5)}/agreement"
    browser = briefed(group, "third")
    name = group.house.people.account(group.accounts["third"]).name
    assert browser.post(url, data={"key": "one"}).status_code == 303
    member = group.house.people.member_of(group.accounts["third"], group.tender)
    assert member in group.fold().threads[thread(5)].agreed
    clause = group.fold().threads[thread(5)].clause
    assert f"{name} agrees." in plain(group("commissioner").get(f"{group.url}/clauses/{clause}"))


def test_a_reply_stands_under_what_it_answers(group):
    Form(briefed(group, "member"), f"{group.url}/threads/{thread(6)}/replies", text="My brother too.").done()
    assert [post.text for post in group.fold().threads[thread(6)].posts][-1] == "My brother too."
    assert "My brother too." in plain(group("official").get(f"{group.url}/clauses/{group.fold().threads[thread(6)].clause}"))
