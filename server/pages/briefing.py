"""Before the first comment: what can change here, and what happens to what one says."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.pages.at_clause import AtClause
from server.pages.common import Seated, form, go, house, name_of, page, seated
from server.pages.drawing import shown
from specs import days
from specs.interests import this_round
from specs.library.reasons import KIND_EXPLAINED, KINDS
from specs.rounds import current, reply_by
from specs.seats import may, parts_seen


def _what(at: Seated) -> str:
    """The briefing of a round of a tender, as the one who read it is remembered by."""
    return f"{at.tender.id}/{this_round(at.tender)}"


def was_briefed(request: Request, at: Seated) -> bool:
    """Whether this person has been shown it, in this round; before a round opens there is nothing to be shown."""
    return not at.tender.rounds or house(request).drafts.was_briefed(at.account.id, _what(at))


def chosen_before(sent: Mapping[str, Any]) -> str:
    """The words of the clause that were chosen on the way here, as an address carries them; empty where none were."""
    quote, version = str(sent.get("quote", "")), str(sent.get("version", ""))
    known = (
        len(quote) < 4000 and re.fullmatch(r"p\d+-\d+-\d+(,p\d+-\d+-\d+)*", quote, re.ASCII) and re.fullmatch(r"\d{0,8}", version, re.ASCII)
    )
    return f"version={version}&quote={quote}" if known else ""


THEN = {"suggestion": "proposals/new", "idea": "ideas/new"}  # what people were about to say, where that is no comment


def briefing_first(here: AtClause, then: str) -> Response:
    """On to the page, for somebody who has not read it, and from there to what they were about to say."""
    return RedirectResponse(f"/tenders/{here.at.tender.id}/before-you-comment?clause={here.clause.id}&then={then}", 303)


async def briefing_of(request: Request) -> Response:
    """The page, and the button that says it was read; from there on to the comment."""
    at = await seated(request)
    if not may(at.by, "comment"):
        raise HTTPException(403)
    clause, chosen = request.query_params.get("clause", ""), chosen_before(request.query_params)
    then = request.query_params.get("then", "")
    if request.method == "POST":
        sent = await form(request)
        clause, chosen, then = str(sent.get("clause", "")), chosen_before(sent), str(sent.get("then", ""))
        house(request).drafts.brief(at.account.id, _what(at))
    url = f"/tenders/{at.tender.id}"
    known = clause if clause in at.tender.clauses else ""
    if request.method == "POST":
        path = THEN.get(then) or f"comments/new{chosen and '?' + chosen}"
        return go(request, f"{url}/clauses/{known}/{path}" if known else url)
    clauses = [c for part in parts_seen(at.tender, at.by) if part.kind == "authored" for c in at.tender.reading_order(part.id)]
    fixed = [c for c in clauses if c.openness == "fixed"]
    counts = {kind: sum(c.reason is not None and c.reason.kind == kind for c in fixed) for kind in KINDS}
    kinds = [(KINDS[kind], KIND_EXPLAINED[kind], count) for kind, count in counts.items() if count]
    now = current(at.tender)
    names = name_of(request, at.tender.id)
    return page(
        request,
        "comments/briefing.html",
        title="Before you say something",
        seated=at,
        here="can-change",
        back=f"{url}/clauses/{known}" if known else url,
        url=url,
        clause=known,
        chosen=[*parse_qsl(chosen), *([("then", then)] if then in THEN else [])],
        total=len(clauses),
        opened=len(clauses) - len(fixed),
        kinds=kinds,
        what_is_open=shown(now.plan.what_is_open) if now else "",
        afterwards=shown(now.plan.afterwards) if now else "",
        closes=days.said(now.plan.closes) if now else "",
        due=days.said(reply_by(at.tender, house(request).today())) if now else "",
        protected=house(request).choices.protected(at.tender.id, at.by.id),
        facilitators=[names(m.id) for m in at.tender.members.values() if m.seat == "facilitator"],
    )
