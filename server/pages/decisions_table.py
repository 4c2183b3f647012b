"""The table of all suggestions that wait, for both chairs in one sitting."""

from typing import Any

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.pages.at_proposal import AtProposal
from server.pages.common import Seated, form, go, house, new_key, page, seated
from server.pages.comparison import drawn_comparison
from server.pages.decisions import FIELDS, in_the_way, mark, other_view, signed
from server.pages.proposed import kept_in_words, numbered, readable, row, views
from server.pages.spelling import found as small
from server.rendering import many
from specs import waiting
from specs.outcomes import proposals_seen
from specs.proposed import WORDED, Proposal
from specs.reaching import tender_seen
from specs.recipes import IN_WORDS, recipe_of
from specs.refusals import Refused
from specs.rounds import signs_as
from specs.seats import SEATS
from specs.showing import in_words
from specs.showing import shown as as_shown
from specs.signatures import OUTCOMES, WHAT_A_SIGNATURE_MEANS
from specs.tender import Tender

MOST_AT_ONCE = 100
LONG = 6_000  # characters of a clause: with more, what would change is read on the suggestion’s own page


async def table(request: Request) -> Response:
    """All that waits for a chair, to be decided in one sitting: what they choose nothing for stays as it is."""
    at = await seated(request)
    today = house(request).today()
    if not signs_as(at.tender, at.by):
        raise HTTPException(403)
    refused: dict[str, Refused] = {}
    values: dict[str, dict[str, str]] = {}
    if request.method == "POST":
        sent = await form(request)
        times, refused, values = await _sign_many(request, at, sent, today)
        if not refused:
            done = f"You have signed {many(times, 'suggestion')}." if times else "Nothing was chosen, so nothing was signed."
            return go(request, f"/tenders/{at.tender.id}/decisions", done)
        at = await seated(request) if times else at
    found = waiting.to_sign(at.tender, at.by, today)
    rows = [
        _table_row(request, AtProposal(at, each, today), values.get(each.id, {}), refused.get(each.id)) for each in found[:MOST_AT_ONCE]
    ]
    others = [each for each in proposals_seen(at.tender, at.by, today) if each.waits and each not in found]
    return page(
        request,
        "decisions/table.html",
        title="Decide on what waits",
        seated=at,
        here="decisions",
        errors=[(str(no), f"#d-{name}") for name, no in refused.items()],
        status=422 if refused else 200,
        back=f"/tenders/{at.tender.id}/proposals",
        url=f"/tenders/{at.tender.id}",
        rows=rows,
        signed=[row(request, at, each, today) for each in others],
        means=WHAT_A_SIGNATURE_MEANS,
        recipe=IN_WORDS[recipe_of(at.tender)],
        spelling=len(small(at, today)),
        token=new_key(),
    )


def _table_row(request: Request, here: AtProposal, values: dict[str, str], no: Refused | None) -> dict[str, Any]:
    tender, proposal = here.at.tender, here.proposal
    long = sum(len(p.text) for p in here.clause.wording) > LONG
    what = as_shown(tender, proposal) if proposal.kind in WORDED and readable(here) and not long else None
    way = in_the_way(here)
    return {
        "id": proposal.id,
        "row": row(request, here.at, proposal, here.today),
        "mark": mark(tender, proposal),
        "changes": numbered(what, proposal) if what else [],
        "comparison": drawn_comparison(what.comparison, numbers=True) if what else None,
        "sentence": in_words(tender, here.clause, proposal.kind, proposal.arrangement),
        "in_the_way": way,
        "views": views(request, here),
        "values": values,
        "wrong": str(no) if no else "",
        "may_accept": not way,
        "same": _the_same(tender, proposal, here, way),
    }


def _the_same(tender: Tender, proposal: Proposal, here: AtProposal, way: str) -> str:
    """The choice to sign what the other chair has signed, in words; empty where there is none, or it cannot be signed."""
    other = other_view(tender, proposal, here)
    if other is None or (way and other[1].outcome == "accept"):
        return ""
    chair, view = other
    what = f"accept {kept_in_words(view.numbers, proposal)}" if view.outcome == "accept" else OUTCOMES[view.outcome].lower()
    return f"The same as the {SEATS[chair]}: {what}"


async def _sign_many(request: Request, at: Seated, sent: FormData, today: str) -> tuple[int, dict[str, Refused], dict[str, dict[str, str]]]:
    """Signs each suggestion for which something was chosen; gives how many, and what was refused with what was typed."""
    done, refused, values = 0, dict[str, Refused](), dict[str, dict[str, str]]()
    key = str(sent.get("key", ""))
    for name in list(dict.fromkeys(str(each) for each in sent.getlist("suggestion")))[:MOST_AT_ONCE]:
        typed = {field: str(sent.get(f"{field}-{name}", "")) for field in ("outcome", "reason", "alternative", "none_found", "mark")}
        proposal = at.tender.proposals.get(name)
        if not typed["outcome"] or proposal is None:
            if typed["reason"].strip():
                values[name] = typed
                refused[name] = Refused("You wrote a reason here and chose nothing. Please choose, or empty the box.", "outcome")
            continue
        fresh = at._replace(tender=tender_seen(await house(request).desk.tender(at.tender.id), at.by, today))
        here = AtProposal(fresh, fresh.tender.proposals[name], today)
        whole = {**dict.fromkeys(FIELDS, ""), **typed, "key": f"{key}-{name}"}
        numbers = here.proposal.numbers
        other = other_view(here.at.tender, here.proposal, here)
        try:
            if typed["outcome"] == "same":
                if other is None:
                    raise Refused("The other chair’s signature was under earlier words. Please read this again and choose.", "outcome")
                whole["outcome"], numbers = other[1].outcome, other[1].numbers
            await signed(request, here, whole, numbers, override=False)
            done += 1
        except Refused as no:
            refused[name], values[name] = no, typed
    return done, refused, values


ROUTES = [Route("/tenders/{tender}/decisions", table, methods=["GET", "POST"])]
