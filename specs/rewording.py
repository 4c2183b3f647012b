"""What is worked out when a clause gets other words: the words, the changes to be recorded, and where what hangs on it hangs then.

All of it is plain data of one clause, so that a process of its own can work it out where it takes long.
"""

from dataclasses import dataclass
from typing import Any

from specs.anchors import Anchor, Carrying, to_row
from specs.applying import applied
from specs.carrying import Carrying as CarryingChanges
from specs.refusals import Refused
from specs.threads import Span
from specs.wording import Wording
from specs.words import Change, changes, rows

LIGHT = 6_000  # characters to be read, over all that hangs on a clause: with more it is worked out elsewhere


@dataclass(frozen=True)
class Hanging:
    """A comment on words of a clause: the wording that was commented on, the words chosen in it, and where they are now."""

    thread: str
    first: Wording
    places: tuple[Span, ...]
    anchor: Anchor


@dataclass(frozen=True)
class Waiting:
    """A suggestion that waits on a clause: the wording its author wrote, and its changes of the clause as it stands."""

    proposal: str
    source: Wording
    made: tuple[Change, ...]
    read: tuple[int, ...] = ()


@dataclass(frozen=True)
class Rewording:
    """A clause that gets other words: ``made`` (those of ``numbers``; None: all) with their words in ``source``; and what hangs on it.

    ``recorded`` are the changes to be kept and ``after`` the words, where they are known already.
    """

    before: Wording
    source: Wording
    made: tuple[Change, ...]
    numbers: tuple[int, ...] | None
    comments: tuple[Hanging, ...]
    suggestions: tuple[Waiting, ...]
    recorded: tuple[Change, ...] | None = None
    after: Wording | None = None


@dataclass(frozen=True)
class Reworded:
    """The words of the clause afterwards, the changes to be kept, and where comments and suggestions are then, as events keep it."""

    after: Wording
    recorded: tuple[Change, ...]
    anchors: list[list[Any]]
    carried: list[list[Any]]


Ready = tuple[Rewording, Reworded]  # something worked out beforehand: it counts while what it was worked out from is the same


def is_light(asked: Rewording) -> bool:
    """Whether it is worked out so quickly that nobody has to wait for it."""
    size = sum(len(p.text) for p in asked.before)
    return size * (1 + bool(asked.comments) + 2 * len(asked.suggestions)) <= LIGHT


def new_words(asked: Rewording) -> Wording:
    """The words of the clause afterwards."""
    return asked.after if asked.after is not None else applied(asked.before, asked.source, asked.made, asked.numbers)


def work_out(asked: Rewording) -> Reworded:
    """All that comes of it. The same on every machine."""
    after = new_words(asked)
    recorded = tuple(changes(asked.before, after)) if asked.recorded is None else asked.recorded
    anchors: list[list[Any]] = []
    if asked.comments:
        carrying = Carrying(asked.before, after, recorded)
        anchors = [[each.thread, to_row(carrying.carry(each.first, each.places, each.anchor))] for each in asked.comments]
    found = CarryingChanges(asked.before, after, recorded)
    return Reworded(after, recorded, anchors, [_carried(each, found) for each in asked.suggestions])


def _carried(waiting: Waiting, carrying: CarryingChanges) -> list[Any]:
    """A suggestion as ``ProposalsCarried`` keeps it: its changes, those to read again, why it needs another look, those that clash."""
    step = carrying.carry(waiting.source, waiting.made)
    if step.clashes:
        return [waiting.proposal, rows(waiting.made), list(waiting.read), "touched", sorted(step.clashes)]
    standing = {change.number for change in step.changes}
    read = sorted({*waiting.read, *step.read} & standing)
    return [waiting.proposal, rows(step.changes), read, "" if step.changes else "done", []]


def ready_or_now(asked: Rewording, ready: Ready | None) -> Reworded:
    """What was worked out beforehand, where it is about just this; else it is worked out now.

    Raises ``Refused`` where something came in between and working it out anew would keep others waiting.
    """
    if ready is None or (ready[0] != asked and is_light(asked)):
        return work_out(asked)
    if ready[0] != asked:
        raise Refused("Somebody wrote something about this clause at this very moment. Your words are kept; please press the button again.")
    return ready[1]
