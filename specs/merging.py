"""Several wordings made from one: merged, with what collides set apart for a person to settle, and nothing lost unsaid.

Each side's changes are known by place and paragraph. What stands apart is made together; what touches is one collision, limited to the
words concerned. A collision is settled by a choice: the sides whose words stand there, in order (none: as it was), or words of one's own.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice

from specs.colliding import Group, Knot
from specs.following import SENTENCE
from specs.layering import OWN as OWN
from specs.layering import Choice as Choice
from specs.layering import Own as Own
from specs.layering import Sourced as Sourced
from specs.layering import layers, made_of
from specs.wording import Paragraph, Wording
from specs.words import WORD, edits, matched

OURS, THEIRS, OURS_THEN_THEIRS, THEIRS_THEN_OURS, AS_IT_WAS = (0,), (1,), (0, 1), (1, 0), ()


@dataclass(frozen=True, slots=True)
class Collision:
    """Where sides changed the same or touching words of a paragraph, from ``start`` to ``end`` of the base.

    ``words`` are those of each side, in order; a side that is not among ``sides`` left them as they were in ``base``. ``both`` says
    whether the words of several sides can stand there one after the other, ``own`` whether words of one's own can. Where ``whole``
    paragraphs are concerned the words are all of theirs, a line each, and ``paragraph`` is the first of them, or the one they follow
    (empty: they come before all others).
    """

    paragraph: str
    start: int
    end: int
    base: str
    words: tuple[str, ...]
    sides: tuple[int, ...]
    both: bool
    own: bool
    whole: bool


@dataclass(frozen=True, slots=True)
class Merged:
    """Several wordings as one. ``wording`` is there where nothing collides; ``settled`` makes it from a choice for each collision.

    ``read``: the sentences of ``wording`` that more than one side changed, which a person should read.
    """

    wording: Wording | None
    collisions: tuple[Collision, ...]
    read: tuple[tuple[str, int, int], ...]
    knot: Knot = field(repr=False)

    @property
    def clean(self) -> bool:
        """Whether nothing collides."""
        return not self.collisions


def merge(base: Wording, ours: Wording, theirs: Wording) -> Merged:
    """Two wordings made from one base, which share its paragraph ids; new paragraphs have ids that neither base nor the other has."""
    return merge_all(base, (ours, theirs))


def merge_all(base: Wording, sides: Sequence[Wording]) -> Merged:
    """Any number of wordings made from one base, as ``merge`` does it for two; sides are named by their places.

    Raises ``ValueError`` where two sides gave one id to different new paragraphs.
    """
    _insist_on_ids(base, sides)
    knot = Knot(base, sides)
    if not knot.groups:
        wording, spans = made_of(knot, layers(knot, ()))
        unsure = unexplained(base, sides, wording)
        if not unsure:
            return Merged(wording, (), _to_read(wording, spans), knot)
        knot = Knot(base, sides, unsure)
    return Merged(None, tuple(_collision(group) for group in knot.groups), (), knot)


def unexplained(base: Wording, sides: Sequence[Wording], merged: Wording) -> set[str]:
    """The words that stand too often or too seldom in a merged wording, whatever the sides wanted: counted anew, as plain texts."""
    old, new = Counter(_words(base)), Counter(_words(merged))
    put: list[Counter[str]] = []
    gone: list[Counter[str]] = []
    for side in sides:
        one, two = _words(base), _words(side)
        taken, brought = Counter(one), Counter(two)
        for i, _, size in matched(one, two):
            taken.subtract(one[i : i + size])
            brought.subtract(one[i : i + size])
        gone.append(taken)
        put.append(brought)
    return {
        word
        for word in old.keys() | new.keys() | {word for each in put for word in each}
        if not old[word] - sum(each[word] for each in gone) + max(each[word] for each in put)
        <= new[word]
        <= old[word] - max(each[word] for each in gone) + sum(each[word] for each in put)
    } - {"\n"}


def _words(wording: Wording) -> list[str]:
    return [word for p in wording for word in (*WORD.findall(p.text), "\n")]


def settled(merged: Merged, choices: Sequence[Choice]) -> Wording:
    """The whole wording, with a choice for each collision, in order. Raises ``ValueError`` where a choice does not fit its collision."""
    return made_of(merged.knot, layers(merged.knot, _checked(merged, choices)))[0]


def sources(merged: Merged, choices: Sequence[Choice] = ()) -> list[Sourced]:
    """Which side wrote each stretch of words that was put in, in the wording that ``settled`` makes from these choices."""
    spans = made_of(merged.knot, layers(merged.knot, _checked(merged, choices)))[1]
    return [span for span in spans if span.start < span.end]


def to_read(merged: Merged, choices: Sequence[Choice] = ()) -> tuple[tuple[str, int, int], ...]:
    """The sentences that more than one side changed, in the wording that ``settled`` makes from these choices."""
    return _to_read(*made_of(merged.knot, layers(merged.knot, _checked(merged, choices))))


def lost(merged: Merged, choices: Sequence[Choice]) -> list[str]:
    """The words of any side that would not be in the wording that ``settled`` makes from these choices, each stretch of them once."""
    found: list[str] = []
    for collision, choice in zip(merged.collisions, _checked(merged, choices), strict=True):
        stands = chosen_words(collision, choice)
        for side in collision.sides:
            words = collision.words[side]
            gone = [words[edit.start : edit.end].strip() for edit in edits(words, stands)]
            found += [each for each in gone if WORD.search(each)]
    return list(dict.fromkeys(found))


def chosen_words(collision: Collision, choice: Choice) -> str:
    """The words that stand at a collision after a choice."""
    if isinstance(choice, Own):
        return choice.text
    between = "\n" if collision.whole else " "
    return between.join(collision.words[side] for side in choice) if choice else collision.base


def _checked(merged: Merged, choices: Sequence[Choice]) -> Sequence[Choice]:
    if len(choices) != len(merged.collisions):
        raise ValueError("a choice is needed for each collision")
    for collision, choice in zip(merged.collisions, choices, strict=True):
        if isinstance(choice, Own):
            if not collision.own:
                raise ValueError("one of the sides has to be chosen here")
            continue
        if not set(choice) <= set(collision.sides) or len(set(choice)) < len(choice):
            raise ValueError("only sides that collide here can be chosen, each once")
        if len(choice) > 1 and not collision.both:
            raise ValueError("the words of several sides cannot all stand here")
    return choices


def _insist_on_ids(base: Wording, sides: Sequence[Wording]) -> None:
    known: dict[str, tuple[int, Paragraph]] = {}
    old = {p.id for p in base}
    for side, wording in enumerate(sides):
        for p in wording:
            if p.id not in old and known.setdefault(p.id, (side, p))[1] != p:
                raise ValueError(f"two sides have different new paragraphs of the id {p.id}")


def _collision(group: Group) -> Collision:
    words = tuple(group.text(side) if side in group.sides else "" for side in range(len(group.knot.parties)))
    if group.within:
        start, end = group.hull
        base = group.first.text[start:end]
        first, both = group.first.id, True
    else:
        base = "\n".join(group.knot.base[group.knot.parties[0].place[name]].text for name in group.paragraphs)
        start, end, both = 0, 0, group.only_places
        first = group.paragraphs[0] if group.paragraphs else _behind(group)
    words = tuple(text if side in group.sides else base for side, text in enumerate(words))
    return Collision(first, start, end, base, words, group.sides, both, group.own, not group.within)


def _behind(group: Group) -> str:
    side, k = group.nodes[0]
    low = group.knot.parties[side].low(k)
    return group.knot.base[low].id if low >= 0 else ""


def _to_read(wording: Wording, spans: Sequence[Sourced]) -> tuple[tuple[str, int, int], ...]:
    """The sentences that more than one side changed."""
    texts = {p.id: p.text for p in wording}
    by_paragraph: dict[str, list[Sourced]] = {}
    for span in spans:
        by_paragraph.setdefault(span.paragraph, []).append(span)
    found = []
    for name, every in by_paragraph.items():
        if len({span.side for span in every}) < 2:
            continue
        first = 0
        for sentence in SENTENCE.finditer(texts[name]):
            start, end = sentence.start(), sentence.start() + len(sentence[0].rstrip())
            while first < len(every) and every[first].end < start:
                first += 1
            sides: set[int] = set()
            for span in islice(every, first, None):
                if span.start > end:
                    break
                if (span.start < end and start < span.end) or span.start == span.end:
                    sides.add(span.side)
            if len(sides) > 1:
                found.append((name, start, end))
    return tuple(found)
