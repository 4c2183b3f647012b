"""The tender pack: begun, named, and its parts added, shared and retired."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from specs.events import words
from specs.members import SeatGiven
from specs.reading import FoundClause
from specs.refusals import Refused
from specs.seats import insist
from specs.tender import Clause, Member, Note, Part, Sharing, Stamp, Tender, Version
from specs.typed import one_line
from specs.wording import to_rows

SHARING: dict[Sharing, str] = {
    "shareable": "anyone, also people linked to a possible bidder",
    "group": "the steering group and officials",
    "procurement": "procurement only",
}


@dataclass(frozen=True)
class AuthoredPart:
    """A part made of clauses: from a Word file, from a starter or begun blank. ``report`` is what the import counted."""

    name: str
    clauses: tuple[FoundClause, ...]
    lists: dict[str, Any]
    sharing: Sharing = "group"
    base: str = ""
    mended: str = ""
    file_name: str = ""
    report: dict[str, Any] | None = None


@dataclass(frozen=True)
class StartTender:
    title: str
    part: AuthoredPart


@dataclass(frozen=True)
class AddAuthoredPart:
    part: AuthoredPart


@dataclass(frozen=True, slots=True)
class AttachFile:
    name: str
    sharing: Sharing
    file: str
    file_name: str


@dataclass(frozen=True, slots=True)
class ReferTo:
    name: str
    sharing: Sharing
    link: str


@dataclass(frozen=True, slots=True)
class SharePart:
    part: str
    sharing: Sharing


@dataclass(frozen=True, slots=True)
class RetirePart:
    part: str


@dataclass(frozen=True, slots=True)
class RenameTender:
    title: str


@dataclass(frozen=True, slots=True)
class TenderStarted:
    title: str | None = words()


@dataclass(frozen=True, slots=True)
class TenderRenamed:
    title: str | None = words()


@dataclass(frozen=True, slots=True)
class PartAdded:
    part: str
    kind: str
    sharing: str
    name: str | None = words()
    base: str | None = words()
    mended: str | None = words()
    file_name: str | None = words()
    link: str | None = words()


@dataclass(frozen=True, slots=True)
class ClausesImported:
    """The clauses a part began with: ``[[clause id, shape, note ids and labels], …]``; their texts and notes are words."""

    part: str
    clauses: list[list[Any]]
    lists: dict[str, Any]
    report: dict[str, Any]
    texts: list[list[str]] | None = words()
    notes: list[list[str]] | None = words()


@dataclass(frozen=True, slots=True)
class PartShared:
    part: str
    sharing: str


@dataclass(frozen=True, slots=True)
class PartRetired:
    part: str


def start(tender: Tender, asked: StartTender, by: Member) -> list[Any]:
    if tender.started:
        raise Refused("This tender has already been started.")
    title = one_line(asked.title, "The title", "title")
    return [TenderStarted(title), SeatGiven(by.id, "commissioner"), *_authored(tender, asked.part)]


def add(tender: Tender, asked: AddAuthoredPart, by: Member) -> list[Any]:
    insist(by, "parts")
    return _authored(tender, asked.part)


def _authored(tender: Tender, part: AuthoredPart) -> list[Any]:
    name = one_line(part.name, "The name of this part", "name")
    part_id = f"d{len(tender.parts) + 1}"
    if not part.clauses:
        raise Refused("No clauses were found. Please check that the file has words in it.")
    rows, texts, notes = _rows(part.clauses, len(tender.clauses), tender.paragraphs_made)
    report = part.report or {}
    return [
        PartAdded(part_id, "authored", _sharing(part.sharing), name, part.base, part.mended, part.file_name, ""),
        ClausesImported(part_id, rows, part.lists, report, texts, notes),
    ]


def _rows(found: Sequence[FoundClause], clauses: int, paragraphs: int) -> tuple[list[list[Any]], list[list[str]], list[list[str]]]:
    """Found clauses with ids of this tender, in place of the file's own."""
    rows: list[list[Any]] = []
    texts: list[list[str]] = []
    notes: list[list[str]] = []
    clause_ids = {f"k{place}": f"c{clauses + place}" for place in range(1, len(found) + 1)}
    for place, each in enumerate(found):
        wording = []
        for p in each.wording:
            paragraphs += 1
            marks = tuple(
                m._replace(name=f"ref:{clause_ids.get(m.name[4:], m.name[4:])}") if m.name.startswith("ref:") else m for m in p.marks
            )
            wording.append(replace(p, id=f"p{paragraphs}", marks=marks))
        shape, text = to_rows(wording)
        rows.append([f"c{clauses + place + 1}", shape, [[note.id, note.label] for note in each.notes]])
        texts.append(text)
        notes.append([note.text for note in each.notes])
    return rows, texts, notes


def attach(tender: Tender, asked: AttachFile, by: Member) -> list[Any]:
    insist(by, "parts")
    name = one_line(asked.name, "The name of this part", "name")
    return [PartAdded(f"d{len(tender.parts) + 1}", "attached", _sharing(asked.sharing), name, asked.file, "", asked.file_name, "")]


def refer(tender: Tender, asked: ReferTo, by: Member) -> list[Any]:
    insist(by, "parts")
    name = one_line(asked.name, "The name of this part", "name")
    link = one_line(asked.link, "The link", "link", 2_000)
    if not link.startswith(("https://", "http://")) or " " in link or "." not in link:
        raise Refused("A link begins with https:// and has no spaces. Please copy it from the address line of your browser.", "link")
    return [PartAdded(f"d{len(tender.parts) + 1}", "referred", _sharing(asked.sharing), name, "", "", "", link)]


def share(tender: Tender, asked: SharePart, by: Member) -> list[Any]:
    insist(by, "parts")
    part = _part(tender, asked.part)
    if _sharing(asked.sharing) == part.sharing:
        raise Refused("That is who may see this part already.", "sharing")
    return [PartShared(part.id, asked.sharing)]


def retire(tender: Tender, asked: RetirePart, by: Member) -> list[Any]:
    insist(by, "parts")
    part = _part(tender, asked.part)
    if part.kind == "authored" and len(tender.authored()) == 1:
        raise Refused("A tender needs at least one part with clauses. Please add the other one first.")
    return [PartRetired(part.id)]


def rename(tender: Tender, asked: RenameTender, by: Member) -> list[Any]:
    insist(by, "draft")
    title = one_line(asked.title, "The title", "title")
    if title == tender.title:
        raise Refused("That is the title already.", "title")
    return [TenderRenamed(title)]


def _part(tender: Tender, part: str) -> Part:
    found = tender.parts.get(part)
    if found is None or found.retired:
        raise Refused("This part is not in the tender any more.")
    return found


def _sharing(sharing: str) -> str:
    if sharing not in SHARING:
        raise Refused("Please choose who may see this part.", "sharing")
    return sharing


def started(tender: Tender, event: TenderStarted, stamp: Stamp) -> None:
    tender.title = event.title or "(title taken back)"
    tender.started = stamp


def renamed(tender: Tender, event: TenderRenamed, stamp: Stamp) -> None:
    tender.title = event.title or "(title taken back)"


def added(tender: Tender, event: PartAdded, stamp: Stamp) -> None:
    tender.parts[event.part] = Part(
        id=event.part,
        kind=event.kind,  # type: ignore[arg-type]
        name=event.name or "(name taken back)",
        sharing=event.sharing,  # type: ignore[arg-type]
        added=stamp,
        base=event.base or "",
        mended=event.mended or "",
        file_name=event.file_name or "",
        link=event.link or "",
    )


def imported(tender: Tender, event: ClausesImported, stamp: Stamp) -> None:
    part = tender.parts[event.part]
    part.lists, part.report = event.lists, event.report
    for place, (clause_id, shape, note_ids) in enumerate(event.clauses):
        texts = event.texts[place] if event.texts is not None else None
        spoken = event.notes[place] if event.notes is not None else [""] * len(note_ids)
        notes = tuple(Note(note, text, label) for (note, label), text in zip(note_ids, spoken, strict=True))
        tender.clauses[clause_id] = Clause(clause_id, part.id, [Version(1, stamp, shape, texts)], notes)
        tender.paragraphs_made += len(shape)
        part.order.append(clause_id)
    part.start = list(part.order)
    tender.shape_seq += 1


def shared(tender: Tender, event: PartShared, stamp: Stamp) -> None:
    tender.parts[event.part].sharing = event.sharing  # type: ignore[assignment]


def retired(tender: Tender, event: PartRetired, stamp: Stamp) -> None:
    tender.parts[event.part].retired = True
    tender.shape_seq += 1


def _said_added(tender: Tender, event: PartAdded) -> str:
    how = {"authored": "as clauses", "attached": "as a file", "referred": "as a link"}[event.kind]
    return f"added the part “{tender.parts[event.part].name}” {how}, for {SHARING[tender.parts[event.part].sharing]}"


def _said_imported(tender: Tender, event: ClausesImported) -> str:
    many = "1 clause" if len(event.clauses) == 1 else f"{len(event.clauses)} clauses"
    return f"brought in {many} with “{tender.parts[event.part].name}”"


DECIDE = {
    StartTender: start,
    AddAuthoredPart: add,
    AttachFile: attach,
    ReferTo: refer,
    SharePart: share,
    RetirePart: retire,
    RenameTender: rename,
}
APPLY = {
    TenderStarted: started,
    TenderRenamed: renamed,
    PartAdded: added,
    ClausesImported: imported,
    PartShared: shared,
    PartRetired: retired,
}
SAY = {
    TenderStarted: lambda tender, event: f"started the tender “{event.title or '(title taken back)'}”",
    TenderRenamed: lambda tender, event: f"named the tender “{event.title or '(title taken back)'}”",
    PartAdded: _said_added,
    ClausesImported: _said_imported,
    PartShared: lambda tender, event: f"set who may see “{tender.parts[event.part].name}”: {SHARING[event.sharing]}",
    PartRetired: lambda tender, event: f"took the part “{tender.parts[event.part].name}” out of the pack",
}
