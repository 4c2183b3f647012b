"""What a person may do with a clause just now: the rules are asked, so that a page never offers what they would refuse."""

from typing import NamedTuple

from specs.arranging import MergeClauses, MoveClause, RestoreClause, RetireClause, SplitClause
from specs.clauses import AddClause, Reword
from specs.fixing import FixClauses, OpenClauses
from specs.library.reasons import REASONS
from specs.locks import LockWords
from specs.rules import allowed
from specs.summaries import WriteInShort
from specs.tender import Clause, Member, Reason, Tender
from specs.wording import Paragraph

ANY_REASON = Reason("must_meet", next(iter(REASONS)), "…", "…", "…", "2100-01-01")
ANY_WORDS = (Paragraph("+1", "para", "…"),)


class Offers(NamedTuple):
    """Whether each act on a clause would be accepted. The names are those of the pages where it is done."""

    wording: bool
    split: bool
    merger: bool
    place: bool
    new_clause: bool
    retirement: bool
    restoration: bool
    reason: bool
    opening: bool
    fixed_words: bool
    in_short: bool

    @property
    def any(self) -> bool:
        return any(self)


def offers(tender: Tender, clause: Clause, by: Member) -> Offers:
    """What the rules would accept from this person, for this clause, as it stands."""
    name = clause.id

    def may(asked: object) -> bool:
        return allowed(tender, asked, by)

    return Offers(
        wording=may(Reword(name, clause.version, (*clause.wording, *ANY_WORDS))),
        split=bool(split_places(tender, clause, by, first=True)),
        merger=may(MergeClauses(name)),
        place=may(MoveClause(name, "")) or any(may(MoveClause(name, after)) for after in _last(tender, clause)),
        new_clause=not clause.retired and may(AddClause(clause.part, name, "…", ())),
        retirement=may(RetireClause(name)),
        restoration=may(RestoreClause(name)),
        reason=may(FixClauses((name,), ANY_REASON)),
        opening=may(OpenClauses((name,))),
        fixed_words=any(may(LockWords(name, clause.version, p.id, at, at + 1, ANY_REASON)) for p in clause.body for at in _ends(p.text)),
        in_short=may(WriteInShort(name, "…")),
    )


def _ends(text: str) -> tuple[int, ...]:
    """The first and the last place of a text where a word stands: one of them is free of fixed words, or most of it is fixed already."""
    words = text.strip()
    first = text.find(words)
    return (first, first + len(words) - 1) if words else ()


def split_places(tender: Tender, clause: Clause, by: Member, first: bool = False) -> list[Paragraph]:
    """The paragraphs at which the rules would split this clause (only the first of them, where that is enough)."""
    found: list[Paragraph] = []
    for p in clause.wording:
        if allowed(tender, SplitClause(clause.id, p.id), by):
            found.append(p)
            if first:
                break
    return found


def _last(tender: Tender, clause: Clause) -> list[str]:
    order = [each.id for each in tender.reading_order(clause.part)]
    return order[-1:]
