"""Which paragraph of a clause is which once somebody edited it: by its element first, then by its words, then by likeness in order."""

from collections.abc import Callable, Hashable, Sequence
from typing import NamedTuple

from exports.aligning import LARGEST_TABLE, LIKE, Bag, anywhere, bag, in_turn, likeness, likest, same

NEARLY = 0.25  # likeness from which an element that is still there is taken for the same paragraph


class Known(NamedTuple):
    """A paragraph by what its element is known by (None where nothing tells), its words, and whether it is a picture or the like."""

    key: Hashable
    said: str
    block: bool


def identified(old: Sequence[Known], new: Sequence[Known], alone: bool = False) -> dict[int, int]:
    """For each place among the new ones that is a paragraph of the old ones, its place there.

    ``alone``: where one paragraph stands in the place of one, it is that one, however unlike; for files that do not tell what was new.
    """
    return _Identity(old, new).found(alone)


class _Identity:
    def __init__(self, old: Sequence[Known], new: Sequence[Known]) -> None:
        self.old, self.new = old, new
        self.made: dict[int, int] = {}
        self.used: set[int] = set()
        places: dict[Hashable, int] = {}
        twice: set[Hashable] = set()
        for at, each in enumerate(old):
            if each.key in places:
                twice.add(each.key)
            places[each.key] = at
        self.by_key = {
            k: places[each.key] for k, each in enumerate(new) if each.key is not None and each.key in places and each.key not in twice
        }
        self.bags: dict[tuple[bool, int], Bag] = {}

    def found(self, alone: bool) -> dict[int, int]:
        self._by_key(lambda i, j: self.old[i].said == self.new[j].said)
        if len(self.made) == len(self.new):
            return self.made
        self._between(self._exact)
        self._apart()
        self._by_key(lambda i, j: self._like(i, j) >= NEARLY)
        self._between(self._likest)
        self._by_key(lambda i, j: self.old[i].block == self.new[j].block)
        if alone:
            self._alone()
        return self.made

    def _take(self, i: int, j: int) -> None:
        if j not in self.made and i not in self.used:
            self.made[j] = i
            self.used.add(i)

    def _by_key(self, fits: Callable[[int, int], bool]) -> None:
        for j, i in self.by_key.items():
            if j not in self.made and i not in self.used and fits(i, j):
                self._take(i, j)

    def _left(self) -> tuple[list[int], list[int]]:
        return [i for i in range(len(self.old)) if i not in self.used], [j for j in range(len(self.new)) if j not in self.made]

    def _between(self, way: Callable[[list[int], list[int]], None]) -> None:
        left, right = self._left()
        if left and right:
            way(left, right)

    def _texts(self, left: Sequence[int], right: Sequence[int]) -> tuple[list[str], list[str]]:
        # A picture is never a paragraph.
        return [f"{self.old[i].block:d}{self.old[i].said}" for i in left], [f"{self.new[j].block:d}{self.new[j].said}" for j in right]

    def _exact(self, left: list[int], right: list[int]) -> None:
        one, two = self._texts(left, right)
        pairs, gaps = same(one, two)
        for gap in gaps:
            pairs += in_turn(one, two, gap)
        for i, j in pairs:
            self._take(left[i], right[j])

    def _apart(self) -> None:
        left, right = self._left()
        for i, j in anywhere(*self._texts(left, right)):
            self._take(left[i], right[j])

    def _likest(self, left: list[int], right: list[int]) -> None:
        _, gaps = same(*self._texts(left, right))
        for gap in gaps:
            if (gap.end - gap.start) * (gap.to_end - gap.to_start) <= LARGEST_TABLE:
                for i, j in list(likest(gap, lambda i, j: self._like(left[i], right[j]), LIKE)):
                    self._take(left[i], right[j])

    def _like(self, i: int, j: int) -> float:
        if self.old[i].block != self.new[j].block:
            return 0.0
        return likeness(self._bag(True, i), self._bag(False, j))

    def _bag(self, old: bool, at: int) -> Bag:
        key = old, at
        if key not in self.bags:
            self.bags[key] = bag((self.old if old else self.new)[at].said)
        return self.bags[key]

    def _alone(self) -> None:
        """One in the place of one, between the same neighbours (or at the same end)."""
        after = {i: j for j, i in self.made.items()}
        for j in range(len(self.new)):
            if j in self.made or (j and j - 1 not in self.made) or (j + 1 < len(self.new) and j + 1 not in self.made):
                continue
            i = self.made[j - 1] + 1 if j else 0
            until = self.made[j + 1] if j + 1 < len(self.new) else len(self.old)
            if i + 1 == until and i not in self.used and i not in after and self.old[i].block == self.new[j].block:
                self._take(i, j)
