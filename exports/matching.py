"""Which clause of the edition that went out stands where in a file that came back, rung by rung; where nothing is sure, a person is asked.

The rungs: the hidden bookmark, the paragraph's own id (in a file of the same lineage), the printed number with the heading's words, the
same text, likeness in order. A wrong match is worse than none.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

from exports.aligning import LARGEST_TABLE, Bag, Gap, bag, in_turn, likeness, likest, same
from exports.rungs import DOUBT, LONG, MARGIN, SURE, TELLING, Matches, Rung, Rungs, reference_of
from specs.words import rising


class Matching(Rungs):
    """The edition's lines beside those of a file, which has been read without what others tracked in it."""

    def matches(self) -> Matches:
        """Every clause with how it was found."""
        for clause, own in enumerate(self.own):
            if not own:
                self.made.rungs[clause] = "no words"
        self.by_a_person()
        self.by_bookmark()
        self.by_name()
        self.by_reference()
        self.by_text()
        self._in_order()
        self._likest_elsewhere()
        for clause in range(len(self.own)):
            self.made.rungs.setdefault(clause, "gone")
        return self.made

    def _in_order(self) -> None:
        """Between clauses that stand in order, the paragraphs of the two sides side by side: a clause begins where its first one is."""
        if not self.missing():
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
            if share < SURE or not self._telling(clause, pairs):
                self._doubtful(clause, share, [pairs[k] for k in own if k in pairs], free)
                continue
            at, sure = self._beginning(clause, pairs, free, right)
            if at in self.taken or not sure:
                self._ask(clause, [at])
                self.made.nobodys |= {at} - set(self.taken)
            elif rivals := self._rivals(clause, clauses, pairs, free, share):
                self._ask(clause, [at, *rivals])
                self.made.nobodys.add(at)
            else:
                self.note(clause, at, self._rung(clause, at))

    def _telling(self, clause: int, pairs: dict[int, int]) -> bool:
        """Whether what was found of a clause is its own alone and more than a word or two; or all of it is there, one after the other."""
        own = self.own[clause]
        if all(k in pairs and self.texts[k] == self.there[pairs[k]] and pairs[k] - pairs[own[0]] == n for n, k in enumerate(own)):
            return True
        alone = [k for k in own if k in pairs and self.texts[k] in self.only and self.only.get(self.there[pairs[k]], clause) == clause]
        return sum(len(self.texts[k]) * self._like(k, pairs[k]) for k in alone if self._nobody_elses(k, pairs[k])) >= TELLING

    def _nobody_elses(self, k: int, at: int) -> bool:
        """Whether the words at a place are a line's own, or are new: not word for word those of another line."""
        return self.texts[k] == self.there[at] or self.there[at] not in self.said

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

    def _beginning(self, clause: int, pairs: dict[int, int], free: Sequence[int], right: Sequence[int]) -> tuple[int, bool]:
        """Where a clause begins, and whether that is sure.

        At its first paragraph; else at as many paragraphs before the first that is there as it had, where these cannot be the end of the
        clause before it.
        """
        own = self.own[clause]
        if own[0] in pairs:
            return pairs[own[0]], True
        place = next(n for n, k in enumerate(own) if k in pairs)
        at, loose = pairs[own[place]], set(free)
        before = 0
        while before < place and at - 1 in loose and at - 1 >= right[0]:
            at, before = at - 1, before + 1
        last = own[0] - 1
        ended = last < 0 or last in pairs or self.texts[last] == self.there[at - 1]
        return at, before == place and at - 1 not in loose and ended

    def _rung(self, clause: int, at: int) -> Rung:
        own = self.own[clause]
        if [self.texts[k] for k in own] == self.there[at : at + len(own)]:
            return "exact text"
        line = self.sent.lines[own[0]]
        if line.shown and reference_of(line) == reference_of(self.lines[at]):
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
        missing = self.missing()
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
