"""Whose words the tender is: for each word of a clause the act that brought it, so who wrote it, and the decision that took it in.

They are called whose words, never influence: a word that somebody else wrote may be there because one spoke.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from specs.members import WITH_LIVED_EXPERIENCE
from specs.proposed import Proposal
from specs.provenance import Provenance
from specs.spans import carry_span
from specs.tender import Clause, Member, Part, Tender, Version
from specs.wording import Wording
from specs.words import WORD, Change, edits

FEWEST = 5  # people of a side, for its share to be told
SIDES = {
    "document": "The document as it came",
    "officials": "Officials",
    "lived": "People with lived experience",
    "together": "Written together",
}


class Act(NamedTuple):
    """What brought a word: the entry, the suggestion it was taken from (empty: none) and the member who wrote it (empty: nobody named)."""

    seq: int
    proposal: str
    member: str
    side: str


class Run(NamedTuple):
    """Words of a paragraph, from one character to another, and the act that brought them."""

    start: int
    end: int
    act: Act


@dataclass
class Whose:
    """Whose words the clauses of a part are, as far as they were told; by paragraph."""

    told: Provenance = field(default_factory=Provenance)

    def runs(self, paragraph: str) -> list[Run]:
        """Whose the words of a paragraph are, in order."""
        return [Run(start, end, act) for start, end, act in self.told.runs(paragraph) if isinstance(act, Act)]


def side_of(tender: Tender, member: str) -> str:
    """The side somebody writes for: one of ``SIDES``. What nobody named said was written down for people who use the service."""
    seat = tender.seated.get(member, "")
    if not member or seat in WITH_LIVED_EXPERIENCE:
        return "lived"
    return "together" if seat == "facilitator" else "officials"


def side_of_author(tender: Tender, proposal: Proposal) -> str:
    """The side a suggestion was written for. What came in a Word file from somebody who is not named is counted with the officials’:

    it is never told as the words of people who use the service, unless it was said that they are one of them.
    """
    return "officials" if not proposal.by and tender.threads[proposal.id].first.file else side_of(tender, proposal.by)


def has_changed(tender: Tender, by: Member, today: str) -> bool:
    """Whether words of suggestions stand in the tender: before, there is nothing to tell apart."""
    return any(each.decision is not None and each.decision.changed_the_tender for each in tender.proposals.values())


def told(tender: Tender, part: Part, made: Whose, upto: int | None = None) -> Iterator[None]:
    """Tells ``made`` whose words a part is (as of entry ``upto``), a version at each step: it is whole after the last."""
    decisions = decided_at(tender)
    for clause, version, before in in_order(tender, part):
        if upto is not None and version.stamp.seq > upto:
            break
        if version.erased:
            continue
        act, sources = brought(tender, part, clause, version, decisions.get((version.stamp.seq, clause.id)))
        changes = [Change(*row) for row in version.changes] if before is not None and not before.erased and version.changes else None
        made.told.tell(version.wording, act, sources, changes)
        yield


def whose(tender: Tender, part: Part, upto: int | None = None) -> Whose:
    """The same at once."""
    made = Whose()
    for _ in told(tender, part, made, upto):
        pass
    return made


def decided_at(tender: Tender) -> dict[tuple[int, str], Proposal]:
    """The suggestion that was taken by an entry, by the entry's number and the clause it changed."""
    found = {}
    for each in tender.proposals.values():
        if each.decision is not None and each.decision.outcome in ("accepted", "in part"):
            found[each.decision.stamp.seq, each.decision.made] = each
    return found


def in_order(tender: Tender, part: Part) -> list[tuple[Clause, Version, Version | None]]:
    """Every version of every clause of a part, in the order in which they were made, each with the one before it."""
    order = {name: place for place, name in enumerate(part.order)}
    found = []
    for name in part.order:
        clause = tender.clauses[name]
        for place, version in enumerate(clause.versions):
            found.append((clause, version, clause.versions[place - 1] if place else None))
    return sorted(found, key=lambda each: (each[1].stamp.seq, order[each[0].id]))


def brought(
    tender: Tender, part: Part, clause: Clause, version: Version, proposal: Proposal | None
) -> tuple[Act, list[tuple[str, int, int, Act]]]:
    """The act that made a version, and the words of it that others wrote."""
    seq = version.stamp.seq
    if version.number == 1 and clause.id in part.start:
        return Act(seq, "", "", "document"), []
    if proposal is None:
        return Act(seq, "", version.stamp.by, side_of(tender, version.stamp.by)), []
    own = "together" if proposal.merges else side_of_author(tender, proposal)
    act = Act(seq, proposal.id, proposal.by, own)
    return act, [(name, start, end, each) for name, start, end, each in _written_by(tender, proposal, seq, version.wording)]


def _written_by(tender: Tender, proposal: Proposal, seq: int, wording: Wording) -> Iterator[tuple[str, int, int, Act]]:
    """Words of the decided wording that others than the suggestion’s author wrote: those of a joint one’s parts, or offered instead."""
    offered = {p.id: p.text for p in proposal.offer.wording}
    now = {p.id: p.text for p in wording}
    for name, start, end, act in (*_of_parts(tender, proposal, seq), *_of_offers(tender, proposal, seq)):
        if name in now and name in offered:
            span = _carried(offered[name], now[name], start, end)
            if span:
                yield name, *span, act


def _carried(was: str, now: str, start: int, end: int) -> tuple[int, int] | None:
    return carry_span(start, end, edits(was, now))


def _of_parts(tender: Tender, proposal: Proposal, seq: int) -> Iterator[tuple[str, int, int, Act]]:
    for name, start, end, part in proposal.sources:
        suggested = tender.proposals[part]
        yield name, start, end, Act(seq, part, suggested.by, side_of_author(tender, suggested))


def _of_offers(tender: Tender, proposal: Proposal, seq: int) -> Iterator[tuple[str, int, int, Act]]:
    """Who wrote which words of the offer that was taken, where several people had a hand in it."""
    writers = list(dict.fromkeys(offer.by for offer in proposal.offers))
    if len(writers) < 2 or any(offer.texts is None for offer in proposal.offers):
        return
    told_offers = Provenance()
    for offer in proposal.offers:
        told_offers.tell(offer.wording, offer.by)
    for p in proposal.offer.wording:
        for start, end, by in told_offers.runs(p.id):
            if by != proposal.by and isinstance(by, str):
                yield p.id, start, end, Act(seq, proposal.id, by, side_of(tender, by))


def counted(made: Whose, wording: Wording) -> dict[str, int]:
    """How many words of a wording are of each side."""
    counts = dict.fromkeys(SIDES, 0)
    for p in wording:
        for run in made.runs(p.id):
            counts[run.act.side] += sum(1 for word in WORD.findall(p.text[run.start : run.end]) if word[0].isalnum())
    return counts


def told_apart(tender: Tender) -> tuple[str, ...]:
    """The sides whose share can be told: enough people are of it that it says nothing of one of them. The others are told as one."""
    people: dict[str, int] = {}
    for member in tender.seated:
        people[side_of(tender, member)] = people.get(side_of(tender, member), 0) + 1
    enough = [side for side in ("officials", "lived") if people.get(side, 0) >= FEWEST]
    return ("document", *(enough if len(enough) == 2 else ()))  # with one of them alone the other could be worked out
