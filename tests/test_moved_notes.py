"""A clause that was moved: a note says where it came from and where it went, and its pictures and footnotes stand in the file once each."""

import re
from collections import Counter
from pathlib import Path

import pytest
from lxml import etree

from exports import revisions, tracked, unique
from exports.comment_places import pieces_of
from exports.comments import threads
from exports.ooxml import W, text_of
from exports.package import Package
from exports.returned import returned
from exports.views import texts
from specs.arranging import MoveClause
from specs.tender import Clause
from tests.corpus import cases
from tests.promises.test_word_files import arranged
from tests.test_traces import picture
from tests.test_tracked import Told, settled
from tests.word_files import p, r, word_file
from tests.word_stories import FromWord, change, rich_file

DOC_PR = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"


def marked(came: FromWord, **more: object) -> bytes:
    part = came.tender.parts["d1"]
    return tracked.write(came.basis, came.start, came.tender, part, names={}, organisation="Ash Council", **more).data


def notes(data: bytes) -> list[tuple[str, str, str]]:
    """Who says what at which words (crossed out or not) of the notes in a file."""
    package = Package(data)
    root = package.xml(package.main)
    found = []
    for thread in threads(package, root):
        (anchor,) = thread.anchors
        said = text_of(pieces_of(anchor.element)) or "".join(t.text for t in anchor.element.iter(f"{W}delText"))
        found.append((thread.posts[0].author, thread.posts[0].text, said))
    return found


@pytest.fixture
def moved() -> FromWord:
    came = FromWord(rich_file())
    came.act(MoveClause(called(came, "Exit").id, called(came, "Access").id))
    return came


def called(came: FromWord, heading: str) -> Clause:
    return next(clause for clause in came.tender.reading_order() if clause.wording[0].text == heading)


def test_two_notes_say_where_it_came_from_and_where_it_went(moved: FromWord):
    assert notes(marked(moved)) == [("Ash Council", "Moved from 4.", "Exit"), ("Ash Council", "Moved to 2.", "Exit")]


def test_a_clause_without_a_number_is_told_by_what_it_stands_after():
    came = FromWord(word_file(*(p(each, style="Heading1") + p(f"Words of {each}.") for each in ("Ash", "Birch", "Cedar"))))
    last = list(came.tender.reading_order())[-1]
    came.act(MoveClause(last.id, ""))
    assert [(text, at) for _, text, at in notes(marked(came))] == [
        ("Moved from after “Birch”.", "Cedar"),
        ("Moved to the beginning.", "Cedar"),
    ]


def test_with_words_changed_as_well_both_notes_stand(moved: FromWord):
    change(moved, called(moved, "Exit"), "Exit", "Leaving")
    assert [(text, at) for _, text, at in notes(marked(moved))] == [("Moved from 4.", "Leaving"), ("Moved to 2.", "Exit")]


def test_what_did_not_move_has_no_note_and_a_clean_file_has_none(moved: FromWord):
    came = FromWord(rich_file())
    change(came, next(iter(came.tender.reading_order())), "Support", "Help")
    for data in (marked(came), moved.written().data, moved.written(draft=True).data):
        assert [name for name in Package(data).parts if "comments" in name or "people" in name] == []


def test_accepted_and_rejected_it_reads_as_the_two_editions(moved: FromWord):
    data = marked(moved)
    assert texts(data, "accepted") == texts(moved.written().data)
    assert texts(data, "rejected") == texts(FromWord(rich_file()).written().data)


def test_a_note_that_comes_back_is_nobodys_comment(moved: FromWord):
    data = marked(moved)
    found = returned(data, moved.tender, moved.tender.parts["d1"], moved.basis, names=["Ash Council"])
    assert found.talks == () and not found.changed
    root = Package(data).parts["word/comments.xml"].replace(b"Moved from 4.", b"Moved from 4. Why?")
    (talk,) = returned(
        Package(data).written({"word/comments.xml": root}), moved.tender, moved.tender.parts["d1"], moved.basis, names=["Ash Council"]
    ).talks
    assert talk.posts[0].text == "Moved from 4. Why?"


@pytest.mark.parametrize("seed", range(30))
def test_any_story(seed: int):
    """Each note stands at a paragraph that came, or went."""
    told = Told(rich_file(), seed, 8)
    data = told.tracked(1, told.last)
    package = Package(data)
    for thread in threads(package, package.xml(package.main)):
        (anchor,) = thread.anchors
        way = "ins" if thread.posts[0].text.startswith("Moved from ") else "del"
        assert anchor.element.find(f"{W}pPr/{W}rPr/{W}{way}") is not None
        assert re.fullmatch(r"Moved (from|to) ([\d.]+|the beginning|after “.+”)\.", thread.posts[0].text)


# Once each


def with_a_picture_and_notes() -> FromWord:
    note = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    end = '<w:r><w:endnoteReference w:id="2"/></w:r>'
    clauses = [p(each, style="Heading1") + p(f"Words of {each}.") for each in ("Ash", "Birch", "Cedar")]
    clauses[2] += p(picture("addresses of pictures", "plan.png"), r("The plan"), note, r(" and more"), end)
    parts = {
        "footnotes": f'<w:footnote w:id="2">{p(picture("addresses of pictures", "map.png"), "See the map.")}</w:footnote>',
        "endnotes": f'<w:endnote w:id="2">{p("In the end.")}</w:endnote>',
    }
    return FromWord(word_file(*clauses, parts=parts))


def ids(data: bytes) -> dict[str, Counter[str]]:
    """The numbers of pictures in all stories, and those that references to notes name."""
    package = Package(data)
    roots = [
        package.xml(name) for name in package.parts if re.fullmatch(r"word/(document|footnotes|endnotes|header\d*|footer\d*).xml", name)
    ]
    found = {"pictures": Counter(e.get("id") for root in roots for e in root.iter(DOC_PR))}
    for kind in ("footnote", "endnote"):
        found[kind] = Counter(e.get(f"{W}id") for e in roots[0].iter(f"{W}{kind}Reference"))
        named = Counter(e.get(f"{W}id") for e in package.xml(f"word/{kind}s.xml").iter(f"{W}{kind}"))
        assert found[kind] <= named and set(named.values()) == {1}
    return found


def insist_once(data: bytes) -> None:
    for kind, numbers in ids(data).items():
        assert set(numbers.values()) == {1}, kind


def test_a_moved_picture_and_its_notes_have_numbers_of_their_own():
    came = with_a_picture_and_notes()
    base = Package(came.data).parts["word/document.xml"].replace(b'docPr id="7"', b'docPr id="8"')
    came = FromWord(Package(came.data).written({"word/document.xml": base}))
    last = list(came.tender.reading_order())[-1]
    came.act(MoveClause(last.id, ""))
    data = marked(came)
    insist_once(data)
    assert ids(data)["footnote"].total() == ids(data)["endnote"].total() == 2
    said = Package(data).parts["word/footnotes.xml"].decode()
    assert said.count("See the map.") == 2
    for way, edition in ((revisions.accept, came.written().data), (revisions.reject, FromWord(came.data).written().data)):
        body, expected = settled(data, way), Package(edition).xml("word/document.xml")
        assert len(list(body.iter(DOC_PR))) == len(list(expected.iter(DOC_PR))) == 1
    # Accepted, it is the later edition to the letter.
    kept = [etree.tostring(e) for e in settled(data, revisions.accept).iter(DOC_PR, f"{W}footnoteReference")]
    assert kept == [etree.tostring(e) for e in Package(came.written().data).xml("word/document.xml").iter(DOC_PR, f"{W}footnoteReference")]


def twice(data: bytes) -> Counter[tuple[str, str | None]]:
    """What has a number that something else of its kind has, in whichever story; of marks of changes as well."""
    package = Package(data)
    stories = [package.main, *(name for kind in ("header", "footer", "footnotes", "endnotes") for name in package.related(kind))]
    found: Counter[tuple[str, str | None]] = Counter()
    for root in map(package.xml, dict.fromkeys(stories)):
        found.update(("picture", e.get("id")) for e in root.iter(DOC_PR))
        found.update((e.tag, e.get(f"{W}id")) for e in root.iter(f"{W}footnoteReference", f"{W}endnoteReference", f"{W}commentReference"))
        marks = (f"{W}{name}" for name in "ins del moveFrom moveTo pPrChange rPrChange bookmarkStart".split())
        found.update(("mark", e.get(f"{W}id")) for e in root.iter(*marks))
    return Counter({what: many for what, many in found.items() if many > 1})


@pytest.mark.parametrize("path", cases("docx/tenders/3[0468]*.docx", "docx/tenders/4*.docx", "docx/tenders/5*.docx"))
def test_no_number_is_used_twice_in_real_tenders_that_did_not_have_it_twice(path: Path):
    came = FromWord(path.read_bytes())
    assert {"MoveClause"} <= set(arranged(came))
    assert twice(marked(came, draft=True)) - twice(came.data) == Counter()


def test_what_would_stand_twice_is_found(monkeypatch: pytest.MonkeyPatch):
    came = with_a_picture_and_notes()
    last = list(came.tender.reading_order())[-1]
    came.act(MoveClause(last.id, ""))
    monkeypatch.setattr(unique, "_notes", lambda *_: None)
    with pytest.raises(AssertionError):
        insist_once(marked(came))
