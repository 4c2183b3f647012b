"""Pages: a clause is held until it is discussed, and afterwards it says what came of it."""

import re

import pytest

from specs.days import later, said
from specs.holds import HoldClause, is_held
from tests.filling import Form
from tests.visiting import main, plain, problem

CLAUSE = "c4"


def form(group, who, reason="The night visits are missing.", day="", path="hold"):
    """The form of somebody, filled in."""
    made = Form(group(who), f"{group.url}/clauses/{CLAUSE}/{path}")
    if path == "hold":
        year, month, of_month = (day or later(group.house.today(), 9)).split("-")
        made.put(reason=reason)
        made.values |= {"discussed_on-day": of_month.lstrip("0"), "discussed_on-month": month, "discussed_on-year": year}
    return made


def test_the_commissioner_the_co_chair_and_procurement_hold_it_alone(group):
    page = form(group, "procurement", "The law on data is not met.").done()
    day = later(group.house.today(), 9)
    assert "Done The clause is held. Nothing is signed on it before it is discussed." in plain(page)
    for who in ("member", "observer", "commissioner"):
        shown = plain(group(who).get(f"{group.url}/clauses/{CLAUSE}"))
        assert "Held until it is discussed" in shown and "This clause is held until it is discussed" in shown
        assert f"procurement officer {said(group.house.today())} The law on data is not met. It is discussed on {said(day)}." in shown


def test_three_members_hold_it_together_and_until_then_it_says_how_many_ask(group):
    url = f"{group.url}/clauses/{CLAUSE}"
    for who, so_far in (("member", "1 of 3"), ("quiet", "2 of 3")):
        page = form(group, who).done()
        assert "You have asked for it. The clause is held as soon as" in plain(page)
        assert f"{so_far} members ask to hold this clause until it is discussed" in plain(page)
        assert "They ask that it is discussed on" in plain(page) and "It is discussed on" not in plain(page)
        assert not is_held(group.fold().clauses[CLAUSE])
    assert 'href="' + url + '/hold">Ask to hold this clause' in group("third").get(url).text
    page = form(group, "third").done()
    assert "The clause is held. Nothing is signed on it before it is discussed." in plain(page)
    assert plain(page).count("It is discussed on") == 3 and "They ask that it is discussed on" not in plain(page)
    assert is_held(group.fold().clauses[CLAUSE])


def test_officials_learn_who_asked_and_why_on_the_next_day(group, monkeypatch):
    group.house.choices.choose(group.accounts["quiet"], "protected", "yes", group.tender)
    form(group, "member").done()
    page = form(group, "quiet", "I was alone for a day.")
    assert "Officials see at once that a clause is held, and from tomorrow on who asked and why." in main(page.page)
    page.done()
    url = f"{group.url}/clauses/{CLAUSE}"
    name = re.search(
        r"<b>([^<]*)</b>, steering group member <span[^>]*>[^<]*</span></p>\s*<p[^>]*>I was alone", group("member").get(url).text
    )
    assert name is not None
    for who in ("commissioner", "official", "procurement", "observer"):
        shown = plain(group(who).get(url))
        assert "I was alone" not in shown and name[1] not in shown
        assert "1 of 3 members ask" in shown
    form(group, "third").done()
    shown = plain(group("commissioner").get(url))
    assert "This clause is held until it is discussed" in shown and "I was alone" not in shown
    tomorrow = later(group.house.today(), 1)
    monkeypatch.setattr(group.house, "today", lambda: tomorrow)
    shown = plain(group("commissioner").get(url))
    assert "I was alone for a day." in shown and name[1] in shown


def test_what_somebody_protected_says_came_of_it_reaches_officials_on_the_next_day(group, monkeypatch):
    group.house.choices.choose(group.accounts["co_chair"], "protected", "yes", group.tender)
    form(group, "co_chair", "Nobody asked us.").done()
    made = form(group, "co_chair", path="release").put(text="We were asked.")
    assert "from tomorrow on what came of it" in main(made.page)
    made.done()
    url = f"{group.url}/clauses/{CLAUSE}"
    assert "What came of it, on" in plain(group("member").get(url)) and "We were asked." in plain(group("member").get(url))
    for who in ("commissioner", "procurement", "official", "observer"):
        assert "We were asked." not in plain(group(who).get(url)) + plain(group(who).get(f"{group.url}/history"))
    tomorrow = later(group.house.today(), 1)
    monkeypatch.setattr(group.house, "today", lambda: tomorrow)
    assert "We were asked." in plain(group("commissioner").get(url))


def test_what_came_of_it_stays_beside_the_clause_and_ends_the_hold(group):
    form(group, "co_chair").done()
    url = f"{group.url}/clauses/{CLAUSE}"
    assert group("co_chair").get(f"{url}/release").status_code == 200
    assert group("commissioner").get(f"{url}/release").status_code == 403
    sent = group("commissioner").post(f"{url}/release", data={"key": "k", "text": "It is fine."})
    assert problem(sent) == "Only who asked for the hold, or the lived-experience co-chair, can end it."
    assert "It is fine." in sent.text  # nothing typed is lost
    page = form(group, "co_chair", path="release").put(text="We keep the night visits.").done()
    assert "It was held before, and discussed" in plain(page) and "We keep the night visits." in plain(page)
    assert "This clause is held" not in plain(page)
    assert group.fold().clauses[CLAUSE].holds == []


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"reason": " "}, "The reason is empty. Please write something here."),
        ({"discussed_on-day": "31", "discussed_on-month": "2"}, "Please give the day on which it is discussed; it has to lie ahead."),
        ({"discussed_on-year": "2020"}, "Please give the day on which it is discussed; it has to lie ahead."),
        (
            {"reason": "é" * 2_001},
            (
                "The reason is 2,001 characters long; 2,000 is the most that fits. Please shorten it or split it in two. "
                "Your words are still in the box."
            ),
        ),
    ],
)
def test_what_is_wrong_comes_back_with_every_word(group, typed, sentence):
    made = form(group, "commissioner")
    made.values |= typed
    assert made.refused() == sentence
    assert group.fold().clauses[CLAUSE].holds == []


def test_who_may_not_is_not_asked(group):
    for who in ("official", "observer", "facilitator"):
        assert group(who).get(f"{group.url}/clauses/{CLAUSE}/hold").status_code == 403
    group.act(HoldClause(CLAUSE, "x", group.house.today(), today=group.house.today()), "held", seat="member")
    page = group("member").get(f"{group.url}/clauses/{CLAUSE}")
    assert f"{CLAUSE}/hold" not in page.text  # they have asked already
    assert form(group, "member").refused() == "You have asked for this already."
