"""Two wordings side by side for a reader: what changed, first in sentences, then inline."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from specs.wording import Paragraph, Wording
from specs.words import Change, changes, together

LONGEST_QUOTE = 160


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of words: the same in both, taken out, or put in. ``number`` is the change it belongs to."""

    kind: Literal["same", "del", "ins"]
    text: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph of the comparison, with what became of it as a whole."""

    paragraph: Paragraph
    state: Literal["", "added", "removed", "moved"]
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    sentences: tuple[str, ...]
    lines: tuple[Line, ...]

    @property
    def same(self) -> bool:
        return not self.sentences


def compare(before: Wording, after: Wording, made: Sequence[Change] | None = None) -> Comparison:
    """What turns ``before`` into ``after``. ``made`` are the stored changes between just these two, where there are some."""
    found = changes(before, after) if made is None else list(made)
    old, new = {p.id: p for p in before}, {p.id: p for p in after}
    return Comparison(tuple(sentence(change, old, new) for change in found), tuple(_lines(before, after, found)))


def sentence(change: Change, old: dict[str, Paragraph], new: dict[str, Paragraph]) -> str:
    """One change in a sentence: Changes “must attend” to “can use”."""
    was, now = old.get(change.paragraph), new.get(change.paragraph)
    match change.kind:
        case "added":
            return f"Adds the paragraph {quoted(now.text if now else '')}"
        case "removed":
            return f"Takes out the paragraph {quoted(was.text if was else '')}"
        case "moved":
            return f"Moves the paragraph {quoted(now.text if now else '')}"
        case "form":
            return f"Changes how {quoted(now.text if now else '')} looks: bold, list or level"
    gone = was.text[change.start : change.end] if was else ""
    put = now.text[change.to_start : change.to_end] if now else ""
    if gone.strip() and put.strip():
        return f"Changes {quoted(gone)} to {quoted(put)}"
    if gone.strip():
        return f"Takes out {quoted(gone)}{_where(was.text if was else '', change.start)}"
    return f"Adds {quoted(put)}{_where(now.text if now else '', change.to_start)}"


def quoted(text: str) -> str:
    """Words in quotation marks, on one line, the middle of long ones left out."""
    flat = " ".join(text.split())
    if len(flat) > LONGEST_QUOTE:
        flat = f"{flat[: LONGEST_QUOTE // 2].rsplit(' ', 1)[0]} … {flat[-LONGEST_QUOTE // 2 :].split(' ', 1)[-1]}"
    return f"“{flat}”"


def _where(text: str, at: int) -> str:
    before = " ".join(text[:at].split()[-4:])
    return f" after “{before}”" if before else " at the beginning"


def _lines(before: Wording, after: Wording, found: Sequence[Change]) -> list[Line]:
    by_paragraph: dict[str, list[Change]] = {}
    for change in found:
        by_paragraph.setdefault(change.paragraph, []).append(change)
    lines: list[Line] = []
    for was, now, moved in together(before, after):
        if now is None and was is not None:
            lines.append(Line(was, "removed", (Segment("del", was.text, by_paragraph[was.id][0].number),)))
        elif now is not None and was is None:
            lines.append(Line(now, "added", (Segment("ins", now.text, by_paragraph[now.id][0].number),)))
        elif now is not None and was is not None:
            made = [change for change in by_paragraph.get(now.id, []) if change.kind == "words"]
            lines.append(Line(now, "moved" if moved else "", tuple(_segments(was.text, now.text, made))))
    return lines


def _segments(before: str, after: str, made: Sequence[Change]) -> list[Segment]:
    segments, at = list[Segment](), 0
    for change in made:
        segments += [
            Segment("same", before[at : change.start]),
            Segment("del", before[change.start : change.end], change.number),
            Segment("ins", after[change.to_start : change.to_end], change.number),
        ]
        at = change.end
    segments.append(Segment("same", before[at:]))
    return [each for each in segments if each.text] or [Segment("same", "")]
