"""The files of an issued tender: the same code on every machine, nothing in them that should not be, and every touch is found."""

import hashlib
import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exports.check_code import Piece, code_of, differing, look
from exports.package import Package
from server import issued
from server.issue_list import grouped
from server.settings import Settings, open_house
from specs.days import said
from specs.gate import ChooseWhatMustBeMet, PrepareIssue
from specs.issuing import SignIssue, mark
from specs.parts import AttachFile
from specs.refusals import Refused
from specs.tender import Member
from tests import worddocs
from tests.visiting import PRICES, Visit
from tests.word_stories import TRACKED, FromWord, rich_file

WHY = (("threads", "We answer them next week."), ("suggestions", "They wait."), ("clauses", "There is no time.\nReally."))


def prepare(visit: Visit, tender: str) -> None:
    """What is open may stand: both chairs want it so, and it is said why."""
    today = visit.house.today()
    for chair in ("commissioner", "co_chair"):
        visit.act(ChooseWhatMustBeMet((), today), f"must {chair}", tender, chair)
    why = (*WHY, ("holds", "We talk about it afterwards."), ("reasons", "They follow."))
    visit.act(PrepareIssue(why, today), f"why {visit.fold(tender).seq}", tender)


def issue(visit: Visit, tender: str, chairs: tuple[str, ...] = ("commissioner", "co_chair")) -> None:
    """Both chairs sign the next issue, with real files."""
    today = visit.house.today()
    for chair in chairs:
        made = visit("").portal.call(issued.make, visit.house, tender, chair, today)
        visit.act(SignIssue(mark(visit.fold(tender), today), today, made), f"{chair} {visit.fold(tender).seq}", tender, chair)


@pytest.fixture
def there(group: Visit) -> Visit:
    """The small tender issued once, with a file beside it."""
    group.small_url = group.small_open()
    group.small_tender = group.small_url.removeprefix("/tenders/")
    group.act(AttachFile("Map", "shareable", group.house.record.put_blob(b"a map"), "map.pdf"), "map", group.small_tender)
    prepare(group, group.small_tender)
    issue(group, group.small_tender)
    return group


def the_issue(there: Visit) -> object:
    return there.fold(there.small_tender).issues[0]


def word_of(there: Visit) -> bytes:
    return there.house.record.get_blob(the_issue(there).files[0].sha256)


def test_what_is_kept_and_listed(there):
    first = the_issue(there)
    assert [(each.part, each.kind, each.file_name) for each in first.files] == [
        ("d1", "authored", "Meals at home Specification Issued tender 1.docx"),
        ("d5", "attached", "map.pdf"),
    ]
    data = word_of(there)
    assert hashlib.sha256(data).hexdigest() == first.files[0].sha256
    assert look(data).code == first.files[0].code
    assert first.code == code_of((each.name, each.code) for each in first.files)
    text = there.house.record.get_blob(first.listed).decode()
    assert text.startswith(
        f"Issued tender 1\nMeals at home\n\nIssued on {said(there.house.today())}, signed by the commissioner and the lived-experience "
        f"co-chair.\nCheck code: {grouped(first.code)}\n\nIssued without "
    )
    assert "Issued without both signatures on 5 clauses, because: There is no time. Really.\n" in text
    for piece in look(data).pieces:
        assert f"\n{piece.sha256}  {piece.name}\n" in text
    assert first.files[0].sha256 in text and first.files[1].sha256 in text
    assert PRICES not in text and "ceilings" not in text


def test_the_code_is_what_unpacking_and_sha256sum_give(there, tmp_path):
    folder = tmp_path / "unpacked"
    with zipfile.ZipFile(io.BytesIO(word_of(there))) as file:
        file.extractall(folder)
    names = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
    lines = subprocess.run(["sha256sum", *names], cwd=folder, capture_output=True, check=True).stdout
    assert hashlib.sha256(lines).hexdigest() == the_issue(there).files[0].code


def test_nothing_in_it_says_draft_or_names_anybody(there):
    package = Package(word_of(there))
    everything = b" ".join(package.parts.values()).decode("utf-8", "replace")
    assert "DRAFT" not in everything
    names = [there.house.people.account(account).name for account in there.accounts.values() if account]
    assert [name for name in names if name and name in everything] == []
    text = there.house.record.get_blob(the_issue(there).listed).decode()
    assert [name for name in names if name and name in text] == []
    assert re.search("<w:(ins|del|commentReference|trackRevisions)[ />]", everything) is None
    assert not [name for name in package.parts if "comments" in name or "people" in name]
    assert f"Issued tender 1, {issued.edition_name(there.small_tender, 1)[-8:]}" in everything


def test_comments_and_changes_of_the_base_document_are_not_issued(tmp_path):
    """Nor is anything that says who wrote it: what goes out is cleaned as a draft is."""
    written = FromWord(rich_file()).written().data
    assert not TRACKED.search(Package(written).parts[Package(written).main])


# The same everywhere

AGAIN = """
import sys
from pathlib import Path
from server import issued
from server.settings import Settings, open_house
home = open_house(Settings(Path(sys.argv[1])), "ro")
written = issued.write_here(issued.writing_of(home, sys.argv[2]))
from exports.check_code import code_of
print([code_of(each.pieces) for each in written.files])
"""


def again(folder: Path, tender: str, seed: str) -> str:
    """The codes of the next issue as another process works them out."""
    environment = {"PYTHONHASHSEED": seed, "PATH": "", "TZ": "Asia/Tokyo" if seed == "7" else "UTC"}
    asked = [sys.executable, "-c", AGAIN, str(folder), tender]
    return subprocess.run(asked, env=environment, cwd=Path(__file__).parents[1], capture_output=True, check=True, text=True).stdout


def test_two_processes_with_other_hash_seeds_and_time_zones_give_the_same_code(there):
    folder = there.house.settings.data
    assert again(folder, there.small_tender, "1") == again(folder, there.small_tender, "7") != ""


def test_the_harness_sees_a_code_that_rests_on_a_hash_seed(there, monkeypatch):
    folder = there.house.settings.data
    monkeypatch.setattr(sys.modules[__name__], "AGAIN", AGAIN.replace("code_of(each.pieces)", "hash(each.pieces)"))
    assert again(folder, there.small_tender, "1") != again(folder, there.small_tender, "7")


def test_the_same_record_on_another_machine_gives_the_same_code_and_other_words_another(there, tmp_path):
    codes = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        for file in Path(there.house.settings.data).glob("record.db*"):
            (folder / file.name).write_bytes(file.read_bytes())
        home = open_house(Settings(folder))
        codes.append([code_of(each.pieces) for each in issued.write_here(issued.writing_of(home, there.small_tender)).files])
        home.close()
    assert codes[0] == codes[1]
    assert codes[0][0] != the_issue(there).files[0].code  # it would be issued tender 2, and says so


def test_how_it_is_packed_does_not_count(there):
    data, other = word_of(there), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as file, zipfile.ZipFile(other, "w", zipfile.ZIP_STORED) as out:
        for name in reversed(file.namelist()):
            out.writestr(zipfile.ZipInfo(name, (2026, 11, 28, 10, 0, 0)), file.read(name))
    assert other.getvalue() != data and look(other.getvalue()).code == look(data).code


# Every touch is found


def recognised(there: Visit, data: bytes, by: Member | None = None) -> issued.Recognised | None:
    tender = there.fold(there.small_tender)
    try:
        looked = look(data)
    except Refused:
        looked = None
    return issued.recognise(there.house, data, looked, {tender.id: by}, [tender])


def packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


def test_an_untouched_file_is_recognised_packed_anew_too(there):
    data = word_of(there)
    for each in (data, packed(Package(data).parts)):
        found = recognised(there, each)
        assert (found.issue.number, found.filed.part, found.differing) == (1, "d1", ())
    assert recognised(there, b"a map").filed.part == "d5"
    assert recognised(there, b"another map") is None
    assert recognised(there, worddocs.tender()) is None


def test_flipping_any_byte_of_any_piece_is_found(there):
    data = word_of(there)
    parts = Package(data).parts
    code, names = look(data).code, sorted(parts)

    @settings(max_examples=300, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(name=st.sampled_from(names), at=st.integers(0, 1 << 30), bit=st.integers(0, 7))
    def flipped(name, at, bit):
        content = bytearray(parts[name])
        content[at % len(content)] ^= 1 << bit
        touched = packed({**parts, name: bytes(content)})
        looked = look(touched)
        assert looked.code != code
        assert differing(looked.pieces, look(data).pieces) == [name]
        found = recognised(there, touched)
        assert found is None or found.differing == (name,)
        if "core" not in name:
            assert found is not None, name

    flipped()


def test_flipping_any_byte_of_the_file_itself_is_found_or_changes_nothing_that_is_read(there):
    data = word_of(there)

    @settings(max_examples=300, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(at=st.integers(0, len(data) - 1), bit=st.integers(0, 7))
    def flipped(at, bit):
        touched = bytearray(data)
        touched[at] ^= 1 << bit
        try:
            looked = look(bytes(touched))
        except Refused:
            return
        if looked.code == look(data).code:  # a date of packing, say
            with zipfile.ZipFile(io.BytesIO(touched)) as file:
                assert {name: file.read(name) for name in file.namelist()} == Package(data).parts

    flipped()


@pytest.mark.parametrize("touch", ["more", "less", "other name", "folder"])
def test_a_piece_more_or_less_or_under_another_name_is_found(there, touch):
    parts = dict(Package(word_of(there)).parts)
    name = next(each for each in parts if each.endswith("styles.xml"))
    if touch == "more":
        parts["word/more.xml"] = b"<x/>"
    elif touch == "folder":
        parts["word/more/"] = b""
    elif touch == "less":
        del parts[name]
    else:
        parts["word/styles9.xml"] = parts.pop(name)
    assert recognised(there, packed(parts)).differing != ()


def unfound(parts: dict[str, bytes], code: Callable[[bytes], str]) -> list[str]:
    """The pieces of which a byte could be flipped, among 300 that were, and the code stayed."""
    untouched, found = code(packed(parts)), []

    @settings(max_examples=300, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(name=st.sampled_from(sorted(parts)), at=st.integers(0, 1 << 30), bit=st.integers(0, 7))
    def flipped(name, at, bit):
        content = bytearray(parts[name])
        content[at % len(content)] ^= 1 << bit
        if code(packed({**parts, name: bytes(content)})) == untouched:
            found.append(name)

    flipped()
    return found


def test_the_harness_sees_a_code_of_the_beginning_of_each_piece(there):
    def short(data: bytes) -> str:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            return code_of((name, hashlib.sha256(file.read(name)[:500]).hexdigest()) for name in file.namelist())

    parts = Package(word_of(there)).parts
    assert unfound(parts, lambda data: look(data).code) == []
    assert unfound(parts, short) != []


def test_the_harness_sees_a_code_that_would_forget_the_names_or_a_piece(there):
    pieces = look(word_of(there)).pieces
    swapped = [Piece(one.name, other.sha256) for one, other in zip(pieces, pieces[1:] + pieces[:1], strict=True)]
    assert code_of(swapped) != code_of(pieces)
    assert code_of(pieces[1:]) != code_of(pieces)
    assert code_of(reversed(pieces)) != code_of(pieces)


def test_what_somebody_may_not_see_is_not_recognised_for_them(there):
    data = word_of(there)
    assert recognised(there, data, Member("m-x", "member")) is not None
    assert recognised(there, data, Member("m-x", "member", linked=True)) is None
    assert recognised(there, b"a map", Member("m-x", "member", linked=True)) is not None


def test_files_of_one_name_stand_beside_each_other_in_a_zip():
    data = issued.together([("a.pdf", b"1"), ("A.pdf", b"2"), ("noend", b"3"), ("noend", b"4"), ("a.pdf", b"5")])
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        assert len({name.casefold() for name in file.namelist()}) == 5
        assert [file.read(name) for name in file.namelist()] == [b"1", b"2", b"3", b"4", b"5"]
