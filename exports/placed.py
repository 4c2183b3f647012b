"""Readings of one returned file, clause by clause: which lines are whose in each of them, and which paragraph of the edition each is."""

from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from exports.aligning import bag, likeness
from exports.identity import Known, identified
from exports.matching import Matching
from exports.readings import Accepted, File, Key, Line, Reading
from exports.sent import Sent
from exports.word_out import BOOKMARK
from exports.wordings import Shaped, Wordings
from specs.tender import Part

STILL = 0.6  # how like itself a clause has to be where it was put


@dataclass
class View:
    """One reading of the file.

    ``lines`` are those of each clause that is there, ``known`` says which line of the edition each line is, by its key; ``key_of`` is the
    other way round. ``shaped`` is each clause's wording, ``order`` the clauses as they stand. ``loose`` is what belongs to none, each with
    the clause before it.
    """

    reading: Reading
    lines: dict[int, list[Line]] = field(default_factory=dict)
    known: dict[Key, int] = field(default_factory=dict)
    shaped: dict[int, Shaped] = field(default_factory=dict)
    order: list[int] = field(default_factory=list)
    loose: list[tuple[str, list[Line]]] = field(default_factory=list)
    said: dict[Key, str] = field(default_factory=dict)
    keys: set[Key] = field(default_factory=set)
    key_of: dict[int, Key] = field(default_factory=dict)


class Views:
    """``rest`` is the file without what others than Cotender tracked in it: held against the edition. Other views are held against it."""

    def __init__(self, sent: Sent, part: Part, file: File, own: Accepted, told: Mapping[str, int] | None = None) -> None:
        self.sent, self.file = sent, file
        self._broken = _with_page_breaks(sent)
        reading = self._whole(file.read(own))
        marks = list(file.bookmarks(BOOKMARK))
        matching = Matching(sent, reading.lines, marks, told)
        self.matches = matching.matches()
        self._own = sent.of()
        starts: dict[int, int | None] = {at: clause for clause, at in self.matches.starts.items()}
        starts.update(dict.fromkeys(self.matches.nobodys - set(starts)))
        self._places = sorted(starts)
        self._clauses: list[int | None] = [starts[at] for at in self._places]
        self._numbers = self._first_numbers(reading, marks)
        self.rest = View(reading)
        self.names: dict[int, dict[Key, str]] = {}
        self.put: dict[Key, int] = {}  # lines of clauses that somebody put elsewhere, by whose reading they were found
        self._divide(self.rest, [self._at_place(k) for k in range(len(reading.lines))], {})
        for clause, lines in self.rest.lines.items():
            old = [_known(sent.lines[k], sent.lines[k].name if matching.lineage else None) for k in self._own[clause]]
            new = [_known(line, line.name if matching.lineage else None) for line in lines]
            self.rest.known.update({lines[j].key: self._own[clause][i] for j, i in identified(old, new, alone=True).items()})
        self._cut_new_clauses(self.rest)
        self.known = self.rest.known
        self.wordings = Wordings(sent, part, reading, self.rest.known)
        self._shape(self.rest, {}, set())

    def name(self, clause: int) -> str:
        """The id of a clause."""
        return self.sent.clauses[clause][0]

    def edition_lines(self) -> Iterator[tuple[int, int]]:
        """The clause and the place of every line of the edition."""
        for at, owner in enumerate(self.sent.owners):
            yield owner, at

    def _first_numbers(self, reading: Reading, marks: Sequence[tuple[str, int]]) -> list[int]:
        """The number of the paragraph that each clause begins with: of the one with its bookmark, or the first that became one with it."""
        marked: dict[str, int] = {}
        for name, number in marks:
            marked.setdefault(name, number)
        standing = {line.number for line in reading.lines}
        numbers = []
        for at, clause in zip(self._places, self._clauses, strict=True):
            number = reading.lines[at].number
            if clause is not None and self.matches.rungs[clause] == "bookmark":
                number = min(number, marked[self.name(clause)])
            else:
                number = self.file.joined_before(number, standing)
            numbers.append(number)
        return numbers

    def _at_place(self, at: int) -> int | None:
        found = bisect_right(self._places, at) - 1
        return self._clauses[found] if found >= 0 else None

    def at_number(self, number: int) -> int | None:
        """The clause that a paragraph of the file belongs to, by its number; None where it belongs to none."""
        found = bisect_right(self._numbers, number) - 1
        return self._clauses[found] if found >= 0 else None

    def of(self, reading: Reading) -> View:
        """Another reading, held against the one without what was tracked."""
        reading = self._whole(reading)
        view = View(reading)
        owners = {line.key: clause for clause, lines in self.rest.lines.items() for line in lines}
        loose = {line.key for _, lines in self.rest.loose for line in lines}
        whose = [None if line.key in loose else owners.get(line.key, self.at_number(line.number)) for line in reading.lines]
        self._divide(view, whose, self._moved(reading, whose))
        canon: dict[Key, Key] = {}
        same = {clause for clause, lines in view.lines.items() if lines == self.rest.lines.get(clause)}
        for clause, lines in view.lines.items():
            before = self.rest.lines.get(clause, [])
            if clause in same or [line.facts for line in lines] == [line.facts for line in before]:
                canon.update((line.key, line.key) for line in lines)
                continue
            pairs = identified([_known(line, line.key) for line in before], [_known(line, line.key) for line in lines])
            canon.update((lines[j].key, before[i].key) for j, i in pairs.items())
        view.known = {key: self.rest.known[other] for key, other in canon.items() if other in self.rest.known}
        self._cut_new_clauses(view)
        self._shape(view, canon, {clause for clause in same if view.lines.get(clause) == self.rest.lines[clause]})
        return view

    def _whole(self, reading: Reading) -> Reading:
        """LibreOffice makes two paragraphs of one with a page break in it: they are one."""
        if not self._broken:
            return reading
        lines: list[Line] = []
        for line in reading.lines:
            was = self._broken.get(lines[-1].paragraph.text + line.paragraph.text) if lines else None
            if was is not None and line.paragraph.text and lines[-1].paragraph.text:
                lines[-1] = replace(lines[-1], paragraph=replace(lines[-1].paragraph, text=was.paragraph.text, marks=was.paragraph.marks))
            else:
                lines.append(line)
        return reading._replace(lines=lines)

    def _divide(self, view: View, whose: Sequence[int | None], moved: Mapping[int, Key]) -> None:
        """Gives each clause its lines. One that was moved stands where its beginning does, whatever stayed behind."""
        last, was_loose = "", False
        for line, clause in zip(view.reading.lines, whose, strict=True):
            if clause is None:
                if not was_loose:
                    view.loose.append((last, []))
                view.loose[-1][1].append(line)
            else:
                if moved.get(clause) == line.key or (clause not in view.lines and clause not in moved):
                    view.order.append(clause)
                view.lines.setdefault(clause, []).append(line)
                last = self.name(clause)
            was_loose = clause is None
            view.said[line.key] = line.said
        view.keys = set(view.said)

    def _moved(self, reading: Reading, whose: list[int | None]) -> dict[int, Key]:
        """Clauses whose beginning is not where it was, and stands among what is new elsewhere: the lines that they begin with there."""
        standing = {line.key for line in reading.lines}
        missing = {clause for clause, own in self.rest.lines.items() if own[0].key not in standing}
        found: dict[int, Key] = {}
        if not missing:
            return found
        new: dict[str, list[int]] = {}
        for at, line in enumerate(reading.lines):
            if (put := self.put.get(line.key)) in missing:
                whose[at] = put
                found.setdefault(put, line.key)
            elif line.key not in self.rest.keys:
                new.setdefault(line.said, []).append(at)
        for clause in sorted(missing - set(found)):
            own = self.rest.lines[clause]
            places = new.get(own[0].said, [])
            if len(places) != 1:
                continue
            at, until = places[0], places[0] + 1
            while until < len(reading.lines) and reading.lines[until].key not in self.rest.keys and reading.lines[until].outline is None:
                until += 1
            stretch = bag("\n".join(line.said for line in reading.lines[at:until]))
            if likeness(bag("\n".join(line.said for line in own)), stretch) >= STILL:
                whose[at:until] = [clause] * (until - at)
                self.put.update((line.key, clause) for line in reading.lines[at:until])
                found[clause] = reading.lines[at].key
        return found

    def _cut_new_clauses(self, view: View) -> None:
        """A new heading of a clause's own level or higher, behind all that is left of the clause, begins a clause of its own."""
        for clause, lines in view.lines.items():
            first = self.sent.lines[self._own[clause][0]] if self._own[clause] else None
            if first is None or first.outline is None:
                continue
            last = max((k for k, line in enumerate(lines) if line.key in view.known), default=-1)
            for k in range(last + 1, len(lines)):
                outline = lines[k].outline
                if outline is not None and outline <= first.outline and not lines[k].paragraph.place:
                    before = view.order.index(clause) - 1 if k == 0 else view.order.index(clause)
                    view.loose.append((self.name(view.order[before]) if before >= 0 else "", lines[k:]))
                    del lines[k:]
                    break
        for clause in [clause for clause, lines in view.lines.items() if not lines]:
            del view.lines[clause]
            view.order.remove(clause)

    def _shape(self, view: View, canon: Mapping[Key, Key], same: Collection[int]) -> None:
        """``same`` are clauses whose lines are those of the file without what was tracked: shaped before."""
        for clause, lines in view.lines.items():
            names = self.names.setdefault(clause, {})
            shaped = self.rest.shaped.get(clause) if clause in same else None
            shaped = shaped or self.wordings.shaped(clause, lines, view.known, names, canon)
            if any(p.text.strip() or p.kind == "block" for p in shaped.wording) or any(line.said for line in shaped.odd):
                view.shaped[clause] = shaped
            else:
                view.order.remove(clause)
        view.key_of = {at: key for key, at in view.known.items()}


def _known(line: Line, key: object) -> Known:
    return Known(key or None, line.said, line.paragraph.kind == "block")


def _with_page_breaks(sent: Sent) -> dict[str, Line]:
    """The lines of the edition that have a page break among their words, by these."""
    return {line.paragraph.text: line for line in sent.lines if line.number in sent.breaks and line.paragraph.text.strip()}
