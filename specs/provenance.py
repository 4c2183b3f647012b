"""Whose words these are: each word of each paragraph with the act that wrote it, from the changes that were recorded.

Words that stand keep their act; so do words that moved, and words that were taken out and put back. Only paragraphs that changed are
looked at.
"""

from bisect import bisect_left
from collections.abc import Hashable, Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from specs.following import SENTENCE, Text, followed
from specs.wording import Paragraph, Wording
from specs.words import WORD, Change, edits

FEWEST_BACK = 3  # words and signs in a row that count as put back, not as newly written
MOST_PLACES = 20  # where the same few words stood in a paragraph before, that are looked at

Act = Hashable


class Whose(NamedTuple):
    """Words of a paragraph, from one character to another, and the act that wrote them."""

    start: int
    end: int
    act: Act


class Provenance:
    """Told the wordings of a part one after the other, it knows the act that wrote each word; by paragraph, in whatever clause it is."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}
        self._acts: dict[str, list[Act]] = {}
        self._gone_sentences: dict[str, list[Act]] = {}
        self._gone_words: dict[str, _Gone] = {}

    def tell(
        self, wording: Wording, act: Act, sources: Iterable[tuple[str, int, int, Act]] = (), changes: Sequence[Change] | None = None
    ) -> None:
        """A clause got this wording by ``act``; ``changes`` are those stored with it (without them, what differs is compared anew).

        ``sources`` are words, ``(paragraph, from, to, act)``, that another act wrote: those of a suggestion that was taken in. They count
        for words that are new here.
        """
        now = {p.id: p for p in wording}
        made = self._compared(wording) if changes is None else changes
        names = {change.paragraph for change in made if change.kind in ("words", "added", "removed")}
        names |= {p.id for p in wording if p.id not in self._texts}
        if not names:
            return
        came = tuple(p for p in wording if p.id in names)
        went = tuple(Paragraph(name, "para", self._texts[name]) for name in sorted(names & self._texts.keys()))
        found = self._kept(went, came, made)
        others: dict[str, list[tuple[int, int, Act]]] = {}
        for paragraph, start, end, writer in sources:
            others.setdefault(paragraph, []).append((start, end, writer))
        for p in came:
            self._put_back(p, found[p.id])
        for name in [p.id for p in went if p.id not in now]:
            del self._texts[name], self._acts[name]
        for p in came:
            self._texts[p.id] = p.text
            self._acts[p.id] = _with_new(p.text, found[p.id], act, others.get(p.id, ()))

    def runs(self, paragraph: str) -> list[Whose]:
        """Whose the words of a paragraph are, in order; nothing for one that is not there. Signs count as words."""
        text, acts = self._texts.get(paragraph, ""), self._acts.get(paragraph, [])
        found: list[Whose] = []
        for act, run in groupby(zip(WORD.finditer(text), acts, strict=True), key=lambda each: each[1]):
            words = [word for word, _ in run]
            found.append(Whose(words[0].start(), words[-1].end(), act))
        return found

    def _compared(self, wording: Wording) -> list[Change]:
        """What differs from the paragraphs known so far."""
        return [
            Change(0, "words", p.id, *edit)
            for p in wording
            if self._texts.get(p.id, p.text) != p.text
            for edit in edits(self._texts[p.id], p.text)
        ]

    def _kept(self, went: Wording, came: Wording, made: Sequence[Change]) -> dict[str, list[Act]]:
        """The acts of the words that stand or moved (None: not known yet), by paragraph; what is left over counts as gone."""
        old, new = Text(went), Text(came)
        acts = [act for p in went for act in self._acts[p.id]]
        result: list[Act] = [None] * len(new.words)
        used = [False] * len(old.words)
        stands = _standing(old, new, made)
        for way in (followed(old, new, made), stands) if went and came else ():
            for i, j in enumerate(way):
                if j >= 0 and not used[i] and result[j] is None and old.word_texts[i] == new.word_texts[j]:
                    result[j], used[i] = acts[i], True
        self._bury(old, acts, used)
        return {p.id: result[slice(*new.words_in(new.start_of[p.id], new.start_of[p.id] + len(p.text)))] for p in came}

    def _bury(self, old: Text, acts: Sequence[Act], used: Sequence[bool]) -> None:
        """Remembers the words that went, by sentence and by paragraph."""
        for start, end in old.sentences:
            first, last = old.words_in(start, end)
            if last - first > 1 and not all(used[first:last]):
                self._gone_sentences.setdefault(old.text[start:end], list(acts[first:last]))
        at = 0
        for went, run in groupby(used):
            size = len(list(run))
            if not went and size >= FEWEST_BACK:
                self._bury_run(old, acts, at, at + size)
            at += size

    def _bury_run(self, old: Text, acts: Sequence[Act], first: int, last: int) -> None:
        while first < last:
            name = old.span(*old.words[first]).paragraph
            end = old.start_of[name] + old.length_of[name]
            until = min(last, max(first + 1, bisect_left(old.word_starts, end)))
            self._gone_words.setdefault(name, _Gone()).add(old.word_texts[first:until], acts[first:until])
            first = until

    def _put_back(self, p: Paragraph, acts: list[Act]) -> None:
        """New words that stood before and were taken out belong to who wrote them first."""
        if None not in acts:
            return
        words = [m.span() for m in WORD.finditer(p.text)]
        starts = [start for start, _ in words]
        for sentence in SENTENCE.finditer(p.text):
            text = sentence[0].rstrip()
            first, last = bisect_left(starts, sentence.start()), bisect_left(starts, sentence.start() + len(text))
            before = self._gone_sentences.get(text)
            if before:  # the sentence reads again as it once did: what is new in it was there already
                acts[first:last] = [then if now is None else now for now, then in zip(acts[first:last], before, strict=True)]
        if p.id in self._gone_words:
            self._gone_words[p.id].give_back([p.text[start:end] for start, end in words], acts)


class _Gone:
    """Words that were taken out of one paragraph, in the order they stood."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.acts: list[Act] = []
        self.places: dict[tuple[str, ...], list[int]] = {}

    def add(self, words: Sequence[str], acts: Sequence[Act]) -> None:
        at = len(self.words)
        self.words += [*words, ""]
        self.acts += [*acts, None]
        for k in range(at, at + len(words) - FEWEST_BACK + 1):
            self.places.setdefault(tuple(self.words[k : k + FEWEST_BACK]), []).append(k)

    def give_back(self, words: Sequence[str], acts: list[Act]) -> None:
        """Fills in the acts of words that are here in a row and stood in a row before."""
        at = 0
        while at < len(words):
            longest, where = 0, -1
            for k in self.places.get(tuple(words[at : at + FEWEST_BACK]), ())[:MOST_PLACES]:
                size = 0
                while at + size < len(words) and acts[at + size] is None and words[at + size] == self.words[k + size]:
                    size += 1
                if size > longest:
                    longest, where = size, k
            if longest >= FEWEST_BACK:
                acts[at : at + longest] = self.acts[where : where + longest]
                at += longest
            else:
                at += 1


def _standing(old: Text, new: Text, made: Sequence[Change]) -> list[int]:
    """For each word of the old text its place in the new one where no recorded change touches it, or -1."""
    to = [-1] * len(old.words)
    place = {start: j for j, start in enumerate(new.word_starts)}
    by_paragraph: dict[str, list[Change]] = {}
    for change in made:
        if change.kind == "words":
            by_paragraph.setdefault(change.paragraph, []).append(change)
    for p in old.wording:
        if p.id not in new.start_of:
            continue
        begin, there = old.start_of[p.id], new.start_of[p.id]
        at = to_at = 0
        size = len(p.text)
        for start, end, to_end in [*((c.start, c.end, c.to_end) for c in by_paragraph.get(p.id, ())), (size, size, 0)]:
            for i in range(bisect_left(old.word_starts, begin + at), bisect_left(old.word_starts, begin + start)):
                to[i] = place.get(old.word_starts[i] - begin - at + there + to_at, -1)
            at, to_at = end, to_end
    return to


def _with_new(text: str, acts: Sequence[Act], act: Act, others: Iterable[tuple[int, int, Act]]) -> list[Act]:
    """The acts of all words: what is not known yet was written by this act, or by another where its words were taken in."""
    found = list(acts)
    if None not in found:
        return found
    starts = [m.start() for m in WORD.finditer(text)]
    for start, end, writer in others:
        for k in range(bisect_left(starts, start), bisect_left(starts, end)):
            if found[k] is None:
                found[k] = writer
    return [act if each is None else each for each in found]
