"""What a returned file says, drawn: each change with its words, what could not be placed, how clauses were found."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from markupsafe import Markup
from starlette.datastructures import FormData
from starlette.requests import Request

from server.pages.at_clause import number as as_number
from server.pages.common import Seated, name_of
from server.pages.comparison import DrawnComparison, drawn_comparison
from server.pages.drawing import in_lines, shown
from server.rendering import many
from server.returned import Read, edition_in_words
from specs import days
from specs.comparing import compare
from specs.labels import name_of as clause_name
from specs.proposed import Arrangement
from specs.returned import NOBODY, Back, Edit, Remark, ReturnedFile, Unplaced
from specs.returned_plan import BECOMES, Plan, Planned
from specs.reviewers import name_in, reads_file_name, reads_names
from specs.showing import in_words
from specs.tender import Tender
from specs.typed import named

TAGS = {"suggestion": "ct-tag--open", "legal": "ct-tag--warn", "comment": "", "reply": ""}
STEPS = {
    "a person": "as you said",
    "bookmark": "by the hidden mark that the file went out with",
    "paragraph id": "by the hidden number of its paragraph",
    "printed reference": "by its printed number and heading",
    "exact text": "by its words",
    "likeness": "by words that are nearly the same, in their place",
    "ask": "not for certain",
    "gone": "not any more",
    "no words": "as nothing that can be read: they have no words",
}


class Item(NamedTuple):
    """Something in a file: its clause, whose it is, what it becomes, and the words with what went and came (or what was said)."""

    called: str
    clause_url: str
    who: str
    becomes: str
    tag: str
    sentence: str
    comparison: DrawnComparison | None
    lines: list[Markup]
    url: str = ""
    state: str = ""


class Rest(NamedTuple):
    """What of a file becomes nothing here: what was recorded before, what could not be placed, what is not words, what was mended."""

    already: list[tuple[str, str]]
    unplaced: list[tuple[str, str, str, list[Markup]]]
    differences: list[Markup]
    mended: list[str]


class Unsure(NamedTuple):
    """A clause of which the file does not say for certain where it is: its words, and the places that it may be at."""

    clause: str
    called: str
    words: Markup
    places: list[tuple[str, str, str]]
    field: str
    value: str


class DrawnFile(NamedTuple):
    """A file that came back, or that a part came in, in a list: ``came`` says which of these, by whom and when."""

    url: str
    name: str
    came: str
    counts: list[str]


def who(number: int, several: bool = True) -> str:
    """One of a file’s reviewers, for whoever is not told more."""
    if number == NOBODY:
        return "Changed without tracking"
    return f"Reviewer {number}" if several else "A reviewer"


def called(tender: Tender, clause: str) -> str:
    """A clause at the beginning of a line."""
    name = clause_name(tender, clause) if clause in tender.clauses else "the beginning"
    return f"{name[0].upper()}{name[1:]}"


def in_place(at: Seated) -> dict[str, int]:
    """The clauses by their place in the tender."""
    return {clause.id: place for place, clause in enumerate(at.tender.reading_order())}


def items(at: Seated, plan: Plan, back: Back) -> list[Item]:
    """What will be recorded, in the order of the tender."""
    places, several = in_place(at), len(back.names) > 1
    ordered = sorted(plan.new, key=lambda each: places.get(each.item.clause, -1))
    return [_item(at, each, several) for each in ordered]


def _item(at: Seated, each: Planned, several: bool) -> Item:
    item = each.item
    sentence, comparison, lines = said(item) if isinstance(item, Remark) else changed(at.tender, item)
    url = f"/tenders/{at.tender.id}/clauses/{item.clause}"
    return Item(
        called(at.tender, item.clause),
        url,
        who(item.reviewer, several),
        BECOMES[each.becomes],
        TAGS[each.becomes],
        sentence,
        comparison,
        lines,
    )


def said(remark: Remark) -> tuple[str, DrawnComparison | None, list[Markup]]:
    """A comment: of which words, and what it says."""
    about = f"About the words “{named(remark.said)}”:" if remark.said.strip() else ""
    return about, None, in_lines(remark.text)


def changed(tender: Tender, edit: Edit) -> tuple[str, DrawnComparison | None, list[Markup]]:
    """A change: in a sentence where it is another order, else with its words."""
    clause = tender.clauses[edit.clause]
    mixed = "Somebody else had changed the same words in the file before; both changes are in it." if edit.mixed else ""
    if edit.kind == "wording":
        before = clause.versions[edit.base - 1].wording
        return mixed, drawn_comparison(compare(before, edit.wording, edit.made)), []
    sentence = in_words(tender, clause, edit.kind, Arrangement(after=edit.after))
    if edit.kind == "new":
        return sentence, drawn_comparison(compare((), edit.wording)), []
    return f"{sentence} {mixed}".strip(), None, []


def counted(plan: Plan, back: Back) -> list[str]:
    """What is in a file, in numbers."""
    kinds = Counter(each.becomes for each in plan.new)
    words = {
        "suggestion": ("suggestion", "suggestions"),
        "legal": ("legal change", "legal changes"),
        "comment": ("comment", "comments"),
        "reply": ("reply", "replies"),
    }
    made = [many(kinds[kind], *words[kind]) for kind in BECOMES if kinds[kind]]
    if back.names and plan.new:
        people = {each.item.reviewer for each in plan.new if each.item.reviewer != NOBODY}
        made += [f"from {many(len(people), 'person', 'people')}"] if people else []
    return made


def rest(at: Seated, plan: Plan, found: Read) -> Rest:
    """What becomes nothing here."""
    several = len(found.back.names) > 1
    return Rest(
        [(called(at.tender, each.item.clause), each.why) for each in plan.already],
        list(unplaced(at, plan.unplaced, several)),
        [shown(each) for each in found.back.differences],
        list(found.said),
    )


def unplaced(at: Seated, found: tuple[Unplaced, ...] | list[Unplaced], several: bool) -> Iterator[tuple[str, str, str, list[Markup]]]:
    """What could not be placed: where it stood, whose it is, why, and its words."""
    for each in found:
        yield called(at.tender, each.after) if each.after else "", who(each.reviewer, several), each.why, in_lines(each.text)


def steps(back: Back) -> list[str]:
    """How the clauses were found, in sentences."""
    counts = Counter(step for _, step in back.found)
    return [f"{many(counts[step], 'clause was', 'clauses were')} found {words}." for step, words in STEPS.items() if counts[step]]


def unsure(at: Seated, back: Back, told: tuple[tuple[str, int], ...]) -> list[Unsure]:
    """The clauses to ask a person about."""
    chosen = dict(told)
    made = []
    for clause, places in back.asks:
        field = f"place-{clause}"
        words = at.tender.clauses[clause]
        options = [(str(at_line), f"Here: “{_short(text)}”", "") for at_line, text in places]
        options.append(("-1", "It is not in the file any more", ""))
        first = next((p.text for p in (*words.body, *words.wording) if p.text.strip()), "")
        made.append(Unsure(clause, called(at.tender, clause), shown(_short(first)), options, field, str(chosen.get(clause, ""))))
    return made


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 160 else flat[:159].rsplit(" ", 1)[0] + "…"


def places_of(sent: FormData) -> Iterator[tuple[str, int]]:
    """Where somebody says that clauses are: the clause, and the line of the file (-1: it is gone)."""
    for field, value in sent.multi_items():
        if field.startswith("place-") and isinstance(value, str):
            at = -1 if value == "-1" else as_number(value)
            if at is not None:
                yield field.removeprefix("place-"), at


def drawn_file(request: Request, at: Seated, file: ReturnedFile) -> DrawnFile:
    """A file in the list of those that came back."""
    tender, names = at.tender, name_of(request, at.tender.id)
    suggested = sum(thread in tender.proposals for thread, _ in file.threads)
    part, by, day = named(tender.parts[file.part].name), names(file.stamp.by), days.said(file.on)
    if file.imported:
        came = f"“{part}” came in as this document. {by} brought it in on {day}."
    else:
        came = f"“{part}”, for {edition_in_words(tender, file.edition)}. {by} brought it back on {day}."
    counts = [
        many(len(file.imported.passages) if file.imported else 0, "tracked change"),
        many(suggested, "suggestion"),
        many(len(file.threads) - suggested, "comment or reply", "comments and replies"),
        many(len(file.legal), "legal change"),
        many(len(file.unplaced), "thing that could not be placed", "things that could not be placed"),
    ]
    return DrawnFile(
        f"/tenders/{tender.id}/returned/{file.id}",
        named(file.file_name) if file.file_name and reads_file_name(at.by, file) else "A Word file",
        came,
        [each for each in counts if not each.startswith("0 ")],
    )


def reviewer_named(at: Seated, file: ReturnedFile, number: int, names: Any) -> str:
    """A reviewer as this person may know them: by name once it was said who it is, as in the file for the facilitator."""
    member = file.members.get(number, "")
    own = name_in(file, number)
    plain = names(member) if member else who(number, len(file.names) > 1)
    return f"{plain} (“{named(own)}” in the file)" if own and reads_names(at.by) else plain
