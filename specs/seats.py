"""Who may do what: one table, used by the rules, the pages and the page “Who decides what”."""

from typing import NamedTuple

from specs.refusals import Refused
from specs.tender import Member, Part, Tender

SEATS = {
    "commissioner": "commissioner",
    "co_chair": "lived-experience co-chair",
    "member": "steering group member",
    "facilitator": "facilitator",
    "procurement": "procurement officer",
    "official": "answering official",
    "observer": "observer",
    "administrator": "administrator",
}

SIGNS = {
    "●": "alone",
    "②": "commissioner and co-chair together",
    "p": "may propose",
    "r": "may read",
    "–": "no",
}


class Act(NamedTuple):
    """A row of the table: what it is, in words, and a sign for each seat in the order of ``SEATS``."""

    words: str
    signs: str


# The order of the signs is the order of SEATS.
WHILE_SETTING_UP: dict[str, Act] = {
    "read": Act("Read the parts for the group", "rrrrrrr–"),
    "read procurement": Act("Read the parts for procurement only", "r–––r–––"),
    "draft": Act("Draft: import, change, add, split, merge, move and retire clauses", "●ppppp––"),
    "fix": Act("Mark a clause fixed or open, and fix words inside one", "●pp–p–––"),
    "parts": Act("Add parts to the tender and say who may see them", "●–––––––"),
    "seat": Act("Give and end the seats of officials and observers", "●–––––––"),
    "download draft": Act("Download a draft as a Word document", "●●–●●–––"),
    "read history": Act("Read the history", "rrrrrrr–"),
}


def sign(act: str, seat: str) -> str:
    """The table's sign for a seat: one of ``SIGNS``."""
    return WHILE_SETTING_UP[act].signs[list(SEATS).index(seat)]


def may(by: Member, act: str) -> bool:
    """Whether this seat may do this alone (or read, where the act is reading)."""
    return by.seat in SEATS and sign(act, by.seat) in "●r"


def insist(by: Member, act: str) -> None:
    """Raises ``Refused`` when this seat may not do this alone."""
    if not may(by, act):
        who = [name for seat, name in SEATS.items() if sign(act, seat) == "●"]
        raise Refused(f"Only the {' or the '.join(who)} can do this while the tender is being set up. Your words are kept in the box.")


def may_see(by: Member, part: Part) -> bool:
    """Whether this seat may see a part of the pack."""
    return may_see_shared(by, part.sharing)


def may_see_shared(by: Member, sharing: str) -> bool:
    """Whether this seat may see what is shared in this way."""
    return may(by, "read procurement" if sharing == "procurement" else "read")


def parts_seen(tender: Tender, by: Member) -> list[Part]:
    """The parts of the pack that this seat may see, in the order they were added."""
    return [part for part in tender.parts.values() if not part.retired and may_see(by, part)]
