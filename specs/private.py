"""Asked privately: read by the facilitator alone, who may put it forward without the name."""

from dataclasses import dataclass, field
from typing import Any

from specs.circles import thread_of
from specs.comments import Comment, comment
from specs.labels import name_of
from specs.refusals import Refused
from specs.seats import insist
from specs.tender import Member, Stamp, Tender
from specs.threads import Behalf


@dataclass(frozen=True, slots=True)
class PutForward:
    """Put a private question forward as a comment, in these words and without the name; ``into`` is the new thread's id."""

    thread: str
    into: str
    text: str
    today: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class WasPutForward:
    thread: str
    into: str


def put_forward(tender: Tender, asked: PutForward, by: Member) -> list[Any]:
    insist(by, "speak for others")
    thread = thread_of(tender, asked.thread, by, asked.today)
    if thread.kind != "private":
        raise Refused("Everybody can read this already.")
    if thread.put_forward:
        raise Refused("This was put forward already.")
    clause = tender.clauses[thread.clause]
    made = Comment(
        asked.into,
        clause.id,
        clause.version,
        "comment",
        asked.text,
        thread.where if thread.anchor == "stands" else (),
        behalf=Behalf("message", asked.today, ""),
        today=asked.today,
    )
    return [*comment(tender, made, by), WasPutForward(thread.id, asked.into)]


def was_put_forward(tender: Tender, event: WasPutForward, stamp: Stamp) -> None:
    thread = tender.threads[event.thread]
    thread.put_forward = event.into
    tender.threads[event.into].asked_for = thread.by


DECIDE = {PutForward: put_forward}
APPLY = {WasPutForward: was_put_forward}
SAY = {
    WasPutForward: lambda tender, event: f"put forward a private question about {name_of(tender, tender.threads[event.thread].clause)}",
}
