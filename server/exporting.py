"""What the command line writes of a tender beside its words: the file, and what is said of it."""

from server import report, workers, working_copy
from server.pages.report import as_html
from server.settings import House
from specs.gate import EVERY_OFFICIAL
from specs.refusals import Refused


def working_copy_of(home: House, tender_id: str, part: str, suffix: str) -> tuple[bytes, str]:
    """A part as it stands with everybody’s comments. Raises ``Refused``."""
    asked = working_copy.working_copy_of(home, tender_id, part)
    posts = sum(len(each.posts) for each in asked.spoken)
    said = f"Comments: {posts:,}, in {len(asked.spoken):,} threads. For people in the group only."
    return workers.run(working_copy.write_here, asked, seconds=60), said


def report_of(home: House, tender_id: str, part: str, suffix: str) -> tuple[bytes, str]:
    """The record of what was said and decided, as every official reads it: a web page for “.html”, else a Word document.

    Raises ``Refused``.
    """
    if part:
        raise Refused("The record is of the whole tender. Please leave --part out.")
    tender = home.desk.fold(tender_id)
    made, said = report.report_of(home, tender, EVERY_OFFICIAL), "It names people as they agree to today."
    if suffix == ".html":
        return as_html(made), said
    return workers.run(report.write_here, report.sheets_of(home, made, tender), seconds=30), said
