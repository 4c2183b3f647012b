"""A post is hidden by a named rule and with a reason; its author appeals, and the co-chair decides."""

import pytest

from specs.hiding import AppealHiding, HidePost, JudgeAppeal, reads_hidden
from specs.refusals import Refused
from tests.group import ANNE, DEV, EVERYBODY, FAY, JOSH, MEI, TODAY, Group


@pytest.fixture
def hidden() -> tuple[Group, str]:
    group = Group()
    name = group.comment(text="My neighbour, Mrs Smith at 14, drinks.")
    group.act(HidePost(name, 1, "names", "It tells of a neighbour.", TODAY), FAY)
    return group, name


def test_only_the_facilitator_hides_and_only_by_a_rule_with_a_reason():
    group = Group()
    name = group.comment()
    for by in EVERYBODY:
        if by != FAY:
            with pytest.raises(Refused, match="Only the facilitator"):
                group.act(HidePost(name, 1, "names", "Because.", TODAY), by)
    for rule, reason in (("dislike", "Because."), ("", "Because."), ("names", " ")):
        with pytest.raises(Refused):
            group.act(HidePost(name, 1, rule, reason, TODAY), FAY)
    for post in (0, 2, -1):
        with pytest.raises(Refused, match="not there any more"):
            group.act(HidePost(name, post, "names", "Because.", TODAY), FAY)


def test_who_still_reads_it(hidden):
    group, name = hidden
    post = group.thread(name).first
    assert post.hidden and post.text is not None  # nothing is deleted
    assert [by for by in EVERYBODY if reads_hidden(by, post)] == [JOSH, FAY, MEI]


def test_an_appeal_is_its_authors_and_the_co_chair_decides(hidden):
    group, name = hidden
    with pytest.raises(Refused, match="Only the person whose words"):
        group.act(AppealHiding(name, 1, "She agreed.", TODAY), DEV)
    with pytest.raises(Refused, match="Nobody has appealed"):
        group.act(JudgeAppeal(name, 1, False, "Seen.", TODAY), JOSH)
    group.act(AppealHiding(name, 1, "She agreed.", TODAY), MEI)
    for by in (ANNE, FAY, MEI):
        with pytest.raises(Refused):
            group.act(JudgeAppeal(name, 1, False, "Seen.", TODAY), by)
    group.act(JudgeAppeal(name, 1, False, "She did agree.", TODAY), JOSH)
    post = group.thread(name).first
    assert (post.hidden, post.hiding.state, post.hiding.judged) == (False, "shown", "She did agree.")
    with pytest.raises(Refused, match="cannot be hidden again"):
        group.act(HidePost(name, 1, "names", "Again.", TODAY), FAY)
    assert group.again() == group.tender


def test_it_can_stay_hidden_and_that_is_final(hidden):
    group, name = hidden
    group.act(AppealHiding(name, 1, "She agreed.", TODAY), MEI)
    group.act(JudgeAppeal(name, 1, True, "She did not.", TODAY), JOSH)
    assert group.thread(name).first.hidden
    with pytest.raises(Refused, match="nothing to appeal"):
        group.act(AppealHiding(name, 1, "Please.", TODAY), MEI)


def test_the_co_chair_does_not_judge_their_own():
    group = Group()
    name = group.comment(by=JOSH)
    group.act(HidePost(name, 1, "abuse", "It insults.", TODAY), FAY)
    group.act(AppealHiding(name, 1, "It does not.", TODAY), JOSH)
    with pytest.raises(Refused, match="your own words"):
        group.act(JudgeAppeal(name, 1, False, "Seen.", TODAY), JOSH)
