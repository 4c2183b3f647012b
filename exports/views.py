"""The words of a Word file's body as they read with every tracked change accepted, or with every one rejected."""

from collections.abc import Iterator
from typing import Literal

from lxml import etree

from exports.ooxml import SIGNS_IN_WORDS, SILENT, TEXT, M, W, hidden, plainly
from exports.package import Package
from exports.revisions import accept, reject

View = Literal["accepted", "rejected"]


def texts(data: bytes, view: View = "accepted") -> list[str]:
    """Each paragraph of the body as a string, in the order of the file; a box's paragraphs follow the one that holds the box.

    ``data`` has passed the guard and mending. Hidden words, and what only older programs would show, are left out.
    """
    package = Package(data)
    body = package.xml(package.main).find(f"{W}body")
    if body is None:
        return []
    (accept if view == "accepted" else reject)(body)
    return words(body)


def words(body: etree._Element) -> list[str]:
    """The same of a body whose tracked changes were settled."""
    return ["".join(_words(p)) for p in _paragraphs(body)]


def _paragraphs(e: etree._Element) -> Iterator[etree._Element]:
    for child in e.iterchildren("*"):
        if child.tag not in SILENT:
            if child.tag == f"{W}p":
                yield child
            yield from _paragraphs(child)


def _words(e: etree._Element) -> Iterator[str]:
    """The words that stand in a paragraph itself."""
    for child in e.iterchildren("*"):
        if child.tag in (TEXT, f"{M}t"):
            yield plainly(child.text or "")
        elif child.tag in SIGNS_IN_WORDS:
            yield SIGNS_IN_WORDS[child.tag]
        elif child.tag not in SILENT and child.tag != f"{W}p" and not (child.tag == f"{W}r" and hidden(child)):
            yield from _words(child)
