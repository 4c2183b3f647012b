"""Decisions as they are kept: what stops one, what becomes of the words around it, and what erasing leaves."""

import json
from dataclasses import replace

import pytest

from specs.counters import OfferCounter
from specs.fixing import FixClauses
from specs.locks import LockWords
from specs.proposals import Propose
from specs.proposed import Arrangement
from specs.refusals import Refused
from specs.revising import Revise, Withdraw
from specs.rules import decode, said, tender_from
from specs.signing_off import ReopenClause, SignOffClause
from specs.wording import Paragraph
from tests.group import ANNE, DEV, JOSH, MEI, MUST, TODAY, Group, name_of_thread
from tests.suggesting import other_words, overriding, signing

LATER = "2027-01-31"


@pytest.fixture
def group():
    made = Group()
    yield made
    assert made.again() == made.tender


def test_a_fixed_clause_does_not_change_by_a_suggestion(group):
    name, order = group.suggest(), group.arrange("removal", "c2")
    group.act(FixClauses(("c2",), MUST))
    for each in (name, order):
        with pytest.raises(Refused, match="This clause is fixed now, and a fixed clause does not change by a suggestion."):
            group.sign(each, ANNE)
        with pytest.raises(Refused, match="a fixed clause does not change by a suggestion"):
            group.act(overriding(group.tender, each, TODAY), ANNE)
    group.decide(name, "no", none_found=True)


def test_how_a_fixed_clause_is_explained_changes_and_nothing_else_of_it(group):
    group.act(FixClauses(("c3",), MUST))
    name, other = name_of_thread(1), name_of_thread(2)
    words = (Paragraph("+1", "para", "Wages are set by the council."), Paragraph("+2", "para", "It meets in May."))
    for each in (name, other):
        group.act(Propose(each, "explanation", "c3", 1, "Plainer.", words, today=TODAY), MEI)
    group.decide(name)
    clause, made = group.tender.clauses["c3"], group.proposal(name).decision
    assert clause.reason == replace(MUST, explanation="Wages are set by the council.\nIt meets in May.")
    assert (clause.version, clause.fixings, made.made, made.version) == (1, 2, "c3", 1)
    with pytest.raises(Refused, match="The reason was given anew."):
        group.sign(other, ANNE)
    words = (Paragraph("e1", "para", "Wages are set by the council."), Paragraph("e2", "para", "It meets in June."))
    group.act(Revise(other, 2, words, today=TODAY), MEI)
    group.decide(other)
    assert clause.reason.explanation == "Wages are set by the council.\nIt meets in June."


def test_something_is_left_of_a_clause_and_of_an_explanation(group):
    group.act(FixClauses(("c3",), MUST))
    name = name_of_thread(1)
    group.act(Propose(name, "explanation", "c3", 1, "Plainer.", (Paragraph("+1", "para", "Other words."),), today=TODAY), MEI)
    removed = next(change.number for change in group.proposal(name).changes if change.kind == "removed")
    with pytest.raises(Refused, match="Nothing would be left of the explanation."):
        group.sign(name, ANNE, numbers=(removed,))
    replaced = name_of_thread(2)
    group.act(Propose(replaced, "wording", "c4", 1, "Anew.", (Paragraph("+1", "para", "Other words."),), today=TODAY), MEI)
    gone = tuple(change.number for change in group.proposal(replaced).changes if change.kind == "removed")
    with pytest.raises(Refused, match="Nothing would be left of this clause."):
        group.sign(replaced, ANNE, numbers=gone)
    new = name_of_thread(3)
    lines = (Paragraph("+1", "para", "One."), Paragraph("+2", "para", " "))
    group.act(Propose(new, "new", "c4", 1, "New.", lines, Arrangement(after="c4"), today=TODAY), MEI)
    empty = tuple(change.number for change in group.proposal(new).changes)[1:]
    with pytest.raises(Refused, match="Nothing would be left of the new clause."):
        group.sign(new, ANNE, numbers=empty)


def test_a_clause_that_was_signed_off_does_not_change(group):
    name = group.suggest()
    for by in (ANNE, JOSH):
        with pytest.raises(Refused, match="Something still waits on this clause"):
            group.act(SignOffClause("c2", 1, TODAY), by)
    merger = group.arrange("merge", "c2")
    for by in (ANNE, JOSH):
        group.act(SignOffClause("c3", 1, TODAY), by)
    with pytest.raises(Refused, match="The clause that follows was signed off. Both chairs have to open it again first."):
        group.sign(merger, ANNE)
    for by in (ANNE, JOSH):
        group.act(ReopenClause("c3", "It belongs to the one before.", TODAY), by)
    group.decide(merger)
    assert group.proposal(name).waits


def test_a_comment_is_carried_when_a_suggestion_is_accepted(group):
    from specs.threads import Span

    said_there = group.comment("c2", spans=(Span("p4", 26, 39),))
    group.changed("c2", "Staff", "Support workers")
    (where,) = group.thread(said_there).where
    assert group.texts("c2")[1][where.start : where.end] == "every quarter"


def test_fixed_words_stay_where_they_are_through_an_acceptance(group):
    group.act(LockWords("c2", 1, "p4", 6, 10, MUST))
    group.changed("c2", "Staff", "Support workers")
    (lock,) = group.tender.clauses["c2"].locks
    assert group.texts("c2")[1][lock.start : lock.end] == "will"


@pytest.mark.parametrize(
    ("outcome", "numbers", "more", "field"),
    [
        ("maybe", (), {}, "outcome"),
        ("accept", (), {}, "numbers"),
        ("no", (1,), {}, "outcome"),
        ("accept", (1,), {"reason": ""}, "reason"),
        ("accept", (1,), {"reason": "x" * 5_001}, "reason"),
        ("no", (), {}, "alternative"),
        ("no", (), {"alternative": "x" * 2_001}, "alternative"),
        ("ideas", (), {}, "owner"),
        ("ideas", (), {"owner": "x" * 151}, "owner"),
    ],
)
def test_a_refusal_leads_to_the_field_that_it_is_about(group, outcome, numbers, more, field):
    name = group.two_changes()
    with pytest.raises(Refused) as refused:
        group.act(replace(signing(group.tender, name, TODAY, outcome, numbers), **more), ANNE)
    assert refused.value.field == field


def test_before_the_first_day_nothing_is_decided(group):
    asked = replace(signing(group.tender, group.suggest(), TODAY), today="2026-11-22")
    with pytest.raises(Refused, match="The round opens on 23 November 2026."):
        group.act(asked, ANNE)


def test_of_what_was_accepted_nobody_says_that_nothing_was_found(group):
    name = group.suggest()
    group.sign(name, ANNE)
    *_, event = group.sign(name, JOSH, reason="")
    made = group.proposal(name).decision
    assert (made.none_found, made.alternative, made.owner, made.return_on, made.power) == (False, "", "", "", "")
    assert said(group.tender, event) == "decided on a suggestion about clause 2 “Access”: accepted"


def test_with_its_words_erased_a_decision_is_still_one(group):
    name = group.suggest()
    group.act(overriding(group.tender, name, TODAY, "ideas", owner="Ruth", return_on=LATER), ANNE)
    *before, (stamp, body, _) = group.kept
    entries = [(each, decode(json.loads(facts), json.loads(words))) for each, facts, words in before]
    tender = tender_from([*entries, (stamp, decode(json.loads(body), None))])
    made = tender.proposals[name].decision
    assert (made.outcome, made.reasons, made.alternative, made.owner, made.power) == ("ideas", (), "", "", "(taken back)")
    assert (tender.ideas[name].stage, tender.ideas[name].owner, tender.ideas[name].return_on) == ("in the box", "", LATER)


def test_what_was_withdrawn_meanwhile_is_not_decided_with_the_others(group):
    one, two, three = group.suggest(), group.suggest("c2", "a visit", "a long visit"), group.suggest("c2", "Staff", "All", by=DEV)
    words = other_words(group.tender, "", "c2", "Staff", "All", TODAY).wording
    group.act(OfferCounter(three, 1, other_words(group.tender, "", "c2", "Staff", "We", TODAY).wording, "So.", today=TODAY), JOSH)
    joint = name_of_thread(1)
    group.act(Propose(joint, "wording", "c2", 1, "All.", words, merges=(one, two, three), today=TODAY), ANNE)
    group.act(Withdraw(one, today=TODAY), MEI)
    group.decide(two, "no", none_found=True)
    group.decide(joint)
    assert [group.proposal(name).decision and group.proposal(name).decision.outcome for name in (one, two, three)] == [
        None,
        "no",
        "together",
    ]
    assert [each.answer for each in group.proposal(three).counters] == ["overtaken"]


def test_signed_off_before_a_suggestion_had_reached_an_official_the_clause_is_opened_again_first(group):
    group.act(SignOffClause("c2", 1, TODAY), JOSH)
    name = group.suggest(protected=True)
    group.act(SignOffClause("c2", 1, TODAY), ANNE)
    tomorrow = "2026-11-24"
    with pytest.raises(Refused, match="This clause was signed off. Both chairs have to open it again first."):
        group.act(replace(signing(group.tender, name, TODAY), today=tomorrow), ANNE)
    for by in (ANNE, JOSH):
        group.act(ReopenClause("c2", "Somebody had suggested something.", tomorrow), by)
    for by in (ANNE, JOSH):
        group.act(replace(signing(group.tender, name, TODAY), today=tomorrow), by)
    assert group.texts("c2")[1] == "Staff will attend reviews every month."


def test_beside_a_clause_that_was_signed_off_a_new_one_is_accepted_and_it_is_explained(group):
    group.act(FixClauses(("c3",), MUST))
    for clause in ("c2", "c3"):
        for by in (ANNE, JOSH):
            group.act(SignOffClause(clause, 1, TODAY), by)
    new, told = name_of_thread(1), name_of_thread(2)
    words = (Paragraph("+1", "para", "Other words."),)
    group.act(Propose(new, "new", "c2", 1, "It is missing.", words, Arrangement(after="c2"), today=TODAY), MEI)
    group.act(Propose(told, "explanation", "c3", 1, "Plainer.", words, today=TODAY), MEI)
    for name in (new, told):
        group.decide(name)
    assert (group.order(), group.tender.clauses["c3"].reason.explanation) == (["c1", "c2", "c5", "c3", "c4"], "Other words.")


def test_both_alternatives_are_kept_and_what_belongs_to_the_ideas_box_alone_is_not(group):
    no, yes = group.suggest(), group.suggest("c3", "must", "shall")
    group.sign(no, ANNE, "no", alternative="We ask bidders.")
    group.sign(no, JOSH, "no", alternative="We ask the group.")
    group.sign(yes, ANNE, owner="Ruth", return_on=LATER)
    group.sign(yes, JOSH, owner="Priya")
    assert group.proposal(no).decision.alternative == "We ask bidders.\nWe ask the group."
    made = group.proposal(yes).decision
    assert (made.outcome, made.owner, made.return_on) == ("accepted", "", "")


def test_what_an_override_lacks_is_asked_for_where_it_belongs(group):
    name = group.suggest()
    for more, field in (({"power": ""}, "power"), ({"reason": ""}, "reason"), ({"reason": "x" * 5_001}, "reason")):
        with pytest.raises(Refused) as refused:
            group.act(overriding(group.tender, name, TODAY, **more), ANNE)
        assert refused.value.field == field


def test_with_every_word_erased_a_signature_and_an_idea_are_still_there(group):
    name = group.suggest()
    group.sign(name, ANNE, "ideas", owner="Ruth", return_on=LATER)
    group.sign(name, JOSH, "ideas", reason="Later.")
    *before, suggested, first, second = group.kept
    entries = [(stamp, decode(json.loads(facts), json.loads(words))) for stamp, facts, words in before]
    tender = tender_from([*entries, *((stamp, decode(json.loads(facts), None)) for stamp, facts, _ in (suggested, first, second))])
    views = tender.proposals[name].decision.views
    assert {seat: (view.outcome, view.reason, view.alternative, view.owner) for seat, view in views.items()} == {
        "commissioner": ("ideas", "", "", ""),
        "co_chair": ("ideas", "", "", ""),
    }
    assert (tender.ideas[name].text, tender.ideas[name].return_on) == ("", LATER)
