"""What changed between two wordings: numbered changes by word, said in sentences, and spans carried along."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Literal, NamedTuple

from diff_match_patch import diff_match_patch

from specs.wording import Mark, Paragraph, Wording, tidy

TOKEN = re.compile(r"\s+|\w+|[^\w\s]")
LARGEST_COMPARISON = 1_200  # tokens on both sides, after the same beginning and end are taken off; beyond it a passage counts as rewritten


class Edit(NamedTuple):
    """In one text: the characters from ``start`` to ``end`` became those from ``to_start`` to ``to_end`` of the other."""

    start: int
    end: int
    to_start: int
    to_end: int


class Change(NamedTuple):
    """One numbered change between two wordings, kept in the event that made it.

    ``kind``: ``words`` (a span of ``paragraph`` became a span of the paragraph of the same id), ``added``, ``removed``,
    ``moved`` (another place in the clause) or ``form`` (same words; bold, list level or kind differ).
    Spans are characters: ``start``–``end`` before, ``to_start``–``to_end`` after.
    """

    number: int
    kind: Literal["words", "added", "removed", "moved", "form"]
    paragraph: str
    start: int = 0
    end: int = 0
    to_start: int = 0
    to_end: int = 0


def tokens(text: str) -> list[str]:
    """The words, spaces and signs of a text; joined they are the text."""
    return TOKEN.findall(text)


def edits(before: str, after: str) -> list[Edit]:
    """The word-level edits that turn one text into another, in order; the same on every machine.

    Edits with only white space between them count as one. A passage of more than ``LARGEST_COMPARISON`` differing tokens is compared
    sentence by sentence first, so that the time is bounded by the length and never by a clock.

    >>> edits("Staff will attend reviews.", "Staff must attend all reviews.")
    [Edit(start=6, end=10, to_start=6, to_end=10), Edit(start=18, end=18, to_start=18, to_end=22)]
    """
    if before == after:
        return []
    found: list[Edit] = []
    at = to = 0
    start = to_start = -1
    for kind, size in _runs(tokens(before), tokens(after)):
        if kind == 0:
            if start >= 0:
                found.append(Edit(start, at, to_start, to))
                start = -1
            at, to = at + size, to + size
            continue
        if start < 0:
            start, to_start = at, to
        if kind < 0:
            at += size
        else:
            to += size
    if start >= 0:
        found.append(Edit(start, at, to_start, to))
    return _joined_over_spaces(found, before)


def _joined_over_spaces(found: list[Edit], before: str) -> list[Edit]:
    joined: list[Edit] = []
    for edit in found:
        last = joined[-1] if joined else None
        both_reword = last and (last.start < last.end or edit.start < edit.end)
        if last and both_reword and before[last.end : edit.start].isspace():
            joined[-1] = Edit(last.start, edit.end, last.to_start, edit.to_end)
        else:
            joined.append(edit)
    return joined


def _runs(before: list[str], after: list[str]) -> list[tuple[int, int]]:
    """Runs of (0 same | -1 gone | 1 new, characters)."""
    head = 0
    while head < min(len(before), len(after)) and before[head] == after[head]:
        head += 1
    tail = 0
    while tail < min(len(before), len(after)) - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    one, two = before[head : len(before) - tail], after[head : len(after) - tail]
    runs: list[tuple[int, int]] = []
    if head:
        runs.append((0, sum(map(len, before[:head]))))
    if len(one) + len(two) <= LARGEST_COMPARISON:
        runs += _compared(one, two)
    else:
        runs += _by_sentence(one, two)
    if tail:
        runs.append((0, sum(map(len, before[len(before) - tail :]))))
    return runs


def _compared(one: Sequence[str], two: Sequence[str]) -> list[tuple[int, int]]:
    if not one or not two:
        return [(kind, sum(map(len, side))) for kind, side in ((-1, one), (1, two)) if side]
    seen: dict[str, str] = {}

    def coded(side: Sequence[str]) -> str:
        # Code points outside the surrogates: the engine treats each as one character.
        return "".join(seen.setdefault(token, chr(len(seen) + (1 if len(seen) < 0xD000 else 0x2000))) for token in side)

    first, second = coded(one), coded(two)
    names = {code: token for token, code in seen.items()}
    engine = diff_match_patch()
    engine.Diff_Timeout = 0  # with a time-out the answer depends on how busy the machine is
    made = engine.diff_main(first, second, False)
    return [(kind, sum(len(names[code]) for code in codes)) for kind, codes in made]


def _by_sentence(one: list[str], two: list[str]) -> list[tuple[int, int]]:
    """Sentences compared first; within a rewritten passage words only while that stays small."""
    left, right = _sentences(one), _sentences(two)
    runs: list[tuple[int, int]] = []
    a = b = 0
    for i, j in [*same_in_order([" ".join(s) for s in left], [" ".join(s) for s in right]), (len(left), len(right))]:
        gone = [token for sentence in left[a:i] for token in sentence]
        new = [token for sentence in right[b:j] for token in sentence]
        if len(gone) + len(new) <= LARGEST_COMPARISON:
            runs += _compared(gone, new)
        else:
            runs += [(kind, sum(map(len, side))) for kind, side in ((-1, gone), (1, new)) if side]
        if i < len(left):
            runs.append((0, sum(map(len, left[i]))))
        a, b = i + 1, j + 1
    return runs


def _sentences(side: list[str]) -> list[list[str]]:
    found: list[list[str]] = [[]]
    for token in side:
        found[-1].append(token)
        if token in ".!?;:" or "\n" in token:
            found.append([])
    return [sentence for sentence in found if sentence]


def same_in_order(left: Sequence[str], right: Sequence[str]) -> list[tuple[int, int]]:
    """Places of what stands once on each side and is the same, longest rising run of them (patience)."""
    once_left = {text: place for place, text in enumerate(left)}
    once_right = {text: place for place, text in enumerate(right)}
    many = {text for text in once_left if list(left).count(text) > 1} if len(once_left) < len(left) else set()
    many |= {text for text in once_right if list(right).count(text) > 1} if len(once_right) < len(right) else set()
    pairs = [(place, once_right[text]) for place, text in enumerate(left) if text in once_right and text not in many]
    return rising(pairs)


def rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs (already rising on the left) that rises on the right too."""
    piles: list[int] = []  # index in pairs of the last of each length
    back: list[int] = [-1] * len(pairs)
    for place, (_, right) in enumerate(pairs):
        low, high = 0, len(piles)
        while low < high:
            middle = (low + high) // 2
            if pairs[piles[middle]][1] < right:
                low = middle + 1
            else:
                high = middle
        back[place] = piles[low - 1] if low else -1
        piles[low : low + 1] = [place]
    run: list[tuple[int, int]] = []
    at = piles[-1] if piles else -1
    while at >= 0:
        run.append(pairs[at])
        at = back[at]
    return run[::-1]


def changes(before: Wording, after: Wording) -> list[Change]:
    """What turns one wording into another, by paragraph id and then by word, numbered in reading order."""
    old = {p.id: p for p in before}
    new_ids = {p.id for p in after}
    old_place = {p.id: place for place, p in enumerate(before)}
    kept = [(place, old_place[p.id]) for place, p in enumerate(after) if p.id in old]
    stayed = {after[place].id for place, _ in rising(kept)}
    found: list[Change] = []

    def note(kind: Literal["words", "added", "removed", "moved", "form"], paragraph: str, *span: int) -> None:
        found.append(Change(len(found) + 1, kind, paragraph, *span))

    gone = [p for p in before if p.id not in new_ids]
    for p in after:
        while gone and p.id in old and old_place[gone[0].id] < old_place[p.id]:
            note("removed", gone[0].id, 0, len(gone.pop(0).text))
        was = old.get(p.id)
        if was is None:
            note("added", p.id, 0, 0, 0, len(p.text))
            continue
        if p.id not in stayed:
            note("moved", p.id)
        made = edits(was.text, p.text)
        for edit in made:
            note("words", p.id, *edit)
        if _form(was) != _form(replace(p, marks=p.marks)) and not (made and _only_carried(was, p, made)):
            note("form", p.id)
    for p in gone:
        note("removed", p.id, 0, len(p.text))
    return found


def _form(p: Paragraph) -> tuple[object, ...]:
    return p.kind, p.level, p.label if p.typed else "", p.series, p.place, tuple(m for m in p.marks if m.name in ("bold", "italic"))


def _only_carried(was: Paragraph, now: Paragraph, made: list[Edit]) -> bool:
    carried = replace(was, text=now.text, marks=carry_marks(was.marks, made))
    return _form(carried) == _form(now)


def fits(before: Wording, after: Wording, made: Sequence[Change]) -> bool:
    """Whether these changes, made to ``before``, give the words of ``after``: a check that compares nothing again."""
    old, new = {p.id: p for p in before}, {p.id: p for p in after}
    by_paragraph: dict[str, list[Change]] = {}
    for change in made:
        by_paragraph.setdefault(change.paragraph, []).append(change)
    for name in old.keys() | new.keys():
        kinds = {change.kind for change in by_paragraph.get(name, [])}
        if name not in new and "removed" not in kinds or name not in old and "added" not in kinds:
            return False
        if name in old and name in new:
            words = [change for change in by_paragraph.get(name, []) if change.kind == "words"]
            if rewritten(old[name].text, words, new[name].text) != new[name].text:
                return False
    return True


def rewritten(before: str, made: Iterable[Change | Edit], after: str) -> str:
    """``before`` with these changes made, their new words taken from ``after``."""
    out, at = [], 0
    for change in made:
        out += [before[at : change.start], after[change.to_start : change.to_end]]
        at = change.end
    return "".join([*out, before[at:]])


def carry_point(at: int, made: Sequence[Edit], stick: Literal["left", "right"] = "left") -> int:
    """Where a place between two characters is after these edits; a place inside words that went is where they stood."""
    shift = 0
    for edit in made:
        if at < edit.start or (at == edit.start and (stick == "left" or edit.start < edit.end)):
            break
        if at < edit.end:
            return edit.to_start
        shift = edit.to_end - edit.end
    return at + shift


def carry_span(start: int, end: int, made: Sequence[Edit]) -> tuple[int, int] | None:
    """Where a span of words is after these edits, grown by words put inside it; None when none of its words is left."""
    left = end - start - sum(max(0, min(end, edit.end) - max(start, edit.start)) for edit in made)
    if left <= 0 < end - start:
        return None
    first, last = carry_point(start, made, "right"), carry_point(end, made, "left")
    return (first, max(first, last))


def carry_marks(marks: Iterable[Mark], made: Sequence[Edit]) -> tuple[Mark, ...]:
    """Bold, references, notes and objects after a text was edited. A reference needs all of its words; a note's mark stays where it stood."""
    kept: list[Mark] = []
    for mark in marks:
        if mark.start == mark.end:
            at = carry_point(mark.start, made)
            kept.append(Mark(at, at, mark.name))
            continue
        span = carry_span(mark.start, mark.end, made)
        whole = not any(edit.start < mark.end and edit.end > mark.start for edit in made)
        if span and (whole or mark.name in ("bold", "italic")):
            kept.append(Mark(*span, mark.name))
    return tidy(kept)
