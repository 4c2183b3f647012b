"""A working copy and a record in other programs: LibreOffice keeps every comment, known again; the Open XML SDK finds no fault."""

from pathlib import Path
from typing import Any

import pytest

from exports import guard, mend, working_copy
from exports.comments import Post
from exports.returned import returned
from server import report
from server import working_copy as copies
from specs.gate import EVERY_OFFICIAL
from specs.library.teaching_group import thread
from tests.promises.tools import libreoffice, sdk_errors
from tests.visiting import Visit

REPLY = Post("Jo Reviewer", "JR", "2026-12-04T14:32:00Z", ("And in large print.",))


def saved(data: bytes, folder: Path) -> bytes:
    """The file as LibreOffice saves it."""
    folder.mkdir()
    went = folder / "went.docx"
    went.write_bytes(data)
    out = folder / "out"
    out.mkdir()
    back = libreoffice(went, "docx", out).read_bytes()
    guard.check(back)
    return mend.mend(back)[0]


@pytest.mark.parametrize("replied", [False, True])
def test_through_libreoffice_only_what_is_new_is_told(group: Visit, tmp_path: Path, replied: bool):
    asked = copies.working_copy_of(group.house, group.tender)
    tender, part = asked.copy.tender, asked.copy.tender.parts["d1"]
    known = working_copy.exported(tender, copies.threads_of(group.house, tender, "d1"))
    if replied:
        more: Any = (each._replace(posts=(*each.posts, REPLY)) if each.id == thread(1) else each for each in asked.spoken)
        asked = asked._replace(spoken=tuple(more))
    found = returned(saved(copies.write_here(asked), tmp_path / "there"), tender, part, asked.copy.basis, exported=known)
    assert not found.changed
    told = [(each.thread, [post.text for post in each.posts], each.settled) for each in found.talks]
    assert told == ([(thread(1), ["And in large print."], False)] if replied else [])


def test_the_open_xml_sdk_finds_no_fault(group: Visit, tmp_path: Path):
    made = report.report_of(group.house, group.fold(), EVERY_OFFICIAL)
    files = {
        "copy.docx": copies.write_here(copies.working_copy_of(group.house, group.tender)),
        "record.docx": report.write_here(report.sheets_of(group.house, made, group.fold())),
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
        assert sdk_errors(tmp_path / name) == [], name
