"""Suggestions about spelling and punctuation alone: known as such, and signed together in one act."""

import pytest

from specs.refusals import Refused, Stale
from specs.spelling import SignSpelling, is_spelling, one_a_clause, seen_as, spelled_otherwise
from tests.filling import Form
from tests.group import DEV, TODAY, Group
from tests.story import ANNE, JOSH, OLU
from tests.suggesting import other_words
from tests.visiting import Visit, plain, problem

SAME = [
    ("recieve", "receive"),
    ("accomodation", "accommodation"),
    ("Staff", "staff"),
    ("", ","),
    (";", "."),
    ("cannot", "can not"),
    ("co-operate", "cooperate"),
    ("service's", "services"),
    ("“quoted”", "'quoted'"),
    ("Thier carers recieve", "Their carers receive"),
]
OTHER = [
    ("must", "may"),
    ("not", "now"),
    ("include", "exclude"),
    ("monthly", "month"),
    ("every quarter", "every month"),
    ("15", "50"),
    ("staff", ""),
    ("", "not"),
    ("accept", "except"),
    ("and", "and/or"),
    ("a & b", "a b"),
]


@pytest.mark.parametrize(("before", "after"), SAME)
def test_the_same_words_spelled_otherwise(before, after):
    assert spelled_otherwise(before, after) and spelled_otherwise(after, before)


@pytest.mark.parametrize(("before", "after"), OTHER)
def test_other_words(before, after):
    assert not spelled_otherwise(before, after) and not spelled_otherwise(after, before)


@pytest.mark.parametrize(("before", "after", "beside"), [(".", "", "15"), ("", ",", "1 "), ("-", "", " 5")])
def test_a_sign_beside_a_figure_means_something(before, after, beside):
    assert not spelled_otherwise(before, after, beside)
    assert spelled_otherwise(before, after, "ab")


@pytest.fixture
def three() -> Group:
    made = Group()
    made.small = [made.suggest("c2", "quarter.", "quarter;"), made.suggest("c4", "records", "record's"), made.suggest("c3", "must", "may")]
    return made


def asked(three: Group, *names: str) -> SignSpelling:
    return SignSpelling(tuple((name, seen_as(three.tender, three.proposal(name))) for name in names), today=TODAY)


def test_both_chairs_sign_them_together(three):
    one, two, other = three.small
    assert [is_spelling(three.tender, three.proposal(name)) for name in three.small] == [True, True, False]
    again = three.suggest("c2", "Staff will", "staff will", DEV)
    assert [each.id for each in one_a_clause(three.tender, three.tender.proposals.values())] == [one, two]
    for chair in (ANNE, JOSH):
        assert len({type(event).__name__ for event in three.act(asked(three, one, two), chair)}) >= 1
    assert [three.proposal(name).decision.outcome for name in (one, two)] == ["accepted", "accepted"]
    assert three.texts("c2")[1].endswith("quarter;") and "record's" in three.texts("c4")[1]
    assert three.proposal(again).waits and three.proposal(other).waits
    assert three.again().clauses["c2"].wording == three.tender.clauses["c2"].wording


def test_what_cannot_be_signed_together(three):
    one, two, other = three.small
    again = three.suggest("c2", "Staff will", "staff will", DEV)
    for names, why in (((), "at least one"), ((one, again), "One suggestion of each clause"), ((other,), "more than spelling")):
        with pytest.raises(Refused, match=why):
            three.act(asked(three, *names), ANNE)
    with pytest.raises(Refused):
        three.act(asked(three, one), OLU)
    with pytest.raises(Stale):
        three.act(SignSpelling(((one, "x"), (two, "y")), today=TODAY), ANNE)


def test_the_page(group: Visit):
    """Every change stands there with a tick; what is ticked is signed, and the rest waits."""
    today, url = group.house.today(), f"{group.url}/decisions/spelling"
    openly = [clause for clause in group.fold().reading_order("d1") if clause.openness == "open" and not clause.locks and clause.body]
    for name, clause in zip(("t0000000aa1", "t0000000aa2"), openly[-2:], strict=True):
        text = next(p.text for p in clause.body if len(p.text) > 9)
        asked_for = other_words(group.fold(), name, clause.id, text, f"{text}!", today)
        group.act(asked_for, name, seat="member")
    assert "sign them together" in plain(group("commissioner").get(f"{group.url}/decisions"))
    for chair in ("commissioner", "co_chair"):
        form = Form(group(chair), url)
        assert sorted(form.values["chosen"]) == ["t0000000aa1", "t0000000aa2"]
        form.values["chosen"] = []
        assert "at least one" in problem(form.send())
        form.values["chosen"] = ["t0000000aa2"]
        assert "You have signed 1 suggestion." in plain(form.done())
    assert group.fold().proposals["t0000000aa2"].decision.outcome == "accepted"
    assert group.fold().proposals["t0000000aa1"].waits
    assert group("member").get(url).status_code in (200, 403) and group("observer").get(url).status_code == 403
