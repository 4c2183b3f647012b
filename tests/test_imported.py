"""What a document had before it came in: every tracked change and every comment is kept once, at its clause, and nobody is named."""

import json

import pytest

from exports import kept as module
from specs.answers import AnswerThreads, is_overdue, is_owed, was_kept
from specs.comments import Comment, Reply
from specs.deputies import NameDeputy
from specs.erasing import EraseWords, TakeBack
from specs.imported import NO_CLAUSE, NO_WORDS, TOO_LONG, KeepFromImport, KeepRemark, file_of, planned
from specs.members import GiveSeat
from specs.posted import how, somebody
from specs.preview import Preview, merged, preview_from_json, preview_to_json, split
from specs.reading import Kept, found_from_json, found_to_json
from specs.refusals import Refused
from specs.returned import Remark
from specs.returning import LONGEST, AlreadyThere
from specs.rounds import PlanOpening, SignOpening, fingerprint
from specs.rules import decode, tender_from
from specs.tender import RoundPlan
from specs.waiting import owed_answers
from tests.corpus import cases
from tests.group import DEV, FAY, MEI, RUTH, TODAY
from tests.imported import by, comment, commented, document, gone, imported, insist_on_each_once, on, reading
from tests.returning import KIT, LEX
from tests.story import ANNE, JOSH, PRIYA, Story
from tests.word_files import p, r, table, word_file

NOTHING_TO_READ = {"08-oxsdk-comment020.docx", "19-lo-empty-paras-deletion.docx"}
REAL = [
    each
    for each in cases("docx/tracked/*.docx", "docx/comments/*.docx", "docx/rp_triples/*.docx")
    if each.id.rsplit("/", 1)[-1] not in NOTHING_TO_READ
]
PLANNED = RoundPlan("2026-11-30", "2026-12-21", 10, "2027-02-15", "What is not fixed.", "We answer.")


def passed(story: Story, kind: str) -> list[tuple[int, str, str]]:
    file = story.tender.returned[file_of(story.tender, "d1")]
    assert file.imported
    return [(each.reviewer, each.clause, each.words or "") for each in file.imported.passages if each.kind == kind]


def said(story: Story) -> list[tuple[str, str, list[str], list[int]]]:
    """The clause, the words, and what was said by which reviewers, of each comment."""
    made = []
    for thread in story.tender.threads.values():
        texts = {q.id: q.text for q in story.tender.clauses[thread.clause].wording}
        words = " ".join(texts[span.paragraph][span.start : span.end] for span in thread.where)
        made.append((thread.clause, words, [post.text or "" for post in thread.posts], [post.reviewer for post in thread.posts]))
    return made


def test_who_put_in_and_crossed_out_what_is_kept_at_its_clause():
    found = reading(document())
    insist_on_each_once(document(), found.kept)
    story, plan = imported(found)
    assert plan.first.names == (LEX, KIT)
    assert passed(story, "in") == [(2, "c1", "must"), (1, "c2", "Travel is paid, too.")]
    assert passed(story, "out") == [(1, "c1", "may"), (1, "c1", "Nobody is turned away.")]
    assert [text for clause in story.order() for text in story.texts(clause)] == [
        *("Access", "Staff must answer every call."),
        *("Pay", "The provider pays people for their time.", "Travel is paid, too.", "It pays monthly."),
        *("Exit", "The provider hands over its records."),
    ]
    assert story.again() == story.tender


def test_comments_hang_on_their_words_and_say_how_they_came():
    story, plan = imported(reading(document()))
    assert said(story) == [
        ("c1", " answer", ["Within which time?", "Ten days, I hear."], [2, 1]),
        ("c2", "people", ["Also family?"], [1]),
    ]
    (unplaced,) = story.tender.returned[plan.first.file].unplaced
    assert (unplaced.text, unplaced.after, unplaced.why) == ("An old logo.", "", NO_CLAUSE)
    first = next(iter(story.tender.threads.values())).first
    assert (somebody(first), how(first), first.by, first.behalf.day) == ("A reviewer", "in the imported document", "", "2026-10-02")


def test_comments_stay_behind_where_they_are_not_wanted():
    story, plan = imported(reading(document()), comments=False)
    file = story.tender.returned[plan.first.file]
    assert not story.tender.threads and not file.unplaced and file.imported.left_out == 4
    assert len(file.imported.passages) == 4 and "Also family?" not in repr(story.kept)


def test_words_are_at_their_clause_also_where_the_preview_was_put_right():
    found = reading(document())
    preview = split(merged(Preview(found), 2), 1, found.clauses[1].wording[1].id, "Pay for time")
    story, _ = imported(preview_from_json(preview_to_json(preview)).found)
    assert passed(story, "in") == [(2, "c1", "must"), (1, "c2", "Travel is paid, too.")]
    assert [each[:2] for each in said(story)] == [("c1", " answer"), ("c2", "people")]


@pytest.mark.parametrize("path", REAL)
def test_everything_in_a_real_file_is_kept_once(path):
    found = reading(path.read_bytes())
    insist_on_each_once(path.read_bytes(), found.kept)
    assert found.kept.posts == found.comments and found_from_json(found_to_json(found)) == found
    if not (found.kept.tracked or found.kept.margin):
        return
    story, plan = imported(found)
    made = story.tender.returned[plan.first.file]
    assert len(made.imported.passages) == len(found.kept.tracked)
    assert len(made.threads) + len(made.unplaced) == found.comments
    assert {each.why for each in made.unplaced} <= {NO_WORDS, NO_CLAUSE}
    for each in made.imported.passages:
        if each.kind == "in" and each.what == "words" and each.clause:
            clause = story.tender.clauses[each.clause]
            there = "".join("".join([q.label + q.text for q in clause.wording] + [note.text for note in clause.notes]).split())
            assert "".join((each.words or "").split()) in there
    assert story.again() == story.tender


@pytest.mark.parametrize("fault", ["lost", "author", "ends", "comment"])
def test_a_planted_fault_is_found(fault, monkeypatch):
    data = document()
    if fault == "lost":
        monkeypatch.setattr(module, "_KINDS", {kind: each for kind, each in module._KINDS.items() if kind != "deletion"})
    elif fault == "comment":
        monkeypatch.setattr(module, "threads", lambda *_: [])
    else:
        right = module.changes
        wrong = {"author": {"author": KIT}, "ends": {"kind": "insertion"}}[fault]
        which = {"author": "deletion", "ends": "mark in"}[fault]
        monkeypatch.setattr(
            module, "changes", lambda package: [module.replace(c, **wrong) if c.kind == which else c for c in right(package)]
        )
    with pytest.raises(AssertionError):
        insist_on_each_once(data, reading(data).kept)


def test_a_paragraph_that_joined_the_next_one_takes_its_words_along():
    data = word_file(
        p("One", style="Heading1"),
        "Some words.",
        p(by("ins", r("Old")), about=f'<w:pStyle w:val="Heading1"/><w:rPr>{by("del")}</w:rPr>'),
        p(r(" and new"), by("del", gone(" heading")), style="Heading1"),
        "More words.",
    )
    story, _ = imported(reading(data))
    assert [story.texts(clause)[0] for clause in story.order()] == ["One", "Old and new"]
    assert passed(story, "in") == [(1, "c2", "Old")] and [each[1:] for each in passed(story, "out")] == [("c2", ""), ("c2", " heading")]


def test_a_row_is_told_once_and_cells_as_what_they_are():
    row = "<w:tr><w:trPr>{}</w:trPr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr>"
    told = row.format(by("ins"), p(by("ins", r("Rent"))), p(by("ins", r("Monthly"))))
    whole = row.format(by("del"), p("Fuel"), p("Daily"))
    data = word_file(p("Costs", style="Heading1"), "Words.", table(("What", "When")).replace("</w:tbl>", f"{told}{whole}</w:tbl>"))
    found = reading(data)
    assert [(each.kind, each.what, each.words.split()) for each in found.kept.tracked] == [
        ("in", "row", []),
        ("in", "words", ["Rent"]),
        ("in", "words", ["Monthly"]),
        ("out", "row", ["Fuel", "Daily"]),
    ]


def test_changes_of_looks_are_counted_and_those_in_a_header_stand_beside_the_clauses():
    bold = r("Bold", f"<w:b/>{by('rPrChange', '<w:rPr/>')}")
    data = word_file(p("One", style="Heading1"), p(bold), parts={"header1": p(by("ins", r("Draft 3")))})
    story, plan = imported(reading(data))
    assert plan.first.looks == 1 and passed(story, "in") == [(1, "", "Draft 3")]


def test_a_plain_document_leaves_nothing_and_costs_nothing(monkeypatch):
    monkeypatch.setattr(module, "changes", lambda _: pytest.fail("read although nothing was changed"))
    found = reading(word_file(p("One", style="Heading1"), "Words."))
    assert found.kept == Kept() and planned(Story().tender, Story().tender.parts["d1"], found.kept, True, TODAY) is None
    old = {name: each for name, each in found_to_json(found).items() if name != "kept"}
    assert found_from_json(old) == found, "a document that waited when this came still opens"


def test_words_of_no_length_and_of_too_much_are_listed():
    text = "much " * (LONGEST // 5) + "more"
    data = commented(p("One", style="Heading1"), p(on(1, r("Words")), on(2, r(" here"))), comments=comment(1, " ") + comment(2, text))
    story, plan = imported(reading(data))
    assert [(each.text.strip(), each.why) for each in story.tender.returned[plan.first.file].unplaced] == [("", NO_WORDS), (text, TOO_LONG)]
    assert not plan.remarks


def test_nothing_is_kept_twice_or_by_others():
    story, plan = imported(reading(document()))
    with pytest.raises(AlreadyThere):
        story.act(plan.first)
    with pytest.raises(AlreadyThere):
        story.act(plan.remarks[0])
    story.act(GiveSeat(PRIYA.id, "procurement"))
    for asked in (plan.first, plan.remarks[0]):
        with pytest.raises(Refused):
            story.act(asked, PRIYA)
    file, remark = plan.first.file, plan.remarks[0].remark
    for wrong in (
        KeepFromImport("r0000000000", "d1", (), ()),
        KeepFromImport(file, "d7", (), ()),
        KeepRemark("r0000000000", remark, "t0000000001"),
        KeepRemark(file, remark, "one"),
        KeepRemark(file, Remark(1, "c9", 1, "x"), "t0000000001"),
        KeepRemark(file, Remark(1, "c1", 1, "x", thread="t0000000002"), "t0000000001"),
    ):
        with pytest.raises(Refused):
            story.act(wrong)


def opened_with(story: Story) -> None:
    """Everybody is seated, and both chairs open a round that begins a week from now."""
    story.act(GiveSeat(FAY.id, "facilitator"))
    story.act(GiveSeat(RUTH.id, "official", until="2027-12-31", today=TODAY))
    for member in (JOSH, MEI, DEV):
        story.act(GiveSeat(member.id, member.seat), FAY)
    for chair, deputy in ((ANNE, RUTH), (JOSH, MEI), (FAY, DEV)):
        story.act(NameDeputy(deputy.id), chair)
    story.act(PlanOpening(PLANNED, TODAY))
    for chair in (ANNE, JOSH):
        story.act(SignOpening(fingerprint(story.tender), TODAY), chair)


def test_an_answer_is_owed_once_the_round_has_begun_and_nobody_speaks_before():
    story, _ = imported(reading(document()))
    name = next(iter(story.tender.threads))
    thread = story.tender.threads[name]
    assert is_owed(thread) and not thread.reply_by and not is_overdue(thread, "2030-01-01")
    for asked, who in (
        (Reply(name, "I say so, too.", today=TODAY), ANNE),
        (AnswerThreads((name,), "question", "Which?", today=TODAY), ANNE),
        (Comment("t0000000001", "c1", 1, "comment", "x", today=TODAY), ANNE),
    ):
        with pytest.raises(Refused, match="being set up"):
            story.act(asked, who)
    assert not owed_answers(story.tender, ANNE, TODAY)
    opened_with(story)
    thread = story.tender.threads[name]
    assert thread.reply_by == "2026-12-10"
    assert not owed_answers(story.tender, ANNE, TODAY)
    for by_ in (ANNE, RUTH):
        assert {each.id for each in owed_answers(story.tender, by_, PLANNED.opens)} == set(story.tender.threads)
    with pytest.raises(Refused, match="opens on"):
        story.act(Reply(name, "Sooner.", today=TODAY), ANNE)
    story.act(AnswerThreads((name,), "question", "Which calls?", today=PLANNED.opens), RUTH)
    assert was_kept(story.tender.threads[name])
    assert story.again() == story.tender


def test_what_a_comment_said_is_taken_back_by_itself_and_what_was_changed_by_itself():
    story, plan = imported(reading(document()))
    opened_with(story)
    name = plan.remarks[0].name
    story.act(TakeBack(name, 1, "It names somebody."), FAY)
    seq = story.tender.threads[name].first.stamp.seq
    story.act(EraseWords(seq))
    kept = next(stamp.seq for stamp, events in story.entries if type(events[0]).__name__ == "ImportKept")
    story.act(EraseWords(kept))
    tender = tender_from(
        [(stamp, decode(json.loads(body), None if stamp.seq in (seq, kept) else json.loads(free))) for stamp, body, free in story.kept]
    )
    file = tender.returned[plan.first.file]
    assert not file.names and {each.words for each in file.imported.passages} == {None}
    assert [post.text for post in tender.threads[name].posts] == [None, "Ten days, I hear."]
