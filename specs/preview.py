"""A Word file while somebody looks at what was found in it: clauses merged, split and renamed before anything is recorded."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from specs import numbering, words
from specs.reading import Found, FoundClause, found_from_json, found_to_json
from specs.refusals import Refused
from specs.spans import carry_marks
from specs.tender import Clause
from specs.typed import one_line
from specs.wording import Mark, Paragraph, Wording, heading

WHY_RENAMED = "Given this heading while the document was brought in."
SPLIT = "split here"
SAID = {"beginning": "what stands before the first heading", SPLIT: "split by you"}
GONE = "There is no such clause in this document any more. Please choose again from the list."


@dataclass(frozen=True)
class Preview:
    """A file as found, with the headings it will be given: by the id of the paragraph that is the heading, or stands below it.

    The words of ``found`` stay as they came: what is renamed becomes a version of its own, so that the start stays true to the file.
    """

    found: Found
    names: dict[str, str] = field(default_factory=dict)

    def counts(self) -> dict[str, Any]:
        """The import report."""
        return self.found.counts()


class Row(NamedTuple):
    """A clause as the preview lists it: where it stands (from 1), what it goes by, how it was recognised, how much it holds."""

    place: int
    label: str
    title: str
    named: bool
    renamed: bool
    level: int
    words: str
    how: str
    paragraphs: int
    splits: bool


def preview_to_json(preview: Preview) -> dict[str, Any]:
    """As plain data, to be kept until somebody confirms it."""
    return {"found": found_to_json(preview.found), "names": preview.names}


def preview_from_json(kept: dict[str, Any]) -> Preview:
    """What ``preview_to_json`` kept."""
    return Preview(found_from_json(kept["found"]), dict(kept["names"]))


def rows(preview: Preview, longest: int = 160) -> list[Row]:
    """The clauses in order, ready to be listed."""
    found = preview.found
    every = [p for clause in found.clauses for p in clause.wording]
    labels = numbering.labels(every, found.lists)
    made = []
    for place, clause in enumerate(found.clauses, 1):
        head, first = heading(clause.wording), clause.wording[0]
        name = preview.names.get(first.id, "")
        text = name or (head.text if head else "")
        body = clause.wording[1:] if head else clause.wording
        label = (first.label if first.typed else labels.get(first.id, "")) if first.kind not in ("block", "bullet") else ""
        made.append(
            Row(
                place,
                label,
                brief(text, 250),
                bool(text),
                bool(name),
                min(head.level, 5) if head else 5,
                brief(" ".join(p.text for p in body if p.text.strip()), longest),
                found_by(clause.how),
                len(clause.wording),
                bool(split_places(clause)),
            )
        )
    return made


def found_by(how: str) -> str:
    """How a clause was recognised, in words."""
    return SAID.get(how, f"found by its {how}" if how else "")


def brief(text: str, longest: int) -> str:
    """A text on one line, cut after a whole word where it is longer."""
    flat = " ".join(text.split())
    return flat if len(flat) <= longest else flat[: longest - 1].rsplit(" ", 1)[0] + "…"


def split_places(clause: FoundClause) -> list[Paragraph]:
    """The paragraphs with which a new clause can begin: both halves keep some words, and a table stays together."""
    wording = clause.wording
    first = 2 if heading(wording) else 1
    return [p for before, p in zip(wording[first - 1 :], wording[first:], strict=False) if not _same_table(before, p)]


def _same_table(one: Paragraph, two: Paragraph) -> bool:
    return bool(one.place and two.place) and _outermost(one) == _outermost(two)


def _outermost(p: Paragraph) -> str:
    assert p.place is not None
    return p.place.table.split(".")[0]


def merged(preview: Preview, place: int) -> Preview:
    """The clause at this place (from 1) joined to the one before it. Raises ``Refused``."""
    clauses = list(preview.found.clauses)
    gone = _clause(preview, place)
    if place == 1:
        raise Refused("Nothing stands before the first clause, so there is nothing to join it to.")
    one = clauses[place - 2]
    clauses[place - 2 : place] = [FoundClause((*one.wording, *gone.wording), (*one.notes, *gone.notes), one.how)]
    return _with(preview, clauses, lambda k: k - 1 if k >= place else k)


def split(preview: Preview, place: int, at: str, name: str = "") -> Preview:
    """A new clause from the paragraph ``at`` on, under the heading ``name`` where one is given. Raises ``Refused``."""
    clause = _clause(preview, place)
    if at not in {p.id for p in split_places(clause)}:
        raise Refused("Please choose the paragraph with which the new clause begins.", "at")
    cut = next(k for k, p in enumerate(clause.wording) if p.id == at)
    wording = clause.wording[cut:]
    noted = {mark.name[5:] for p in wording for mark in p.marks if mark.name.startswith("note:")}
    one = FoundClause(clause.wording[:cut], tuple(note for note in clause.notes if note.id not in noted), clause.how)
    two = FoundClause(wording, tuple(note for note in clause.notes if note.id in noted), SPLIT)
    clauses = list(preview.found.clauses)
    clauses[place - 1 : place] = [one, two]
    made = _with(preview, clauses, lambda k: k + 1 if k > place else k)
    return named(made, place + 1, name) if name.strip() else made


def named(preview: Preview, place: int, name: str) -> Preview:
    """The clause under another heading; under its own again, where nothing is typed. Raises ``Refused``."""
    clause = _clause(preview, place)
    first = clause.wording[0]
    names = {key: kept for key, kept in preview.names.items() if key != first.id}
    if name.strip():
        typed = one_line(name, "The heading", "heading")
        if typed != first.text or first.kind != "head":
            _headed(clause.wording, typed)
            names[first.id] = typed
    return replace(preview, names=names)


def _clause(preview: Preview, place: int) -> FoundClause:
    if not 1 <= place <= len(preview.found.clauses):
        raise Refused(GONE)
    return preview.found.clauses[place - 1]


def _with(preview: Preview, clauses: list[FoundClause], moved: Any) -> Preview:
    """The preview with these clauses; references to clauses follow to where those stand now."""

    def followed(mark: Mark) -> Mark:
        kind, _, name = mark.name.partition(":")
        return mark._replace(name=f"ref:k{moved(int(name[1:]))}") if kind == "ref" and name[:1] == "k" and name[1:].isdigit() else mark

    made = tuple(
        replace(c, wording=tuple(replace(p, marks=tuple(map(followed, p.marks))) if p.marks else p for p in c.wording)) for c in clauses
    )
    return replace(preview, found=replace(preview.found, clauses=made))


def _headed(wording: Wording, name: str) -> Wording:
    """A wording under this heading: its own with other words (bold and references carried over), or a new one, with the id +1."""
    head = heading(wording)
    if head is None:
        return (Paragraph("+1", "head", name, level=wording[0].level if wording[0].kind == "num" else 0), *wording)
    made = words.edits(head.text, name)
    for mark in head.marks:
        if mark.name.startswith("object:") and mark.end > mark.start and any(e.start < mark.end and e.end > mark.start for e in made):
            raise Refused(f"“{head.text[mark.start : mark.end]}” can only be changed in Word. Please leave it in the heading.", "heading")
    return (replace(head, text=name, marks=carry_marks(head.marks, made)), *wording[1:])


def renamings(preview: Preview, clauses: Sequence[Clause]) -> list[tuple[str, Wording]]:
    """What is left to reword once the found clauses are in a tender: the id and new wording of each clause that gets another heading.

    ``clauses`` are the tender's, in the order of ``preview.found``.
    """
    return [
        (clause.id, _headed(clause.wording, preview.names[found.wording[0].id]))
        for found, clause in zip(preview.found.clauses, clauses, strict=True)
        if found.wording[0].id in preview.names
    ]
