"""Suggestions: all of them, and one with everything about it: what would change, where people stand, what was decided."""

from typing import Any

from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.pages.at_clause import AtClause, typed
from server.pages.at_proposal import AtProposal, at_proposal, proposal_page, to_take_part, url_of
from server.pages.common import act, go, house, name_of, page, seated
from server.pages.comparison import drawn_comparison
from server.pages.dissents import drawn_dissents
from server.pages.doings import doings
from server.pages.drawing import drawn
from server.pages.proposed import TAGS, counter_drawn, counters_seen, decided, numbered, readable, row, stand_drawn, stands_in_words, views
from server.pages.talk import drawn_thread
from specs.behalf import METHODS
from specs.circles import as_seen
from specs.comparing import compare
from specs.labels import name_of as clause_name
from specs.offered import LOOKS, look_of
from specs.outcomes import STATES, proposals_seen, state_of, where_it_is
from specs.proposed import WORDED, Proposal
from specs.refusals import Refused
from specs.revising import Withdraw
from specs.showing import Shown, in_words
from specs.showing import shown as as_shown
from specs.stands import stands_seen
from specs.wording import heading


async def show_all(request: Request) -> Response:
    """Every suggestion that has reached the person who asks: those that wait first."""
    at = await seated(request)
    today = house(request).today()
    found = proposals_seen(at.tender, at.by, today)
    waiting = [each for each in found if each.waits]
    return page(
        request,
        "proposals/list.html",
        title="Suggestions",
        seated=at,
        here="suggestions",
        url=f"/tenders/{at.tender.id}",
        waiting=[row(request, at, each, today) for each in waiting],
        ended=[row(request, at, each, today) for each in found if not each.waits],
    )


async def show_one(request: Request) -> Response:
    """One suggestion."""
    here = await at_proposal(request)
    tender, by, proposal = here.at.tender, here.at.by, here.proposal
    names = name_of(request, tender.id)
    thread = as_seen(by, here.thread, here.today)
    what = as_shown(tender, proposal) if readable(here) and proposal.kind in WORDED else None
    may_do = doings(here)
    state, look = state_of(tender, proposal), look_of(tender, proposal) if proposal.waits else ""
    return proposal_page(
        request,
        here,
        "proposals/proposal.html",
        f"{here.kind}: {clause_name(tender, here.clause.id)}",
        back=f"/tenders/{tender.id}/proposals",
        clause_url=here.clause_url,
        state=STATES[state],
        tag=TAGS.get(state, "quiet"),
        happened=where_it_is(tender, proposal),
        look=LOOKS.get(look, ""),
        talk=drawn_thread(names, here.at, thread, here.today),
        sentence=in_words(tender, here.clause, proposal.kind, proposal.arrangement),
        changes=numbered(what, proposal) if what else [],
        comparison=drawn_comparison(what.comparison, numbers=True) if what else None,
        words=_alone(here, what) if what else "",
        both=_both(here, what) if look == "touched" and what else None,
        stands=[stand_drawn(names, proposal, *each) for each in stands_seen(by, proposal, here.today)],
        stands_in_words=stands_in_words(here.at, proposal, here.today),
        counters=[counter_drawn(request, here, *each, may_do.answer_counter) for each in enumerate(counters_seen(here), 1)],
        views=views(request, here),
        decision=decided(request, here),
        doings=may_do,
        dissents=drawn_dissents(names, here.at, proposal, here.today),
        merges=[row(request, here.at, tender.proposals[name], here.today) for name in proposal.merges if _reached(here, name)],
        joint=url_of(tender.id, proposal.decision.joint) if proposal.decision and proposal.decision.joint else "",
        alike=[row(request, here.at, each, here.today) for each in alike(here)],
        earlier=len(proposal.offers) - 1,
        how=proposal.offer.how,
        offered_by=names(proposal.offer.by) if proposal.offer.by and proposal.offer.how == "counter" else "",
    )


def _alone(here: AtProposal, what: Shown) -> Markup:
    ink = AtClause(here.at, here.clause).ink()
    return drawn(what.after[1:] if heading(what.after) else what.after, ink)


def _both(here: AtProposal, what: Shown) -> Any:
    """How the clause reads now beside how it read when this was suggested."""
    return drawn_comparison(compare(what.before, here.clause.wording))


def _reached(here: AtProposal, name: str) -> bool:
    return any(each.id == name for each in proposals_seen(here.at.tender, here.at.by, here.today))


def alike(here: AtProposal) -> list[Proposal]:
    """The waiting suggestions that touch the same words as this one."""
    own = _touched(here.proposal)
    if not here.proposal.waits or here.proposal.kind != "wording":
        return []
    found = proposals_seen(here.at.tender, here.at.by, here.today, here.clause.id)
    return [each for each in found if each.waits and each.id != here.proposal.id and each.kind == "wording" and _meet(own, _touched(each))]


def _touched(proposal: Proposal) -> list[tuple[str, int, int]]:
    return [(change.paragraph, change.start, change.end) for change in proposal.changes]


def _meet(one: list[tuple[str, int, int]], two: list[tuple[str, int, int]]) -> bool:
    return any(a[0] == b[0] and a[1] <= b[2] and b[1] <= a[2] for a in one for b in two)


async def withdraw(request: Request) -> Response:
    """Its author, or the facilitator for them, withdraws it."""
    here = await to_take_part(request)
    if request.method != "POST" and not doings(here).withdrawal:
        raise HTTPException(403)
    values = await typed(request, "why", "method")
    refused = None
    if request.method == "POST":
        try:
            await act(request, here.at, Withdraw(here.proposal.id, values["why"], values["method"], here.today), values["key"])
            return go(request, here.url, "The suggestion is withdrawn. It stays to be read.")
        except Refused as no:
            refused = no
    return proposal_page(
        request,
        here,
        "proposals/withdrawal.html",
        "Withdraw this suggestion",
        refused,
        "why",
        values,
        for_them=here.at.by.id != here.proposal.by,
        methods=[(method, said[0].upper() + said[1:], "") for method, said in METHODS.items()],
    )


_BOTH = ["GET", "POST"]
ROUTES = [
    Route("/tenders/{tender}/proposals", show_all),
    Route("/tenders/{tender}/proposals/{proposal}", show_one),
    Route("/tenders/{tender}/proposals/{proposal}/withdrawal", withdraw, methods=_BOTH),
]
