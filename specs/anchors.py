"""Comments hang on chosen words: where those words are now, carried through each recorded change of their clause's wording.

An anchor is what is left of a quote: places in the wording as it stands, and whether they can be relied on. It is carried once, when a
change is recorded, along that change's own list of changes (nothing is compared again), and the event keeps the result. Four rules:

1. A sentence that stands word for word, and once, keeps its comment, wherever it went.
2. Otherwise words are followed one by one: those that stayed, and those that were taken out here and put in there.
3. Where under a quarter of the words are left, the whole wording is searched for the likest sentence: “probably here, please check”.
4. Where there is none: “please place”. It is tried again at each later change, so a quote comes back when its words come back.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from functools import cached_property
from typing import Any, Literal, NamedTuple, cast

from specs.threads import Span
from specs.wording import Wording
from specs.words import WORD, Change

Status = Literal["stands", "check", "place"]
Stretch = tuple[int, int]  # from one character to another of a whole wording read as one text

SENTENCE = re.compile(r"\S(?:[^\n.!?]|[.!?]+(?=[^\s.!?]))*[.!?]*")
MOVED_TOGETHER = 4  # words and signs in a row that count as moved, not as newly written
LEAST_LEFT = 0.25  # of a quote's words; with less of them it is not a place any more
LEAST_LIKE = 0.4  # shared words of the quote and of what it became
LIKE_A_SENTENCE = 0.75  # what a best guess shares with the quote, and by how much it is ahead of the next
AHEAD = 0.15


class Anchor(NamedTuple):
    """The words a comment hangs on, in the wording as it stands: all that is left of the quote, in reading order.

    ``stands``; ``check``: probably here, please check; ``place``: please place (nothing is left, ``where`` is empty).
    A comment on a whole clause has no places and stands.
    """

    where: tuple[Span, ...] = ()
    status: Status = "stands"


def to_row(anchor: Anchor) -> list[Any]:
    """An anchor as an event keeps it: ``[status, [[paragraph, start, end], …]]``."""
    return [anchor.status, to_places(anchor.where)]


def from_row(row: Sequence[Any]) -> Anchor:
    """The anchor that ``to_row`` wrote down."""
    return Anchor(from_places(row[1]), cast(Status, row[0]))


def to_places(where: Iterable[Span]) -> list[list[Any]]:
    """Places as an event keeps them."""
    return [[span.paragraph, span.start, span.end] for span in where]


def from_places(rows: Iterable[Sequence[Any]]) -> tuple[Span, ...]:
    """The places that ``to_places`` wrote down."""
    return tuple(Span(*row) for row in rows)


def carried(first: Wording, places: Sequence[Span], anchor: Anchor, before: Wording, after: Wording, made: Sequence[Change]) -> Anchor:
    """One anchor through one recorded change. For several anchors of a clause, prepare a ``Carrying`` once.

    ``first`` is the wording that was commented on and ``places`` the words chosen in it; ``anchor`` is where they are in ``before``.
    """
    return Carrying(before, after, made).carry(first, places, anchor)


def goes_with(places: Sequence[Span], anchor: Anchor, went: Collection[str]) -> bool:
    """When some paragraphs went to another clause (a split): whether the comment goes with them, because most of its words did.

    A comment whose words are lost goes where their paragraph went; one on the whole clause stays.
    """
    spans = anchor.where or places
    return sum((s.end - s.start) * (1 if s.paragraph in went else -1) for s in spans) > 0


def kept_to(anchor: Anchor, clause: Collection[str]) -> Anchor:
    """The anchor within the paragraphs of the clause its comment is on after a split: words in the other half are let go."""
    where = tuple(span for span in anchor.where if span.paragraph in clause)
    if where == anchor.where:
        return anchor
    return Anchor(where, "check" if where else "place")


class _Text:
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
        return [m.span() for m in SENTENCE.finditer(self.text)]

    @cached_property
    def sentence_starts(self) -> list[int]:
        return [start for start, _ in self.sentences]

    def by_sentence(self, start: int, end: int) -> list[tuple[Stretch, Stretch]]:
        """A stretch cut at the ends of sentences: each part, with the sentence it is in."""
        found = []
        for k in range(max(0, bisect_right(self.sentence_starts, start) - 1), bisect_left(self.sentence_starts, end)):
            sentence = self.sentences[k]
            part = max(start, sentence[0]), min(end, sentence[1])
            if part[0] < part[1]:
                found.append((part, sentence))
        return found

    @cached_property
    def bags(self) -> list[Counter[str]]:
        return [_bag(self.text[start:end]) for start, end in self.sentences]

    @cached_property
    def holding(self) -> dict[str, list[int]]:
        """By word, the sentences that hold it."""
        found: dict[str, list[int]] = {}
        for k, bag in enumerate(self.bags):
            for word in bag:
                found.setdefault(word, []).append(k)
        return found

    def likest(self, text: str) -> Stretch | None:
        """The one sentence that shares most of its words with a text, clearly ahead of every other."""
        bag = _bag(text)
        shared: Counter[int] = Counter()
        for word, times in bag.items():
            for k in self.holding.get(word, ()):
                shared[k] += min(times, self.bags[k][word])
        size = bag.total()
        ranked = sorted(((2 * many / (size + self.bags[k].total()), -k) for k, many in shared.items()), reverse=True)[:2]
        if not ranked or ranked[0][0] < LIKE_A_SENTENCE or (len(ranked) > 1 and ranked[0][0] - ranked[1][0] < AHEAD):
            return None
        return self.sentences[-ranked[0][1]]


def _bag(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.lower()))


class Carrying:
    """One recorded change of a clause's wording, made ready to carry any number of anchors through it."""

    def __init__(self, before: Wording, after: Wording, made: Sequence[Change]) -> None:
        self.old, self.new = _Text(before), _Text(after)
        self.to = _followed(self.old, self.new, made)
        self._firsts: dict[int, _Text] = {id(before): self.old}

    def carry(self, first: Wording, places: Sequence[Span], anchor: Anchor) -> Anchor:
        """An anchor after the change; see ``carried``."""
        if not places:
            return Anchor()
        origin = self._firsts.get(id(first))
        if origin is None:
            origin = self._firsts[id(first)] = _Text(first)
        pieces = self._along(anchor.where)
        quoted = [origin.stretch(span) for span in places]
        parts = [part for start, end in quoted for part in origin.by_sentence(start, end)]
        direct = [self._verbatim(origin, part, sentence, pieces) for part, sentence in parts]
        if direct and all(direct):
            return Anchor(self._spans([d for d in direct if d]), "stands")
        bag = _bag(" ".join(origin.text[start:end] for start, end in quoted))
        if not bag:
            return Anchor(self._spans(pieces), anchor.status if pieces else "place")
        pieces = _joined(self.new.text, [*pieces, *(d for d in direct if d)])
        left, like = self._left(bag, pieces)
        if left >= LEAST_LEFT and like >= LEAST_LIKE:
            sure = like >= 0.5 and (anchor.status != "check" or left == 1)
            return Anchor(self._spans(pieces), "stands" if sure else "check")
        guess = [found for part, sentence in parts if (found := self._guess(origin, part, sentence))]
        if guess and self._left(bag, guess)[0] >= LEAST_LEFT:
            return Anchor(self._spans(_joined(self.new.text, guess)), "check")
        return Anchor((), "place")

    def _along(self, where: Iterable[Span]) -> list[Stretch]:
        """The pieces of these places after the change, word by word."""
        found: list[Stretch] = []
        for span in where:
            start, end = self.old.stretch(span)
            for i in range(*self.old.words_in(start, end)):
                if self.to[i] >= 0:
                    a, b = self.old.words[i]
                    to_a, to_b = self.new.words[self.to[i]]
                    same = b - a == to_b - to_a  # a place may begin or end inside a word
                    found.append((to_a + max(0, start - a), to_b - max(0, b - end)) if same else (to_a, to_b))
        return _joined(self.new.text, found)

    def _verbatim(self, origin: _Text, part: Stretch, sentence: Stretch, pieces: list[Stretch]) -> Stretch | None:
        """Where a part of the quote is, if its whole sentence stands around it still, or stands somewhere and nowhere else."""
        text = origin.text[slice(*sentence)]
        offset, size = part[0] - sentence[0], part[1] - part[0]
        for start, _ in pieces:
            if self.new.text.startswith(text, max(0, start - offset)):
                return start, start + size
        if part != sentence and size >= 30 and len(_bag(origin.text[slice(*part)])) >= 5:
            text, offset = origin.text[slice(*part)], 0  # many words: they need no sentence around them
        if len(_bag(text)) < 3 or len(text) < 15:
            return None
        at = self.new.text.find(text)
        if at < 0 or self.new.text.find(text, at + 1) >= 0 or origin.text.find(text, origin.text.find(text) + 1) >= 0:
            return None
        return at + offset, at + offset + size

    def _guess(self, origin: _Text, part: Stretch, sentence: Stretch) -> Stretch | None:
        """The likest sentence, or in it the same few words."""
        text = origin.text[slice(*sentence)]
        if len(_bag(text)) < 5:
            return None
        found = self.new.likest(text)
        if found is None or part == sentence:
            return found
        words = origin.text[slice(*part)]
        at = self.new.text.find(words, *found)
        if at < 0 or self.new.text.find(words, at + 1, found[1]) >= 0:
            return None
        return at, at + len(words)

    def _left(self, quote: Counter[str], pieces: list[Stretch]) -> tuple[float, float]:
        """How much of the quote is left in these pieces, and how alike the quote and they are."""
        bag = _bag(" ".join(self.new.text[start:end] for start, end in pieces))
        shared = (quote & bag).total()
        return shared / quote.total(), 2 * shared / (quote.total() + bag.total())

    def _spans(self, pieces: Iterable[Stretch]) -> tuple[Span, ...]:
        return tuple(self.new.span(*piece) for piece in sorted(pieces))


def _joined(text: str, pieces: Iterable[Stretch]) -> list[Stretch]:
    """Pieces in order; those with only spaces between them become one, within their paragraph."""
    found: list[Stretch] = []
    for start, end in sorted(pieces):
        if found and (start <= found[-1][1] or (text[found[-1][1] : start].strip(" \t") == "")):
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found


def _followed(old: _Text, new: _Text, made: Sequence[Change]) -> list[int]:
    """For each word of the old text its place among the words of the new one, or -1."""
    to = [-1] * len(old.words)
    _stayed(old, new, made, to)
    _same_sentences(old, new, to)
    _without_chance(old, to)
    _moved(old, new, to)
    return to


def _stayed(old: _Text, new: _Text, made: Sequence[Change], to: list[int]) -> None:
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
        ends = [(c.start, c.end, c.to_end) for c in by_paragraph.get(p.id, ())]
        for start, end, to_end in [*ends, (len(p.text), 0, 0)]:
            shift = there + to_at - begin - at
            for i in range(bisect_left(old.word_starts, begin + at), bisect_left(old.word_starts, begin + start)):
                a, b = old.words[i]
                j = place.get(a + shift, -1)
                if j >= 0 and new.words[j][1] - b == shift:
                    to[i] = j
            at, to_at = end, to_end


def _same_sentences(old: _Text, new: _Text, to: list[int]) -> None:
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


def _once(text: _Text) -> dict[str, Stretch]:
    found: dict[str, Stretch] = {}
    many: set[str] = set()
    for start, end in text.sentences:
        sentence = text.text[start:end]
        if sentence in found:
            many.add(sentence)
        found[sentence] = start, end
    return {sentence: stretch for sentence, stretch in found.items() if sentence not in many}


def _without_chance(old: _Text, to: list[int]) -> None:
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


def _moved(old: _Text, new: _Text, to: list[int]) -> None:
    """Words that were taken out in one place and put in, several in a row, in another."""
    taken = set(to)
    lost, came = old.word_texts, new.word_texts
    size = MOVED_TOGETHER
    index: dict[tuple[str, ...], list[int]] = {}
    for j in range(len(came) - size + 1):
        if all(j + k not in taken for k in range(size)):
            index.setdefault(tuple(came[j : j + size]), []).append(j)
    i = 0
    while index and i + size <= len(lost):
        best, many, where = 0, 0, -1
        if to[i] < 0:
            for j in index.get(tuple(lost[i : i + size]), ())[:20]:
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
            i += best
        else:
            i += 1
