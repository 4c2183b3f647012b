"""Brings contents lists and references in a Word file up to date with the headings and numbers that the tender has now."""

import re
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from exports.ooxml import Piece, Reader, W, text_of
from exports.rewriting import rewrite
from exports.styles import Styles
from specs.words import edits

PARAGRAPH = f"{W}p"
_ANCHOR = re.compile(r"PAGEREF\s+(\S+)")


@dataclass(frozen=True)
class Heading:
    """A heading as it was in the base document and as it is now; ``element`` is its paragraph, None once it is gone."""

    element: etree._Element
    was: tuple[str, str] | None  # label and words
    now: tuple[str, str]


def bookmarks_in(root: etree._Element) -> dict[str, etree._Element]:
    """The paragraph that each bookmark begins in (or, where it stands between two, the one after it)."""
    found: dict[str, etree._Element] = {}
    for mark in root.iter(f"{W}bookmarkStart"):
        holder = next(mark.iterancestors(PARAGRAPH), None)
        if holder is None:
            holder = next(mark.itersiblings(PARAGRAPH), None)
        if holder is not None:
            found[mark.get(f"{W}name", "")] = holder
    return found


def refresh(
    contents: Iterable[Sequence[etree._Element]], headings: Sequence[Heading], gone: Mapping[etree._Element, object], root: etree._Element
) -> bool:
    """Rebuilds the entries of contents lists: ``contents`` are the paragraphs of each list. Says whether anything was changed.

    An entry belongs to the heading that holds its bookmark, else to the one with its words. A heading that is new gets an entry like its
    neighbour's where headings of its kind have one; page numbers are Word's to work out.
    """
    changed = False
    marked = bookmarks_in(root)
    for paragraphs in contents:
        entries = [p for p in paragraphs if _says(p)]
        if entries:
            changed |= _rebuild(entries, headings, gone, marked, root)
    return changed


def _says(p: etree._Element) -> bool:
    return any((t.text or "").strip() for t in p.iter(f"{W}t"))


def _entry_of(
    p: etree._Element, headings: Sequence[Heading], marked: Mapping[str, etree._Element]
) -> tuple[Heading | None, etree._Element | None]:
    """The heading an entry is for; and, where the bookmark leads elsewhere, that paragraph."""
    anchor = next((link.get(f"{W}anchor") for link in p.iter(f"{W}hyperlink") if link.get(f"{W}anchor")), None)
    if anchor is None:
        found = _ANCHOR.search("".join(i.text or "" for i in p.iter(f"{W}instrText")))
        anchor = found[1] if found else None
    if anchor and anchor in marked:
        target = marked[anchor]
        return next((h for h in headings if h.element is target), None), target
    words = _flat("".join(t.text or "" for t in p.iter(f"{W}t")))
    for heading in headings:
        if heading.was and heading.was[1] and _flat(" ".join(heading.was)) in (words, words.rstrip("0123456789 ")):
            return heading, heading.element
    return None, None


def _flat(text: str) -> str:
    return re.sub(r"\s+", "", text).casefold()


def _rebuild(
    entries: list[etree._Element],
    headings: Sequence[Heading],
    gone: Mapping[etree._Element, object],
    marked: Mapping[str, etree._Element],
    root: etree._Element,
) -> bool:
    known: dict[etree._Element, etree._Element] = {}
    lost: list[etree._Element] = []
    changed = False
    for p in entries:
        heading, target = _entry_of(p, headings, marked)
        if heading is None:
            if target is not None and target in gone:
                lost.append(p)
            continue
        known[heading.element] = p
        if heading.was and heading.was != heading.now:
            changed |= _reword(p, heading.was, heading.now)
    for p in lost:
        changed |= _leave_out(p)
    changed |= _add_new(known, headings, root)
    return changed | _reorder(known, headings)


def _reword(p: etree._Element, was: tuple[str, str], now: tuple[str, str]) -> bool:
    pieces = Reader(Styles(None)).pieces(p)
    text = text_of(pieces)
    after = text
    if was[1] and was[1] in after:
        after = after.replace(was[1], now[1], 1)
    if was[0] and after.lstrip().startswith(was[0]):
        lead = len(after) - len(after.lstrip())
        after = after[:lead] + now[0] + after[lead + len(was[0]) :]
    if after == text:
        return False
    rewrite(p, pieces, edits(text, after), after)
    return True


def _leave_out(p: etree._Element) -> bool:
    """The entry of a heading that is gone; a paragraph that holds the beginning or the end of the list stays, without words."""
    kinds = [c.get(f"{W}fldCharType") for c in p.iter(f"{W}fldChar")]
    parent = p.getparent()
    if kinds.count("begin") == kinds.count("end") and parent is not None:
        parent.remove(p)
    else:
        for t in list(p.iter(f"{W}t", f"{W}tab")):
            if t.getparent() is not None and t.getparent().tag == f"{W}r":  # type: ignore[union-attr]
                t.getparent().remove(t)  # type: ignore[union-attr]
    return True


def _add_new(known: dict[etree._Element, etree._Element], headings: Sequence[Heading], root: etree._Element) -> bool:
    """Entries for headings that came in, after the entry of the heading before them, in the look of one of the same style."""
    added = False
    number = max((int(n.get(f"{W}id", "0")) for n in root.iter(f"{W}bookmarkStart") if n.get(f"{W}id", "0").isdigit()), default=0) + 1
    for k, heading in enumerate(headings):
        if heading.was is not None or heading.element in known:
            continue
        like = next((h for h in headings if h.element in known and h.was and _style(h.element) == _style(heading.element)), None)
        before = next((known[h.element] for h in reversed(headings[:k]) if h.element in known), None)
        if like is None or before is None or like.was is None or before.getparent() is None:
            continue
        made = deepcopy(known[like.element])
        if sum(c.get(f"{W}fldCharType") == "begin" for c in made.iter(f"{W}fldChar")) != sum(
            c.get(f"{W}fldCharType") == "end" for c in made.iter(f"{W}fldChar")
        ):
            continue  # the first and the last entry hold the list's own beginning and end
        name = f"_Toc{900_000_000 + number}"
        _lead_to(made, name)
        _reword(made, like.now, heading.now)
        before.addnext(made)
        _bookmark(heading.element, name, number)
        number += 1
        known[heading.element] = made
        added = True
    return added


def _style(p: etree._Element) -> str:
    found = p.find(f"{W}pPr/{W}pStyle")
    return found.get(f"{W}val", "") if found is not None else ""


def _lead_to(entry: etree._Element, name: str) -> None:
    for link in entry.iter(f"{W}hyperlink"):
        if link.get(f"{W}anchor"):
            link.set(f"{W}anchor", name)
    for instruction in entry.iter(f"{W}instrText"):
        instruction.text = _ANCHOR.sub(f"PAGEREF {name}", instruction.text or "")


def _bookmark(p: etree._Element, name: str, number: int) -> None:
    place = 1 if len(p) and p[0].tag == f"{W}pPr" else 0
    start, end = etree.Element(f"{W}bookmarkStart"), etree.Element(f"{W}bookmarkEnd")
    start.set(f"{W}id", str(number))
    start.set(f"{W}name", name)
    end.set(f"{W}id", str(number))
    p.insert(place, start)
    p.append(end)


def _reorder(known: Mapping[etree._Element, etree._Element], headings: Sequence[Heading]) -> bool:
    """Entries in the order of their headings. Those that hold the list's own beginning or end stay where they are."""
    wanted = [known[h.element] for h in headings if h.element in known and known[h.element].getparent() is not None]
    free = [p for p in wanted if not _holds_ends(p)]
    places = sorted(free, key=_place)
    if places == free:
        return False
    for p, spot in zip(free, [_marker(p) for p in places], strict=True):
        spot.addprevious(p)
        spot.getparent().remove(spot)  # type: ignore[union-attr]
    return True


def _holds_ends(p: etree._Element) -> bool:
    kinds = [c.get(f"{W}fldCharType") for c in p.iter(f"{W}fldChar")]
    return kinds.count("begin") != kinds.count("end")


def _place(p: etree._Element) -> int:
    parent = p.getparent()
    return parent.index(p) if parent is not None else 0


def _marker(p: etree._Element) -> etree._Element:
    made = etree.Element(PARAGRAPH)
    p.addprevious(made)
    return made


def refresh_references(paragraphs: Iterable[Sequence[Piece]], numbers: Mapping[str, tuple[str, str]]) -> bool:
    """Gives reference fields the number or words that their bookmark's paragraph has now: ``numbers`` has ``(was, is)`` by bookmark."""
    changed = False
    for pieces in paragraphs:
        for piece in pieces:
            if not piece.bookmark or piece.bookmark not in numbers:
                continue
            was, now = numbers[piece.bookmark]
            for old, new in ((was, now), (was.rstrip("."), now.rstrip("."))):
                if old and old != new and piece.text.strip() == old:
                    _set_result(piece, new)
                    changed = True
                    break
    return changed


def _set_result(piece: Piece, text: str) -> None:
    shown = [t for e in piece.elements for t in e.iter(f"{W}t")]
    for k, t in enumerate(shown):
        t.text = text if k == 0 else ""
