"""Changing a clause's words: a plain box without markup, whose words are kept whatever happens."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from server import workers
from server.pages.at_clause import AtClause, clause_page, to_draft
from server.pages.common import act, form, go, name_of
from server.pages.comparison import drawn_comparison
from server.pages.offers import split_places
from server.rendering import moment
from specs.boxes import Box, boxes, filled
from specs.clauses import Reword
from specs.comparing import compare
from specs.grouping import linked
from specs.labels import labels
from specs.refusals import Refused, Stale
from specs.tender import Version
from specs.typed import LONGEST, UNSEEN, UNSEEN_CHARACTER
from specs.wording import Paragraph, Wording
from specs.words import Change, changes

HALF = "A part of this form did not arrive, so nothing was saved. Please look at the boxes below and send it again."
QUICK = 4_000  # characters in boxes that changed: more is compared in a worker, so that nobody else waits for it


class Compared(NamedTuple):
    """What was typed, as wording, with its changes."""

    wording: Wording
    made: tuple[Change, ...]


def compared(before: Wording, typed: tuple[str, ...]) -> Compared:
    """What was typed in the boxes of ``before``, as wording and as numbered changes, linked where words only went elsewhere.

    Raises ``Refused``.

    A function of its own because a worker process runs it when the texts are long.
    """
    wording = filled(before, typed)
    return Compared(wording, linked(before, wording, changes(before, wording)))


def is_long(before: Wording, typed: Sequence[str]) -> bool:
    """Whether comparing these words takes long enough to be done elsewhere."""
    both = zip(boxes(before), typed, strict=False)
    return sum(len(box.text) + len(text) for box, text in both if box.kind != "block" and box.text != text) > QUICK


@dataclass(frozen=True, slots=True)
class Field:
    """One box of the form as the page draws it. ``cells`` are given for a table's row instead of a box of its own."""

    name: str
    kind: str
    label: str
    hint: str = ""
    text: str = ""
    rows: int = 2
    block: Paragraph | None = None
    cells: tuple["Field", ...] = ()


def fields(wording: Wording, labels: dict[str, str], typed: Sequence[str] | None = None) -> list[Field]:
    """The form's boxes for a wording, filled with what was typed, or with the words as they stand."""
    made: list[Field] = []
    row: list[Field] = []
    row_name: tuple[str, str] | None = None
    number = 0
    all_boxes = boxes(wording)
    words_boxes = sum(box.kind == "words" for box in all_boxes)

    def close_row() -> None:
        if row:
            made.append(Field("", "row", f"Row {number}", cells=tuple(row)))
            row.clear()

    for place, box in enumerate(all_boxes):
        text = typed[place] if typed is not None and place < len(typed) else box.text
        name = f"box-{place}"
        if box.kind == "cell":
            spot = box.paragraphs[0].place
            assert spot is not None
            if row_name != (spot.table, spot.row):
                number = number + 1 if row_name and row_name[0] == spot.table else 1
                close_row()
                row_name = (spot.table, spot.row)
            what = f"Table row {number}, cell {len(row) + 1}"
            row.append(Field(name, "cell", what, _hint(box, labels), text, text.count("\n") + 1))
            continue
        close_row()
        row_name = None
        if box.kind == "block":
            made.append(Field(name, "block", box.paragraphs[0].label or "Picture", block=box.paragraphs[0]))
        elif box.kind == "heading":
            made.append(Field(name, "heading", "Heading", _hint(box, labels), text))
        else:
            part = sum(field.kind == "words" for field in made) + 1
            label = "Words" if words_boxes == 1 else f"Words, part {part}"
            made.append(Field(name, "words", label, _hint(box, labels), text, min(30, sum(len(x) // 70 + 1 for x in text.split("\n")) + 1)))
    close_row()
    return made


def _hint(box: Box, labels: dict[str, str]) -> str:
    """What stands before the lines of a box in the document, in words: it is not part of what is typed."""
    if box.kind == "heading" and box.paragraphs and box.paragraphs[0].id in labels:
        return f"Its number is {labels[box.paragraphs[0].id]} and follows from its place."
    said: list[str] = []
    runs: list[tuple[str, int, int, str, str]] = []
    for line, p in enumerate(box.paragraphs, 1):
        label = labels.get(p.id, "")
        kind = "bullet" if p.kind == "bullet" else "label" if label else ""
        if runs and runs[-1][0] == kind:
            runs[-1] = (kind, runs[-1][1], line, runs[-1][3], label)
        else:
            runs.append((kind, line, line, label, label))
    only = len(box.paragraphs) == 1
    for kind, first, last, one, two in runs:
        lines = "This line" if only else f"Line {first}" if first == last else f"Lines {first} to {last}"
        many = first != last
        if kind == "bullet":
            said.append(f"{lines} {'are list items' if many else 'is a list item'}.")
        elif kind:
            said.append(f"{lines} {'are' if many else 'is'} numbered {one}{f' to {two}' if many else ''}.")
    return " ".join(said)


def unseen(texts: Sequence[str]) -> list[str]:
    """The signs in these texts that cannot be seen, by name: people are told that they are there."""
    found = {c: None for text in texts for c in UNSEEN_CHARACTER.findall(text)}
    return list(dict.fromkeys(UNSEEN.get(c, "unseen tag") for c in found))


def too_long(wording: Wording) -> bool:
    """Whether a box of this clause holds more than may be typed in one: it is then offered for splitting."""
    return any(len(box.text) > LONGEST for box in boxes(wording) if box.kind != "block")


def carried_over(base: Wording, typed: Sequence[str], newer: Wording) -> list[str]:
    """What was typed in the boxes of one version, put into those of a newer one. No word of it is left out.

    Heading goes to heading and cell to cell; other words to the box between the same pictures and tables, and what has no such place
    to the last box of words.
    """
    old, new = boxes(base), boxes(newer)
    texts = [typed[k] if k < len(typed) else "" for k in range(len(old))]
    where = {spot: k for k, spot in enumerate(_spots(new))}
    spots = _spots(old)
    made = ["" for _ in new]
    last = max(k for k, box in enumerate(new) if box.kind == "words") if any(box.kind == "words" for box in new) else 0
    taken: set[int] = set()
    for k, box in enumerate(old):
        if box.kind == "block":
            continue
        at = where.get(spots[k], -1)
        if at >= 0:
            taken.add(at)
        else:
            at = last
            taken.add(last)
            if not texts[k].strip():
                continue
        made[at] = f"{made[at]}\n{texts[k]}" if made[at] else texts[k]
    # A box that the older version did not have keeps the newer words: leaving it empty would take them out unseen.
    return [made[k] if k in taken or new[k].kind == "block" else new[k].text for k in range(len(new))]


def _spots(all_boxes: Sequence[Box]) -> list[tuple[str, ...]]:
    """What each box is known by in any version: its kind, and the cell it is, or the picture or cell it follows."""
    spots: list[tuple[str, ...]] = []
    after = ""
    for box in all_boxes:
        spot: tuple[str, ...] = (box.kind, after)
        if box.kind == "block":
            after = box.paragraphs[0].id
        elif box.kind == "cell" and box.paragraphs[0].place:
            spot = ("cell", *box.paragraphs[0].place)
            after = " ".join(box.paragraphs[0].place)
        spots.append((*spot, str(sum(other[: len(spot)] == spot for other in spots))))
    return spots


class Theirs(NamedTuple):
    """What somebody else saved while a form was open."""

    who: str
    number: int
    when: str
    why: str
    comparison: Any
    words: Any


async def reword(request: Request) -> Response:
    """The plain box: the words as they stand, and what becomes of them."""
    here = await to_draft(request)
    if request.method != "POST":
        if here.at.tender.rounds and here.clause.openness == "open":  # an old link: from the opening on everybody suggests
            return RedirectResponse(f"{here.url}/proposals/new", 303)
        return _form(request, here)
    sent = await form(request)
    base = _base(here, str(sent.get("base", "")))
    stood = boxes(base.wording)
    texts = [str(sent.get(f"box-{place}", box.text)) for place, box in enumerate(stood)]
    why, key = str(sent.get("why", "")), str(sent.get("key", ""))
    try:
        if any(box.kind != "block" and f"box-{place}" not in sent for place, box in enumerate(stood)):
            raise Refused(HALF)
        made = await compared_anywhere(base.wording, tuple(texts))
        await act(request, here.at, Reword(here.clause.id, base.number, made.wording, why, made.made), key)
    except Stale as stale:
        return _form(request, await to_draft(request), sent, base, texts, stale)
    except Refused as no:
        return _form(request, here, sent, base, texts, no)
    return go(request, here.url, "Your words are saved as a new version.")


def _base(here: AtClause, number: str) -> Version:
    """The version a form was opened on; the newest where the form does not say."""
    return next((version for version in here.clause.versions if str(version.number) == number), here.clause.versions[-1])


async def compared_anywhere(before: Wording, texts: tuple[str, ...]) -> Compared:
    """The same, in a process of its own where it takes long. Raises ``Refused``."""
    if is_long(before, texts):
        return await workers.run_async(compared, before, texts)
    return compared(before, texts)


def _form(
    request: Request,
    here: AtClause,
    sent: FormData | None = None,
    base: Version | None = None,
    texts: list[str] | None = None,
    refused: Refused | None = None,
) -> Response:
    """The form, with the words as they stand or as they were typed; beside what somebody else saved, where somebody did."""
    clause, tender = here.clause, here.at.tender
    newest = clause.versions[-1]
    stale = base is not None and base.number != newest.number
    if stale and base is not None and texts is not None:
        texts = carried_over(base.wording, texts, newest.wording)
    made = fields(newest.wording, labels(tender), texts)
    unseen_signs = unseen(texts if texts is not None else [box.text for box in boxes(newest.wording)])
    return clause_page(
        request,
        here,
        "wording/form.html",
        "Change the words",
        refused,
        "box-1",
        {"why": str(sent.get("why", "")) if sent else ""},
        theirs=_theirs(request, here, base, newest) if stale and base is not None else None,
        fields=made,
        base=newest.number,
        typed=texts is not None,
        too_long=too_long(newest.wording),
        length=f"{max((len(box.text) for box in boxes(newest.wording)), default=0):,}",
        may_split=bool(split_places(tender, clause, here.at.by, first=True)),
        unseen=unseen_signs,
    )


def _theirs(request: Request, here: AtClause, base: Version, newest: Version) -> Theirs:
    return Theirs(
        name_of(request, here.at.tender.id)(newest.stamp.by),
        newest.number,
        moment(newest.stamp.at),
        newest.why or "",
        drawn_comparison(compare(base.wording, newest.wording)),
        here.words(),
    )


ROUTES = [Route("/tenders/{tender}/clauses/{clause}/wording", reword, methods=["GET", "POST"])]
