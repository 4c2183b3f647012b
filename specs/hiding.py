"""Hiding a post: by a named rule, with a marker and the reason; it can be appealed. Nobody can delete another's words."""

from dataclasses import dataclass, field, replace
from typing import Any

from specs.circles import thread_of
from specs.events import words
from specs.labels import name_of
from specs.library.house_rules import RULES
from specs.refusals import GONE, Refused
from specs.seats import insist
from specs.tender import Member, Stamp, Tender
from specs.threads import Hiding, Post
from specs.typed import prose


@dataclass(frozen=True, slots=True)
class HidePost:
    thread: str
    post: int
    rule: str
    reason: str
    today: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class AppealHiding:
    """Its author says why it should be seen."""

    thread: str
    post: int
    text: str
    today: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class JudgeAppeal:
    """The co-chair decides whether it stays hidden."""

    thread: str
    post: int
    stays_hidden: bool
    reason: str
    today: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class PostHidden:
    thread: str
    post: int
    rule: str
    reason: str | None = words()


@dataclass(frozen=True, slots=True)
class HidingAppealed:
    thread: str
    post: int
    text: str | None = words()


@dataclass(frozen=True, slots=True)
class AppealJudged:
    thread: str
    post: int
    stays_hidden: bool
    reason: str | None = words()


def reads_hidden(by: Member, post: Post) -> bool:
    """Whether somebody may still read a post that is hidden: its author, the facilitator who hid it, the co-chair who judges."""
    return by.id in (post.by, post.stamp.by) or by.seat in ("facilitator", "co_chair")


def _post(tender: Tender, name: str, number: int, by: Member, today: str) -> Post:
    thread = thread_of(tender, name, by, today)
    if not 1 <= number <= len(thread.posts):
        raise Refused(GONE)
    return thread.posts[number - 1]


def hide(tender: Tender, asked: HidePost, by: Member) -> list[Any]:
    insist(by, "hide")
    post = _post(tender, asked.thread, asked.post, by, asked.today)
    if post.hidden:
        raise Refused("This is hidden already.")
    if post.hiding is not None:
        raise Refused("The co-chair has decided that this is seen. It cannot be hidden again.")
    if post.taken_back:
        raise Refused("These words were taken back: there is nothing to hide.")
    if asked.rule not in RULES:
        raise Refused("Please choose the rule by which you hide it.", "rule")
    return [PostHidden(asked.thread, asked.post, asked.rule, prose(asked.reason, "The reason", "reason", 1_000))]


def appeal(tender: Tender, asked: AppealHiding, by: Member) -> list[Any]:
    insist(by, "appeal")
    post = _post(tender, asked.thread, asked.post, by, asked.today)
    if post.by != by.id:
        raise Refused("Only the person whose words are hidden can appeal.")
    if post.hiding is None or post.hiding.state != "hidden":
        raise Refused("There is nothing to appeal against any more.")
    return [HidingAppealed(asked.thread, asked.post, prose(asked.text, "Why it should be seen", "text", 1_000))]


def judge(tender: Tender, asked: JudgeAppeal, by: Member) -> list[Any]:
    insist(by, "judge")
    post = _post(tender, asked.thread, asked.post, by, asked.today)
    if post.by == by.id:
        raise Refused("These are your own words: somebody else has to decide.")
    if post.hiding is None or post.hiding.state != "appealed":
        raise Refused("Nobody has appealed, or it was decided already.")
    return [AppealJudged(asked.thread, asked.post, asked.stays_hidden, prose(asked.reason, "The reason", "reason", 1_000))]


def was_hidden(tender: Tender, event: PostHidden, stamp: Stamp) -> None:
    tender.threads[event.thread].posts[event.post - 1].hiding = Hiding(event.rule, event.reason or "", stamp)


def appealed(tender: Tender, event: HidingAppealed, stamp: Stamp) -> None:
    post = tender.threads[event.thread].posts[event.post - 1]
    assert post.hiding is not None
    post.hiding = replace(post.hiding, state="appealed", appeal=event.text or "")


def judged(tender: Tender, event: AppealJudged, stamp: Stamp) -> None:
    post = tender.threads[event.thread].posts[event.post - 1]
    assert post.hiding is not None
    post.hiding = replace(post.hiding, state="kept" if event.stays_hidden else "shown", judged=event.reason or "")


def _about(tender: Tender, event: Any) -> str:
    return name_of(tender, tender.threads[event.thread].clause)


DECIDE = {HidePost: hide, AppealHiding: appeal, JudgeAppeal: judge}
APPLY = {PostHidden: was_hidden, HidingAppealed: appealed, AppealJudged: judged}
SAY = {
    PostHidden: lambda tender, event: f"hid a post about {_about(tender, event)}",
    HidingAppealed: lambda tender, event: f"appealed against the hiding of a post about {_about(tender, event)}",
    AppealJudged: lambda tender, event: (
        f"decided that a post about {_about(tender, event)} {'stays hidden' if event.stays_hidden else 'is seen'}"
    ),
}
