"""Entries of the record put together into the tender as it stands."""

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from server.record import Entry
from specs.rules import apply_entry, decode
from specs.tender import Stamp, Tender


def bring_up_to_date(tender: Tender, entries: Iterable[Entry]) -> None:
    """Takes the next entries of a tender in. Raises ``UnknownEvent`` for what this version does not know."""
    with _uncollected():
        for _, seq, at, by, _, body, words, _ in entries:
            apply_entry(tender, Stamp(seq, at, by), decode(body, words))


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without looking for garbage meanwhile: a fold makes much that stays and nothing that goes in circles. A third of its time otherwise.

    What was made counts as old at once (freezing and thawing moves it there: https://docs.python.org/3/library/gc.html#gc.freeze), so that
    it is not looked through again right afterwards.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.unfreeze()
        gc.enable()
