"""A tender goes out as a Word document: first what will come and what to look at, then the file."""

from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from exports.tracked import Tracked
from exports.word_out import Written
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


async def _changes(request: Request, at: Seated, since: str, edition: str, part: str, as_one: bool) -> word_files.Changes:
    """What changed since an earlier edition, by name or day as well."""
    copy = await _copy(request, at, edition, part)
    if since != "start" and not is_date(since):
        raise Refused("There is no such edition. Please choose the start, or a day.", "since")
    try:
        return await run_in_threadpool(word_files.changes_of, house(request), at.tender.id, since, edition, copy.part, as_one=as_one)
    except Refused as no:
        raise Refused(str(no), "since") from no


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
    since, tracked, as_one = asked.get("since", "start"), asked.get("kind") == "tracked", bool(asked.get("as_one"))
    typed = {name: asked.get(name, "").strip() for name in (*fields("on"), *fields("since_on"))}
    edition = (day_from(typed, "on") or "no day") if which == "day" else which
    before = (day_from(typed, "since_on") or "no day") if since == "day" else since
    url = f"/tenders/{at.tender.id}"
    refused: Refused | None = None
    made: Written | None = None
    marked: Tracked | None = None
    file_name = comes = ""
    try:
        copy = await _copy(request, at, edition, part)
        if tracked:
            changes = await _changes(request, at, before, edition, part, as_one)
            marked = await word_files.write_changes(changes)
            file_name, comes = changes.file_name, what_changed(changes, marked)
        else:
            made = await word_files.write(copy)
            file_name, comes = copy.file_name, what_comes(copy)
    except Refused as no:
        refused = _at_its_box(no, typed, which, since)
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
        kind="tracked" if tracked else "clean",
        since=since if since in ("start", "day") else "start",
        sinces=[{"value": "start", "text": "The start: as it came in"}, {"value": "day", "text": "The end of the day below"}],
        as_one=as_one,
        values=typed,
        download=_address(url, part, edition, before if tracked else "", as_one) if made or marked else "",
        file_name=file_name,
        comes=comes,
        broken=made.broken_references if made else (),
        warnings=made.warnings if made else (),
    )


def _at_its_box(no: Refused, typed: dict[str, str], which: str, since: str) -> Refused:
    """A refusal at the box it is about; a day that was asked for and not given is asked for there."""
    if no.field == "since":
        missing = since == "day" and not day_from(typed, "since_on")
        return Refused(NO_DAY if missing else str(no), "since_on" if since == "day" else "since")
    missing = which == "day" and not day_from(typed, "on")
    return Refused(NO_DAY if missing else str(no), "on" if which == "day" else "which")


def _address(url: str, part: str, edition: str, since: str, as_one: bool) -> str:
    asked = {"edition": edition, **({"since": since} if since else {}), **({"as_one": "yes"} if since and as_one else {})}
    return f"{url}/documents/{part}?{urlencode(asked)}"


def what_changed(changes: word_files.Changes, made: Tracked) -> str:
    """The download with tracked changes in a few sentences."""
    if not (made.came or made.gone):
        return "Nothing changed between the two: no change is marked. It says DRAFT on every page and in its name."
    whose = (
        "Every change is shown as the organisation’s, and nobody is named."
        if changes.as_one
        else "Each change has the name its writer goes by here and the day it was decided; "
        "of people who are not to be named in documents it says “Lived experience panel”."
    )
    return (
        f"{_words(made.came)} came in and {_words(made.gone)} went. {whose} "
        "In Word, Review shows them one by one; accept all of them for the later words, reject all for the earlier ones. "
        "It says DRAFT on every page and in its name, because it is not an issued tender."
    )


def _words(count: int) -> str:
    return f"{count:,} {'word' if count == 1 else 'words'}"


def what_comes(copy: word_files.Copy) -> str:
    """The download in a sentence or three."""
    clauses = sum(1 for _ in copy.tender.reading_order(copy.part))
    base = copy.tender.parts[copy.part].file_name
    into = f"written into “{base}”, with its own look" if base else "in a plain house style"
    return (
        f"{clauses:,} {'clause' if clauses == 1 else 'clauses'}, {into}. "
        "It says DRAFT on every page and in its name, because it is not an issued tender. "
        "When it is opened, Word may ask whether to update page numbers: say yes."
    )


async def send(request: Request) -> Response:
    """The Word document itself."""
    at = await _at_downloads(request)
    part = request.path_params["part"]
    if part not in {each.id for each in _parts(at)}:
        raise HTTPException(404)
    try:
        asked = request.query_params
        edition, since = asked.get("edition", "draft"), asked.get("since", "")
        if since:
            changes = await _changes(request, at, since, edition, part, bool(asked.get("as_one")))
            data, name = (await word_files.write_changes(changes)).data, changes.file_name
        else:
            copy = await _copy(request, at, edition, part)
            data, name = (await word_files.write(copy)).data, copy.file_name
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
    return Response(data, media_type=WORD, headers=as_file(name))


ROUTES = [
    Route("/tenders/{tender}/download", offer, methods=["GET"]),
    Route("/tenders/{tender}/documents/{part}", send, methods=["GET"]),
]
