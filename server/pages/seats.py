"""Who has a seat in a tender: given by mail or with a printed card, until a day where one is named, and ended."""

from typing import NamedTuple

from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.cards import picture
from server.desk import USED
from server.messages import invitation_message, news_message
from server.pages.common import Seated, act, form, go, house, name_of, new_key, page, said_once, seated
from server.pages.dates import day_from, fields
from server.pages.problems import at_field, summary
from server.people import Account, insist_on_room
from specs.days import said as day_said
from specs.members import WITH_LIVED_EXPERIENCE, EndSeat, GiveSeat, seats_given
from specs.refusals import Refused
from specs.rules import allowed
from specs.seats import SEATS, may
from specs.tender import Member

BY_MAIL = "By email"
BY_CARD = "With a printed card"
HOW = (
    ("mail", BY_MAIL, "An invitation is sent. It names no tender and no seat."),
    ("card", BY_CARD, "For somebody without email: you print a card and hand it over."),
)
TOO_MANY = "That is a lot of invitations for one hour. Please go on later."
BOXES = ("email", "name", "legal", "seat", "how", *fields("until"))


class Row(NamedTuple):
    """Somebody with a seat. ``legal``, ``email`` and ``card`` (the day it was made) are filled in for the facilitator alone."""

    id: str
    name: str
    seat: str
    own: bool
    until: str
    legal: str
    email: str
    card: str
    may_end: bool
    may_invite: bool
    may_card: bool


async def _at_seats(request: Request) -> Seated:
    at = await seated(request)
    if not seats_given(at.by):
        raise HTTPException(403)
    return at


def _is_theirs(at: Seated, held: Member) -> bool:
    """Whether whoever asks brings this member in, and so may reach them."""
    return held.seat in seats_given(at.by) and held.id != at.by.id


def _rows(request: Request, at: Seated) -> list[Row]:
    home, who = house(request), name_of(request, at.tender.id)
    rows = []
    for held in at.tender.members.values():
        person = home.people.account_of(at.tender.id, held.id)
        told = person if may(at.by, "identities") and held.seat in WITH_LIVED_EXPERIENCE else None
        until = at.tender.seat_ends.get(held.id, "")
        theirs = _is_theirs(at, held) and person is not None
        rows.append(
            Row(
                held.id,
                who(held.id),
                SEATS[held.seat].capitalize(),
                held.id == at.by.id,
                day_said(until) if until else "",
                told.legal if told else "",
                told.email if told else "",
                _made_on(request, told) if told else "",
                held.id != at.by.id and allowed(at.tender, EndSeat(held.id), at.by),
                theirs and person is not None and bool(person.email),
                theirs and held.seat in WITH_LIVED_EXPERIENCE,
            )
        )
    return rows


def _made_on(request: Request, person: Account) -> str:
    day = house(request).cards.made_on(person.id)
    return day_said(day) if day else ""


async def give(request: Request) -> Response:
    """The list of seats, and the form that gives one."""
    at = await _at_seats(request)
    offered = seats_given(at.by)
    values = dict.fromkeys(BOXES, "") | {"how": "mail", "seat": offered[0] if len(offered) == 1 else ""}
    refused = None
    if request.method == "POST":
        sent = await form(request)
        values = {name: str(sent.get(name, "")).strip() for name in BOXES}
        try:
            return await _given(request, at, values, str(sent.get("key", "")))
        except Refused as no:
            refused = no
    return page(
        request,
        "seats/list.html",
        title="Seats",
        seated=at,
        here="seats",
        errors=summary(refused),
        status=422 if refused else 200,
        url=f"/tenders/{at.tender.id}/seats",
        rows=_rows(request, at),
        values=values,
        wrong=at_field(refused, "email"),
        token=new_key(),
        seats=[(seat, SEATS[seat].capitalize(), "") for seat in offered],
        how=HOW if may(at.by, "identities") else (),
        tells=may(at.by, "identities"),
    )


async def _given(request: Request, at: Seated, values: dict[str, str], key: str) -> Response:
    home = house(request)
    if values["seat"] not in seats_given(at.by):
        raise Refused("Please choose one of the seats in the list.", "seat")
    by_card = values["how"] == "card" and may(at.by, "identities")
    if not home.sessions.allow("invite", at.account.id, 50, 3600):
        raise Refused(TOO_MANY, "email")
    known = None if by_card else home.people.by_email(values["email"])
    if known is None and key and home.record.by_key(at.tender.id, key):
        raise Refused(USED, "email")  # before anything about this person is kept
    insist_on_room(values["name"], values["legal"])  # for everybody: a refusal may not tell whether somebody was here before
    account = home.people.join(values["name"]) if by_card else home.people.invite(values["email"], values["name"])
    if known is None and may(at.by, "identities"):
        home.people.tell_legal_name(account.id, values["legal"])
    member = home.people.seat(account.id, at.tender.id)
    await act(request, at, GiveSeat(member, values["seat"], day_from(values, "until"), home.today()), key)
    url = f"/tenders/{at.tender.id}/seats"
    if by_card:
        return go(request, f"{url}/{member}/card", await _new_card(request, account.id))
    _invite(request, account)
    return go(request, url, f"{values['email']} has a seat now. A message is on its way to them; it names no tender and no seat.")


def _invite(request: Request, account: Account) -> None:
    """A message for this person: whoever has been here before is told that there is something new. Nobody sees which it was."""
    home = house(request)
    if home.people.arrived(account.id):
        home.mail.put(account.email, *news_message(home.settings.url))
    else:
        link = f"/invitations/{home.invitations.invite(account.id)}"
        home.mail.put(account.email, *invitation_message(home.settings.url, link))


async def _person(request: Request, at: Seated) -> tuple[Member, Account]:
    """The member of this address, whom whoever asks brought in, and who they are. Raises 404."""
    held = at.tender.members.get(request.path_params["member"])
    person = house(request).people.account_of(at.tender.id, held.id) if held else None
    if held is None or person is None or not _is_theirs(at, held):
        raise HTTPException(404)
    return held, person


async def invite_again(request: Request) -> Response:
    """The invitation was lost, or has ended: a new one is sent, and the one before leads nowhere any more."""
    at = await _at_seats(request)
    _, person = await _person(request, at)
    if not person.email:
        raise HTTPException(404)
    url = f"/tenders/{at.tender.id}/seats"
    if not house(request).sessions.allow("invite", at.account.id, 50, 3600):
        return go(request, url, TOO_MANY)
    _invite(request, person)
    return go(request, url, "Another message is on its way. The one before leads nowhere any more.")


async def _new_card(request: Request, account: str) -> str:
    return await run_in_threadpool(house(request).cards.make, account)


async def card(request: Request) -> Response:
    """The printed sign-in card of a member: its words are shown once, when it is made. A new one ends the one before."""
    at = await _at_seats(request)
    held, person = await _person(request, at)
    if held.seat not in WITH_LIVED_EXPERIENCE:
        raise HTTPException(404)
    url = f"/tenders/{at.tender.id}/seats"
    if request.method == "POST":
        if (await form(request)).get("end"):
            house(request).cards.end(person.id)
            return go(request, url, "The card signs nobody in any more.")
        return go(request, f"{url}/{held.id}/card", await _new_card(request, person.id))
    words = said_once(request) or ""
    address = f"{house(request).settings.url}/sign-in/card"
    return page(
        request,
        "seats/card.html",
        title="Sign-in card",
        seated=at,
        here="seats",
        back=url,
        url=f"{url}/{held.id}/card",
        person=name_of(request, at.tender.id)(held.id),
        words=words.split("-") if words else [],
        picture=Markup(picture(f"{address}/{words}")) if words else "",  # noqa: S704 - drawn here, of words that were chosen here
        address=address,
        made_on=_made_on(request, person),
    )


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
    Route("/tenders/{tender}/seats/{member}/invitation", invite_again, methods=["POST"]),
    Route("/tenders/{tender}/seats/{member}/card", card, methods=["GET", "POST"]),
]
