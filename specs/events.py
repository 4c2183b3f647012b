"""How an event is kept: its facts in the entry's body, its free words apart so that they can be erased."""

from dataclasses import field, fields
from functools import cache
from typing import Any


def words() -> Any:
    """Marks a field of an event as free words (or a file reference): kept salted and apart, None once erased."""
    return field(default=None, metadata={"words": True})


@cache
def parts_of(event: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names of an event's facts and of its words."""
    facts: list[str] = []
    free: list[str] = []
    for each in fields(event):
        (free if each.metadata.get("words") else facts).append(each.name)
    return tuple(facts), tuple(free)


def taken_apart(event: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """An event as ``(facts, words)``, both plain data."""
    facts, free = parts_of(event.__class__)
    return {name: getattr(event, name) for name in facts}, {name: getattr(event, name) for name in free}
