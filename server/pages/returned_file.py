"""A Word file that came back and was recorded: what became of each thing in it, who its reviewers are here, and what is not words."""

from typing import NamedTuple

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.pages.at_clause import number as as_number
from server.pages.at_clause import typed
from server.pages.at_thread import place_of
from server.pages.common import Seated, act, go, house, name_of, new_key, page, seated
from server.pages.drawing import in_lines, shown
from server.pages.imported import changed_before, stays_behind
from server.pages.legal_changes import TAGS as LEGAL_TAGS
from server.pages.problems import at_field, summary
from server.pages.proposed import row
from server.pages.returned_drawing import STEPS, Item, called, changed, drawn_file, in_place, reviewer_named, unplaced
from server.rendering import many
from specs.circles import as_seen, may_see_thread
from specs.hiding import reads_hidden
from specs.legal_changes import STATES as LEGAL_STATES
from specs.reaching import proposal_seen
from specs.refusals import Refused
from specs.returned import NOBODY, ReturnedFile
from specs.returning import files_seen
from specs.reviewers import ClaimReviewer, MatchReviewer, name_in, reads_names
from specs.seats import may


class Reviewer(NamedTuple):
    """One of a file’s authors, as this person may know them, and how much of theirs is in it."""

    number: int
    who: str
    own: str
    counts: str
    member: str


class Here(NamedTuple):
    """A file that came back, for somebody who may see its part."""

    at: Seated
    file: ReturnedFile

    @property
    def url(self) -> str:
        return f"/tenders/{self.at.tender.id}/returned/{self.file.id}"


async def at_file(request: Request) -> Here:
    """The file of this address; one of a part that is not for this seat is not there: 404."""
    at = await seated(request)
    file = at.tender.returned.get(request.path_params["file"])
    if file is None or file not in files_seen(at.tender, at.by):
        raise HTTPException(404)
    return Here(at, file)


async def show(request: Request) -> Response:
    """What became of everything in it."""
    here = await at_file(request)
    at, file = here.at, here.file
    found = [*_said(request, here), *_legal(request, here)]
    places = in_place(at)
    steps = {step: sum(each == step for each in file.found.values()) for step in STEPS}
    return page(
        request,
        "returned/file.html",
        title=drawn_file(request, at, file).name,
        seated=at,
        here="returned",
        back=f"/tenders/{at.tender.id}/returned",
        url=here.url,
        tender_url=f"/tenders/{at.tender.id}",
        file=drawn_file(request, at, file),
        items=[item for _, item in sorted(found, key=lambda each: places.get(each[0], -1))],
        unplaced=list(unplaced(at, file.unplaced, len(file.names) > 1)),
        differences=[shown(each) for each in file.differences],
        steps=[f"{many(steps[step], 'clause was', 'clauses were')} found {words}." for step, words in STEPS.items() if steps[step]],
        before=changed_before(at.tender, file.imported, lambda number: _who(request, here, number)) if file.imported else [],
        behind=stays_behind(file.imported) if file.imported else [],
        caption="In the document that came in" if file.imported else "Back from Word",
        became="What was said in its margin" if file.imported else "What became of it",
        reviewers=_reviewers(request, here),
        matches=reads_names(at.by),
        adopt=f"{here.url}/adoption" if may(at.by, "adopt base") and file.kept else "",
        may_claim=may(at.by, "comment") and any(file.names),
    )


def _who(request: Request, here: Here, number: int) -> str:
    return reviewer_named(here.at, here.file, number, name_of(request, here.at.tender.id))


def _said(request: Request, here: Here) -> list[tuple[str, Item]]:
    """The suggestions, comments and replies of a file that this person may see."""
    at, made = here.at, []
    tender, today = at.tender, house(request).today()
    for name, number in here.file.threads:
        thread = tender.threads[name]
        if not may_see_thread(tender, at.by, thread, today):
            continue
        post = thread.posts[number - 1]
        hidden = post.text is None or (post.hidden and not reads_hidden(at.by, post))
        lines = in_lines("(These words are not shown.)" if hidden else post.text or "")
        seen = as_seen(at.by, thread, today)
        if name in tender.proposals:
            drawn = row(request, at, proposal_seen(tender, at.by, tender.proposals[name], today), today)
            state, kind = drawn.state, "A suggestion"
            lines = lines if hidden else drawn.sentences
        else:
            state, kind = "", "A comment" if number == 1 else "A reply"
        url = f"/tenders/{tender.id}/clauses/{thread.clause}"
        who = _who(request, here, post.reviewer)
        item = Item(called(tender, thread.clause), url, who, kind, "", "", None, lines, place_of(tender, seen), state)
        made.append((thread.clause, item))
    return made


def _legal(request: Request, here: Here) -> list[tuple[str, Item]]:
    at, made = here.at, []
    for name in here.file.legal:
        change = at.tender.legal_changes[name]
        edit = change.edit
        sentence, comparison, lines = changed(at.tender, edit) if not change.taken_back else ("Its words were taken back.", None, [])
        url, who = f"/tenders/{at.tender.id}/clauses/{edit.clause}", _who(request, here, edit.reviewer)
        address = f"/tenders/{at.tender.id}/legal-changes/{name}"
        tag, state = LEGAL_TAGS[change.state], LEGAL_STATES[change.state]
        item = Item(called(at.tender, edit.clause), url, who, "A legal change", tag, sentence, comparison, lines, address, state)
        made.append((edit.clause, item))
    return made


def _reviewers(request: Request, here: Here) -> list[Reviewer]:
    file, tender = here.file, here.at.tender
    made = []
    for number in range(len(file.names) + 1):
        posts = sum(tender.threads[name].posts[post - 1].reviewer == number for name, post in file.threads)
        legal = sum(tender.legal_changes[name].edit.reviewer == number for name in file.legal)
        before = sum(each.reviewer == number for each in file.imported.passages) if file.imported else 0
        if number == NOBODY and not posts + legal:
            continue
        own = name_in(file, number) if reads_names(here.at.by) else ""
        counts = many(before + posts + legal, "thing")
        made.append(Reviewer(number, _who(request, here, number), own, counts, file.members.get(number, "")))
    return made


async def match(request: Request) -> Response:
    """The facilitator says who a reviewer is; anybody else that what stands under their own name is theirs."""
    here = await at_file(request)
    at, file = here.at, here.file
    matches = reads_names(at.by)
    if not matches and not may(at.by, "comment"):
        raise HTTPException(403)
    values = await typed(request, "reviewer", "member", "name")
    refused = None
    if request.method == "POST":
        try:
            number = as_number(values["reviewer"])
            if matches and number is None:
                raise Refused("Please choose which reviewer you mean.", "reviewer")
            asked = MatchReviewer(file.id, number or 0, values["member"]) if matches else ClaimReviewer(file.id, values["name"])
            await act(request, at, asked, values["key"])
            return go(request, here.url, "That is kept. It shows wherever something of theirs stands.")
        except Refused as no:
            refused = no
    names = name_of(request, at.tender.id)
    people = sorted((names(member), member) for member in at.tender.members)
    return page(
        request,
        "returned/reviewers.html",
        title="Who are the reviewers here?" if matches else "Is some of this yours?",
        seated=at,
        here="returned",
        status=422 if refused else 200,
        errors=summary(refused, "member" if matches else "name"),
        back=here.url,
        url=f"{here.url}/reviewers",
        cancel=here.url,
        wrong=at_field(refused, "member" if matches else "name"),
        values=values,
        matches=matches,
        reviewers=[(str(each.number), each.who, each.counts) for each in _reviewers(request, here)],
        people=[("", "Nobody who is named", ""), *((member, name, "") for name, member in people)],
        token=new_key(),
    )


_BOTH = ["GET", "POST"]
ROUTES = [
    Route("/tenders/{tender}/returned/{file}", show),
    Route("/tenders/{tender}/returned/{file}/reviewers", match, methods=_BOTH),
]
