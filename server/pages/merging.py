"""Wordings made into one: what does not touch is merged, each collision is settled by a person, and what would be lost is listed first."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from itertools import permutations
from typing import Any, NamedTuple

from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from server.pages.at_clause import AtClause, at_clause, clause_page
from server.pages.at_proposal import AtProposal, proposal_page, to_take_part, url_of
from server.pages.at_thread import thread_name
from server.pages.common import act, form, go, house, name_of
from server.pages.comparison import drawn_comparison
from server.pages.doings import doings
from server.pages.drawing import shown
from server.pages.proposed import row
from server.pages.proposing import LONGEST_DRAFT
from specs.comparing import compare
from specs.decisions import standing_base, suggested
from specs.merging import Choice, Collision, Merged, Own, lost, merge, merge_all, settled, sources, to_read
from specs.outcomes import proposals_seen
from specs.proposals import MOST_TOGETHER, Propose
from specs.proposed import Proposal
from specs.refusals import Refused
from specs.revising import Revise
from specs.seats import may
from specs.wording import Wording

MOST_ORDERS = 2  # sides up to which every order of their words is offered


class Drawn(NamedTuple):
    """A collision as the form shows it: how it was, the words of each side with whose they are, and the choices."""

    name: str
    was: Markup
    sides: list[tuple[str, Markup]]
    choices: list[tuple[str, str, str]]
    own: bool


class Preview(NamedTuple):
    """What the choices make: the comparison with the clause as it stands, what would be lost, and the sentences to read again."""

    comparison: Any
    lost: list[Markup]
    read: list[Markup]
    mark: str


def drawn_collisions(merged: Merged, whose: Sequence[str]) -> list[Drawn]:
    """The collisions, with each side called by whose words it holds."""
    return [_drawn(place, collision, whose) for place, collision in enumerate(merged.collisions)]


def _drawn(place: int, collision: Collision, whose: Sequence[str]) -> Drawn:
    sides = [(whose[side], shown(collision.words[side].strip() or "(nothing stands here)")) for side in collision.sides]
    choices = [(str(side), f"{whose[side]}", "") for side in collision.sides]
    if collision.both and len(collision.sides) <= MOST_ORDERS:
        choices += [
            ("-".join(map(str, order)), ", then ".join(whose[side] if k == 0 else _low(whose[side]) for k, side in enumerate(order)), "")
            for order in permutations(collision.sides)
        ]
    choices.append(("was", "As it was before both", ""))
    if collision.own:
        choices.append(("own", "Words of my own, in the box below", ""))
    return Drawn(f"c-{place}", shown(collision.base.strip() or "(nothing stood here)"), sides, choices, collision.own)


def _low(text: str) -> str:
    return text[0].lower() + text[1:]


def choices_from(merged: Merged, values: Mapping[str, str]) -> list[Choice]:
    """The choices that were typed. Raises ``Refused`` where one is missing or does not fit."""
    made: list[Choice] = []
    for place, collision in enumerate(merged.collisions):
        chosen = values.get(f"c-{place}", "")
        if chosen == "own":
            made.append(Own(" ".join(values.get(f"own-{place}", "").split())))
        elif chosen == "was":
            made.append(())
        elif chosen and all(part.isdecimal() and int(part) in collision.sides for part in chosen.split("-") if len(part) < 4):
            made.append(tuple(int(part) for part in chosen.split("-")))
        else:
            raise Refused("Please choose what should stand where both changed the same words.", f"c-{place}")
    try:
        settled(merged, made)
    except ValueError as no:
        raise Refused("These choices do not fit together any more. Please choose again.", "c-0") from no
    return made


def preview(merged: Merged, made: Sequence[Choice], now: Wording) -> Preview:
    """What would come of these choices."""
    wording = settled(merged, made)
    texts = {p.id: p.text for p in wording}
    read = [shown(texts[name][start:end].strip()) for name, start, end in to_read(merged, made)]
    return Preview(drawn_comparison(compare(now, wording)), [shown(words) for words in lost(merged, made)], read, _mark(wording))


def _mark(wording: Wording) -> str:
    return hashlib.sha256(repr(wording).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _values(sent: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in sent.items() if name.startswith(("c-", "own-")) or name in ("reason", "shown", "take")}


def _kept(request: Request, account: str, place: str) -> dict[str, str]:
    """The choices made so far, as they were kept for this person."""
    try:
        found = json.loads(house(request).drafts.draft(account, place) or "{}")
    except ValueError:
        return {}
    return {str(name): str(value) for name, value in found.items()} if isinstance(found, dict) else {}


async def fit(request: Request) -> Response:
    """A suggestion whose words somebody else’s change touched: theirs, yours, both, or own words for each place."""
    here = await to_take_part(request)
    if not doings(here).fitting:
        if request.method == "POST" and here.at.by.id == here.proposal.by:  # somebody was quicker; what was chosen is kept
            return go(request, here.url, "This was fitted or decided in the meantime. How it stands is below.")
        raise HTTPException(403)
    place, account = f"{here.at.tender.id}/{here.proposal.id}/fitting", here.at.account.id
    merged = merge(standing_base(here.at.tender, here.proposal), here.clause.wording, suggested(here.at.tender, here.proposal))
    whose = ("The clause as it stands now", "The suggestion")
    values = _kept(request, account, place)
    refused = None
    if request.method == "POST":
        sent = await form(request)
        values = _values(sent)
        try:
            made = choices_from(merged, values)
            wording = settled(merged, made)
            if values.get("shown") == _mark(wording):
                asked = Revise(here.proposal.id, here.clause.version, wording, values.get("reason", ""), today=here.today)
                await act(request, here.at, asked, str(sent.get("key", "")))
                house(request).drafts.forget(account, place)
                return go(request, here.url, "The suggestion fits the clause as it stands now.")
            house(request).drafts.keep(account, place, json.dumps(values), LONGEST_DRAFT)
            return RedirectResponse(f"{here.url}/fitting?look=yes#becomes", 303)
        except Refused as no:
            refused = no
    return _fit_page(request, here, merged, whose, values, refused)


def _fit_page(
    request: Request, here: AtProposal, merged: Merged, whose: Sequence[str], values: dict[str, str], refused: Refused | None
) -> Response:
    seen = None
    if request.query_params.get("look") and request.method != "POST":
        try:
            seen = preview(merged, choices_from(merged, values), here.clause.wording)
        except Refused as no:
            refused = no
    return proposal_page(
        request,
        here,
        "merging/fitting.html",
        "Look at both, and choose",
        refused,
        "c-0",
        {"reason": ""} | values,
        collisions=drawn_collisions(merged, whose),
        preview=seen,
        protected=house(request).choices.protected(here.at.tender.id, here.at.by.id),
    )


async def together(request: Request) -> Response:
    """Several suggestions for one clause taken into one wording: a new suggestion, in which whose words they are is kept."""
    here = await at_clause(request)
    if not may(here.at.by, "suggest"):
        raise HTTPException(403)
    today, account = house(request).today(), here.at.account.id
    place = f"{here.at.tender.id}/{here.clause.id}/together"
    there = [
        each
        for each in proposals_seen(here.at.tender, here.at.by, today, here.clause.id)
        if each.waits and each.kind == "wording" and not each.look
    ]
    sent = await form(request) if request.method == "POST" else None
    names = [str(name) for name in (sent.getlist("take") if sent is not None else request.query_params.getlist("take"))]
    taken = [each for each in there if each.id in names][:MOST_TOGETHER]
    if len(taken) < 2:
        refused = Refused("Please choose two suggestions at least.", "take") if names or sent is not None else None
        rows = [row(request, here.at, each, today) for each in there]
        return clause_page(
            request, here, "merging/choose.html", "Take several suggestions together", refused, "take", rows=rows, names=names
        )
    merged = merge_all(here.clause.wording, [suggested(here.at.tender, each) for each in taken])
    asked = "&".join(f"take={each.id}" for each in taken)
    values = _kept(request, account, place)
    refused = None
    if sent is not None and "reason" in sent:
        values = _values(sent)
        try:
            made = choices_from(merged, values)
            if values.get("shown") == _mark(settled(merged, made)):
                return await _send(request, here, merged, made, taken, values["reason"], str(sent.get("key", "")), place)
            house(request).drafts.keep(account, place, json.dumps(values), LONGEST_DRAFT)
            return RedirectResponse(f"{here.url}/proposals/together?{asked}&look=yes#becomes", 303)
        except Refused as no:
            refused = no
    return _together_page(request, here, merged, taken, values, refused)


async def _send(
    request: Request, here: AtClause, merged: Merged, made: list[Choice], taken: list[Proposal], reason: str, key: str, place: str
) -> Response:
    name = thread_name(here.at.tender.id, key)
    whose = [(span.paragraph, span.start, span.end, taken[span.side].id) for span in sources(merged, made) if span.side >= 0]
    asked = Propose(
        name,
        "wording",
        here.clause.id,
        here.clause.version,
        reason,
        settled(merged, made),
        merges=tuple(each.id for each in taken),
        sources=tuple(whose),
        protected=house(request).choices.protected(here.at.tender.id, here.at.by.id),
        today=house(request).today(),
    )
    await act(request, here.at, asked, key)
    house(request).drafts.forget(here.at.account.id, place)
    return go(
        request, url_of(here.at.tender.id, name), "Sent. When it is accepted, the others are decided with it, and their authors are told."
    )


def _together_page(
    request: Request, here: AtClause, merged: Merged, taken: list[Proposal], values: dict[str, str], refused: Refused | None
) -> Response:
    names = name_of(request, here.at.tender.id)
    whose = [names(each.by) if each.by else f"Suggestion {place}" for place, each in enumerate(taken, 1)]
    whose = [f"{who} (suggestion {place})" if whose.count(who) > 1 else who for place, who in enumerate(whose, 1)]
    seen = None
    if merged.clean or (request.query_params.get("look") and request.method != "POST"):
        try:
            seen = preview(merged, choices_from(merged, values), here.clause.wording)
        except Refused as no:
            refused = refused or no
    return clause_page(
        request,
        here,
        "merging/together.html",
        "Take several suggestions together",
        refused,
        "reason",
        {"reason": ""} | values,
        taken=[(each.id, who, row(request, here.at, each, house(request).today())) for each, who in zip(taken, whose, strict=True)],
        collisions=drawn_collisions(merged, whose),
        preview=seen,
        protected=house(request).choices.protected(here.at.tender.id, here.at.by.id),
        tender_url=f"/tenders/{here.at.tender.id}",
    )


_BOTH = ["GET", "POST"]
ROUTES = [
    Route("/tenders/{tender}/proposals/{proposal}/fitting", fit, methods=_BOTH),
    Route("/tenders/{tender}/clauses/{clause}/proposals/together", together, methods=_BOTH),
]
