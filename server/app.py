"""The web application, put together: the only module that knows every piece."""

import logging
import traceback
from contextlib import suppress
from pathlib import Path
from types import ModuleType

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Scope

from server import sign_in
from server.pages import (
    about,
    administration,
    adopting,
    answers,
    arranging,
    behalf,
    checking,
    clause,
    clauses,
    comments,
    contributions,
    decisions,
    decisions_table,
    deputies,
    disagreements,
    dissents,
    documents,
    erasing,
    fixing,
    gate,
    hiding,
    history,
    holds,
    home,
    ideas,
    imports,
    interests,
    issues,
    issuing,
    legal_changes,
    live,
    locks,
    merging,
    names,
    opening,
    printing,
    private,
    proposals,
    proposing,
    recipes,
    regrouping,
    report,
    returned,
    returned_file,
    revising,
    search,
    seats,
    signing_off,
    spelling,
    stands,
    summaries,
    support,
    taking_back,
    tenders,
    versions,
    waiting,
    whose,
    wording,
)
from server.pages.common import DeclareFirst, SignInFirst, bare_page, form, page
from server.rendering import BUILT
from server.security import Security
from server.settings import House
from specs.refusals import Refused

# In this order addresses are matched: what is named comes before what any name fits, then what is asked for most.
TOPICS: tuple[ModuleType, ...] = (
    arranging,
    clauses,
    clause,
    wording,
    home,
    fixing,
    versions,
    history,
    summaries,
    locks,
    search,
    imports,
    tenders,
    documents,
    gate,
    issuing,
    issues,
    report,
    checking,
    returned,
    returned_file,
    adopting,
    legal_changes,
    seats,
    live,
    comments,
    answers,
    erasing,
    private,
    hiding,
    behalf,
    holds,
    signing_off,
    ideas,
    dissents,
    taking_back,
    disagreements,
    recipes,
    opening,
    deputies,
    interests,
    support,
    about,
    administration,
    waiting,
    proposals,
    proposing,
    revising,
    stands,
    regrouping,
    spelling,
    decisions,
    decisions_table,
    merging,
    whose,
    printing,
    contributions,
    names,
    sign_in,
)
FOR_EVER = "public, max-age=31536000, immutable"

_log = logging.getLogger(__name__)

GONE = "There is no such page, or it is not for you to see."
NOT_YOURS = "Your seat does not include this."
CUT_OFF = "What you sent did not arrive in full. Nothing was saved. Please go back and send it again."
SIGNED_OUT = "You were signed out, so nothing was saved. Please ask for a new sign-in link; here is what you had written, to copy."
KEPT = "You were signed out, and your words are kept: sign in again, open the same page, and they are in the box. Nobody else sees them."
SENTENCES = {
    400: ("That did not arrive", CUT_OFF),
    403: ("You cannot do this here", NOT_YOURS),
    404: ("Page not found", GONE),
    405: ("Page not found", GONE),
    413: ("That is too long", "What was sent is too long to be taken in. Nothing was saved. Please go back, shorten it and try again."),
}


class Built(StaticFiles):
    """What the build made. Names hold a hash of the content, so a browser may keep a file for ever."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        if response.status_code == 200:
            response.headers["cache-control"] = FOR_EVER
        return response


def routes() -> list[BaseRoute]:
    """Every address of the application."""
    made: list[BaseRoute] = [route for topic in TOPICS for route in topic.ROUTES]
    return [*made, Mount("/static/vendor", Built(directory=BUILT))]


def make_app(house: House) -> ASGIApp:
    """The application over a house that is open; whoever opened it closes it."""
    app = Starlette(
        routes=routes(),
        exception_handlers={HTTPException: _not_here, SignInFirst: _sign_in, DeclareFirst: _declare, Refused: _refused, Exception: _broken},
    )
    app.state.house = house
    app.state.said = {}
    app.state.there = {}
    app.state.fragments = clauses.Fragments()
    return Security(app, house.settings)


async def _not_here(request: Request, wrong: Exception) -> Response:
    assert isinstance(wrong, HTTPException)
    title, sentence = SENTENCES.get(wrong.status_code, SENTENCES[404])
    response = page(request, "errors/error.html", title=title, status=wrong.status_code, sentence=sentence, kept=[])
    response.headers.update(wrong.headers or {})
    return response


async def _sign_in(request: Request, wrong: Exception) -> Response:
    """Whoever is signed out is asked to sign in, whatever the address; what they had typed is shown to be copied, not lost."""
    if request.headers.get("hx-request"):
        return Response(status_code=401, headers={"HX-Redirect": "/sign-in"})
    if request.method in ("GET", "HEAD"):
        return RedirectResponse("/sign-in", 303)
    kept: list[tuple[str, str]] = []
    sentence = SIGNED_OUT
    if "urlencoded" in request.headers.get("content-type", ""):
        with suppress(HTTPException):
            sent = await form(request)
            kept = [(name, str(value)) for name, value in sent.multi_items() if name != "key" and str(value).strip()]
        words = dict(kept)
        if kept and (comments.keep_for_later(request, words.get("text", "")) or proposing.keep_for_later(request, words)):
            sentence = KEPT
    return page(request, "errors/error.html", title="Please sign in again", status=401, sentence=sentence, kept=kept)


async def _declare(request: Request, wrong: Exception) -> Response:
    """Before anybody reads a tender, and again with each round, they are asked whether they are linked to a possible bidder."""
    return RedirectResponse(f"/tenders/{wrong.args[0]}/interests", 303)


async def _refused(request: Request, wrong: Exception) -> Response:
    """A refusal that no page caught: the record cannot be read, say. Where it came from is logged; its sentence may hold typed words."""
    at = traceback.extract_tb(wrong.__traceback__)[-1]
    _log.warning("a page refused: %s, line %s, after %s", Path(at.filename).name, at.lineno, type(wrong.__cause__).__name__)
    return page(request, "errors/error.html", title="That did not work", status=503, sentence=str(wrong), kept=[])


async def _broken(request: Request, wrong: Exception) -> Response:
    _log.error("a page failed", exc_info=wrong)
    return Response(bare_page("errors/broken.html", title="Something went wrong at our end"), 500, media_type="text/html")
