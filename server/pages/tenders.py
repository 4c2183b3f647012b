"""A tender begun from an outline, its title, and its pack: the parts, who may see them, files and links."""

from typing import Any, NamedTuple
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server import beginning, uploads
from server.pages.common import Seated, act, form, go, house, new_key, page, seated, signed_in
from server.pages.problems import at_field, summary
from specs.imported import BEFORE, file_of
from specs.library.starters import STARTERS, blank, starter
from specs.parts import SHARING, AttachFile, ReferTo, RenameTender, RetirePart, SharePart
from specs.refusals import Refused
from specs.rules import allowed
from specs.seats import may, may_see, parts_seen
from specs.tender import Member, Part, Tender
from specs.typed import named, one_line


async def begin(request: Request) -> Response:
    """A new tender from an outline, or blank."""
    account = await signed_in(request)
    if not account.may_create:
        raise HTTPException(403)
    refused, values = None, {"title": "", "starter": ""}
    if request.method == "POST":
        typed = await form(request)
        values = {name: str(typed.get(name, "")) for name in values}
        try:
            title = one_line(values["title"], "The title", "title")
            if values["starter"] not in (*STARTERS, "blank"):
                raise Refused("Please choose what you want to begin with.", "starter")
            part = blank() if values["starter"] == "blank" else starter(values["starter"])
            done, _ = await beginning.begin(house(request), account.id, title, part, str(typed.get("key", "")))
            return go(request, f"/tenders/{done.tender.id}", "The tender is begun. Nobody else sees it until you invite them.")
        except Refused as no:
            refused = no
    return page(
        request,
        "tenders/starter.html",
        title="Begin a new tender",
        status=422 if refused else 200,
        errors=summary(refused, "title"),
        back="/",
        wrong=at_field(refused, "title"),
        values=values,
        token=new_key(),
        starters=[
            *({"value": name, "text": outline.name, "hint": {"text": f"{outline.suits}."}} for name, outline in STARTERS.items()),
            {"divider": "or"},
            {"value": "blank", "text": "A blank page", "hint": {"text": "One clause to begin with."}},
        ],
    )


class Row(NamedTuple):
    """A part as the pack lists it."""

    id: str
    name: str
    what: str
    seen_by: str
    link: str
    actions: list[tuple[str, str]]


async def pack(request: Request) -> Response:
    at = await seated(request)
    tender, url = at.tender, f"/tenders/{at.tender.id}/parts"
    more = [
        ("Another Word document, as clauses", f"{url}/new/word", "People can read it and work on it clause by clause."),
        ("A file, as it is", f"{url}/new/file", "For example a pricing schedule: it is kept and handed on, not changed."),
        ("A link", f"{url}/new/link", "For example to the contract terms, which stand elsewhere."),
    ]
    return page(
        request,
        "tenders/pack.html",
        title="What is in the pack",
        seated=at,
        here="parts",
        parts=[_row(tender, part, at.by, url) for part in parts_seen(tender, at.by)],
        more=more if may(at.by, "parts") else [],
        rename=f"/tenders/{tender.id}/title" if may(at.by, "draft") else "",
    )


def _row(tender: Tender, part: Part, by: Member, url: str) -> Row:
    clauses = sum(1 for _ in tender.reading_order(part.id))
    what = {
        "authored": f"{clauses} {'clause' if clauses == 1 else 'clauses'}" + (f", from {part.file_name}" if part.file_name else ""),
        "attached": f"A file: {part.file_name}",
        "referred": "A link",
    }[part.kind]
    actions = []
    if part.kind == "authored":
        actions.append(("Read it", f"/tenders/{tender.id}"))
        if file_of(tender, part.id) in tender.returned:
            actions.append((BEFORE, f"/tenders/{tender.id}/returned/{file_of(tender, part.id)}"))
        if may(by, "download draft"):
            actions.append(("Download as Word", f"/tenders/{tender.id}/download?part={part.id}"))
    if part.kind == "attached":
        actions.append(("Download", f"{url}/{part.id}/file"))
    if allowed(tender, SharePart(part.id, next(s for s in SHARING if s != part.sharing)), by):
        actions.append(("Change who may see it", f"{url}/{part.id}/sharing"))
    if allowed(tender, RetirePart(part.id), by):
        actions.append(("Take it out of the pack", f"{url}/{part.id}/retirement"))
    return Row(part.id, part.name, what, SHARING[part.sharing], part.link, actions)


async def _at_parts(request: Request) -> Seated:
    at = await seated(request)
    if not may(at.by, "parts"):
        raise HTTPException(403)
    return at


async def attach(request: Request) -> Response:
    """A file that is kept as it came."""
    at = await _at_parts(request)
    refused, values = None, {"name": "", "sharing": "group"}
    if request.method == "POST":
        try:
            came = await uploads.sent(request, "file")
            values = {name: came.fields.get(name, kept) for name, kept in values.items()}
            if not came.data:
                raise Refused("Please choose a file." if not came.name else "This file is empty. Please choose another one.", "file")
            if not house(request).sessions.allow("upload", at.account.id, 60, 3600):
                raise Refused("That was a lot of files in one hour. Please try again a little later.", "file")
            name = values["name"] if values["name"].strip() else came.name.rsplit(".", 1)[0]
            kept = await run_in_threadpool(house(request).record.put_blob, came.data)
            asked = AttachFile(name, values["sharing"], kept, one_line(came.name, "The name of the file", "file"))  # type: ignore[arg-type]
            await act(request, at, asked, came.fields.get("key", ""))
            return go(request, f"/tenders/{at.tender.id}/parts", "The file is in the pack.")
        except Refused as no:
            refused = no
    lead = "The file is kept exactly as it is and goes along with the tender. Anyone who may see this part can download it."
    return _new_part(request, at, "Add a file to the pack", "file", lead, values, refused)


async def refer(request: Request) -> Response:
    """A link to what stands elsewhere."""
    at = await _at_parts(request)
    refused, values = None, {"link": "", "name": "", "sharing": "shareable"}
    if request.method == "POST":
        typed = await form(request)
        values = {name: str(typed.get(name, "")) for name in values}
        try:
            await act(request, at, ReferTo(values["name"], values["sharing"], values["link"]), str(typed.get("key", "")))  # type: ignore[arg-type]
            return go(request, f"/tenders/{at.tender.id}/parts", "The link is in the pack.")
        except Refused as no:
            refused = no
    lead = "What the link leads to belongs to the tender, and is not copied here."
    return _new_part(request, at, "Add a link to the pack", "link", lead, values, refused)


def _new_part(request: Request, at: Seated, title: str, kind: str, lead: str, values: dict[str, str], refused: Refused | None) -> Response:
    url = f"/tenders/{at.tender.id}/parts"
    return page(
        request,
        "tenders/attach.html",
        title=title,
        seated=at,
        here="parts",
        status=422 if refused else 200,
        errors=summary(refused, kind),
        back=url,
        lead=lead,
        wrong=at_field(refused, kind),
        values=values,
        token=new_key(),
        url=f"{url}/new/{kind}",
        cancel=url,
        upload=kind == "file",
        most=uploads.MOST // uploads.MB,
        sharing=sharing_choices(),
    )


def sharing_choices() -> list[dict[str, Any]]:
    """Who may see a part, as radios."""
    return [{"value": value, "text": f"{words[0].upper()}{words[1:]}"} for value, words in SHARING.items()]


async def share(request: Request) -> Response:
    """Who may see a part."""
    at = await _at_parts(request)
    part = _part(request, at)
    url = f"/tenders/{at.tender.id}/parts"
    refused, values = None, {"sharing": str(part.sharing)}
    if request.method == "POST":
        typed = await form(request)
        values = {"sharing": str(typed.get("sharing", ""))}
        try:
            await act(request, at, SharePart(part.id, values["sharing"]), str(typed.get("key", "")))  # type: ignore[arg-type]
            return go(request, url, f"Who may see “{named(part.name)}” is changed.")
        except Refused as no:
            refused = no
    return page(
        request,
        "tenders/share.html",
        title="Who may see this part?",
        seated=at,
        here="parts",
        status=422 if refused else 200,
        errors=summary(refused, "sharing"),
        back=url,
        wrong=at_field(refused, "sharing"),
        values=values,
        token=new_key(),
        name=part.name,
        url=f"{url}/{part.id}/sharing",
        cancel=url,
        sharing=sharing_choices(),
    )


async def retire(request: Request) -> Response:
    """A part taken out of the pack."""
    at = await _at_parts(request)
    part = _part(request, at)
    url = f"/tenders/{at.tender.id}/parts"
    refused = None
    if request.method == "POST":
        typed = await form(request)
        try:
            await act(request, at, RetirePart(part.id), str(typed.get("key", "")))
            return go(request, url, f"“{named(part.name)}” is out of the pack.")
        except Refused as no:
            refused = no
    return page(
        request,
        "tenders/retire.html",
        title="Take this part out of the pack",
        seated=at,
        here="parts",
        status=422 if refused else 200,
        errors=summary(refused),
        back=url,
        token=new_key(),
        name=part.name,
        url=f"{url}/{part.id}/retirement",
        cancel=url,
    )


def _part(request: Request, at: Seated) -> Part:
    """The part the address names, where this person may see it."""
    part = at.tender.parts.get(request.path_params["part"])
    if part is None or part.retired or not may_see(at.by, part):
        raise HTTPException(404)
    return part


async def download(request: Request) -> Response:
    """An attached file as it came. It is never shown inside a page: whatever it holds, it is only saved."""
    at = await seated(request)
    part = _part(request, at)
    if part.kind != "attached":
        raise HTTPException(404)
    try:
        data = await run_in_threadpool(house(request).record.get_blob, part.base)
    except KeyError as gone:
        raise HTTPException(404) from gone
    return Response(data, media_type="application/octet-stream", headers=as_file(part.file_name))


def as_file(name: str) -> dict[str, str]:
    """The headers that save an answer under this name: in ASCII for old programs, in UTF-8 for the rest (RFC 6266 and RFC 8187)."""
    plain = "".join(c if " " <= c < "\x7f" and c not in '"\\%/:*?<>|' else "_" for c in name) or "file"
    return {
        "content-disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}",
        "x-content-type-options": "nosniff",
        "content-security-policy": "sandbox; default-src 'none'",
        "cache-control": "private, no-store",
    }


async def rename(request: Request) -> Response:
    """Another title for the tender."""
    at = await seated(request)
    if not may(at.by, "draft"):
        raise HTTPException(403)
    refused, values = None, {"title": at.tender.title}
    if request.method == "POST":
        typed = await form(request)
        values = {"title": str(typed.get("title", ""))}
        try:
            await act(request, at, RenameTender(values["title"]), str(typed.get("key", "")))
            return go(request, f"/tenders/{at.tender.id}", "The title is changed.")
        except Refused as no:
            refused = no
    return page(
        request,
        "tenders/title.html",
        title="Change the title of the tender",
        seated=at,
        here="parts",
        status=422 if refused else 200,
        errors=summary(refused, "title"),
        back=f"/tenders/{at.tender.id}/parts",
        wrong=at_field(refused, "title"),
        values=values,
        token=new_key(),
        url=f"/tenders/{at.tender.id}/title",
        cancel=f"/tenders/{at.tender.id}/parts",
    )


ROUTES = [
    Route("/tenders/new/starter", begin, methods=["GET", "POST"]),
    Route("/tenders/{tender}/parts", pack, methods=["GET"]),
    Route("/tenders/{tender}/parts/new/file", attach, methods=["GET", "POST"]),
    Route("/tenders/{tender}/parts/new/link", refer, methods=["GET", "POST"]),
    Route("/tenders/{tender}/parts/{part}/sharing", share, methods=["GET", "POST"]),
    Route("/tenders/{tender}/parts/{part}/retirement", retire, methods=["GET", "POST"]),
    Route("/tenders/{tender}/parts/{part}/file", download, methods=["GET"]),
    Route("/tenders/{tender}/title", rename, methods=["GET", "POST"]),
]
