"""Comments of Word files: read as they stand, and the same when they were written by us and read again."""

import csv
import re
from collections import Counter
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from exports import mend, revisions
from exports.comment_marks import Seams
from exports.comment_places import END, ID, REFERENCE, START, Anchor, keep_marks, pieces_of, words
from exports.comments import Post, Thread, threads
from exports.ooxml import MC, W, text_of
from exports.package import Package
from tests.corpus import ROOT, cases
from tests.word_comments import COMMENTS, EXTENDED, placed, told, with_threads, written_again
from tests.word_files import box, changed, field, p, r, table, word_file

FILES = cases("docx/comments/*.docx", "docx/tracked/*.docx", "docx/rp_triples/*.docx")
MARKS = (START, END, REFERENCE)
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


# Written by us.


def opened(data: bytes) -> etree._Element:
    package = Package(data)
    return package.xml(package.main)


POST = Post("Sam", "S", "2027-03-05T09:00:00Z", ("Why?",))


def test_the_marks_of_a_thread_are_in_the_order_that_word_wants():
    data = word_file(p(r("Staff will answer.", "<w:b/>")))
    root = opened(data)
    thread = Thread("t1", (POST, POST), (Anchor(next(root.iter(f"{W}p")), 6, 10),))
    said = etree.tostring(next(opened(with_threads(data, [thread], root)).iter(f"{W}p"))).decode()
    said = re.sub(r' xmlns:\w+="[^"]*"| xml:space="preserve"', "", said)
    reference = '<w:r><w:rPr><w:rStyle w:val="CommentReference"/></w:rPr><w:commentReference w:id="%s"/></w:r>'
    assert said == (
        '<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Staff </w:t></w:r><w:commentRangeStart w:id="1"/><w:commentRangeStart w:id="2"/>'
        '<w:r><w:rPr><w:b/></w:rPr><w:t>will</w:t></w:r><w:commentRangeEnd w:id="1"/>'
        f"{reference % 1}"
        f'<w:commentRangeEnd w:id="2"/>{reference % 2}'
        "<w:r><w:rPr><w:b/></w:rPr><w:t> answer.</w:t></w:r></w:p>"
    )


def test_threads_on_the_same_words_and_next_to_each_other():
    data = word_file(p(r("One two three.")))
    root = opened(data)
    e = next(root.iter(f"{W}p"))
    made = [Thread(f"t{n}", (POST,), (Anchor(e, *span),)) for n, span in enumerate([(0, 3), (0, 3), (3, 7), (3, 3)])]
    again = next(opened(with_threads(data, made, root)).iter(f"{W}p"))
    names = {START: "(", END: ")", REFERENCE: "!"}
    said = "".join(f"{names[e.tag]}{e.get(ID)}" if e.tag in names else e.text for e in again.iter(*MARKS, f"{W}t"))
    assert said == "(1(2One)1!1)2!2(4)4!4(3 two)3!3 three."


def test_what_is_carried_through_as_one_is_not_broken_up():
    data = word_file(p(r("See "), field("REF _Ref1", "clause ", "4"), r(" now.")))
    root = opened(data)
    made = with_threads(data, [Thread("t1", (POST,), (Anchor(next(root.iter(f"{W}p")), 6, 8),))], root)
    again = opened(made)
    assert [words(thread.anchors) for thread in threads(Package(made), again)] == ["clause 4"]
    kinds = [e.get(f"{W}fldCharType") or e.tag for e in again.iter(START, END, f"{W}fldChar")]
    assert kinds == [START, "begin", "separate", "end", END]


def test_words_that_are_gone_and_paragraphs_that_are_not_there():
    data = word_file(p("Staff will answer."), p("Short."))
    root = opened(data)
    first, second = root.iter(f"{W}p")
    elsewhere = etree.Element(f"{W}p")
    made = [
        Thread("t1", (POST,), (Anchor(second, 20, 25),)),
        Thread("t2", (POST,), (Anchor(elsewhere, 0, 1),)),
        Thread("t3", (POST,)),
        Thread("t4", (POST,), (Anchor(second, 3, 25), Anchor(first, 6, 10))),
        Thread("t5", (), (Anchor(first, 0, 1),)),
        Thread("t6", (POST,), (Anchor(first, 3, 3), Anchor(second, 2, 2))),
    ]
    written = Package(with_threads(data, made, root))
    again = written.xml(written.main)
    assert placed(threads(written, again), again) == [[(1, 0, 0)], [(0, 0, 0)], [(0, 0, 0)], [(0, 6, 18), (1, 0, 6)], [(0, 3, 3)]]


def test_days_and_what_is_no_date():
    data = word_file(p("Staff"))
    dates = ["2027-03-05", "2027-03-05T09:00:00Z", "yesterday", ""]
    root = opened(data)
    written = Package(with_threads(data, [Thread(f"t{n}", (replace(POST, date=date),)) for n, date in enumerate(dates)], root))
    found = [thread.posts[0].date for thread in threads(written)]
    assert found == ["2027-03-05T00:00:00Z", "2027-03-05T09:00:00Z", "", ""]
    comments = written.xml(COMMENTS)
    assert [e.get(f"{W}date") for e in comments] == [date or None for date in found]


def test_the_files_own_styles_are_used_and_others_are_added_once():
    own = '<w:style w:type="character" w:styleId="Kommentarzeichen"><w:name w:val="annotation reference"/></w:style>'
    data = word_file(p("Staff"), parts={"styles": own})
    _, made = written_again(with_threads(data, [Thread("t1", (POST,))], opened(data)))
    package = Package(made)
    assert re.findall(r'styleId="(\w+)"', package.parts["word/styles.xml"].decode()) == ["Kommentarzeichen", "CommentText"]
    assert b'<w:rStyle w:val="Kommentarzeichen"/>' in package.parts[package.main]


def test_a_change_that_is_split_becomes_two_and_keeps_no_mark_inside():
    data = word_file(p(r("Staff "), f"<w:ins {TRACKED}>{r('must always')}</w:ins>", r(" answer.")))
    root = opened(data)
    made = with_threads(data, [Thread("t1", (POST,), (Anchor(next(root.iter(f"{W}p")), 8, 10),))], root)
    again = opened(made)
    changes = list(again.iter(f"{W}ins"))
    assert ["".join(e.itertext()) for e in changes] == ["mu", "st", " always"]
    assert len({e.get(ID) for e in again.iter(f"{W}ins", START)}) == 4
    assert all(e.get(f"{W}author") == "Sam" for e in changes)
    insist_on_sound_marks(made)
    revisions.reject(again)
    assert "".join(again.itertext()) == "Staff  answer."
    assert threads(Package(made), again)[0].how == "range"


def test_what_xml_cannot_say_is_left_out():
    data = word_file(p("Staff"))
    post = Post("Sam\0", "S\x01", "", ("One\r\ntwo\x0b\ud800 \ufffe", "😀"))
    (thread,) = threads(Package(with_threads(data, [Thread("t1", (post,))], opened(data))))
    assert thread.posts[0] == Post("Sam", "S", "", ("One\ntwo ", "😀"))


# At random places.

WORDS = st.text("ab cé\u2011", max_size=6)
TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")) | st.sampled_from("\t\n"), max_size=12)
NAMES = st.text("Sam Öz“&<\"'>", min_size=1, max_size=6)


def wrapped(inside: str, how: str, number: int) -> str:
    change = f'w:id="{number}" {BY}'
    return {
        "plain": inside,
        "bold": inside.replace("<w:r>", "<w:r><w:rPr><w:b/></w:rPr>"),
        "link": f'<w:hyperlink w:anchor="there">{inside}</w:hyperlink>',
        "control": f"<w:sdt><w:sdtPr/><w:sdtContent>{inside}</w:sdtContent></w:sdt>",
        "came": f"<w:ins {change}>{inside}</w:ins>",
        "looks": inside.replace("<w:r>", f"<w:r><w:rPr><w:i/><w:rPrChange {change}><w:rPr/></w:rPrChange></w:rPr>"),
        "went": f"<w:del {change}>{inside.replace('w:t>', 'w:delText>').replace('<w:t ', '<w:delText ')}</w:del>",
        "field": field("REF _Ref1", inside),
        "open field": field("HYPERLINK x", inside),
        "simple": f'<w:fldSimple w:instr="PAGE">{inside}</w:fldSimple>',
        "box": inside + box(p(inside)),
        "tab": f"{inside}<w:r><w:t>x</w:t><w:tab/><w:t>y</w:t><w:br/></w:r>",
        "note": f'{inside}<w:r><w:t>z</w:t><w:footnoteReference w:id="2"/><w:t>w</w:t></w:r>',
        "bookmark": f'<w:bookmarkStart w:id="{number}" w:name="b{number}"/>{inside}<w:bookmarkEnd w:id="{number}"/>',
    }[how]


HOWS = [*"plain bold link control came looks went box tab note bookmark field simple".split(), "open field"]


@st.composite
def files(draw: st.DrawFn) -> bytes:
    number = iter(range(1, 1000))
    paragraph = st.lists(st.tuples(WORDS, st.sampled_from(HOWS)), max_size=4)

    def one() -> str:
        return p(*(wrapped(r(text), how, next(number)) for text, how in draw(paragraph)))

    blocks = []
    for kind in draw(st.lists(st.sampled_from(["p", "p", "table", "control"]), min_size=1, max_size=4)):
        if kind == "table":
            blocks.append(table((one(), one())))
        elif kind == "control":
            blocks.append(f"<w:sdt><w:sdtPr/><w:sdtContent>{one()}</w:sdtContent></w:sdt>")
        else:
            blocks.append(one())
    return word_file(*blocks, p("The end."), parts={"footnotes": f'<w:footnote w:id="2">{p("A note.")}</w:footnote>'})


def edges(e: etree._Element) -> list[int]:
    """The places in a paragraph's text where a range can begin or end: not within what is carried through as one."""
    made, at = {0}, 0
    for piece in pieces_of(e):
        made |= {at, at + len(piece.text)} if piece.what else set(range(at, at + len(piece.text) + 1))
        at += len(piece.text)
    return sorted(made)


def between(paragraphs: list[etree._Element], first: int, start: int, last: int, end: int) -> tuple[Anchor, ...]:
    """What is read of a range: each paragraph with words in it; a point where there is none."""
    made = []
    for place in range(first, last + 1):
        e = paragraphs[place]
        if place == first or next(e.iterancestors(f"{W}p"), None) is None:
            low, high = start if place == first else 0, end if place == last else len(text_of(pieces_of(e)))
            made += [Anchor(e, low, high)] if low < high else []
    return tuple(made) or (Anchor(paragraphs[first], start, start),)


@st.composite
def hung(draw: st.DrawFn, root: etree._Element) -> list[Thread]:
    paragraphs = [e for e in root.iter(f"{W}p") if next(e.iterancestors(f"{MC}Fallback"), None) is None]
    posts = st.builds(
        Post,
        NAMES,
        st.sampled_from(["", "S", "ÖZ"]),
        st.sampled_from(["", "2027-03-05T09:00:00Z", "2027-03-05T23:59:59.123Z"]),
        st.lists(TEXTS, min_size=1, max_size=3).map(tuple),
        st.booleans(),
    )
    made = []
    for number in range(draw(st.integers(1, 5))):
        first = draw(st.integers(0, len(paragraphs) - 1))
        boxed = next(paragraphs[first].iterancestors(f"{W}p"), None) is not None
        later = [k for k in range(first, len(paragraphs)) if k == first or next(paragraphs[k].iterancestors(f"{W}p"), None) is None]
        last = first if boxed else draw(st.sampled_from(later))
        start, end = draw(st.sampled_from(edges(paragraphs[first]))), draw(st.sampled_from(edges(paragraphs[last])))
        if first == last:
            start, end = sorted((start, end))
        anchors = between(paragraphs, first, start, last, end)
        made.append(Thread(f"t{number}", tuple(draw(st.lists(posts, min_size=1, max_size=3))), anchors))
    return made


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_what_is_written_is_read_at_random_places(data):
    file = data.draw(files())
    root = opened(file)
    made = data.draw(hung(root))
    insist_on_the_same(file, root, made)


def same_again(file: bytes, made: list[Thread], root: etree._Element) -> tuple[list[Thread], etree._Element]:
    """The same threads on the same file, opened anew."""
    numbers = {e: place for place, e in enumerate(root.iter(f"{W}p"))}
    fresh = opened(file)
    paragraphs = list(fresh.iter(f"{W}p"))
    return [replace(t, anchors=tuple(a._replace(element=paragraphs[numbers[a.element]]) for a in t.anchors)) for t in made], fresh


def insist_on_the_same(file: bytes, root: etree._Element, made: list[Thread]) -> None:
    there, said = placed(made, root), told(made)
    texts = [text_of(pieces_of(e)) for e in root.iter(f"{W}p")]
    written = with_threads(file, made, root)
    package = Package(written)
    again = package.xml(package.main)
    found = threads(package, again)
    assert told(found) == said
    assert placed(found, again) == there
    assert [text_of(pieces_of(e)) for e in again.iter(f"{W}p")] == texts
    insist_on_sound_marks(written)
    ids = Counter(e.get(ID) for e in again.iter(START, f"{W}ins", f"{W}del", f"{W}rPrChange", f"{W}bookmarkStart"))
    assert [number for number, times in ids.items() if times > 1] == []
    assert with_threads(file, *same_again(file, made, root)) == written


def test_a_planted_fault_of_the_writer_is_found(monkeypatch):
    file = word_file(p(r("Staff will answer.")))
    root = opened(file)
    made = [Thread("t1", (POST,), (Anchor(next(root.iter(f"{W}p")), 6, 10),))]
    insist_on_the_same(file, root, made)
    right = Seams.before
    monkeypatch.setattr(Seams, "before", lambda seams, at: right(seams, at - 1))
    root = opened(file)
    with pytest.raises(AssertionError):
        insist_on_the_same(file, root, [Thread("t1", (POST,), (Anchor(next(root.iter(f"{W}p")), 6, 10),))])
