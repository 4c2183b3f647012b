"""The record beside a tender, to be read here or downloaded: what people said, what was done and what was not, and why."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from exports.report_form import Block, Points, Report, Table, Words
from server import report, workers
from server.pages.common import Seated, house, page, seated
from server.pages.documents import WORD
from server.pages.problems import summary
from server.pages.tenders import as_file
from server.rendering import draw
from server.settings import House
from specs.issued import Issue
from specs.refusals import Refused
from specs.tender import Tender

ANYTHING = "application/octet-stream"  # so that no browser shows the file as a page of ours
TITLE = "You said, we did"


def kind_of(block: Block) -> str:
    """What a block is, for the template."""
    return {Words: "words", Points: "points", Table: "table"}[type(block)]


async def made_for(request: Request, at: Seated, issue: Issue | None = None) -> Report:
    """The record for somebody: of the tender as it stands, or of an issue."""
    # Of the tender as it is, not as it has reached them: it is told as it has reached every official.
    tender = await run_in_threadpool(house(request).desk.fold, at.tender.id)
    return await run_in_threadpool(report.report_of, house(request), tender, at.by, issue)


def sections(made: Report) -> bytes:
    """The sections of the record as HTML. With thousands of comments this takes a third of a second: never on the event loop."""
    return draw("report/_told.html", report=made, kind_of=kind_of).encode()


def as_html(made: Report) -> bytes:
    """The record as one page that stands alone: nothing else has to be fetched to read it."""
    return draw("report/standalone.html", report=made, kind_of=kind_of).encode()


async def as_word(home: House, made: Report, tender: Tender, issue: Issue | None = None) -> bytes:
    """The record as a Word document, written in a process of its own. Raises ``Refused``."""
    return await workers.run_async(report.write_here, report.sheets_of(home, made, tender, issue), seconds=30)


async def show(request: Request) -> Response:
    """The record as a page."""
    at = await seated(request)
    made = await made_for(request, at)
    return page(
        request,
        "report/report.html",
        title=TITLE,
        seated=at,
        here="report",
        url=f"/tenders/{at.tender.id}/report",
        report=made,
        ready=await run_in_threadpool(sections, made),
    )


async def send_word(request: Request) -> Response:
    """The record as a Word document."""
    at = await seated(request)
    made = await made_for(request, at)
    try:
        data = await as_word(house(request), made, at.tender)
    except Refused as no:
        title, back = "This document could not be made", f"/tenders/{at.tender.id}/report"
        return page(request, "documents/refused.html", title=title, seated=at, here="report", status=422, errors=summary(no), back=back)
    return Response(data, media_type=WORD, headers=as_file(report.called(at.tender, ".docx")))


async def send_html(request: Request) -> Response:
    """The record as one accessible HTML file."""
    at = await seated(request)
    made = await made_for(request, at)
    return Response(await run_in_threadpool(as_html, made), media_type=ANYTHING, headers=as_file(report.called(at.tender, ".html")))


ROUTES = [
    Route("/tenders/{tender}/report", show),
    Route("/tenders/{tender}/report/word", send_word),
    Route("/tenders/{tender}/report/html", send_html),
]
