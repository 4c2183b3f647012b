"""Changes at places of two texts: what went, what came and whose it is; and how small they are marked."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from diff_match_patch import diff_match_patch

from exports.marking import Hand

_LONGEST = 2_000  # signs on both sides that are compared one by one


class Stroke(NamedTuple):
    """A change at a place of two coded texts: what went, or what came, and whose it is."""

    start: int
    end: int
    to_start: int
    to_end: int
    hand: Hand


def finer(one: str, two: str, strokes: Sequence[Stroke], back: bool) -> list[Stroke]:
    """The same changes; where a person replaced words of which less than a third is different, only that is marked, sign by sign.

    Whole words are easier to read, but not where “Two” became “Two1”, or a note was put into a word.
    """
    made: list[Stroke] = []
    for stroke in strokes:
        if made and (found := _replaced(made[-1], stroke, back)) is not None:
            made[-1:] = _by_sign(one, two, *found, back) or [made[-1], stroke]
        else:
            made.append(stroke)
    return made


def _replaced(first: Stroke, second: Stroke, back: bool) -> tuple[Stroke, Stroke] | None:
    """What went and what came in its place, by one person; None where that is not what two changes are."""
    went, came = (second, first) if back else (first, second)
    if went.start == went.end or came.to_start == came.to_end or went.hand != came.hand:
        return None
    return (went, came) if came.start == came.end == (went.start if back else went.end) else None


def _by_sign(one: str, two: str, went: Stroke, came: Stroke, back: bool) -> list[Stroke]:
    old, new = one[went.start : went.end], two[came.to_start : came.to_end]
    many, more = len(old) + len(new), Counter(old)
    more.subtract(new)
    if many > _LONGEST or sum(map(abs, more.values())) * 3 >= many:  # at least as many signs differ as one side has more of
        return []
    engine = diff_match_patch()
    engine.Diff_Timeout = 0  # with a time-out the answer depends on how busy the machine is
    plain = engine.diff_main(old, new, False)
    found = list(plain)
    engine.diff_cleanupSemantic(found)
    few = [each for each in (found, plain) if sum(len(text) for kind, text in each if kind) * 3 < many]
    if not few:
        return []
    found = few[0]
    made: list[Stroke] = []
    at, to = went.start, came.to_start
    for kind, text in found:
        size = len(text)
        if kind < 0:
            made.append(Stroke(at, at + size, to, to, went.hand))
        elif kind > 0:
            put = Stroke(at, at, to, to + size, came.hand)
            gone = made[-1] if made and made[-1].end == at and made[-1].start < at else None
            if back and gone is not None:
                made[-1:] = [put._replace(start=gone.start, end=gone.start), gone]
            else:
                made.append(put)
        at += size if kind <= 0 else 0
        to += size if kind >= 0 else 0
    return made
