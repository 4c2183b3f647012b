"""In the record: what was decided on suggestions and why, who does not agree, what was decided by legal power, and what was held."""

from collections.abc import Iterator

from exports.outcomes import decision_in_words, led, lines_of, offer_in_words
from exports.report_form import Block, Section, Table, Telling, Words, counted
from exports.report_talk import threads_told
from specs.days import said
from specs.decisions import DECIDED
from specs.dissents import dissents_seen
from specs.gate import EVERY_OFFICIAL
from specs.holds import holds_seen, past_holds_seen
from specs.outcomes import carried_out
from specs.posted import readable
from specs.proposed import Decision, Proposal
from specs.stands import stands_seen
from specs.tender import Hold

UNDONE = "A later decision took these words out again."


def decided(tell: Telling) -> Iterator[tuple[Proposal, Decision]]:
    """The suggestions that were decided, clause by clause, in the order of the decisions."""
    order = tell.order
    made = [(each, each.decision) for each in tell.tender.proposals.values() if each.decision is not None and _clause(each) in order]
    yield from sorted(made, key=lambda each: (order[_clause(each[0])], each[1].stamp.seq, each[0].id))


def _clause(proposal: Proposal) -> str:
    return (proposal.decision.made if proposal.decision else "") or proposal.clause


def in_numbers(tell: Telling) -> Iterator[str]:
    """How much was suggested and decided, in sentences."""
    total = len(threads_told(tell, "suggestion"))
    if not total:
        return
    outcomes = [made.outcome for _, made in decided(tell)]
    told = [f"{outcomes.count(outcome):,} {words[0].lower()}{words[1:]}" for outcome, words in DECIDED.items() if outcome in outcomes]
    yield f"{counted(total, 'suggestion was', 'suggestions were')} made{': ' + ', '.join(told) if told else ''}."
    dissents = sum(bool(_dissents(tell, made)) for _, made in decided(tell))
    if dissents:
        yield f"With {counted(dissents, 'decision', 'of the decisions')} somebody does not agree. Why stands beside it."
    power = sum(bool(made.power) for _, made in decided(tell))
    if power:
        yield f"{counted(power, 'decision was', 'decisions were')} made by legal power, without the other signature."


def decisions(tell: Telling) -> Section:
    """Every decision, under its clause, with who does not agree beside it."""
    found: dict[str, list[Section]] = {}
    for number, (proposal, made) in enumerate(decided(tell), 1):
        title = f"{DECIDED[made.outcome]} on {said(made.on)}"
        found.setdefault(_clause(proposal), []).append(Section(f"decision-{number}", title, tuple(_decision(tell, proposal, made))))
    sections = [Section(f"decided-{clause}", tell.called(clause), (), tuple(each)) for clause, each in found.items()]
    return Section("decisions", "Decisions, and who does not agree", (), tuple(sections)).or_else("Nothing was decided yet.")


def _decision(tell: Telling, proposal: Proposal, made: Decision) -> Iterator[Block]:
    thread = tell.tender.threads[proposal.id]
    author = tell.naming.author(thread.first)
    reason = readable(thread.first)
    if reason:
        lines = offer_in_words(tell.tender, proposal, proposal.offers[min(made.offer, len(proposal.offers)) - 1])
        yield Words(f"Suggested by {author}, {said(thread.first.on)}:", (*lines, *led("Because:", lines_of(reason))))
    for member, stand in stands_seen(EVERY_OFFICIAL, proposal, tell.today):
        if stand.stand == "not":
            lines = [*lines_of(stand.because), *led("What would make it acceptable:", lines_of(stand.acceptable))]
            yield Words(f"{tell.naming.of(member)} did not agree with the suggestion:", tuple(lines))
    yield Words("Decided:", tuple(decision_in_words(tell.tender, proposal)))
    if made.changed_the_tender and not (carried := carried_out(tell.tender, proposal)).standing:
        because = led("Because:", lines_of(carried.why)) if carried.undone_by else lines_of(carried.why)
        yield Words("Undone later.", (*([UNDONE] if carried.undone_by or not because else []), *because))
    for note in made.corrections:
        yield Words(f"A note on this decision, {said(note.on)}:", tuple(lines_of(note.text)))
    yield from _dissents(tell, made)


def _dissents(tell: Telling, made: Decision) -> list[Block]:
    return [
        Words(
            f"{tell.naming.of(each.stamp.by)} does not agree, {said(each.on)}:",
            (*lines_of(each.matters), *led("What would make it acceptable:", lines_of(each.acceptable))),
        )
        for each in dissents_seen(EVERY_OFFICIAL, made, tell.today)
        if not each.taken_back
    ]


def by_power(tell: Telling) -> Section:
    """What the public body decided by its legal power."""
    rows = [
        (
            (tell.called(_clause(proposal)),),
            (f"{DECIDED[made.outcome]} on {said(made.on)}.", *lines_of(made.power)),
            tuple(line for reason in made.reasons for line in lines_of(reason)) or ("",),
        )
        for proposal, made in decided(tell)
        if made.power
    ]
    table = Table("What was decided by legal power, and why", ("Clause", "What was decided, and by which power", "Why"), tuple(rows))
    return Section("power", "Decisions by legal power, without the other signature", (table,) if rows else ()).or_else(
        "There was none: the legal power of the public body was not used."
    )


def holds(tell: Telling) -> Section:
    """The clauses that were held until they were discussed, and what came of it."""
    rows = []
    for clause in tell.clauses():
        for hold in [*past_holds_seen(EVERY_OFFICIAL, clause, tell.today), *holds_seen(EVERY_OFFICIAL, clause, tell.today)]:
            asked = (*lines_of(hold.reason), f"({tell.naming.of(hold.stamp.by)}, {said(hold.on)})")
            rows.append(((tell.called(clause.id),), asked, tuple(_came_of(hold))))
    table = Table(
        "Who asked to hold a clause, and what came of it", ("Clause", "Who asked for it, and why", "What came of it"), tuple(rows)
    )
    return Section("holds", "Clauses that were held until they were discussed", (table,) if rows else ()).or_else("No clause was held.")


def _came_of(hold: Hold) -> Iterator[str]:
    if not hold.ended_on:
        yield f"It is to be discussed on {said(hold.discussed_on)}."
        return
    yield f"It ended on {said(hold.ended_on)}."
    yield from lines_of(hold.ended)
