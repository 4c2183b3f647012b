"""A page about a suggestion: which one, whether it has reached the person who asks, and the frame around its forms."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from server.pages.common import Seated, house, new_key, page, seated
from server.pages.problems import at_field, summary
from specs.circles import may_see_thread
from specs.labels import name_of as clause_name
from specs.proposals import KINDS
from specs.proposed import Proposal
from specs.refusals import Refused
from specs.rounds import signs_as
from specs.seats import may
from specs.tender import Clause
from specs.threads import Thread


class AtProposal(NamedTuple):
    """A suggestion in the tender of this address, as it has reached the person who asks, and the day."""

    at: Seated
    proposal: Proposal
    today: str

    @property
    def thread(self) -> Thread:
        return self.at.tender.threads[self.proposal.id]

    @property
    def clause(self) -> Clause:
        return self.at.tender.clauses[self.proposal.clause]

    @property
    def url(self) -> str:
        """The address of its own pages."""
        return url_of(self.at.tender.id, self.proposal.id)

    @property
    def called(self) -> str:
        """Its clause, at the beginning of a line."""
        name = clause_name(self.at.tender, self.clause.id)
        return name[0].upper() + name[1:]

    @property
    def kind(self) -> str:
        """What it suggests, in words."""
        return KINDS[self.proposal.kind]

    @property
    def clause_url(self) -> str:
        return f"/tenders/{self.at.tender.id}/clauses/{self.clause.id}"


def url_of(tender: str, proposal: str) -> str:
    """The address of a suggestion."""
    return f"/tenders/{tender}/proposals/{proposal}"


async def at_proposal(request: Request) -> AtProposal:
    """The suggestion of this address. One that has not reached this person is not there: 404."""
    at = await seated(request)
    today = house(request).today()
    found = at.tender.proposals.get(request.path_params["proposal"])
    if found is None or not may_see_thread(at.tender, at.by, at.tender.threads[found.id], today):
        raise HTTPException(404)
    return AtProposal(at, found, today)


async def to_take_part(request: Request) -> AtProposal:
    """The same for somebody whose seat includes suggesting; others get 403."""
    here = await at_proposal(request)
    if not may(here.at.by, "suggest"):
        raise HTTPException(403)
    return here


async def to_sign(request: Request) -> AtProposal:
    """The same for a chair, or who stands in for one; others get 403."""
    here = await at_proposal(request)
    if not signs_as(here.at.tender, here.at.by):
        raise HTTPException(403)
    return here


def proposal_page(
    request: Request,
    here: AtProposal,
    template: str,
    title: str,
    refused: Refused | None = None,
    otherwise: str = "reason",
    values: Mapping[str, str] | None = None,
    back: str = "",
    **context: Any,
) -> Response:
    """A page about the suggestion; with a refusal, its form again: 422, the sentence above and at its field, the words still in it."""
    return page(
        request,
        template,
        title=title,
        seated=here.at,
        here="suggestions",
        errors=summary(refused),
        status=422 if refused else 200,
        back=back or here.url,
        called=here.called,
        kind=here.kind,
        url=here.url,
        tender_url=f"/tenders/{here.at.tender.id}",
        token=new_key(),
        wrong=at_field(refused, otherwise),
        values=dict(values or {}),
        **context,
    )
