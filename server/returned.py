"""Brings a Word file back: which edition it went out as, what it says, and the recording of what is new in it."""

import hashlib
import json
from collections.abc import Sequence
from typing import NamedTuple

from starlette.concurrency import run_in_threadpool

from exports import guard, mend
from exports.basis import Basis
from exports.brought_back import brought_back
from exports.returned import returned
from exports.spoken import Spoken
from exports.working_copy import exported
from server import editions, issued, word_files, workers, working_copy
from server.desk import Done
from server.folding import bring_up_to_date
from server.settings import House
from specs.issues import issues_seen
from specs.refusals import Refused
from specs.returned import Back, Edit, ReturnedFile
from specs.returned_plan import Plan, Planned, file_id
from specs.returning import AlreadyThere, BringBack, TakeEdit, TakeRemark
from specs.tender import Member, Tender

NOT_KNOWN = (
    "The file does not say which edition it went out as: some programs take that out. Please choose it below, and choose the file again."
)
NO_EDITION = "There is no such edition of this part. Please choose another one."


class Waiting(NamedTuple):
    """A file between being sent and being recorded: ``file`` says where its bytes wait, ``told`` what somebody said of unsure clauses."""

    tender: str
    part: str
    edition: int
    file: str
    file_name: str
    told: tuple[tuple[str, int], ...] = ()

    def text(self) -> bytes:
        return json.dumps(self._asdict()).encode()


def waiting_from(kept: bytes) -> Waiting:
    """What ``Waiting.text`` kept."""
    plain = json.loads(kept)
    return Waiting(**{**plain, "told": tuple((clause, at) for clause, at in plain["told"])})


class Read(NamedTuple):
    """A file that came back, as it was read: what it says, the file after mending (empty where nothing was), and what was mended."""

    back: Back
    mended: bytes
    said: tuple[str, ...]


def read_here(data: bytes, tender: Tender, part: str, basis: Basis, spoken: Sequence[Spoken], told: Sequence[tuple[str, int]]) -> Read:
    """Reads a file that came back for an edition of a part, in this process. Raises ``Refused``."""
    guard.check(data)
    good, said = mend.mend(data)
    found = returned(good, tender, tender.parts[part], basis, exported=exported(tender, spoken), told=dict(told))
    return Read(brought_back(found, tender, tender.parts[part]), b"" if good == data else good, tuple(said))


async def read(home: House, waiting: Waiting, data: bytes) -> Read:
    """The same in a process of its own. Raises ``Refused``."""
    copy = await run_in_threadpool(copy_of, home, waiting)
    spoken = await run_in_threadpool(working_copy.threads_of, home, copy.tender, waiting.part)
    return await workers.run_async(read_here, data, copy.tender, waiting.part, copy.basis, spoken, waiting.told, seconds=60)


def copy_of(home: House, waiting: Waiting) -> word_files.Copy:
    """The part as it went out. Raises ``Refused``."""
    tender = home.desk.fold(waiting.tender, waiting.edition)
    part = tender.parts.get(waiting.part)
    if part is None or part.kind != "authored":
        raise Refused(NO_EDITION, "edition")
    return word_files.copied(home, tender, part, "")


def edition_named(home: House, tender: Tender, by: Member, version: str) -> int:
    """The entry of the edition that a file names in its properties; 0 where it names none."""
    for issue in issues_seen(tender, by):
        if issued.edition_name(tender.id, issue.number) == version:
            return issue.of
    number = version.removeprefix("after change ")
    if number == version or not (number.isascii() and number.isdecimal() and len(number) < 12):
        return 0
    found, then = 0, Tender(id=tender.id)
    for entry in home.record.read(tender.id, 0, tender.seq):
        bring_up_to_date(then, [entry])
        if then.shape_seq == int(number):
            found = then.seq
        elif then.shape_seq > int(number):
            break
    return found


def edition_on(home: House, tender_id: str, day: str) -> int:
    """The entry of the draft as it stood at the end of a day. Raises ``Refused``."""
    return editions.edition(home.record, tender_id, day).seq


def edition_in_words(tender: Tender, edition: int) -> str:
    """What an edition is called: an issued tender, or how many entries it is of."""
    issue = next((each for each in tender.issues if each.of == edition), None)
    return f"issued tender {issue.number}" if issue else "the draft as it stands" if edition == tender.seq else "an earlier draft"


async def edition_of(home: House, tender: Tender, by: Member, data: bytes) -> int:
    """The entry of the edition that a file went out as. Raises ``Refused`` where it does not say."""
    looked = await issued.looked_at_async(data)
    found = await run_in_threadpool(edition_named, home, tender, by, looked.version) if looked and looked.version else 0
    if not found:
        raise Refused(NOT_KNOWN, "edition")
    return found


def name_of(waiting: Waiting, data: bytes) -> str:
    """The id that the file has once it is recorded."""
    return file_id(waiting.tender, waiting.part, waiting.edition, hashlib.sha256(data).hexdigest())


def same_file(tender: Tender, waiting: Waiting, data: bytes) -> ReturnedFile | None:
    """The same file for the same edition, where it was brought back before."""
    return tender.returned.get(name_of(waiting, data))


class Recorded(NamedTuple):
    """What became of a file: its id, and how many of each kind are new."""

    file: str
    new: int


async def record(home: House, by: Member, waiting: Waiting, data: bytes, found: Read, plan: Plan) -> Recorded:
    """Records what is new in a file: that it came, then each suggestion, legal change and comment as an entry of its own.

    Where something of it was recorded in the meantime, that is left as it is. Raises ``Refused``.
    """
    name, today = name_of(waiting, data), home.today()
    tender = await home.desk.tender(waiting.tender)
    if name not in tender.returned:
        kept = await run_in_threadpool(home.record.put_blob, data)
        mended = await run_in_threadpool(home.record.put_blob, found.mended) if found.mended else ""
        back = found.back
        asked = BringBack(
            name,
            waiting.part,
            waiting.edition,
            back.names,
            back.found,
            plan.unplaced,
            back.differences,
            kept,
            mended,
            waiting.file_name,
            today,
        )
        await home.desk.act(waiting.tender, asked, by, f"back/{name}")
    new = 0
    for each in plan.new:
        try:
            await _take(home, by, waiting.tender, name, each, today)
            new += 1
        except AlreadyThere:
            continue
    return Recorded(name, new)


async def _take(home: House, by: Member, tender: str, file: str, each: Planned, today: str) -> Done:
    item = each.item
    asked = TakeEdit(file, item, each.name, today) if isinstance(item, Edit) else TakeRemark(file, item, each.name, today)
    return await home.desk.act(tender, asked, by, f"back/{file}/{each.name}")
