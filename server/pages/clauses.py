"""The clauses of a tender, read as one document: all of them, the open ones, the fixed ones, or what changed."""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import NamedTuple, cast

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from server.pages.at_clause import AtClause, at_clause
from server.pages.common import house, name_of, new_key, page, seated
from server.pages.dissents import dissents_on
from server.pages.drawing import drawn, html, ink_for, shown
from server.pages.holds import DrawnHolds, drawn_holds
from server.pages.offers import Offers, offers
from server.pages.proposed import row as suggestion_row
from server.pages.reasons import why
from server.pages.signing_off import drawn_standing, in_a_word
from server.pages.talk import counted as counted_said
from server.pages.talk import spoken_about, talk_about
from server.pages.versions import listed
from server.pages.wording import too_long
from server.rendering import draw
from specs.circles import is_official
from specs.ideas import PutIdea
from specs.labels import label_of, labels, title_of
from specs.library.reasons import KINDS, REASONS
from specs.outcomes import proposals_seen
from specs.rounds import has_begun
from specs.rules import allowed
from specs.seats import may, parts_seen
from specs.signing_off import state_of
from specs.tender import Clause, Member, Part, Tender
from specs.typed import named
from specs.wording import heading

SHOWN = ("all", "open", "fixed", "changed")  # what can be asked for with ?show=


class Row(NamedTuple):
    """A clause as the list draws it: every value is HTML already, so that the template only places it.

    Escaping in the template costs more than all the rest of a list that is drawn anew.
    """

    id: str
    tag: str
    label: str
    title: str
    named: bool
    depth: int
    open: bool
    facts: str
    said: str
    why: str
    words: str
    short: str
    stale: bool
    called: str


class Section(NamedTuple):
    """One authored part: its clauses that are shown, and those that were retired."""

    part: str
    name: str
    rows: list[Row]
    retired: list[tuple[str, str]]


class Counts(NamedTuple):
    """How many clauses each filter shows."""

    all: int
    open: int
    fixed: int
    changed: int


def changed_since_start(part: Part, clause: Clause) -> bool:
    """Whether a clause was reworded, or added, after its part came in."""
    return clause.version > 1 or clause.id not in part.start


WANTED: dict[str, Callable[[Part, Clause], bool]] = {
    "all": lambda part, clause: True,
    "open": lambda part, clause: clause.openness == "open",
    "fixed": lambda part, clause: clause.openness == "fixed",
    "changed": changed_since_start,
}


def counted(tender: Tender, parts: list[Part]) -> Counts:
    """How many clauses of these parts there are in all, open, fixed, and changed since the start."""
    both = [(part, clause) for part in parts for clause in tender.reading_order(part.id)]
    return Counts(*(sum(WANTED[show](part, clause) for part, clause in both) for show in SHOWN))


def sections(tender: Tender, parts: list[Part], show: str, by: Member, day: str) -> list[Section]:
    """The authored parts that a viewer sees, each with its clauses ready to be drawn."""
    known = {clause.id for part in parts for clause in tender.reading_order(part.id)}
    link = f"/tenders/{tender.id}#"
    return [
        Section(
            part.id,
            html(part.name),
            list(_rows(tender, part, show, link, known, 2 if len(parts) == 1 else 3, by, day)),
            [(name, html(title_of(tender.clauses[name]))) for name in part.order if tender.clauses[name].retired and show == "all"],
        )
        for part in parts
    ]


def _rows(tender: Tender, part: Part, show: str, link: str, known: set[str], first: int, by: Member, day: str) -> Iterator[Row]:
    numbers, wanted, start = labels(tender), WANTED[show], set(part.start)
    depth = first - 1
    for clause in tender.reading_order(part.id):
        if not wanted(part, clause):
            continue
        wording = clause.wording
        head = heading(wording)
        # No heading is more than one step below the one before it: people who listen to a page jump by level.
        depth = min(first + min(head.level, 3), depth + 1, 6) if head else depth
        label, title = html(label_of(tender, clause)), html(head.text if head else title_of(clause))
        yield Row(
            clause.id,
            f"h{max(depth, first)}",
            label,
            title,
            head is not None,
            min(head.level, 3) if head else 3,
            clause.openness == "open",
            ("As it came" if clause.version == 1 and clause.id in start else f"Version {clause.version}")
            + _stands(tender, clause, by, day),
            counted_said(tender, by, clause.id, day),
            "" if clause.openness == "open" else html(reason_in_brief(clause)),
            str(drawn(wording[1:] if head else wording, ink_for(clause, numbers, link, known))),
            html(clause.in_short.text) if clause.in_short else "",
            clause.in_short_out_of_date,
            f"clause {label.rstrip('.')}" if label else f"“{html(title_of(clause))}”",
        )


def _stands(tender: Tender, clause: Clause, by: Member, day: str) -> str:
    word = in_a_word(state_of(tender, clause, by, day))
    return f" · {word}" if word else ""


def reason_in_brief(clause: Clause) -> str:
    """Why a clause is fixed, in half a sentence."""
    reason = clause.reason
    if reason is None or not reason.kind:
        return "the reason is still to be written"
    kind = KINDS[reason.kind].lower()
    return f"{kind}: {REASONS[reason.code].label.lower()}" if reason.code in REASONS else kind


KEPT = 64  # fragments held in memory
NOTHING = {
    "all": "There are no clauses here yet.",
    "open": "No clause here is open to change.",
    "fixed": "No clause here is fixed.",
    "changed": "No clause here has changed since it came in.",
}
NAMES = {"all": "All", "open": "Open to change", "fixed": "Fixed", "changed": "Changed since it came"}


class Fragment(NamedTuple):
    """The clauses as drawn, and how many each filter shows."""

    counts: Counts
    html: bytes


class Fragments:
    """The list of clauses as drawn for everybody who may see the same parts, so nothing of one viewer stands in it.

    Known by the tender, its last entry, what is seen of it, the circle, the filter and the day in London.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[object, ...], Fragment] = OrderedDict()

    def of(self, tender: Tender, parts: list[Part], show: str, by: Member, day: str) -> Fragment:
        """The contents list and the clauses, as everybody sees them on that day who is in the circle of ``by``."""
        by = Member("", by.seat if is_official(by) else "member", by.linked)
        key = (tender.id, tender.seq, tuple(part.id for part in parts), is_official(by), by.linked, show, day)
        found = self._kept.get(key)
        if found is None:
            base = f"/tenders/{tender.id}/clauses/"
            made = draw("clauses/_list.html", sections=sections(tender, parts, show, by, day), base=base, nothing=NOTHING[show])
            found = self._kept[key] = Fragment(counted(tender, parts), made.encode())
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        else:
            self._kept.move_to_end(key)
        return found


async def show_all(request: Request) -> Response:
    """The tender as one document."""
    at = await seated(request)
    tender = at.tender
    parts = [part for part in parts_seen(tender, at.by) if part.kind == "authored"]
    number = request.query_params.get("number", "").strip()
    show = request.query_params.get("show", "all")
    show = show if show in SHOWN else "all"
    missed = ""
    if number:
        found = numbered(tender, parts, number)
        if found:
            return RedirectResponse(f"/tenders/{tender.id}#{found}", 303)
        asked = named(number if len(number) <= 30 else f"{number[:30]}…")
        missed = f"There is no clause {asked} here. Numbers stand in the contents list, such as 3 or 3.2."
    fragment = cast("Fragments", request.app.state.fragments).of(tender, parts, show, at.by, house(request).today())
    return page(
        request,
        "clauses/list.html",
        title=tender.title,
        seated=at,
        here="clauses",
        errors=[(missed, "#number")] if missed else [],
        status=404 if missed else 200,
        url=f"/tenders/{tender.id}",
        number=number if missed else "",
        missed=missed,
        filters=[
            (NAMES[name], "" if name == "all" else f"?show={name}", f"{count:,}", name == show)
            for name, count in zip(SHOWN, fragment.counts, strict=True)
        ],
        may_add=may(at.by, "draft"),
        may_fix=may(at.by, "fix"),
        ready=fragment.html,
    )


def numbered(tender: Tender, parts: list[Part], number: str) -> str:
    """The clause that goes by this number, as people write it: 3.2, 3.2., “clause 3.2”; empty where there is none."""
    wanted = plain_number(number)
    for part in parts:
        for clause in tender.reading_order(part.id):
            if wanted and plain_number(label_of(tender, clause)) == wanted:
                return clause.id
    return ""


def plain_number(label: str) -> str:
    """A number without what stands around it: “3.2” for “Clause 3.2.”."""
    words = label.casefold().split()
    return words[-1].strip(".():") if words else ""


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
        standing=drawn_standing(name_of(request, tender.id), here.at, clause, day),
        disagreeing=dissents_on(name_of(request, tender.id), here.at, clause, day),
        talk=talk_about(name_of(request, tender.id), here.at, clause, day) if tender.rounds else [],
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


ROUTES = [
    Route("/tenders/{tender}", show_all),
    Route("/tenders/{tender}/clauses/{clause}", show_one),
]
