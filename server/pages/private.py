"""A private question put forward: the facilitator says it in the group without the name."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.pages.at_clause import typed
from server.pages.at_thread import at_thread, thread_name, thread_page
from server.pages.common import act, go
from specs.private import PutForward
from specs.refusals import Refused
from specs.seats import may


async def put_forward(request: Request) -> Response:
    """In words that do not tell who asked; the one who asked is told in their own thread."""
    here = await at_thread(request)
    if not may(here.at.by, "speak for others"):
        raise HTTPException(403)
    values = await typed(request, "text")
    refused = None
    if request.method == "POST":
        try:
            into = thread_name(here.at.tender.id, values["key"])
            await act(request, here.at, PutForward(here.thread.id, into, values["text"], here.today), values["key"])
            return go(
                request, f"/tenders/{here.at.tender.id}/clauses/{here.clause.id}#{into}", "It stands in the group now, without the name."
            )
        except Refused as no:
            refused = no
    else:
        values["text"] = here.thread.first.text or ""
    return thread_page(request, here, "private/form.html", "Put it forward without the name", refused, "text", values)


ROUTES = [Route("/tenders/{tender}/threads/{thread}/putting-forward", put_forward, methods=["GET", "POST"])]
