"""A Word file is read whole: every visible word of its body, in order, exactly once, in clauses that people can speak of."""

import importlib.util
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import exports.ooxml
from exports import guard, mend
from exports.word_in import NOTHING, read
from specs import numbering
from specs.reading import Found
from specs.refusals import Refused
from specs.wording import Mark, Place, Series
from tests.corpus import ROOT, cases
from tests.word_files import END, begin, bookmark, box, field, listed, p, paragraphs, r, spoken, table, word_file

TENDERS = cases("docx/tenders/*.docx")
OTHERS = cases("docx/tracked/*.docx", "docx/comments/*.docx", "docx/rp_triples/*.docx", "docx/wc_pairs/*.docx")
# Files whose every word is in what a tracked change took out, or that hold pictures only.
WITHOUT_WORDS = {"19-lo-empty-paras-deletion.docx", "08-oxsdk-comment020.docx"}


def reading() -> Any:
    """The independent reading of a body, which shares no code with ours."""
    spec = importlib.util.spec_from_file_location("reading", ROOT / "score" / "reading.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def insist_on_every_word(path: Path, found: Found) -> None:
    judge = reading()
    assert judge.fold(spoken(found)) == judge.words(path)
    assert found.left_out == ()


def insist_on_one_clause_each(found: Found) -> None:
    every = paragraphs(found)
    assert [each.id for each in every] == [f"q{number}" for number in range(1, len(every) + 1)]
    assert all(clause.wording for clause in found.clauses)
    assert found.counts() == {
        "clauses": len(found.clauses),
        "paragraphs": len([each for each in every if each.kind != "block"]),
        "blocks": len([each for each in every if each.kind == "block"]),
        "notes": sum(len(clause.notes) for clause in found.clauses),
        "tracked_changes": {"insertions": found.insertions, "deletions": found.deletions},
        "comments": found.comments,
        "left_out": [],
    }
    # A record stands for one paragraph of the file or for a run of them; two records share one only where a box stands beside words.
    origins = Counter(each.origin for each in every if each.origin and each.kind != "block")
    assert [origin for origin, count in origins.items() if count > 1] == []
    assert all(clause.wording[0].text or clause.wording[0].series or clause.wording[0].kind == "block" for clause in found.clauses)


@pytest.mark.parametrize("path", TENDERS)
def test_real_tenders(path: Path):
    found = read(path.read_bytes())
    insist_on_every_word(path, found)
    insist_on_one_clause_each(found)
    assert len(found.clauses) > 1 or len(paragraphs(found)) < 10


@pytest.mark.parametrize("path", OTHERS)
def test_other_real_files(path: Path):
    guard.check(path.read_bytes())
    data, _ = mend.mend(path.read_bytes())
    if path.name in WITHOUT_WORDS:
        assert reading().words(path) == ""
        with pytest.raises(Refused, match=NOTHING):
            read(data)
        return
    found = read(data)
    insist_on_every_word(path, found)
    insist_on_one_clause_each(found)


COUNTS = {  # clauses, paragraphs, blocks, notes, insertions, deletions
    "36-japan-proposal-call.docx": (17, 282, 0, 0, 0, 0),
    "40-vendor-information-form.docx": (7, 127, 0, 0, 1, 0),
    "44-aged-services-learning.docx": (37, 1276, 15, 0, 11, 10),
    "50-nvca-spa.docx": (221, 361, 0, 108, 0, 0),
}


@pytest.mark.parametrize("path", cases("docx/tenders/36*.docx", "docx/tenders/4[04]*.docx", "docx/tenders/50*.docx"))
def test_what_lands_where(path: Path):
    counts = read(path.read_bytes()).counts()
    tracked = counts["tracked_changes"]
    assert COUNTS[path.name] == (
        counts["clauses"],
        counts["paragraphs"],
        counts["blocks"],
        counts["notes"],
        tracked["insertions"],
        tracked["deletions"],
    )


@pytest.mark.parametrize("path", cases("docx/tenders/44*.docx"))
def test_a_lost_word_would_be_found(path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(exports.ooxml, "TRANSPARENT", exports.ooxml.TRANSPARENT - {f"{exports.ooxml.W}hyperlink"})
    monkeypatch.setattr(exports.ooxml, "SILENT", exports.ooxml.SILENT | {f"{exports.ooxml.W}hyperlink"})
    with pytest.raises(AssertionError):
        insist_on_every_word(path, read(path.read_bytes()))


@pytest.mark.parametrize("path", cases("docx/tenders/44*.docx"))
def test_a_word_said_twice_would_be_found(path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(exports.ooxml, "SILENT", exports.ooxml.SILENT - {f"{exports.ooxml.W}delText", f"{exports.ooxml.W}instrText"})
    monkeypatch.setattr(exports.ooxml, "TEXT", f"{exports.ooxml.W}instrText")
    with pytest.raises(AssertionError):
        insist_on_every_word(path, read(path.read_bytes()))


# Documents of our own


def one(*content: str, **more: Any) -> Any:
    """The only record of a paragraph."""
    (found,) = paragraphs(read(word_file(p(*content, **more))))
    return found


def texts(*body: str, **more: Any) -> list[str]:
    return [each.text for each in paragraphs(read(word_file(*body, **more)))]


def test_content_controls_and_other_wrappers():
    sdt = "<w:sdt><w:sdtPr><w:alias w:val='x'/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
    assert (
        one("The ", sdt.format(r("council")), "<w:smartTag>" + r(" of Ash") + "</w:smartTag>", " pays.").text == "The council of Ash pays."
    )
    body = (sdt.format(p("Inside a control.") + table(("left", "right"))), "<w:customXml>" + p("Inside custom XML.") + "</w:customXml>")
    assert texts(*body) == ["Inside a control.", "left", "right", "Inside custom XML."]
    rows = table(("a", "b")).replace("<w:tr>", "<w:sdt><w:sdtContent><w:tr>").replace("</w:tr>", "</w:tr></w:sdtContent></w:sdt>")
    cells = table(("c", "d")).replace("<w:tc>", "<w:sdt><w:sdtContent><w:tc>", 1).replace("</w:tc>", "</w:tc></w:sdtContent></w:sdt>", 1)
    assert texts(rows, "Between.", cells) == ["a", "b", "Between.", "c", "d"]


def test_links_stay_open_to_change():
    link = '<w:hyperlink r:id="none">' + r("our policy") + "</w:hyperlink>"
    found = one("Read ", link, " and ", field('HYPERLINK "https://example.org"', "the law"), ".")
    assert (found.text, found.marks) == ("Read our policy and the law.", ())


def test_fields_are_carried_through():
    found = one(
        "Dated ", field("DATE \\@ d", "3 May"), ", page ", field("PAGE", "7"), ", ", '<w:fldSimple w:instr=" SEQ Table ">', "</w:fldSimple>"
    )
    assert (found.text, found.marks) == ("Dated 3 May, page 7, ", (Mark(6, 11, "object:date"), Mark(18, 19, "object:page number")))


def test_a_reference_field_points_to_the_clause_that_holds_its_bookmark():
    found = read(
        word_file(
            p("Access", style="Heading1"),
            p("See ", field("REF pay \\r \\h", "2"), " and ", field("REF nowhere", "9"), "."),
            p(bookmark("pay", 1, "Pay"), style="Heading1"),
            p("As in section A below."),
        )
    )
    assert [clause.title for clause in found.clauses] == ["Access", "Pay"]
    reference = found.clauses[0].wording[1]
    assert reference.text == "See 2 and 9."
    assert reference.marks == (Mark(4, 5, "object:reference"), Mark(4, 5, "ref:k2"), Mark(10, 11, "object:reference"))


def test_typed_references_point_to_clauses():
    found = read(
        word_file(
            p("1. Access", style="Heading1"),
            p("Clause 2 says more; see section 9, clause 1 and clauses 2.1."),
            p("2. Pay", style="Heading1"),
            p("As said in clause 1."),
        )
    )
    assert [each.marks for each in paragraphs(found)] == [(), (Mark(0, 8, "ref:k2"),), (), (Mark(11, 19, "ref:k1"),)]


def test_a_contents_list_is_one_block():
    entry = '<w:hyperlink w:anchor="_Toc1">' + r("Access") + "<w:r><w:tab/></w:r>" + field("PAGEREF _Toc1", "2") + "</w:hyperlink>"
    found = paragraphs(
        read(
            word_file(
                p("Contents"),
                p(begin('TOC \\o "1-3"'), entry, style="TOC1"),
                p('<w:hyperlink w:anchor="_Toc2">' + r("Pay\u00a03") + "</w:hyperlink>", style="TOC1"),
                p(END),
                p(bookmark("_Toc1", 1, "Access"), style="Heading1"),
                p("Words of access."),
                p(bookmark("_Toc2", 2, "Pay"), style="Heading1"),
            )
        )
    )
    assert [(each.kind, each.label, each.text, each.origin) for each in found] == [
        ("para", "", "Contents", "p0"),
        ("block", "Contents list", "Access\t2\nPay\u00a03", "p1-p3"),
        ("head", "", "Access", "p4"),
        ("para", "", "Words of access.", "p5"),
        ("head", "", "Pay", "p6"),
    ]


def test_tables_merged_and_nested():
    wide = '<w:tcPr><w:gridSpan w:val="2"/></w:tcPr>' + p("Prices")
    down = '<w:tcPr><w:vMerge w:val="restart"/></w:tcPr>' + p("Support")
    rest = "<w:tcPr><w:vMerge/></w:tcPr>" + p()
    nested = table(("inside", "too"), grid=2) + p("after it")
    found = paragraphs(read(word_file("Above.", table((wide,), (down, "£5"), (rest, nested)), "Below.", table(("last", "")))))
    assert [(each.text, each.place) for each in found] == [
        ("Above.", None),
        ("Prices", Place("t0", "r1", "c1")),
        ("Support", Place("t0", "r2", "c1")),
        ("£5", Place("t0", "r2", "c2")),
        ("inside", Place("t0.r3.c2.t1", "r1", "c1")),
        ("too", Place("t0.r3.c2.t1", "r1", "c2")),
        ("after it", Place("t0", "r3", "c2")),
        ("Below.", None),
        ("last", Place("t2", "r1", "c1")),
    ]


@pytest.mark.parametrize("old", [True, False])
def test_text_boxes_beside_a_sentence(old: bool):
    before = paragraphs(read(word_file(p(box("In a box", old=old), "The sentence."))))
    after = paragraphs(read(word_file(p("The sentence.", box("In a box", old=old)))))
    alone = paragraphs(read(word_file(p(box("In a box", "of two lines", old=old)))))
    assert [(each.kind, each.label, each.text) for each in before] == [("block", "Text box", "In a box"), ("para", "", "The sentence.")]
    assert [(each.kind, each.label, each.text) for each in after] == [("para", "", "The sentence."), ("block", "Text box", "In a box")]
    assert [(each.kind, each.label, each.text) for each in alone] == [("block", "Text box", "In a box\nof two lines")]
    middle = one("The ", box("In a box", old=old), "sentence.")
    assert (middle.text, middle.marks) == ("The In a boxsentence.", (Mark(4, 12, "object:text box"),))
    assert [each.origin for each in (*before, *after, *alone)] == ["p0"] * 5


def test_pictures_and_equations():
    picture = '<w:r><w:drawing><wp:inline><wp:docPr id="1" name="Logo"/></wp:inline></w:drawing></w:r>'
    equation = "<m:oMath><m:r><m:t>a+b</m:t></m:r></m:oMath>"
    found = paragraphs(read(word_file(p(picture), p("With ", picture, "a picture."), p(equation), p("Where ", equation, " is paid."))))
    assert [(each.kind, each.label, each.text, each.marks) for each in found] == [
        ("block", "Picture", "", ()),
        ("para", "", "With a picture.", (Mark(5, 5, "object:picture"),)),
        ("block", "Equation", "a+b", ()),
        ("para", "", "Where a+b is paid.", (Mark(6, 9, "object:equation"),)),
    ]


def test_signs():
    signs = "<w:r><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/><w:t>d</w:t><w:softHyphen/><w:cr/></w:r>"
    assert one("a", signs, "e").text == "a\tb\nc\u2011d\ne"
    assert texts(p("before", '<w:r><w:br w:type="page"/></w:r>', "after")) == ["beforeafter"]
    ticked = one('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>', " yes ", '<w:r><w:sym w:font="Wingdings" w:char="F04A"/></w:r>')
    assert (ticked.text, ticked.marks) == (" yes ", (Mark(0, 0, "object:☒"), Mark(5, 5, "object:symbol")))
    assert one("a\u200bb", "<w:r><w:t>line\nline</w:t></w:r>").text == "a\u200bbline line"


def test_hidden_words_are_not_read():
    assert one("Seen", r(" unseen", "<w:vanish/>"), r(" seen again", '<w:vanish w:val="0"/>')).text == "Seen seen again"
    with pytest.raises(Refused, match=NOTHING):
        read(word_file(p(r("all hidden", "<w:vanish/>"))))


def test_bold_and_italic_are_marks_of_the_run_not_of_its_style():
    found = one("The ", r("provider", "<w:b/>"), r(" must", '<w:rStyle w:val="Strong"/>'), r(" ask", '<w:i/><w:b w:val="0"/>'), ".")
    assert found.marks == (Mark(4, 17, "bold"), Mark(17, 21, "italic"))
    (heading, _) = paragraphs(read(word_file(p("Access", style="Heading1"), "Words.")))
    assert (heading.kind, heading.marks) == ("head", ())


def tracked(name: str, *content: str) -> str:
    inside = "".join(piece if piece.startswith("<") else r(piece) for piece in content)
    return f'<w:{name} w:id="1" w:author="A" w:date="2026-01-01T00:00:00Z">{inside}</w:{name}>'


def gone(text: str) -> str:
    return tracked("del", f'<w:r><w:delText xml:space="preserve">{text}</w:delText></w:r>')


def test_tracked_words():
    found = read(
        word_file(
            p("The ", gone("old"), tracked("ins", "new"), " rule.", tracked("moveTo", " Here.")), p("A", tracked("moveFrom", " Here."))
        )
    )
    assert [each.text for each in paragraphs(found)] == ["The new rule. Here.", "A"]
    assert (found.insertions, found.deletions) == (1, 1)
    assert found.warnings == ("1 passages that were moved with tracked changes stand where they were moved to.",)


def test_tracked_paragraph_marks():
    deleted, inserted = f"<w:rPr>{tracked('del')}</w:rPr>", f"<w:rPr>{tracked('ins')}</w:rPr>"
    found = read(
        word_file(
            p("One", about=deleted), p(" and two.", style="Quiet"), p("Three.", about=inserted), p(gone("Gone."), about=deleted), "Four."
        )
    )
    assert [(each.text, each.origin) for each in paragraphs(found)] == [("One and two.", "p1"), ("Three.", "p2"), ("Four.", "p4")]
    assert (found.insertions, found.deletions) == (1, 3)


def test_tracked_rows():
    rows = table(("stays", "a"), ("goes", "b"), ("comes", "c"))
    rows = rows.replace(
        '<w:tr><w:tc><w:p><w:r><w:t xml:space="preserve">goes', f"<w:tr><w:trPr>{tracked('del')}</w:trPr><w:tc><w:p><w:r><w:t>goes"
    )
    rows = rows.replace(
        '<w:tr><w:tc><w:p><w:r><w:t xml:space="preserve">comes', f"<w:tr><w:trPr>{tracked('ins')}</w:trPr><w:tc><w:p><w:r><w:t>comes"
    )
    found = read(word_file(rows, "End."))
    assert [each.text for each in paragraphs(found)] == ["stays", "a", "comes", "c", "End."]
    assert (found.insertions, found.deletions) == (1, 1)


NOTES = {
    "footnotes": '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:id="5">' + p("<w:r><w:footnoteRef/></w:r>", " First to be read.") + "</w:footnote>"
    '<w:footnote w:id="2">' + p("<w:r><w:footnoteRef/></w:r>", " Second ", gone("old "), "note.") + "</w:footnote>",
    "endnotes": '<w:endnote w:id="2">' + p("<w:r><w:endnoteRef/></w:r>", " At the end.") + "</w:endnote>",
}


def test_notes_are_kept_with_their_clause():
    def mark(kind: str, number: int) -> str:
        return f'<w:r><w:{kind}Reference w:id="{number}"/></w:r>'

    found = read(
        word_file(
            p("Access", mark("footnote", 5), style="Heading1"),
            p("Words", mark("endnote", 2), " go on."),
            p("Pay", style="Heading1"),
            p("More", mark("footnote", 2), mark("footnote", 77)),
            parts=NOTES,
        )
    )
    assert [[(note.id, note.text, note.label) for note in clause.notes] for clause in found.clauses] == [
        [("n1", "First to be read.", "1"), ("n2", "At the end.", "i")],
        [("n3", "Second note.", "2")],
    ]
    assert [each.marks for each in paragraphs(found)] == [(Mark(6, 6, "note:n1"),), (Mark(5, 5, "note:n2"),), (), (Mark(4, 4, "note:n3"),)]
    assert found.counts()["notes"] == 3


@pytest.mark.parametrize(
    ("typed", "kind", "label", "text"),
    [
        ("1. Scope of the service", "num", "1.", "Scope of the service"),
        ("3.2 Access to the service", "num", "3.2", "Access to the service"),
        ("3.2\taccess to the service", "num", "3.2", "access to the service"),
        ("12.3.4. Records", "num", "12.3.4.", "Records"),
        ("(a) a phone call", "num", "(a)", "a phone call"),
        ("iv) a visit", "num", "iv)", "a visit"),
        ("A.1 Prices", "num", "A.1", "Prices"),
        ("Article 5: Duties", "num", "Article 5:", "Duties"),
        ("Clause 2. Duties", "num", "Clause 2.", "Duties"),
        ("4\tDuties", "num", "4", "Duties"),
        ("• a phone call", "bullet", "•", "a phone call"),
        ("\uf0b7\ta phone call", "bullet", "\uf0b7", "a phone call"),
        ("– a visit", "bullet", "–", "a visit"),
        ("o\ta visit", "bullet", "o", "a visit"),
        ("1.5 times the amount is paid.", "para", "", "1.5 times the amount is paid."),
        ("2026 was a good year.", "para", "", "2026 was a good year."),
        ("A person can ask.", "para", "", "A person can ask."),
        ("Part of the service is free.", "para", "", "Part of the service is free."),
        ("o no", "para", "", "o no"),
        ("3.", "para", "", "3."),
    ],
)
def test_typed_labels(typed: str, kind: str, label: str, text: str):
    found = one(*(f"<w:r><w:tab/></w:r>{r(piece)}" if at else piece for at, piece in enumerate(typed.split("\t"))))
    assert (found.kind, found.label, found.typed, found.text) == (kind, label, bool(label), text)


def test_a_typed_label_may_be_spread_over_runs_and_marks_move_with_it():
    found = one(r("3", "<w:b/>"), r(".2 ", "<w:b/>"), r("Access", "<w:b/>"), " for all")
    assert (found.label, found.text, found.marks) == ("3.2", "Access for all", (Mark(0, 6, "bold"),))


def test_automatic_numbers_are_computed_and_never_stored():
    found = read(
        word_file(
            p("Access", style="NumberedHeading"),
            listed("People can ask for:", 1),
            listed("a visit", 2),
            listed("a call", 0, 2),
            p("Pay", style="NumberedHeading"),
            listed("", 1),
        )
    )
    every = paragraphs(found)
    assert [(each.kind, each.series, each.label, each.typed) for each in every] == [
        ("head", Series("1", 0), "", False),
        ("num", Series("1", 1), "", False),
        ("num", Series("1", 2), "", False),
        ("bullet", Series("2", 0), "", False),
        ("head", Series("1", 0), "", False),
        ("num", Series("1", 1), "", False),
    ]
    assert list(numbering.labels(every, found.lists).values()) == ["1.", "1.1", "(a)", "•", "2.", "2.1"]


def test_what_cannot_be_kept_is_said_with_its_place():
    found = read(word_file("Before it.", '<w:altChunk r:id="none"/>', "After it."))
    assert found.left_out == ("A document inside the document after “Before it.”",)
    assert [each.text for each in paragraphs(found)] == ["Before it.", "After it."]
    assert read(word_file('<w:altChunk r:id="none"/>', "After it.")).left_out == ("A document inside the document at the beginning",)


def test_comments_are_counted():
    parts = {
        "comments": '<w:comment w:id="0" w:author="A">'
        + p("Why?")
        + '</w:comment><w:comment w:id="1" w:author="B">'
        + p("So.")
        + "</w:comment>"
    }
    found = read(
        word_file(
            p("<w:commentRangeStart w:id='0'/>", "Words.", "<w:commentRangeEnd w:id='0'/>", "<w:r><w:commentReference w:id='0'/></w:r>"),
            parts=parts,
        )
    )
    assert (found.comments, spoken(found)) == (2, "Words.")


def test_empty_paragraphs_are_no_records():
    assert texts(p(), "Words.", p("  "), p('<w:r><w:br w:type="page"/></w:r>'), "More.") == ["Words.", "More."]
