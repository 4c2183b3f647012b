"""The judges themselves: each sees a fault that was put there."""

import sys
import zipfile
from pathlib import Path

import docx
import pytest

from tests.promises.tools import libreoffice, sdk_errors, system_calls


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    document = docx.Document()
    document.add_heading("Scope", 1)
    document.add_paragraph("The provider must answer within two days.")
    document.save(str(tmp_path / "sound.docx"))
    return tmp_path / "sound.docx"


def rewritten(path: Path, name: str, old: bytes, new: bytes) -> Path:
    made = path.with_name(f"broken-{path.name}")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(made, "w") as target:
        for entry in source.infolist():
            data = source.read(entry)
            target.writestr(entry, data.replace(old, new) if entry.filename == name else data)
    return made


def test_the_sdk_finds_no_fault_in_a_sound_file_and_a_planted_one(sound):
    assert sdk_errors(sound) == []
    planted = rewritten(sound, "word/document.xml", b"<w:body>", b"<w:body><w:tbl><w:p/></w:tbl>")
    assert len(sdk_errors(planted)) > 0


def test_the_sdk_says_when_it_cannot_judge(tmp_path):
    (tmp_path / "no.docx").write_bytes(b"not a zip")
    assert [error.split()[0] for error in sdk_errors(tmp_path / "no.docx")] == ["Exception"]


def test_libreoffice_reads_a_sound_file_and_not_a_broken_one(sound, tmp_path):
    text = libreoffice(sound, "txt:Text (encoded):UTF8", tmp_path).read_text("utf-8-sig")
    assert text.split("\n")[:2] == ["Scope", "The provider must answer within two days."]
    with pytest.raises(RuntimeError):
        libreoffice(rewritten(sound, "word/document.xml", b"</w:body>", b"</w:wrong>"), "pdf", tmp_path)


def test_strace_sees_a_file_that_is_opened(tmp_path):
    (tmp_path / "seen.txt").write_text("x")
    done, calls = system_calls([sys.executable, "-c", f"open({str(tmp_path / 'seen.txt')!r})"], "file")
    assert done.returncode == 0
    assert len([call for call in calls if "seen.txt" in call and "open" in call]) == 1
