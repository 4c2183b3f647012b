"""Several suggestions in one wording, and one that no longer fits its clause: what would be lost is listed before anything is saved."""

import pytest

from specs.library.teaching import clause_called
from tests.filling import Form
from tests.suggesting import other_words, signing
from tests.visiting import plain

ONE, TWO, THREE = "t00000000c1", "t00000000c2", "t00000000c3"


@pytest.fixture
def clause(group):
    """Three suggestions for one clause: the first two touch the same words, the third none of theirs."""
    tender, today = group.fold(), group.house.today()
    group.all_briefed()
    found = clause_called(tender, "The day itself").id
    bed = "within reach of the bed"
    group.act(other_words(group.fold(), ONE, found, bed, "within reach of the person", today), "one", seat="member")
    group.act(other_words(group.fold(), TWO, found, bed, "within reach of the chair", today), "two", seat="third")
    group.act(other_words(group.fold(), THREE, found, "a telephone", "a working telephone", today), "three", seat="official")
    return found


def together(group, clause, *names):
    asked = "&".join(f"take={name}" for name in names)
    return f"{group.url}/clauses/{clause}/proposals/together?{asked}"


def words(group, clause):
    return " ".join(p.text for p in group.fold().clauses[clause].wording)


def decide(group, name):
    for seat in ("commissioner", "co_chair"):
        group.act(signing(group.fold(), name, group.house.today()), f"{seat} {name}", seat=seat)


def test_two_at_least_are_chosen(group, clause):
    url = f"{group.url}/clauses/{clause}/proposals/together"
    assert plain(group("co_chair").get(url)).count("Changes “") + plain(group("co_chair").get(url)).count("Adds “") >= 3
    assert "choose two suggestions at least" in plain(group("co_chair").get(f"{url}?take={ONE}"))


def test_what_does_not_touch_is_put_together_at_once(group, clause):
    made = Form(group("co_chair"), together(group, clause, ONE, THREE))
    assert "They do not touch each other" in plain(made.page) and "No words of either are lost." in plain(made.page)
    page = made.put(reason="They belong together.").done()
    joint = page.url.path.rsplit("/", 1)[1]
    assert group.fold().proposals[joint].merges == (ONE, THREE)
    decide(group, joint)
    assert "a working telephone within reach of the person" in words(group, clause)
    outcomes = {name: each.decision and each.decision.outcome for name, each in group.fold().proposals.items()}
    assert (outcomes[ONE], outcomes[THREE], outcomes[TWO]) == ("together", "together", None)
    assert "Taken together with others" in plain(group("member").get(f"{group.url}/mine"))


def test_a_collision_is_chosen_and_what_would_be_lost_is_listed_first(group, clause):
    made = Form(group("co_chair"), together(group, clause, ONE, TWO))
    assert "Two changes to the same words" in plain(made.page)
    assert "choose what should stand" in made.put(reason="One of them.").refused()
    made.values["c-0"] = "0"
    looked = made.done()
    assert "Would be lost" in plain(looked) and "“chair”" in plain(looked)
    assert not any(each.merges for each in group.fold().proposals.values())
    again = Form(group("co_chair"), str(looked.url))
    assert (again.values["c-0"], again.values["reason"]) == ("0", "One of them.")
    again.done()
    joint = next(each for each in group.fold().proposals.values() if each.merges)
    assert joint.sources and {row[3] for row in joint.sources} == {ONE}


def test_another_choice_after_the_look_is_looked_at_again(group, clause):
    made = Form(group("co_chair"), together(group, clause, ONE, TWO), reason="One of them.")
    made.values["c-0"] = "0"
    again = Form(group("co_chair"), str(made.done().url))
    again.values["c-0"] = "1"
    looked = again.done()
    assert "“person”" in plain(looked)
    assert not any(each.merges for each in group.fold().proposals.values())


def test_a_suggestion_whose_words_were_touched_is_fitted_by_its_author(group, clause):
    decide(group, ONE)
    assert "It needs another look. Somebody else’s change touched the same words." in plain(
        group("third").get(f"{group.url}/proposals/{TWO}")
    )
    assert "Your suggestion needs another look" in plain(group("third").get(f"{group.url}/waiting"))
    url = f"{group.url}/proposals/{TWO}/fitting"
    assert group("member").get(url).status_code == 403
    made = Form(group("third"), url)
    made.values |= {"c-0": "own", "own-0": "person and the chair"}
    looked = made.done()
    assert "What it becomes" in plain(looked)
    Form(group("third"), str(looked.url)).done()
    now = group.fold().proposals[TWO]
    assert (now.look, now.base) == ("", group.fold().clauses[clause].version)
    decide(group, TWO)
    assert "within reach of the person and the chair" in words(group, clause)


def test_a_suggestion_beside_the_change_is_carried_by_itself(group, clause):
    decide(group, ONE)
    now = group.fold().proposals[THREE]
    assert (now.look, now.base) == ("", 2)
    decide(group, THREE)
    assert "a working telephone within reach of the person" in words(group, clause)
