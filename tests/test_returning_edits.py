"""Whatever people do to a tender in Word and bring back: the tender stays, it is all there to be decided on, and only once."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import specs.returned_plan
from exports.returned import Returned, returned
from specs.returned import Back, Edit
from specs.returned_plan import Plan
from tests.returning import Travelling
from tests.test_returned_edits import document, edited, steps

SLOW = {"deadline": None, "suppress_health_check": list(HealthCheck)}


def away() -> Travelling:
    return Travelling(document())


def words(texts: list[str]) -> Counter[str]:
    return Counter(word for text in texts for word in text.split())


def told(plan: Plan, back: Back) -> Counter[str]:
    """The new words of a file that became something, or are listed."""
    items = [each.item for each in (*plan.new, *plan.already)]
    texts = [p.text for item in items if isinstance(item, Edit) for p in item.wording]
    return words([*texts, *(each.text for each in plan.unplaced)])


def insist(script: list[tuple]) -> None:
    there = away()
    data = edited(script).saved()
    before = {clause: there.texts(clause) for clause in there.order()}
    edition = there.as_it_stands()
    plan = there.bring(data)
    assert {clause: there.texts(clause) for clause in there.order()} == before, "nothing is changed by itself"
    assert there.again().proposals == there.tender.proposals
    back = there.back(data, edition)
    there_told = told(plan, back)
    missing = new_words(there, data) - there_told
    # Where two people divide one word at two places, a piece of it is a word by itself in nobody's reading but everybody's.
    missing = Counter({word: many for word, many in missing.items() if not any(word in whole for whole in there_told)})
    assert not missing, "every word that is new is suggested or listed"
    again = there.bring(data, edition=edition)
    assert not again.new, "the same file says nothing new"


def new_words(there: Travelling, data: bytes) -> Counter[str]:
    """The words that stand in the file, with everybody’s changes, and not in the edition."""
    found = of(there, data)
    now = [p.text for wording in found.accepted.values() for p in wording]
    now += [p.text for each in found.loose if not each.crossed_out for p in each.wording]
    return words(now) - words([text for clause in there.order() for text in there.texts(clause)])


def of(there: Travelling, data: bytes) -> Returned:
    tender = there.as_it_stands()
    return returned(data, tender, tender.parts["d1"], there.basis)


def insist_on_one(script: list[tuple], author: str) -> None:
    """One person’s changes, all accepted in turn, give what the file says."""
    there = away()
    data = edited([(step[0], author, *step[2:]) for step in script]).saved()
    wanted = {clause: [p.text for p in wording if p.text.strip()] for clause, wording in of(there, data).accepted.items()}
    plan = there.bring(data)
    for each in plan.new:
        if isinstance(each.item, Edit) and each.item.kind in ("wording", "removal"):
            there.decide(each.name)
    listed = {each.after for each in plan.unplaced}
    for clause, texts in wanted.items():
        if clause not in listed:
            assert [text for text in there.texts(clause) if text.strip()] == texts, clause
    removed = {each.item.clause for each in plan.new if isinstance(each.item, Edit) and each.item.kind == "removal"}
    assert not removed & set(wanted)


@settings(max_examples=60, **SLOW)
@given(st.lists(steps, min_size=1, max_size=8))
def test_whatever_was_done_to_it(script):
    insist(script)


@pytest.mark.night
@settings(max_examples=2_000, **SLOW)
@given(st.lists(steps, min_size=1, max_size=12))
def test_whatever_was_done_to_it_at_night(script):
    insist(script)


@settings(max_examples=60, **SLOW)
@given(st.lists(steps, min_size=1, max_size=6), st.sampled_from(["", "Sam"]))
def test_what_one_person_did_and_both_chairs_accept(script, author):
    insist_on_one(script, author)


@pytest.mark.night
@settings(max_examples=2_000, **SLOW)
@given(st.lists(steps, min_size=1, max_size=10), st.sampled_from(["", "Sam"]))
def test_what_one_person_did_and_both_chairs_accept_at_night(script, author):
    insist_on_one(script, author)


def test_an_edit_that_is_lost_would_be_found(monkeypatch: pytest.MonkeyPatch):
    """The first change of each plan is left out: its words are missed."""
    whole = specs.returned_plan.planned

    def cut(*asked: object) -> Plan:
        plan = whole(*asked)  # type: ignore[arg-type]
        return Plan(plan.new[1:], plan.already, plan.unplaced)

    monkeypatch.setattr("tests.returning.planned", cut)
    with pytest.raises(AssertionError, match="suggested or listed"):
        insist([("type", "Sam", 3, 4, 2, False, False)])
