"""The comments of a returned file: where each hangs in the edition, and which are replies to threads that went out.

Comments do not come back with the numbers they went out with; who said what of which words, and when to the minute, does come back.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from exports.body import numbered
from exports.comment_places import Anchor, keep_marks, pieces_of, words
from exports.comments import Post, Thread, threads
from exports.moved_notes import is_note
from exports.ooxml import text_of
from exports.placed import View, Views
from exports.readings import File, Line
from exports.revisions import accept
from exports.wordings import renamed


@dataclass(frozen=True, slots=True)
class Hung:
    """Characters of a paragraph of a clause (as in ``Returned.accepted``) that a comment hangs on; a point where both are the same.

    ``clause`` is empty where the words belong to none, ``paragraph`` where they stand in no paragraph of a clause.
    """

    clause: str
    paragraph: str
    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class Talk:
    """A thread of the file.

    ``thread`` is the id of the thread that went out which it carries on; empty for a new one. ``posts`` are those that are new, in order,
    ``resolved`` whether the file says it is settled, ``settled`` whether that is not what went out.
    """

    thread: str
    posts: tuple[Post, ...]
    hung: tuple[Hung, ...]
    resolved: bool
    settled: bool = False


def talks(file: File, views: Views, everybody: View, exported: Sequence[Thread]) -> Iterator[Talk]:
    """Every thread of the file that says something new; what went out and came back as it was is not told again."""
    if not file.package.related("comments"):
        return
    root, body = file.opened()
    numbers = numbered(body)
    keep_marks(body)
    accept(body)
    where = _Where(views, everybody, numbers)
    known = _Exported(exported)
    says_so = bool(file.package.related("commentsExtended"))  # whether a thread is settled
    carried: dict[str, list[Talk]] = defaultdict(list)
    made: list[Talk] = []
    found = threads(file.package, root)
    # Older LibreOffice takes every reply apart from its thread: a new one is then known by the words that both hang on.
    taken_apart = any(len(thread.posts) > 1 for thread in exported) and not any(len(thread.posts) > 1 for thread in found)
    for thread in found:
        mine, new = known.of(thread)
        if mine is None and taken_apart:
            mine = known.on_the_words_of(thread)
        new = tuple(post for post in new if not is_note(post))
        hung = tuple(where.hung(anchor) for anchor in thread.anchors)
        talk = Talk(mine.id if mine else "", new, hung, thread.resolved, says_so and mine is not None and mine.resolved != thread.resolved)
        if mine is not None:
            carried[mine.id].append(talk)
        elif new:
            made.append(talk)
    for together in carried.values():
        # Some programs make every reply a comment of its own.
        posts = tuple(post for talk in together for post in talk.posts)
        settled = together[0].settled and len({talk.resolved for talk in together}) == 1
        if posts or settled:
            yield Talk(together[0].thread, posts, together[0].hung, together[0].resolved, settled)
    yield from made


class _Where:
    """Finds the clause, paragraph and characters that an anchor stands for."""

    def __init__(self, views: Views, everybody: View, numbers: dict[etree._Element, int]) -> None:
        self.views, self.numbers = views, numbers
        self.lines: dict[int, tuple[int, Line]] = {}
        self.names: dict[tuple[int, tuple[int, bool, int]], str] = {}
        for clause, lines in everybody.lines.items():
            self.lines.update({line.number: (clause, line) for line in lines if line.paragraph.kind != "block"})
            shaped = everybody.shaped[clause]
            now = {p.id: q.id for p, q in zip(shaped.wording, renamed(shaped.wording), strict=True)}
            self.names.update({(clause, key): now[name] for name, key in shaped.new.items()})
        self.known = everybody.known

    def hung(self, anchor: Anchor) -> Hung:
        said = words([anchor])
        number = self.numbers.get(anchor.element, -1)
        clause, line = self.lines.get(number, (None, None))
        if clause is None or line is None:
            around = self.views.at_number(number) if number >= 0 else None
            return Hung(self.views.name(around) if around is not None else "", "", 0, 0, said)
        at = self.known.get(line.key)
        record = self.views.sent.records[at] if at is not None else None
        name = record.id if record is not None else self.names.get((clause, line.key), "")
        before = max(text_of(pieces_of(anchor.element)).find(line.paragraph.text), 0)
        size = len(line.paragraph.text)
        start, end = (min(max(each - before, 0), size) for each in anchor[1:])
        return Hung(self.views.name(clause), name, start, end, said)


class _Exported:
    """The posts that went out, by what of them comes back; each is known again once."""

    def __init__(self, exported: Sequence[Thread]) -> None:
        self.threads = list(exported)
        self.said = [_flat(words(thread.anchors)) for thread in self.threads]
        self.posts: dict[Hashable, list[int]] = defaultdict(list)
        for at, thread in enumerate(self.threads):
            for post in thread.posts:
                self.posts[_mark(post)].append(at)
        self.went = {mark: tuple(places) for mark, places in self.posts.items()}

    def on_the_words_of(self, thread: Thread) -> Thread | None:
        """The thread that went out on just these words, where there was only one."""
        said = _flat(words(thread.anchors))
        there = {each.id: each for each, own in zip(self.threads, self.said, strict=True) if said and own == said}
        return next(iter(there.values())) if len(there) == 1 else None

    def of(self, thread: Thread) -> tuple[Thread | None, tuple[Post, ...]]:
        """The thread that this one carries on, and the posts in it that are new.

        Where two threads hang on the same words, some programs make one of them: all their posts are known again.
        """
        said, mine, new = _flat(words(thread.anchors)), -1, []
        for post in thread.posts:
            places = self.posts.get(_mark(post), [])
            at = next((at for at in places if self.said[at] == said), places[0] if len(set(places)) == 1 else -1)
            if at < 0 and (twin := self._twin(post, said)) is not None:
                mine = twin if mine < 0 else mine
            elif at < 0:
                new.append(post)
            else:
                places.remove(at)
                mine = at if mine < 0 else mine
        return (self.threads[mine] if mine >= 0 else None), tuple(new)

    def _twin(self, post: Post, said: str) -> int | None:
        """The thread of a post that is in the file once more: who moves words with tracking on moves a copy of their comments along.

        It hangs on the same words; or on none, where it stayed behind at those that are crossed out.
        """
        return next((at for at in self.went.get(_mark(post), ()) if said in ("", self.said[at])), None)


def _mark(post: Post) -> tuple[str, str, str]:
    """Who said it, when to the minute, and what."""
    date = post.date if "T" in post.date or not post.date else f"{post.date}T00:00"
    return " ".join(post.author.split()), date[:16], _flat(post.text)


def _flat(text: str) -> str:
    return " ".join(text.split())
