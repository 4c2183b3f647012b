"""Links to possible bidders: asked gently before anybody reads, kept in procurement's register, and never a reproach."""

from typing import Any, NamedTuple

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.pages.at_clause import typed
from server.pages.common import act, go, house, name_of, new_key, page, seated
from server.pages.problems import at_field, summary
from server.pages.tenders import as_file
from specs.interests import STEPS, DeclareInterest, HandleInterest, this_round
from specs.refusals import Refused
from specs.seats import SEATS, may

CHOICES = (
    ("no", "No", ""),
    ("yes", "Yes, I have a link to one", "For example: you work or volunteer there, get support from them, or somebody close to you does."),
)
NOT_SAID = "Please choose one of the two. Both are fine."


class Row(NamedTuple):
    """A line of the register."""

    member: str
    name: str
    seat: str
    organisation: str
    link: str
    step: str
    why: str
    may_handle: bool


async def declare(request: Request) -> Response:
    """The question, before anything is read and again with each round; what was said before stands in it."""
    at = await seated(request, undeclared=True)
    if not may(at.by, "declare"):
        raise HTTPException(403)
    said = at.tender.interests.get(at.by.id)
    values = {"linked": "", "organisation": "", "link": "", "key": ""}
    if said is not None:
        values |= {"linked": "yes" if said.linked else "no", "organisation": said.organisation, "link": said.link}
    refused = None
    if request.method == "POST":
        values = await typed(request, "linked", "organisation", "link")
        try:
            if values["linked"] not in ("yes", "no"):
                raise Refused(NOT_SAID, "linked")
            linked = values["linked"] == "yes"
            asked = DeclareInterest(linked, values["organisation"] if linked else "", values["link"] if linked else "")
            await act(request, at, asked, values["key"])
            return go(request, f"/tenders/{at.tender.id}", "Thank you. You can change this at any time.")
        except Refused as no:
            refused = no
    return page(
        request,
        "interests/declaration.html",
        title="Links to possible bidders" if said is not None else "Before you read",
        seated=at,
        status=422 if refused else 200,
        errors=summary(refused),
        values=values,
        wrong=at_field(refused, "linked"),
        url=f"/tenders/{at.tender.id}/interests",
        token=new_key(),
        choices=CHOICES,
        again=said is not None and said.round < this_round(at.tender),
    )


async def register(request: Request) -> Response:
    """Who is linked to whom, for those who look after fairness."""
    at = await seated(request)
    if not may(at.by, "register"):
        raise HTTPException(403)
    who, handles = name_of(request, at.tender.id), may(at.by, "handle interests")
    rows = [
        Row(
            member,
            who(member),
            SEATS[at.tender.seated.get(member, "observer")].capitalize(),
            said.organisation,
            said.link,
            STEPS.get(said.step, ""),
            said.why,
            handles and member != at.by.id,
        )
        for member, said in at.tender.interests.items()
        if said.linked
    ]
    waits = sum(member.id not in at.tender.interests for member in at.tender.members.values())
    return page(
        request,
        "interests/register.html",
        title="Links to possible bidders",
        seated=at,
        here="interests",
        rows=rows,
        waits=waits,
        handles=handles,
        url=f"/tenders/{at.tender.id}/interests",
    )


async def handle(request: Request) -> Response:
    """Procurement decides what follows from a link, with the reason."""
    at = await seated(request)
    if not may(at.by, "handle interests"):
        raise HTTPException(403)
    member = request.path_params["member"]
    said = at.tender.interests.get(member)
    if said is None or not said.linked:
        raise HTTPException(404)
    values: dict[str, Any] = {"step": said.step, "why": said.why, "key": ""}
    refused = None
    url = f"/tenders/{at.tender.id}/interests"
    if request.method == "POST":
        values = await typed(request, "step", "why")
        try:
            await act(request, at, HandleInterest(member, values["step"], values["why"]), values["key"])
            return go(request, f"{url}/register", "It is kept in the register.")
        except Refused as no:
            refused = no
    return page(
        request,
        "interests/handling.html",
        title="What follows from this link",
        seated=at,
        status=422 if refused else 200,
        errors=summary(refused),
        back=f"{url}/register",
        values=values,
        wrong=at_field(refused, "step"),
        url=f"{url}/{member}/handling",
        cancel=f"{url}/register",
        token=new_key(),
        person=name_of(request, at.tender.id)(member),
        organisation=said.organisation,
        link=said.link,
        steps=[(step, text[0].upper() + text[1:], "") for step, text in STEPS.items()],
    )


async def pack(request: Request) -> Response:
    """The equal-information pack: what linked people could read."""
    at = await seated(request)
    if not may(at.by, "handle interests"):
        raise HTTPException(403)
    data = await run_in_threadpool(house(request).equal.pack, at.tender.id, at.by, house(request).today())
    return Response(data, media_type="application/zip", headers=as_file("equal information.zip"))


ROUTES = [
    Route("/tenders/{tender}/interests", declare, methods=["GET", "POST"]),
    Route("/tenders/{tender}/interests/register", register),
    Route("/tenders/{tender}/interests/pack", pack),
    Route("/tenders/{tender}/interests/{member}/handling", handle, methods=["GET", "POST"]),
]
