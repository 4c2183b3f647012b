"""Opening a tender: what is still missing, the plan of the first round, and the signatures of both chairs."""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from server.pages.at_clause import number, typed
from server.pages.common import Seated, act, go, house, name_of, new_key, page, seated
from server.pages.dates import boxes_for, day_from, fields
from server.pages.plans import fixed_shown, locks_shown, plan_shown, steps_shown
from server.pages.problems import at_field, summary
from server.rendering import day_in_london
from specs.days import said
from specs.library.recipes import TWO_SIGNATURES
from specs.members import seats_given
from specs.refusals import Refused, Stale
from specs.rounds import (
    CHAIRS,
    LONGEST_WAIT,
    PlanOpening,
    SignOpening,
    current,
    fingerprint,
    insist_on_days,
    mark,
    may_plan,
    missing_to_open,
    signed,
    signs_as,
    to_be_signed,
)
from specs.rules import decide
from specs.seats import SEATS, may
from specs.tender import Round, RoundPlan, Tender

DAYS = ("opens", "closes", "publication")
WORDS = ("what_is_open", "afterwards", "short_because")
USUAL_REPLY = "10"  # days
# What has to be there, in the order in which to do it: what ``missing_to_open`` calls it, what it is, and where it is done.
TASKS = (
    ("reasons", "Every fixed clause has its reason", "/what-can-change"),
    ("seats", "There is a lived-experience co-chair, and a facilitator", "/seats"),
    ("deputies", "Both chairs and the facilitator have a deputy", "/deputies"),
    ("plan", "The round is planned", "/opening/plan"),
)


class Task(NamedTuple):
    """Something to do before the tender can open: where, and what is missing, in sentences; nothing where it is done."""

    title: str
    url: str
    missing: list[str]


async def show(request: Request) -> Response:
    """What is missing to open, and what is planned; once it is open, what was promised."""
    at = await seated(request)
    if not may(at.by, "read"):
        raise HTTPException(403)
    tender, today = at.tender, house(request).today()
    now = current(tender)
    plan = now.plan if now else tender.opening.plan if tender.opening else None
    there = [tender.clauses[name] for name in now.fixed if name in tender.clauses] if now else to_be_signed(tender)
    return page(
        request,
        "opening/opened.html" if now else "opening/overview.html",
        title="Opening",
        seated=at,
        here="opening",
        url=f"/tenders/{tender.id}",
        tasks=list(_tasks(at)),
        plan=plan_shown(plan) if plan else None,
        steps=steps_shown(plan, "" if now else today, day_in_london(now.stamp.at) if now else "") if plan else [],
        fixed=list(fixed_shown(at, there)),
        locks=[] if now else list(locks_shown(at)),
        signatures=list(_signatures(tender, name_of(request, tender.id))),
        may_plan=may_plan(at.by),
        signing=_signing(at, today),
        opened=_opened(now) if now else "",
    )


async def plan(request: Request) -> Response:
    """The form of the plan; “Show the timetable” keeps nothing."""
    at = await seated(request)
    if not may_plan(at.by):
        raise HTTPException(403)
    tender, today = at.tender, house(request).today()
    url = f"/tenders/{tender.id}/opening"
    values = await typed(request, *(name for each in DAYS for name in fields(each)), "reply_days", *WORDS, "seen", "show")
    refused, steps, made = None, [], _typed_plan(values)
    if request.method == "POST":
        try:
            if values["show"]:
                insist_on_days(made, today)
                steps = steps_shown(made, today)
            else:
                await act(request, at, PlanOpening(made, today, values["seen"]), values["key"])
                return go(request, url, "The plan is kept. Both chairs have to sign it.")
        except Refused as no:
            refused = no
    elif tender.rounds:
        return RedirectResponse(url, 303)
    else:
        values |= _values(tender.opening.plan) if tender.opening else {"reply_days": USUAL_REPLY}
    there = tender.opening.plan if tender.opening and isinstance(refused, Stale) else None
    return page(
        request,
        "opening/plan.html",
        title="Plan the round",
        seated=at,
        here="opening",
        errors=summary(refused, "opens"),
        status=422 if refused else 200,
        back=url,
        url=url,
        values=values,
        wrong=at_field(refused, "opens"),
        seen=mark(tender),
        token=new_key(),
        steps=steps,
        now=plan_shown(there) if there else None,
        now_steps=steps_shown(there, today) if there else [],
        shortest=TWO_SIGNATURES.shortest_round,
        longest=LONGEST_WAIT,
        signed=bool(signed(tender)),
    )


def _typed_plan(values: Mapping[str, str]) -> RoundPlan:
    opens, closes, publication = (day_from(values, name) for name in DAYS)
    return RoundPlan(opens, closes, number(values["reply_days"].strip()) or 0, publication, *(values[name] for name in WORDS))


def _values(plan: RoundPlan) -> dict[str, str]:
    """What stands in the form for a plan that was made before."""
    days = {box: typed for name in DAYS for box, typed in boxes_for(name, getattr(plan, name)).items()}
    return days | {"reply_days": str(plan.reply_days)} | {name: getattr(plan, name) for name in WORDS}


async def sign(request: Request) -> Response:
    """Everything that a signature stands under, and the button to sign it."""
    at = await seated(request)
    seat = signs_as(at.tender, at.by)
    if not seat:
        raise HTTPException(403)
    tender, today = at.tender, house(request).today()
    url = f"/tenders/{tender.id}/opening"
    values = await typed(request, "seen")
    refused = None
    if request.method == "POST":
        try:
            done = await act(request, at, SignOpening(values["seen"], today), values["key"])
            opens = current(done.tender)
            both = f"Both chairs have signed. The round opens on {said(opens.plan.opens)}." if opens else ""
            return go(request, url, both or "You have signed. It opens when the other chair has signed too.")
        except Refused as no:
            refused = no
    elif tender.opening is None or tender.rounds:
        return RedirectResponse(url, 303)
    plan = tender.opening.plan if tender.opening and not tender.rounds else None
    return page(
        request,
        "opening/signature.html",
        title="Sign the opening",
        seated=at,
        here="opening",
        errors=[(str(refused), "#main")] if refused else [],
        status=422 if refused else 200,
        back=url,
        url=url,
        plan=plan_shown(plan) if plan else None,
        steps=steps_shown(plan, today) if plan else [],
        fixed=list(fixed_shown(at, to_be_signed(tender), words=True)) if plan else [],
        locks=list(locks_shown(at)) if plan else [],
        seen=fingerprint(tender) if plan else "",
        chair=SEATS[seat],
        own=at.by.seat == seat,
        why_not="" if refused else _why_not(at, today),
        may_sign=plan is not None and not _why_not(at, today),
        token=new_key(),
    )


def _tasks(at: Seated) -> Iterator[Task]:
    missing = missing_to_open(at.tender)
    may_go = {"seats": bool(seats_given(at.by)), "plan": may_plan(at.by)}
    for about, title, path in TASKS:
        url = f"/tenders/{at.tender.id}{path}" if may_go.get(about, True) else ""
        yield Task(title, url, [sentence for what, sentence in missing if what == about])


def _signing(at: Seated, today: str) -> str:
    """“Sign as the commissioner”, where that is for whoever asks and the rules would take it now."""
    seat = signs_as(at.tender, at.by)
    if not seat or at.tender.opening is None or _why_not(at, today):
        return ""
    return f"Read it and sign {'as' if at.by.seat == seat else 'for'} the {SEATS[seat]}"


def _why_not(at: Seated, today: str) -> str:
    """What the rules would say now to this person's signature; nothing where they would take it."""
    if at.tender.opening is None:
        return ""
    try:
        decide(at.tender, SignOpening(fingerprint(at.tender), today), at.by)
    except Refused as no:
        return str(no)
    return ""


def _opened(now: Round) -> str:
    """“Round 1 was opened on 23 November 2026”; before its first day it is only agreed."""
    on = day_in_london(now.stamp.at)
    return f"Round {now.number} was {'opened' if now.plan.opens <= on else 'agreed'} on {said(on)}"


def _signatures(tender: Tender, names: Callable[[str], str]) -> Iterator[tuple[str, str, bool]]:
    """For each chair: the seat, how its signature stands, and whether it counts."""
    given = tender.opening.signed if tender.opening else {}
    counts = set(given) if tender.rounds else set(signed(tender))
    for seat in CHAIRS:
        title = SEATS[seat].capitalize()
        if seat in counts:
            by = given[seat][0]
            stands_in = "" if tender.seated.get(by) == seat else f", for the {SEATS[seat]}"
            yield title, f"{names(by)} has signed{stands_in}.", True
        elif seat in given:
            yield title, f"{names(given[seat][0])} signed an earlier state. Something changed since, so this has to be signed again.", False
        else:
            yield title, "Has not signed yet.", False


_BOTH = ["GET", "POST"]
ROUTES = [
    Route("/tenders/{tender}/opening", show),
    Route("/tenders/{tender}/opening/plan", plan, methods=_BOTH),
    Route("/tenders/{tender}/opening/signature", sign, methods=_BOTH),
]
