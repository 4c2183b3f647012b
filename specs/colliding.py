"""Which changes of several sides collide: the groups of them that a person has to settle, and the words each side has there."""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile

from specs.applying import Side, composed
from specs.grouping import linked
from specs.meeting import LETTERS, Meeting, met
from specs.parties import Party
from specs.spans import Piece, woven
from specs.threads import Span
from specs.wording import Paragraph, Wording, cut
from specs.words import Change, changes

Node = tuple[int, int]  # a side, and a change of it by its place in the list
NEAR = 1  # paragraphs
MOST_PLACES = 20  # where the same words are put in; what stands more often says nothing


@dataclass(frozen=True)
class Ride:
    """A change inside words that another side put elsewhere: where it is in that side's wording, and the changes that took it along."""

    there: Span
    carriers: tuple[Node, ...]


@dataclass(frozen=True)
class Group:
    """Changes that stand or fall together because some of them collide."""

    knot: "Knot"
    nodes: tuple[Node, ...]

    @cached_property
    def sides(self) -> tuple[int, ...]:
        """The sides that changed something here."""
        return tuple(sorted({side for side, _ in self.nodes}))

    def made(self, side: int) -> list[Change]:
        """What a side changed here."""
        return [self.knot.parties[side].made[k] for which, k in self.nodes if which == side]

    @cached_property
    def paragraphs(self) -> list[str]:
        """The paragraphs of the base that are concerned, in order."""
        place = self.knot.parties[0].place
        return sorted({c.paragraph for side in self.sides for c in self.made(side) if c.paragraph in place}, key=place.__getitem__)

    @cached_property
    def within(self) -> bool:
        """Whether only words of one paragraph are concerned."""
        return len(self.paragraphs) == 1 and all(c.kind == "words" for side in self.sides for c in self.made(side))

    @property
    def agreed(self) -> bool:
        """Whether all sides have the same words here, told in other changes."""
        if not self.within:
            return False
        first = self.stretch(self.sides[0])
        return all(self.stretch(side) == first for side in self.sides[1:])

    @property
    def only_gone(self) -> bool:
        """Whether all sides only take words out here, some of them the same: then both are right, and all of these words go."""
        if not self.within:
            return False
        made = sorted((c for side in self.sides for c in self.made(side)), key=lambda c: c[3:5])
        reach = made[0].end
        for change in made:
            if change.to_start < change.to_end or (change is not made[0] and change.start >= reach):
                return False
            reach = max(reach, change.end)
        start, end = self.hull
        return not re.fullmatch(r"\w\w", self.first.text[max(0, start - 1) : start] + self.first.text[end : end + 1])

    @cached_property
    def only_places(self) -> bool:
        """Whether only paragraphs are put in, moved or taken out, no two sides doing something to the same one."""
        found: dict[str, int] = {}
        for side in self.sides:
            for change in self.made(side):
                if change.kind not in ("added", "moved", "removed") or found.setdefault(change.paragraph, side) != side:
                    return False
        return True

    @cached_property
    def own(self) -> bool:
        """Whether words of one's own can stand here: they would be in the place of every change of these paragraphs' words.

        Where several collisions are about a paragraph, they can stand at the first of them.
        """
        if self.within:
            return True
        if any(other.own for name in self.paragraphs for other in takewhile(lambda other: other is not self, self.knot.wholes[name])):
            return False
        nodes, parties = set(self.nodes), self.knot.parties
        every = {(side, k) for side, party in enumerate(parties) for name in self.paragraphs for k in party.words.get(name, ())}
        return every <= nodes and any(c.kind != "moved" for side in self.sides for c in self.made(side))

    @cached_property
    def first(self) -> Paragraph:
        """The first paragraph of the base that is concerned."""
        return self.knot.base[self.knot.parties[0].place[self.paragraphs[0]]]

    @cached_property
    def hull(self) -> tuple[int, int]:
        """Where in its paragraph a collision within one begins and ends."""
        every = [change for side in self.sides for change in self.made(side)]
        return min(change.start for change in every), max(change.end for change in every)

    @property
    def amid(self) -> list[Node]:
        """Other changes between the first and the last word of a collision within a paragraph: what is chosen takes their place, too."""
        if not self.within:
            return []
        (start, end), nodes = self.hull, set(self.nodes)
        found = [
            (side, k)
            for side, party in enumerate(self.knot.parties)
            for k in party.words.get(self.first.id, ())
            if (side, k) not in nodes and party.made[k].start < end and start < party.made[k].end
        ]
        return [] if found and self.agreed else found

    def _pieces(self, side: int) -> list[Piece]:
        texts = self.knot.parties[side].texts
        pieces = [Piece(c.start, c.end, texts[c.source or c.paragraph], c.to_start, c.to_end) for c in self.made(side)]
        return sorted(pieces, key=lambda piece: piece[:2])

    def stretch(self, side: int) -> Paragraph:
        """The words one side has in the hull, with their marks."""
        pieces = self._pieces(side)
        grown = sum(p.to_end - p.to_start - p.end + p.start for p in pieces)
        return cut(woven(self.first, pieces), self.hull[0], self.hull[1] + grown)

    def put(self, side: int) -> list[tuple[int, int]]:
        """Which of those words the side put in."""
        found, grown = [], -self.hull[0]
        for piece in self._pieces(side):
            size = piece.to_end - piece.to_start
            found.append((piece.start + grown, piece.start + grown + size))
            grown += size - piece.end + piece.start
        return [(start, end) for start, end in found if start < end]

    def text(self, side: int) -> str:
        """The words one side has here."""
        return self.stretch(side).text if self.within else "\n".join(p.text for p in self.lines(side))

    def lines(self, side: int) -> Wording:
        """The paragraphs one side has here, where whole paragraphs are concerned."""
        party, made = self.knot.parties[side], self.made(side)
        here = tuple(self.knot.base[party.place[name]] for name in self.paragraphs)
        names = sorted({*self.paragraphs, *(c.source or c.paragraph for c in made)} & party.order.keys(), key=party.order.__getitem__)
        return composed(here, [Side(tuple(party.texts[name] for name in names), party.made, made)])


class Knot:
    """Several sides' changes of one base: those that stand apart, and the groups that collide."""

    def __init__(self, base: Wording, sides: Sequence[Wording], unsure: Collection[str] = ()) -> None:
        """With words that are ``unsure``, all changes that hold one of them collide."""
        self.base = base
        self.parties = [Party(base, side, linked(base, side, changes(base, side))) for side in sides]
        self.twin: dict[Node, Node] = {}  # a change that a side before made too
        self.rides: dict[Node, list[Ride]] = {}
        self._up: dict[Node, Node] = {}
        for side, party in enumerate(self.parties):
            first: dict[int, Node] = {}
            for k, change in enumerate(party.made):
                self._tie((side, k), first.setdefault(change.number, (side, k)))
        clashing = [pair for i in range(len(sides)) for j in range(i + 1, len(sides)) for pair in self._meet(i, j)]
        holding = [(side, k) for side, party in enumerate(self.parties) for k in range(len(party.made)) if party.holds(k, unsure)]
        clashing += [(holding[0], node) for node in holding]
        for one, two in clashing:
            self._tie(one, two)
        self._settle({one for one, _ in clashing})

    def _meet(self, i: int, j: int) -> list[tuple[Node, Node]]:
        """What two sides have in common is noted; the pairs that touch are given."""
        here, there = met(self.parties[i], self.parties[j]), met(self.parties[j], self.parties[i])
        for k, other in here.same.items():
            if k in here.among:
                self.twin.setdefault((i, k), (j, other))
            else:
                self.twin.setdefault((j, other), (i, k))
            self._tie((i, k), (j, other))
        self._ride(i, j, here)
        self._ride(j, i, there)
        pairs = [*here.touching, *self._doubled(i, j, here)]
        pairs += [(k, other) for k, other in _at_the_end(self.parties[i], self.parties[j]) if k not in here.same]
        pairs += [(k, other) for other, k in _at_the_end(self.parties[j], self.parties[i]) if other not in there.same]
        return [((i, k), (j, other)) for k, other in pairs if k not in here.gone_with and other not in there.gone_with]

    def _doubled(self, i: int, j: int, meeting: Meeting) -> list[tuple[int, int]]:
        """Changes close by that put in several of the same words: most likely it was meant once."""
        one, two = self.parties[i], self.parties[j]
        twins = set(meeting.same.values())
        mine = {k: one.runs(k) for k in range(len(one.made)) if k not in meeting.same}
        where: dict[tuple[str, ...], list[int]] = {}
        for k, runs in mine.items():
            for run in runs:
                where.setdefault(run, []).append(k)
        often = Counter(run for other in range(len(two.made)) for run in two.runs(other)) if where else Counter[tuple[str, ...]]()
        found: list[tuple[int, int]] = []
        for other in [other for other in range(len(two.made)) if where and other not in twins]:
            theirs = {run for run in two.runs(other) if often[run] <= MOST_PLACES}
            shared = Counter(
                k for run in theirs for k in where.get(run, ()) if len(where[run]) <= MOST_PLACES and _close(one, k, two, other)
            )
            found += [(k, other) for k, times in shared.items() if times * 2 >= min(len(mine[k]), len(theirs))]
        return found

    def _ride(self, side: int, other: int, meeting: Meeting) -> None:
        for k, where in meeting.gone_with.items():
            carriers = tuple((other, each) for each in meeting.carriers[k] if each >= 0)
            self.rides.setdefault((side, k), []).append(Ride(where, carriers))

    def _top(self, node: Node) -> Node:
        up = self._up
        while up.get(node, node) != node:
            up[node] = up.get(up[node], up[node])
            node = up[node]
        return node

    def _tie(self, one: Node, two: Node) -> None:
        low, high = sorted((self._top(one), self._top(two)))
        self._up[low], self._up[high] = low, low

    def _settle(self, clashing: set[Node]) -> None:
        """The groups: a change that rides on others goes with them into a collision, and they with it; so does what stands amid one."""
        for node, rides in self.rides.items():
            if any(carrier in self.rides for ride in rides for carrier in ride.carriers):
                self._tie(node, rides[0].carriers[0])
                clashing.add(node)
        while True:
            self._take_along(clashing)
            tops = {self._top(node) for node in clashing}
            gathered: dict[Node, list[Node]] = {}
            for side, party in enumerate(self.parties):
                for k in range(len(party.made)):
                    gathered.setdefault(self._top((side, k)), []).append((side, k))
            groups = [Group(self, tuple(nodes)) for top, nodes in gathered.items() if top in tops]
            amid = [(group.nodes[0], node) for group in groups for node in group.amid]
            if not amid:
                break
            for one, two in amid:
                self._tie(one, two)
        self.free = [node for top, nodes in gathered.items() if top not in tops for node in nodes]
        for group in [each for each in groups if each.agreed]:
            groups.remove(group)
            self.free += [node for node in group.nodes if node[0] == group.sides[0]]
        self.gone = [group for group in groups if group.only_gone]
        self.groups = sorted((group for group in groups if group not in self.gone), key=self._where)

    @cached_property
    def wholes(self) -> dict[str, list[Group]]:
        """The collisions of whole paragraphs, in order, by each paragraph that they are about."""
        found: dict[str, list[Group]] = {}
        for group in self.groups:
            for name in [] if group.within else group.paragraphs:
                found.setdefault(name, []).append(group)
        return found

    def _take_along(self, clashing: set[Node]) -> None:
        """What rides on a change that collides, and what carries one that does, collides with it."""
        again = True
        while again:
            again = False
            tops = {self._top(node) for node in clashing}
            for node, rides in self.rides.items():
                for carrier in {each for ride in rides for each in ride.carriers}:
                    if self._top(carrier) != self._top(node) and tops & {self._top(carrier), self._top(node)}:
                        self._tie(node, carrier)
                        again = True

    def _where(self, group: Group) -> tuple[int, int, Node]:
        if group.paragraphs:
            start = group.hull[0] if group.within else 0
            return self.parties[0].place[group.paragraphs[0]], start, group.nodes[0]
        side, k = group.nodes[0]
        return self.parties[side].low(k), -1, group.nodes[0]


def _at_the_end(one: Party, two: Party) -> list[tuple[int, int]]:
    """Edits of the last words of a paragraph behind which the other side puts one: often it is one thought (“; or”)."""
    found: list[tuple[int, int]] = []
    for gap in two.gaps:
        p = one.base[gap.low] if gap.low >= 0 else None
        last = one.words[p.id][-1] if p and p.id in one.words else -1
        if p and last >= 0 and not LETTERS.search(p.text, one.made[last].end):
            found.append((last, gap.what[0]))
    return found


def _close(one: Party, k: int, two: Party, other: int) -> bool:
    """Whether two changes that put in the same words are so near each other that it was most likely meant once."""
    if abs(one.about(k) - two.about(other)) > NEAR:
        return False
    mine, theirs = one.made[k], two.made[other]
    if mine.kind == theirs.kind == "added":
        return one.texts[mine.paragraph].text == two.texts[theirs.paragraph].text
    return True
