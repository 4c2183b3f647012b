"""One clause: its words, everything said and suggested about it, and what may be done with it."""

from collections.abc import Iterator

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.pages.at_clause import AtClause, at_clause
from server.pages.common import house, name_of, new_key, page
from server.pages.dissents import dissents_on
from server.pages.drawing import shown
from server.pages.holds import DrawnHolds, drawn_holds
from server.pages.legal_changes import legal_on
from server.pages.offers import Offers, offers
from server.pages.proposed import row as suggestion_row
from server.pages.reasons import why
from server.pages.signing_off import drawn_standing
from server.pages.talk import spoken_about, talk_about
from server.pages.versions import listed
from server.pages.wording import too_long
from specs.ideas import PutIdea
from specs.labels import label_of, title_of
from specs.outcomes import proposals_seen
from specs.rounds import has_begun
from specs.rules import allowed
from specs.seats import may
from specs.tender import Clause
from specs.typed import named
from specs.wording import heading


async def show_one(request: Request) -> Response:
    """One clause with everything about it, and what may be done."""
    here = await at_clause(request)
    tender, clause, by = here.at.tender, here.clause, here.at.by
    head = heading(clause.wording)
    may_do = offers(tender, clause, by)
    before, after = _neighbours(here)
    versions = listed(request, here)
    day = house(request).today()
    several = len(tender.authored()) > 1
    holds = drawn_holds(name_of(request, tender.id), here.at, clause, day)
    return page(
        request,
        "clauses/clause.html",
        title=f"{label_of(tender, clause)} {title_of(clause)}".strip(),
        seated=here.at,
        here="clauses",
        back=f"/tenders/{tender.id}#{clause.id}" if not clause.retired else f"/tenders/{tender.id}",
        url=here.url,
        clause=clause.id,
        part=named(tender.parts[clause.part].name) if several else "",
        label=label_of(tender, clause),
        heading=shown(head.text if head else title_of(clause)),
        open=clause.openness == "open",
        retired=clause.retired,
        facts=_facts(here),
        short=shown(clause.in_short.text) if clause.in_short else "",
        stale=clause.in_short_out_of_date,
        erased=clause.versions[-1].erased,
        words=here.words(spoken_about(here.at, clause, day)),
        holds=holds,
        legal=legal_on(here.at, clause),
        standing=drawn_standing(name_of(request, tender.id), here.at, clause, day),
        disagreeing=dissents_on(name_of(request, tender.id), here.at, clause, day),
        talk=(talk := talk_about(name_of(request, tender.id), here.at, clause, day)),
        talks=bool(tender.rounds or talk),  # before the tender opens there is what came in with the document
        may_comment=may(by, "comment") and by.seat != "facilitator" and has_begun(tender, day) and not clause.retired,
        may_enter=may(by, "speak for others") and has_begun(tender, day) and not clause.retired,
        may_suggest=may(by, "suggest") and has_begun(tender, day) and not clause.retired,
        suggestions=[suggestion_row(request, here.at, each, day) for each in proposals_seen(tender, by, day, clause.id)],
        begun=bool(tender.rounds),
        token=new_key(),
        offers=may_do,
        too_long=too_long(clause.wording),
        reason=why(clause.reason),
        locks=[(lock.id, shown(_quote(clause, lock.paragraph, lock.start, lock.end)), why(lock.reason)) for lock in clause.locks],
        may_unlock=may(by, "fix") and not clause.retired,
        actions=[*((text, _address(here, path)) for text, path in _actions(may_do, clause)), *_of_the_group(here, holds, day)],
        versions=versions[:3],
        more_versions=len(versions) if len(versions) > 3 else 0,
        previous=before,
        next=after,
    )


def _address(here: AtClause, path: str) -> str:
    return f"/tenders/{here.at.tender.id}/clauses/new{path}" if path.startswith("?") else here.url + path


def _of_the_group(here: AtClause, holds: DrawnHolds, day: str) -> Iterator[tuple[str, str]]:
    """What the group can do with a clause besides talking about it, where nothing on the page leads to it yet."""
    if not (holds.held or holds.asked):
        yield from holds.offers
    if allowed(here.at.tender, PutIdea("t" + "0" * 10, here.clause.id, "x", today=day), here.at.by):
        yield "Put an idea into the ideas box", f"{here.url}/ideas/new"


def _facts(here: AtClause) -> str:
    clause = here.clause
    start = here.at.tender.parts[clause.part].start
    if clause.version == 1 and clause.id in start:
        return "As it came in"
    return f"Version {clause.version}, {'changed since it came in' if clause.id in start else 'written here'}"


def _quote(clause: Clause, paragraph: str, start: int, end: int) -> str:
    return next((p.text for p in clause.wording if p.id == paragraph), "")[start:end]


def _actions(may_do: Offers, clause: Clause) -> Iterator[tuple[str, str]]:
    """What else can be done with a clause, as links in the order in which people look for it."""
    if may_do.reason and clause.openness == "open":
        yield "Mark it as fixed", "/reason"
    if may_do.opening:
        yield "Open it to change", "/opening"
    if may_do.fixed_words:
        yield "Fix some words in it", "/fixed-words"
    if may_do.in_short:
        yield ("Change “In short”" if clause.in_short else "Say it in short"), "/in-short"
    if may_do.split:
        yield "Split it in two", "/split"
    if may_do.merger:
        yield "Merge it with the next clause", "/merger"
    if may_do.place:
        yield "Move it", "/place"
    if may_do.new_clause:
        yield "Add a clause after it", f"?after={clause.id}"
    if may_do.retirement:
        yield "Retire it", "/retirement"


def _neighbours(here: AtClause) -> tuple[dict[str, str] | None, dict[str, str] | None]:
    """The clauses before and after, for the links at the foot."""
    tender = here.at.tender
    order = [clause.id for clause in tender.reading_order(here.clause.part)]
    if here.clause.id not in order:
        return None, None
    place = order.index(here.clause.id)

    def link(at: int, text: str) -> dict[str, str] | None:
        if not 0 <= at < len(order):
            return None
        clause = tender.clauses[order[at]]
        name = f"{label_of(tender, clause)} {title_of(clause, 60)}".strip()
        return {"href": f"/tenders/{tender.id}/clauses/{clause.id}", "text": text, "labelText": name}

    return link(place - 1, "Clause before"), link(place + 1, "Clause after")


ROUTES = [Route("/tenders/{tender}/clauses/{clause}", show_one)]
