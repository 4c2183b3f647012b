"""The list of files of an issued tender, as text that people and ``sha256sum`` can read. It names seats, never people."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from exports.check_code import Piece
from specs.days import said
from specs.gate import without
from specs.issued import Changed, Filed, Without
from specs.seats import SEATS
from specs.typed import named

HOW = (
    "The check code of a Word file is the SHA-256 over the lines under “What is inside”: for each piece inside the file its SHA-256,",
    "two spaces and its name, in the order of names, each line ended by a line feed. Unpack the file as a zip file, and “sha256sum”",
    "prints these lines.",
    "The check code of the issued tender is the SHA-256 over one such line for each of its parts: its check code, two spaces, its name.",
    "A file can be packed in another way and still be untouched, so its own SHA-256 may be another one.",
)


class Listed(NamedTuple):
    """What the list says. ``inside`` are the pieces of each Word file, by part."""

    number: int
    title: str
    on: str
    code: str
    seats: Sequence[str]
    without: Sequence[Without]
    files: Sequence[Filed]
    changes: Sequence[Changed]
    inside: Mapping[str, Sequence[Piece]]


def grouped(code: str) -> str:
    """A check code as it is read and compared: in groups of four.

    >>> grouped("3f2a99c1")
    '3F2A 99C1'
    """
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4)).upper()


def signers(seats: Sequence[str]) -> str:
    """“the commissioner and the lived-experience co-chair”."""
    return " and ".join(f"the {SEATS[seat]}" for seat in seats)


def issued_without(left: Without) -> str:
    """“Issued without an answer to 2 comments, because: …”."""
    return f"Issued without {without(left.kind, left.many)}, because: {_line(left.reason)}"


def listed(about: Listed) -> str:
    """The whole list."""
    return "\n".join(_lines(about)) + "\n"


def _line(words: str) -> str:
    return named(" ".join(words.split()))


def _lines(about: Listed) -> Iterator[str]:
    yield from (f"Issued tender {about.number}", _line(about.title), "")
    yield f"Issued on {said(about.on)}, signed by {signers(about.seats)}."
    yield f"Check code: {grouped(about.code)}"
    yield from ("", *(issued_without(each) for each in about.without)) if about.without else ()
    yield from ("", "What it holds")
    for number, each in enumerate(about.files, 1):
        yield from ("", f"{number}. {_line(each.name)}")
        yield f"   {'link' if each.link else 'file'}: {_line(each.link or each.file_name)}"
        yield f"   check code: {each.code}"
        if each.sha256:
            yield f"   SHA-256 of the file as it is kept: {each.sha256}"
        if each.part in about.inside:
            yield "   What is inside:"
            yield from (f"{piece.sha256}  {piece.name}" for piece in about.inside[each.part])
    if about.number > 1:
        yield from ("", f"What changed since issued tender {about.number - 1}")
        yield from (f"- {' '.join(_line(sentence) for sentence in each.sentences)}" for each in about.changes)
        yield from () if about.changes else ("- Nothing of its words.",)
    yield from ("", "How a check code is worked out", *HOW)
