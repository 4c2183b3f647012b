"""Whatever a group does with suggestions, in whatever order, through the desk with a real record, which crashes now and then."""

import asyncio
import json
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from server.desk import Desk
from server.index import Index
from server.index_rows import rows_of, talk_of
from server.record import New, Record
from specs.answers import AnswerThreads, CloseThread, is_owed, state_of
from specs.boxes import boxes, filled
from specs.clauses import Reword
from specs.comments import Comment
from specs.counters import AnswerCounter, OfferCounter
from specs.days import later
from specs.decisions import Override, SignDecision, TakeSignatureBack, fingerprint, in_disagreement
from specs.disagreements import MindDisagreement, disagreements
from specs.dissents import NoteCorrection, RecordDissent
from specs.erasing import EndHold, EraseWords, HoldRecords, TakeBack, to_erase_now
from specs.fixing import FixClauses, OpenClauses
from specs.holds import HoldClause, ReleaseClause
from specs.ideas import EndIdea, KeepIdea, PutIdea, ideas_seen
from specs.locks import LockWords, UnlockWords
from specs.members import SERVICE
from specs.outcomes import proposals_seen, where_it_is
from specs.proposals import Propose, Revise, Withdraw
from specs.proposed import Arrangement, Proposal
from specs.recipes import ChooseRecipe
from specs.refusals import Refused
from specs.regrouping import JoinChanges, PartChange
from specs.rules import allowed, said
from specs.signing_off import ReopenClause, SignOffClause
from specs.signing_off import state_of as clause_state
from specs.stands import TakeStand
from specs.taking_back import TakeBackSaid
from specs.tender import Clause, Member, Reason, Tender
from specs.waiting import count, to_sign
from specs.wording import Paragraph, Wording
from tests.group import ANNE, DEV, EVERYBODY, FAY, JOSH, MEI, RUTH, TODAY, Group
from tests.watching import Watch

MUST = Reason("must_meet", "law", "The law says so.", "Care Act", "Parliament", "2027-06-30")
KINDS = ("split", "merge", "move", "removal", "new", "explanation")
SOME = ("people", "must", "every week", "a visit.", "each", "the provider", "")
WORD, N = st.sampled_from(SOME), st.integers(0, 11)
BY = st.sampled_from([MEI, MEI, DEV, RUTH, ANNE, JOSH, *EVERYBODY])
CHAIR = st.sampled_from([ANNE, JOSH, ANNE, JOSH, RUTH, MEI, DEV])
OUTCOME = st.sampled_from(["accept", "accept", "accept", "no", "ideas"])
SERVICE_ITSELF = Member("", SERVICE)


def written(folder: Path) -> None:
    """The record of an open tender with everybody in it."""
    record = Record(folder / "record.db")
    for place, (stamp, body, words) in enumerate(Group().kept):
        record.append("t1", place, New(stamp.at, stamp.by, "", json.loads(body), json.loads(words)))
    record.close()


class AnyGroup(RuleBasedStateMachine):
    """A group at work: rules ask, invariants look."""

    template: Path  # the folder with the record of the open tender
    done: Callable[[str], None] = staticmethod(lambda name: None)  # told the name of each event, to count what was reached

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.room = Path(tempfile.mkdtemp(prefix="any-group-"))
        self.places = 0
        self.today = TODAY
        self.named = 0
        self.seen: list[SignDecision] = []
        self.watch, self.watched = Watch(), 0
        self.open_in(self.template)

    def open_in(self, folder: Path) -> None:
        """Takes up a copy of a record just as it is in a folder, as after a power cut."""
        self.places += 1
        self.folder = self.room / str(self.places)
        shutil.copytree(folder, self.folder)
        self.record = Record(self.folder / "record.db")
        self.desk = Desk(self.record)
        self.index = Index(self.folder / "index.db", self.record, self.desk.warm)
        self.tender: Tender = self.loop.run_until_complete(self.desk.tender("t1"))

    def shut(self) -> None:
        self.index.close()
        self.desk.close()
        self.record.close()

    def teardown(self) -> None:
        try:
            self.the_tables_are_those_made_anew()
        finally:
            self.shut()
            self.loop.close()
            shutil.rmtree(self.room)

    # Asking

    def ask(self, asked: Any, by: Member) -> bool:
        """Whether it was done. Refused, nothing happened; asked about by others, the rules only ever say no in a sentence."""
        by = self.tender.members.get(by.id, by)
        head = self.record.head("t1")
        for other in (MEI, RUTH):
            allowed(self.tender, asked, other)
        try:
            done = self.loop.run_until_complete(self.desk.act("t1", asked, by, ""))
        except Refused as refused:
            sentence, done = str(refused), None
        self.tender = self.loop.run_until_complete(self.desk.tender("t1"))
        if done is None:
            assert sentence[0].isupper() or sentence[0] == "“", sentence
            assert self.record.head("t1") == head, "it was refused, and something happened"
            return False
        for event in done.events:
            said(self.tender, event)
            self.done(type(event).__name__)
        return True

    def clause(self, n: int) -> Clause:
        standing = list(self.tender.reading_order())
        return standing[n % len(standing)]

    def proposal(self, n: int) -> Proposal | None:
        """One of the suggestions: most often one that waits."""
        waits = [each for each in self.tender.proposals.values() if each.waits]
        found = waits if waits and n % 6 else list(self.tender.proposals.values())
        return found[n % len(found)] if found else None

    def name(self) -> str:
        self.named += 1
        return f"t{self.named:010x}"

    def name_before(self) -> str:
        return f"t{self.named:010x}"

    def edited(self, before: Wording, n: int, old: int, word: str) -> Wording:
        """Some words of one box changed, a line added, or one taken out."""
        texts = [box.text for box in boxes(before)]
        if not texts:
            return (Paragraph("+1", "para", word or "New words."),)
        place = n % len(texts)
        words = texts[place].split(" ")
        at = old % len(words)
        if n % 5 == 4:
            texts[place] += f"\n{word or 'More.'}"
        elif n % 7 == 6:
            texts[place] = ""
        else:
            texts[place] = " ".join([*words[:at], word, *words[at + 1 + old % 2 :]])
        try:
            return filled(before, texts)
        except Refused:
            return before

    # What people suggest

    @initialize(n=N, old=N, word=WORD)
    def begin(self, n, old, word):
        self.suggest(n, old, word, MEI, False, False)

    @rule(n=N, old=N, word=WORD, by=BY, stale=st.booleans(), protected=st.booleans())
    def suggest(self, n, old, word, by, stale, protected):
        clause = self.clause(n)
        base = clause.versions[0 if stale else -1]
        wording = self.edited(base.wording, n + old, old, word)
        asked = Propose(
            self.name(), "wording", clause.id, base.number, "Better.", wording, protected=protected and by == MEI, today=self.today
        )
        self.ask(asked, by)

    @rule(n=N, kind=st.sampled_from(KINDS), place=N, by=BY)
    def suggest_another_order(self, n, kind, place, by):
        clause = self.clause(n)
        order = ["", *(each.id for each in self.tender.reading_order())]
        after = clause.id if kind == "new" else order[place % len(order)]
        where = Arrangement(clause.wording[place % len(clause.wording)].id, after, "", "A heading" if place % 2 else "")
        base = clause.fixings if kind == "explanation" else clause.version
        words = (Paragraph("+1", "head", "New"), Paragraph("+2", "para", "New words.")) if kind in ("new", "explanation") else ()
        self.ask(Propose(self.name(), kind, clause.id, base, "Because.", words, where, today=self.today), by)

    @rule(n=N, old=N, word=WORD, by=BY)
    def take_together(self, n, old, word, by):
        first = self.proposal(n)
        if first is not None:
            alike = tuple(each.id for each in self.tender.proposals.values() if each.waits and each.clause == first.clause)[:3]
            clause = self.tender.clauses[first.clause]
            wording = self.edited(clause.wording, n, old, word)
            asked = Propose(self.name(), "wording", clause.id, clause.version, "All of it.", wording, merges=alike, today=self.today)
            self.ask(asked, by)

    @rule(n=N, old=N, word=WORD, by=BY, stale=st.booleans())
    def revise(self, n, old, word, by, stale):
        found = self.proposal(n)
        if found is not None:
            clause = self.tender.clauses[found.clause]
            base = clause.versions[0 if stale else -1]
            author = self.tender.members.get(found.by, by)
            number = clause.fixings if found.kind == "explanation" else base.number
            self.ask(Revise(found.id, number, self.edited(base.wording, n, old, word), "Anew.", today=self.today), author)

    @rule(n=N, old=N, word=WORD, by=BY)
    def offer_instead(self, n, old, word, by):
        found = self.proposal(n)
        if found is not None:
            clause = self.tender.clauses[found.clause]
            self.ask(OfferCounter(found.id, clause.version, self.edited(clause.wording, n, old, word), "So.", today=self.today), by)

    @rule(n=N, number=st.integers(1, 3), yes=st.booleans())
    def answer_what_was_offered(self, n, number, yes):
        found = self.proposal(n)
        if found is not None:
            self.ask(AnswerCounter(found.id, number, yes, "", "phone", self.today), self.tender.members.get(found.by, FAY))

    @rule(n=N, by=BY, stand=st.sampled_from(["agree", "live", "not", ""]))
    def stand(self, n, by, stand):
        found = self.proposal(n)
        if found is not None:
            self.ask(TakeStand(found.id, stand, found.offer.number, "Because.", "Less.", today=self.today), by)

    @rule(n=N, numbers=st.tuples(st.integers(1, 3), st.integers(1, 3)), at=N, by=BY)
    def regroup(self, n, numbers, at, by):
        found = self.proposal(n)
        if found is not None:
            self.ask(JoinChanges(found.id, numbers, self.today), by)
            cut = next((each for each in found.changes if each.number == numbers[0] and each.kind == "words"), None)
            places = (
                (cut.start + at % (cut.end - cut.start + 1), cut.to_start + at % (cut.to_end - cut.to_start + 1)) if cut else (None, None)
            )
            self.ask(PartChange(found.id, numbers[0], *places, self.today), by)

    @rule(n=N, by=BY)
    def withdraw(self, n, by):
        found = self.proposal(n)
        if found is not None and n % 3 == 0:
            self.ask(Withdraw(found.id, "", "phone", self.today), self.tender.members.get(found.by, by))

    # What chairs decide

    @rule(n=N, by=CHAIR, outcome=OUTCOME, some=N)
    def sign(self, n, by, outcome, some):
        found = self.proposal(n)
        if found is not None:
            numbers = found.numbers if some % 4 else found.numbers[: some // 4]
            self.signs(found, by, outcome, numbers if outcome == "accept" else ())

    @rule(n=N, by=CHAIR)
    def sign_the_same(self, n, by):
        signed = [each for each in self.tender.proposals.values() if each.waits and each.signed]
        if signed:
            found = signed[n % len(signed)]
            view = next(iter(found.signed.values()))
            self.signs(found, by, view.outcome, view.numbers)

    @rule(n=N)
    def both_sign(self, n):
        found = self.proposal(n)
        if found is not None:
            for chair in (ANNE, JOSH):
                self.signs(found, chair, "accept", found.numbers)

    def signs(self, found: Proposal, by: Member, outcome: str, numbers: tuple[int, ...]) -> None:
        seen = fingerprint(self.tender, found, outcome, numbers)
        back = later(self.today, 30)
        asked = SignDecision(found.id, outcome, numbers, seen, "Because.", "Another way.", False, "Ruth", back, self.today)
        self.seen.append(asked)
        self.ask(asked, by)

    @rule(n=N, by=CHAIR)
    def sign_what_was_shown_long_ago(self, n, by):
        if self.seen:
            self.ask(self.seen[n % len(self.seen)], by)

    @rule(n=N, by=CHAIR)
    def take_signature_back(self, n, by):
        found = self.proposal(n)
        if found is not None and n % 2:
            self.ask(TakeSignatureBack(found.id, self.today), by)

    @rule(n=N, by=BY)
    def override(self, n, by):
        found = self.proposal(n)
        if found is not None and n % 3 == 0:
            seen = fingerprint(self.tender, found, "accept", found.numbers)
            self.ask(Override(found.id, "accept", found.numbers, seen, "The court.", "Care Act 2014", today=self.today), by)

    @rule(n=N, by=CHAIR, again=st.booleans())
    def sign_off(self, n, by, again):
        clause = self.clause(n)
        self.ask(ReopenClause(clause.id, "Again.", self.today) if again else SignOffClause(clause.id, clause.version, self.today), by)

    @rule(recipe=st.sampled_from(["commissioner alone", "two signatures"]), by=CHAIR)
    def choose_recipe(self, recipe, by):
        self.ask(ChooseRecipe(recipe), by)

    @rule(n=N, by=BY, ends=st.booleans())
    def hold(self, n, by, ends):
        clause = self.clause(n)
        self.ask(
            ReleaseClause(clause.id, "We talked.", today=self.today)
            if ends
            else HoldClause(clause.id, "So.", self.today, today=self.today),
            by,
        )

    @rule(n=N, by=BY, takes=st.booleans())
    def dissent(self, n, by, takes):
        found = self.proposal(6 * n)
        if found is not None:
            asked = TakeBackSaid("dissent", found.id, 1) if takes else RecordDissent(found.id, "It matters.", "", today=self.today)
            self.ask(asked, by)
            self.ask(NoteCorrection(found.id, "It was Tuesday.", self.today), by)
            self.ask(MindDisagreement(found.id, "Fay", "being talked about", self.today, "", self.today), by)

    # What happens around them

    @rule(n=N, by=BY, opens=st.booleans(), place=N)
    def fix(self, n, by, opens, place):
        clause = self.clause(n)
        who = ANNE if place % 2 else by
        self.ask(OpenClauses((clause.id,), "Somebody asked.") if opens else FixClauses((clause.id,), MUST), who)

    @rule(n=N, place=N, start=N, by=BY)
    def lock(self, n, place, start, by):
        clause = self.clause(n)
        p = clause.wording[place % len(clause.wording)]
        asked = (
            UnlockWords(clause.id, clause.locks[0].id)
            if clause.locks and place % 2
            else LockWords(clause.id, clause.version, p.id, start, start + 5, MUST)
        )
        self.ask(asked, ANNE)

    @rule(n=N, old=N, word=WORD, by=BY)
    def reword_directly(self, n, old, word, by):
        clause = self.clause(n)
        self.ask(Reword(clause.id, clause.version, self.edited(clause.wording, n, old, word), "The law."), by)

    @rule(n=N, by=BY, protected=st.booleans())
    def comment(self, n, by, protected):
        clause = self.clause(n)
        self.ask(Comment(self.name(), clause.id, clause.version, "comment", "So.", protected=protected and by == MEI, today=self.today), by)

    @rule(n=N, outcome=st.sampled_from(["no", "ideas", "suggestion"]), by=BY, closes=st.booleans())
    def answer(self, n, outcome, by, closes):
        names = list(self.tender.threads)
        if names:
            name = names[n % len(names)]
            back = later(self.today, 30)
            asked = AnswerThreads((name,), outcome, "Because.", "Another way.", owner="Ruth", by_date=back, today=self.today)
            self.ask(CloseThread(name, "not agreed", "", "phone", self.today) if closes else asked, FAY if closes else by)

    @rule(n=N, by=BY, what=st.sampled_from(["put", "keep", "end", "take back"]))
    def idea(self, n, by, what):
        names = list(self.tender.ideas)
        name = names[n % len(names)] if names and what != "put" else self.name()
        self.ask(
            {
                "put": PutIdea(name, self.clause(n).id, "An idea.", today=self.today),
                "keep": KeepIdea(name, "Ruth", later(self.today, 9), "Not yet.", self.today),
                "end": EndIdea(name, "let go", "There is one.", self.today),
                "take back": TakeBackSaid("idea", name, 1),
            }[what],
            by,
        )

    @rule(n=N, post=st.integers(1, 2), by=BY, counter=st.booleans())
    def take_back(self, n, post, by, counter):
        names = list(self.tender.threads)
        if names and n % 2:
            name = names[n % len(names)]
            self.ask(TakeBackSaid("counter", name, post, "So.") if counter else TakeBack(name, post, "So."), FAY if n % 3 else by)

    @rule(n=st.integers(1, 200))
    def take_words_of_the_tender_back(self, n):
        self.ask(EraseWords(n), ANNE)

    @rule(ends=st.booleans())
    def records_are_asked_for(self, ends):
        procurement = EVERYBODY[5]
        self.ask(EndHold() if ends else HoldRecords("Somebody asked.", later(self.today, 30), self.today), procurement)

    @rule()
    def a_day_goes_by(self):
        self.today = later(self.today, 1)
        for seq in to_erase_now(self.tender):
            self.ask(EraseWords(seq), SERVICE_ITSELF)

    @rule()
    def crash(self):
        """What stands on the disk at this moment is all that is left."""
        self.the_tables_are_those_made_anew()
        before = self.folder
        old = (self.index, self.desk, self.record)
        self.open_in(before)
        for each in old:
            each.close()

    # What is always so

    @invariant()
    def all_is_well(self):
        self.the_fold_of_the_record_is_the_one_in_memory()
        self.nothing_was_done_without_signatures_and_no_fixed_clause_changed()
        self.the_tables_say_what_the_record_says()
        self.everything_said_has_an_outcome_or_a_place_where_it_waits()
        self.everybody_can_be_told_what_waits_and_where_a_clause_stands()

    def the_fold_of_the_record_is_the_one_in_memory(self):
        assert self.desk.fold("t1") == self.tender

    def nothing_was_done_without_signatures_and_no_fixed_clause_changed(self):
        for entry in self.record.read("t1", self.watched):
            self.watch.take(entry.seq, entry.by, entry.body)
            self.watched = entry.seq

    def the_tables_say_what_the_record_says(self):
        self.index.catch_up()
        db = sqlite3.connect(self.folder / "index.db")
        clauses = db.execute("SELECT tender, clause, part, sharing, label, title, heading, words FROM clauses").fetchall()
        talk = db.execute("SELECT tender, thread, place, words FROM talk").fetchall()
        db.close()
        assert sorted(clauses) == sorted(map(tuple, rows_of(self.tender)))
        assert sorted(talk) == sorted(map(tuple, talk_of(self.tender)))

    def the_tables_are_those_made_anew(self) -> None:
        def tables():
            db = sqlite3.connect(self.folder / "index.db")
            found = [sorted(db.execute(f"SELECT * FROM {table}").fetchall()) for table in ("tenders", "clauses", "talk")]
            db.execute("INSERT INTO clauses_fts (clauses_fts, rank) VALUES ('integrity-check', 1)")
            db.close()
            return found

        self.index.catch_up()
        by_and_by = tables()
        self.index.rebuild()
        assert tables() == by_and_by

    def everything_said_has_an_outcome_or_a_place_where_it_waits(self):
        tomorrow = later(self.today, 1)
        shown = {each.id for each in proposals_seen(self.tender, ANNE, tomorrow)}
        signed_by_none = {each.id for chair in (ANNE, JOSH) for each in to_sign(self.tender, chair, tomorrow)}
        differ = {each.about for each in disagreements(self.tender, JOSH, tomorrow)}
        for each in self.tender.proposals.values():
            ends = (each.decision is not None, bool(each.withdrawn_on), each.taken_back, each.waits)
            assert any(ends), f"{each.id} is nowhere"
            assert not (each.waits and any(ends[:3]))
            assert each.id in shown and where_it_is(self.tender, each)
            if each.waits:
                alone = in_disagreement(self.tender, each) or len(each.signed) == 1
                assert each.id in signed_by_none | differ or alone, f"{each.id} waits, and for nobody"
            for counter in each.counters:
                assert counter.answer or each.waits, f"{each.id} has ended, and nobody said so of what was offered instead"
        for thread in self.tender.threads.values():
            if thread.kind == "comment":
                assert is_owed(thread) or state_of(thread) != "open"
        ideas = {each.id for each in ideas_seen(self.tender, ANNE, tomorrow)}
        assert ideas == set(self.tender.ideas)
        for idea in self.tender.ideas.values():
            assert idea.stage in ("received", "taken up", "let go") or (idea.return_on and idea.owner)

    def everybody_can_be_told_what_waits_and_where_a_clause_stands(self):
        for by in (ANNE, JOSH, MEI, FAY):
            count(self.tender, by, self.today)
        for clause in self.tender.clauses.values():
            clause_state(self.tender, clause, ANNE, self.today)
