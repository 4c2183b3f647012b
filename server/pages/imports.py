"""A Word document comes in: sent, looked at, its clauses put right, and only then recorded."""

import json
import zlib
from dataclasses import asdict, dataclass, replace
from typing import Any, NamedTuple

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server import beginning, imported, uploads, word_files
from server.pages import imported as imported_pages
from server.pages.common import Seated, act, form, go, house, new_key, page, seated, signed_in
from server.pages.problems import at_field, summary
from server.people import Account
from server.rendering import many
from specs.clauses import Reword
from specs.parts import SHARING, AddAuthoredPart
from specs.preview import (
    WHY_RENAMED,
    Preview,
    brief,
    merged,
    named,
    preview_from_json,
    preview_to_json,
    renamings,
    rows,
    split,
    split_places,
)
from specs.reading import Kept
from specs.refusals import Refused
from specs.seats import may
from specs.tender import Sharing
from specs.typed import named as with_signs_named
from specs.typed import one_line

TITLE = "What is the tender called?"
NAME = "What is this part called?"
NOT_WAITING = "That document is not waiting any more: it was brought in already, or thrown away."
STEPS_BACK = 20  # how many changes can be undone


class Where(NamedTuple):
    """Where a document is going: to a new tender, or to one the person has a seat in."""

    url: str
    account: Account
    seated: Seated | None

    @property
    def tender(self) -> str:
        return self.seated.tender.id if self.seated else ""

    @property
    def cancel(self) -> str:
        return f"/tenders/{self.tender}/parts" if self.seated else "/"


@dataclass(frozen=True)
class Waiting:
    """A document between being sent and being brought in. ``file`` and ``mended`` say where its bytes wait, ``before`` the last states."""

    tender: str
    file: str
    mended: str
    file_name: str
    title: str
    said: tuple[str, ...]
    before: tuple[str, ...]
    preview: Preview


async def _where(request: Request) -> Where:
    if "tender" in request.path_params:
        at = await seated(request)
        if not may(at.by, "parts"):
            raise HTTPException(403)
        return Where(f"/tenders/{at.tender.id}/parts/new/word", at.account, at)
    account = await signed_in(request)
    if not account.may_create:
        raise HTTPException(403)
    return Where("/tenders/new/word", account, None)


async def ask_for_file(request: Request) -> Response:
    where = await _where(request)
    return _upload_page(request, where, {}, None)


def _upload_page(request: Request, where: Where, values: dict[str, str], refused: Refused | None) -> Response:
    return page(
        request,
        "imports/upload.html",
        title="Add a part from a Word document" if where.seated else "Bring in a Word document",
        seated=where.seated,
        here="parts",
        status=422 if refused else 200,
        errors=summary(refused, "document"),
        back=where.cancel,
        wrong=at_field(refused, "document"),
        values=values,
        url=where.url,
        cancel=where.cancel,
        token=new_key(),
        most=uploads.MOST // uploads.MB,
        title_label=f"{NAME} (optional)" if where.seated else f"{TITLE} (optional)",
        title_hint="Otherwise it is called what the document is called.",
        starter="" if where.seated else "/tenders/new/starter",
    )


async def take_file(request: Request) -> Response:
    where = await _where(request)
    fields: dict[str, str] = {}
    try:
        came = await uploads.sent(request, "document")
        fields = came.fields
        uploads.insist_on_a_document(came)
        if not house(request).sessions.allow("upload", where.account.id, 60, 3600):
            raise Refused("That was a lot of documents in one hour. Please try again a little later.", "document")
        title = one_line(fields["title"], "The title", "title") if fields.get("title", "").strip() else ""
        read = await word_files.read(came.data)
        title = title or word_files.title_for(read.found, came.name)
        sessions = house(request).sessions
        file = sessions.keep_waiting(where.account.id, came.data)
        mended = sessions.keep_waiting(where.account.id, read.mended) if read.mended else ""
        waiting = Waiting(where.tender, file, mended, came.name, title, read.said, (), Preview(read.found))
        return go(request, f"{where.url}/{_kept(request, where, waiting)}")
    except Refused as refused:
        return _upload_page(request, where, fields, refused)


def _kept(request: Request, where: Where, waiting: Waiting) -> str:
    plain: dict[str, Any] = {**asdict(replace(waiting, preview=None)), "preview": preview_to_json(waiting.preview)}  # type: ignore[arg-type]
    return house(request).sessions.keep_waiting(where.account.id, zlib.compress(json.dumps(plain).encode()))


async def _waiting(request: Request, where: Where) -> Waiting | None:
    kept = house(request).sessions.waiting(where.account.id, request.path_params["waiting"])
    if kept is None:
        return None
    try:
        plain = json.loads(zlib.decompress(kept))
    except (zlib.error, ValueError):
        return None
    if plain["tender"] != where.tender:
        return None
    return Waiting(
        **{**plain, "said": tuple(plain["said"]), "before": tuple(plain["before"]), "preview": preview_from_json(plain["preview"])}
    )


def _changed(request: Request, where: Where, waiting: Waiting, preview: Preview, place: int) -> Response:
    """The document as changed, under an address of its own: the state before stays, so that going back undoes."""
    before = (*waiting.before, request.path_params["waiting"])
    for old in before[:-STEPS_BACK]:
        house(request).sessions.forget_waiting(old)
    kept = _kept(request, where, replace(waiting, preview=preview, before=before[-STEPS_BACK:]))
    return go(request, f"{where.url}/{kept}#clause-{place}")


def _gone(request: Request, where: Where) -> Response:
    return go(request, where.cancel, NOT_WAITING)


async def preview(request: Request) -> Response:
    where = await _where(request)
    waiting = await _waiting(request, where)
    return _preview_page(request, where, waiting, {}, None) if waiting else _gone(request, where)


def _preview_page(request: Request, where: Where, waiting: Waiting, values: dict[str, str], refused: Refused | None) -> Response:
    url = f"{where.url}/{request.path_params['waiting']}"
    counts = waiting.preview.counts()
    return page(
        request,
        "imports/preview.html",
        title="Look at what was found",
        seated=where.seated,
        here="parts",
        status=422 if refused else 200,
        errors=summary(refused, "title"),
        back=where.cancel,
        wrong=at_field(refused, "title"),
        values={"title": waiting.title, "sharing": "group", **(values or {"comments": "yes"})},
        url=url,
        token=new_key(),
        file_name=waiting.file_name,
        in_all=in_all(counts),
        facts=[*facts(counts), *waiting.said, *waiting.preview.found.warnings],
        left_out=counts["left_out"],
        before=imported_pages.before(waiting.preview, "everybody who may see this part" if where.seated else "everybody in the group"),
        rows=rows(waiting.preview),
        undo=f"{where.url}/{waiting.before[-1]}" if waiting.before else "",
        title_label=NAME if where.seated else TITLE,
        title_hint="For example, Service specification." if where.seated else "For example, Support for people leaving hospital.",
        sharing=[{"value": value, "text": f"{words[0].upper()}{words[1:]}"} for value, words in SHARING.items()] if where.seated else [],
        confirm="Add it to the pack" if where.seated else "Bring it in",
    )


def in_all(counts: dict[str, Any]) -> str:
    """The size of a document in a sentence."""
    found = "was found" if counts["clauses"] == 1 else "were found"
    return f"{many(counts['clauses'], 'clause')} with {many(counts['paragraphs'], 'paragraph')} {found}."


def facts(counts: dict[str, Any]) -> list[str]:
    """What else was found, each in a sentence; nothing is said of what is not there."""
    made = []
    if counts["blocks"]:
        kept = "stays as it is" if counts["blocks"] == 1 else "stay as they are"
        made.append(f"{many(counts['blocks'], 'picture, text box or the like', 'pictures, text boxes and the like')} {kept} in Word.")
    if counts["notes"]:
        made.append(f"{many(counts['notes'], 'note is', 'notes are')} kept with the clauses they belong to.")
    tracked = counts["tracked_changes"]
    if tracked["insertions"] or tracked["deletions"]:
        inserted, deleted = many(tracked["insertions"], "insertion"), many(tracked["deletions"], "deletion")
        made.append(f"The document had tracked changes. They were read as accepted: {inserted} as part of the words, {deleted} as gone.")
    if counts["comments"]:
        made.append(f"{many(counts['comments'], 'comment stands', 'comments stand')} in the margin.")
    return made


async def join(request: Request) -> Response:
    where = await _where(request)
    waiting = await _waiting(request, where)
    if waiting is None:
        return _gone(request, where)
    await form(request)
    place = int(request.path_params["place"])
    try:
        made = merged(waiting.preview, place)
    except Refused as refused:
        return _preview_page(request, where, waiting, {}, Refused(str(refused), "found"))
    return _changed(request, where, waiting, made, place - 1)


async def divide(request: Request) -> Response:
    where = await _where(request)
    waiting = await _waiting(request, where)
    if waiting is None:
        return _gone(request, where)
    place, refused, values = _place(request, waiting), None, {"at": "", "heading": ""}
    if request.method == "POST":
        typed = await form(request)
        values = {name: str(typed.get(name, "")) for name in values}
        try:
            return _changed(request, where, waiting, split(waiting.preview, place, values["at"], values["heading"]), place + 1)
        except Refused as no:
            refused = no
    row = rows(waiting.preview)[place - 1]
    url = f"{where.url}/{request.path_params['waiting']}"
    return page(
        request,
        "imports/split.html",
        title="Split this clause in two",
        seated=where.seated,
        here="parts",
        status=422 if refused else 200,
        errors=summary(refused, "at"),
        back=f"{url}#clause-{place}",
        wrong=at_field(refused, "at"),
        values=values,
        called=f"{row.label} {row.title or row.words}".strip(),
        places=[
            {"value": p.id, "text": with_signs_named(brief(p.text, 150)) or f"({(p.label or 'empty line').lower()})"}
            for p in split_places(waiting.preview.found.clauses[place - 1])
        ],
        url=f"{url}/clauses/{place}/split",
        cancel=f"{url}#clause-{place}",
        token=new_key(),
    )


async def rename(request: Request) -> Response:
    where = await _where(request)
    waiting = await _waiting(request, where)
    if waiting is None:
        return _gone(request, where)
    place, refused = _place(request, waiting), None
    row = rows(waiting.preview)[place - 1]
    values = {"heading": row.title}
    if request.method == "POST":
        values = {"heading": str((await form(request)).get("heading", ""))}
        try:
            return _changed(request, where, waiting, named(waiting.preview, place, values["heading"]), place)
        except Refused as no:
            refused = no
    url = f"{where.url}/{request.path_params['waiting']}"
    return page(
        request,
        "imports/heading.html",
        title="Change the heading" if row.named else "Give this clause a heading",
        seated=where.seated,
        here="parts",
        status=422 if refused else 200,
        errors=summary(refused, "heading"),
        back=f"{url}#clause-{place}",
        wrong=at_field(refused, "heading"),
        values=values,
        called=with_signs_named(f"{row.label} {row.title or brief(row.words, 80)}".strip()),
        words=row.words,
        url=f"{url}/clauses/{place}/heading",
        cancel=f"{url}#clause-{place}",
        token=new_key(),
    )


def _place(request: Request, waiting: Waiting) -> int:
    place = int(request.path_params["place"])
    if not 1 <= place <= len(waiting.preview.found.clauses):
        raise HTTPException(404)
    return place


async def confirm(request: Request) -> Response:
    """Brings the document in: the file kept as the base, the clauses as they came, then the headings that were given."""
    where = await _where(request)
    waiting = await _waiting(request, where)
    if waiting is None:
        return _gone(request, where)
    typed = await form(request)
    values = {name: str(typed[name]) for name in ("title", "sharing", "comments") if name in typed}
    # The same for every answer to this preview, so that a second press of the button brings nothing in twice.
    key = f"import-{waiting.file}"
    try:
        title = one_line(values.get("title", ""), "The name of this part" if where.seated else "The title", "title")
        comments = values.setdefault("comments", "") == "yes"
        tender, clauses = await _brought_in(request, where, waiting, title, values.get("sharing", "group"), comments, key)
    except Refused as refused:
        return _preview_page(request, where, waiting, values, Refused(str(refused), "title" if refused.field == "name" else refused.field))
    for old in (*waiting.before, request.path_params["waiting"], waiting.file, waiting.mended):
        if old:
            house(request).sessions.forget_waiting(old)
    done = f"{many(clauses, 'clause')} {'is' if clauses == 1 else 'are'} in. All of them are open to change until you say otherwise."
    if waiting.preview.found.kept != Kept():
        done += " What had been changed and said in the document is kept: Parts leads to it."
    return go(request, f"/tenders/{tender}", done)


async def _brought_in(
    request: Request, where: Where, waiting: Waiting, title: str, sharing: str, comments: bool, key: str
) -> tuple[str, int]:
    """Records it, with what the document had before it came in; gives the tender and the number of clauses."""
    at_home = house(request)
    data = at_home.sessions.waiting(where.account.id, waiting.file)
    mended = at_home.sessions.waiting(where.account.id, waiting.mended) if waiting.mended else b""
    if data is None or mended is None:
        raise Refused("The document is not waiting any more. Please send it again.")
    file = await run_in_threadpool(at_home.record.put_blob, data)
    mended_file = await run_in_threadpool(at_home.record.put_blob, mended) if mended else ""
    chosen: Sharing = sharing  # type: ignore[assignment]  # the rule refuses what is none
    part = word_files.part_from(title if where.seated else "Specification", chosen, waiting.preview, file, mended_file, waiting.file_name)
    if where.seated:
        done = await act(request, where.seated, AddAuthoredPart(part), key)
        by = where.seated.by
    else:
        done, by = await beginning.begin(at_home, where.account.id, title, part, key)
    new = next(event.part for event in done.events if type(event).__name__ == "PartAdded")
    tender = done.tender
    clauses = [tender.clauses[name] for name in tender.parts[new].start]
    for clause, wording in renamings(waiting.preview, clauses):
        if tender.clauses[clause].version == 1:
            await at_home.desk.act(tender.id, Reword(clause, 1, wording, WHY_RENAMED), by, f"{key}-{clause}")
    await imported.keep(at_home, by, tender.id, new, waiting.preview.found.kept, comments, key)
    return tender.id, len(clauses)


async def leave(request: Request) -> Response:
    where = await _where(request)
    waiting = await _waiting(request, where)
    await form(request)
    if waiting is None:
        return _gone(request, where)
    for old in (*waiting.before, request.path_params["waiting"], waiting.file, waiting.mended):
        if old:
            house(request).sessions.forget_waiting(old)
    return go(request, where.cancel, "The document was thrown away. Nothing of it was recorded.")


def _routes(base: str) -> list[Route]:
    one = base + "/{waiting}"
    clause = one + "/clauses/{place:int}"
    return [
        Route(base, ask_for_file, methods=["GET"]),
        Route(base, take_file, methods=["POST"]),
        Route(one, preview, methods=["GET"]),
        Route(one, confirm, methods=["POST"]),
        Route(one + "/leaving", leave, methods=["POST"]),
        Route(clause + "/joining", join, methods=["POST"]),
        Route(clause + "/split", divide, methods=["GET", "POST"]),
        Route(clause + "/heading", rename, methods=["GET", "POST"]),
    ]


ROUTES = [*_routes("/tenders/new/word"), *_routes("/tenders/{tender}/parts/new/word")]
