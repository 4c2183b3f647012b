"""Suggestions as they are kept and told: where a refusal leads, whom they reach, whose they are, what erasing leaves."""

import json

import pytest

from specs.behalf import ClaimPost, ConfirmClaim
from specs.circles import threads_seen
from specs.comments import Comment, Reply
from specs.erasing import TakeBack
from specs.interests import DeclareInterest
from specs.locks import LockWords
from specs.members import GiveSeat
from specs.proposed import Arrangement
from specs.refusals import Refused
from specs.revising import Revise, Withdraw
from specs.rules import decode, said, tender_from
from specs.signing_off import SignOffClause
from specs.threads import Behalf
from tests.group import ANNE, DEV, FAY, JOSH, MEI, MUST, OLU, PRIYA, RUTH, TODAY, Group, name_of_thread
from tests.suggesting import NAME, NEW, other_words


@pytest.fixture
def group():
    made = Group()
    yield made
    assert made.again() == made.tender


def test_it_has_a_thread_of_its_own(group):
    name = group.suggest()
    group.act(Reply(name, "And on Mondays?", today=TODAY), DEV)
    group.act(Reply(name, "Any day.", today=TODAY), MEI)
    assert [(post.by, post.text) for post in group.thread(name).posts[1:]] == [(DEV.id, "And on Mondays?"), (MEI.id, "Any day.")]


def test_what_somebody_protected_suggests_reaches_officials_on_the_next_day(group):
    name = group.suggest(protected=True)
    for by in (ANNE, RUTH):
        with pytest.raises(Refused, match="it is not for you to see"):
            group.sign(name, by)
    for by in (ANNE, PRIYA, RUTH, OLU):
        assert threads_seen(group.tender, by, TODAY, "c2") == []
        assert [thread.id for thread in threads_seen(group.tender, by, "2026-11-24", "c2")] == [name]
    assert [thread.id for thread in threads_seen(group.tender, JOSH, TODAY, "c2")] == [name]
    group.sign(name, JOSH)


def test_whoever_is_linked_to_a_bidder_suggests_nothing_about_what_bidders_do_not_read(group):
    group.act(DeclareInterest(True, "Harbour Care"), DEV)
    linked = group.tender.members[DEV.id]
    with pytest.raises(Refused, match="it is not for you to see"):
        group.act(group.asked(), linked)


def test_said_at_a_meeting_it_belongs_to_whoever_claims_it(group):
    group.act(group.asked(behalf=Behalf("meeting", TODAY, "the public meeting")), FAY)
    assert group.proposal(NAME).by == ""
    with pytest.raises(Refused, match="can withdraw it."):
        group.act(Withdraw(NAME, today=TODAY), MEI)
    group.act(ClaimPost(NAME, 1), MEI)
    group.act(ConfirmClaim(NAME, 1), FAY)
    assert (group.proposal(NAME).by, group.thread(NAME).by) == (MEI.id, MEI.id)
    group.act(Withdraw(NAME, today=TODAY), MEI)


def test_after_the_round_has_closed_it_is_late(group):
    group.act(group.asked(today="2026-12-15"), MEI)
    assert group.thread(NAME).late


def test_with_its_reason_taken_back_it_is_gone_and_waits_no_more(group):
    name = group.suggest()
    group.act(TakeBack(name, 1), MEI)
    proposal = group.proposal(name)
    assert (proposal.waits, proposal.offer.texts, group.thread(name).first.text) == (False, None, None)
    assert group.tender.to_erase == [proposal.offer.stamp.seq]
    with pytest.raises(Refused, match="was decided or withdrawn in the meantime"):
        group.sign(name, ANNE, numbers=(1,))


def test_words_accepted_stand_in_the_tender_when_their_author_takes_theirs_back(group):
    name = group.changed("c2", "every quarter", "every month")
    group.act(TakeBack(name, 1), MEI)
    assert group.texts("c2")[1] == "Staff will attend reviews every month." and group.proposal(name).decision.outcome == "accepted"


def test_a_comment_and_a_suggestion_do_not_share_an_id(group):
    group.comment()
    with pytest.raises(Refused, match="This form was sent before."):
        group.act(group.asked(), MEI)
    name = group.suggest()
    with pytest.raises(Refused, match="sent before"):
        group.act(Comment(name, "c2", 1, "comment", "Again.", today=TODAY), MEI)


def test_of_one_who_has_left_it_waits_on_and_the_facilitator_acts(group):
    name = group.suggest(by=DEV)
    group.act(GiveSeat(DEV.id, "co_chair"), FAY)
    assert group.proposal(name).waits
    group.act(Withdraw(name, method="phone", today=TODAY), FAY)


@pytest.mark.parametrize(
    ("more", "by", "field"),
    [
        ({"kind": "riddle"}, MEI, "kind"),
        ({"kind": "explanation"}, MEI, "kind"),
        ({}, FAY, "credited"),
        ({"reason": ""}, MEI, "reason"),
        ({"wording": ()}, MEI, "box-1"),
        ({"merges": ("t" + "0" * 10,)}, MEI, "merges"),
        ({"kind": "new", "wording": NEW, "arrangement": Arrangement(after="c9")}, MEI, "after"),
        ({"clause": "c3", "base": 1}, MEI, "kind"),
        ({"clause": "c4", "base": 1}, MEI, "kind"),
        ({"kind": "removal"}, MEI, "kind"),
    ],
)
def test_a_refusal_leads_to_the_field_that_it_is_about(group, more, by, field):
    group.fix("c3")
    for chair in (ANNE, JOSH):
        group.act(SignOffClause("c4", 1, TODAY), chair)
    group.act(LockWords("c2", 1, "p4", 6, 10, MUST))
    with pytest.raises(Refused) as refused:
        group.act(group.asked(**more), by)
    assert refused.value.field == field


def test_what_is_missing_when_it_is_changed_withdrawn_or_taken_together_is_shown_where_it_belongs(group):
    one, two = group.suggest(), group.suggest("c3", "must", "shall")
    words = other_words(group.tender, "", "c2", "Staff", "All", TODAY).wording
    cases = (
        (group.asked(proposal=name_of_thread(9), merges=(one, two)), MEI, "merges", "One of these suggestions does not wait any more"),
        (Withdraw(one, today=TODAY), FAY, "method", "Please say how the person told you."),
        (Withdraw(one, "x" * 2_001, today=TODAY), MEI, "why", "The reason is 2,001 characters long"),
        (Revise(one, 1, words, "x" * 5_001, today=TODAY), MEI, "reason", "The reason is 5,001 characters long"),
        (group.asked(proposal=name_of_thread(9), reason="x" * 5_001), MEI, "reason", "The reason is 5,001 characters long"),
    )
    for what, by, field, sentence in cases:
        with pytest.raises(Refused, match=sentence) as refused:
            group.act(what, by)
        assert refused.value.field == field
    group.act(Withdraw(one, "x" * 2_000, today=TODAY), MEI)
    group.act(Revise(two, 1, other_words(group.tender, "", "c3", "must", "will", TODAY).wording, "x" * 5_000, today=TODAY), MEI)


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("split", "suggested to split clause 2 “Access” in two"),
        ("merge", "suggested to merge clause 2 “Access” with the one that follows"),
        ("move", "suggested to move clause 2 “Access”"),
        ("removal", "suggested to leave out clause 2 “Access”"),
        ("new", "suggested a new clause beside clause 2 “Access”"),
    ],
)
def test_how_a_suggestion_is_told(group, kind, sentence):
    arrangement = {"split": Arrangement(at="p6"), "merge": Arrangement(follows="c3"), "new": Arrangement(after="c2")}.get(
        kind, Arrangement()
    )
    (event,) = group.act(group.asked(kind=kind, wording=NEW if kind == "new" else (), arrangement=arrangement), MEI)
    assert said(group.tender, event) == sentence


def test_how_a_change_and_a_withdrawal_are_told_and_an_explanation(group):
    group.fix("c3")
    (event,) = group.act(group.explained(), MEI)
    assert said(group.tender, event) == "suggested other words to explain why clause 3 “Pay” is fixed"
    name = group.suggest()
    (event,) = group.act(Revise(name, 1, other_words(group.tender, "", "c2", "Staff", "All", TODAY).wording, today=TODAY), MEI)
    assert said(group.tender, event) == "changed a suggestion about clause 2 “Access”"
    (event,) = group.act(Withdraw(name, today=TODAY), MEI)
    assert said(group.tender, event) == "withdrew a suggestion about clause 2 “Access”"


def test_entered_for_somebody_it_says_how_and_when_it_was_said(group):
    group.act(group.asked(behalf=Behalf("meeting", "2026-11-20", "the public meeting")), FAY)
    behalf = group.thread(NAME).first.behalf
    assert (behalf.method, behalf.day, behalf.occasion, group.thread(NAME).late) == ("meeting", "2026-11-20", "the public meeting", False)
    name = group.suggest()
    assert group.thread(name).first.behalf is None and group.thread(name).first.protected is False


def test_what_is_carried_at_once_is_kept_with_it(group):
    """Changed anew for an older version: what touches, and what is to be read, is known from the first moment on."""
    name, other = group.suggest(), group.suggest("c2", "Staff", "Support workers")
    words = other_words(group.tender, "", "c2", "every quarter", "each week", TODAY).wording
    group.changed("c2", "every quarter", "every second month", by=DEV)
    group.act(Revise(name, 1, words, today=TODAY), MEI)
    assert (group.proposal(name).look, group.proposal(name).clashes, group.proposal(name).base) == ("touched", (1,), 1)
    assert group.proposal(other).read == (1,)
    again = other_words(group.tender, "", "c2", "Staff", "People", TODAY)
    group.changed("c2", "a visit", "a long visit", by=DEV)
    group.act(Revise(name, 2, again.wording, today=TODAY), MEI)
    assert (group.proposal(name).look, group.proposal(name).read, group.proposal(name).offer.base) == ("", (), 2)


def test_an_explanation_is_about_the_clause_as_it_stands(group):
    group.changed("c3", "must consult", "asks")
    group.fix("c3")
    group.act(group.explained(), MEI)
    assert (group.proposal(NAME).base, group.thread(NAME).version) == (1, 2)
    again = group.asked(proposal=name_of_thread(2), clause="c2", base=1)
    group.changed("c2", "Staff", "All")
    group.act(again, MEI)
    assert group.thread(name_of_thread(2)).version == 1


def test_about_a_version_that_there_is_not_no_order_is_suggested(group):
    for kind, arrangement in (("removal", Arrangement()), ("new", Arrangement(after="c2"))):
        with pytest.raises(Refused, match="This clause has no such version."):
            group.act(group.asked(kind=kind, base=2, wording=NEW, arrangement=arrangement), MEI)


def test_with_its_words_erased_it_is_still_a_suggestion(group):
    name, order = (
        group.suggest(behalf=Behalf("meeting", TODAY, "the library"), by=FAY),
        group.arrange("split", arrangement=Arrangement(at="p6")),
    )
    group.act(Withdraw(name, "Somebody said it.", "phone", TODAY), FAY)
    entries = [(stamp, decode(json.loads(body), None)) for stamp, body, _ in group.kept[-3:]]
    before = [(stamp, decode(json.loads(body), json.loads(words))) for stamp, body, words in group.kept[:-3]]
    tender = tender_from([*before, *entries])
    assert tender.threads[name].first.behalf == Behalf("meeting", TODAY, "")
    assert (tender.proposals[name].withdrawing, tender.proposals[name].withdrawn_on) == ("", TODAY)
    assert tender.proposals[order].arrangement == Arrangement(at="p6")
