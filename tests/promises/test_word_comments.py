"""Comments that we write are sound in the eyes of others: the Open XML SDK finds no new fault, and LibreOffice keeps them all."""

import re
from collections import Counter
from itertools import cycle, pairwise
from pathlib import Path

import pytest
from lxml import etree

from exports import mend
from exports.comment_places import Anchor, length
from exports.comments import Post, Thread, threads
from exports.ooxml import W
from exports.package import Package
from tests.corpus import cases
from tests.promises.tools import libreoffice, sdk_errors
from tests.word_comments import with_threads, written_again
from tests.word_files import changed
from tests.word_stories import rich_file

REAL = cases("docx/comments/*.docx", "docx/tracked/25*.docx", "docx/tracked/34*.docx")
KEPT = cases(
    "docx/comments/20*.docx", "docx/comments/22*.docx", "docx/comments/26*.docx", "docx/comments/31*.docx", "docx/comments/34*.docx"
)
# Tables, content controls, links, fields and notes; the second has tracked changes in its paragraphs.
HUNG = cases("docx/tenders/48*.docx", "docx/tenders/44*.docx", "docx/tenders/50*.docx", "docx/tracked/08*.docx")


def faults(path: Path) -> Counter[str]:
    """What the SDK finds wrong, without where exactly it stands: runs have other places once some were split."""
    return Counter(re.sub(r"\[\d+\]|Its current value '[^']*'", "", error) for error in sdk_errors(path))


def kept(data: bytes, folder: Path, name: str) -> int:
    """How many comments and replies a file has once LibreOffice opened and saved it."""
    path, out = folder / f"{name}.docx", folder / "out"
    path.write_bytes(data)
    return posts(threads(Package(mend.mend(libreoffice(path, "docx", out).read_bytes())[0])))


def posts(found: list[Thread]) -> int:
    return sum(len(thread.posts) for thread in found)


@pytest.mark.parametrize("path", REAL)
def test_real_comments_written_again_have_no_new_fault(path: Path, tmp_path: Path):
    made = tmp_path / "made.docx"
    made.write_bytes(written_again(path.read_bytes())[1])
    assert faults(made) - faults(path) == Counter()


@pytest.mark.parametrize("path", KEPT)
def test_real_comments_written_again_are_kept_by_libreoffice(path: Path, tmp_path: Path):
    found, made = written_again(path.read_bytes())
    assert kept(made, tmp_path, "made") == posts(found)


def table(e: etree._Element) -> etree._Element | None:
    return next(e.iterancestors(f"{W}tbl"), None)


def commented(data: bytes) -> tuple[bytes, list[Thread]]:
    """A file with threads all over it: on words, on a point, over paragraphs, into tables; with replies, lines, and what is settled.

    None begins in a table and ends after it: LibreOffice 7.4 loses such a comment where a paragraph stands between, whoever wrote it.
    """
    package = Package(data)
    root = package.xml(package.main)
    spoken = [e for e in root.iter(f"{W}p") if next(e.iterancestors(f"{W}p"), None) is None and length(e) > 8][:120]
    reply = Post("Sam", "S", "2027-03-06", ("Yes.",))
    says = cycle([("Why?",), ("First.", "Second line."), ("A tab\tand\na new line",)])
    made = []
    for number, (one, two) in enumerate(pairwise(spoken[:: 3 if len(spoken) > 20 else 1])):
        over = (Anchor(one, 4, length(one)), Anchor(two, 0, 4)) if table(one) in (None, table(two)) else (Anchor(one, 4, 8),)
        anchors = [(Anchor(one, 1, 5),), (Anchor(one, 3, 3),), over][number % 3]
        first = Post("Öz & “Sam”", "ÖS", "2027-03-05T09:00:00Z", next(says), number % 4 == 0)
        made.append(Thread(f"t{number}", (first, *([reply] * (number % 3))), anchors))
    assert len(made) > 3
    return with_threads(data, made, root), made


@pytest.mark.parametrize("path", HUNG)
def test_comments_all_over_a_real_file(path: Path, tmp_path: Path):
    _, before = written_again(path.read_bytes())
    insist_on_sound_comments(before, tmp_path)


def test_comments_all_over_a_file_of_our_own(tmp_path: Path):
    insist_on_sound_comments(rich_file(), tmp_path)


def insist_on_sound_comments(data: bytes, folder: Path) -> None:
    before, made = folder / "before.docx", folder / "with.docx"
    before.write_bytes(data)
    written, said = commented(data)
    made.write_bytes(written)
    assert faults(made) - faults(before) == Counter()
    assert kept(written, folder, "kept") == posts(said)


def test_a_planted_fault_is_found(tmp_path: Path):
    data, said = commented(rich_file())
    planted = tmp_path / "planted.docx"
    planted.write_bytes(changed(data, "word/commentsExtended.xml", 'w15:done="0"', 'w15:done="perhaps"'))
    assert faults(planted) != Counter()
    package = Package(data)
    root = package.xml(package.main)
    for e in list(root.iter(f"{W}commentReference")):
        e.getparent().remove(e)
    assert kept(package.written({package.main: etree.tostring(root)}), tmp_path, "without") < posts(said)
