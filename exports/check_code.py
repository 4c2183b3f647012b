"""The check code of a Word file: of what is inside it, and not of how it is packed.

A zip file can be packed in many ways that open as the same document, and two machines may pack it differently. So the code is the SHA-256
over a list with a line for each piece inside: the SHA-256 of its content, two spaces, its name; in the order of names, as ``sha256sum``
prints it. Whoever unpacks the file can work it out with that program alone.
"""

import hashlib
import re
from collections.abc import Iterable
from typing import NamedTuple

from exports import archive
from specs.refusals import Refused

_CORE = b"coreProperties"  # the root of what a file says of itself (ECMA-376 Part 2, section 11), wherever it is kept
_VERSION = re.compile(rb"<(?:\w+:)?version[^>]*>\s*([^<]{1,200}?)\s*</(?:\w+:)?version>")


class Piece(NamedTuple):
    """A piece inside a Word file: its name, and the SHA-256 of its content."""

    name: str
    sha256: str


class Looked(NamedTuple):
    """A file as it was looked at: its pieces in the order of names, and the version that its properties name (empty: none)."""

    pieces: tuple[Piece, ...]
    version: str

    @property
    def code(self) -> str:
        """The check code."""
        return code_of(self.pieces)


def code_of(listed: Iterable[tuple[str, str]]) -> str:
    """The SHA-256 over a list of names, each with its own SHA-256, in this order."""
    lines = "".join(f"{sha256}  {name}\n" for name, sha256 in listed)
    return hashlib.sha256(lines.encode("utf-8", "surrogatepass")).hexdigest()


def look(data: bytes) -> Looked:
    """What is inside a file that may be anything, read without understanding it. Raises ``Refused`` where it is no sound zip file."""
    pieces, version = [], ""
    for entry in archive.entries(data):
        made, beginning = hashlib.sha256(), b""
        for some in archive.pieces(data, entry):
            made.update(some)
            beginning = beginning or some
        pieces.append(Piece(entry.name, made.hexdigest()))
        if _CORE in beginning[:1_000] and (found := _VERSION.search(beginning)):
            version = found[1].decode("utf-8", "replace")
    if not pieces:
        raise Refused("There is nothing in this file.")
    return Looked(tuple(sorted(pieces, key=lambda piece: piece.name.encode("utf-8", "surrogatepass"))), version)


def differing(one: Iterable[Piece], other: Iterable[Piece]) -> list[str]:
    """The names of the pieces that are not the same in both, or in one of them only."""
    first, second = {each.name: each.sha256 for each in one}, {each.name: each.sha256 for each in other}
    return sorted(name for name in first.keys() | second.keys() if first.get(name) != second.get(name))
