"""Answers: never a bare no, a yes that is kept, closed only by whoever spoke; reminders, pauses and promised days."""

import pytest

from specs.answers import (
    AnswerThreads,
    AssignThread,
    CloseThread,
    RemindAuthor,
    ReopenThread,
    is_overdue,
    state_of,
    was_kept,
)
from specs.behalf import ClaimPost, ConfirmClaim
from specs.comments import Comment, Reply
from specs.days import later
from specs.interests import DeclareInterest
from specs.refusals import Refused
from specs.threads import Behalf
from tests.group import ANNE, DEV, FAY, JOSH, MEI, OLU, PRIYA, RUTH, TODAY, Group, name_of_thread


@pytest.fixture
def group() -> Group:
    return Group()


def answered(group, name, by=RUTH, today=TODAY, outcome="suggestion"):
    group.act(AnswerThreads((name,), outcome, "Because.", "Another way.", today=today), by)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"outcome": "no"}, "A no needs more"),
        ({"outcome": "yes"}, "A yes is kept"),
        ({"outcome": "partly"}, "A yes is kept"),
        ({"outcome": "yes", "owner": "Ruth"}, "A yes is kept"),
        ({"outcome": "yes", "changed": True}, "have not changed since"),
        ({"outcome": "ideas", "owner": "Ruth"}, "comes back"),
        ({"outcome": "yes", "owner": "Ruth", "by_date": "2026-11-01"}, "lies ahead"),
        ({"outcome": "maybe"}, "choose an answer"),
        ({"outcome": "no", "text": " "}, "Why not is empty"),
    ],
)
def test_an_answer_that_is_none_is_refused(group, asked, sentence):
    name = group.comment()
    with pytest.raises(Refused, match=sentence):
        group.act(AnswerThreads((name,), **({"text": "Because."} | asked), today=TODAY), RUTH)
    assert group.thread(name).answers == []


def test_each_kind_of_answer(group):
    kinds = (
        ("no", {"alternative": "We ask bidders."}),
        ("no", {"none_found": True}),
        ("yes", {"owner": "Ruth", "by_date": "2027-01-31"}),
        ("partly", {"owner": "Ruth", "by_date": "2027-01-31"}),
        ("ideas", {"owner": "Ruth", "by_date": "2027-01-31"}),
        ("suggestion", {}),
        ("question", {}),
    )
    for outcome, more in kinds:
        name = group.comment()
        group.act(AnswerThreads((name,), outcome, "Because.", **more, today=TODAY), RUTH)
        assert (state_of(group.thread(name)), group.thread(name).answer.outcome) == ("answered", outcome)


def test_a_yes_names_the_version_with_the_changed_words(group):
    name = group.comment()
    group.changed("c2", "every quarter", "every month")
    group.act(AnswerThreads((name,), "yes", "Done.", changed=True, today=TODAY), ANNE)
    assert group.thread(name).answer.version == 2


@pytest.mark.parametrize("by", [MEI, JOSH, FAY, OLU])
def test_only_officials_answer(group, by):
    name = group.comment()
    with pytest.raises(Refused, match="Only the commissioner or the procurement officer or the answering official"):
        answered(group, name, by)


def test_alike_ones_are_answered_together_and_closed_apart(group):
    names = [group.comment(by=by) for by in (MEI, DEV)]
    group.act(AnswerThreads(tuple(names), "suggestion", "One of you writes it.", today=TODAY), RUTH)
    group.act(CloseThread(names[0], "satisfied", today=TODAY), MEI)
    assert [state_of(group.thread(name)) for name in names] == ["satisfied", "answered"]
    with pytest.raises(Refused, match="Please choose what you are answering"):
        group.act(AnswerThreads((), "suggestion", "x", today=TODAY), RUTH)


@pytest.mark.parametrize("by", [ANNE, JOSH, DEV, PRIYA, RUTH, OLU])
def test_nobody_else_closes(group, by):
    name = group.comment()
    answered(group, name)
    with pytest.raises(Refused, match="Only the person who said this, or the facilitator"):
        group.act(CloseThread(name, "satisfied", today=TODAY), by)


def test_the_facilitator_closes_for_them_and_says_how_they_told(group):
    name = group.comment()
    with pytest.raises(Refused, match="no answer yet"):
        group.act(CloseThread(name, "satisfied", today=TODAY), MEI)
    answered(group, name)
    with pytest.raises(Refused, match="how the person told you"):
        group.act(CloseThread(name, "satisfied", today=TODAY), FAY)
    group.act(CloseThread(name, "not agreed", "It matters to her.", "phone", TODAY), FAY)
    assert (state_of(group.thread(name)), group.thread(name).closing) == ("not agreed", "It matters to her.")


def test_opened_again_it_is_owed_an_answer_again(group):
    name = group.comment()
    answered(group, name)
    group.act(CloseThread(name, "satisfied", today=TODAY), MEI)
    with pytest.raises(Refused, match="has closed it"):
        answered(group, name)
    group.act(ReopenThread(name, "The bidders were not asked.", "2026-12-01"), MEI)
    thread = group.thread(name)
    assert (state_of(thread), thread.reply_by) == ("open", "2026-12-11")
    answered(group, name, today="2026-12-02")
    assert state_of(group.thread(name)) == "answered"


def test_the_promised_day_is_kept_or_late(group):
    first, second = group.comment(), group.comment()
    assert group.thread(first).reply_by == "2026-12-03"
    assert [is_overdue(group.thread(first), day) for day in ("2026-12-03", "2026-12-04")] == [False, True]
    answered(group, first, today="2026-12-03")
    answered(group, second, today="2026-12-04")
    assert [was_kept(group.thread(name)) for name in (first, second)] == [True, False]
    assert group.thread(group.comment(today="2026-11-25")).reply_by == "2026-12-07"  # the Saturday is not promised


def test_after_three_reminders_it_has_no_reply_yet_and_is_not_agreed_to(group):
    name = group.comment()
    answered(group, name)
    with pytest.raises(Refused, match="nothing to remind"):
        group.act(RemindAuthor(name, today=later(TODAY, 13)), FAY)
    with pytest.raises(Refused, match="paused"):
        group.act(RemindAuthor(name, paused=True, today=later(TODAY, 14)), FAY)
    for number in (1, 2, 3):
        group.act(RemindAuthor(name, today=later(TODAY, 14 * number)), FAY)
    assert (state_of(group.thread(name)), group.thread(name).closed) == ("no reply yet", "")
    with pytest.raises(Refused, match="nothing to remind"):
        group.act(RemindAuthor(name, today=later(TODAY, 70)), FAY)
    group.act(CloseThread(name, "satisfied", today=later(TODAY, 71)), MEI)
    assert state_of(group.thread(name)) == "satisfied"


def test_it_is_handed_to_an_official_and_to_nobody_else(group):
    name = group.comment()
    for member in (MEI, OLU, FAY):
        with pytest.raises(Refused, match="choose an official"):
            group.act(AssignThread(name, member.id, TODAY), RUTH)
    group.act(AssignThread(name, PRIYA.id, TODAY), RUTH)
    assert group.thread(name).assigned == PRIYA.id
    group.act(DeclareInterest(True, "Harbour Care"), PRIYA)
    group.act(AssignThread(name, "", TODAY), RUTH)
    with pytest.raises(Refused, match="choose an official"):
        group.act(AssignThread(name, PRIYA.id, TODAY), RUTH)


def test_what_was_said_at_a_meeting_is_claimed_and_confirmed(group):
    meeting = Behalf("meeting", TODAY, "the public meeting")
    name = group.comment(by=FAY, behalf=meeting)
    with pytest.raises(Refused, match="choose how it was said"):
        group.comment(by=FAY, behalf=Behalf("telepathy", TODAY))
    with pytest.raises(Refused, match="which meeting"):
        group.comment(by=FAY, behalf=Behalf("meeting", TODAY))
    with pytest.raises(Refused, match="cannot lie ahead"):
        group.comment(by=FAY, behalf=Behalf("phone", "2027-01-01"))
    with pytest.raises(Refused, match="Only the facilitator"):
        group.comment(by=ANNE, behalf=meeting)
    with pytest.raises(Refused, match="For whom|for whom"):
        group.comment(by=FAY)
    assert group.thread(name).by == ""
    group.act(ClaimPost(name, 1), MEI)
    with pytest.raises(Refused, match="theirs already"):
        group.act(ClaimPost(name, 1), DEV)
    group.act(ConfirmClaim(name, 1), FAY)
    assert (group.thread(name).by, group.thread(name).first.confirmed) == (MEI.id, True)
    answered(group, name)
    group.act(CloseThread(name, "satisfied", today=TODAY), MEI)


def test_what_is_credited_to_somebody_is_confirmed_by_them(group):
    name = group.comment(by=FAY, behalf=Behalf("phone", TODAY), credited=MEI.id)
    with pytest.raises(Refused, match="somebody else"):
        group.act(ClaimPost(name, 1), DEV)
    group.act(ClaimPost(name, 1), MEI)
    assert group.thread(name).first.confirmed


def test_two_hundred_points_of_a_meeting(group):
    meeting = Behalf("meeting", TODAY, "the public meeting")
    for number in range(200):
        group.comment(f"c{1 + number % 4}", f"Point {number}.", FAY, behalf=meeting, also=("c2", "c3"))
    assert len(group.tender.threads) == 200
    assert len(group.tender.threads_on["c2"]) == 200
    assert group.again() == group.tender


def test_an_id_of_a_thread_is_used_once_and_is_no_number(group):
    name = group.comment()
    for thread in (name, "t1", "", "x" * 11):
        with pytest.raises(Refused, match="sent before"):
            group.act(Comment(thread, "c2", 1, "comment", "Again.", today=TODAY), MEI)
    with pytest.raises(Refused, match="not there any more"):
        group.act(Reply(name_of_thread(99), "Hello.", today=TODAY), MEI)
