"""Files that come back without anything that says which clause is which: matched by numbers and words, and none wrongly."""

import random
from pathlib import Path
from typing import NamedTuple

import pytest

from exports.ledger import ledger
from exports.matching import Matching
from exports.package import Package
from exports.placed import Views
from exports.readings import File, ours
from exports.returned import returned
from exports.rungs import Rung
from exports.sent import sent
from tests.corpus import cases
from tests.word_edits import Editor
from tests.word_files import W
from tests.word_stories import FromWord, rich_file
from tests.word_stripped import stripped

NEW = ("people may ask for this", "the provider has to answer", "within ten working days", "and say why not", "unless it was agreed")


class Count(NamedTuple):
    """Clauses that were left as they were, those that were edited, how many of each were found, and how many in a wrong place."""

    same: int = 0
    same_found: int = 0
    edited: int = 0
    edited_found: int = 0
    wrong: int = 0

    def plus(self, other: "Count") -> "Count":
        return Count(*(one + two for one, two in zip(self, other, strict=True)))


def edits(data: bytes, chance: random.Random) -> Editor:
    """Somebody edits every fourth paragraph or so without tracking: words typed, crossed out, a paragraph added or rewritten or split."""
    editor = Editor(data)
    for p in editor.paragraphs():
        if chance.random() > 0.25:
            continue
        length = len(editor.text(p))
        what = chance.choice(("type", "type", "delete", "add", "split", "rewrite") if length > 20 else ("type", "type", "add"))
        words = chance.choice(NEW)
        if what == "type":
            editor.type(p, chance.randrange(length + 1), f" {words} ", "")
        elif what == "delete":
            start = chance.randrange(length)
            editor.delete(p, start, min(start + chance.randint(5, 60), length - 2), "")
        elif what == "add":
            editor.add(p, words, "")
        elif what == "split":
            editor.split(p, chance.randrange(length), "")
        else:
            editor.rewrite(p, f"{editor.text(p)[: length // 2]} {words}.", "")
    return editor


def counted(came: FromWord, data: bytes) -> Count:
    """How the clauses of an edited file are found once it is stripped, held against where its bookmarks say that they are."""
    marked = views(came, data)
    bare = views(came, stripped(data))
    edition = {k: [marked.sent.lines[at].said for at in own] for k, own in enumerate(marked.sent.of()) if own}
    made = Count()
    for clause, texts in edition.items():
        if clause not in marked.matches.starts:
            continue
        there, found = marked.matches.starts[clause], bare.matches.starts.get(clause)
        same = [line.said for line in marked.rest.lines.get(clause, [])] == texts
        wrong = found is not None and marked.rest.reading.lines[there].key != bare.rest.reading.lines[found].key
        close = wrong and abs(found - there) <= 1 and not same  # a heading split in two: the clause begins with either half
        right = found is not None and (not wrong or close)
        made = made.plus(Count(int(same), int(same and right), int(not same), int(not same and right), int(wrong and not close)))
    return made


def views(came: FromWord, data: bytes) -> Views:
    part = came.tender.parts["d1"]
    return Views(sent(came.basis, came.tender, part), part, File(Package(data)), ours(None))


TENDERS = cases("docx/tenders/*.docx")


@pytest.mark.parametrize("path", TENDERS)
def test_a_stripped_file_that_nobody_edited(path: Path):
    came = FromWord(path.read_bytes())
    data = stripped(came.written().data)
    found = returned(data, came.tender, came.tender.parts["d1"], came.basis)
    assert ledger(found, data, came.tender, came.tender.parts["d1"]) == []
    made = counted(came, came.written().data)
    assert made.wrong == 0
    assert made.same_found >= 0.95 * made.same
    assert not found.reworded and not found.moved and not found.removed


def test_stripped_and_edited_files(capsys: pytest.CaptureFixture[str]):
    """At least 95 in a hundred unchanged clauses and 85 in a hundred edited ones are found, none in a wrong place."""
    total, told = Count(), []
    for case in TENDERS:
        (path,) = case.values
        if path is None:
            pytest.skip("../shared/corpus is not here")
        came = FromWord(path.read_bytes())
        here = Count()
        for seed in range(1 if path.stat().st_size > 400_000 else 3):
            here = here.plus(counted(came, edits(came.written().data, random.Random(seed)).saved()))
        told.append(f"{path.stem}: {here}")
        total = total.plus(here)
    with capsys.disabled():
        print(
            f"\n{total.same_found} of {total.same} unchanged and {total.edited_found} of {total.edited} edited clauses, {total.wrong} wrong"
        )
    assert total.wrong == 0, told
    assert total.same_found >= 0.95 * total.same, told
    assert total.edited_found >= 0.85 * total.edited, told


def test_a_wrong_match_would_be_found(monkeypatch: pytest.MonkeyPatch):
    came = FromWord(rich_file())
    assert counted(came, came.written().data).wrong == 0
    found = Matching.note

    def one_too_far(self: Matching, clause: int, at: int, rung: Rung) -> None:
        found(self, clause, at + (rung != "bookmark"), rung)

    monkeypatch.setattr(Matching, "note", one_too_far)
    assert counted(came, came.written().data).wrong > 0


def test_a_stripped_file_has_nothing_that_names_its_clauses():
    data = stripped(FromWord(rich_file()).written().data)
    assert b"_ct_" not in Package(data).parts["word/document.xml"]
    assert Package(data).xml("word/document.xml").find(f".//{W}bookmarkEnd") is None
