"""The pack for paper: the clauses with their numbers, large, and a slip for each on which one can write back."""

from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.pages.common import house, name_of, page, seated
from server.pages.drawing import drawn, ink_for, shown
from server.pages.reasons import Why, why
from specs import days
from specs.labels import label_of, labels, title_of
from specs.rounds import current
from specs.seats import parts_seen
from specs.wording import heading

LINES = 7  # to write on


class Slip(NamedTuple):
    """A clause on paper, and the slip that goes with it."""

    label: str
    title: Any
    open: bool
    words: Any
    short: Any
    why: Why | None
    code: str


async def pack(request: Request) -> Response:
    """All clauses, or those that are open, to be printed."""
    at = await seated(request)
    tender = at.tender
    only_open = request.query_params.get("show") == "open"
    seen = [clause for part in parts_seen(tender, at.by) if part.kind == "authored" for clause in tender.reading_order(part.id)]
    chosen = [clause for clause in seen if clause.openness == "open" or not only_open]
    numbers = labels(tender)
    slips = []
    for clause in chosen:
        head = heading(clause.wording)
        body = clause.wording[1:] if head else clause.wording
        slips.append(
            Slip(
                label_of(tender, clause),
                shown(head.text if head else title_of(clause)),
                clause.openness == "open",
                drawn(body, ink_for(clause, numbers, "#", ())),
                shown(clause.in_short.text) if clause.in_short and not clause.in_short_out_of_date else "",
                why(clause.reason) if clause.openness == "fixed" else None,
                f"{clause.id}, version {clause.version}",
            )
        )
    names = name_of(request, tender.id)
    now = current(tender)
    return page(
        request,
        "printing/pack.html",
        title="Pack for paper",
        seated=at,
        back=f"/tenders/{tender.id}",
        url=f"/tenders/{tender.id}/pack",
        only_open=only_open,
        slips=slips,
        lines=range(LINES),
        facilitators=[names(member.id) for member in tender.members.values() if member.seat == "facilitator"],
        closes=days.said(now.plan.closes) if now else "",
        afterwards=shown(now.plan.afterwards) if now else "",
        reply_days=now.plan.reply_days if now else 0,
        organisation=house(request).settings.organisation,
    )


ROUTES = [Route("/tenders/{tender}/pack", pack)]
