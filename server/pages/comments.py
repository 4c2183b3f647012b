"""Saying something about a clause, or about some words of it; replying, agreeing, and placing a comment anew."""

import re
from contextlib import suppress
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from server.pages.at_clause import AtClause, at_clause, clause_page, number, typed
from server.pages.at_thread import at_thread, thread_name, thread_page
from server.pages.briefing import briefing_of, chosen_before, was_briefed
from server.pages.common import act, cookie_name, form, go, house, page
from server.pages.drawing import shown
from server.pages.ideas import PLACE as OF_AN_IDEA
from server.pages.locks import within
from server.pages.reasons import why
from server.pages.sentences import sentences
from specs import days
from specs.agreeing import Agree
from specs.comments import Comment, Reply
from specs.places import PlaceComment, checked_spans
from specs.refusals import Refused
from specs.rounds import reply_by
from specs.rules import allowed
from specs.seats import may
from specs.tender import Clause, Tender
from specs.threads import OWED, Span
from specs.typed import LONGEST, named
from specs.wording import Wording

PLACE = "{tender}/{clause}"


def _protected(request: Request, here: AtClause) -> bool:
    return house(request).choices.protected(here.at.tender.id, here.at.by.id)


def keep_for_later(request: Request, words: str) -> bool:
    """Keeps a comment, or an idea, for somebody whose session ended while they wrote it; whether it could be kept.

    The browser still holds the cookie of that session: it opens nothing any more, and says whose words these are.
    """
    found = re.fullmatch(r"/tenders/(\w+)/clauses/(\w+)/(comments|ideas)/new", request.url.path)
    account = house(request).sessions.whose_was(request.cookies.get(cookie_name(request), ""))
    if found is None or account is None or not words.strip() or house(request).people.member_of(account, found[1]) is None:
        return False
    with suppress(Refused):
        place = OF_AN_IDEA if found[3] == "ideas" else PLACE
        house(request).drafts.keep(account, place.format(tender=found[1], clause=found[2]), words)
        return True
    return False


async def comment(request: Request) -> Response:
    """The form for a comment, a question, “I agree” or something asked privately."""
    here = await at_clause(request)
    if not may(here.at.by, "comment") or here.at.by.seat == "facilitator":
        raise HTTPException(403)
    home, account = house(request), here.at.account.id
    place = PLACE.format(tender=here.at.tender.id, clause=here.clause.id)
    values = await typed(request, "kind", "text", "chosen", "words", "span", "version", "keep")
    if not was_briefed(request, here.at) and len(values["text"]) <= LONGEST:
        return _briefing_first(request, here, values["text"])
    refused = None
    if request.method == "POST":
        try:
            if values["keep"]:
                home.drafts.keep(account, place, values["text"])
                return go(request, here.url, "Your words are kept. Nobody else sees them; they are in the box when you come back.")
            name = thread_name(here.at.tender.id, values["key"])
            await act(request, here.at, _asked(request, here, values, name), values["key"])
            home.drafts.forget(account, place)
            return go(request, f"{here.url}#{name}", _receipt(here.at.tender, values["kind"], home.today()))
        except Refused as no:
            refused = no
            if no.field == "words":
                values.update(chosen="", span="")
    else:
        values |= {"kind": _usual_kind(here), "text": home.drafts.draft(account, place), **_chosen_there(request, here.clause)}
    version = number(values["version"]) or here.clause.version
    clause_then = here.clause.versions[version - 1] if 1 <= version <= here.clause.version else here.clause.versions[-1]
    return clause_page(
        request,
        here,
        "comments/form.html",
        "Say something about this clause",
        refused,
        "text",
        values,
        version=clause_then.number,
        changed=clause_then.number != here.clause.version,
        lost=bool(request.query_params.get("quote")) and not values["chosen"] and request.method != "POST",
        kinds=_kinds(here, home.today()),
        reason=why(here.clause.reason) if here.clause.openness == "fixed" else None,
        due=days.said(reply_by(here.at.tender, home.today())) if here.at.tender.rounds else "",
        protected=_protected(request, here),
        tender_url=f"/tenders/{here.at.tender.id}",
        **_to_choose(clause_then.wording, values["chosen"]),
    )


def _briefing_first(request: Request, here: AtClause, words: str) -> Response:
    """To what is read before the first comment of a round. Where a round began while somebody wrote, their words are kept."""
    url, chosen = f"/tenders/{here.at.tender.id}/before-you-comment?clause={here.clause.id}", chosen_before(request.query_params)
    if words.strip():
        house(request).drafts.keep(here.at.account.id, PLACE.format(tender=here.at.tender.id, clause=here.clause.id), words)
        return go(request, url, "Your words are kept. Please read this first; then they are in the box again.")
    return RedirectResponse(f"{url}{chosen and '&' + chosen}", 303)


def _asked(request: Request, here: AtClause, values: dict[str, str], name: str) -> Comment:
    return Comment(
        name,
        here.clause.id,
        number(values["version"]) or 0,
        values["kind"],
        values["text"],
        chosen_spans(here.clause, values),
        protected=_protected(request, here),
        today=house(request).today(),
    )


def chosen_spans(clause: Clause, values: dict[str, str]) -> tuple[Span, ...]:
    """The words chosen with the mouse or a finger, else the sentence from the list, or some words of it; none for the whole clause.

    Raises ``Refused`` where the words do not stand there.
    """
    chosen = values["span"].strip() or values["chosen"].strip()
    spans = []
    for each in chosen.split(","):
        paragraph, start, end = [*each.strip().split(" "), "", ""][:3]
        if start.isdecimal() and end.isdecimal() and max(len(start), len(end)) < 9:
            spans.append(Span(paragraph, int(start), int(end)))
    if chosen and not spans:
        raise Refused("Please choose what it is about again. Your words are kept.", "chosen")
    if values["words"].strip() and not values["span"].strip() and len(spans) == 1:
        span = spans[0]
        text = next((p.text for p in clause.wording if p.id == span.paragraph), "")
        return (Span(span.paragraph, *within(text, span.start, span.end, values["words"])),)
    return tuple(spans)


def _chosen_there(request: Request, clause: Clause) -> dict[str, str]:
    """The words that were chosen on the page of the clause, with its version: “p3-10-42”, several with commas between them.

    Words that do not stand there are none: there is the list to choose from.
    """
    version, quote = number(request.query_params.get("version", "")) or clause.version, request.query_params.get("quote", "")
    with suppress(Refused):
        spans = checked_spans(
            clause, version, chosen_spans(clause, dict.fromkeys(("span", "words"), "") | {"chosen": quote.replace("-", " ")})
        )
        return {"version": str(version), "chosen": ",".join(f"{s.paragraph} {s.start} {s.end}" for s in spans)}
    return {"version": "", "chosen": ""}


def _usual_kind(here: AtClause) -> str:
    return "why" if here.clause.openness == "fixed" else "comment"


def _kinds(here: AtClause, today: str) -> list[tuple[str, str, str]]:
    """What one may do here, each with what it means: those that the rule would not refuse."""
    offered = {
        "comment": ("Comment", "It stands beside the clause, and is owed an answer."),
        "why": ("Ask why this is fixed", "It is owed an answer, and the clause may open."),
        "agree": ("I agree, without more words", "It stands beside the clause."),
        "private": (
            "Ask the facilitator privately",
            "Only the facilitator reads it, and may put it forward without your name.",
        ),
    }
    name = "t" + "0" * 10
    made = []
    for kind, (text, explained) in offered.items():
        asked = Comment(name, here.clause.id, here.clause.version, kind, "x", today=today)
        if kind == "agree" or allowed(here.at.tender, asked, here.at.by):
            made.append((kind, text, explained))
    return made


def _to_choose(wording: Wording, chosen: str = "") -> dict[str, Any]:
    """The words as they can be marked, and the sentences as they can be chosen from a list: first the words chosen before, if any."""
    spoken = [p for p in wording if p.kind not in ("block", "head") and p.text.strip()]
    listed = [(f"{s.paragraph} {s.start} {s.end}", named(_cut(s.text)), "") for s in sentences(tuple(spoken))]
    before = []
    if chosen and chosen not in [value for value, _, _ in listed]:
        texts = {p.id: p.text for p in wording}
        with suppress(ValueError):
            places = [each.split(" ") for each in chosen.split(",")]
            words = " … ".join(texts.get(paragraph, "")[int(start) : int(end)] for paragraph, start, end in places)
            before = [(chosen, named(_cut(f"“{words}”")), "The words you chose")] if words.strip() else []
    return {"paragraphs": [(p.id, shown(p.text)) for p in spoken], "sentences_listed": [*before, ("", "The whole clause", ""), *listed]}


def _cut(text: str) -> str:
    return text if len(text) <= 300 else text[:299] + "…"


def _receipt(tender: Tender, kind: str, today: str) -> str:
    if kind == "private":
        return "Kept, for the facilitator alone. You find the reply here and under My contributions."
    if kind not in OWED:
        return "Kept. It stands beside the clause."
    return f"Kept. You get an answer by {days.said(reply_by(tender, today))}. Under My contributions you see what became of it."


async def reply(request: Request) -> Response:
    """Says something more in a thread."""
    here = await at_thread(request)
    if here.thread.kind != "private" and not may(here.at.by, "comment"):
        raise HTTPException(403)
    values = await typed(request, "text")
    refused = None
    if request.method == "POST":
        try:
            protected = house(request).choices.protected(here.at.tender.id, here.at.by.id)
            asked = Reply(here.thread.id, values["text"], protected=protected, today=here.today)
            await act(request, here.at, asked, values["key"])
            return go(request, here.place, "Your reply is kept.")
        except Refused as no:
            refused = no
    return thread_page(request, here, "comments/reply.html", "Reply", refused, "text", values, tender_url=f"/tenders/{here.at.tender.id}")


async def agree(request: Request) -> Response:
    """“I agree”, or no longer."""
    here = await at_thread(request)
    if not may(here.at.by, "comment"):
        raise HTTPException(403)
    sent = await form(request)
    protected = house(request).choices.protected(here.at.tender.id, here.at.by.id)
    try:
        no_more = bool(sent.get("no_more"))
        await act(request, here.at, Agree(here.thread.id, no_more, protected, here.today), str(sent.get("key", "")))
    except Refused as no:
        return page(
            request, "errors/error.html", title="That did not work", seated=here.at, status=422, back=here.place, sentence=str(no), kept=[]
        )
    return go(request, here.place, "You no longer say that you agree." if no_more else "You said that you agree.")


async def place(request: Request) -> Response:
    """Says which words of the clause as it stands a comment is about."""
    here = await at_thread(request)
    asked = PlaceComment(here.thread.id, here.clause.version, (), here.today)
    if not allowed(here.at.tender, asked, here.at.by):
        raise HTTPException(403)
    values = await typed(request, "chosen", "words", "span", "version")
    refused = None
    if request.method == "POST":
        try:
            spans = chosen_spans(here.clause, values)
            asked = PlaceComment(here.thread.id, number(values["version"]) or 0, spans, here.today)
            await act(request, here.at, asked, values["key"])
            return go(request, here.place, "It is in its place.")
        except Refused as no:
            refused = no
    return thread_page(
        request,
        here,
        "comments/place.html",
        "Which words is it about?",
        refused,
        "chosen",
        values,
        version=here.clause.version,
        quote=shown(" … ".join(_was(here.at.tender, here.thread))),
        **_to_choose(here.clause.wording),
    )


def _was(tender: Tender, thread: Any) -> list[str]:
    texts = {p.id: p.text for p in tender.clauses[thread.said_on].versions[thread.version - 1].wording}
    return [texts.get(span.paragraph, "")[span.start : span.end] for span in thread.places]


async def brief(request: Request) -> Response:
    """What can change here, and what happens to what one says: before the first comment."""
    return await briefing_of(request)


_BOTH = ["GET", "POST"]
ROUTES = [
    Route("/tenders/{tender}/clauses/{clause}/comments/new", comment, methods=_BOTH),
    Route("/tenders/{tender}/threads/{thread}/replies", reply, methods=_BOTH),
    Route("/tenders/{tender}/threads/{thread}/agreement", agree, methods=["POST"]),
    Route("/tenders/{tender}/threads/{thread}/place", place, methods=_BOTH),
    Route("/tenders/{tender}/before-you-comment", brief, methods=_BOTH),
]
