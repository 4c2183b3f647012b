"""Pages: “I do not agree” stands beside a decision and the words it made; notes put a decision right without changing it."""

import pytest

from specs.days import later
from specs.library.teaching_group import thread
from tests.filling import Form
from tests.visiting import main, plain

DECIDED, CLAUSE = thread(9), "c9"
MATTERS, ACCEPTABLE = "People who cannot read are left out.", "Somebody calls as well."


@pytest.fixture
def url(group):
    """The suggestion of the story that both chairs accepted."""
    return f"{group.url}/proposals/{DECIDED}"


def dissent(group, url, who="member", matters=MATTERS):
    return Form(group(who), f"{url}/dissent", matters=matters, acceptable=ACCEPTABLE).done()


def test_it_stands_beside_the_words_and_under_my_contributions(group, url):
    assert "Done It is kept beside the decision, for as long as the decision is." in plain(dissent(group, url))
    for who in ("commissioner", "third", "observer"):
        page = plain(group(who).get(f"{group.url}/clauses/{CLAUSE}"))
        place = page.index("Somebody does not agree with a decision here")
        assert f"{MATTERS} What would make it acceptable: {ACCEPTABLE}" in page[place:]
    assert "Somebody does not agree" not in plain(group("third").get(f"{group.url}/clauses/c8"))
    page = plain(group("member").get(f"{group.url}/mine"))
    assert "Decisions you do not agree with Clause 4.2" in page or "Decisions you do not agree with Clause 4.3" in page
    assert MATTERS in page[page.index("Decisions you do not agree with") :]
    assert MATTERS not in plain(group("third").get(f"{group.url}/mine"))


def test_whoever_said_it_is_offered_to_talk_about_it_and_nobody_else_sees_that(group, url):
    offer = "Would you like to talk about this with somebody?"
    assert offer not in plain(group("member").get(f"{group.url}/mine"))
    dissent(group, url)
    page = group("member").get(f"{group.url}/mine")
    assert offer in plain(page) and f'href="{group.url}/support">Talk about it with somebody' in page.text
    for who in ("commissioner", "co_chair", "facilitator", "official"):
        for path in ("mine", "disagreements", f"clauses/{CLAUSE}"):
            assert offer not in plain(group(who).get(f"{group.url}/{path}"))
    assert offer in plain(group("third").get(f"{group.url}/mine"))  # whose comment was answered, and not agreed with


def test_once_and_taken_back_and_said_better(group, url):
    dissent(group, url)
    again = Form(group("member"), f"{url}/dissent", matters="Once more.")
    assert again.refused() == "You have said already that you do not agree. It is kept with the decision."
    back = f"{group.url}/said/dissent/{DECIDED}/1/taking-back"
    assert back in group("member").get(f"{group.url}/mine").text
    assert MATTERS in plain(group("member").get(back))
    Form(group("member"), back).done()
    page = plain(group("commissioner").get(f"{group.url}/clauses/{CLAUSE}"))
    assert MATTERS not in page and "These words were taken back by their author." in page
    dissent(group, url, matters="People who cannot see are left out too.")
    assert "cannot see" in plain(group("commissioner").get(f"{group.url}/clauses/{CLAUSE}"))


def test_officials_have_it_on_the_next_day_and_cannot_tell_who_was_first(group, url, monkeypatch):
    group.house.choices.choose(group.accounts["quiet"], "protected", "yes", group.tender)
    form = Form(group("quiet"), f"{url}/dissent", matters=MATTERS)
    assert "officials from tomorrow on, without the hour" in main(form.page)
    form.done()
    dissent(group, url, "procurement", "It is not legal.")
    places = (f"/clauses/{CLAUSE}", "/history", "/disagreements", "/waiting", f"/proposals/{DECIDED}", f"/clauses/{CLAUSE}/history")
    for who in ("commissioner", "official", "procurement", "observer"):
        assert [path for path in places if MATTERS in group(who).get(f"{group.url}{path}").text] == []
        assert plain(group(who).get(f"{group.url}/history")).count("does not agree with a decision") == 1
    assert MATTERS in plain(group("co_chair").get(f"{group.url}/clauses/{CLAUSE}"))
    # Theirs is the first that an official counts, though it came second.
    assert f"/said/dissent/{DECIDED}/1/taking-back" in group("procurement").get(f"{group.url}/clauses/{CLAUSE}").text
    assert "It is not legal." in plain(group("procurement").get(f"{group.url}/said/dissent/{DECIDED}/1/taking-back"))
    assert group("procurement").get(f"{group.url}/said/dissent/{DECIDED}/2/taking-back").status_code == 404
    tomorrow = later(group.house.today(), 1)
    monkeypatch.setattr(group.house, "today", lambda: tomorrow)
    assert MATTERS in plain(group("commissioner").get(f"{group.url}/clauses/{CLAUSE}"))


def test_a_note_stands_beside_the_decision(group, url):
    form = Form(group("co_chair"), f"{url}/correction", text=" ")
    assert form.refused() == "The note is empty. Please write something here."
    assert "Done The note stands beside the decision." in plain(form.put(text="The page is 4, not 5.").done())
    dissent(group, url)
    page = plain(group("observer").get(f"{group.url}/clauses/{CLAUSE}"))
    assert "A note on this decision" in page and "The page is 4, not 5." in page
    assert group.fold().proposals[DECIDED].decision.outcome == "accepted"


def test_who_may_and_when(group, url):
    for who in ("facilitator", "official", "observer"):
        assert group(who).get(f"{url}/dissent").status_code == 403
    for who in ("member", "facilitator", "procurement", "observer"):
        assert group(who).get(f"{url}/correction").status_code == 403
    for path in ("dissent", "correction"):
        assert group("commissioner").get(f"{group.url}/proposals/{thread(1)}/{path}").status_code == 404  # a comment


@pytest.mark.parametrize(("box", "most"), [("matters", 5_000), ("acceptable", 2_000)])
def test_too_long_comes_back_whole(group, url, box, most):
    form = Form(group("member"), f"{url}/dissent", matters=MATTERS, acceptable=ACCEPTABLE)
    form.values[box] = "é" * (most + 1)
    assert f"{most + 1:,} characters long" in form.refused()
    assert group.fold().proposals[DECIDED].decision.dissents == []
