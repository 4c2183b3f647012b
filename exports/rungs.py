"""The rungs by which a clause is known for certain in a file that came back: bookmark, paragraph id, printed reference, the same text."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from exports.aligning import Bag, bag, likeness
from exports.readings import Line
from exports.sent import Sent
from specs.words import rising

Rung = Literal["a person", "bookmark", "paragraph id", "printed reference", "exact text", "likeness", "ask", "gone", "no words"]

TELLING = 12  # characters of a paragraph that says whose it is, where it stands once
LONG = 40  # characters of a clause that is known by its text wherever it stands
SURE = 0.5  # the share of a clause's words that has to be found for it to be known by its likeness
MARGIN = 0.1  # how much less like the next likest has to be
DOUBT = 0.3  # from this likeness on a person is shown a place
LINEAGE = 0.5  # the share of paragraph ids that a file of the same lineage has kept


@dataclass
class Matches:
    """``rungs`` says how each clause was found; ``starts`` the place of the first line of each that was, by clause.

    ``candidates`` are the places of lines that a clause may be about, for a person to say; ``nobodys`` places at which something begins
    that may be a clause that a person is asked about.
    """

    rungs: dict[int, Rung] = field(default_factory=dict)
    starts: dict[int, int] = field(default_factory=dict)
    candidates: dict[int, tuple[int, ...]] = field(default_factory=dict)
    nobodys: set[int] = field(default_factory=set)


class Rungs:
    """The edition's lines beside those of a file, which has been read without what others tracked in it."""

    def __init__(self, sent: Sent, lines: Sequence[Line], marks: Iterable[tuple[str, int]], told: Mapping[str, int] | None = None) -> None:
        self.sent, self.lines = sent, lines
        self.marks = list(marks)
        self.told = dict(told or {})
        self.texts = [line.said for line in sent.lines]
        self.said = set(self.texts)
        self.there = [line.said for line in lines]
        self.own = sent.of()
        self.numbers = [line.number for line in lines]
        self.made = Matches()
        self.lineage = False
        self.taken: dict[int, int] = {}  # by place of a line: the clause that begins there
        self._bags: dict[int, Bag] = {}
        owners: dict[str, set[int]] = defaultdict(set)
        for text, owner in zip(self.texts, sent.owners, strict=True):
            if len(text) >= TELLING:
                owners[text].add(owner)
        self.only = {text: min(found) for text, found in owners.items() if len(found) == 1}

    def note(self, clause: int, at: int, rung: Rung) -> None:
        """A clause is known to begin at a place."""
        self.made.starts[clause], self.made.rungs[clause] = at, rung
        self.taken[at] = clause

    def missing(self) -> list[int]:
        """The clauses that are not known yet."""
        return [clause for clause in range(len(self.own)) if clause not in self.made.rungs]

    def bag_of(self, clause: int) -> Bag:
        """The words of a clause of the edition."""
        if clause not in self._bags:
            self._bags[clause] = bag("\n".join(self.texts[k] for k in self.own[clause]))
        return self._bags[clause]

    # What a person said.

    def by_a_person(self) -> None:
        """Where a person said that a clause is (a place below 0: nowhere)."""
        for clause, (name, _) in enumerate(self.sent.clauses):
            at = self.told.get(name)
            if at is None or clause in self.made.rungs:
                continue
            if 0 <= at < len(self.lines) and at not in self.taken:
                self.note(clause, at, "a person")
            elif at < 0:
                self.made.rungs[clause] = "gone"

    # The hidden bookmark.

    def by_bookmark(self) -> None:
        """By the hidden bookmark that went out with each clause."""
        named = {name: clause for clause, (name, _) in enumerate(self.sent.clauses)}
        first: dict[int, int] = {}
        for name, number in self.marks:
            if name in named:
                first.setdefault(named[name], number)
        holding: dict[int, list[int]] = defaultdict(list)
        for clause, number in first.items():
            at = bisect_left(self.numbers, number)
            last = min(at + self._before_in_paragraph(clause), len(self.lines) - 1)
            while at < last and self.numbers[at + 1] == self.numbers[at]:
                at += 1
            if at < len(self.lines):
                holding[at].append(clause)
        places = [*sorted(holding), len(self.lines)]
        for at, until in pairwise(places):
            whose = self._trusted(holding[at], at, until)
            if whose is not None and whose not in self.made.rungs and at not in self.taken:
                self.note(whose, at, "bookmark")

    def _before_in_paragraph(self, clause: int) -> int:
        """How many lines of other clauses stand before a clause's own in its first paragraph: boxes that are another's."""
        own, lines = self.own[clause], self.sent.lines
        at = own[0] if own else 0
        while own and at and lines[at - 1].number == lines[own[0]].number:
            at -= 1
        return own[0] - at if own else 0

    def _trusted(self, clauses: Sequence[int], at: int, until: int) -> int | None:
        """The clause whose bookmark is believed at a place; None where the text is plainly another's."""
        told = Counter(owner for k in range(at, until) if (owner := self.only.get(self.there[k])) is not None)
        if len(clauses) > 1:
            # The last of them: where a clause was deleted its mark goes to the next one, before that one's own.
            alike = [c for c in clauses if self.own[c] and self.texts[self.own[c][0]] == self.there[at]]
            clauses = [max(alike or clauses, key=lambda c: (told[c], clauses.index(c)))]
        (clause,) = clauses
        if not self.own[clause]:
            return None
        if told[clause] or self._has_line_of(clause, at, until):
            return clause
        spoken = sum(1 for k in range(at, until) if self.there[k])
        other, votes = max(told.items(), key=lambda each: (each[1], -each[0]), default=(clause, 0))
        if other != clause and votes * 2 >= spoken:
            return None
        here = bag("\n".join(self.there[at:until]))
        like = likeness(self.bag_of(clause), here)
        if like < DOUBT and any(likeness(self.bag_of(c), here) >= max(SURE, like + MARGIN) for c in self._similar(here) if c != clause):
            return None
        return clause

    def _has_line_of(self, clause: int, at: int, until: int) -> bool:
        own = {self.texts[k] for k in self.own[clause]}
        return any(self.there[k] in own for k in range(at, until) if self.there[k])

    def _similar(self, here: Bag, most: int = 8) -> list[int]:
        """The clauses that share the most telling words with a text."""
        if not hasattr(self, "_holders"):
            self._holders: dict[str, list[int]] = defaultdict(list)
            for clause in range(len(self.own)):
                for word in self.bag_of(clause):
                    self._holders[word].append(clause)
        shared: Counter[int] = Counter()
        for word in here:
            holders = self._holders.get(word, [])
            if len(holders) <= 20:
                shared.update(holders)
        return [clause for clause, _ in sorted(shared.items(), key=lambda each: (-each[1], each[0]))[:most]]

    # The paragraph's own id.

    def by_name(self) -> None:
        """By the paragraph's own id, in a file whose ids are still those that went out."""
        ids: dict[str, list[int]] = defaultdict(list)
        for at, line in enumerate(self.lines):
            if line.name:
                ids[line.name].append(at)
        named = [(k, line.name) for k, line in enumerate(self.sent.lines) if line.name]
        kept = [(k, ids[name][0]) for k, name in named if len(ids.get(name, ())) == 1]
        agree = sum(self.texts[k] == self.there[at] for k, at in kept)
        if len(named) < 5 or agree < LINEAGE * len(named) or agree < 0.8 * len(kept):
            return
        self.lineage = True
        places = dict(kept)
        for clause in self.missing():
            place = places.get(self.own[clause][0])
            if place is not None and place not in self.taken and self.only.get(self.there[place], clause) == clause:
                self.note(clause, place, "paragraph id")

    # The printed reference, and the same text.

    def by_reference(self) -> None:
        """By the printed number together with the heading's words."""
        printed: dict[tuple[str, str], list[int]] = defaultdict(list)
        for at, line in enumerate(self.lines):
            if line.shown and line.paragraph.text.strip():
                printed[reference_of(line)].append(at)
        first = {clause: self.sent.lines[own[0]] for clause, own in enumerate(self.own) if own}
        wanted = Counter(reference_of(line) for line in self.sent.lines if line.shown)
        headed: dict[str, list[int]] = defaultdict(list)
        for clause, line in first.items():
            headed[reference_of(line)[1]].append(clause)
        pairs = []
        for clause in self.missing():
            line = first[clause]
            places = printed.get(reference_of(line), []) if line.shown and line.paragraph.text.strip() else []
            once = len(places) == 1 and wanted[reference_of(line)] == 1 and places[0] not in self.taken
            if once and self._likest_itself(clause, places[0], headed[reference_of(line)[1]]):
                pairs.append((clause, places[0]))
        for clause, at in self._orderly(pairs):
            self.note(clause, at, "printed reference")

    def _likest_itself(self, clause: int, at: int, headed: Sequence[int]) -> bool:
        """Whether what stands at a place is more like a clause than like the others with its heading: numbers move on where one came."""
        if len(headed) == 1:
            return True
        here = bag("\n".join(self.there[at : at + len(self.own[clause])]))
        like = likeness(self.bag_of(clause), here)
        return all(likeness(self.bag_of(other), here) <= like - MARGIN for other in headed if other != clause)

    def by_text(self) -> None:
        """By the same text, where it stands once on each side."""
        places, went = _places(self.there), _places(self.texts)
        whole = {clause: tuple(self.texts[k] for k in own) for clause, own in enumerate(self.own)}
        many = Counter(whole.values())
        pairs = []
        for clause in self.missing():
            texts = whole[clause]
            if many[texts] > 1:
                continue
            found, was = _runs(texts, self.there, places), _runs(texts, self.texts, went)
            if len(found) == len(was) == 1 and found[0] not in self.taken:
                pairs.append((clause, found[0]))
        orderly = self._orderly(pairs)
        for clause, at in pairs:
            if (clause, at) in orderly or sum(map(len, whole[clause])) >= LONG:
                self.note(clause, at, "exact text")

    def _orderly(self, pairs: Sequence[tuple[int, int]]) -> set[tuple[int, int]]:
        """Those that stand in order among all that were found."""
        known = sorted([*self.made.starts.items(), *pairs])
        return set(rising(known)) & set(pairs)


def _places(texts: Sequence[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for at, text in enumerate(texts):
        found[text].append(at)
    return found


def _runs(wanted: tuple[str, ...], texts: Sequence[str], places: dict[str, list[int]], most: int = 50) -> list[int]:
    """Where these texts stand one after the other; none where the first of them stands all over the place."""
    first = places.get(wanted[0], [])
    return [at for at in first if tuple(texts[at : at + len(wanted)]) == wanted] if len(first) <= most else []


def reference_of(line: Line) -> tuple[str, str]:
    """The number and the words that a clause goes by in print."""
    return " ".join(line.shown.casefold().split()).rstrip(".:) "), " ".join(line.paragraph.text.casefold().split())
