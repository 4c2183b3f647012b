"""What changed between two wordings: numbered changes, by paragraph and then by word."""

import re
from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Iterable, Sequence
from typing import Any, Literal, NamedTuple

from diff_match_patch import diff_match_patch

from specs.spans import Edit, Piece, rewritten, woven
from specs.wording import Paragraph, Wording

TOKEN = re.compile(r"\s+|\w+|[^\w\s]")
WORD = re.compile(r"\w+|[^\w\s]")
LARGEST_COMPARISON = 1_200  # words on both sides together, after the same beginning and end are taken off


ChangeKind = Literal["words", "added", "removed", "moved", "form"]


class Change(NamedTuple):
    """One numbered change between two wordings, kept in the event that made it.

    ``kind``: ``words`` (a span of ``paragraph`` became a span of the paragraph of the same id), ``added``, ``removed``,
    ``moved`` (another place in the clause) or ``form`` (bold, list level or kind differ by more than the words bring about).
    Spans are characters: ``start``–``end`` before, ``to_start``–``to_end`` after. Changes of one number stand or fall together.
    ``source`` is the paragraph that the new words are in, where words moved and it is another than ``paragraph``.
    """

    number: int
    kind: ChangeKind
    paragraph: str
    start: int = 0
    end: int = 0
    to_start: int = 0
    to_end: int = 0
    source: str = ""


def rows(made: Iterable[Change]) -> list[list[Any]]:
    """Changes as an event keeps them; ``Change(*row)`` reads each of them again."""
    return [list(change if change.source else change[:-1]) for change in made]


def tokens(text: str) -> list[str]:
    """The words, spaces and signs of a text; joined they are the text."""
    return TOKEN.findall(text)


def edits(before: str, after: str) -> list[Edit]:
    """The word-level edits that turn one text into another, in order; the same on every machine.

    Words and signs are matched first, the spaces between them afterwards, so a space never counts for as much as a word.
    A passage of more than ``LARGEST_COMPARISON`` differing words is compared sentence by sentence, so that the time is bounded
    by the length and never by a clock.

    >>> edits("Staff will attend reviews.", "Staff must attend all reviews.")
    [Edit(start=6, end=10, to_start=6, to_end=10), Edit(start=18, end=18, to_start=18, to_end=22)]
    """
    if before == after:
        return []
    left, right = [m.span() for m in WORD.finditer(before)], [m.span() for m in WORD.finditer(after)]
    found: list[Edit] = []
    at = to = 0
    same = matched([before[a:b] for a, b in left], [after[a:b] for a, b in right])
    for i, j, size in [*same, (len(left), len(right), 0)]:
        until, to_until = (left[i][0], right[j][0]) if size else (len(before), len(after))
        _between(found, before, after, at, until, to, to_until)
        for k in range(size - 1):  # the spaces between words that stayed
            _between(found, before, after, left[i + k][1], left[i + k + 1][0], right[j + k][1], right[j + k + 1][0])
        if size:
            at, to = left[i + size - 1][1], right[j + size - 1][1]
    return found


def _between(found: list[Edit], before: str, after: str, start: int, end: int, to_start: int, to_end: int) -> None:
    """The edit between two words that stayed, without the white space that is the same on both sides."""
    if before[start:end] == after[to_start:to_end]:
        return
    while start < end and to_start < to_end and before[start] == after[to_start] and before[start].isspace():
        start, to_start = start + 1, to_start + 1
    while start < end and to_start < to_end and before[end - 1] == after[to_end - 1] and before[end - 1].isspace():
        end, to_end = end - 1, to_end - 1
    found.append(Edit(start, end, to_start, to_end))


def matched(one: Sequence[str], two: Sequence[str]) -> list[tuple[int, int, int]]:
    """Where two lists of words agree: runs ``(place in one, place in two, how many)``, in order."""
    head = 0
    while head < min(len(one), len(two)) and one[head] == two[head]:
        head += 1
    tail = 0
    while tail < min(len(one), len(two)) - head and one[-1 - tail] == two[-1 - tail]:
        tail += 1
    inner_one, inner_two = one[head : len(one) - tail], two[head : len(two) - tail]
    compare = _compared if len(inner_one) + len(inner_two) <= LARGEST_COMPARISON else _by_sentence
    runs = [(0, 0, head)] if head else []
    runs += [(i + head, j + head, size) for i, j, size in compare(inner_one, inner_two)]
    if tail:
        runs.append((len(one) - tail, len(two) - tail, tail))
    return runs


def _compared(one: Sequence[str], two: Sequence[str]) -> list[tuple[int, int, int]]:
    if not one or not two:
        return []
    seen: dict[str, str] = {}

    def coded(side: Sequence[str]) -> str:
        # The engine compares characters: each word becomes one, outside the surrogates.
        return "".join(seen.setdefault(word, chr(len(seen) + (1 if len(seen) < 0xD000 else 0x2000))) for word in side)

    engine = diff_match_patch()
    engine.Diff_Timeout = 0  # with a time-out the answer depends on how busy the machine is
    runs: list[tuple[int, int, int]] = []
    i = j = 0
    for kind, codes in engine.diff_main(coded(one), coded(two), False):
        if kind == 0:
            runs.append((i, j, len(codes)))
        i += len(codes) * (kind <= 0)
        j += len(codes) * (kind >= 0)
    return runs


def _by_sentence(one: Sequence[str], two: Sequence[str]) -> list[tuple[int, int, int]]:
    """Whole sentences matched first; the words of a rewritten passage only while it is small."""
    left, right = _sentences(one), _sentences(two)
    texts = [" ".join(one[a:b]) for a, b in left], [" ".join(two[a:b]) for a, b in right]
    runs: list[tuple[int, int, int]] = []
    at = to = 0
    for i, j in [*same_in_order(*texts), (len(left), len(right))]:
        until, to_until = (left[i][0], right[j][0]) if i < len(left) else (len(one), len(two))
        if until - at + to_until - to <= LARGEST_COMPARISON:
            runs += [(at + a, to + b, size) for a, b, size in _compared(one[at:until], two[to:to_until])]
        if i < len(left):
            runs.append((until, to_until, left[i][1] - left[i][0]))
            at, to = left[i][1], right[j][1]
    return runs


def _sentences(side: Sequence[str]) -> list[tuple[int, int]]:
    found, start = [], 0
    for place, word in enumerate(side, 1):
        if word in ".!?;:" or place == len(side):
            found.append((start, place))
            start = place
    return found


def same_in_order(left: Sequence[str], right: Sequence[str]) -> list[tuple[int, int]]:
    """Places of what stands once on each side and is the same, longest rising run of them (patience)."""
    once_right = {text: place for place, text in enumerate(right)}
    many = {text for text, times in [*Counter(left).items(), *Counter(right).items()] if times > 1}
    pairs = [(place, once_right[text]) for place, text in enumerate(left) if text in once_right and text not in many]
    return rising(pairs)


def rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs (already rising on the left) that rises on the right too."""
    piles: list[int] = []  # index in pairs of the last of each length
    tops: list[int] = []  # and its place on the right
    back: list[int] = [-1] * len(pairs)
    for place, (_, right) in enumerate(pairs):
        low = bisect_left(tops, right)
        back[place] = piles[low - 1] if low else -1
        piles[low : low + 1] = [place]
        tops[low : low + 1] = [right]
    run: list[tuple[int, int]] = []
    at = piles[-1] if piles else -1
    while at >= 0:
        run.append(pairs[at])
        at = back[at]
    return run[::-1]


class Step(NamedTuple):
    """One paragraph of two wordings read together: as it was and as it is (None where it does not stand), and whether it moved."""

    was: Paragraph | None
    now: Paragraph | None
    moved: bool = False


def together(before: Wording, after: Wording) -> list[Step]:
    """Two wordings read together by paragraph id, in the order of the second; what went stands where it stood, before what came."""
    place = {p.id: k for k, p in enumerate(before)}
    kept = [(k, place[p.id]) for k, p in enumerate(after) if p.id in place]
    stayed = dict(rising(kept))
    names = {p.id for p in after}
    gone = deque(k for k, p in enumerate(before) if p.id not in names)
    steps: list[Step] = []
    ahead = deque(sorted(stayed.items()))
    for k, p in enumerate(after):
        while ahead and ahead[0][0] < k:
            ahead.popleft()
        limit = ahead[0][1] if ahead else len(before)
        if p.id not in place or k in stayed:
            while gone and gone[0] < limit:
                steps.append(Step(before[gone.popleft()], None))
        steps.append(Step(before[place[p.id]] if p.id in place else None, p, p.id in place and k not in stayed))
    return steps + [Step(before[k], None) for k in gone]


def changes(before: Wording, after: Wording) -> list[Change]:
    """What turns one wording into another, by paragraph id and then by word, numbered in reading order."""
    found: list[Change] = []

    def note(kind: ChangeKind, paragraph: str, start: int = 0, end: int = 0, to_start: int = 0, to_end: int = 0) -> None:
        found.append(Change(len(found) + 1, kind, paragraph, start, end, to_start, to_end))

    for was, now, moved in together(before, after):
        if now is None:
            assert was is not None
            note("removed", was.id, 0, len(was.text))
        elif was is None:
            note("added", now.id, 0, 0, 0, len(now.text))
        else:
            if moved:
                note("moved", now.id)
            if was == now:
                continue
            made = edits(was.text, now.text)
            for edit in made:
                note("words", now.id, *edit)
            if woven(was, [Piece(edit.start, edit.end, now, edit.to_start, edit.to_end) for edit in made]) != now:
                note("form", now.id)
    return found


def fits(before: Wording, after: Wording, made: Sequence[Change]) -> bool:
    """Whether these changes, made to ``before``, give the words of ``after``: a check that compares nothing again."""
    old, new = {p.id: p for p in before}, {p.id: p for p in after}
    by_paragraph: dict[str, list[Change]] = {}
    for change in made:
        by_paragraph.setdefault(change.paragraph, []).append(change)
    for name in old.keys() | new.keys():
        kinds = {change.kind for change in by_paragraph.get(name, [])}
        if (name not in new and "removed" not in kinds) or (name not in old and "added" not in kinds):
            return False
        if name in old and name in new:
            words = [change for change in by_paragraph.get(name, []) if change.kind == "words"]
            if rewritten(old[name].text, words, new[name].text) != new[name].text:
                return False
    return True
