"""The plan of a round, its timetable and what is fixed, as pages show them."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from markupsafe import Markup

from server.pages.common import Seated
from server.pages.drawing import drawn, ink_for, shown
from server.pages.reasons import Why, why
from server.rendering import many
from specs.days import said
from specs.labels import labels
from specs.labels import name_of as clause_name
from specs.rounds import locks_to_be_signed, timetable
from specs.seats import parts_seen
from specs.tender import Clause, RoundPlan, Tender
from specs.wording import heading


class Step(NamedTuple):
    """A step of the timetable, with its days in words and what does not fit."""

    what: str
    when: str
    problem: str


class Plan(NamedTuple):
    """A plan as a page shows it."""

    opens: str
    closes: str
    publication: str
    reply: str
    what_is_open: list[Markup]
    afterwards: list[Markup]
    short_because: list[Markup]


class Fixed(NamedTuple):
    """A fixed clause, or fixed words inside an open one (``quote``): why (or what became of it since), and its words where asked for."""

    url: str
    name: Markup
    reason: Why | None
    since: str = ""
    words: Any = None
    quote: Markup | None = None


def plan_shown(plan: RoundPlan) -> Plan:
    """Its days and words, for ``opening/_pieces.html``."""
    reply = f"Within {many(plan.reply_days, 'day')}; where that is a weekend, by the Monday after"
    texts = (_lines(text) for text in (plan.what_is_open, plan.afterwards, plan.short_because))
    return Plan(said(plan.opens), said(plan.closes), said(plan.publication), reply, *texts)


def _lines(text: str) -> list[Markup]:
    return [shown(line) for line in text.split("\n") if line.strip()]


def steps_shown(plan: RoundPlan, today: str, since: str = "") -> list[Step]:
    """The timetable in words; without what should have been over before ``since``."""

    def when(begins: str, ends: str) -> str:
        return said(begins) if begins == ends else f"{said(begins)} to {said(ends)}"

    return [Step(step.what, when(step.begins, step.ends), step.problem) for step in timetable(plan, today) if step.ends >= since]


def fixed_shown(at: Seated, clauses: list[Clause], words: bool = False) -> Iterator[Fixed]:
    """Those of the clauses that whoever asks may see, each with its reason as it stands."""
    tender, link = at.tender, f"/tenders/{at.tender.id}/clauses/"
    parts = {part.id for part in parts_seen(tender, at.by) if part.kind == "authored"}
    known = {each.id for part in parts for each in tender.reading_order(part)} if words else set()
    numbers = labels(tender) if words else {}
    for clause in clauses:
        if clause.part in parts:
            wording = clause.wording[1:] if heading(clause.wording) else clause.wording
            text = drawn(wording, ink_for(clause, numbers, link, known)) if words else None
            since = "Retired since." if clause.retired else "" if clause.openness == "fixed" else "Open to change since."
            yield Fixed(link + clause.id, _called(tender, clause), why(clause.reason), since, text)


def locks_shown(at: Seated) -> Iterator[Fixed]:
    """The fixed words inside those open clauses that whoever asks may see."""
    parts = {part.id for part in parts_seen(at.tender, at.by)}
    for clause, lock, words in locks_to_be_signed(at.tender):
        if clause.part in parts:
            address = f"/tenders/{at.tender.id}/clauses/{clause.id}"
            yield Fixed(address, shown(clause_name(at.tender, clause.id)), why(lock.reason), quote=shown(words))


def _called(tender: Tender, clause: Clause) -> Markup:
    name = clause_name(tender, clause.id)
    return shown(name[0].upper() + name[1:])
