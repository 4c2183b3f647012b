"""What comes back from Word becomes suggestions, legal changes and comments: never a silent edit, and nothing a second time."""

import pytest

from specs.labels import name_of
from specs.legal_changes import ConfirmLegalChange, DeclineLegalChange, SeeLegalChange, to_confirm, to_see, unread
from specs.refusals import Refused
from specs.returning import AlreadyThere, BringBack
from specs.reviewers import ClaimReviewer, MatchReviewer
from tests.group import DEV, FAY, MEI, RUTH, TODAY
from tests.returning import KIT, LEX, Travelling, leaving_out, typing
from tests.story import ANNE, JOSH, PRIYA

PICTURES = typing("Numbered words", " and pictures")
REVIEWS = typing("reviews", " in person", KIT)
UNTRACKED = typing("hands over its records", " at once", "")


@pytest.fixture
def away() -> Travelling:
    return Travelling()


def becomes(plan) -> list[tuple[str, str, int]]:
    return [(each.becomes, each.item.kind if hasattr(each.item, "kind") else "", each.item.reviewer) for each in plan.new]


def test_each_person_and_clause_is_one_suggestion_and_the_tender_stays_as_it_is(away):
    before = [away.texts(clause) for clause in away.order()]
    plan = away.bring(away.edited(PICTURES, REVIEWS, UNTRACKED))
    assert sorted(becomes(plan)) == [("suggestion", "wording", 0), ("suggestion", "wording", 1), ("suggestion", "wording", 2)]
    assert [away.texts(clause) for clause in away.order()] == before
    made = {away.tender.threads[each.name].first.reviewer: away.proposal(each.name) for each in plan.new}
    names = next(iter(away.tender.returned.values())).names
    lex = made[names.index(LEX) + 1]
    assert lex.by == "" and name_of(away.tender, lex.clause).endswith("Records”")
    assert "Numbered words and pictures" in " ".join(p.text for p in lex.offer.wording)
    away.decide(lex.id)
    assert any("Numbered words and pictures" in text for text in away.texts(lex.clause))


def test_the_same_file_again_changes_nothing(away):
    data, edition = away.edited(PICTURES, REVIEWS, leaving_out("After the table")), away.as_it_stands()
    first = away.bring(data)
    assert len(first.new) == 3 and not first.unplaced
    for _ in range(2):
        seq = away.tender.seq
        again = away.bring(data, edition=edition)
        assert not again.new and len(again.already) == 3 and away.tender.seq in (seq, seq + 1)
        for each in first.new:
            if away.proposal(each.name).waits and each.item.kind == "wording":
                away.decide(each.name)


def test_what_was_done_in_the_meantime_is_not_suggested_again(away):
    data, edition = away.edited(PICTURES), away.as_it_stands()
    away.changed("c4", "Numbered words", "Numbered words and pictures")
    plan = away.plan(away.back(data, edition))
    assert not plan.new and [each.why for each in plan.already] == ["This was suggested before."]


def test_a_fixed_clause_changes_only_once_procurement_says_why(away):
    away.fix("c4")
    plan = away.bring(away.edited(PICTURES, REVIEWS), by=ANNE)
    assert sorted(each.becomes for each in plan.new) == ["legal", "suggestion"]
    (change,) = to_confirm(away.tender, PRIYA)
    assert change.edit.clause == "c4" and not to_see(away.tender, ANNE) and unread(away.tender) == [change]
    before = away.texts("c4")
    for by in (ANNE, JOSH, MEI, FAY):
        with pytest.raises(Refused, match="Only the procurement officer"):
            away.act(ConfirmLegalChange(change.id, "The law says so.", TODAY), by)
    with pytest.raises(Refused):
        away.act(ConfirmLegalChange(change.id, " ", TODAY), PRIYA)
    assert away.texts("c4") == before
    away.act(ConfirmLegalChange(change.id, "The law sets six years.", TODAY), PRIYA)
    assert any("Numbered words and pictures" in text for text in away.texts("c4"))
    assert away.tender.clauses["c4"].versions[-1].why == "The law sets six years."
    assert [each.id for each in to_see(away.tender, JOSH)] == [change.id] and unread(away.tender)
    for by in (ANNE, JOSH):
        away.act(SeeLegalChange(change.id, TODAY), by)
    assert not unread(away.tender)
    with pytest.raises(Refused, match="dealt with"):
        away.act(DeclineLegalChange(change.id, "No.", TODAY), PRIYA)
    assert away.again().legal_changes == away.tender.legal_changes


def test_fixed_words_of_an_open_clause_are_fixed_for_a_file_too(away):
    from specs.locks import LockWords
    from specs.tender import Reason

    p = next(p for p in away.tender.clauses["c4"].wording if "Numbered words" in p.text)
    at = p.text.index("Numbered words")
    law = Reason("must_meet", "law", "The law says so.", "The Act", "Parliament", "2027-06-30")
    away.act(LockWords("c4", 1, p.id, at, at + len("Numbered words"), law))
    word = typing("Numbered", "or painted")
    plan = away.plan(away.back(away.edited(word)))
    assert [each.becomes for each in plan.new] == ["legal"]
    plan = away.plan(away.back(away.edited(typing("of records", " and files"))))
    assert [each.becomes for each in plan.new] == ["suggestion"]


def test_whose_a_change_is_only_the_facilitator_or_that_person_says(away):
    plan = away.bring(away.edited(PICTURES, REVIEWS))
    (file,) = away.tender.returned.values()
    number = file.names.index(LEX) + 1
    (name,) = [each.name for each in plan.new if each.item.reviewer == number]
    for by in (ANNE, PRIYA, MEI):
        with pytest.raises(Refused, match="Only the facilitator"):
            away.act(MatchReviewer(file.id, number, RUTH.id), by)
    with pytest.raises(Refused, match="not in the file"):
        away.act(ClaimReviewer(file.id, "Somebody"), RUTH)
    away.act(ClaimReviewer(file.id, "lex  legal"), RUTH)
    assert away.proposal(name).by == RUTH.id and away.thread(name).by == RUTH.id
    with pytest.raises(Refused, match="Somebody is known"):
        away.act(ClaimReviewer(file.id, LEX), DEV)
    away.act(MatchReviewer(file.id, number, ""), FAY)
    assert away.proposal(name).by == ""
    away.act(MatchReviewer(file.id, number, PRIYA.id), FAY)
    assert away.again().proposals[name].by == PRIYA.id


def test_who_may_bring_a_file_back(away):
    data = away.edited(PICTURES)
    for by in (MEI, RUTH):
        with pytest.raises(Refused, match="Only the"):
            away.bring(data, by)
    asked = BringBack("r0123456789", "d1", 1, (), (), today=TODAY)
    away.act(asked, PRIYA)
    with pytest.raises(AlreadyThere):
        away.act(asked, PRIYA)
