"""Comments of Word files: read as they stand, and the same when they were written by us and read again."""

import csv
from functools import cache

import pytest
from lxml import etree

from exports import mend, revisions
from exports.comment_places import START, keep_marks, words
from exports.comments import Thread, threads
from exports.ooxml import W
from exports.package import Package
from tests.corpus import ROOT, cases
from tests.word_comments import COMMENTS, EXTENDED, insist_on_sound_marks, placed, told, written_again
from tests.word_files import changed, field, p, r, table, word_file

FILES = cases("docx/comments/*.docx", "docx/tracked/*.docx", "docx/rp_triples/*.docx")
BY = 'w:author="Sam" w:date="2027-03-05T09:00:00Z"'
TRACKED = f'w:id="1" {BY}'


def count(data: bytes) -> dict[str, int]:
    """Comments, replies and marks of what is settled, as the XML of a file counts them."""
    package = Package(data)
    extended = [e.attrib for name in package.related("commentsExtended") for e in package.xml(name)]
    said = [{etree.QName(name).localname: value for name, value in attributes.items()} for attributes in extended]
    return {
        "comments": sum(1 for name in package.related("comments") for _ in package.xml(name).iter(f"{W}comment")),
        "replies": sum("paraIdParent" in each for each in said),
        "done": sum(each.get("done") == "1" for each in said),
    }


def read_counts(found: list[Thread]) -> dict[str, int]:
    posts = [post for thread in found for post in thread.posts]
    return {"comments": len(posts), "replies": len(posts) - len(found), "done": sum(post.resolved for post in posts)}


@cache
def index() -> dict[str, dict[str, str]]:
    with (ROOT / "docx/index.csv").open(newline="") as file:
        return {row["file"]: row for row in csv.DictReader(file)}


@pytest.mark.parametrize("path", FILES)
def test_every_comment_of_a_real_file_is_read_once_and_written_again(path):
    data = mend.mend(path.read_bytes())[0]
    found, made = written_again(data)
    assert read_counts(found) == count(data) == count(made)
    if row := index().get(f"{path.parent.name}/{path.name}"):
        assert read_counts(found) == {name: int(row[name]) for name in ("comments", "replies", "done")}
    assert told(threads(Package(made))) == told(found)
    assert written_again(data)[1] == made
    insist_on_sound_marks(made)


@pytest.mark.parametrize("path", cases("docx/comments/20-docxcompose-comments.docx"))
def test_a_planted_fault_is_found(path):
    _, made = written_again(path.read_bytes())
    for name, old, new in (
        (COMMENTS, 'w:initials="', 'w:initials="x'),
        (EXTENDED, 'w15:done="1"', 'w15:done="0"'),
        (EXTENDED, "w15:paraIdParent=", "w15:paraIdOther="),
    ):
        assert told(threads(Package(changed(made, name, old, new)))) != told(threads(Package(made)))
    package = Package(made)
    root = package.xml(package.main)
    start = next(root.iter(START))
    start.getparent().remove(start)
    broken = package.written({package.main: etree.tostring(root)})
    assert told(threads(Package(broken))) != told(threads(Package(made)))
    with pytest.raises(AssertionError):
        insist_on_sound_marks(broken)


def on(number: int, inside: str) -> str:
    """A stretch of a paragraph with a comment on it."""
    return f'<w:commentRangeStart w:id="{number}"/>{inside}<w:commentRangeEnd w:id="{number}"/>{mark(number)}'


def mark(number: int) -> str:
    return f'<w:r><w:commentReference w:id="{number}"/></w:r>'


def comment(number: int | str, *lines: str, names: tuple[str, ...] = ()) -> str:
    """A comment of these paragraphs; ``names`` are their w14:paraId."""
    inside = "".join(p(line) for line in lines)
    for name in names:
        inside = inside.replace("<w:p>", f'<w:p xmlns:w14="{W14}" w14:paraId="{name}">', 1)
    return f'<w:comment w:id="{number}" {BY}>{inside}</w:comment>'


W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
W15 = "http://schemas.microsoft.com/office/word/2012/wordml"
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml."


def commented(*body: str, comments: str, extended: str | None = None, **parts: str) -> bytes:
    """A file with these comments; ``extended`` is the inside of its commentsExtended part, where it has one."""
    extra = {}
    if extended is not None:
        inside = f'<w15:commentsEx xmlns:w15="{W15}">{extended}</w15:commentsEx>'
        relation = "http://schemas.microsoft.com/office/2011/relationships/commentsExtended"
        extra[EXTENDED] = (f"{TYPE}commentsExtended+xml", relation, inside.encode())
    return word_file(*body, parts={"comments": comments, **parts}, extra=extra)


def test_a_thread_is_known_by_the_last_paragraphs_of_its_comments():
    data = commented(
        p(r("Staff "), on(1, r("will")), on(2, ""), on(3, ""), r(" answer.")),
        comments=comment(1, "Why", "not must?", names=("0000000A", "0000000B"))
        + comment(2, "Yes.", names=("0000000C",))
        + comment(3, "Agreed.", names=("0000000D",)),
        extended='<w15:commentEx w15:paraId="0000000b" w15:done="1"/>'
        '<w15:commentEx w15:paraId="0000000C" w15:paraIdParent="0000000B" w15:done="0"/>'
        '<w15:commentEx w15:paraId="0000000D" w15:paraIdParent="0000000C" w15:done="0"/>',
    )
    (thread,) = threads(Package(data))
    assert [post.paragraphs for post in thread.posts] == [("Why", "not must?"), ("Yes.",), ("Agreed.",)]
    assert thread.resolved
    assert words(thread.anchors) == "will"


def test_without_that_part_comments_on_the_same_words_are_one_thread():
    body = p(r("Staff "), "".join(f'<w:commentRangeStart w:id="{n}"/>' for n in (1, 2)), r("will"), *map(ending, (1, 2)), on(3, r(" so")))
    comments = comment(1, "Why?") + comment(3, "So?") + comment(2, "Because.")
    assert [[post.text for post in thread.posts] for thread in threads(Package(commented(body, comments=comments)))] == [
        ["Why?", "Because."],
        ["So?"],
    ]
    apart = threads(Package(commented(body, comments=comments, extended="")))
    assert [len(thread.posts) for thread in apart] == [1, 1, 1]


def ending(number: int) -> str:
    return f'<w:commentRangeEnd w:id="{number}"/>{mark(number)}'


BROKEN = {
    "a mark only": (p(r("Staff"), mark(1)), comment(1, "Why?"), [("mark", [(0, 5, 5)])]),
    "no mark at all": (p("Staff"), comment(1, "Why?"), [("nowhere", [])]),
    "no end": (p('<w:commentRangeStart w:id="1"/>', r("Staff"), mark(1)), comment(1, "Why?"), [("mark", [(0, 5, 5)])]),
    "the end before the start": (
        p('<w:commentRangeEnd w:id="1"/>', r("Staff"), '<w:commentRangeStart w:id="1"/>'),
        comment(1, "Why?"),
        [("mark", [(0, 5, 5)])],
    ),
    "a number used twice": (
        p(on(1, r("Staff")), on(1, r(" will"))),
        comment(1, "Why?") + comment(1, "When?"),
        [("range", [(0, 0, 5)]), ("range", [(0, 5, 10)])],
    ),
    "no number": (p(on(1, r("Staff"))), comment("", "Why?") + comment("one", "When?"), [("nowhere", [])] * 2),
    "an empty one": (p(on(1, r("Staff"))), comment(1), [("range", [(0, 0, 5)])]),
    "between paragraphs": (
        p("One.") + '<w:commentRangeStart w:id="1"/>' + p("Two.") + p("Three.") + '<w:commentRangeEnd w:id="1"/>' + p("Four."),
        comment(1, "Why?"),
        [("range", [(1, 0, 4), (2, 0, 6)])],
    ),
    "over a table": (
        p(r("One "), '<w:commentRangeStart w:id="1"/>', r("two")) + table(("a", "b")) + p(r("three"), '<w:commentRangeEnd w:id="1"/>'),
        comment(1, "Why?"),
        [("range", [(0, 4, 7), (1, 0, 1), (2, 0, 1), (3, 0, 5)])],
    ),
    "on words that were deleted": (
        p(r("Staff"), f"<w:del {TRACKED}>{on(1, '<w:r><w:delText> may</w:delText></w:r>')}</w:del>", r(" go")),
        comment(1, "Why?"),
        [("range", [(0, 5, 5)])],
    ),
    "half in a field": (
        p(
            r("See "),
            field("REF _Ref1", r("clause "), '<w:commentRangeStart w:id="1"/>', r("4")),
            r(" now"),
            '<w:commentRangeEnd w:id="1"/>',
        ),
        comment(1, "Why?"),
        [("range", [(0, 4, 16)])],
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_there_is_read(name):
    body, comments, expected = BROKEN[name]
    package = Package(commented(body, comments=comments))
    root = package.xml(package.main)
    found = threads(package, root)
    assert [(thread.how, where) for thread, where in zip(found, placed(found, root), strict=True)] == expected
    assert told(threads(Package(written_again(commented(body, comments=comments))[1]))) == told(found)


def test_comments_in_notes_and_headers_are_read_with_the_part_they_are_in():
    data = commented(
        p(r("Staff"), '<w:r><w:footnoteReference w:id="2"/></w:r>'),
        comments=comment(1, "Why?") + comment(2, "Who?"),
        footnotes=f'<w:footnote w:id="2">{p(r("A note "), on(1, r("here")))}</w:footnote>',
        header1=p(on(2, r("Ash"))),
    )
    assert [(thread.part, words(thread.anchors)) for thread in threads(Package(data))] == [
        ("word/footnotes.xml", "here"),
        ("word/header1.xml", "Ash"),
    ]


def test_what_goes_round_in_a_circle_is_one_thread():
    data = commented(
        p(on(1, r("Staff")), on(2, r(" will"))),
        comments=comment(1, "Why?", names=("0000000A",)) + comment(2, "So.", names=("0000000B",)),
        extended='<w15:commentEx w15:paraId="0000000A" w15:paraIdParent="0000000B"/>'
        '<w15:commentEx w15:paraId="0000000B" w15:paraIdParent="0000000A"/>',
    )
    assert [[post.text for post in thread.posts] for thread in threads(Package(data))] == [["Why?", "So."]]


def test_the_time_in_utc_is_taken_where_the_file_says_it():
    one = comment(1, "Why?").replace(
        BY, f'{BY} xmlns:w16du="http://schemas.microsoft.com/office/word/2023/wordml/word16du" w16du:dateUtc="Z1"'
    )
    found = threads(Package(commented(p(on(1, r("Staff")), on(2, r("x"))), comments=one + comment(2, "So."))))
    assert [thread.posts[0].date for thread in found] == ["Z1", "2027-03-05T09:00:00Z"]


def test_a_comment_on_deleted_words_stays_when_they_go():
    data = commented(BROKEN["on words that were deleted"][0], comments=comment(1, "Why?"))
    package = Package(data)
    root = package.xml(package.main)
    keep_marks(root)
    revisions.accept(root)
    found = threads(package, root)
    assert [thread.how for thread in found] == ["range"]
    assert placed(found, root) == [[(0, 5, 5)]]
    lost = package.xml(package.main)
    revisions.accept(lost)
    assert threads(package, lost)[0].how == "nowhere"
