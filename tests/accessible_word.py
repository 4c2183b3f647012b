"""What keeps somebody from reading a Word file with a screen reader, or at all: the rules of Word's own checker, each a function.

The rules are those of Microsoft's “Rules for the Accessibility Checker”, as far as they are about files like ours, and two of our own: the
size of the paper and the language. ``barriers`` counts what breaks each of them.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from lxml import etree

from exports.package import Package
from exports.revisions import accept, reject

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
V = "{urn:schemas-microsoft-com:vml}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_DECORATIVE = "{http://schemas.microsoft.com/office/drawing/2017/decorative}decorative"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_OFF = ("0", "false", "off", "none")
_TYPED = re.compile(r"[-–•*·o]\s|\(?(\d{1,2}|[a-z]|[ivx]{1,4})[.)]\s", re.IGNORECASE)
_SAYS_NOTHING = re.compile(r"(https?://|www\.)\S+|(click )?here|more|read more|link", re.IGNORECASE)
_THINGS = f"{W}drawing", f"{W}pict", f"{W}object", f"{W}sdt"


class Opened:
    """A Word file, its tracked changes all accepted (or rejected), and what its styles say."""

    def __init__(self, data: bytes, settle: Callable[[etree._Element], object]) -> None:
        self.package = Package(data)
        self.root = self.package.xml(self.package.main)
        settle(self.root)
        for fallback in list(self.root.iter(_FALLBACK)):
            fallback.getparent().remove(fallback)
        styles = self.package.first("styles")
        self.styles = styles if styles is not None else etree.Element("none")
        self.by_id = {e.get(f"{W}styleId"): e for e in self.styles.iter(f"{W}style")}
        default = (e for e in self.styles.iter(f"{W}style") if e.get(f"{W}type") == "paragraph" and e.get(f"{W}default"))
        self.normal = next((e.get(f"{W}styleId") for e in default), "")
        self.paragraphs = list(self.root.iter(f"{W}p"))
        self.levels = [(p, level) for p in self.paragraphs if (level := self.level(p)) is not None]
        self.tables = list(self.root.iter(f"{W}tbl"))

    def chain(self, name: str | None) -> Iterator[etree._Element]:
        """A style and those that it is based on."""
        seen = set()
        while name in self.by_id and name not in seen:
            seen.add(name)
            yield self.by_id[name]
            name = value(self.by_id[name], "basedOn")

    def said(self, e: etree._Element, about: str, style: str, *path: str) -> str:
        """What a paragraph (or run) says of itself under this path, else what its style does."""
        own = e.find(f"{W}{about}")
        if own is not None and (found := value(own, *path)) is not None:
            return found
        name = value(own, style) if own is not None else None
        styles = self.chain(name or (self.normal if style == "pStyle" else ""))
        return next((found for each in styles if (found := value(each, about, *path)) is not None), "")

    def level(self, p: etree._Element) -> int | None:
        """0 to 8 where a paragraph is a heading."""
        level = self.said(p, "pPr", "pStyle", "outlineLvl")
        return int(level) if level.isdecimal() and int(level) < 9 else None

    def settings(self, name: str) -> list[etree._Element]:
        """What the settings have of this name."""
        return [e for part in self.package.related("settings") for e in self.package.xml(part).iter(f"{W}{name}")]


def value(e: etree._Element, *path: str) -> str | None:
    """The value of what stands at a path; None where nothing does."""
    found = e.find("/".join(f"{W}{name}" for name in path))
    return None if found is None else found.get(f"{W}val", "")


def on(e: etree._Element | None, name: str) -> bool:
    """Whether a switch is on."""
    return e is not None and (said := value(e, name)) is not None and said.lower() not in _OFF


def words(e: etree._Element) -> str:
    """All words in an element."""
    return "".join(t.text or "" for t in e.iter(f"{W}t"))


def blank(e: etree._Element) -> bool:
    """Whether nothing in an element says or shows anything."""
    return not words(e).strip() and next(e.iter(*_THINGS, f"{W}br", f"{W}sectPr"), None) is None


def pictures_say_what_they_show(file: Opened) -> Iterable[str]:
    """Every picture has words for those who do not see it."""
    for e in file.root.iter(f"{WP}docPr"):
        boxes = next(e.getparent().iter(f"{W}txbxContent"), None) is not None  # their words are read as they are
        if not (boxes or e.get("descr") or e.get("title") or next(e.iter(_DECORATIVE), None) is not None):
            yield e.get("name", "")
    for e in file.root.iter(f"{V}imagedata"):
        if not (e.getparent().get("alt") or e.get("{urn:schemas-microsoft-com:office:office}title")):
            yield "picture of an older kind"


def tables_have_a_heading_row(file: Opened) -> Iterable[str]:
    """The first row of each table is marked as its heading row, so that a screen reader says which column a cell is of."""
    for table in file.tables:
        row = table.find(f"{W}tr")
        look = table.find(f"{W}tblPr/{W}tblLook")
        first = look is not None and (look.get(f"{W}firstRow") == "1" or int(look.get(f"{W}val", "0"), 16) & 0x20)
        if row is not None and not on(row.find(f"{W}trPr"), "tblHeader") and not first:
            yield words(row)[:40]


def headings_go_down_one_level_at_a_time(file: Opened) -> Iterable[str]:
    """After a heading comes one of at most one level further down."""
    for (_, one), (p, two) in zip(file.levels, file.levels[1:], strict=False):
        if two > one + 1:
            yield words(p)[:40]


def the_file_has_a_title(file: Opened) -> Iterable[str]:
    """The properties name the document's title, which is what a screen reader says first."""
    cores = [file.package.xml(name) for name in file.package.related("core-properties", "")]
    if not any((core.findtext("{http://purl.org/dc/elements/1.1/}title") or "").strip() for core in cores):
        yield "no title"


def cells_are_not_merged(file: Opened) -> Iterable[str]:
    """A table is rows and columns, no more."""
    for cell in file.root.iter(f"{W}tc"):
        about = cell.find(f"{W}tcPr")
        if about is not None and (value(about, "gridSpan") not in (None, "1") or about.find(f"{W}vMerge") is not None):
            yield words(cell)[:40]


def links_say_where_they_lead(file: Opened) -> Iterable[str]:
    """The words of a link are no bare address and not “here”."""
    for link in file.root.iter(f"{W}hyperlink"):
        said = words(link).strip()
        if link.get(f"{R}id") and (not said or _SAYS_NOTHING.fullmatch(said)) and next(link.iter(*_THINGS), None) is None:
            yield said


def there_is_a_heading(file: Opened) -> Iterable[str]:
    """A document of more than a few paragraphs can be walked by its headings."""
    if not file.levels and sum(not blank(p) for p in file.paragraphs) > 10:
        yield "no heading"


def headings_say_something(file: Opened) -> Iterable[str]:
    """No heading is without words: a screen reader would stop at nothing."""
    return [f"level {level + 1}" for p, level in file.levels if not words(p).strip() and next(p.iter(*_THINGS), None) is None]


def headings_are_short(file: Opened) -> Iterable[str]:
    """A heading has at most a hundred characters."""
    return [words(p)[:40] for p, _ in file.levels if len(words(p)) > 100]


def nobody_is_locked_out(file: Opened) -> Iterable[str]:
    """Nothing in the settings keeps a reader's own programs from the words."""
    for e in file.settings("documentProtection"):
        if e.get(f"{W}enforcement", "0") not in _OFF and e.get(f"{W}edit") not in ("trackedChanges", "comments"):
            yield e.get(f"{W}edit", "")


def form_fields_have_a_name(file: Opened) -> Iterable[str]:
    """Every content control has a title; a contents list is none."""
    for about in file.root.iter(f"{W}sdtPr"):
        if not value(about, "alias") and about.find(f"{W}docPartObj") is None:
            yield words(about.getparent())[:40]


def tables_stand_beside_each_other(file: Opened) -> Iterable[str]:
    """No table stands in a cell of another."""
    return [words(table)[:40] for table in file.tables if next(table.iterancestors(f"{W}tbl"), None) is not None]


def lists_are_lists(file: Opened) -> Iterable[str]:
    """No number or bullet is typed."""
    for p in file.paragraphs:
        if (said := _TYPED.match(words(p))) and not file.said(p, "pPr", "pStyle", "numPr", "numId"):
            yield said[0]


def rows_are_not_blank(file: Opened) -> Iterable[str]:
    """No row of a table is there for the space."""
    return ["a row" for row in file.root.iter(f"{W}tr") if blank(row)]


def the_language_is_named(file: Opened) -> Iterable[str]:
    """The file says in which language it is to be read out."""
    if not (
        value(file.styles, "docDefaults", "rPrDefault", "rPr", "lang") or any(e.get(f"{W}val") for e in file.settings("themeFontLang"))
    ):
        yield "no language"


def space_is_not_made_of_blanks(file: Opened) -> Iterable[str]:
    """Paragraphs and spaces are not repeated to make room: a screen reader says “blank, blank”."""
    for p in file.paragraphs:
        after = p.getnext()
        if after is not None and after.tag == f"{W}p" and blank(p) and blank(after):
            yield "paragraphs"
        if re.search("[ \u00a0]{3}", words(p)):
            yield "spaces"


def words_can_be_told_from_the_paper(file: Opened) -> Iterable[str]:
    """Four and a half to one between the colour of words and of what they stand on (WCAG 2.2, 1.4.3)."""
    found = set()
    for run in file.root.iter(f"{W}r"):
        p = next(run.iterancestors(f"{W}p"), None)
        if p is None or not words(run).strip():
            continue
        ink = file.said(run, "rPr", "rStyle", "color") or file.said(p, "pPr", "pStyle", "rPr", "color")
        fills = (place.find(f"{W}{about}/{W}shd") for place, about in _around(run, p))
        paper = next((e.get(f"{W}fill", "") for e in fills if e is not None), "")
        if contrast(ink, paper) < 4.5:
            found.add(f"{ink} on {paper}")
    return sorted(found)


def _around(run: etree._Element, p: etree._Element) -> list[tuple[etree._Element, str]]:
    return [(run, "rPr"), (p, "pPr"), *((cell, "tcPr") for cell in p.iterancestors(f"{W}tc"))]


def contrast(ink: str, paper: str) -> float:
    """Between two colours in six digits; whatever is none is black on white."""
    one, two = sorted(_light(each if re.fullmatch("[0-9A-Fa-f]{6}", each) else none) for each, none in ((ink, "000000"), (paper, "FFFFFF")))
    return (two + 0.05) / (one + 0.05)


def _light(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def paper_and_language(data: bytes) -> tuple[list[tuple[str | None, ...]], str, str]:
    """The size of each section's pages; the language of words; the language that the properties name."""
    file = Opened(data, accept)
    sizes = [tuple(e.get(f"{W}{name}") for name in ("w", "h", "orient")) for e in file.root.iter(f"{W}pgSz")]
    cores = [file.package.xml(name) for name in file.package.related("core-properties", "")]
    named = next((core.findtext("{http://purl.org/dc/elements/1.1/}language") or "" for core in cores), "")
    return sizes, value(file.styles, "docDefaults", "rPrDefault", "rPr", "lang") or "", named


RULES: tuple[Callable[[Opened], Iterable[str]], ...] = (
    pictures_say_what_they_show,
    tables_have_a_heading_row,
    headings_go_down_one_level_at_a_time,
    the_file_has_a_title,
    cells_are_not_merged,
    links_say_where_they_lead,
    there_is_a_heading,
    headings_say_something,
    headings_are_short,
    nobody_is_locked_out,
    form_fields_have_a_name,
    tables_stand_beside_each_other,
    lists_are_lists,
    rows_are_not_blank,
    the_language_is_named,
    space_is_not_made_of_blanks,
    words_can_be_told_from_the_paper,
)


def barriers(data: bytes, *, rejected: bool = False) -> Counter[str]:
    """How often each rule is broken in a file as it reads with all tracked changes accepted (or rejected)."""
    file = Opened(data, reject if rejected else accept)
    return Counter({rule.__name__: count for rule in RULES if (count := len(list(rule(file))))})
