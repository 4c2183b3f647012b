"""The base document of a part becomes another one: a file that came back, with its look, header and tables, and none of its words.

Procurement adopts it, with a reason that everybody can read. What was written before stays in the file of its time (``exports.basis``).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from specs.adopted import Adopted
from specs.events import words
from specs.refusals import Refused
from specs.seats import insist, may_see
from specs.tender import Member, Part, Stamp, Tender
from specs.typed import one_line, prose
from specs.wording import Wording, to_rows

LONGEST = 2_000  # characters of a reason
_IN_NO_CLAUSE = re.compile(r"x\d{1,6}")


@dataclass(frozen=True)
class AdoptBase:
    """``paragraphs`` are those of the file, matched with the tender as it stands (``exports.adopting.paragraphs``); ``file`` and
    ``mended`` name the kept file."""

    part: str
    file: str
    mended: str
    file_name: str
    paragraphs: Wording
    why: str


@dataclass(frozen=True, slots=True)
class BaseAdopted:
    """``shape`` and ``texts`` are the paragraphs of the file as it has them."""

    part: str
    shape: list[list[Any]]
    texts: list[str] | None = words()
    file: str | None = words()
    mended: str | None = words()
    file_name: str | None = words()
    why: str | None = words()


def insist_it_may_be_adopted(tender: Tender, part: str, by: Member, file: str = "") -> Part:
    """The part whose base document may become another; raises ``Refused`` where this person cannot have it so, or it is that already."""
    insist(by, "adopt base")
    found = tender.parts.get(part)
    if found is None or found.retired or found.kind != "authored" or not may_see(by, found):
        raise Refused("This part is not in the tender any more. Please choose another one.", "part")
    if file and file == current_file(found):
        raise Refused("This file is the base document of the part already, so nothing was changed.", "document")
    return found


def current_file(part: Part) -> str:
    """The sha256 of the file, as it came, that a part is written into now; empty for the house document."""
    held = held_base(part)
    return held.file if held else part.base


def held_base(part: Part) -> Adopted | None:
    """The base document that was adopted last and whose words were not taken back; None where it is the file that the part came in."""
    return next((each for each in reversed(part.adopted) if each.base), None)


def adopt(tender: Tender, asked: AdoptBase, by: Member) -> list[Any]:
    part = insist_it_may_be_adopted(tender, asked.part, by, asked.file)
    why = prose(asked.why, "The reason", "why", LONGEST)
    _insist_they_are_known(tender, part, asked.paragraphs)
    shape, texts = to_rows(asked.paragraphs)
    name = one_line(asked.file_name, "The name of the file", "document") if asked.file_name.strip() else ""
    return [BaseAdopted(part.id, shape, texts, asked.file, asked.mended, name, why)]


def _insist_they_are_known(tender: Tender, part: Part, paragraphs: Sequence[Any]) -> None:
    known = {p.id for name in part.order for p in tender.clauses[name].wording}
    names = [p.id for p in paragraphs]
    if len(set(names)) < len(names) or not all(name in known or _IN_NO_CLAUSE.fullmatch(name) for name in names):
        raise Refused("Somebody changed the tender in the meantime. Please send the file once more.", "document")


def adopted(tender: Tender, event: BaseAdopted, stamp: Stamp) -> None:
    kept = Adopted(stamp, event.shape, event.texts, event.file or "", event.mended or "", event.file_name or "", event.why or "")
    tender.parts[event.part].adopted.append(kept)


def _said(tender: Tender, event: BaseAdopted) -> str:
    named = f"the Word file “{event.file_name}”" if event.file_name else "another Word file"
    why = " ".join(event.why.split()).rstrip(".") if event.why else "(reason taken back)"
    return f"made {named} the base document of “{tender.parts[event.part].name}”: {why}"


DECIDE = {AdoptBase: adopt}
APPLY = {BaseAdopted: adopted}
SAY = {BaseAdopted: _said}
