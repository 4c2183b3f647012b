"""Which paragraph, row, table and control of one file is which of another: by the record's paragraphs, and between these by their words.

Both get the same key, by which the two bodies are laid beside each other (``exports.side_by_side``).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from lxml import etree

from exports.aligning import LARGEST_TABLE, LIKE, Bags, in_turn, likeness, likest, same
from exports.marking import ABOUT
from exports.ooxml import W, visible
from exports.side_by_side import CONTROL, KEY, PARAGRAPH, ROW, TABLE, content
from specs.words import rising

CELL, INSIDE, SECTION = f"{W}tc", f"{W}sdtContent", f"{W}sectPr"
SHORT = 60  # signs up to which what is alike may be told by signs, not words
# What says how a table, a row, a cell or a control looks: the later file's, in both editions.
_LOOKS = tuple(f"{W}{name}" for name in "tblPr tblGrid tblPrEx trPr tcPr sdtPr sdtEndPr".split())


@dataclass
class Pairing:
    """``known`` are the paragraphs of the earlier file by those of the later, as the record has them; what is found beside is ``found``.

    What is in both gets the look that it has in the later file.
    """

    known: Mapping[etree._Element, etree._Element]
    found: set[str] = field(default_factory=set)
    made: int = 0

    def pair(self, was: etree._Element, now: etree._Element) -> None:
        """Two bodies, cells, tables, controls or boxes: everything in them gets its key."""
        one, two = content(was), content(now)
        pairs = self._anchored(one, two)
        pairs += self._between(one, two, pairs)
        there: dict[int, int] = dict(pairs)
        for e in two:
            self._name(e, "b")
        for i, e in enumerate(one):
            if i not in there:
                self._name(e, "a")
                self._alone(e)
        for i, j in pairs:
            self._same(one[i], two[j])
        for j in set(range(len(two))) - set(there.values()):
            self._alone(two[j])

    def _same(self, was: etree._Element, now: etree._Element) -> None:
        was.set(KEY, now.get(KEY, ""))
        if was.tag == PARAGRAPH:
            take_about(was, now)
            if self.known.get(now) is not was:
                self.found.add(now.get(KEY, ""))
        elif was.tag == ROW:
            take_looks(was, now)
            one, two = _cells(was), _cells(now)
            alike = len(one) == len(two)
            for cell in two:
                self._name(cell, "b")
                if not alike:
                    self._alone(cell)
            for k, cell in enumerate(one):
                if alike:
                    cell.set(KEY, two[k].get(KEY, ""))
                    take_looks(cell, two[k])
                    self.pair(cell, two[k])
                else:
                    self._name(cell, "a")
                    self._alone(cell)
        elif was.tag == TABLE:
            take_looks(was, now)
            self.pair(was, now)
        elif was.tag == CONTROL:
            take_looks(was, now)
            inside, inside_now = was.find(INSIDE), now.find(INSIDE)
            if inside is not None and inside_now is not None:
                self.pair(inside, inside_now)

    def _name(self, e: etree._Element, side: str) -> None:
        """A key of its own for what is in one file alone, so far. What is neither paragraph nor table is known by what it says."""
        if e.tag in (PARAGRAPH, TABLE, ROW, CELL, CONTROL):
            self.made += 1
            e.set(KEY, f"{side}{self.made}")

    def _alone(self, e: etree._Element) -> None:
        """What stands in something that is in one file alone."""
        side = (e.get(KEY) or "a")[0]
        for each in e.iter(PARAGRAPH, TABLE, ROW, CELL, CONTROL):
            if each is not e:
                self._name(each, side)

    def _anchored(self, one: Sequence[etree._Element], two: Sequence[etree._Element]) -> list[tuple[int, int]]:
        """By the record: a paragraph is the one that it is there; a table, row or control the one that has most of its paragraphs."""
        votes: Counter[tuple[int, int]] = Counter()
        holders: dict[etree._Element, int] = {}
        for at, e in enumerate(one):
            holders.update(dict.fromkeys(e.iter(PARAGRAPH), at))
        for to, e in enumerate(two):
            for p in e.iter(PARAGRAPH):
                was = self.known.get(p)
                found = holders.get(was) if was is not None else None
                if found is not None and one[found].tag == e.tag:
                    votes[found, to] += 1
        used: tuple[set[int], set[int]] = set(), set()
        pairs = []
        for pair, _ in sorted(votes.items(), key=lambda each: (-each[1], each[0])):
            if pair[0] not in used[0] and pair[1] not in used[1]:
                pairs.append(pair)
                used[0].add(pair[0])
                used[1].add(pair[1])
        return pairs

    def _between(
        self, one: Sequence[etree._Element], two: Sequence[etree._Element], pairs: Iterable[tuple[int, int]]
    ) -> list[tuple[int, int]]:
        """What the record does not know, between what it does: the same words first, then the likest."""
        stays = [*rising(sorted(pairs)), (len(one), len(two))]
        left, right = {i for i, _ in pairs}, {j for _, j in pairs}
        made: list[tuple[int, int]] = []
        at = to = 0
        for until, to_until in stays:
            first, second = [k for k in range(at, until) if k not in left], [k for k in range(to, to_until) if k not in right]
            if first and second:
                made += [(first[a], second[b]) for a, b in self._alike([one[k] for k in first], [two[k] for k in second])]
            at, to = until + 1, to_until + 1
        return made

    def _alike(self, one: Sequence[etree._Element], two: Sequence[etree._Element]) -> list[tuple[int, int]]:
        texts = [f"{e.tag} {visible(e)}" for e in one], [f"{e.tag} {visible(e)}" for e in two]
        pairs, gaps = same(*texts)
        bags = Bags([visible(e) for e in one]), Bags([visible(e) for e in two])

        def like(i: int, j: int) -> float:
            if one[i].tag != two[j].tag or not bags[0].texts[i].strip() or not bags[1].texts[j].strip():
                return 0.0
            words = likeness(bags[0][i], bags[1][j])
            short = max(len(bags[0].texts[i]), len(bags[1].texts[j])) <= SHORT
            return words if words >= LIKE or not short else SequenceMatcher(None, bags[0].texts[i], bags[1].texts[j], False).ratio() - 0.1

        for gap in gaps:
            if (gap.end - gap.start) * (gap.to_end - gap.to_start) > LARGEST_TABLE:
                pairs += in_turn(texts[0], texts[1], gap)
            else:
                pairs += likest(gap, like, LIKE)
        return pairs


def with_sections(
    known: Mapping[etree._Element, etree._Element], was: etree._Element, now: etree._Element
) -> dict[etree._Element, etree._Element]:
    """Where both files have as many sections, what ends one is in both: the end of a section can hardly come or go."""
    made = dict(known)
    one, two = ([e for e in body.iterchildren(PARAGRAPH) if e.find(f"{ABOUT}/{SECTION}") is not None] for body in (was, now))
    if len(one) == len(two):
        taken = set(made.values())
        made.update((after, before) for before, after in zip(one, two, strict=True) if after not in made and before not in taken)
    return made


def take_about(was: etree._Element, now: etree._Element) -> None:
    """Gives a paragraph the properties of another."""
    for e in was.findall(ABOUT):
        was.remove(e)
    about = now.find(ABOUT)
    if about is not None:
        section = about.find(SECTION)
        if section is not None:
            section.set(KEY, now.get(KEY, ""))  # sections are known by what they say: this one is this paragraph's
        was.insert(0, deepcopy(about))


def take_looks(was: etree._Element, now: etree._Element) -> None:
    """Gives a table, row, cell or control the look of another."""
    for e in [e for e in was if e.tag in _LOOKS]:
        was.remove(e)
    for k, e in enumerate([e for e in now if e.tag in _LOOKS]):
        was.insert(k, deepcopy(e))


def _cells(row: etree._Element) -> list[etree._Element]:
    """The cells of a row itself, not those of tables inside them."""
    return [cell for cell in row.iter(CELL) if next(cell.iterancestors(ROW)) is row]
