"""Before we issue: what is still open, why it may stand, and what must be met, as both chairs agree."""

from collections.abc import Container, Iterator
from typing import Any, NamedTuple

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.pages.at_clause import typed
from server.pages.at_thread import first_words, place_of
from server.pages.common import Seated, act, form, go, house, name_of, new_key, page, seated
from server.pages.drawing import in_lines
from server.pages.problems import at_field, summary
from specs.gate import KINDS, USUAL, ChooseWhatMustBeMet, Open, PrepareIssue, before_issue, may_stand, must_be_met, reasons_mark
from specs.issues import may_look_before
from specs.issuing import FilesMissing, SignIssue, insist_there_is_something, mark, next_number, signed
from specs.labels import name_of as clause_name
from specs.recipes import who_signs
from specs.refusals import Refused, Stale
from specs.rounds import CHAIRS, signs_as
from specs.rules import decide
from specs.seats import SEATS
from specs.tender import Tender

FIELDS = {kind: f"reason-{kind}" for kind in KINDS}


class Row(NamedTuple):
    """What is open of one kind: how much, each with a link, whether it must be met, and why it may stand."""

    kind: str
    title: str
    items: list[tuple[str, str]]
    must: bool
    met: bool
    reason: Any
    field: str
    asked: bool  # whether whoever looks may write a reason


async def looking(request: Request) -> Seated:
    """The tender of this address, for somebody who reads everything that is issued: else 403."""
    at = await seated(request)
    if not may_look_before(at.tender, at.by):
        raise HTTPException(403)
    return at


def rows(at: Seated, today: str, writes: bool = False, typed_in: Container[str] = ()) -> list[Row]:
    """Everything that is open, by kind, also where nothing is; ``writes``: with a box for each that may stand, and for what was typed."""
    return [_row(at, each, writes and (each.kind in typed_in or may_stand(each))) for each in before_issue(at.tender, today)]


def _row(at: Seated, each: Open, asked: bool) -> Row:
    return Row(
        each.kind,
        KINDS[each.kind].title,
        [_item(at, each.kind, name) for name in each.found],
        each.must,
        each.is_met,
        in_lines(each.reason) if each.reason else [],
        FIELDS[each.kind],
        asked,
    )


def _item(at: Seated, kind: str, name: str) -> tuple[str, str]:
    """What something that is open is called, and where it is."""
    tender, url = at.tender, f"/tenders/{at.tender.id}"
    if kind == "legal":
        return f"In {clause_name(tender, tender.legal_changes[name].edit.clause)}", f"{url}/legal-changes/{name}"
    if kind not in ("threads", "suggestions"):
        called = clause_name(tender, name)
        return f"{called[0].upper()}{called[1:]}", f"{url}/clauses/{name}"
    thread = tender.threads[name]
    called = f"On {clause_name(tender, thread.clause)}: “{first_words(thread, at.by, 80)}”"
    return called, place_of(tender, thread) if kind == "threads" else f"{url}/proposals/{name}"


def why_not(at: Seated, today: str) -> str:
    """Why this person cannot sign the next issue as it stands; nothing where they can."""
    try:
        decide(at.tender, SignIssue(mark(at.tender, today), today), at.by)
    except FilesMissing:
        return ""
    except Refused as no:
        return str(no)
    return ""


def _nothing_new(tender: Tender) -> str:
    try:
        insist_there_is_something(tender)
    except Refused as no:
        return str(no)
    return ""


def signatures(request: Request, at: Seated, today: str) -> Iterator[tuple[str, str, bool]]:
    """For each chair whose signature it takes: the seat, how it stands, and whether it counts."""
    given, counts, names = at.tender.issuing.signed, signed(at.tender, today), name_of(request, at.tender.id)
    for seat in who_signs(at.tender):
        title = SEATS[seat].capitalize()
        if seat in counts:
            yield title, f"{names(counts[seat])} has signed.", True
        elif seat in given:
            yield title, f"{names(given[seat][0])} signed before something changed. This has to be signed again.", False
        else:
            yield title, "Has not signed yet.", False


async def before(request: Request) -> Response:
    """What is open before the next issue; the chairs write here why it may stand."""
    at = await looking(request)
    tender, today = at.tender, house(request).today()
    url = f"/tenders/{tender.id}/issues"
    may_write = bool(signs_as(tender, at.by)) and bool(tender.rounds)
    values = await typed(request, *FIELDS.values(), "seen")
    refused = None
    if request.method == "POST":
        if not signs_as(tender, at.by):
            raise HTTPException(403)
        try:
            reasons = tuple((kind, values[name]) for kind, name in FIELDS.items())
            await act(request, at, PrepareIssue(reasons, today, values["seen"]), values["key"])
            return go(request, f"{url}/before#signatures", "The reasons are kept. Both chairs sign them with everything else.")
        except Refused as no:
            refused = no
    else:
        values |= {FIELDS[kind]: reason for kind, reason in tender.issuing.reasons.items()}
    open_now = rows(at, today, may_write, {kind for kind, name in FIELDS.items() if values[name]} if refused else ())
    return page(
        request,
        "gate/before.html",
        title="Before we issue",
        seated=at,
        here="issues",
        errors=summary(refused),
        status=422 if refused else 200,
        back=url,
        url=url,
        number=next_number(tender),
        rows=open_now,
        asked=any(row.asked for row in open_now),
        values=values,
        wrong=at_field(refused, "main"),
        now=[(KINDS[kind].title, in_lines(reason)) for kind, reason in tender.issuing.reasons.items()]
        if isinstance(refused, Stale)
        else [],
        seen=reasons_mark(tender),
        token=new_key(),
        nothing_new=_nothing_new(tender),
        signatures=list(signatures(request, at, today)),
        may_choose=at.by.seat in CHAIRS and may_write,
        signing=_signing(at, today),
        why_not=why_not(at, today) if may_write and not _nothing_new(tender) else "",
    )


def _signing(at: Seated, today: str) -> str:
    """“Read it and sign as the commissioner”, where the rules would take it now."""
    seat = signs_as(at.tender, at.by)
    if not seat or why_not(at, today):
        return ""
    return f"Read it and sign {'as' if at.by.seat == seat else 'for'} the {SEATS[seat]}"


async def must(request: Request) -> Response:
    """One chair says what must be met before the tender is issued; it holds once the other has said the same."""
    at = await looking(request)
    if at.by.seat not in CHAIRS:
        raise HTTPException(403)
    tender, today = at.tender, house(request).today()
    url = f"/tenders/{tender.id}/issues"
    refused, key = None, ""
    chosen: tuple[str, ...] = tender.issuing.must.get(at.by.seat, USUAL)
    if request.method == "POST":
        sent = await form(request)
        chosen, key = tuple(str(each) for each in sent.getlist("must")), str(sent.get("key", ""))
        try:
            done = await act(request, at, ChooseWhatMustBeMet(chosen, today), key)
            agreed = set(must_be_met(done.tender)) == set(chosen)
            said = (
                "Both chairs want it so: it holds from now on." if agreed else "It is noted. It holds once the other chair says the same."
            )
            return go(request, f"{url}/before", said)
        except Refused as no:
            refused = no
    return page(
        request,
        "gate/must.html",
        title="What must be met before we issue?",
        seated=at,
        here="issues",
        errors=summary(refused, "must"),
        status=422 if refused else 200,
        back=f"{url}/before",
        url=f"{url}/must",
        wrong=at_field(refused, "must"),
        kinds=[{"value": kind, "text": about.met} for kind, about in KINDS.items()],
        chosen=list(chosen),
        chairs=[(SEATS[seat].capitalize(), [KINDS[kind].met for kind in tender.issuing.must.get(seat, USUAL)]) for seat in CHAIRS],
        now=[KINDS[kind].met for kind in must_be_met(tender)],
        token=new_key(),
    )


_BOTH = ["GET", "POST"]
ROUTES = [
    Route("/tenders/{tender}/issues/before", before, methods=_BOTH),
    Route("/tenders/{tender}/issues/must", must, methods=_BOTH),
]
