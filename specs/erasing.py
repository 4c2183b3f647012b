"""Words taken back: those of one entry are erased for good, and an entry says that they were."""

from dataclasses import dataclass
from typing import Any

from specs.refusals import Refused
from specs.tender import Member, Stamp, Tender


@dataclass(frozen=True, slots=True)
class EraseWords:
    """Take back every free word of entry ``seq``. What stands on those words later is kept; they show as taken back."""

    seq: int


@dataclass(frozen=True, slots=True)
class WordsErased:
    seq: int


def erase(tender: Tender, asked: EraseWords, by: Member) -> list[Any]:
    if by.seat != "commissioner":
        raise Refused("Only the commissioner can take words back for good.")
    if not 1 <= asked.seq <= tender.seq:
        raise Refused("There is no such entry in this tender. Please choose it in the history.", "seq")
    return [WordsErased(asked.seq)]


def erased(tender: Tender, event: WordsErased, stamp: Stamp) -> None:
    """Nothing changes here: the words are gone from the record, and the tender is folded again without them."""


DECIDE = {EraseWords: erase}
APPLY = {WordsErased: erased}
SAY = {WordsErased: lambda tender, event: f"took back the words of entry {event.seq} for good"}
