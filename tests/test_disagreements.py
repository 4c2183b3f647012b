"""The register of disagreements: what people did not agree on, who looks after it, where it stands, and when it is talked about."""

import pytest

from specs.answers import AnswerThreads, CloseThread
from specs.disagreements import (
    MindDisagreement,
    are_there,
    come_up,
    disagreement_of,
    disagreements,
    weighs_on,
)
from specs.dissents import RecordDissent
from specs.holds import HoldClause, ReleaseClause
from specs.parts import SharePart
from specs.refusals import Refused
from specs.rules import said
from specs.stands import TakeStand
from specs.taking_back import TakeBackSaid
from tests.group import ANNE, DEV, FAY, JOSH, MEI, OLU, PRIYA, RUTH, TODAY, Group
from tests.suggesting import overriding

MORROW, LATER = "2026-11-24", "2026-12-01"


@pytest.fixture
def group():
    made = Group()
    yield made
    assert made.again() == made.tender


def register(group, by=JOSH, today=TODAY):
    return [(each.about, each.what) for each in disagreements(group.tender, by, today)]


def mind(group, about, by=FAY, **more):
    asked = {"owner": "Fay", "stage": "being talked about", "next_date": LATER, "note": "At the meeting.", "today": TODAY} | more
    return group.act(MindDisagreement(about, **asked), by)


def differ(group):
    name = group.suggest(by=DEV)
    group.sign(name, ANNE)
    group.sign(name, JOSH, "no", none_found=True)
    return name


def test_where_everybody_agrees_there_is_none(group):
    group.comment()
    group.changed("c2", "every quarter", "every month")
    name = group.suggest("c3", "must", "shall")
    group.act(TakeStand(name, "live", 1, today=TODAY), DEV)
    assert register(group) == [] and not are_there(group.tender, JOSH, TODAY)


def test_chairs_who_differ_are_in_it_until_one_moves(group):
    name = differ(group)
    assert register(group) == register(group, RUTH) == [(name, "The two chairs have signed different things.")]
    assert are_there(group.tender, MEI, TODAY) and disagreement_of(group.tender, MEI, name, TODAY).clause == "c2"
    group.sign(name, ANNE, "no", reason="You are right.")
    assert register(group) == []


def test_what_else_people_do_not_agree_on(group):
    comment = group.comment()
    group.act(AnswerThreads((comment,), "no", "Because.", "Another way.", today=TODAY), RUTH)
    group.act(CloseThread(comment, "not agreed", "It matters.", today=TODAY), MEI)
    stood = group.suggest("c4", "hands over", "gives")
    group.act(TakeStand(stood, "not", 1, "Unclear.", "Keep it.", today=TODAY), DEV)
    dissented = group.changed("c2", "every quarter", "every month")
    group.act(RecordDissent(dissented, "Too often.", today=TODAY), DEV)
    forced = group.suggest("c3", "must", "shall")
    group.act(overriding(group.tender, forced, TODAY), ANNE)
    group.act(HoldClause("c1", "We have to talk.", LATER, today=TODAY), JOSH)
    assert dict(register(group)) == {
        comment: "A comment was answered, and its author does not agree.",
        stood: "Somebody does not agree with a suggestion that waits.",
        dissented: "A decision was made, and somebody does not agree.",
        forced: "The public body decided by its legal power, without the other signature.",
        "c1": "The clause is held until it is discussed.",
    }
    group.act(TakeBackSaid("dissent", dissented, 1), DEV)
    group.act(ReleaseClause("c1", "We talked.", today=TODAY), JOSH)
    group.act(TakeStand(stood, "live", 1, today=TODAY), DEV)
    assert set(dict(register(group))) == {comment, forced}


def test_it_has_somebody_who_looks_after_it_a_stage_and_a_day(group):
    name = differ(group)
    (event,) = mind(group, name)
    assert said(group.tender, event) == "noted a disagreement about clause 2 “Access”: being talked about"
    minding = disagreement_of(group.tender, MEI, name, TODAY).minding
    assert (minding.owner, minding.stage, minding.next_date, minding.note, minding.stamp.by) == (
        "Fay",
        "being talked about",
        LATER,
        "At the meeting.",
        FAY.id,
    )
    for by in (ANNE, JOSH, FAY):
        assert [[each.about for each in come_up(group.tender, by, day)] for day in ("2026-11-30", LATER)] == [[], [name]]
    assert come_up(group.tender, MEI, LATER) == []
    mind(group, name, JOSH, stage="settled", next_date="")
    assert come_up(group.tender, FAY, "2027-12-31") == []


@pytest.mark.parametrize("by", [MEI, PRIYA, RUTH, OLU], ids=lambda by: by.seat)
def test_nobody_but_the_chairs_and_the_facilitator_looks_after_it(group, by):
    name = differ(group)
    with pytest.raises(Refused, match="Only the commissioner or the lived-experience co-chair or the facilitator can do this."):
        mind(group, name, by)


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"owner": " "}, "Who looks after it is empty."),
        ({"stage": "forgotten"}, "Please choose where it stands."),
        ({"next_date": ""}, "Please give the day on which it is next talked about."),
        ({"next_date": "2026-11-22"}, "Please give a day that lies ahead"),
        ({"next_date": "soon"}, "Please give a day that lies ahead"),
        ({"stage": "settled", "next_date": "soon"}, "Please give a day that lies ahead"),
        ({"note": "x" * 2_001}, "The note is 2,001 characters long"),
        ({"about": "c9"}, "it is not for you to see"),
        ({"about": "t" + "f" * 10}, "it is not for you to see"),
    ],
)
def test_what_is_missing_is_asked_for(group, more, sentence):
    name = differ(group)
    with pytest.raises(Refused, match=sentence):
        mind(group, more.pop("about", name), **more)
    assert group.tender.minded == {}


def test_what_was_looked_after_stays_when_it_is_over_settled_ones_last(group):
    name = differ(group)
    group.act(HoldClause("c3", "We have to talk.", LATER, today=TODAY), JOSH)
    group.act(HoldClause("c4", "We have to talk.", LATER, today=TODAY), JOSH)
    mind(group, name, next_date="2026-12-05")
    mind(group, "c3", next_date="2026-12-02")
    mind(group, "c4", stage="settled", next_date="")
    group.act(ReleaseClause("c4", "We talked.", today=TODAY), JOSH)
    assert register(group) == [
        ("c3", "The clause is held until it is discussed."),
        (name, "The two chairs have signed different things."),
        ("c4", "People did not agree here, and talked about it."),
    ]


def test_on_whom_it_weighs(group):
    """Whom it is offered to talk with somebody: who dissented, and once it has ended whoever took part in it."""
    name, decided = group.suggest(by=MEI), group.changed("c3", "must", "shall", by=JOSH)
    group.act(TakeStand(name, "not", 1, "Unclear.", "Keep it.", today=TODAY), DEV)
    group.act(RecordDissent(decided, "Too often.", today=TODAY), PRIYA)
    group.act(HoldClause("c1", "We have to talk.", LATER, today=TODAY), JOSH)

    def on_whom():
        found = disagreements(group.tender, JOSH, TODAY)
        return {each.about: [by.id for by in (MEI, DEV, JOSH, PRIYA, ANNE) if weighs_on(group.tender, by, each)] for each in found}

    assert on_whom() == {name: [], decided: [PRIYA.id], "c1": []}
    for about in (name, "c1"):
        mind(group, about, stage="agreed to differ", next_date="")
    assert on_whom() == {name: [MEI.id, DEV.id], decided: [PRIYA.id], "c1": [JOSH.id]}


def test_a_part_that_somebody_does_not_read_has_none_for_them(group):
    group.act(HoldClause("c1", "We have to talk.", LATER, today=TODAY), JOSH)
    name = differ(group)
    group.act(SharePart("d1", "procurement"), ANNE)
    assert register(group) == [] and {about for about, _ in register(group, PRIYA)} == {name, "c1"}
    for about in (name, "c1"):
        with pytest.raises(Refused, match="it is not for you to see"):
            mind(group, about, JOSH)


def test_officials_learn_of_what_protected_people_do_not_agree_with_on_the_next_day(group):
    name = group.suggest(by=JOSH)
    group.act(TakeStand(name, "not", 1, "Unclear.", "Keep it.", protected=True, today=TODAY), MEI)
    hidden = group.suggest("c3", "must", "shall", protected=True)
    group.act(TakeStand(hidden, "not", 1, "Unclear.", "Keep it.", today=TODAY), DEV)
    for by in (ANNE, PRIYA, RUTH, OLU):
        assert register(group, by) == [] and not are_there(group.tender, by, TODAY)
        assert {about for about, _ in register(group, by, MORROW)} == {name, hidden}
    assert {about for about, _ in register(group, DEV)} == {name, hidden}
    with pytest.raises(Refused, match="it is not for you to see"):
        mind(group, hidden, ANNE)
