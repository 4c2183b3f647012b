"""Signatures under a suggestion: whose they are, what they bind to, when they lapse, and how they are taken back."""

from dataclasses import replace

import pytest

from specs.deputies import NameDeputy
from specs.fixing import FixClauses
from specs.holds import HoldClause, ReleaseClause
from specs.interests import DeclareInterest, HandleInterest
from specs.members import EndSeat, GiveSeat
from specs.proposals import Propose
from specs.refusals import Refused, Stale
from specs.regrouping import JoinChanges
from specs.revising import Revise
from specs.signatures import SignDecision, TakeSignatureBack, standing_views
from specs.wording import Paragraph
from tests.group import ANNE, DEV, EVERYBODY, FAY, JOSH, MEI, MUST, PRIYA, RUTH, TODAY, Group, name_of_thread
from tests.suggesting import other_words, overriding, signing

LATER = "2027-01-31"


@pytest.fixture
def group():
    made = Group()
    yield made
    assert made.again() == made.tender


@pytest.mark.parametrize("by", [each for each in EVERYBODY if each not in (ANNE, JOSH, RUTH, MEI)], ids=lambda by: by.id)
def test_nobody_else_signs(group, by):
    name = group.suggest()
    with pytest.raises(Refused, match="Only the commissioner and the lived-experience co-chair, or their deputies, sign."):
        group.sign(name, by)
    with pytest.raises(Refused, match="or their deputies, sign."):
        group.act(TakeSignatureBack(name, TODAY), by)


def test_deputies_sign_for_their_chairs(group):
    name = group.suggest(by=DEV)
    group.sign(name, RUTH)
    with pytest.raises(Refused, match="The commissioner has signed this already. It waits for the other chair."):
        group.sign(name, RUTH)
    group.sign(name, MEI)
    assert group.proposal(name).decision.signers == (("co_chair", MEI.id), ("commissioner", RUTH.id))


def test_one_person_does_not_sign_twice(group):
    name = group.suggest(by=DEV)
    group.sign(name, MEI)
    group.act(EndSeat(MEI.id), FAY)
    with pytest.raises(Refused, match="or their deputies, sign."):
        group.sign(name, MEI)
    group.act(GiveSeat(MEI.id, "commissioner"), ANNE)
    with pytest.raises(Refused, match="Two people have to sign, and you have signed already."):
        group.sign(name, group.tender.members[MEI.id])


def test_whose_term_has_ended_cannot_sign(group):
    name = group.suggest()
    group.act(GiveSeat("m-kim", "commissioner", "2026-11-30", TODAY), ANNE)
    kim = group.tender.members["m-kim"]
    for day, fails in (("2026-12-01", True), ("2026-11-30", False)):
        asked = replace(signing(group.tender, name, TODAY), today=day)
        if fails:
            with pytest.raises(Refused, match="Your time in this seat has ended, so you cannot sign for it any more."):
                group.act(asked, kim)
            with pytest.raises(Refused, match="Your time in this seat has ended"):
                group.act(overriding(group.tender, name, day), kim)
        else:
            group.act(asked, kim)
    with pytest.raises(Refused, match="Your time in this seat has ended"):
        group.act(TakeSignatureBack(name, "2026-12-01"), kim)


def test_whoever_is_linked_to_a_bidder_does_not_sign(group):
    name = group.suggest(by=DEV)
    group.act(DeclareInterest(True, "Harbour Care"), RUTH)
    for linked in (group.tender.members[RUTH.id], replace_link(ANNE)):
        with pytest.raises(Refused, match="or their deputies, sign."):
            group.act(signing(group.tender, name, TODAY), linked)
    with pytest.raises(Refused, match="or their deputies, sign."):
        group.act(overriding(group.tender, name, TODAY), replace_link(ANNE))
    group.act(HandleInterest(RUTH.id, "none", "They stopped."), PRIYA)
    group.sign(name, group.tender.members[RUTH.id])


def replace_link(member):
    return member._replace(linked=True)


def test_what_was_shown_for_some_changes_is_not_signed_for_others(group):
    name = group.two_changes()
    asked = signing(group.tender, name, TODAY, "accept", (1,))
    with pytest.raises(Stale, match="or you chose other changes"):
        group.act(replace(asked, numbers=(1, 2)), ANNE)


def test_a_signature_is_taken_back_and_given_again(group):
    name = group.suggest()
    with pytest.raises(Refused, match="There is no signature here to take back."):
        group.act(TakeSignatureBack(name, TODAY), ANNE)
    group.sign(name, ANNE)
    with pytest.raises(Refused, match="There is no signature here to take back."):
        group.act(TakeSignatureBack(name, TODAY), JOSH)
    group.act(TakeSignatureBack(name, TODAY), ANNE)
    group.sign(name, JOSH)
    assert group.proposal(name).waits
    group.sign(name, ANNE)
    assert not group.proposal(name).waits
    with pytest.raises(Refused, match="was decided or withdrawn in the meantime"):
        group.act(TakeSignatureBack(name, TODAY), ANNE)


def test_a_new_deputy_signs_and_the_one_before_does_not(group):
    name = group.suggest(by=DEV)
    group.act(NameDeputy(PRIYA.id), ANNE)
    with pytest.raises(Refused, match="or their deputies, sign."):
        group.sign(name, RUTH)
    group.sign(name, PRIYA)


def test_a_suggestion_that_is_not_there_cannot_be_signed(group):
    comment = group.comment()
    for name in (comment, "t" + "f" * 10):
        with pytest.raises(Refused, match="it is not for you to see"):
            group.act(SignDecision(name, "no", (), "", "x", none_found=True, today=TODAY), ANNE)


def lapse_by_rewording(group, name):
    group.changed("c2", "phone call", "call", by=DEV)


def lapse_by_revision(group, name):
    group.act(Revise(name, 1, other_words(group.tender, name, "c2", "every quarter", "each week", TODAY).wording, today=TODAY), MEI)


def lapse_by_grouping(group, name):
    group.act(JoinChanges(name, (1, 2), TODAY), MEI)


@pytest.mark.parametrize("lapse", [lapse_by_rewording, lapse_by_grouping])
def test_that_it_is_not_accepted_is_signed_of_the_offer_whatever_becomes_of_the_clause(group, lapse):
    name = group.two_changes()
    group.sign(name, ANNE, "no", none_found=True)
    lapse(group, name)
    assert set(standing_views(group.tender, group.proposal(name))) == {"commissioner"}
    group.sign(name, JOSH, "no", none_found=True)
    assert group.proposal(name).decision.outcome == "no"


@pytest.mark.parametrize(
    ("lapse", "outcome"),
    [(lapse_by_rewording, "accept"), (lapse_by_grouping, "accept"), (lapse_by_revision, "accept"), (lapse_by_revision, "no")],
)
def test_a_signature_does_not_count_for_what_has_moved(group, lapse, outcome):
    name = group.two_changes()
    more = {"none_found": True} if outcome == "no" else {}
    old = signing(group.tender, name, TODAY, outcome, **more)
    group.act(old, ANNE)
    lapse(group, name)
    assert standing_views(group.tender, group.proposal(name)) == {}
    with pytest.raises(Stale):
        group.act(old, JOSH)
    group.sign(name, JOSH, outcome, **more)
    assert group.proposal(name).waits
    group.sign(name, ANNE, outcome, **more)
    assert not group.proposal(name).waits


def test_a_merger_is_signed_for_the_words_of_both_clauses(group):
    name = group.arrange("merge", "c2")
    group.sign(name, ANNE)
    group.changed("c3", "must consult", "consults")
    assert standing_views(group.tender, group.proposal(name)) == {}
    group.sign(name, JOSH)
    assert group.proposal(name).waits
    group.sign(name, ANNE)
    assert group.order() == ["c1", "c2", "c4"]


@pytest.mark.parametrize("outcome", ["accept", "no"])
def test_nothing_is_signed_on_a_clause_that_is_held(group, outcome):
    name, merger = group.suggest(), group.arrange("merge", "c1")
    group.act(HoldClause("c2", "We have to talk.", LATER, today=TODAY), JOSH)
    more = {"none_found": True} if outcome == "no" else {}
    with pytest.raises(Refused, match="This clause is held until it is discussed: nothing is signed on it before."):
        group.sign(name, ANNE, outcome, **more)
    with pytest.raises(Refused, match="This clause is held until it is discussed"):
        group.act(overriding(group.tender, name, TODAY), ANNE)
    with pytest.raises(Refused, match="The clause that follows is held until it is discussed"):
        group.sign(merger, ANNE)
    group.act(ReleaseClause("c2", "We talked.", today=TODAY), JOSH)
    group.decide(name, outcome, **more)


def test_that_a_clause_is_left_out_is_signed_for_the_words_it_has(group):
    name = group.arrange("removal", "c2")
    group.sign(name, ANNE)
    group.changed("c2", "every quarter", "every month")
    assert standing_views(group.tender, group.proposal(name)) == {}


def test_an_explanation_is_signed_for_the_words_it_changes(group):
    group.act(FixClauses(("c3",), MUST))
    name = name_of_thread(1)
    group.act(Propose(name, "explanation", "c3", 1, "Plainer.", (Paragraph("e1", "para", "There is no more yet."),), today=TODAY), MEI)
    group.sign(name, ANNE)
    group.act(FixClauses(("c3",), replace(MUST, explanation="The law has changed.")))
    assert standing_views(group.tender, group.proposal(name)) == {}
