"""A clause moves on, and what was suggested for it goes with it: word by word, marked where it touches, never guessed, never dropped."""

from dataclasses import replace

import pytest

from specs.counters import AnswerCounter, OfferCounter
from specs.decisions import standing_base, suggested
from specs.offered import look_of
from specs.proposals import Propose
from specs.proposed import Arrangement
from specs.refusals import Refused
from specs.revising import Revise
from specs.wording import plain
from tests.group import ANNE, DEV, JOSH, MEI, TODAY, Group, name_of_thread
from tests.suggesting import other_words


@pytest.fixture
def group():
    made = Group()
    yield made
    assert made.again() == made.tender


def reads(group, name):
    """The clause as it would read with a suggestion's changes made."""
    return plain(suggested(group.tender, group.proposal(name)))


def at(group, name):
    proposal = group.proposal(name)
    return proposal.clause, proposal.base, look_of(group.tender, proposal)


def test_other_words_of_another_paragraph_leave_both_standing(group):
    mine = group.suggest("c2", "a visit", "a visit at home")
    group.changed("c2", "every quarter", "every month", by=DEV)
    assert at(group, mine) == ("c2", 2, "") and group.proposal(mine).read == ()
    group.decide(mine)
    assert group.texts("c2") == [
        "Access",
        "Staff will attend reviews every month.",
        "People can ask for:",
        "a phone call",
        "a visit at home",
    ]


def test_two_edits_in_one_sentence_are_both_made_and_marked_to_be_read(group):
    mine = group.suggest("c2", "Staff", "Support workers")
    group.changed("c2", "every quarter", "every month", by=DEV)
    assert (at(group, mine), group.proposal(mine).read) == (("c2", 2, ""), (1,))
    assert "Support workers will attend reviews every month." in reads(group, mine)
    group.decide(mine)
    assert group.texts("c2")[1] == "Support workers will attend reviews every month."


def test_a_place_behind_the_edit_moves_with_its_words(group):
    mine = group.suggest("c2", "every quarter", "each quarter")
    group.changed("c2", "Staff will attend", "All members of staff always attend", by=DEV)
    group.decide(mine)
    assert group.texts("c2")[1] == "All members of staff always attend reviews each quarter."


def test_the_same_words_touched_need_another_look_and_both_wordings_stay(group):
    mine = group.suggest("c2", "every quarter", "every week")
    group.changed("c2", "every quarter", "every month", by=DEV)
    proposal = group.proposal(mine)
    assert (at(group, mine), proposal.clashes, proposal.waits) == (("c2", 1, "touched"), (1,), True)
    assert "every quarter" in plain(standing_base(group.tender, proposal)) and "every week" in reads(group, mine)
    with pytest.raises(Refused, match="This needs another look before it can be accepted. Somebody else’s change touched the same words."):
        group.sign(mine, ANNE)
    group.changed("c2", "a visit", "a long visit", by=DEV)
    assert at(group, mine) == ("c2", 1, "touched")
    group.act(Revise(mine, 3, other_words(group.tender, mine, "c2", "every month", "every week", TODAY).wording, today=TODAY), MEI)
    assert (at(group, mine), group.proposal(mine).clashes) == (("c2", 3, ""), ())
    group.decide(mine)
    assert group.texts("c2")[1] == "Staff will attend reviews every week."


def test_what_touches_can_still_be_answered_with_a_no(group):
    mine = group.suggest("c2", "every quarter", "every week")
    group.changed("c2", "every quarter", "every month", by=DEV)
    group.decide(mine, "no", none_found=True)
    assert group.proposal(mine).decision.outcome == "no" and group.tender.clauses["c2"].version == 2


def test_one_change_of_several_touches_and_all_of_it_waits_for_a_look(group):
    mine = group.suggest("c2", "every quarter", "every week", wording=_both(group))
    assert group.proposal(mine).numbers == (1, 2)
    group.changed("c2", "every quarter", "every month", by=DEV)
    assert (at(group, mine), group.proposal(mine).clashes) == (("c2", 1, "touched"), (1,))


def _both(group):
    wording = other_words(group.tender, "", "c2", "every quarter", "every week", TODAY).wording
    return tuple(replace(p, text=p.text.replace("a visit", "a long visit")) for p in wording)


def test_just_the_same_words_stand_already(group):
    mine = group.suggest("c2", "every quarter", "every month")
    group.changed("c2", "every quarter", "every month", by=DEV)
    assert at(group, mine) == ("c2", 2, "done") and group.proposal(mine).changes == ()
    with pytest.raises(Refused, match="These words stand in the clause already."):
        group.sign(mine, ANNE, numbers=(1,))
    group.decide(mine, "no", alternative="It stands there already.")


def test_what_was_made_already_is_left_out_of_what_waits(group):
    mine = group.suggest("c2", "every quarter", "every week", wording=_both(group))
    group.changed("c2", "a visit", "a long visit", by=DEV)
    assert (at(group, mine), group.proposal(mine).numbers) == (("c2", 2, ""), (1,))
    group.decide(mine)
    assert (group.texts("c2")[1], group.texts("c2")[4]) == ("Staff will attend reviews every week.", "a long visit")


def test_written_for_an_older_version_it_is_carried_at_once(group):
    asked = other_words(group.tender, name_of_thread(1), "c2", "Staff", "Support workers", TODAY)
    group.changed("c2", "every quarter", "every month", by=DEV)
    group.changed("c2", "a visit", "a long visit", by=DEV)
    group.act(asked, MEI)
    assert (at(group, asked.proposal), group.proposal(asked.proposal).read) == (("c2", 3, ""), (1,))
    assert group.proposal(asked.proposal).offer.base == 1
    late = other_words(group.tender, name_of_thread(2), "c2", "every month", "every week", TODAY)
    group.changed("c2", "every month", "each month", by=DEV)
    group.act(late, MEI)
    assert at(group, late.proposal) == ("c2", 3, "touched")


def test_after_a_split_it_is_where_its_words_are(group):
    before = group.suggest("c2", "every quarter", "every month")
    behind = group.suggest("c2", "a visit", "a long visit")
    across = group.suggest("c2", "", "", wording=_both(group))
    new = group.suggest("c2", "a visit", "a visit\na letter")
    split = group.arrange("split", arrangement=Arrangement(at="p6", heading="Ways to ask"))
    group.decide(split)
    assert at(group, before) == ("c2", 2, "") and at(group, behind) == at(group, new) == ("c5", 1, "")
    assert at(group, across) == ("c2", 1, "parted")
    assert [group.tender.threads[name].clause for name in (before, behind, across, new)] == ["c2", "c5", "c2", "c5"]
    with pytest.raises(Refused, match="The words that this would change stand in two clauses now."):
        group.sign(across, ANNE)
    for name in (before, behind, new):
        group.decide(name)
    assert group.texts("c2") == ["Access", "Staff will attend reviews every month.", "People can ask for:"]
    assert group.texts("c5") == ["Ways to ask", "a phone call", "a long visit", "a letter"]


def test_a_paragraph_moved_from_one_half_to_the_other_is_not_guessed_at(group):
    wording = group.tender.clauses["c2"].wording
    moving = group.suggest("c2", "", "", wording=(wording[0], wording[2], wording[3], wording[4], wording[1]))
    within = group.suggest("c2", "", "", wording=(*wording[:3], wording[4], wording[3]))
    group.decide(group.arrange("split", arrangement=Arrangement(at="p5")))
    assert [change.kind for change in group.proposal(moving).changes] == ["moved"]
    assert (at(group, moving), at(group, within)) == (("c2", 1, "parted"), ("c5", 1, ""))
    group.decide(within)
    assert group.texts("c5") == ["People can ask for:", "a visit", "a phone call"]


def test_a_split_that_waits_goes_with_the_paragraph_it_is_at(group):
    later = group.arrange("split", arrangement=Arrangement(at="p7"))
    group.decide(group.arrange("split", arrangement=Arrangement(at="p6")))
    assert group.proposal(later).clause == group.tender.threads[later].clause == "c5"
    group.decide(later)
    assert [group.texts(clause) for clause in ("c2", "c5", "c6")] == [
        ["Access", "Staff will attend reviews every quarter.", "People can ask for:"],
        ["a phone call"],
        ["a visit"],
    ]


def test_after_a_merger_the_suggestions_of_both_clauses_wait_on_the_one(group):
    mine, yours = group.suggest("c2", "every quarter", "every month"), group.suggest("c3", "must consult", "always consults", by=DEV)
    explained = group.arrange("removal", "c3")
    group.decide(group.arrange("merge", "c2", arrangement=Arrangement(follows="c3")))
    assert at(group, mine) == at(group, yours) == ("c2", 2, "")
    assert group.tender.threads[yours].clause == "c2" and group.tender.threads_on["c3"] == []
    assert (at(group, explained)[0], group.proposal(explained).waits) == ("c2", True)
    for name in (mine, yours):
        group.decide(name)
    assert group.texts("c2")[1] == "Staff will attend reviews every month."
    assert group.texts("c2")[-1] == "The provider always consults people who use the service."


def test_after_a_merger_what_touched_stays_with_the_words_it_was_written_for(group):
    mine = group.suggest("c3", "must consult", "always consults")
    group.changed("c3", "must consult", "consults", by=DEV)
    group.decide(group.arrange("merge", "c2", arrangement=Arrangement(follows="c3")))
    proposal = group.proposal(mine)
    assert at(group, mine) == ("c2", 1, "touched")
    assert plain(standing_base(group.tender, proposal)) == "Pay\nThe provider must consult people who use the service."
    assert reads(group, mine) == "Pay\nThe provider always consults people who use the service."
    group.act(Revise(mine, 3 - 1, other_words(group.tender, mine, "c2", "consults", "asks", TODAY).wording, today=TODAY), MEI)
    assert at(group, mine) == ("c2", 2, "") and proposal.base_of == ""
    group.decide(mine)
    assert group.texts("c2")[-1] == "The provider asks people who use the service."


def test_a_new_clause_waits_on_beside_the_one_that_its_neighbour_was_merged_into(group):
    wording = (replace(group.tender.clauses["c3"].wording[1], id="+1", text="Nobody pays.", origin=None),)
    name = name_of_thread(1)
    group.act(Propose(name, "new", "c3", 1, "It is missing.", wording, Arrangement(after="c3"), today=TODAY), MEI)
    group.decide(group.arrange("merge", "c2", arrangement=Arrangement(follows="c3")))
    assert group.proposal(name).clause == group.tender.threads[name].clause == "c2"
    group.decide(name)
    assert group.order() == ["c1", "c2", "c5", "c4"]


def test_words_offered_instead_for_a_clause_that_is_gone_are_overtaken(group):
    mine = group.suggest("c3", "must consult", "always consults")
    counter = other_words(group.tender, "", "c3", "must consult", "asks", TODAY).wording
    group.act(OfferCounter(mine, 1, counter, "Shorter.", today=TODAY), DEV)
    group.decide(group.arrange("merge", "c2", arrangement=Arrangement(follows="c3")))
    assert [each.answer for each in group.proposal(mine).counters] == ["overtaken"]
    with pytest.raises(Refused, match="This was answered already"):
        group.act(AnswerCounter(mine, 1, True, today=TODAY), MEI)


def test_words_offered_instead_are_carried_when_they_are_said_yes_to(group):
    mine = group.suggest("c2", "every quarter", "every week")
    counter = other_words(group.tender, "", "c2", "Staff", "Support workers", TODAY).wording
    group.act(OfferCounter(mine, 1, counter, "Clearer.", today=TODAY), DEV)
    group.changed("c2", "a visit", "a long visit", by=JOSH)
    group.act(AnswerCounter(mine, 1, True, today=TODAY), MEI)
    assert at(group, mine) == ("c2", 2, "")
    group.decide(mine)
    assert group.texts("c2")[1::3] == ["Support workers will attend reviews every quarter.", "a long visit"]


def test_of_a_clause_that_was_left_out_nothing_is_dropped(group):
    mine = group.suggest("c2", "every quarter", "every month")
    group.decide(group.arrange("removal", "c2"))
    assert (at(group, mine), group.proposal(mine).waits) == (("c2", 1, "gone"), True)
    with pytest.raises(Refused, match="This clause was left out of the tender, so its words cannot change."):
        group.sign(mine, ANNE)
    with pytest.raises(Refused, match="A new one can be suggested; your words are still in the box"):
        group.act(Revise(mine, 1, other_words(group.tender, mine, "c2", "every", "each", TODAY).wording, today=TODAY), MEI)
    group.decide(mine, "no", alternative="It can be suggested as a new clause.")


def test_words_of_a_paragraph_that_was_taken_out_need_another_look(group):
    mine = group.suggest("c2", "a visit", "a long visit")
    gone = group.suggest("c2", "a visit", "", by=DEV)
    group.decide(gone)
    assert at(group, mine) == ("c2", 1, "touched")


def test_decided_ones_are_not_carried(group):
    done = group.changed("c2", "every quarter", "every month")
    before = group.proposal(done).changes
    group.changed("c2", "Staff", "Support workers", by=DEV)
    assert (group.proposal(done).base, group.proposal(done).changes) == (1, before)
