"""Entered for somebody else: what people said by phone, on paper or at a meeting, credited to them, and claimed by them later."""

from dataclasses import dataclass, replace
from typing import Any

from specs.labels import name_of
from specs.refusals import GONE, Refused
from specs.returned import IN_A_FILE, WITH_THE_IMPORT
from specs.seats import insist
from specs.tender import Member, Stamp, Tender
from specs.threads import Behalf, Post, Thread
from specs.typed import is_date, one_line

METHODS = {
    "phone": "by phone",
    "paper": "on paper",
    "meeting": "at a meeting",
    "message": "in a message",
    "visit": "on a visit",
}


# However words of somebody else came: entered here, or in a Word file.
CAME = {**METHODS, IN_A_FILE: "in a Word file", WITH_THE_IMPORT: "in the imported document"}


@dataclass(frozen=True, slots=True)
class ClaimPost:
    """Say that words which somebody else entered are one's own."""

    thread: str
    post: int


@dataclass(frozen=True, slots=True)
class ConfirmClaim:
    """The facilitator agrees that they are."""

    thread: str
    post: int


@dataclass(frozen=True, slots=True)
class PostClaimed:
    thread: str
    post: int


@dataclass(frozen=True, slots=True)
class PostConfirmed:
    thread: str
    post: int
    member: str


def insist_on_a_side(by: Member) -> None:
    """Raises ``Refused`` where somebody has no side in what others suggest; the facilitator, who writes for all of them, has none."""
    if by.seat == "facilitator":
        raise Refused("As the facilitator you write down what others say, and take no side of your own.")
    insist(by, "take sides")


def on_behalf(tender: Tender, behalf: Behalf | None, credited: str, today: str) -> tuple[Behalf | None, str]:
    """How something was said for somebody else, checked; and the member whose words they are, or nobody."""
    if behalf is None:
        return None, ""
    if behalf.method not in METHODS:
        raise Refused("Please choose how it was said.", "method")
    if not is_date(behalf.day) or behalf.day > today:
        raise Refused("Please give the day when it was said; it cannot lie ahead.", "day")
    if credited and tender.seated.get(credited) not in ("member", "co_chair"):
        raise Refused("Please choose whose words these are from the list.", "credited")
    occasion = one_line(behalf.occasion, "The occasion", "occasion", 150) if behalf.occasion.strip() else ""
    if not credited and behalf.method == "meeting" and not occasion:
        raise Refused("Please say which meeting it was: “the public meeting at the library”, say.", "occasion")
    return Behalf(behalf.method, behalf.day, occasion), credited


def _post(thread: Thread, number: int) -> Post:
    if not 1 <= number <= len(thread.posts):
        raise Refused(GONE)
    return thread.posts[number - 1]


def claim(tender: Tender, asked: ClaimPost, by: Member) -> list[Any]:
    insist(by, "comment")
    thread = tender.threads.get(asked.thread)
    if thread is None or thread.kind == "private":
        raise Refused(GONE)
    post = _post(thread, asked.post)
    if post.behalf is None:
        raise Refused("These words were not entered for somebody else.")
    if post.by == by.id:
        if post.confirmed:
            raise Refused("You have confirmed this already.")
        return [PostConfirmed(thread.id, post.number, by.id)]
    if post.by or by.seat not in ("member", "co_chair"):
        raise Refused("These words are somebody else’s.")
    if post.claimed_by:
        raise Refused("Somebody has said this is theirs already. The facilitator will look at it.")
    return [PostClaimed(thread.id, post.number)]


def confirm(tender: Tender, asked: ConfirmClaim, by: Member) -> list[Any]:
    insist(by, "speak for others")
    thread = tender.threads.get(asked.thread)
    post = _post(thread, asked.post) if thread else None
    if thread is None or post is None or not post.claimed_by or post.confirmed:
        raise Refused("Nobody waits for this to be confirmed.")
    return [PostConfirmed(thread.id, post.number, post.claimed_by)]


def claimed(tender: Tender, event: PostClaimed, stamp: Stamp) -> None:
    tender.threads[event.thread].posts[event.post - 1].claimed_by = stamp.by


def confirmed(tender: Tender, event: PostConfirmed, stamp: Stamp) -> None:
    post = tender.threads[event.thread].posts[event.post - 1]
    post.by, post.confirmed = event.member, True
    if post.number == 1 and event.thread in tender.proposals:  # whose suggestion it is
        proposal = tender.proposals[event.thread]
        proposal.offers = [replace(each, by=each.by or event.member) for each in proposal.offers]
    if post.number == 1 and event.thread in tender.ideas:
        tender.ideas[event.thread].by = event.member


def _clause(tender: Tender, event: PostClaimed | PostConfirmed) -> str:
    return name_of(tender, tender.threads[event.thread].clause)


DECIDE = {ClaimPost: claim, ConfirmClaim: confirm}
APPLY = {PostClaimed: claimed, PostConfirmed: confirmed}
SAY = {
    PostClaimed: lambda tender, event: f"said that words entered for somebody about {_clause(tender, event)} are their own",
    PostConfirmed: lambda tender, event: f"confirmed words entered for somebody about {_clause(tender, event)}",
}
