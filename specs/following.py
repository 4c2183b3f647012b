"""Two wordings read as texts, and which word of the one is which word of the other, by the changes that were recorded."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from functools import cached_property

from diff_match_patch import diff_match_patch

from specs.threads import Span
from specs.wording import Wording
from specs.words import WORD, Change, matched

Stretch = tuple[int, int]  # from one character to another of a whole wording read as one text

SENTENCE = re.compile(r"\S(?:[^\n.!?]|[.!?]+(?=[^\s.!?]))*[.!?]*")
ENGINE = diff_match_patch()
MOVED_TOGETHER = 4  # words and signs in a row that count as moved, not as newly written
MOST_PLACES = 20  # where the same few words were put in, that are looked at
LIKE_A_SENTENCE = 0.75  # what a best guess shares with the quote, and by how much it is ahead of the next
AHEAD = 0.1
LIKE_A_TWIN = 0.9  # what another sentence of the first wording shares with the quote, to be a guess when the quote went


class Text:
    """A wording read as one text, a line a paragraph, with its words and sentences."""

    def __init__(self, wording: Wording) -> None:
        self.wording = wording
        self.text = "\n".join(p.text for p in wording)
        self.starts: list[int] = []
        at = 0
        for p in wording:
            self.starts.append(at)
            at += len(p.text) + 1
        self.start_of = {p.id: at for p, at in zip(wording, self.starts, strict=True)}
        self.length_of = {p.id: len(p.text) for p in wording}

    def stretch(self, span: Span) -> Stretch:
        """A place as characters of the text; nothing of it where its words are not there (they were erased)."""
        at = self.start_of.get(span.paragraph, 0)
        size = self.length_of.get(span.paragraph, 0)
        return at + min(span.start, size), at + min(span.end, size)

    def span(self, start: int, end: int) -> Span:
        k = bisect_right(self.starts, start) - 1
        return Span(self.wording[k].id, start - self.starts[k], end - self.starts[k])

    @cached_property
    def words(self) -> list[Stretch]:
        return [m.span() for m in WORD.finditer(self.text)]

    @cached_property
    def word_starts(self) -> list[int]:
        return [start for start, _ in self.words]

    @cached_property
    def word_texts(self) -> list[str]:
        return [self.text[start:end] for start, end in self.words]

    def words_in(self, start: int, end: int) -> tuple[int, int]:
        """The first word that reaches into a stretch, and the one after the last."""
        first = bisect_right(self.word_starts, start) - 1
        if first < 0 or self.words[first][1] <= start:
            first += 1
        return first, max(first, bisect_left(self.word_starts, end))

    @cached_property
    def sentences(self) -> list[Stretch]:
        return [(m.start(), m.start() + len(m[0].rstrip())) for m in SENTENCE.finditer(self.text)]

    @cached_property
    def sentence_starts(self) -> list[int]:
        return [start for start, _ in self.sentences]

    def by_sentence(self, start: int, end: int) -> list[tuple[Stretch, Stretch]]:
        """A stretch cut at the ends of sentences: each part, without the spaces around it, with the sentence it is in."""
        found: list[tuple[Stretch, Stretch]] = []
        for k in range(max(0, bisect_right(self.sentence_starts, start) - 1), bisect_left(self.sentence_starts, end)):
            sentence = self.sentences[k]
            begin, until = max(start, sentence[0]), min(end, sentence[1])
            words = self.text[begin:until]
            if words.strip():
                part = begin + len(words) - len(words.lstrip()), until - len(words) + len(words.rstrip())
                found.append((part, sentence))
        return found

    @cached_property
    def bags(self) -> list[Counter[str]]:
        return [bag_of(self.text[start:end]) for start, end in self.sentences]

    @cached_property
    def holding(self) -> dict[str, list[int]]:
        """By word, the sentences that hold it."""
        found: dict[str, list[int]] = {}
        for k, bag in enumerate(self.bags):
            for word in bag:
                found.setdefault(word, []).append(k)
        return found

    def likest(self, text: str, besides: str) -> Stretch | None:
        """The sentence that shares most of its words with a text, ahead of every other; one that stood ``besides`` it only as its twin."""
        bag = bag_of(text)
        shared: Counter[int] = Counter()
        for word, times in bag.items():
            for k in self.holding.get(word, ()):
                shared[k] += min(times, self.bags[k][word])
        size = bag.total()
        alike = ((2 * many / (size + self.bags[k].total()), -k) for k, many in shared.items())
        ranked = sorted((each for each in alike if each[0] >= LIKE_A_SENTENCE - AHEAD), reverse=True)
        ranked = [each for each in ranked if each[0] >= LIKE_A_TWIN or self.text[slice(*self.sentences[-each[1]])] not in besides]
        best, runner_up = [*(like for like, _ in ranked), 0.0, 0.0][:2]
        if best < LIKE_A_SENTENCE or (best < LIKE_A_TWIN and best - runner_up < AHEAD):
            return None
        return self.sentences[-ranked[0][1]]


def bag_of(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.lower()))


def followed(old: Text, new: Text, made: Sequence[Change]) -> list[int]:
    """For each word of the old text its place among the words of the new one, or -1."""
    to = [-1] * len(old.words)
    _stayed(old, new, made, to)
    _same_sentences(old, new, to)
    _over_the_line(old, new, to)
    _without_chance(old, to)
    _moved(old, new, to)
    _beside_moved(old, new, to)
    _without_chance(old, to)
    return to


def _stayed(old: Text, new: Text, made: Sequence[Change], to: list[int]) -> None:
    """Words outside the recorded changes."""
    by_paragraph: dict[str, list[Change]] = {}
    for change in made:
        if change.kind == "words":
            by_paragraph.setdefault(change.paragraph, []).append(change)
    place = {start: j for j, start in enumerate(new.word_starts)}
    for p in old.wording:
        if p.id not in new.start_of:
            continue
        begin, there = old.start_of[p.id], new.start_of[p.id]
        at = to_at = 0
        end = Change(0, "words", p.id, len(p.text), len(p.text))
        for change in [*by_paragraph.get(p.id, ()), end]:
            shift = there + to_at - begin - at
            for i in range(bisect_left(old.word_starts, begin + at), bisect_left(old.word_starts, begin + change.start)):
                j = place.get(old.word_starts[i] + shift, -1)
                if j >= 0 and new.word_texts[j] == old.word_texts[i]:
                    to[i] = j
            gone = range(*old.words_in(begin + change.start, begin + change.end))
            came = range(*new.words_in(there + change.to_start, there + change.to_end))
            if len(gone) == len(came):
                for i, j in zip(gone, came, strict=True):
                    if mended(old.word_texts[i], new.word_texts[j]):
                        to[i] = j
            at, to_at = change.end, change.to_end


def mended(one: str, two: str) -> bool:
    """Whether a word is another one with its spelling, its ending or its capital changed."""
    one, two = one.lower(), two.lower()
    same = ENGINE.diff_commonPrefix(one, two)
    same += min(ENGINE.diff_commonSuffix(one, two), min(len(one), len(two)) - same)
    return one == two or (same >= 3 and same >= 0.6 * max(len(one), len(two)))


def _same_sentences(old: Text, new: Text, to: list[int]) -> None:
    """A sentence that stands once on each side is that sentence, whatever words around it were thought to have stayed."""
    here = _once(old)
    there = _once(new)
    came = {j: i for i, j in enumerate(to) if j >= 0}
    for text, (start, end) in here.items():
        if text not in there:
            continue
        first, last = old.words_in(start, end)
        target = new.words_in(*there[text])[0]
        size = last - first
        if all(to[first + k] == target + k for k in range(size)):
            continue
        if size < MOVED_TOGETHER and any(to[first + k] >= 0 or target + k in came for k in range(size)):
            continue
        for k in range(size):
            thief = came.get(target + k)
            if thief is not None:
                to[thief] = -1
            if to[first + k] >= 0:
                came.pop(to[first + k], None)
            to[first + k] = target + k
            came[target + k] = first + k


def _once(text: Text) -> dict[str, Stretch]:
    found: dict[str, Stretch] = {}
    many: set[str] = set()
    for start, end in text.sentences:
        sentence = text.text[start:end]
        if sentence in found:
            many.add(sentence)
        found[sentence] = start, end
    return {sentence: stretch for sentence, stretch in found.items() if sentence not in many}


def _over_the_line(old: Text, new: Text, to: list[int]) -> None:
    """Words next to a word that stayed, then and now: where a paragraph was cut in two or two were joined, they are in another one."""
    taken = set(to)
    here, there = old.word_texts, new.word_texts
    for step, order in ((1, range(len(to))), (-1, range(len(to) - 1, -1, -1))):
        for i in order:
            if to[i] < 0 and 0 <= i - step < len(to) and to[i - step] >= 0:
                j = to[i - step] + step
                if 0 <= j < len(there) and j not in taken and here[i] == there[j]:
                    to[i] = j
                    taken.add(j)


def _without_chance(old: Text, to: list[int]) -> None:
    """Takes back a few words that stayed where hardly a word around them did: a new sentence also says “the” and “of”."""
    for start, end in old.sentences:
        first, last = old.words_in(start, end)
        kept = [i for i in range(first, last) if to[i] >= 0]
        if len(kept) == last - first:
            continue
        run: list[int] = []
        for i in [*kept, -1]:
            if run and (i != run[-1] + 1 or to[i] != to[run[-1]] + 1):
                if len(run) < MOVED_TOGETHER and (len(kept) - len(run)) * 4 < last - first - len(run):
                    for each in run:
                        to[each] = -1
                run = []
            run.append(i)


def _moved(old: Text, new: Text, to: list[int]) -> None:
    """Words that were taken out in one place and put in, several in a row, in another."""
    taken = set(to)
    lost, came = old.word_texts, new.word_texts
    size = MOVED_TOGETHER
    index: dict[tuple[str, ...], list[int]] = {}
    for j in range(len(came) - size + 1):
        if taken.isdisjoint(range(j, j + size)):
            index.setdefault(tuple(came[j : j + size]), []).append(j)
    done = 0
    for i in [i for i, j in enumerate(to) if j < 0] if index else ():
        if i < done:
            continue
        best, many, where = 0, 0, -1
        for j in index.get(tuple(lost[i : i + size]), ())[:MOST_PLACES]:
            run = 0
            while i + run < len(lost) and j + run < len(came) and lost[i + run] == came[j + run]:
                if to[i + run] >= 0 or j + run in taken:
                    break
                run += 1
            if run > best:
                best, many, where = run, 1, j
            else:
                many += run == best
        if best >= size and many == 1:
            for k in range(best):
                to[i + k] = where + k
                taken.add(where + k)
            done = i + best


def _beside_moved(old: Text, new: Text, to: list[int]) -> None:
    """The fewer words of a sentence between and beside those that moved: they went with them."""
    taken = set(to)
    here, there = old.word_texts, new.word_texts
    for start, end in old.sentences:
        first, last = old.words_in(start, end)
        if all(j >= 0 for j in to[first:last]) or all(j < 0 for j in to[first:last]):
            continue
        i = first
        while i < last:
            until = i
            while until < last and to[until] < 0:
                until += 1
            if until > i:
                room = range(0)
                if i > first:  # what was put in after the word before
                    room = _free(to[i - 1] + 1, 1, 2 * (until - i) + 10, taken, len(there))
                if until < last and (not room or to[until] < room.start):
                    room = _free(to[until] - 1, -1, 2 * (until - i) + 10, taken, len(there))
                for a, b, size in matched(here[i:until], there[room.start : room.stop]):
                    for k in range(size):
                        to[i + a + k] = room.start + b + k
                        taken.add(room.start + b + k)
            i = until + 1


def _free(at: int, step: int, most: int, taken: set[int], size: int) -> range:
    """The words from one on, forwards or backwards, that nothing else became."""
    end = at
    while 0 <= end < size and end not in taken and abs(end - at) < most:
        end += step
    return range(at, end) if step > 0 else range(end + 1, at + 1)
