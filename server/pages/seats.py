"""Who has a seat in a tender: given and ended by the commissioner, with a sign-in link to hand on."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.desk import USED
from server.pages.common import Seated, act, form, go, house, name_of, new_key, page, seated
from server.pages.problems import at_field, summary
from specs.members import EndSeat, GiveSeat
from specs.refusals import Refused
from specs.rules import allowed
from specs.seats import SEATS, may

# Seats that can be given while a tender is being set up.
OFFERED = ("commissioner", "procurement", "observer")


async def _at_seats(request: Request) -> Seated:
    at = await seated(request)
    if not may(at.by, "seat"):
        raise HTTPException(403)
    return at


async def give(request: Request) -> Response:
    """The list of seats, and the form that gives one."""
    at = await _at_seats(request)
    values = {"email": "", "name": "", "seat": ""}
    refused = None
    if request.method == "POST":
        sent = await form(request)
        values = {name: str(sent.get(name, "")).strip() for name in values}
        try:
            return await _given(request, at, values, str(sent.get("key", "")))
        except Refused as no:
            refused = no
    who = name_of(request, at.tender.id)
    rows = [
        (member.id, who(member.id), SEATS[member.seat].capitalize(), allowed(at.tender, EndSeat(member.id), at.by), member.id == at.by.id)
        for member in at.tender.members.values()
    ]
    return page(
        request,
        "seats/list.html",
        title="Seats",
        seated=at,
        here="seats",
        errors=summary(refused),
        status=422 if refused else 200,
        url=f"/tenders/{at.tender.id}/seats",
        rows=rows,
        values=values,
        wrong=at_field(refused, "email"),
        token=new_key(),
        offered=[{"value": seat, "text": SEATS[seat].capitalize()} for seat in OFFERED],
    )


async def _given(request: Request, at: Seated, values: dict[str, str], key: str) -> Response:
    people = house(request).people
    if values["seat"] not in OFFERED:
        raise Refused("Please choose one of the seats in the list.", "seat")
    if not house(request).sessions.allow("invite", at.account.id, 50, 3600):
        raise Refused("That is a lot of invitations for one hour. Please go on later.", "email")
    if people.by_email(values["email"]) is None and key and house(request).record.by_key(at.tender.id, key):
        raise Refused(USED, "email")  # before anything about this person is kept
    account = people.invite(values["email"], values["name"])
    member = people.seat(account.id, at.tender.id)
    await act(request, at, GiveSeat(member, values["seat"]), key)
    elsewhere = account.may_create or people.tenders_of(account.id) != [at.tender.id]
    if people.arrived(account.id) or elsewhere:
        # A link signs in as this person, in all their tenders: it is for them, and not for whoever knows their address.
        done = f"{values['email']} has a seat now. They have been here before: they find this tender in their list when they sign in."
    else:
        link = f"{house(request).settings.url}/sign-in/{house(request).sessions.new_link(account.id, f'/tenders/{at.tender.id}')}"
        done = f"{values['email']} has a seat now. Send this link to them alone; it works once, within 30 minutes: {link}"
    return go(request, f"/tenders/{at.tender.id}/seats", done)


async def end(request: Request) -> Response:
    """A seat is taken away; what was said and done in it stays."""
    at = await _at_seats(request)
    sent = await form(request)
    try:
        await act(request, at, EndSeat(request.path_params["member"]), str(sent.get("key", "")))
    except Refused as no:
        return page(
            request,
            "errors/error.html",
            title="That did not work",
            seated=at,
            status=422,
            back=f"/tenders/{at.tender.id}/seats",
            sentence=str(no),
            kept=[],
        )
    return go(request, f"/tenders/{at.tender.id}/seats", "The seat is ended. What was done in it stays in the history.")


ROUTES = [
    Route("/tenders/{tender}/seats", give, methods=["GET", "POST"]),
    Route("/tenders/{tender}/seats/{member}/ending", end, methods=["POST"]),
]
