"""The product's own code behind the interfaces of scorers, so that anyone may run it on other texts. With the scorer's folder beside us:

cd ../shared/corpus/score
PYTHONPATH=/path/to/cotender python anchor_score.py --set DEV tests.benchmarks.adapters:follow
PYTHONPATH=/path/to/cotender python merge_score.py --set DEV tests.benchmarks.adapters:merge
"""

import re
from collections.abc import Collection, Sequence
from itertools import count, pairwise
from pathlib import Path
from typing import cast

from exports import mend, views
from specs import merging, quotes
from specs.anchors import Anchor, Carrying
from specs.applying import applied, left, numbers_of
from specs.boxes import aligned
from specs.grouping import linked
from specs.lines import lines_found
from specs.provenance import Provenance
from specs.threads import Span
from specs.wording import Paragraph, Wording, plain
from specs.words import changes
from tests.benchmarks import redlining


def follow(versions: Sequence[str], spans: Sequence[tuple[int, int]]) -> list[tuple[int, int] | None]:
    """Where places of the first text are in the last one; None where a person would be asked to place the comment.

    Every text is one clause and every line a paragraph. Each version is taken as typed over the one before: its changes are what would be
    recorded, and every place is carried through each of them. A best guess (“please check”) is an answer.
    """
    every = recorded(versions)
    first, last = every[0], every[-1]
    chosen = [placed(versions[0], first, *span) for span in spans]
    anchors = [Anchor(places) for places in chosen]
    for before, after in pairwise(every):
        step = Carrying(before, after, changes(before, after))
        anchors = [step.carry(first, places, anchor) if places else anchor for places, anchor in zip(chosen, anchors, strict=True)]
    starts = {p.id: at for p, at in zip(last, _starts(versions[-1]), strict=True)}
    return [_hull(anchor, starts) for anchor in anchors]


def recorded(versions: Sequence[str]) -> list[Wording]:
    """The texts as the wordings of one clause: a line keeps its paragraph's identity as it does when people type."""
    ids = count(1)
    every: list[Wording] = []
    for text in versions:
        lines = [line.strip() for line in text.split("\n") if line.strip()]
        old = every[-1] if every else ()
        names = {new: old[was].id for was, new in aligned([p.text for p in old], lines)}
        every.append(tuple(Paragraph(names.get(k) or f"p{next(ids)}", "para", line) for k, line in enumerate(lines)))
    return every


def placed(text: str, wording: Wording, start: int, end: int) -> tuple[Span, ...]:
    """A place in a text as places in its paragraphs."""
    found = []
    for p, at in zip(wording, _starts(text), strict=True):
        a, b = max(start - at, 0), min(end - at, len(p.text))
        if a < b:
            found.append(Span(p.id, a, b))
    return tuple(found)


def _starts(text: str) -> list[int]:
    starts, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            starts.append(at + len(line) - len(line.lstrip()))
        at += len(line) + 1
    return starts


def _hull(anchor: Anchor, starts: dict[str, int]) -> tuple[int, int] | None:
    """One span from the first word left to the last; where pieces stand far apart, of those together that hold most of the words."""
    groups: list[list[tuple[int, int]]] = []
    reach = max(100, sum(span.end - span.start for span in anchor.where))
    for span in anchor.where:
        piece = starts[span.paragraph] + span.start, starts[span.paragraph] + span.end
        if groups and piece[0] - groups[-1][-1][1] <= reach:
            groups[-1].append(piece)
        else:
            groups.append([piece])
    best = max(groups, key=lambda group: sum(end - start for start, end in group), default=None)
    return (best[0][0], best[-1][1]) if best else None


def merge(base: str, ours: str, theirs: str) -> tuple[str, int]:
    """Two texts made from one, a paragraph a line, as one text; and how many places collide. Where some do, ours stands in them."""
    old = page(base)
    merged = merging.merge(old, page(ours, base, old, "a"), page(theirs, base, old, "b"))
    wording = merged.wording
    if wording is None:
        wording = merging.settled(merged, [merging.OURS if 0 in each.sides else merging.THEIRS for each in merged.collisions])
    return plain(wording), len(merged.collisions)


def accept(base: str, suggested: str, ids: Collection[int]) -> tuple[str, str]:
    """Some changes of a suggested text accepted: the text then, and the text once all that still waits is accepted too.

    Both texts are a paragraph a line; ``ids`` are numbers of changes, of which those that there are not say nothing.
    """
    old = page(base)
    source = page(suggested, base, old, "b")
    made = linked(old, source, changes(old, source))
    after = applied(old, source, made, set(ids))
    return plain(after), plain(applied(after, source, left(made, ids)))


def numbers(base: str, suggested: str) -> list[int]:
    """The numbers that ``accept`` knows the changes of a suggested text by."""
    old = page(base)
    source = page(suggested, base, old, "b")
    return numbers_of(linked(old, source, changes(old, source)))


def blame(versions: Sequence[str]) -> list[tuple[str, int]]:
    """Each word of the last text with the number of the text that brought it in, each text taken as typed over the one before."""
    told = Provenance()
    before: Wording = ()
    every = recorded(versions)
    for number, wording in enumerate(every):
        told.tell(wording, number, (), changes(before, wording))
        before = wording
    return [
        (word, cast(int, run.act)) for p in every[-1] for run in told.runs(p.id) for word in re.findall(r"\w+", p.text[run.start : run.end])
    ]


def find(text: str, quote: str, prefix: str | None, suffix: str | None, hint: int | None) -> tuple[int, int] | None:
    """A quoted place of a text."""
    return quotes.find(text, quote, prefix, suffix, hint)


def read_text(path: str | Path, view: views.View) -> list[str]:
    """The paragraphs of a Word file's body with every tracked change accepted, or every one rejected."""
    return views.texts(mend.mend(Path(path).read_bytes())[0], view)


def page(text: str, base: str = "", old: Wording = (), new: str = "p") -> Wording:
    """A text as a wording, a paragraph a line with all its spaces; lines of ``base`` found in it keep the ids they have in ``old``."""
    lines = text.split("\n")
    names = {two: old[one].id for one, two in lines_found(base, text)} if old else {}
    return tuple(Paragraph(names.get(k) or f"{new}{k}", "para", line) for k, line in enumerate(lines))


def redline(old: str | Path, new: str | Path, out: str | Path) -> None:
    """Two versions of a Word file as two editions of a tender; ``out`` is the new one with what changed marked in it."""
    Path(out).write_bytes(redlining.redline(Path(old).read_bytes(), Path(new).read_bytes()))
