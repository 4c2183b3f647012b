"""A Word file comes back: sent, looked at, and only then recorded; afterwards everybody sees what became of it."""

from typing import NamedTuple

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server import returned, uploads
from server.pages.at_clause import number as as_number
from server.pages.common import Seated, form, go, house, new_key, page, seated
from server.pages.dates import day_from, fields
from server.pages.problems import at_field, summary
from server.pages.returned_drawing import counted, drawn_file, items, places_of, rest, steps, unsure
from server.rendering import many
from specs.issues import issues_seen
from specs.refusals import Refused
from specs.returned_plan import planned
from specs.returning import files_seen, insist_it_may_come_back
from specs.seats import may, may_see
from specs.tender import Part
from specs.typed import is_date, named

NOT_WAITING = "That file is not waiting any more: it was recorded already, or thrown away."
NOTHING = "Nothing is new in this file: it says what the tender says, or what was brought back before. Nothing was recorded."


class Here(NamedTuple):
    """A file that waits, for the person who sent it."""

    at: Seated
    url: str
    waiting: returned.Waiting
    data: bytes


def _parts(at: Seated) -> list[Part]:
    return [part for part in at.tender.authored() if may_see(at.by, part)]


async def _at_files(request: Request) -> Seated:
    at = await seated(request)
    if not may(at.by, "bring back"):
        raise HTTPException(403)
    return at


async def show_all(request: Request) -> Response:
    """The files that came back, the newest first."""
    at = await seated(request)
    if not may(at.by, "read"):
        raise HTTPException(403)
    seen = files_seen(at.tender, at.by)
    return page(
        request,
        "returned/list.html",
        title="Back from Word",
        seated=at,
        here="returned",
        url=f"/tenders/{at.tender.id}/returned",
        legal=f"/tenders/{at.tender.id}/legal-changes",
        files=[drawn_file(request, at, file) for file in reversed(seen)],
        may_bring=may(at.by, "bring back"),
        why_not=_why_not(request, at),
    )


def _why_not(request: Request, at: Seated) -> str:
    parts = _parts(at)
    try:
        insist_it_may_come_back(at.tender, parts[0].id if parts else "", at.by, house(request).today())
    except Refused as no:
        return str(no)
    return ""


async def ask(request: Request) -> Response:
    """Which file, of which part, and which edition it went out as."""
    at = await _at_files(request)
    if request.method != "POST":
        return _ask_page(request, at, {}, None)
    values: dict[str, str] = {}
    try:
        came = await uploads.sent(request, "document")
        values = came.fields
        uploads.insist_on_a_document(came)
        parts = _parts(at)
        part = insist_it_may_come_back(at.tender, values.get("part", "") or (parts[0].id if parts else ""), at.by, house(request).today())
        if not house(request).sessions.allow("upload", at.account.id, 60, 3600):
            raise Refused("That was a lot of documents in one hour. Please try again a little later.", "document")
        edition = await _edition(request, at, values, came.data)
        sessions = house(request).sessions
        file = sessions.keep_waiting(at.account.id, came.data)
        waiting = returned.Waiting(at.tender.id, part.id, edition, file, came.name)
        await returned.read(house(request), waiting, came.data)  # what cannot be read is said here
        return go(request, f"/tenders/{at.tender.id}/returned/new/{sessions.keep_waiting(at.account.id, waiting.text())}")
    except Refused as refused:
        return _ask_page(request, at, values, refused)


async def _edition(request: Request, at: Seated, values: dict[str, str], data: bytes) -> int:
    """The entry of the edition that was chosen, or that the file names. Raises ``Refused``."""
    which, tender = values.get("edition", "file"), at.tender
    if which == "file":
        return await returned.edition_of(house(request), tender, at.by, data)
    if which == "draft":
        return tender.seq
    if which == "day":
        day = day_from(values, "on")
        if not is_date(day):
            raise Refused("Please give the day, like 31 3 2027.", "on")
        return await run_in_threadpool(returned.edition_on, house(request), tender.id, day)
    issue = next((each for each in issues_seen(tender, at.by) if each.number == as_number(which)), None)
    if issue is None:
        raise Refused("Please choose which edition this file went out as.", "edition")
    return issue.of


def _ask_page(request: Request, at: Seated, values: dict[str, str], refused: Refused | None) -> Response:
    url = f"/tenders/{at.tender.id}/returned"
    issues = [(str(each.number), f"Issued tender {each.number}", "") for each in issues_seen(at.tender, at.by)]
    editions = [
        ("file", "What the file says", "Our files carry a note of it that most programs keep."),
        ("draft", "The draft as it stands now", ""),
        *issues,
        ("day", "The draft of the day below", "As it stood at the end of that day."),
    ]
    return page(
        request,
        "returned/upload.html",
        title="Bring a Word file back",
        seated=at,
        here="returned",
        status=422 if refused else 200,
        errors=summary(refused, "document"),
        back=url,
        wrong=at_field(refused, "document"),
        values={**dict.fromkeys(fields("on"), ""), "edition": "file", "part": "", **values},
        url=f"{url}/new",
        cancel=url,
        token=new_key(),
        most=uploads.MOST // uploads.MB,
        parts=[(part.id, named(part.name), "") for part in _parts(at)],
        editions=editions,
        why_not="" if refused else _why_not(request, at),
    )


async def _here(request: Request) -> Here | None:
    at = await _at_files(request)
    sessions = house(request).sessions
    kept = sessions.waiting(at.account.id, request.path_params["waiting"])
    if kept is None or not kept.startswith(b"{"):
        return None
    waiting = returned.waiting_from(kept)
    data = sessions.waiting(at.account.id, waiting.file)
    if waiting.tender != at.tender.id or data is None or not may_see(at.by, at.tender.parts[waiting.part]):
        return None
    return Here(at, f"/tenders/{at.tender.id}/returned/new/{request.path_params['waiting']}", waiting, data)


def _gone(request: Request) -> Response:
    return go(request, f"/tenders/{request.path_params['tender']}/returned", NOT_WAITING)


async def look(request: Request) -> Response:
    """What will be recorded, before it is; and with the button, the recording of it."""
    here = await _here(request)
    if here is None:
        return _gone(request)
    at, home = here.at, house(request)
    refused = None
    found = await returned.read(home, here.waiting, here.data)
    plan = planned(at.tender, returned.name_of(here.waiting, here.data), found.back, at.by, home.today())
    known = returned.same_file(at.tender, here.waiting, here.data)
    nothing = not plan.new and (known is not None or not (plan.unplaced or found.back.differences))
    if request.method == "POST":
        await form(request)
        try:
            if nothing:
                raise Refused(NOTHING)
            done = await returned.record(home, at.by, here.waiting, here.data, found, plan)
            for old in (request.path_params["waiting"], here.waiting.file):
                home.sessions.forget_waiting(old)
            said = f"{many(done.new, 'thing')} {'is' if done.new == 1 else 'are'} recorded. The tender itself has not changed."
            return go(request, f"/tenders/{at.tender.id}/returned/{done.file}", said)
        except Refused as no:
            refused = no
    return page(
        request,
        "returned/preview.html",
        title="Look at what came back",
        seated=at,
        here="returned",
        status=422 if refused else 200,
        errors=summary(refused, "record"),
        back=f"/tenders/{at.tender.id}/returned",
        url=here.url,
        token=new_key(),
        file_name=here.waiting.file_name,
        edition=returned.edition_in_words(at.tender, here.waiting.edition),
        counts=counted(plan, found.back),
        items=items(at, plan, found.back),
        rest=rest(at, plan, found),
        steps=steps(found.back),
        unsure=unsure(at, found.back, here.waiting.told),
        nothing=nothing,
    )


async def tell(request: Request) -> Response:
    """Somebody says where clauses are of which the file does not say it for certain; the file is then read once more."""
    here = await _here(request)
    if here is None:
        return _gone(request)
    sent = await form(request)
    told = {**dict(here.waiting.told), **dict(places_of(sent))}
    sessions = house(request).sessions
    waiting = here.waiting._replace(told=tuple(sorted(told.items())))
    kept = sessions.keep_waiting(here.at.account.id, waiting.text())
    sessions.forget_waiting(request.path_params["waiting"])
    return go(request, f"/tenders/{here.at.tender.id}/returned/new/{kept}")


async def throw_away(request: Request) -> Response:
    """The file is forgotten; nothing was recorded."""
    here = await _here(request)
    if here is not None:
        await form(request)
        for old in (request.path_params["waiting"], here.waiting.file):
            house(request).sessions.forget_waiting(old)
    return go(request, f"/tenders/{request.path_params['tender']}/returned", "The file was thrown away. Nothing was recorded.")


_BOTH = ["GET", "POST"]
ROUTES = [
    Route("/tenders/{tender}/returned", show_all),
    Route("/tenders/{tender}/returned/new", ask, methods=_BOTH),
    Route("/tenders/{tender}/returned/new/{waiting}", look, methods=_BOTH),
    Route("/tenders/{tender}/returned/new/{waiting}/places", tell, methods=["POST"]),
    Route("/tenders/{tender}/returned/new/{waiting}/leaving", throw_away, methods=["POST"]),
]
