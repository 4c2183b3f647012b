"""What became of the words between two editions, from the changes that were recorded: each stretch with who put it in or took it out.

Words that came and went in between are in neither edition, and are not spoken of. Whose a change is is told as in ``specs.whose``: the
writer's, not the chairs' who signed it.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from specs.spans import Spanned, rewritten
from specs.tender import Part, Stamp, Tender, Version
from specs.whose import Act, brought, decided_at, in_order, side_of
from specs.wording import Paragraph
from specs.words import Change, edits, tokens

NOBODY = Act(0, "", "", "officials")  # where no entry says who


class Stretch(NamedTuple):
    """Words of one paragraph: in both editions, or brought by an act (then not in the earlier one), or taken out by one."""

    text: str
    brought: Act | None = None
    taken: Act | None = None


@dataclass
class Redline:
    """``paragraphs``: the stretches of every paragraph that changed, came or went, by its id. ``acts``: what brought it, took it out or
    moved it, for those that did not only change words; ``moved``: those of clauses that were given another place. ``days``: the day of
    each act's entry, by its number."""

    paragraphs: dict[str, list[Stretch]] = field(default_factory=dict)
    acts: dict[str, Act] = field(default_factory=dict)
    moved: set[str] = field(default_factory=set)
    days: dict[int, str] = field(default_factory=dict)


def redlined(earlier: Tender, later: Tender, part: Part) -> Redline:
    """What changed in a part from one edition of a tender to a later one; ``part`` is the later's."""
    was = {p.id: p.text for p in _standing(earlier, part)}
    now = {p.id: p.text for p in _standing(later, part)}
    going = {name: [Stretch(text)] for name, text in was.items()}
    made = Redline()
    arranged: dict[str, Act] = {}
    decisions = decided_at(later)

    def noted(stamp: Stamp, act: Act) -> Act:
        made.days[act.seq] = stamp.at[:10]
        return act

    for clause in later.clauses.values():
        stamp = clause.arranged
        if clause.part == part.id and stamp is not None and stamp.seq > earlier.seq:
            proposal = decisions.get((stamp.seq, clause.id))
            by = proposal.by if proposal else stamp.by
            act = noted(stamp, Act(stamp.seq, proposal.id if proposal else "", by, side_of(later, by)))
            arranged[clause.id] = act
            before = earlier.clauses.get(clause.id)
            for p in before.wording if before is not None else ():  # what was left out then, and is put back
                going.setdefault(p.id, [Stretch(p.text, act)])
    for clause, version, last in in_order(later, part):
        if version.stamp.seq <= earlier.seq or version.erased:
            continue
        act, sources = brought(later, part, clause, version, decisions.get((version.stamp.seq, clause.id)))
        _bring_up(going, made.acts, version, noted(version.stamp, act), sources)
        there = {p.id for p in version.wording}
        made.acts.update((p.id, act) for p in (last.wording if last and not last.erased else ()) if p.id not in there)
    for name, act in arranged.items():
        for p in later.clauses[name].wording:
            made.acts[p.id] = act if p.id in was else made.acts.get(p.id, act)
            made.moved.add(p.id)
    for name in going.keys() & now.keys():  # a clause that was put back has its own words again, not those that stood in another meanwhile
        text = "".join(s.text for s in going[name] if s.taken is None)
        if text != now[name]:
            going[name] = _edited(going[name], edits(text, now[name]), now[name], (), made.acts.get(name, NOBODY))
    for name, stretches in going.items():
        if name not in was and name not in now:
            continue
        if name not in now:
            gone = made.acts.get(name, NOBODY)
            made.paragraphs[name] = [s if s.taken else s._replace(taken=gone) for s in stretches if s.brought is None]
        elif name not in was:
            made.paragraphs[name] = [s for s in stretches if s.taken is None]
        else:
            calm = _calm(stretches)
            if any(s.brought or s.taken for s in calm):
                made.paragraphs[name] = calm
    return made


def _standing(tender: Tender, part: Part) -> Iterable[Paragraph]:
    if part.id in tender.parts:
        for clause in tender.reading_order(part.id):
            yield from clause.wording


def _bring_up(
    going: dict[str, list[Stretch]],
    acts: dict[str, Act],
    version: Version,
    act: Act,
    sources: Sequence[tuple[str, int, int, Act]],
) -> None:
    """Takes every paragraph of a clause on to a version of it."""
    recorded: dict[str, list[Change]] = {}
    for row in version.changes:
        change = Change(*row)
        if change.kind == "words":
            recorded.setdefault(change.paragraph, []).append(change)
    for p in version.wording:
        own = [(start, end, whose) for name, start, end, whose in sources if name == p.id]
        if p.id not in going:
            going[p.id] = _by_writer(p.text, 0, len(p.text), own, act)
            acts[p.id] = act
            continue
        text = "".join(s.text for s in going[p.id] if s.taken is None)
        if text != p.text:
            told: Sequence[Spanned] = recorded.get(p.id, ())
            made = told if told and rewritten(text, told, p.text) == p.text else edits(text, p.text)
            going[p.id] = _edited(going[p.id], made, p.text, own, act)


def _edited(
    stretches: Sequence[Stretch], made: Iterable[Spanned], after: str, own: Sequence[tuple[int, int, Act]], act: Act
) -> list[Stretch]:
    """Stretches once these edits were made to the words that are not taken out; what came since the earlier edition just goes."""
    left = deque(stretches)
    out: list[Stretch] = []
    at = 0

    def on(until: int, taken: bool) -> None:
        nonlocal at
        while left and (at < until or left[0].taken is not None):
            first = left.popleft()
            if first.taken is not None:
                out.append(first)
                continue
            size = min(len(first.text), until - at)
            if size < len(first.text):
                left.appendleft(first._replace(text=first.text[size:]))
            if not taken:
                out.append(first._replace(text=first.text[:size]))
            elif first.brought is None:
                out.append(Stretch(first.text[:size], None, act))
            at += size

    for edit in made:
        on(edit.start, taken=False)
        on(edit.end, taken=True)
        out += _by_writer(after, edit.to_start, edit.to_end, own, act)
    on(sum(len(s.text) for s in left if s.taken is None) + at, taken=False)
    return out


def _by_writer(text: str, start: int, end: int, own: Sequence[tuple[int, int, Act]], act: Act) -> list[Stretch]:
    """New words, each as whose they are: those of a suggestion that others had a hand in are theirs."""
    cuts = sorted({start, end, *(at for a, b, _ in own for at in (a, b) if start < at < end)})
    found: list[Stretch] = []
    for a, b in pairwise(cuts):
        whose = next((each for one, two, each in own if one <= a and b <= two), act)
        if found and found[-1].brought == whose:
            found[-1] = Stretch(found[-1].text + text[a:b], whose)
        else:
            found.append(Stretch(text[a:b], whose))
    return found


def _calm(stretches: list[Stretch]) -> list[Stretch]:
    """Words that were taken out and put back in the same place are words that stand: they are not marked."""
    made: list[Stretch] = []
    at = 0
    while at < len(stretches):
        end = at
        while end < len(stretches) and (stretches[end].brought or stretches[end].taken):
            end += 1
        if end == at:
            made.append(stretches[at])
            at += 1
            continue
        group = stretches[at:end]
        gone, came = [s for s in group if s.taken], [s for s in group if s.brought]
        head = _shared([s.text for s in gone], [s.text for s in came], 1)
        tail = _shared([s.text for s in gone], [s.text for s in came], -1, head)
        before, after = "".join(s.text for s in gone)[:head], "".join(s.text for s in gone)
        stands = after[len(after) - tail :] if tail else ""
        made += [Stretch(before)] if before else []
        made += [*_without(gone, head, tail), *_without(came, head, tail)]
        made += [Stretch(stands)] if stands else []
        at = end
    return _joined(made)


def _shared(gone: Sequence[str], came: Sequence[str], way: int, less: int = 0) -> int:
    """How many characters of whole words two texts begin with (or end with) alike, beyond ``less`` at the other end."""
    one, two = "".join(gone), "".join(came)
    first, second = tokens(one)[::way], tokens(two)[::way]
    most = min(len(one), len(two)) - less
    size = 0
    for a, b in zip(first, second, strict=False):
        if a != b or size + len(a) > most:
            break
        size += len(a)
    return size


def _without(stretches: Sequence[Stretch], head: int, tail: int) -> list[Stretch]:
    """Stretches less their first and last characters."""
    size = sum(len(s.text) for s in stretches)
    found, at = [], 0
    for s in stretches:
        text = s.text[max(head - at, 0) : max(size - tail - at, 0)]
        at += len(s.text)
        if text:
            found.append(s._replace(text=text))
    return found


def _joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    made: list[Stretch] = []
    for s in stretches:
        if made and made[-1][1:] == s[1:]:
            made[-1] = s._replace(text=made[-1].text + s.text)
        elif s.text:
            made.append(s)
    return made
