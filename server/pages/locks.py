"""Fixed words inside an open clause: chosen with the mouse, or from a list of its sentences, with their own reason."""

import re
from datetime import date

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.pages.at_clause import AtClause, clause_page, to_draft, typed
from server.pages.common import act, go
from server.pages.drawing import shown
from server.pages.reasons import FIELDS, choices, reason_from, why
from server.pages.sentences import sentences
from server.rendering import today
from specs.locks import LockWords, UnlockWords
from specs.refusals import Refused, Stale
from specs.typed import cleaned, named


async def lock(request: Request) -> Response:
    """Chooses the words, with a reason."""
    here = await to_draft(request, "fix")
    values = await typed(request, *FIELDS, "chosen", "words", "span", "version")
    refused = None
    if request.method == "POST":
        try:
            await act(request, here.at, _asked(here, values), values["key"])
            return go(request, here.url, "These words are fixed. The rest of the clause stays open to change.")
        except Refused as no:
            refused = no
            if isinstance(no, Stale):  # places in words that have changed: they would be other words
                values.update(chosen="", span="")
    spoken = [p for p in here.clause.body if p.kind != "block" and p.text.strip()]
    items = [
        {"value": f"{s.paragraph} {s.start} {s.end}", "text": named(s.text if len(s.text) <= 300 else s.text[:299] + "…")}
        for s in sentences(tuple(spoken))
    ]
    return clause_page(
        request,
        here,
        "locks/choose.html",
        "Fix some words",
        refused,
        "chosen",
        values,
        version=here.clause.version,
        paragraphs=[(p.id, shown(p.text)) for p in spoken],
        sentences=items,
        kinds=choices(),
    )


def _asked(here: AtClause, values: dict[str, str]) -> LockWords:
    """The words chosen with the mouse, else the sentence from the list or some words of it. Raises ``Refused``."""
    paragraph, start, end = ([*(values["span"].strip() or values["chosen"]).split(" "), "", ""])[:3]
    reason = reason_from(values, date.fromisoformat(today()))
    version = int(values["version"]) if values["version"].isdecimal() and len(values["version"]) < 9 else 0
    known = start.isdecimal() and end.isdecimal() and max(len(start), len(end)) < 9
    first, last = (int(start), int(end)) if known else (0, 0)
    if values["words"].strip() and not values["span"].strip() and known:
        text = next((p.text for p in here.clause.body if p.id == paragraph), "")
        first, last = within(text, first, last, values["words"])
    return LockWords(here.clause.id, version, paragraph, first, last, reason)


def within(text: str, first: int, last: int, words: str) -> tuple[int, int]:
    """Where these words stand in a sentence of a text, however the spaces between them were typed. Raises ``Refused``."""
    found = re.search(r"\s+".join(map(re.escape, cleaned(words).split())), text[first:last])
    if found is None:
        raise Refused("These words do not stand in the sentence you chose. Please copy them from it just as they are.", "words")
    return first + found.start(), first + found.end()


async def unlock(request: Request) -> Response:
    """Opens fixed words to change again."""
    here = await to_draft(request, "fix")
    name = request.path_params["lock"]
    found = next((each for each in here.clause.locks if each.id == name), None)
    if name not in {f"l{made}" for made in range(1, here.at.tender.locks_made + 1)}:
        raise HTTPException(404)
    values = await typed(request, "why")
    refused = None
    if request.method == "POST":
        try:
            await act(request, here.at, UnlockWords(here.clause.id, name, values["why"]), values["key"])
            return go(request, here.url, "These words are open to change.")
        except Refused as no:
            refused = no
    if found is None and refused is None:
        raise HTTPException(404)
    text = next((p.text[found.start : found.end] for p in here.clause.wording if found and p.id == found.paragraph), "")
    return clause_page(
        request,
        here,
        "locks/opening.html",
        "Open fixed words to change",
        refused,
        "why",
        values,
        lock=name,
        quote=shown(text),
        reason=why(found.reason) if found else None,
    )


_BOTH = ["GET", "POST"]
ROUTES = [
    Route("/tenders/{tender}/clauses/{clause}/fixed-words", lock, methods=_BOTH),
    Route("/tenders/{tender}/clauses/{clause}/fixed-words/{lock}/opening", unlock, methods=_BOTH),
]
