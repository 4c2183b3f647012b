"""The plain box: a clause's words a line a paragraph, no markup; and back, finding which line was which paragraph."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from specs import words
from specs.refusals import Refused
from specs.spans import carry_marks
from specs.typed import cleaned, seen, short_enough
from specs.wording import Paragraph, Wording


@dataclass(frozen=True, slots=True)
class Box:
    """One box of the form, or a placeholder for what is not edited here.

    ``kind``: ``heading`` (one line), ``words`` (a line a paragraph), ``cell`` (the same, in a table), ``block`` (shown, not edited).
    """

    kind: Literal["heading", "words", "cell", "block"]
    paragraphs: Wording

    @property
    def text(self) -> str:
        """What stands in the box."""
        return "\n".join(flat(p.text) for p in self.paragraphs)


def flat(text: str) -> str:
    """A paragraph on one line: tabs and line breaks inside it read as spaces, one for one, and are found again afterwards."""
    return text.replace("\t", " ").replace("\n", " ")


def boxes(wording: Wording) -> list[Box]:
    """The boxes of a clause, in order: its heading (always, maybe empty), then runs of paragraphs, cells and blocks."""
    rest = list(wording)
    made = [Box("heading", (rest.pop(0),) if rest and rest[0].kind == "head" else ())]
    for p in rest:
        kind: Literal["words", "cell", "block"] = "block" if p.kind == "block" else "cell" if p.place else "words"
        last = made[-1]
        same_cell = last.kind == kind and kind == "cell" and last.paragraphs[0].place == p.place
        if same_cell or (kind == "words" and last.kind == "words"):
            made[-1] = Box(kind, (*last.paragraphs, p))
        else:
            made.append(Box(kind, (p,)))
    if not any(box.kind == "words" for box in made):
        made.append(Box("words", ()))
    return made


def filled(wording: Wording, typed: Sequence[str]) -> Wording:
    """The wording after the boxes were filled in: paragraphs found again by their words, new ones with the ids +1, +2 …

    ``typed`` has a text for each of ``boxes(wording)``; for a block it is not looked at. Raises ``Refused`` when a box is too long,
    when nothing is left of the clause, or when what cannot be edited here (an equation) was touched.
    """
    made: list[Paragraph] = []
    new = 0
    for place, box in enumerate(boxes(wording)):
        if box.kind == "block":
            made += box.paragraphs
            continue
        field = f"box-{place}"
        text = short_enough(cleaned(typed[place] if place < len(typed) else ""), "This box", field)
        lines = [line.strip() for line in text.split("\n")]
        if box.kind == "heading":
            lines = [" ".join(text.split())]
        lines = [line for line in lines if line]
        if box.text.split("\n") == text.split("\n"):
            made += box.paragraphs
            continue
        for paragraph in _found_again(box, lines, made[-1] if made else None):
            new += not paragraph.id
            made.append(paragraph if paragraph.id else replace(paragraph, id=f"+{new}"))
    if not any(seen(p.text) or p.kind == "block" for p in made):
        raise Refused("Nothing is left of this clause. If it is not wanted any more, please retire it instead.", "box-1")
    return tuple(made)


def _found_again(box: Box, lines: list[str], before: Paragraph | None) -> list[Paragraph]:
    old = list(box.paragraphs)
    pairs = dict(aligned([flat(p.text).strip() for p in old], lines))
    was = {line: old[place] for place, line in pairs.items()}
    made: list[Paragraph] = []
    for place, line in enumerate(lines):
        if place in was:
            made.append(_reworded(was[place], line))
            continue
        model = made[-1] if made else (old[0] if old else None)
        made.append(_new_line(box, line, model))
    for place, p in enumerate(old):
        if place not in pairs:
            _refuse_lost_objects(p)
    if box.kind == "cell" and not made:
        return [replace(old[0], text="", marks=())]  # a cell stays, with nothing in it
    return _with_bare_numbers(old, made)


def _with_bare_numbers(old: Sequence[Paragraph], made: list[Paragraph]) -> list[Paragraph]:
    """Puts back paragraphs that are a number and no words (“Exhibit A” above its title): in a box they are blank lines, which get lost."""
    bare = [p for p in old if p.series and not p.text.strip()]
    if not bare or not made:
        return made
    there = {p.id for p in made}
    for p in reversed(bare):
        if p.id not in there:
            after = {each.id for each in old[old.index(p) + 1 :]}
            made.insert(next((k for k, each in enumerate(made) if each.id in after), len(made)), p)
    return made


def _new_line(box: Box, line: str, model: Paragraph | None) -> Paragraph:
    """A new paragraph continues the list of the line above, as Word does on Enter."""
    if box.kind == "heading":
        return Paragraph("", "head", line)
    if model is None:
        return Paragraph("", "para", line, place=box.paragraphs[0].place if box.paragraphs else None)
    kind = model.kind if model.kind in ("num", "bullet") and not model.typed else "para"
    series = model.series if kind in ("num", "bullet") else None
    return Paragraph("", kind, line, level=model.level if kind != "para" else 0, series=series, place=model.place)


def _reworded(p: Paragraph, line: str) -> Paragraph:
    """The paragraph with its new words; tabs, line breaks, bold, references and notes stay with the words that stayed."""
    shown = flat(p.text)
    stripped = shown.strip()
    if line == stripped:
        return p
    lead = len(shown) - len(shown.lstrip())
    target = shown[:lead] + line + shown[lead + len(stripped) :]
    made = words.edits(shown, target)
    text, at = [], 0
    for edit in made:
        text += [p.text[at : edit.start], target[edit.to_start : edit.to_end]]
        at = edit.end
    text.append(p.text[at:])
    for mark in p.marks:
        touched = any(e.start < mark.end and e.end > mark.start for e in made)
        if mark.name.startswith("object:") and mark.end > mark.start and touched:
            raise Refused(f"“{p.text[mark.start : mark.end]}” can only be changed in Word. Please put it back; your other words are kept.")
    return replace(p, text="".join(text), marks=carry_marks(p.marks, made))


def _refuse_lost_objects(p: Paragraph) -> None:
    for mark in p.marks:
        if mark.name.startswith("object:"):
            what = p.text[mark.start : mark.end] or mark.name.removeprefix("object:")
            raise Refused(
                f"The paragraph with “{what}” cannot be left out here, because that part can only be changed in Word. Please put it back."
            )


def aligned(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Which old line became which new one, in order: the same lines first, then, between those, the likest."""
    pairs: list[tuple[int, int]] = []
    a = b = 0
    for i, j in [*words.same_in_order(old, new), (len(old), len(new))]:
        pairs += [(a + x, b + y) for x, y in _likest(old[a:i], new[b:j])]
        if i < len(old):
            pairs.append((i, j))
        a, b = i + 1, j + 1
    return pairs


def _likest(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs in order with the greatest likeness in all (a table of sums, as in any alignment); unlike lines stay alone."""
    if not old or not new:
        return []
    if len(old) * len(new) > 40_000:
        return [(k, k) for k in range(min(len(old), len(new)))]
    bags_old, bags_new = [_bag(text) for text in old], [_bag(text) for text in new]
    alone = len(old) == len(new) == 1
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    like = [[_likeness(x, y) for y in bags_new] for x in bags_old]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            here = like[i][j] + best[i + 1][j + 1] if like[i][j] >= 0.25 or alone else -1.0
            best[i][j] = max(here, best[i + 1][j], best[i][j + 1])
    pairs, i, j = [], 0, 0
    while i < len(old) and j < len(new):
        here = like[i][j] + best[i + 1][j + 1] if like[i][j] >= 0.25 or alone else -1.0
        if here == best[i][j]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i + 1][j] == best[i][j]:
            i += 1
        else:
            j += 1
    return pairs


def _bag(text: str) -> dict[str, int]:
    counts: dict[str, int] = {}
    for token in words.tokens(text.lower()):
        if not token.isspace():
            counts[token] = counts.get(token, 0) + 1
    return counts


def _likeness(one: dict[str, int], two: dict[str, int]) -> float:
    shared = sum(min(count, two.get(token, 0)) for token, count in one.items())
    total = sum(one.values()) + sum(two.values())
    return 2 * shared / total if total else 1.0
