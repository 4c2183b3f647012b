"""How long the steps of writing a tender together take: data that an organisation may argue with."""

from typing import NamedTuple


class Recipe(NamedTuple):
    """Days for each step; they count back from the day of publication.

    A shorter round than ``shortest_round`` needs a reason that everyone can read. Two weeks leave room for a meeting, for post, and
    for people who have bad days; the pack reaches people before the round so that it can be read.
    """

    name: str
    pack_ahead: int
    shortest_round: int
    deciding: int
    procurement: int


TWO_SIGNATURES = Recipe("Two signatures", pack_ahead=7, shortest_round=14, deciding=10, procurement=10)
