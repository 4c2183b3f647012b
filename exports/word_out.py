"""Writes a tender back into the Word file it came from: what nobody changed goes out as it came in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain

from lxml import etree

from exports import cleaning, contents, draft_mark, text_boxes
from exports.basis import Basis, lists_of
from exports.body import numbered
from exports.hidden_details import hidden_details
from exports.models import Models
from exports.notes import noted, settle_notes
from exports.ooxml import Piece, Reader, W, apart, text_of
from exports.package import Package, serialised
from exports.placing import (
    ABOUT,
    Placing,
    end_with_a_paragraph,
    in_order,
    last_block,
    new_paragraph,
    outermost_table,
    take_out,
    unit_of,
)
from exports.revisions import accept
from exports.rewriting import rewrite
from exports.same_words import CONTENTS, as_it_was, boxed, led, same_words
from exports.styles import Styles
from exports.xml import remove
from specs.labels import labels
from specs.references import broken
from specs.tender import Part, Tender
from specs.wording import Paragraph, Series, Wording
from specs.words import edits

BOOKMARK = "_ct_"


@dataclass(frozen=True)
class Written:
    """A Word file, the typed references in it that no longer point right, and what else somebody should know before sending it."""

    data: bytes
    broken_references: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def write(basis: Basis, tender: Tender, part: Part, *, draft: bool = False, organisation: str = "", edition: str = "draft") -> Written:
    """One authored part of a tender as a Word file, written into ``basis``.

    ``draft`` writes DRAFT at the head of every page. The same input gives the same bytes.
    """
    out, root, changed = written_into(basis, tender, part, organisation, edition)
    package = out.package
    if draft:
        draft_mark.mark(package, root, draft_mark.words(organisation, edition), changed)
    changed[package.main] = serialised(root)
    references = tuple(dict.fromkeys(each.sentence for each in broken(tender, part)))
    return Written(package.written(changed), references, tuple(hidden_details(package)))


def written_into(
    basis: Basis, tender: Tender, part: Part, organisation: str, edition: str
) -> tuple["Writer", etree._Element, dict[str, bytes | None]]:
    """A part written into its file, whose main part (the second) is not put back yet; and the other parts that are to be changed."""
    package = Package(basis.data)
    root = package.xml(package.main)
    body = root.find(f"{W}body")
    assert body is not None  # exports.word_in read it
    out = Writer(package, body, tender, part, basis)
    cleaning.clean_body(root)
    out.write()
    changed = cleaning.cleaned_parts(package, organisation, edition, title_of(tender, part))
    if out.refresh(root):
        cleaning.ask_to_refresh(package, changed)
    out.name_clauses()
    return out, root, changed


def title_of(tender: Tender, part: Part) -> str:
    """What the document of a part is called: the tender, and the part where there are several."""
    return " · ".join(name for name in (tender.title, part.name if len(tender.authored()) > 1 else "") if name)


class Writer:
    """Brings a body to the tender's words; ``placing.standing`` says, once it has, where each paragraph stands."""

    def __init__(self, package: Package, body: etree._Element, tender: Tender, part: Part, basis: Basis) -> None:
        self.package, self.body, self.tender, self.part, self.basis = package, body, tender, part, basis
        numbers = numbered(body)
        if accept(body).marks:
            attached = set(body.iter(f"{W}p"))
            numbers = {e: n for e, n in numbers.items() if e in attached}
        self.placing = Placing({n: e for e, n in numbers.items()}, {p.id: p.origin for p in basis.paragraphs if p.origin})
        self.styles = Styles(package.first("styles"))
        self.was = {p.id: p for p in basis.paragraphs}
        self.clauses = [(clause.id, clause.wording) for clause in tender.reading_order(part.id)]
        self.now = [p for _, wording in self.clauses for p in wording]
        self.lists = lists_of(basis, self.now)

    def write(self) -> None:
        """Brings the body up to date: words, then what goes, then the order, then what is new."""
        now = {p.id for p in self.now}
        ended = last_block(self.body)
        for p in self.now:
            before = self.was.get(p.id)
            if before is not None and not (same_words(before, p) if self.basis.adopted else before.text == p.text):
                for element in self.placing.of(before)[:1]:
                    self.reword(element, before, p)
        gone = [p for key, p in self.was.items() if key not in now and not (self.basis.adopted and p.label == CONTENTS)]
        if gone:
            kept = {e for p in self.now for e in self.placing.of(p)}
            take_out(self.placing, gone, kept)
            self._lose_words(gone, kept)
        in_order(self.placing, self.now)
        self._add_new()
        if self.basis.adopted:
            settle_notes(self.package, self.body, self.styles, noted(self.tender, self.clauses, self.placing.standing))
        end_with_a_paragraph(self.body, ended)

    def reword(self, element: etree._Element, before: Paragraph, p: Paragraph) -> None:
        """Brings a paragraph of the file, which has the words of ``before``, to those of ``p``."""
        if before.kind == "block":
            text_boxes.say(element, self.styles, before.text, p.text)
            return
        if p.kind == "block":
            return
        pieces = self._pieces(element)
        text = text_of(pieces)
        lead = text[: len(text) - len(before.text)]
        now = as_it_was(before, p) if self.basis.adopted else p
        after = (led(lead, before, p) if self.basis.adopted else lead) + now.text
        rewrite(element, pieces, edits(text, after), after)
        for one, two in zip(boxed(before), boxed(p), strict=False):
            if one != two and self.basis.adopted:
                text_boxes.say(element, self.styles, one, two)

    def _pieces(self, element: etree._Element) -> list[Piece]:
        """The pieces of a paragraph's own words, without the boxes beside them."""
        return apart(Reader(self.styles).pieces(element))[1]

    def _lose_words(self, gone: Iterable[Paragraph], kept: set[etree._Element]) -> None:
        """Words that went from a paragraph whose picture or box stays."""
        for p in gone:
            for element in self.placing.of(p):
                if element in kept and p.kind != "block":
                    pieces = self._pieces(element)
                    rewrite(element, pieces, edits(text_of(pieces), ""), "")
                elif element in kept:
                    text_boxes.take_out(element, self.styles, p.text)

    def _add_new(self) -> None:
        """Puts what was written here where it belongs, each paragraph after the one before it."""
        models = Models(self.placing, self.now, self.was.values())
        standing = [[e for e in self.placing.of(p) if e.getparent() is not None] for p in self.now]
        there = [found[0] if found else None for found in standing]
        following: etree._Element | None = None
        after: list[etree._Element | None] = []
        for element in reversed(there):
            after.append(following)
            following = element if element is not None else following
        after.reverse()
        last: etree._Element | None = None
        waiting: list[Paragraph] = []
        for k, p in enumerate(self.now):
            element = there[k]
            if element is not None:
                for each in waiting:
                    made = new_paragraph(each, models.like(each, k), self._series(each))
                    unit_of(element).addprevious(made)
                    self.placing.standing[each.id] = made
                waiting = []
                last = standing[k][-1]
                self.placing.standing[p.id] = element
            elif p.kind == "block":
                continue
            elif last is None:
                waiting.append(p)
            else:
                made = new_paragraph(p, models.like(p, k), self._series(p))
                if after[k] is last:  # between a box and the words that it stands beside, in one paragraph
                    last.addprevious(made)
                    self.placing.standing[p.id] = made
                    continue
                (last if p.place or _same_table(last, after[k]) else unit_of(last)).addnext(made)
                self.placing.standing[p.id] = made
                last = made
        if waiting:
            self._fill(waiting, models)

    def _series(self, p: Paragraph) -> Series | None:
        """The list that numbers a new paragraph, as the file calls it."""
        if p.series is None or not self.basis.adopted:
            return p.series
        name = self.lists.get(p.series.list)
        return Series(name, p.series.level) if name else None

    def _fill(self, waiting: list[Paragraph], models: Models) -> None:
        """A document without a paragraph of its own: the house document."""
        place = next((k for k, e in enumerate(self.body) if e.tag == f"{W}sectPr"), len(self.body))
        made = []
        for k, p in enumerate(waiting):
            made.append(new_paragraph(p, models.like(p, k), self._series(p)))
            self.placing.standing[p.id] = made[-1]
        self.body[place:place] = made

    def refresh(self, root: etree._Element) -> bool:
        """Contents lists and reference fields; says whether Word should work out page numbers anew."""
        if not self.placing.origins:
            return False
        was, now = self._labels(self.basis.tender), self._labels(self.tender)
        headings, gone = self._headings(was, now), self._gone(was)
        listed = {p.id: p for p in (*self.basis.paragraphs, *self.now) if p.kind == "block" and p.label == CONTENTS}
        lists = [self.placing.of(p) for p in listed.values()]
        changed = contents.refresh([[e for e in each if e.getparent() is not None] for each in lists], headings, gone, root)
        other: dict[etree._Element, tuple[str, str]] = {}
        for p in self.now:
            if before := self.was.get(p.id):
                old, new = was.get(p.id, ""), now.get(p.id, "")
                pair = (old, new) if old != new else (before.text, p.text)
                if pair[0] != pair[1]:
                    other.update((e, pair) for e in self.placing.of(p)[:1])
        moved = {name: other[e] for name, e in contents.bookmarks_in(root).items() if e in other} if other else {}
        if not moved:
            return changed
        fields = (e for e in self.body.iter(f"{W}instrText", f"{W}fldSimple") if "REF" in (e.text or e.get(f"{W}instr") or ""))
        holding = dict.fromkeys(p for e in fields for p in [next(e.iterancestors(f"{W}p"), None)] if p is not None)
        return changed | contents.refresh_references((Reader(self.styles).pieces(p) for p in holding), moved)

    def _labels(self, tender: Tender) -> dict[str, str]:
        return labels(tender) if self.part.id in tender.parts else {}

    def _headings(self, was: dict[str, str], now: dict[str, str]) -> list[contents.Heading]:
        made = []
        for p in self.now:
            element = self.placing.standing.get(p.id)
            if p.kind == "head" and element is not None:
                before = self.was.get(p.id)
                old = (was.get(p.id, ""), before.text) if before else None
                made.append(contents.Heading(element, old, (now.get(p.id, ""), p.text)))
        return made

    def _gone(self, was: dict[str, str]) -> dict[etree._Element, tuple[str, str]]:
        """The headings that were left out, by their paragraphs, with number and words."""
        now = {p.id for p in self.now}
        heads = [p for key, p in self.was.items() if p.kind == "head" and key not in now]
        return {e: (was.get(p.id, p.label), p.text) for p in heads for e in self.placing.of(p)[:1]}

    def name_clauses(self) -> None:
        """One hidden bookmark a clause, a point at its first words: how a file that comes back is matched (word.md, section 4)."""
        name_clauses(self.package, self.body, self.clauses, self.placing.standing)


def name_clauses(
    package: Package, body: etree._Element, clauses: Iterable[tuple[str, Wording]], standing: Mapping[str, etree._Element]
) -> int:
    """Puts a hidden bookmark at the first words of each clause; gives the highest number that is used in the file now."""
    marks = list(body.iter(*_NUMBERED_MARKS))
    old = [e for e in marks if e.tag == f"{W}bookmarkStart" and e.get(f"{W}name", "").startswith(BOOKMARK)]
    numbers = {e.get(f"{W}id") for e in old}
    for e in [*old, *(e for e in marks if e.tag == f"{W}bookmarkEnd" and e.get(f"{W}id") in numbers)]:
        remove(e)
    number = _highest_number(package, (e for e in marks if e.getparent() is not None))
    for name, wording in clauses:
        element = next((found for p in wording if (found := standing.get(p.id)) is not None), None)
        if element is None:
            continue
        number += 1
        start, end = etree.Element(f"{W}bookmarkStart"), etree.Element(f"{W}bookmarkEnd")
        start.set(f"{W}id", str(number))
        start.set(f"{W}name", f"{BOOKMARK}{name}")
        end.set(f"{W}id", str(number))
        place = 1 if len(element) and element[0].tag == ABOUT else 0
        element[place:place] = [start, end]
    return number


def _highest_number(package: Package, marks: Iterable[etree._Element]) -> int:
    """The highest number of any bookmark, note or change in the file: ours start after it, so that none is used twice."""
    stories = (package.xml(name) for kind in _STORIES for name in package.related(kind))
    numbers = (e.get(f"{W}id", "") for e in chain(marks, *(story.iter(*_NUMBERED_MARKS) for story in stories)))
    return max((int(number) for number in numbers if number.isdecimal() and len(number) < 9), default=0)


_STORIES = ("header", "footer", "footnotes", "endnotes")
_NUMBERED_MARKS = tuple(f"{W}{name}" for name in "bookmarkStart bookmarkEnd permStart permEnd ins del moveFrom moveTo".split())


def _same_table(one: etree._Element, two: etree._Element | None) -> bool:
    """Whether both stand in one table: what comes between them then has to stand there as well, in the cell of the first."""
    table = outermost_table(one)
    return table is not None and two is not None and outermost_table(two) is table
