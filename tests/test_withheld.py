"""A tender as it stood, without what was hidden or taken back since: looked for in everything that it holds."""

from copy import deepcopy
from typing import Any

import pytest

from specs import withheld
from specs.agreeing import Agree
from specs.counters import OfferCounter
from specs.dissents import RecordDissent
from specs.erasing import HoldRecords, TakeBack
from specs.hiding import HidePost
from specs.ideas import PutIdea
from specs.stands import TakeStand
from specs.taking_back import TakeBackSaid
from specs.withheld import as_it_may_be_told
from specs.wording import Paragraph
from tests.group import DEV, FAY, MEI, TODAY, Group
from tests.story import PRIYA

IDEA = "t00000000f1"
GONE = ("a post canary", "a suggestion canary", "words canary", "a counter canary", "a stand canary", "a dissent canary", "an idea canary")


def told(tender: Any) -> str:
    """What people said in it and is not marked as hidden or taken back."""
    words = []
    for thread in tender.threads.values():
        words += [post.text or "" for post in thread.posts if not post.hidden]
    for proposal in tender.proposals.values():
        words += [text for offer in proposal.offers for text in offer.texts or ()]
        for counter in proposal.counters:
            words += [*(counter.offer.texts or ()), counter.reason]
        words += [stand.because for stand in proposal.stands.values()]
        words += [each.matters for each in proposal.decision.dissents] if proposal.decision else []
    return " ".join([*words, *(idea.text for idea in tender.ideas.values())])


@pytest.fixture
def then_and_now() -> tuple[Any, Any]:
    """Everything was said on one day, while records are asked for; and on the next it was taken back or hidden."""
    group = Group()
    group.act(HoldRecords("They are asked for.", "2099-01-01", TODAY), PRIYA)
    post, shown = group.comment(text="a post canary"), group.comment(text="stays")
    group.act(Agree(shown, today=TODAY), DEV)
    own = group.suggest("c4", group.tender.clauses["c4"].body[0].text, "words canary", reason="a suggestion canary")
    other = group.suggest()
    wording = (*group.tender.clauses["c2"].wording, Paragraph("+1", "para", "a counter canary"))
    group.act(OfferCounter(other, 1, wording, "a counter canary", today=TODAY), DEV)
    group.act(TakeStand(other, "not", 1, "a stand canary", "No.", today=TODAY), DEV)
    decided = group.suggest("c1", "support", "help")
    group.decide(decided)
    group.act(RecordDissent(decided, "a dissent canary", today=TODAY), DEV)
    group.act(PutIdea(IDEA, "c1", "an idea canary", today=TODAY), MEI)
    then = deepcopy(group.tender)
    group.act(HidePost(post, 1, "names", "It says who.", TODAY), FAY)
    group.act(TakeBack(own, 1), MEI)
    group.act(TakeBackSaid("counter", other, 1, today=TODAY), DEV)
    group.act(TakeStand(other, "live", 1, today=TODAY), DEV)
    group.act(TakeBackSaid("dissent", decided, 1, today=TODAY), DEV)
    group.act(TakeBackSaid("idea", IDEA, 1, today=TODAY), MEI)
    group.act(Agree(shown, no_more=True, today=TODAY), DEV)
    group.comment(text="said later")
    return then, group.tender


def test_what_is_not_to_be_read_any_more_is_gone_and_the_rest_stays(then_and_now):
    then, now = then_and_now
    assert [words for words in GONE if words not in told(then)] == []
    made = as_it_may_be_told(then, now)
    assert [words for words in GONE if words in told(made)] == []
    assert [len(thread.agreed) for thread in made.threads.values() if thread.first.text == "stays"] == [0]
    assert "stays" in told(made) and "said later" not in told(made)
    assert [words for words in GONE if words not in told(then)] == []  # which nothing was done to


@pytest.mark.parametrize("fault", ["_post", "_offer", "_counter", "_stand", "_decision", "_idea"])
def test_each_kind_of_words_would_be_found(then_and_now, monkeypatch, fault):
    """A planted fault: one kind is left as it was."""
    monkeypatch.setattr(withheld, fault, lambda then, now: then)
    assert [words for words in GONE if words in told(as_it_may_be_told(*then_and_now))] != []
