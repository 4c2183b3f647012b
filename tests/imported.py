"""Documents that were changed and commented on before they came in, and the tender that they become: for tests."""

from collections import Counter
from collections.abc import Iterator

from exports import mend
from exports.ooxml import MC, M, W
from exports.package import Package
from exports.word_in import read
from specs.imported import ImportPlan, planned
from specs.reading import Found, Kept
from tests.group import TODAY
from tests.returning import KIT, LEX
from tests.story import Story
from tests.word_files import p, r, word_file

CAME, WENT = ("ins", "moveTo"), ("del", "moveFrom")
REPLY = '<w15:commentEx w15:paraId="0000000C" w15:paraIdParent="0000000B" w15:done="0"/>'
W14, W15 = "http://schemas.microsoft.com/office/word/2010/wordml", "http://schemas.microsoft.com/office/word/2012/wordml"


def by(name: str, inside: str = "", author: str = LEX, day: str = "2026-10-01") -> str:
    """A tracked change of this author."""
    return f'<w:{name} w:id="1" w:author="{author}" w:date="{day}T09:00:00Z">{inside}</w:{name}>'


def gone(text: str) -> str:
    """A run that was crossed out."""
    return r(text).replace("w:t ", "w:delText ").replace("w:t>", "w:delText>")


def on(number: int, inside: str) -> str:
    """Words with a comment in the margin."""
    end = f'<w:commentRangeEnd w:id="{number}"/><w:r><w:commentReference w:id="{number}"/></w:r>'
    return f'<w:commentRangeStart w:id="{number}"/>{inside}{end}'


def comment(number: int, text: str, author: str = KIT, name: str = "", day: str = "2026-10-02") -> str:
    """A comment; ``name`` is the w14:paraId by which replies know it."""
    inside = p(text).replace("<w:p>", f'<w:p xmlns:w14="{W14}" w14:paraId="{name or f"000000F{number}"}">', 1)
    return f'<w:comment w:id="{number}" w:author="{author}" w:date="{day}T10:00:00Z">{inside}</w:comment>'


def commented(*body: str, comments: str, **parts: str) -> bytes:
    """A file with these comments; the one called 0000000C replies to 0000000B."""
    inside = f'<w15:commentsEx xmlns:w15="{W15}">{REPLY}</w15:commentsEx>'.encode()
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.commentsExtended+xml"
    relation = "http://schemas.microsoft.com/office/2011/relationships/commentsExtended"
    return word_file(*body, parts={"comments": comments, **parts}, extra={"word/commentsExtended.xml": (kind, relation, inside)})


def document() -> bytes:
    """Three clauses: words put in and crossed out by two people, a paragraph that is gone, comments with a reply, one in the header."""
    return commented(
        p("Access", style="Heading1"),
        p(r("Staff "), by("del", gone("may")), by("ins", r("must"), KIT), on(1, r(" answer")), on(2, ""), r(" every call.")),
        p(by("del", gone("Nobody is turned away.")), about=f"<w:rPr>{by('del')}</w:rPr>"),
        p("Pay", style="Heading1"),
        p(r("1.1\tThe provider pays "), on(3, r("people")), r(" for their time.")),
        p(by("ins", r("Travel is paid, too.")), about=f"<w:rPr>{by('ins')}</w:rPr>"),
        p("It pays monthly."),
        p("Exit", style="Heading1"),
        p("The provider hands over its records."),
        comments=comment(1, "Within which time?", KIT, "0000000B")
        + comment(2, "Ten days, I hear.", LEX, "0000000C")
        + comment(3, "Also family?", LEX)
        + comment(4, "An old logo.", LEX),
        header1=p(on(4, r("Ash Council"))),
    )


def reading(data: bytes) -> Found:
    """A document as it is read on the way in."""
    return read(mend.mend(data)[0])


def imported(found: Found, comments: bool = True) -> tuple[Story, ImportPlan]:
    """A tender from this document, while it is set up, with what is kept of it."""
    story = Story(found.clauses, found.lists)
    plan = planned(story.tender, story.tender.parts["d1"], found.kept, comments, TODAY)
    assert plan is not None
    for asked in (plan.first, *plan.remarks):
        story.act(asked)
    return story, plan


def insist_on_each_once(data: bytes, kept: Kept) -> None:
    """Every tracked change of words, every end of a paragraph and every comment of a file is kept once, under its author’s name."""
    told: dict[tuple[str, str], str] = {}
    for each in kept.tracked:
        if each.what in ("words", "paragraph"):
            told[each.kind, each.author] = told.get((each.kind, each.author), "") + "".join(each.words.split())
    assert {key: Counter(words) for key, words in told.items() if words} == {key: Counter(words) for key, words in _there(data).items()}
    package = Package(data)
    roots = [package.xml(name) for name in _stories(package)]
    ends = sum(len(root.findall(f".//{W}pPr/{W}rPr/{W}{name}")) for root in roots for name in (*CAME, *WENT))
    again = sum(
        len(e.findall(f".//{W}pPr/{W}rPr/{W}{name}")) for root in roots for e in root.iter(f"{MC}Fallback") for name in (*CAME, *WENT)
    )
    assert sum(each.ends for each in kept.tracked) == ends - again
    comments = [e for name in package.related("comments")[:1] for e in package.xml(name).iter(f"{W}comment")]
    assert Counter(post.author for margin in kept.margin for post in margin.posts) == Counter(e.get(f"{W}author", "") for e in comments)


def _stories(package: Package) -> Iterator[str]:
    yield package.main
    yield from dict.fromkeys(name for kind in ("header", "footer", "footnotes", "endnotes") for name in package.related(kind))


def _there(data: bytes) -> dict[tuple[str, str], str]:
    """The words that each author put in, and crossed out, as the XML has them."""
    package = Package(data)
    found: dict[tuple[str, str], str] = {}
    for name in _stories(package):
        root = package.xml(name)
        for t in root.iter(f"{W}t", f"{W}delText", f"{M}t", f"{W}noBreakHyphen"):
            if next(t.iterancestors(f"{MC}Fallback"), None) is not None:
                continue
            text = "\u2011" if t.tag == f"{W}noBreakHyphen" else t.text or ""
            around = [e for e in t.iterancestors() if e.tag in {f"{W}{each}" for each in (*CAME, *WENT)}]
            went = [e for e in around if e.tag in {f"{W}{each}" for each in WENT}]
            for e in went or around:
                key = ("out" if went else "in", e.get(f"{W}author", ""))
                found[key] = found.get(key, "") + "".join(text.split())
    return {key: words for key, words in found.items() if words}
