"""The house document: what a tender that did not come from Word looks like when it leaves as a Word file.

``make`` builds it; ``house.docx`` beside this file is what ``make`` built, and what is sent out. Paper is A4 and the language British
English throughout. Numbers are automatic: headings and numbered paragraphs are levels of one list, the first of ``HOUSE_LISTS``, and items
of the second. Element names, and the order in which Word insists on them, are those of ECMA-376 part 1, chapter 17.
"""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import docx
from docx.document import Document
from docx.oxml import parse_xml
from docx.shared import Twips
from lxml import etree

from exports.package import Package
from specs.library.house_lists import CLAUSES, HOUSE_LISTS, ITEMS

KEPT = Path(__file__).with_name("house.docx")
LANGUAGE = "en-GB"
HOUSE_TITLE = "Specification"  # until a tender is written into it
# Word's own names where it has one for the purpose: screen readers and contents lists know those.
HEADINGS = ("Heading1", "Heading2", "Heading3", "Heading4")
# Unnumbered words under a heading; then numbered paragraphs of levels 1 to 3.
BODY, NUMBERED = "ClauseText", ("ClauseText1", "ClauseText2", "ClauseText3")
BULLETS = ("ListBullet", "ListBullet2", "ListBullet3")
TABLE, CAPTION, TITLE = "TenderTable", "Caption", "Title"

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_WORD_2013 = "http://schemas.microsoft.com/office/word"
_MADE = datetime(2026, 1, 1, tzinfo=UTC)
_A4 = (11906, 16838)
_MARGIN, _EDGE = 1440, 708
# How far words stand from the margin, and how far before them the number does, by list and level; in twentieths of a point.
_INDENTS = {CLAUSES: ((720, 720), (720, 720), (1287, 567), (1854, 567)), ITEMS: ((1080, 360), (1440, 360), (1800, 360))}
_LINKED = {CLAUSES: HEADINGS, ITEMS: BULLETS}
# Word tells lists apart by this when words are copied from one document to another (17.9.14). Any number will do that stays the same.
_NSID = {CLAUSES: "1C07E4D1", ITEMS: "1C07E4D2"}
# What python-docx's own template points to and we have no use for: a picture of its first page, an American bibliography, and so on.
_UNUSED = ("stylesWithEffects", "customXml", "theme", "fontTable", "webSettings", "thumbnail", "extended-properties")


def house() -> bytes:
    """The house document, as it is kept beside this module."""
    return KEPT.read_bytes()


def make() -> bytes:
    """The house document, built anew: the same bytes each time."""
    document = docx.Document()
    for relations in (document.part.rels, document.part.package.rels):
        for name in [name for name, relation in relations.items() if relation.reltype.rsplit("/", 1)[1] in _UNUSED]:
            del relations[name]
    _fill(document.styles.element, "".join(_styles()))
    _fill(document.part.numbering_part.element, "".join(_numbering()))
    _fill(document.settings.element, _SETTINGS)
    _lay_out(document)
    _describe(document)
    etree.cleanup_namespaces(document.element, keep_ns_prefixes=["w", "r", "mc", "w14", "wp", "wp14"])
    saved = io.BytesIO()
    document.save(saved)
    return Package(saved.getvalue()).written({})


def _fill(element: Any, inside: str) -> None:
    """Puts other content into the root of a part."""
    for child in list(element):
        element.remove(child)
    for child in list(parse_xml(f'<w:filling xmlns:w="{_W}">{inside}</w:filling>')):
        element.append(child)
    etree.cleanup_namespaces(element, keep_ns_prefixes=["w", "w14", "wp14"])


def _lay_out(document: Document) -> None:
    """A4, and a footer with the number of each page."""
    section = document.sections[0]
    for name in list(section._sectPr.attrib):
        del section._sectPr.attrib[name]
    section.page_width, section.page_height = Twips(_A4[0]), Twips(_A4[1])
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Twips(_MARGIN)
    section.header_distance = section.footer_distance = Twips(_EDGE)
    footer = section.footer
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]._p
    parts = (_words("Page "), *_field("PAGE"), _words(" of "), *_field("NUMPAGES"))
    for run in parse_xml(f'<w:p xmlns:w="{_W}">{"".join(parts)}</w:p>'):
        paragraph.append(run)
    etree.cleanup_namespaces(footer._element, keep_ns_prefixes=["w", "mc", "w14", "wp14"])


def _describe(document: Document) -> None:
    """What the file says of itself. Its title is put in when a tender is written into it."""
    said = document.core_properties
    said.title, said.language = HOUSE_TITLE, LANGUAGE
    said.author = said.last_modified_by = said.comments = said.keywords = said.subject = said.category = ""
    said.created = said.modified = _MADE
    said.revision = 1


def _words(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def _field(name: str) -> tuple[str, ...]:
    """A field that Word fills in; until then it shows 1 (17.16.18)."""
    kinds = [f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")]
    return kinds[0], f'<w:r><w:instrText xml:space="preserve"> {name} </w:instrText></w:r>', kinds[1], _words("1"), kinds[2]


def _numbering() -> Iterator[str]:
    """The lists of ``HOUSE_LISTS`` under the same ids (17.9)."""
    for name, data in HOUSE_LISTS.items():
        yield f'<w:abstractNum w:abstractNumId="{data["abstract"]}"><w:nsid w:val="{_NSID[name]}"/><w:multiLevelType w:val="multilevel"/>'
        for at, level in enumerate(data["levels"]):
            left, hanging = _INDENTS[name][at]
            yield (
                f'<w:lvl w:ilvl="{at}"><w:start w:val="{level["start"]}"/><w:numFmt w:val="{level["format"]}"/>'
                f'<w:pStyle w:val="{_LINKED[name][at]}"/><w:suff w:val="tab"/><w:lvlText w:val={quoteattr(level["text"])}/>'
                f'<w:lvlJc w:val="left"/><w:pPr><w:tabs><w:tab w:val="num" w:pos="{left}"/></w:tabs>'
                f'<w:ind w:left="{left}" w:hanging="{hanging}"/></w:pPr></w:lvl>'
            )
        yield "</w:abstractNum>"
    for name, data in HOUSE_LISTS.items():
        yield f'<w:num w:numId="{name}"><w:abstractNumId w:val="{data["abstract"]}"/></w:num>'


_SETTINGS = (
    '<w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/><w:characterSpacingControl w:val="doNotCompress"/><w:compat>'
    + "".join(
        f'<w:compatSetting w:name="{name}" w:uri="{_WORD_2013}" w:val="{value}"/>'
        for name, value in (
            ("compatibilityMode", 15),
            ("overrideTableStyleFontSizeAndJustification", 1),
            ("enableOpenTypeFeatures", 1),
            ("doNotFlipMirrorIndents", 1),
            ("differentiateMultirowTableHeaders", 1),
        )
    )
    + f'</w:compat><w:themeFontLang w:val="{LANGUAGE}"/><w:decimalSymbol w:val="."/><w:listSeparator w:val=","/>'
)


def _style(name: str, called: str, paragraph: str = "", runs: str = "", **more: str) -> str:
    """A w:style (17.7.4.17). ``more``: kind, based, next, order (its place in Word's list of styles), own (not one of Word's), rest."""
    kind, based = more.get("kind", "paragraph"), more.get("based", "Normal")
    own = ' w:customStyle="1"' if more.get("own") else ""
    default = ' w:default="1"' if more.get("default") else ""
    inside = [f'<w:name w:val="{called}"/>']
    inside += [f'<w:basedOn w:val="{based}"/>'] if based else []
    inside += [f'<w:next w:val="{more["next"]}"/>'] if "next" in more else []
    inside += [f'<w:uiPriority w:val="{more.get("order", "99")}"/>']
    inside += ["<w:qFormat/>"] if "order" in more else ["<w:unhideWhenUsed/>"]
    inside += [f"<w:pPr>{paragraph}</w:pPr>"] if paragraph else []
    inside += [f"<w:rPr>{runs}</w:rPr>"] if runs else []
    return f'<w:style w:type="{kind}"{default}{own} w:styleId="{name}">{"".join(inside)}{more.get("rest", "")}</w:style>'


def _number(name: str, level: int) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{name}"/></w:numPr>'


def _size(half_points: int) -> str:
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


_BOLD = "<w:b/><w:bCs/>"
_TOGETHER = "<w:keepNext/><w:keepLines/>"


def _styles() -> Iterator[str]:
    """Twelve-point Arial in black, wide enough between lines; sizes and weight tell headings, never colour alone."""
    yield (
        '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Arial" w:eastAsia="Arial" w:hAnsi="Arial" w:cs="Arial"/>'
        f'{_size(24)}<w:lang w:val="{LANGUAGE}" w:eastAsia="{LANGUAGE}" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="276" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>'
    )
    yield _style("Normal", "Normal", default="1", based="", order="0")
    yield _style(
        TITLE, "Title", f'{_TOGETHER}<w:spacing w:after="360" w:line="240" w:lineRule="auto"/>', _BOLD + _size(52), next=BODY, order="10"
    )
    for level, (size, before) in enumerate(((34, 480), (28, 320), (24, 240), (24, 200))):
        spaced = f'<w:spacing w:before="{before}" w:after="120" w:line="240" w:lineRule="auto"/><w:outlineLvl w:val="{level}"/>'
        look = _TOGETHER + _number(CLAUSES, level) + spaced
        yield _style(HEADINGS[level], f"heading {level + 1}", look, _BOLD + _size(size), next=BODY, order="9")
    yield _style(BODY, "Clause text", '<w:ind w:left="720"/>', own="1", order="1")
    # A level belongs to one style (17.9.23), here its heading; a style based on that heading is numbered with it, and all else is undone.
    undone = '<w:keepNext w:val="0"/><w:keepLines w:val="0"/><w:spacing w:before="0" w:after="120" w:line="276" w:lineRule="auto"/>'
    for level, called in enumerate(("1.1", "(a)", "(i)"), start=1):
        not_bold = f'<w:b w:val="0"/><w:bCs w:val="0"/>{_size(24)}'
        yield _style(
            NUMBERED[level - 1],
            f"Clause text {called}",
            f'{undone}<w:outlineLvl w:val="9"/>',
            not_bold,
            based=HEADINGS[level],
            next=NUMBERED[level - 1],
            own="1",
            order="2",
        )
    for level, name in enumerate(BULLETS):
        called = f"List Bullet{f' {level + 1}' if level else ''}"
        yield _style(name, called, f'{_number(ITEMS, level)}<w:spacing w:after="60"/>', order="3")
    yield _style(CAPTION, "caption", f'{_TOGETHER}<w:spacing w:before="240"/>', _BOLD, next=BODY, order="35")
    yield _style("Header", "header", '<w:tabs><w:tab w:val="right" w:pos="9026"/></w:tabs><w:spacing w:after="0"/>', _size(20))
    yield _style("Footer", "footer", '<w:spacing w:after="0"/><w:jc w:val="right"/>', _size(20))
    yield _style("FootnoteText", "footnote text", '<w:spacing w:after="60" w:line="240" w:lineRule="auto"/>', _size(20))
    yield _style("CommentText", "annotation text", '<w:spacing w:line="240" w:lineRule="auto"/>', _size(20))
    yield _style("DefaultParagraphFont", "Default Paragraph Font", kind="character", based="", default="1")
    for name, called, look in (
        ("Hyperlink", "Hyperlink", '<w:color w:val="1D5A96"/><w:u w:val="single"/>'),
        ("FootnoteReference", "footnote reference", '<w:vertAlign w:val="superscript"/>'),
        ("CommentReference", "annotation reference", _size(16)),
    ):
        yield _style(name, called, runs=look, kind="character", based="DefaultParagraphFont")
    cells = "".join(
        f'<w:{side} w:w="{width}" w:type="dxa"/>' for side, width in (("top", 60), ("left", 108), ("bottom", 60), ("right", 108))
    )
    plain = f'<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>{cells}</w:tblCellMar></w:tblPr>'
    yield _style("TableNormal", "Normal Table", kind="table", based="", default="1", rest=plain.replace('w:w="60"', 'w:w="0"'))
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="6F777B"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    ruled = plain.replace("<w:tblCellMar>", f"<w:tblBorders>{lines}</w:tblBorders><w:tblCellMar>")
    first = (
        f'<w:tblStylePr w:type="firstRow"><w:rPr>{_BOLD}</w:rPr><w:tblPr/><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>'
        '<w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="E8EDEE"/></w:tcPr></w:tblStylePr>'
    )
    tight = '<w:spacing w:after="0" w:line="252" w:lineRule="auto"/>'
    yield _style(TABLE, "Tender table", tight, kind="table", based="TableNormal", own="1", order="4", rest=ruled + first)
    yield _style("NoList", "No List", kind="numbering", based="", default="1")


if __name__ == "__main__":
    KEPT.write_bytes(make())
