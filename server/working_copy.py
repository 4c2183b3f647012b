"""The working copy of a part of a tender: its Word file with everybody’s comments, each by the name its author goes by in documents."""

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from exports import working_copy
from exports.naming import Naming
from exports.spoken import Spoken, as_it_may_have_gone_out, spoken
from server import word_files, workers
from server.in_documents import Names
from server.settings import House
from specs.tender import Tender


class WorkingCopy(NamedTuple):
    """What it takes to write a working copy: plain data, so that the same gives the same file."""

    copy: word_files.Copy
    spoken: tuple[Spoken, ...]

    @property
    def file_name(self) -> str:
        """The name of the document: it says that there are comments in it."""
        return word_files.called(self.copy.tender, self.copy.part, "WORKING COPY with comments", self.copy.edition)


def working_copy_of(home: House, tender_id: str, part: str = "") -> WorkingCopy:
    """A part (the first with clauses, where none is named) as it stands, with what was said about it. Raises ``Refused``."""
    copy = word_files.copy_of(home, tender_id, "draft", part)
    return WorkingCopy(copy, _spoken(home, copy.tender, copy.part))


def write_here(asked: WorkingCopy) -> bytes:
    """Writes a working copy, in this process. Raises ``Refused``."""
    copy = asked.copy
    return working_copy.write(
        copy.basis,
        copy.tender,
        copy.tender.parts[copy.part],
        asked.spoken,
        organisation=copy.organisation,
        edition=copy.edition,
    )


async def write(asked: WorkingCopy) -> bytes:
    """The same, in a process of its own with little memory and time. Raises ``Refused``."""
    return await workers.run_async(write_here, asked, seconds=60)


def threads_of(home: House, edition: Tender, part: str) -> list[Spoken]:
    """What may have gone out as comments in a working copy of this edition: plain data, for ``exports.working_copy.exported``.

    Everything that was said by now is among it, and hangs where it did in the edition. It is told with everybody’s name
    and with nobody’s, as it stands and as it stood: somebody may have chosen otherwise since, or said which words a comment is about.
    """
    now = home.desk.fold(edition.id)
    then = {each.id: each for each in _spoken(home, edition, part)}
    told = [_spoken(home, tender, part, named) for tender in (now, edition) for named in (True, False)]  # whatever each chose by then
    first, *others = ([_as_it_hung(each, then) for each in spoken] for spoken in told)
    return as_it_may_have_gone_out(first, [each for other in others for each in other])


def _as_it_hung(now: Spoken, then: Mapping[str, Spoken]) -> Spoken:
    """A thread in its place in an edition, settled if it was there."""
    was = then.get(now.id)
    if was is None:
        return now
    first, *more = now.posts
    return now._replace(clause=was.clause, spans=was.spans, posts=(replace(first, resolved=was.posts[0].resolved), *more))


def _spoken(home: House, tender: Tender, part: str, always: bool | None = None) -> tuple[Spoken, ...]:
    names = Names(home, tender, always)
    return spoken(tender, part, Naming(names, names.organisation), home.today())
