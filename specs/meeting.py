"""Two lists of changes of one base: which of them are the same, which touch the same words, which stand apart.

Everything is read off places and paragraph ids. Where it cannot be known what both sides want together, they touch.
"""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field, replace

from specs.following import MOVED_TOGETHER
from specs.parties import Gap, Party
from specs.spans import Edit, carry_marks
from specs.threads import Span
from specs.wording import Paragraph
from specs.words import Change

LETTERS = re.compile(r"\w")


@dataclass
class Meeting:
    """What two sides have in common: by the places of their changes in the two lists."""

    same: dict[int, int] = field(default_factory=dict)  # of the one, with that of the other
    among: set[int] = field(default_factory=set)  # of the one: the same paragraph, to which the other added some more
    ahead: set[int] = field(default_factory=set)  # of the one: paragraphs before the same one
    touching: list[tuple[int, int]] = field(default_factory=list)
    gone_with: dict[int, Span] = field(default_factory=dict)  # of the one, inside words the other put elsewhere: where
    carriers: dict[int, list[int]] = field(default_factory=dict)  # … and the changes of the other that took them there


def met(one: Party, two: Party) -> Meeting:
    """Where the changes of two sides meet; ``gone_with`` says of the first side's what the second's took along."""
    found = Meeting()
    _same(one, two, found)
    _torn(one, two, found)
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
        if len(found.same) < min(len(mine), len(theirs)):
            _same_in_effect(one, two, name, found)
    for (kind, name), k in one.other.items():
        j = two.other.get((kind, name), -1)
        if j >= 0 and (kind == "removed" or (kind == "form" and _look(one, name) == _look(two, name))):
            found.same[k] = j
    for gap, other in _in_one_place(one, two):
        _same_paragraphs(one, two, gap, other, found)


def _same_in_effect(one: Party, two: Party, name: str, found: Meeting) -> None:
    """Words put in, or taken out, beside words that are the same: “a a” has lost an “a” wherever it is said to have stood."""
    if name not in one.place:
        return
    text, theirs, used = one.base[one.place[name]].text, two.words.get(name, []), set(found.same.values())
    for k in one.words[name]:
        if k in found.same:
            continue
        near = bisect_left(theirs, one.made[k].start, key=lambda j: two.made[j].start)
        for j in theirs[max(0, near - 2) : near + 2]:
            if j not in used and _one_effect(text, one, k, two, j):
                found.same[k] = j
                used.add(j)
                break


def _one_effect(text: str, one: Party, k: int, two: Party, j: int) -> bool:
    (start, end), (other, until) = one.made[k][3:5], two.made[j][3:5]
    if end - start != until - other or (start, end) == (other, until):
        return False
    put, also = one.put(k), two.put(j)
    if put.marks or also.marks or (end > start and (put.text or also.text)):
        return False
    low, high = min(start, other), max(end, until)
    return text[low:start] + put.text + text[end:high] == text[low:other] + also.text + text[until:high]


def _in_one_place(one: Party, two: Party) -> list[tuple[Gap, Gap]]:
    """Pairs of gaps that may be the same place."""
    pairs: list[tuple[Gap, Gap]] = []
    at = 0
    for gap in one.gaps:
        while at < len(two.gaps) and two.gaps[at].high <= gap.low:
            at += 1
        for other in two.gaps[at:]:
            if other.low >= gap.high:
                break
            pairs.append((gap, other))
    return pairs


def _same_paragraphs(one: Party, two: Party, gap: Gap, other: Gap, found: Meeting) -> None:
    """Both put the same paragraphs there, or one of them some more."""
    fewer = len(gap.what) <= len(other.what)
    pairs: dict[int, int] = {}
    rest = iter(other.what if fewer else gap.what)
    for each in gap.what if fewer else other.what:
        there = next((x for x in rest if _same_paragraph(one, two, *((each, x) if fewer else (x, each)))), -1)
        if there >= 0:
            pairs.update([(each, there) if fewer else (there, each)])
    if len(pairs) == len(gap.what):
        found.same.update(pairs)
        if len(pairs) < len(other.what):
            found.among |= pairs.keys()
    elif len(pairs) == len(other.what):
        found.same.update(pairs)
        found.ahead |= {k for k in gap.what if k not in pairs and pairs and k < max(pairs)}


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


def _torn(one: Party, two: Party, found: Meeting) -> None:
    """Both took the same words out, but put them into different places: they would stand twice."""
    theirs = {j: k for k, j in found.same.items()}
    torn = [(k, j) for k, j in found.same.items() if one.partners.get(k) or two.partners.get(j)]
    for k, j in torn:
        if any(each not in found.same for each in one.partners.get(k, ())) or any(each not in theirs for each in two.partners.get(j, ())):
            found.same.pop(k)
            found.touching.append((k, j))


def _words(one: Party, two: Party, found: Meeting) -> None:
    """Edits of the same words, of words side by side, or at the same place; what both made is no edit any more."""
    twins = set(found.same.values())
    for name, mine in one.words.items():
        theirs = two.words.get(name, [])
        text = one.base[one.place[name]].text if name in one.place else ""
        pairs = [(k, j) for k in mine for j in _beside(text, one.made[k], two, theirs, overlapping=True)]
        pairs += [(k, j) for j in theirs for k in _beside(text, two.made[j], one, mine, overlapping=False)]
        found.touching += [(k, j) for k, j in dict.fromkeys(pairs) if k not in found.same and j not in twins]


def _beside(text: str, change: Change, side: Party, every: list[int], overlapping: bool) -> list[int]:
    """Of a side's edits of a paragraph, those that overlap another one's edit, and the next on each side of it where no word is between."""
    first = bisect_left(every, change.start, key=lambda k: side.made[k].end)
    last = bisect_right(every, change.end, key=lambda k: side.made[k].start)
    found = every[first:last] if overlapping else []
    if first > 0 and not _apart(text, side.made[every[first - 1]].end, change.start):
        found.append(every[first - 1])
    if last < len(every) and not _apart(text, change.end, side.made[every[last]].start):
        found.append(every[last])
    return found


def _apart(text: str, end: int, start: int) -> bool:
    """Whether a word stands between two places; a sign alone does not part them."""
    return end < start and LETTERS.search(text, end, start) is not None


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
    same = set(found.same.values())
    for gap, other in _in_one_place(one, two):
        if not (found.same.keys() >= set(gap.what) or same >= set(other.what)):
            found.touching += [(k, other.what[0]) for k in gap.what]
            found.touching += [(gap.what[0], j) for j in other.what[1:]]
    for gap in one.gaps:
        found.touching += [(gap.what[0], j) for j in _leaving(gap, two) if j not in same]
    for gap in two.gaps:
        found.touching += [(k, gap.what[0]) for k in _leaving(gap, one) if k not in found.same]


def _leaving(gap: Gap, side: Party) -> list[int]:
    """The changes of a side that take paragraphs away on both sides of a gap, or move one beside it: nobody can know what it belongs to."""
    beside = side.emptied[bisect_left(side.emptied, (gap.low,)) : bisect_left(side.emptied, (gap.high + 1,))]
    if {gap.low, gap.high} <= {place for place, _ in beside}:
        return [k for _, k in beside]
    return [k for place, k in beside if gap.low < place < gap.high or side.made[k].kind == "moved"]


def _gone_with(one: Party, two: Party, found: Meeting) -> None:
    """Edits inside words that the other side took out here and put in there: they stand apart after all, and go with them."""
    meets: dict[int, list[int]] = {}
    for k, j in found.touching:
        if one.made[k].kind == "words":
            meets.setdefault(k, []).append(j)
    for k, others in meets.items():
        there = _there(one.made[k], two) if len(others) == 1 else None
        if there is not None and two.taking(there[0]) == others[0] and two.bringing(there[1]) >= 0:
            found.gone_with[k] = there[1]
            found.carriers[k] = [others[0], two.bringing(there[1])]
    found.touching = [(k, j) for k, j in found.touching if k not in found.gone_with]


def _there(change: Change, two: Party) -> tuple[Span, Span] | None:
    """Where an edit is, in the base and in the other wording, if its words and one on each side of them stand together there too."""
    if two.ways is None:
        return None
    old, new, to = two.ways
    begin = old.start_of[change.paragraph]
    low, high = old.words_in(begin, begin + old.length_of[change.paragraph])
    first, last = old.words_in(begin + change.start, begin + change.end)
    first, last = max(low, first - 1), min(high, last + 1)
    if first == last or to[first] < 0 or any(to[i] != to[first] + i - first for i in range(first, last)):
        return None
    start, end = old.words[first][0], old.words[last - 1][1]
    at, until = new.words[to[first]][0], new.words[to[last - 1]][1]
    inside = start <= begin + change.start and begin + change.end <= end
    if not inside or old.text[start:end] != new.text[at:until] or "\n" in old.text[start:end]:
        return None
    there = new.span(at, until)
    at_edge = begin + change.start == start and there.start > 0, begin + change.end == end and there.end < new.length_of[there.paragraph]
    if any(at_edge):
        return None  # at an end of the old paragraph nobody can know on which side of the new neighbour it would stand
    while first > low and to[first - 1] == to[first] - 1 and last - first < MOVED_TOGETHER:
        first -= 1
    while last < high and to[last] == to[last - 1] + 1 and last - first < MOVED_TOGETHER:
        last += 1
    if last - first < MOVED_TOGETHER:
        return None
    here = old.span(min(start, begin + change.start), max(end, begin + change.end))
    return here, new.span(at + begin + change.start - start, at + begin + change.end - start)
