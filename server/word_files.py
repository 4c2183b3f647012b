"""Word files in and out, each handled in a process of its own: what is read when one comes, and what is written when one goes."""

from collections.abc import Iterable
from pathlib import PurePath
from typing import Any, NamedTuple

from exports import guard, house, mend, tracked, word_in, word_out
from exports.basis import Basis, of_import
from server import editions, workers
from server.settings import House
from specs.adopting import held_base
from specs.parts import AuthoredPart
from specs.preview import Preview
from specs.reading import Found
from specs.refusals import Refused
from specs.tender import Part, Sharing, Tender


class Read(NamedTuple):
    """A Word file as read: what was found, the file after mending (empty where nothing was), and what was mended, in sentences."""

    found: Found
    mended: bytes
    said: tuple[str, ...]


def read_here(data: bytes) -> Read:
    """Looks at a file, mends it and reads it, in this process. Raises ``Refused``."""
    guard.check(data)
    good, said = mend.mend(data)
    return Read(word_in.read(good), b"" if good == data else good, tuple(said))


async def read(data: bytes) -> Read:
    """The same, in a process of its own with little memory and time. Raises ``Refused``."""
    return await workers.run_async(read_here, data)


class Copy(NamedTuple):
    """What it takes to write a part of a tender as it stood at some entry: all of it plain data, so that the same gives the same file."""

    tender: Tender
    part: str
    basis: Basis
    edition: str
    organisation: str
    draft: bool

    @property
    def file_name(self) -> str:
        """What the document is called: the tender, the part where there are several, and that it is a draft. Never a person."""
        return called(self.tender, self.part, "DRAFT" if self.draft else "", self.edition)


def called(tender: Tender, part: str, *more: str) -> str:
    """The name of a document: the tender’s, the part’s where there are several (none: it is of all), and what else is to be told."""
    names = [tender.title, tender.parts[part].name if part and len(tender.authored()) > 1 else ""]
    end = _as_name(more)
    return f"{_as_name(names)[: 179 - len(end)]} {end}".strip(" .") + ".docx"


def _as_name(words: Iterable[str]) -> str:
    """Words as the name of a file can hold them."""
    plain = "".join(" " if c in '\\/:*?"<>|' or not c.isprintable() else c for c in " ".join(words))
    return " ".join(plain.split())


def copy_of(home: House, tender_id: str, edition: str, part: str = "", draft: bool = True) -> Copy:
    """A part (the first with clauses, where none is named) as of an edition (``editions.edition``). Raises ``Refused``.

    In the file an edition is known by how many changes made its words: the number of the entry would tell how much was said.
    """
    tender = home.desk.fold(tender_id) if edition in ("draft", "start") else editions.edition(home.record, tender_id, edition)
    chosen = next((each for each in tender.authored() if part in ("", each.id)), None)
    if chosen is None:
        raise Refused("This part was not in the tender then. Please choose another edition.", "edition")
    if edition == "start":
        tender = home.desk.fold(tender_id, chosen.added.seq)
    return copied(home, tender, chosen, f"after change {tender.shape_seq}", draft)


def copied(home: House, tender: Tender, part: Part, edition: str, draft: bool = False) -> Copy:
    """A part of a tender as it stands here; ``edition`` is what the file calls it."""
    return Copy(tender, part.id, basis_of(home, tender, part.id), edition, home.settings.organisation, draft)


def basis_of(home: House, tender: Tender, part: str) -> Basis:
    """The file that a part is written into as it stands here: the one that was adopted last, else the one that it came in, or the house
    document."""
    there = tender.parts[part]
    held = held_base(there)
    if held is not None:
        return Basis(home.record.get_blob(held.base), held.paragraphs, home.desk.fold(tender.id, held.stamp.seq), adopted=True)
    kept = base_of(there)
    data = home.record.get_blob(kept) if kept else house.house()
    return of_import(data, home.desk.fold(tender.id, there.added.seq), there)


def write_here(copy: Copy) -> word_out.Written:
    """Writes a part of a tender into its base document, in this process. Raises ``Refused``."""
    return word_out.write(
        copy.basis,
        copy.tender,
        copy.tender.parts[copy.part],
        draft=copy.draft,
        organisation=copy.organisation,
        edition=copy.edition,
    )


async def write(copy: Copy) -> word_out.Written:
    """The same, in a process of its own with little memory and time. Raises ``Refused``."""
    return await workers.run_async(write_here, copy, seconds=30)


class Changes(NamedTuple):
    """What it takes to write what changed in a part from one edition to a later one: plain data, too.

    ``since`` is the file that the earlier edition was written into. ``names`` is what members are called in documents, by id; who wants no
    name in them is not there. ``as_one``: name the organisation.
    """

    copy: Copy
    earlier: Tender
    since: Basis
    names: dict[str, str]
    as_one: bool

    @property
    def file_name(self) -> str:
        """The name of the document, with what it shows."""
        return called(self.copy.tender, self.copy.part, "DRAFT" if self.copy.draft else "", "tracked changes", self.copy.edition)


def changes_of(home: House, tender_id: str, since: str, edition: str, part: str = "", draft: bool = True, as_one: bool = False) -> Changes:
    """What changed in a part since an earlier edition. Raises ``Refused``, also where ``since`` is the later of the two."""
    copy = copy_of(home, tender_id, edition, part, draft)
    added = copy.tender.parts[copy.part].added.seq
    earlier = home.desk.fold(tender_id, added) if since == "start" else editions.edition(home.record, tender_id, since)
    if earlier.seq > copy.tender.seq:
        raise Refused("The first of the two editions has to be the earlier one. Please choose again.", "since")
    named = [] if as_one else [member for member in copy.tender.seated if home.choices.in_documents(tender_id, member)]
    before = basis_of(home, earlier, copy.part) if copy.part in earlier.parts else copy.basis
    return Changes(copy, earlier, before, {member: home.choices.name(tender_id, member) for member in named}, as_one)


def write_changes_here(asked: Changes) -> tracked.Tracked:
    """Writes a part with what changed marked in it, in this process. Raises ``Refused``."""
    copy = asked.copy
    return tracked.write(
        copy.basis,
        asked.earlier,
        copy.tender,
        copy.tender.parts[copy.part],
        since=asked.since,
        names=asked.names,
        as_one=asked.as_one,
        draft=copy.draft,
        organisation=copy.organisation,
        edition=copy.edition,
    )


async def write_changes(asked: Changes) -> tracked.Tracked:
    """The same, in a process of its own with little memory and time. Raises ``Refused``."""
    return await workers.run_async(write_changes_here, asked, seconds=60)


def title_for(found: Found, file_name: str) -> str:
    """What a tender from this file could be called: the document's title; the name of the file where that is only its first words."""
    title = " ".join(found.title.split())[:250]
    stem = " ".join(PurePath(file_name).stem.replace("_", " ").split())[:250]
    first_words = found.clauses[0].title if found.clauses else ""
    named = sum(word.isalpha() for word in stem.split()) > 1
    return stem if named and (not title or first_words.startswith(title.removesuffix("…"))) else title or stem


def part_from(name: str, sharing: Sharing, preview: Preview, file: str, mended: str, file_name: str) -> AuthoredPart:
    """The part of a tender that a confirmed preview becomes. ``file`` and ``mended`` name the kept files."""
    report: dict[str, Any] = preview.counts()
    return AuthoredPart(name, preview.found.clauses, preview.found.lists, sharing, file, mended, file_name, report)


def base_of(part: Part) -> str:
    """The name of the kept file that a part is written into; empty where it is the house document."""
    return part.mended or part.base
