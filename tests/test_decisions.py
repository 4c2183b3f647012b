"""Decisions: two signatures under just the same words; disagreement that stays to be seen; an override that is named; never a bare no."""

from dataclasses import replace

import pytest

from specs.proposed import Arrangement
from specs.recipes import ChooseRecipe, recipe_of, who_signs
from specs.refusals import Refused, Stale
from specs.rules import said
from specs.signatures import in_disagreement, standing_views
from tests.group import ANNE, FAY, JOSH, MEI, PRIYA, RUTH, TODAY, Group
from tests.suggesting import WHY, overriding, signing

LATER = "2027-01-31"


@pytest.fixture
def group():
    made = Group()
    yield made
    assert made.again() == made.tender


@pytest.mark.parametrize("order", [(ANNE, JOSH), (JOSH, ANNE)])
def test_two_signatures_change_the_words_and_one_changes_nothing(group, order):
    name = group.suggest()
    (signed,) = group.sign(name, order[0], reason="People forget.")
    assert group.texts("c2")[1] == "Staff will attend reviews every quarter." and group.proposal(name).waits
    assert said(group.tender, signed).startswith("signed a decision on a suggestion about clause 2 “Access”, as ")
    group.sign(name, order[1], reason="They do.")
    made = group.proposal(name).decision
    assert group.texts("c2")[1] == "Staff will attend reviews every month."
    assert (made.outcome, made.numbers, made.offer, made.base, made.made, made.version) == ("accepted", (1,), 1, 1, "c2", 2)
    assert made.signers == (("co_chair", JOSH.id), ("commissioner", ANNE.id))
    assert (made.reasons, made.recipe, made.power) == (("People forget.", "They do."), "two signatures", "")
    assert group.tender.clauses["c2"].versions[-1].why == "People forget."


def test_base_suggested_and_decided_words_are_kept_apart(group):
    name = group.two_changes()
    group.decide(name, numbers=(2,))
    proposal, clause = group.proposal(name), group.tender.clauses["c2"]
    assert [clause.versions[0].wording[k].text for k in (1, 4)] == ["Staff will attend reviews every quarter.", "a visit"]
    assert [proposal.offer.wording[k].text for k in (1, 4)] == ["Staff will attend reviews every month.", "a long visit"]
    assert [clause.wording[k].text for k in (1, 4)] == ["Staff will attend reviews every quarter.", "a long visit"]
    assert (proposal.decision.outcome, proposal.decision.numbers) == ("in part", (2,))


def test_a_chair_may_accept_what_they_suggested_themselves_but_not_alone(group):
    name = group.suggest(by=ANNE)
    group.sign(name, ANNE)
    assert group.proposal(name).waits
    group.sign(name, JOSH)
    assert group.proposal(name).decision.outcome == "accepted"


@pytest.mark.parametrize(
    ("outcome", "numbers", "more", "error", "sentence"),
    [
        ("maybe", (), {}, Refused, "Please choose what you decide."),
        ("accept", (), {}, Refused, "Please choose the changes that are taken; or choose that it is not accepted, and say why."),
        ("accept", (1, 3), {}, Stale, "The changes of this suggestion are other ones now."),
        ("no", (1,), {"alternative": "x"}, Refused, "You kept some changes, and chose that nothing changes."),
        ("ideas", (1,), {}, Refused, "You kept some changes"),
        ("accept", (1,), {"reason": " "}, Refused, "Please give the reason. The person who suggested this will read it."),
        ("no", (), {"reason": "", "alternative": "x"}, Refused, "Please give the reason."),
        ("no", (), {}, Refused, "A no needs more: please write what could be done instead, or say that you looked and found nothing."),
        ("no", (), {"alternative": "  "}, Refused, "A no needs more"),
        ("ideas", (), {}, Refused, "What goes to the ideas box comes back"),
        ("ideas", (), {"owner": "Ruth"}, Refused, "comes back"),
        ("ideas", (), {"return_on": LATER}, Refused, "comes back"),
        ("ideas", (), {"owner": "Ruth", "return_on": TODAY}, Refused, "comes back"),
        ("ideas", (), {"owner": "Ruth", "return_on": "soon"}, Refused, "comes back"),
        ("accept", (1,), {"seen": "0" * 20}, Stale, "This is not what you were shown"),
        ("accept", (1,), {"reason": "x" * 5_001}, Refused, "The reason is 5,001 characters long"),
        ("no", (), {"alternative": "x" * 2_001}, Refused, "What could be done instead is 2,001 characters long"),
        ("ideas", (), {"owner": "x" * 151, "return_on": LATER}, Refused, "Who looks at it again is 151 characters long"),
    ],
)
def test_what_cannot_be_signed_is_refused_in_a_sentence(group, outcome, numbers, more, error, sentence):
    name = group.two_changes()
    asked = replace(signing(group.tender, name, TODAY, outcome, numbers), **more)
    with pytest.raises(error, match=sentence):
        group.act(asked, ANNE)
    assert group.proposal(name).signed == {}


@pytest.mark.parametrize(
    ("more", "kept"),
    [
        ({"alternative": "We ask bidders."}, ("We ask bidders.", False)),
        ({"none_found": True}, ("", True)),
        ({"none_found": True, "alternative": "We ask bidders."}, ("We ask bidders.", False)),
    ],
)
def test_a_no_says_what_could_be_done_instead_or_that_nothing_was_found(group, more, kept):
    name = group.suggest()
    group.decide(name, "no", **more)
    made = group.proposal(name).decision
    assert (made.outcome, made.alternative, made.none_found, made.numbers, made.made, made.version) == ("no", *kept, (), "", 0)
    assert group.tender.clauses["c2"].version == 1 and not made.changed_the_tender


def test_who_agrees_with_the_other_chair_need_not_write_it_all_again(group):
    no, ideas = group.suggest(), group.suggest("c3", "must consult", "asks")
    group.sign(no, ANNE, "no", alternative="We ask bidders.")
    group.sign(no, JOSH, "no", reason="")
    group.sign(ideas, JOSH, "ideas", owner="Ruth", return_on=LATER)
    group.sign(ideas, ANNE, "ideas", reason="")
    assert (group.proposal(no).decision.reasons, group.proposal(no).decision.alternative) == ((WHY,), "We ask bidders.")
    made = group.proposal(ideas).decision
    assert (made.outcome, made.owner, made.return_on, made.reasons) == ("ideas", "Ruth", LATER, (WHY,))


def test_who_does_not_agree_has_to_say_why_in_their_own_words(group):
    name = group.two_changes()
    group.sign(name, ANNE, numbers=(1,))
    for outcome, numbers in (("accept", (2,)), ("accept", (1, 2))):
        with pytest.raises(Refused, match="Please give the reason."):
            group.sign(name, JOSH, outcome, numbers, reason="")
    with pytest.raises(Refused, match="Please give the reason."):
        group.sign(name, JOSH, "no", none_found=True, reason="")
    group.sign(name, JOSH, numbers=(1,), reason="")
    assert group.proposal(name).decision.outcome == "in part"


@pytest.mark.parametrize(
    ("other", "more"),
    [(("accept", (1,)), {}), (("no", ()), {"none_found": True}), (("ideas", ()), {"owner": "Ruth", "return_on": LATER})],
)
def test_chairs_who_differ_are_seen_to_differ_until_one_moves(group, other, more):
    name = group.two_changes()
    group.sign(name, ANNE)
    assert not in_disagreement(group.tender, group.proposal(name))
    group.sign(name, JOSH, *other, reason="I see it otherwise.", **more)
    proposal = group.proposal(name)
    assert in_disagreement(group.tender, proposal) and proposal.waits and group.tender.clauses["c2"].version == 1
    assert {seat: view.outcome for seat, view in standing_views(group.tender, proposal).items()} == {
        "commissioner": "accept",
        "co_chair": other[0],
    }
    with pytest.raises(Refused, match="The commissioner has signed this already."):
        group.sign(name, ANNE)
    group.sign(name, ANNE, *other, reason="You are right.", **more)
    assert not proposal.waits and not in_disagreement(group.tender, proposal)
    assert proposal.decision.views["co_chair"].reason == "I see it otherwise."


def test_the_ideas_box_on_another_day_is_not_the_same(group):
    name = group.suggest()
    group.sign(name, ANNE, "ideas", owner="Ruth", return_on=LATER)
    group.sign(name, JOSH, "ideas", owner="Ruth", return_on="2027-02-28")
    assert in_disagreement(group.tender, group.proposal(name))
    group.sign(name, JOSH, "ideas", owner="Ruth", return_on=LATER, reason="Sooner, then.")
    idea = group.tender.ideas[name]
    assert (idea.stage, idea.owner, idea.return_on, idea.by, idea.of, idea.text) == (
        "in the box",
        "Ruth",
        LATER,
        MEI.id,
        name,
        "It reads better.",
    )


@pytest.mark.parametrize("more", [{"reason": "Other words."}, {"alternative": "Another way."}])
def test_a_chair_can_say_it_in_other_words(group, more):
    name = group.suggest()
    group.sign(name, ANNE, "no", alternative="We ask bidders.")
    with pytest.raises(Refused, match="has signed this already"):
        group.sign(name, ANNE, "no", alternative="We ask bidders.")
    group.sign(name, ANNE, "no", **({"alternative": "We ask bidders."} | more))
    group.sign(name, JOSH, "no", reason="")
    made = group.proposal(name).decision
    assert (made.reasons[0], made.alternative) == (more.get("reason", WHY), more.get("alternative", "We ask bidders."))


@pytest.mark.parametrize(
    ("kind", "arrangement", "order"),
    [
        ("split", Arrangement(at="p6", heading="Ways to ask"), ["c1", "c2", "c5", "c3", "c4"]),
        ("merge", Arrangement(follows="c3"), ["c1", "c2", "c4"]),
        ("move", Arrangement(after="c4"), ["c1", "c3", "c4", "c2"]),
        ("removal", Arrangement(), ["c1", "c3", "c4"]),
    ],
)
def test_another_order_is_decided_as_a_whole(group, kind, arrangement, order):
    name = group.arrange(kind, "c2", arrangement=arrangement)
    with pytest.raises(Stale, match="The changes of this suggestion are other ones now."):
        group.sign(name, ANNE, numbers=(1, 2))
    group.decide(name)
    made = group.proposal(name).decision
    assert group.order() == order and (made.outcome, made.numbers) == ("accepted", (1,))
    assert (made.made, made.version) == {"split": ("c5", 1), "merge": ("c2", 2), "move": ("c2", 1), "removal": ("c2", 1)}[kind]


def test_an_override_is_named_and_reasoned_and_only_the_commissioners(group):
    name, no = group.suggest(), group.suggest("c3", "must consult", "asks")
    group.sign(name, JOSH, "no", none_found=True, reason="We cannot wait.")
    for by in (JOSH, RUTH, PRIYA, FAY, MEI):
        with pytest.raises(Refused, match="Only the commissioner can do this."):
            group.act(overriding(group.tender, name, TODAY), by)
    for more, sentence in (
        ({"power": " "}, "The legal power is empty."),
        ({"power": "x" * 501}, "The legal power is 501 characters long"),
        ({"reason": ""}, "The reason is empty."),
        ({"seen": "0" * 20}, "This is not what you were shown"),
    ):
        with pytest.raises(Refused, match=sentence):
            group.act(overriding(group.tender, name, TODAY, **more), ANNE)
    with pytest.raises(Refused, match="A no needs more"):
        group.act(overriding(group.tender, no, TODAY, "no"), ANNE)
    *_, event = group.act(overriding(group.tender, name, TODAY), ANNE)
    made = group.proposal(name).decision
    assert (made.power, made.outcome, made.signers, made.reasons) == (
        "Care Act 2014, section 5",
        "accepted",
        (("commissioner", ANNE.id),),
        ("The court has said so.",),
    )
    assert made.views["co_chair"].reason == "We cannot wait." and group.texts("c2")[1] == "Staff will attend reviews every month."
    assert said(group.tender, event).endswith("accepted by legal power, without the other signature")


def test_where_both_agreed_the_commissioner_decides_alone(group):
    name = group.suggest()
    for by in (ANNE, JOSH):
        group.act(ChooseRecipe("commissioner alone"), by)
    group.sign(name, JOSH, "no", none_found=True, reason="Not yet.")
    assert group.proposal(name).waits
    group.sign(name, ANNE, reason="The law says so.")
    made = group.proposal(name).decision
    assert (made.recipe, made.signers, made.reasons) == ("commissioner alone", (("commissioner", ANNE.id),), ("The law says so.",))


def test_what_the_commissioner_had_signed_is_decided_by_signing_it_again(group):
    name = group.suggest()
    group.sign(name, ANNE)
    for by in (JOSH, ANNE):
        group.act(ChooseRecipe("commissioner alone"), by)
    assert (recipe_of(group.tender), who_signs(group.tender), group.proposal(name).waits) == (
        "commissioner alone",
        ("commissioner",),
        True,
    )
    group.sign(name, ANNE)
    assert group.proposal(name).decision.outcome == "accepted"
