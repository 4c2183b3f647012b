"""A Word file becomes the base document of a part: which of its paragraphs is which of the tender's, as the tender stands now.

Nothing of its words comes into the tender. What the file says otherwise is brought back to the tender's words when it is written
(``exports.word_out``), and what is in no clause is left out there.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from exports.aligning import in_turn, same
from exports.basis import Basis
from exports.package import Package
from exports.placed import Views
from exports.readings import File, Key, Line
from exports.same_words import CONTENTS
from exports.sent import Sent, sent
from specs.tender import Part, Tender
from specs.wording import Paragraph


class Beside(NamedTuple):
    """A line of a file, the clause that it belongs to (empty: none), and the paragraph of the tender that it is, as it went out (``was``),
    where it is one."""

    line: Line
    clause: str
    record: Paragraph | None = None
    was: Line | None = None


def paragraphs(data: bytes, tender: Tender, part: Part, basis: Basis) -> tuple[Paragraph, ...]:
    """The paragraphs of a file (past the guard and mending) as a basis has them; ``basis`` is the one that holds until now.

    Tracked changes in the file count as accepted. What has no words and is not in the tender, such as a picture, is not spoken of, and so
    stays. The same input gives the same answer.
    """
    made: list[Paragraph] = []
    for each in beside(data, tender, part, basis):
        p, name = each.line.paragraph, f"x{len(made) + 1}"
        if each.record is not None or p.text.strip():
            made.append(replace(p, id=each.record.id if each.record else name))
    return tuple(made)


def beside(data: bytes, tender: Tender, part: Part, basis: Basis) -> list[Beside]:
    """Every line of a file, in its order, beside the tender as it stands now."""
    went = sent(basis, tender, part)
    file = File(Package(data))
    view = Views(went, part, file, lambda *_: True).rest
    clause_of = {line.key: went.clauses[clause][0] for clause, lines in view.lines.items() for line in lines}
    lines = file.read(lambda *_: True).lines
    known = _word_for_word(lines, went)
    taken = set(known.values())
    more = {key: at for key, at in view.known.items() if key not in known and at not in taken and went.records[at] is not None}
    known.update(more)
    known = _with_the_same_words(lines, went, known, {line.key: clause for line in lines if (clause := clause_of.get(line.key))})
    made = []
    for line in lines:
        at = known.get(line.key)
        found = (went.records[at], went.lines[at]) if at is not None else (None, None)
        owner = went.clauses[went.owners[at]][0] if at is not None else ""
        made.append(Beside(line, clause_of.get(line.key, "") or owner, *found))
    return made


def _word_for_word(lines: Sequence[Line], went: Sent) -> dict[Key, int]:
    """What stands word for word in the tender, in its order: what people decided does, wherever the file that went out had room for it."""
    order = list(_order(went))
    one, two = [_said(went.lines[at]) for at in order], [_said(line) for line in lines]
    return {lines[j].key: order[i] for i, j in _pairs(one, two) if one[i]}


def _order(went: Sent) -> Iterator[int]:
    """The lines that are paragraphs of the tender, in the tender's order: a table of the file that went out keeps its rows together."""
    at_of = {record.id: at for at, record in enumerate(went.records) if record is not None}
    for _, wording in went.clauses:
        yield from (at_of[p.id] for p in wording if p.id in at_of)


def _with_the_same_words(lines: Sequence[Line], went: Sent, known: dict[Key, int], clause_of: dict[Key, str]) -> dict[Key, int]:
    """Finds those too that say just what a paragraph says that was not found: what was a paragraph can stand in a table or a box now."""
    made = dict(known)
    for within in (True, False):
        taken = set(made.values())
        left = [at for at, record in enumerate(went.records) if record is not None and at not in taken and _said(went.lines[at])]
        right = [line for line in lines if line.key not in made and _said(line) and line.paragraph.label != CONTENTS]
        one = [f"{went.clauses[went.owners[at]][0] if within else ''} {_said(went.lines[at])}" for at in left]
        two = [f"{clause_of.get(line.key, '') if within else ''} {_said(line)}" for line in right]
        made.update({right[j].key: left[i] for i, j in _pairs(one, two)})
    return _in_turn(lines, went, made)


def _in_turn(lines: Sequence[Line], went: Sent, known: dict[Key, int]) -> dict[Key, int]:
    """Of paragraphs that say the same, such as “Yes” in the cells of a form, the first is the first: else they would change places."""
    alike: dict[str, list[Key]] = defaultdict(list)
    for line in lines:
        at = known.get(line.key)
        if at is not None and _said(line) == _said(went.lines[at]):
            alike[_said(line)].append(line.key)
    made, rank = dict(known), {at: place for place, at in enumerate(_order(went))}
    for keys in alike.values():
        made.update(zip(keys, sorted((known[key] for key in keys), key=lambda at: rank.get(at, at)), strict=True))
    return made


def _said(line: Line) -> str:
    """The words of a line; of a box without that it is one."""
    return " ".join(line.paragraph.text.split()) if line.paragraph.kind == "block" else line.said


def _pairs(one: Sequence[str], two: Sequence[str]) -> Iterator[tuple[int, int]]:
    pairs, gaps = same(one, two)
    yield from pairs
    for gap in gaps:
        yield from in_turn(one, two, gap)
