"""Automatic numbers: how they are counted, how they are written, and which list numbers a paragraph of a Word file."""

import json

import pytest
from lxml import etree

from exports.lists import Lists
from specs.library.house_lists import HOUSE_LISTS
from specs.library.starters import STARTERS, blank, starter
from specs.numbering import FORMATS, labels
from specs.wording import Paragraph, Series

NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def level(text, written="decimal", start=1, **more):
    return {"format": written, "text": text, "start": start, **more}


LEGAL = [level("%1."), level("%1.%2"), level("(%3)", "lowerLetter"), level("(%4)", "lowerRoman")]


def shown(lists, *series):
    """The labels of paragraphs numbered by these (list, level) pairs, in order; empty where there is none."""
    paragraphs = [Paragraph(f"q{at}", "num", "words", series=Series(*one)) for at, one in enumerate(series)]
    made = labels(paragraphs, lists)
    assert list(made) == [p.id for p in paragraphs if p.id in made]
    return [made.get(p.id, "") for p in paragraphs]


def one(*levels, **more):
    return {"1": {"abstract": "0", "levels": list(levels), **more}}


def test_levels_count_and_begin_anew_after_a_higher_one():
    order = [0, 1, 2, 2, 3, 3, 2, 1, 2, 0, 1]
    expected = ["1.", "1.1", "(a)", "(b)", "(i)", "(ii)", "(c)", "1.2", "(a)", "2.", "2.1"]
    assert shown(one(*LEGAL), *(("1", at) for at in order)) == expected


def test_a_higher_level_that_was_passed_over_counts_as_used():
    assert shown(one(*LEGAL), ("1", 1), ("1", 1), ("1", 0), ("1", 1)) == ["1.1", "1.2", "2.", "2.1"]
    assert shown(one(level("%1.", start=4), level("%1.%2", start=3)), ("1", 1), ("1", 0)) == ["4.3", "5."]


def test_lists_of_one_abstract_list_count_on_from_each_other():
    lists = {"1": {"abstract": "0", "levels": LEGAL}, "2": {"abstract": "0", "levels": LEGAL}, "3": {"abstract": "1", "levels": LEGAL}}
    assert shown(lists, ("1", 0), ("2", 0), ("3", 0), ("1", 1), ("2", 1)) == ["1.", "2.", "1.", "2.1", "2.2"]


def test_a_list_with_its_own_start_begins_anew_once():
    lists = {"1": {"abstract": "0", "levels": LEGAL}, "2": {"abstract": "0", "levels": LEGAL, "starts": {"0": 1, "2": 5}}}
    order = [("1", 0), ("1", 0), ("2", 0), ("1", 0), ("2", 0), ("2", 2), ("2", 2), ("2", 0), ("2", 2)]
    assert shown(lists, *order) == ["1.", "2.", "1.", "2.", "3.", "(e)", "(f)", "4.", "(a)"]


def test_a_list_that_began_anew_lower_down_does_not_begin_again_above():
    lists = {"1": {"abstract": "0", "levels": LEGAL}, "2": {"abstract": "0", "levels": LEGAL, "starts": {"0": 1, "1": 1, "2": 1}}}
    assert shown(lists, ("1", 0), ("1", 1), ("1", 2), ("2", 2), ("2", 1), ("2", 0)) == ["1.", "1.1", "(a)", "(a)", "1.2", "2."]


def test_restarts_as_a_level_asks():
    never = one(level("%1"), level("%2", restart=0), level("%3"))
    assert shown(never, ("1", 0), ("1", 1), ("1", 0), ("1", 1), ("1", 2)) == ["1", "1", "2", "2", "1"]
    after_the_first = one(level("%1"), level("%2"), level("%3", restart=1))
    assert shown(after_the_first, ("1", 0), ("1", 1), ("1", 2), ("1", 1), ("1", 2), ("1", 0), ("1", 2)) == [
        "1",
        "1",
        "1",
        "2",
        "2",
        "2",
        "1",
    ]
    nonsense = one(level("%1"), level("%2", restart=7))
    assert shown(nonsense, ("1", 0), ("1", 1), ("1", 0), ("1", 1)) == ["1", "1", "2", "1"]


def test_legal_levels_show_digits():
    lists = one(level("Part %1", "upperRoman"), level("%1.%2", "lowerLetter", legal=True), level("%1.%2.%3", "decimalZero", legal=True))
    assert shown(lists, ("1", 0), ("1", 0), ("1", 1), ("1", 2)) == ["Part I", "Part II", "2.1", "2.1.01"]


def test_a_level_that_shows_nothing_gives_no_label_and_still_counts():
    lists = one(level("%1."), level("", "none"), level("%1.%2.%3"))
    assert shown(lists, ("1", 0), ("1", 1), ("1", 1), ("1", 2)) == ["1.", "", "", "1..1"]
    assert shown(one(level("Note", "none")), ("1", 0)) == ["Note"]


def test_what_is_not_there_gets_no_label():
    lists = one(level("%1."))
    assert shown(lists, ("9", 0), ("1", 3), ("1", 9), ("1", -1), ("1", 0)) == ["", "", "", "", "2."]
    assert labels([Paragraph("q1", "para", "words", label="(a)", typed=True)], lists) == {}


def test_bullets_show_their_sign():
    signs = {"\uf0b7": "•", "\uf0a7": "▪", "\uf0fc": "✓", "\uf0d8": "➢", "\uf0e5": "•", "–": "–", "◦": "◦", "\xad": "-", "": ""}
    for kept, sign in signs.items():
        assert shown(one(level(kept, "bullet")), ("1", 0)) == [sign]


def test_a_percent_sign_that_names_no_level_stands_as_it_is():
    assert shown(one(level("%1 %")), ("1", 0)) == ["1 %"]
    assert shown(one(level("%0-%1-%2")), ("1", 0)) == ["%0-1-"]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("decimal", {0: "0", 1: "1", 120: "120"}),
        ("decimalZero", {1: "01", 10: "10", 100: "100"}),
        ("decimalZero3", {1: "001", 1000: "1000"}),
        ("lowerLetter", {1: "a", 26: "z", 27: "aa", 28: "bb", 53: "aaa", 780: "z" * 30, 781: "781", 0: "0"}),
        ("upperLetter", {1: "A", 27: "AA"}),
        ("lowerRoman", {1: "i", 4: "iv", 9: "ix", 14: "xiv", 1999: "mcmxcix", 40_000: "40000"}),
        ("upperRoman", {2: "II", 49: "XLIX"}),
        ("ordinal", {1: "1st", 2: "2nd", 3: "3rd", 4: "4th", 11: "11th", 12: "12th", 13: "13th", 21: "21st", 111: "111th", 122: "122nd"}),
        ("cardinalText", {1: "One", 21: "Twenty-one", 100: "One hundred", 342: "Three hundred forty-two", 1001: "One thousand one"}),
        (
            "ordinalText",
            {
                1: "First",
                2: "Second",
                12: "Twelfth",
                20: "Twentieth",
                21: "Twenty-first",
                100: "One hundredth",
                115: "One hundred fifteenth",
            },
        ),
        ("none", {3: ""}),
        ("russianLower", {1: "а", 10: "к", 29: "я", 30: "аа"}),
        ("russianUpper", {2: "Б"}),
        ("hebrew1", {1: "א", 15: "טו", 16: "טז", 21: "כא", 400: "ת"}),
        ("hebrew2", {1: "א", 22: "ת"}),
        ("numberInDash", {3: "- 3 -"}),
        ("decimalEnclosedParen", {1: "⑴", 20: "⒇", 21: "21"}),
        ("decimalEnclosedFullstop", {1: "⒈"}),
        ("decimalEnclosedCircle", {1: "①", 20: "⑳"}),
        ("decimalFullWidth", {12: "１２"}),
        ("thaiNumbers", {10: "๑๐"}),
        ("hindiNumbers", {10: "१०"}),
        ("chicago", {1: "*", 2: "†", 5: "**"}),
        ("hex", {255: "FF"}),
        ("ideographDigital", {7: "7"}),
    ],
)
def test_formats(written, expected):
    for number, label in expected.items():
        assert shown(one(level("%1", written, start=number)), ("1", 0)) == [label]


def test_no_format_makes_a_very_long_label():
    for written in FORMATS:
        assert len(shown(one(level("%1", written, start=1_000_000)), ("1", 0))[0]) < 40
        assert len(shown(one(level("%1", written, start=-1_000_000)), ("1", 0))[0]) < 40


def test_lists_are_plain_data_and_are_not_changed():
    lists = {"1": {"abstract": "0", "levels": LEGAL, "starts": {"0": 5}}}
    before = json.dumps(lists)
    assert shown(json.loads(before), ("1", 0)) == shown(lists, ("1", 0)) == shown(lists, ("1", 0)) == ["5."]
    assert json.dumps(lists) == before


@pytest.mark.parametrize("name", STARTERS)
def test_every_starter_has_the_right_labels(name):
    part = starter(name)
    paragraphs = [p for clause in part.clauses for p in clause.wording]
    made = labels(paragraphs, part.lists)
    expected, chapter, section = {}, 0, 0
    for p in paragraphs:
        if p.kind == "head":
            chapter, section = (chapter + 1, 0) if p.level == 0 else (chapter, section + 1)
            expected[p.id] = f"{chapter}." if p.level == 0 else f"{chapter}.{section}"
        elif p.kind == "bullet":
            expected[p.id] = "•"
    assert chapter > 5
    assert {p.level for p in paragraphs if p.kind == "head"} == {0, 1}
    assert made == expected


def test_a_blank_part_begins_with_one():
    assert list(labels([p for clause in blank().clauses for p in clause.wording], blank().lists).values()) == ["1."]


def test_house_lists():
    assert shown(HOUSE_LISTS, ("1", 0), ("1", 1), ("1", 2), ("1", 3), ("2", 0), ("2", 1), ("2", 2)) == [
        "1.",
        "1.1",
        "(a)",
        "(i)",
        "•",
        "–",
        "▪",
    ]


# Which list numbers a paragraph of a Word file.


def element(text):
    return etree.fromstring(text.replace(">", f" {NAMESPACE}>", 1))


def numbering_part(*inside):
    return element(f"<w:numbering>{''.join(inside)}</w:numbering>")


def abstract(number, *levels, before=""):
    return f'<w:abstractNum w:abstractNumId="{number}">{before}{"".join(levels)}</w:abstractNum>'


def lvl(at, text="%1.", written="decimal", start='<w:start w:val="1"/>', more="", runs=""):
    return f'<w:lvl w:ilvl="{at}">{start}<w:numFmt w:val="{written}"/>{more}<w:lvlText w:val="{text}"/>{runs}</w:lvl>'


def num(number, of, overrides=""):
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{of}"/>{overrides}</w:num>'


def style(name, based_on="", properties="", kind="paragraph", default=""):
    based = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    return f'<w:style w:type="{kind}" w:styleId="{name}"{default}>{based}<w:pPr>{properties}</w:pPr></w:style>'


def num_pr(number=None, at=None):
    inside = (f'<w:ilvl w:val="{at}"/>' if at is not None else "") + (f'<w:numId w:val="{number}"/>' if number is not None else "")
    return f"<w:numPr>{inside}</w:numPr>"


def paragraph(properties="", style_name="", words="<w:r><w:t>words</w:t></w:r>"):
    named = f'<w:pStyle w:val="{style_name}"/>' if style_name else ""
    return element(f"<w:p><w:pPr>{named}{properties}</w:pPr>{words}</w:p>")


HEADINGS = numbering_part(
    abstract(
        7, lvl(0, more='<w:pStyle w:val="Heading1"/>'), lvl(1, "%1.%2", more='<w:pStyle w:val="Heading2"/>'), lvl(2, "(%3)", "lowerLetter")
    ),
    num(3, 7),
    num(4, 7),
    num(5, 99),
)
STYLES = element(
    "<w:styles>"
    + style("Normal", default=' w:default="1"')
    + style("Heading1", "Normal", num_pr(3))
    + style("Heading2", "Heading1", num_pr(None, 1))
    + style("Mine", "Heading2")
    + style("Plain", "Heading1", num_pr(0))
    + style("ByLevel", "Normal", num_pr(4, 2))
    + style("Round", "Trip", num_pr(3))
    + style("Trip", "Round")
    + "</w:styles>"
)


def test_own_numbers_go_before_those_of_the_style():
    lists = Lists(HEADINGS, STYLES)
    expected = [
        (paragraph(num_pr(3, 2)), Series("3", 2)),
        (paragraph(num_pr(4)), Series("4", 0)),
        (paragraph(num_pr("04", 1)), Series("4", 1)),
        (paragraph("", "Heading1"), Series("3", 0)),
        (paragraph("", "Heading2"), Series("3", 1)),
        (paragraph("", "Mine"), Series("3", 1)),
        (paragraph(num_pr(None, 2), "Mine"), Series("3", 2)),
        (paragraph(num_pr(4), "Mine"), Series("4", 1)),
        (paragraph("", "ByLevel"), Series("4", 2)),
        (paragraph("", "Plain"), None),
        (paragraph(num_pr(0), "Heading1"), None),
        (paragraph(num_pr(5, 0)), None),
        (paragraph(num_pr(77, 0)), None),
        (paragraph(num_pr("many", 0)), None),
        (paragraph(num_pr(3, 12)), Series("3", 0)),
        (paragraph("", "Unknown"), None),
        (paragraph("", "Trip"), Series("3", 0)),
        (paragraph(), None),
        (element("<w:p></w:p>"), None),
    ]
    for asked, found in expected * 2:
        assert lists.of(asked) == found, etree.tostring(asked)


def test_a_default_paragraph_style_numbers_paragraphs_that_name_no_style():
    styles = element("<w:styles>" + style("Standard", properties=num_pr(3, 2), default=' w:default="1"') + "</w:styles>")
    assert Lists(HEADINGS, styles).of(element("<w:p></w:p>")) == Series("3", 2)


def test_without_a_numbering_part_nothing_is_numbered():
    lists = Lists(None, None)
    assert lists.of(paragraph(num_pr(3, 0))) is None
    assert lists.as_data(["3"]) == {}


def test_the_end_of_a_section_and_a_covered_cell_are_not_counted():
    lists = Lists(HEADINGS, STYLES)
    assert lists.of(paragraph("<w:sectPr/>", "Heading1", words="<w:r><w:rPr/></w:r>")) is None
    assert lists.of(paragraph("<w:sectPr/>", "Heading1")) == Series("3", 0)
    for merged, words, found in (
        ("<w:vMerge/>", "", None),
        ('<w:vMerge w:val="restart"/>', "", Series("3", 0)),
        ("<w:vMerge/>", "<w:r><w:t>x</w:t></w:r>", Series("3", 0)),
    ):
        cell = element(f"<w:tc><w:tcPr>{merged}</w:tcPr><w:p><w:pPr>{num_pr(3)}</w:pPr>{words}</w:p></w:tc>")
        assert lists.of(cell[1]) == found


def test_lists_become_plain_data():
    override = (
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride><w:lvlOverride w:ilvl="1">'
        + lvl(1, "§ %2")
        + "</w:lvlOverride>"
    )
    part = numbering_part(
        abstract(
            0,
            lvl(0, "%1)", "upperRoman", more='<w:lvlRestart w:val="0"/><w:isLgl/>'),
            lvl(1, "%1.%2", start=""),
            lvl(3, "%4", more='<w:isLgl w:val="false"/>', runs="<w:rPr><w:vanish/></w:rPr>"),
        ),
        num(10, 0),
        num(2, 0, override),
    )
    plain = {
        "abstract": "0",
        "levels": [level("%1)", "upperRoman", restart=0, legal=True), level("%1.%2", start=0), level("", "none"), level("")],
    }
    own = {**plain, "levels": [plain["levels"][0], level("§ %2"), *plain["levels"][2:]], "starts": {"0": 5}}
    data = Lists(part, None).as_data(["10", "2", "10", "absent"])
    assert data == {"2": own, "10": plain}
    assert list(data) == ["2", "10"]
    assert json.loads(json.dumps(data)) == data


def test_bullets_of_symbol_fonts():
    def sign(text, font):
        runs = f'<w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:hint="default"/></w:rPr>'
        lists = Lists(numbering_part(abstract(0, lvl(0, text, "bullet", runs=runs)), num(1, 0)), None)
        return shown(lists.as_data(["1"]), ("1", 0))[0]

    assert [sign(*pair) for pair in (("\uf0b7", "Symbol"), ("·", "Symbol"), ("\uf0a7", "Wingdings"), ("§", "Wingdings"))] == [
        "•",
        "•",
        "▪",
        "▪",
    ]
    assert [sign(*pair) for pair in (("o", "Courier New"), ("-", "Calibri"), ("§", "Calibri"), ("\uf0a8", "Symbol"))] == [
        "◦",
        "-",
        "§",
        "♦",
    ]


def test_list_styles_are_followed():
    part = numbering_part(
        abstract(1, before='<w:numStyleLink w:val="House"/>'),
        abstract(2, lvl(0, "%1)"), before='<w:styleLink w:val="House"/>'),
        abstract(3, before='<w:numStyleLink w:val="Lost"/>'),
        num(1, 1),
        num(2, 2),
        num(3, 3),
    )
    styles = element("<w:styles>" + style("House", properties=num_pr(2), kind="numbering") + "</w:styles>")
    for lists in (Lists(part, styles), Lists(part, None)):
        data = lists.as_data(["1", "2", "3"])
        assert data["1"] == data["2"] == {"abstract": "2", "levels": [level("%1)")]}
        assert data["3"] == {"abstract": "3", "levels": []}


def test_numbers_with_noughts_that_only_newer_programs_know():
    choice = (
        '<mc:AlternateContent><mc:Choice Requires="w14"><w:numFmt w:val="custom" w:format="001, 002, 003, ..."/></mc:Choice>'
        '<mc:Fallback><w:numFmt w:val="decimal"/></mc:Fallback></mc:AlternateContent>'
    )
    part = numbering_part(abstract(0, f'<w:lvl w:ilvl="0"><w:start w:val="7"/>{choice}<w:lvlText w:val="%1"/></w:lvl>'), num(1, 0))
    assert shown(Lists(part, None).as_data(["1"]), ("1", 0)) == ["007"]


@pytest.mark.parametrize("start", ["9" * 5000, "-1", "", "x", "1e9"])
def test_numbers_that_no_one_means_do_no_harm(start):
    part = numbering_part(abstract(0, lvl(0, start=f'<w:start w:val="{start}"/>')), num(1, 0))
    assert shown(Lists(part, None).as_data(["1"]), ("1", 0)) == ["-1." if start == "-1" else "0."]
