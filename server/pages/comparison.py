"""Two wordings compared on a page: what was taken out and put in stands in the text, said in words as well as shown by lines."""

from typing import NamedTuple

from markupsafe import Markup

from server.pages.drawing import HIDDEN, html, shown
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
    words = "".join(_number(segment, told) + _segment(segment) for segment in line.segments)
    return DrawnLine(STATES.get(line.state, ""), line.paragraph.kind == "head", Markup(words))  # noqa: S704 - html() escapes every text


def _number(segment: Segment, told: set[int] | None) -> str:
    """The number of a change before the words it begins with, once."""
    if told is None or segment.kind == "same" or segment.number in told or not segment.text.strip():
        return ""
    told.add(segment.number)
    return f'{HIDDEN}[change {segment.number}] </span><span class="ct-number" aria-hidden="true">{segment.number}</span>'


def _segment(segment: Segment) -> str:
    """Screen readers mostly pass over <del> and <ins>, so hidden words say the same (TPGi's table of 2023)."""
    text = segment.text
    if segment.kind == "same" or not text.strip():
        return html(text)
    name, word = ("ins", "added") if segment.kind == "ins" else ("del", "removed")
    body = text.strip()
    at = text.index(body)
    inner = f"{HIDDEN}[{word}: </span>{html(body)}{HIDDEN} end {word}] </span>"
    return f"{html(text[:at])}<{name}>{inner}</{name}>{html(text[at + len(body) :])}"
