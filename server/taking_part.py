"""The credits of an issued tender: who took part, made anew each time with what people agree to on that day, and never kept."""

from typing import NamedTuple

from exports import house, word_out
from exports.basis import of_import
from server.settings import House
from specs.library.house_lists import HOUSE_LISTS
from specs.parts import AuthoredPart, StartTender
from specs.reading import FoundClause
from specs.rules import apply_entry, decide
from specs.seats import SEATS
from specs.tender import Member, Stamp, Tender
from specs.wording import Paragraph, Series

TITLE = "Who took part"
OTHERS = "Others took part who are not named here."


class Sheet(NamedTuple):
    """What the sheet says: of which tender, the names by seat, and on which day people agreed to it; ``base`` is the house document."""

    tender: str
    names: tuple[tuple[str, tuple[str, ...]], ...]
    others: bool
    day: str
    organisation: str
    base: bytes


def sheet_of(home: House, tender: Tender) -> Sheet:
    """The names of everybody who has or had a seat and lets documents name them, by seat, in the order of the alphabet."""
    choices, found, others = home.choices, dict[str, list[str]](), False
    for member, seat in tender.seated.items():
        if choices.in_documents(tender.id, member) and (name := choices.name(tender.id, member)):
            found.setdefault(seat, []).append(name)
        else:
            others = True
    names = tuple((SEATS[seat], tuple(sorted(found[seat], key=str.casefold))) for seat in SEATS if seat in found)
    return Sheet(tender.title, names, others, home.today(), home.settings.organisation, house.house())


def write_here(sheet: Sheet) -> bytes:
    """The sheet as a Word file in the house style."""
    tender = _as_tender(sheet)
    part = tender.parts["d1"]
    written = word_out.write(
        of_import(sheet.base, tender, part), tender, part, organisation=sheet.organisation, edition=f"as of {sheet.day}"
    )
    return written.data


def _as_tender(sheet: Sheet) -> Tender:
    """The sheet in the form of a tender with one part, for the writer of Word files."""
    clauses = [FoundClause((Paragraph("q1", "head", TITLE), Paragraph("q2", "para", f"In writing “{sheet.tender}”.")))]
    number = 2
    for seat, names in sheet.names:
        wording = [Paragraph(f"q{number + 1}", "head", seat.capitalize(), 1)]
        wording += [Paragraph(f"q{number + 2 + place}", "bullet", name, series=Series("2", 0)) for place, name in enumerate(names)]
        number += 1 + len(names)
        clauses.append(FoundClause(tuple(wording)))
    if sheet.others:
        clauses.append(FoundClause((Paragraph(f"q{number + 1}", "para", OTHERS),)))
    tender, by = Tender(), Member("m", "commissioner")
    apply_entry(tender, Stamp(1, "", by.id), decide(tender, StartTender(TITLE, AuthoredPart(TITLE, tuple(clauses), HOUSE_LISTS)), by))
    return tender
