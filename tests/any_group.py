"""Whatever a group does with suggestions, in whatever order; the machine crashes now and then."""

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from specs.answers import AnswerThreads, CloseThread
from specs.clauses import Reword
from specs.comments import Comment
from specs.counters import AnswerCounter, OfferCounter
from specs.days import later
from specs.disagreements import MindDisagreement
from specs.dissents import NoteCorrection, RecordDissent
from specs.erasing import EndHold, EraseWords, HoldRecords, TakeBack, to_erase_now
from specs.fixing import FixClauses, OpenClauses
from specs.gate import KINDS as OPEN
from specs.gate import ChooseWhatMustBeMet, PrepareIssue, must_be_met
from specs.holds import HoldClause, ReleaseClause
from specs.ideas import EndIdea, KeepIdea, PutIdea
from specs.issuing import WithdrawIssue
from specs.locks import LockWords, UnlockWords
from specs.overriding import Override
from specs.proposals import Propose
from specs.proposed import Arrangement, Proposal
from specs.recipes import ChooseRecipe
from specs.regrouping import JoinChanges, PartChange
from specs.revising import Revise, Withdraw
from specs.signatures import SignDecision, TakeSignatureBack, fingerprint
from specs.signing_off import ReopenClause, SignOffClause
from specs.stands import TakeStand
from specs.taking_back import TakeBackSaid
from specs.tender import Member, Reason
from specs.wording import Paragraph
from tests.at_work import SERVICE_ITSELF, AtWork
from tests.group import ANNE, DEV, EVERYBODY, FAY, JOSH, MEI, RUTH
from tests.issuing import signing as issuing
from tests.suggesting import signing

MUST = Reason("must_meet", "law", "The law says so.", "Care Act", "Parliament", "2027-06-30")
KINDS = ("split", "merge", "move", "removal", "new", "explanation")
SOME = ("people", "must", "every week", "a visit.", "each", "the provider", "")
WORD, N = st.sampled_from(SOME), st.integers(0, 11)
BY = st.sampled_from([MEI, MEI, DEV, RUTH, ANNE, JOSH, *EVERYBODY])
CHAIR = st.sampled_from([ANNE, JOSH, ANNE, JOSH, RUTH, MEI, DEV])
OUTCOME = st.sampled_from(["accept", "accept", "accept", "no", "ideas"])


class AnyGroup(AtWork):
    """What people ask for, as chance has it."""

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
            self.ask(Override(signing(self.tender, found.id, self.today, reason="The court."), "Care Act 2014"), by)

    @rule(n=N, by=CHAIR, again=st.booleans())
    def sign_off(self, n, by, again):
        clause = self.clause(n)
        self.ask(ReopenClause(clause.id, "Again.", self.today) if again else SignOffClause(clause.id, clause.version, self.today), by)

    @rule(by=CHAIR, kinds=st.sets(st.sampled_from(list(OPEN)), max_size=2), choose=st.booleans())
    def prepare_an_issue(self, by, kinds, choose):
        may_stand = [kind for kind in OPEN if kind not in must_be_met(self.tender)]
        why = tuple((kind, "It cannot wait.") for kind in may_stand)
        self.ask(ChooseWhatMustBeMet(tuple(kinds), self.today) if choose else PrepareIssue(why, self.today), by)

    @rule(by=CHAIR, both=st.booleans(), n=N, withdraws=st.booleans())
    def issue(self, by, both, n, withdraws):
        for chair in (ANNE, JOSH) if both else (by,):
            asked = WithdrawIssue(1 + n % 3, "It was wrong.", self.today) if withdraws else issuing(self.tender, self.today)
            self.ask(asked, chair)

    @rule(recipe=st.sampled_from(["commissioner alone", "two signatures"]), by=CHAIR)
    def choose_recipe(self, recipe, by):
        self.ask(ChooseRecipe(recipe, self.today), by)

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
        answered = [each.id for each in self.tender.threads.values() if each.answers and not each.closed]
        names = answered if closes and answered and n % 6 else list(self.tender.threads)
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
