"""The house document: A4, British English, one real numbering, and nothing left over from anyone's template."""

import io
import re
import time
import zipfile

import docx
import pytest
from lxml import etree

from exports import house
from exports.guard import check
from exports.lists import Lists, W
from exports.styles import Styles
from exports.word_in import read
from exports.xml import parse
from specs.library.house_lists import HOUSE_LISTS
from specs.numbering import labels
from specs.wording import Paragraph

PARTS = [
    "[Content_Types].xml", "_rels/.rels", "docProps/core.xml", "word/document.xml", "word/_rels/document.xml.rels", "word/styles.xml",
    "word/settings.xml", "word/numbering.xml", "word/footer1.xml",
]  # fmt: skip


def parts_of(data):
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        assert {info.date_time for info in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        return {info.filename: file.read(info) for info in file.infolist()}


@pytest.fixture(scope="module")
def parts():
    return parts_of(house.house())


def faults(parts):
    """What the house document must not be, in words; empty when all is well."""
    every = b"\n".join(parts.values()).replace(b"themeFontLang", b"")
    left_over = (b"12240", b"15840", b"en-US", b"ja-JP", b"rsid", b"python-docx", b"Microsoft Macintosh", b"Theme")
    found = [f"{word.decode()} is left over" for word in left_over if word in every]
    styles = parse(parts["word/styles.xml"])
    if styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}lang").get(f"{W}val") != "en-GB":
        found.append("the language of the styles")
    if parse(parts["word/settings.xml"]).find(f"{W}themeFontLang").get(f"{W}val") != "en-GB":
        found.append("the language of the settings")
    if (
        b"<dc:language>en-GB</dc:language>" not in parts["docProps/core.xml"]
        or b"<dc:title>Specification</dc:title>" not in parts["docProps/core.xml"]
    ):
        found.append("the language or title of the file")
    size = parse(parts["word/document.xml"]).find(f".//{W}pgSz")
    if (size.get(f"{W}w"), size.get(f"{W}h")) != ("11906", "16838"):
        found.append("the paper")
    known = {style.get(f"{W}styleId") for style in styles.iter(f"{W}style")}
    for name in ("basedOn", "next", "link"):
        found += [f"{name} of no style" for one in styles.iter(f"{W}{name}") if one.get(f"{W}val") not in known]
    for one in styles.iter(f"{W}sz"):
        if int(one.get(f"{W}val")) < 16:
            found.append("letters too small to read")
    return found


def test_what_is_kept_is_what_is_made(parts):
    made = house.make()
    assert made == house.make()
    assert parts_of(made) == parts
    assert list(parts) == PARTS


def test_it_does_not_say_when_it_was_made(monkeypatch):
    before = house.make()
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    assert house.make() == before
    assert re.findall(rb"\d{4}-\d\d-\d\dT[\d:]+Z", parts_of(before)["docProps/core.xml"]) == [b"2026-01-01T00:00:00Z"] * 2


def test_paper_language_and_left_overs(parts):
    assert faults(parts) == []


@pytest.mark.parametrize(
    ("part", "there", "planted"),
    [
        ("word/document.xml", b"11906", b"12240"),
        ("word/styles.xml", b'<w:lang w:val="en-GB"', b'<w:lang w:val="en-US"'),
        ("word/settings.xml", b'<w:themeFontLang w:val="en-GB"', b'<w:themeFontLang w:val="fr-FR"'),
        ("docProps/core.xml", b"<dc:language>en-GB", b"<dc:language>en"),
        ("word/styles.xml", b'<w:basedOn w:val="Heading2"', b'<w:basedOn w:val="Heading9"'),
    ],
)
def test_a_planted_fault_is_found(parts, part, there, planted):
    assert there in parts[part]
    assert faults({**parts, part: parts[part].replace(there, planted)})


def test_it_passes_our_own_guard():
    check(house.house())


def test_its_lists_are_the_house_lists(parts):
    lists = Lists(parse(parts["word/numbering.xml"]), parse(parts["word/styles.xml"]))
    assert lists.as_data(["1", "2"]) == HOUSE_LISTS
    numbered = {}
    for style in parse(parts["word/styles.xml"]).iter(f"{W}style"):
        name = style.get(f"{W}styleId")
        found = lists.of(etree.fromstring(f'<w:p xmlns:w="{W[1:-1]}"><w:pPr><w:pStyle w:val="{name}"/></w:pPr></w:p>'))
        if found:
            numbered[name] = tuple(found)
    assert numbered == {
        **{name: ("1", level) for level, name in enumerate(house.HEADINGS)},
        **{name: ("1", level) for level, name in enumerate(house.NUMBERED, start=1)},
        **{name: ("2", level) for level, name in enumerate(house.BULLETS)},
    }


def test_only_headings_are_headings(parts):
    styles = Styles(parse(parts["word/styles.xml"]))
    outlines = {}
    for style in parse(parts["word/styles.xml"]).iter(f"{W}style"):
        name = style.get(f"{W}styleId")
        outlines[name] = styles.of(etree.fromstring(f'<w:pPr xmlns:w="{W[1:-1]}"><w:pStyle w:val="{name}"/></w:pPr>')).outline
    assert {name: level for name, level in outlines.items() if level is not None} == {name: at for at, name in enumerate(house.HEADINGS)}


def test_the_footer_counts_pages(parts):
    footer = parse(parts["word/footer1.xml"])
    assert "".join(footer.itertext()) == "Page  PAGE 1 of  NUMPAGES 1"
    assert [mark.get(f"{W}fldCharType") for mark in footer.iter(f"{W}fldChar")] == ["begin", "separate", "end"] * 2


def test_a_table_has_a_header_row(parts):
    table = next(style for style in parse(parts["word/styles.xml"]).iter(f"{W}style") if style.get(f"{W}styleId") == house.TABLE)
    first = next(table.iter(f"{W}tblStylePr"))
    assert first.get(f"{W}type") == "firstRow"
    assert first.find(f"{W}trPr/{W}tblHeader") is not None
    assert first.find(f"{W}trPr/{W}cantSplit") is not None


WRITTEN = (
    (house.TITLE, "Community mental health service", ""),
    ("Heading1", "About this service", "1."),
    (house.BODY, "Words without a number.", ""),
    ("Heading2", "Who it is for", "1.1"),
    ("ClauseText1", "A numbered paragraph.", "1.2"),
    ("ClauseText2", "Under it.", "(a)"),
    ("ClauseText2", "And another.", "(b)"),
    ("ClauseText3", "Lower still.", "(i)"),
    ("Heading1", "What must be better", "2."),
    ("ListBullet", "An item.", "•"),
    ("ListBullet2", "Part of it.", "–"),
    ("ListBullet3", "Part of that.", "▪"),
    ("Heading2", "Pay", "2.1"),
    ("Heading3", "Expenses", "(a)"),
    ("Heading4", "On the day", "(i)"),
)


def written():
    document = docx.Document(io.BytesIO(house.house()))
    by_id = {style.style_id: style for style in document.styles}
    for style, text, _ in WRITTEN:
        document.add_paragraph(text).style = by_id[style]
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


def test_what_is_written_in_its_styles_shows_the_right_numbers():
    with zipfile.ZipFile(io.BytesIO(written())) as file:
        lists = Lists(parse(file.read("word/numbering.xml")), parse(file.read("word/styles.xml")))
        elements = list(parse(file.read("word/document.xml")).iter(f"{W}p"))
    paragraphs = [Paragraph(f"q{at}", "para", "", series=lists.of(p)) for at, p in enumerate(elements)]
    made = labels(paragraphs, HOUSE_LISTS)
    assert [made.get(p.id, "") for p in paragraphs] == [label for _, _, label in WRITTEN]


def test_what_is_written_in_its_styles_comes_back_as_clauses():
    found = read(written())
    headings = [clause.wording[0].text for clause in found.clauses if clause.wording[0].kind == "head"]
    assert [text for style, text, _ in WRITTEN if style.startswith("Heading")] == [text for text in headings if text != WRITTEN[0][1]]
