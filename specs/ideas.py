"""The ideas box: what cannot be done now comes back on its day, and whoever had the idea is told each time."""

import re
from dataclasses import dataclass, field
from typing import Any

from specs.circles import reached
from specs.days import said
from specs.events import words
from specs.labels import name_of
from specs.refusals import GONE, Refused
from specs.rounds import insist_on_round
from specs.seats import insist, may, may_see
from specs.tender import Idea, Member, Stamp, Tender, standing
from specs.typed import is_date, one_line, optional, prose

STAGES = {
    "received": "Received",
    "in the box": "In the box",
    "looked at again": "Looked at again",
    "taken up": "Taken up",
    "let go": "Let go",
}
ENDED = ("taken up", "let go")


@dataclass(frozen=True, slots=True)
class PutIdea:
    """Put something into the ideas box, beside a clause. ``idea`` is an id that nobody can guess the order of."""

    idea: str
    clause: str
    text: str
    protected: bool = field(default=False, repr=False)
    today: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class KeepIdea:
    """Keep it in the box: who looks at it again, and on which day. ``text`` says what was found, where it was looked at again."""

    idea: str
    owner: str
    return_on: str
    text: str = ""
    today: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class EndIdea:
    """It is taken up, or let go; with the reason."""

    idea: str
    how: str
    text: str
    today: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class IdeaReceived:
    idea: str
    clause: str
    on: str
    by: str
    protected: bool
    text: str | None = words()


@dataclass(frozen=True, slots=True)
class IdeaKept:
    idea: str
    on: str
    return_on: str
    again: bool
    owner: str | None = words()
    text: str | None = words()


@dataclass(frozen=True, slots=True)
class IdeaEnded:
    idea: str
    on: str
    how: str
    text: str | None = words()


def put(tender: Tender, asked: PutIdea, by: Member) -> list[Any]:
    insist(by, "add ideas")
    insist_on_round(tender, asked.today)
    if not re.fullmatch("t[0-9a-f]{10}", asked.idea) or asked.idea in tender.ideas or asked.idea in tender.threads:
        raise Refused("This form was sent before. Please open the page again; your words are kept in the box.")
    clause = standing(tender, asked.clause)
    if not may_see(by, tender.parts[clause.part]):
        raise Refused(GONE)
    text = prose(asked.text, "Your idea", "text", 5_000)
    return [IdeaReceived(asked.idea, clause.id, asked.today, by.id, asked.protected, text)]


def keep(tender: Tender, asked: KeepIdea, by: Member) -> list[Any]:
    insist(by, "keep ideas")
    idea = idea_of(tender, asked.idea, by, asked.today)
    if idea.stage in ENDED:
        raise Refused("This was taken up, or let go, already.")
    owner = one_line(asked.owner, "Who looks at it again", "owner", 150)
    if not is_date(asked.return_on) or asked.return_on <= asked.today:
        raise Refused("Please give the day on which it comes back; it has to lie ahead.", "return_on")
    again = idea.stage != "received"
    text = (prose if again else optional)(asked.text, "What you found", "text", 2_000)
    return [IdeaKept(idea.id, asked.today, asked.return_on, again, owner, text)]


def end(tender: Tender, asked: EndIdea, by: Member) -> list[Any]:
    insist(by, "keep ideas")
    idea = idea_of(tender, asked.idea, by, asked.today)
    if idea.stage in ENDED:
        raise Refused("This was taken up, or let go, already.")
    if asked.how not in ENDED:
        raise Refused("Please choose whether it is taken up or let go.", "how")
    return [IdeaEnded(idea.id, asked.today, asked.how, prose(asked.text, "The reason", "text", 2_000))]


def may_see_idea(tender: Tender, by: Member, idea: Idea, today: str) -> bool:
    """Whether an idea is there for somebody today. What came from a thread has reached the officials who put it into the box."""
    part = tender.parts[tender.clauses[idea.clause].part]
    return not part.retired and may_see(by, part) and reached(by, idea.on, idea.protected and not idea.of, today)


def ideas_seen(tender: Tender, by: Member, today: str) -> list[Idea]:
    """The ideas that are there for somebody: those that come back soonest first, those that ended last."""
    found = [idea for idea in tender.ideas.values() if may_see_idea(tender, by, idea, today)]
    return sorted(found, key=lambda idea: (idea.stage in ENDED, idea.return_on, idea.on, idea.id))


def idea_of(tender: Tender, name: str, by: Member, today: str) -> Idea:
    """An idea that is there for somebody. Raises ``Refused``."""
    found = tender.ideas.get(name)
    if found is None or not may_see_idea(tender, by, found, today):
        raise Refused(GONE)
    return found


def came_back(tender: Tender, by: Member, today: str) -> list[Idea]:
    """The ideas that wait for somebody who decides about them: new ones, and those whose day has come."""
    if not may(by, "keep ideas"):
        return []
    return [idea for idea in ideas_seen(tender, by, today) if idea.stage == "received" or is_back(idea, today)]


def is_back(idea: Idea, today: str) -> bool:
    """Whether its day has come."""
    return idea.stage not in ENDED and bool(idea.return_on) and idea.return_on <= today


def into_the_box(tender: Tender, name: str, clause: str, by: str, text: str, owner: str, return_on: str, on: str, protected: bool) -> None:
    """What was said or suggested goes into the box, as an answer or a decision had it: ``name`` is its thread."""
    before = tender.ideas.get(name)  # it was there before, and is put there again: what its author was told stays
    told = [*(before.told if before else ()), (on, "in the box", "")]
    tender.ideas[name] = Idea(name, clause, by, text, "in the box", owner, return_on, name, protected, on, told)


def received(tender: Tender, event: IdeaReceived, stamp: Stamp) -> None:
    tender.ideas[event.idea] = Idea(
        event.idea,
        event.clause,
        event.by,
        event.text or "",
        "received",
        protected=event.protected,
        on=event.on,
        told=[(event.on, "received", "")],
        seq=stamp.seq,
    )


def kept(tender: Tender, event: IdeaKept, stamp: Stamp) -> None:
    idea = tender.ideas[event.idea]
    idea.stage = "looked at again" if event.again else "in the box"
    idea.owner, idea.return_on = event.owner or "", event.return_on
    idea.told.append((event.on, idea.stage, event.text or ""))


def ended(tender: Tender, event: IdeaEnded, stamp: Stamp) -> None:
    idea = tender.ideas[event.idea]
    idea.stage = event.how
    idea.told.append((event.on, event.how, event.text or ""))


def _about(tender: Tender, name: str) -> str:
    return name_of(tender, tender.ideas[name].clause)


DECIDE = {PutIdea: put, KeepIdea: keep, EndIdea: end}
APPLY = {IdeaReceived: received, IdeaKept: kept, IdeaEnded: ended}
SAY = {
    IdeaReceived: lambda tender, event: f"put an idea about {name_of(tender, event.clause)} into the ideas box",
    IdeaKept: lambda tender, event: (
        f"{'looked again at' if event.again else 'kept'} an idea about {_about(tender, event.idea)}, back on {said(event.return_on)}"
    ),
    IdeaEnded: lambda tender, event: f"{'took up' if event.how == 'taken up' else 'let go'} an idea about {_about(tender, event.idea)}",
}
