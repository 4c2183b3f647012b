"""Who sees what was said: the group at once; officials, of people who asked to be protected, after the day has ended."""

import hashlib
from collections.abc import Iterable
from dataclasses import replace

from specs.deputies import stands_for
from specs.members import SERVICE
from specs.refusals import GONE, Refused
from specs.seats import OFFICIALS, may_see
from specs.tender import Member, Tender
from specs.threads import Post, Thread


def is_official(by: Member) -> bool:
    """Whether somebody works for the public body, or watches."""
    return by.seat in OFFICIALS


def circle(by: Member) -> str:
    """What people are alike in who see the same of what was said: “officials” or “group”."""
    return "officials" if is_official(by) else "group"


def reached(by: Member, on: str, protected: bool, today: str) -> bool:
    """Whether something said on a day has reached somebody today."""
    return not (protected and is_official(by)) or on < today


def is_private_to(tender: Tender, by: Member, thread: Thread) -> bool:
    """Whether somebody is one of the two sides of a private question: the one who asked, or the facilitator."""
    return by.id == thread.by or stands_for(tender, by, "facilitator")


def may_see_thread(tender: Tender, by: Member, thread: Thread, today: str) -> bool:
    """Whether a thread is there for somebody today."""
    part = tender.parts[tender.clauses[thread.clause].part]
    if by.seat == SERVICE:
        return True
    if part.retired or not may_see(by, part):
        return False
    if thread.kind == "private" and not is_private_to(tender, by, thread):
        return False
    return reached(by, thread.first.on, thread.first.protected, today)


def posts_seen(by: Member, thread: Thread, today: str) -> list[Post]:
    """The posts of a thread that have reached somebody."""
    return [post for post in thread.posts if reached(by, post.on, post.protected, today)]


def agreements_seen(by: Member, thread: Thread, today: str) -> list[str]:
    """The members whose “I agree” has reached somebody, in an order that says nothing."""
    there = [member for member, given in thread.agreed.items() if reached(by, given.on, given.protected, today)]
    return sorted(there, key=lambda member: without_order(thread.id, member))


def in_order(threads: Iterable[Thread]) -> list[Thread]:
    """By day, and within a day in an order that says nothing: a thread's id is a hash."""
    return sorted(threads, key=lambda thread: (thread.first.on, thread.id))


def as_seen(by: Member, thread: Thread, today: str) -> Thread:
    """A thread with only what has reached somebody: never change it.

    An official is told on the next day, too, that somebody who asked to be protected closed their thread or opened it again.
    """
    if not is_official(by) or _is_plain(thread):
        return thread
    posts = [replace(post, number=place) for place, post in enumerate(_shuffled(thread, posts_seen(by, thread, today)), 1)]
    seen = replace(
        thread,
        posts=posts,
        agreed={member: thread.agreed[member] for member in agreements_seen(by, thread, today)},
    )
    if thread.first.protected and thread.closed_on == today:
        seen.closed = seen.closed_on = seen.closing = ""
    if thread.first.protected and thread.reopened_on == today:
        seen.reopened_at, seen.reopening = 0, ""
    return seen


def _is_plain(thread: Thread) -> bool:
    """Whether a thread is the same for everybody whom it has reached: nothing of it is protected, and nothing says who agreed first."""
    days = [post.on for post in thread.posts]
    return not any(post.protected for post in thread.posts) and not thread.agreed and days == sorted(days)


def _shuffled(thread: Thread, posts: Iterable[Post]) -> list[Post]:
    """What began the thread, then by day; within a day what people who asked to be protected said is last, in an order that says nothing.

    What an official has seen in a place stays in it: on the next day only the end of its day grows.
    """

    def place(post: Post) -> tuple[bool, str, bool, str, int]:
        return post is not thread.first, post.on, post.protected, without_order(thread.id, post.by) if post.protected else "", post.number

    return sorted(posts, key=place)


def without_order(*names: str) -> str:
    """Something to sort by that is the same each time and says nothing of what came first."""
    return hashlib.sha256("/".join(names).encode()).hexdigest()


def threads_seen(tender: Tender, by: Member, today: str, clause: str = "") -> list[Thread]:
    """The threads that are there for somebody, of one clause or of all, the oldest day first, as they have reached them."""
    names = tender.threads_on.get(clause, []) if clause else list(tender.threads)
    return seen_among(tender, (tender.threads[name] for name in names), by, today)


def seen_among(tender: Tender, threads: Iterable[Thread], by: Member, today: str) -> list[Thread]:
    """Those of some threads that are there for somebody, the oldest day first, as they have reached them."""
    return in_order(as_seen(by, thread, today) for thread in threads if may_see_thread(tender, by, thread, today))


def thread_of(tender: Tender, name: str, by: Member, today: str) -> Thread:
    """A thread that is there for somebody. Raises ``Refused``."""
    found = tender.threads.get(name)
    if found is None or not may_see_thread(tender, by, found, today):
        raise Refused(GONE)
    return found
