"""Whose words: each word's side and writer in a clause, and the shares of a tender, never of a group so small that it tells of one."""

import asyncio
from collections import OrderedDict
from collections.abc import Iterator
from typing import NamedTuple

from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.pages.at_clause import AtClause, at_clause, clause_page, number
from server.pages.at_proposal import url_of
from server.pages.common import Seated, house, name_of, page, seated
from server.pages.drawing import shown
from server.pages.sentences import sentences
from specs.circles import may_see_thread
from specs.labels import label_of, labels, title_of
from specs.seats import SEATS, parts_seen
from specs.tender import Part, Tender, Version
from specs.whose import SIDES, Act, Run, Whose, counted, told, told_apart
from specs.wording import Paragraph

KEPT = 16
IN_PLAIN_WORDS = {
    "document": "It was in the document as it came.",
    "officials": "An official wrote it.",
    "lived": "Somebody with lived experience wrote it.",
    "together": "It was written together.",
}


class Piece(NamedTuple):
    """Words of one side."""

    side: str
    words: Markup


class Sentence(NamedTuple):
    """A sentence and everybody who wrote words of it, in sentences."""

    words: Markup
    writers: list[Markup]


class Line(NamedTuple):
    """A paragraph: its label, its words by side, and its sentences."""

    label: str
    heading: bool
    pieces: list[Piece]
    sentences: list[Sentence]


class Share(NamedTuple):
    """How many words are whose, in words and as a part of a hundred; ``side`` is one of ``SIDES``, or “all” for several told as one."""

    side: str
    called: str
    words: int
    share: int


class Told:
    """What was worked out for tenders as they stand, and for earlier entries; the ones used last are held."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str, int, int], Whose] = OrderedDict()

    async def of(self, tender: Tender, part: Part, upto: int | None = None) -> Whose:
        """Whose the words of a part are, as they stand or as of an entry; others are served in between."""
        key = (tender.id, part.id, tender.shape_seq, upto or 0)
        found = self._kept.get(key)
        if found is None:
            found = Whose()
            for _ in told(tender, part, found, upto):
                await asyncio.sleep(0)
            self._kept[key] = found
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return found


def _told(request: Request) -> Told:
    if not hasattr(request.app.state, "whose"):
        request.app.state.whose = Told()
    made: Told = request.app.state.whose
    return made


async def of_clause(request: Request) -> Response:
    """The words of a clause, as it stands or as a version of it read, by side and by writer."""
    here = await at_clause(request)
    version = _version(here, request.query_params.get("version", ""))
    last = version is here.clause.versions[-1]
    upto = None if last else version.stamp.seq
    made = await _told(request).of(here.at.tender, here.at.tender.parts[here.clause.part], upto)
    lines = list(_lines(request, here, version, made))
    shares = shares_of(here.at.tender, counted(made, version.wording))
    return clause_page(
        request,
        here,
        "whose/clause.html",
        "Whose words",
        lines=lines,
        shares=shares,
        sides=[(side, SIDES[side]) for side in SIDES if any(piece.side == side for line in lines for piece in line.pieces)],
        called_sides=SIDES,
        version=version.number,
        last=last,
        versions=[each.number for each in here.clause.versions],
        all_url=f"/tenders/{here.at.tender.id}/whose-words",
    )


def _version(here: AtClause, asked: str) -> Version:
    if not asked:
        return here.clause.versions[-1]
    wanted = number(asked)
    found = next((each for each in here.clause.versions if each.number == wanted), None)
    if found is None:
        raise HTTPException(404)
    return found


def _lines(request: Request, here: AtClause, version: Version, made: Whose) -> Iterator[Line]:
    numbers = labels(here.at.tender)
    for p in version.wording:
        runs = made.runs(p.id)
        found = [
            Sentence(shown(each.text), _writers(request, here, runs, each.start, each.end)) for each in sentences((p,)) if each.text.strip()
        ]
        yield Line(numbers.get(p.id, ""), p.kind == "head", _pieces(p, runs), found)


def _pieces(p: Paragraph, runs: list[Run]) -> list[Piece]:
    """The words of a paragraph cut where another side begins; spaces and signs between go with what is before them."""
    starts = [(run.start, run.act.side) for run in runs]
    found: list[Piece] = []
    at = 0
    for place, (_, side) in enumerate(starts):
        if place + 1 < len(starts) and starts[place + 1][1] == side:
            continue
        end = starts[place + 1][0] if place + 1 < len(starts) else len(p.text)
        found.append(Piece(side, shown(p.text[at:end])))
        at = end
    return found or [Piece("document", shown(p.text))]


def _writers(request: Request, here: AtClause, runs: list[Run], start: int, end: int) -> list[Markup]:
    acts = list(dict.fromkeys(run.act for run in runs if run.start < end and run.end > start))
    return [_writer(request, here.at, act) for act in acts]


def _writer(request: Request, at: Seated, act: Act) -> Markup:
    """Who wrote it, in a sentence, and the decision that took it in."""
    if act.side == "document":
        return Markup("{}").format(IN_PLAIN_WORDS["document"])
    name = name_of(request, at.tender.id)(act.member) if act.member else "Someone"
    seat = SEATS.get(at.tender.seated.get(act.member, ""), "")
    who = f"{name}, {seat}" if seat else name
    thread = at.tender.threads.get(act.proposal)
    if thread is None or not may_see_thread(at.tender, at.by, thread, house(request).today()):
        return Markup("{} wrote it.").format(shown(who))
    link = Markup('<a class="govuk-link" href="{}">{}</a>').format(url_of(at.tender.id, act.proposal), "the decision")
    return Markup("{} wrote it; ").format(shown(who)) + link + Markup(" took it in.")


def shares_of(tender: Tender, counts: dict[str, int]) -> list[Share]:
    """The shares that can be told: sides of too few people are told as one."""
    apart = told_apart(tender)
    total = sum(counts.values())
    rows = [(side, SIDES[side], counts[side]) for side in SIDES if side in apart]
    rest = sum(counts[side] for side in SIDES if side not in apart)
    if len(apart) < len(SIDES):
        name = "Written together" if len(apart) == len(SIDES) - 1 else "Everybody in this tender, together"
        rows.append(("all" if len(apart) < len(SIDES) - 1 else "together", name, rest))
    return [Share(side, called, words, round(100 * words / total) if total else 0) for side, called, words in rows if words]


async def of_tender(request: Request) -> Response:
    """The shares of the whole tender and of each clause."""
    at = await seated(request)
    totals = dict.fromkeys(SIDES, 0)
    rows: list[tuple[str, str, list[Share]]] = []
    for part in (each for each in parts_seen(at.tender, at.by) if each.kind == "authored"):
        made = await _told(request).of(at.tender, part)
        for clause in at.tender.reading_order(part.id):
            counts = counted(made, clause.wording)
            totals = {side: totals[side] + counts[side] for side in SIDES}
            name = f"{label_of(at.tender, clause)} {title_of(clause)}".strip()
            rows.append((name, f"/tenders/{at.tender.id}/clauses/{clause.id}/whose-words", shares_of(at.tender, counts)))
            await asyncio.sleep(0)
    return page(
        request,
        "whose/tender.html",
        title="Whose words",
        seated=at,
        here="whose",
        url=f"/tenders/{at.tender.id}",
        shares=shares_of(at.tender, totals),
        apart=len(told_apart(at.tender)) > 1,
        rows=rows,
    )


ROUTES = [
    Route("/tenders/{tender}/whose-words", of_tender),
    Route("/tenders/{tender}/clauses/{clause}/whose-words", of_clause),
]
