"""Whether a paragraph of a file says what the tender says, whatever Word's fields show in it; and how a typed number stands before it."""

import re

from exports.readings import masked, outermost
from specs.spans import Piece, woven
from specs.wording import Paragraph

CONTENTS = "Contents list"
BOX = "object:text box"
_SYMBOLS = re.compile("[\ue000-\uf8ff]")


def same_words(there: Paragraph, p: Paragraph) -> bool:
    """Whether a paragraph of a file says what the tender's does: with its typed number, beside what fields say, and spaces at the end."""
    if there.text.rstrip() == p.text.rstrip() and (there.kind == "block" or there.label == p.label or not (there.typed or p.typed)):
        return True
    if there.kind == "block":
        return there.label == CONTENTS or there.text.split() == p.text.split()
    return _in_full(there, p) == _in_full(p, there) and boxed(there) == boxed(p)


def boxed(p: Paragraph) -> list[str]:
    """What the boxes among the words of a paragraph say."""
    return [p.text[mark.start : mark.end] for mark in outermost(p.marks) if mark.name == BOX]


def _in_full(p: Paragraph, other: Paragraph) -> str:
    """With the number that somebody typed, unless the other's comes from its list."""
    typed = p.typed and not (other.series and not other.typed)
    return (f"{p.label} {masked(p)}" if typed else masked(p)).rstrip()


def as_it_was(was: Paragraph, now: Paragraph) -> Paragraph:
    """A line with what Word's fields said before in the place of what they say now: numbers of pages and references are no words."""
    if any(mark.name == "object:symbol" for mark in was.marks) and not any(mark.name == "object:symbol" for mark in now.marks):
        # Some programs write the sign itself, as a place in a symbol font, where Word names it.
        now = woven(now, [Piece(m.start(), m.end(), was, 0, 0) for m in _SYMBOLS.finditer(now.text)])
    one, two = outermost(was.marks), outermost(now.marks)
    if not two or [mark.name.split(":")[1] for mark in one] != [mark.name.split(":")[1] for mark in two]:
        return now
    changed = [(a, b) for a, b in zip(one, two, strict=True) if was.text[a.start : a.end] != now.text[b.start : b.end]]
    return woven(now, [Piece(b.start, b.end, was, a.start, a.end) for a, b in changed])


def led(lead: str, there: Paragraph, p: Paragraph) -> str:
    """What stands before the words of a paragraph in a file (``lead``), with the number that the tender has typed there."""
    if there.typed and p.typed:
        return lead.replace(there.label, p.label, 1)
    if there.typed:
        return lead if p.series and not p.text.startswith(there.label) else ""
    return lead if there.series or not p.typed else f"{p.label}\t"
