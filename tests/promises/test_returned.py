"""A file that LibreOffice opened and saved comes back with no change, and every clause in it is known."""

from pathlib import Path

import pytest

from exports import guard, mend
from exports.ledger import ledger
from exports.returned import Returned, returned
from tests.corpus import cases
from tests.promises.tools import libreoffice
from tests.word_edits import Editor
from tests.word_stories import FromWord, rich_file


def through_libreoffice(came: FromWord, data: bytes, folder: Path) -> Returned:
    went = folder / "went.docx"
    went.write_bytes(data)
    out = folder / "out"
    out.mkdir()
    saved = libreoffice(went, "docx", out).read_bytes()
    guard.check(saved)
    back = mend.mend(saved)[0]
    part = came.tender.parts["d1"]
    found = returned(back, came.tender, part, came.basis)
    assert ledger(found, back, came.tender, part) == []
    return found


def insist(came: FromWord, folder: Path) -> None:
    found = through_libreoffice(came, came.written().data, folder)
    assert {each.rung for each in found.clauses} <= {"bookmark", "no words"}
    assert not found.changed, (found.reworded[:1], found.removed[:1], found.moved[:1], found.loose[:1])


@pytest.mark.parametrize("path", cases("docx/tenders/*.docx"))
def test_real_tenders(path: Path, tmp_path: Path):
    insist(FromWord(path.read_bytes()), tmp_path)


def test_a_file_of_our_own(tmp_path: Path):
    insist(FromWord(rich_file()), tmp_path)


def test_tracked_changes_stay_whose_they_are(tmp_path: Path):
    came = FromWord(rich_file())
    editor = Editor(came.written().data)
    said = {editor.text(p): p for p in editor.paragraphs()}
    editor.type(said["The provider hands over its records."], 3, " whole", "Sam")
    editor.rewrite(said["People can ask for:"], "Anybody can ask for:", "Kit")
    found = through_libreoffice(came, editor.saved(), tmp_path)
    assert found.authors == ("Kit", "Sam")
    told = {each.author: [p.text for p in each.wording] for each in found.reworded}
    assert "The whole provider hands over its records." in told["Sam"]
    assert "Anybody can ask for:" in told["Kit"]
    assert len(found.reworded) == 2


def test_a_word_that_went_missing_would_be_found(tmp_path: Path):
    came = FromWord(rich_file())
    editor = Editor(came.written().data)
    editor.delete(editor.paragraphs()[-1], 4, 13, "")
    found = through_libreoffice(came, editor.saved(), tmp_path)
    assert found.changed
