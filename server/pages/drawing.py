"""How a clause's words are drawn on a page: lists with their labels, tables as tables, what cannot be edited as a named gap."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from markupsafe import Markup, escape

from specs.tender import Clause, Lock, Note
from specs.threads import Span
from specs.typed import UNSEEN
from specs.wording import Mark, Paragraph, Wording

HIDDEN = '<span class="govuk-visually-hidden">'
BREAKS = {"\t": '<span class="ct-tab"> </span>', "\n": "<br>"}


@dataclass(frozen=True, slots=True)
class Ink:
    """What drawing a clause needs beside its words: computed labels, notes, fixed words, and where references lead.

    ``link`` is put before a clause's id to make a reference a link; only clauses in ``known`` (those the reader may see) are linked.
    """

    clause: str
    labels: Mapping[str, str]
    link: str = "#"
    known: Container[str] = ()
    notes: tuple[Note, ...] = ()
    locks: tuple[Lock, ...] = ()
    lines: bool = False  # whether each paragraph gets an id of its own, for links to it
    places: dict[str, int] = field(default_factory=dict)
    spoken: tuple[Span, ...] = ()  # words that something was said about
    about: tuple[Span, ...] = ()  # words that one comment was about, in the version it was about


def ink_for(clause: Clause, labels: Mapping[str, str], link: str, known: Container[str], lines: bool = False) -> Ink:
    """What it takes to draw a clause as it stands."""
    return Ink(clause.id, labels, link, known, clause.notes, clause.locks, lines)


def in_lines(text: str) -> list[Markup]:
    """Words that somebody wrote, line by line, as they can stand in a page."""
    return [shown(line) for line in text.split("\n") if line.strip()]


def shown(text: str) -> Markup:
    """Words for a page, escaped; what cannot be seen (marks that turn the direction of writing, signs without width) is named."""
    return Markup(_text(text))  # noqa: S704 - _text escapes


def html(text: str) -> str:
    """The same as plain text that is HTML already: for templates that do not escape once more."""
    return _text(text)


def drawn(wording: Wording | Sequence[Paragraph], ink: Ink) -> Markup:
    """A clause's words, without its heading, as HTML; its notes at the end."""
    made: list[str] = []
    _flow(list(wording), ink, made)
    if ink.notes:
        _notes(ink, made)
    return Markup("".join(made))  # noqa: S704 - every text went through _text or _marked


def line(paragraph: Paragraph, ink: Ink) -> Markup:
    """The words of one paragraph with their marks, without the element around them."""
    return Markup(_words(paragraph, ink))  # noqa: S704 - _words escapes


def _text(text: str) -> str:
    made = str(escape(text))
    if text.isprintable():
        return made
    return "".join(_sign(c) if not c.isprintable() else c for c in made)


def _sign(character: str) -> str:
    if character in BREAKS:
        return BREAKS[character]
    if character in UNSEEN:
        return f'<span class="ct-unseen">[{UNSEEN[character]}]</span>'
    if "\U000e0000" <= character <= "\U000e007f":
        return '<span class="ct-unseen">[unseen tag]</span>'
    return character


def _flow(rest: list[Paragraph], ink: Ink, made: list[str]) -> None:
    """Paragraphs one after another: runs of list items become lists, runs of cells tables."""
    at, size, in_list = 0, len(rest), False
    while at < size:
        p = rest[at]
        kind = p.kind
        listed = (kind == "num" or kind == "bullet") and p.place is None
        if listed != in_list:
            made.append('<ul class="ct-list" role="list">' if listed else "</ul>")
            in_list = listed
        if p.place is not None:
            until = at + 1
            table = p.place.table
            while until < size and rest[until].place is not None and _inside(rest[until], table):
                until += 1
            _table(rest[at:until], table, ink, made)
            at = until
            continue
        if listed:
            _item(p, ink, made)
        elif kind == "para":
            label = ink.labels.get(p.id)
            name = f' id="{ink.clause}-{p.id}"' if ink.lines else ""
            made.append(f"<p{name}>{_label(label)}{_words(p, ink)}</p>" if label else f"<p{name}>{_words(p, ink)}</p>")
        elif kind == "head":
            name = f' id="{ink.clause}-{p.id}"' if ink.lines else ""
            made.append(f'<p class="ct-inner-heading"{name}>{_label(ink.labels.get(p.id))}{_words(p, ink)}</p>')
        else:
            _block(p, ink, made)
        at += 1
    if in_list:
        made.append("</ul>")


def _label(label: str | None) -> str:
    return f'<span class="ct-label">{_text(label)}</span> ' if label else ""


def _item(p: Paragraph, ink: Ink, made: list[str]) -> None:
    name = f' id="{ink.clause}-{p.id}"' if ink.lines else ""
    if p.kind == "bullet":
        made.append(f'<li class="ct-dot ct-in-{min(p.level, 5)}"{name}>{_words(p, ink)}</li>')
    else:
        made.append(f'<li class="ct-in-{min(p.level, 5)}"{name}>{_label(ink.labels.get(p.id))}{_words(p, ink)}</li>')


def _block(p: Paragraph, ink: Ink, made: list[str]) -> None:
    what = _text(p.label or "Picture")
    words = f"<p>{_words(p, ink)}</p>" if p.text.strip() else ""
    made.append(f'<div class="ct-block"><p class="ct-block__what">{what}, kept as it is in the Word document</p>{words}</div>')


def _inside(p: Paragraph, table: str) -> bool:
    assert p.place is not None
    return p.place.table == table or p.place.table.startswith(table + ".")


def _table(cells: list[Paragraph], table: str, ink: Ink, made: list[str]) -> None:
    """A table from the places of its paragraphs. A cell without any paragraph is drawn empty; a row with one cell only is drawn across."""
    rows: list[tuple[str, list[tuple[str, list[Paragraph]]]]] = []
    for row, in_row in groupby(cells, lambda p: _spot(p, table)[0]):
        rows.append((row, [(cell, list(group)) for cell, group in groupby(in_row, lambda p: _spot(p, table)[1])]))
    columns = sorted({cell for _, row in rows for cell, _ in row}, key=_number)
    wide = len(columns) > 3
    if wide:
        made.append(f'<div class="ct-wide" role="group" aria-label="Table, {len(columns)} columns" tabindex="0">')
    made.append('<table class="govuk-table ct-table"><tbody class="govuk-table__body">')
    for _, in_columns in rows:
        made.append('<tr class="govuk-table__row">')
        filled = dict(in_columns)
        if len(filled) == 1 and len(columns) > 1 and columns[0] in filled:
            made.append(f'<td class="govuk-table__cell" colspan="{len(columns)}">')
            _cell(filled[columns[0]], table, ink, made)
            made.append("</td>")
        else:
            for column in columns:
                made.append('<td class="govuk-table__cell">')
                _cell(filled.get(column, []), table, ink, made)
                made.append("</td>")
        made.append("</tr>")
    made.append("</tbody></table>")
    if wide:
        made.append("</div>")


def _cell(paragraphs: list[Paragraph], table: str, ink: Ink, made: list[str]) -> None:
    """The paragraphs of one cell; those of a table inside it are drawn as a table."""
    depth = table.count(".")
    for inner, group in groupby(paragraphs, lambda p: _nested(p, depth)):
        if inner:
            _table(list(group), inner, ink, made)
        else:
            _flow([_without_place(p) for p in group], ink, made)


def _spot(p: Paragraph, table: str) -> tuple[str, str]:
    """The row and cell of this table that a paragraph stands in, also when it is deeper inside."""
    assert p.place is not None
    if p.place.table == table:
        return p.place.row, p.place.cell
    row, cell = p.place.table[len(table) + 1 :].split(".")[:2]
    return row, cell


def _nested(p: Paragraph, depth: int) -> str:
    """The table inside the cell that a paragraph belongs to, or empty where it stands in the cell itself.

    A nested table's id is the place of its cell and its own number: ``t3.r2.c1.t0``, three dots a level.
    """
    assert p.place is not None
    names = p.place.table.split(".")
    return ".".join(names[: depth + 4]) if len(names) > depth + 1 else ""


def _without_place(p: Paragraph) -> Paragraph:
    return Paragraph(p.id, p.kind, p.text, p.level, p.label, p.typed, p.series, None, p.marks, p.origin)


def _number(name: str) -> tuple[int, str]:
    digits = "".join(c for c in name if c.isdigit())
    return (int(digits) if digits else 0, name)


def _words(p: Paragraph, ink: Ink) -> str:
    if not p.marks and not ink.locks and not ink.spoken and not ink.about:
        return _text(p.text)
    spans = [mark for mark in p.marks if mark.end > mark.start]
    spans += [Mark(lock.start, lock.end, "lock") for lock in ink.locks if lock.paragraph == p.id]
    spans += [Mark(span.start, span.end, "spoken") for span in ink.spoken if span.paragraph == p.id]
    spans += [Mark(span.start, span.end, f"about:{place}") for place, span in enumerate(ink.about, 1) if span.paragraph == p.id]
    points = [mark for mark in p.marks if mark.end == mark.start]
    if not spans and not points:
        return _text(p.text)
    made: list[str] = []
    _layer(p.text, 0, len(p.text), sorted(spans, key=_depth), points, ink, made)
    return "".join(made)


# Which mark stands around which: what one comment was about outermost (so that it is never cut in two, and its id is there once),
# then fixed words, what was talked about, references, and bold and italic.
ORDER = ("about", "lock", "spoken", "ref", "bold", "italic")


def _depth(mark: Mark) -> int:
    name = mark.name.split(":")[0]
    return ORDER.index(name) if name in ORDER else len(ORDER)


def _layer(text: str, start: int, end: int, spans: list[Mark], points: list[Mark], ink: Ink, made: list[str]) -> None:
    """The words from start to end, with the outermost kind of mark drawn here and the others inside it."""
    if not spans:
        at = start
        for point in points:
            # A point at the joint of two stretches belongs to the one that ends there; at the very beginning to the first.
            if start < point.start <= end or point.start == start == 0:
                made += [_text(text[at : point.start]), _point(point, ink)]
                at = point.start
        made.append(_text(text[at:end]))
        return
    depth = _depth(spans[0])
    here = sorted(mark for mark in spans if _depth(mark) == depth)
    rest = [mark for mark in spans if _depth(mark) != depth]
    at = start
    for mark in here:
        first, last = max(mark.start, at), min(mark.end, end)
        if first >= last:
            continue
        if first > at:
            _layer(text, at, first, _within(rest, at, first), points, ink, made)
        opening, closing = _tags(mark, ink)
        made.append(opening)
        _layer(text, first, last, _within(rest, first, last), points, ink, made)
        made.append(closing)
        at = last
    if at < end or at == start:
        _layer(text, at, end, _within(rest, at, end), points, ink, made)


def _within(marks: list[Mark], start: int, end: int) -> list[Mark]:
    return [mark for mark in marks if mark.start < end and mark.end > start]


def _tags(mark: Mark, ink: Ink) -> tuple[str, str]:
    name, _, what = mark.name.partition(":")
    if name == "bold":
        return "<b>", "</b>"
    if name == "italic":
        return "<i>", "</i>"
    if name == "lock":
        return f'<span class="ct-lock">{HIDDEN}[fixed words: </span>', f"{HIDDEN} end of fixed words]</span></span>"
    if name == "spoken":
        return f'<span class="ct-spoken">{HIDDEN}[talked about: </span>', f"{HIDDEN} end of words talked about]</span></span>"
    if name == "about":
        opening = f'<mark class="ct-about" id="about-{what}">{HIDDEN}[these words were commented on: </span>'
        return opening, f"{HIDDEN} end of words commented on]</span></mark>"
    if name == "ref" and what in ink.known:
        return f'<a class="govuk-link" href="{escape(ink.link)}{escape(what)}">', "</a>"
    return "", ""


def _point(mark: Mark, ink: Ink) -> str:
    name, _, what = mark.name.partition(":")
    if name == "note":
        place, label = _note(what, ink)
        return (
            f'<sup class="ct-note-mark"><a class="govuk-link" href="#{ink.clause}-note-{place}" id="{ink.clause}-mark-{place}">'
            f"{HIDDEN}note </span>{_text(label)}</a></sup>"
            if place
            else ""
        )
    return f'<span class="ct-object">[{_text(what or "picture")}]</span>' if name == "object" else ""


def _note(name: str, ink: Ink) -> tuple[int, str]:
    for place, note in enumerate(ink.notes, 1):
        if note.id == name:
            return place, note.label or str(place)
    return 0, ""


def _notes(ink: Ink, made: list[str]) -> None:
    made.append('<ol class="ct-notes">')
    for place, note in enumerate(ink.notes, 1):
        made.append(
            f'<li id="{ink.clause}-note-{place}"><span class="ct-label">{HIDDEN}Note </span>{_text(note.label or str(place))}</span> '
            f'{_text(note.text)} <a class="govuk-link" href="#{ink.clause}-mark-{place}">Back<span class="govuk-visually-hidden">'
            f" to the words of note {_text(note.label or str(place))}</span></a></li>"
        )
    made.append("</ol>")
