"""Threads at random places of random documents: what is written is read, and nothing else of the document changes."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from exports.comment_marks import Seams
from exports.comment_places import ID, START, Anchor, pieces_of
from exports.comments import Post, Thread, threads
from exports.ooxml import MC, W, text_of
from exports.package import Package
from tests.word_comments import POST, insist_on_sound_marks, opened, placed, told, with_threads
from tests.word_files import box, field, p, r, table, word_file

BY = 'w:author="Sam" w:date="2027-03-05T09:00:00Z"'
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
