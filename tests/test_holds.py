"""Holding a clause: the co-chair alone or three members together; nothing is signed on it until it was discussed."""

import pytest

from specs.holds import HoldClause, ReleaseClause, holds_seen, is_held, past_holds_seen
from specs.interests import DeclareInterest
from specs.members import EndSeat, GiveSeat
from specs.refusals import Refused
from specs.rules import said
from specs.signing_off import SignOffClause
from specs.tender import Member
from tests.group import ANNE, DEV, FAY, JOSH, MEI, OLU, PRIYA, RUTH, TODAY, Group

LATER, MORROW = "2026-12-01", "2026-11-24"
KIM, LEE = Member("m-kim", "member"), Member("m-lee", "member")


@pytest.fixture
def group():
    made = Group()
    for by in (KIM, LEE):
        made.act(GiveSeat(by.id, by.seat), FAY)
    yield made
    assert made.again() == made.tender


def hold(group, by, clause="c2", **more):
    asked = {"reason": "We have to talk.", "discussed_on": LATER, "today": TODAY} | more
    return group.act(HoldClause(clause, **asked), by)


def release(group, by, clause="c2", text="We talked."):
    return group.act(ReleaseClause(clause, text, today=TODAY), by)


def holders(group, clause="c2"):
    return [each.stamp.by for each in group.tender.clauses[clause].holds]


@pytest.mark.parametrize("by", [ANNE, JOSH, PRIYA], ids=lambda by: by.seat)
def test_a_chair_or_the_procurement_officer_holds_alone(group, by):
    (event,) = hold(group, by)
    clause = group.tender.clauses["c2"]
    assert is_held(clause) and (clause.holds[0].reason, clause.holds[0].discussed_on) == ("We have to talk.", LATER)
    assert said(group.tender, event) == "asked to hold clause 2 “Access” until it is discussed on 1 December 2026"
    for chair in (ANNE, JOSH):
        with pytest.raises(Refused, match="This clause is held until it is discussed: nothing is signed on it before."):
            group.act(SignOffClause("c2", 1, TODAY), chair)
    release(group, by)
    assert not is_held(clause) and [each.ended for each in clause.past_holds] == ["We talked."]
    group.act(SignOffClause("c2", 1, TODAY), ANNE)


def test_members_hold_when_three_ask(group):
    clause = group.tender.clauses["c2"]
    for number, by in enumerate((MEI, DEV, KIM), 1):
        assert not is_held(clause)
        hold(group, by)
        assert len(clause.holds) == number
    assert is_held(clause)
    release(group, DEV)
    assert holders(group) == [MEI.id, KIM.id] and not is_held(clause)


@pytest.mark.parametrize("by", [FAY, RUTH, OLU], ids=lambda by: by.seat)
def test_nobody_else_asks_for_it(group, by):
    with pytest.raises(Refused, match="Only the commissioner or the lived-experience co-chair or the procurement officer can do this."):
        hold(group, by)


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"reason": " "}, "The reason is empty."),
        ({"reason": "x" * 2_001}, "The reason is 2,001 characters long"),
        ({"discussed_on": "soon"}, "Please give the day on which it is discussed; it has to lie ahead."),
        ({"discussed_on": "2026-11-22"}, "it has to lie ahead"),
        ({"clause": "c9"}, "There is no such clause in this tender."),
        ({"today": "2026-11-22"}, "The round opens on"),
    ],
)
def test_what_is_missing_is_asked_for(group, more, sentence):
    with pytest.raises(Refused, match=sentence):
        hold(group, JOSH, **more)
    assert holders(group) == []


def test_it_can_be_discussed_today_and_is_asked_for_once(group):
    hold(group, JOSH, discussed_on=TODAY)
    with pytest.raises(Refused, match="You have asked for this already."):
        hold(group, JOSH)


def test_whoever_is_linked_to_a_bidder_holds_nothing(group):
    group.act(DeclareInterest(True, "Harbour Care"), PRIYA)
    with pytest.raises(Refused, match="it is not for you to see"):
        hold(group, group.tender.members[PRIYA.id])


def test_the_co_chair_ends_what_people_with_lived_experience_hold(group):
    for by in (MEI, DEV, KIM):
        hold(group, by)
    for by in (ANNE, PRIYA, FAY, LEE):
        with pytest.raises(Refused, match="Only who asked for the hold, or the lived-experience co-chair, can end it."):
            release(group, by)
    with pytest.raises(Refused, match="What came of the discussion is empty."):
        release(group, JOSH, text=" ")
    (event,) = release(group, JOSH)
    assert holders(group) == [] and len(group.tender.clauses["c2"].past_holds) == 3
    assert said(group.tender, event) == "ended the hold on clause 2 “Access”"
    with pytest.raises(Refused, match="Nobody holds this clause."):
        release(group, JOSH)


def test_the_co_chair_does_not_end_what_officials_hold_nor_they_theirs(group):
    for by in (ANNE, JOSH, MEI):
        hold(group, by)
    release(group, JOSH)
    assert holders(group) == [ANNE.id, MEI.id] and is_held(group.tender.clauses["c2"])
    with pytest.raises(Refused, match="Only who asked for the hold"):
        release(group, PRIYA)
    release(group, ANNE)
    assert holders(group) == [MEI.id]
    release(group, JOSH)
    assert holders(group) == []


@pytest.mark.parametrize(("before", "after"), [(PRIYA, Member("m-pat", "procurement")), (ANNE, Member("m-pat", "commissioner"))])
def test_whoever_has_the_seat_after_them_ends_it(group, before, after):
    hold(group, before)
    group.act(GiveSeat(after.id, after.seat), ANNE)
    group.act(EndSeat(before.id), before)
    release(group, after)
    assert holders(group) == []


def test_a_clause_that_is_merged_takes_those_who_ask_with_it(group):
    for by, clause in ((MEI, "c3"), (DEV, "c2"), (DEV, "c3"), (KIM, "c3")):
        if by != KIM:
            hold(group, by, clause)
    group.decide(group.arrange("merge", "c2"))
    assert (holders(group), holders(group, "c3")) == ([DEV.id, MEI.id], [])
    hold(group, KIM)
    assert is_held(group.tender.clauses["c2"])


def test_a_held_clause_is_not_merged_away(group):
    merger = group.arrange("merge", "c2")
    hold(group, JOSH, "c3")
    with pytest.raises(Refused, match="The clause that follows is held until it is discussed"):
        group.sign(merger, ANNE)


def test_officials_learn_why_protected_people_hold_on_the_next_day(group):
    clause = group.tender.clauses["c2"]
    for by in (MEI, DEV, KIM):
        hold(group, by, protected=by != DEV)
    assert is_held(clause)
    for by in (ANNE, PRIYA, RUTH, OLU):
        assert [each.stamp.by for each in holds_seen(by, clause, TODAY)] == [DEV.id]
        assert [each.stamp.by for each in holds_seen(by, clause, MORROW)] == sorted([MEI.id, DEV.id, KIM.id])
    assert [each.stamp.by for each in holds_seen(JOSH, clause, TODAY)] == [MEI.id, DEV.id, KIM.id]
    release(group, MEI)
    assert past_holds_seen(ANNE, clause, TODAY) == [] and [each.ended for each in past_holds_seen(JOSH, clause, TODAY)] == ["We talked."]
