"""The ``cotender`` command: a Word file in, the tender as data, a Word file out; every error one sentence and exit code 2."""

import io
import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner, Result

from exports import views
from exports.package import Package
from server.checked import NONE
from server.command_line import cotender
from server.issue_list import grouped
from server.settings import Settings, open_house
from tests import worddocs
from tests.at_home import at_home
from tests.imported import document
from tests.test_issued import issue, packed, prepare
from tests.visiting import Visit


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


def run(*words: object) -> Result:
    return CliRunner().invoke(cotender, [str(word) for word in words], catch_exceptions=False)


def refused(result: Result) -> str:
    """The one sentence of an error."""
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    return result.stderr.strip()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "Support in the city.docx"
    path.write_bytes(worddocs.tender())
    return path


@pytest.fixture
def tender(folder, file) -> str:
    return json.loads(run("import", file, "--data", folder, "--json").stdout)["tender"]


def test_import_says_what_landed_where(folder, file):
    said = json.loads(run("import", file, "--data", folder, "--json", "--title", "Support").stdout)
    tender = said.pop("tender")
    assert said == {
        "title": "Support",
        "parts": 1,
        "clauses": 3,
        "paragraphs": 9,
        "blocks": 0,
        "notes": 0,
        "tracked_changes": {"insertions": 0, "deletions": 0},
        "comments": 0,
        "left_out": [],
    }
    assert oct(folder.stat().st_mode & 0o777) == "0o700"
    plain = run("import", file, "--data", folder).stdout
    assert "Support in the city" in plain and "3 clauses, 9 paragraphs" in plain and tender not in plain


def test_what_a_document_had_comes_in_or_stays_behind(folder, tmp_path):
    path = tmp_path / "Old draft.docx"
    path.write_bytes(document())
    said = run("import", path, "--data", folder).stdout
    assert "4 comments came in." in said and "Tracked changes were read as accepted" in said
    left = run("import", path, "--data", folder, "--leave-comments").stdout
    assert "4 comments stay in the document." in left
    assert set(json.loads(run("import", path, "--data", folder, "--json").stdout)) == {
        *("tender", "title", "parts", "clauses", "paragraphs", "blocks", "notes", "tracked_changes", "comments", "left_out"),
    }
    with closing(open_house(Settings(data=folder), "ro")) as house:
        made = [house.desk.fold(each.split()[0]) for each in (said, left)]
    assert [len(tender.threads) for tender in made] == [2, 0]
    assert [len(file.imported.passages) for tender in made for file in tender.returned.values()] == [4, 4]


def test_check_says_whether_a_file_is_an_untouched_issue_and_which(tmp_path):
    """With a server beside it: it only reads."""
    with at_home(tmp_path / "data", opened=True) as cast:
        visit = Visit(cast)
        prepare(visit, visit.tender)
        issue(visit, visit.tender)
        filed = visit.fold().issues[0].files[0]
        sent = tmp_path / "sent.docx"
        sent.write_bytes(visit.house.record.get_blob(filed.sha256))
        good = run("check", sent, "--data", tmp_path / "data")
        assert good.exit_code == 0
        said, code = good.stdout.splitlines()
        assert said.startswith("This is “What the support must be” from issued tender 1 of “Home from hospital")
        assert said.endswith("nothing in it was changed.") and code == f"Check code: {grouped(filed.code)}"
        parts = dict(Package(sent.read_bytes()).parts)
        sent.write_bytes(packed({**parts, "word/styles.xml": parts["word/styles.xml"] + b" "}))
        bad = run("check", sent, "--data", tmp_path / "data")
        assert (bad.exit_code, bad.stdout.splitlines()[1:]) == (
            1,
            ["What differs inside the file:", "  how it looks (word/styles.xml)"],
        )
        for other in (b"", b"no zip", worddocs.tender()):
            sent.write_bytes(other)
            none = run("check", sent, "--data", tmp_path / "data")
            assert (none.exit_code, none.stdout.strip()) == (1, NONE)
        assert "could not be read" in refused(run("check", tmp_path / "none.docx", "--data", tmp_path / "data"))


def test_show_gives_the_tender_as_data(folder, tender):
    said = json.loads(run("show", tender, "--json", "--data", folder).stdout)
    assert list(said)[:2] == ["id", "title"] and said["id"] == tender and said["seq"] == 1 and len(said["base"]) == 64
    assert [clause["heading"] for clause in said["clauses"]] == ["About this service", "Access", "Pay"]
    assert [p["text"] for p in said["clauses"][1]["paragraphs"]] == [
        "Staff will attend reviews every quarter.",
        "People can ask for:",
        "a phone call",
        "a visit",
    ]
    assert {"id", "label", "typed", "heading", "openness", "fixed", "version", "retired", "paragraphs", "notes"} <= set(said["clauses"][0])
    assert "Access  [open, version 1]" in run("show", tender, "--data", folder).stdout


def test_export_writes_what_changed(folder, tender, tmp_path):
    out = tmp_path / "out.docx"
    done = run("export", tender, "--out", out, "--data", folder, "--kind", "tracked")
    assert (done.exit_code, done.output) == (0, "Words that came in: 0. Words that went: 0.\n")
    assert views.texts(out.read_bytes()) == views.texts(worddocs.tender())
    refused = run("export", tender, "--out", out, "--data", folder, "--kind", "tracked", "--from", "draft", "--to", "@0")
    assert refused.exit_code != 0


def test_export_writes_the_document(folder, tender, tmp_path):
    out = tmp_path / "out.docx"
    assert run("export", tender, "--out", out, "--data", folder).exit_code == 0
    words = [p.text for p in docx.Document(io.BytesIO(out.read_bytes())).paragraphs]
    assert words == [p.text for p in docx.Document(io.BytesIO(worddocs.tender())).paragraphs]
    first = out.read_bytes()
    assert run("export", tender, "--out", out, "--data", folder, "--kind", "clean", "--to", "@1").exit_code == 0
    again = tmp_path / "again.docx"
    assert run("export", tender, "--out", again, "--data", folder).exit_code == 0
    assert again.read_bytes() == first
    assert run("export", tender, "--out", again, "--data", folder, "--mark-draft").exit_code == 0
    assert any("DRAFT" in p.text for section in docx.Document(str(again)).sections for p in section.header.paragraphs)
    assert sorted(path.name for path in tmp_path.glob("*.docx")) == ["Support in the city.docx", "again.docx", "out.docx"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("show", "tnobody", "--json"), "no such tender"),
        (("export", "tnobody", "--out", "x.docx"), "no such tender"),
        (("import", "not-there.docx"), "could not be read: no such file"),
        (("export",), "Missing argument 'TENDER'"),
        (("dance",), "No such command 'dance'"),
        (("--dance",), "No such option"),
        (("invite", "anne@example.org"), "say what the person may do"),
        (("invite", "anne@example.org", "tnobody"), "both the tender and the seat"),
        (("invite", "anne@example.org", "tnobody", "--seat", "observer"), "no such tender"),
        (("invite", "anne", "--may-create"), "email address"),
    ],
)
def test_errors_are_one_sentence(folder, tender, words, sentence):
    where = () if words in [("dance",), ("--dance",)] else ("--data", folder)
    assert sentence in refused(run(*words, *where))


def test_editions_that_are_none(folder, tender, tmp_path):
    for edition in ("@2", "@0", "yesterday", "@x"):
        assert "edition" in refused(run("export", tender, "--out", tmp_path / "x.docx", "--to", edition, "--data", folder))


def test_a_file_that_is_no_word_document(folder, tmp_path):
    wrong = tmp_path / "wrong.docx"
    wrong.write_bytes(b"plain text")
    assert refused(run("import", wrong, "--data", folder)).endswith(".")
    empty = tmp_path / "empty.docx"
    empty.write_bytes(b"")
    assert refused(run("import", empty, "--data", folder)).endswith(".")


def test_where_the_document_cannot_be_written(folder, tender, tmp_path):
    assert "no such file or directory" in refused(run("export", tender, "--out", tmp_path / "no" / "x.docx", "--data", folder))


def test_a_folder_that_is_none(tmp_path):
    assert refused(run("show", "t1", "--json", "--data", tmp_path / "nothing")).endswith(".")
    (tmp_path / "file").write_text("not a folder")
    assert refused(run("verify", "--data", tmp_path / "file")).endswith(".")


def test_beside_a_server_one_may_look_but_not_act(folder, tender, file, tmp_path):
    house = open_house(Settings(folder))
    try:
        for words in (("import", file), ("rebuild",), ("compact",), ("invite", "anne@example.org", "--may-create")):
            assert "Another Cotender" in refused(run(*words, "--data", folder))
        assert run("show", tender, "--json", "--data", folder).exit_code == 0
        assert run("export", tender, "--out", tmp_path / "out.docx", "--data", folder).exit_code == 0
        assert run("verify", "--data", folder).exit_code == 0
    finally:
        house.close()


def test_verify_names_the_entry_that_was_touched(folder, tender):
    assert run("verify", "--data", folder).stdout == "1 entries in 1 tenders: none was touched.\n"
    db = sqlite3.connect(folder / "record.db")
    (trigger,) = db.execute("SELECT sql FROM sqlite_schema WHERE name = 'entries_stay'").fetchone()
    db.execute("DROP TRIGGER entries_stay")
    db.execute("UPDATE entries SET by = 'm-somebody'")
    db.execute(trigger)
    db.commit()
    db.close()
    result = run("verify", "--data", folder)
    assert result.exit_code == 1 and tender in result.stderr and "1" in result.stderr and result.stderr.count("\n") == 1


def test_rebuild_and_compact(folder, tender):
    assert run("rebuild", "--data", folder).exit_code == 0
    assert run("compact", "--data", folder).exit_code == 0
    assert json.loads(run("show", tender, "--json", "--data", folder).stdout)["id"] == tender


def test_invite_prints_a_link_that_signs_in(folder, tender):
    link = run(
        "invite", "tom@example.org", tender, "--seat", "observer", "--data", folder, "--url", "https://tenders.example.org/"
    ).stdout.strip()
    start, token = link.rsplit("/", 1)
    assert start == "https://tenders.example.org/sign-in"
    house = open_house(Settings(folder))
    try:
        account, leads_to = house.sessions.use_link(token) or ("", "")
        assert leads_to == f"/tenders/{tender}" and house.people.account(account).email == "tom@example.org"
        assert house.desk.fold(tender).members[house.people.member_of(account, tender)].seat == "observer"
        assert not house.people.account(account).may_create
    finally:
        house.close()
    run("invite", "tom@example.org", "--may-create", "--data", folder)
    house = open_house(Settings(folder))
    try:
        assert house.people.by_email("tom@example.org").may_create
    finally:
        house.close()


def test_the_command_runs_as_a_program(folder, file):
    done = subprocess.run(
        [sys.executable, "-m", "server", "import", str(file), "--data", str(folder), "--json"],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONWARNINGS": "error"},
    )
    assert (done.returncode, done.stderr) == (0, "") and json.loads(done.stdout)["clauses"] == 3
    wrong = subprocess.run([sys.executable, "-m", "server", "show", "t1", "--data", str(folder)], capture_output=True, text=True)
    assert (wrong.returncode, wrong.stdout) == (2, "") and wrong.stderr.count("\n") == 1
