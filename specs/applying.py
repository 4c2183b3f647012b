"""A suggestion's changes made to its base: all of them, some or none; also to a later base that they were carried to."""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from specs.spans import Piece, woven
from specs.wording import Paragraph, Wording
from specs.words import Change, edits


def left(made: Sequence[Change], numbers: Collection[int]) -> tuple[Change, ...]:
    """The changes of one suggestion that still wait once those of these numbers were made, with their places in that wording.

    ``applied(applied(base, source, made, numbers), source, left(made, numbers))`` gives the words of ``source``. For changes that somebody
    else made, ``specs.carrying.carry`` is the way.
    """
    words: dict[str, list[Change]] = {}
    for change in made:
        if change.kind == "words":
            words.setdefault(change.paragraph, []).append(change)
    moved: dict[Change, Change] = {}
    for found in words.values():
        grown = 0
        for change in sorted(found, key=lambda c: c[3:7]):
            if change.number in numbers:
                grown += change.to_end - change.to_start - change.end + change.start
            else:
                moved[change] = change._replace(start=change.start + grown, end=change.end + grown)
    return tuple(moved.get(change, change) for change in made if change.number not in numbers)


class Side(NamedTuple):
    """One person's wording, all changes from the base to it, and those of them that are made."""

    source: Wording
    made: Sequence[Change]
    chosen: Sequence[Change]


def applied(base: Wording, source: Wording, made: Sequence[Change], numbers: Collection[int] | None = None) -> Wording:
    """``base`` with the changes of these numbers made (None: all of them); their new words are looked up in ``source``.

    On the base they were made against all changes give ``source``, none give ``base``. Numbers that there are not say nothing.
    """
    chosen = made if numbers is None else [change for change in made if change.number in numbers]
    return composed(base, [Side(source, made, chosen)])


def composed(base: Wording, sides: Sequence[Side]) -> Wording:
    """``base`` with the chosen changes of several sides made; no two sides may have chosen the same words."""
    rewritten: dict[str, list[Piece]] = {}
    formed: dict[str, Side] = {}
    for side in sides:
        texts = {p.id: p for p in side.source}
        for change in side.chosen:
            if change.kind == "words":
                piece = Piece(change.start, change.end, texts[change.source or change.paragraph], change.to_start, change.to_end)
                rewritten.setdefault(change.paragraph, []).append(piece)
            elif change.kind == "form":
                formed[change.paragraph] = side
    made: dict[str, Paragraph] = {}
    for p in base:
        result = woven(p, sorted(rewritten.get(p.id, ()), key=lambda piece: piece[:2]))
        if p.id in formed:
            result = _formed(result, formed[p.id])
        made[p.id] = result
    return tuple(made.get(p.id, p) for p in ordered(base, sides))


def _formed(result: Paragraph, side: Side) -> Paragraph:
    """A paragraph that looks as in another wording of it: bold and references of that one, on the words that are there."""
    like = next(p for p in side.source if p.id == result.id)
    if like.text == result.text:
        return like
    return woven(like, [Piece(edit.start, edit.end, result, edit.to_start, edit.to_end) for edit in edits(like.text, result.text)])


def ordered(base: Wording, sides: Sequence[Side]) -> Wording:
    """The paragraphs of ``base`` without those taken out, and those added or moved each behind what it follows in its own wording.

    Where sides moved paragraphs each behind one that the other moved, the first of these stays where it was.
    """
    moving = {change.paragraph for side in sides for change in side.chosen if change.kind == "moved"}
    while True:
        order, reached = _ordered(base, sides, moving)
        waiting = next((p.id for p in base if p.id in moving and p.id not in reached), None)
        if waiting is None:
            return order
        moving.remove(waiting)


def _ordered(base: Wording, sides: Sequence[Side], moving: Collection[str]) -> tuple[Wording, set[str]]:
    """The paragraphs in order, and which places were come upon: nothing is there that follows one that was not."""
    here = {p.id: p for p in base}
    gone = {change.paragraph for side in sides for change in side.chosen if change.kind == "removed"}
    queues = [_Queue(side, here) for side in sides]
    order: list[Paragraph] = []
    reached: set[str] = set()

    def put(p: Paragraph) -> None:
        for queue in queues:
            if p.id in queue.fixed:
                put_all(queue)
        if p.id not in reached and p.id not in gone:
            order.append(here.get(p.id, p))
        reached.add(p.id)
        for queue in queues:
            queue.waiting += queue.behind.pop(p.id, ())

    def put_all(queue: "_Queue") -> None:
        waiting, queue.waiting = queue.waiting, []
        for p in waiting:
            put(p)

    for p in base:
        if p.id not in moving:
            put(p)
    while any(queue.waiting for queue in queues):
        for queue in queues:
            put_all(queue)
    return tuple(order), reached


class _Queue:
    """What one side puts in: behind which paragraph of the base, and what is waiting to be put before the next that holds its place."""

    def __init__(self, side: Side, here: dict[str, Paragraph]) -> None:
        coming = {change.paragraph for change in side.chosen if change.kind in ("added", "moved")}
        loose = {change.paragraph for change in side.made if change.kind == "moved"}
        self.fixed = {p.id for p in side.source if p.id in here and p.id not in loose}
        self.behind: dict[str, list[Paragraph]] = {}
        self.waiting: list[Paragraph] = []
        follows = ""
        for p in side.source:
            if p.id in self.fixed:
                follows = p.id
            elif p.id in coming:
                if follows:
                    self.behind.setdefault(follows, []).append(p)
                else:
                    self.waiting.append(p)


def numbers_of(made: Iterable[Change]) -> list[int]:
    """The numbers of these changes, each once, in order."""
    return list(dict.fromkeys(change.number for change in made))


def renumbered(made: Sequence[Change]) -> tuple[Change, ...]:
    """The same changes with numbers from 1 on, in the order in which each number first comes; those of one number stay together."""
    new = {number: k for k, number in enumerate(numbers_of(made), 1)}
    return tuple(change._replace(number=new[change.number]) for change in made)
