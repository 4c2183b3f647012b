"""What people decide about themselves: their names, who learns them, how often they hear from us, and leaving."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.choices import PACES, Notices
from server.pages.common import act, form, go, house, new_key, page, seated, signed_in
from server.pages.dates import boxes_for, day_from
from server.pages.home import rows_of
from server.pages.problems import at_field, summary
from specs.members import EndSeat
from specs.refusals import Refused
from specs.rules import allowed
from specs.seats import OFFICIALS, SEATS
from specs.typed import named

NOT_SURE = "Please press the button on this page, so that nothing happens by mistake."
HOURS = tuple((str(hour), f"{hour:02}:00") for hour in range(24))


async def you(request: Request) -> Response:
    """The names of whoever asks, and where their seats are."""
    account = await signed_in(request)
    values, refused = {"name": account.name, "legal": account.legal}, None
    if request.method == "POST":
        sent = await form(request)
        values = {name: str(sent.get(name, "")) for name in values}
        people = house(request).people
        try:
            people.rename(account.id, values["name"])
            people.tell_legal_name(account.id, values["legal"])
            return go(request, "/you", "Your name is changed. It shows everywhere you have said something.")
        except Refused as no:
            refused = no
    return page(
        request,
        "names/you.html",
        title="You",
        status=422 if refused else 200,
        errors=summary(refused),
        values=values,
        email=account.email,
        seats=await rows_of(request, account),
        wrong=at_field(refused, "name"),
    )


async def notices(request: Request) -> Response:
    """How often somebody hears from us, and when; and a pause."""
    account = await signed_in(request)
    choices = house(request).choices
    now = choices.notices(account.id)
    values = {"pace": now.pace, "hour": str(now.hour), "quiet_from": str(now.quiet_from), "quiet_until": str(now.quiet_until)}
    values |= boxes_for("until", now.until)
    refused = None
    if request.method == "POST":
        sent = await form(request)
        values = {name: str(sent.get(name, "")).strip() for name in values}
        try:
            hour, quiet_from, quiet_until = (_hour(values[name]) for name in ("hour", "quiet_from", "quiet_until"))
            choices.set_notices(account.id, Notices(values["pace"], hour, quiet_from, quiet_until, day_from(values, "until")))
            return go(request, "/you", "We will keep to that.")
        except Refused as no:
            refused = no
    return page(
        request,
        "names/notices.html",
        title="How often we write to you",
        status=422 if refused else 200,
        errors=summary(refused),
        back="/you",
        values=values,
        wrong=at_field(refused, "pace"),
        paces=[(pace, text, "") for pace, text in PACES.items()],
        hours=HOURS,
        mailed=bool(account.email),
    )


def _hour(typed: str) -> int:
    """An hour as chosen; -1, which the rule refuses, for what is none."""
    return int(typed) if typed in dict(HOURS) else -1


async def withdraw_name(request: Request) -> Response:
    """Every name somebody went by is taken back; what they said stays, without one."""
    account = await signed_in(request)
    refused = None
    if request.method == "POST":
        if (await form(request)).get("sure"):
            house(request).people.withdraw_name(account.id)
            house(request).choices.withdraw_names(account.id)
            return go(request, "/you", "Your name is gone from every page and from every document made from now on.")
        refused = Refused(NOT_SURE, "sure")
    status = 422 if refused else 200
    return page(request, "names/withdrawal.html", title="Take your name back", status=status, errors=summary(refused), back="/you")


async def here(request: Request) -> Response:
    """The same for one tender: another name, a word about oneself, documents, and protection."""
    at = await seated(request, undeclared=True)
    choices, account = house(request).choices, at.account.id
    may_hide = at.by.seat not in OFFICIALS
    values = {"name": choices.chosen(account, "name", at.tender.id), "role": choices.chosen(account, "role", at.tender.id)}
    values |= {"hidden": choices.chosen(account, "not in documents", at.tender.id)}
    values |= {"protected": choices.chosen(account, "protected", at.tender.id)}
    refused = None
    if request.method == "POST":
        sent = await form(request)
        values = {name: str(sent.get(name, "")) for name in values}
        try:
            choices.go_by(account, at.tender.id, values["name"], values["role"])
            choices.choose(account, "not in documents", "yes" if values["hidden"] else "", at.tender.id)
            if may_hide:
                choices.choose(account, "protected", "yes" if values["protected"] else "", at.tender.id)
            return go(request, f"/tenders/{at.tender.id}/you", "Saved.")
        except Refused as no:
            refused = no
    return page(
        request,
        "names/here.html",
        title="You in this tender",
        seated=at,
        here="you",
        status=422 if refused else 200,
        errors=summary(refused),
        values=values,
        wrong=at_field(refused, "name"),
        url=f"/tenders/{at.tender.id}",
        usual=at.account.name,
        seat=SEATS[at.by.seat],
        may_hide=may_hide,
        may_leave=allowed(at.tender, EndSeat(at.by.id), at.by),
    )


async def leave(request: Request) -> Response:
    """Somebody gives their seat up. What they said stays, and is still owed an answer."""
    at = await seated(request, undeclared=True)
    if not allowed(at.tender, EndSeat(at.by.id), at.by):
        raise HTTPException(403)
    refused = None
    if request.method == "POST":
        sent = await form(request)
        try:
            if not sent.get("sure"):
                raise Refused(NOT_SURE, "sure")
            await act(request, at, EndSeat(at.by.id), str(sent.get("key", "")))
            return go(request, "/", f"You have left “{named(at.tender.title)}”. What you said stays. Thank you.")
        except Refused as no:
            refused = no
    return page(
        request,
        "names/leaving.html",
        title="Leave this tender",
        seated=at,
        status=422 if refused else 200,
        errors=summary(refused),
        back=f"/tenders/{at.tender.id}/you",
        token=new_key(),
    )


ROUTES = [
    Route("/you", you, methods=["GET", "POST"]),
    Route("/you/notices", notices, methods=["GET", "POST"]),
    Route("/you/name-withdrawal", withdraw_name, methods=["GET", "POST"]),
    Route("/tenders/{tender}/you", here, methods=["GET", "POST"]),
    Route("/tenders/{tender}/leaving", leave, methods=["GET", "POST"]),
]
