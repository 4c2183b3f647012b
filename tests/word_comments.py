"""Threads of comments as tests see them: told without the file that they are in, and written again onto the file they came from."""

import re
from typing import Any

from lxml import etree

from exports import cleaning, revisions
from exports.body import numbered
from exports.comment_places import END, ID, REFERENCE, START, words
from exports.comments import Post, Thread, threads
from exports.comments_out import Changed, put_comments
from exports.ooxml import W
from exports.package import Package, serialised

COMMENTS, EXTENDED = "word/comments.xml", "word/commentsExtended.xml"
MARKS = (START, END, REFERENCE)
POST = Post("Sam", "S", "2027-03-05T09:00:00Z", ("Why?",))


def opened(data: bytes) -> etree._Element:
    """The root of a file's main part."""
    package = Package(data)
    return package.xml(package.main)


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


def insist_on_sound_marks(data: bytes) -> None:
    """Each comment has one range and one mark, none is taken away with a change, and no number or name is there twice."""
    package = Package(data)
    root = package.xml(package.main)
    ids = [e.get(ID) for name in package.related("comments") for e in package.xml(name)]
    for tag in MARKS:
        assert sorted(e.get(ID) for e in root.iter(tag)) == sorted(ids)
    assert [e for e in root.iter(*MARKS) if next(e.iterancestors(*revisions.IN, *revisions.OUT), None) is not None] == []
    others = [e.get(ID) for e in root.iter(f"{W}ins", f"{W}del", f"{W}bookmarkStart", f"{W}rPrChange")]
    assert set(ids) & set(others) == set()
    names = re.findall(r'w14:paraId="(\w+)"', package.parts.get(COMMENTS, b"").decode())
    assert len(names) == len(set(names))
    assert [name for name in names if not (len(name) == 8 and 0 < int(name, 16) < 0x80000000)] == []
    lasting = re.findall(rb'durableId="(\w+)"', package.parts.get("word/commentsIds.xml", b""))
    assert len(lasting) == len(set(lasting)) == len(ids)
