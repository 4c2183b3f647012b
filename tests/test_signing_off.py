"""Signing a clause off and opening it again, and where a clause stands."""

import pytest

from specs.answers import AnswerThreads
from specs.fixing import FixClauses
from specs.holds import HoldClause
from specs.members import EndSeat, GiveSeat
from specs.parts import SharePart
from specs.recipes import ChooseRecipe
from specs.refusals import Refused, Stale
from specs.revising import Withdraw
from specs.rules import said
from specs.signing_off import ReopenClause, SignOffClause, is_signed_off, signatures, state_of, waits_on
from tests.group import ANNE, DEV, EVERYBODY, FAY, JOSH, MEI, MUST, RUTH, TODAY, Group
from tests.test_clauses import typed

CLOSED, MORROW = "2026-12-15", "2026-11-24"


@pytest.fixture
def group():
    made = Group()
    yield made
    assert made.again() == made.tender


def sign_off(group, by, clause="c2", version=1, today=TODAY):
    return group.act(SignOffClause(clause, version, today), by)


def reopen(group, by, clause="c2", reason="Something is missing."):
    return group.act(ReopenClause(clause, reason, TODAY), by)


def state(group, by=JOSH, today=TODAY, clause="c2"):
    return state_of(group.tender, group.tender.clauses[clause], by, today)


@pytest.mark.parametrize("order", [(ANNE, JOSH), (JOSH, ANNE), (RUTH, MEI)])
def test_both_chairs_or_their_deputies_sign_a_clause_off_and_open_it_again(group, order):
    clause = group.tender.clauses["c2"]
    sign_off(group, order[0])
    assert not is_signed_off(clause) and list(signatures(clause).values()) == [order[0].id]
    *_, event = sign_off(group, order[1])
    assert is_signed_off(clause) and state(group) == "signed off"
    assert said(group.tender, event) == "signed off clause 2 “Access”"
    with pytest.raises(Refused, match="This clause was signed off already."):
        sign_off(group, order[0])
    reopen(group, order[0])
    assert is_signed_off(clause)
    with pytest.raises(Refused, match="has asked for this already. It waits for the other chair."):
        reopen(group, order[0])
    *_, event = reopen(group, order[1])
    assert (is_signed_off(clause), state(group), signatures(clause)) == (False, "reopened", {})
    assert said(group.tender, event) == "opened clause 2 “Access” again"
    for by in order:
        sign_off(group, by)
    assert state(group) == "signed off" and clause.reopening == {}


@pytest.mark.parametrize("by", [each for each in EVERYBODY if each not in (ANNE, JOSH, RUTH, MEI)], ids=lambda by: by.id)
def test_nobody_else_does(group, by):
    for asked in (SignOffClause("c2", 1, TODAY), ReopenClause("c2", "x", TODAY)):
        with pytest.raises(Refused, match="Only the commissioner and the lived-experience co-chair, or their deputies, sign."):
            group.act(asked, by)


def test_one_person_does_not_sign_for_both(group):
    sign_off(group, MEI)
    group.act(EndSeat(MEI.id), FAY)
    group.act(GiveSeat(MEI.id, "commissioner"), ANNE)
    with pytest.raises(Refused, match="Two people have to sign, and you have signed already."):
        sign_off(group, group.tender.members[MEI.id])
    with pytest.raises(Refused, match="The lived-experience co-chair has signed this already."):
        sign_off(group, JOSH)


def test_whose_term_has_ended_does_not(group):
    group.act(GiveSeat("m-kim", "commissioner", "2026-11-30", TODAY), ANNE)
    kim = group.tender.members["m-kim"]
    for asked in (SignOffClause("c2", 1, "2026-12-01"), ReopenClause("c2", "x", "2026-12-01")):
        with pytest.raises(Refused, match="Your time in this seat has ended"):
            group.act(asked, kim)
    sign_off(group, kim, today="2026-11-30")


def test_other_words_are_signed_anew(group):
    sign_off(group, ANNE)
    group.changed("c2", "every quarter", "every month")
    assert signatures(group.tender.clauses["c2"]) == {}
    with pytest.raises(Stale, match="The words of this clause have changed since you opened the page."):
        sign_off(group, JOSH)
    sign_off(group, JOSH, version=2)
    assert not is_signed_off(group.tender.clauses["c2"])
    sign_off(group, ANNE, version=2)
    assert is_signed_off(group.tender.clauses["c2"])


def test_a_fixed_clause_that_gets_other_words_is_not_signed_off_any_more(group):
    group.act(FixClauses(("c2",), MUST))
    for by in (ANNE, JOSH):
        sign_off(group, by)
    group.act(typed(group, "c2", "will", "must", why="The law says so."), ANNE)
    assert not is_signed_off(group.tender.clauses["c2"])


def test_nothing_is_signed_while_something_waits_on_it(group):
    name, comment = group.suggest(), group.comment()
    waits = "Something still waits on this clause: a suggestion to be decided, or a comment to be answered."
    for _ in range(2):
        with pytest.raises(Refused, match=waits):
            sign_off(group, ANNE)
        if group.proposal(name).waits:
            group.act(Withdraw(name, today=TODAY), MEI)
    group.act(AnswerThreads((comment,), "suggestion", "Please suggest it.", today=TODAY), RUTH)
    sign_off(group, ANNE)


def test_an_official_is_not_told_by_a_refusal_that_somebody_protected_spoke(group):
    sign_off(group, ANNE, clause="c3")
    group.suggest(by=MEI, protected=True)
    with pytest.raises(Refused, match="Something still waits on this clause"):
        sign_off(group, JOSH)
    assert waits_on(group.tender, group.tender.clauses["c2"], ANNE, TODAY) == []
    sign_off(group, ANNE)
    with pytest.raises(Refused, match="Something still waits on this clause"):
        group.act(SignOffClause("c2", 1, MORROW), RUTH)


def test_a_clause_that_the_co_chair_does_not_read_they_do_not_sign(group):
    group.act(SharePart("d1", "procurement"), ANNE)
    for asked in (SignOffClause("c2", 1, TODAY), ReopenClause("c2", "x", TODAY)):
        with pytest.raises(Refused, match="it is not for you to see"):
            group.act(asked, JOSH)


def test_what_was_not_signed_off_is_not_opened_and_a_reason_is_given(group):
    with pytest.raises(Refused, match="This clause was not signed off, so it is open already."):
        reopen(group, ANNE)
    for by in (ANNE, JOSH):
        sign_off(group, by)
    with pytest.raises(Refused, match="The reason is empty."):
        reopen(group, ANNE, reason=" ")


def test_where_both_agreed_the_commissioner_signs_off_alone_also_what_they_had_signed(group):
    sign_off(group, ANNE)
    for by in (ANNE, JOSH):
        group.act(ChooseRecipe("commissioner alone"), by)
    assert not is_signed_off(group.tender.clauses["c2"])
    sign_off(group, ANNE)
    sign_off(group, ANNE, clause="c3")
    assert [is_signed_off(group.tender.clauses[clause]) for clause in ("c2", "c3")] == [True, True]


def test_before_the_first_day_nothing_is_signed(group):
    with pytest.raises(Refused, match="The round opens on 23 November 2026."):
        sign_off(group, ANNE, today="2026-11-22")


def test_where_a_clause_stands():
    group = Group(opened=False)
    assert state(group) == "drafted"
    group.open()
    assert [state(group, today=day) for day in (TODAY, "2026-12-14", CLOSED)] == ["in a round", "in a round", "settled"]
    name = group.suggest()
    assert state(group, today=CLOSED) == "in a round"
    group.act(HoldClause("c2", "We have to talk.", CLOSED, today=TODAY), JOSH)
    assert state(group, today=CLOSED) == "held"
    group.act(Withdraw(name, today=TODAY), MEI)
    group.decide(group.arrange("removal", "c3", by=DEV))
    assert (state(group, clause="c3"), state(group, clause="c4", today=CLOSED)) == ("removed", "settled")


def test_what_protected_people_wait_for_settles_nothing_for_the_group_that_day(group):
    group.suggest(by=MEI, protected=True)
    assert (state(group, JOSH, CLOSED), state(group, ANNE, CLOSED)) == ("in a round", "in a round")
    group.act(Withdraw(group.suggest(clause="c3", old="must", new="shall"), today=TODAY), MEI)
    assert state(group, ANNE, CLOSED, "c3") == "settled"
