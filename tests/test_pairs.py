"""An old and a new version of real files as two editions of a tender: all accepted it is the new file, all rejected the old one.

Paragraph by paragraph, empty ones too, as ``exports.views`` reads them and as a reader does that shares no code with it.
"""

import csv
import re
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from diff_match_patch import diff_match_patch

from exports.mend import mend
from exports.package import Package, serialised
from exports.revisions import accept, reject
from exports.views import texts
from tests.benchmarks.adapters import redline
from tests.corpus import ABSENT, ROOT, corpus
from tests.test_tracked import insist_on_ids
from tests.word_files import box, p, r, table, word_file
from tests.word_paragraphs import marked, paragraphs

IN_TOTAL, AT_MOST = 1.15, 3.0
# A paragraph that went into a table cannot be marked as the same one: it goes and comes.
COARSE = ("WC007-Moved-into-Table.docx",)


def pairs() -> list[Any]:
    """The pairs of the corpus, as files."""
    folder = ROOT / "docx" / "wc_pairs"
    if not folder.exists():
        return [pytest.param("", "", marks=pytest.mark.skip(reason=ABSENT), id="no-corpus")]
    with (folder / "pairs.csv").open() as rows:
        return [pytest.param(row["old"], row["new"], id=f"{row['old']} {row['new']}") for row in csv.DictReader(rows)]


def insist(old: bytes, new: bytes, folder: Path) -> bytes:
    """What the new file becomes, with what changed marked in it."""
    files = folder / "old.docx", folder / "new.docx", folder / "marked.docx"
    files[0].write_bytes(old)
    files[1].write_bytes(new)
    redline(*files)
    made = files[2].read_bytes()
    insist_on_both_ways(made, mend(old)[0], mend(new)[0])
    insist_on_ids(made)
    return made


def insist_on_both_ways(made: bytes, old: bytes, new: bytes) -> None:
    assert texts(made, "accepted") == texts(new), "accepted"
    assert texts(made, "rejected") == texts(old), "rejected"
    assert paragraphs(made, "accepted") == paragraphs(new), "accepted by the other reader"
    assert paragraphs(made, "rejected") == paragraphs(old), "rejected by the other reader"


def least(old: bytes, new: bytes) -> int:
    """The fewest characters that have to go and come for one text to become the other."""
    engine = diff_match_patch()
    engine.Diff_Timeout = 0
    return sum(len(text) for kind, text in engine.diff_main("\n".join(texts(old)), "\n".join(texts(new)), False) if kind)


def in_folder(name: str) -> bytes:
    return corpus(f"docx/wc_pairs/{name}").read_bytes()


@pytest.mark.parametrize(("old", "new"), pairs())
def test_real_pairs(old: str, new: str, tmp_path: Path):
    one, two = in_folder(old), in_folder(new)
    made = insist(one, two, tmp_path)
    if new not in COARSE:
        assert marked(made) <= AT_MOST * max(least(mend(one)[0], mend(two)[0]), 1)


@pytest.mark.parametrize(("old", "new"), pairs())
def test_the_other_way_round(old: str, new: str, tmp_path: Path):
    insist(in_folder(new), in_folder(old), tmp_path)


def test_little_more_is_marked_than_changed(tmp_path: Path):
    """Over all pairs together."""
    corpus("docx/wc_pairs")
    made = needed = 0
    for case in pairs():
        old, new = (in_folder(name) for name in case.values)
        made += marked(insist(old, new, tmp_path))
        needed += least(mend(old)[0], mend(new)[0])
    assert made <= IN_TOTAL * needed


@pytest.mark.parametrize("name", sorted({path.name for path in (ROOT / "docx" / "tracked").glob("*.docx")} or {""}))
def test_what_real_people_tracked(name: str, tmp_path: Path):
    """Their file with everything rejected, and with everything accepted."""
    data = mend(corpus(f"docx/tracked/{name}").read_bytes())[0]
    made = []
    for way in (reject, accept):
        package = Package(data)
        root = package.xml(package.main)
        way(root)
        made.append(package.written({package.main: serialised(root)}))
    insist(made[0], made[1], tmp_path)


@pytest.mark.night
def test_files_that_have_nothing_to_do_with_each_other(tmp_path: Path):
    files = sorted(corpus("docx/wc_pairs").glob("*.docx"))
    for one in files:
        for two in islice(files, 0, None, 7):
            insist(one.read_bytes(), two.read_bytes(), tmp_path)


OLD = word_file(p("One clause."), table(("a", "b"), ("c", "d")), p(), p("The last of it."))
NEW = word_file(p("One clause, longer."), table(("a", "b"), ("e", "f"), ("c", "d")), p("Before the last."), p(), p("The last."))


def test_a_small_pair(tmp_path: Path):
    made = insist(OLD, NEW, tmp_path)
    assert marked(made) <= 2 * least(OLD, NEW)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (word_file(p()), word_file(p("Words."))),
        (word_file(p("Words.")), word_file(p(), p())),
        (word_file(p(), p()), word_file(p())),
        (word_file(table(("a",), grid=1), p()), word_file(p("a"), p())),
        (word_file(p("a"), table(("b", "c")), p()), word_file(table(("b", "c")), p("a"))),
        (word_file(table(("a", "b")), p()), word_file(table(("a", "b", "c"), grid=3), p())),
        (word_file(p("Yes"), p("Yes"), p("No"), p("Yes")), word_file(p("No"), p("Yes"), p("Yes"), p("Yes"), p("No"))),
        (word_file(p("One"), p("Two"), p("Three")), word_file(p("One", "Two", "Three"))),
        (word_file(p("One, two and three.")), word_file(p("One,"), p("two"), p("and three."))),
        (word_file(p("First."), p("The last of all, with more.")), word_file(p("First."), p("The last of all,"), p("with more."))),
        (word_file(p("Kept for ", box("A note"), " six years.")), word_file(p("Kept for ", box("A longer note", "here"), " seven years."))),
        (
            word_file(table((p("a") + table(("b", "c")) + p(), "d")), p()),
            word_file(table((p("a") + table(("b", "x"), ("e", "f")) + p(), "d")), p()),
        ),
    ],
)
def test_shapes_of_all_kinds(old: bytes, new: bytes, tmp_path: Path):
    insist(old, new, tmp_path)
    insist(new, old, tmp_path)


def test_marks_that_are_others_would_be_found(tmp_path: Path):
    """One word that went is marked as one that came; a row that came as one that went; the ends of paragraphs are not marked."""
    made = insist(OLD, NEW, tmp_path)
    package = Package(made)
    xml = package.parts[package.main].decode()
    faults = (
        re.sub(r"<w:del (.*?)</w:del>", lambda found: f"<w:ins {found[1].replace('delText', 't')}</w:ins>", xml, count=1),
        xml.replace("<w:trPr><w:ins ", "<w:trPr><w:del "),
        re.sub(r"<w:rPr><w:ins [^>]*/>", "<w:rPr>", xml),
    )
    for fault in faults:
        assert fault != xml
        with pytest.raises(AssertionError, match=r"accepted|rejected"):
            insist_on_both_ways(package.written({package.main: fault.encode()}), OLD, NEW)


def test_a_changed_word_in_bold_stays_bold(tmp_path: Path):
    old, new = (word_file(p("Staff ", r("must", "<w:b/>"), f" attend {what}.")) for what in ("reviews", "meetings"))
    made = insist(old, new, tmp_path)
    assert b"<w:b/>" in Package(made).parts["word/document.xml"]
