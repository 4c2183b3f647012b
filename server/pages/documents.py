"""A tender goes out as a Word document: first what will come and what to look at, then the file."""

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server import word_files
from server.pages.common import Seated, house, page, seated
from server.pages.dates import day_from, fields
from server.pages.problems import at_field, summary
from server.pages.tenders import as_file
from specs.refusals import Refused
from specs.seats import may, may_see
from specs.tender import Part
from specs.typed import is_date, named

NO_DAY = "Please give the day, like 31 3 2027."
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _parts(at: Seated) -> list[Part]:
    """The parts with clauses that this person may see."""
    return [part for part in at.tender.authored() if may_see(at.by, part)]


async def _at_downloads(request: Request) -> Seated:
    at = await seated(request)
    if not may(at.by, "download draft"):
        raise HTTPException(403)
    return at


async def _copy(request: Request, at: Seated, edition: str, part: str) -> word_files.Copy:
    """An edition by name or day. Not by the number of an entry: it would tell how much was said that has not reached this person."""
    if edition not in ("draft", "start") and not is_date(edition):
        raise Refused("There is no such edition. Please choose the draft, the start, or a day.", "edition")
    copy = await run_in_threadpool(word_files.copy_of, house(request), at.tender.id, edition, part)
    # As it may be seen now, not as it might have been then.
    if not may_see(at.by, at.tender.parts[copy.part]):
        raise HTTPException(404)
    return copy


async def offer(request: Request) -> Response:
    """What will come, before it comes."""
    at = await _at_downloads(request)
    parts = _parts(at)
    if not parts:
        raise HTTPException(404)
    asked = request.query_params
    part = asked.get("part", "") or parts[0].id
    if part not in {each.id for each in parts}:
        raise HTTPException(404)
    which = asked.get("which", "draft")
    typed = {name: asked.get(name, "").strip() for name in fields("on")}
    edition = (day_from(typed, "on") or "no day") if which == "day" else which
    url = f"/tenders/{at.tender.id}"
    refused, made, copy = None, None, None
    try:
        copy = await _copy(request, at, edition, part)
        made = await word_files.write(copy)
    except Refused as no:
        refused = Refused(str(no) if which != "day" or day_from(typed, "on") else NO_DAY, "on" if which == "day" else "which")
    return page(
        request,
        "documents/download.html",
        title="Download as a Word document",
        seated=at,
        here="download",
        status=422 if refused else 200,
        errors=summary(refused),
        wrong=at_field(refused, "which"),
        back=url,
        url=f"{url}/download",
        parts=[{"value": each.id, "text": named(each.name)} for each in parts],
        part=part,
        which=which if which in ("draft", "start", "day") else "draft",
        editions=[
            {"value": "draft", "text": "Now: the draft as it stands"},
            {"value": "start", "text": "At the start: as it came in"},
            {"value": "day", "text": "At the end of the day below"},
        ],
        values=typed,
        download=f"{url}/documents/{part}?edition={edition}" if made else "",
        file_name=copy.file_name if copy else "",
        comes=what_comes(copy) if copy else "",
        broken=made.broken_references if made else (),
        warnings=made.warnings if made else (),
    )


def what_comes(copy: word_files.Copy) -> str:
    """The download in a sentence or three."""
    clauses = sum(1 for _ in copy.tender.reading_order(copy.part))
    base = copy.tender.parts[copy.part].file_name
    into = f"written into “{base}”, with its own look" if base else "in a plain house style"
    return (
        f"{clauses:,} {'clause' if clauses == 1 else 'clauses'}, {into}. "
        "It says DRAFT on every page and in its name, because this tender has not been issued. "
        "When it is opened, Word may ask whether to update page numbers: say yes."
    )


async def send(request: Request) -> Response:
    """The Word document itself."""
    at = await _at_downloads(request)
    part = request.path_params["part"]
    if part not in {each.id for each in _parts(at)}:
        raise HTTPException(404)
    try:
        copy = await _copy(request, at, request.query_params.get("edition", "draft"), part)
        made = await word_files.write(copy)
    except Refused as refused:
        return page(
            request,
            "documents/refused.html",
            title="This document could not be made",
            seated=at,
            here="download",
            status=422,
            errors=summary(refused),
            back=f"/tenders/{at.tender.id}/download",
        )
    return Response(made.data, media_type=WORD, headers=as_file(copy.file_name))


ROUTES = [
    Route("/tenders/{tender}/download", offer, methods=["GET"]),
    Route("/tenders/{tender}/documents/{part}", send, methods=["GET"]),
]
