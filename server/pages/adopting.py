"""Procurement makes a file that came back the base document of its part: its look, its header and its tables, and none of its words."""

from typing import Any

from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server import adopting
from server.pages.at_clause import typed
from server.pages.common import act, go, house, new_key, page
from server.pages.drawing import shown
from server.pages.problems import at_field, summary
from server.pages.returned_drawing import drawn_file
from server.pages.returned_file import Here, at_file
from specs.adopting import insist_it_may_be_adopted
from specs.refusals import Refused
from specs.returned import ReturnedFile
from specs.seats import may

MOST_SHOWN = 50  # stretches of words that are left out


async def adopt(request: Request) -> Response:
    """What will be left out of it, the reason, and the button."""
    here = await at_file(request)
    at, file = here.at, here.file
    if not may(at.by, "adopt base") or not file.kept:
        raise HTTPException(403)
    values = await typed(request, "why")
    refused, left_out, why_not = None, list[Markup](), ""
    try:
        insist_it_may_be_adopted(at.tender, file.part, at.by, file.kept)
        ready = await _ready(request, here, values["why"])
        left_out = [shown(each) for each in ready.read.otherwise]
        if request.method == "POST":
            await act(request, at, ready.asked, values["key"])
            return go(request, here.url, "From now on the part is written into this file. Its words have not changed.")
    except Refused as no:
        refused, why_not = (no, "") if request.method == "POST" else (None, str(no))
    return _page(request, here, file, values, refused, why_not, left_out)


async def _ready(request: Request, here: Here, why: str) -> adopting.Ready:
    data = await run_in_threadpool(house(request).record.get_blob, here.file.kept)
    return await adopting.ready(house(request), here.at.tender.id, here.file.part, data, "", why, here.at.by)  # its name can be somebody’s


def _page(
    request: Request, here: Here, file: ReturnedFile, values: dict[str, str], refused: Refused | None, why_not: str, left_out: list[Any]
) -> Response:
    asks = not why_not or refused is not None
    return page(
        request,
        "returned/adoption.html",
        title="Make it the base document",
        seated=here.at,
        here="returned",
        status=422 if refused else 200,
        errors=summary(refused, "why") if asks else [],
        back=here.url,
        url=f"{here.url}/adoption",
        cancel=here.url,
        wrong=at_field(refused, "why"),
        values=values,
        file_name=shown(drawn_file(request, here.at, file).name),
        part=shown(here.at.tender.parts[file.part].name),
        differences=[shown(each) for each in file.differences],
        left_out=left_out[:MOST_SHOWN],
        more=max(len(left_out) - MOST_SHOWN, 0),
        why_not="" if refused else why_not,
        asks=asks,
        token=new_key(),
    )


ROUTES = [Route("/tenders/{tender}/returned/{file}/adoption", adopt, methods=["GET", "POST"])]
