"""Other words offered instead: whoever suggested says yes or no, and what nobody answered is overtaken."""

import pytest

from specs.counters import AnswerCounter, OfferCounter
from specs.fixing import FixClauses
from specs.refusals import Refused
from specs.revising import Revise, Withdraw
from specs.rules import said
from specs.tender import Reason
from tests.group import ANNE, DEV, EVERYBODY, FAY, JOSH, MEI, OLU, RUTH, TODAY, Group
from tests.suggesting import other_words

MUST = Reason("must_meet", "law", "The law says so.", "Care Act", "Parliament", "2027-06-30")


@pytest.fixture
def group():
    made = Group()
    yield made
    assert made.again() == made.tender


def counter(group, name, by=DEV, old="every quarter", new="each week", **more):
    words = other_words(group.tender, "", "c2", old, new, TODAY)
    asked = {"base": words.base, "wording": words.wording, "reason": "Sooner."} | more
    return group.act(OfferCounter(name, **asked, today=TODAY), by)


def answers(group, name):
    return [each.answer for each in group.proposal(name).counters]


@pytest.mark.parametrize("by", [each for each in EVERYBODY if each not in (OLU, FAY)], ids=lambda by: by.seat)
def test_everybody_but_observers_and_facilitators_offers_other_words_for_anothers_suggestion(group, by):
    name = group.suggest(by=DEV if by != DEV else MEI)
    counter(group, name, by)
    (made,) = group.proposal(name).counters
    assert (made.number, made.offer.by, made.offer.how, made.reason, made.answer) == (1, by.id, "counter", "Sooner.", "")
    assert group.proposal(name).offer.wording[1].text == "Staff will attend reviews every month."


def test_an_observer_does_not_nor_the_facilitator_who_takes_no_side(group):
    name = group.suggest()
    for by, sentence in ((OLU, "Only the commissioner or"), (FAY, "take no side of your own.")):
        with pytest.raises(Refused, match=sentence):
            counter(group, name, by)


def test_a_yes_makes_them_the_suggestion_and_the_others_are_overtaken(group):
    name = group.suggest()
    for by, new in ((DEV, "each week"), (RUTH, "every second month"), (JOSH, "every month or so")):
        counter(group, name, by, new=new)
    group.act(AnswerCounter(name, 1, False, "Too often.", today=TODAY), MEI)
    (event,) = group.act(AnswerCounter(name, 2, True, "Yes, that is better.", today=TODAY), MEI)
    proposal = group.proposal(name)
    assert answers(group, name) == ["no", "yes", "overtaken"]
    assert [(each.answered_on, each.answering) for each in proposal.counters[:2]] == [
        (TODAY, "Too often."),
        (TODAY, "Yes, that is better."),
    ]
    assert [(offer.number, offer.how, offer.by) for offer in proposal.offers] == [(1, "author", MEI.id), (2, "counter", RUTH.id)]
    assert (proposal.by, said(group.tender, event)) == (MEI.id, "said yes to other words for a suggestion about clause 2 “Access”")
    group.decide(name)
    assert group.texts("c2")[1] == "Staff will attend reviews every second month."
    assert proposal.decision.offer == 2


def test_only_the_author_answers_or_the_facilitator_for_them(group):
    name = group.suggest()
    counter(group, name)
    for by in (ANNE, JOSH, DEV, RUTH, OLU):
        with pytest.raises(Refused, match="Only the person who suggested this, or the facilitator for them, can answer."):
            group.act(AnswerCounter(name, 1, True, today=TODAY), by)
    with pytest.raises(Refused, match="Please say how the person told you."):
        group.act(AnswerCounter(name, 1, True, today=TODAY), FAY)
    (event,) = group.act(AnswerCounter(name, 1, True, method="phone", today=TODAY), FAY)
    assert (event.method, answers(group, name)) == ("phone", ["yes"])
    for yes in (True, False):
        with pytest.raises(Refused, match="This was answered already"):
            group.act(AnswerCounter(name, 1, yes, today=TODAY), MEI)
    for number in (0, 2):
        with pytest.raises(Refused, match="These words are not offered any more."):
            group.act(AnswerCounter(name, number, True, today=TODAY), MEI)


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"base": 2}, "This clause has no such version."),
        ({"reason": " "}, "The reason is empty."),
        ({"wording": ()}, "There are no words here yet."),
        ({"new": "every month"}, "These are the words suggested already."),
        ({"new": "every quarter"}, "These are the words that stand there already."),
        ({"by": MEI}, "This is your own suggestion: you can change its words yourself."),
    ],
)
def test_what_cannot_be_offered(group, more, sentence):
    name = group.suggest()
    with pytest.raises(Refused, match=sentence):
        counter(group, name, **more)
    assert group.proposal(name).counters == []


def test_there_are_no_words_for_another_order(group):
    with pytest.raises(Refused, match="There are no words in this suggestion to put others in the place of."):
        counter(group, group.arrange("removal"))


def test_twenty_are_enough(group):
    name = group.suggest()
    for number in range(20):
        counter(group, name, new=f"every {number + 2} weeks")
    with pytest.raises(Refused, match="Many other words were offered for this already."):
        counter(group, name, new="every 99 weeks")


def test_changed_withdrawn_or_decided_what_was_offered_is_overtaken(group):
    changed, withdrawn, decided = group.suggest(), group.suggest(new="always"), group.suggest(new="often")
    for name in (changed, withdrawn, decided):
        counter(group, name)
    group.act(Revise(changed, 1, other_words(group.tender, "", "c2", "Staff", "All", TODAY).wording, today=TODAY), MEI)
    group.act(Withdraw(withdrawn, today=TODAY), MEI)
    group.decide(decided, "no", none_found=True)
    assert [answers(group, name) for name in (changed, withdrawn, decided)] == [["overtaken"]] * 3
    for name in (withdrawn, decided):
        with pytest.raises(Refused, match="was decided or withdrawn in the meantime"):
            counter(group, name)


def test_once_the_clause_is_fixed_nobody_says_yes(group):
    name = group.suggest()
    counter(group, name)
    group.act(FixClauses(("c2",), MUST))
    with pytest.raises(Refused, match="This clause is fixed, so no other words can be suggested for it."):
        group.act(AnswerCounter(name, 1, True, today=TODAY), MEI)
    with pytest.raises(Refused, match="This clause is fixed"):
        counter(group, name, JOSH, new="always")
    group.act(AnswerCounter(name, 1, False, today=TODAY), MEI)


def test_what_somebody_protected_offers_an_official_answers_on_the_next_day(group):
    name = group.suggest(by=RUTH)
    counter(group, name, MEI, protected=True)
    with pytest.raises(Refused, match="These words are not offered any more."):
        group.act(AnswerCounter(name, 1, True, today=TODAY), RUTH)
    group.act(AnswerCounter(name, 1, True, today="2026-11-24"), RUTH)
    assert group.proposal(name).offer.by == MEI.id
