"""Which line of a text is which line of another, where nothing else tells: by the words they share, in order."""

import re
from collections import Counter

from specs.words import matched

WORD_OR_END = re.compile(r"\n|\w+|[^\w\s]")


def lines_found(old: str, new: str) -> list[tuple[int, int]]:
    """The lines of ``old`` that are in ``new``, each with its number in both, in order; each goes where most of its words went.

    >>> lines_found("one two\\nthree", "one two\\nand\\nthree")
    [(0, 0), (1, 2)]
    """
    left, right = _words(old), _words(new)
    shared: Counter[tuple[int, int]] = Counter()
    for i, j, size in matched([word for word, _ in left], [word for word, _ in right]):
        shared.update((left[i + k][1], right[j + k][1]) for k in range(size))
    found: list[tuple[int, int]] = []
    used: tuple[set[int], set[int]] = set(), set()
    for (one, two), _ in sorted(shared.items(), key=lambda each: (-each[1], each[0])):
        if one not in used[0] and two not in used[1]:
            used[0].add(one)
            used[1].add(two)
            found.append((one, two))
    return sorted(found)


def _words(text: str) -> list[tuple[str, int]]:
    """The words, signs and ends of lines of a text, each with the number of its line."""
    return [(word, line) for line, words in enumerate(text.split("\n")) for word in (*WORD_OR_END.findall(words), "\n")]
