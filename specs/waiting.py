"""What waits for somebody: answers that are owed, answers to be looked at, clauses that nobody has said anything about yet."""

from typing import NamedTuple

from specs.answers import is_due_for_reminder, is_owed, state_of
from specs.circles import may_see_thread, reached, seen_among, threads_seen
from specs.deputies import stands_for
from specs.disagreements import come_up
from specs.ideas import came_back
from specs.issues import waits_for
from specs.legal_changes import to_confirm as to_confirm_legal
from specs.legal_changes import to_see
from specs.members import WITH_LIVED_EXPERIENCE
from specs.offered import look_of
from specs.outcomes import proposals_seen
from specs.proposed import Counter, Proposal
from specs.returned import LegalChange
from specs.rounds import has_begun, signs_as
from specs.seats import may, may_see
from specs.signatures import standing_views
from specs.tender import Clause, Member, Tender
from specs.threads import Post, Thread

A_MINUTE = 150  # words that most people read in it
TO_SAY_SOMETHING = 2  # minutes
TEN_MINUTES = 10
AT_FIRST = 3  # clauses


class About(NamedTuple):
    """A post, with the thread it stands in."""

    thread: Thread
    post: Post


def minutes_for(clause: Clause) -> int:
    """How many minutes it takes to read a clause and say something about it."""
    words = sum(len(p.text.split()) for p in clause.wording)
    return TO_SAY_SOMETHING + max(1, round(words / A_MINUTE))


def owed_answers(tender: Tender, by: Member, today: str) -> list[Thread]:
    """What waits for an answer of this official, or of any, once the round has begun: the oldest day first."""
    if not may(by, "answer") or not has_begun(tender, today):
        return []
    return [thread for thread in threads_seen(tender, by, today) if is_owed(thread)]


def to_close(tender: Tender, by: Member, today: str) -> list[Thread]:
    """What this person said that was answered, and that they have not closed."""
    mine = (thread for thread in tender.threads.values() if thread.by == by.id)
    return [thread for thread in seen_among(tender, mine, by, today) if state_of(thread) in ("answered", "no reply yet")]


def to_confirm(tender: Tender, by: Member) -> list[About]:
    """What was entered for this person and not confirmed by them."""
    posts = ((thread, post) for thread in tender.threads.values() for post in thread.posts if post.behalf and post.by == by.id)
    return [About(thread, post) for thread, post in posts if not post.confirmed and not post.taken_back]


def claims(tender: Tender, by: Member) -> list[About]:
    """Words entered for nobody named that somebody says are theirs: for the facilitator to agree."""
    if not may(by, "speak for others"):
        return []
    posts = ((thread, post) for thread in tender.threads.values() for post in thread.posts if post.claimed_by)
    return [About(thread, post) for thread, post in posts if not post.confirmed]


def private_questions(tender: Tender, by: Member, today: str) -> list[Thread]:
    """What was asked privately and has no reply of the facilitator yet."""
    if not stands_for(tender, by, "facilitator"):
        return []
    asked = (thread for thread in tender.threads.values() if thread.kind == "private" and not thread.put_forward)
    return [thread for thread in seen_among(tender, asked, by, today) if all(post.by == thread.by for post in thread.posts)]


def appeals(tender: Tender, by: Member, today: str) -> list[About]:
    """Hidden posts whose authors ask that they are seen, for whoever decides."""
    if not may(by, "judge"):
        return []
    hidden = (thread for thread in tender.threads.values() if any(post.hiding for post in thread.posts))
    found = [About(thread, post) for thread in seen_among(tender, hidden, by, today) for post in thread.posts]
    return [each for each in found if each.post.hiding and each.post.hiding.state == "appealed" and each.post.by != by.id]


def to_remind(tender: Tender, by: Member, today: str) -> list[Thread]:
    """Answered threads whose authors have been silent for a while, for the facilitator."""
    if by.seat != "facilitator":
        return []
    return [thread for thread in threads_seen(tender, by, today) if is_due_for_reminder(thread, today)]


def quiet_clauses(tender: Tender, by: Member, today: str) -> list[Clause]:
    """Open clauses about which this person has said nothing, those that were talked about least first."""
    if by.seat not in WITH_LIVED_EXPERIENCE or not has_begun(tender, today):
        return []
    spoken = {thread.clause for thread in tender.threads.values() if thread.by == by.id}
    seen = [clause for part in tender.authored() if may_see(by, part) for clause in tender.reading_order(part.id)]
    quiet = [clause for clause in seen if clause.openness == "open" and clause.id not in spoken and len(clause.wording) > 1]
    return sorted(quiet, key=lambda clause: _said_about(tender, by, clause, today))


def _said_about(tender: Tender, by: Member, clause: Clause, today: str) -> int:
    return sum(may_see_thread(tender, by, tender.threads[name], today) for name in tender.threads_on.get(clause.id, ()))


def first_clauses(tender: Tender, by: Member, today: str) -> list[Clause]:
    """Three of them at most, and ten minutes."""
    chosen: list[Clause] = []
    left = TEN_MINUTES
    for clause in quiet_clauses(tender, by, today):
        if len(chosen) < AT_FIRST and minutes_for(clause) <= left:
            chosen.append(clause)
            left -= minutes_for(clause)
    return chosen


def to_sign(tender: Tender, by: Member, today: str) -> list[Proposal]:
    """The suggestions that wait for the signature of this chair: those that the other has signed come first."""
    seat = signs_as(tender, by)
    if not seat:
        return []
    views = {each.id: standing_views(tender, each) for each in proposals_seen(tender, by, today) if each.waits}
    due = [tender.proposals[name] for name, signed in views.items() if seat not in signed]
    return sorted(due, key=lambda each: not views[each.id])


def offered_instead(tender: Tender, by: Member, today: str) -> list[Proposal]:
    """This person’s suggestions for which somebody offers other words, to be answered with yes or no."""
    return [each for each in _own_waiting(tender, by) if any(_is_open(by, counter, today) for counter in each.counters)]


def _is_open(by: Member, counter: Counter, today: str) -> bool:
    there = counter.offer.texts is not None and reached(by, counter.offer.on, counter.protected, today)
    return there and not counter.answer


def to_look_again(tender: Tender, by: Member) -> list[Proposal]:
    """This person’s suggestions that no longer fit their clause; for the facilitator those of nobody named."""
    found = [each for each in tender.proposals.values() if each.waits and (each.by == by.id or (by.seat == "facilitator" and not each.by))]
    return [each for each in found if look_of(tender, each)]


def given_to_earlier_words(tender: Tender, by: Member) -> list[Proposal]:
    """Suggestions whose words have changed since this person said where they stand."""
    found = ((each, each.stands.get(by.id)) for each in tender.proposals.values() if each.waits)
    return [each for each, stand in found if stand is not None and stand.offer != each.offer.number]


def _own_waiting(tender: Tender, by: Member) -> list[Proposal]:
    return [each for each in tender.proposals.values() if each.by == by.id and each.waits]


def suggestions_waiting(tender: Tender, by: Member, today: str) -> list[Proposal]:
    """Everything about suggestions that waits for somebody."""
    groups = (to_sign(tender, by, today), offered_instead(tender, by, today), to_look_again(tender, by), given_to_earlier_words(tender, by))
    return [each for group in groups for each in group]


def legal_changes(tender: Tender, by: Member) -> list[LegalChange]:
    """The legal changes that wait for somebody: for procurement to decide on, for a chair to read."""
    return [*to_confirm_legal(tender, by), *to_see(tender, by)]


def count(tender: Tender, by: Member, today: str) -> int:
    """How many things wait for this person, without the clauses one may look at."""
    waiting = (owed_answers, to_close, private_questions, appeals, to_remind, came_back, come_up)
    suggestions = len(suggestions_waiting(tender, by, today)) + len(waits_for(tender, by, today)) + len(legal_changes(tender, by))
    return suggestions + sum(len(each(tender, by, today)) for each in waiting) + len(to_confirm(tender, by)) + len(claims(tender, by))
