"""What was said about a clause, drawn for whoever reads it: who spoke, what was answered, what happened, and what they may do."""

from collections.abc import Callable
from typing import NamedTuple

from markupsafe import Markup

from server.pages.answers import Answered, answered, offers_for, quoted
from server.pages.at_thread import Said, said
from server.pages.common import Seated
from server.pages.contributions import promise_kept, what_happened
from server.pages.drawing import in_lines
from server.rendering import many
from specs import days
from specs.agreeing import Agree
from specs.behalf import ClaimPost
from specs.circles import threads_seen
from specs.comments import CALLED, KINDS, Reply
from specs.erasing import TakeBack
from specs.hiding import AppealHiding, HidePost, JudgeAppeal
from specs.labels import name_of as clause_name
from specs.places import PlaceComment
from specs.private import PutForward
from specs.rules import allowed
from specs.tender import Clause, Member, Tender
from specs.threads import OWED, Post, Span, Thread

HANGS = {
    "stands": "",
    "check": "Probably about the words marked here. Please check: the clause has changed since.",
    "place": "The words this was about are not there any more.",
}


class DrawnPost(NamedTuple):
    """A post with what may be done with it."""

    said: Said
    reply: bool
    offers: list[tuple[str, str]]
    claim: str


class Again(NamedTuple):
    """Why a thread was opened again: how many answers there were by then, on which day, and what is still missing, in lines."""

    after: int
    when: str
    lines: list[Markup]


class DrawnThread(NamedTuple):
    """A thread as the page of its clause shows it."""

    id: str
    name: str
    kind: str
    quote: Markup
    hangs: str
    said_about: str
    elsewhere: str
    posts: list[DrawnPost]
    answers: list[Answered]
    again: Again | None
    happened: str
    promise: str
    closing: str
    agreed: str
    agree: str
    no_more: bool
    reply: str
    offers: list[tuple[str, str]]
    waits: bool


def talk_about(names: Callable[[str], str], at: Seated, clause: Clause, today: str) -> list[DrawnThread]:
    """The threads of a clause that have reached this person, in order; those of suggestions stand with them."""
    threads = (thread for thread in threads_seen(at.tender, at.by, today, clause.id) if thread.kind != "suggestion")
    return [drawn_thread(names, at, thread, today, clause.id) for thread in threads]


def drawn_thread(names: Callable[[str], str], at: Seated, thread: Thread, today: str, on: str = "") -> DrawnThread:
    """One thread, with the buttons that the rules would not refuse. ``on`` is the clause of the page."""
    tender, by = at.tender, at.by
    url = f"/tenders/{tender.id}/threads/{thread.id}"
    agree = allowed(tender, Agree(thread.id, today=today), by)
    no_more = by.id in thread.agreed
    offers = offers_for(tender, thread, at, today)
    if allowed(tender, PutForward(thread.id, "t" + "0" * 10, "x", today), by):
        offers.append(("Put it forward without the name", f"{url}/putting-forward"))
    clause = tender.clauses[thread.clause]
    if thread.anchor != "stands" and allowed(tender, PlaceComment(thread.id, clause.version, (), today), by):
        offers.append(("Say which words it is about", f"{url}/place"))
    who = names(thread.by) if thread.by else "someone"
    return DrawnThread(
        thread.id,
        f"{CALLED[thread.kind]} by {who}",
        CALLED[thread.kind] if thread.kind != "comment" else "",
        quoted(tender, thread),
        HANGS[thread.anchor],
        _as_it_read(tender, thread) if thread.anchor != "stands" or thread.version != clause.version else "",
        clause_name(tender, thread.clause) if on and thread.clause != on else "",
        [_post(names, tender, by, thread, post, today) for post in thread.posts],
        [answered(names, tender, thread, each) for each in thread.answers],
        Again(thread.reopened_at, days.said(thread.reopened_on), in_lines(thread.reopening)) if thread.reopening else None,
        what_happened(tender, thread, today),
        promise_kept(thread),
        thread.closing,
        _agreed(names, thread),
        f"{url}/agreement" if agree or no_more else "",
        no_more,
        f"{url}/replies" if thread.kind != "agree" and allowed(tender, Reply(thread.id, "x", today=today), by) else "",
        offers,
        thread.kind in OWED and not thread.answers,
    )


def _as_it_read(tender: Tender, thread: Thread) -> str:
    """Where the wording that was commented on stays to be seen."""
    return f"/tenders/{tender.id}/clauses/{thread.said_on}/versions/{thread.version}?thread={thread.id}"


def _post(names: Callable[[str], str], tender: Tender, by: Member, thread: Thread, post: Post, today: str) -> DrawnPost:
    real = next(each for each in tender.threads[thread.id].posts if each.stamp == post.stamp)
    url = f"/tenders/{tender.id}/threads/{thread.id}/posts/{post.number}"
    offers = []
    if real.by == by.id and allowed(tender, TakeBack(thread.id, real.number), by):
        offers.append(("Take back", f"{url}/taking-back"))
    elif real.by != by.id and allowed(tender, TakeBack(thread.id, real.number, "x"), by):
        offers.append(("Take back for them", f"{url}/taking-back"))
    if allowed(tender, HidePost(thread.id, real.number, "names", "x", today), by):
        offers.append(("Hide", f"{url}/hiding"))
    if allowed(tender, AppealHiding(thread.id, real.number, "x", today), by):
        offers.append(("Ask that it is seen", f"{url}/appeal"))
    if allowed(tender, JudgeAppeal(thread.id, real.number, True, "x", today), by):
        offers.append(("Decide the appeal", f"{url}/judgement"))
    claim = f"{url}/claim" if allowed(tender, ClaimPost(thread.id, real.number), by) else ""
    if real.claimed_by and not real.confirmed and by.seat == "facilitator":
        claim = f"{url}/confirmation"
    return DrawnPost(
        said(names, tender, by, post, KINDS["agree"] if thread.kind == "agree" else ""), post.stamp != thread.first.stamp, offers, claim
    )


def _agreed(names: Callable[[str], str], thread: Thread) -> str:
    """Who agrees, in a sentence."""
    who = [names(member) for member in thread.agreed]
    if not who:
        return ""
    if len(who) > 4:
        return f"{', '.join(who[:3])} and {len(who) - 3} more agree."
    together = " and ".join([", ".join(who[:-1]), who[-1]]) if len(who) > 1 else who[0]
    return f"{together} {'agree' if len(who) > 1 else 'agrees'}."


def spoken_about(at: Seated, clause: Clause, today: str) -> tuple[Span, ...]:
    """The words of a clause as it stands that something was said about."""
    threads = threads_seen(at.tender, at.by, today, clause.id)
    return tuple(span for thread in threads if thread.clause == clause.id and thread.kind != "private" for span in thread.where)


def counted(tender: Tender, by: Member, clause: str, today: str) -> str:
    """How much was said about a clause, in words: “2 comments, 1 waiting for an answer”; nothing where nothing was."""
    threads = [thread for thread in threads_seen(tender, by, today, clause) if thread.kind in OWED]
    if not threads:
        return ""
    waiting = sum(not thread.answers for thread in threads)
    words = many(len(threads), "comment")
    return f"{words}, {waiting} waiting for an answer" if waiting else f"{words}, {'all' if len(threads) > 1 else 'and it is'} answered"
