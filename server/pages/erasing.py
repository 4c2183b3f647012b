"""Taking words back; and saying that records are asked for, while which nothing is erased."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.erasing import erase_what_waits
from server.pages.at_clause import typed
from server.pages.at_thread import said, thread_page
from server.pages.common import act, form, go, house, name_of, new_key, page, seated
from server.pages.dates import day_from, fields
from server.pages.hiding import at_post
from server.pages.problems import at_field, summary
from specs import days
from specs.erasing import EndHold, HoldRecords, TakeBack
from specs.refusals import Refused
from specs.seats import may


async def take_back(request: Request) -> Response:
    """One's own words; or somebody's, by the facilitator and with a reason."""
    here, post = await at_post(request)
    own = post.by == here.at.by.id
    if not own and here.at.by.seat != "facilitator":
        raise HTTPException(403)
    values = await typed(request, "why")
    refused = None
    if request.method == "POST":
        try:
            await act(request, here.at, TakeBack(here.thread.id, post.number, values["why"]), values["key"])
            await erase_what_waits(house(request), here.at.tender.id)
            return go(request, here.place, "The words are gone. A mark shows that there were some.")
        except Refused as no:
            refused = no
    return thread_page(
        request,
        here,
        "erasing/form.html",
        "Take these words back",
        refused,
        "why",
        values,
        address=f"{here.url}/posts/{request.path_params['number']}",
        post=said(name_of(request, here.at.tender.id), here.at.tender, here.at.by, post),
        own=own,
        held=days.said(here.at.tender.held_until) if here.at.tender.held_until else "",
    )


async def hold(request: Request) -> Response:
    """Procurement says that records are asked for, or that this has ended."""
    at = await seated(request)
    if not may(at.by, "keep records"):
        raise HTTPException(403)
    today = house(request).today()
    values = dict.fromkeys(("why", "end", "key", *fields("until")), "")
    refused = None
    if request.method == "POST":
        sent = await form(request)
        values = {name: str(sent.get(name, "")) for name in values}
        try:
            asked = EndHold() if values["end"] else HoldRecords(values["why"], day_from(values, "until"), today)
            await act(request, at, asked, values["key"])
            await erase_what_waits(house(request), at.tender.id)
            done = "Words that were taken back are erased from now on." if values["end"] else "Nothing is erased until that day."
            return go(request, f"/tenders/{at.tender.id}/records", done)
        except Refused as no:
            refused = no
    return page(
        request,
        "erasing/records.html",
        title="When records are asked for",
        seated=at,
        here="records",
        errors=summary(refused),
        status=422 if refused else 200,
        url=f"/tenders/{at.tender.id}/records",
        held=days.said(at.tender.held_until) if at.tender.held_until else "",
        held_for=at.tender.held_for,
        waiting=len(at.tender.to_erase),
        values=values,
        wrong=at_field(refused, "why"),
        token=new_key(),
    )


_BOTH = ["GET", "POST"]
ROUTES = [
    Route("/tenders/{tender}/threads/{thread}/posts/{number}/taking-back", take_back, methods=_BOTH),
    Route("/tenders/{tender}/records", hold, methods=_BOTH),
]
