"""Whose words: of the document, of officials, of people with lived experience, written together; moved, split, put back, suppressed."""

import pytest

from specs.counters import AnswerCounter, OfferCounter
from specs.members import GiveSeat
from specs.proposals import Propose
from specs.proposed import Arrangement
from specs.tender import Member
from specs.whose import counted, told_apart, whose
from specs.wording import Paragraph
from tests.group import ANNE, DEV, FAY, JOSH, MEI, RUTH, TODAY, Group, name_of_thread
from tests.suggesting import other_words, signing


@pytest.fixture
def group() -> Group:
    return Group()


def taken(group, asked, by, numbers=None):
    """A suggestion that both chairs accept."""
    group.act(asked, by)
    for chair in (ANNE, JOSH):
        group.act(signing(group.tender, asked.proposal, TODAY, numbers=numbers), chair)


def suggested(group, number, clause, old, new):
    return other_words(group.tender, name_of_thread(number), clause, old, new, TODAY)


def words_of(group, clause, upto=None, version=-1):
    """Each stretch of words of a clause with its side and writer, without those of the document."""
    part = group.tender.parts[group.tender.clauses[clause].part]
    made = whose(group.tender, part, upto)
    wording = group.tender.clauses[clause].versions[version].wording
    runs = [(p.text[run.start : run.end], run.act.side, run.act.member) for p in wording for run in made.runs(p.id)]
    return [run for run in runs if run[1] != "document"]


def test_every_word_has_one_writer_and_the_document_all_that_came(group):
    part = next(iter(group.tender.parts.values()))
    made = whose(group.tender, part)
    for clause in group.tender.reading_order():
        counts = counted(made, clause.wording)
        assert sum(counts.values()) == counts["document"] == sum(len(p.text.split()) for p in clause.wording)


def test_words_belong_to_who_suggested_them_not_to_who_signed(group):
    taken(group, suggested(group, 901, "c2", "every quarter", "once a month"), MEI)
    taken(group, suggested(group, 902, "c3", "must consult", "must always consult"), RUTH)
    assert words_of(group, "c2") == [("once a month", "lived", MEI.id)]
    assert words_of(group, "c3") == [("always", "officials", RUTH.id)]


def test_only_the_words_that_were_taken_count(group):
    asked = other_words(group.tender, name_of_thread(901), "c2", "every quarter", "once a month", TODAY)
    asked = Propose(asked.proposal, "wording", "c2", 1, "x", tuple(asked.wording), today=TODAY)
    texts = {p.id: p.text for p in asked.wording}
    assert "once a month" in " ".join(texts.values())
    taken(group, asked, MEI, numbers=(1,))
    assert words_of(group, "c2") == [("once a month", "lived", MEI.id)]


def test_words_offered_instead_belong_to_who_offered_them(group):
    name = name_of_thread(901)
    group.act(suggested(group, 901, "c2", "every quarter", "once a month or more"), MEI)
    other = other_words(group.tender, name, "c2", "every quarter", "once a month at least", TODAY).wording
    group.act(OfferCounter(name, 1, other, "Clearer.", today=TODAY), RUTH)
    group.act(AnswerCounter(name, 1, True, today=TODAY), MEI)
    for chair in (ANNE, JOSH):
        group.act(signing(group.tender, name, TODAY), chair)
    assert words_of(group, "c2") == [("once a month", "lived", MEI.id), ("at least", "officials", RUTH.id)]


def test_words_taken_together_belong_to_their_writers_and_what_joins_them_to_both(group):
    one, two = name_of_thread(901), name_of_thread(902)
    group.act(suggested(group, 901, "c2", "every quarter", "once a month"), MEI)
    group.act(suggested(group, 902, "c2", "attend", "come to"), DEV)
    wording = other_words(
        group.tender, one, "c2", "Staff will attend reviews every quarter", "Staff will come to reviews once a month", TODAY
    )
    p = next(p for p in wording.wording if "once a month" in p.text)
    spans = tuple(
        (p.id, p.text.index(words), p.text.index(words) + len(words), name) for words, name in (("come to", two), ("once a month", one))
    )
    joint = Propose(name_of_thread(903), "wording", "c2", 1, "Both.", wording.wording, merges=(one, two), sources=spans, today=TODAY)
    taken(group, joint, FAY)
    assert words_of(group, "c2") == [("come to", "lived", DEV.id), ("once a month", "lived", MEI.id)]


def test_words_keep_their_writer_when_their_clause_is_split_merged_and_moved(group):
    taken(group, suggested(group, 901, "c2", "a phone call", "a phone call or a letter"), MEI)
    at = next(p.id for p in group.tender.clauses["c2"].wording if p.text == "People can ask for:")
    taken(group, Propose(name_of_thread(902), "split", "c2", 2, "x", arrangement=Arrangement(at=at), today=TODAY), RUTH)
    assert words_of(group, "c5") == [("or a letter", "lived", MEI.id)]
    taken(group, Propose(name_of_thread(903), "merge", "c5", 1, "x", arrangement=Arrangement(follows="c3"), today=TODAY), RUTH)
    taken(group, Propose(name_of_thread(904), "move", "c5", 2, "x", arrangement=Arrangement(after=""), today=TODAY), RUTH)
    assert words_of(group, "c5") == [("or a letter", "lived", MEI.id)]


def test_a_word_put_back_belongs_to_who_wrote_it_first(group):
    taken(group, suggested(group, 901, "c3", "must consult people who use the service", "must work with people who use the service"), MEI)
    taken(group, suggested(group, 902, "c3", "must work with people who use the service", "must consult people who use the service"), RUTH)
    assert words_of(group, "c3") == []
    taken(group, suggested(group, 903, "c2", "every quarter", "once a month at the very least"), MEI)
    taken(group, suggested(group, 904, "c2", "once a month at the very least", "every quarter"), RUTH)
    taken(group, suggested(group, 905, "c2", "every quarter", "once a month at the very least"), RUTH)
    assert words_of(group, "c2") == [("once a month at the very least", "lived", MEI.id)]


def test_an_earlier_state_is_told_as_it_was(group):
    taken(group, suggested(group, 901, "c2", "every quarter", "once a month"), MEI)
    before = group.tender.clauses["c2"].versions[-1].stamp.seq
    taken(group, suggested(group, 902, "c2", "once a month", "twice a year"), RUTH)
    assert words_of(group, "c2", before, version=1) == [("once a month", "lived", MEI.id)]
    assert words_of(group, "c2") == [("twice", "officials", RUTH.id), ("a", "lived", MEI.id), ("year", "officials", RUTH.id)]


def test_a_new_clause_is_its_authors_whole(group):
    wording = (Paragraph("+1", "head", "Choice"), Paragraph("+2", "para", "People choose who comes."))
    taken(group, Propose(name_of_thread(901), "new", "c1", 1, "x", wording, Arrangement(after="c1"), today=TODAY), MEI)
    made = next(clause for clause in group.tender.reading_order() if clause.id == "c5")
    assert [run[1:] for run in words_of(group, made.id)] == [("lived", MEI.id), ("lived", MEI.id)]


def test_shares_of_few_people_are_never_told_apart(group):
    assert told_apart(group.tender) == ("document",)
    for number in range(2):
        group.act(GiveSeat(f"m-more{number}", "member"), FAY)
    assert told_apart(group.tender) == ("document",)  # five with lived experience, four officials: one would tell the other
    group.act(GiveSeat("m-official", "official"), ANNE)
    assert told_apart(group.tender) == ("document", "officials", "lived")
    assert Member("m-official", "official") == group.tender.members["m-official"]


def test_the_harness_sees_a_thief(group, monkeypatch):
    """Were words given to the one who signed, the stories above would not hold."""
    monkeypatch.setattr("specs.whose.decided_at", lambda tender: {})
    taken(group, suggested(group, 901, "c2", "every quarter", "once a month"), MEI)
    assert words_of(group, "c2") == [("once a month", "lived", JOSH.id)]
