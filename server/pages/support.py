"""“I need support”: for everybody who reads a tender, outside its record; the facilitator of that tender alone reads what they write."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.pages.at_clause import typed
from server.pages.common import Seated, go, house, name_of, new_key, page, seated
from server.pages.problems import at_field, summary
from server.support import KINDS, LINES
from specs import days
from specs.refusals import Refused
from specs.seats import may

MOST, WITHIN = 20, 3600  # seconds
TOO_MANY = (
    "You sent 20 of these within an hour, so this one was not sent. Your words are still in the box: please send them in an hour. "
    "If it cannot wait, call one of the numbers above."
)
NOBODY = "Nobody facilitates this tender now, so it was not sent. Your words are still in the box. Please call one of the numbers above."
SENT = "It is sent. Only {} can read it, and nobody watches this round the clock."


async def support(request: Request) -> Response:
    """Whom to call now; the form, and what this person sent before. For the facilitator, what came."""
    at = await seated(request, undeclared=True)
    if not may(at.by, "read"):
        raise HTTPException(403)
    if may(at.by, "support"):
        return _what_came(request, at)
    refused = None
    values = await typed(request, "kind", "words", "reach")
    if request.method == "POST":
        try:
            _ask(request, at, values)
            return go(request, _url(at), SENT.format(" and ".join(_readers(request, at))))
        except Refused as no:
            refused = no
    own = house(request).support.own(at.account.id, at.tender.id)
    return page(
        request,
        "support/form.html",
        title="Help and support",
        seated=at,
        here="support",
        errors=summary(refused, "words"),
        status=422 if refused else 200,
        back=f"/tenders/{at.tender.id}",
        url=_url(at),
        lines=(*LINES, *house(request).settings.support_lines),
        readers=_readers(request, at),
        when=house(request).settings.support_when,
        kinds=[(kind, called, explained) for kind, (called, explained) in KINDS.items()],
        own=[(each, KINDS[each.kind][0], days.said(each.day), days.said(each.done) if each.done else "") for each in own],
        values=values,
        wrong=at_field(refused, "words"),
        token=new_key(),
    )


def _what_came(request: Request, at: Seated) -> Response:
    """What the facilitator reads at the same address."""
    if request.method == "POST":
        raise HTTPException(403)
    names = name_of(request, at.tender.id)
    came = house(request).support.for_facilitator(at.tender.id)
    return page(
        request,
        "support/came.html",
        title="Help and support",
        seated=at,
        here="support",
        back=f"/tenders/{at.tender.id}",
        url=_url(at),
        lines=(*LINES, *house(request).settings.support_lines),
        when=house(request).settings.support_when,
        came=[(each, KINDS[each.kind][0], days.said(each.day), names(each.member)) for each in came if not each.done],
        done=[(KINDS[each.kind][0], days.said(each.day), days.said(each.done)) for each in came if each.done],
        token=new_key(),
    )


def _ask(request: Request, at: Seated, values: dict[str, str]) -> None:
    if not _readers(request, at):
        raise Refused(NOBODY, "words")
    if not house(request).sessions.allow("support", at.account.id, MOST, WITHIN):
        raise Refused(TOO_MANY, "words")
    house(request).support.ask(at.account.id, at.tender.id, at.by.id, values["kind"], values["words"], values["reach"], values["key"])


def _url(at: Seated) -> str:
    return f"/tenders/{at.tender.id}/support"


def _readers(request: Request, at: Seated) -> list[str]:
    """The chosen names of those who read it."""
    names = name_of(request, at.tender.id)
    return [names(member.id) for member in at.tender.members.values() if may(member, "support")]


async def done(request: Request) -> Response:
    """The facilitator says that something is dealt with; its words are erased."""
    at = await seated(request, undeclared=True)
    if not may(at.by, "support"):
        raise HTTPException(403)
    if not house(request).support.done(at.tender.id, request.path_params["request"]):
        raise HTTPException(404)
    return go(request, _url(at), "It is dealt with. The words and the name are erased.")


async def take_back(request: Request) -> Response:
    """Whoever sent it takes it back, at any time."""
    at = await seated(request, undeclared=True)
    if not house(request).support.take_back(at.account.id, at.tender.id, request.path_params["request"]):
        raise HTTPException(404)
    return go(request, _url(at), "It is taken back. Nothing of it is kept.")


ROUTES = [
    Route("/tenders/{tender}/support", support, methods=["GET", "POST"]),
    Route("/tenders/{tender}/support/{request}/done", done, methods=["POST"]),
    Route("/tenders/{tender}/support/{request}/taking-back", take_back, methods=["POST"]),
]
