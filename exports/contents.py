"""Brings contents lists and references in a Word file up to date with the headings and numbers that the tender has now."""

import re
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from exports.ooxml import Piece, Reader, W, text_of
from exports.rewriting import rewrite
from exports.styles import Styles
from exports.xml import remove
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
    contents: Iterable[Sequence[etree._Element]],
    headings: Sequence[Heading],
    gone: Mapping[etree._Element, tuple[str, str]],
    root: etree._Element,
) -> bool:
    """Rebuilds the entries of contents lists: ``contents`` are the paragraphs of each list. Says whether anything was changed.

    An entry belongs to the heading that holds its bookmark, else to the one with its words. A heading that is new gets an entry like its
    neighbour's where headings of its kind have one; page numbers are Word's to work out. ``gone`` are headings that were left out.
    """
    changed = False
    lists = [entries for entries in ([p for p in paragraphs if _says(p)] for paragraphs in contents) if entries]
    marked = bookmarks_in(root) if lists else {}
    for entries in lists:
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
        found = _ANCHOR.search(_instructions(p))
        anchor = found[1] if found else None
    if anchor and anchor in marked:
        target = marked[anchor]
        return next((h for h in headings if h.element is target), None), target
    for heading in headings:
        if heading.was and _is_for(p, heading.was):
            return heading, heading.element
    return None, None


def _is_for(p: etree._Element, was: tuple[str, str]) -> bool:
    """Whether an entry has a heading's number and words, with a page number or without."""
    words = _flat("".join(t.text or "" for t in p.iter(f"{W}t")))
    return bool(was[1].strip()) and _flat(" ".join(was)) in (words, words.rstrip("0123456789"))


def _flat(text: str) -> str:
    return re.sub(r"\s+", "", text).casefold()


def _rebuild(
    entries: list[etree._Element],
    headings: Sequence[Heading],
    gone: Mapping[etree._Element, tuple[str, str]],
    marked: Mapping[str, etree._Element],
    root: etree._Element,
) -> bool:
    known: dict[etree._Element, etree._Element] = {}
    lost: list[etree._Element] = []
    for p in entries:
        heading, target = _entry_of(p, headings, marked)
        if heading is not None:
            known[heading.element] = p
        elif target in gone or any(_is_for(p, was) for was in gone.values()):
            lost.append(p)
    if not lost and not _out_of_date(known, headings, root):
        return False
    opening, closing = _detached(entries)
    changed = False
    for heading in headings:
        if heading.element in known and heading.was and heading.was != heading.now:
            changed |= _reword(known[heading.element], heading.was, heading.now)
    changed |= _add_new(known, headings, root)
    changed |= _reorder(known, headings, root)
    standing = [p for p in dict.fromkeys([*entries, *known.values()]) if p not in lost and p.getparent() is not None]
    for p in lost if standing else []:
        changed |= _leave_out(p)
    _attach(_as_read(standing or lost, root), opening, closing)
    return changed


def _out_of_date(known: Mapping[etree._Element, etree._Element], headings: Sequence[Heading], root: etree._Element) -> bool:
    """Whether a heading is new, reads otherwise than its entry, or stands elsewhere."""
    listed = [known[h.element] for h in headings if h.element in known]
    return any(h.was is None or (h.element in known and h.was != h.now) for h in headings) or _as_read(listed, root) != listed


def _detached(entries: list[etree._Element]) -> tuple[list[etree._Element], list[etree._Element]]:
    """Takes out the runs with which the list's field begins (in its first entry) and ends (if in its last), to be put back at its ends.

    Where they stand inside something else they stay where they are.
    """
    opening: list[etree._Element] = []
    first = next((p for p in entries if _open_fields(p) > 0), entries[0])
    for run in first.findall(f"{W}r"):
        kinds = {c.get(f"{W}fldCharType") for c in run.iter(f"{W}fldChar")}
        if not opening and "begin" not in kinds:
            continue
        opening.append(run)
        if "separate" in kinds:
            break
    instruction = "".join(i.text or "" for run in opening for i in run.iter(f"{W}instrText"))
    if not instruction.strip().upper().startswith("TOC") or any(True for run in opening for _ in run.iter(f"{W}t")):
        return [], []
    closing: list[etree._Element] = []
    last = entries[-1]
    if _open_fields(last) - (last is first) < 0:
        ends = [run for run in last.findall(f"{W}r") if any(c.get(f"{W}fldCharType") == "end" for c in run.iter(f"{W}fldChar"))]
        closing = ends[-1:]
    for run in (*opening, *closing):
        remove(run)
    return opening, closing


def _instructions(p: etree._Element) -> str:
    return "".join(i.text or "" for i in p.iter(f"{W}instrText"))


def _open_fields(p: etree._Element) -> int:
    """How many more fields begin in a paragraph than end in it."""
    marks = [c.get(f"{W}fldCharType") for c in p.iter(f"{W}fldChar")]
    return marks.count("begin") - marks.count("end")


def _attach(entries: list[etree._Element], opening: list[etree._Element], closing: list[etree._Element]) -> None:
    first, last = next((p for p in entries if _ANCHOR.search(_instructions(p))), entries[0]), entries[-1]
    place = 1 if len(first) and first[0].tag == f"{W}pPr" else 0
    first[place:place] = opening
    last.extend(closing)


def _reword(p: etree._Element, was: tuple[str, str], now: tuple[str, str]) -> bool:
    pieces = Reader(Styles(None)).pieces(p)
    text = text_of(pieces)
    after = text
    if was[1].strip() and was[1].strip() in after:
        after = after.replace(was[1].strip(), now[1].strip(), 1)
    if was[0] and after.lstrip().startswith(was[0]):
        lead = len(after) - len(after.lstrip())
        after = after[:lead] + now[0] + after[lead + len(was[0]) :]
    if after == text:
        return False
    rewrite(p, pieces, edits(text, after), after)
    return True


def _leave_out(p: etree._Element) -> bool:
    """The entry of a heading that is gone; a paragraph that holds the beginning or the end of the list stays, without words."""
    parent = p.getparent()
    if not _open_fields(p) and parent is not None:
        parent.remove(p)
    else:
        for t in list(p.iter(f"{W}t", f"{W}tab")):
            if t.getparent() is not None and t.getparent().tag == f"{W}r":  # type: ignore[union-attr]
                remove(t)
    return True


def _add_new(known: dict[etree._Element, etree._Element], headings: Sequence[Heading], root: etree._Element) -> bool:
    """Entries for headings that came in, after the entry of the heading before them, in the look of one of the same style."""
    added = False
    ids = (mark.get(f"{W}id", "") for mark in root.iter(f"{W}bookmarkStart"))
    number = max((int(each) for each in ids if each.isdecimal() and len(each) < 10), default=0) + 1
    for k, heading in enumerate(headings):
        if heading.was is not None or heading.element in known:
            continue
        like = next((h for h in headings if h.element in known and h.was and _style(h.element) == _style(heading.element)), None)
        before = next((known[h.element] for h in reversed(headings[:k]) if h.element in known), None)
        if like is None or like.was is None:
            continue
        made = deepcopy(known[like.element])
        if _open_fields(made):
            continue  # it holds an end of the list itself, inside something else
        name = f"_Toc{900_000_000 + number}"
        _lead_to(made, name)
        _reword(made, like.now, heading.now)
        if before is not None:
            before.addnext(made)
        else:
            _as_read(known.values(), root)[0].addprevious(made)
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


def _reorder(known: Mapping[etree._Element, etree._Element], headings: Sequence[Heading], root: etree._Element) -> bool:
    """Entries in the order of their headings."""
    wanted = [known[h.element] for h in headings if h.element in known and known[h.element].getparent() is not None]
    places = _as_read(wanted, root)
    if places == wanted:
        return False
    for p, spot in zip(wanted, [_marker(p) for p in places], strict=True):
        spot.addprevious(p)
        remove(spot)
    return True


def _as_read(paragraphs: Iterable[etree._Element], root: etree._Element) -> list[etree._Element]:
    """Paragraphs in the order of the document, in whatever they stand."""
    wanted = set(paragraphs)
    return [p for p in root.iter(PARAGRAPH) if p in wanted]


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
    shown = dict.fromkeys(t for e in piece.elements for t in e.iter(f"{W}t"))  # a simple field holds its own runs
    for k, t in enumerate(shown):
        t.text = text if k == 0 else ""
