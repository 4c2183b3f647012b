"""Where people stand on a suggestion: “I agree”, “I can live with it”, “I do not agree, because …”."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.pages.at_clause import number, typed
from server.pages.at_proposal import proposal_page, to_take_part
from server.pages.common import act, go, house
from server.pages.doings import doings
from specs.refusals import Refused
from specs.stands import STANDS, TakeStand

EXPLAINED = {
    "agree": "",
    "live": "It is not what I would have written, and it will do.",
    "not": "Say why, and what would make it acceptable.",
}


async def stand(request: Request) -> Response:
    """The form, and what becomes of it."""
    here = await to_take_part(request)
    own = here.proposal.stands.get(here.at.by.id)
    if request.method != "POST" and not doings(here).stand:
        raise HTTPException(403)
    values = await typed(request, "stand", "because", "acceptable", "offer", "no_more")
    refused = None
    if request.method == "POST":
        try:
            if not values["stand"] and not values["no_more"]:
                raise Refused("Please choose where you stand.", "stand")
            chosen = "" if values["no_more"] else values["stand"]
            protected = house(request).choices.protected(here.at.tender.id, here.at.by.id)
            asked = TakeStand(
                here.proposal.id, chosen, number(values["offer"]) or 0, values["because"], values["acceptable"], protected, here.today
            )
            await act(request, here.at, asked, values["key"])
            return go(request, f"{here.url}#stands", "It is taken back." if values["no_more"] else "It is kept with the suggestion.")
        except Refused as no:
            refused = no
    elif own:
        values |= {"stand": own.stand, "because": own.because, "acceptable": own.acceptable}
    return proposal_page(
        request,
        here,
        "stands/form.html",
        "Where do you stand on this?",
        refused,
        "stand",
        values,
        stands=[(each, words, EXPLAINED[each]) for each, words in STANDS.items()],
        offer=here.proposal.offer.number,
        own=bool(own),
        protected=house(request).choices.protected(here.at.tender.id, here.at.by.id),
    )


ROUTES = [Route("/tenders/{tender}/proposals/{proposal}/stand", stand, methods=["GET", "POST"])]
