"""What became of what I said: each thing, its answer, the exact words that changed, and where it is now."""

from typing import NamedTuple

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.pages.answers import Answered, answered, quoted
from server.pages.at_proposal import AtProposal
from server.pages.at_thread import Said, place_of, said
from server.pages.common import Seated, house, name_of, page, seated
from server.pages.disagreements import to_talk_about
from server.pages.dissents import own_dissents
from server.pages.drawing import shown
from server.pages.ideas import drawn_idea
from server.pages.proposed import DrawnDecision, decided
from server.rendering import many
from specs import days
from specs.answers import NOT_PROMISED, is_overdue, is_owed, is_promised, state_of, was_kept
from specs.circles import threads_seen
from specs.comments import CALLED
from specs.comparing import compare
from specs.ideas import ideas_seen
from specs.labels import name_of as clause_name
from specs.outcomes import where_it_is
from specs.proposed import Proposal
from specs.tender import Tender
from specs.threads import Thread
from specs.words import Change


class Contribution(NamedTuple):
    """One thing somebody said, and all that came of it."""

    called: str
    place: str
    kind: str
    said: Said
    quote: Markup
    answers: list[Answered]
    changes: list[Markup]
    happened: str
    promise: str
    to_do: list[tuple[str, str]]
    decision: DrawnDecision | None = None


WHAT_HAPPENED = {
    "satisfied": "Answered, and closed: satisfied.",
    "not agreed": "Answered, but not agreed. That is kept and shown.",
    "answered": "Answered. Its author has not said yet whether it is settled.",
    "no reply yet": "Answered, no reply yet. That is never counted as agreement.",
}


def what_happened(tender: Tender, thread: Thread, today: str) -> str:
    """Where something that was said is now, in a sentence."""
    if thread.first.taken_back:
        return "These words were taken back."
    if thread.kind == "agree":
        return "It stands beside the clause."
    if thread.kind == "private":
        if thread.put_forward:
            return "The facilitator has put this forward without the name."
        return "The facilitator has replied." if any(p.by != thread.by for p in thread.posts) else "It waits for the facilitator."
    if thread.kind == "suggestion":
        return where_it_is(tender, tender.proposals[thread.id])
    if is_owed(thread) and not is_promised(thread):
        return NOT_PROMISED
    if is_owed(thread):
        due = days.said(thread.reply_by)
        late = f"It waits for an answer, which was promised by {due} and is {many(days.between(thread.reply_by, today), 'day')} late."
        return late if is_overdue(thread, today) else f"It waits for an answer, promised by {due}."
    return WHAT_HAPPENED[state_of(thread)]


def promise_kept(thread: Thread) -> str:
    """Whether the first answer came by the day that was promised, in words; nothing while there is none."""
    kept = was_kept(thread)
    return "" if kept is None else "The promise was kept." if kept else "The answer came later than was promised."


async def mine(request: Request) -> Response:
    """Everything the person who asks has said in this tender, the newest first."""
    at = await seated(request)
    today = house(request).today()
    own = [thread for thread in threads_seen(at.tender, at.by, today) if thread.by == at.by.id or _spoke(thread, at.by.id)]
    made = [_contribution(request, at, thread, today) for thread in reversed(own)]
    names = name_of(request, at.tender.id)
    return page(
        request,
        "contributions/list.html",
        title="What became of what I said",
        seated=at,
        here="mine",
        url=f"/tenders/{at.tender.id}",
        contributions=made,
        ideas=[drawn_idea(names, at, idea, today) for idea in ideas_seen(at.tender, at.by, today) if idea.by == at.by.id],
        dissents=own_dissents(names, at, today),
        talk=to_talk_about(at, today),
        summary=_summary(at.tender, [thread for thread in own if thread.by == at.by.id]),
    )


def _spoke(thread: Thread, member: str) -> bool:
    return any(post.by == member for post in thread.posts)


def _summary(tender: Tender, own: list[Thread]) -> str:
    """How many things were said, how many answered, and in how many words were changed."""
    if not own:
        return ""
    made = {thread.id: proposal.decision for thread in own if (proposal := tender.proposals.get(thread.id)) and proposal.decision}
    answered_ones = [thread for thread in own if thread.answers or thread.id in made]
    changed = [
        thread
        for thread in own
        if any(answer.version for answer in thread.answers) or (thread.id in made and made[thread.id].changed_the_tender)
    ]
    said_so = f"You said {many(len(own), 'thing')}. {len(answered_ones)} of them {'has' if len(answered_ones) == 1 else 'have'} an answer"
    return f"{said_so}, and for {len(changed)} the words of the tender changed." if answered_ones else f"{said_so} so far."


def _contribution(request: Request, at: Seated, thread: Thread, today: str) -> Contribution:
    names = name_of(request, at.tender.id)
    called = clause_name(at.tender, thread.clause)
    url = f"/tenders/{at.tender.id}/threads/{thread.id}"
    state = state_of(thread)
    own = thread.by == at.by.id
    to_do = [("Say whether this is settled", f"{url}/closing")] if own and state in ("answered", "no reply yet") else []
    if own and thread.answers and state != "open":
        to_do.append(("Open it again", f"{url}/reopening"))
    post = thread.first if own else next(post for post in thread.posts if post.by == at.by.id)
    return Contribution(
        called[0].upper() + called[1:],
        place_of(at.tender, thread),
        CALLED[thread.kind],
        said(names, at.tender, at.by, post, CALLED[thread.kind] if thread.kind == "agree" else ""),
        quoted(at.tender, thread),
        [answered(names, at.tender, thread, answer) for answer in thread.answers],
        _changes(at.tender, thread),
        what_happened(at.tender, thread, today),
        promise_kept(thread),
        to_do,
        _decision(request, at, thread, today),
    )


def _decision(request: Request, at: Seated, thread: Thread, today: str) -> DrawnDecision | None:
    """What was decided on a suggestion."""
    proposal = at.tender.proposals.get(thread.id)
    return decided(request, AtProposal(at, proposal, today)) if proposal else None


def _changes(tender: Tender, thread: Thread) -> list[Markup]:
    """What the answers changed, in sentences."""
    if thread.kind == "suggestion":
        return _decided_changes(tender, tender.proposals[thread.id])
    version = max((answer.version for answer in thread.answers), default=0)
    if not version or thread.clause != thread.said_on:
        return []
    versions = tender.clauses[thread.clause].versions
    made = compare(versions[thread.version - 1].wording, versions[version - 1].wording)
    return [shown(sentence) for sentence in made.sentences]


def _decided_changes(tender: Tender, proposal: Proposal) -> list[Markup]:
    """What the decision on a suggestion changed in the words of its clause, in sentences."""
    made = proposal.decision
    if made is None or not made.changed_the_tender or made.version < 2 or made.made not in tender.clauses:
        return []
    versions = tender.clauses[made.made].versions
    before, after = versions[made.version - 2], versions[made.version - 1]
    changed = compare(before.wording, after.wording, [Change(*row) for row in after.changes])
    return [shown(sentence) for sentence in changed.sentences]


ROUTES = [Route("/tenders/{tender}/mine", mine)]
