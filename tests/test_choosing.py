"""Words chosen on the page of a clause, as the address carries them to the form of a comment."""

import html
import re

import pytest

from tests.filling import Form
from tests.visiting import plain


@pytest.fixture
def url(group) -> str:
    return f"{group.url}/clauses/c8"


@pytest.fixture
def browser(group):
    """The browser of a member who has read what happens to what they say."""
    made = group("member")
    Form(made, f"{group.url}/before-you-comment").done()
    return made


def offered(page) -> list[tuple[str, str, bool]]:
    """What a comment can be about: the value, the words, and whether it is chosen."""
    found = re.findall(r'name="chosen" type="radio" value="([^"]*)"([^>]*)>\s*<label[^>]*>\s*(.*?)\s*</label>', page.text, re.DOTALL)
    return [(value, html.unescape(words), "checked" in more) for value, more, words in found]


def body(group, place: int = 0):
    return group.fold().clauses["c8"].body[place]


def test_words_in_the_address_are_first_in_the_list_and_commented_on(group, browser, url):
    p = body(group)
    page = browser.get(f"{url}/comments/new?version=2&quote={p.id}-4-11,{p.id}-20-25")
    assert offered(page)[0] == (f"{p.id} 4 11,{p.id} 20 25", f"“{p.text[4:11]} … {p.text[20:25]}”", True)
    assert [chosen for _, _, chosen in offered(page)].count(True) == 1
    before = set(group.fold().threads)
    Form(browser, f"{url}/comments/new?version=2&quote={p.id}-4-11,{p.id}-20-25", text="Why so?").done()
    (made,) = set(group.fold().threads) - before
    assert [(s.paragraph, s.start, s.end) for s in group.fold().threads[made].places] == [(p.id, 4, 11), (p.id, 20, 25)]


def test_a_whole_sentence_is_the_one_in_the_list(group, browser, url):
    value = offered(browser.get(f"{url}/comments/new"))[1][0]
    page = browser.get(f"{url}/comments/new?quote={value.replace(' ', '-')}")
    assert [each[0] for each in offered(page) if each[2]] == [value]
    assert len(offered(page)) == len(offered(browser.get(f"{url}/comments/new")))


def test_they_are_still_chosen_when_the_form_comes_back(group, browser, url):
    form = Form(browser, f"{url}/comments/new?quote={body(group).id}-4-11", text="")
    form.refused()
    assert offered(form.page)[0][1:] == (f"“{body(group).text[4:11]}”", True)


@pytest.mark.parametrize(
    ("version", "quote"),
    [
        ("", "p0-0-5"),
        ("", "{p}-0-99999"),
        ("", "{p}-5-5"),
        ("", "{p}-9-5"),
        ("", "{p}--5-9"),
        ("", "{p}-x-9"),
        ("", "%00"),
        ("", "٣-٣-٣"),
        ("", "<b>"),
        ("9", "{p}-4-11"),
        ("0", "{p}-0-99999"),
        ("", ",".join(["{p}-0-1"] * 3000)),
        ("", "{p}-0-" + "9" * 5000),
    ],
)
def test_words_that_do_not_stand_there_are_chosen_from_the_list(group, browser, url, version, quote):
    before = group.heads()
    page = browser.get(f"{url}/comments/new?version={version}&quote={quote.replace('{p}', body(group).id)}")
    if quote.count(",") > 100:  # the same words three thousand times are these words once
        assert page.status_code == 200 and len([each for each in offered(page) if each[2]]) == 1
        return
    assert page.status_code == 200 and "The words you chose do not stand there." in plain(page)
    assert [each[0] for each in offered(page) if each[2]] == [""]
    assert "do not stand there" not in plain(browser.get(f"{url}/comments/new")) and group.heads() == before


def test_words_of_the_version_that_was_read_go_with_it(group, browser, url):
    now = group.fold().clauses["c8"]
    p = body(group)
    group.changed("c8", p.text[:20], "Quite other words")
    page = browser.get(f"{url}/comments/new?version={now.version}&quote={p.id}-0-20")
    assert "The clause has changed while you were writing." in plain(page)
    assert offered(page)[0][1:] == (f"“{p.text[:20]}”", True)


def test_they_stay_chosen_over_what_is_read_before_the_first_comment(group, url):
    browser = group("member")
    p = body(group)
    answer = browser.get(f"{url}/comments/new?version=2&quote={p.id}-4-11")
    assert answer.headers["location"] == f"{group.url}/before-you-comment?clause=c8&version=2&quote={p.id}-4-11"
    page = Form(browser, answer.headers["location"]).done()
    assert offered(page)[0][1:] == (f"“{p.text[4:11]}”", True)
    form = Form(browser, f"{group.url}/before-you-comment?clause=c8&quote={p.id}-4-11%26x=1%0d%0a")
    assert "quote" not in form.values and form.send().headers["location"] == f"{group.url}/clauses/c8/comments/new"


def test_only_who_may_comment_is_told_where_the_form_is(group, url):
    told = {who: "data-ct-comment" in group(who).get(url).text for who in ("member", "co_chair", "commissioner", "facilitator", "observer")}
    assert told == {"member": True, "co_chair": True, "commissioner": True, "facilitator": False, "observer": False}
    assert 'data-ct-comment="2"' in group("member").get(url).text
