"""A merged wording put together: what stands apart, then what was chosen where sides collide; and whose each new word is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from specs.applying import Side, composed
from specs.colliding import Group, Knot, Node, Ride
from specs.spans import Edit, Piece, carry_point, woven
from specs.wording import Mark, Paragraph, Wording, moved_marks
from specs.words import Change

OWN = -1  # the side of words that were written to settle a collision
NOBODY = -2  # words that stood before


@dataclass(frozen=True, slots=True)
class Own:
    """Words of one's own, to stand where sides collide."""

    text: str


Choice = tuple[int, ...] | Own


class Sourced(NamedTuple):
    """Words of a merged wording, or a place where some went, and the side that changed them (``OWN``: whoever settled a collision)."""

    paragraph: str
    start: int
    end: int
    side: int


class Layer(NamedTuple):
    """Changes that are made together, whose they are, and what in their new words is others' (by paragraph: from, to, side)."""

    side: int
    what: Side
    others: Mapping[str, Sequence[tuple[int, int, int]]]


def layers(knot: Knot, choices: Sequence[Choice]) -> list[Layer]:
    """What is made, one side after the other: first all that stands apart, then what was chosen for each collision."""
    picked: list[list[Node]] = [[node for node in knot.free if node not in knot.twin]]
    nothing = Paragraph("", "para", "")
    own = [_replacing(group, *group.hull, nothing, NOBODY, [(0, 0, side) for side in group.sides]) for group in knot.gone]
    for group, choice in zip(knot.groups, choices, strict=True):
        if isinstance(choice, Own):
            own.append(_own(group, choice.text))
        elif group.within and len(choice) > 1:
            own.append(_one_after_another(group, choice))
        else:
            taken: set[Node] = set()
            for side in choice:
                nodes = [node for node in group.nodes if node[0] == side and knot.twin.get(node, node) not in taken]
                picked.append(nodes)
                taken |= {knot.twin.get(node, node) for node in nodes}
    there = {node for nodes in picked for node in nodes}
    riding: dict[int, list[tuple[Node, Ride]]] = {}
    for node in there & knot.rides.keys():
        for ride in knot.rides[node]:
            if there.issuperset(ride.carriers):
                riding.setdefault(ride.carriers[0][0], []).append((node, ride))
                break
    on_board = {node for rides in riding.values() for node, _ in rides}
    boarded = {side: _boarded(knot, side, rides) for side, rides in riding.items()}
    layers = []
    for nodes in picked:
        for side in sorted({side for side, _ in nodes}):
            party = knot.parties[side]
            source, made, others = boarded.get(side, (party.source, party.made, {}))
            chosen = [made[k] for which, k in nodes if which == side and (which, k) not in on_board]
            layers.append(Layer(side, Side(source, made, chosen), others))
    return layers + own


def _boarded(
    knot: Knot, side: int, rides: Sequence[tuple[Node, Ride]]
) -> tuple[Wording, list[Change], dict[str, list[tuple[int, int, int]]]]:
    """A side's wording and changes with other sides' changes made inside the words it put elsewhere."""
    party = knot.parties[side]
    texts = dict(party.texts)
    made = list(party.made)
    others: dict[str, list[tuple[int, int, int]]] = {}
    by_paragraph: dict[str, list[tuple[Piece, int]]] = {}
    for (other, k), ride in rides:
        change = knot.parties[other].made[k]
        p = knot.parties[other].texts[change.source or change.paragraph]
        piece = Piece(ride.there.start, ride.there.end, p, change.to_start, change.to_end)
        by_paragraph.setdefault(ride.there.paragraph, []).append((piece, other))
    for name, found in by_paragraph.items():
        found.sort(key=lambda each: each[0][:2])
        texts[name] = woven(texts[name], [piece for piece, _ in found])
        grown, put = 0, []
        for piece, other in found:
            start, size = piece.start + grown, piece.to_end - piece.to_start
            put.append(Edit(piece.start, piece.end, start, start + size))
            others.setdefault(name, []).append((start, start + size, other))
            grown += size - piece.end + piece.start
        for k in party.arriving(name):
            to = carry_point(made[k].to_start, put, "left"), carry_point(made[k].to_end, put, "right")
            made[k] = made[k]._replace(to_start=to[0], to_end=to[1])
    return tuple(texts[p.id] for p in party.source), made, others


def _own(group: Group, text: str) -> Layer:
    """Words of one's own in the place of a collision; where paragraphs are concerned, in the first of them, for all of them."""
    knot = group.knot
    if group.within:
        return _replacing(group, *group.hull, Paragraph("", "para", text), OWN, ())
    if group.paragraphs:
        layer = _replacing(group, 0, len(group.first.text), Paragraph("", "para", text), OWN, ())
        gone = [Change(0, "removed", name) for name in group.paragraphs[1:]]
        return layer._replace(what=layer.what._replace(chosen=[*layer.what.chosen, *gone]))
    side, k = group.nodes[0]
    party, name = knot.parties[side], knot.parties[side].made[k].paragraph
    source = tuple(Paragraph(p.id, p.kind, text, p.level, place=p.place, series=p.series) if p.id == name else p for p in party.source)
    return Layer(OWN, Side(source, party.made, [Change(0, "added", name, 0, 0, 0, len(text))]), {})


def _one_after_another(group: Group, choice: Sequence[int]) -> Layer:
    """The words of several sides, in the place of a collision within a paragraph."""
    text, marks, whose = "", list[Mark](), list[tuple[int, int, int]]()
    for side in choice:
        words = group.stretch(side)
        if text and words.text and not text[-1].isspace() and not words.text[0].isspace():
            text += " "
        marks += moved_marks(words.marks, len(text))
        whose += [(start + len(text), end + len(text), side) for start, end in group.put(side)]
        text += words.text
    mixed = Paragraph("", "para", text, marks=tuple(marks))
    return _replacing(group, *group.hull, mixed, NOBODY, whose)


def _replacing(group: Group, start: int, end: int, words: Paragraph, side: int, whose: Sequence[tuple[int, int, int]]) -> Layer:
    p = woven(group.first, [Piece(start, end, words, 0, len(words.text))])
    row = Change(0, "words", p.id, start, end, start, start + len(words.text))
    return Layer(side, Side((p,), [row], [row]), {p.id: [(a + start, b + start, who) for a, b, who in whose]})


def made_of(knot: Knot, layers: Sequence[Layer]) -> tuple[Wording, list[Sourced]]:
    wording = composed(knot.base, [layer.what for layer in layers])
    changed: dict[str, list[tuple[Change, Layer]]] = {}
    for layer in layers:
        for change in layer.what.chosen:
            if change.kind in ("words", "added"):
                changed.setdefault(change.paragraph, []).append((change, layer))
    spans: list[Sourced] = []
    for p in wording:
        grown = 0
        for change, layer in sorted(changed.get(p.id, ()), key=lambda each: each[0][3:5]):
            at, size = change.start + grown, change.to_end - change.to_start
            spans += _whose(p.id, at, change, layer)
            grown += size - change.end + change.start
    return wording, spans


def _whose(paragraph: str, at: int, change: Change, layer: Layer) -> list[Sourced]:
    """Whose the new words of one change are: the side's own, but for what others wrote in them."""
    by = at - change.to_start
    begin, found = change.to_start, list[Sourced]()
    others = layer.others.get(change.source or change.paragraph, ())
    for start, end, side in [each for each in others if change.to_start <= each[0] and each[1] <= change.to_end]:
        found += [Sourced(paragraph, begin + by, start + by, layer.side)] if begin < start else []
        found.append(Sourced(paragraph, start + by, end + by, side))
        begin = end
    if begin < change.to_end or not found:
        found.append(Sourced(paragraph, begin + by, change.to_end + by, layer.side))
    return [span for span in found if span.side != NOBODY]
