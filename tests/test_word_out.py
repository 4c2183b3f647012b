"""A tender goes back into its Word file: what nobody changed goes out as it came in, and a changed word changes its paragraph alone."""

import io
import re
import zipfile
from collections import Counter
from copy import deepcopy
from pathlib import Path

import pytest
from lxml import etree

from exports.package import FIRST_DAY, Package
from exports.relations import relations_part
from exports.word_in import read
from specs.boxes import boxes
from specs.refusals import Refused
from specs.tender import Clause
from tests.corpus import cases
from tests.word_files import W, field, p, paragraphs, r, word_file
from tests.word_stories import BODY, TRACKED, FromWord, as_it_may_go_out, change, looks, reread, rich_file, without

TENDERS = cases("docx/tenders/*.docx")
OTHERS = cases("docx/tracked/*.docx", "docx/comments/*.docx", "docx/rp_triples/*.docx", "docx/wc_pairs/*.docx")


# Without a change

STORIES = "header", "footer", "footnotes", "endnotes", "styles", "stylesWithEffects", "numbering"
TRACES = re.compile(TRACKED.pattern + rb"|rsid|=[\"'](?:[A-Za-z]:[\\/]|\\\\|file:|/(?:Users|home|Volumes)/)")


def without_history(xml: bytes) -> bytes:
    root = etree.fromstring(xml)
    without(root, "rsids", "attachedTemplate", "mailMerge", "docVars", "saveThroughXslt")
    for e in list(root.iter("{*}docId")):
        root.remove(e)
    return etree.tostring(root, method="c14n")


def without_users(xml: bytes) -> bytes:
    return re.sub(rb"<UserInfo>.*?</UserInfo>", b"", etree.tostring(etree.fromstring(xml)))


def insist_on_allowed_differences(before: bytes, after: bytes, clauses: int) -> None:
    old, new = Package(before), Package(after)
    people = {
        name
        for kind in ("comments", "commentsExtended", "commentsIds", "commentsExtensible", "people", "documenttasks")
        for name in old.related(kind)
    }
    people |= {*old.related("thumbnail", ""), *old.related("printerSettings")}
    people |= {relations_part(name) for name in people}
    templates = {relations_part(name) for name in old.related("settings")} - set(new.parts)
    assert [name for name in templates if b"attachedTemplate" not in old.parts.get(name, b"attachedTemplate")] == []
    assert list(new.parts) == [name for name in old.parts if name not in people | templates]
    may = {old.main, *(name for kind in ("core", "extended", "custom") for name in old.related(f"{kind}-properties", ""))}
    if people & set(old.parts):
        may |= {"[Content_Types].xml", *(name for name in old.parts if name.endswith(".rels"))}
    for name in old.related("settings"):
        may |= {name, relations_part(name)}
        assert without_history(old.parts[name]) == without_history(new.parts[name])
    told = [name for kind in STORIES for name in old.related(kind) if TRACES.search(old.parts[name])]
    assert [name for name in told if as_it_may_go_out(old.parts[name]) != as_it_may_go_out(new.parts[name])] == []
    users = [name for name in old.parts if re.search(rb"<DisplayName>[^<]", old.parts[name])]
    assert [name for name in users if without_users(old.parts[name]) != without_users(new.parts[name])] == []
    may |= {*told, *users, *(name for name in old.parts if "/glossary/" in name)}
    assert [name for name in new.parts if name not in may and old.parts[name] != new.parts[name]] == []
    assert as_it_may_go_out(new.parts[new.main]) == as_it_may_go_out(old.parts[old.main])
    names = [e.get(f"{W}name") for e in new.xml(new.main).iter(f"{W}bookmarkStart")]
    assert [name for name in names if name and name.startswith("_ct_")] == [f"_ct_c{number}" for number in range(1, clauses + 1)]


def insist_untouched(data: bytes) -> None:
    came = FromWord(data)
    written = came.written()
    insist_on_allowed_differences(data, written.data, len(came.tender.clauses))
    assert written.broken_references == ()
    assert came.written().data == written.data == FromWord(data).written().data
    assert records(written.data) == records(data)


def records(data: bytes) -> list[tuple[object, ...]]:
    return [(each.kind, each.text, each.label, each.level, each.series, each.marks, each.place) for each in paragraphs(read(data))]


@pytest.mark.parametrize("path", TENDERS)
def test_a_real_tender_without_a_change(path: Path):
    insist_untouched(path.read_bytes())


@pytest.mark.parametrize("path", OTHERS)
def test_another_real_file_without_a_change(path: Path):
    try:
        read(path.read_bytes())
    except Refused:
        return
    insist_untouched(path.read_bytes())


@pytest.fixture
def rich() -> FromWord:
    return FromWord(rich_file())


def test_a_file_of_our_own_without_a_change(rich: FromWord):
    insist_untouched(rich.data)
    assert [clause.title for clause in read(rich.data).clauses] == ["Support in the city", "Access", "Pay", "Records", "Exit"]


def test_entries_of_the_zip_say_nothing_of_a_clock(rich: FromWord):
    with zipfile.ZipFile(io.BytesIO(rich.written().data)) as file:
        assert {(info.date_time, info.create_system, info.extra, info.comment) for info in file.infolist()} == {(FIRST_DAY, 0, b"", b"")}


@pytest.mark.parametrize(("old", "new"), [("<w:jc ", "<w:keepNext/><w:jc "), ("quarter.", "Quarter."), ("<w:b/>", ""), ("_Ref1", "_Ref2")])
def test_a_difference_would_be_found(rich: FromWord, old: str, new: str):
    data = rich.written().data
    parts = Package(data).parts
    assert old.encode() in parts[BODY]
    planted = Package(data).written({BODY: parts[BODY].replace(old.encode(), new.encode(), 1)})
    with pytest.raises(AssertionError):
        insist_on_allowed_differences(rich.data, planted, 5)


@pytest.mark.parametrize("name", ["word/header1.xml", "word/styles.xml", "word/numbering.xml"])
def test_a_touched_part_would_be_found(rich: FromWord, name: str):
    data = rich.written().data
    planted = Package(data).written({name: Package(data).parts[name] + b" "})
    with pytest.raises(AssertionError):
        insist_on_allowed_differences(rich.data, planted, 5)


def test_a_file_that_went_out_comes_in_and_goes_out_again(rich: FromWord):
    once = rich.written().data
    assert FromWord(once).written().data == once


# One word


def insist_one_paragraph_differs(before: bytes, after: bytes) -> None:
    one, two = Package(before), Package(after)
    assert {name for name in one.parts if one.parts[name] != two.parts[name]} == {one.main}
    root, other = one.xml(one.main), two.xml(two.main)
    pairs = list(zip(root.iter(f"{W}p"), other.iter(f"{W}p"), strict=True))
    differing = [pair for pair in pairs if etree.tostring(pair[0]) != etree.tostring(pair[1])]
    holders = {above for pair in differing for above in pair[0].iterancestors()}
    differing = [pair for pair in differing if pair[0] not in holders]
    assert len(differing) == 1
    was, now = differing[0]
    (old, old_looks), (new, new_looks) = looks(was), looks(now)
    same = next((k for k, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    rest = next((k for k, (a, b) in enumerate(zip(old[::-1], new[::-1], strict=False)) if a != b), min(len(old), len(new)))
    rest = min(rest, len(old) - same, len(new) - same)
    assert new_looks[:same] == old_looks[:same]
    assert new_looks[len(new) - rest :] == old_looks[len(old) - rest :]
    assert [etree.tostring(e) for e in was.findall(f"{W}pPr")] == [etree.tostring(e) for e in now.findall(f"{W}pPr")]
    now.getparent().replace(now, deepcopy(was))  # type: ignore[union-attr]
    assert etree.tostring(root, method="c14n") == etree.tostring(other, method="c14n")


def chosen(clauses: list[Clause]) -> tuple[str, str]:
    """The first of these clauses with a word, outside its heading, that stands only once in it; and that word."""
    for clause in clauses:
        texts = [each.text for each in boxes(clause.wording)]
        seen = Counter(found for text in texts for found in re.findall(r"\w+", text))
        for each in boxes(clause.wording):
            free = [own for own in each.paragraphs if each.kind in ("words", "cell") and not any("object:" in m.name for m in own.marks)]
            for found in (found for own in free for found in re.findall(r"[^\W\d_]{4,}", own.text)):
                if seen[found] == 1 and sum(text.count(found) for text in texts) == 1:
                    return clause.id, found
    raise AssertionError("no word to change")


@pytest.mark.parametrize("path", TENDERS)
def test_one_word_changed_in_a_real_tender(path: Path):
    data = path.read_bytes()
    came = FromWord(data)
    untouched = came.written().data
    order = list(came.tender.reading_order())
    seen = records(untouched)
    for name, word in {chosen(order), chosen(order[len(order) // 2 :]), chosen(order[::-1])}:
        came = FromWord(data)
        change(came, came.tender.clauses[name], word, "Zebra")
        after = came.written().data
        insist_one_paragraph_differs(untouched, after)
        assert [b[1] for a, b in zip(seen, records(after), strict=True) if a[1] != b[1]] == [
            b[1] for b in records(after) if "Zebra" in str(b[1])
        ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("attend", "join"),
        ("must", "can"),
        ("reviews every", "all reviews each"),
        ("Staff ", ""),
        ("quarter.", "quarter and month."),
        ("phone", "telephone"),
        ("Fifty", "Sixty"),
        ("Forty", "Thirty"),
        ("the law", "the new law"),
        ("too.", "as well."),
        ("six", "seven"),
        ("Numbered", "Counted"),
        ("After", "Below"),
    ],
)
def test_one_word_changed(rich: FromWord, old: str, new: str):
    before = rich.written().data
    clause = next(each for each in rich.tender.reading_order() if old in "\n".join(rich.story.texts(each.id)))
    wanted = [(label, text.replace(old, new, 1).strip() if old in text else text) for label, text in rich.shown()]
    change(rich, clause, old, new)
    after = rich.written().data
    insist_one_paragraph_differs(before, after)
    assert rich.shown() == wanted == reread(after)


def test_new_words_take_the_look_of_those_they_replace(rich: FromWord):
    change(rich, rich.tender.clauses["c2"], "must", "are asked to")
    change(rich, rich.tender.clauses["c2"], "every", "once a")
    (found,) = [e for e in Package(rich.written().data).xml(BODY).iter(f"{W}p") if "Staff" in "".join(e.itertext())]
    runs = [("".join(run.itertext()), [look.tag.removeprefix(W) for look in run.iterfind(f"{W}rPr/*")]) for run in found.iter(f"{W}r")]
    assert runs == [("Staff ", []), ("are asked to", ["b"]), (" attend", ["i"]), (" reviews once a quarter.", [])]


def test_links_notes_and_fields_stay_when_the_words_around_them_change():
    note = '<w:r><w:footnoteReference w:id="3"/></w:r>'
    parts = {"footnotes": '<w:footnote w:id="3">' + p("A note.") + "</w:footnote>"}
    link = '<w:hyperlink w:anchor="x">' + r("the law") + "</w:hyperlink>"
    came = FromWord(word_file(p("Read ", link, note, " by ", field("DATE", "3 May"), " or later."), parts=parts))
    change(came, came.tender.clauses["c1"], "Read the law", "Please study all of the law")
    change(came, came.tender.clauses["c1"], "or later", "or earlier")
    body = Package(came.written().data).parts[BODY].decode()
    assert (
        re.sub("<[^>]*>", "", re.sub("<w:instrText.*?</w:instrText>", "", body)).strip()
        == "Please study all of the law by 3 May or earlier."
    )
    assert len(re.findall('<w:hyperlink w:anchor="x">.*law.*</w:hyperlink><w:r><w:footnoteReference w:id="3"/></w:r>', body)) == 1
    assert (body.count("<w:fldChar "), body.count("DATE")) == (3, 1)
