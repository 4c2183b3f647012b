"""What a benchmark gives: one figure against a named partner, with its goal."""

import time
from collections.abc import Callable
from statistics import median
from typing import NamedTuple


class Ratio(NamedTuple):
    """A figure: what was measured, against which partner, their ratio, the goal in words, and whether it was met."""

    what: str
    against: str
    ratio: float
    goal: str
    met: bool


def at_most(what: str, against: str, ratio: float, most: float) -> Ratio:
    """A ratio of times or sizes: the smaller the better."""
    return Ratio(what, against, ratio, f"at most {most:g}", ratio <= most)


def at_least(what: str, against: str, ratio: float, least: float) -> Ratio:
    """A ratio of speeds: the larger the better."""
    return Ratio(what, against, ratio, f"at least {least:g}", ratio >= least)


def seconds(work: Callable[[], object], times: int = 5) -> float:
    """The median time of a piece of work, in seconds."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return median(taken)


def side_by_side(ours: Callable[[], object], theirs: Callable[[], object], times: int = 5) -> float:
    """The ratio of our time to theirs: both run in turns, so that a busy machine slows both alike."""
    mine, partner = [], []
    for _ in range(times):
        mine.append(seconds(ours, 1))
        partner.append(seconds(theirs, 1))
    return median(mine) / median(partner)
