"""Before we issue: what is open, what must be met, and what may stand with a reason."""

from dataclasses import replace

import pytest

from specs.answers import AnswerThreads
from specs.days import later
from specs.gate import (
    KINDS,
    USUAL,
    ChooseWhatMustBeMet,
    PrepareIssue,
    before_issue,
    in_the_way,
    insist_it_is_met,
    issued_parts,
    must_be_met,
    reasons_mark,
    without,
)
from specs.holds import HoldClause, ReleaseClause
from specs.members import EndSeat
from specs.parts import AddAuthoredPart, AuthoredPart
from specs.reading import FoundClause
from specs.refusals import Refused, Stale
from specs.rules import allowed
from specs.signing_off import SignOffClause
from specs.wording import Paragraph
from tests.group import ANNE, DEV, EVERYBODY, FAY, JOSH, MEI, PRIYA, RUTH, TODAY, Group

ALL = ("c1", "c2", "c3", "c4")


def found(group: Group, today: str = TODAY) -> dict[str, tuple[str, ...]]:
    return {each.kind: each.found for each in before_issue(group.tender, today)}


def refused(group: Group, asked: object, by: object = ANNE) -> str:
    with pytest.raises(Refused) as no:
        group.act(asked, by)
    return str(no.value)


def test_everything_that_is_open_is_found_and_nothing_once_it_is_done():
    group = Group()
    assert found(group) == {"threads": (), "suggestions": (), "holds": (), "clauses": ALL, "legal": (), "reasons": ()}
    thread, suggestion = group.comment(), group.suggest()
    group.act(HoldClause("c4", "We have to talk.", TODAY, today=TODAY), JOSH)
    said = {"threads": (thread,), "suggestions": (suggestion,), "holds": ("c4",)}
    assert found(group) == said | {"clauses": ALL, "legal": (), "reasons": ()}
    group.act(AnswerThreads((thread,), "no", "That is for the provider.", "We ask bidders.", today=TODAY), RUTH)
    group.decide(suggestion)
    group.act(ReleaseClause("c4", "We talked.", today=TODAY), JOSH)
    for clause in ALL:
        for chair in (ANNE, JOSH):
            group.act(SignOffClause(clause, group.tender.clauses[clause].version, TODAY), chair)
    assert found(group) == {"threads": (), "suggestions": (), "holds": (), "clauses": (), "legal": (), "reasons": ()}
    assert in_the_way(group.tender, TODAY) == []
    insist_it_is_met(group.tender, TODAY)


def test_a_fixed_clause_without_its_whole_reason_is_found():
    group = Group()
    group.fix("c3")
    assert found(group)["reasons"] == ()
    clause = group.tender.clauses["c3"]
    clause.reason = replace(clause.reason, source="")  # as words that were taken back leave it
    assert found(group)["reasons"] == ("c3",)


def test_a_part_for_procurement_alone_is_not_issued_and_nothing_of_it_is_counted():
    group = Group()
    secret = FoundClause((Paragraph("q1", "head", "Ceilings"), Paragraph("q2", "para", "At most 31 pounds.")))
    group.act(AddAuthoredPart(AuthoredPart("Prices", (secret,), {}, "procurement")))
    group.act(HoldClause("c5", "Not yet.", TODAY, today=TODAY), PRIYA)
    group.comment("c5", by=PRIYA)
    assert [part.id for part in issued_parts(group.tender)] == ["d1"]
    assert found(group) == {"threads": (), "suggestions": (), "holds": (), "clauses": ALL, "legal": (), "reasons": ()}


def test_what_somebody_protected_said_today_counts_from_tomorrow_for_both_chairs():
    group = Group()
    group.comment(protected=True)
    group.suggest(protected=True)
    assert (found(group)["threads"], found(group)["suggestions"]) == ((), ())
    tomorrow = found(group, later(TODAY, 1))
    assert (len(tomorrow["threads"]), len(tomorrow["suggestions"])) == (1, 1)


def test_what_must_be_met_is_in_the_way_and_what_may_stand_needs_a_reason():
    group = Group()
    group.act(HoldClause("c4", "We have to talk.", TODAY, today=TODAY), JOSH)
    assert must_be_met(group.tender) == USUAL == ("holds", "legal", "reasons")
    assert [(each.kind, each.must) for each in in_the_way(group.tender, TODAY)] == [("holds", True), ("clauses", False)]
    with pytest.raises(Refused, match=r"held until they are discussed: 1\. This must be met before"):
        insist_it_is_met(group.tender, TODAY)
    group.act(ReleaseClause("c4", "We talked.", today=TODAY), JOSH)
    with pytest.raises(Refused, match=r"not signed off: 4\. It can stand only with a reason"):
        insist_it_is_met(group.tender, TODAY)
    group.act(PrepareIssue((("clauses", "The round is short."),), TODAY))
    insist_it_is_met(group.tender, TODAY)


def test_both_chairs_agree_what_must_be_met():
    group = Group()
    group.act(ChooseWhatMustBeMet(("threads", "clauses"), TODAY), ANNE)
    assert must_be_met(group.tender) == USUAL
    group.act(ChooseWhatMustBeMet(("clauses", "threads"), TODAY), JOSH)
    assert must_be_met(group.tender) == ("threads", "clauses")
    assert refused(group, ChooseWhatMustBeMet(("threads", "clauses"), TODAY)) == "You have said this already."
    assert refused(group, ChooseWhatMustBeMet(("kings",), TODAY)) == "Please choose from the list."
    group.act(ChooseWhatMustBeMet((), TODAY), JOSH)
    assert must_be_met(group.tender) == USUAL


def test_only_the_two_chairs_choose_and_they_or_their_deputies_give_reasons():
    group = Group()
    chooses = [by for by in EVERYBODY if allowed(group.tender, ChooseWhatMustBeMet(("threads",), TODAY), by)]
    prepares = [by for by in EVERYBODY if allowed(group.tender, PrepareIssue((("clauses", "So."),), TODAY), by)]
    assert (chooses, prepares) == ([ANNE, JOSH], [ANNE, JOSH, MEI, RUTH])
    group.act(EndSeat(JOSH.id), FAY)
    assert "Your time in this seat has ended" in refused(group, ChooseWhatMustBeMet(("threads",), TODAY), JOSH)
    assert refused(group, PrepareIssue((("clauses", "So."),), TODAY), DEV).startswith("Only the commissioner and the")


def test_reasons():
    group = Group()
    assert "no reason can stand in its place" in refused(group, PrepareIssue((("holds", "Because."),), TODAY))
    assert "is 1,001 characters long" in refused(group, PrepareIssue((("clauses", "x" * 1_001),), TODAY))
    assert refused(group, PrepareIssue((("kings", "x"),), TODAY)) == "Please give the reasons at what they are for."
    assert refused(group, PrepareIssue((("clauses", " "), ("holds", "")), TODAY)).startswith("Nothing would change")
    seen = reasons_mark(group.tender)
    group.act(PrepareIssue((("clauses", "The round is short."),), TODAY, seen))
    with pytest.raises(Stale):
        group.act(PrepareIssue((("clauses", "Other."),), TODAY, seen))
    assert group.tender.issuing.reasons == {"clauses": "The round is short."}
    group.act(PrepareIssue((), TODAY))
    assert group.tender.issuing.reasons == {}


def test_nothing_is_prepared_before_the_tender_is_open():
    group = Group(opened=False)
    assert "still being set up" in refused(group, PrepareIssue((("clauses", "So."),), TODAY))


@pytest.mark.parametrize("kind", KINDS)
def test_what_it_is_issued_without_is_said_for_one_and_for_many(kind):
    assert "one" in without(kind, 1) and "{" not in without(kind, 1)
    assert "1,200" in without(kind, 1_200)
