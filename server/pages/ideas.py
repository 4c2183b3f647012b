"""The ideas box: what cannot be done now, when it comes back, and what became of it."""

from collections.abc import Callable
from typing import NamedTuple

from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.pages.at_clause import at_clause, clause_page, typed
from server.pages.at_thread import said, thread_name
from server.pages.briefing import briefing_first, was_briefed
from server.pages.common import Seated, act, go, house, name_of, new_key, page, seated
from server.pages.dates import boxes_for, day_from, fields
from server.pages.drawing import in_lines, shown
from server.pages.problems import at_field, summary
from server.pages.taking_back import marked
from specs import days
from specs.circles import may_see_thread
from specs.ideas import ENDED, STAGES, EndIdea, KeepIdea, PutIdea, ideas_seen, is_back, may_see_idea
from specs.labels import name_of as clause_name
from specs.posted import somebody
from specs.refusals import Refused
from specs.rules import allowed
from specs.seats import SEATS, may
from specs.taking_back import TakeBackSaid
from specs.tender import Idea

PLACE = "{tender}/{clause}/idea"


class Step(NamedTuple):
    """What happened to an idea on a day."""

    when: str
    stage: str
    lines: list[Markup]


class DrawnIdea(NamedTuple):
    """An idea as pages show it: whose it is, its words or what stands in their place, who looks at it again and when, and all its steps."""

    id: str
    called: str
    place: str
    who: str
    seat: str
    when: str
    lines: list[Markup]
    marker: str  # markup already
    stage: str
    back: bool
    ended: bool
    owner: Markup
    return_on: str
    steps: list[Step]
    offers: list[tuple[str, str]]


def drawn_idea(names: Callable[[str], str], at: Seated, idea: Idea, today: str) -> DrawnIdea:
    """An idea with what this person may do about it. What was said in a thread is shown as it is there: hidden, or taken back, with it."""
    tender, by = at.tender, at.by
    called = clause_name(tender, idea.clause)
    place = f"/tenders/{tender.id}/clauses/{idea.clause}"
    who, lines, marker = (names(idea.by) if idea.by else "Someone"), in_lines(idea.text), ""
    thread = tender.threads.get(idea.of)
    if thread is not None:
        post = said(names, tender, by, thread.first)
        who, lines, marker = (names(idea.by) if idea.by else somebody(thread.first)), post.lines, post.marker
        place = f"/tenders/{tender.id}/proposals/{thread.id}" if thread.id in tender.proposals else f"{place}#{thread.id}"
    elif idea.taken_back or not idea.text:
        lines, marker = [], shown(marked(idea.taken_back))
    return DrawnIdea(
        idea.id,
        called[0].upper() + called[1:],
        place,
        who,
        SEATS.get(tender.seated.get(idea.by, ""), ""),
        days.said(idea.on),
        lines,
        marker,
        STAGES[idea.stage],
        idea.stage == "received" or is_back(idea, today),
        idea.stage in ENDED,
        shown(idea.owner),
        days.said(idea.return_on) if idea.return_on else "",
        [Step(days.said(on), STAGES[stage], in_lines(words)) for on, stage, words in idea.told],
        _offers(at, idea, today),
    )


def _offers(at: Seated, idea: Idea, today: str) -> list[tuple[str, str]]:
    tender, by = at.tender, at.by
    url = f"/tenders/{tender.id}/ideas/{idea.id}"
    made = []
    if allowed(tender, KeepIdea(idea.id, "x", days.later(today, 1), "x", today), by):
        made.append(("Keep it, until another day" if idea.return_on else "Keep it in the box", f"{url}/keeping"))
    if allowed(tender, EndIdea(idea.id, "let go", "x", today), by):
        made.append(("Take it up, or let it go", f"{url}/end"))
    back = f"/tenders/{tender.id}/said/idea/{idea.id}/1/taking-back"
    if idea.by == by.id and allowed(tender, TakeBackSaid("idea", idea.id, 1), by):
        made.append(("Take back", back))
    elif idea.by != by.id and allowed(tender, TakeBackSaid("idea", idea.id, 1, "x"), by):
        made.append(("Take back for them", back))
    return made


async def show(request: Request) -> Response:
    """All ideas: those whose day has come, those in the box, those that were taken up or let go."""
    at = await seated(request)
    if not may(at.by, "read"):
        raise HTTPException(403)
    today, names = house(request).today(), name_of(request, at.tender.id)
    made = [drawn_idea(names, at, idea, today) for idea in ideas_seen(at.tender, at.by, today)]
    return page(
        request,
        "ideas/list.html",
        title="Ideas box",
        seated=at,
        here="ideas",
        url=f"/tenders/{at.tender.id}",
        groups=[
            ("To be looked at now", "now", [each for each in made if each.back]),
            ("In the box", "box", [each for each in made if not each.back and not each.ended]),
            ("Taken up, or let go", "ended", [each for each in made if each.ended]),
        ],
        there=len(made),
    )


async def new(request: Request) -> Response:
    """Puts something into the box, beside a clause."""
    here = await at_clause(request)
    if not may(here.at.by, "add ideas"):
        raise HTTPException(403)
    home, account, tender = house(request), here.at.account.id, here.at.tender
    place = PLACE.format(tender=tender.id, clause=here.clause.id)
    protected = home.choices.protected(tender.id, here.at.by.id)
    values = await typed(request, "text", "keep")
    briefed = was_briefed(request, here.at)
    refused = None
    if request.method == "POST":
        try:
            if values["keep"] or not briefed:
                home.drafts.keep(account, place, values["text"])
            if not briefed:
                return briefing_first(here, "idea")
            if values["keep"]:
                return go(request, here.url, "Your words are kept. Nobody else sees them; they are in the box when you come back.")
            name = thread_name(tender.id, values["key"])
            await act(request, here.at, PutIdea(name, here.clause.id, values["text"], protected, home.today()), values["key"])
            home.drafts.forget(account, place)
            return go(
                request, f"/tenders/{tender.id}/ideas#{name}", "It is in the ideas box. You are told each time something happens to it."
            )
        except Refused as no:
            refused = no
    elif not briefed:
        return briefing_first(here, "idea")
    else:
        values["text"] = home.drafts.draft(account, place)
    return clause_page(
        request,
        here,
        "ideas/new.html",
        "Put an idea into the ideas box",
        refused,
        "text",
        values,
        protected=protected,
        tender_url=f"/tenders/{tender.id}",
    )


async def keep(request: Request) -> Response:
    """Says who looks at it again and when, and what was found this time."""
    at, idea, today = await _at_idea(request)
    values = await typed(request, "owner", "text", *fields("return_on"))
    refused = None
    if request.method == "POST":
        try:
            asked = KeepIdea(idea.id, values["owner"], day_from(values, "return_on"), values["text"], today)
            await act(request, at, asked, values["key"])
            return go(request, _place(at, idea), "It is kept. Whoever had the idea is told.")
        except Refused as no:
            refused = no
    else:
        day = idea.return_on if idea.return_on > today else ""
        values |= {"owner": idea.owner, **boxes_for("return_on", day)}
    return _form(
        request,
        at,
        idea,
        today,
        "ideas/keeping.html",
        "Keep this idea in the box",
        values,
        refused,
        "owner",
        again=idea.stage != "received",
    )


async def end(request: Request) -> Response:
    """Takes it up, or lets it go, with the reason."""
    at, idea, today = await _at_idea(request)
    values = await typed(request, "how", "text")
    refused = None
    if request.method == "POST":
        try:
            await act(request, at, EndIdea(idea.id, values["how"], values["text"], today), values["key"])
            return go(request, _place(at, idea), "It is kept here with your reason. Whoever had the idea is told.")
        except Refused as no:
            refused = no
    return _form(request, at, idea, today, "ideas/end.html", "Take it up, or let it go", values, refused, "how")


async def _at_idea(request: Request) -> tuple[Seated, Idea, str]:
    """The idea of this address, for those who decide about ideas. One that has not reached this person is not there: 404."""
    at = await seated(request)
    today = house(request).today()
    idea = at.tender.ideas.get(request.path_params["idea"])
    if idea is None or not may_see_idea(at.tender, at.by, idea, today):
        raise HTTPException(404)
    if not may(at.by, "keep ideas"):
        raise HTTPException(403)
    if request.method != "POST" and idea.stage in ENDED:
        raise HTTPException(404)
    return at, idea, today


def _place(at: Seated, idea: Idea) -> str:
    return f"/tenders/{at.tender.id}/ideas#{idea.id}"


def _form(
    request: Request,
    at: Seated,
    idea: Idea,
    today: str,
    template: str,
    title: str,
    values: dict[str, str],
    refused: Refused | None,
    otherwise: str,
    again: bool = True,
) -> Response:
    return page(
        request,
        template,
        title=title,
        seated=at,
        here="ideas",
        errors=summary(refused, otherwise),
        status=422 if refused else 200,
        back=_place(at, idea),
        url=f"/tenders/{at.tender.id}/ideas/{idea.id}",
        idea=drawn_idea(name_of(request, at.tender.id), at, idea, today),
        may_see_place=idea.of == "" or may_see_thread(at.tender, at.by, at.tender.threads[idea.of], today),
        again=again,
        values=values,
        wrong=at_field(refused, otherwise),
        token=new_key(),
    )


_BOTH = ["GET", "POST"]
ROUTES = [
    Route("/tenders/{tender}/ideas", show),
    Route("/tenders/{tender}/clauses/{clause}/ideas/new", new, methods=_BOTH),
    Route("/tenders/{tender}/ideas/{idea}/keeping", keep, methods=_BOTH),
    Route("/tenders/{tender}/ideas/{idea}/end", end, methods=_BOTH),
]
