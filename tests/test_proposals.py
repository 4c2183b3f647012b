"""Suggestions: who makes them, about what, and with which words."""

from dataclasses import replace

import pytest

from specs.arranging import MergeClauses, MoveClause, RestoreClause, RetireClause, SplitClause
from specs.clauses import AddClause
from specs.locks import LockWords
from specs.proposals import on_clause
from specs.proposed import Arrangement
from specs.refusals import Refused, Stale
from specs.rounds import SignOpening, fingerprint
from specs.rules import said
from specs.signing_off import SignOffClause
from specs.threads import Behalf
from specs.wording import Paragraph
from tests.group import ANNE, DEV, EVERYBODY, FAY, JOSH, MEI, MUST, OLU, TODAY, Group, name_of_thread
from tests.story import FOUR, found
from tests.suggesting import NAME, NEW
from tests.test_clauses import typed


@pytest.fixture
def group():
    made = Group()
    yield made
    assert made.again() == made.tender


@pytest.mark.parametrize("by", EVERYBODY, ids=lambda by: by.seat)
def test_everybody_but_the_observer_suggests_and_the_facilitator_for_others(group, by):
    if by == OLU:
        with pytest.raises(Refused, match="Only the commissioner or the lived-experience co-chair or the steering group member"):
            group.act(group.asked(), by)
    elif by == FAY:
        with pytest.raises(Refused, match="As the facilitator you write down what others suggest. Please say for whom this is."):
            group.act(group.asked(), by)
        group.act(group.asked(behalf=Behalf("phone", TODAY), credited=MEI.id), by)
        assert (group.proposal(NAME).by, group.proposal(NAME).offer.stamp.by) == (MEI.id, FAY.id)
    else:
        group.act(group.asked(), by)
        assert group.proposal(NAME).by == by.id
    assert len(group.tender.proposals) == (by != OLU)


def test_a_suggestion_is_kept_with_its_changes_its_words_and_its_reason(group):
    (event,) = group.act(group.asked(reason="Four times a year is too seldom."), MEI)
    proposal, thread = group.proposal(NAME), group.thread(NAME)
    assert event.changes == event.changes_now == [[1, "words", "p4", 32, 39, 32, 37]]
    assert (proposal.kind, proposal.clause, proposal.base, proposal.numbers, proposal.look) == ("wording", "c2", 1, (1,), "")
    assert (proposal.offer.how, proposal.offer.clause, proposal.offer.base, proposal.waits) == ("author", "c2", 1, True)
    assert proposal.offer.wording[1].text == "Staff will attend reviews every month."
    assert (thread.kind, thread.clause, thread.version, thread.first.text) == ("suggestion", "c2", 1, "Four times a year is too seldom.")
    assert on_clause(group.tender, "c2") == [proposal] and on_clause(group.tender, "c1") == []
    assert group.texts("c2")[1] == "Staff will attend reviews every quarter."
    assert said(group.tender, event) == "suggested other words for clause 2 “Access”"
    assert (event.method, event.day, event.occasion, event.heading, thread.reply_by) == ("", "", "", "", "")


@pytest.mark.parametrize(
    ("more", "error", "sentence"),
    [
        ({"kind": "riddle"}, Refused, "Please choose what you want to suggest."),
        ({"proposal": "t1"}, Refused, "This form was sent before."),
        ({"proposal": "x" + "0" * 10}, Refused, "This form was sent before."),
        ({"clause": "c9"}, Refused, "There is no such clause in this tender."),
        ({"base": 0}, Refused, "This clause has no such version."),
        ({"base": 2}, Refused, "This clause has no such version."),
        ({"reason": " \u200b"}, Refused, "The reason is empty."),
        ({"reason": "x" * 5_001}, Refused, "The reason is 5,001 characters long; 5,000 is the most that fits."),
        ({"wording": ()}, Refused, "There are no words here yet."),
        ({"made": ()}, Refused, "These are the words that stand there already."),
        ({"behalf": Behalf("phone", TODAY)}, Refused, "Only the facilitator can do this."),
        ({"kind": "explanation", "base": 0}, Refused, "This clause is open to change, so nothing has to be explained."),
        ({"kind": "merge"}, Refused, "already"),
        ({"today": "2026-11-22"}, Refused, "The round opens on 23 November 2026."),
    ],
)
def test_what_cannot_be_suggested_is_refused_in_a_sentence(group, more, error, sentence):
    if more == {"kind": "merge"}:
        more, sentence = {"kind": "merge", "clause": "c4", "base": 1}, "No clause follows this one"
    with pytest.raises(error, match=sentence):
        group.act(group.asked(**more), MEI)
    assert group.tender.proposals == {}


def test_the_same_words_are_no_suggestion_and_an_id_is_used_once(group):
    with pytest.raises(Refused, match="These are the words that stand there already. Nothing was sent."):
        group.act(group.asked(wording=group.tender.clauses["c2"].wording), MEI)
    group.act(group.asked(), MEI)
    with pytest.raises(Refused, match="This form was sent before."):
        group.act(group.asked(), DEV)


def test_changes_compared_beforehand_must_fit(group):
    made = tuple(group.act(group.asked(), MEI)[0].changes)
    from specs.words import Change

    right = tuple(Change(*row) for row in made)
    group.act(group.asked(proposal=name_of_thread(2), made=right), DEV)
    assert group.proposal(name_of_thread(2)).changes == right
    with pytest.raises(Stale, match="The changes no longer fit the words."):
        group.act(group.asked(proposal=name_of_thread(3), made=(right[0]._replace(to_end=36),)), DEV)


def test_before_it_opens_nothing_is_suggested_and_after_it_nobody_drafts():
    group = Group(opened=False)
    with pytest.raises(Refused, match="This tender is still being set up."):
        group.act(group.asked(), MEI)
    group.act(SignOpening(fingerprint(group.tender), TODAY), ANNE)
    group.act(SignOpening(fingerprint(group.tender), TODAY), JOSH)
    direct = (
        typed(group, "c2", "will", "must"), AddClause("d1", "c2", "New", NEW), SplitClause("c2", "p6"), MergeClauses("c2"),
        MoveClause("c3", ""), RetireClause("c2"), RestoreClause("c2"),
    )  # fmt: skip
    for each in direct:
        with pytest.raises(Refused, match="The tender is open, so nobody changes it alone. Please suggest it instead"):
            group.act(each, ANNE)
        with pytest.raises(Refused, match="Only the commissioner"):
            group.act(each, JOSH)


def test_the_words_of_a_fixed_clause_change_with_a_reason_that_everybody_reads(group):
    group.fix("c2")
    with pytest.raises(Refused, match="This clause is fixed and the tender is open. Please say why its words change"):
        group.act(typed(group, "c2", "will", "must", why=" "), ANNE)
    group.act(typed(group, "c2", "will", "must", why="The law says so."), ANNE)
    assert group.tender.clauses["c2"].versions[-1].why == "The law says so."
    with pytest.raises(Refused, match="Only the commissioner"):
        group.act(typed(group, "c2", "must", "will", why="x"), JOSH)


def test_for_a_fixed_clause_only_how_it_is_explained_can_be_suggested(group):
    group.fix("c3")
    for kind in ("wording", "split", "merge", "move", "removal"):
        with pytest.raises(Refused, match="This clause is fixed, so no other words can be suggested for it."):
            group.act(group.asked(kind=kind, clause="c3"), MEI)
    with pytest.raises(Stale, match="The reason was given anew in the meantime."):
        group.act(group.explained(base=0), MEI)
    group.act(group.explained(), MEI)
    proposal = group.proposal(NAME)
    assert (proposal.kind, proposal.base, [p.text for p in proposal.offer.wording]) == ("explanation", 1, ["Wages are set by the council."])
    assert group.thread(NAME).version == 1


def test_beside_a_fixed_clause_a_new_one_can_be_suggested(group):
    group.fix("c3")
    group.act(group.asked(kind="new", clause="c3", wording=NEW, arrangement=Arrangement(after="c3")), MEI)
    assert group.proposal(NAME).kind == "new"


@pytest.mark.parametrize(("after", "order"), [("c3", ["c1", "c2", "c3", "c5", "c4"]), ("c2", ["c1", "c2", "c5", "c3", "c4"])])
def test_a_new_clause_stands_before_or_after_this_one(group, after, order):
    group.act(group.asked(kind="new", clause="c3", wording=NEW, arrangement=Arrangement(after=after)), MEI)
    group.decide(NAME)
    assert (group.order(), group.texts("c5")) == (order, ["Choice", "People choose who supports them."])
    assert (group.proposal(NAME).decision.made, group.proposal(NAME).decision.version) == ("c5", 1)


def test_a_new_clause_is_before_the_first_one_or_near_this_one(group):
    with pytest.raises(Refused, match="Please choose whether the new clause stands before or after this one."):
        group.act(group.asked(kind="new", clause="c3", wording=NEW, arrangement=Arrangement(after="")), MEI)
    group.act(group.asked(kind="new", clause="c1", wording=NEW, arrangement=Arrangement(after="")), MEI)
    group.decide(NAME)
    assert group.order()[0] == "c5"


def test_of_an_arrangement_nothing_is_kept_but_what_its_kind_needs(group):
    """What is kept beside the words cannot be erased: nobody writes anything there."""
    odd = Arrangement("Rosa lives at 4 High Street", "Rosa", "Rosa", "Rosa")
    group.act(group.asked(arrangement=odd), MEI)
    kinds = {"split": replace(odd, at="p6"), "merge": replace(odd, follows="c3"), "move": replace(odd, after="c3"), "removal": odd}
    for number, (kind, arrangement) in enumerate(kinds.items(), 2):
        group.act(group.asked(proposal=name_of_thread(number), kind=kind, wording=(), arrangement=arrangement), MEI)
    kept = [group.proposal(name_of_thread(number)).arrangement for number in range(1, 6)]
    assert kept == [
        Arrangement(), Arrangement(at="p6", heading="Rosa"), Arrangement(follows="c3"), Arrangement(after="c3"), Arrangement(),
    ]  # fmt: skip
    assert [body for _, body, _ in group.kept if "High Street" in body] == []


def test_a_merger_names_the_clause_that_followed_when_it_was_suggested(group):
    name = group.arrange("merge", "c2")
    assert group.proposal(name).arrangement == Arrangement(follows="c3")
    group.decide(group.arrange("move", "c3", arrangement=Arrangement(after="")))
    with pytest.raises(Refused, match="The clauses were arranged anew, and this no longer fits where they are."):
        group.sign(name, ANNE)


@pytest.mark.parametrize(
    ("kind", "arrangement", "sentence"),
    [
        ("split", Arrangement(at="p99"), "Someone changed this clause in the meantime."),
        ("split", Arrangement(at="p3"), "Both halves need some words."),
        ("merge", Arrangement(follows="c4"), "Another clause follows this one now"),
        ("move", Arrangement(after="c1"), "The clause already stands there."),
        ("move", Arrangement(after="c2"), "A clause cannot stand after itself."),
        ("move", Arrangement(after="c9"), "The clause it should follow is not there any more."),
    ],
)
def test_an_arrangement_that_cannot_be_is_refused(group, kind, arrangement, sentence):
    with pytest.raises(Refused, match=sentence):
        group.arrange(kind, "c2", arrangement=arrangement)


def test_fixed_words_inside_an_open_clause_stay(group):
    wording = group.tender.clauses["c2"].wording
    group.act(LockWords("c2", 1, "p4", 6, 17, MUST))
    for old, new in (("will attend", "attend"), ("will attend", "will not attend"), ("Staff will", "All must"), (wording[1].text, "")):
        with pytest.raises(Refused, match="The words “will attend” are fixed. Please put them back as they were"):
            group.suggest("c2", old, new)
    with pytest.raises(Refused, match="Some words of this clause are fixed, so it cannot be left out."):
        group.arrange("removal", "c2")
    name = group.suggest("c2", "Staff will attend reviews every", "Support workers will attend reviews each")
    group.decide(name)
    assert group.texts("c2")[1] == "Support workers will attend reviews each quarter."
    (lock,) = group.tender.clauses["c2"].locks
    assert group.texts("c2")[1][lock.start : lock.end] == "will attend"


def test_words_fixed_after_it_was_suggested_stop_it_at_the_first_signature(group):
    name, out = group.suggest("c2", "will attend reviews every quarter", "come to reviews each month"), group.arrange("removal", "c2")
    group.act(LockWords("c2", 1, "p4", 6, 10, MUST))
    assert len(group.proposal(name).numbers) == 2
    with pytest.raises(Refused, match="The words “will” are fixed."):
        group.sign(name, ANNE)
    with pytest.raises(Refused, match="Some words of this clause are fixed, and fixed words do not change by a suggestion."):
        group.sign(out, ANNE)
    group.decide(name, numbers=(2,))
    assert group.texts("c2")[1] == "Staff will attend reviews each month." and group.proposal(name).decision.outcome == "in part"


def test_a_picture_stays_in_its_place():
    picture = Paragraph("q20", "block", "", label="Picture")
    group = Group((*found(("Map", "The area is this.")), replace(FOUR[2], wording=(*FOUR[2].wording, picture))))
    with_picture = group.tender.clauses["c2"].wording
    with pytest.raises(Refused, match="The picture in this clause can only be changed in Word."):
        group.act(group.asked(wording=with_picture[:-1]), MEI)
    name = group.suggest("c2", "must consult", "asks")
    group.decide(name)
    assert [p.kind for p in group.tender.clauses["c2"].wording] == ["head", "para", "block"]


def test_about_a_clause_that_was_signed_off_only_a_new_one_beside_it_is_suggested(group):
    for by in (ANNE, JOSH):
        group.act(SignOffClause("c2", 1, TODAY), by)
    for kind in ("wording", "split", "merge", "move", "removal"):
        with pytest.raises(Refused, match="This clause was signed off. Both chairs can open it again"):
            group.act(group.asked(kind=kind), MEI)
    group.act(group.asked(kind="new", wording=NEW, arrangement=Arrangement(after="c2")), MEI)
