"""Disagreements, as the work they are: what people do not agree on, who looks after it, and when it is next talked about."""

from typing import NamedTuple

from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.pages.at_clause import typed
from server.pages.at_thread import place_of
from server.pages.common import Seated, act, go, house, new_key, page, seated
from server.pages.dates import boxes_for, day_from, fields
from server.pages.drawing import in_lines, shown
from server.pages.problems import at_field, summary
from server.rendering import many
from specs import days
from specs.disagreements import STAGES, Disagreement, MindDisagreement, disagreement_of, disagreements, is_up, weighs_on
from specs.labels import name_of as clause_name
from specs.refusals import Refused
from specs.rules import allowed
from specs.seats import may
from specs.tender import Tender

EXPLAINED = {
    "heard": "Somebody has listened, and it is known what matters.",
    "being talked about": "There is a day on which it is talked about.",
    "agreed to differ": "It was talked about, and both sides keep their view.",
    "settled": "A way was found that everybody can live with.",
}
TAGS = {"settled": "ct-tag--open"}


class Row(NamedTuple):
    """A disagreement as the register shows it."""

    about: str
    called: str
    place: str
    what: str
    stage: str
    tag: str
    owner: Markup
    next_date: str
    up: bool
    note: list[Markup]
    url: str


def drawn_disagreement(at: Seated, each: Disagreement, today: str) -> Row:
    """A disagreement with where it stands, and where somebody who may says so."""
    tender, minding = at.tender, each.minding
    called = clause_name(tender, each.clause)
    asked = MindDisagreement(each.about, "x", "heard", days.later(today, 1), today=today)
    return Row(
        each.about,
        called[0].upper() + called[1:],
        place_where(tender, each),
        each.what,
        STAGES[minding.stage] if minding else "Nobody looks after it yet",
        TAGS.get(minding.stage, "") if minding else "ct-tag--warn",
        shown(minding.owner) if minding else Markup(""),
        days.said(minding.next_date) if minding and minding.next_date else "",
        bool(minding and is_up(minding, today)),
        in_lines(minding.note) if minding else [],
        f"/tenders/{tender.id}/disagreements/{each.about}/minding" if allowed(tender, asked, at.by) else "",
    )


def place_where(tender: Tender, each: Disagreement) -> str:
    """The address of what people do not agree on: a suggestion, a comment, or the clause."""
    if each.about in tender.proposals:
        return f"/tenders/{tender.id}/proposals/{each.about}"
    return (
        place_of(tender, tender.threads[each.about]) if each.about in tender.threads else f"/tenders/{tender.id}/clauses/{each.about}#held"
    )


def to_talk_about(at: Seated, today: str) -> list[str]:
    """The clauses about which this person and others do not agree, which they may want to talk about with somebody."""
    if may(at.by, "support"):
        return []  # others talk with them
    own = [each for each in disagreements(at.tender, at.by, today) if weighs_on(at.tender, at.by, each)]
    return list(dict.fromkeys(clause_name(at.tender, each.clause) for each in own))


def counted(found: list[Disagreement]) -> str:
    """How many there are and where they stand, in a sentence: “7 disagreements: 3 being talked about, 2 agreed to differ, 2 settled.”"""
    if not found:
        return ""
    stages = [each.minding.stage if each.minding else "" for each in found]
    said = [f"{stages.count(stage)} {words.lower()}" for stage, words in STAGES.items() if stage in stages]
    if "" in stages:
        said.append(f"{stages.count('')} that nobody looks after yet")
    return f"{many(len(found), 'disagreement')}: {', '.join(said)}."


async def show(request: Request) -> Response:
    """All that have reached the person who asks, those that are talked about soonest on top."""
    at = await seated(request)
    if not may(at.by, "read"):
        raise HTTPException(403)
    today = house(request).today()
    found = disagreements(at.tender, at.by, today)
    return page(
        request,
        "disagreements/list.html",
        title="Disagreements",
        seated=at,
        here="disagreements",
        url=f"/tenders/{at.tender.id}",
        summary=counted(found),
        rows=[drawn_disagreement(at, each, today) for each in found],
    )


async def mind(request: Request) -> Response:
    """Says who looks after it, where it stands, and when it is next talked about."""
    at = await seated(request)
    today = house(request).today()
    found = disagreement_of(at.tender, at.by, request.path_params["about"], today)
    if found is None:
        raise HTTPException(404)
    if not may(at.by, "disagreements"):
        raise HTTPException(403)
    values = await typed(request, "owner", "stage", "note", *fields("next_date"))
    url = f"/tenders/{at.tender.id}/disagreements"
    refused = None
    if request.method == "POST":
        try:
            day = day_from(values, "next_date")
            await act(
                request, at, MindDisagreement(found.about, values["owner"], values["stage"], day, values["note"], today), values["key"]
            )
            return go(request, f"{url}#{found.about}", "It is noted. Everybody in this tender can read it.")
        except Refused as no:
            refused = no
    elif found.minding:
        day = found.minding.next_date if found.minding.next_date >= today else ""
        values |= {"owner": found.minding.owner, "stage": found.minding.stage, "note": found.minding.note, **boxes_for("next_date", day)}
    return page(
        request,
        "disagreements/minding.html",
        title="Who looks after this?",
        seated=at,
        here="disagreements",
        errors=summary(refused, "owner"),
        status=422 if refused else 200,
        back=f"{url}#{found.about}",
        url=f"{url}/{found.about}/minding",
        row=drawn_disagreement(at, found, today),
        stages=[(stage, words, EXPLAINED[stage]) for stage, words in STAGES.items()],
        values=values,
        wrong=at_field(refused, "owner"),
        token=new_key(),
    )


ROUTES = [
    Route("/tenders/{tender}/disagreements", show),
    Route("/tenders/{tender}/disagreements/{about}/minding", mind, methods=["GET", "POST"]),
]
