"""Issued tenders: the newest first, with their files, to be handed out clean, with what changed, or all together; each time it is noted."""

from typing import Any, NamedTuple

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server import issued, report, taking_part, word_files, workers
from server.issue_list import grouped, signers
from server.pages.common import Seated, house, page, seated
from server.pages.documents import WORD
from server.pages.drawing import in_lines, shown
from server.pages.issuing import at_issue, drawn_changes
from server.pages.report import as_html, as_word, made_for
from server.pages.tenders import as_file
from server.rendering import day
from specs.days import said
from specs.gate import without
from specs.issued import Filed, Issue
from specs.issues import files_seen, issues_seen, may_look_before, sees_all, waits_for
from specs.issuing import WithdrawIssue, is_replaced, last_issue, next_number
from specs.refusals import Refused
from specs.rules import allowed
from specs.seats import SEATS, may, may_see

KINDS = {"authored": "Word document", "attached": "File, as it was added", "referred": "Link"}
ANYTHING, TEXT, ZIP = "application/octet-stream", "text/plain; charset=utf-8", "application/zip"


class File(NamedTuple):
    """A file of an issue as its list shows it; ``tracked`` leads to what changed in it, where it is a Word document."""

    name: str
    kind: str
    link: str
    url: str
    tracked: str
    code: str


class Row(NamedTuple):
    """An issue as the page shows it."""

    number: int
    title: Any
    url: str
    state: str
    tag: str
    withdrawn: bool
    issued: str
    code: str
    without: list[tuple[str, list[Any]]]
    files: list[File]
    whole: bool
    sinces: list[dict[str, str]]
    changes: list[tuple[list[Any], str]]
    withdrawing: list[tuple[str, list[Any]]]
    withdraw: str
    downloads: list[str]


async def show(request: Request) -> Response:
    """Every issue of which something is for the person who asks."""
    at = await seated(request)
    if not may(at.by, "read issues"):
        raise HTTPException(403)
    tender, today = at.tender, house(request).today()
    url = f"/tenders/{tender.id}/issues"
    return page(
        request,
        "issuing/list.html",
        title="Issued tenders",
        seated=at,
        here="issues",
        url=url,
        issues=[_row(request, at, issue, today) for issue in issues_seen(tender, at.by)],
        before=f"{url}/before" if may_look_before(tender, at.by) and tender.rounds else "",
        next=next_number(tender),
        waits=("signature", next_number(tender)) in waits_for(tender, at.by, today),
    )


def _row(request: Request, at: Seated, issue: Issue, today: str) -> Row:
    tender, url = at.tender, f"/tenders/{at.tender.id}/issues/{issue.number}"
    whole = sees_all(tender, at.by, issue)
    state, tag = _state(at, issue)
    before = tender.issues[issue.number - 2] if issue.number > 1 else None
    known = (
        {"", *(part.id for part in tender.parts.values() if may_see(at.by, part))}
        if whole
        else {each.part for each in files_seen(tender, at.by, issue)}
    )
    return Row(
        issue.number,
        shown(issue.title),
        url,
        state,
        tag,
        bool(issue.withdrawn_on),
        f"Issued on {said(issue.on)}, signed by {signers(issue.seats)}.",
        grouped(issue.code),
        [(f"Issued without {without(each.kind, each.many)}, because:", in_lines(each.reason)) for each in issue.without] if whole else [],
        [_file(url, each) for each in files_seen(tender, at.by, issue)],
        whole,
        _sinces(issue),
        drawn_changes(at, before, tuple(each for each in issue.changes if each.part in known)),
        [(SEATS[seat], in_lines(reason)) for seat, reason in issue.withdrawing.items()],
        f"{url}/withdrawal" if allowed(tender, WithdrawIssue(issue.number, "x", today), at.by) else "",
        _downloads(request, at, issue) if may(at.by, "read downloads") and whole else [],
    )


def _state(at: Seated, issue: Issue) -> tuple[str, str]:
    """Where an issue stands, and the look of it."""
    newest = last_issue(at.tender)
    if issue.withdrawn_on:
        return f"Withdrawn on {said(issue.withdrawn_on)}", "ct-tag--warn"
    if is_replaced(at.tender, issue) and newest:
        return f"Replaced by issued tender {newest.number}", ""
    return "In force", "ct-tag--open"


def _file(url: str, each: Filed) -> File:
    own = f"{url}/files/{each.part}" if each.sha256 else ""
    tracked = f"{url}/tracked/{each.part}" if each.kind == "authored" else ""
    return File(each.name, KINDS[each.kind], each.link, own, tracked, grouped(each.code))


def _sinces(issue: Issue) -> list[dict[str, str]]:
    earlier = [{"value": str(number), "text": f"Issued tender {number}"} for number in range(issue.number - 1, 0, -1)]
    return [*earlier, {"value": "start", "text": "The start: as it came in"}]


def _downloads(request: Request, at: Seated, issue: Issue) -> list[str]:
    """What was handed out of an issue, by seat and day."""
    found = [each for each in house(request).downloads.of(at.tender.id) if each.issue == issue.number]
    return [f"{day(each.at)}: {each.what}, to somebody in the seat of {SEATS.get(each.seat, each.seat)}" for each in found]


async def _handed_out(request: Request, at: Seated, issue: Issue, what: str, name: str, data: bytes, kind: str = ANYTHING) -> Response:
    if request.method == "GET":
        await run_in_threadpool(house(request).downloads.note, at.tender.id, issue.number, what, at.by.seat)
    return Response(data, media_type=kind, headers=as_file(name))


async def _at_part(request: Request) -> tuple[Seated, Issue, Filed]:
    at = await seated(request)
    issue = at_issue(request, at)
    filed = next((each for each in files_seen(at.tender, at.by, issue) if each.part == request.path_params["part"]), None)
    if filed is None or not filed.sha256:
        raise HTTPException(404)
    return at, issue, filed


async def _at_whole(request: Request) -> tuple[Seated, Issue]:
    at = await seated(request)
    issue = at_issue(request, at)
    if not sees_all(at.tender, at.by, issue):
        raise HTTPException(404)
    return at, issue


async def send_file(request: Request) -> Response:
    """A file of an issue, as it was issued."""
    at, issue, filed = await _at_part(request)
    data = await run_in_threadpool(issued.kept, house(request), filed.sha256)
    what = f"“{filed.name}”"
    return await _handed_out(request, at, issue, what, filed.file_name, data, WORD if filed.kind == "authored" else ANYTHING)


async def send_tracked(request: Request) -> Response:
    """What changed in a part, since an earlier issue or the start."""
    at, issue, filed = await _at_part(request)
    if filed.kind != "authored":
        raise HTTPException(404)
    asked = request.query_params.get("since", "start")
    since = next((each for each in at.tender.issues[: issue.number - 1] if str(each.number) == asked), None)
    if since is None and asked != "start":
        raise HTTPException(404)
    try:
        changes, data = await _tracked(request, at, issue, since, filed, bool(request.query_params.get("as_one")))
    except Refused as no:
        return _refused(request, at, no)
    name = issued.changes_name(changes, issue, since)
    return await _handed_out(request, at, issue, f"“{filed.name}”, with what changed", name, data, WORD)


async def _tracked(
    request: Request, at: Seated, issue: Issue, since: Issue | None, filed: Filed, as_one: bool
) -> tuple[word_files.Changes, bytes]:
    changes = await run_in_threadpool(issued.changes_in, house(request), at.tender.id, issue, since, filed.part, as_one)
    return changes, (await word_files.write_changes(changes)).data


def _refused(request: Request, at: Seated, no: Refused) -> Response:
    back = f"/tenders/{at.tender.id}/issues"
    title = "This document could not be made"
    return page(request, "errors/error.html", title=title, seated=at, here="issues", status=422, back=back, sentence=str(no), kept=[])


async def send_list(request: Request) -> Response:
    """The list of files, as it was kept."""
    at, issue = await _at_whole(request)
    data = await run_in_threadpool(issued.kept, house(request), issue.listed)
    return await _handed_out(request, at, issue, "the list of files", f"Issued tender {issue.number} list of files.txt", data, TEXT)


async def send_all(request: Request) -> Response:
    """Everything of an issue in one zip: the files and their list, what changed since the issue before or the start, naming nobody.

    The record comes with it, made anew with the names that people agree to today.
    """
    at = await seated(request)
    issue, home = at_issue(request, at), house(request)
    files: list[tuple[str, bytes]] = []
    before = at.tender.issues[issue.number - 2] if issue.number > 1 else None
    try:
        for filed in files_seen(at.tender, at.by, issue):
            if filed.sha256:
                files.append((filed.file_name, await run_in_threadpool(issued.kept, home, filed.sha256)))
            if filed.kind == "authored":
                changes, data = await _tracked(request, at, issue, before, filed, as_one=True)
                files.append((issued.changes_name(changes, issue, before), data))
        if sees_all(at.tender, at.by, issue):
            files.append(("List of files.txt", await run_in_threadpool(issued.kept, home, issue.listed)))
            files += [await _record(request, at, issue, ending) for ending in (".docx", ".html")]
    except Refused as no:
        return _refused(request, at, no)
    name = f"Issued tender {issue.number}.zip"
    return await _handed_out(request, at, issue, "everything in one file", name, await run_in_threadpool(issued.together, files), ZIP)


async def send_credits(request: Request) -> Response:
    """Who took part, as they agree today to be named: made anew each time, and never kept."""
    at, issue = await _at_whole(request)
    sheet = await run_in_threadpool(taking_part.sheet_of, house(request), at.tender)
    try:
        data = await workers.run_async(taking_part.write_here, sheet)
    except Refused as no:
        return _refused(request, at, no)
    return await _handed_out(request, at, issue, "the credits", f"Issued tender {issue.number} credits.docx", data, WORD)


async def _record(request: Request, at: Seated, issue: Issue, ending: str) -> tuple[str, bytes]:
    """The record up to an issue, with the names that people agree to today: its file’s name, and the file. Raises ``Refused``."""
    made = await made_for(request, at, issue)
    data = await run_in_threadpool(as_html, made) if ending == ".html" else await as_word(house(request), made, at.tender, issue)
    return report.called(at.tender, ending, issue), data


async def send_record(request: Request) -> Response:
    """What was said and decided up to an issue, made anew each time, and never kept: as a Word document or as one web page."""
    at, issue = await _at_whole(request)
    ending = ".html" if request.url.path.endswith("/html") else ".docx"
    try:
        name, data = await _record(request, at, issue, ending)
    except Refused as no:
        return _refused(request, at, no)
    return await _handed_out(request, at, issue, "the record", name, data, ANYTHING if ending == ".html" else WORD)


ROUTES = [
    Route("/tenders/{tender}/issues", show),
    Route("/tenders/{tender}/issues/{number}/files/{part}", send_file),
    Route("/tenders/{tender}/issues/{number}/tracked/{part}", send_tracked),
    Route("/tenders/{tender}/issues/{number}/list", send_list),
    Route("/tenders/{tender}/issues/{number}/all", send_all),
    Route("/tenders/{tender}/issues/{number}/credits", send_credits),
    Route("/tenders/{tender}/issues/{number}/report/word", send_record),
    Route("/tenders/{tender}/issues/{number}/report/html", send_record),
]
