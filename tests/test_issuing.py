"""Issuing the tender: signed by both over just what is issued, kept under a number, followed by the next, and withdrawn by both."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from specs.days import later
from specs.gate import ChooseWhatMustBeMet, PrepareIssue
from specs.holds import HoldClause, ReleaseClause
from specs.issues import files_seen, issues_seen, sees_all
from specs.issuing import (
    MEETING,
    MOVED,
    SignIssue,
    WithdrawIssue,
    completes,
    is_replaced,
    last_issue,
    mark,
    signed,
)
from specs.members import EndSeat
from specs.parts import AddAuthoredPart, AttachFile, AuthoredPart, ReferTo, RenameTender, RetirePart, SharePart
from specs.proposed import Arrangement
from specs.reading import FoundClause
from specs.recipes import ChooseRecipe
from specs.refusals import Refused, Stale
from specs.reissuing import _moved_among
from specs.rules import allowed, decode, encode, tender_from
from specs.tender import Member
from specs.wording import Paragraph
from tests.group import ANNE, EVERYBODY, FAY, JOSH, MEI, PRIYA, RUTH, TODAY, Group
from tests.issuing import made, signing
from tests.watching import Watch

WHY = (("clauses", "The round is short."),)


@pytest.fixture
def group() -> Group:
    """A tender in which nothing but signatures on the clauses is missing, and that is explained."""
    group = Group()
    group.act(PrepareIssue(WHY, TODAY))
    return group


def sign(group: Group, by: Member, **more: object) -> list[str]:
    return [type(event).__name__ for event in group.act(signing(group.tender, TODAY, **more), by)]


def issue(group: Group) -> None:
    for by in (ANNE, JOSH):
        sign(group, by)


def refused(group: Group, asked: object, by: Member = ANNE) -> str:
    with pytest.raises(Refused) as no:
        group.act(asked, by)
    return str(no.value)


def test_the_story_of_two_issues():
    """Open, decide, the way is barred, met, signed by one, moved, signed by both, changed, issued again, withdrawn."""
    group = Group()
    group.changed("c2", "every quarter", "every month")
    group.act(HoldClause("c3", "The law.", TODAY, today=TODAY), PRIYA)
    assert "held until they are discussed: 1. This must be met" in refused(group, signing(group.tender, TODAY))
    group.act(ReleaseClause("c3", "We talked.", today=TODAY), PRIYA)
    assert "It can stand only with a reason, which the issue prints." in refused(group, signing(group.tender, TODAY))
    group.act(PrepareIssue(WHY, TODAY))
    assert sign(group, ANNE) == ["IssueSigned"]
    shown = signing(group.tender, TODAY)
    group.changed("c4", "its records", "all its records")
    assert signed(group.tender, TODAY) == {}
    with pytest.raises(Stale, match="Something has changed since you opened this page"):
        group.act(shown, JOSH)
    assert sign(group, JOSH) == ["IssueSigned"]
    before = group.tender.seq
    assert sign(group, ANNE) == ["IssueSigned", "TenderIssued"]
    first = group.tender.issues[0]
    assert (first.number, first.on, first.of, first.seats) == (1, TODAY, before, ("commissioner", "co_chair"))
    assert [(each.kind, each.many, each.reason) for each in first.without] == [("clauses", 4, "The round is short.")]
    assert (first.changes, group.tender.issuing.signed, group.tender.issuing.reasons) == ((), {}, {})
    assert "Nothing has changed since issued tender 1" in refused(group, signing(group.tender, TODAY))
    group.changed("c2", "a phone call", "a call")
    group.arrange("move", "c4", MEI)
    group.act(PrepareIssue((*WHY, ("suggestions", "They wait.")), TODAY))
    issue(group)
    second = group.tender.issues[1]
    assert [each.sentences for each in second.changes] == [("Clause 2 “Access” reads differently:", "Takes out “phone” after “a”.")]
    assert is_replaced(group.tender, first) and last_issue(group.tender) is second
    group.act(WithdrawIssue(2, "A price was wrong.", TODAY), ANNE)
    assert not second.withdrawn_on and last_issue(group.tender) is second
    group.act(WithdrawIssue(2, "So it was.", TODAY), JOSH)
    assert second.withdrawn_on == TODAY and list(second.withdrawing.values()) == ["A price was wrong.", "So it was."]
    assert last_issue(group.tender) is first and not is_replaced(group.tender, first)
    assert "was withdrawn on 23 November 2026 already" in refused(group, WithdrawIssue(2, "Again.", TODAY))
    assert group.again() == group.tender


def test_who_signs_and_withdraws(group):
    assert [by for by in EVERYBODY if allowed(group.tender, signing(group.tender, TODAY), by)] == [ANNE, JOSH, MEI, RUTH]
    issue(group)
    assert [by for by in EVERYBODY if allowed(group.tender, WithdrawIssue(1, "x", TODAY), by)] == [ANNE, JOSH, MEI, RUTH]
    group.act(EndSeat(JOSH.id), FAY)
    assert "Your time in this seat has ended" in refused(group, WithdrawIssue(1, "x", TODAY), JOSH)
    assert "Your time in this seat has ended" in refused(group, signing(group.tender, TODAY), JOSH)


def test_two_people_sign_and_each_chair_once(group):
    sign(group, RUTH)  # for the commissioner
    assert refused(group, signing(group.tender, TODAY), ANNE) == "The commissioner has signed this already. It waits for the other chair."
    assert completes(group.tender, JOSH, TODAY) and not completes(group.tender, ANNE, TODAY)
    group.tender.deputies["co_chair"] = group.tender.issuing.signed["commissioner"][0]
    del group.tender.deputies["commissioner"]
    assert refused(group, signing(group.tender, TODAY), RUTH) == "Two people have to sign, and you have signed already."


def test_where_both_agreed_that_the_commissioner_decides_alone_one_signature_issues_and_withdraws(group):
    for by in (ANNE, JOSH):
        group.act(ChooseRecipe("commissioner alone", TODAY), by)
    assert sign(group, ANNE) == ["IssueSigned", "TenderIssued"]
    assert group.tender.issues[0].seats == ("commissioner",)
    group.act(WithdrawIssue(1, "Wrong.", TODAY), ANNE)
    assert group.tender.issues[0].withdrawn_on == TODAY


MOVES = {
    "words": lambda group: group.changed("c2", "every quarter", "every month"),
    "a comment": lambda group: group.comment(),
    "a suggestion": lambda group: group.suggest(),
    "a reason": lambda group: group.act(PrepareIssue((("clauses", "Another one."),), TODAY)),
    "a file": lambda group: group.act(AttachFile("Map", "group", "0" * 64, "map.pdf")),
    "who may see a part": lambda group: (
        group.act(AttachFile("Map", "group", "0" * 64, "map.pdf")),
        group.act(SharePart("d2", "procurement")),
    ),
    "what must be met": lambda group: [group.act(ChooseWhatMustBeMet((), TODAY), by) for by in (ANNE, JOSH)],
}


@pytest.mark.parametrize("move", [name for name in MOVES if name != "who may see a part"])
def test_whatever_moves_has_to_be_signed_again(group, move):
    sign(group, ANNE)
    MOVES[move](group)
    assert signed(group.tender, TODAY) == {}


def test_what_is_not_issued_moves_nothing(group):
    sign(group, ANNE)
    now = mark(group.tender, TODAY)
    MOVES["who may see a part"](group)
    group.act(HoldClause("c4", "So.", TODAY, today=TODAY), MEI)  # one of three that it takes
    assert mark(group.tender, TODAY) == now and signed(group.tender, TODAY) == {"commissioner": ANNE.id}


def test_a_day_that_brings_more_is_a_move(group):
    group.comment(protected=True)
    sign(group, ANNE)
    tomorrow = later(TODAY, 1)
    assert signed(group.tender, TODAY) == {"commissioner": ANNE.id} and signed(group.tender, tomorrow) == {}


def test_the_last_signature_needs_the_files_of_just_what_is_signed(group):
    assert sign(group, ANNE, made=None) == ["IssueSigned"]
    with pytest.raises(Stale) as meeting:
        group.act(signing(group.tender, TODAY, made=None), JOSH)
    assert str(meeting.value) == MEETING
    old = made(group.tender, TODAY)
    assert refused(group, SignIssue("not what was shown", TODAY, old), JOSH) == MOVED
    for wrong in (old._replace(mark="x"), old._replace(files=()), old._replace(files=(old.files[0]._replace(part="d9"),))):
        assert refused(group, signing(group.tender, TODAY, made=wrong), JOSH) == MOVED
    assert sign(group, JOSH) == ["IssueSigned", "TenderIssued"]


def test_nothing_is_issued_before_the_tender_is_open_or_where_both_can_read_nothing(group):
    closed = Group(opened=False)
    assert "still being set up" in refused(closed, SignIssue("x", TODAY))
    group.act(SharePart("d1", "procurement"))
    assert "no part with clauses that both chairs can read" in refused(group, SignIssue("x", TODAY))


def test_a_withdrawn_issue_can_be_issued_again_with_the_same_words(group):
    issue(group)
    for by in (ANNE, JOSH):
        group.act(WithdrawIssue(1, "Too early.", TODAY), by)
    group.act(PrepareIssue(WHY, TODAY))
    issue(group)
    assert [each.number for each in group.tender.issues] == [1, 2]
    assert group.tender.issues[1].changes == ()
    assert refused(group, WithdrawIssue(3, "x", TODAY)) == "There is no such issued tender."


def test_what_of_an_issue_is_for_whom(group):
    group.act(AttachFile("Map", "shareable", "0" * 64, "map.pdf"))
    group.act(ReferTo("Terms", "group", "https://example.org/terms"))
    group.act(AttachFile("Prices", "procurement", "1" * 64, "prices.xlsx"))
    issue(group)
    first = group.tender.issues[0]
    linked = Member("m-x", "member", linked=True)
    assert [each.part for each in files_seen(group.tender, MEI, first)] == ["d1", "d2", "d3"]
    assert [each.part for each in files_seen(group.tender, linked, first)] == ["d2"]
    assert sees_all(group.tender, MEI, first) and not sees_all(group.tender, linked, first)
    group.act(RetirePart("d2"))
    assert issues_seen(group.tender, linked) == [first]  # it was issued, whatever became of the part
    assert issues_seen(group.tender, Member("m-y", "administrator")) == []


def test_every_kind_of_change_is_in_the_list(group):
    group.act(AttachFile("Map", "group", "0" * 64, "map.pdf"))
    issue(group)
    group.decide(group.arrange("removal", "c3"))
    group.decide(group.arrange("move", "c4", arrangement=Arrangement(after="c1")))
    group.act(RenameTender("Support everywhere"))
    group.act(RetirePart("d2"))
    more = FoundClause((Paragraph("q1", "head", "Terms"), Paragraph("q2", "para", "They are long.")))
    group.act(AddAuthoredPart(AuthoredPart("Terms", (more,), {})))
    group.act(PrepareIssue(WHY, TODAY))
    issue(group)
    assert [each.sentences for each in group.tender.issues[1].changes] == [
        ("The tender is called “Support everywhere” now, and was called “Support in the city”.",),
        ("The part “Terms” is new.",),
        ("The part “Map” is no longer in it.",),
        ("Clause 4 “Exit” stands in another place.",),
        ("The clause “Pay” was left out.",),
    ]


def test_as_few_clauses_as_have_to_are_said_to_have_moved():
    assert _moved_among("abcde", "abcde") == set()
    assert _moved_among("abcde", "eabcd") == {"e"}
    assert _moved_among("abcde", "bcdea") == {"a"}
    assert len(_moved_among("abcde", "edcba")) == 4
    assert _moved_among("", "") == set()


def test_words_of_an_issue_that_were_erased_are_told_as_taken_back(group):
    issue(group)
    group.act(WithdrawIssue(1, "Wrong.", TODAY), ANNE)
    entries = [(stamp, events if stamp.seq < group.tender.seq - 1 else decode(encode(events)[0], None)) for stamp, events in group.entries]
    first = tender_from(entries).issues[0]
    assert (first.title, first.files[0].name, first.without[0].reason) == ("(title taken back)", "(name taken back)", "(taken back)")
    assert first.withdrawing == {"commissioner": "(taken back)"}
    assert first.code == group.tender.issues[0].code


# The watch over whatever a group does (tests/test_suggestion_machine.py)


def watched(group: Group, spoil: Callable[[list[Any]], list[Any]] = list) -> None:
    """Every entry of the story is looked at as plain data, spoilt or as it is."""
    watch = Watch()
    for stamp, body, _ in group.kept:
        watch.take(stamp.seq, stamp.by, spoil(json.loads(body)))


def _without(name: str, seat: str = "") -> Callable[[list[Any]], list[Any]]:
    return lambda body: [each for each in body if each[0] != name or (seat and each[1].get("seat") != seat)]


def _otherwise(body: list[Any]) -> list[Any]:
    return [[name, {**facts, "mark": "x"} if name == "IssueSigned" and facts["seat"] == "co_chair" else facts] for name, facts in body]


def test_the_watch_sees_an_issue_that_one_signed_or_under_other_words_and_one_that_one_withdrew(group):
    issue(group)
    for by in (ANNE, JOSH):
        group.act(WithdrawIssue(1, "Wrong.", TODAY), by)
    watched(group)
    for spoil in (_without("IssueSigned", "co_chair"), _otherwise, _without("IssueWithdrawalAsked", "commissioner")):
        with pytest.raises(AssertionError):
            watched(group, spoil)
