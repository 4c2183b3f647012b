"""Waiting for you: what is owed an answer, what was answered and is to be looked at, and ten minutes' worth of clauses."""

from typing import NamedTuple

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from server.pages.answers import quoted
from server.pages.at_thread import first_words, place_of
from server.pages.common import Seated, house, name_of, page, seated
from server.pages.disagreements import drawn_disagreement
from server.pages.drawing import shown
from server.pages.ideas import drawn_idea
from server.pages.proposed import row
from server.rendering import many
from specs import days
from specs.answers import is_overdue, state_of
from specs.disagreements import come_up
from specs.ideas import came_back
from specs.issues import waits_for
from specs.labels import name_of as clause_name
from specs.labels import title_of
from specs.posted import somebody
from specs.returned import LegalChange
from specs.rounds import signed, signs_as
from specs.seats import SEATS, may
from specs.tender import Clause
from specs.threads import Thread
from specs.waiting import (
    About,
    appeals,
    claims,
    first_clauses,
    given_to_earlier_words,
    legal_changes,
    minutes_for,
    offered_instead,
    owed_answers,
    private_questions,
    quiet_clauses,
    to_close,
    to_confirm,
    to_look_again,
    to_remind,
    to_sign,
)

LEGAL = (
    "Procurement confirmed them with a reason. Both chairs read each before the tender is issued.",
    "A file that came back changes a fixed clause. Please say whether it is taken over, and why.",
)


class Row(NamedTuple):
    """Something that waits: what it is about, in whose words, since when, and where one goes to do it."""

    id: str
    called: str
    place: str
    who: str
    words: Markup
    quote: Markup
    since: str
    overdue: bool
    url: str
    with_whom: str


class Look(NamedTuple):
    """A clause to look at, with the minutes it takes."""

    called: str
    url: str
    minutes: str


async def show(request: Request) -> Response:
    """Everything that waits for the person who asks, what is due first at the top."""
    at = await seated(request)
    today = house(request).today()
    several = request.query_params.getlist("thread")
    if several and may(at.by, "answer"):
        asked = "&".join(f"thread={name}" for name in several if name in at.tender.threads)
        return RedirectResponse(f"/tenders/{at.tender.id}/answers/new?{asked}", 303)
    owed = owed_answers(at.tender, at.by, today)
    mine = [thread for thread in owed if thread.assigned in ("", at.by.id)]
    first = first_clauses(at.tender, at.by, today)
    rest = [clause for clause in quiet_clauses(at.tender, at.by, today) if clause not in first]
    minutes = sum(minutes_for(clause) for clause in rest)
    names = name_of(request, at.tender.id)
    return page(
        request,
        "waiting/list.html",
        title="Waiting for you",
        seated=at,
        here="waiting",
        url=f"/tenders/{at.tender.id}",
        answers=may(at.by, "answer"),
        owed=[_row(request, at, thread, today) for thread in mine],
        others=[_row(request, at, thread, today) for thread in owed if thread not in mine],
        oldest=_waited(owed[0], today) if owed else "",
        to_close=[_row(request, at, thread, today, "closing") for thread in to_close(at.tender, at.by, today)],
        to_confirm=[_about(request, at, each, today) for each in to_confirm(at.tender, at.by)],
        claims=[_about(request, at, each, today) for each in claims(at.tender, at.by)],
        private=[_row(request, at, thread, today) for thread in private_questions(at.tender, at.by, today)],
        appeals=[_about(request, at, each, today) for each in appeals(at.tender, at.by, today)],
        to_remind=[_row(request, at, thread, today) for thread in to_remind(at.tender, at.by, today)],
        ideas=[drawn_idea(names, at, idea, today) for idea in came_back(at.tender, at.by, today)],
        disagreements=[drawn_disagreement(at, each, today) for each in come_up(at.tender, at.by, today)],
        first=[_look(at, clause) for clause in first],
        first_minutes=sum(minutes_for(clause) for clause in first),
        rest=[_look(at, clause) for clause in rest],
        rest_minutes=many(minutes, "minute"),
        signs=_may_sign(at),
        issues=waits_for(at.tender, at.by, today),
        legal_why=LEGAL[at.by.seat == "procurement"],
        legal=[_legal(at, each) for each in legal_changes(at.tender, at.by)],
        to_sign=[row(request, at, each, today) for each in to_sign(at.tender, at.by, today)],
        instead=[row(request, at, each, today) for each in offered_instead(at.tender, at.by, today)],
        look_again=[row(request, at, each, today) for each in to_look_again(at.tender, at.by)],
        earlier=[row(request, at, each, today) for each in given_to_earlier_words(at.tender, at.by)],
    )


def _legal(at: Seated, change: LegalChange) -> tuple[str, str, str]:
    """A legal change that waits: its clause, where it is, since when."""
    name = clause_name(at.tender, change.edit.clause)
    return f"{name[0].upper()}{name[1:]}", f"/tenders/{at.tender.id}/legal-changes/{change.id}", f"since {days.said(change.on)}"


def _waited(thread: Thread, today: str) -> str:
    """How long something has waited; nothing where it came today."""
    waited = days.between(thread.first.on, today)
    return many(waited, "day") if waited else ""


def _may_sign(at: Seated) -> bool:
    chair = signs_as(at.tender, at.by)
    return bool(chair) and at.tender.state == "setting up" and at.tender.opening is not None and chair not in signed(at.tender)


def _row(request: Request, at: Seated, thread: Thread, today: str, path: str = "") -> Row:
    names = name_of(request, at.tender.id)
    called = clause_name(at.tender, thread.clause)
    who = names(thread.by) if thread.by else somebody(thread.first)
    seat = SEATS.get(at.tender.seated.get(thread.by, ""), "")
    waited = _waited(thread, today)
    since = f"for {waited}" if waited else "since today"
    if state_of(thread) == "open" and thread.reply_by:
        since += f", promised by {days.said(thread.reply_by)}"
    place = place_of(at.tender, thread)
    return Row(
        thread.id,
        called[0].upper() + called[1:],
        place,
        f"{who}, {seat}" if seat else who,
        shown(first_words(thread, at.by)),
        quoted(at.tender, thread),
        since,
        is_overdue(thread, today),
        f"/tenders/{at.tender.id}/threads/{thread.id}/{path}" if path else place,
        names(thread.assigned) if thread.assigned else "",
    )


def _about(request: Request, at: Seated, about: About, today: str) -> Row:
    return _row(request, at, about.thread, today)


def _look(at: Seated, clause: Clause) -> Look:
    name = clause_name(at.tender, clause.id) or title_of(clause)
    return Look(name[0].upper() + name[1:], f"/tenders/{at.tender.id}/clauses/{clause.id}", many(minutes_for(clause), "minute"))


ROUTES = [Route("/tenders/{tender}/waiting", show)]
