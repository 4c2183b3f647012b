"""Open or fixed on pages: one clause, several in one go, reasons that wait, and “What can change here”."""

from datetime import date

import pytest

from server.pages.reasons import choices, reason_from, usual_day, why
from specs.fixing import FixClauses
from specs.library.reasons import KINDS, REASONS
from specs.tender import Reason
from tests.filling import Form, act
from tests.visiting import plain

GIVEN = {
    "code": "money",
    "explanation": "There is no more.\nWe asked.",
    "source": "Budget 2027",
    "decided_by": "The cabinet",
    "review_day": "31",
    "review_month": "3",
    "review_year": "2028",
}


def form(visit, path: str, **typed) -> Form:
    return Form(visit("commissioner"), visit.url + path, **typed)


def overview(visit, who: str = "commissioner") -> str:
    return plain(visit(who).get(f"{visit.url}/what-can-change"))


def test_a_clause_is_fixed_with_its_reason(visit):
    page = plain(form(visit, "/clauses/c8/reason", **GIVEN).done())
    assert "The clause is marked as fixed." in page
    assert "Why this is fixed We cannot change this: The money available There is no more. We asked." in page
    assert "Where it is written Budget 2027 Who decided The cabinet Looked at again 31 March 2028" in page
    assert visit.fold().clauses["c8"].reason == Reason(
        "cannot", "money", "There is no more.\nWe asked.", "Budget 2027", "The cabinet", "2028-03-31"
    )
    assert "16 of 20 clauses can change: 80 in 100." in overview(visit, "observer")


def test_while_setting_up_the_reason_may_wait_and_what_lacks_one_is_listed(visit):
    page = plain(form(visit, "/clauses/c8/reason").done())
    assert (
        "The clause is marked as fixed." in page and "The reason is still to be written Still missing the reason, the explanation" in page
    )
    assert "Write the reason" in page
    waiting = overview(visit)
    assert "Still without a reason Nothing opens to the group while one of these lacks its reason. Clause 4.2 “The first visit”" in waiting
    assert "Nothing opens to the group" not in overview(visit, "observer")
    opened = form(visit, "/clauses/c8/reason", code="money", explanation="There is no more.")
    assert "The reason is saved." in plain(opened.done())
    assert "Missing: where it is written and who decided" in overview(visit)
    again = form(visit, "/clauses/c8/reason")
    assert (again.values["code"], again.values["explanation"]) == ("money", "There is no more.")
    again.put(source="Budget 2027", decided_by="The cabinet").done()
    assert "Still without a reason" not in overview(visit)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"review_day": "31", "review_month": "2"}, "The review date is not a day we can read. Please write it like 31 March 2027."),
        ({"review_day": "x", "review_month": "", "review_year": ""}, "The review date is not a day we can read."),
        ({"explanation": "e" * 20_001}, "characters long"),
        ({"source": "s" * 2_001}, "characters long"),
        ({"decided_by": "d" * 2_001}, "characters long"),
    ],
)
def test_a_reason_that_cannot_be_kept_comes_back(visit, typed, sentence):
    before = visit.fold().seq
    assert sentence in form(visit, "/clauses/c8/reason", **(GIVEN | typed)).refused()
    assert visit.fold().seq == before


def test_a_reason_that_is_none(visit):
    opened = form(visit, "/clauses/c8/reason", **GIVEN)
    opened.values["code"] = "because"
    answer = opened.send()
    assert answer.status_code == 422 and "Budget 2027" in answer.text and visit.fold().clauses["c8"].openness == "open"


def test_nothing_would_change(visit):
    assert form(visit, "/clauses/c14/reason").refused() == "Nothing would change: this is how it stands already."
    opened = form(visit, "/clauses/c8/opening", why="Kept.")
    assert opened.refused() == "This clause is open already."


def test_several_in_one_go(visit):
    opened = form(visit, "/fixed-clauses", clauses=["c1", "c3", "c8"], **GIVEN)
    seq = visit.fold().seq
    page = plain(opened.done())
    assert "3 clauses are marked as fixed." in page and "14 of 20 clauses can change: 70 in 100." in page
    assert opened.send().status_code == 303 and visit.fold().seq == seq + 1  # twice is once
    assert {name for name, clause in visit.fold().clauses.items() if clause.reason and clause.reason.code == "money"} == {"c1", "c3", "c8"}
    assert "marked clause 1 “About this tender” and clause 3 “Who the support is for” and clause 4.2" in plain(
        visit("observer").get(f"{visit.url}/history")
    )


def test_none_chosen_keeps_the_reason(visit):
    opened = form(visit, "/fixed-clauses", **GIVEN)
    assert opened.refused() == "Please choose at least one clause."
    assert "clauses-error" in opened.page.text


def test_a_wrong_reason_keeps_what_was_chosen(visit):
    opened = form(visit, "/fixed-clauses", clauses=["c1", "c3"], **(GIVEN | {"review_year": "soon"}))
    assert "The review date" in opened.refused()
    assert opened.values["clauses"] == ["c1", "c3"]


def test_clauses_of_nowhere_are_not_fixed(visit):
    opened = form(visit, "/fixed-clauses", clauses=["c1"], **GIVEN)
    opened.values["clauses"] = ["c1", "c99"]
    answer = opened.send()
    assert answer.status_code == 422 and "Budget 2027" in answer.text and visit.fold().clauses["c1"].openness == "open"


def test_a_fixed_clause_is_opened_again(visit):
    opened = form(visit, "/clauses/c14/opening", why="The board agreed.")
    assert "This is why it is fixed now: We will not change this: Our organisation's policy" in plain(opened.page)
    page = plain(opened.done())
    assert "The clause is open to change." in page and "Why this is fixed" not in page
    assert "The board agreed." in plain(visit("observer").get(f"{visit.url}/history"))


def test_what_can_change_says_it_for_everybody(visit):
    page = overview(visit, "observer")
    assert page.startswith("What can change here 17 of 20 clauses can change: 85 in 100.")
    assert "Open to change 17 Fixed 3" in page and "Mark clauses as fixed" not in page
    kinds = ["We must meet this", "Clause 6.2 “Checks”", "Clause 7 “Keeping people safe”", "We will not change this", "Clause 6.1 “Pay”"]
    at = [page.index(words) for words in [*kinds, "Fixed words inside open clauses “£412,000 a year” in Clause 9"]]
    assert at == sorted(at)


def test_the_share_in_words(visit):
    order = [clause.id for clause in visit.fold().reading_order()]
    act(visit, FixClauses(tuple(order), Reason()))
    assert "0 of 20 clauses can change: 0 in 100." in overview(visit, "observer")
    for clause in order:
        form(visit, f"/clauses/{clause}/opening").done()
    page = overview(visit, "observer")
    assert "All 20 clauses can change." in page and "We must meet this" not in page


def test_every_reason_can_be_chosen_and_has_a_usual_day():
    listed = [(kind, code) for kind, _, _, reasons in choices() for code, *_ in reasons]
    assert sorted(listed) == sorted((reason.kind, code) for code, reason in REASONS.items()) and len(choices()) == len(KINDS)
    for code, reason in REASONS.items():
        day = date.fromisoformat(usual_day(code, date(2026, 8, 31)))
        assert (day.year - 2026) * 12 + day.month - 8 == reason.months
    assert usual_day("money", date(2027, 2, 28)) == "2028-02-28" and usual_day("", date(2027, 1, 1)) == ""


def test_an_empty_day_is_the_usual_one():
    given = reason_from({"code": "money"}, date(2027, 1, 31))
    assert (given.kind, given.review) == ("cannot", "2028-01-31")
    assert reason_from({"code": "money", "review-year": "2029"}, date(2027, 1, 31)).review == "2029-00-00"  # for the rule to refuse
    assert why(None) is None
