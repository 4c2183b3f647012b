"""The versions of a clause: all of them, one as it read (with the words that somebody commented on), and any two compared."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any, NamedTuple

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.pages.at_clause import AtClause, at_clause
from server.pages.at_thread import Said, first_words, place_of, said
from server.pages.common import house, name_of, page
from server.pages.comparison import drawn_comparison
from server.pages.drawing import drawn, line, shown
from server.rendering import moment
from specs.circles import thread_of
from specs.comparing import compare, sentence
from specs.proposed import Proposal
from specs.refusals import Refused
from specs.tender import Version
from specs.threads import Span, Thread
from specs.whose import decided_at
from specs.wording import heading
from specs.words import Change


class Row(NamedTuple):
    """A version in the list. ``compare`` is the one before it, for the link to what changed."""

    number: int
    how: str
    who: str
    when: str
    why: str
    first_change: Any
    compare: int


def listed(request: Request, here: AtClause) -> list[Row]:
    """The versions of a clause, newest first."""
    who = name_of(request, here.at.tender.id)
    versions = here.clause.versions
    start = here.at.tender.parts[here.clause.part].start
    taken = decided_at(here.at.tender)
    made = []
    for place, version in enumerate(versions):
        before = versions[place - 1] if place else None
        how = ("as it came" if here.clause.id in start else "as it was written") if version.number == 1 else ""
        made.append(
            Row(
                version.number,
                how if version is not versions[-1] or place == 0 else "the words as they stand",
                _whose(taken.get((version.stamp.seq, here.clause.id)), version, who),
                moment(version.stamp.at),
                version.why or "",
                _first_change(before, version) if before else "",
                before.number if before else 0,
            )
        )
    return made[::-1]


def _whose(taken: Proposal | None, version: Version, who: Callable[[str], str]) -> str:
    """Who made a version; where it was decided (``taken`` is what was), who suggested it and who decided."""
    if taken is None or taken.decision is None:
        return who(version.stamp.by)
    signers = " and ".join(who(member) for _, member in taken.decision.signers)
    return f"suggested by {who(taken.by) if taken.by else 'someone'}, decided by {signers}"


def _first_change(before: Version, version: Version) -> Any:
    if before.erased or version.erased:
        return ""
    made = [Change(*change) for change in version.changes]
    if not made:
        return ""
    old, new = {p.id: p for p in before.wording}, {p.id: p for p in version.wording}
    more = f" And {len(made) - 1} more." if len(made) > 1 else ""
    return shown(f"{sentence(made[0], old, new)}.{more}")


async def show_all(request: Request) -> Response:
    here = await at_clause(request)
    versions = here.clause.versions
    return page(
        request,
        "versions/list.html",
        title="Versions",
        seated=here.at,
        here="clauses",
        back=here.url,
        called=here.called,
        url=here.url,
        versions=listed(request, here),
        choices_from=_choices(versions, versions[-2].number) if len(versions) > 1 else [],
        choices_to=_choices(versions, versions[-1].number),
    )


def _choices(versions: list[Version], chosen: int) -> list[dict[str, Any]]:
    return [{"value": str(v.number), "text": f"Version {v.number}, {moment(v.stamp.at)}", "selected": v.number == chosen} for v in versions]


def _one(here: AtClause, number: str) -> Version:
    """The version of this number. Raises HTTPException 404."""
    found = next((version for version in here.clause.versions if str(version.number) == number), None)
    if found is None:
        raise HTTPException(404)
    return found


def _drawn(here: AtClause, version: Version, about: tuple[Span, ...] = ()) -> tuple[Any, Any]:
    """A version's heading and words; those in ``about`` marked as commented on."""
    wording = version.wording
    head = heading(wording)
    # Which words are fixed is known of the newest version only: in another one other words stand in those places.
    locks = here.clause.locks if version is here.clause.versions[-1] else ()
    ink = replace(here.ink(), locks=locks, about=about)
    title = (line(head, ink) if any(span.paragraph == head.id for span in about) else shown(head.text)) if head else ""
    return title, drawn(wording[1:] if head else wording, ink)


class About(NamedTuple):
    """The comment whose words are marked: its first words, where it stands now, and how many stretches are marked."""

    said: Said
    words: Any
    place: str
    marked: int


def _thread(request: Request, here: AtClause, version: Version) -> Thread | None:
    """The thread of the address, if it was about this version and has reached the person who asks."""
    with suppress(Refused):
        found = thread_of(here.at.tender, request.query_params.get("thread", ""), here.at.by, house(request).today())
        return found if (found.said_on, found.version) == (here.clause.id, version.number) else None
    return None


async def show_one(request: Request) -> Response:
    """One version; with ``?thread=``, the words in it that were commented on are marked, for ever."""
    here = await at_clause(request)
    version = _one(here, request.path_params["number"])
    thread = _thread(request, here, version)
    spans = thread.places if thread and not version.erased else ()
    title, words = _drawn(here, version, spans)
    names, tender = name_of(request, here.at.tender.id), here.at.tender
    return page(
        request,
        "versions/version.html",
        title=f"Version {version.number}",
        seated=here.at,
        here="clauses",
        back=place_of(tender, thread) if thread else f"{here.url}/versions",
        called=here.called,
        url=here.url,
        number=version.number,
        newest=version is here.clause.versions[-1],
        who=_whose(decided_at(tender).get((version.stamp.seq, here.clause.id)), version, names),
        when=moment(version.stamp.at),
        why=version.why or "",
        erased=version.erased,
        heading=title,
        words=words,
        about=About(
            said(names, tender, here.at.by, thread.first), shown(first_words(thread, here.at.by)), place_of(tender, thread), len(spans)
        )
        if thread
        else None,
    )


async def show_comparison(request: Request) -> Response:
    """What changed between two versions: sentences first, then the words."""
    here = await at_clause(request)
    one, two = (_one(here, request.query_params.get(name, "")) for name in ("from", "to"))
    who = name_of(request, here.at.tender.id)
    follows = two.number == one.number + 1 and two.changes
    made = [Change(*change) for change in two.changes] if follows else None
    title, words = _drawn(here, two)
    between = [v for v in here.clause.versions if min(one.number, two.number) < v.number <= max(one.number, two.number)]
    return page(
        request,
        "versions/comparison.html",
        title=f"What changed from version {one.number} to version {two.number}",
        seated=here.at,
        here="clauses",
        back=f"{here.url}/versions",
        called=here.called,
        url=here.url,
        one=one.number,
        two=two.number,
        choices_from=_choices(here.clause.versions, one.number),
        choices_to=_choices(here.clause.versions, two.number),
        why=[(v.number, who(v.stamp.by), v.why) for v in between if v.why],
        comparison=drawn_comparison(compare(one.wording, two.wording, made)),
        heading=title,
        words=words,
    )


ROUTES = [
    Route("/tenders/{tender}/clauses/{clause}/versions", show_all),
    Route("/tenders/{tender}/clauses/{clause}/versions/comparison", show_comparison),
    Route("/tenders/{tender}/clauses/{clause}/versions/{number}", show_one),
]
