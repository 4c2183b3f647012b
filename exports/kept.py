"""What a Word file had before it came in: tracked changes with their authors, and comments in the margin, each with its place.

The words are read as if every change had been accepted; here is told which of them came, and which went. Changes inside the comments
themselves are not: a comment is kept as it reads.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Literal, NamedTuple

from lxml import etree

from exports.body import numbered
from exports.changes import Change, Kind, changes
from exports.comment_places import Anchor, keep_marks, pieces_of, words
from exports.comments import Thread, threads
from exports.ooxml import TEXT, W, text_of
from exports.package import Package
from exports.revisions import OUT, PARAGRAPH, accept
from specs.reading import FoundClause, Kept, Margin, MarginPost, Tracked

Direction = Literal["in", "out", "changed"]
What = Literal["words", "paragraph", "row", "cell"]
_KINDS: dict[Kind, tuple[Direction, What]] = {
    "insertion": ("in", "words"),
    "move to": ("in", "words"),
    "deletion": ("out", "words"),
    "move from": ("out", "words"),
    "mark in": ("in", "paragraph"),
    "mark out": ("out", "paragraph"),
    "row in": ("in", "row"),
    "row out": ("out", "row"),
    "cell": ("changed", "cell"),
}
_STORIES = ("header", "footer", "footnotes", "endnotes")


def kept(package: Package, clauses: Iterable[FoundClause], tracked: bool, commented: bool) -> Kept:
    """What is kept of a file that passed the guard and mending, and was read as ``clauses``.

    ``tracked`` and ``commented`` say whether its body has tracked changes and whether it has comments: where there is neither, and no
    header or note has any, nothing more is read.
    """
    stories = [name for kind in _STORIES for name in package.related(kind)]
    tracked = tracked or any(b"author=" in package.parts[name] for name in stories)
    if not (tracked or commented):
        return Kept()
    root = package.xml(package.main)
    body = root.find(f"{W}body")
    assert body is not None, "a file without a body was not read"
    now = _Accepted(body)
    found = changes(package) if tracked else []
    of_comments = set(package.related("comments"))
    made = [each for each in found if each.part not in of_comments]
    return Kept(
        tuple(now.placed(each) for each in _listed([each for each in made if each.kind in _KINDS])),
        tuple(_margin(package, root, now, clauses)) if commented else (),
        sum(each.kind not in _KINDS for each in made),
    )


class _Accepted:
    """The body with every change accepted, and where each paragraph of the file is now."""

    def __init__(self, body: etree._Element) -> None:
        self.numbers = numbered(body)
        self._speak = {number for p, number in self.numbers.items() if _says_something(p)}
        keep_marks(body)
        accept(body)
        self._standing = [self.numbers[p] for p in body.iter(PARAGRAPH) if p in self.numbers]
        self._stand = set(self._standing)

    def placed(self, tracked: Tracked) -> Tracked:
        """A change at a paragraph that stands: where its own does not, what was left of it is at the head of the one after it."""
        number = tracked.place
        if number is None or number in self._stand or not self._standing:
            return tracked
        after = bisect_right(self._standing, number)
        forward = tracked.kind == "in" or number in self._speak or not after
        return replace(tracked, place=self._standing[min(after, len(self._standing) - 1) if forward else after - 1])


def _says_something(p: etree._Element) -> bool:
    """Whether a paragraph has words that stay."""
    return any(t.text and not any(above.tag in OUT for above in t.iterancestors(PARAGRAPH, *OUT)) for t in p.iter(TEXT))


class _Open(NamedTuple):
    """The end of a paragraph that came or went, to be told together with the words that did."""

    change: tuple[object, ...]
    at: int


def _listed(found: Sequence[Change]) -> Iterator[Tracked]:
    """The changes one by one; the end of a paragraph with the words beside it, and no words twice that are told of a row and in it."""
    made: list[Tracked] = []
    end: _Open | None = None
    for at, change in enumerate(found):
        kind, what = _KINDS[change.kind]
        words = change.words
        if what in ("row", "cell") and _follows(words, found[at + 1 :], change.author):
            words = ""
        same = (kind, change.author, change.date[:10], change.paragraph, change.part)
        if what == "words" and end is not None and end.change == same:
            made[end.at] = replace(made[end.at], what="words", words=words)
            end = None
            continue
        if what == "paragraph":
            end = _Open(same, len(made))
        made.append(Tracked(kind, what, change.author, change.date[:10], words, change.paragraph, int(what == "paragraph")))
    yield from made


def _follows(words: str, following: Iterable[Change], author: str) -> bool:
    """Whether these words are told again, by the changes of the same author that follow."""
    left = "".join(words.split())
    for each in following:
        if not left:
            break
        said = "".join(each.words.split())
        if each.author != author or not left.startswith(said):
            return False
        left = left[len(said) :] if _KINDS[each.kind][1] == "words" else left
    return not left


def _margin(package: Package, root: etree._Element, now: _Accepted, clauses: Iterable[FoundClause]) -> Iterator[Margin]:
    """The comments with their replies, hanging on characters of the paragraphs as they were read."""
    texts = {p.origin: p.text for clause in clauses for p in clause.wording if p.kind != "block" and p.origin}
    for thread in threads(package, root):
        posts = tuple(MarginPost(post.author, post.date[:10], post.text) for post in thread.posts)
        yield Margin(posts, tuple(_where(thread, now, texts)), words(thread.anchors))


def _where(thread: Thread, now: _Accepted, texts: dict[str, str]) -> Iterator[tuple[int, int, int]]:
    for anchor in thread.anchors:
        number = now.numbers.get(anchor.element)
        if number is not None:
            yield number, *_characters(anchor, texts.get(f"p{number}", ""))


def _characters(anchor: Anchor, text: str) -> tuple[int, int]:
    """From where to where an anchor is in the words of its paragraph, which are read without a typed number and without pictures."""
    before = max(text_of(pieces_of(anchor.element)).find(text), 0)
    start, end = (min(max(each - before, 0), len(text)) for each in anchor[1:])
    return start, end
