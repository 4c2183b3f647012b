"""The numbered changes of a suggestion: some of them joined, or one of them parted, before anything is decided."""

import re
from typing import NamedTuple

from markupsafe import Markup
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.pages.at_clause import number as as_number
from server.pages.at_proposal import AtProposal, proposal_page, to_take_part
from server.pages.common import act, form, go
from server.pages.doings import doings
from server.pages.proposed import numbered
from specs.decisions import standing_base
from specs.refusals import Refused
from specs.regrouping import JoinChanges, PartChange
from specs.showing import shown as as_shown
from specs.typed import named
from specs.words import Change

MOST_PLACES = 60


class Parting(NamedTuple):
    """A change that can be parted: its number, its sentences, and where: places in the old words and in the new ones to choose from."""

    number: int
    sentences: list[Markup]
    old: list[tuple[str, str]]
    new: list[tuple[str, str]]


async def regroup(request: Request) -> Response:
    """Joins or parts, as the button says."""
    here = await to_take_part(request)
    if request.method != "POST":
        may_do = doings(here)
        if not (may_do.join or may_do.part):
            raise HTTPException(403)
    refused = None
    if request.method == "POST":
        sent = await form(request)
        try:
            await act(request, here.at, _asked(here, sent), str(sent.get("key", "")))
            return go(request, f"{here.url}#changes", "The changes are numbered anew. The words are the same.")
        except Refused as no:
            refused = no
    what = as_shown(here.at.tender, here.proposal)
    changes = numbered(what, here.proposal)
    return proposal_page(
        request,
        here,
        "regrouping/form.html",
        "Join or part the changes",
        refused,
        "numbers",
        changes=changes,
        partings=[parting for number, sentences, _ in changes if (parting := _parting(here, number, sentences))],
    )


def _asked(here: AtProposal, sent: FormData) -> JoinChanges | PartChange:
    part = as_number(str(sent.get("part", "")))
    if part is not None:
        at, to_at = as_number(str(sent.get(f"old-{part}", ""))), as_number(str(sent.get(f"new-{part}", "")))
        return PartChange(here.proposal.id, part, at, to_at, here.today)
    numbers = tuple(found for each in sent.getlist("numbers") if (found := as_number(str(each))) is not None)
    return JoinChanges(here.proposal.id, numbers, here.today)


def _parting(here: AtProposal, number: int, sentences: list[Markup]) -> Parting | None:
    rows = [change for change in here.proposal.changes if change.number == number]
    if len(rows) > 1:
        return Parting(number, sentences, [], [])
    change = rows[0]
    if change.kind != "words":
        return None
    old = next(p.text for p in standing_base(here.at.tender, here.proposal) if p.id == change.paragraph)
    new = next(p.text for p in here.proposal.offer.wording if p.id == (change.source or change.paragraph))
    one, two = _places(old, change.start, change.end), _places(new, change.to_start, change.to_end)
    return Parting(number, sentences, one, two) if _can_be_cut(change, one, two) else None


def _can_be_cut(change: Change, one: list[tuple[str, str]], two: list[tuple[str, str]]) -> bool:
    return len(one) > 2 or len(two) > 2 or (len(one) > 1 and len(two) > 1)


def _places(text: str, start: int, end: int) -> list[tuple[str, str]]:
    """Where words can be cut: before the first, after each, each with the words before it."""
    stops = [start, *(start + found.end() for found in re.finditer(r"\S+\s*", text[start:end]))]
    made = []
    for stop in list(dict.fromkeys(stops))[:MOST_PLACES]:
        before = " ".join(text[start:stop].split()[-4:])
        made.append((str(stop), f"after “{named(before)}”" if before else "before the first word"))
    return made


ROUTES = [Route("/tenders/{tender}/proposals/{proposal}/changes", regroup, methods=["GET", "POST"])]
