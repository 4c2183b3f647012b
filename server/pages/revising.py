"""Other words for a suggestion: by its author, by somebody who offers them instead, or because the clause has moved on."""

from typing import Any, NamedTuple

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.pages.at_clause import number as as_number
from server.pages.at_clause import typed
from server.pages.at_proposal import AtProposal, proposal_page, to_take_part
from server.pages.common import act, form, go, house
from server.pages.doings import doings
from server.pages.proposed import counter_drawn, counters_seen
from server.pages.wording import carried_over, compared_anywhere, fields, unseen
from specs.behalf import METHODS
from specs.boxes import boxes
from specs.counters import AnswerCounter, OfferCounter
from specs.decisions import suggested
from specs.labels import labels
from specs.offered import base_wording
from specs.refusals import Refused
from specs.revising import Revise
from specs.wording import Wording


class How(NamedTuple):
    """What is done with the words in the boxes: what the page is called, where it is, where it leads and what is said there."""

    title: str
    path: str
    then: str
    done: str


REVISING = How(
    "Change the words of this suggestion",
    "/revision",
    "",
    "Your words stand in the suggestion now. Those who said where they stand are told.",
)
INSTEAD = How(
    "Offer other words instead",
    "/counters/new",
    "#instead",
    "Your words are offered. Whoever suggested this says yes or no to them.",
)


def _version(here: AtProposal, typed: str) -> int:
    """The version a form was opened on; the newest where the form does not say."""
    if typed.isascii() and typed.isdecimal() and len(typed) < 9:
        return int(typed)
    return here.clause.fixings if here.proposal.kind == "explanation" else here.clause.version


async def _sent(request: Request, here: AtProposal) -> tuple[dict[str, str], Wording, list[str]]:
    """What was typed, the wording it was typed over, and the text of each of its boxes."""
    values = {name: str(value) for name, value in (await form(request)).items()}
    before = base_wording(here.clause, here.proposal.kind, _version(here, values.get("base", "")))
    return values, before, [values.get(f"box-{place}", box.text) for place, box in enumerate(boxes(before))]


def _page(
    request: Request,
    here: AtProposal,
    title: str,
    action: str,
    values: dict[str, str],
    before: Wording,
    texts: list[str],
    refused: Refused | None,
    **context: Any,
) -> Response:
    return proposal_page(
        request,
        here,
        "proposals/words.html",
        title,
        refused,
        "box-1",
        {"reason": values.get("reason", "")},
        action=action,
        base=_version(here, values.get("base", "")),
        fields=fields(before, labels(here.at.tender), texts),
        unseen=unseen(texts),
        protected=house(request).choices.protected(here.at.tender.id, here.at.by.id),
        **context,
    )


def _as_suggested(here: AtProposal) -> tuple[Wording, list[str]]:
    """The boxes of the clause as it stands, filled with the words that are suggested now."""
    before = base_wording(here.clause, here.proposal.kind, here.clause.version)
    offered = suggested(here.at.tender, here.proposal)
    return before, carried_over(offered, [box.text for box in boxes(offered)], before)


async def revise(request: Request) -> Response:
    """Its author changes its words."""
    here = await to_take_part(request)
    return await _words(request, here, REVISING, doings(here).revision)


async def counter(request: Request) -> Response:
    """Somebody else offers other words instead."""
    here = await to_take_part(request)
    return await _words(request, here, INSTEAD, doings(here).counter)


async def _words(request: Request, here: AtProposal, how: How, may_do: bool) -> Response:
    """The boxes with the words that are suggested now, and what becomes of what was written over them."""
    if not (may_do or request.method == "POST"):
        raise HTTPException(403)
    values: dict[str, str] = {}
    refused = None
    if request.method == "POST":
        values, before, texts = await _sent(request, here)
        try:
            wording, made = await compared_anywhere(before, tuple(texts))
            base, reason = _version(here, values.get("base", "")), values.get("reason", "")
            asked: Any = Revise(here.proposal.id, base, wording, reason, made, here.today)
            if how is INSTEAD:
                protected = house(request).choices.protected(here.at.tender.id, here.at.by.id)
                asked = OfferCounter(here.proposal.id, base, wording, reason, made, protected, here.today)
            await act(request, here.at, asked, values.get("key", ""))
            return go(request, here.url + how.then, how.done)
        except Refused as no:
            refused = no
    else:
        before, texts = _as_suggested(here)
    return _page(request, here, how.title, here.url + how.path, values, before, texts, refused, revises=how is REVISING)


async def answer(request: Request) -> Response:
    """Whoever suggested says yes or no to words that were offered instead."""
    here = await to_take_part(request)
    number = as_number(request.path_params["number"]) or 0
    counters = dict(enumerate(counters_seen(here), 1))
    if number not in counters or not (doings(here).answer_counter or request.method == "POST"):
        raise HTTPException(404)
    values = await typed(request, "answer", "text", "method")
    refused = None
    if request.method == "POST":
        try:
            if values["answer"] not in ("yes", "no"):
                raise Refused("Please choose yes or no.", "answer")
            yes = values["answer"] == "yes"
            asked = AnswerCounter(here.proposal.id, counters[number].number, yes, values["text"], values["method"], here.today)
            await act(request, here.at, asked, values["key"])
            done = "You said yes. These are the suggestion’s words from now on." if yes else "You said no. The suggestion stays as it is."
            return go(request, here.url, done)
        except Refused as no:
            refused = no
    return proposal_page(
        request,
        here,
        "proposals/counter.html",
        "Do you take these words instead?",
        refused,
        "answer",
        values,
        number=number,
        counter=counter_drawn(request, here, number, counters[number], may_answer=False),
        for_them=here.at.by.id != here.proposal.by,
        methods=[(method, said[0].upper() + said[1:], "") for method, said in METHODS.items()],
    )


_BOTH = ["GET", "POST"]
ROUTES = [
    Route("/tenders/{tender}/proposals/{proposal}/revision", revise, methods=_BOTH),
    Route("/tenders/{tender}/proposals/{proposal}/counters/new", counter, methods=_BOTH),
    Route("/tenders/{tender}/proposals/{proposal}/counters/{number}/answer", answer, methods=_BOTH),
]
