"""The preview of a Word file: merging, splitting and naming what was found, before anything is recorded."""

import json
from dataclasses import replace

import pytest

from specs.clauses import Reword
from specs.preview import (
    WHY_RENAMED,
    Preview,
    merged,
    named,
    preview_from_json,
    preview_to_json,
    renamings,
    rows,
    split,
    split_places,
)
from specs.reading import Found, FoundClause
from specs.refusals import Refused
from specs.tender import Note
from specs.wording import Mark, Paragraph, Place
from tests.story import FOUR, Story


@pytest.fixture
def preview() -> Preview:
    return Preview(Found("Support", FOUR, insertions=2, deletions=1, comments=3))


def texts(preview: Preview) -> list[list[str]]:
    return [[p.text for p in clause.wording] for clause in preview.found.clauses]


def every_word(preview: Preview) -> list[str]:
    return [p.text for clause in preview.found.clauses for p in clause.wording]


def test_rows_say_what_was_found(preview):
    first, second, *_ = rows(preview)
    assert (first.place, first.label, first.title, first.words, first.how) == (
        1,
        "1.",
        "About this service",
        "This tender is for support in the city.",
        "found by its typed number",
    )
    assert (second.paragraphs, second.splits, second.renamed) == (5, True, False)
    assert [row.splits for row in rows(preview)] == [False, True, False, False]


def test_merging_joins_a_clause_to_the_one_before(preview):
    made = merged(preview, 2)
    assert [row.title for row in rows(made)] == ["About this service", "Pay", "Exit"]
    assert every_word(made) == every_word(preview)
    with pytest.raises(Refused, match="Nothing stands before"):
        merged(preview, 1)
    with pytest.raises(Refused, match="no such clause"):
        merged(preview, 5)


def test_splitting_begins_a_clause_with_a_paragraph(preview):
    places = split_places(preview.found.clauses[1])
    assert [p.text for p in places] == ["People can ask for:", "a phone call", "a visit"]
    made = split(preview, 2, places[0].id, "Asking for help")
    assert [row.title for row in rows(made)] == ["About this service", "Access", "Asking for help", "Pay", "Exit"]
    assert every_word(made) == every_word(preview)
    assert rows(made)[2].how == "split by you"
    assert texts(merged(made, 3)) == texts(preview)
    with pytest.raises(Refused, match="choose the paragraph"):
        split(preview, 2, preview.found.clauses[1].wording[0].id)


def test_a_table_is_not_split():
    cells = tuple(Paragraph(f"q{k}", "para", f"cell {k}", place=Place("t1", f"r{k}", "c0")) for k in (2, 3))
    inner = Paragraph("q4", "para", "inner", place=Place("t1.r2.c0.t0", "r0", "c0"))
    clause = FoundClause((Paragraph("q1", "head", "Measures"), *cells, inner, Paragraph("q5", "para", "After")))
    assert [p.id for p in split_places(clause)] == ["q5"]


def test_notes_go_with_their_words_and_references_follow():
    one = FoundClause(
        (Paragraph("q1", "para", "See 3", marks=(Mark(4, 5, "ref:k3"),)), Paragraph("q2", "para", "Note", marks=(Mark(4, 4, "note:7"),))),
        (Note("7", "A footnote"),),
    )
    two, three = (
        FoundClause((Paragraph("q3", "para", "two"),)),
        FoundClause((Paragraph("q4", "para", "See 2", marks=(Mark(4, 5, "ref:k2"),)),)),
    )
    preview = Preview(Found("", (one, two, three)))
    made = split(preview, 1, "q2")
    assert [len(clause.notes) for clause in made.found.clauses] == [0, 1, 0, 0]
    assert [mark.name for clause in made.found.clauses for p in clause.wording for mark in p.marks] == ["ref:k4", "note:7", "ref:k3"]
    assert merged(made, 2) == replace(preview, found=replace(preview.found, clauses=(replace(one, how=""), two, three)))
    joined = merged(preview, 2)
    assert [mark.name for clause in joined.found.clauses for p in clause.wording for mark in p.marks] == ["ref:k2", "note:7", "ref:k1"]


def test_a_heading_is_changed_or_given(preview):
    made = named(preview, 2, "  Getting   in ")
    assert rows(made)[1].title == "Getting in" and rows(made)[1].renamed
    assert texts(made) == texts(preview)  # the words as they came are kept
    assert named(made, 2, "") == preview
    assert named(preview, 2, "Access") == preview
    with pytest.raises(Refused, match="characters long"):
        named(preview, 2, "x" * 251)
    bare = Preview(Found("", (FoundClause((Paragraph("q1", "para", "No heading here."),)),)))
    assert (rows(bare)[0].title, rows(bare)[0].words, rows(bare)[0].named) == ("", "No heading here.", False)
    given = named(bare, 1, "A heading")
    assert (rows(given)[0].title, rows(given)[0].words, rows(given)[0].named) == ("A heading", "No heading here.", True)


def test_what_stands_in_a_heading_and_cannot_be_edited_stays():
    head = Paragraph("q1", "head", "Area = x²", marks=(Mark(7, 9, "object:equation"),))
    preview = Preview(Found("", (FoundClause((head, Paragraph("q2", "para", "words"))),)))
    assert rows(named(preview, 1, "The area = x²"))[0].title == "The area = x²"
    with pytest.raises(Refused, match="only be changed in Word"):
        named(preview, 1, "Area")


def test_it_is_kept_as_plain_data(preview):
    made = named(split(preview, 2, split_places(preview.found.clauses[1])[0].id), 3, "Asking")
    assert preview_from_json(json.loads(json.dumps(preview_to_json(made)))) == made


def test_new_headings_become_versions_and_the_start_stays_as_it_came():
    two = FoundClause((Paragraph("q90", "para", "No heading here."),))
    preview = named(named(Preview(Found("", (*FOUR, two))), 2, "Getting in"), 5, "A heading")
    story = Story(preview.found.clauses)
    left = renamings(preview, [story.tender.clauses[name] for name in story.order()])
    assert [clause for clause, _ in left] == ["c2", "c5"]
    for clause, wording in left:
        story.act(Reword(clause, 1, wording, why=WHY_RENAMED))
    assert story.texts("c2")[0] == "Getting in" and story.tender.clauses["c2"].heading.label == "2."
    assert story.texts("c5") == ["A heading", "No heading here."]
    assert story.tender.clauses["c5"].heading.id == "p13"
    assert story.tender.clauses["c2"].versions[0].wording[0].text == "Access"
