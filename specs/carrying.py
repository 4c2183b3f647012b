"""Waiting changes of a clause carried through a recorded change of it: by place and paragraph, nothing is compared again."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from specs.applying import numbers_of
from specs.following import SENTENCE
from specs.meeting import Meeting, met
from specs.parties import Party
from specs.wording import Wording
from specs.words import Change


class Carried(NamedTuple):
    """What became of waiting changes.

    ``changes``: those that still wait, with their places in the new wording. ``clashes``: the numbers of those that touch what was
    changed. ``done``: the numbers of those that were made in just the same way. ``read``: the numbers of those that now stand in one
    sentence with what was changed: somebody should read that sentence.
    """

    changes: tuple[Change, ...]
    clashes: tuple[int, ...]
    done: tuple[int, ...]
    read: tuple[int, ...]


def carry(base: Wording, source: Wording, made: Sequence[Change], after: Wording, recorded: Sequence[Change]) -> Carried:
    """The waiting changes ``made`` (of ``base``, with their new words in ``source``) after ``recorded`` turned ``base`` into ``after``.

    Changes of one number stay together: where one of them clashes, all of that number do. For several suggestions that wait on one
    clause, prepare a ``Carrying`` once.
    """
    return Carrying(base, after, recorded).carry(source, made)


class Carrying:
    """One recorded change of a clause's wording, made ready to carry any number of suggestions through it."""

    def __init__(self, base: Wording, after: Wording, recorded: Sequence[Change]) -> None:
        self._base, self._standing = base, {p.id for p in after}
        self._two = Party(base, after, recorded)
        self._sentences = _Sentences(self._two)

    def carry(self, source: Wording, made: Sequence[Change]) -> Carried:
        """The waiting changes of one suggestion after it; see ``carry``."""
        two, standing = self._two, self._standing
        meeting = met(Party(self._base, source, made), two)
        clashing = {made[k].number for k, _ in meeting.touching} | {made[k].number for k in meeting.ahead}
        moved: list[Change] = []
        read: set[int] = set()
        for k, change in enumerate(made):
            if change.number in clashing or k in meeting.same:
                continue
            if change.kind not in ("added", "words") and change.paragraph not in standing:
                clashing.add(change.number)
                continue
            there = _placed(k, change, meeting, two)
            if there.kind == "words" and there.paragraph not in standing:
                clashing.add(change.number)
                continue
            moved.append(there)
            if there.kind == "words" and self._sentences.touched(there):
                read.add(change.number)
        waiting = tuple(change for change in moved if change.number not in clashing)
        left = set(numbers_of(waiting))
        done = [number for number in numbers_of(made) if number not in left and number not in clashing]
        return Carried(waiting, tuple(n for n in numbers_of(made) if n in clashing), tuple(done), tuple(sorted(read & left)))


def _placed(k: int, change: Change, meeting: Meeting, two: Party) -> Change:
    if change.kind != "words":
        return change
    if k in meeting.gone_with:
        where = meeting.gone_with[k]
        source = change.source or change.paragraph
        return change._replace(
            paragraph=where.paragraph, start=where.start, end=where.end, source="" if source == where.paragraph else source
        )
    edits = two.words.get(change.paragraph, [])
    before = bisect_right(edits, change.start, key=lambda j: two.made[j].end) - 1
    by = two.made[edits[before]].to_end - two.made[edits[before]].end if before >= 0 else 0
    return change._replace(start=change.start + by, end=change.end + by)


class _Sentences:
    """The sentences of each paragraph as it is now, and which of them the recorded change touched."""

    def __init__(self, two: Party) -> None:
        self.two = two
        self.found: dict[str, tuple[list[tuple[int, int]], list[bool]]] = {}

    def touched(self, change: Change) -> bool:
        """Whether a change is in a sentence that was touched."""
        name = change.paragraph
        if name not in self.two.words:
            return False
        if name not in self.found:
            sentences = [m.span() for m in SENTENCE.finditer(self.two.texts[name].text)]
            touched = [False] * len(sentences)
            for j in self.two.words[name]:
                for at in _reached(sentences, *self.two.made[j][5:7]):
                    touched[at] = True
            self.found[name] = sentences, touched
        sentences, touched = self.found[name]
        return any(touched[at] for at in _reached(sentences, change.start, change.end))


def _reached(sentences: Sequence[tuple[int, int]], start: int, end: int) -> range:
    """The sentences that a stretch is in or beside."""
    first = bisect_left(sentences, start, key=lambda each: each[1])
    return range(first, max(first, bisect_right(sentences, end, key=lambda each: each[0])))
