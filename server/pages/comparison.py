"""Two wordings compared on a page: what was taken out and put in stands in the text, said in words as well as shown by lines."""

from typing import NamedTuple

from markupsafe import Markup

from server.pages.drawing import shown
from specs.comparing import Comparison, Line, Segment

STATES = {"added": "Paragraph added", "removed": "Paragraph taken out", "moved": "Paragraph moved here"}


class DrawnLine(NamedTuple):
    """A paragraph of the comparison: what became of it as a whole, and its words."""

    state: str
    heading: bool
    words: Markup


class DrawnComparison(NamedTuple):
    """A comparison ready for the page: sentences first, then the words with what went and came."""

    sentences: list[Markup]
    lines: list[DrawnLine]


def drawn_comparison(comparison: Comparison, numbers: bool = False) -> DrawnComparison:
    """Both halves of a comparison, escaped; with ``numbers`` each change has its number before its first words."""
    told: set[int] | None = set() if numbers else None
    return DrawnComparison([shown(sentence) for sentence in comparison.sentences], [_line(line, told) for line in comparison.lines])


def _line(line: Line, told: set[int] | None) -> DrawnLine:
    words = Markup("").join(_number(segment, told) + _segment(segment) for segment in line.segments)
    return DrawnLine(STATES.get(line.state, ""), line.paragraph.kind == "head", words)


def _number(segment: Segment, told: set[int] | None) -> Markup:
    """The number of a change before the words it begins with, once."""
    if told is None or segment.kind == "same" or segment.number in told or not segment.text.strip():
        return Markup("")
    told.add(segment.number)
    hidden = Markup('<span class="govuk-visually-hidden">[change {}] </span>').format(segment.number)
    return hidden + Markup('<span class="ct-number" aria-hidden="true">{}</span>').format(segment.number)


def _segment(segment: Segment) -> Markup:
    """Screen readers mostly pass over <del> and <ins>, so hidden words say the same (TPGi's table of 2023)."""
    text = segment.text
    if segment.kind == "same" or not text.strip():
        return shown(text)
    name, word = ("ins", "added") if segment.kind == "ins" else ("del", "removed")
    body = text.strip()
    at = text.index(body)
    hidden = Markup('<span class="govuk-visually-hidden">{}</span>')
    inner = hidden.format(f"[{word}: ") + shown(body) + hidden.format(f" end {word}] ")
    tags = Markup("<ins>{}</ins>") if name == "ins" else Markup("<del>{}</del>")
    return shown(text[:at]) + tags.format(inner) + shown(text[at + len(body) :])
