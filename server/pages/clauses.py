"""The clauses of a tender, read as one document: all of them, the open ones, the fixed ones, or what changed."""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import NamedTuple, cast

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from server.pages.common import house, page, seated
from server.pages.drawing import drawn, html, ink_for
from server.pages.signing_off import in_a_word
from server.pages.talk import counted as counted_said
from server.rendering import draw
from specs.circles import is_official
from specs.labels import label_of, labels, title_of
from specs.library.reasons import KINDS, REASONS
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


ROUTES = [Route("/tenders/{tender}", show_all)]
