"""A page about one clause: which clause, whether the person may see it, and the frame around its forms."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from server.pages.common import Seated, form, new_key, page, seated
from server.pages.drawing import Ink, drawn, ink_for
from server.pages.problems import at_field, summary
from specs.labels import labels, name_of
from specs.refusals import Refused
from specs.seats import may, may_see, parts_seen
from specs.tender import Clause
from specs.threads import Span
from specs.wording import heading


class AtClause(NamedTuple):
    """A clause in the tender of this address, as the person who asks may see it."""

    at: Seated
    clause: Clause

    @property
    def url(self) -> str:
        return f"/tenders/{self.at.tender.id}/clauses/{self.clause.id}"

    @property
    def called(self) -> str:
        """Its name at the beginning of a line."""
        name = name_of(self.at.tender, self.clause.id)
        return name[0].upper() + name[1:]

    def ink(self) -> Ink:
        """What drawing its words needs; references lead to the clauses that the reader may see."""
        tender = self.at.tender
        known = {each.id for part in parts_seen(tender, self.at.by) if part.kind == "authored" for each in tender.reading_order(part.id)}
        return ink_for(self.clause, labels(tender), f"/tenders/{tender.id}/clauses/", known)

    def words(self, spoken: tuple[Span, ...] = ()) -> Any:
        """Its words as HTML, without its heading; those in ``spoken`` marked as talked about."""
        wording = self.clause.wording
        ink = replace(self.ink(), spoken=spoken, lines=bool(self.at.tender.rounds))
        return drawn(wording[1:] if heading(wording) else wording, ink)


async def at_clause(request: Request) -> AtClause:
    """The clause of this address. One of another tender, or of a part that is not for this seat, is not there: 404."""
    at = await seated(request)
    clause = at.tender.clauses.get(request.path_params["clause"])
    if clause is None:
        raise HTTPException(404)
    part = at.tender.parts[clause.part]
    if part.retired or not may_see(at.by, part):
        raise HTTPException(404)
    return AtClause(at, clause)


async def to_draft(request: Request, act: str = "draft") -> AtClause:
    """The same for somebody whose seat includes drafting (or another act of the seat table); others get 403."""
    here = await at_clause(request)
    if not may(here.at.by, act):
        raise HTTPException(403)
    return here


async def typed(request: Request, *names: str) -> dict[str, str]:
    """What was typed in these fields; empty for a page that is only asked for."""
    if request.method != "POST":
        return dict.fromkeys((*names, "key"), "")
    sent = await form(request)
    return {name: str(sent.get(name, "")) for name in (*names, "key")}


def number(typed: str) -> int | None:
    """A number that a form carries; None where it carries none."""
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 12 else None


def clause_page(
    request: Request,
    here: AtClause,
    template: str,
    title: str,
    refused: Refused | None = None,
    otherwise: str = "why",
    values: Mapping[str, str] | None = None,
    **context: Any,
) -> Response:
    """A page about the clause; with a refusal, its form again: 422, the sentence above and at its field, the words still in it."""
    return page(
        request,
        template,
        title=title,
        seated=here.at,
        here="clauses",
        errors=summary(refused),
        status=422 if refused else 200,
        back=here.url,
        called=here.called,
        url=here.url,
        token=new_key(),
        wrong=at_field(refused, otherwise),
        values=dict(values or {}),
        **context,
    )
