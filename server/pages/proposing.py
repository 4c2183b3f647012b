"""Suggesting: the words as they should read, or another order; then a page that says what would change; then it is sent."""

import json
import re
from contextlib import suppress
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from server.pages.at_clause import AtClause, at_clause, clause_page
from server.pages.at_proposal import url_of
from server.pages.at_thread import thread_name
from server.pages.briefing import briefing_first, was_briefed
from server.pages.common import act, cookie_name, form, go, house, name_of
from server.pages.comparison import drawn_comparison
from server.pages.dates import boxes_for, day_from
from server.pages.dates import fields as day_fields
from server.pages.doings import ADDED, ANY
from server.pages.reasons import why
from server.pages.wording import compared_anywhere, fields, unseen
from specs.behalf import METHODS
from specs.boxes import boxes
from specs.comparing import compare
from specs.labels import labels
from specs.labels import name_of as clause_name
from specs.members import WITH_LIVED_EXPERIENCE
from specs.offered import base_wording
from specs.proposals import KINDS, Propose
from specs.proposed import WORDED, Arrangement
from specs.refusals import Refused
from specs.rules import allowed, decide
from specs.seats import may
from specs.showing import in_words, title_start
from specs.tender import Clause
from specs.threads import Behalf
from specs.typed import named
from specs.wording import Wording

EXPLAINED = {
    "wording": "Write the clause as it should read. We find out what changed.",
    "new": "Something is missing here.",
    "split": "Two things that belong apart.",
    "merge": "Two things that belong together.",
    "move": "It belongs somewhere else.",
    "removal": "It should not be in the tender.",
    "explanation": "The reason stays; it is said more clearly.",
}
PLACE = "{tender}/{clause}/suggestion/{kind}"
LONGEST_DRAFT = 2_000_000
NOBODY = "t" + "0" * 10
ABOUT_IT = ("reason", "heading", "at", "after", "follows", "where", "base", "method", "occasion", "credited", *day_fields("day"))


async def _to_suggest(request: Request) -> AtClause:
    """The clause of this address, for somebody whose seat includes suggesting; others get 403."""
    here = await at_clause(request)
    if not (may(here.at.by, "suggest") or may(here.at.by, "speak for others")):
        raise HTTPException(403)
    return here


def kinds_for(request: Request, here: AtClause) -> list[str]:
    """What the rules would let this person suggest about the clause today."""
    today = house(request).today()
    return [kind for kind in KINDS if any(_allowed(here, kind, each, today) for each in _samples(here.at.tender, here.clause, kind))]


def _samples(tender: Any, clause: Clause, kind: str) -> list[Arrangement]:
    order = [each.id for each in tender.reading_order(clause.part)]
    if kind == "split":
        return [Arrangement(at=p.id) for p in clause.wording[1:]]
    if kind == "move":
        return [Arrangement(after=after) for after in ("", *order[-1:])]
    return [Arrangement(after=clause.id if kind == "new" else "")]


def _allowed(here: AtClause, kind: str, arrangement: Arrangement, today: str) -> bool:
    clause, by = here.clause, here.at.by
    wording = (*base_wording(clause, kind, clause.version), *ANY) if kind in WORDED else ()
    base = clause.fixings if kind == "explanation" else clause.version
    behalf = Behalf("phone", today) if by.seat == "facilitator" else None
    made = ADDED if wording else None
    return allowed(here.at.tender, Propose(NOBODY, kind, clause.id, base, "x", wording, arrangement, made, behalf=behalf, today=today), by)


async def suggest(request: Request) -> Response:
    """The form: one box as the clause should read, or where it should stand; and why."""
    here = await _to_suggest(request)
    offered = kinds_for(request, here)
    sent = await form(request) if request.method == "POST" else None
    asked_for = str((sent or request.query_params).get("kind", ""))
    kind = asked_for if asked_for in KINDS else next(iter(offered), "")
    if not was_briefed(request, here.at):
        if sent is not None and kind:
            _keep(request, here, kind, _typed(here, kind, {name: str(value) for name, value in sent.items()}))
        return briefing_first(here, "suggestion")
    if sent is None and kind not in offered:
        raise HTTPException(404 if here.clause.retired else 403)
    if sent is None:
        return _form(request, here, kind, offered, _kept(request, here, kind))
    values = _typed(here, kind, {name: str(value) for name, value in sent.items()})
    try:
        _keep(request, here, kind, values)
        if values.get("keep"):
            return go(request, here.url, "Your words are kept. Nobody else sees them; they are in the boxes when you come back.")
        decide(here.at.tender, await _asked(request, here, kind, values, NOBODY), here.at.by)
    except Refused as no:
        return _form(request, here, kind, offered, values, no)
    return RedirectResponse(f"{here.url}/proposals/check?kind={kind}", 303)


async def check(request: Request) -> Response:
    """What would change, in sentences and then in the words; from here it is sent."""
    here = await _to_suggest(request)
    sent = await form(request) if request.method == "POST" else None
    kind = str((sent or request.query_params).get("kind", ""))
    values = _kept(request, here, kind) if kind in KINDS else {}
    if not values:
        return RedirectResponse(f"{here.url}/proposals/new", 303)
    key = str(sent.get("key", "")) if sent else ""
    name = thread_name(here.at.tender.id, key) if sent else NOBODY
    try:
        asked = await _asked(request, here, kind, values, name)
        if sent is not None:
            await act(request, here.at, asked, key)
            house(request).drafts.forget(here.at.account.id, _place(here, kind))
            url = url_of(here.at.tender.id, name)
            return go(request, url, "Sent. Both chairs decide about it; under My contributions you see what became of it.")
        decide(here.at.tender, asked, here.at.by)
    except Refused as no:
        return _form(request, here, kind, kinds_for(request, here), values, no)
    before = base_wording(here.clause, kind, asked.base) if kind in WORDED else ()
    return clause_page(
        request,
        here,
        "proposals/check.html",
        "What would change",
        kind=kind,
        what=KINDS[kind],
        comparison=drawn_comparison(compare(before, asked.wording, asked.made)) if kind in WORDED else None,
        sentence=in_words(here.at.tender, here.clause, kind, asked.arrangement),
        reason=values["reason"],
        protected=_protected(request, here),
        tender_url=f"/tenders/{here.at.tender.id}",
    )


def _place(here: AtClause, kind: str) -> str:
    return PLACE.format(tender=here.at.tender.id, clause=here.clause.id, kind=kind)


def _protected(request: Request, here: AtClause) -> bool:
    return house(request).choices.protected(here.at.tender.id, here.at.by.id)


def _keep(request: Request, here: AtClause, kind: str, values: dict[str, str]) -> None:
    """Keeps what was typed so far; nobody else sees it. Raises ``Refused`` where it is too long."""
    house(request).drafts.keep(here.at.account.id, _place(here, kind), json.dumps(values), LONGEST_DRAFT)


def keep_for_later(request: Request, sent: dict[str, str]) -> bool:
    """Keeps a suggestion for somebody whose session ended while they wrote it; whether it could be kept.

    The browser still holds the cookie of that session: it opens nothing any more, and says whose words these are.
    """
    found = re.fullmatch(r"/tenders/(\w+)/clauses/(\w+)/proposals/new", request.url.path)
    home = house(request)
    account = home.sessions.whose_was(request.cookies.get(cookie_name(request), ""))
    kind = sent.get("kind", "")
    if found is None or account is None or kind not in KINDS or home.people.member_of(account, found[1]) is None:
        return False
    with suppress(Refused):
        home.drafts.keep(account, PLACE.format(tender=found[1], clause=found[2], kind=kind), json.dumps(sent), LONGEST_DRAFT)
        return True
    return False


def _kept(request: Request, here: AtClause, kind: str) -> dict[str, str]:
    """What this person has half-written there; nothing where there is none, or where it can no longer be read."""
    kept = house(request).drafts.draft(here.at.account.id, _place(here, kind))
    try:
        found = json.loads(kept) if kept else {}
    except ValueError:
        return {}
    return _typed(here, kind, {str(name): str(value) for name, value in found.items()}) if isinstance(found, dict) and found else {}


def _typed(here: AtClause, kind: str, sent: dict[str, str]) -> dict[str, str]:
    """The fields of the form, with nothing else in them."""
    values = {name: sent.get(name, "") for name in (*ABOUT_IT, "keep")}
    return values | {name: text for name, text in sent.items() if name.startswith("box-")}


def _base(here: AtClause, kind: str, values: dict[str, str]) -> int:
    """The version a form was opened on; the newest where the form does not say."""
    typed = values.get("base", "")
    if typed.isascii() and typed.isdecimal() and len(typed) < 9:
        return int(typed)
    return here.clause.fixings if kind == "explanation" else here.clause.version


async def _asked(request: Request, here: AtClause, kind: str, values: dict[str, str], name: str) -> Propose:
    """What the form asks for. Raises ``Refused`` where the boxes cannot be read."""
    clause, base = here.clause, _base(here, kind, values)
    wording: Wording = ()
    made = None
    if kind in WORDED:
        before = base_wording(clause, kind, base)
        texts = tuple(values.get(f"box-{place}", "") for place, _ in enumerate(boxes(before)))
        wording, made = await compared_anywhere(before, texts)
    behalf = None
    if here.at.by.seat == "facilitator":
        behalf = Behalf(values["method"], day_from(values, "day"), values["occasion"])
    return Propose(
        name,
        kind,
        clause.id,
        base,
        values["reason"],
        wording,
        _arrangement(here, kind, values),
        made,
        behalf=behalf,
        credited=values["credited"],
        protected=_protected(request, here),
        today=house(request).today(),
    )


def _arrangement(here: AtClause, kind: str, values: dict[str, str]) -> Arrangement:
    if kind == "split":
        return Arrangement(at=values["at"], heading=values["heading"])
    if kind == "merge":
        return Arrangement(follows=values["follows"])
    if kind == "move":
        return Arrangement(after=values["after"])
    if kind == "new":
        order = [each.id for each in here.at.tender.reading_order(here.clause.part)]
        before = order[order.index(here.clause.id) - 1] if here.clause.id in order and order.index(here.clause.id) else ""
        return Arrangement(after=here.clause.id if values["where"] != "before" else before)
    return Arrangement()


def _form(
    request: Request, here: AtClause, kind: str, offered: list[str], values: dict[str, str], refused: Refused | None = None
) -> Response:
    clause, tender, today = here.clause, here.at.tender, house(request).today()
    base = _base(here, kind, values)
    before = base_wording(clause, kind, base) if kind in WORDED else ()
    all_boxes = boxes(before) if kind in WORDED else []
    texts = [values.get(f"box-{place}", box.text) for place, box in enumerate(all_boxes)] if values else None
    names = name_of(request, tender.id)
    people = [(m.id, names(m.id)) for m in tender.members.values() if m.seat in WITH_LIVED_EXPERIENCE]
    order = list(tender.reading_order(clause.part))
    place = [each.id for each in order].index(clause.id) if clause.id in [each.id for each in order] else -1
    follows = order[place + 1] if 0 <= place < len(order) - 1 else None
    empty = dict.fromkeys((*ABOUT_IT, "keep"), "") | boxes_for("day", today)
    return clause_page(
        request,
        here,
        "proposals/form.html",
        KINDS.get(kind, "Suggest something"),
        refused,
        "reason" if kind not in WORDED else "box-1",
        (values or empty) | {"kind": kind, "where": (values or empty)["where"] or "after"},
        kind=kind,
        explained=EXPLAINED.get(kind, ""),
        others=[(KINDS[each], EXPLAINED[each], f"{here.url}/proposals/new?kind={each}") for each in offered if each != kind],
        fields=fields(before, labels(tender), texts) if kind in WORDED else [],
        base=base,
        older=kind == "wording" and base != clause.version,
        unseen=unseen(texts if texts is not None else [box.text for box in all_boxes]),
        words_now=here.words(),
        called_inside=clause_name(tender, clause.id),
        reason=why(clause.reason) if clause.openness == "fixed" else None,
        places=[(p.id, named(title_start(p.text)), "") for p in clause.wording if _allowed(here, "split", Arrangement(at=p.id), today)]
        if kind == "split"
        else [],
        after=[("", "At the beginning", ""), *((each.id, named(_called(tender, each)), "") for each in order if each.id != clause.id)]
        if kind == "move"
        else [],
        follows=(follows.id, clause_name(tender, follows.id)) if follows else ("", ""),
        behalf=here.at.by.seat == "facilitator",
        people=[("", "Nobody named", ""), *((member, name, "") for member, name in people)],
        methods=[(method, said[0].upper() + said[1:], "") for method, said in METHODS.items()],
        protected=_protected(request, here),
        tender_url=f"/tenders/{tender.id}",
    )


def _called(tender: Any, clause: Clause) -> str:
    name = clause_name(tender, clause.id)
    return f"After {name}"


_BOTH = ["GET", "POST"]
ROUTES = [
    Route("/tenders/{tender}/clauses/{clause}/proposals/new", suggest, methods=_BOTH),
    Route("/tenders/{tender}/clauses/{clause}/proposals/check", check, methods=_BOTH),
]
