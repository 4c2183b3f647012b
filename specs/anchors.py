"""Comments hang on chosen words: where those words are now, carried through each recorded change of their clause's wording.

An anchor is what is left of a quote: places in the wording as it stands, and whether they can be relied on. It is carried once, when a
change is recorded, along that change's own list of changes (nothing is compared again), and the event keeps the result. Four rules:

1. A sentence that stands word for word, and once, keeps its comment, wherever it went.
2. Otherwise words are followed one by one: those that stayed, and those that were taken out here and put in there.
3. Where under a quarter of the words are left, the whole wording is searched for the likest sentence: “probably here, please check”.
4. Where there is none: “please place”. It is tried again at each later change, so a quote comes back when its words come back.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import Any, Literal, NamedTuple, cast

from specs.following import Stretch, Text, bag_of, followed, mended
from specs.threads import Span
from specs.wording import Wording
from specs.words import Change

Status = Literal["stands", "check", "place"]

MANY_WORDS = 5  # that say enough by themselves to be looked for anywhere
LEAST_LEFT = 0.25  # of a quote's words; with less of them it is not a place any more
NEAR = 5  # words between a piece of a quote and the next, for each word of it and one more
LIKE_ENOUGH = 0.6  # with less of it, a sentence that is liker is the better guess
LEAST_LIKE = 0.4  # shared words of the quote and of what it became


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


class Carrying:
    """One recorded change of a clause's wording, made ready to carry any number of anchors through it."""

    def __init__(self, before: Wording, after: Wording, made: Sequence[Change]) -> None:
        self.old, self.new = Text(before), Text(after)
        self.to = followed(self.old, self.new, made)
        self._firsts: dict[int, Text] = {id(before): self.old}

    def carry(self, first: Wording, places: Sequence[Span], anchor: Anchor) -> Anchor:
        """An anchor after the change; see ``carried``."""
        if not places:
            return Anchor()
        origin = self._firsts.get(id(first))
        if origin is None:
            origin = self._firsts[id(first)] = Text(first)
        pieces = self._along(anchor.where)
        quoted = [origin.stretch(span) for span in places]
        parts = [part for start, end in quoted for part in origin.by_sentence(start, end)]
        direct = [self._verbatim(origin, part, sentence, pieces) for part, sentence in parts]
        if direct and all(direct):
            return Anchor(self._spans([d for d in direct if d]), "stands")
        bag = bag_of(" ".join(origin.text[start:end] for start, end in quoted))
        if not bag:
            return Anchor(self._spans(pieces), anchor.status if pieces else "place")
        groups = self._groups([*pieces, *(d for d in direct if d)], bag.total())
        pieces = [piece for group in groups for piece in group]
        left, like = self._left(bag, pieces)[0], self._left(bag, [(group[0][0], group[-1][1]) for group in groups])[1]
        if left < LEAST_LEFT or like < LIKE_ENOUGH or len(groups) > 1:
            guess = [found for part, sentence in parts if (found := self._guess(origin, part, sentence))]
            guess_left, guess_like = self._left(bag, guess)
            if guess_left >= LEAST_LEFT and guess_like > (like if left >= LEAST_LEFT else 0):
                return Anchor(self._spans(_joined(self.new.text, guess)), "check")
        if left >= LEAST_LEFT and like >= LEAST_LIKE:
            sure = like >= 0.5 and (anchor.status != "check" or left == 1)
            return Anchor(self._spans(pieces), "stands" if sure else "check")
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

    def _verbatim(self, origin: Text, part: Stretch, sentence: Stretch, pieces: list[Stretch]) -> Stretch | None:
        """Where a part of the quote is, if its whole sentence stands around it still, or stands somewhere and nowhere else."""
        text = origin.text[slice(*sentence)]
        offset, size = part[0] - sentence[0], part[1] - part[0]
        for start, _ in pieces:
            if start >= offset and self.new.text.startswith(text, start - offset):
                return start, start + size
        if part != sentence and size >= 30 and len(bag_of(origin.text[slice(*part)])) >= MANY_WORDS:
            text, offset = origin.text[slice(*part)], 0  # many words: they need no sentence around them
        if len(bag_of(text)) < 3 or len(text) < 15:
            return None
        at = self.new.text.find(text)
        if at < 0 or self.new.text.find(text, at + 1) >= 0 or origin.text.find(text, origin.text.find(text) + 1) >= 0:
            return None
        return at + offset, at + offset + size

    def _guess(self, origin: Text, part: Stretch, sentence: Stretch) -> Stretch | None:
        """The likest sentence, or in it the same few words."""
        text = origin.text[slice(*sentence)]
        if len(bag_of(text)) < MANY_WORDS:
            return None
        found = self.new.likest(text, origin.text)
        if found is None or part == sentence:
            return found
        words = origin.text[slice(*part)]
        at = self.new.text.find(words, *found)
        if at < 0 or self.new.text.find(words, at + 1, found[1]) >= 0:
            return None
        return at, at + len(words)

    def _groups(self, pieces: Iterable[Stretch], size: int) -> list[list[Stretch]]:
        """Pieces that stand together, for a quote of so many words; without those that were left behind far from all others."""
        groups: list[list[Stretch]] = []
        weights: list[int] = []
        for piece in _joined(self.new.text, pieces):
            weight = len(bag_of(self.new.text[slice(*piece)]))
            gap = bag_of(self.new.text[groups[-1][-1][1] : piece[0]]).total() if groups else 0
            if groups and gap <= min(NEAR * (1 + min(weight, weights[-1])), max(2 * NEAR, size)):
                groups[-1].append(piece)
                weights[-1] += weight
            else:
                groups.append([piece])
                weights.append(weight)
        least = min(max(weights, default=0), LEAST_LEFT * size)
        return [group for group, weight in zip(groups, weights, strict=True) if weight >= least]

    def _left(self, quote: Counter[str], pieces: list[Stretch]) -> tuple[float, float]:
        """How much of the quote is left in these pieces, and how alike the quote and they are."""
        bag = bag_of(" ".join(self.new.text[start:end] for start, end in pieces))
        shared = (quote & bag).total()
        if quote.total() < MANY_WORDS:  # of a few words each one counts: a mended word is the same word, but “the” is not a quote
            here = list((bag - quote).elements())
            for word in (quote - bag).elements():
                if found := next((each for each in here if mended(word, each)), None):
                    here.remove(found)
                    shared += 1
            telling = [word for word in quote if len(word) > 3]
            if telling and not any(word in bag or any(mended(word, each) for each in bag) for word in telling):
                return 0.0, 0.0
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
