"""Any story at all: whatever people do in whatever order, the rules either refuse in a sentence or keep their promises."""

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from specs.arranging import MergeClauses, MoveClause, RestoreClause, RetireClause, SplitClause
from specs.as_data import tender_as_data
from specs.boxes import boxes, filled
from specs.clauses import AddClause, Reword
from specs.comparing import compare
from specs.fixing import FixClauses, OpenClauses
from specs.locks import LockWords, UnlockWords
from specs.refusals import Refused
from specs.rules import said
from specs.summaries import WriteInShort
from specs.tender import Clause, Reason
from specs.wording import Paragraph, plain
from specs.words import Change, fits
from tests.story import ANNE, OLU, PRIYA, Story

REASON = Reason("cannot", "money", "There is no more.", "Budget 2027", "Cabinet", "2027-06-30")
SOME = ("people must may", "ask for help every", "day.", "week,", "the provider", "pays\n", "-", "\n", "\u202e", "é")
WORDS = st.lists(st.sampled_from(SOME), max_size=12).map(" ".join)
BY = st.sampled_from([ANNE, ANNE, ANNE, ANNE, PRIYA, OLU])


class AnyStory(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.story = Story()

    def one(self, number: int) -> Clause:
        clauses = list(self.story.tender.clauses.values())
        return clauses[number % len(clauses)]

    def ask(self, asked, by) -> None:
        before = self.story.tender.seq
        try:
            events = self.story.act(asked, by)
        except Refused as refused:
            sentence = str(refused)
            events = []
        if not events:
            assert sentence[0].isupper() or sentence[0] == "“", sentence
            assert self.story.tender.seq == before
            return
        assert by == ANNE
        for event in events:
            assert said(self.story.tender, event)

    @rule(number=st.integers(0, 9), typed=st.lists(WORDS, max_size=3), stale=st.booleans(), by=BY)
    def reword(self, number, typed, stale, by):
        clause = self.one(number)
        base = clause.versions[0 if stale else -1]
        try:
            wording = filled(base.wording, [*typed, *(box.text for box in boxes(base.wording)[len(typed) :])])
        except Refused:
            return
        self.ask(Reword(clause.id, base.number, wording), by)

    @rule(number=st.integers(0, 9), text=WORDS, heading=WORDS, by=BY)
    def add(self, number, text, heading, by):
        self.ask(AddClause("d1", self.one(number).id, heading, (Paragraph("", "para", text),)), by)

    @rule(number=st.integers(0, 9), place=st.integers(0, 5), heading=WORDS, by=BY)
    def split(self, number, place, heading, by):
        clause = self.one(number)
        self.ask(SplitClause(clause.id, clause.wording[place % len(clause.wording)].id, heading), by)

    @rule(number=st.integers(0, 9), by=BY)
    def merge(self, number, by):
        self.ask(MergeClauses(self.one(number).id), by)

    @rule(number=st.integers(0, 9), after=st.integers(-1, 9), by=BY)
    def move(self, number, after, by):
        self.ask(MoveClause(self.one(number).id, self.one(after).id if after >= 0 else ""), by)

    @rule(number=st.integers(0, 9), by=BY)
    def retire(self, number, by):
        self.ask(RetireClause(self.one(number).id), by)

    @rule(number=st.integers(0, 9), by=BY)
    def restore(self, number, by):
        self.ask(RestoreClause(self.one(number).id), by)

    @rule(numbers=st.lists(st.integers(0, 9), max_size=3), reason=st.sampled_from([REASON, Reason(), Reason("cannot", "law")]), by=BY)
    def fix(self, numbers, reason, by):
        self.ask(FixClauses(tuple(self.one(n).id for n in numbers), reason), by)

    @rule(numbers=st.lists(st.integers(0, 9), max_size=3), by=BY)
    def open(self, numbers, by):
        self.ask(OpenClauses(tuple(self.one(n).id for n in numbers)), by)

    @rule(number=st.integers(0, 9), place=st.integers(0, 5), start=st.integers(0, 30), size=st.integers(0, 20), by=BY)
    def lock(self, number, place, start, size, by):
        clause = self.one(number)
        paragraph = clause.wording[place % len(clause.wording)]
        self.ask(LockWords(clause.id, clause.version, paragraph.id, start, start + size, REASON), by)

    @rule(number=st.integers(0, 9), lock=st.integers(1, 4), by=BY)
    def unlock(self, number, lock, by):
        self.ask(UnlockWords(self.one(number).id, f"l{lock}"), by)

    @rule(number=st.integers(0, 9), text=WORDS, by=BY)
    def say_in_short(self, number, text, by):
        self.ask(WriteInShort(self.one(number).id, text), by)

    @invariant()
    def folding_again_gives_the_same(self):
        assert self.story.again() == self.story.tender

    @invariant()
    def every_standing_paragraph_stands_once(self):
        ids = [p.id for clause in self.story.tender.reading_order() for p in clause.wording]
        assert len(ids) == len(set(ids))
        assert all(int(name[1:]) <= self.story.tender.paragraphs_made for name in ids)

    @invariant()
    def every_clause_has_words_and_a_place(self):
        tender = self.story.tender
        assert sorted(tender.parts["d1"].order) == sorted(tender.clauses)
        assert all(plain(clause.wording).strip() for clause in tender.reading_order())
        tender_as_data(tender)

    @invariant()
    def fixed_words_are_words_that_stand(self):
        for clause in self.story.tender.reading_order():
            texts = {p.id: p.text for p in clause.wording}
            for lock in clause.locks:
                assert texts[lock.paragraph][lock.start : lock.end]

    @invariant()
    def stored_changes_lead_from_each_version_to_the_next(self):
        for clause in self.story.tender.clauses.values():
            for earlier, later in zip(clause.versions, clause.versions[1:], strict=False):
                made = [Change(*change) for change in later.changes]
                if made:
                    assert fits(earlier.wording, later.wording, made)
                    compare(earlier.wording, later.wording, made)


TestAnyStory = AnyStory.TestCase


def test_a_planted_fault_is_found(monkeypatch):
    """Fixed words that are not carried along must be noticed, or this harness tests nothing."""
    monkeypatch.setattr("specs.clauses.carried", lambda locks, made: list(locks))
    with pytest.raises((AssertionError, LookupError)):
        run_state_machine_as_test(
            AnyStory,
            settings=settings(
                max_examples=300,
                stateful_step_count=60,
                deadline=None,
                derandomize=True,
                database=None,
                print_blob=False,
                phases=[Phase.generate],
                report_multiple_bugs=False,
            ),
        )
