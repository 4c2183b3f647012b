"""Fixed words inside an open clause."""

import pytest

from specs.fixing import FixClauses
from specs.locks import LockWords, UnlockWords
from specs.refusals import Refused, Stale
from specs.tender import Reason
from tests.story import Story
from tests.test_clauses import typed

REASON = Reason("must_meet", "law", "The law says so.", "Care Act 2014, s. 9", "Legal team", "2028-01-31")


def locked_words(story: Story, clause: str) -> list[str]:
    texts = {p.id: p.text for p in story.tender.clauses[clause].wording}
    return [texts[lock.paragraph][lock.start : lock.end] for lock in story.tender.clauses[clause].locks]


def test_fixed_words_go_with_their_words():
    story = Story()
    story.act(LockWords("c2", 1, "p4", 11, 25, REASON))
    assert locked_words(story, "c2") == ["attend reviews"]
    story.act(typed(story, "c2", "Staff will", "In Leeds all staff must"))
    assert locked_words(story, "c2") == ["attend reviews"]
    story.act(typed(story, "c2", "attend reviews every quarter", "come every month"))
    assert locked_words(story, "c2") == []


def test_they_open_again():
    story = Story()
    story.act(LockWords("c2", 1, "p4", 11, 25, REASON))
    story.act(UnlockWords("c2", "l1", "No longer needed."))
    assert story.tender.clauses["c2"].locks == ()
    with pytest.raises(Refused, match="open already"):
        story.act(UnlockWords("c2", "l1"))


@pytest.mark.parametrize("span", [(0, 0), (5, 3), (0, 999), (5, 6)])
def test_some_words_must_be_chosen(span):
    with pytest.raises(Refused, match="Please choose the words that are fixed"):
        Story().act(LockWords("c2", 1, "p4", *span, REASON))


def test_they_need_a_whole_reason_and_the_words_as_they_stand():
    story = Story()
    with pytest.raises(Refused) as refused:
        story.act(LockWords("c2", 1, "p4", 0, 5, Reason("must_meet", "law")))
    assert refused.value.field == "explanation"
    story.act(LockWords("c2", 1, "p4", 0, 5, REASON))
    with pytest.raises(Refused, match="fixed already"):
        story.act(LockWords("c2", 1, "p4", 3, 9, REASON))
    story.act(typed(story, "c2", "will", "must"))
    with pytest.raises(Stale):
        story.act(LockWords("c2", 1, "p4", 11, 25, REASON))
    story.act(FixClauses(("c2",)))
    with pytest.raises(Refused, match="whole clause is fixed"):
        story.act(LockWords("c2", 2, "p4", 11, 25, REASON))
