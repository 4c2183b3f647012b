"""Whoever reads with a screen reader, or with eyes that tire, can read every Word file that we write (tests/accessible_word.py).

In the house style no rule is broken. In somebody’s own document no rule is broken oftener than it was when the document came.
"""

import csv
import io
import re
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from exports import tracked
from exports.house import house
from exports.package import Package, serialised
from exports.word_out import write
from server import report, taking_part, working_copy
from specs.library.starters import STARTERS, starter
from specs.tender import Member
from tests.accessible_word import RULES, barriers, paper_and_language
from tests.corpus import cases
from tests.promises.test_word_files import arranged
from tests.story import Story
from tests.visiting import Visit
from tests.word_files import p, r
from tests.word_stories import BODY, FromWord, rich_file

A4 = [("11906", "16838", None)]
NAME = "Support for families"
TITLE = "{http://purl.org/dc/elements/1.1/}title"


def insist_on_the_house(data: bytes, title: str) -> None:
    """No rule broken, A4, British English, and named after what is in it."""
    assert barriers(data) == Counter()
    assert paper_and_language(data) == (A4, "en-GB", "en-GB")
    assert Package(data).xml("docProps/core.xml").findtext(TITLE) == title


def insist_on_the_base(data: bytes, base: bytes) -> None:
    """No rule broken oftener than in the document that came, on the same paper, in the same language."""
    assert barriers(data) - barriers(base) == Counter()
    assert barriers(data, rejected=True) - barriers(base) == Counter()
    assert paper_and_language(data) == paper_and_language(base)


# In the house style


class Started(FromWord):
    """A tender that began with a starter from the library."""

    def __init__(self, name: str) -> None:
        part = starter(name)
        self.data, self.story = house(), Story(part.clauses, part.lists)
        self.start = self.story.again()


def test_the_blank_house_document():
    insist_on_the_house(house(), "Specification")


@pytest.mark.parametrize("name", list(STARTERS))
def test_starters_as_drafts_as_issued_and_with_what_changed(name: str):
    came = Started(name)
    assert {"AddClause", "MoveClause", "RetireClause"} <= set(arranged(came))
    part = came.tender.parts["d1"]
    came.tender.title = NAME
    for draft in (True, False):
        insist_on_the_house(write(came.basis, came.tender, part, draft=draft, organisation="Ash Council").data, NAME)
    marked = tracked.write(came.basis, came.start, came.tender, part, names={}, organisation="Ash Council").data
    insist_on_the_house(marked, NAME)
    assert barriers(marked, rejected=True) == Counter()


def test_credits(group: Visit):
    home = group.house
    sheet = taking_part.sheet_of(home, group.fold(group.tender))
    assert sheet.names or sheet.others
    insist_on_the_house(taking_part.write_here(sheet), taking_part.TITLE)


def test_the_record_beside_the_tender(group: Visit):
    tender = group.fold(group.tender)
    made = report.report_of(group.house, tender, Member("m-x", "commissioner"))
    data = report.write_here(report.sheets_of(group.house, made, tender))
    insist_on_the_house(data, f"You said, we did: the record of “{tender.title}”")


def test_a_working_copy_with_everybodys_comments(group: Visit):
    asked = working_copy.working_copy_of(group.house, group.tender)
    assert asked.spoken
    data, base = working_copy.write_here(asked), asked.copy.basis.data
    insist_on_the_base(data, base)
    assert "word/comments.xml" in Package(data).parts


def test_the_equal_information_pack_is_plain_words_and_a_table_with_a_heading_row(group: Visit):
    today = group.house.today()
    tender = group.fold(group.tender)
    group.house.equal.saw(tender.id, "m-third", "", tender.seq)
    pack = group.house.equal.pack(
        tender.id, Member(group.house.people.seat(group.accounts["commissioner"], tender.id), "commissioner"), today
    )
    with zipfile.ZipFile(io.BytesIO(pack)) as file:
        texts = {name: file.read(name).decode("utf-8") for name in file.namelist()}
    assert set(texts) == {"about.txt", "pages.csv", f"{today}.txt"}
    assert next(csv.reader(io.StringIO(texts["pages.csv"]))) == ["Day", "Page"]


# In somebody's own document


def insist_on_every_kind(base: bytes) -> None:
    came = FromWord(base)
    for draft in (True, False):
        insist_on_the_base(came.written(draft=draft).data, base)
    assert arranged(came)
    for draft in (True, False):
        insist_on_the_base(came.written(draft=draft).data, base)
    part = came.tender.parts["d1"]
    marked = tracked.write(came.basis, came.start, came.tender, part, names={}, organisation="Ash Council", draft=True)
    insist_on_the_base(marked.data, base)


def test_a_file_of_our_own():
    insist_on_every_kind(rich_file())


@pytest.mark.parametrize("path", cases("docx/tenders/3[046]*.docx", "docx/tenders/4[0248]*.docx", "docx/tenders/5*.docx"))
def test_real_tenders(path: Path):
    insist_on_every_kind(path.read_bytes())


@pytest.mark.night
@pytest.mark.parametrize("path", cases("docx/tenders/32*.docx", "docx/tenders/38*.docx", "docx/tenders/46*.docx"))
def test_the_long_real_tenders(path: Path):
    insist_on_every_kind(path.read_bytes())


def test_a_title_that_somebodys_own_document_has_stays_and_a_missing_one_is_the_tenders():
    base = good()
    core = Package(base).xml("docProps/core.xml")
    for own, expected in (("Care in Ash", "Care in Ash"), ("", NAME), (None, NAME)):
        title = core.find(TITLE)
        if own is None:
            core.remove(title)
        else:
            title.text = own
        came = FromWord(Package(base).written({"docProps/core.xml": serialised(core)}))
        came.tender.title = NAME
        part = came.tender.parts["d1"]
        marked = tracked.write(came.basis, came.start, came.tender, part, names={}, organisation="Ash Council").data
        for data in (came.written().data, marked):
            assert Package(data).xml("docProps/core.xml").findtext(TITLE) == expected


# Planted faults


def good() -> bytes:
    """A file in the house style."""
    return Started(next(iter(STARTERS))).written().data


HEAD = "<w:tr><w:trPr><w:tblHeader/></w:trPr>{}</w:tr>"
CELL = "<w:tc><w:p><w:r><w:t>Words</w:t></w:r></w:p>{}</w:tc>"
ROW = f"<w:tr>{CELL.format('')}</w:tr>"
INNER = f"<w:tbl>{HEAD.format(CELL.format(''))}</w:tbl><w:p/>"
PLANTED = {
    "pictures_say_what_they_show": '<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/'
    'wordprocessingDrawing"><wp:docPr id="1" name="Picture 1"/></wp:inline></w:drawing></w:r></w:p>',
    "tables_have_a_heading_row": f"<w:tbl>{ROW}{ROW}</w:tbl>",
    "headings_go_down_one_level_at_a_time": p("One", style="Heading1") + p("Three", style="Heading3"),
    "the_file_has_a_title": "",
    "cells_are_not_merged": "<w:tbl>"
    + HEAD.format(CELL.format("").replace("<w:p>", '<w:tcPr><w:gridSpan w:val="2"/></w:tcPr><w:p>'))
    + "</w:tbl>",
    "links_say_where_they_lead": '<w:p><w:hyperlink xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'r:id="rId1"><w:r><w:t>here</w:t></w:r></w:hyperlink></w:p>',
    "there_is_a_heading": "",
    "headings_say_something": p(style="Heading1"),
    "headings_are_short": p("word " * 21, style="Heading1"),
    "nobody_is_locked_out": "",
    "form_fields_have_a_name": "<w:sdt><w:sdtPr/><w:sdtContent>" + p("Name") + "</w:sdtContent></w:sdt>",
    "tables_stand_beside_each_other": f"<w:tbl>{HEAD.format(CELL.format(INNER))}</w:tbl>",
    "lists_are_lists": p("- the first"),
    "rows_are_not_blank": f"<w:tbl>{HEAD.format(CELL.format(''))}<w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>",
    "the_language_is_named": "",
    "space_is_not_made_of_blanks": p() + p(),
    "words_can_be_told_from_the_paper": p(r("Pale", '<w:color w:val="BFBFBF"/>')),
}
ELSEWHERE = {
    "the_file_has_a_title": ("docProps/core.xml", "<dc:title>[^<]*</dc:title>", ""),
    "there_is_a_heading": (BODY, '<w:pStyle w:val="Heading[^"]*"/>', ""),
    "nobody_is_locked_out": ("word/settings.xml", "<w:compat>", '<w:documentProtection w:edit="readOnly" w:enforcement="1"/><w:compat>'),
    "the_language_is_named": ("word/s[a-z]*.xml", "<w:(lang|themeFontLang) [^>]*>", ""),
}


def test_every_rule_has_a_planted_fault():
    assert [rule.__name__ for rule in RULES] == list(PLANTED)


@pytest.mark.parametrize("rule", list(PLANTED))
def test_a_planted_fault_is_found(rule: str):
    sound = good()
    parts = Package(sound).parts
    if rule in ELSEWHERE:
        name, old, new = ELSEWHERE[rule]
        changed = {part: re.sub(old, new, parts[part].decode()).encode() for part in parts if re.fullmatch(name, part)}
    else:
        changed = {BODY: parts[BODY].decode().replace("<w:sectPr", PLANTED[rule] + "<w:sectPr", 1).encode()}
    assert all(parts[part] != content for part, content in changed.items())
    assert set(barriers(Package(sound).written(changed))) == {rule}
    with pytest.raises(AssertionError):
        insist_on_the_house(Package(sound).written(changed), "")


@pytest.mark.parametrize(("old", "new"), [('w:w="11906"', 'w:w="12240"'), ('w:val="en-GB"', 'w:val="en-US"')])
def test_other_paper_or_another_language_is_found(old: str, new: str):
    sound = good()
    changed = {name: content.replace(old.encode(), new.encode()) for name, content in Package(sound).parts.items()}
    with pytest.raises(AssertionError):
        insist_on_the_base(Package(sound).written(changed), sound)
