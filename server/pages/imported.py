"""What an imported document had before it came in, drawn: who put in and crossed out what, and what was said in its margin."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from markupsafe import Markup

from server.pages.drawing import shown
from server.pages.returned_drawing import called, who
from server.rendering import many
from specs.imported import BEFORE, Places, authors, passages
from specs.preview import Preview, brief, rows
from specs.reading import Margin
from specs.returned import Imported, Passage
from specs.tender import Tender

DID = {
    ("in", "words"): "put in",
    ("out", "words"): "crossed out",
    ("in", "paragraph"): "began a new paragraph here",
    ("out", "paragraph"): "joined two paragraphs here",
    ("in", "row"): "put in a row of a table",
    ("out", "row"): "took out a row of a table",
    ("changed", "cell"): "changed the cells of a table",
}
NOTHING = "something without words"  # a picture, a space
BESIDE = "Beside the clauses"
LONGEST = 300  # characters of each in the preview: the whole of it is kept
FEW = 20  # that are shown without being asked for


class Line(NamedTuple):
    """One thing: whose it is, what they did, and the words."""

    who: str
    did: str
    words: Markup


class Group(NamedTuple):
    """What was done or said in one clause; without an address where it stands beside them."""

    called: str
    url: str
    lines: list[Line]


class Before(NamedTuple):
    """What is kept of a document when it is brought in, for its preview; ``comments`` is what the tick box is called."""

    title: str
    changes: list[Group]
    changed: str
    margin: list[Group]
    said: str
    comments: str
    open: bool


def before(preview: Preview, everybody: str) -> Before | None:
    """What the document of a preview had; None where there was nothing. ``everybody`` says who will read the comments."""
    kept = preview.found.kept
    if not (kept.tracked or kept.margin):
        return None
    places = Places((str(place), clause.wording) for place, clause in enumerate(preview.found.clauses, 1))
    names = authors(kept, comments=True)
    numbers = {name: at for at, name in enumerate(names, 1)}
    titles = {str(row.place): f"{row.label} {row.title or brief(row.words, 60)}".strip() for row in rows(preview)}

    def reviewer(number: int) -> str:
        return who(number, len(names) > 1)

    found = [(each.clause, line_of(each, reviewer(each.reviewer), LONGEST)) for each in passages(kept, places, numbers)]
    said = [
        (places.clause(each.where[0][0]) if each.where else "", line)
        for each in kept.margin
        for line in _said(each, [reviewer(numbers[post.author]) for post in each.posts])
    ]
    posts = "the comment" if kept.posts == 1 else f"the {kept.posts:,} comments"
    return Before(
        BEFORE,
        _grouped(found, lambda place: (titles[place], f"#clause-{place}")),
        many(len(kept.tracked), "tracked change"),
        _grouped(said, lambda place: (titles[place], f"#clause-{place}")),
        many(kept.posts, "comment"),
        f"Bring in {posts} in the margin: {everybody} will read {'it' if kept.posts == 1 else 'them'}" if kept.posts else "",
        len(found) + len(said) <= FEW,
    )


def changed_before(tender: Tender, imported: Imported, reviewer: Callable[[int], str]) -> list[Group]:
    """What had been changed in a document that came in, clause by clause in the order of the document."""
    lines = [(each.clause, line_of(each, reviewer(each.reviewer))) for each in imported.passages]
    return _grouped(lines, lambda clause: (called(tender, clause), f"/tenders/{tender.id}/clauses/{clause}"))


def stays_behind(imported: Imported) -> list[str]:
    """What of a document is not here, in sentences."""
    made = []
    if imported.left_out:
        left = many(imported.left_out, "comment in its margin was", "comments in its margin were")
        made.append(f"{left} not brought in: the document alone has {'it' if imported.left_out == 1 else 'them'}.")
    if imported.looks:
        made.append(f"{many(imported.looks, 'change was', 'changes were')} only to how something looks. The document as it came has them.")
    return made


def line_of(passage: Passage, reviewer: str, longest: int = 0) -> Line:
    """A tracked change: whose it is, what it was, and the words."""
    did = DID[passage.kind, passage.what]
    if passage.words is None:
        return Line(reviewer, did, Markup("(these words were taken back)"))
    flat = " ".join(passage.words.split())
    if not flat:
        return Line(reviewer, f"{did} {NOTHING}" if passage.what == "words" else did, Markup())
    return Line(reviewer, did, _quoted(brief(flat, longest) if longest else flat))


def _said(margin: Margin, reviewers: list[str]) -> Iterable[Line]:
    about = f" about “{brief(margin.words, 80)}”" if margin.words.strip() else ""
    for place, (reviewer, post) in enumerate(zip(reviewers, margin.posts, strict=True)):
        yield Line(reviewer, "replied" if place else f"said{about}", _quoted(brief(post.text, LONGEST)))


def _quoted(words: str) -> Markup:
    return Markup("“") + shown(words) + Markup("”")


def _grouped(lines: Iterable[tuple[str, Line]], named: Callable[[str], tuple[str, str]]) -> list[Group]:
    """Lines by clause, in the order in which each clause comes up first; what stands beside them at the end."""
    found: dict[str, list[Line]] = {}
    for clause, line in lines:
        found.setdefault(clause, []).append(line)
    beside = found.pop("", [])
    made = [Group(*named(clause), there) for clause, there in found.items()]
    return [*made, Group(BESIDE, "", beside)] if beside else made
