"""Whatever a group does: nothing changes that nobody signed, nothing said is lost, and what is kept is what is shown."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from specs.proposals import Propose
from specs.regrouping import JoinChanges
from specs.revising import Withdraw
from tests.any_group import AnyGroup
from tests.at_work import written
from tests.group import ANNE, DEV, JOSH, MEI, Group
from tests.watching import Watch

ALWAYS = {
    "deadline": None,
    "database": None,
    "print_blob": False,
    "suppress_health_check": list(HealthCheck),
    "report_multiple_bugs": False,
}
OFTEN = {"Proposed", "Revised", "CounterOffered", "StandTaken", "DecisionSigned", "ProposalDecided", "ClauseReworded", "ClauseHeld"}
SELDOM = """
Withdrawn ProposalsCarried ClausesFixed WordsErased ChangesRegrouped
CounterAccepted CounterDeclined SignatureTakenBack ClauseAdded ClauseSplit ClausesMerged ClauseRetired ClauseMoved
ClauseSigned ClauseSignedOff ClauseReleased ClausesOpened DissentRecorded CorrectionNoted SaidTakenBack RecipeChosen PostTakenBack
RecordsHeld HoldEnded Answered ThreadClosed IdeaReceived IdeaKept IdeaEnded DisagreementMinded
"""


@pytest.fixture(autouse=True, scope="module")
def template(tmp_path_factory):
    AnyGroup.template = tmp_path_factory.mktemp("open")
    written(AnyGroup.template)


def run(examples: int, steps: int, **more) -> Counter[str]:
    """Tells so many stories of so many steps; gives how often each kind of event came about."""
    reached: Counter[str] = Counter()
    AnyGroup.done = staticmethod(lambda name: reached.update([name]))
    run_state_machine_as_test(AnyGroup, settings=settings(max_examples=examples, stateful_step_count=steps, **ALWAYS, **more))
    return reached


def test_whatever_a_group_does():
    reached = run(40, 50, derandomize=True, phases=[Phase.generate])
    assert reached.keys() >= OFTEN, f"the stories say nothing of {OFTEN - reached.keys()}"


@pytest.mark.night
def test_whatever_a_group_does_for_long():
    reached = run(2_000, 100)
    expected = OFTEN | set(SELDOM.split())
    assert reached.keys() >= expected, f"the stories say nothing of {expected - reached.keys()}"


def signed_under_other_words(story: AnyGroup) -> None:
    first, second = (story.suggest(1, old, "people", MEI, False, False) or story.name_before() for old in (1, 2))
    story.signs(story.tender.proposals[first], ANNE, "accept", (1,))
    for chair in (ANNE, JOSH):
        story.signs(story.tender.proposals[second], chair, "accept", (1,))
    story.all_is_well()
    story.signs(story.tender.proposals[first], JOSH, "accept", (1,))


def not_accepted_under_other_words(story: AnyGroup) -> None:
    """That it is not accepted is signed of the offer, so it lapses when its author offers other words."""
    story.suggest(1, 1, "people", MEI, False, False)
    name = story.name_before()
    story.signs(story.tender.proposals[name], ANNE, "no", ())
    story.revise(1, 3, "must", MEI, False)
    story.signs(story.tender.proposals[name], JOSH, "no", ())


def signed_by_one(story: AnyGroup) -> None:
    story.suggest(1, 1, "people", MEI, False, False)
    story.signs(story.tender.proposals[story.name_before()], ANNE, "accept", (1,))


def fixed_and_changed(story: AnyGroup) -> None:
    story.suggest(1, 1, "people", MEI, False, False)
    story.fix(1, ANNE, False, 1)
    story.both_sign(1)


def offered_and_withdrawn(story: AnyGroup) -> None:
    story.suggest(1, 1, "people", MEI, False, False)
    story.offer_instead(1, 3, "must", DEV)
    story.ask(Withdraw(story.name_before(), today=story.today), MEI)


def changed_by_somebody_protected(story: AnyGroup) -> None:
    story.suggest(1, 1, "people", MEI, False, True)
    story.a_day_goes_by()
    story.revise(1, 3, "must", MEI, False)


def changed_and_signed(story: AnyGroup) -> None:
    changed_by_somebody_protected(story)
    story.signs(story.tender.proposals[story.name_before()], ANNE, "no", ())


FAULTS = {
    not_accepted_under_other_words: ("specs.signatures.still_counts", lambda tender, proposal, view: True),
    signed_under_other_words: ("specs.signatures.still_counts", lambda tender, proposal, view: True),
    signed_by_one: ("specs.signatures.who_signs", lambda tender: ("commissioner",)),
    fixed_and_changed: ("specs.signatures.look_of", lambda tender, proposal: ""),
    offered_and_withdrawn: ("specs.revising.overtaken", lambda counters: counters),
    changed_by_somebody_protected: ("specs.rules.hold_back", lambda tender, name, on: None),
    changed_and_signed: ("specs.proposals.insist_it_reached", lambda tender, by, proposal, today: None),
}


def all_is_well_after(tell) -> bool:
    story = AnyGroup()
    try:
        tell(story)
        story.all_is_well()
    except AssertionError:
        return False
    finally:
        story.teardown()
    return True


@pytest.mark.parametrize("tell", FAULTS)
def test_a_planted_fault_is_seen(tell, monkeypatch):
    """Each is one that the rules have an answer to: without it, somebody would be wronged and nobody would notice."""
    assert all_is_well_after(tell)
    monkeypatch.setattr(*FAULTS[tell])
    assert not all_is_well_after(tell)


def regrouped(story: AnyGroup, name: str) -> None:
    story.ask(JoinChanges(name, (1, 2), story.today), ANNE)


def carried(story: AnyGroup, name: str) -> None:
    story.suggest(1, 0, "must", DEV, False, False)
    story.signs(story.tender.proposals[story.name_before()], ANNE, "accept", (1,))
    story.signs(story.tender.proposals[story.name_before()], JOSH, "accept", (1,))


@pytest.mark.parametrize("moves", [regrouped, carried])
@pytest.mark.parametrize("outcome", ["no", "ideas"])
def test_that_something_is_not_accepted_is_signed_of_the_offer(moves, outcome):
    """A long search found it: one chair signs, the changes get other numbers or places, the other signs the same, and it is decided."""
    story = AnyGroup()
    try:
        clause = story.clause(1)
        wording = tuple(replace(p, text=f"{p.text} So it is.") for p in clause.wording)
        story.ask(Propose(story.name(), "wording", clause.id, clause.version, "Better.", wording, today=story.today), MEI)
        name = story.name_before()
        before = story.tender.proposals[name].changes
        story.signs(story.tender.proposals[name], ANNE, outcome, ())
        moves(story, name)
        assert story.tender.proposals[name].changes != before
        story.signs(story.tender.proposals[name], JOSH, outcome, ())
        assert not story.tender.proposals[name].waits
        story.all_is_well()
    finally:
        story.teardown()


def test_a_planted_fault_is_come_upon(monkeypatch):
    """By chance, as the stories go."""
    monkeypatch.setattr(*FAULTS[signed_by_one])
    with pytest.raises(AssertionError, match="was decided without"):
        run(200, 50, derandomize=True, phases=[Phase.generate])


def told(group: Group) -> None:
    """Reads the entries of a story as the record would have them."""
    watch = Watch()
    for stamp, events in group.entries:
        body = [[type(event).__name__, {name: getattr(event, name) for name in event.__slots__}] for event in events]
        watch.take(stamp.seq, stamp.by, body)


def test_whoever_watches_sees_what_nobody_signed():
    """The harness of the harness: entries that no rule would make."""
    group = Group()
    name = group.suggest()
    group.sign(name, ANNE)
    group.sign(name, JOSH)
    told(group)
    stamp, events = group.entries[-1]
    for missing in ("DecisionSigned", "ProposalDecided"):
        group.entries[-1] = stamp, [event for event in events if type(event).__name__ != missing]
        with pytest.raises(AssertionError, match="was decided without|nothing was decided"):
            told(group)
