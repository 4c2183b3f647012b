"""Whether a page is well made: its HTML without a mistake, one main heading, no level skipped, a label for every field, no name twice."""

import re
from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
# Names that point to another element of the page, or to several.
POINTERS = ("for", "aria-describedby", "aria-labelledby", "aria-controls", "list", "form")
UNLABELLED = ("hidden", "submit", "button")


def faults(page: str) -> list[str]:
    """What is wrong with a whole page, in plain words; nothing where nothing is."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    root = parser.parse(page)
    found = [f"{position}: {code} {said}" for position, code, said in parser.errors]
    elements = [each for each in root.iter() if isinstance(each.tag, str)]
    return [*found, *_headings(elements), *_names(elements), *_fields(elements), *_pieces(elements)]


def words_of(element: Element) -> str:
    """Everything that stands in an element."""
    return " ".join("".join(element.itertext()).split())


def _headings(elements: list[Element]) -> Iterator[str]:
    levels = [(HEADINGS.index(each.tag) + 1, words_of(each)) for each in elements if each.tag in HEADINGS]
    if [level for level, _ in levels].count(1) != 1:
        yield f"there are {[level for level, _ in levels].count(1)} main headings"
    before = 0
    for level, words in levels:
        # The summary of what is wrong stands above the main heading (https://design-system.service.gov.uk/components/error-summary/).
        if before and level > before + 1:
            yield f"after level {before} comes {level}: {words}"
        if not words:
            yield "a heading is empty"
        before = level


def _names(elements: list[Element]) -> Iterator[str]:
    ids = Counter(each.attrib["id"] for each in elements if "id" in each.attrib)
    yield from (f"{name!r} stands {count} times" for name, count in ids.items() if count > 1)
    for each in elements:
        for name in POINTERS:
            yield from (f"{name} points to {one!r}, which is not there" for one in each.attrib.get(name, "").split() if one not in ids)
        leads_to = each.attrib.get("href", "")
        if leads_to.startswith("#") and leads_to[1:] not in ids:
            yield f"a link leads to {leads_to}, which is not there"


def _fields(elements: list[Element]) -> Iterator[str]:
    labels = {each.attrib.get("for"): words_of(each) for each in elements if each.tag == "label"}
    for each in elements:
        if (
            each.tag in ("input", "textarea", "select")
            and each.attrib.get("type") not in UNLABELLED
            and not labels.get(each.attrib.get("id"))
        ):
            yield f"the field {each.attrib.get('name')!r} has no label"
        if each.tag in ("button", "a", "legend", "summary", "title") and not (words_of(each) or each.attrib.get("aria-label")):
            yield f"a {each.tag} says nothing"
        if each.tag == "fieldset" and (len(each) == 0 or each[0].tag != "legend"):
            yield "a fieldset has no legend"


def _pieces(elements: list[Element]) -> Iterator[str]:
    """What the policy would stop, and what lets people of all kinds in."""
    for each in elements:
        if each.tag == "style" or (each.tag == "script" and (not each.attrib.get("src") or words_of(each))):
            yield f"a {each.tag} stands in the page"
        for name, value in each.attrib.items():
            if not isinstance(name, str):
                continue
            if name == "style" or name.startswith(("on", "hx-on")) or re.match(r"\s*(javascript|data|vbscript):", value, re.IGNORECASE):
                yield f"{name} stands in <{each.tag}>"
        if each.tag == "img" and "alt" not in each.attrib:
            yield "a picture has no words"
        if (
            each.tag == "a"
            and each.attrib.get("href", "").startswith(("http:", "https:"))
            and each.attrib.get("rel", "").find("noopener") < 0
        ):
            yield f"a link to elsewhere without rel=noopener: {each.attrib['href']}"
    for tag in ("main", "title", "html"):
        if [each.tag for each in elements].count(tag) != 1:
            yield f"there is not one <{tag}>"
    if elements[0].attrib.get("lang") != "en-GB":
        yield "the language is not said"
