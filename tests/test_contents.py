"""Contents lists and references to clauses in a Word file follow the headings and numbers that the tender has now."""

import re

import pytest
from lxml import etree

from exports.package import Package
from specs.arranging import MergeClauses, MoveClause, RetireClause, SplitClause
from specs.clauses import AddClause
from specs.wording import Paragraph
from tests.word_files import END, W, begin, bookmark, field, p, r, word_file
from tests.word_stories import BODY, FromWord, change, reread


def entry(number: int, label: str, words: str, page: int) -> str:
    """A line of a contents list as Word writes it."""
    shown = r(label) + "<w:r><w:tab/></w:r>" + r(words) + "<w:r><w:tab/></w:r>" + field(f"PAGEREF _Toc{number} \\h", str(page))
    return f'<w:hyperlink w:anchor="_Toc{number}" w:history="1">{shown}</w:hyperlink>'


def heading(number: int, words: str) -> str:
    return p(bookmark(f"_Toc{number}", number, words), style="NumberedHeading")


SETTINGS = '<w:zoom w:percent="100"/><w:compat/>'
NAMES = ("Access", "Pay", "Records", "Exit")


def document(*, apart: bool = True, **parts: str) -> bytes:
    """Four numbered clauses under a contents list, which ends in a paragraph of its own, or with its last entry."""
    entries = [entry(number, f"{number}.", words, number + 1) for number, words in enumerate(NAMES, 1)]
    entries[0] = begin('TOC \\o "1-3" \\h \\z \\u') + entries[0]
    if not apart:
        entries[-1] += END
    contents = [p(each, style="TOC1") for each in entries] + ([p(END)] if apart else [])
    body = [words for number, name in enumerate(NAMES, 1) for words in (heading(number, name), f"Words of {name.lower()}.")]
    return word_file(p("Contents", style="Quiet"), *contents, *body, parts={"settings": SETTINGS, **parts})


@pytest.fixture(params=[True, False], ids=["its end apart", "its end in the last entry"])
def came(request: pytest.FixtureRequest) -> FromWord:
    return FromWord(document(apart=request.param))


def lines(data: bytes) -> list[str]:
    """The contents list, a line an entry."""
    root = Package(data).xml(BODY)
    shown = []
    for paragraph in root.iter(f"{W}p"):
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        if style is not None and style.get(f"{W}val") == "TOC1":
            text = "".join("\t" if e.tag == f"{W}tab" else e.text or "" for e in paragraph.iter(f"{W}t", f"{W}tab"))
            shown += [text] if text else []
    return shown


def insist_on_sound_fields(data: bytes) -> None:
    """Fields begin, separate and end in turn; the list's own field is around all entries; each entry leads to its heading."""
    root = Package(data).xml(BODY)
    depth, inside = 0, []
    for e in root.iter(f"{W}fldChar", f"{W}hyperlink"):
        if e.tag == f"{W}hyperlink":
            inside.append(depth)
        else:
            depth += {"begin": 1, "end": -1}.get(e.get(f"{W}fldCharType", ""), 0)
            assert depth >= 0
    assert depth == 0 and inside == [1] * len(inside)
    names = {e.get(f"{W}name"): e for e in root.iter(f"{W}bookmarkStart")}
    for link in root.iter(f"{W}hyperlink"):
        anchor = link.get(f"{W}anchor")
        words = "".join(t.text or "" for t in link.iter(f"{W}t"))
        held = "".join(next(names[anchor].iterancestors(f"{W}p")).itertext())
        assert re.fullmatch(rf"\d+\.{re.escape(held)}\d*", words)
        assert [i.text for i in link.iter(f"{W}instrText")] == [f" PAGEREF {anchor} \\h "]


def asks(data: bytes) -> list[str]:
    """The settings of a file, in order."""
    return [str(e.tag).removeprefix(W) for e in Package(data).xml("word/settings.xml")]


def test_without_a_change_nothing_is_asked_for(came: FromWord):
    data = came.written().data
    assert lines(data) == ["1.\tAccess\t2", "2.\tPay\t3", "3.\tRecords\t4", "4.\tExit\t5"]
    assert asks(data) == ["zoom", "compat"]


def test_a_heading_renamed(came: FromWord):
    change(came, came.tender.clauses["c3"], "Pay", "Payment")
    data = came.written().data
    assert lines(data) == ["1.\tAccess\t2", "2.\tPayment\t3", "3.\tRecords\t4", "4.\tExit\t5"]
    assert asks(data) == ["zoom", "updateFields", "compat"]
    insist_on_sound_fields(data)


def test_words_under_a_heading_leave_the_list_alone(came: FromWord):
    change(came, came.tender.clauses["c3"], "Words of", "Wording of")
    assert asks(came.written().data) == ["zoom", "compat"]


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ((MoveClause("c4", "c1"),), ["1.\tRecords\t4", "2.\tAccess\t2", "3.\tPay\t3", "4.\tExit\t5"]),
        ((MoveClause("c2", "c5"),), ["1.\tPay\t3", "2.\tRecords\t4", "3.\tExit\t5", "4.\tAccess\t2"]),
        ((MoveClause("c5", "c1"),), ["1.\tExit\t5", "2.\tAccess\t2", "3.\tPay\t3", "4.\tRecords\t4"]),
        ((MoveClause("c3", "c4"),), ["1.\tAccess\t2", "2.\tRecords\t4", "3.\tPay\t3", "4.\tExit\t5"]),
        ((RetireClause("c3"),), ["1.\tAccess\t2", "2.\tRecords\t4", "3.\tExit\t5"]),
        ((RetireClause("c2"),), ["1.\tPay\t3", "2.\tRecords\t4", "3.\tExit\t5"]),
        ((RetireClause("c5"),), ["1.\tAccess\t2", "2.\tPay\t3", "3.\tRecords\t4"]),
        ((RetireClause("c2"), RetireClause("c5"), MoveClause("c3", "c4")), ["1.\tRecords\t4", "2.\tPay\t3"]),
        ((MergeClauses("c2"),), ["1.\tAccess\t2", "2.\tPay\t3", "3.\tRecords\t4", "4.\tExit\t5"]),
    ],
)
def test_clauses_arranged(came: FromWord, asked: tuple[object, ...], shown: list[str]):
    for each in asked:
        came.act(each)
    data = came.written().data
    assert lines(data) == shown
    insist_on_sound_fields(data)
    assert reread(data)[2:] == came.shown()[2:]  # the second is the contents list, which the record has as it came


WORDS = (Paragraph("", "para", "New words."),)


@pytest.mark.parametrize("after", ["c1", "c2", "c3", "c5"])
def test_a_new_clause_gets_an_entry(came: FromWord, after: str):
    came.act(AddClause("d1", after, "Advice", WORDS))
    data = came.written().data
    order = [each.removeprefix("c") for each in came.story.order()][1:]
    names = {"2": "Access", "3": "Pay", "4": "Records", "5": "Exit", "6": "Advice"}
    pattern = [rf"{number}\.\t{names[clause]}\t\d*" for number, clause in enumerate(order, 1)]
    assert [re.fullmatch(*pair) is not None for pair in zip(pattern, lines(data), strict=True)] == [True] * 5
    insist_on_sound_fields(data)


def test_a_clause_that_was_split_gets_an_entry(came: FromWord):
    came.act(AddClause("d1", "c2", "Advice", (*WORDS, Paragraph("", "para", "More new words."))))
    last = came.tender.clauses["c6"].wording[-1].id
    came.act(SplitClause("c6", last, "More advice"))
    data = came.written().data
    assert [line.split("\t")[:2] for line in lines(data)] == [
        ["1.", "Access"],
        ["2.", "Advice"],
        ["3.", "More advice"],
        ["4.", "Pay"],
        ["5.", "Records"],
        ["6.", "Exit"],
    ]
    insist_on_sound_fields(data)


def test_a_list_without_links_is_matched_by_its_words():
    shown = [r(f"{number}. ") + r(words) + "<w:r><w:tab/></w:r>" + r(str(number)) for number, words in enumerate(NAMES, 1)]
    body = [words for words in NAMES for words in (p(words, style="NumberedHeading"), f"Words of {words}.")]
    contents = [p((begin("TOC") if at == 0 else "") + each, style="TOC1") for at, each in enumerate(shown)]
    came = FromWord(word_file(*contents, p(END), *body))
    change(came, came.tender.clauses["c3"], "Pay", "Payment")
    came.act(MoveClause("c4", "c2"))
    assert [line.split("\t")[0] for line in lines(came.written().data)] == ["1. Access", "2. Records", "3. Payment", "4. Exit"]


def test_asking_for_page_numbers_keeps_the_order_that_word_insists_on():
    came = FromWord(document(settings="<w:zoom/><w:trackRevisions/><w:hdrShapeDefaults/><w:compat/><w:rsids/><w:decimalSymbol w:val='.'/>"))
    came.act(RetireClause("c3"))
    assert asks(came.written().data) == ["zoom", "trackRevisions", "updateFields", "hdrShapeDefaults", "compat", "decimalSymbol"]
    came = FromWord(document(settings='<w:updateFields w:val="true"/>'))
    came.act(RetireClause("c3"))
    assert asks(came.written().data) == ["updateFields"]


# References


def referring(*shown: str) -> FromWord:
    """Three clauses; the last speaks of the others."""
    return FromWord(
        word_file(
            p(bookmark("_Ref1", 1, "Access"), style="NumberedHeading"),
            "Words of access.",
            p(bookmark("_Ref2", 2, "Pay"), style="NumberedHeading"),
            p(bookmark("_Ref3", 3, "Words of pay.")),
            p("Exit", style="NumberedHeading"),
            p(*shown),
        )
    )


def result(came: FromWord) -> str:
    """The last paragraph as it reads."""
    *_, last = Package(came.written().data).xml(BODY).iter(f"{W}p")
    return "".join(t.text or "" for t in last.iter(f"{W}t"))


@pytest.mark.parametrize(
    ("instruction", "shown", "after"),
    [
        ("REF _Ref2 \\r \\h", "2", "3"),
        ("REF _Ref2 \\r \\h", "2.", "3."),
        ("REF _Ref2 \\n \\h \\* MERGEFORMAT", "2", "3"),
        ("REF _Ref1 \\w", "1", "2"),
        ("REF _Ref9 \\r", "7", "7"),
        ("PAGEREF _Ref2 \\h", "2", "2"),
        ("REF _Ref2 \\h", "Pay", "Pay"),
    ],
)
def test_a_reference_follows_its_clause(instruction: str, shown: str, after: str):
    came = referring("See clause ", field(instruction, r(shown[:1], "<w:b/>"), shown[1:]), " first.")
    assert result(came) == f"See clause {shown} first."
    came.act(AddClause("d1", "", "Advice", WORDS))
    assert result(came) == f"See clause {after} first."
    runs = [e for e in Package(came.written().data).xml(BODY).iter(f"{W}r") if e.find(f"{W}rPr/{W}b") is not None]
    assert len(runs) == 1


def test_a_simple_field_follows_too():
    came = referring("See clause ", f'<w:fldSimple w:instr=" REF _Ref2 \\r ">{r("2")}</w:fldSimple>')
    came.act(RetireClause("c1"))
    assert result(came) == "See clause 1"


def test_a_reference_to_words_follows_the_words():
    came = referring("See ", field("REF _Ref2 \\h", "Pay"), " first.")
    change(came, came.tender.clauses["c2"], "Pay", "Payment")
    assert result(came) == "See Payment first."


def test_what_others_say_by_number_is_listed():
    came = referring("As clause 1 says; see clause 2 and section 9.")
    assert came.written().broken_references == ()
    came.act(MoveClause("c1", "c2"))
    assert came.written().broken_references == (
        "“clause 1” in clause 3 “Exit” meant clause 2 “Access”.",
        "“clause 2” in clause 3 “Exit” meant clause 1 “Pay”.",
    )
    came.act(RetireClause("c2"))
    assert came.written().broken_references == ("“clause 2” in clause 2 “Exit” names a clause that was retired.",)
    assert result(came) == "As clause 1 says; see clause 2 and section 9."


def test_a_reference_made_by_a_field_is_never_broken():
    came = referring("See clause ", field("REF _Ref2 \\r \\h", "2"), ".")
    came.act(MoveClause("c1", "c2"))
    assert (came.written().broken_references, result(came)) == ((), "See clause 1.")


def test_a_wrong_entry_would_be_found():
    data = document()
    root = Package(data).xml(BODY)
    link = next(root.iter(f"{W}hyperlink"))
    link.set(f"{W}anchor", "_Toc2")
    with pytest.raises(AssertionError):
        insist_on_sound_fields(Package(data).written({BODY: etree.tostring(root)}))
