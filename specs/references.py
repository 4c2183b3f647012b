"""References from one clause to another that people typed, and which of them no longer point right."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from specs.labels import label_of, name_of
from specs.tender import Part, Tender

_NUMBER = re.compile(r"(\d+(?:\.\d+)*|[A-Z])\W*$")


class BrokenReference(NamedTuple):
    """Words in ``clause`` that name the clause ``target`` by a number it does not have (any more)."""

    clause: str
    words: str
    target: str
    sentence: str


def broken(tender: Tender, part: Part) -> Iterator[BrokenReference]:
    """The typed references of a part that lead astray, in reading order; references made by Word's fields renew themselves."""
    for clause in tender.reading_order(part.id):
        for p in clause.wording:
            fields = {(mark.start, mark.end) for mark in p.marks if mark.name.startswith("object:")}
            for mark in p.marks:
                if not mark.name.startswith("ref:") or (mark.start, mark.end) in fields:
                    continue
                target = tender.clauses.get(mark.name.removeprefix("ref:"))
                written = _NUMBER.search(p.text[mark.start : mark.end])
                if target is None or written is None:
                    continue
                words = p.text[mark.start : mark.end]
                if target.retired:
                    sentence = f"“{words}” in {name_of(tender, clause.id)} names a clause that was retired."
                elif _number(label_of(tender, target)).casefold() != written[1].casefold():
                    sentence = f"“{words}” in {name_of(tender, clause.id)} meant {name_of(tender, target.id)}."
                else:
                    continue
                yield BrokenReference(clause.id, words, target.id, sentence)


def _number(label: str) -> str:
    """The last number of a label: “3.2” of “Clause 3.2.”."""
    return label.rstrip(".) ").rsplit(" ", 1)[-1]
