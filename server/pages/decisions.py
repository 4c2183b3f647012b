"""Deciding on one suggestion, with its changes, reasons and signatures."""

import json

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from server import workers
from server.pages.at_clause import number as as_number
from server.pages.at_proposal import AtProposal, proposal_page, to_sign
from server.pages.common import act, form, go, house, page
from server.pages.comparison import drawn_comparison
from server.pages.dates import day_from
from server.pages.dates import fields as day_fields
from server.pages.doings import doings
from server.pages.proposed import kept_in_words, numbered, readable, row, views
from server.pages.proposing import LONGEST_DRAFT
from specs.enacting import rewording_for
from specs.overriding import Override
from specs.proposed import WORDED, Proposal, View
from specs.recipes import IN_WORDS, recipe_of
from specs.refusals import Refused
from specs.rewording import Ready, is_light, work_out
from specs.rounds import signs_as
from specs.showing import in_words
from specs.showing import shown as as_shown
from specs.signatures import (
    OUTCOMES,
    WHAT_A_SIGNATURE_MEANS,
    SignDecision,
    TakeSignatureBack,
    fingerprint,
    insist_it_can_be_signed,
    standing_views,
)
from specs.tender import Tender

EXPLAINED = {
    "accept": "The changes you keep below are made.",
    "no": "With what could be done instead, or that you looked and found nothing.",
    "ideas": "It waits for its time, and comes back on a day.",
}
FIELDS = ("outcome", "reason", "alternative", "none_found", "owner", "power", "mark", "key", *day_fields("return_on"))


def mark(tender: Tender, proposal: Proposal) -> str:
    """What a person was shown, as a form carries it: what is accepted has to be just that, what is not accepted still offered so."""
    return f"{fingerprint(tender, proposal, 'accept', proposal.numbers)}.{fingerprint(tender, proposal, 'no', ())}"


def was_shown(tender: Tender, proposal: Proposal, outcome: str, carried: str) -> bool:
    """Whether the mark that a form carries is that of the suggestion as it stands, as far as this outcome rests on it."""
    now, then = mark(tender, proposal).split("."), carried.split(".")
    return now == then if outcome == "accept" else now[1:] == then[1:]


def _place(here: AtProposal) -> str:
    return f"{here.at.tender.id}/{here.proposal.id}/decision"


async def decide(request: Request) -> Response:
    """One chair signs; before that it can be read how the clause would be with only some of the changes."""
    return await _deciding(request, override=False)


async def override(request: Request) -> Response:
    """The public body decides by its legal power: named, with a reason, for everybody to read."""
    return await _deciding(request, override=True)


async def _deciding(request: Request, override: bool) -> Response:
    here = await to_sign(request)
    may_do = doings(here)
    if request.method != "POST" and not (may_do.override if override else may_do.decision):
        raise HTTPException(403)
    path = "override" if override else "decision"
    values = dict.fromkeys(FIELDS, "")
    refused = None
    chosen = _chosen(request.query_params.getlist("take"), here.proposal)
    drafts, account = house(request).drafts, here.at.account.id
    if request.method == "POST":
        sent = await form(request)
        values = {name: str(sent.get(name, "")) for name in FIELDS}
        chosen = tuple(found for each in sent.getlist("take") if (found := as_number(str(each))) is not None)
        if sent.get("show"):
            kept = {name: value for name, value in values.items() if name not in ("mark", "key")}
            drafts.keep(account, _place(here), json.dumps(kept), LONGEST_DRAFT)
            asked = "&".join(f"take={number}" for number in chosen) or "take=0"
            return RedirectResponse(f"{here.url}/{path}?{asked}#reads", 303)
        try:
            done = await signed(request, here, values, chosen, override)
            drafts.forget(account, _place(here))
            return go(request, here.url, done)
        except Refused as no:
            refused = no
    else:
        values |= {"outcome": "accept" if may_accept(here) else ""} | _kept(drafts.draft(account, _place(here)))
        other = other_view(here.at.tender, here.proposal, here)
        if other is not None and not request.query_params.getlist("take"):  # what is there already, to be agreed with or not
            values["outcome"] = other[1].outcome
            chosen = other[1].numbers or here.proposal.numbers
    return _page(request, here, values, chosen, refused, override)


def _kept(draft: str) -> dict[str, str]:
    """What was typed before it was looked how it reads; nothing where there is none."""
    try:
        found = json.loads(draft or "{}")
    except ValueError:
        return {}
    return {name: str(value) for name, value in found.items() if name in FIELDS} if isinstance(found, dict) else {}


def may_accept(here: AtProposal) -> bool:
    """Whether anything of it could be accepted as it stands."""
    return not in_the_way(here)


def in_the_way(here: AtProposal) -> str:
    """Why it cannot be accepted as it stands; empty where nothing is in the way."""
    try:
        insist_it_can_be_signed(here.at.tender, here.proposal, "accept")
    except Refused as no:
        return str(no)
    return ""


def _chosen(asked: list[str], proposal: Proposal) -> tuple[int, ...]:
    numbers = tuple(found for each in asked if (found := as_number(each)) is not None)
    return numbers if asked else proposal.numbers


async def signed(request: Request, here: AtProposal, values: dict[str, str], chosen: tuple[int, ...], override: bool) -> str:
    """Signs what the form says; gives the sentence for the next page. Raises ``Refused``."""
    tender, proposal = here.at.tender, here.proposal
    outcome = values["outcome"]
    numbers = (chosen if proposal.kind in WORDED else proposal.numbers) if outcome == "accept" else ()
    kept = tuple(sorted({number for number in numbers if number in proposal.numbers}))
    seen = fingerprint(tender, proposal, outcome, kept) if was_shown(tender, proposal, outcome, values["mark"]) else ""
    ready = None
    if outcome == "accept" and proposal.kind == "wording" and seen and kept:
        ready = await _worked_out(await house(request).desk.tender(tender.id), proposal, kept)
    signing = SignDecision(
        proposal.id,
        outcome,
        kept,
        seen,
        values["reason"],
        values["alternative"],
        bool(values["none_found"]),
        values["owner"],
        day_from(values, "return_on"),
        here.today,
        ready,
    )
    asked = Override(signing, values["power"]) if override else signing
    done = await act(request, here.at, asked, values["key"])
    decision = done.tender.proposals[proposal.id].decision
    return "Decided. Everybody can read what, by whom and why." if decision else "You have signed. It waits for the other chair."


async def _worked_out(tender: Tender, proposal: Proposal, kept: tuple[int, ...]) -> Ready | None:
    """What comes of it for all that hangs on the clause, worked out in a process of its own where it takes long."""
    if tender.proposals[proposal.id] is not proposal:
        return None  # it does not stand as this person has seen it, so that nothing will come of it today
    asked = rewording_for(tender, proposal, kept)
    return None if is_light(asked) else (asked, await workers.run_async(work_out, asked, seconds=30))


def _page(
    request: Request, here: AtProposal, values: dict[str, str], chosen: tuple[int, ...], refused: Refused | None, override: bool
) -> Response:
    tender, proposal = here.at.tender, here.proposal
    worded = proposal.kind in WORDED and readable(here)
    what = as_shown(tender, proposal) if worded else None
    some = as_shown(tender, proposal, chosen) if worded and set(chosen) != set(proposal.numbers) else None
    return proposal_page(
        request,
        here,
        "decisions/form.html",
        "Decide by legal power" if override else "Decide on this suggestion",
        refused,
        "outcome",
        values,
        override=override,
        action=f"{here.url}/{'override' if override else 'decision'}",
        mark=mark(tender, proposal),
        suggestion=row(request, here.at, proposal, here.today),
        sentence=in_words(tender, here.clause, proposal.kind, proposal.arrangement),
        changes=[(*each, each[0] in chosen) for each in numbered(what, proposal)] if what else [],
        comparison=drawn_comparison(what.comparison, numbers=True) if what else None,
        partial=drawn_comparison(some.comparison) if some else None,
        kept=kept_in_words(tuple(sorted(set(chosen) & set(proposal.numbers))), proposal)
        if some and set(chosen) & set(proposal.numbers)
        else "",
        in_the_way=in_the_way(here),
        outcomes=[(each, words, EXPLAINED[each]) for each, words in OUTCOMES.items() if each != "accept" or may_accept(here)],
        views=views(request, here),
        means=WHAT_A_SIGNATURE_MEANS,
        recipe=IN_WORDS[recipe_of(tender)],
    )


async def take_back(request: Request) -> Response:
    """A chair takes a signature back before anything is decided."""
    here = await to_sign(request)
    sent = await form(request)
    try:
        await act(request, here.at, TakeSignatureBack(here.proposal.id, here.today), str(sent.get("key", "")))
    except Refused as no:
        return page(
            request, "errors/error.html", title="That did not work", seated=here.at, status=422, back=here.url, sentence=str(no), kept=[]
        )
    return go(request, here.url, "Your signature is taken back.")


def other_view(tender: Tender, proposal: Proposal, here: AtProposal) -> tuple[str, View] | None:
    """What the other chair has signed, and in which seat."""
    seat = signs_as(tender, here.at.by)
    return next(((chair, view) for chair, view in standing_views(tender, proposal).items() if chair != seat), None)


_BOTH = ["GET", "POST"]
ROUTES = [
    Route("/tenders/{tender}/proposals/{proposal}/decision", decide, methods=_BOTH),
    Route("/tenders/{tender}/proposals/{proposal}/override", override, methods=_BOTH),
    Route("/tenders/{tender}/proposals/{proposal}/signature-withdrawal", take_back, methods=["POST"]),
]
