"""Comments and what becomes of them."""

from dataclasses import replace

import pytest

from specs.answers import AnswerThreads, CloseThread, is_owed, state_of
from specs.circles import threads_seen
from specs.comments import Comment, Reply
from specs.days import later
from specs.fixing import FixClauses, OpenClauses
from specs.locks import LockWords
from specs.places import PlaceComment
from specs.refusals import Refused
from specs.threads import Span
from tests.group import DEV, MEI, RUTH, TODAY, Group
from tests.teaching_story import REASON


def test_a_comment_on_chosen_words_is_answered_and_closed_by_its_author():
    group = Group()
    wording = group.tender.clauses["c2"].wording
    text = wording[1].text
    at = text.index("every quarter")
    name = group.comment(spans=(Span(wording[1].id, at, at + 13),))
    thread = group.thread(name)
    assert (thread.reply_by, is_owed(thread), state_of(thread)) == ("2026-12-03", True, "open")
    with pytest.raises(Refused, match="A no needs more"):
        group.act(AnswerThreads((name,), "no", "There is no money.", today=TODAY), RUTH)
    group.changed("c2", "every quarter", "every month")
    assert state_of(group.thread(name)) == "open"
    group.act(AnswerThreads((name,), "yes", "It says every month now.", changed=True, today=TODAY), RUTH)
    with pytest.raises(Refused, match="Only the person who said this"):
        group.act(CloseThread(name, "satisfied", today=TODAY), DEV)
    group.act(CloseThread(name, "satisfied", today=TODAY), MEI)
    assert state_of(group.thread(name)) == "satisfied"
    assert group.again() == group.tender


def test_a_comment_that_was_placed_by_hand_stays_where_it_was_put():
    group = Group()
    wording = group.tender.clauses["c2"].wording
    name = group.comment(spans=(Span(wording[1].id, 0, 5),))
    at = wording[2].text.index("ask")
    group.act(PlaceComment(name, 1, (Span(wording[2].id, at, at + 3),), TODAY), MEI)
    group.changed("c2", "People can", "Everybody who wants it can")
    thread = group.thread(name)
    text = group.tender.clauses["c2"].wording[2].text
    assert [text[span.start : span.end] for span in thread.where] == ["ask"] and thread.anchor == "stands"
    assert thread.places == (Span(wording[1].id, 0, 5),)  # what it was said about is still known
    assert group.again() == group.tender


def test_once_it_is_open_only_what_must_be_met_is_fixed_by_one_alone():
    group = Group()
    with pytest.raises(Refused, match="about the rest both chairs decide"):
        group.act(FixClauses(("c3",), REASON))
    with pytest.raises(Refused, match="about the rest both chairs decide"):
        group.act(LockWords("c2", 1, group.tender.clauses["c2"].wording[1].id, 0, 5, REASON))
    group.act(FixClauses(("c3",), replace(REASON, kind="must_meet", code="law")))
    group.act(OpenClauses(("c3",), "Somebody asked why."))


def test_what_began_a_thread_stands_first_for_everybody():
    group = Group()
    group.act(Comment("t0123456789", "c2", 1, "comment", "The comment.", protected=True, today=TODAY), MEI)
    group.act(Reply("t0123456789", "A reply on the same day.", today=TODAY), DEV)
    for by in (RUTH, DEV):
        (thread,) = threads_seen(group.tender, by, later(TODAY, 1), "c2")
        assert (by.id, thread.by, [post.text for post in thread.posts]) == (by.id, MEI.id, ["The comment.", "A reply on the same day."])
