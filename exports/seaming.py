"""Paragraphs that were divided, or joined: only the end between the halves is marked, and the words keep their runs.

A paragraph's mark belongs to its end (word.md, section 2): where one was divided the first half's end came, where two were joined the
first one's went.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from lxml import etree

from exports.weaving import Stretch
from specs.words import edits


class Seam(NamedTuple):
    """How a paragraph was divided or joined: its stretches (where it was divided, of both halves), and the words of the other half.

    ``leads``: the other half stands before it.
    """

    stretches: list[Stretch]
    words: str
    leads: bool


def divided(stretches: Sequence[Stretch], other: Sequence[Stretch], leads: bool) -> Seam | None:
    """A paragraph whose last (or first) words went and came again as a paragraph of their own. None where that is not what happened."""
    rest, gone = _apart(stretches, _went, leads)
    if not gone or any(s.into is None or s.out is not None for s in other):
        return None
    words = "".join(s.text for s in other)
    woven = _woven(gone, other, "".join(s.text for s in gone), words)
    return Seam([*woven, *rest] if leads else [*rest, *woven], words, leads) if woven else None


def joined(stretches: Sequence[Stretch], other: Sequence[Stretch], leads: bool) -> Seam | None:
    """A paragraph that got the words of the next (or the last) one, which went. None where that is not what happened."""
    rest, came = _apart(stretches, _came, leads)
    if not came or any(s.out is None or s.into is not None for s in other):
        return None
    words, text = "".join(s.text for s in other), "".join(s.text for s in came)
    if text.strip() != words.strip() or not words.strip() or not (text.startswith(words) if leads else text.endswith(words)):
        return None
    more = _some(came, len(words), len(text)) if leads else _some(came, 0, len(text) - len(words))
    return Seam([*more, *rest] if leads else [*rest, *more], words, leads)


def _apart(stretches: Sequence[Stretch], wanted: Callable[[Stretch], bool], leads: bool) -> tuple[Sequence[Stretch], Sequence[Stretch]]:
    """The stretches at an end of a paragraph that are of a kind, apart from the rest."""
    count = 0
    while count < len(stretches) and wanted(stretches[count if leads else -1 - count]):
        count += 1
    at = count if leads else len(stretches) - count
    return (stretches[at:], stretches[:at]) if leads else (stretches[:at], stretches[at:])


def _woven(gone: Sequence[Stretch], came: Sequence[Stretch], before: str, after: str) -> list[Stretch]:
    """The words that went and came again, and what is different in them; nothing where that is too little, or several people's."""
    outs, intos = {s.out for s in gone}, {s.into for s in came}
    made = edits(before, after)
    if sum(edit.end - edit.start for edit in made) * 2 > len(before) or sum(edit.to_end - edit.to_start for edit in made) * 2 > len(after):
        return []
    if before.strip() != after.strip() and (len(outs) > 1 or len(intos) > 1):
        return []
    out, into, at = gone[0].out, came[0].into, 0
    woven: list[Stretch] = []
    for edit in made:
        woven += [Stretch(before[at : edit.start]), Stretch(before[edit.start : edit.end], None, out)]
        woven.append(Stretch(after[edit.to_start : edit.to_end], into))
        at = edit.end
    return [s for s in (*woven, Stretch(before[at:])) if s.text]


def _went(s: Stretch) -> bool:
    return s.out is not None


def _came(s: Stretch) -> bool:
    return s.into is not None


def _some(stretches: Sequence[Stretch], start: int, end: int) -> list[Stretch]:
    made, at = [], 0
    for s in stretches:
        text = s.text[max(start - at, 0) : max(end - at, 0)]
        at += len(s.text)
        if text:
            made.append(s._replace(text=text))
    return made


def holds_together(*paragraphs: etree._Element) -> bool:
    """Whether no field begins in one of these paragraphs and ends in another."""
    kind = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}fldCharType"
    for p in paragraphs:
        marks = [e.get(kind) for e in p.iter("{*}fldChar")]
        if marks.count("begin") != marks.count("end"):
            return False
    return True
