"""What a returned file will become, before anything is recorded: which suggestions, legal changes and comments, and what stays as it is."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from specs.legal_changes import LegalChangeFound
from specs.refusals import Refused
from specs.returned import Back, Edit, Remark, Unplaced
from specs.returning import AlreadyThere, edit_events, remark_events
from specs.tender import Member, Tender
from specs.wording import plain

BECOMES = {
    "suggestion": "A suggestion",
    "legal": "A legal change, for procurement to confirm",
    "comment": "A comment",
    "reply": "A reply",
}


@dataclass(frozen=True)
class Planned:
    """Something in a file: what it becomes (of ``BECOMES``, “already” or “unplaced”), under which id, and why where it becomes nothing."""

    item: Edit | Remark
    becomes: str
    name: str
    why: str = ""


@dataclass(frozen=True)
class Plan:
    """Everything in a file: what will be recorded, what was recorded before, and what cannot be placed."""

    new: tuple[Planned, ...]
    already: tuple[Planned, ...]
    unplaced: tuple[Unplaced, ...]


def file_id(tender: str, part: str, edition: int, sha256: str) -> str:
    """The id of a file that came back: the same file for the same edition has the same."""
    return "r" + hashlib.sha256(f"{tender}/{part}/{edition}/{sha256}".encode()).hexdigest()[:10]


def _name(tender: Tender, file: str, item: Edit | Remark) -> str:
    return "t" + hashlib.sha256(f"{tender.id}/{file}/{item!r}".encode("utf-8", "surrogatepass")).hexdigest()[:10]


def planned(tender: Tender, file: str, back: Back, by: Member, today: str) -> Plan:
    """What the file becomes in the tender as it stands."""
    all_of_it = [*_edits(tender, file, back, by, today), *_talks(tender, file, back, by, today)]
    could_not = [
        Unplaced(each.item.reviewer, _after(each.item), _words(each.item), each.why) for each in all_of_it if each.becomes == "unplaced"
    ]
    return Plan(
        tuple(each for each in all_of_it if each.becomes in BECOMES),
        tuple(each for each in all_of_it if each.becomes == "already"),
        (*back.unplaced, *could_not),
    )


def _after(item: Edit | Remark) -> str:
    return item.clause


def _words(item: Edit | Remark) -> str:
    if isinstance(item, Remark):
        return item.text
    return plain(item.wording) or {"removal": "(left out)", "move": "(put elsewhere)"}.get(item.kind, "")


def _edits(tender: Tender, file: str, back: Back, by: Member, today: str) -> Iterator[Planned]:
    seen = set()
    for edit in back.edits:
        same = (edit.kind, edit.clause, edit.after, tuple(p.text for p in edit.wording))
        if same in seen:
            yield Planned(edit, "already", _name(tender, file, edit), "Somebody else changed it in the same way in this file.")
        else:
            seen.add(same)
            yield _edit(tender, file, edit, by, today)


def _edit(tender: Tender, file: str, edit: Edit, by: Member, today: str) -> Planned:
    name = _name(tender, file, edit)
    try:
        first, *_ = edit_events(tender, file, edit, name, by, today)
    except AlreadyThere as there:
        return Planned(edit, "already", name, str(there))
    except Refused as no:
        return Planned(edit, "unplaced", name, str(no))
    return Planned(edit, "legal" if isinstance(first, LegalChangeFound) else "suggestion", name)


def _talks(tender: Tender, file: str, back: Back, by: Member, today: str) -> Iterator[Planned]:
    for talk in back.talks:
        thread = talk[0].thread
        for remark in talk:
            asked = replace(remark, thread=thread)
            made = _remark(tender, file, asked, by, today, begun=bool(thread) and thread not in tender.threads)
            yield made
            thread = thread or made.name


def _remark(tender: Tender, file: str, remark: Remark, by: Member, today: str, begun: bool) -> Planned:
    """``begun``: it answers a comment that comes with the same file."""
    name = _name(tender, file, remark)
    try:
        remark_events(tender, file, remark, name, by, today)
    except AlreadyThere as there:
        return Planned(remark, "already", there.thread or name, str(there))
    except Refused as no:
        return Planned(remark, "unplaced", name, str(no))
    return Planned(remark, "reply" if begun or remark.thread else "comment", name)
