"""What was found in a Word file, before anybody confirmed it: clauses, lists, notes and what could not be kept."""

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from specs.tender import Note
from specs.wording import Wording, from_rows, heading, to_rows


@dataclass(frozen=True, slots=True)
class FoundClause:
    """A clause as found, with how its beginning was recognised (“heading style”, “typed number”, “table” …)."""

    wording: Wording
    notes: tuple[Note, ...] = ()
    how: str = ""

    @property
    def title(self) -> str:
        """Its heading, or its first words."""
        head = heading(self.wording)
        if head:
            return head.text
        return next((p.text for p in self.wording if p.text.strip()), "")


@dataclass(frozen=True, slots=True)
class Tracked:
    """A tracked change that stood in the file: something came (“in”), went (“out”), or the file does not say which (“changed”: cells).

    ``what`` is “words” (none where a picture or the like came or went), “paragraph” (only its end), “row” or “cell”; ``ends`` is how many
    ends of paragraphs came or went with it. ``place`` is the number of the paragraph in which it stands, or stood, now that all changes are
    accepted; None outside the body.
    """

    kind: Literal["in", "out", "changed"]
    what: Literal["words", "paragraph", "row", "cell"]
    author: str
    day: str
    words: str
    place: int | None
    ends: int = 0


@dataclass(frozen=True, slots=True)
class MarginPost:
    """A comment in the margin, or a reply."""

    author: str
    day: str
    text: str


@dataclass(frozen=True, slots=True)
class Margin:
    """A comment in the margin with its replies; ``where`` are the words that it hangs on: the number of a paragraph, from, to."""

    posts: tuple[MarginPost, ...]
    where: tuple[tuple[int, int, int], ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """What a file had before it came in, and what is kept of it; ``looks`` is how many changes were only to how something looks."""

    tracked: tuple[Tracked, ...] = ()
    margin: tuple[Margin, ...] = ()
    looks: int = 0

    @property
    def posts(self) -> int:
        """How many comments and replies there are."""
        return sum(len(each.posts) for each in self.margin)


@dataclass(frozen=True)
class Found:
    """A Word file read into clauses. Paragraph ids are q1, q2, … within the file; the record gives them their own."""

    title: str
    clauses: tuple[FoundClause, ...]
    lists: dict[str, Any] = field(default_factory=dict)
    insertions: int = 0
    deletions: int = 0
    comments: int = 0
    left_out: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    kept: Kept = Kept()

    def counts(self) -> dict[str, Any]:
        """The import report, as ``cotender import --json`` prints it (without the tender's id)."""
        paragraphs = [p for clause in self.clauses for p in clause.wording]
        return {
            "clauses": len(self.clauses),
            "paragraphs": sum(p.kind != "block" for p in paragraphs),
            "blocks": sum(p.kind == "block" for p in paragraphs),
            "notes": sum(len(clause.notes) for clause in self.clauses),
            "tracked_changes": {"insertions": self.insertions, "deletions": self.deletions},
            "comments": self.comments,
            "left_out": list(self.left_out),
        }


def found_to_json(found: Found) -> dict[str, Any]:
    """As plain data, to be kept while somebody looks at the preview."""
    return {
        "title": found.title,
        "clauses": [
            {"wording": list(to_rows(c.wording)), "notes": [asdict(note) for note in c.notes], "how": c.how} for c in found.clauses
        ],
        "lists": found.lists,
        "insertions": found.insertions,
        "deletions": found.deletions,
        "comments": found.comments,
        "left_out": list(found.left_out),
        "warnings": list(found.warnings),
        "kept": asdict(found.kept),
    }


def found_from_json(kept: dict[str, Any]) -> Found:
    """What ``found_to_json`` kept."""
    return Found(
        title=kept["title"],
        clauses=tuple(FoundClause(from_rows(*c["wording"]), tuple(Note(**note) for note in c["notes"]), c["how"]) for c in kept["clauses"]),
        lists=kept["lists"],
        insertions=kept["insertions"],
        deletions=kept["deletions"],
        comments=kept["comments"],
        left_out=tuple(kept["left_out"]),
        warnings=tuple(kept["warnings"]),
        kept=_kept_from_json(kept.get("kept", {})),
    )


def _kept_from_json(kept: dict[str, Any]) -> Kept:
    return Kept(
        tuple(Tracked(**each) for each in kept.get("tracked", ())),
        tuple(
            Margin(tuple(MarginPost(**post) for post in each["posts"]), tuple((n, a, b) for n, a, b in each["where"]), each["words"])
            for each in kept.get("margin", ())
        ),
        kept.get("looks", 0),
    )
