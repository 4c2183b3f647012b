"""Entered for somebody else: one thing that was said by phone or on paper, or the two hundred of a public meeting in one sitting."""

import re
from typing import Any, NamedTuple

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.pages.at_thread import AtThread, place_of, thread_name
from server.pages.clauses import plain_number
from server.pages.common import Seated, act, form, go, house, name_of, new_key, page, seated
from server.pages.dates import boxes_for, day_from, fields
from server.pages.hiding import at_post
from server.pages.problems import at_field, summary
from server.rendering import many
from specs.behalf import METHODS, ClaimPost, ConfirmClaim
from specs.comments import Comment
from specs.labels import label_of, title_of
from specs.members import WITH_LIVED_EXPERIENCE
from specs.refusals import Refused
from specs.seats import may, parts_seen
from specs.tender import Clause
from specs.threads import Behalf

MOST = 200  # points in one sitting
NUMBERS = re.compile(r"^\s*((?:[\w.()]{1,20}\s*,\s*)*[\w.()]{1,20})\s*[:\t]\s*(\S.*)$")


class Point(NamedTuple):
    """A line of a meeting's notes: the clauses it is tagged to, and what was said."""

    clauses: tuple[str, ...]
    text: str


async def _facilitating(request: Request) -> Seated:
    at = await seated(request)
    if not may(at.by, "speak for others"):
        raise HTTPException(403)
    return at


def _clauses(at: Seated) -> list[Clause]:
    parts = [part for part in parts_seen(at.tender, at.by) if part.kind == "authored"]
    return [clause for part in parts for clause in at.tender.reading_order(part.id)]


def _people(request: Request, at: Seated) -> list[tuple[str, str]]:
    names = name_of(request, at.tender.id)
    return [(m.id, names(m.id)) for m in at.tender.members.values() if m.seat in WITH_LIVED_EXPERIENCE]


def _behalf(values: dict[str, str]) -> Behalf:
    return Behalf(values["method"], day_from(values, "day"), values["occasion"])


async def enter_one(request: Request) -> Response:
    """One thing that somebody said, credited to them or to nobody named."""
    at = await _facilitating(request)
    today = house(request).today()
    values = dict.fromkeys(("clause", "text", "method", "occasion", "credited", "key", *fields("day")), "")
    refused = None
    if request.method == "POST":
        sent = await form(request)
        values = {name: str(sent.get(name, "")) for name in values}
        try:
            clause = at.tender.clauses.get(values["clause"])
            if clause is None:
                raise Refused("Please choose the clause it was about.", "clause")
            name = thread_name(at.tender.id, values["key"])
            asked = Comment(
                name,
                clause.id,
                clause.version,
                "comment",
                values["text"],
                behalf=_behalf(values),
                credited=values["credited"],
                today=today,
            )
            await act(request, at, asked, values["key"])
            return go(
                request, f"/tenders/{at.tender.id}/clauses/{clause.id}#{name}", "It is entered, and owed an answer like everything else."
            )
        except Refused as no:
            refused = no
    else:
        values |= {"clause": request.query_params.get("clause", ""), **boxes_for("day", today)}
    return _page(request, at, "behalf/one.html", "Enter what somebody said", refused, values, "text")


async def enter_many(request: Request) -> Response:
    """The points of a meeting, a line each, beginning with the numbers of their clauses."""
    at = await _facilitating(request)
    today = house(request).today()
    values = dict.fromkeys(("points", "otherwise", "method", "occasion", "key", *fields("day")), "")
    refused = None
    if request.method == "POST":
        sent = await form(request)
        values = {name: str(sent.get(name, "")) for name in values}
        try:
            points = points_of(at, values["points"], values["otherwise"])
            for place, point in enumerate(points):
                await _enter(request, at, point, f"{values['key']}/{place}", _behalf(values), today)
            done = f"{many(len(points), 'point is', 'points are')} entered, each owed an answer."
            return go(request, f"/tenders/{at.tender.id}/behalf/many", done)
        except Refused as no:
            refused = no
    else:
        values |= {"method": "meeting", **boxes_for("day", today)}
    return _page(request, at, "behalf/many.html", "Enter the points of a meeting", refused, values, "points")


async def _enter(request: Request, at: Seated, point: Point, key: str, behalf: Behalf, today: str) -> None:
    clause = at.tender.clauses[point.clauses[0]]
    name = thread_name(at.tender.id, key)
    asked = Comment(name, clause.id, clause.version, "comment", point.text, also=point.clauses[1:], behalf=behalf, today=today)
    await act(request, at, asked, key)


def points_of(at: Seated, typed: str, otherwise: str) -> list[Point]:
    """The points as typed, a line each: “3.1, 4: More buses.” A line without numbers goes to the clause ``otherwise``.

    Raises ``Refused``, naming the lines, where a number is none: nothing is entered then.
    """
    by_number = {plain_number(label_of(at.tender, clause)): clause.id for clause in _clauses(at)}
    by_number.pop("", None)
    points, wrong = [], []
    for number, line in enumerate(typed.split("\n"), 1):
        if not line.strip():
            continue
        found = NUMBERS.match(line)
        names = [plain_number(each) for each in found[1].split(",")] if found else []
        if found and all(name in by_number for name in names):
            points.append(Point(tuple(dict.fromkeys(by_number[name] for name in names)), found[2]))
        elif found and any(name[:1].isdigit() for name in names):
            wrong.append(f"line {number} ({', '.join(name for name in names if name not in by_number)[:40]})")
        elif otherwise in at.tender.clauses:
            points.append(Point((otherwise,), line.strip()))
        else:
            wrong.append(f"line {number}")
    if wrong:
        more = f" and {len(wrong) - 5} more" if len(wrong) > 5 else ""
        sentence = f"No clause has the number in {', '.join(wrong[:5])}{more}. Nothing is entered yet; please correct it."
        raise Refused(sentence, "points")
    if not points:
        raise Refused("Please write at least one point, a line each.", "points")
    if len(points) > MOST:
        raise Refused(f"{len(points)} points are more than the {MOST} that fit at once. Please enter the rest afterwards.", "points")
    return points


def _page(
    request: Request, at: Seated, template: str, title: str, refused: Refused | None, values: dict[str, str], otherwise: str
) -> Response:
    chosen = values.get("clause") or values.get("otherwise")
    clauses: list[dict[str, Any]] = [{"value": "", "text": "Please choose"}]
    for each in _clauses(at):
        text = f"{label_of(at.tender, each)} {title_of(each, 60)}".strip()
        clauses.append({"value": each.id, "text": text, "selected": each.id == chosen})
    nobody = ("", "Nobody who is named", "Someone at the meeting, say. They can say later that it was them.")
    return page(
        request,
        template,
        title=title,
        seated=at,
        here="behalf",
        errors=summary(refused),
        status=422 if refused else 200,
        url=f"/tenders/{at.tender.id}/behalf",
        clauses=clauses,
        people=[nobody, *((member, name, "") for member, name in _people(request, at))],
        methods=[(name, words.capitalize(), "") for name, words in METHODS.items()],
        values=values,
        wrong=at_field(refused, otherwise),
        # Points that were entered before one was refused are known by their key: they are not entered twice.
        token=values["key"] if refused and template == "behalf/many.html" else new_key(),
        most=MOST,
    )


async def claim(request: Request) -> Response:
    """“These are my words”: confirmed at once by whom they are credited to, looked at by the facilitator otherwise."""
    here, post = await at_post(request)
    return await _done(request, here, ClaimPost(here.thread.id, post.number), "comment", "Thank you. That is noted.")


async def confirm(request: Request) -> Response:
    """The facilitator agrees that they are."""
    here, post = await at_post(request)
    asked = ConfirmClaim(here.thread.id, post.number)
    return await _done(request, here, asked, "speak for others", "These words are credited to the person who said them.")


async def _done(request: Request, here: AtThread, asked: Any, needs: str, done: str) -> Response:
    if not may(here.at.by, needs):
        raise HTTPException(403)
    sent = await form(request)
    try:
        await act(request, here.at, asked, str(sent.get("key", "")))
    except Refused as no:
        return page(
            request, "errors/error.html", title="That did not work", seated=here.at, status=422, back=here.place, sentence=str(no), kept=[]
        )
    return go(request, place_of(here.at.tender, here.thread), done)


_BOTH = ["GET", "POST"]
ROUTES = [
    Route("/tenders/{tender}/behalf/new", enter_one, methods=_BOTH),
    Route("/tenders/{tender}/behalf/many", enter_many, methods=_BOTH),
    Route("/tenders/{tender}/threads/{thread}/posts/{number}/claim", claim, methods=["POST"]),
    Route("/tenders/{tender}/threads/{thread}/posts/{number}/confirmation", confirm, methods=["POST"]),
]
