"""A tender goes out as a Word document: first what will come and what to look at, then the file."""

from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from exports.tracked import Tracked
from exports.word_out import Written
from server import word_files, working_copy
from server.pages.common import Seated, house, page, seated
from server.pages.dates import day_from, fields
from server.pages.problems import at_field, summary
from server.pages.tenders import as_file
from server.rendering import many
from specs.adopting import held_base
from specs.refusals import Refused
from specs.seats import may, may_see
from specs.tender import Part
from specs.typed import is_date, named

NO_DAY = "Please give the day, like 31 3 2027."
NOT_FOR_BIDDERS = (
    "For people in the group only. What people say here can be private to them: never send this copy to a bidder, and never publish it."
)
ONLY_NOW = "What people said is about the draft as it stands. Please choose “Now”, or a copy without comments."
# What a document can show: what it is called, what is said of it, and the words of its button.
KINDS = {
    "clean": (
        "Copy for procurement, without comments",
        "The words alone. Nothing that anybody said is in it.",
        "Download the copy for procurement, without comments",
    ),
    "working": (
        "Working copy, with everybody’s comments",
        "For people in the group only. Never send it to a bidder.",
        "Download the working copy, with comments",
    ),
    "tracked": (
        "What changed, as tracked changes in Word",
        "The words of two editions in one, with each change marked.",
        "Download what changed, as tracked changes",
    ),
}
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
    kind = asked.get("kind", "")
    kind = kind if kind in KINDS else "clean"
    since, tracked, as_one = asked.get("since", "start"), kind == "tracked", bool(asked.get("as_one"))
    typed = {name: asked.get(name, "").strip() for name in (*fields("on"), *fields("since_on"))}
    edition = (day_from(typed, "on") or "no day") if which == "day" else which
    before = (day_from(typed, "since_on") or "no day") if since == "day" else since
    url = f"/tenders/{at.tender.id}"
    refused: Refused | None = None
    made: Written | None = None
    marked: Tracked | None = None
    file_name = comes = download = ""
    try:
        copy = await _copy(request, at, edition, part)
        if kind == "working":
            if edition != "draft":
                raise Refused(ONLY_NOW, "which")
            working = await run_in_threadpool(working_copy.working_copy_of, house(request), at.tender.id, part)
            file_name, comes, download = working.file_name, what_was_said(working), f"{url}/documents/{part}/working-copy"
        elif tracked:
            changes = await _changes(request, at, before, edition, part, as_one)
            marked = await word_files.write_changes(changes)
            file_name, comes = changes.file_name, what_changed(changes, marked)
            download = _address(url, part, edition, before, as_one)
        else:
            made = await word_files.write(copy)
            file_name, comes, download = copy.file_name, what_comes(copy), _address(url, part, edition, "", as_one)
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
        kind=kind,
        kinds=[{"value": each, "text": text, "hint": {"text": hint}} for each, (text, hint, _) in KINDS.items()],
        button=KINDS[kind][2],
        warning=NOT_FOR_BIDDERS if kind == "working" else "",
        other=_other(url, part, kind),
        since=since if since in ("start", "day") else "start",
        sinces=[{"value": "start", "text": "The start: as it came in"}, {"value": "day", "text": "The end of the day below"}],
        as_one=as_one,
        values=typed,
        download=download,
        file_name=file_name,
        comes=comes,
        broken=made.broken_references if made else (),
        warnings=made.warnings if made else (),
    )


def _other(url: str, part: str, kind: str) -> tuple[str, str]:
    """The other of the two copies that must not be taken for each other: what it is called, and where it is offered."""
    other = "clean" if kind == "working" else "working"
    return KINDS[other][0], f"{url}/download?{urlencode({'part': part, 'kind': other})}"


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


def what_was_said(asked: working_copy.WorkingCopy) -> str:
    """A working copy in a few sentences."""
    threads, posts = len(asked.spoken), sum(len(each.posts) for each in asked.spoken)
    said = f"{many(threads, 'thread')} with {many(posts, 'comment')} in all" if threads else "Nobody has said anything yet, so no comments"
    return (
        f"{said}, each beside the words it is about; what became of it comes last. Each has the name its author goes by in documents; "
        "of people who are not to be named in documents it says “Lived experience panel”. What was asked privately is not in it, nor words "
        "that are hidden or were taken back. What somebody who asked to be protected says comes in on the next day. "
        "It says WORKING COPY on every page and in its name. When it comes back, new comments are told from these."
    )


def _words(count: int) -> str:
    return f"{count:,} {'word' if count == 1 else 'words'}"


def what_comes(copy: word_files.Copy) -> str:
    """The download in a sentence or three."""
    clauses = sum(1 for _ in copy.tender.reading_order(copy.part))
    part = copy.tender.parts[copy.part]
    adopted = held_base(part)
    if adopted:
        into = "written into the Word file that procurement made its base document, with its own look"
    else:
        into = f"written into “{part.file_name}”, with its own look" if part.file_name else "in a plain house style"
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
        return _not_made(request, at, refused)
    return Response(data, media_type=WORD, headers=as_file(name))


async def send_working_copy(request: Request) -> Response:
    """A part as it stands with everybody’s comments."""
    at = await _at_downloads(request)
    part = request.path_params["part"]
    if part not in {each.id for each in _parts(at)}:
        raise HTTPException(404)
    try:
        asked = await run_in_threadpool(working_copy.working_copy_of, house(request), at.tender.id, part)
        data = await working_copy.write(asked)
    except Refused as refused:
        return _not_made(request, at, refused)
    return Response(data, media_type=WORD, headers=as_file(asked.file_name))


def _not_made(request: Request, at: Seated, refused: Refused) -> Response:
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


ROUTES = [
    Route("/tenders/{tender}/download", offer, methods=["GET"]),
    Route("/tenders/{tender}/documents/{part}", send, methods=["GET"]),
    Route("/tenders/{tender}/documents/{part}/working-copy", send_working_copy, methods=["GET"]),
]
