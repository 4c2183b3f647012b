"""What goes out with tracked changes is sound to others: the Open XML SDK finds no new fault, LibreOffice settles it as we do."""

import re
from pathlib import Path

import pytest

from exports import revisions, tracked
from exports.mend import mend
from exports.ooxml import W
from exports.package import Package, serialised
from exports.views import texts
from tests.benchmarks.adapters import redline
from tests.corpus import cases, corpus
from tests.promises.test_word_files import arranged, faults
from tests.promises.tools import settled_by_libreoffice
from tests.test_pairs import pairs
from tests.word_files import p as paragraph
from tests.word_files import r as run
from tests.word_files import word_file
from tests.word_stories import FromWord, rich_file

# Forms, in which LibreOffice lets nobody accept or reject anything; and a letter whose address stands in a box: where the paragraph that
# holds the box moved, LibreOffice loses the box when that is rejected.
NOT_THERE = "30-us-va", "34-austria", "42-dutch"


def insist(data: bytes, folder: Path, settles: bool = True) -> None:
    came = FromWord(data)
    assert arranged(came)
    made = tracked.write(came.basis, came.start, came.tender, came.tender.parts["d1"], names={}, organisation="Ash Council")
    assert made.came and made.gone
    before, after = folder / "before.docx", folder / "tracked.docx"
    before.write_bytes(data)
    after.write_bytes(made.data)
    assert set(faults(after)) - set(faults(before)) == set()
    if settles:
        insist_on_libreoffice(after, folder)


def insist_on_libreoffice(file: Path, folder: Path) -> None:
    """What LibreOffice makes of the file with all changes accepted (or rejected) is what it makes of our own such file."""
    ours = []
    for way, settle in (("accepted", revisions.accept), ("rejected", revisions.reject)):
        package = Package(file.read_bytes())
        root = package.xml(package.main)
        settle(root.find(f"{W}body"))
        ours.append(folder / f"{way}.docx")
        ours[-1].write_bytes(package.written({package.main: serialised(root)}))
    kept = settled_by_libreoffice("Keep", ours, folder)
    for way, expected in zip(("Accept", "Reject"), kept, strict=True):
        made = settled_by_libreoffice(way, [file], folder)[0]
        assert said(made) == said(expected), way


def said(path: Path) -> list[str]:
    """The lines of a file, without digits: LibreOffice works out numbers of references and pages anew when it settles changes."""
    return [line for text in texts(path.read_bytes()) if (line := re.sub(r"\s+", " ", re.sub(r"\d", "", text)).strip())]


@pytest.mark.parametrize("path", cases("docx/tenders/*.docx"))
def test_real_tenders(path: Path, tmp_path: Path):
    insist(path.read_bytes(), tmp_path, settles=not path.name.startswith(NOT_THERE))


@pytest.mark.parametrize(("old", "new"), pairs())
def test_pairs_of_real_files(old: str, new: str, tmp_path: Path):
    """The older of two files as the base document of one edition, the newer as that of the next: no kind of fault that neither has."""
    files = [corpus(f"docx/wc_pairs/{name}") for name in (old, new)]
    for name, file in zip(("old", "new"), files, strict=True):
        (tmp_path / f"{name}.docx").write_bytes(mend(file.read_bytes())[0])
    redline(*files, tmp_path / "marked.docx")
    before, after, marked = (set(faults(tmp_path / f"{name}.docx")) for name in ("old", "new", "marked"))
    assert marked - before - after == set()


def test_a_file_of_our_own(tmp_path: Path):
    insist(rich_file(), tmp_path)


def test_a_difference_would_be_found(tmp_path: Path):
    """LibreOffice takes these two for one change, and joins the paragraphs when it is rejected: why they are five minutes apart."""
    mark = '<w:ins w:id="{}" w:author="Sam" w:date="2027-01-01T00:00:00Z"{}>'
    told = paragraph(run("One"), mark.format(1, "") + run(" and more") + "</w:ins>")
    came = paragraph(mark.format(2, "") + run("New") + "</w:ins>", about=f"<w:rPr>{mark.format(3, '/')}</w:rPr>")
    file = tmp_path / "tracked.docx"
    file.write_bytes(word_file(told, came, paragraph(run("Two"))))
    with pytest.raises(AssertionError, match="Reject"):
        insist_on_libreoffice(file, tmp_path)
