"""Words that were taken back, erased from the record as soon as nothing holds them."""

import secrets

from server.settings import House
from specs.erasing import EraseWords, to_erase_now
from specs.members import SERVICE
from specs.refusals import Refused
from specs.tender import Member

BY_ITSELF = Member("", SERVICE)


async def erase_what_waits(house: House, tender: str) -> int:
    """Erases the words of every entry that waits for it; gives how many. Safe to call at any time, and again."""
    done = 0
    for seq in to_erase_now(await house.desk.tender(tender)):
        try:
            await house.desk.act(tender, EraseWords(seq), BY_ITSELF, secrets.token_urlsafe(8))
            done += 1
        except Refused:  # somebody was quicker, or records are asked for since: it is tried again the next time
            continue
    return done
