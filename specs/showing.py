"""A suggestion as it is read: the words it stands against, those that would come of it, and its numbered changes between just these two."""

from collections.abc import Collection
from typing import NamedTuple

from specs.applying import applied
from specs.comparing import Comparison, compare, sentence
from specs.decisions import standing_base
from specs.labels import name_of, title_of
from specs.offered import base_wording
from specs.proposed import WORDED, Arrangement, Counter, Offer, Proposal
from specs.tender import Clause, Tender
from specs.typed import named
from specs.wording import Wording
from specs.words import Change


class Shown(NamedTuple):
    """What a suggestion would change: before, after, the changes between them, and each number with its sentences."""

    before: Wording
    after: Wording
    comparison: Comparison
    changes: list[tuple[int, list[str]]]


def shown(tender: Tender, proposal: Proposal, numbers: Collection[int] | None = None) -> Shown:
    """A suggestion for words, on the version it stands against; with ``numbers`` as if only these changes were taken."""
    before = standing_base(tender, proposal)
    kept = [change for change in proposal.changes if numbers is None or change.number in numbers]
    return _shown(before, proposal.offer.wording, kept)


def first_sentences(tender: Tender, proposal: Proposal, most: int) -> list[str]:
    """The first changes of a suggestion in sentences, without comparing anything: for lists."""
    old = {p.id: p for p in standing_base(tender, proposal)}
    source = {p.id: p for p in proposal.offer.wording}
    made = sorted(proposal.changes, key=lambda each: each.number)[:most]
    return [
        sentence(each, old, {each.paragraph: source[name]} if (name := each.source or each.paragraph) in source else {}) for each in made
    ]


def shown_counter(tender: Tender, proposal: Proposal, counter: Counter) -> Shown:
    """The words that were offered instead, on the version they were written against."""
    return shown_offer(tender.clauses[proposal.clause], proposal.kind, counter.offer)


def shown_offer(clause: Clause, kind: str, offer: Offer) -> Shown:
    """Offered words as they were written."""
    return _shown(base_wording(clause, kind, offer.base), offer.wording, list(offer.changes))


def _shown(before: Wording, source: Wording, made: list[Change]) -> Shown:
    after = applied(before, source, made)
    between = _between(before, after, made)
    old, new = {p.id: p for p in before}, {p.id: p for p in after}
    by_number: dict[int, list[str]] = {}
    for change in between:
        by_number.setdefault(change.number, []).append(sentence(change, old, new))
    return Shown(before, after, compare(before, after, between), sorted(by_number.items()))


def _between(before: Wording, after: Wording, made: list[Change]) -> list[Change]:
    """The changes with their new words found in ``after``, in reading order."""
    order = {p.id: place for place, p in enumerate(before)} | {p.id: place for place, p in enumerate(after)}
    shift: dict[str, int] = {}
    found: list[Change] = []
    for change in sorted(made, key=lambda each: (each.paragraph, each.start, each.end)):
        if change.kind == "words":
            moved = shift.get(change.paragraph, 0)
            size = change.to_end - change.to_start
            start = change.start + moved
            found.append(change._replace(to_start=start, to_end=start + size, source=""))
            shift[change.paragraph] = moved + size - (change.end - change.start)
        else:
            found.append(change)
    return sorted(found, key=lambda each: (order.get(each.paragraph, -1), each.start, each.number))


def would_change(tender: Tender, proposal: Proposal) -> list[str]:
    """What a suggestion’s author wrote would change, in sentences; nothing where its words were taken back, or it has none."""
    if proposal.kind not in WORDED or proposal.offer.texts is None:
        return []
    return [
        sentence
        for _, sentences in shown_offer(tender.clauses[proposal.clause], proposal.kind, proposal.offer).changes
        for sentence in sentences
    ]


def in_words(tender: Tender, clause: Clause, kind: str, asked: Arrangement) -> str:
    """Another order in a sentence."""
    called = name_of(tender, clause.id)
    if kind == "split":
        first = next((p.text for p in clause.wording if p.id == asked.at), "")
        heading = f", under the heading “{named(asked.heading)}”" if asked.heading else ""
        return f"From “{named(title_start(first))}” on, {called} would become a clause of its own{heading}."
    if kind == "merge":
        return f"The words of {name_of(tender, asked.follows)} would become part of {called}." if asked.follows in tender.clauses else ""
    if kind == "move":
        after = f"after {name_of(tender, asked.after)}" if asked.after in tender.clauses else "to the beginning"
        return f"The clause “{title_of(clause)}” would move {after}."
    if kind == "new":
        return f"It would stand {'after' if asked.after else 'before'} {called}."
    return f"All of {called} would be left out of the tender." if kind == "removal" else ""


def title_start(text: str) -> str:
    """The first words of a paragraph."""
    flat = " ".join(text.split())
    return flat if len(flat) <= 60 else flat[:59].rsplit(" ", 1)[0] + "…"
