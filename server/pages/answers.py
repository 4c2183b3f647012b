"""Answering what was said, one or several alike; closing it, opening it again, reminding, and handing it to another official."""

from collections.abc import Callable
from typing import NamedTuple

from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.pages.at_clause import typed
from server.pages.at_thread import AtThread, Said, at_thread, place_of, said, thread_page
from server.pages.common import Seated, act, form, go, house, name_of, new_key, page, seated
from server.pages.dates import day_from, fields
from server.pages.drawing import shown
from server.pages.problems import at_field, summary
from server.rendering import many
from specs import days
from specs.answers import (
    NOT_PROMISED,
    OUTCOMES,
    AnswerThreads,
    AssignThread,
    CloseThread,
    RemindAuthor,
    ReopenThread,
    is_overdue,
    is_promised,
    may_close,
)
from specs.behalf import METHODS
from specs.circles import as_seen, may_see_thread, posts_seen
from specs.labels import name_of as clause_name
from specs.refusals import Refused
from specs.rounds import reply_by
from specs.rules import allowed
from specs.seats import SEATS, may
from specs.tender import Tender
from specs.threads import Answer, Thread

EXPLAINED = {
    "yes": "The words are changed, or somebody does it by a day.",
    "partly": "Some of it, and why not the rest.",
    "no": "With what could be done instead, or that you looked and found nothing.",
    "ideas": "It waits for its time: with a day on which it comes back, and somebody who looks at it.",
    "suggestion": "It goes on as other words for the clause.",
    "question": "It goes on as a written question.",
}


class Answered(NamedTuple):
    """An answer as a page shows it."""

    outcome: str
    who: str
    seat: str
    when: str
    lines: list[Markup]
    alternative: Markup
    none_found: bool
    owner: Markup
    by_date: str
    comparison: str


class ToAnswer(NamedTuple):
    """Something to be answered, as the form shows it."""

    id: str
    called: str
    place: str
    quote: Markup
    posts: list[Said]
    due: str


def answered(names: Callable[[str], str], tender: Tender, thread: Thread, answer: Answer) -> Answered:
    """An answer ready for the page, with where to see the words it changed."""
    by = answer.stamp.by
    return Answered(
        OUTCOMES[answer.outcome],
        names(by),
        SEATS.get(tender.seated.get(by, ""), ""),
        days.said(answer.on),
        [shown(line) for line in answer.text.split("\n") if line.strip()],
        shown(answer.alternative),
        answer.none_found,
        shown(answer.owner),
        days.said(answer.by_date) if answer.by_date else "",
        comparison_of(tender, thread, answer),
    )


def comparison_of(tender: Tender, thread: Thread, answer: Answer) -> str:
    """Where the words commented on stand beside those of the answer; empty where the answer changed none."""
    if not answer.version:
        return ""
    since = thread.version if thread.clause == thread.said_on else 1
    return f"/tenders/{tender.id}/clauses/{thread.clause}/versions/comparison?from={since}&to={answer.version}"


def quoted(tender: Tender, thread: Thread) -> Markup:
    """The words that were commented on, as they stood."""
    texts = {p.id: p.text for p in tender.clauses[thread.said_on].versions[thread.version - 1].wording}
    return shown(" … ".join(texts.get(span.paragraph, "")[span.start : span.end] for span in thread.places))


def _to_answer(request: Request, at: Seated, thread: Thread, today: str) -> ToAnswer:
    names = name_of(request, at.tender.id)
    called = clause_name(at.tender, thread.clause)
    return ToAnswer(
        thread.id,
        called[0].upper() + called[1:],
        place_of(at.tender, thread),
        quoted(at.tender, thread),
        [said(names, at.tender, at.by, post) for post in posts_seen(at.by, thread, today)],
        _promised(thread, today),
    )


def _promised(thread: Thread, today: str) -> str:
    if not is_promised(thread):
        return NOT_PROMISED
    return f"An answer was promised by {days.said(thread.reply_by)}{', which has passed' if is_overdue(thread, today) else ''}."


async def answer(request: Request) -> Response:
    """One answer to everything that is named: in the address while it is looked at, in the form when it is sent."""
    at = await seated(request)
    if not may(at.by, "answer"):
        raise HTTPException(403)
    today = house(request).today()
    box_names = ("outcome", "text", "alternative", "owner", "changed", "none_found", "key", *fields("by_date"))
    values = dict.fromkeys(box_names, "")
    names = request.query_params.getlist("thread")
    refused = None
    if request.method == "POST":
        sent = await form(request)
        values = {name: str(sent.get(name, "")) for name in values}
        names = [str(name) for name in sent.getlist("threads")]
    found = [at.tender.threads[name] for name in dict.fromkeys(names) if name in at.tender.threads]
    threads = [as_seen(at.by, thread, today) for thread in found if may_see_thread(at.tender, at.by, thread, today)]
    if request.method == "POST":
        try:
            await act(request, at, _asked(tuple(names), values, today), values["key"])
            told = "Each person is told, and closes theirs." if len(names) > 1 else "The person is told, and closes it."
            return go(request, place_of(at.tender, threads[0]) if len(threads) == 1 else f"/tenders/{at.tender.id}/waiting", told)
        except Refused as no:
            refused = no
    elif not threads:
        raise HTTPException(404)
    return page(
        request,
        "answers/form.html",
        title="Answer this" if len(threads) == 1 else f"Answer {many(len(threads), 'comment')} together",
        seated=at,
        here="waiting",
        errors=summary(refused),
        status=422 if refused else 200,
        back=f"/tenders/{at.tender.id}/waiting",
        url=f"/tenders/{at.tender.id}/answers/new",
        threads=[_to_answer(request, at, thread, today) for thread in threads],
        outcomes=[(name, words, EXPLAINED[name]) for name, words in OUTCOMES.items()],
        values=values,
        wrong=at_field(refused, "text"),
        token=new_key(),
    )


def _asked(names: tuple[str, ...], values: dict[str, str], today: str) -> AnswerThreads:
    return AnswerThreads(
        names,
        values["outcome"],
        values["text"],
        values["alternative"],
        bool(values["none_found"]),
        bool(values["changed"]),
        values["owner"],
        day_from(values, "by_date"),
        today,
    )


async def close(request: Request) -> Response:
    """Its author says whether it is settled; the facilitator does it for them."""
    here = await at_thread(request)
    if not may_close(here.thread, here.at.by):
        raise HTTPException(403)
    values = await typed(request, "how", "text", "method")
    refused = None
    if request.method == "POST":
        try:
            await act(
                request, here.at, CloseThread(here.thread.id, values["how"], values["text"], values["method"], here.today), values["key"]
            )
            return go(request, here.place, "It is closed. You can open it again at any time.")
        except Refused as no:
            refused = no
    return thread_page(
        request,
        here,
        "answers/closing.html",
        "Is this settled?",
        refused,
        "how",
        values,
        for_them=here.thread.by != here.at.by.id,
        methods=[(name, words.capitalize(), "") for name, words in METHODS.items()],
        answered=_newest(request, here),
    )


async def reopen(request: Request) -> Response:
    """Its author says what is missing still, and it is owed an answer again."""
    here = await at_thread(request)
    if not may_close(here.thread, here.at.by):
        raise HTTPException(403)
    values = await typed(request, "text")
    refused = None
    if request.method == "POST":
        try:
            await act(request, here.at, ReopenThread(here.thread.id, values["text"], here.today), values["key"])
            return go(request, here.place, "It is open again.")
        except Refused as no:
            refused = no
    due = days.said(reply_by(here.at.tender, here.today)) if here.at.tender.rounds else ""
    return thread_page(
        request, here, "answers/reopening.html", "Open it again", refused, "text", values, due=due, answered=_newest(request, here)
    )


def _newest(request: Request, here: AtThread) -> Answered | None:
    newest = here.thread.answer
    return answered(name_of(request, here.at.tender.id), here.at.tender, here.thread, newest) if newest else None


async def assign(request: Request) -> Response:
    """It is handed to another official, or to nobody in particular."""
    here = await at_thread(request)
    if not may(here.at.by, "answer"):
        raise HTTPException(403)
    values = await typed(request, "member")
    refused = None
    if request.method == "POST":
        try:
            await act(request, here.at, AssignThread(here.thread.id, values["member"], here.today), values["key"])
            return go(request, f"/tenders/{here.at.tender.id}/waiting", "It is handed over.")
        except Refused as no:
            refused = no
    else:
        values["member"] = here.thread.assigned
    names = name_of(request, here.at.tender.id)
    officials = [m for m in here.at.tender.members.values() if may(m, "answer") and not m.linked]
    people = [(m.id, names(m.id), SEATS[m.seat].capitalize()) for m in officials]
    return thread_page(
        request,
        here,
        "answers/assignment.html",
        "Who answers this?",
        refused,
        "member",
        values,
        people=[*people, ("", "Nobody in particular", "Whoever has time first.")],
    )


async def remind(request: Request) -> Response:
    """Its author is asked once more whether the answer is one."""
    here = await at_thread(request)
    if here.at.by.seat != "facilitator":
        raise HTTPException(403)
    values = await typed(request)
    author = house(request).people.account_of(here.at.tender.id, here.thread.by)
    paused = author is not None and house(request).choices.paused(author.id, here.today)
    try:
        await act(request, here.at, RemindAuthor(here.thread.id, paused, here.today), values["key"])
    except Refused as no:
        return page(
            request,
            "errors/error.html",
            title="That did not work",
            seated=here.at,
            status=422,
            back=here.place,
            sentence=str(no),
            kept=[],
        )
    return go(request, here.place, "They are asked once more.")


def offers_for(tender: Tender, thread: Thread, here: Seated, today: str) -> list[tuple[str, str]]:
    """What somebody may do with a thread, of the pages here: what to call it, and its address."""
    url = f"/tenders/{tender.id}/threads/{thread.id}"
    made: list[tuple[str, str]] = []
    answering = AnswerThreads((thread.id,), "suggestion", "x", today=today)
    if allowed(tender, answering, here.by):
        made.append(("Answer" if not thread.answers else "Answer once more", f"/tenders/{tender.id}/answers/new?thread={thread.id}"))
        made.append(("Hand it to somebody", f"{url}/assignment"))
    if allowed(tender, CloseThread(thread.id, "satisfied", method="phone", today=today), here.by):
        made.append(("Say whether this is settled", f"{url}/closing"))
    if allowed(tender, ReopenThread(thread.id, "x", today), here.by):
        made.append(("Open it again", f"{url}/reopening"))
    return made


_BOTH = ["GET", "POST"]
ROUTES = [
    Route("/tenders/{tender}/answers/new", answer, methods=_BOTH),
    Route("/tenders/{tender}/threads/{thread}/closing", close, methods=_BOTH),
    Route("/tenders/{tender}/threads/{thread}/reopening", reopen, methods=_BOTH),
    Route("/tenders/{tender}/threads/{thread}/assignment", assign, methods=_BOTH),
    Route("/tenders/{tender}/threads/{thread}/reminder", remind, methods=["POST"]),
]
