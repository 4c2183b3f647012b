"""The edition that went out, line by line as its Word file had it, each with the clause and the paragraph of the record that it is."""

from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass

from exports import cleaning
from exports.basis import Basis
from exports.body import numbered
from exports.ooxml import W
from exports.package import Package
from exports.readings import File, Line
from exports.shapes import Shapes, shapes_of
from exports.word_out import Writer
from specs.labels import labels
from specs.tender import Part, Tender
from specs.wording import Paragraph, Wording


@dataclass(frozen=True)
class Sent:
    """``clauses`` are in reading order; ``lines`` those of the file, ``owners`` the place of each one's clause, ``records`` its paragraph.

    A line that is no paragraph of the record (a field's result that Word made) has None there. ``breaks`` are the numbers of
    paragraphs with a page break among their words, ``shapes`` those of the body that went out.
    """

    clauses: list[tuple[str, Wording]]
    lines: list[Line]
    owners: list[int]
    records: list[Paragraph | None]
    labels: dict[str, str]
    breaks: frozenset[int]
    shapes: Shapes
    package: Package
    left_out: list[str]

    def of(self) -> list[list[int]]:
        """The places of each clause's lines."""
        made: list[list[int]] = [[] for _ in self.clauses]
        for at, owner in enumerate(self.owners):
            made[owner].append(at)
        return made


def sent(basis: Basis, tender: Tender, part: Part) -> Sent:
    """What ``exports.word_out.write`` would write of this part, read again."""
    file = File(Package(basis.data))
    root, body = file.opened()
    writer = Writer(file.package, body, tender, part, basis)
    cleaning.clean_body(root)
    writer.write()
    writer.refresh(root)
    reading = file.lines(body, numbered(body))
    owner_of = {p.id: at for at, (_, wording) in enumerate(writer.clauses) for p in wording}
    waiting: dict[tuple[int, bool], deque[Paragraph]] = defaultdict(deque)
    numbers = numbered(body)
    breaks = frozenset(number for p, number in numbers.items() if p.find(f"{W}r/{W}br[@{W}type='page']") is not None)
    for p in writer.now:
        e = writer.placing.standing.get(p.id)
        if e is not None and e in numbers:
            waiting[numbers[e], p.kind == "block"].append(p)
    owners: list[int] = []
    records: list[Paragraph | None] = []
    for line in reading.lines:
        own = waiting.get((line.number, line.paragraph.kind == "block"))
        record = own.popleft() if own else None
        records.append(record)
        owners.append(owner_of[record.id] if record is not None else owners[-1] if owners else 0)
    _name_the_rest(writer.clauses, reading.lines, owners, records)
    shown = labels(tender) if part.id in tender.parts else {}
    return Sent(writer.clauses, reading.lines, owners, records, shown, breaks, shapes_of(body), file.package, reading.left_out)


def _name_the_rest(
    clauses: Sequence[tuple[str, Wording]], lines: Sequence[Line], owners: list[int], records: list[Paragraph | None]
) -> None:
    """Lines whose element was made anew on the way out (a contents list): by what they are, in the order of the clause."""
    named = {record.id for record in records if record is not None}
    left: dict[tuple[int, str], deque[Paragraph]] = defaultdict(deque)
    for at, (_, wording) in enumerate(clauses):
        for p in wording:
            if p.kind == "block" and p.id not in named:
                left[at, p.label].append(p)
    for at, line in enumerate(lines):
        if records[at] is None and line.paragraph.kind == "block":
            for owner in (owners[at], owners[at] + 1):
                if queue := left.get((owner, line.paragraph.label)):
                    records[at], owners[at] = queue.popleft(), owner
                    break
