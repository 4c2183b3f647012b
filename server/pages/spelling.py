"""Spelling and punctuation, signed together: every change is shown, and each can be left out."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.pages.common import Seated, act, form, go, house, new_key, page, seated
from server.pages.problems import at_field, summary
from server.pages.proposed import row
from server.rendering import many
from specs import waiting
from specs.proposed import Proposal
from specs.refusals import Refused
from specs.rounds import signs_as
from specs.rules import allowed
from specs.signatures import WHAT_A_SIGNATURE_MEANS
from specs.spelling import REASON, SignSpelling, one_a_clause, seen_as


def found(at: Seated, today: str) -> list[Proposal]:
    """What this chair can sign together."""
    there = one_a_clause(at.tender, waiting.to_sign(at.tender, at.by, today))
    return [each for each in there if allowed(at.tender, SignSpelling(((each.id, seen_as(at.tender, each)),), today=today), at.by)]


async def sign(request: Request) -> Response:
    """The changes, each with a box that is ticked; and one signature under all that stay so."""
    at = await seated(request)
    if not signs_as(at.tender, at.by):
        raise HTTPException(403)
    today = house(request).today()
    there = found(at, today)
    chosen, reason, refused = [each.id for each in there], REASON, None
    if request.method == "POST":
        sent = await form(request)
        chosen, reason = [str(each) for each in sent.getlist("chosen")], str(sent.get("reason", ""))
        asked = SignSpelling(tuple((name, str(sent.get(f"mark-{name}", ""))) for name in chosen), reason, today)
        try:
            await act(request, at, asked, str(sent.get("key", "")))
            return go(request, f"/tenders/{at.tender.id}/decisions", f"You have signed {many(len(set(chosen)), 'suggestion')}.")
        except Refused as no:
            at = await seated(request)
            there = found(at, today)
            refused = no if there else Refused(str(no))  # without boxes there is none to lead to
    return page(
        request,
        "decisions/spelling.html",
        title="Spelling and punctuation",
        seated=at,
        here="decisions",
        errors=summary(refused, "chosen" if there else "none"),
        status=422 if refused else 200,
        back=f"/tenders/{at.tender.id}/decisions",
        url=f"/tenders/{at.tender.id}/decisions/spelling",
        rows=[(row(request, at, each, today), seen_as(at.tender, each), each.id in chosen) for each in there],
        reason=reason,
        wrong=at_field(refused, "chosen"),
        means=WHAT_A_SIGNATURE_MEANS,
        token=new_key(),
    )


ROUTES = [Route("/tenders/{tender}/decisions/spelling", sign, methods=["GET", "POST"])]
