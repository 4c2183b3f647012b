"""The teaching tender, opened: what the group said in its first days, and what was answered."""

import hashlib
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from specs.agreeing import Agree
from specs.answers import AnswerThreads, CloseThread
from specs.comments import Comment, Reply
from specs.days import later
from specs.deputies import NameDeputy
from specs.interests import DeclareInterest
from specs.library.teaching import CAST, clause_called, reworded
from specs.proposals import Propose
from specs.rounds import PlanOpening, SignOpening, fingerprint
from specs.signatures import SignDecision
from specs.signatures import fingerprint as signature_of
from specs.tender import RoundPlan, Tender
from specs.threads import Behalf, Span


class Now(NamedTuple):
    """What a step is asked of: the tender as it stands, the member id of each of the cast, the day in London."""

    tender: Tender
    members: Mapping[str, str]
    today: str


Step = tuple[str, Callable[[Now], Any]]  # who asks, and for what


def thread(number: int) -> str:
    """The id of a thread of the story."""
    return "t" + hashlib.sha256(f"teaching {number}".encode()).hexdigest()[:10]


def _deputy(who: str, deputy: str) -> Step:
    return who, lambda now: NameDeputy(now.members[deputy])


def _plan(now: Now) -> PlanOpening:
    plan = RoundPlan(
        now.today,
        later(now.today, 21),
        10,
        later(now.today, 75),
        "Everything that is not marked as fixed: what the support worker does, when, and with whom; how people complain and decide.",
        "Every comment is answered. Then the two chairs decide together, clause by clause, and the group sees what became of each comment.",
    )
    return PlanOpening(plan, now.today)


def _signed(now: Now) -> SignOpening:
    return SignOpening(fingerprint(now.tender), now.today)


def _said(number: int, who: str, title: str, words: str, text: str, kind: str = "comment", **more: Any) -> Step:
    """A comment on these words of a clause; on the whole of it, where there are none."""

    def asked(now: Now) -> Comment:
        clause = clause_called(now.tender, title)
        spans = []
        if words:
            p = next(each for each in clause.body if words in each.text)
            spans = [Span(p.id, p.text.index(words), p.text.index(words) + len(words))]
        behalf = more.get("behalf")
        return Comment(
            thread(number),
            clause.id,
            clause.version,
            kind,
            text,
            tuple(spans),
            behalf=Behalf(behalf[0], now.today, behalf[1]) if behalf else None,
            credited=now.members[more["credited"]] if "credited" in more else "",
            protected=who == "quiet",
            today=now.today,
        )

    return who, asked


def _replied(who: str, number: int, text: str) -> Step:
    return who, lambda now: Reply(thread(number), text, protected=who == "quiet", today=now.today)


def _agreed(who: str, number: int) -> Step:
    return who, lambda now: Agree(thread(number), protected=who == "quiet", today=now.today)


def _answered(who: str, number: int, outcome: str, text: str, days: int = 0, **more: Any) -> Step:
    def asked(now: Now) -> AnswerThreads:
        by_date = later(now.today, days) if days else ""
        return AnswerThreads((thread(number),), outcome, text, by_date=by_date, today=now.today, **more)

    return who, asked


def _closed(who: str, number: int, how: str, text: str = "") -> Step:
    return who, lambda now: CloseThread(thread(number), how, text, today=now.today)


def _suggested(number: int, who: str, title: str, before: str, after: str, reason: str) -> Step:
    """Other words suggested for some of a clause."""

    def asked(now: Now) -> Propose:
        wanted = reworded(title, before, after, reason)(now.tender)
        return Propose(thread(number), "wording", wanted.clause, wanted.base, reason, wanted.wording, today=now.today)

    return who, asked


def _accepted(who: str, number: int, reason: str) -> Step:
    """A chair signs that the whole of a suggestion is taken."""

    def asked(now: Now) -> SignDecision:
        proposal = now.tender.proposals[thread(number)]
        seen = signature_of(now.tender, proposal, "accept", proposal.numbers)
        return SignDecision(proposal.id, "accept", proposal.numbers, seen, reason, today=now.today)

    return who, asked


OPENING: tuple[Step, ...] = (
    _deputy("commissioner", "official"),
    _deputy("co_chair", "member"),
    _deputy("facilitator", "third"),
    ("commissioner", _plan),
    ("commissioner", _signed),
    ("co_chair", _signed),
    *((who, lambda now: DeclareInterest(False)) for who in CAST),
)

TALK: tuple[Step, ...] = (
    _said(
        1,
        "member",
        "The weeks after",
        "agreed by telephone the day before",
        "I could not use the telephone after my stroke. Please let people choose how they are told.",
    ),
    _agreed("third", 1),
    _suggested(
        9,
        "commissioner",
        "The weeks after",
        "agreed by telephone the day before",
        "agreed the day before, in the way the person has chosen",
        "Someone in the group could not use the telephone after a stroke, and is not alone with that.",
    ),
    _accepted("commissioner", 9, "People should be told in a way that reaches them."),
    _accepted("co_chair", 9, "Nobody should miss a visit because of how they were told of it."),
    _answered("commissioner", 1, "yes", "You are right. The person chooses how they are told, and we have written it in.", changed=True),
    _closed("member", 1, "satisfied"),
    _said(2, "third", "Pay", "", "Why can this not be more than the living wage? Good people leave.", "why"),
    _answered(
        "official",
        2,
        "no",
        "The council has a set sum for three years. More pay for each hour would mean fewer hours of support.",
        alternative="We will ask each bidder how they keep good staff, and the group will judge the answers.",
    ),
    _closed("third", 2, "not agreed", "Fewer visits by people who stay would be better than many by people who leave."),
    _said(
        3,
        "quiet",
        "The day itself",
        "a telephone within reach of the bed",
        "When I came home the telephone was in the hall. I lay on the floor for a day. Please keep this, whatever else goes.",
    ),
    _said(
        4,
        "facilitator",
        "Who can ask for it",
        "",
        "Neighbours should be able to ask for it too: they are often the first to notice.",
        behalf=("meeting", "the public meeting at Westbrook library"),
    ),
    _said(
        5,
        "facilitator",
        "The first visit",
        "write down together what matters most",
        "Not everybody can write. Could it be recorded instead?",
        behalf=("phone", ""),
        credited="member",
    ),
    _replied("co_chair", 5, "My mother would have liked that too."),
    _said(6, "co_chair", "Answers", "fifteen working days", "Three weeks is a long time when you are afraid. Ten days would be fair."),
    _agreed("member", 6),
    _answered("commissioner", 6, "ideas", "We first have to see how many comments there are.", owner="Ruth Adeyemi", days=60),
    _said(7, "member", "Staff", "", "", "agree"),
    _said(8, "third", "Staff", "same support worker comes each time", "Please say what happens when that person leaves for good."),
)
