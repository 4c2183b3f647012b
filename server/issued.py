"""The files of an issued tender: written and kept before the last signature, handed out again, and recognised when one comes back.

The same tender gives the same check code on every machine: it is of what is inside the files (``exports.check_code``), not of how they are
packed. The list of files names it, and beside it the SHA-256 of each file as it is kept, packed, here.
"""

import hashlib
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from starlette.concurrency import run_in_threadpool

from exports.check_code import Looked, Piece, code_of, differing, look
from exports.package import FIRST_DAY
from server import word_files, workers
from server.issue_list import Listed, listed
from server.settings import House
from specs.gate import before_issue, issued_parts
from specs.issued import Changed, Filed, Issue, Made, Without
from specs.issues import files_seen
from specs.issuing import mark, next_number, signed
from specs.refusals import Refused
from specs.reissuing import changes_since
from specs.seats import SEATS
from specs.tender import Member, Tender

NO_FILE = "This file is not there any more. Please tell whoever runs this service."


class Writing(NamedTuple):
    """What it takes to write an issue: its Word files, the tender, and the issue before. All of it plain data."""

    copies: tuple[word_files.Copy, ...]
    tender: Tender
    before: Issue | None


class Packed(NamedTuple):
    """A Word file of an issue, and what is inside it."""

    part: str
    data: bytes
    pieces: tuple[Piece, ...]


class Packing(NamedTuple):
    """The Word files of an issue, and what changed since the one before."""

    files: tuple[Packed, ...]
    changes: tuple[Changed, ...]


def edition_name(tender_id: str, number: int) -> str:
    """What an issued file calls itself in its properties: by it an issue is recognised whose words were touched.

    The second half tells tenders apart, and says nothing of which it is to whoever does not know its address.
    """
    return f"Issued tender {number}, {hashlib.sha256(f'{tender_id}/{number}'.encode()).hexdigest()[:8]}"


def writing_of(home: House, tender_id: str) -> Writing:
    """The next issue of a tender, as it stands, to be written. Raises ``Refused``."""
    tender = home.desk.fold(tender_id)
    edition = edition_name(tender_id, next_number(tender))
    copies = [word_files.copied(home, tender, part, edition) for part in issued_parts(tender) if part.kind == "authored"]
    return Writing(tuple(copies), tender, tender.issues[-1] if tender.issues else None)


def write_here(asked: Writing) -> Packing:
    """Writes the Word files of an issue, in this process. Raises ``Refused``."""
    files = []
    for copy in asked.copies:
        data = word_files.write_here(copy).data
        files.append(Packed(copy.part, data, look(data).pieces))
    return Packing(tuple(files), changes_since(asked.before, asked.tender))


async def make(home: House, tender_id: str, seat: str, today: str) -> Made:
    """Writes the next issue in a process of its own and keeps its files, for the signature that completes it. Raises ``Refused``."""
    asked = await run_in_threadpool(writing_of, home, tender_id)
    written = await workers.run_async(write_here, asked, seconds=60)
    return await run_in_threadpool(keep, home, asked.tender, written, seat, today)


def keep(home: House, tender: Tender, written: Packing, seat: str, today: str) -> Made:
    """Keeps the files of an issue and their list; gives what is signed with them. Raises ``Refused``."""
    number = next_number(tender)
    words = {each.part: each for each in written.files}
    files = []
    for part in issued_parts(tender):
        if part.kind == "authored":
            packed = words[part.id]
            name = word_files.called(tender, part.id, f"Issued tender {number}")
            files.append(Filed(part.id, part.kind, part.name, name, code_of(packed.pieces), home.record.put_blob(packed.data)))
        elif part.kind == "attached":
            files.append(Filed(part.id, part.kind, part.name, part.file_name, part.base, part.base))
        else:
            code = hashlib.sha256(part.link.encode()).hexdigest()
            files.append(Filed(part.id, part.kind, part.name, "", code, "", part.link))
    code = code_of((each.name, each.code) for each in files)
    left = [Without(each.kind, len(each.found), each.reason) for each in before_issue(tender, today) if each.found]
    seats = [chair for chair in SEATS if chair in {*signed(tender, today), seat}]
    inside = {each.part: each.pieces for each in written.files}
    text = listed(Listed(number, tender.title, today, code, seats, left, files, written.changes, inside))
    return Made(tender.seq, mark(tender, today), code, home.record.put_blob(text.encode()), tuple(files), written.changes)


def kept(home: House, sha256: str) -> bytes:
    """A kept file. Raises ``Refused``."""
    try:
        return home.record.get_blob(sha256)
    except KeyError as gone:
        raise Refused(NO_FILE) from gone


def changes_in(home: House, tender_id: str, issue: Issue, since: Issue | None, part: str, as_one: bool) -> word_files.Changes:
    """A part of an issue with what changed marked, since an earlier issue or (None) the start, to be written. Raises ``Refused``."""
    earlier = f"@{since.of}" if since else "start"
    asked = word_files.changes_of(home, tender_id, earlier, f"@{issue.of}", part, draft=False, as_one=as_one)
    return asked._replace(copy=asked.copy._replace(edition=edition_name(tender_id, issue.number)))


def changes_name(asked: word_files.Changes, issue: Issue, since: Issue | None) -> str:
    """What a file with tracked changes is called."""
    then = f"issued tender {since.number}" if since else "the start"
    return word_files.called(asked.copy.tender, asked.copy.part, f"Issued tender {issue.number}", f"tracked changes since {then}")


def together(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Files as one zip; one whose name was there before gets a number."""
    made, names = io.BytesIO(), set[str]()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in files:
            stem, dot, end = name.rpartition(".")
            free = name
            while free.casefold() in names:
                free = f"{stem or end} ({len(names) + 1}){dot}{end if stem else ''}"
            names.add(free.casefold())
            info = zipfile.ZipInfo(free, FIRST_DAY)
            info.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(info, data)
    return made.getvalue()


class Recognised(NamedTuple):
    """An issue to which a file belongs; ``differing`` are the pieces that are not as they were issued (none: it is untouched)."""

    tender: Tender
    issue: Issue
    filed: Filed
    differing: tuple[str, ...]


def looked_at(data: bytes) -> Looked | None:
    """A file that somebody sent, looked at in a process of its own; None where it is no sound zip file."""
    try:
        return workers.run(look, data)
    except Refused:
        return None


async def looked_at_async(data: bytes) -> Looked | None:
    """The same without holding up the loop."""
    try:
        return await workers.run_async(look, data)
    except Refused:
        return None


def recognise(
    home: House, data: bytes, looked: Looked | None, known: Mapping[str, Member | None], tenders: Sequence[Tender]
) -> Recognised | None:
    """Which issue of these tenders a file is, untouched or not; None where it is none of them.

    ``known`` says in which seat it is asked, by tender: only what that seat may see is found; None sees everything.
    """
    there = [
        (tender, issue, filed)
        for tender in tenders
        for issue in sorted(tender.issues, key=lambda each: (bool(each.withdrawn_on), -each.number))
        for filed in _files(tender, known[tender.id], issue)
        if filed.sha256
    ]
    code, own = looked.code if looked else "", hashlib.sha256(data).hexdigest()
    for tender, issue, filed in there:
        if own == filed.sha256 or (filed.kind == "authored" and code == filed.code):
            return Recognised(tender, issue, filed, ())
    if looked is None:
        return None
    named = [each for each in there if each[2].kind == "authored" and edition_name(each[0].id, each[1].number) == looked.version]
    found = [
        Recognised(tender, issue, filed, tuple(differing(looked.pieces, look(kept(home, filed.sha256)).pieces)))
        for tender, issue, filed in named
    ]
    return min(found, key=lambda each: len(each.differing), default=None)


def _files(tender: Tender, by: Member | None, issue: Issue) -> Sequence[Filed]:
    return issue.files if by is None else files_seen(tender, by, issue)
