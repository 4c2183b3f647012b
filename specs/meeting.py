"""Two lists of changes of one base: which of them are the same, which touch the same words, which stand apart.

Everything is read off places and paragraph ids. Where it cannot be known what both sides want together, they touch.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

from specs.following import Text, followed
from specs.spans import Edit, carry_marks
from specs.threads import Span
from specs.wording import Paragraph, Wording, cut
from specs.words import Change


class Gap(NamedTuple):
    """Where one side puts paragraphs: between two paragraphs of the base that keep their places, named by their numbers in it."""

    low: int
    high: int
    what: tuple[int, ...]  # places in the side's list of changes


class Party:
    """One side: its wording, its changes, and where in the base they are."""

    def __init__(self, base: Wording, source: Wording, made: Sequence[Change]) -> None:
        self.base, self.source, self.made = base, source, made
        self.place = {p.id: k for k, p in enumerate(base)}
        self.texts = {p.id: p for p in source}
        self.words: dict[str, list[int]] = {}
        self.other: dict[tuple[str, str], int] = {}
        for k, change in enumerate(made):
            if change.kind == "words":
                self.words.setdefault(change.paragraph, []).append(k)
            else:
                self.other[change.kind, change.paragraph] = k
        for found in self.words.values():
            found.sort(key=lambda k: made[k][3:5])

    def put(self, k: int) -> Paragraph:
        """The new words of a change, with their marks."""
        change = self.made[k]
        return cut(self.texts[change.source or change.paragraph], change.to_start, change.to_end)

    def taking(self, words: Span) -> int:
        """The change that takes these words of the base out, or -1."""
        if ("removed", words.paragraph) in self.other:
            return self.other["removed", words.paragraph]
        found = self.words.get(words.paragraph, [])
        at = bisect_right(found, words.start, key=lambda k: self.made[k].start) - 1
        return found[at] if at >= 0 and words.end <= self.made[found[at]].end else -1

    def bringing(self, words: Span) -> int:
        """The change that puts these words of the new wording there, or -1."""
        if ("added", words.paragraph) in self.other:
            return self.other["added", words.paragraph]
        found = self.brought.get(words.paragraph, [])
        at = bisect_right(found, words.start, key=lambda k: self.made[k].to_start) - 1
        return found[at] if at >= 0 and words.end <= self.made[found[at]].to_end else -1

    @cached_property
    def brought(self) -> dict[str, list[int]]:
        """The changes of words by the paragraph of the new wording that they are in, in its order."""
        found: dict[str, list[int]] = {}
        for k, change in enumerate(self.made):
            if change.kind == "words":
                found.setdefault(change.source or change.paragraph, []).append(k)
        for each in found.values():
            each.sort(key=lambda k: self.made[k][5:7])
        return found

    @cached_property
    def gaps(self) -> list[Gap]:
        """Where paragraphs are put in, in the order of the base."""
        found: list[Gap] = []
        low, what = -1, []
        for p in self.source:
            if ("added", p.id) in self.other:
                what.append(self.other["added", p.id])
            elif ("moved", p.id) in self.other:
                what.append(self.other["moved", p.id])
            elif p.id in self.place:
                if what:
                    found.append(Gap(low, self.place[p.id], tuple(what)))
                low, what = self.place[p.id], []
        if what:
            found.append(Gap(low, len(self.base), tuple(what)))
        return sorted(Gap(low, high if high > low else low + 1, what) for low, high, what in found)

    @cached_property
    def emptied(self) -> list[tuple[int, int]]:
        """Places in the base that paragraphs leave, for good or for another place; with the change that says so."""
        kinds = ("removed", "moved")
        return sorted((self.place[name], k) for (kind, name), k in self.other.items() if kind in kinds and name in self.place)

    @cached_property
    def ways(self) -> tuple[Text, Text, list[int]] | None:
        """The two texts, and where each word of the base went; None where no words can have gone anywhere else."""
        puts = any(change.kind == "added" or (change.kind == "words" and change.to_end > change.to_start) for change in self.made)
        takes = any(change.kind == "removed" or (change.kind == "words" and change.end > change.start) for change in self.made)
        if not (puts and takes):
            return None
        old, new = Text(self.base), Text(self.source)
        return old, new, followed(old, new, self.made)


@dataclass
class Meeting:
    """What two sides have in common: by the places of their changes in the two lists."""

    same: dict[int, int] = field(default_factory=dict)  # of the one, with that of the other
    touching: list[tuple[int, int]] = field(default_factory=list)
    gone_with: dict[int, Span] = field(default_factory=dict)  # of the one, inside words the other put elsewhere: where
    carriers: dict[int, list[int]] = field(default_factory=dict)  # … and the changes of the other that took them there


def met(one: Party, two: Party) -> Meeting:
    """Where the changes of two sides meet; ``gone_with`` says of the first side's what the second's took along."""
    found = Meeting()
    _same(one, two, found)
    _words(one, two, found)
    _paragraphs(one, two, found)
    _places(one, two, found)
    _gone_with(one, two, found)
    return found


def _same(one: Party, two: Party, found: Meeting) -> None:
    """The changes that both made."""
    for name, mine in one.words.items():
        theirs = {two.made[j][3:5]: j for j in two.words.get(name, ())}
        for k in mine:
            j = theirs.get(one.made[k][3:5])
            if j is not None and _alike(one.put(k), two.put(j)):
                found.same[k] = j
    for (kind, name), k in one.other.items():
        j = two.other.get((kind, name), -1)
        if j >= 0 and (kind == "removed" or (kind == "form" and _look(one, name) == _look(two, name))):
            found.same[k] = j
    for gap in one.gaps:
        for other in two.gaps[_first(two.gaps, gap.low) : bisect_right(two.gaps, (gap.low, len(one.base) + 1))]:
            if other[:2] == gap[:2] and len(other.what) == len(gap.what):
                pairs = list(zip(gap.what, other.what, strict=True))
                if all(_same_paragraph(one, two, k, j) for k, j in pairs):
                    found.same.update(pairs)


def _first(gaps: list[Gap], low: int) -> int:
    return bisect_left(gaps, (low,))


def _alike(one: Paragraph, two: Paragraph) -> bool:
    return one.text == two.text and one.marks == two.marks


def _same_paragraph(one: Party, two: Party, k: int, j: int) -> bool:
    mine, theirs = one.made[k], two.made[j]
    if mine.kind == "moved" or theirs.kind == "moved":
        return mine[1:3] == theirs[1:3]
    return replace(one.texts[mine.paragraph], id="") == replace(two.texts[theirs.paragraph], id="")


def _look(side: Party, name: str) -> Paragraph:
    """How a side wants a paragraph to look, apart from its words: its marks as far as they stand on words of the base."""
    p, was = side.texts[name], side.base[side.place[name]]
    back = [Edit(c.to_start, c.to_end, c.start, c.end) for c in (side.made[k] for k in side.words.get(name, ())) if not c.source]
    return replace(p, text=was.text, marks=carry_marks(p.marks, back))


def _words(one: Party, two: Party, found: Meeting) -> None:
    """Edits of the same words, of words side by side, or at the same place."""
    for name, mine in one.words.items():
        theirs = two.words.get(name, [])
        text = one.base[one.place[name]].text if name in one.place else ""
        first = 0
        for k in mine:
            start, end = one.made[k][3:5]
            while first < len(theirs) and _apart(text, two.made[theirs[first]].end, start):
                first += 1
            for j in theirs[first:]:
                if _apart(text, end, two.made[j].start):
                    break
                if found.same.get(k) != j:
                    found.touching.append((k, j))


def _apart(text: str, end: int, start: int) -> bool:
    """Whether a word stands between two places."""
    return end < start and not text[end:start].isspace()


def _paragraphs(one: Party, two: Party, found: Meeting) -> None:
    """Paragraphs that one side took out, moved or gave another look, and the other changed too."""
    for (kind, name), k in one.other.items():
        if kind == "removed":
            found.touching += [(k, j) for j in two.words.get(name, ())]
        against = {"removed": ("form", "moved"), "moved": ("removed", "moved"), "form": ("removed", "form")}.get(kind, ())
        for other in against:
            j = two.other.get((other, name), -1)
            if j >= 0 and found.same.get(k) != j:
                found.touching.append((k, j))
    for (kind, name), j in two.other.items():
        if kind == "removed":
            found.touching += [(k, j) for k in one.words.get(name, ())]


def _places(one: Party, two: Party, found: Meeting) -> None:
    """Paragraphs put where the other side puts some too, or beside one that it took away."""
    at = 0
    for gap in one.gaps:
        while at < len(two.gaps) and two.gaps[at].high <= gap.low:
            at += 1
        for other in two.gaps[at:]:
            if other.low >= gap.high:
                break
            if found.same.get(gap.what[0]) != other.what[0]:
                found.touching += [(k, other.what[0]) for k in gap.what]
                found.touching += [(gap.what[0], j) for j in other.what[1:]]
    same = set(found.same.values())
    for gap in one.gaps:
        for _, j in two.emptied[bisect_left(two.emptied, (gap.low,)) : bisect_left(two.emptied, (gap.high + 1,))]:
            if j not in same:
                found.touching.append((gap.what[0], j))
    for gap in two.gaps:
        for _, k in one.emptied[bisect_left(one.emptied, (gap.low,)) : bisect_left(one.emptied, (gap.high + 1,))]:
            if k not in found.same:
                found.touching.append((k, gap.what[0]))


def _gone_with(one: Party, two: Party, found: Meeting) -> None:
    """Edits inside words that the other side took out here and put in there: they stand apart after all, and go with them."""
    meets: dict[int, list[int]] = {}
    for k, j in found.touching:
        if one.made[k].kind == "words":
            meets.setdefault(k, []).append(j)
    for k, others in meets.items():
        if any(two.made[j].kind == "words" and two.made[j].start == two.made[j].end for j in others):
            continue
        there = _there(one.made[k], two)
        if there is not None:
            found.gone_with[k] = there
            found.carriers[k] = [*others, two.bringing(there)]
    found.touching = [(k, j) for k, j in found.touching if k not in found.gone_with]


def _there(change: Change, two: Party) -> Span | None:
    """Where the words of an edit, and one on each side of them, stand together in the other wording."""
    if two.ways is None:
        return None
    old, new, to = two.ways
    begin = old.start_of[change.paragraph]
    first, last = old.words_in(begin + change.start, begin + change.end)
    low, high = old.words_in(begin, begin + old.length_of[change.paragraph])
    first, last = max(low, first - 1), min(high, last + 1)
    if last - first < 3 - (change.start == change.end):
        return None  # at an end of the paragraph nobody can know on which side of the new neighbour it would stand
    if to[first] < 0 or any(to[first + k] != to[first] + k for k in range(last - first)):
        return None
    start, end = old.words[first][0], old.words[last - 1][1]
    at, until = new.words[to[first]][0], new.words[to[last - 1]][1]
    if old.text[start:end] != new.text[at:until] or "\n" in old.text[start:end] or begin + change.start < start or begin + change.end > end:
        return None
    return new.span(at + begin + change.start - start, at + begin + change.end - start)
