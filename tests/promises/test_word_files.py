"""What goes out to Word is sound in the eyes of others: python-docx, LibreOffice, and the Open XML SDK that Word's makers publish."""

import io
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from lxml import etree

from exports.basis import of_import
from exports.house import house
from exports.package import Package
from exports.word_in import read
from exports.word_out import write
from specs.arranging import MergeClauses, MoveClause, RetireClause, SplitClause
from specs.boxes import boxes, filled
from specs.clauses import AddClause, Reword
from specs.labels import labels
from specs.library.starters import STARTERS, starter
from specs.refusals import Refused
from specs.tender import Clause, Tender
from specs.wording import Paragraph
from tests.corpus import cases
from tests.promises.tools import libreoffice, sdk_errors
from tests.story import Story
from tests.word_files import W
from tests.word_stories import BODY, FromWord, rich_file

NEW = (Paragraph("", "para", "People can ask for an answer in writing."), Paragraph("", "para", "The provider must give one."))


def faults(path: Path) -> Counter[str]:
    """What the SDK finds wrong, without where exactly it stands: paragraphs have other numbers once some came in."""
    return Counter(re.sub(r"\[\d+\]|Its current value '[^']*'", "", error) for error in sdk_errors(path))


def insist_on_a_sound_file(data: bytes, before: Path, folder: Path, name: str) -> None:
    """python-docx and LibreOffice open it, and the SDK finds no fault that the original did not have."""
    made = folder / f"{name}.docx"
    made.write_bytes(data)
    docx.Document(io.BytesIO(data))
    assert faults(made) - faults(before) == Counter()
    assert libreoffice(made, "pdf", folder).stat().st_size > 1_000


def change_a_word(came: FromWord, clause: Clause) -> None:
    texts = [each.text for each in boxes(clause.wording)]
    for at, text in enumerate(texts):
        if boxes(clause.wording)[at].kind == "block" or not (found := re.search(r"[^\W\d_]{4,}", text)):
            continue
        changed = f"{text[: found.start()]}carefully {found[0]}{text[found.end() :]} And a sentence more.\nAnd a line of its own."
        texts[at] = changed if at else changed.split("\n", 1)[0]
        came.act(Reword(clause.id, clause.version, filled(clause.wording, texts)))
        return


def try_each(came: FromWord, asked: Callable[[Clause, list[Clause]], object]) -> object | None:
    """The first clause for which something may be done, from the middle on; what was done."""
    order = list(came.tender.reading_order())
    for clause in [*order[len(order) // 2 :], *order[: len(order) // 2]]:
        try:
            done = asked(clause, order)
            came.act(done)
        except Refused:
            continue
        return done
    return None


def arranged(came: FromWord) -> list[str]:
    """Words changed in five clauses; a clause added, moved, retired, split and merged. Says what could be done."""
    order = list(came.tender.reading_order())
    for clause in dict.fromkeys([clause.id for clause in (order[0], *order[1::7][:3], order[-1])]):
        try:
            change_a_word(came, came.tender.clauses[clause])
        except Refused:
            continue
    done = [
        try_each(came, lambda clause, order: AddClause("d1", clause.id, "Asking for an answer", NEW)),
        try_each(came, lambda clause, order: AddClause("d1", clause.id, "", NEW)),
        try_each(came, lambda clause, order: MoveClause(clause.id, order[0].id)),
        try_each(came, lambda clause, order: MoveClause(clause.id, order[-1].id)),
        try_each(came, lambda clause, order: RetireClause(clause.id)),
        try_each(came, lambda clause, order: SplitClause(clause.id, clause.wording[-1].id, "The second half")),
        try_each(came, lambda clause, order: MergeClauses(clause.id)),
        try_each(came, lambda clause, order: RetireClause(clause.id)),
    ]
    return [type(each).__name__ for each in done if each is not None]


@pytest.mark.parametrize("path", cases("docx/tenders/*.docx"))
def test_real_tenders(path: Path, tmp_path: Path):
    came = FromWord(path.read_bytes())
    insist_on_a_sound_file(came.written().data, path, tmp_path, "unchanged")
    insist_on_a_sound_file(came.written(draft=True).data, path, tmp_path, "draft")
    assert set(arranged(came)) >= {"AddClause", "MoveClause", "RetireClause"}
    insist_on_a_sound_file(came.written(draft=True).data, path, tmp_path, "changed")


@pytest.mark.parametrize("path", cases("docx/tracked/*.docx", "docx/comments/*.docx"))
def test_real_files_with_tracked_changes_and_comments(path: Path, tmp_path: Path):
    try:
        read(path.read_bytes())
    except Refused:
        return  # there is no word in it
    made = tmp_path / "made.docx"
    made.write_bytes(FromWord(path.read_bytes()).written().data)
    assert faults(made) - faults(path) == Counter()


def test_a_file_of_our_own(tmp_path: Path):
    came = FromWord(rich_file())
    before = tmp_path / "before.docx"
    before.write_bytes(came.data)
    insist_on_a_sound_file(came.written().data, before, tmp_path, "unchanged")
    arranged(came)
    insist_on_a_sound_file(came.written(draft=True).data, before, tmp_path, "changed")
    said = spoken(tmp_path / "changed.docx", tmp_path)
    assert [line for line in numbered(came.tender) if line not in said] == []


@pytest.mark.parametrize("name", list(STARTERS))
def test_starters(name: str, tmp_path: Path):
    """The file has no fault at all, and LibreOffice shows the numbers that we do."""
    part = starter(name)
    tender = Story(part.clauses, part.lists).tender
    made = tmp_path / "starter.docx"
    made.write_bytes(
        write(of_import(house(), Tender(), tender.parts["d1"]), tender, tender.parts["d1"], draft=True, organisation="Ash Council").data
    )
    assert sdk_errors(made) == []
    docx.Document(str(made))
    said = spoken(made, tmp_path)
    assert [line for line in numbered(tender) if line not in said] == []
    assert libreoffice(made, "pdf", tmp_path).stat().st_size > 1_000


def spoken(path: Path, folder: Path) -> set[str]:
    """The lines of a file as LibreOffice says them, with the numbers that it works out."""
    return {" ".join(line.split()) for line in libreoffice(path, "txt:Text (encoded):UTF8", folder).read_text("utf-8-sig").split("\n")}


def numbered(tender: Tender) -> list[str]:
    """The headings of a tender with their numbers, as the record has them."""
    shown = labels(tender)
    heads = [each for clause in tender.reading_order() for each in clause.wording if each.kind == "head"]
    return [" ".join(f"{shown.get(each.id, '')} {each.text}".split()) for each in heads]


@pytest.mark.parametrize("path", cases("docx/tenders/48*.docx"))
def test_a_planted_fault_is_found(path: Path, tmp_path: Path):
    data = FromWord(path.read_bytes()).written().data
    root = Package(data).xml(BODY)
    cell = next(root.iter(f"{W}tc"))
    for paragraph in cell.findall(f"{W}p"):
        cell.remove(paragraph)
    about = next(about for about in root.iter(f"{W}pPr") if len(about) > 1)
    about.insert(0, about[-1])
    with pytest.raises(AssertionError):
        insist_on_a_sound_file(Package(data).written({BODY: etree.tostring(root)}), path, tmp_path, "planted")
