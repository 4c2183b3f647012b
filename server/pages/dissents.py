"""“I do not agree” with a decision, kept beside it; and notes that put a decision right without changing it."""

from collections.abc import Callable
from typing import NamedTuple

from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.pages.at_clause import typed
from server.pages.at_proposal import AtProposal, at_proposal, proposal_page, url_of
from server.pages.common import Seated, act, go, house, name_of
from server.pages.drawing import in_lines, shown
from server.pages.taking_back import marked
from specs import days
from specs.circles import may_see_thread, threads_seen
from specs.decisions import DECIDED
from specs.dissents import NoteCorrection, RecordDissent, dissents_seen
from specs.labels import name_of as clause_name
from specs.proposals import KINDS
from specs.proposed import Decision, Proposal
from specs.refusals import Refused
from specs.rules import allowed
from specs.seats import SEATS, may
from specs.taking_back import TakeBackSaid, said_seen
from specs.tender import Clause


class DrawnDissent(NamedTuple):
    """Why somebody does not agree with a decision, as a page shows it; ``marker`` stands in the place of words that were taken back."""

    who: str
    seat: str
    when: str
    matters: list[Markup]
    acceptable: list[Markup]
    marker: Markup
    own: bool
    offers: list[tuple[str, str]]


class DrawnNote(NamedTuple):
    """A note that puts a decision right."""

    who: str
    when: str
    lines: list[Markup]


class DrawnDissents(NamedTuple):
    """What was said since about a decision: who does not agree, the notes, and what this person may add."""

    dissents: list[DrawnDissent]
    notes: list[DrawnNote]
    offers: list[tuple[str, str]]


class OnClause(NamedTuple):
    """A decision about a clause with which somebody does not agree: what was decided, where it stands, and who says what."""

    what: str
    url: str
    said: DrawnDissents


def drawn_dissents(names: Callable[[str], str], at: Seated, proposal: Proposal, today: str) -> DrawnDissents:
    """What was said since about the decision on a suggestion, for ``dissents/_list.html``; nothing where none was made yet."""
    if proposal.decision is None:
        return DrawnDissents([], [], [])
    tender, url = at.tender, url_of(at.tender.id, proposal.id)
    offers = []
    if allowed(tender, RecordDissent(proposal.id, "x", today=today), at.by):
        offers.append(("Say that you do not agree", f"{url}/dissent"))
    if allowed(tender, NoteCorrection(proposal.id, "x", today), at.by):
        offers.append(("Add a note that puts it right", f"{url}/correction"))
    return DrawnDissents(
        _dissents(names, at, proposal, proposal.decision, today),
        [DrawnNote(names(each.stamp.by), days.said(each.on), in_lines(each.text)) for each in proposal.decision.corrections],
        offers,
    )


def _dissents(names: Callable[[str], str], at: Seated, proposal: Proposal, decision: Decision, today: str) -> list[DrawnDissent]:
    places = {each.number: place for place, each in enumerate(said_seen(at.tender, at.by, "dissent", proposal.id, today), 1)}
    made = []
    for each in dissents_seen(at.by, decision, today):
        back = f"/tenders/{at.tender.id}/said/dissent/{proposal.id}/{places[each.number]}/taking-back"
        own, offers = each.stamp.by == at.by.id, []
        if allowed(at.tender, TakeBackSaid("dissent", proposal.id, each.number, "" if own else "x"), at.by):
            offers.append(("Take back" if own else "Take back for them", back))
        made.append(
            DrawnDissent(
                names(each.stamp.by),
                SEATS.get(at.tender.seated.get(each.stamp.by, ""), ""),
                days.said(each.on),
                in_lines(each.matters),
                in_lines(each.acceptable),
                Markup("") if each.matters else shown(marked(each.taken_back)),
                own,
                offers,
            )
        )
    return made


def dissents_on(names: Callable[[str], str], at: Seated, clause: Clause, today: str) -> list[OnClause]:
    """The decisions about a clause with which somebody does not agree, as far as it has reached this person."""
    found = []
    for thread in threads_seen(at.tender, at.by, today, clause.id):
        proposal = at.tender.proposals.get(thread.id)
        if proposal is None or proposal.decision is None:
            continue
        drawn = drawn_dissents(names, at, proposal, today)
        if drawn.dissents:
            what = f"{KINDS[proposal.kind]}: {DECIDED[proposal.decision.outcome].lower()}, {days.said(proposal.decision.on)}"
            found.append(OnClause(what, url_of(at.tender.id, proposal.id), drawn))
    return found


def own_dissents(names: Callable[[str], str], at: Seated, today: str) -> list[OnClause]:
    """The decisions with which this person said that they do not agree, each with just what they said."""
    found = []
    for proposal in at.tender.proposals.values():
        if proposal.decision is None or all(each.stamp.by != at.by.id for each in proposal.decision.dissents):
            continue
        drawn = [each for each in _dissents(names, at, proposal, proposal.decision, today) if each.own]
        if drawn and may_see_thread(at.tender, at.by, at.tender.threads[proposal.id], today):
            called = clause_name(at.tender, proposal.clause)
            found.append(OnClause(called[0].upper() + called[1:], url_of(at.tender.id, proposal.id), DrawnDissents(drawn, [], [])))
    return found


async def dissent(request: Request) -> Response:
    """Says that one does not agree with a decision: what matters, and what would make it acceptable."""
    here = await _decided(request, "dissent")
    protected = house(request).choices.protected(here.at.tender.id, here.at.by.id)
    values = await typed(request, "matters", "acceptable")
    refused = None
    if request.method == "POST":
        try:
            asked = RecordDissent(here.proposal.id, values["matters"], values["acceptable"], protected, here.today)
            await act(request, here.at, asked, values["key"])
            return go(request, f"{here.url}#dissents", "It is kept beside the decision, for as long as the decision is.")
        except Refused as no:
            refused = no
    return proposal_page(
        request,
        here,
        "dissents/dissent.html",
        "Say that you do not agree",
        refused,
        "matters",
        values,
        protected=protected,
        dissents=drawn_dissents(name_of(request, here.at.tender.id), here.at, here.proposal, here.today),
    )


async def correct(request: Request) -> Response:
    """Adds a note that puts a decision right."""
    here = await _decided(request, "correct")
    values = await typed(request, "text")
    refused = None
    if request.method == "POST":
        try:
            await act(request, here.at, NoteCorrection(here.proposal.id, values["text"], here.today), values["key"])
            return go(request, f"{here.url}#dissents", "The note stands beside the decision.")
        except Refused as no:
            refused = no
    return proposal_page(
        request,
        here,
        "dissents/correction.html",
        "Add a note that puts it right",
        refused,
        "text",
        values,
        dissents=drawn_dissents(name_of(request, here.at.tender.id), here.at, here.proposal, here.today),
    )


async def _decided(request: Request, doing: str) -> AtProposal:
    """The suggestion of this address, once it was decided; for seats that may."""
    here = await at_proposal(request)
    if not may(here.at.by, doing):
        raise HTTPException(403)
    if here.proposal.decision is None:
        raise HTTPException(404)
    return here


_BOTH = ["GET", "POST"]
ROUTES = [
    Route("/tenders/{tender}/proposals/{proposal}/dissent", dissent, methods=_BOTH),
    Route("/tenders/{tender}/proposals/{proposal}/correction", correct, methods=_BOTH),
]
