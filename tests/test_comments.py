"""Comments and what becomes of them."""

import pytest

from specs.answers import AnswerThreads, CloseThread, is_owed, state_of
from specs.refusals import Refused
from specs.threads import Span
from tests.group import DEV, MEI, RUTH, TODAY, Group
from tests.test_clauses import typed


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
    group.act(typed(group, "c2", "every quarter", "every month"))
    assert state_of(group.thread(name)) == "open"
    group.act(AnswerThreads((name,), "yes", "It says every month now.", changed=True, today=TODAY), RUTH)
    with pytest.raises(Refused, match="Only the person who said this"):
        group.act(CloseThread(name, "satisfied", today=TODAY), DEV)
    group.act(CloseThread(name, "satisfied", today=TODAY), MEI)
    assert state_of(group.thread(name)) == "satisfied"
    assert group.again() == group.tender
