"""Threads of comments as tests see them: told without the file that they are in, and written again onto the file they came from."""

from typing import Any

from lxml import etree

from exports import cleaning
from exports.body import numbered
from exports.comment_places import words
from exports.comments import Thread, threads
from exports.comments_out import Changed, put_comments
from exports.ooxml import W
from exports.package import Package, serialised

COMMENTS, EXTENDED = "word/comments.xml", "word/commentsExtended.xml"


def told(found: list[Thread]) -> list[tuple[Any, ...]]:
    """Everything that a reader of these threads sees, in order."""
    return [([(p.author, p.initials, p.date, p.text, p.resolved) for p in t.posts], t.resolved, words(t.anchors)) for t in found]


def placed(found: list[Thread], root: etree._Element) -> list[list[tuple[int, int, int]]]:
    """Where threads hang: by the number of the paragraph."""
    body = root.find(f"{W}body")
    assert body is not None
    numbers = numbered(body)
    return [[(numbers[anchor.element], anchor.start, anchor.end) for anchor in thread.anchors] for thread in found]


def with_threads(data: bytes, made: list[Thread], root: etree._Element) -> bytes:
    """A file without comments, with these, whose anchors are in ``root``."""
    package, changed = Package(data), Changed()
    put_comments(package, root, made, changed)
    return package.written({**changed, package.main: serialised(root)})


def written_again(data: bytes) -> tuple[list[Thread], bytes]:
    """The comments of a file; and the file with its comments taken out and then put on it anew."""
    package = Package(data)
    root = package.xml(package.main)
    found = threads(package, root)
    cleaning.clean_body(root)
    changed = cleaning.cleaned_parts(package, "Ash Council", "draft")
    put_comments(package, root, found, changed)
    return found, package.written({**changed, package.main: serialised(root)})
