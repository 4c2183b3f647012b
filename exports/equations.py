"""An equation out of two that are built alike: the signs that went and came are marked in it, and not the whole of it."""

from collections.abc import Iterator, Sequence
from copy import deepcopy

from diff_match_patch import diff_match_patch
from lxml import etree

from exports.marking import Hand, crossed_out, written_in
from exports.ooxml import M, W
from exports.xml import remove

EQUATION, _RUN, _TEXT = f"{M}oMath", f"{M}r", f"{M}t"
_LONGEST = 2_000  # signs on both sides


def marked(was: etree._Element, now: etree._Element, hand: Hand) -> etree._Element | None:
    """The later equation with what is different in the earlier marked; None where they are not built alike."""
    was, made = deepcopy(was), deepcopy(now)
    for e in (was, made):
        _lose_bookmarks(e)
    one, two = list(_stretches(was)), list(_stretches(made))
    if _built(was) != _built(made) or any(len(run.findall(_TEXT)) != 1 for runs in (*one, *two) for run in runs):
        return None
    pairs = [pair for pair in zip(one, two, strict=True) if _said(pair[0]) != _said(pair[1])]
    if any(len(_said(before)) + len(_said(after)) > _LONGEST for before, after in pairs):
        return None
    for before, after in pairs:
        _mark(before, after, hand)
    return made


def _lose_bookmarks(e: etree._Element) -> None:
    """Word puts a bookmark where somebody typed last, between the signs of an equation too."""
    starts, ends = ({mark.get(f"{W}id") for mark in e.iter(f"{W}bookmark{end}")} for end in ("Start", "End"))
    for mark in [mark for mark in e.iter(f"{W}bookmarkStart", f"{W}bookmarkEnd") if mark.get(f"{W}id") in starts & ends]:
        remove(mark)


def _stretches(e: etree._Element) -> Iterator[list[etree._Element]]:
    """Runs that stand side by side: how many they are is a matter of who typed when."""
    stretch: list[etree._Element] = []
    for run in list(e.iter(_RUN)):
        if stretch and run.getprevious() is not stretch[-1]:
            yield stretch
            stretch = []
        stretch.append(run)
    if stretch:
        yield stretch


def _built(e: etree._Element) -> list[tuple[object, int]]:
    """Fractions, roots and the like, each with how deep it stands; runs side by side count as one."""
    made: list[tuple[object, int]] = []

    def walk(parent: etree._Element, depth: int) -> None:
        for child in parent.iterchildren("*"):
            if child.tag != _RUN or not made or made[-1] != (_RUN, depth):
                made.append((child.tag, depth))
            if child.tag != _RUN:
                walk(child, depth + 1)

    walk(e, 0)
    return made


def _said(runs: Sequence[etree._Element]) -> str:
    return "".join(run.findtext(_TEXT) or "" for run in runs)


def _mark(before: Sequence[etree._Element], after: Sequence[etree._Element], hand: Hand) -> None:
    """Puts runs in the place of the later ones: what stands in both, what went, what came."""
    engine = diff_match_patch()
    engine.Diff_Timeout = 0  # with a time-out the answer depends on how busy the machine is
    at = to = 0
    for kind, text in engine.diff_main(_said(before), _said(after), False):
        runs, start = (before, at) if kind < 0 else (after, to)
        pieces = list(_cut(runs, start, start + len(text)))
        for piece in pieces:
            after[0].addprevious(piece)
        if kind:
            (crossed_out if kind < 0 else written_in)(pieces, hand)
        at += len(text) if kind <= 0 else 0
        to += len(text) if kind >= 0 else 0
    for run in after:
        around = run.getparent()
        assert around is not None
        around.remove(run)


def _cut(runs: Sequence[etree._Element], start: int, end: int) -> Iterator[etree._Element]:
    """Copies of runs with the signs between two places alone."""
    at = 0
    for run in runs:
        text = run.findtext(_TEXT) or ""
        kept = text[max(start - at, 0) : max(end - at, 0)]
        at += len(text)
        if kept:
            piece = deepcopy(run)
            said = piece.find(_TEXT)
            assert said is not None  # marked looked
            said.text = kept
            said.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            yield piece
