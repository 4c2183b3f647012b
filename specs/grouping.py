"""Changes that stand or fall together have one number: joined, parted, and linked where words go from one paragraph to another."""

from collections.abc import Collection, Sequence

from specs.applying import renumbered
from specs.parties import Party
from specs.wording import Wording
from specs.words import Change


def joined(made: Sequence[Change], numbers: Collection[int]) -> tuple[Change, ...]:
    """The same changes, those of these numbers as one, numbered anew in reading order.

    Raises ``ValueError`` where fewer than two of these numbers are there, or one of them is not.
    """
    wanted = set(numbers)
    if len(wanted) < 2 or not wanted <= {change.number for change in made}:
        raise ValueError("two changes at least are needed to join them, and each must be there")
    first = min(wanted)
    return renumbered([change._replace(number=first) if change.number in wanted else change for change in made])


def parted(made: Sequence[Change], number: int, at: int | None = None, to_at: int | None = None) -> tuple[Change, ...]:
    """The same changes with one of them parted, numbered anew in reading order.

    A joined one becomes its single changes again. A single change of words is cut in two: at the place ``at`` of the old words and
    the place ``to_at`` of the new ones (both counted in their paragraphs). Raises ``ValueError`` where that does not fit.
    """
    rows = [change for change in made if change.number == number]
    if not rows:
        raise ValueError("there is no such change")
    if len(rows) > 1:
        if at is not None or to_at is not None:
            raise ValueError("changes that were joined are parted before one of them is cut")
        return renumbered(_apart(made, number))
    if at is None or to_at is None:
        raise ValueError("a single change is cut at a place in the old words and a place in the new ones")
    one, two = _cut(rows[0], at, to_at)
    place = made.index(rows[0])
    top = max(change.number for change in made) + 1
    return renumbered([*made[:place], one, two._replace(number=top), *made[place + 1 :]])


def _apart(made: Sequence[Change], number: int) -> list[Change]:
    top = max(change.number for change in made) + 1
    return [change._replace(number=top + k) if change.number == number else change for k, change in enumerate(made)]


def _cut(change: Change, at: int, to_at: int) -> tuple[Change, Change]:
    if change.kind != "words":
        raise ValueError("only a change of words can be cut in two")
    if not (change.start <= at <= change.end and change.to_start <= to_at <= change.to_end):
        raise ValueError("the place is outside the change")
    if (at, to_at) in ((change.start, change.to_start), (change.end, change.to_end)):
        raise ValueError("one half would be empty")
    return change._replace(end=at, to_end=to_at), change._replace(start=at, to_start=to_at)


def linked(base: Wording, source: Wording, made: Sequence[Change]) -> tuple[Change, ...]:
    """The same changes, with one number where one takes words out of a paragraph and another puts them into another paragraph.

    A paragraph split in two, or two made one: with half of it the words would be lost or stand twice.
    """
    side = Party(base, source, made)
    group = {change.number: change.number for change in made}
    for taking, bringing in side.moving:
        one, two = sorted((group[made[taking].number], group[made[bringing].number]))
        if one != two:
            group = {number: one if which == two else which for number, which in group.items()}
    return renumbered([change._replace(number=group[change.number]) for change in made])
