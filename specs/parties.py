"""One side of several that changed the same wording: its changes, by place and paragraph, and where words went."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Sequence
from functools import cached_property
from typing import NamedTuple

from specs.following import MOVED_TOGETHER, Text, followed
from specs.threads import Span
from specs.wording import Paragraph, Wording, cut
from specs.words import WORD, Change


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

    def arriving(self, paragraph: str) -> list[int]:
        """All changes whose new words are in this paragraph of the new wording."""
        added = self.other.get(("added", paragraph))
        return [*self.brought.get(paragraph, ()), *([] if added is None else [added])]

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

    def holds(self, k: int, words: Collection[str]) -> bool:
        """Whether a change takes out or puts in one of these words."""
        if not words:
            return False
        change = self.made[k]
        old = self.base[self.place[change.paragraph]].text[change.start : change.end] if change.paragraph in self.place else ""
        name = change.source or change.paragraph
        new = self.texts[name].text[change.to_start : change.to_end] if name in self.texts else ""
        return any(word in words for word in WORD.findall(f"{old}\n{new}"))

    def about(self, k: int) -> float:
        """The number of the paragraph of the base where a change is; between two of them where it puts one in."""
        name = self.made[k].paragraph
        return self.place[name] if name in self.place else self.low(k) + 0.5

    def runs(self, k: int) -> set[tuple[str, ...]]:
        """All runs of several words in the new words of a change."""
        change = self.made[k]
        if change.to_end - change.to_start < MOVED_TOGETHER:
            return set()
        words = re.findall(r"\w+", self.texts[change.source or change.paragraph].text[change.to_start : change.to_end])
        return {tuple(words[at : at + MOVED_TOGETHER]) for at in range(len(words) - MOVED_TOGETHER + 1)}

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

    def low(self, k: int) -> int:
        """The number of the paragraph behind which a change puts one; -1 at the beginning."""
        return self._lows.get(k, -1)

    @cached_property
    def _lows(self) -> dict[int, int]:
        return {k: gap.low for gap in self.gaps for k in gap.what}

    @cached_property
    def order(self) -> dict[str, int]:
        """By paragraph, its number in the side's own wording."""
        return {p.id: k for k, p in enumerate(self.source)}

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

    @cached_property
    def moving(self) -> list[tuple[int, int]]:
        """Pairs of changes of which one takes words out of a paragraph that the other puts into another: several, or all of a paragraph."""
        if self.ways is None:
            return []
        old, new, to = self.ways
        many: Counter[tuple[int, int]] = Counter()
        for i, j in enumerate(to):
            if j < 0:
                continue
            was, now = old.span(*old.words[i]), new.span(*new.words[j])
            if was.paragraph != now.paragraph:
                many[self.taking(was), self.bringing(now)] += 1
        return [pair for pair, times in many.items() if min(pair) >= 0 and times >= min(MOVED_TOGETHER, *map(self._size, pair))]

    def _size(self, k: int) -> int:
        """How many words are in the paragraph that a change adds or takes out; with all of them moved, a few are enough."""
        change = self.made[k]
        if change.kind == "words":
            return MOVED_TOGETHER
        p = self.texts[change.paragraph] if change.kind == "added" else self.base[self.place[change.paragraph]]
        return max(1, len(WORD.findall(p.text)))

    @cached_property
    def partners(self) -> dict[int, list[int]]:
        """By change: those that take or bring the same words as it does."""
        found: dict[int, list[int]] = {}
        for taking, bringing in self.moving:
            found.setdefault(taking, []).append(bringing)
            found.setdefault(bringing, []).append(taking)
        return found
