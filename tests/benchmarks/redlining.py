"""An old and a new Word file as two editions of a tender, by the product’s own code: brought in and back, accepted, adopted, sent."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby, pairwise
from typing import Any

from exports import adopting, tracked, word_in
from exports.adopting import Beside
from exports.basis import Basis, of_import
from exports.mend import mend
from exports.ooxml import W, visible
from exports.package import Package
from exports.placed import Views
from exports.readings import File, Line, outermost
from exports.same_words import BOX
from exports.sent import sent
from specs.arranging import ClauseMoved, ClauseRetired
from specs.clauses import ClauseAdded, ClauseReworded, Reword, numbered
from specs.parts import AuthoredPart, ClausesImported, PartAdded, StartTender
from specs.refusals import Refused
from specs.rules import apply_entry, decide
from specs.spans import Piece, woven
from specs.tender import Member, Note, Stamp, Tender
from specs.wording import Paragraph, Wording, tidy, to_rows
from specs.words import rising

BY = Member("m-1", "commissioner")


class Told:
    """A tender and its entries; what a rule refuses is made to happen as an event."""

    def __init__(self) -> None:
        self.tender = Tender(id="t1")
        self.entries: list[tuple[Stamp, list[Any]]] = []
        self.notes: dict[str, list[Note]] = {}  # by clause, those that came in the new file: no entry can say so

    def happen(self, events: list[Any]) -> None:
        stamp = Stamp(self.tender.seq + 1, "2027-01-01T10:00:00Z", BY.id)
        self.entries.append((stamp, events))
        apply_entry(self.tender, stamp, events)

    def ask(self, asked: Any, otherwise: Any) -> None:
        try:
            self.happen(decide(self.tender, asked, BY))
        except Refused:
            self.happen(otherwise())

    def again(self, upto: int) -> Tender:
        tender = Tender(id="t1")
        for stamp, events in self.entries[:upto]:
            apply_entry(tender, stamp, events)
        return tender

    def now(self) -> Tender:
        """The tender as it stands, with the notes that came."""
        tender = self.again(len(self.entries))
        for name, notes in self.notes.items():
            tender.clauses[name].notes += tuple(notes)
        return tender


def redline(old: bytes, new: bytes) -> bytes:
    """The new file as what changed since the old one."""
    old, new = mend(old)[0], mend(new)[0]
    told = Told()
    try:
        found = word_in.read(old)
        told.happen(decide(told.tender, StartTender("A tender", AuthoredPart("Part", found.clauses, found.lists, base="the file")), BY))
    except Refused:  # no words in it
        told.happen([PartAdded("d1", "authored", "group", "Part", "the file"), ClausesImported("d1", [], {}, {}, [], [])])
    start = told.again(1)
    part = start.parts["d1"]
    first = of_import(old, start, part)
    accept(told, first, new)
    now = told.now()
    part = now.parts["d1"]
    second = Basis(new, adopting.paragraphs(new, now, part, first), now, adopted=True)
    return tracked.write(second, start, now, part, since=first, names={}, organisation="Ash Council").data


def accept(told: Told, basis: Basis, new: bytes) -> None:
    """Everything that a file says otherwise becomes the tender's: words, clauses that came or went, and their order."""
    tender = told.tender
    part = tender.parts["d1"]
    views = Views(sent(basis, tender, part), part, File(Package(new)), lambda *_: True)
    notes = _notes(views.file.package)
    order: list[str] = []
    for clause, lines in _stretches(adopting.beside(new, tender, part, basis)):
        own = {p.id for p in tender.clauses[clause].wording} if clause in tender.clauses else set()
        wording = tuple(_wording(lines, views, own if clause not in order else set()))
        if not wording:
            continue
        if clause and clause not in order:
            order.append(clause)
            _reword(told, clause, wording)
        else:
            order.append(_add(told, order[-1] if order else "", wording))
        named = [mark.name.removeprefix("note:") for p in wording for mark in p.marks if mark.name.startswith("note:new ")]
        told.notes[order[-1]] = [Note(name, notes.get(name.removeprefix("new "), "")) for name in named]
    for each in [clause.id for clause in tender.reading_order() if clause.id not in order]:
        told.happen([ClauseRetired(each, "")])
    _arrange(told, order)


def _stretches(found: Iterable[Beside]) -> Iterator[tuple[str, list[Beside]]]:
    """The lines of each clause; what belongs to none and stands within one is that one's."""
    made = [(clause, list(lines)) for clause, lines in groupby(found, lambda each: each.clause)]
    at = 0
    while at < len(made):
        clause, lines = made[at]
        while at + 2 < len(made) and made[at + 1][0] == "" and made[at + 2][0] == clause:
            lines = [*lines, *made[at + 1][1], *made[at + 2][1]]
            at += 2
        yield clause, lines
        at += 1


def _wording(lines: Iterable[Beside], views: Views, own: set[str]) -> Iterator[Paragraph]:
    new = 0
    for place, each in enumerate(lines):
        p, record = each.line.paragraph, each.record
        if record is not None and record.id in own and each.was is not None:
            made = replace(record, text=p.text) if record.kind == "block" else views.wordings.known(record, each.was, each.line)
            yield _noted(_boxed(made, p), p)
        elif p.text.strip() or (record is not None and p.kind == "block"):
            new += 1
            yield _noted(replace(_new(each.line, views, not place), id=f"+{new}"), p)


def _boxed(p: Paragraph, there: Paragraph) -> Paragraph:
    """A paragraph in whose boxes stands what stands in them in the new file: for a file that came back they are as they were."""
    one, two = ([mark for mark in outermost(each.marks) if mark.name == BOX] for each in (p, there))
    if p.kind == "block" or len(one) != len(two):
        return p
    return woven(p, [Piece(a.start, a.end, there, b.start, b.end) for a, b in zip(one, two, strict=True)])


def _noted(p: Paragraph, there: Paragraph) -> Paragraph:
    """A paragraph with the marks of notes that it has in the new file."""
    if p.kind == "block":
        return p
    kept = [mark for mark in p.marks if not mark.name.startswith("note:")]
    return replace(p, marks=tidy([*kept, *(m._replace(name=f"note:new {m.name[5:]}") for m in there.marks if m.name.startswith("note:"))]))


def _notes(package: Package) -> dict[str, str]:
    """What the notes of a file say, by “footnote:2” and so on."""
    made = {}
    for kind in ("footnote", "endnote"):
        root = package.first(f"{kind}s")
        for e in root.iter(f"{W}{kind}") if root is not None else ():
            made[f"{kind}:{e.get(f'{W}id', '')}"] = visible(e).strip()
    return made


def _new(line: Line, views: Views, first: bool) -> Paragraph:
    """A new paragraph; what stands in a table or a box that the tender has not is plain words in it."""
    p = line.paragraph
    return views.wordings.new(line, first) or Paragraph("", "para", p.text, 0, p.label if p.typed else "", p.typed)


def _reword(told: Told, clause: str, wording: Wording) -> None:
    now = told.tender.clauses[clause]
    if now.wording != wording:
        shape, texts = to_rows(numbered(told.tender, wording))
        told.ask(Reword(clause, now.version, wording), lambda: [ClauseReworded(clause, now.version + 1, shape, [], [], texts, "")])


def _add(told: Told, after: str, wording: Wording) -> str:
    name = f"c{len(told.tender.clauses) + 1}"
    shape, texts = to_rows(numbered(told.tender, wording))
    told.happen([ClauseAdded(name, "d1", after, shape, texts, "")])
    return name


def _arrange(told: Told, order: list[str]) -> None:
    now = [clause.id for clause in told.tender.reading_order()]
    place = {name: at for at, name in enumerate(now)}
    stays = {order[at] for at, _ in rising([(at, place[name]) for at, name in enumerate(order)])}
    for before, name in pairwise(["", *order]):
        if name not in stays:
            told.happen([ClauseMoved(name, before, "")])
