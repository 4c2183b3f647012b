"""The body of a later file with what an earlier one says otherwise marked in it: two editions of a tender with different base documents.

What is in both looks as it does in the later file, and only words that differ are marked.
"""

from collections.abc import Iterator
from copy import deepcopy

from lxml import etree

from exports.ooxml import MC, W
from exports.pairing import Pairing
from exports.redline import Redline
from exports.side_by_side import KEY, PARAGRAPH
from exports.weaving import Stretch

BOX = f"{W}txbxContent"


class Across(Redline):
    """As ``Redline``; a paragraph that is in both is the later file's, with what went put in, and not the other way round."""

    def _both(self, was: etree._Element, now: etree._Element) -> Iterator[etree._Element]:
        if was.tag == PARAGRAPH:
            yield self._later(was, now)
        else:
            yield from super()._both(was, now)

    def _later(self, was: etree._Element, now: etree._Element) -> etree._Element:
        """The later file's paragraph with what is different in the earlier one marked."""
        told = self._of(was)
        if was.get(KEY) != now.get(KEY):  # the last of a body or a cell, where another came in its place
            told = self._replaced(told, self._of(now))
        before = deepcopy(was)
        boxes = self._boxes(before, now)
        made = deepcopy(now)
        marked = [Stretch(s.text, s.out, s.into) for s in told.stretches] if told.stretches is not None else None
        record = "".join(s.text for s in marked or () if s.into is None)
        self.weaver.weave(made, before, record, marked, told.hand, back=True)
        for box in made.iter(BOX):
            inside = boxes.get(box.get(KEY, ""))
            if inside is not None:
                box[:] = [deepcopy(e) for e in inside]
        parent = was.getparent()
        if parent is not None:
            parent.replace(was, made)
        return made

    def _boxes(self, was: etree._Element, now: etree._Element) -> dict[str, etree._Element]:
        """The boxes that a paragraph has in both files, marked inside, by the key that they get in ``now``; ``was`` gets the same."""
        one, two = _boxes(was), _boxes(now)
        made: dict[str, etree._Element] = {}
        if len(one) != len(two):
            return made
        for k, (before, after) in enumerate(zip(one, two, strict=True)):
            inside = deepcopy(before[0])
            pairing = Pairing({})
            pairing.made = self._inside
            pairing.pair(inside, after[0])
            self._inside = pairing.made
            still = self._still
            self._still = {key for e in after[0].iter("*") if (key := e.get(KEY))}
            self._children(inside, after[0])
            self._still = still
            name = f"box{self._inside} {k}"
            for box in after:
                box.set(KEY, name)
            for box in before:
                box[:] = [deepcopy(e) for e in after[0]]
            made[name] = inside
        return made

    _inside = 1 << 30  # keys of what stands in boxes: beyond those of the body


def _boxes(p: etree._Element) -> list[list[etree._Element]]:
    """The boxes of a paragraph itself, each with itself as older programs show it."""
    shown = [e for e in p.iter(BOX) if _own(e, p) and not any(True for _ in e.iterancestors(f"{MC}Fallback"))]
    older = [e for e in p.iter(BOX) if _own(e, p) and any(True for _ in e.iterancestors(f"{MC}Fallback"))]
    if len(shown) == len(older):
        return [[one, two] for one, two in zip(shown, older, strict=True)]
    return [[e] for e in shown]


def _own(e: etree._Element, p: etree._Element) -> bool:
    return next(e.iterancestors(PARAGRAPH), None) is p
