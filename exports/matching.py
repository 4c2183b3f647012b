"""Which clause of the edition that went out stands where in a file that came back, rung by rung; where nothing is sure, a person is asked.

The rungs: the hidden bookmark, the paragraph's own id (in a file of the same lineage), the printed number with the heading's words, the
same text, likeness in order. A wrong match is worse than none.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from exports.aligning import LARGEST_TABLE, Bag, Gap, bag, in_turn, likeness, likest, same
from exports.readings import Line
from exports.sent import Sent
from specs.words import rising

Rung = Literal["bookmark", "paragraph id", "printed reference", "exact text", "likeness", "ask", "gone", "no words"]

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


class Matching:
    """The edition's lines beside those of a file, which has been read without what others tracked in it."""

    def __init__(self, sent: Sent, lines: Sequence[Line], marks: Iterable[tuple[str, int]]) -> None:
        self.sent, self.lines = sent, lines
        self.marks = list(marks)
        self.texts = [line.said for line in sent.lines]
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

    def matches(self) -> Matches:
        """Every clause with how it was found."""
        for clause, own in enumerate(self.own):
            if not own:
                self.made.rungs[clause] = "no words"
        self._by_bookmark()
        self._by_name()
        self._by_reference()
        self._by_text()
        self._in_order()
        self._likest_elsewhere()
        for clause in range(len(self.own)):
            self.made.rungs.setdefault(clause, "gone")
        return self.made

    def _found(self, clause: int, at: int, rung: Rung) -> None:
        self.made.starts[clause], self.made.rungs[clause] = at, rung
        self.taken[at] = clause

    def _missing(self) -> list[int]:
        return [clause for clause in range(len(self.own)) if clause not in self.made.rungs]

    def bag_of(self, clause: int) -> Bag:
        """The words of a clause of the edition."""
        if clause not in self._bags:
            self._bags[clause] = bag("\n".join(self.texts[k] for k in self.own[clause]))
        return self._bags[clause]

    # The hidden bookmark.

    def _by_bookmark(self) -> None:
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
            if (whose := self._trusted(holding[at], at, until)) is not None:
                self._found(whose, at, "bookmark")

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

    def _by_name(self) -> None:
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
        for clause in self._missing():
            place = places.get(self.own[clause][0])
            if place is not None and place not in self.taken and self.only.get(self.there[place], clause) == clause:
                self._found(clause, place, "paragraph id")

    # The printed reference, and the same text.

    def _by_reference(self) -> None:
        printed: dict[tuple[str, str], list[int]] = defaultdict(list)
        for at, line in enumerate(self.lines):
            if line.shown and line.paragraph.text.strip():
                printed[_reference(line)].append(at)
        first = {clause: self.sent.lines[own[0]] for clause, own in enumerate(self.own) if own}
        wanted = Counter(_reference(line) for line in first.values() if line.shown)
        pairs = []
        for clause in self._missing():
            line = first[clause]
            places = printed.get(_reference(line), []) if line.shown and line.paragraph.text.strip() else []
            if len(places) == 1 and wanted[_reference(line)] == 1 and places[0] not in self.taken:
                pairs.append((clause, places[0]))
        for clause, at in self._orderly(pairs):
            self._found(clause, at, "printed reference")

    def _by_text(self) -> None:
        places: dict[str, list[int]] = defaultdict(list)
        for at, text in enumerate(self.there):
            places[text].append(at)
        whole = {clause: tuple(self.texts[k] for k in own) for clause, own in enumerate(self.own)}
        many = Counter(whole.values())
        pairs = []
        for clause in self._missing():
            texts = whole[clause]
            if many[texts] > 1:
                continue
            found = [at for at in places.get(texts[0], [])[:50] if tuple(self.there[at : at + len(texts)]) == texts]
            if len(found) == 1 and len(places.get(texts[0], [])) <= 50 and found[0] not in self.taken:
                pairs.append((clause, found[0]))
        orderly = self._orderly(pairs)
        for clause, at in pairs:
            if (clause, at) in orderly or sum(map(len, whole[clause])) >= LONG:
                self._found(clause, at, "exact text")

    def _orderly(self, pairs: Sequence[tuple[int, int]]) -> set[tuple[int, int]]:
        """Those that stand in order among all that were found."""
        known = sorted([*self.made.starts.items(), *pairs])
        return set(rising(known)) & set(pairs)

    # Likeness, in order.

    def _in_order(self) -> None:
        """Between clauses that stand in order, the paragraphs of the two sides side by side: a clause begins where its first one is."""
        if not self._missing():
            return
        found = rising(sorted(self.made.starts.items()))
        moved = set(self.made.starts.items()) - set(found)
        elsewhere = self._stretches({at for _, at in moved})
        bounds = [(-1, 0), *found, (len(self.own), len(self.lines))]
        for (one, at), (two, until) in pairwise(bounds):
            clauses = [c for c in range(max(one, 0), two) if c not in self.made.starts or c == one]
            if not any(c not in self.made.rungs for c in clauses):
                continue
            left = [k for c in clauses for k in self.own[c]]
            right = [k for k in range(at, until) if k not in elsewhere]
            self._gap(clauses, left, right, one if one >= 0 else None)

    def _stretches(self, begin: set[int]) -> set[int]:
        """The places that belong to clauses which begin at these."""
        made: set[int] = set()
        bounds = [*sorted(self.taken), len(self.lines)]
        for at, until in pairwise(bounds):
            if at in begin:
                made.update(range(at, until))
        return made

    def _gap(self, clauses: Sequence[int], left: Sequence[int], right: Sequence[int], known: int | None) -> None:
        pairs = {left[i]: right[j] for i, j in self._side_by_side(left, right)}
        used = set(pairs.values())
        free = [at for at in right if at not in used]
        weights = {k: max(len(self.texts[k]), 1) for k in left}
        for clause in clauses:
            if clause == known or clause in self.made.rungs:
                continue
            own = self.own[clause]
            share = sum(weights[k] * self._like(k, pairs[k]) for k in own if k in pairs) / sum(weights[k] for k in own)
            if share < SURE:
                self._doubtful(clause, share, [pairs[k] for k in own if k in pairs], free)
                continue
            at = self._beginning(clause, pairs, free, right)
            if at in self.taken:
                self._ask(clause, [at])
            elif rivals := self._rivals(clause, clauses, pairs, free, share):
                self._ask(clause, [at, *rivals])
                self.made.nobodys.add(at)
            else:
                self._found(clause, at, self._rung(clause, at))

    def _side_by_side(self, left: Sequence[int], right: Sequence[int]) -> list[tuple[int, int]]:
        old, new = [self.texts[k] for k in left], [self.there[k] for k in right]
        pairs, gaps = same(old, new)
        for gap in gaps:
            if (gap.end - gap.start) * (gap.to_end - gap.to_start) > LARGEST_TABLE:
                pairs += in_turn(old, new, gap)
            else:
                pairs += self._compared(gap, old, new)
        return sorted(pairs)

    @staticmethod
    def _compared(gap: Gap, old: Sequence[str], new: Sequence[str]) -> Iterable[tuple[int, int]]:
        one = {k: bag(old[k]) for k in range(gap.start, gap.end)}
        two = {k: bag(new[k]) for k in range(gap.to_start, gap.to_end)}
        return likest(gap, lambda i, j: likeness(one[i], two[j]), SURE)

    def _like(self, k: int, at: int) -> float:
        return 1.0 if self.texts[k] == self.there[at] else likeness(bag(self.texts[k]), bag(self.there[at]))

    def _beginning(self, clause: int, pairs: dict[int, int], free: Sequence[int], right: Sequence[int]) -> int:
        """Where a clause begins: at its first paragraph, else at as many paragraphs before the first that is there as it had."""
        own = self.own[clause]
        if own[0] in pairs:
            return pairs[own[0]]
        place = next(n for n, k in enumerate(own) if k in pairs)
        at, loose = pairs[own[place]], set(free)
        before = 0
        while before < place and at - 1 in loose and at - 1 >= right[0]:
            at, before = at - 1, before + 1
        return at

    def _rung(self, clause: int, at: int) -> Rung:
        own = self.own[clause]
        if [self.texts[k] for k in own] == self.there[at : at + len(own)]:
            return "exact text"
        line = self.sent.lines[own[0]]
        if line.shown and _reference(line) == _reference(self.lines[at]):
            return "printed reference"
        return "likeness"

    def _rivals(self, clause: int, clauses: Sequence[int], pairs: dict[int, int], free: Sequence[int], share: float) -> list[int]:
        """Places that are about as much like the clause; or its own place, where a clause that was not found is about as much like it."""
        own = self.own[clause]
        if free:
            head = max((k for k in own if k in pairs), key=lambda k: len(self.texts[k]))
            here = self._like(head, pairs[head])
            rivals = [at for at in free if len(self.there[at]) >= TELLING and self._like(head, at) >= max(here - MARGIN, SURE)]
            if rivals:
                return rivals
        there = bag("\n".join(self.there[pairs[k]] for k in own if k in pairs))
        for other in clauses:
            lost = other not in self.made.starts and not any(k in pairs for k in self.own[other])
            if other != clause and lost and self.own[other] and likeness(self.bag_of(other), there) >= max(share - MARGIN, SURE):
                return [pairs[k] for k in own if k in pairs][:1]
        return []

    def _doubtful(self, clause: int, share: float, at: Sequence[int], free: Sequence[int]) -> None:
        wanted = self.bag_of(clause)
        alike = [k for k in free[:500] if len(self.there[k]) >= TELLING and _held(bag(self.there[k]), wanted) >= SURE]
        if share >= DOUBT or alike:
            self._ask(clause, [*at, *alike])
            self.made.nobodys |= {min([*at, *alike])} - set(self.taken)

    def _ask(self, clause: int, places: Iterable[int]) -> None:
        self.made.rungs[clause] = "ask"
        self.made.candidates[clause] = tuple(sorted(set(places)))[:10]

    def _likest_elsewhere(self) -> None:
        """A clause that is not in its place may stand elsewhere with other words: a person is asked."""
        missing = self._missing()
        if not missing:
            return
        holders: dict[str, list[int]] = defaultdict(list)
        known = set(self.texts)
        free = [at for at, text in enumerate(self.there) if len(text) >= TELLING and text not in known]
        for at in free:
            for word in bag(self.there[at]):
                holders[word].append(at)
        for clause in missing:
            wanted = self.bag_of(clause)
            shared = Counter(at for word in wanted for at in holders.get(word, ()) if len(holders[word]) <= 20)
            near = [at for at, _ in sorted(shared.items(), key=lambda each: (-each[1], each[0]))[:8]]
            alike = [at for at in near if _held(bag(self.there[at]), wanted) >= 0.6]
            if alike and sum(len(self.there[at]) for at in alike) >= LONG / 2:
                self._ask(clause, alike)


def _held(one: Bag, two: Bag) -> float:
    """The share of the words of a text that another has too."""
    total = one.total()
    return sum(min(count, two[word]) for word, count in one.items()) / total if total else 0.0


def _reference(line: Line) -> tuple[str, str]:
    """The number and the words that a clause goes by in print."""
    return " ".join(line.shown.casefold().split()).rstrip(".:) "), " ".join(line.paragraph.text.casefold().split())
