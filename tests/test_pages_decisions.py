"""Deciding on the pages: two signatures, some of the changes, a disagreement, one sitting for all that waits, legal power."""

import re

import pytest

from specs.holds import HoldClause
from specs.library.teaching import clause_called
from specs.stands import TakeStand
from tests.filling import Form
from tests.suggesting import other_words, signing
from tests.visiting import fields, main, plain, problem

ONE, TWO = "t00000000c1", "t00000000c2"


@pytest.fixture
def url(group):
    """A suggestion of two changes, by a member, and another by an official about other words of the clause."""
    today = group.house.today()
    clause = clause_called(group.fold(), "The day itself").id
    first = other_words(
        group.fold(), ONE, clause, "a telephone within reach of the bed", "a loud telephone within reach of their bed", today
    )
    group.act(first, "one", seat="member")
    group.act(other_words(group.fold(), TWO, clause, "The", "Each", today), "two", seat="official")
    return f"{group.url}/proposals/{ONE}"


def decided(group, name=ONE):
    made = group.fold().proposals[name].decision
    return made and (made.outcome, made.numbers)


def test_two_signatures_change_the_words_and_everybody_reads_why(group, url):
    Form(group("commissioner"), f"{url}/decision", reason="It keeps people safe.").done()
    assert decided(group) is None
    page = plain(group("co_chair").get(url))
    assert "It waits for the other signature; the commissioner has signed." in page and "It keeps people safe." in page
    Form(group("co_chair"), f"{url}/decision").done()
    numbers = group.fold().proposals[ONE].numbers
    assert decided(group) == ("accepted", numbers)
    page = plain(group("member").get(url))
    assert "Decision: Accepted" in page and "Anne Marsh, commissioner" in page and "Josh Okafor, lived-experience co-chair" in page
    assert (
        "a loud telephone within reach of their bed"
        in group("observer").get(f"{group.url}/clauses/{group.fold().proposals[ONE].clause}").text
    )
    assert "accepted" in plain(group("member").get(f"{group.url}/mine")).lower()


def test_only_some_changes_are_looked_at_and_then_taken(group, url):
    numbers = group.fold().proposals[ONE].numbers
    assert len(numbers) > 1
    made = Form(group("commissioner"), f"{url}/decision", reason="The rest another time.", alternative="A bell.")
    made.values |= {"take": str(numbers[0]), "show": "yes"}
    shown = made.done()
    assert "How it reads with change 1" in plain(shown)
    again = Form(group("commissioner"), f"{url}/decision?take={numbers[0]}")
    assert (again.values["reason"], again.values["alternative"]) == ("The rest another time.", "A bell.")
    again.done()
    Form(group("co_chair"), f"{url}/decision").done()  # it opens with what the other chair has signed
    assert decided(group) == ("in part", (numbers[0],))


def test_chairs_who_differ_are_both_shown_until_one_moves(group, url):
    numbers = group.fold().proposals[ONE].numbers
    Form(group("commissioner"), f"{url}/decision", outcome="no", reason="It costs more.", alternative="A bell.").done()
    made = Form(group("co_chair"), f"{url}/decision", outcome="accept", reason="A bell is not heard.")
    made.values["take"] = [str(number) for number in numbers]
    made.done()
    page = plain(group("member").get(url))
    assert "The two chairs have signed different things." in page and "It costs more." in page and "A bell is not heard." in page
    made = Form(group("commissioner"), f"{url}/decision", outcome="accept", reason="You are right.")
    made.values["take"] = [str(number) for number in numbers]
    made.done()
    assert decided(group) == ("accepted", numbers)


def test_a_bare_no_comes_back_with_every_word(group, url):
    made = Form(group("commissioner"), f"{url}/decision", outcome="no", reason="It costs more.")
    assert "A no needs more" in made.refused()
    assert "give the reason" in Form(group("commissioner"), f"{url}/decision", outcome="no", alternative="A bell.").refused()
    made = Form(group("commissioner"), f"{url}/decision", outcome="ideas", reason="Next year.")
    assert "comes back" in made.refused()


def test_a_signature_is_given_only_under_what_was_shown(group, url):
    made = Form(group("commissioner"), f"{url}/decision", reason="Yes.")
    clause = group.fold().clauses[group.fold().proposals[TWO].clause]
    for seat in ("commissioner", "co_chair"):
        group.act(signing(group.fold(), TWO, group.house.today()), f"meanwhile {seat}", seat=seat)
    assert group.fold().clauses[clause.id].version == clause.version + 1
    answer = made.send()
    assert "not what you were shown" in problem(answer)
    assert 'name="reason"' in answer.text and ">Yes.</textarea>" in answer.text


def test_nothing_is_signed_on_a_clause_that_is_held(group, url):
    today = group.house.today()
    group.act(HoldClause(group.fold().proposals[ONE].clause, "We have not talked.", "2099-01-01", today=today), "hold", seat="co_chair")
    assert group("commissioner").get(f"{url}/decision").status_code == 403
    assert "held until it is discussed" in plain(group("commissioner").get(f"{group.url}/decisions"))


def test_all_that_waits_in_one_sitting(group, url):
    made = Form(group("commissioner"), f"{group.url}/decisions")
    assert made.page.text.count("What do you decide on this?") == 2
    made.values |= {f"outcome-{ONE}": "accept", f"reason-{ONE}": "Good.", f"outcome-{TWO}": "no", f"reason-{TWO}": "It reads worse."}
    answer = made.send()
    assert answer.status_code == 422 and "A no needs more" in main(answer)
    back = fields(answer)
    assert (back[f"reason-{TWO}"], back[f"outcome-{TWO}"]) == ("It reads worse.", "no")
    assert group.fold().proposals[ONE].signed.keys() == {"commissioner"}
    answer = group("commissioner").post(f"{group.url}/decisions", data=back | {f"none_found-{TWO}": "yes"})
    assert "You have signed 1 suggestion." in plain(group("commissioner").get(answer.headers["location"]))
    made = Form(group("co_chair"), f"{group.url}/decisions")
    assert "The same as the commissioner: accept all of it" in plain(made.page)
    made.values |= {f"outcome-{ONE}": "same", f"outcome-{TWO}": "same"}
    made.done()
    assert (decided(group)[0], decided(group, TWO)[0]) == ("accepted", "no")
    assert "Nothing waits for your signature" in plain(group("co_chair").get(f"{group.url}/decisions"))


def test_a_reason_without_a_choice_is_not_lost(group, url):
    made = Form(group("commissioner"), f"{group.url}/decisions")
    made.values[f"reason-{ONE}"] = "I am not sure yet."
    answer = made.send()
    assert answer.status_code == 422 and fields(answer)[f"reason-{ONE}"] == "I am not sure yet."


def test_legal_power_is_named_wherever_the_decision_is_read(group, url):
    assert group("co_chair").get(f"{url}/override").status_code == 403
    made = Form(group("commissioner"), f"{url}/override", outcome="no", reason="The board decided.", alternative="Next year.")
    assert "The legal power is empty" in made.refused()
    made.put(power="Care Act 2014, section 5").done()
    page = plain(group("member").get(url))
    assert "By legal power" in page and "Care Act 2014, section 5" in page
    assert "by legal power, without the other signature" in plain(group("observer").get(f"{group.url}/history"))


def test_a_signature_is_taken_back_before_anything_is_decided(group, url):
    Form(group("commissioner"), f"{url}/decision", reason="Yes.").done()
    page = group("commissioner").get(url)
    key = re.search(r'name="key" value="([^"]+-back)"', page.text)[1]
    answer = group("commissioner").post(f"{url}/signature-withdrawal", data={"key": key})
    assert answer.status_code == 303 and group.fold().proposals[ONE].signed == {}
    assert "no signature here" in main(group("commissioner").post(f"{url}/signature-withdrawal", data={"key": "again"}))


def test_who_stands_where_is_before_the_eyes_of_those_who_decide(group, url):
    group.act(TakeStand(ONE, "not", 1, "It is unsafe.", "A shelf.", today=group.house.today()), "stand", seat="third")
    assert "1 does not agree." in plain(group("co_chair").get(f"{url}/decision"))
    assert "1 does not agree." in plain(group("co_chair").get(f"{group.url}/decisions"))
