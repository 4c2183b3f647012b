"""Clauses added, split, merged, moved, retired and restored on their pages."""

import pytest

from specs.arranging import MoveClause, RetireClause
from specs.fixing import FixClauses
from specs.tender import Reason
from tests.filling import Form, act
from tests.visiting import plain


def order(visit) -> list[str]:
    return [clause.id for clause in visit.fold().reading_order()]


def numbers(visit) -> list[str]:
    """What the contents list shows, in order."""
    page = visit("observer").get(visit.url).text.split('class="ct-contents__list"')[1].split("</ol>")[0]
    return [piece.split("</span>")[0] for piece in page.split('class="ct-label">')[1:]]


def form(visit, path: str, **typed) -> Form:
    return Form(visit("commissioner"), f"{visit.url}/clauses/{path}", **typed)


def test_a_clause_is_added_after_another_and_numbers_follow(visit):
    before = numbers(visit)
    opened = form(visit, "new?after=c2", heading="How to read this", words="One line.\n\n  And another.  ", why="People asked.")
    assert opened.values["after"] == "c2"
    page = plain(opened.done())
    assert "The clause is added." in page and "How to read this" in page and "One line. And another." in page and "People asked." in page
    assert order(visit)[:3] == ["c1", "c2", "c21"]
    assert [p.text for p in visit.fold().clauses["c21"].wording] == ["How to read this", "One line.", "And another."]
    assert before[:3] == ["1.", "2.", "3."] and numbers(visit)[-1] == "11."


def test_without_a_place_it_comes_last(visit):
    opened = form(visit, "new", words="Words without a heading.")
    assert opened.values["after"] == "c19"
    opened.done()
    assert order(visit)[-1] == "c21"
    opened = form(visit, "new", words="First of all.", after="")
    opened.done()
    assert order(visit)[0] == "c22"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"heading": "", "words": " \n "}, "The new clause has no words yet. Please write some."),
        ({"heading": "H" * 251, "words": "Words."}, "characters long"),
        ({"heading": "H", "words": "x" * 20_001}, "is 20,001 characters long; 20,000 is the most that fits."),
        ({"heading": "H", "words": "Words.", "why": "y" * 2_001}, "is 2,001 characters long"),
        ({"heading": "H", "words": "Words.", "after": "c99"}, "The clause it should follow is not there any more."),
    ],
)
def test_what_cannot_be_added(visit, typed, sentence):
    before = visit.fold().seq
    opened = form(visit, "new?after=c2")
    if "after" in typed:
        opened.values["after"] = typed["after"]
        assert opened.send().status_code == 422
    else:
        assert sentence in opened.put(**typed).refused()
    assert visit.fold().seq == before


def test_an_added_clause_sent_twice_is_one(visit):
    opened = form(visit, "new", heading="Once", words="Only once.")
    assert opened.send().headers["location"] == opened.send().headers["location"]
    assert order(visit).count("c21") == 1 and "c22" not in visit.fold().clauses


def test_there_is_no_such_part(visit):
    assert visit("commissioner").get(f"{visit.url}/clauses/new?part=d9").status_code == 200  # the first one instead
    assert visit("commissioner").get(f"{visit.url}/clauses/new?part=d2").status_code == 404  # a link has no clauses


def test_a_clause_is_split(visit):
    opened = form(visit, "c7/split")
    assert "at" not in opened.values and "something to eat and drink for two days" in opened.page.text
    third = visit.fold().clauses["c7"].body[1]
    page = plain(opened.put(at=third.id, heading="What is at home", why="Two things.").done())
    assert (
        "The clause is split. This is the new one." in page and "4.2 What is at home" in page and "Before the person is left alone" in page
    )
    assert [p.text for p in visit.fold().clauses["c7"].body] == ["The support worker meets the person on the ward before they leave."]
    assert order(visit)[6:8] == ["c7", "c21"]


def test_a_split_without_a_place_is_asked_again(visit):
    opened = form(visit, "c7/split", heading="My heading", why="My reason.")
    assert opened.refused()
    assert (opened.values["heading"], opened.values["why"]) == ("My heading", "My reason.")
    opened.put(at="p999")
    assert opened.send().status_code == 422
    page = visit("commissioner").get(f"{visit.url}/clauses/c6/split")  # one paragraph only
    assert "There is no paragraph at which this clause could be split." in plain(page) and "<form" not in page.text


def test_two_clauses_become_one(visit):
    opened = form(visit, "c8/merger")
    assert "The weeks after" in plain(opened.page) and "Support lasts up to twelve weeks." in plain(opened.page)
    page = plain(opened.put(why="They belong together.").done())
    assert "The two clauses are one now." in page and "Support lasts up to twelve weeks." in page
    assert "c9" not in order(visit) and visit.fold().clauses["c9"].retired
    page = plain(visit("commissioner").get(f"{visit.url}/clauses/c9"))
    assert "Retired" in page and "Restore" not in page  # its words stand in the other one


def test_what_cannot_be_merged(visit):
    assert "please make them alike first" in form(visit, "c13/merger", why="Kept.").refused().lower()
    page = visit("commissioner").get(f"{visit.url}/clauses/c19/merger")
    assert "follows" in plain(page) and "<form" not in page.text
    answer = visit("commissioner").post(f"{visit.url}/clauses/c19/merger", data={"key": "k", "why": "Kept."})
    assert answer.status_code == 422 and "No clause follows this one, so there is nothing to merge it with." in plain(answer)


def test_a_clause_is_moved_and_numbers_follow(visit):
    opened = form(visit, "c2/place")
    assert opened.values["after"] == "c1"
    assert opened.refused() == "The clause already stands there."
    page = plain(opened.put(after="c19", why="Words come last.").done())
    assert "The clause is moved. Numbers follow." in page and "10. Words we use" in page
    assert order(visit)[-1] == "c2" and numbers(visit)[:2] == ["1.", "2."]
    form(visit, "c2/place", after="").done()
    assert order(visit)[0] == "c2"


def test_a_place_that_is_gone(visit):
    opened = form(visit, "c2/place", after="c9", why="My reason.")
    act(visit, RetireClause("c9"))
    answer = opened.send()
    assert answer.status_code == 422 and "My reason." in answer.text and order(visit)[1] == "c2"


def test_every_place_that_is_offered_is_taken(visit):
    opened = form(visit, "c14/place")
    offered = [piece.split('"')[0] for piece in opened.page.text.split('<option value="')[1:]]
    assert len(offered) == 20 and "c14" not in offered
    for after in offered:
        now = order(visit)
        before = now[now.index("c14") - 1] if now.index("c14") else ""
        if after != before:
            act(visit, MoveClause("c14", after))


def test_a_clause_is_retired_and_comes_back(visit):
    page = plain(form(visit, "c9/retirement", why="Said elsewhere.").done())
    assert "The clause is retired. It can be restored at any time." in page and "Its words, versions and history are kept here." in page
    listed = plain(visit("observer").get(visit.url))
    assert "1 retired clause The weeks after" in listed and "c9" not in order(visit)
    again = form(visit, "c9/retirement", why="Twice.")
    assert "retired" in again.refused()
    page = plain(form(visit, "c9/restoration", why="It was needed.").done())
    assert "The clause stands in the tender again." in page and order(visit)[8] == "c9"
    assert form(visit, "c9/restoration", why="Kept.").refused() == "This clause stands already."


def test_the_last_clause_stays(visit):
    for clause in order(visit)[1:]:
        act(visit, RetireClause(clause))
    refused = form(visit, "c1/retirement", why="Kept.").refused()
    assert refused == "This is the last clause of its part. Please add another one first."


def test_a_fixed_clause_can_be_arranged_too_and_a_double_post_is_one_act(visit):
    act(visit, FixClauses(("c9",), Reason()))
    opened = form(visit, "c9/retirement")
    seq = visit.fold().seq
    assert (opened.send().status_code, opened.send().status_code) == (303, 303)
    assert visit.fold().seq == seq + 1
