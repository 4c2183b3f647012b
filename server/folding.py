"""Entries of the record put together into the tender as it stands."""

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from server.record import Entry, Record
from specs.rules import apply_entry, decode
from specs.tender import Stamp, Tender


class NoSuchTender(Exception):
    """No tender has this id."""


def fold(record: Record, tender_id: str, upto: int | None = None) -> Tender:
    """A tender as of entry ``upto`` (or as it stands), folded anew. Raises ``NoSuchTender``."""
    tender = Tender(id=tender_id)
    bring_up_to_date(tender, record.read(tender_id, 0, upto))
    if not tender.seq:
        raise NoSuchTender(tender_id)
    return tender


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
