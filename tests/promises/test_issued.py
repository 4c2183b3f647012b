"""An issued file of a real tender is sound to others: the Open XML SDK finds no new fault, and LibreOffice opens it to the same words."""

import re
from collections import Counter
from pathlib import Path

import pytest

from exports.package import Package
from exports.views import texts
from tests.corpus import cases
from tests.promises.test_word_files import arranged, faults
from tests.promises.tools import libreoffice
from tests.word_files import changed
from tests.word_stories import BODY, FromWord, rich_file

MADE_ANEW = {"pagina", "van"}  # in one letter Word did not write out what the field with the number of pages says, and LibreOffice does


def words(path: Path) -> Counter[str]:
    """The words of a file's body, without digits and as small letters: LibreOffice works out what fields say anew."""
    return Counter(re.findall(r"[^\W\d_]+", "\n".join(texts(path.read_bytes())).casefold()))


def issued(came: FromWord, folder: Path, name: str) -> Path:
    made = folder / f"{name}.docx"
    made.write_bytes(came.written(edition=f"Issued tender {name}").data)
    return made


def insist(file: Path, before: Path, folder: Path) -> None:
    assert faults(file) - faults(before) == Counter()
    out = folder / "out"
    out.mkdir(exist_ok=True)
    opened, ours = words(libreoffice(file, "docx", out)), words(file)
    assert ours - opened == Counter()
    assert set(opened - ours) <= MADE_ANEW


@pytest.mark.parametrize("path", cases("docx/tenders/*.docx"))
def test_real_tenders(path: Path, tmp_path: Path):
    came = FromWord(path.read_bytes())
    insist(issued(came, tmp_path, "1"), path, tmp_path)
    assert arranged(came)
    insist(issued(came, tmp_path, "2"), path, tmp_path)


def test_a_file_of_our_own(tmp_path: Path):
    came = FromWord(rich_file())
    before = tmp_path / "before.docx"
    before.write_bytes(came.data)
    insist(issued(came, tmp_path, "1"), before, tmp_path)


def test_a_planted_fault_is_found(tmp_path: Path):
    came = FromWord(rich_file())
    before = tmp_path / "before.docx"
    before.write_bytes(came.data)
    file = issued(came, tmp_path, "1")
    sound = file.read_bytes()
    file.write_bytes(changed(sound, BODY, "<w:jc ", "<w:jcc "))
    with pytest.raises(AssertionError):
        insist(file, before, tmp_path)
    # Words that LibreOffice does not show because they are in no paragraph.
    parts = Package(sound).parts
    assert b"<w:sectPr>" in parts[BODY]
    file.write_bytes(
        changed(
            sound,
            BODY,
            "<w:sectPr>",
            '<w:p><w:pPr><w:rPr/></w:pPr><w:fldSimple w:instr="PAGE"><w:r><w:t>lost</w:t></w:r></w:fldSimple></w:p><w:sectPr>',
        )
    )
    with pytest.raises(AssertionError):
        insist(file, before, tmp_path)
