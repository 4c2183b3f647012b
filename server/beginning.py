"""How a tender begins, and who is seated in it: the same from a page, from the command line and for the teaching tender."""

import asyncio
import secrets
from pathlib import Path
from typing import Any

from server import imported, word_files, workers
from server.desk import USED, Done, new_tender_id
from server.settings import House
from server.uploads import MB, MOST
from specs.members import GiveSeat
from specs.parts import AuthoredPart, StartTender
from specs.preview import Preview
from specs.reading import Kept
from specs.refusals import Refused
from specs.seats import SEATS
from specs.tender import Member

LOCAL = "command-line@localhost"


async def begin(home: House, account: str, title: str, part: AuthoredPart, key: str) -> tuple[Done, Member]:
    """A new tender with this account as its commissioner; the same answer again for the same key. Raises ``Refused``."""
    begun = home.record.begun_with(key)
    tender = begun or new_tender_id()
    member = home.people.member_of(account, begun) if begun else home.people.seat(account, tender)
    if member is None:
        raise Refused(USED)
    by = Member(member, "commissioner")
    return await home.desk.start_tender(StartTender(title, part), by, key, tender), by


def file_at(path: Path) -> tuple[bytes, word_files.Read]:
    """A Word file on this machine, and what is in it. Raises ``Refused``."""
    try:
        if path.stat().st_size > MOST:
            raise Refused(f"This file is too big. Please give one of up to {MOST // MB} MB.")
        data = path.read_bytes()
    except OSError as wrong:
        raise Refused(f"“{path}” could not be read: {(wrong.strerror or str(wrong)).lower()}.") from wrong
    return data, workers.run(word_files.read_here, data)


def from_file(home: House, data: bytes, read: word_files.Read, name: str, title: str, email: str, comments: bool = True) -> dict[str, Any]:
    """A new tender from a Word file called ``name``, as the import report says it; without its ``comments`` where so wanted.

    Raises ``Refused``.
    """
    preview = Preview(read.found)
    kept = home.record.put_blob(data)
    mended = home.record.put_blob(read.mended) if read.mended else ""
    part = word_files.part_from("Specification", "group", preview, kept, mended, name)
    account = commissioner(home, email)
    done = asyncio.run(_begun(home, account, title or word_files.title_for(read.found, name), part, read.found.kept, comments))
    return {"tender": done.tender.id, "title": done.tender.title, "parts": len(done.tender.parts), **preview.counts()}


async def _begun(home: House, account: str, title: str, part: AuthoredPart, kept: Kept, comments: bool) -> Done:
    key = secrets.token_urlsafe(16)
    done, by = await begin(home, account, title, part, key)
    await imported.keep(home, by, done.tender.id, next(iter(done.tender.parts)), kept, comments, key)
    return done


def commissioner(home: House, email: str) -> str:
    """The account that begins tenders from the command line: that of ``email``, or a local one nobody signs in to."""
    if email:
        return home.people.invite(email, "", may_create=True).id
    return home.people.invite(LOCAL, "The command line").id


async def invited(home: House, email: str, name: str, tender: str, seat: str, may_create: bool) -> str:
    """A sign-in link (its path) for someone, with a seat in a tender where one is named. Raises ``Refused``."""
    account = home.people.invite(email, name, may_create=may_create)
    leads_to = "/"
    if tender:
        await home.desk.tender(tender)
        by = Member(home.people.seat(commissioner(home, ""), tender), "commissioner")
        member = home.people.seat(account.id, tender)
        await home.desk.act(tender, GiveSeat(member, seat), by, secrets.token_urlsafe(16))
        leads_to = f"/tenders/{tender}"
    return sign_in(home, account.id, leads_to)


def sign_in(home: House, account: str, leads_to: str) -> str:
    """The path of a new one-time link."""
    return f"/sign-in/{home.sessions.new_link(account, leads_to)}"


def seat_name(seat: str) -> str:
    """A seat in words."""
    return SEATS[seat]
