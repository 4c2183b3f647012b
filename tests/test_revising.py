"""Suggestions changed or withdrawn, by their author or for them."""

import pytest

from specs.fixing import OpenClauses
from specs.refusals import Refused
from specs.revising import Revise, Withdraw
from specs.wording import Paragraph
from tests.group import ANNE, DEV, FAY, JOSH, MEI, OLU, PRIYA, RUTH, TODAY, Group
from tests.suggesting import NAME, other_words


@pytest.fixture
def group():
    made = Group()
    yield made
    assert made.again() == made.tender


def test_its_author_changes_it_and_nobody_else(group):
    name = group.suggest()
    words = other_words(group.tender, name, "c2", "every quarter", "each week", TODAY).wording
    for by in (ANNE, JOSH, DEV, PRIYA, RUTH, OLU):
        with pytest.raises(Refused, match="Only the person who suggested this, or the facilitator for them, can change it."):
            group.act(Revise(name, 1, words, today=TODAY), by)
    group.act(Revise(name, 1, words, "Sooner still.", today=TODAY), MEI)
    proposal = group.proposal(name)
    assert [(offer.number, offer.how, offer.wording[1].text) for offer in proposal.offers] == [
        (1, "author", "Staff will attend reviews every month."),
        (2, "author", "Staff will attend reviews each week."),
    ]
    assert [(post.number, post.text) for post in group.thread(name).posts] == [(1, "It reads better."), (2, "Sooner still.")]
    with pytest.raises(Refused, match="These are the words you suggest already. Nothing was saved."):
        group.act(Revise(name, 1, words, today=TODAY), MEI)
    group.act(Revise(name, 1, other_words(group.tender, name, "c2", "Staff", "All", TODAY).wording, today=TODAY), FAY)
    assert (proposal.offer.by, len(group.thread(name).posts)) == (MEI.id, 2)


def test_an_arrangement_has_no_words_to_change(group):
    name = group.arrange("removal", "c2")
    with pytest.raises(Refused, match="There are no words in this suggestion to change."):
        group.act(Revise(name, 1, group.tender.clauses["c2"].wording, today=TODAY), MEI)


def test_it_is_withdrawn_by_its_author_or_for_them(group):
    name, other = group.suggest(), group.suggest("c3", "must consult", "asks")
    for by in (ANNE, JOSH, DEV, RUTH, OLU):
        with pytest.raises(Refused, match="can withdraw it."):
            group.act(Withdraw(name, today=TODAY), by)
    group.act(Withdraw(name, "Somebody said it better.", "phone", TODAY), MEI)
    assert (group.proposal(name).withdrawn_on, group.proposal(name).withdrawing, group.proposal(name).waits) == (
        TODAY,
        "Somebody said it better.",
        False,
    )
    with pytest.raises(Refused, match="Please say how the person told you."):
        group.act(Withdraw(other, today=TODAY), FAY)
    (event,) = group.act(Withdraw(other, method="phone", today=TODAY), FAY)
    assert event.method == "phone"
    gone = "This suggestion was decided or withdrawn in the meantime. How it stands is below; your words are kept."
    for asked_again in (Withdraw(name, today=TODAY), Revise(name, 1, group.tender.clauses["c2"].wording, today=TODAY)):
        with pytest.raises(Refused, match=gone):
            group.act(asked_again, MEI)
    with pytest.raises(Refused, match=gone):
        group.sign(name, ANNE)


def test_a_thread_that_is_no_suggestion_is_not_there_to_be_changed(group):
    comment = group.comment()
    for each in (Withdraw(comment, today=TODAY), Withdraw("t" + "f" * 10, today=TODAY)):
        with pytest.raises(Refused, match="This is not there any more, or it is not for you to see."):
            group.act(each, MEI)


def test_opened_again_a_clause_has_no_explanation_to_change(group):
    group.fix("c3")
    group.act(group.explained(), MEI)
    group.act(OpenClauses(("c3",), "It can change."))
    with pytest.raises(Refused, match="This needs another look before it can be accepted. The reason was given anew."):
        group.sign(NAME, ANNE)
    with pytest.raises(Refused, match="This clause is open to change, so nothing has to be explained."):
        group.act(Revise(NAME, 1, (Paragraph("+1", "para", "x"),), today=TODAY), MEI)


def test_of_what_was_offered_twice_each_is_a_version_and_no_id_is_used_again(group):
    name = group.suggest("c2", "a visit", "a visit\na letter")
    group.act(Revise(name, 1, other_words(group.tender, "", "c2", "a visit", "a visit\na card", TODAY).wording, today=TODAY), MEI)
    group.changed("c3", "must consult people who use the service.", "must consult people who use the service.\nAlways.", by=DEV)
    ids = [
        p.id for each in group.tender.proposals.values() for offer in each.offers for p in offer.wording if p.text in ("a letter", "a card")
    ]
    made = [p.id for p in group.tender.clauses["c3"].wording if p.text == "Always."]
    assert len({*ids, *made}) == 3


def test_who_withdraws_their_own_says_not_how_they_told(group):
    (event,) = group.act(Withdraw(group.suggest(), method="phone", today=TODAY), MEI)
    assert (event.method, event.why) == ("", "")
