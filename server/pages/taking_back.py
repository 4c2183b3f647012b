"""Taking back what one said outside a thread: that one does not agree with a decision, an idea, other words offered."""

from typing import NamedTuple

from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.erasing import erase_what_waits
from server.pages.at_clause import number, typed
from server.pages.common import Seated, act, go, house, name_of, new_key, page, seated
from server.pages.drawing import in_lines
from server.pages.problems import at_field, summary
from specs import days
from specs.circles import may_see_thread
from specs.ideas import may_see_idea
from specs.labels import name_of as clause_name
from specs.refusals import Refused
from specs.taking_back import KINDS, Said, TakeBackSaid, said_seen


def marked(taken_back: str) -> str:
    """What stands in the place of words that were taken back: by whom, or the reason that was given."""
    if taken_back in ("by its author", "by the facilitator"):
        return f"These words were taken back {taken_back.replace('its', 'their')}."
    return f"These words were taken back. {taken_back}".strip()


class Place(NamedTuple):
    """Where something was said: the clause it is about and the page on which it stands."""

    clause: str
    url: str


def _place(at: Seated, kind: str, name: str, today: str) -> Place | None:
    """None where there is no such suggestion or idea, or it has not reached this person."""
    tender, url = at.tender, f"/tenders/{at.tender.id}"
    if kind == "idea":
        idea = tender.ideas.get(name)
        return Place(idea.clause, f"{url}/ideas#{name}") if idea is not None and may_see_idea(tender, at.by, idea, today) else None
    proposal = tender.proposals.get(name)
    if kind not in KINDS or proposal is None or not may_see_thread(tender, at.by, tender.threads[name], today):
        return None
    return Place(proposal.clause, f"{url}/proposals/{name}")


async def take_back(request: Request) -> Response:
    """One's own words; or somebody's, by the facilitator and with a reason."""
    at = await seated(request)
    today = house(request).today()
    kind, name = request.path_params["kind"], request.path_params["name"]
    place = _place(at, kind, name, today)
    seen = said_seen(at.tender, at.by, kind, name, today) if place else []
    at_number = number(request.path_params["number"]) or 0
    if place is None or not 1 <= at_number <= len(seen):
        raise HTTPException(404)
    found: Said = seen[at_number - 1]
    own = found.by == at.by.id
    if not own and at.by.seat != "facilitator":
        raise HTTPException(403)
    values = await typed(request, "why")
    refused = None
    if request.method == "POST":
        try:
            await act(request, at, TakeBackSaid(kind, name, found.number, values["why"], house(request).today()), values["key"])
            await erase_what_waits(house(request), at.tender.id)
            return go(request, place.url, "The words are gone. A mark shows that there were some.")
        except Refused as no:
            refused = no
    called = clause_name(at.tender, place.clause)
    lines: list[Markup] = [line for words in found.words for line in in_lines(words)]
    return page(
        request,
        "taking_back/form.html",
        title="Take these words back",
        seated=at,
        here="ideas" if kind == "idea" else "suggestions",
        errors=summary(refused, "why"),
        status=422 if refused else 200,
        back=place.url,
        called=called[0].upper() + called[1:],
        what=KINDS[kind],
        who=name_of(request, at.tender.id)(found.by),
        when=days.said(found.on),
        lines=lines,
        gone=marked(found.taken_back) if found.taken_back else "",
        own=own,
        held=days.said(at.tender.held_until) if at.tender.held_until else "",
        url=f"/tenders/{at.tender.id}/said/{kind}/{name}/{at_number}/taking-back",
        values=values,
        wrong=at_field(refused, "why"),
        token=new_key(),
    )


ROUTES = [Route("/tenders/{tender}/said/{kind}/{name}/{number}/taking-back", take_back, methods=["GET", "POST"])]
