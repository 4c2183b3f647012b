"""A group at work, through the desk with a real record: how it is asked, and what has to be so after everything it does."""

import asyncio
import json
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis.stateful import RuleBasedStateMachine, invariant

from server.desk import Desk
from server.index import Index
from server.index_rows import rows_of, talk_of
from server.record import New, Record
from specs.answers import is_owed, state_of
from specs.boxes import boxes, filled
from specs.days import later
from specs.disagreements import disagreements
from specs.ideas import ideas_seen
from specs.members import SERVICE
from specs.outcomes import proposals_seen, where_it_is
from specs.proposed import WORDED, Proposal
from specs.reaching import tender_seen, unreached_entries
from specs.refusals import Refused
from specs.rules import allowed, said
from specs.seats import OFFICIALS
from specs.showing import shown as as_shown
from specs.signatures import SignDecision, in_disagreement
from specs.signing_off import state_of as clause_state
from specs.tender import Clause, Member, Tender
from specs.waiting import count, to_sign
from specs.wording import Paragraph, Wording
from tests.group import ANNE, FAY, JOSH, MEI, RUTH, TODAY, Group
from tests.watching import Watch

SERVICE_ITSELF = Member("", SERVICE)


def written(folder: Path) -> None:
    """The record of an open tender with everybody in it."""
    record = Record(folder / "record.db")
    for place, (stamp, body, words) in enumerate(Group().kept):
        record.append("t1", place, New(stamp.at, stamp.by, "", json.loads(body), json.loads(words)))
    record.close()


class AtWork(RuleBasedStateMachine):
    """Everything but what the group does."""

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

    # What is always so

    @invariant()
    def all_is_well(self):
        self.the_fold_of_the_record_is_the_one_in_memory()
        self.nothing_was_done_without_signatures_and_no_fixed_clause_changed()
        self.the_tables_say_what_the_record_says()
        self.everything_said_has_an_outcome_or_a_place_where_it_waits()
        self.everybody_can_be_told_what_waits_and_where_a_clause_stands()
        self.nothing_of_today_of_somebody_protected_has_reached_officials()

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

    def nothing_of_today_of_somebody_protected_has_reached_officials(self):
        told = tender_seen(self.tender, RUTH, self.today)
        for each in told.proposals.values():
            first = told.threads[each.id].first
            if first.protected and first.on < self.today and not each.taken_back:
                said_today = [offer.number for offer in each.offers if offer.on >= self.today]
                said_today += [counter.number for counter in each.counters if counter.answered_on >= self.today]
                assert not said_today and each.withdrawn_on != self.today, f"of {each.id} officials see what its author did today"
                assert where_it_is(told, each)
                if each.kind in WORDED and each.offer.texts is not None:
                    as_shown(told, each)
        unseen = unreached_entries(self.tender, RUTH, self.today)
        if unseen:
            acted = [entry.by for entry in self.record.read("t1", min(unseen) - 1) if entry.seq in unseen]
            assert not [name for name in acted if self.tender.seated.get(name) in OFFICIALS], "an official acted on words they had not seen"
