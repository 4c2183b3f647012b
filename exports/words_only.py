"""Tracked changes where only words changed: the same paragraphs stand in the same order in both editions.

Then the file is written once, as it was, and only the paragraphs that say something else are brought to what they say now. What comes of it
is the same, to the byte, as where two editions are laid beside each other (``exports.redline``), which takes several times as long.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from copy import deepcopy

from lxml import etree

from exports.basis import Basis
from exports.marking import ABOUT, take_properties
from exports.redline import Told
from exports.side_by_side import once
from exports.weaving import Weaver
from exports.word_out import Writer
from specs.tender import Part, Tender
from specs.wording import Paragraph, Wording


def may_be(earlier: Tender, later: Tender, part: Part, basis: Basis) -> bool:
    """Whether the same clauses and paragraphs stand in the same order in both editions, and look the same."""
    if basis.adopted or part.id not in earlier.parts:
        return False
    one, two = list(earlier.reading_order(part.id)), list(later.reading_order(part.id))
    if [clause.id for clause in one] != [clause.id for clause in two]:
        return False
    return all(was.wording is now.wording or _same(was.wording, now.wording) for was, now in zip(one, two, strict=True))


def _same(was: Wording, now: Wording) -> bool:
    return len(was) == len(now) and all(_form(a) == _form(b) for a, b in zip(was, now, strict=True))


def _form(p: Paragraph) -> tuple[object, ...]:
    return p.id, p.kind, p.level, p.label, p.typed, p.series, p.place


def changed_words(was: Writer, clauses: Iterable[tuple[str, Wording]]) -> list[tuple[Paragraph, Paragraph]] | None:
    """The paragraphs that say something else in the later edition, as both have them; None where one does not stand in the file by itself.

    ``was`` has not been written yet.
    """
    now = (p for _, wording in clauses for p in wording)
    changed = [(before, after) for before, after in zip(was.now, now, strict=True) if before.text != after.text]
    if any(before.kind == "block" or before.id not in was.was for before, _ in changed):
        return None
    of = was.placing.of
    standing = Counter(e for p in was.was.values() for e in of(p))  # a box beside words stands in their paragraph
    alone = all(len(found := of(before)) == 1 and standing[found[0]] == 1 for before, _ in changed)
    return changed if alone else None


def as_they_will_be(was: Writer, changed: Iterable[tuple[Paragraph, Paragraph]]) -> dict[str, etree._Element]:
    """Each of these paragraphs of a body that is not written yet, apart, with the words of the later edition."""
    made: dict[str, etree._Element] = {}
    for _, after in changed:
        (element,) = was.placing.of(after)
        made[after.id] = apart = deepcopy(element)
        apart.tail = None
        before = was.was[after.id]
        if before.text != after.text:
            was.reword(apart, before, after)
    return made


def woven(
    weaver: Weaver,
    was: Writer,
    changed: Iterable[tuple[Paragraph, Paragraph]],
    then: Mapping[str, etree._Element],
    told: Mapping[str, Told],
) -> None:
    """Marks what changed in a body that has been written as it was."""
    for before, after in changed:
        element, each = was.placing.standing[before.id], told[before.id]
        weaver.weave(element, then[after.id], each.record, each.stretches, each.hand)
        take_properties(element, then[after.id].find(ABOUT), each.hand)
    once(was.body)
