"""Deputies: who stands in for whom, and naming one's own."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.pages.at_clause import typed
from server.pages.common import act, go, name_of, new_key, page, seated
from server.pages.problems import at_field, summary
from server.pages.reasons import in_a_row
from specs.deputies import FROM, NameDeputy, who_could
from specs.refusals import Refused
from specs.seats import SEATS, may


async def show(request: Request) -> Response:
    """The deputies, for everybody to read; and a form for whoever has one to name."""
    at = await seated(request)
    if not may(at.by, "read") or (request.method == "POST" and not may(at.by, "deputies")):
        raise HTTPException(403)
    tender, names = at.tender, name_of(request, at.tender.id)
    url = f"/tenders/{tender.id}/deputies"
    values = await typed(request, "member")
    refused = None
    if request.method == "POST":
        try:
            await act(request, at, NameDeputy(values["member"]), values["key"])
            return go(request, url, "Your deputy is named. Please tell them.")
        except Refused as no:
            refused = no
    else:
        values["member"] = tender.deputies.get(at.by.seat, "")
    people = [(m.id, names(m.id), SEATS[m.seat].capitalize()) for m in who_could(tender, at.by.seat, at.by)]
    rows = []
    for seat in FROM:
        holders = [names(member.id) for member in tender.members.values() if member.seat == seat]
        deputy = tender.deputies.get(seat, "")
        rows.append((SEATS[seat].capitalize(), in_a_row(holders), names(deputy) if deputy in tender.members else ""))
    return page(
        request,
        "deputies/list.html",
        title="Deputies",
        seated=at,
        here="opening",
        errors=summary(refused) if people else [(str(refused), "#main")] if refused else [],
        status=422 if refused else 200,
        back=f"/tenders/{tender.id}/opening",
        url=url,
        rows=rows,
        people=people,
        may_name=may(at.by, "deputies"),
        named=tender.deputies.get(at.by.seat) in tender.members,
        values=values,
        wrong=at_field(refused, "member"),
        token=new_key(),
    )


ROUTES = [Route("/tenders/{tender}/deputies", show, methods=["GET", "POST"])]
