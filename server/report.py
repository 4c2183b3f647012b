"""The record beside a tender, made anew each time with the names that people agree to on that day, and never kept."""

from typing import NamedTuple

from exports import house, report_word
from exports.naming import Naming
from exports.report import TookPart, report
from exports.report_form import Report
from server import taking_part, word_files
from server.in_documents import Names
from server.settings import House
from specs.issued import Issue
from specs.tender import Member, Tender
from specs.withheld import as_it_may_be_told


def report_of(home: House, tender: Tender, by: Member, issue: Issue | None = None) -> Report:
    """The record of a tender as it stands, or up to an issue of it, of the parts that somebody may see.

    What was hidden or taken back after the issue is not in its record either.
    """
    then = as_it_may_be_told(home.desk.fold(tender.id, issue.stamp.seq), tender) if issue else tender
    sheet = taking_part.sheet_of(home, then)
    names = Names(home, then)
    return report(then, by, TookPart(sheet.names, sheet.others, sheet.day), Naming(names, names.organisation), home.today(), issue)


class Sheets(NamedTuple):
    """What it takes to write the record as a Word document: plain data, so that the same gives the same file."""

    report: Report
    base: bytes
    organisation: str
    edition: str


def sheets_of(home: House, made: Report, tender: Tender, issue: Issue | None = None) -> Sheets:
    """The record to be written; ``edition`` is what the document says in its properties it is."""
    edition = f"record of issued tender {issue.number}" if issue else f"record after change {tender.shape_seq}"
    return Sheets(made, house.house(), home.settings.organisation, edition)


def write_here(asked: Sheets) -> bytes:
    """Writes the record as a Word document, in this process. Raises ``Refused``."""
    return report_word.write(asked.report, asked.base, organisation=asked.organisation, edition=asked.edition)


def called(tender: Tender, ending: str, issue: Issue | None = None) -> str:
    """The name of the file: never a person’s."""
    words = ("Issued tender", str(issue.number), "record") if issue else ("record", "DRAFT", f"after change {tender.shape_seq}")
    return word_files.called(tender, "", *words).removesuffix(".docx") + ending
