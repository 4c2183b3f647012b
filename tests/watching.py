"""What the entries of a record say by themselves about signatures and fixed clauses: read as plain data, without the rules."""

from typing import Any

CHAIRS = {"commissioner", "co_chair"}
OFFERED_ANEW = ("Revised", "CounterAccepted")  # the words of a suggestion, for which nothing counts that was signed before
OF_CLAUSES = ("ClauseReworded", "ClauseSplit", "ClausesMerged", "ClauseMoved", "ClauseRetired", "ReasonExplained")


class Watch:
    """Takes the entries of one tender in turn. Raises ``AssertionError`` where one did what nobody signed, or changed a fixed clause."""

    def __init__(self) -> None:
        self.seats: dict[str, str] = {}
        self.open = False
        self.fixed: set[str] = set()
        self.offered: dict[str, int] = {}  # by suggestion: the entry that changed its words last
        self.moved: dict[
            str, int
        ] = {}  # by suggestion: the entry that changed its words last, the changes they are made of or their places
        self.about: dict[str, tuple[str, str]] = {}  # by suggestion: its kind and clause
        self.signed: dict[str, dict[str, tuple[int, str, str, list[int]]]] = {}
        self.recipes: dict[str, str] = {}
        self.decided: dict[str, str] = {}
        self.issue: dict[str, tuple[str, str]] = {}  # by seat: who signed the next issue, and what
        self.issued: dict[int, str] = {}  # by number: what stands under the check code
        self.withdrawing: dict[int, dict[str, str]] = {}

    def take(self, seq: int, by: str, body: list[list[Any]]) -> None:
        """The next entry."""
        decisions = [facts for name, facts in body if name == "ProposalDecided"]
        for name, facts in body:
            if self.open and name in OF_CLAUSES:
                self._insist_that_it_was_decided(name, facts, by, decisions)
        for name, facts in body:
            self._note(seq, by, name, facts)
        for facts in decisions:
            self._insist_on_signatures(seq, by, facts)

    def _insist_that_it_was_decided(self, name: str, facts: dict[str, Any], by: str, decisions: list[dict[str, Any]]) -> None:
        clauses = {facts["clause"], *([facts["gone"]] if name == "ClausesMerged" else [])}
        if not decisions:
            assert name == "ClauseReworded" and clauses <= self.fixed, f"{clauses} changed, and nothing was decided"
            assert self.seats[by] == "commissioner", f"{by} reworded a fixed clause"
            return
        assert all(each["outcome"] in ("accepted", "in part") for each in decisions), f"{clauses} changed by a no"
        assert name == "ReasonExplained" or not clauses & self.fixed, f"the fixed {clauses} changed by a suggestion"

    def _note(self, seq: int, by: str, name: str, facts: dict[str, Any]) -> None:
        if name == "SeatGiven":
            self.seats[facts["member"]] = facts["seat"]
        elif name == "RoundOpened":
            self.open = True
        elif name == "ClausesFixed":
            self.fixed |= set(facts["clauses"])
        elif name == "ClausesOpened":
            self.fixed -= set(facts["clauses"])
        elif name == "RecipeChosen":
            self.recipes[facts["seat"]] = facts["recipe"]
        elif name == "Proposed":
            self.about[facts["proposal"]] = facts["kind"], facts["clause"]
        elif name == "DecisionSigned":
            mine = (seq, by, facts["outcome"], facts["numbers"])
            self.signed.setdefault(facts["proposal"], {})[facts["seat"]] = mine
        elif name == "SignatureTakenBack":
            del self.signed[facts["proposal"]][facts["seat"]]
        elif name in OFFERED_ANEW:
            self.offered[facts["proposal"]] = self.moved[facts["proposal"]] = seq
        elif name == "ChangesRegrouped":
            self.moved[facts["proposal"]] = seq
        elif name == "ProposalsCarried":
            self.moved |= dict.fromkeys((row[0] for row in facts["carried"]), seq)
        elif name == "ClauseSplit" and facts["clause"] in self.fixed:
            self.fixed.add(facts["new"])
        elif name == "ProposalDecided":
            self.decided[facts["proposal"]] = facts["outcome"]
        elif name.startswith("Issue") or name == "TenderIssued":
            self._note_issue(by, name, facts)

    def _note_issue(self, by: str, name: str, facts: dict[str, Any]) -> None:
        if name == "IssueSigned":
            self.issue[facts["seat"]] = by, facts["mark"]
        elif name == "TenderIssued":
            same = {seat: member for seat, (member, mark) in self.issue.items() if mark == self.issue[facts["seats"][0]][1]}
            self._insist_on(f"issue {facts['number']}", {seat: same[seat] for seat in facts["seats"] if seat in same})
            assert facts["number"] == len(self.issued) + 1 and facts["of"] > 0
            self.issued[facts["number"]], self.issue = facts["code"], {}
        elif name == "IssueWithdrawalAsked":
            self.withdrawing.setdefault(facts["number"], {})[facts["seat"]] = by
        elif name == "IssueWithdrawn":
            signed = self.withdrawing[facts["number"]]
            assert self._wanted() <= signed.keys(), f"issue {facts['number']} was withdrawn by {signed.keys()}"

    def _wanted(self) -> set[str]:
        chosen = {self.recipes.get(seat, "two signatures") for seat in CHAIRS}
        return {"commissioner"} if chosen == {"commissioner alone"} else CHAIRS

    def _insist_on(self, what: str, signed: dict[str, str]) -> None:
        wanted = self._wanted()
        assert wanted <= signed.keys(), f"{what} was made without {wanted - signed.keys()}"
        assert len({signed[seat] for seat in wanted}) == len(wanted), f"{what} was made by one person"

    def _insist_on_signatures(self, seq: int, by: str, facts: dict[str, Any]) -> None:
        if facts["overridden"]:
            assert self.seats[by] == "commissioner", f"{by} has no legal power"
            return
        chosen = {self.recipes.get(seat, "two signatures") for seat in CHAIRS}
        wanted = {"commissioner"} if chosen == {"commissioner alone"} else CHAIRS
        outcome = "accept" if facts["outcome"] in ("accepted", "in part") else facts["outcome"]
        moved = self.moved if outcome == "accept" else self.offered  # that it is not accepted is signed of the offer
        signed = {
            seat: member
            for seat, (when, member, what, numbers) in self.signed.get(facts["proposal"], {}).items()
            if (what, numbers) == (outcome, facts["numbers"]) and (when == seq or when > moved.get(facts["proposal"], 0))
        }
        assert wanted <= signed.keys(), f"{facts['proposal']} was decided without {wanted - signed.keys()}"
        assert len({signed[seat] for seat in wanted}) == len(wanted), f"{facts['proposal']} was decided by one person"
