"""Comments in a file that comes back: where each hangs in the edition; what went out is known again and told no second time."""

from dataclasses import replace

import pytest

import exports.replies
from exports.comment_places import Anchor
from exports.comments import Post, Thread
from exports.package import Package, serialised
from exports.replies import Hung, Talk
from exports.returned import returned
from exports.xml import parse
from tests.word_comments import opened, with_threads
from tests.word_edits import Editor
from tests.word_files import W
from tests.word_stories import FromWord, rich_file

CAME = FromWord(rich_file())
WENT = CAME.written().data
ROOT = opened(WENT)
PARAGRAPHS = {"".join(t.text or "" for t in e.iter(f"{W}t")): e for e in ROOT.iter(f"{W}p")}
WHY = Post("Sam", "S", "2027-03-05T09:00:00Z", ("Why?",))
YES = Post("Kit", "K", "2027-03-06T10:30:00Z", ("Because of this.", "And that."))
LATER = Post("Jo", "J", "2027-04-01T12:00:00Z", ("I see.",))


def on(text: str, words: str) -> tuple[Anchor, ...]:
    at = text.index(words)
    return (Anchor(PARAGRAPHS[text], at, at + len(words)),)


STAFF, RECORDS = "Staff must attend reviews every quarter.", "The provider hands over its records."
OUT = [
    Thread("t1", (WHY, YES), on(STAFF, "attend reviews")),
    Thread("t2", (WHY,), on(RECORDS, "records")),
    Thread("t3", (replace(WHY, author="Kit"),), on(STAFF, "attend reviews")),
]


def flattened(data: bytes) -> bytes:
    """As Google Docs gives it back: no word of what replies to what."""
    package = Package(data)
    relations = "word/_rels/document.xml.rels"
    root = parse(package.parts[relations])
    for e in [e for e in root if any(name in e.get("Target", "") for name in ("commentsExtended", "commentsIds", "people"))]:
        root.remove(e)
    return package.written({relations: serialised(root)})


def told(data: bytes, exported: list[Thread] = OUT) -> tuple[Talk, ...]:
    found = returned(data, CAME.tender, CAME.tender.parts["d1"], CAME.basis, exported=exported)
    assert not found.changed
    return found.talks


def sent_back(threads: list[Thread]) -> bytes:
    return with_threads(WENT, threads, opened(WENT)) if not threads else _written(threads)


def _written(threads: list[Thread]) -> bytes:
    root = opened(WENT)
    number = {e: k for k, e in enumerate(ROOT.iter("*"))}
    there = dict(enumerate(root.iter("*")))
    hung = [
        replace(thread, anchors=tuple(anchor._replace(element=there[number[anchor.element]]) for anchor in thread.anchors))
        for thread in threads
    ]
    return with_threads(WENT, hung, root)


@pytest.mark.parametrize("way", [lambda data: data, flattened])
def test_what_went_out_and_came_back_is_not_told_again(way):
    assert told(way(sent_back(OUT))) == ()


def test_what_is_new_is_told_with_where_it_hangs():
    (talk,) = told(sent_back(OUT[1:2]), [])
    assert talk == Talk("", (WHY,), (Hung("c5", "p22", 28, 35, "records"),), False)
    assert CAME.tender.clauses["c5"].wording[1].id == "p22"


@pytest.mark.parametrize("way", [lambda data: data, flattened])
def test_a_reply_joins_its_thread(way):
    back = [replace(OUT[0], posts=(WHY, YES, LATER)), *OUT[1:]]
    (talk,) = told(way(sent_back(back)))
    assert (talk.thread, talk.posts, talk.settled) == ("t1", (LATER,), False)


@pytest.mark.parametrize("words", ["attend reviews", "records"])
def test_a_reply_that_was_taken_apart_joins_the_only_thread_on_its_words(words):
    """As older LibreOffice saves it: every reply a comment of its own, on the same words. Where two threads were, it is a new one."""
    text = STAFF if words in STAFF else RECORDS
    apart = [
        Thread(f"t{n}", (post,), thread.anchors)
        for n, (thread, post) in enumerate((thread, post) for thread in OUT for post in thread.posts)
    ]
    (talk,) = told(_written([*apart, Thread("t9", (LATER,), on(text, words))]))
    assert (talk.thread, talk.posts, talk.settled) == ("t2" if words == "records" else "", (LATER,), False)


def test_a_thread_that_was_settled_is_told():
    back = [OUT[0], replace(OUT[1], posts=(replace(WHY, resolved=True),)), OUT[2]]
    (talk,) = told(sent_back(back))
    assert (talk.thread, talk.posts, talk.resolved, talk.settled) == ("t2", (), True, True)


def test_the_same_remark_on_other_words_is_a_new_one():
    """Kit says again what went out as Sam's."""
    new = Thread("t9", (replace(WHY, author="Jo"),), on(RECORDS, "provider"))
    (talk,) = told(sent_back([*OUT, new]))
    assert (talk.thread, [post.author for post in talk.posts]) == ("", ["Jo"])


def test_a_comment_on_new_words_hangs_on_the_new_paragraph():
    editor = Editor(WENT)
    paragraph = next(p for p in editor.paragraphs() if editor.text(p) == STAFF)
    editor.add(paragraph, "Carers come too.", "Jo")
    data = editor.saved()
    root = opened(data)
    new = next(e for e in root.iter(f"{W}p") if "".join(t.text or "" for t in e.iter(f"{W}t")) == "Carers come too.")
    data = with_threads(data, [Thread("t1", (LATER,), (Anchor(new, 0, 6),))], root)
    found = returned(data, CAME.tender, CAME.tender.parts["d1"], CAME.basis)
    (talk,) = found.talks
    assert talk.hung == (Hung("c2", "+1", 0, 6, "Carers"),)
    assert next(p.text for p in found.accepted["c2"] if p.id == "+1") == "Carers come too."


def test_a_thread_told_twice_would_be_found(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(exports.replies, "_mark", lambda post: ("", "", str(id(post))))
    assert len(told(sent_back(OUT))) == 3
