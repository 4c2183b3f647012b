"""The body of a later file with what an earlier one says otherwise marked in it: two editions of a tender with different base documents.

What is in both looks as it does in the later file, and only words that differ are marked.
"""

from collections.abc import Iterator
from copy import deepcopy

from lxml import etree

from exports.equations import EQUATION, marked
from exports.marking import DEL, INS, Hand
from exports.ooxml import MC, PROPERTIES, W, visible
from exports.pairing import Pairing
from exports.redline import Redline
from exports.revisions import BETWEEN
from exports.side_by_side import KEY, PARAGRAPH, TABLE, Entry
from exports.weaving import Stretch

BOX = f"{W}txbxContent"
LINKS = tuple(f"{W}{name}" for name in ("hyperlink", "fldSimple", "smartTag"))


class Across(Redline):
    """As ``Redline``; a paragraph that is in both is the later file's, with what went put in, and not the other way round."""

    def redlined(self, was: etree._Element, now: etree._Element) -> None:
        """As there. Where no paragraph follows one that goes, its links go from around its words: an empty one would keep it there."""
        super().redlined(was, now)
        for end in list(was.iter(INS, DEL)):
            look = end.getparent()
            p = look.getparent().getparent() if look is not None and look.tag == PROPERTIES else None  # type: ignore[union-attr]
            if p is None or p.tag != PARAGRAPH or next((e.tag for e in p.itersiblings() if e.tag not in BETWEEN), "") == PARAGRAPH:
                continue
            for link in list(p.iter(*LINKS)):
                around = link.getparent()
                assert around is not None
                place = around.index(link)
                around[place : place + 1] = list(link)

    def _seams(self, entries: list[Entry]) -> list[Entry]:
        """Tables that came stand before paragraphs that went, where a paragraph follows: these are then one with that."""
        made: list[Entry] = []
        found = super()._seams(entries)
        at = 0
        while at < len(found):
            until = at
            while until < len(found) and found[until].state in ("gone", "came"):
                until += 1
            run = found[at:until]
            first = next((k for k, entry in enumerate(run) if entry.state == "came"), len(run))
            last = first
            while last < len(run) and run[last].state == "came" and run[last].element.tag == TABLE:
                last += 1
            follows = found[at + last].element.tag == PARAGRAPH if at + last < len(found) else False
            if first < last and first and run[first - 1].element.tag == PARAGRAPH and follows:
                run = [*run[first:last], *run[:first], *run[last:]]
            made += run
            made += found[until : until + 1]
            at = until + 1
        return made

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
        boxes = {**self._boxes(before, now), **self._equations(before, now, told.hand)}
        made = deepcopy(now)
        marked = [Stretch(s.text, s.out, s.into) for s in told.stretches] if told.stretches is not None else None
        record = "".join(s.text for s in marked or () if s.into is None)
        self.weaver.weave(made, before, record, marked, told.hand, back=True)
        for box in list(made.iter(BOX, EQUATION)):
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

    def _equations(self, was: etree._Element, now: etree._Element, hand: Hand) -> dict[str, etree._Element]:
        """In the same way, the equations that are built alike in both files."""
        one, two = ([e for e in p.iter(EQUATION) if _own(e, p)] for p in (was, now))
        made: dict[str, etree._Element] = {}
        for before, after in zip(one, two, strict=False) if len(one) == len(two) else ():
            inside = marked(before, after, hand) if visible(before) != visible(after) else None
            if inside is not None:
                self._inside += 1
                name = f"equation{self._inside}"
                after.set(KEY, name)
                before[:] = [deepcopy(e) for e in after]
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
