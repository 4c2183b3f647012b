"""What a protected author does with their suggestion reaches officials on the next day; nobody acts on words they have not seen."""

from dataclasses import replace

import pytest

from specs.boxes import boxes, filled
from specs.counters import AnswerCounter, OfferCounter
from specs.disagreements import come_up, disagreements
from specs.erasing import TakeBack
from specs.outcomes import proposals_seen, state_of
from specs.overriding import Override
from specs.reaching import NOT_TODAY, proposal_seen, tender_seen, unreached_entries
from specs.refusals import Refused
from specs.revising import Revise, Withdraw
from specs.rules import allowed
from specs.showing import shown
from specs.signatures import TakeSignatureBack, standing_views
from specs.signing_off import SignOffClause
from specs.stands import TakeStand, stands_seen
from specs.taking_back import TakeBackSaid
from specs.waiting import count, given_to_earlier_words, to_sign
from specs.wording import plain
from tests.group import ANNE, DEV, FAY, JOSH, MEI, OLU, PRIYA, RUTH, TODAY, Group
from tests.suggesting import other_words, signing

NEXT, THIRD = "2026-11-24", "2026-11-25"
OFFICIALS = (ANNE, PRIYA, RUTH, OLU)
PEOPLE = (JOSH, FAY, MEI, DEV)


@pytest.fixture
def group():
    made = Group()
    yield made
    assert made.again() == made.tender


@pytest.fixture
def name(group):
    """What Mei suggested, who asked to be protected: since a day, with two answers to it, other words instead, and a signature."""
    made = group.suggest(protected=True)
    group.act(TakeStand(made, "agree", 1, "It helps.", today=TODAY), DEV)
    offer(group, made, "every week", DEV, TODAY)
    group.act(signing(group.tender, made, NEXT), ANNE)
    return made


def words(group, old, new, clause="c2"):
    now = group.tender.clauses[clause].wording
    return filled(now, [box.text.replace(old, new) for box in boxes(now)])


def offer(group, name, new, by, today=NEXT):
    clause = group.tender.clauses["c2"]
    group.act(OfferCounter(name, clause.version, words(group, "every quarter", new), "Better so.", today=today), by)


def revise(group, name, new="every night", by=MEI, today=NEXT, reason=""):
    clause = group.tender.clauses[group.proposal(name).clause]
    group.act(Revise(name, clause.version, words(group, "every quarter", new, clause.id), reason, today=today), by)


ACTS = {
    "other words": revise,
    "other words, by the facilitator for her": lambda group, name: revise(group, name, by=FAY),
    "withdrawn": lambda group, name: group.act(Withdraw(name, "I moved house.", today=NEXT), MEI),
    "withdrawn by the facilitator": lambda group, name: group.act(Withdraw(name, "", "phone", NEXT), FAY),
    "yes": lambda group, name: group.act(AnswerCounter(name, 1, True, "Yes, please.", today=NEXT), MEI),
    "no": lambda group, name: group.act(AnswerCounter(name, 1, False, "Rather not.", today=NEXT), MEI),
}
every_act = pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)


def seen(group, name, by, today):
    return proposal_seen(group.tender, by, group.proposal(name), today)


def copied(proposal):
    """A suggestion as it stands, which later acts leave as it is."""
    return replace(
        proposal, offers=[*proposal.offers], counters=[*proposal.counters], stands={**proposal.stands}, signed={**proposal.signed}
    )


@every_act
def test_officials_see_it_as_it_was_until_the_day_has_ended_and_the_group_at_once(group, name, act):
    before = copied(group.proposal(name))
    act(group, name)
    now = group.proposal(name)
    assert now != before
    for by in OFFICIALS:
        assert seen(group, name, by, NEXT) == before
        assert seen(group, name, by, THIRD) is now
    for by in PEOPLE:
        assert seen(group, name, by, NEXT) is now


@every_act
def test_of_somebody_who_did_not_ask_for_it_everybody_sees_it_at_once(group, act):
    name = group.suggest()
    offer(group, name, "every week", DEV, TODAY)
    act(group, name)
    assert group.tender.unreached == {}
    assert all(seen(group, name, by, NEXT) is group.proposal(name) for by in OFFICIALS)


@every_act
def test_lists_and_what_waits_say_nothing_of_it(group, name, act):
    group.act(TakeStand(name, "not", 1, "Too often.", "Less.", today=NEXT), RUTH)

    def told(by):
        tender = tender_seen(group.tender, by, NEXT)
        return (
            [(each.id, state_of(tender, each)) for each in proposals_seen(tender, by, NEXT)],
            [each.id for each in (*to_sign(tender, by, NEXT), *given_to_earlier_words(tender, by))],
            [each.what for each in (*disagreements(tender, by, NEXT), *come_up(tender, by, NEXT))],
            (count(tender, by, NEXT), stands_seen(by, tender.proposals[name], NEXT)),
        )

    before = {by: told(by) for by in OFFICIALS}
    group_before = told(JOSH)
    act(group, name)
    assert {by: told(by) for by in OFFICIALS} == before
    assert act is ACTS["no"] or told(JOSH) != group_before


@every_act
def test_whatever_an_official_tries_on_it_is_refused_with_one_sentence(group, name, act):
    offer(group, name, "every fortnight", RUTH)
    own = len(group.proposal(name).counters)
    other = group.suggest("c2", "Staff", "People", DEV)
    sign = signing(group.tender, name, NEXT)
    both = replace(other_words(group.tender, "t00000000aa", "c2", "every quarter", "every day", NEXT), merges=(name, other))
    asked = {
        sign: ANNE,
        replace(sign, outcome="no", alternative="A bell."): ANNE,
        Override(sign, "The Care Act."): ANNE,
        TakeSignatureBack(name, NEXT): ANNE,
        TakeStand(name, "live", 1, today=NEXT): RUTH,
        OfferCounter(name, 1, words(group, "every quarter", "at times"), "So.", today=NEXT): RUTH,
        both: RUTH,
        TakeBackSaid("counter", name, own, today=NEXT): RUTH,
    }
    act(group, name)
    for each, by in asked.items():
        with pytest.raises(Refused) as no:
            group.act(each, by)
        assert str(no.value) == NOT_TODAY, each
    assert group.proposal(name).signed["commissioner"].on == NEXT


@every_act
def test_a_page_offers_what_it_offered_before(group, name, act):
    def offered():
        tender = tender_seen(group.tender, RUTH, NEXT)
        return allowed(tender, TakeStand(name, "live", 1, today=NEXT), RUTH), allowed(tender, TakeSignatureBack(name, NEXT), ANNE)

    assert offered() == (True, True)
    act(group, name)
    assert offered() == (True, True)


def test_people_of_the_group_go_on_at_once_and_officials_are_told_of_that_on_the_next_day_too(group, name):
    before = copied(group.proposal(name))
    revise(group, name)
    began = group.tender.seq
    group.act(TakeStand(name, "live", 2, today=NEXT), DEV)
    offer(group, name, "every other day", DEV)
    group.act(signing(group.tender, name, NEXT), JOSH)
    assert seen(group, name, ANNE, NEXT) == before
    assert unreached_entries(group.tender, ANNE, NEXT) == set(range(began, began + 4))
    assert unreached_entries(group.tender, JOSH, NEXT) == unreached_entries(group.tender, ANNE, THIRD) == set()
    assert list(standing_views(group.tender, seen(group, name, ANNE, THIRD))) == ["co_chair"]


def test_a_signature_that_falls_with_it_stands_for_officials_until_the_day_has_ended(group, name):
    revise(group, name)
    assert list(standing_views(group.tender, seen(group, name, ANNE, NEXT))) == ["commissioner"]
    assert list(standing_views(group.tender, seen(group, name, JOSH, NEXT))) == []
    assert list(standing_views(group.tender, seen(group, name, ANNE, THIRD))) == []


def test_on_the_next_day_officials_act_on_the_words_they_then_see(group, name):
    revise(group, name)
    group.act(signing(group.tender, name, THIRD), ANNE)
    group.act(signing(group.tender, name, THIRD), JOSH)
    assert group.texts("c2")[1] == "Staff will attend reviews every night."


def test_what_was_done_twice_on_a_day_is_as_it_was_before_the_first(group, name):
    before = copied(group.proposal(name))
    revise(group, name)
    revise(group, name, "every evening")
    group.act(Withdraw(name, today=NEXT), MEI)
    assert seen(group, name, ANNE, NEXT) == before


def test_of_two_days_officials_have_the_first_on_the_second(group, name):
    revise(group, name)
    between = copied(group.proposal(name))
    revise(group, name, "every evening", today=THIRD)
    assert seen(group, name, ANNE, THIRD) == between
    assert list(group.tender.unreached) == [name] and group.tender.unreached[name].on == THIRD


def test_nothing_is_kept_longer_than_it_is_needed(group, name):
    other = group.suggest("c2", "Staff", "People", protected=True)
    revise(group, name)
    group.act(Withdraw(other, today=THIRD), MEI)
    assert list(group.tender.unreached) == [other]


def test_it_goes_with_its_clause_when_others_change_that(group, name):
    revise(group, name)
    other = group.suggest("c2", "Staff", "All staff", DEV)
    for by in (ANNE, JOSH):
        group.act(signing(group.tender, other, NEXT), by)
    found = seen(group, name, ANNE, NEXT)
    assert (found.base, found.look) == (group.tender.clauses["c2"].version, "")
    assert "All staff will attend reviews every month." in plain(shown(group.tender, found).after)
    touching = group.suggest("c2", "every quarter", "every Monday", DEV)
    for by in (ANNE, JOSH):
        group.act(signing(group.tender, touching, NEXT), by)
    assert seen(group, name, ANNE, NEXT).look == "touched"


@every_act
def test_a_clause_is_not_signed_off_where_an_official_sees_a_suggestion_wait(group, name, act):
    act(group, name)
    version = group.tender.clauses["c2"].version
    with pytest.raises(Refused, match="Something still waits on this clause"):
        group.act(SignOffClause("c2", version, NEXT), ANNE)
    assert not group.proposal(name).waits or not allowed(group.tender, SignOffClause("c2", version, NEXT), JOSH)


def test_words_that_were_taken_back_are_gone_for_officials_at_once(group, name):
    revise(group, name)
    group.act(TakeBackSaid("counter", name, 1, today=NEXT), DEV)
    group.act(TakeStand(name, "", 2, today=NEXT), DEV)
    found = seen(group, name, ANNE, NEXT)
    assert (found.counters[0].offer.texts, found.counters[0].reason, found.stands) == (None, "", {})
    group.act(TakeBack(name, 1), MEI)
    found = seen(group, name, ANNE, NEXT)
    assert [each.texts for each in found.offers] == [None] and found.taken_back and not found.waits
    other = group.suggest("c2", "Staff", "All staff", DEV)
    for by in (ANNE, JOSH):
        group.act(signing(group.tender, other, NEXT), by)
    assert seen(group, name, ANNE, NEXT).offers == found.offers


def test_what_is_made_of_it_reaches_officials_on_the_next_day_too(group, name):
    other = group.suggest("c2", "Staff", "People", DEV)
    revise(group, name)
    asked = replace(other_words(group.tender, "t00000000aa", "c2", "every quarter", "every night", NEXT), merges=(name, other))
    group.act(asked, FAY)
    assert group.thread("t00000000aa").first.protected
    assert "t00000000aa" not in [each.id for each in proposals_seen(group.tender, ANNE, NEXT)]


def test_one_made_of_several_is_not_decided_while_one_of_them_is_not_as_officials_see_it(group, name):
    other = group.suggest("c2", "Staff", "People", DEV)
    asked = replace(other_words(group.tender, "t00000000aa", "c2", "every quarter", "every month", NEXT), merges=(name, other))
    group.act(asked, FAY)
    revise(group, name)
    sign = signing(group.tender, "t00000000aa", NEXT)
    for each in (sign, Override(sign, "The Care Act.")):
        with pytest.raises(Refused) as no:
            group.act(each, ANNE)
        assert str(no.value) == NOT_TODAY
    group.act(signing(group.tender, "t00000000aa", NEXT), JOSH)
    group.act(signing(group.tender, "t00000000aa", THIRD), ANNE)
    assert group.proposal(name).decision.outcome == "together"


def test_a_no_changes_no_words_so_what_was_signed_before_it_is_decided_and_shown(group, name):
    ACTS["no"](group, name)
    group.act(signing(group.tender, name, NEXT), JOSH)
    found = seen(group, name, ANNE, NEXT)
    assert found.decision.outcome == "accepted" and found.counters[0].answer == "overtaken" and found.counters[0].answering == ""
    assert tender_seen(group.tender, ANNE, NEXT).proposals[name].decision.signers == group.proposal(name).decision.signers
