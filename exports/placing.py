"""Puts the paragraphs of a Word file in the order that the tender has now: moves, leaves out, adds new ones in the style around them."""

from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import pairwise

from lxml import etree

from exports.ooxml import PROPERTIES, RUN, W
from exports.rewriting import add_runs
from exports.xml import remove
from specs.wording import Paragraph, Series, moved_marks
from specs.words import rising

PARAGRAPH, TABLE, ROW, CELL, ABOUT = f"{W}p", f"{W}tbl", f"{W}tr", f"{W}tc", f"{W}pPr"
MARKERS = {f"{W}{name}" for name in "bookmarkStart bookmarkEnd permStart permEnd".split()}
# What belongs to one paragraph alone and not to a new one like it.
_OWN = {f"{W}{name}" for name in "sectPr pPrChange pageBreakBefore framePr".split()}


@dataclass
class Placing:
    """The paragraphs of the file by their number, which of them each record is (``origins``), and where each one stands now."""

    elements: dict[int, etree._Element]
    origins: dict[str, str] = field(default_factory=dict)  # by paragraph id
    standing: dict[str, etree._Element] = field(default_factory=dict)  # by paragraph id
    removed: set[etree._Element] = field(default_factory=set)
    found: dict[str, list[etree._Element]] = field(default_factory=dict)  # by origin

    def of(self, p: Paragraph) -> list[etree._Element]:
        """The elements of the file that a record is; none for one that was written in Cotender."""
        origin = self.origins.get(p.id)
        if not origin:
            return []
        if "-" not in origin:
            one = self.elements.get(int(origin[1:]))
            return [] if one is None else [one]
        first, _, last = origin.partition("-")
        return [self.elements[n] for n in range(int(first[1:]), int(last[1:]) + 1) if n in self.elements]


def outermost_table(e: etree._Element) -> etree._Element | None:
    """The table of the body that something stands in."""
    found = None
    for above in e.iterancestors(TABLE):
        found = above
    return found


def unit_of(e: etree._Element) -> etree._Element:
    """What is moved as one: the whole table, or the paragraph itself."""
    table = outermost_table(e)
    return e if table is None else table


def in_order(placing: Placing, now: Sequence[Paragraph]) -> None:
    """Moves what stands elsewhere now to its new place; what stayed in order is not touched."""
    origins = [int(origin[1:].partition("-")[0]) for p in now if (origin := placing.origins.get(p.id))]
    if all(one <= two for one, two in pairwise(origins)):
        return
    units: list[list[etree._Element]] = []
    numbers: list[int] = []
    seen: set[etree._Element] = set()
    number_of = {e: n for n, e in placing.elements.items()}
    for p in now:
        found = placing.of(p)
        if not found:
            continue
        top = unit_of(found[0])
        if top in seen:
            continue
        whole = list(dict.fromkeys(unit_of(e) for e in found))
        seen.update(whole)
        units.append(whole)
        numbers.append(number_of[found[0]])
    stays = {k for k, _ in rising(list(enumerate(numbers)))}  # a longest run that can stay where it is when the rest moves
    if len(stays) == len(units):
        return
    before: etree._Element | None = None
    first = next((units[k][0] for k in range(len(units)) if k in stays), None)
    for k, unit in enumerate(units):
        whole = [*unit, *_blank_after(unit[-1])]
        if k not in stays:
            _move(whole, before, first)
        before = whole[-1]


def _blank_after(e: etree._Element) -> list[etree._Element]:
    """The empty paragraphs right after something, which go where it goes (unless a section ends there)."""
    made: list[etree._Element] = []
    following = e.getnext()
    while following is not None and _is_blank(following):
        made.append(following)
        following = following.getnext()
    return made


def _is_blank(p: etree._Element) -> bool:
    empty = p.tag == PARAGRAPH and all(child.tag in MARKERS or child.tag == ABOUT for child in p)
    return empty and p.find(f"{ABOUT}/{W}sectPr") is None


def _move(elements: list[etree._Element], before: etree._Element | None, first: etree._Element | None) -> None:
    for e in elements:
        _leave_section(e)
        if before is not None:
            before.addnext(e)
        elif first is not None:
            first.addprevious(e)
        before = e


def _leave_section(e: etree._Element) -> None:
    """A section that ends in a paragraph goes on ending there: an empty paragraph stays in its place."""
    section = e.find(f"{ABOUT}/{W}sectPr") if e.tag == PARAGRAPH else None
    if section is None:
        return
    stays = etree.Element(PARAGRAPH)
    etree.SubElement(stays, ABOUT).append(section)
    e.addprevious(stays)


def last_block(body: etree._Element) -> etree._Element | None:
    """The last paragraph or table of a body."""
    return next((e for e in reversed(body) if e.tag in (PARAGRAPH, TABLE)), None)


def end_with_a_paragraph(body: etree._Element, ended: etree._Element | None) -> None:
    """Where a table came to stand last that was not (``ended`` was), Word wants a paragraph after it: an empty one is put there."""
    last = last_block(body)
    if last is not None and last.tag == TABLE and last is not ended:
        last.addnext(etree.Element(PARAGRAPH))


def take_out(placing: Placing, gone: Iterable[Paragraph], kept: set[etree._Element]) -> None:
    """Leaves out the paragraphs that are in no clause any more; a cell keeps an empty one, an empty row or table goes.

    Where empty paragraphs stand before and after what goes, those after it go too, or there would be twice the space.
    """
    tables: dict[etree._Element, None] = {}
    rows: set[etree._Element] = set()
    for p in gone:
        for e in placing.of(p):
            if e in kept or e.getparent() is None or e in placing.removed:
                continue
            placing.removed.add(e)
            table = outermost_table(e)
            if table is not None:
                tables[table] = None
                rows.update(e.iterancestors(ROW))
                _remove(e)
                continue
            before, blank = e.getprevious(), _blank_after(e)
            _remove(e)
            if before is not None and _is_blank(before):
                for each in blank:
                    if len(each) == sum(child.tag == ABOUT for child in each):
                        _remove(each)
    for table in tables:
        if not any(e in kept for e in table.iter(PARAGRAPH)) and not _words_in(table):
            _remove_whole(table)
            continue
        for row in list(table.iter(ROW)):
            if row in rows and not any(e in kept for e in row.iter(PARAGRAPH)) and not _words_in(row) and row.getparent() is not None:
                remove(row)


def _words_in(e: etree._Element) -> bool:
    return any((t.text or "").strip() for t in e.iter(f"{W}t"))


def _remove_whole(table: etree._Element) -> None:
    parent, before, after = table.getparent(), table.getprevious(), table.getnext()
    if parent is None:
        return
    # Two tables that touch become one; a cell ends with a paragraph.
    if (before is not None and before.tag == TABLE and after is not None and after.tag == TABLE) or (parent.tag == CELL and after is None):
        table.addprevious(etree.Element(PARAGRAPH))
    parent.remove(table)


def _remove(e: etree._Element) -> None:
    parent = e.getparent()
    if parent is None:
        return
    fields = [c.get(f"{W}fldCharType") for c in e.iter(f"{W}fldChar")]
    only = parent.tag == CELL and sum(c.tag == PARAGRAPH for c in parent) == 1
    last = e.getnext() is None and parent.tag == CELL
    keeps_tables_apart = _between_tables(e)
    if only or last or keeps_tables_apart or fields.count("begin") != fields.count("end") or e.find(f"{ABOUT}/{W}sectPr") is not None:
        _strip(e)
        return
    for marker in _open_markers(e):
        e.addprevious(marker)
    parent.remove(e)


def _between_tables(e: etree._Element) -> bool:
    before, after = e.getprevious(), e.getnext()
    return before is not None and after is not None and before.tag == TABLE == after.tag


def _strip(e: etree._Element) -> None:
    """An empty paragraph in its place: its properties, its part of a longer field and its bookmarks stay; its number goes."""
    kept = [run for run in e.iter(RUN) if run.find(f"{W}fldChar") is not None or run.find(f"{W}instrText") is not None]
    balanced = sum(c.get(f"{W}fldCharType") == "begin" for c in e.iter(f"{W}fldChar")) == sum(
        c.get(f"{W}fldCharType") == "end" for c in e.iter(f"{W}fldChar")
    )
    markers = list(e.iter(*MARKERS))
    about = e.find(ABOUT)
    for child in list(e):
        if child is not about:
            e.remove(child)
    e.extend(markers)
    if not balanced:
        e.extend(kept)
    if about is not None:
        for tag in ("numPr", "pStyle"):
            for found in about.findall(f"{W}{tag}"):
                about.remove(found)


def _open_markers(e: etree._Element) -> list[etree._Element]:
    """Bookmarks that begin in a paragraph and end elsewhere, or the other way round: half of one would break the other half."""
    starts = {m.get(f"{W}id") for m in e.iter(f"{W}bookmarkStart", f"{W}permStart")}
    ends = {m.get(f"{W}id") for m in e.iter(f"{W}bookmarkEnd", f"{W}permEnd")}
    both = starts & ends
    return [m for m in e.iter(*MARKERS) if m.get(f"{W}id") not in both]


@dataclass(frozen=True)
class Model:
    """A paragraph that a new one is made like."""

    record: Paragraph
    element: etree._Element


def new_paragraph(p: Paragraph, model: Model | None, series: Series | None) -> etree._Element:
    """A paragraph for words that were written in Cotender, with the look of its model; ``series`` numbers it, as the file calls it."""
    made = etree.Element(PARAGRAPH)
    look = None
    if model is not None:
        about = model.element.find(ABOUT)
        if about is not None:
            about = deepcopy(about)
            for child in list(about):
                if child.tag in _OWN:
                    about.remove(child)
            made.append(about)
        if (mark := made.find(f"{ABOUT}/{PROPERTIES}")) is not None:
            for tag in ("ins", "del", "moveFrom", "moveTo"):
                for found in mark.findall(f"{W}{tag}"):
                    mark.remove(found)
        look = _usual_look(model.element)
        if p.series != model.record.series:
            _renumber(made, series)
    elif series:
        _renumber(made, series)
    text = f"{p.label}\t{p.text}" if p.typed and p.label else p.text
    shift = len(text) - len(p.text)
    add_runs(made, text, moved_marks(p.marks, shift), look)
    return made


def _usual_look(element: etree._Element) -> etree._Element | None:
    """The run properties that most of a paragraph's words have."""
    best: tuple[int, etree._Element | None] = (-1, None)
    for run in element.iter(RUN):
        length = sum(len(t.text or "") for t in run.iter(f"{W}t"))
        if length > best[0]:
            best = (length, run.find(PROPERTIES))
    look = deepcopy(best[1]) if best[1] is not None else None
    if look is not None:
        for child in list(look):
            if child.tag in {f"{W}{name}" for name in "rStyle vanish webHidden strike dstrike rPrChange".split()}:
                look.remove(child)
    return look


def _renumber(made: etree._Element, series: Series | None) -> None:
    """Gives a paragraph its place in an automatic list, or takes it out of one (17.3.1.19: numId 0)."""
    about = made.find(ABOUT)
    if about is None:
        about = etree.Element(ABOUT)
        made.insert(0, about)
    for found in about.findall(f"{W}numPr"):
        about.remove(found)
    numbers = etree.Element(f"{W}numPr")
    etree.SubElement(numbers, f"{W}ilvl").set(f"{W}val", str(series.level if series else 0))
    etree.SubElement(numbers, f"{W}numId").set(f"{W}val", series.list if series else "0")
    # In w:pPr numPr stands after these (17.3.1.26).
    first = {f"{W}{name}" for name in "pStyle keepNext keepLines pageBreakBefore framePr widowControl".split()}
    place = max((k + 1 for k, child in enumerate(about) if child.tag in first), default=0)
    about.insert(place, numbers)
