"""Reads the comments of a Word file as threads: who said what, in reply to whom, whether it is settled, and of which words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from exports.comment_places import NOWHERE, REFERENCE, Anchor, How, Place, Places
from exports.ooxml import Reader, W, text_of
from exports.package import Package
from exports.styles import OFF, Styles
from specs.refusals import Refused

W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
W16CID = "{http://schemas.microsoft.com/office/word/2016/wordml/cid}"
W16CEX = "{http://schemas.microsoft.com/office/word/2018/wordml/cex}"
W16DU = "{http://schemas.microsoft.com/office/word/2023/wordml/word16du}"

COMMENT, PARAGRAPH = f"{W}comment", f"{W}p"
# Word has comments in the document and its notes; other programs also in headers and footers.
_STORIES = ("header", "footer", "footnotes", "endnotes")


@dataclass(frozen=True, slots=True)
class Post:
    """One comment or reply.

    ``date`` is as the file has it, in UTC where it says that too: “2027-03-05T09:00:00Z”; empty where there is none. ``resolved`` is what
    is said of this one; of a thread its first post says it.
    """

    author: str
    initials: str
    date: str
    paragraphs: tuple[str, ...]
    resolved: bool = False

    @property
    def text(self) -> str:
        return "\n".join(self.paragraphs)


@dataclass(frozen=True, slots=True)
class Thread:
    """A comment with its replies, in order.

    ``anchors`` are the words that it hangs on, a stretch a paragraph; one point where it hangs on no words; none where it hangs nowhere
    (``how``: on a range, beside a reference mark only, or nowhere). ``part`` is the part of the file that these paragraphs belong to.
    ``id`` is the number of the first comment in the file (w:id, which can be missing or used twice), or the name of a thread of a tender.
    """

    id: str
    posts: tuple[Post, ...]
    anchors: tuple[Anchor, ...] = ()
    how: How = "range"
    part: str = ""

    @property
    def resolved(self) -> bool:
        return self.posts[0].resolved


@dataclass(frozen=True, slots=True)
class _Comment:
    id: str
    post: Post
    key: str
    parent: str | None
    place: Place
    part: str


def threads(package: Package, root: etree._Element | None = None) -> list[Thread]:
    """Every comment of a file that passed the guard and mending, as threads in the order of its comments part.

    ``root`` is the document's main part where the caller has parsed it: the paragraphs of ``anchors`` are then its own. Its tracked changes
    may have been accepted before (after ``comment_places.keep_marks``, for comments on deleted words).

    A comment replies to another where commentsExtended says so (MS-DOCX 2.5.3.1; its key is the w14:paraId of the last paragraph); a reply
    to a reply belongs to the thread. Where a file has no such part at all, as those of Google Docs and older LibreOffice, comments on the
    same words are one thread.
    """
    own = _side(package, "comments")
    if own is None:
        return []
    root = package.xml(package.main) if root is None else root
    extended = _side(package, "commentsExtended")
    found = list(_comments(package, root, own, extended))
    thread_of = _replies(found) if extended is not None else _same_words(found)
    gathered: dict[int, list[_Comment]] = {}
    for place, comment in enumerate(found):
        gathered.setdefault(thread_of[place], []).append(comment)
    return [_thread(found[first], [c for c in all_of_it if c is not found[first]]) for first, all_of_it in sorted(gathered.items())]


def _side(package: Package, kind: str) -> etree._Element | None:
    """A part that tells of comments; None where there is none or it is no XML."""
    for name in package.related(kind)[:1]:
        try:
            return package.xml(name)
        except Refused:
            return None
    return None


def _thread(first: _Comment, replies: list[_Comment]) -> Thread:
    everybody = (first, *replies)
    hanging = next((c for c in everybody if c.place.anchors), first)
    place = hanging.place
    return Thread(first.id, tuple(c.post for c in everybody), place.anchors, place.how, hanging.part)


def _comments(package: Package, root: etree._Element, own: etree._Element, extended: etree._Element | None) -> Iterator[_Comment]:
    said = _said_of(extended)
    dates = _dates(package)
    places = dict(_places(package, root))
    for e in own.iter(COMMENT):
        paragraphs = [p for p in e.iter(PARAGRAPH) if next(p.iterancestors(PARAGRAPH, COMMENT)).tag == COMMENT]
        names = [_key(p.get(f"{W14}paraId", "")) for p in paragraphs]
        key = names[-1] if names else ""
        if key not in said:  # some programs name the first one
            key = next((name for name in names if name in said), key)
        parent, done = said.get(key, (None, False))
        number = e.get(f"{W}id", "")
        part, place = next(((part, place) for part, each in places.items() if (place := each.take(number)) != NOWHERE), ("", NOWHERE))
        date = e.get(f"{W16DU}dateUtc", "") or dates.get(key, "") or e.get(f"{W}date", "")
        reader = Reader(Styles(None))
        post = Post(e.get(f"{W}author", ""), e.get(f"{W}initials", ""), date, tuple(text_of(reader.pieces(p)) for p in paragraphs), done)
        yield _Comment(number, post, key, parent, place, part)


def _places(package: Package, root: etree._Element) -> Iterator[tuple[str, Places]]:
    yield package.main, Places(root)
    for name in dict.fromkeys(name for kind in _STORIES for name in package.related(kind)):
        if b"commentR" in package.parts[name] and (story := package.xml(name)).find(f".//{REFERENCE}") is not None:
            yield name, Places(story)


def _key(name: str) -> str:
    """A w14:paraId or a durable id: eight hexadecimal digits, in whichever letters."""
    return name.strip().upper().rjust(8, "0") if name.strip() else ""


def _said_of(extended: etree._Element | None) -> dict[str, tuple[str | None, bool]]:
    """For the key of each comment, the key of the comment that it replies to, and whether it is settled."""
    made: dict[str, tuple[str | None, bool]] = {}
    # Whichever namespace: a Word before the first release of 2013 called it “…/word/2010/11/wordml”, and its files are still about.
    for e in extended.iter("{*}commentEx") if extended is not None else ():
        said = {etree.QName(str(name)).localname: str(value) for name, value in e.items()}
        if key := _key(said.get("paraId", "")):
            made.setdefault(key, (_key(said.get("paraIdParent", "")) or None, said.get("done", "0").lower() not in OFF))
    return made


def _dates(package: Package) -> dict[str, str]:
    """When each comment was made, in UTC, by its key: Word 2019 and later say so in commentsExtensible (MS-DOCX 2.5.3.8)."""
    ids, more = _side(package, "commentsIds"), _side(package, "commentsExtensible")
    if ids is None or more is None:
        return {}
    dates = {_key(e.get(f"{W16CEX}durableId", "")): e.get(f"{W16CEX}dateUtc", "") for e in more.iter(f"{W16CEX}commentExtensible")}
    lasting = ((e.get(f"{W16CID}paraId", ""), e.get(f"{W16CID}durableId", "")) for e in ids.iter(f"{W16CID}commentId"))
    return {_key(name): dates.get(_key(durable), "") for name, durable in lasting}


def _replies(found: list[_Comment]) -> list[int]:
    """For each comment the place of its thread's first, as commentsExtended says it. What goes round in a circle begins where it is met."""
    by_key: dict[str, int] = {}
    for place, comment in enumerate(found):
        if comment.key:
            by_key.setdefault(comment.key, place)
    made: list[int] = []
    for place in range(len(found)):
        seen = [place]
        while (parent := by_key.get(found[seen[-1]].parent or "")) is not None and parent not in seen:
            seen.append(parent)
        made.append(min(seen) if parent is not None else seen[-1])
    return made


def _same_words(found: Iterable[_Comment]) -> list[int]:
    first: dict[object, int] = {}
    return [first.setdefault((c.part, c.place.anchors) if c.place.how == "range" else place, place) for place, c in enumerate(found)]
