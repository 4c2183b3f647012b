"""Which paragraph of one text is which of another, in order: the same words first, then the likest between those."""

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from specs.words import WORD, same_in_order

LARGEST_TABLE = 40_000  # pairs that are compared at once; in a larger gap only the same words are found, in turn
LIKE = 0.4  # from here on two paragraphs may be the same one, edited

Bag = Counter[str]


class Gap(NamedTuple):
    """A stretch of both texts, between paragraphs that were found on both sides."""

    start: int
    end: int
    to_start: int
    to_end: int


def bag(text: str) -> Bag:
    """The words and signs of a text, and how often each stands in it."""
    return Counter(WORD.findall(text.casefold()))


def likeness(one: Bag, two: Bag) -> float:
    """How many of their words two texts share: from 0 to 1."""
    if len(one) > len(two):
        one, two = two, one
    total = one.total() + two.total()
    return 2 * sum(min(count, two[word]) for word, count in one.items() if word in two) / total if total else 1.0


class Bags:
    """The words of paragraphs, each looked at once."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts
        self._made: dict[int, Bag] = {}

    def __getitem__(self, at: int) -> Bag:
        if at not in self._made:
            self._made[at] = bag(self.texts[at])
        return self._made[at]


def aligned(old: Sequence[str], new: Sequence[str], like: float = LIKE) -> list[tuple[int, int]]:
    """Pairs of places, rising on both sides. The time is bounded by the length, and by the number of paragraphs that are not the same."""
    pairs, gaps = same(old, new)
    bags = Bags(old), Bags(new)
    for gap in gaps:
        if (gap.end - gap.start) * (gap.to_end - gap.to_start) > LARGEST_TABLE:
            pairs += in_turn(old, new, gap)
            continue
        pairs += likest(gap, lambda i, j: likeness(bags[0][i], bags[1][j]), like)
    return sorted(pairs)


def same(old: Sequence[str], new: Sequence[str]) -> tuple[list[tuple[int, int]], list[Gap]]:
    """The paragraphs that are the same, and the gaps between them: from both ends, then by what stands once on each side, and again."""
    pairs: list[tuple[int, int]] = []
    gaps: list[Gap] = []
    waiting = [Gap(0, len(old), 0, len(new))]
    while waiting:
        a, b, c, d = waiting.pop()
        while a < b and c < d and old[a] == new[c]:
            pairs.append((a, c))
            a, c = a + 1, c + 1
        while a < b and c < d and old[b - 1] == new[d - 1]:
            b, d = b - 1, d - 1
            pairs.append((b, d))
        if a == b or c == d:
            continue
        anchors = same_in_order(old[a:b], new[c:d])
        if not anchors:
            gaps.append(Gap(a, b, c, d))
            continue
        at, to = a, c
        for i, j in anchors:
            waiting.append(Gap(at, a + i, to, c + j))
            pairs.append((a + i, c + j))
            at, to = a + i + 1, c + j + 1
        waiting.append(Gap(at, b, to, d))
    return pairs, sorted(gaps)


def likest(gap: Gap, like: Callable[[int, int], float], least: float) -> Iterator[tuple[int, int]]:
    """Pairs in a gap with the greatest likeness in all; unlike ones stay alone."""
    rows, columns = range(gap.start, gap.end), range(gap.to_start, gap.to_end)
    table = [[like(i, j) for j in columns] for i in rows]
    best = [[0.0] * (len(columns) + 1) for _ in range(len(rows) + 1)]
    for i in range(len(rows) - 1, -1, -1):
        for j in range(len(columns) - 1, -1, -1):
            here = table[i][j] + best[i + 1][j + 1] if table[i][j] >= least else -1.0
            best[i][j] = max(here, best[i + 1][j], best[i][j + 1])
    i = j = 0
    while i < len(rows) and j < len(columns):
        if table[i][j] >= least and table[i][j] + best[i + 1][j + 1] == best[i][j]:
            yield rows[i], columns[j]
            i, j = i + 1, j + 1
        elif best[i + 1][j] == best[i][j]:
            i += 1
        else:
            j += 1


def anywhere(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """What is the same and stands once on each side, in whatever order."""
    places: dict[str, list[int]] = defaultdict(list)
    for at, text in enumerate(new):
        places[text].append(at)
    many = Counter(old)
    return [(at, places[text][0]) for at, text in enumerate(old) if many[text] == 1 and len(places.get(text, ())) == 1]


def in_turn(old: Sequence[str], new: Sequence[str], gap: Gap) -> list[tuple[int, int]]:
    """In a gap too large to compare: the same words, each with the next place where they stand."""
    places: dict[str, deque[int]] = defaultdict(deque)
    for at in range(gap.to_start, gap.to_end):
        places[new[at]].append(at)
    found, last = [], gap.to_start - 1
    for at in range(gap.start, gap.end):
        queue = places.get(old[at])
        while queue and queue[0] <= last:
            queue.popleft()
        if queue and queue[0] - last < 50:
            last = queue.popleft()
            found.append((at, last))
    return found
