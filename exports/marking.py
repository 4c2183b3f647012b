"""Writes tracked changes into a Word file's XML: words, paragraph marks, rows, and properties that became others.

As ECMA-376 Part 1, section 17.13.5 has them. Ids are given last, by ``number``: one count over all that is marked.
"""

from collections.abc import Iterable, Sequence
from copy import deepcopy
from typing import NamedTuple

from lxml import etree

from exports.ooxml import PROPERTIES, RUN, TEXT, W

ABOUT = f"{W}pPr"
INS, DEL = f"{W}ins", f"{W}del"
_ID, _AUTHOR, _DATE = f"{W}id", f"{W}author", f"{W}date"
_CROSSED = {TEXT: f"{W}delText", f"{W}instrText": f"{W}delInstrText"}
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
# In w:trPr w:ins and w:del come after everything but w:trPrChange (CT_TrPr); in w:pPr these stand last (CT_PPr).
_LAST_OF_ROW, _LAST_OF_PARAGRAPH = {f"{W}trPrChange"}, (PROPERTIES, f"{W}sectPr", f"{W}pPrChange")
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
WRAPPED = {RUN, f"{_MATH}oMath", f"{_MATH}oMathPara"}


class Hand(NamedTuple):
    """Whose change it is, as the file says it: the name, and when, like 2027-03-31T00:00:00Z."""

    author: str
    date: str


def change(tag: str, hand: Hand) -> etree._Element:
    """A w:ins, w:del or w:pPrChange by somebody, without its id."""
    made = etree.Element(tag)
    made.set(_ID, "0")
    made.set(_AUTHOR, hand.author)
    made.set(_DATE, hand.date)
    return made


def crossed_out(runs: Sequence[etree._Element], hand: Hand) -> list[etree._Element]:
    """Marks runs (or other things between a paragraph's runs) as taken out; those that stand side by side share a mark."""
    made = _wrapped(runs, DEL, hand)
    for wrapper in made:
        for e in list(wrapper.iter(*_CROSSED)):
            e.tag = _CROSSED[e.tag]
            if e.text and e.text != e.text.strip():
                e.set(_SPACE, "preserve")
    return made


def written_in(runs: Sequence[etree._Element], hand: Hand) -> list[etree._Element]:
    """Marks runs as put in."""
    return _wrapped(runs, INS, hand)


def _wrapped(runs: Iterable[etree._Element], tag: str, hand: Hand) -> list[etree._Element]:
    made: list[etree._Element] = []
    for run in runs:
        before, parent = run.getprevious(), run.getparent()
        assert parent is not None
        if made and before is made[-1]:
            made[-1].append(run)
            continue
        wrapper = change(tag, hand)
        parent.replace(run, wrapper)
        wrapper.append(run)
        made.append(wrapper)
    return made


def about(p: etree._Element) -> etree._Element:
    """A paragraph's properties; made where it has none."""
    found = p.find(ABOUT)
    if found is None:
        found = etree.Element(ABOUT)
        p.insert(0, found)
    return found


def mark_end(p: etree._Element, tag: str, hand: Hand) -> None:
    """Marks the end of a paragraph as put in or taken out: with it the paragraph and the next become one."""
    properties = about(p)
    look = properties.find(PROPERTIES)
    if look is None:
        look = etree.Element(PROPERTIES)
        place = next((k for k, e in enumerate(properties) if e.tag in _LAST_OF_PARAGRAPH), len(properties))
        properties.insert(place, look)
    if look.find(tag) is None:
        look.insert(0, change(tag, hand))


def mark_row(row: etree._Element, tag: str, hand: Hand) -> None:
    """Marks a table row as put in or taken out."""
    properties = row.find(f"{W}trPr")
    if properties is None:
        properties = etree.Element(f"{W}trPr")
        row.insert(1 if len(row) and row[0].tag == f"{W}tblPrEx" else 0, properties)
    place = next((k for k, e in enumerate(properties) if e.tag in _LAST_OF_ROW), len(properties))
    properties.insert(place, change(tag, hand))


def mark_properties(p: etree._Element, was: etree._Element | None, hand: Hand) -> None:
    """Notes in a paragraph which properties it had before (17.13.5.29); ``was`` is its earlier w:pPr."""
    made = change(f"{W}pPrChange", hand)
    earlier = etree.SubElement(made, ABOUT)
    earlier.extend(deepcopy(e) for e in (was if was is not None else ()) if e.tag not in _LAST_OF_PARAGRAPH)
    properties = about(p)
    for old in properties.findall(f"{W}pPrChange"):
        properties.remove(old)
    properties.append(made)


def ended(p: etree._Element, tag: str) -> Hand:
    """Takes the mark from a paragraph's end; gives whose it was."""
    mark = p.find(f"{ABOUT}/{PROPERTIES}/{tag}")
    assert mark is not None
    look = mark.getparent()
    assert look is not None
    look.remove(mark)
    if not len(look):
        about(p).remove(look)
    return Hand(mark.get(_AUTHOR, ""), mark.get(_DATE, ""))


def same(one: etree._Element | None, two: etree._Element | None) -> bool:
    """Whether two w:pPr give a paragraph the same properties, beside the look of its end and the section that ends in it."""
    first, second = ([e for e in (each if each is not None else ()) if e.tag not in _LAST_OF_PARAGRAPH] for each in (one, two))
    return len(first) == len(second) and all(_alike(a, b) for a, b in zip(first, second, strict=True))


def _alike(one: etree._Element, two: etree._Element) -> bool:
    if one.tag != two.tag or len(one) != len(two) or one.items() != two.items():
        return False
    return all(_alike(a, b) for a, b in zip(one, two, strict=True))


def take_properties(p: etree._Element, now: etree._Element | None, hand: Hand) -> None:
    """Gives a paragraph the properties of another, and notes which it had."""
    was = p.find(ABOUT)
    if same(was, now):
        return
    was = deepcopy(was) if was is not None else None
    properties = about(p)
    kept = [e for e in properties if e.tag in _LAST_OF_PARAGRAPH]
    properties[:] = [*(deepcopy(e) for e in (now if now is not None else ()) if e.tag not in _LAST_OF_PARAGRAPH), *kept]
    mark_properties(p, was, hand)


def runs_of(p: etree._Element) -> list[etree._Element]:
    """The runs (and equations) of a paragraph itself, in whatever link, control or field they stand; not those of boxes in it."""
    found: list[etree._Element] = []

    def walk(e: etree._Element) -> None:
        for child in e.iterchildren("*"):
            if child.tag in WRAPPED:
                found.append(child)
            elif child.tag not in (ABOUT, PROPERTIES, INS, DEL):
                walk(child)

    walk(p)
    return found


def set_apart(body: etree._Element) -> None:
    """Dates what is marked in paragraphs that came or went as a whole five minutes later than words in the others.

    LibreOffice (7.4) takes words put in at the end of a paragraph, and the new paragraph after it, of one author and almost one time for
    one change, and joins the paragraphs around them when it is rejected.
    """
    for mark in body.iter(INS, DEL):
        look = mark.getparent()
        if look is None or look.tag != PROPERTIES or (properties := look.getparent()) is None or properties.tag != ABOUT:
            continue
        p = properties.getparent()
        assert p is not None
        for e in p.iter(INS, DEL):
            e.set(_DATE, e.get(_DATE, "").replace("T00:00:", "T00:05:"))


def number(roots: Iterable[etree._Element], first: int) -> None:
    """Gives every change that was marked here an id of its own, from ``first`` on."""
    for root in roots:
        for e in root.iter(INS, DEL, f"{W}pPrChange"):
            if e.get(_ID) == "0":
                e.set(_ID, str(first))
                first += 1
