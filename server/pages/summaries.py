"""“In short”: the form for a sentence or two about a clause."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.pages.at_clause import clause_page, number, to_draft, typed
from server.pages.common import act, go
from server.pages.drawing import shown
from specs.refusals import Refused, Stale
from specs.summaries import WriteInShort


async def write(request: Request) -> Response:
    here = await to_draft(request)
    values = await typed(request, "text", "seen")
    refused = None
    if request.method == "POST":
        try:
            await act(request, here.at, WriteInShort(here.clause.id, values["text"], number(values["seen"])), values["key"])
            return go(request, here.url, "“In short” is saved." if values["text"].strip() else "“In short” is taken away.")
        except Refused as no:
            refused = no
    elif here.clause.in_short:
        values["text"] = here.clause.in_short.text
    return clause_page(
        request,
        here,
        "summaries/form.html",
        "Say it in short",
        refused,
        "text",
        values,
        seen=here.clause.in_short.number if here.clause.in_short else 0,
        now=shown(here.clause.in_short.text) if isinstance(refused, Stale) and here.clause.in_short else "",
        stale=here.clause.in_short_out_of_date,
        words=here.words(),
    )


ROUTES = [Route("/tenders/{tender}/clauses/{clause}/in-short", write, methods=["GET", "POST"])]
