"""A tender that is open, with everybody in it, and no database: what the tests of the group's rules tell their stories with."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from specs.comments import Comment
from specs.deputies import NameDeputy
from specs.fixing import FixClauses
from specs.interests import DeclareInterest
from specs.members import GiveSeat
from specs.proposals import Propose
from specs.proposed import Proposal
from specs.rounds import PlanOpening, SignOpening, fingerprint
from specs.tender import Member, Reason, RoundPlan
from tests.story import ANNE, FOUR, JOSH, OLU, PRIYA, Story
from tests.suggesting import NAME, arrangement, explanation, other_words, signing

FAY = Member("m-fay", "facilitator")
MEI = Member("m-mei", "member")
DEV = Member("m-dev", "member")
RUTH = Member("m-ruth", "official")
EVERYBODY = (ANNE, JOSH, FAY, MEI, DEV, PRIYA, RUTH, OLU)
TODAY = "2026-11-23"
MUST = Reason("must_meet", "law", "There is no more.", "Budget 2027", "Cabinet", "2027-06-30")
SUGGESTIONS = 0xF00  # ids of suggestions begin after it
PLAN = RoundPlan("2026-11-23", "2026-12-14", 10, "2027-02-01", "Everything that is not fixed.", "We answer, then both chairs decide.")


def name_of_thread(number: int) -> str:
    """A thread's id as forms make it."""
    return f"t{number:010x}"


class Group(Story):
    """The story's tender with every seat taken, opened by both chairs."""

    def __init__(self, clauses: Any = FOUR, opened: bool = True, lists: dict[str, Any] | None = None) -> None:
        super().__init__(clauses, lists)
        for by in EVERYBODY[1:]:
            giver = FAY if by.seat in ("co_chair", "member") else ANNE
            if by == JOSH:
                self.act(GiveSeat(FAY.id, FAY.seat), ANNE)
            if by.id not in self.tender.members:
                self.act(GiveSeat(by.id, by.seat), giver)
        self.act(NameDeputy(RUTH.id), ANNE)
        self.act(NameDeputy(MEI.id), JOSH)
        self.act(NameDeputy(DEV.id), FAY)
        self.act(PlanOpening(PLAN, TODAY), ANNE)
        if opened:
            self.open()
        self.said = self.suggested = 0

    def open(self) -> None:
        for by in (ANNE, JOSH):
            self.act(SignOpening(fingerprint(self.tender), TODAY), by)
        for by in EVERYBODY:
            self.act(DeclareInterest(False), by)

    def comment(self, clause: str = "c2", text: str = "Four times a year is too seldom.", by: Member = MEI, **more: Any) -> str:
        """Says something; gives the thread's id."""
        self.said += 1
        asked = {"version": self.tender.clauses[clause].version, "kind": "comment", "today": TODAY} | more
        self.act(Comment(name_of_thread(self.said), clause, text=text, **asked), by)
        return name_of_thread(self.said)

    def asked(self, **more: Any) -> Propose:
        """What a suggestion is asked with, to be asked by somebody."""
        return replace(other_words(self.tender, NAME, "c2", "every quarter", "every month", TODAY), **more)

    def explained(self, words: str = "Wages are set by the council.", clause: str = "c3", **more: Any) -> Propose:
        """What other words to explain why a clause is fixed are asked with."""
        return replace(explanation(self.tender, clause, words, TODAY), **more)

    def fix(self, *clauses: str) -> None:
        """The law fixes these clauses."""
        self.act(FixClauses(clauses, MUST))

    def two_changes(self, by: Member = MEI) -> str:
        """Suggests to change a clause in two places; gives the suggestion's id."""
        wording = self.asked().wording
        return self.suggest("c2", "", "", by, wording=tuple(replace(p, text=p.text.replace("a visit", "a long visit")) for p in wording))

    def suggest(self, clause: str = "c2", old: str = "every quarter", new: str = "every month", by: Member = MEI, **more: Any) -> str:
        """Suggests other words for these of a clause; gives the suggestion's id."""
        name = self._next()
        self.act(other_words(self.tender, name, clause, old, new, TODAY, **more), by)
        return name

    def arrange(self, kind: str, clause: str = "c2", by: Member = MEI, **more: Any) -> str:
        """Suggests another order, or that a clause is left out; gives the suggestion's id."""
        name = self._next()
        self.act(arrangement(self.tender, name, kind, clause, TODAY, **more), by)
        return name

    def sign(self, name: str, by: Member, outcome: str = "accept", numbers: Sequence[int] | None = None, **more: Any) -> list[Any]:
        """One chair signs: all changes are taken, where none are named."""
        asked = signing(self.tender, name, TODAY, outcome, numbers, **more)
        return self.act(asked, by)

    def decide(self, name: str, outcome: str = "accept", numbers: Sequence[int] | None = None, **more: Any) -> None:
        """Both chairs sign the same."""
        for by in (ANNE, JOSH):
            self.sign(name, by, outcome, numbers, **more)

    def changed(self, clause: str, old: str, new: str, **more: Any) -> str:
        """These words of a clause become others, as both chairs decided; gives the suggestion's id."""
        name = self.suggest(clause, old, new, **more)
        self.decide(name)
        return name

    def proposal(self, name: str) -> Proposal:
        return self.tender.proposals[name]

    def _next(self) -> str:
        self.suggested += 1
        return name_of_thread(SUGGESTIONS + self.suggested)

    def thread(self, name: str) -> Any:
        return self.tender.threads[name]
