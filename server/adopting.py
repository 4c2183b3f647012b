"""A Word file that came back is read to become the base document of a part: looked at, mended, and matched with the tender as it stands."""

import hashlib
from typing import NamedTuple

from starlette.concurrency import run_in_threadpool

from exports import adopting, guard, mend
from exports.basis import Basis
from exports.notes import notes_in
from exports.package import Package
from exports.same_words import CONTENTS, same_words
from server import word_files, workers
from server.settings import House
from specs.adopting import AdoptBase, insist_it_may_be_adopted
from specs.refusals import Refused
from specs.tender import Member, Tender
from specs.wording import Wording

ANOTHER = (
    "Less than half of the words of this part were found in the file, so it may be another document. "
    "Please check that it is the right one. Nothing was changed."
)


class Reading(NamedTuple):
    """What it takes to read a file that may be adopted: plain data."""

    data: bytes
    tender: Tender
    part: str
    basis: Basis


class Read(NamedTuple):
    """``mended`` is empty where nothing was, ``said`` what was, in sentences. ``otherwise`` is what the file says and the tender does not:
    it is brought back to the tender's words, or left out."""

    paragraphs: Wording
    mended: bytes
    said: tuple[str, ...]
    otherwise: tuple[str, ...]


class Ready(NamedTuple):
    """A file that can be adopted: what to ask of the desk, and what was found."""

    asked: AdoptBase
    read: Read


def read_here(asked: Reading) -> Read:
    """Reads a file that may be adopted, in this process. Raises ``Refused``, also where it is plainly another document."""
    guard.check(asked.data)
    good, said = mend.mend(asked.data)
    part = asked.tender.parts[asked.part]
    found = adopting.paragraphs(good, asked.tender, part, asked.basis)
    now = {p.id: p for clause in asked.tender.reading_order(part.id) for p in clause.wording}
    there = sum(len(now[p.id].text) for p in found if p.id in now)
    if there * 2 < sum(len(p.text) for p in now.values()):
        raise Refused(ANOTHER, "document")
    other = [p.text for p in found if p.text.strip() and p.label != CONTENTS and not (p.id in now and same_words(p, now[p.id]))]
    known = {note.text.strip() for clause in asked.tender.reading_order(part.id) for note in clause.notes}
    other += [text for text in notes_in(Package(good)) if text and text not in known]
    return Read(found, b"" if good == asked.data else good, tuple(said), tuple(other))


async def ready(home: House, tender_id: str, part: str, data: bytes, file_name: str, why: str, by: Member) -> Ready:
    """Reads a file in a process of its own and keeps it, for the desk to be asked to adopt it. Raises ``Refused``."""
    tender = await run_in_threadpool(home.desk.fold, tender_id)
    insist_it_may_be_adopted(tender, part, by, hashlib.sha256(data).hexdigest())
    basis = await run_in_threadpool(word_files.basis_of, home, tender, part)
    read = await workers.run_async(read_here, Reading(data, tender, part, basis), seconds=60)
    file = await run_in_threadpool(home.record.put_blob, data)
    mended = await run_in_threadpool(home.record.put_blob, read.mended) if read.mended else ""
    return Ready(AdoptBase(part, file, mended, file_name, read.paragraphs, why), read)
