"""A Word file that came back becomes the base document: its look, and none of its words; earlier editions stay in theirs."""

import random
import re
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from exports import adopting, revisions, tracked
from exports.basis import Basis
from exports.notes import notes_in
from exports.ooxml import W
from exports.package import Package, serialised
from exports.returned import returned
from exports.views import texts, words
from exports.word_out import Writer, write
from server import word_files
from server.adopting import ANOTHER, Reading, read_here, ready
from specs.adopting import AdoptBase, BaseAdopted, current_file, held_base
from specs.refusals import Refused
from specs.rules import said, tender_from
from specs.tender import Member, Tender
from specs.wording import Paragraph
from tests import worddocs
from tests.at_home import at_home
from tests.story import ANNE, JOSH, OLU, PRIYA, Story
from tests.test_documents import words as words_of
from tests.test_round_trip import something
from tests.test_tracked import AUTHORS, NAMES, Told, insist_on_ids, settled
from tests.word_files import STYLES, box, listed, p, table, word_file
from tests.word_paragraphs import paragraphs
from tests.word_stories import FromWord, change, rich_file

WHY = "It has our new header."
CALM = STYLES.replace("Quiet", "Calm").replace("Heading1", "Titel1").replace("NumberedHeading", "NumberedTitel")


def asked(**more: Any) -> AdoptBase:
    paragraph = Paragraph("p1", "head", "About this service", origin="p0")
    return replace(AdoptBase("d1", "a" * 64, "", "From Lex.docx", (paragraph, Paragraph("x2", "para", "Ours.", origin="p1")), WHY), **more)


# The rule.


def test_procurement_adopts_a_file_with_a_reason_that_all_can_read():
    story = Story()
    (event,) = story.act(asked(), PRIYA)
    part = story.tender.parts["d1"]
    assert held_base(part).paragraphs == asked().paragraphs and current_file(part) == "a" * 64
    assert said(story.tender, event) == "made the Word file “From Lex.docx” the base document of “Specification”: It has our new header"
    assert story.again() == story.tender


@pytest.mark.parametrize("by", [ANNE, JOSH, OLU, Member("m-official", "official"), Member("m-facilitator", "facilitator")])
def test_nobody_else_does(by: Member):
    with pytest.raises(Refused, match="Only the procurement officer can do this"):
        Story().act(asked(), by)


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"why": "  "}, "The reason is empty"),
        ({"part": "d9"}, "This part is not in the tender any more"),
        ({"paragraphs": (Paragraph("p999", "para", "Whose?"),)}, "Somebody changed the tender in the meantime"),
        ({"paragraphs": (Paragraph("p1", "para", "One"), Paragraph("p1", "para", "Two"))}, "Somebody changed the tender in the meantime"),
    ],
)
def test_what_is_refused(more: dict[str, Any], sentence: str):
    with pytest.raises(Refused, match=sentence):
        Story().act(asked(**more), PRIYA)


def test_the_same_file_is_not_adopted_twice():
    story = Story()
    story.act(asked(), PRIYA)
    with pytest.raises(Refused, match="This file is the base document of the part already, so nothing was changed"):
        story.act(asked(why="Once more."), PRIYA)
    story.act(asked(file="b" * 64), PRIYA)
    story.act(asked(), PRIYA)  # back to the one before


def test_once_its_words_were_taken_back_the_file_before_it_holds():
    story = Story()
    story.act(asked(), PRIYA)
    story.act(asked(file="b" * 64), PRIYA)
    stamp, (event,) = story.entries[-1]
    assert isinstance(event, BaseAdopted)
    erased = replace(event, texts=None, file=None, mended=None, file_name=None, why=None)
    tender = tender_from([*story.entries[:-1], (stamp, [erased])])
    assert current_file(tender.parts["d1"]) == "a" * 64
    assert said(tender, erased) == "made another Word file the base document of “Specification”: (reason taken back)"


# What is written into it.


def adopted(came: FromWord, data: bytes) -> Basis:
    tender = came.story.again()
    return Basis(data, adopting.paragraphs(data, tender, tender.parts["d1"], came.basis), tender, adopted=True)


def out(basis: Basis, came: FromWord) -> list[str]:
    return [text for text in texts(write(basis, came.tender, came.tender.parts["d1"], organisation="Ash Council").data) if text]


OLD = word_file(
    p("Access", style="NumberedHeading"),
    p("Staff attend reviews."),
    p("Answers come within ten days."),
    p("Pay", style="NumberedHeading"),
    p("People are paid."),
    listed("by the hour", 0, 2),
)


def test_words_that_nobody_decided_do_not_come_along():
    came = FromWord(OLD)
    new = word_file(
        p("Access", style="NumberedTitel"),
        p("Staff may attend reviews."),
        p("Unless they are busy."),
        table(("Answers come within ten days.", "or later")),
        p("Note ", box("Says Lex")),
        p("Pay", style="NumberedTitel"),
        p("People are paid.", box("Or not")),
        listed("by the hour", 0, 1),
        parts={"styles": CALM},
    )
    basis = adopted(came, new)
    assert out(basis, came) == [
        "Access",
        "Staff attend reviews.",
        "Answers come within ten days.",
        "Pay",
        "People are paid.",
        "by the hour",
    ]
    file = Package(write(basis, came.tender, came.tender.parts["d1"]).data)
    root = file.xml(file.main)
    assert "Calm" in file.parts["word/styles.xml"].decode()
    assert [e.get(f"{W}val") for e in root.iter(f"{W}pStyle")] == ["NumberedTitel", "NumberedTitel"]
    assert "Answers come" in "".join(next(root.iter(f"{W}tbl")).itertext())  # the table is the file's, its words are the tender's


def test_what_is_decided_later_is_written_into_it():
    came = FromWord(OLD)
    basis = adopted(came, word_file(p("Our own words"), p("Access"), p("Staff attend reviews."), p("Pay"), p("People are paid.")))
    change(came, came.tender.clauses["c1"], "attend", "must attend")
    assert out(basis, came) == [
        "Access",
        "Staff must attend reviews.",
        "Answers come within ten days.",
        "Pay",
        "People are paid.",
        "by the hour",
    ]


def test_a_box_says_what_the_tender_says():
    came = FromWord(word_file(p("One", style="Heading1"), p("Words ", box("A note", "in two lines"), " here.")))
    basis = adopted(came, word_file(p("One", style="Heading1"), p("Words ", box("A notice", "in one line"), " here.")))
    assert out(basis, came) == ["One", "Words  here.", "A note", "in two lines"]


def test_a_number_that_somebody_typed_is_the_tenders():
    came = FromWord(word_file(p("1. Access"), p("Words."), p("2. Pay"), p("More.")))
    basis = adopted(came, word_file(p("1. Access"), p("Words."), p("7. Pay"), p("More.")))
    assert out(basis, came) == ["1. Access", "Words.", "2. Pay", "More."]


def note(number: int, text: str) -> str:
    return f'<w:footnote w:id="{number}">{p(" ", text)}</w:footnote>'


def marked(number: int) -> str:
    return f'<w:r><w:footnoteReference w:id="{number}"/></w:r>'


def test_notes_say_what_the_tender_says_and_new_ones_go():
    came = FromWord(word_file(p("One"), p("Words", marked(1), "."), p("More."), parts={"footnotes": note(1, "As the law has it.")}))
    notes = note(1, "New.") + note(2, "As Lex has it.")
    new = word_file(p("One"), p("Words", marked(2), "."), p("More", marked(1), "."), parts={"footnotes": notes})
    basis = adopted(came, new)
    file = Package(write(basis, came.tender, came.tender.parts["d1"]).data)
    assert [e.get(f"{W}id") for e in file.xml(file.main).iter(f"{W}footnoteReference")] == ["2"]
    assert notes_in(file) == ["As the law has it."]
    assert read_here(Reading(new, came.tender, "d1", came.basis)).otherwise == ("New.", "As Lex has it.")


def test_a_picture_and_a_contents_list_of_the_file_stay():
    came = FromWord(OLD)
    drawn = "<w:r><w:drawing/></w:r>"
    new = word_file(p(drawn), p("Access", style="TOC1"), p("Access"), p("Staff attend reviews."), p("Pay"), p("People are paid."))
    file = write(adopted(came, new), came.tender, came.tender.parts["d1"]).data
    root = Package(file).xml("word/document.xml")
    assert len(list(root.iter(f"{W}drawing"))) == 1
    assert len([e for e in root.iter(f"{W}pStyle") if e.get(f"{W}val") == "TOC1"]) == 1


def test_a_file_written_into_it_comes_back_without_a_change():
    came = FromWord(rich_file())
    basis = adopted(came, lookalike(came.written().data, random.Random(1)))
    part = came.tender.parts["d1"]
    went = write(basis, came.tender, part).data
    found = returned(went, came.tender, part, basis)
    assert not found.changed and {each.rung for each in found.clauses} <= {"bookmark", "no words"}


def test_another_document_is_refused():
    came = FromWord(OLD)
    with pytest.raises(Refused, match=ANOTHER[:40]):
        read_here(Reading(word_file(p("Something else"), p("altogether")), came.tender, "d1", came.basis))
    found = read_here(
        Reading(word_file(p("Access"), p("Staff attend reviews."), p("Ours."), p("People are paid.")), came.tender, "d1", came.basis)
    )
    assert found.otherwise == ("Ours.",) and found.mended == b""


# Tracked changes from one base document to the next.


def lookalike(data: bytes, chance: random.Random) -> bytes:
    """A file as another office sends it back: styles and lists have other names, a table stands around words, some are other words."""
    package = Package(data)
    root = package.xml(package.main)
    body = root.find(f"{W}body")
    assert body is not None
    revisions.accept(body)
    if chance.random() < 0.5:
        for e in list(body.iter(f"{W}bookmarkStart", f"{W}bookmarkEnd")):
            e.getparent().remove(e)  # type: ignore[union-attr]
    plain = [e for e in body.iterchildren(f"{W}p") if e.find(f"{W}pPr/{W}sectPr") is None]
    for e in chance.sample(plain, min(4, len(plain))):
        way = chance.randrange(5)
        if way == 0:
            e.addnext(etree.fromstring(_new("Nobody decided this.")))
        elif way == 1:
            e.addnext(etree.Element(f"{W}p"))
        elif way == 2:
            for t in list(e.iter(f"{W}t"))[:1]:
                t.text = f"{t.text} never"
        elif way == 3 and e.getnext() is not None and (before := e.getprevious()) is not None and before.tag == e.tag:
            grid = etree.fromstring(f'<w:tbl xmlns:w="{W[1:-1]}"><w:tblPr/><w:tblGrid/><w:tr><w:tc><w:tcPr/></w:tc></w:tr></w:tbl>')
            e.addprevious(grid)
            e.addprevious(etree.Element(f"{W}p"))
            next(grid.iter(f"{W}tc")).append(e)
        else:
            e.addnext(deepcopy(e))
    xml = serialised(root).replace(b'"Quiet"', b'"Calm"').replace(b'"NumberedHeading"', b'"NumberedTitel"')
    styles = package.parts["word/styles.xml"].replace(b'styleId="Quiet"', b'styleId="Calm"')
    return package.written({package.main: xml, "word/styles.xml": styles.replace(b"NumberedHeading", b"NumberedTitel")})


def _new(text: str) -> str:
    return f'<w:p xmlns:w="{W[1:-1]}"><w:r><w:t>{text}</w:t></w:r></w:p>'


class Adopted(Told):
    """A story in the midst of which another base document was adopted."""

    def __init__(self, seed: int) -> None:
        chance = random.Random(seed)
        super().__init__(rich_file(), seed, chance.randint(0, 6), chance.randint(1, 5))
        self.before = self.last
        tender = self.edition(self.last)
        part = tender.parts["d1"]
        file = lookalike(write(self.basis, tender, part, organisation="Ash Council").data, chance)
        self.second = Basis(file, adopting.paragraphs(file, tender, part, self.basis), tender, adopted=True)
        for _ in range(chance.randint(0, 6)):
            try:
                self.story.act(something(self.story.tender, chance), chance.choice(AUTHORS))
            except Refused:
                continue
        self.last = len(self.story.entries)

    def across(self, earlier: int) -> bytes:
        one, two = self.edition(earlier), self.edition(self.last)
        part = two.parts["d1"]
        return tracked.write(self.second, one, two, part, since=self.basis, names=NAMES, organisation="Ash Council").data

    def body_in(self, basis: Basis, tender: Tender) -> etree._Element:
        package = Package(basis.data)
        body = package.xml(package.main).find(f"{W}body")
        assert body is not None
        Writer(package, body, tender, tender.parts["d1"], basis).write()
        return body


def insist_across(told: Adopted, earlier: int) -> None:
    data = told.across(earlier)
    one, two = told.body_in(told.basis, told.edition(earlier)), told.body_in(told.second, told.edition(told.last))
    assert words(settled(data, revisions.accept)) == words(two), "accepted"
    assert words(settled(data, revisions.reject)) == words(one), "rejected"
    clean = write(told.second, told.edition(told.last), told.edition(told.last).parts["d1"]).data
    assert [without_digits(text) for text in paragraphs(data)] == [without_digits(text) for text in paragraphs(clean)], (
        "by the other reader"
    )
    insist_on_ids(data)


def without_digits(text: str) -> str:
    """Numbers in references are worked out anew in a clean copy, and not in one with what changed marked."""
    return re.sub(r"\d", "", text)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**40))
def test_any_story_with_another_base_in_its_midst(seed: int):
    told = Adopted(seed)
    insist_across(told, random.Random(seed).randint(1, told.before))


@pytest.mark.night
@settings(max_examples=3_000, deadline=None)
@given(st.integers(0, 2**40))
def test_any_such_story_many_times(seed: int):
    told = Adopted(seed)
    insist_across(told, random.Random(seed).randint(1, told.before))


def insist_on_many() -> None:
    for seed in range(30):
        insist_across(Adopted(seed), 1)


def test_a_word_that_is_not_marked_would_be_found(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("exports.across.Across._later", lambda self, was, now: was)
    with pytest.raises(AssertionError, match=r"accepted|rejected"):
        insist_on_many()


# In the service.


def test_editions_before_stay_in_their_file_and_later_ones_are_in_the_new(tmp_path: Path):
    with at_home(tmp_path / "data") as cast:
        cast.as_("commissioner")
        old = worddocs.tender()
        sent = cast.post("/tenders/new/word", files={"document": ("My own.docx", old)}).headers["location"]
        url = cast.post(sent, {"title": "From Word"}).headers["location"]
        tender = url.rpartition("/")[2]
        before = words_of(cast.get(f"{url}/documents/d1").content)
        edition = f"@{cast.fold(tender).seq}"
        file = Package(old)
        lex = b"<w:body><w:p><w:r><w:t>Lex was here</w:t></w:r></w:p>"
        new = file.written({file.main: file.parts[file.main].replace(b"<w:body>", lex)})
        call = cast.client.portal.call
        made = call(ready, cast.house, tender, "d1", new, "From Lex.docx", WHY, PRIYA)
        assert made.read.otherwise == ("Lex was here",)
        call(cast.house.desk.act, tender, made.asked, PRIYA, "adopt")
        part = cast.fold(tender).parts["d1"]
        assert held_base(part).file_name == "From Lex.docx" and cast.house.record.get_blob(current_file(part)) == new
        for query in ("", "?edition=start"):
            assert words_of(cast.get(f"{url}/documents/d1{query}").content) == before
        then, now = (word_files.copy_of(cast.house, tender, name).basis for name in (edition, "draft"))
        assert (then.data, now.data) == (old, new) and now.adopted and not then.adopted
        with pytest.raises(Refused, match="already"):
            call(ready, cast.house, tender, "d1", new, "From Lex.docx", WHY, PRIYA)
        answer = cast.get(f"{url}/documents/d1?since=start")
        assert answer.status_code == 200, answer.text
        marked = answer.content
        assert texts(marked, "accepted") == texts(marked, "rejected")
