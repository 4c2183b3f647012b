"""The sentences of a clause, from which words can be chosen without a mouse."""

import re
from typing import NamedTuple

from specs.wording import Paragraph

# A sentence ends with a stop, and what closes it, before white space; or with its line.
END = re.compile(r"(?<=[.!?;:])[”’\"')\]]*\s+|\n+")


class Sentence(NamedTuple):
    """Words of one paragraph: where they start and end, and what they are."""

    paragraph: str
    start: int
    end: int
    text: str


def sentences(paragraphs: tuple[Paragraph, ...]) -> list[Sentence]:
    """The sentences of these paragraphs, in order; a block has none to choose.

    >>> [s.text for s in sentences((Paragraph("p1", "para", "One. Two: three"),))]
    ['One.', 'Two:', 'three']
    """
    found: list[Sentence] = []
    for p in paragraphs:
        if p.kind == "block":
            continue
        at = 0
        for end in [*END.finditer(p.text), None]:
            stop = end.start() if end else len(p.text)
            if end and end.group().strip():
                stop += len(end.group().rstrip())
            text = p.text[at:stop]
            lead = len(text) - len(text.lstrip())
            if text.strip():
                found.append(Sentence(p.id, at + lead, at + lead + len(text.strip()), text.strip()))
            at = end.end() if end else stop
    return found
