"""Open or fixed, and why."""

from dataclasses import replace

import pytest

from specs.fixing import FixClauses, OpenClauses, missing, waiting_for_reasons
from specs.library.reasons import KINDS, REASONS, reasons_of
from specs.refusals import Refused
from specs.tender import Reason
from tests.story import OLU, PRIYA, Story

REASON = Reason("cannot", "money", "There is no more.", "Budget 2027", "Cabinet", "2027-06-30")


def test_open_is_the_default_and_fixing_needs_a_reason_that_may_wait():
    story = Story()
    assert {clause.openness for clause in story.tender.clauses.values()} == {"open"}
    story.act(FixClauses(("c2", "c3")))
    assert [clause.id for clause in waiting_for_reasons(story.tender)] == ["c2", "c3"]
    story.act(FixClauses(("c2",), replace(REASON, source="")))
    assert missing(story.tender.clauses["c2"].reason) == ["source"]
    story.act(FixClauses(("c2", "c3"), REASON))
    assert waiting_for_reasons(story.tender) == []
    assert story.tender.clauses["c3"].reason == REASON


def test_once_set_up_the_reason_may_not_wait():
    story = Story()
    story.tender.state = "open"
    for name in ("explanation", "source", "decided_by", "review", "code"):
        with pytest.raises(Refused) as refused:
            story.act(FixClauses(("c2",), replace(REASON, **{name: ""})))
        assert refused.value.field == name


@pytest.mark.parametrize(
    ("reason", "field"),
    [
        (replace(REASON, kind="maybe"), "kind"),
        (replace(REASON, code="because"), "code"),
        (replace(REASON, code="law"), "code"),
        (replace(REASON, review="31 June 2027"), "review"),
        (replace(REASON, explanation="x" * 4_001), "explanation"),
    ],
)
def test_a_wrong_reason_is_refused_at_its_field(reason, field):
    with pytest.raises(Refused) as refused:
        Story().act(FixClauses(("c2",), reason))
    assert refused.value.field == field


def test_opening_again():
    story = Story()
    story.act(FixClauses(("c2", "c3"), REASON))
    story.act(OpenClauses(("c2",), "The board agreed."))
    clause = story.tender.clauses["c2"]
    assert (clause.openness, clause.reason) == ("open", None)
    with pytest.raises(Refused, match="This clause is open already"):
        story.act(OpenClauses(("c2",)))
    with pytest.raises(Refused, match="Nothing would change"):
        story.act(FixClauses(("c3",), REASON))


@pytest.mark.parametrize("by", [OLU, PRIYA])
def test_who_may_fix(by):
    with pytest.raises(Refused, match="Only the commissioner"):
        Story().act(FixClauses(("c2",), REASON), by)


def test_every_reason_belongs_to_a_kind_and_every_kind_has_reasons():
    assert {reason.kind for reason in REASONS.values()} == set(KINDS)
    assert sum(len(reasons_of(kind)) for kind in KINDS) == len(REASONS)
