"""Reads a Word tender into clauses: every visible word of the body, in order, exactly once."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from lxml import etree

from exports import kept, outline
from exports.body import Body, Line, numbered
from exports.lists import Lists
from exports.ooxml import Piece, W, apart, bold_throughout, marks_of, text_of, visible
from exports.package import Package
from exports.revisions import accept
from exports.styles import Styles
from specs import numbering
from specs.reading import Found, FoundClause
from specs.refusals import Refused
from specs.tender import Note
from specs.wording import Mark, Paragraph, Series, tidy

# A number that somebody typed: “3.2”, “3.”, “(a)”, “iv)”, “Article 5”, “A.1”; or a sign that stands for a list item.
_TYPED = re.compile(
    r"(?P<label>(?:(?:article|section|clause|schedule|annex|appendix|part|lot)[ \u00a0]+)?"
    r"(?:\d{1,3}(?:\.\d{1,3})+[.)]?|\d{1,3}[.)]|[A-Z]\.\d{1,3}(?:\.\d{1,3})*\.?|\([a-z]{1,4}\)|\(\d{1,3}\)|\([A-Z]\)"
    r"|(?:[ivx]{1,6}|[a-z])\)|[IVX]{1,6}\.|[A-Z]\.))(?P<space>[ \t\u00a0]+)",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"(?P<label>(?:article|section|clause|schedule|annex|appendix|part|lot)[ \u00a0]+(?:\d{1,3}|[A-Z]|[IVX]{1,6}))"
    r"(?P<space>[ \t\u00a0]*[:.\t\u2013\u2014-][ \t\u00a0]*)",
    re.IGNORECASE,
)
_TABBED = re.compile(r"(?P<label>\d{1,3}|[A-Z]|[ivx]{1,5})(?P<space>\t[ \t]*)")
_SIGN = re.compile(r"(?P<label>[•·▪●○◦■□➢➤✓\uf0b7\uf0a7\uf0d8\u2013\u2014-]|o(?=\t))(?P<space>[ \t\u00a0]+)")
_LEVELS = re.compile(r"\d+|[A-Z](?=\.\d)")
_TYPED_REFERENCE = re.compile(
    r"\b(clause|section|paragraph|article|schedule|annex|appendix|part)s?[ \u00a0]+(\d+(?:\.\d+)*|[A-Z]\b)(?!\w|\.\d)", re.IGNORECASE
)
_ANY_NUMBER = {"clause", "section", "paragraph", "article"}  # words for whatever goes by a number alone
_BLOCK_NAMES = {
    "picture": "Picture",
    "text box": "Text box",
    "equation": "Equation",
    "embedded object": "Embedded object",
    "contents list": "Contents list",
}
NOTHING = "No words were found in this document. Please check that it is the right file; a scanned page has to be typed out first."


def read(data: bytes) -> Found:
    """A .docx that passed the guard and mending, as clauses that nobody has confirmed yet.

    Raises Refused when there is nothing to read in it.
    """
    package = Package(data)
    root = package.xml(package.main)
    body = root.find(f"{W}body")
    if body is None:
        raise Refused(NOTHING)
    numbers = numbered(body)
    counts = accept(body)
    styles, numbering_part = package.first("styles"), package.first("numbering")
    walk = Body(body, numbers, Styles(styles), Lists(numbering_part, styles))
    units, bookmarks, title, left_out = units_of(walk)
    if not units:
        raise Refused(NOTHING)
    lists = numbered_units(units, walk.lists)
    clauses = _clauses(units)
    clauses = _referred(clauses, bookmarks, lists)
    notes = _notes(package)
    comments = sum(1 for name in package.related("comments")[:1] for _ in package.xml(name).iter(f"{W}comment"))
    return Found(
        title=title or _called(package) or _first_words(clauses),
        clauses=tuple(_with_notes(clauses, notes)),
        lists=lists,
        insertions=counts.insertions,
        deletions=counts.deletions,
        comments=comments,
        left_out=tuple(left_out),
        warnings=(
            (f"{counts.moves} passages that were moved with tracked changes stand where they were moved to.",) if counts.moves else ()
        ),
        kept=kept.kept(package, clauses, tracked=bool(counts.marks), commented=bool(comments)),
    )


def units_of(walk: Body) -> tuple[list[outline.Unit], dict[str, str], str, list[str]]:
    """Every paragraph with words (or a number) as the outline sees it; which one holds which bookmark; the title; what is lost."""
    units: list[outline.Unit] = []
    bookmarks: dict[str, str] = {}
    title: list[str] = []
    left_out: list[str] = []
    contents: list[Line] = []
    pending: list[str] = []  # bookmarks of paragraphs without words belong to the next that has some
    for line in walk.lines():
        if line.left_out:
            where = units[-1].paragraph.text[:60] if units else ""
            left_out.append(f"{line.left_out[0].upper()}{line.left_out[1:]} " + (f"after “{where}”" if where else "at the beginning"))
            continue
        if line.contents:
            if contents and contents[-1].place != line.place:
                units += _contents(contents, len(units))
                contents = []
            contents.append(line)
            continue
        if contents:
            units += _contents(contents, len(units))
            contents = []
        made = list(_paragraphs(line, walk.styles, len(units)))
        pending += [name for mark in line.element.iter(f"{W}bookmarkStart") if (name := mark.get(f"{W}name"))]
        if made:
            bookmarks.update(dict.fromkeys(pending, made[0].paragraph.id))
            pending = []
        if line.style.title and not title and line.text.strip():
            title.append(" ".join(line.text.split()))
        units += made
    if contents:
        units += _contents(contents, len(units))
    return units, bookmarks, title[0] if title else "", left_out


def _contents(lines: list[Line], made: int) -> list[outline.Unit]:
    """A contents list is one block, whatever paragraphs it has."""
    spoken = [line.text for line in lines if line.text.strip()]
    if not spoken:
        return []
    first, last = lines[0].number, lines[-1].number
    origin = f"p{first}" if first == last else f"p{first}-p{last}"
    block = Paragraph(f"q{made + 1}", "block", "\n".join(spoken), label="Contents list", place=lines[0].place, origin=origin)
    return [outline.Unit(block)]


def _paragraphs(line: Line, styles: Styles, made: int) -> Iterator[outline.Unit]:
    """The records of one paragraph: its words, and before or after them the boxes and pictures that stand in it."""
    origin = f"p{line.number}" if line.number >= 0 else None
    before, pieces, after = apart(line.pieces)
    text = text_of(pieces)
    alone = not text.strip() and not any(piece.what.startswith("note:") for piece in pieces)
    if alone:
        # Nothing but what is not edited: each picture is a block; what has no words beside it is not spoken of.
        before += [piece for piece in pieces if piece.what.startswith("object:") and (piece.boxed or piece.what in _PICTURES)]
        pieces = []
    elif _only(pieces, "object:equation") or _only(pieces, "object:embedded object") or line.number < 0:
        before += [replace_text(pieces)]
        pieces, alone = [], True
    for piece in before:
        made += 1
        yield _block(piece, made, line, origin)
    if not alone or line.series:
        made += 1
        yield _spoken(line, pieces, styles, made, origin)
    for piece in after:
        made += 1
        yield _block(piece, made, line, origin)


_PICTURES = {"object:picture", "object:embedded object", "object:equation", "object:text box"}


def replace_text(pieces: list[Piece]) -> Piece:
    """All pieces of a paragraph as one."""
    first = next(piece for piece in pieces if piece.what)
    return Piece(text_of(pieces), first.element, None, first.what, first.elements)


def _only(pieces: list[Piece], what: str) -> bool:
    """Whether a paragraph's words all stand in things of this kind."""
    return any(piece.what == what for piece in pieces) and not any(piece.text.strip() for piece in pieces if piece.what != what)


def _block(piece: Piece, made: int, line: Line, origin: str | None) -> outline.Unit:
    what = piece.what.removeprefix("object:")
    name = _BLOCK_NAMES.get(what, what[:1].upper() + what[1:])
    return outline.Unit(Paragraph(f"q{made}", "block", piece.text, label=name, place=line.place, origin=origin))


def _spoken(line: Line, pieces: list[Piece], styles: Styles, made: int, origin: str | None) -> outline.Unit:
    text, marks = text_of(pieces), marks_of(pieces, styles)
    label, kind, depth = "", "para", 0
    skip = 0 if line.series else typed_label(pieces, text)
    if skip:
        label = text[:skip].strip(" \t\u00a0")
        kind = "bullet" if _SIGN.match(text) else "num"
        depth = len(_LEVELS.findall(label)) if kind == "num" and not label.startswith("(") and not label.endswith(")") else 0
        text, marks = (
            text[skip:],
            tidy(Mark(max(m.start - skip, 0), m.end - skip, m.name) for m in marks if m.end > skip or m.start >= skip),
        )
    level = line.outline or (line.series.level if line.series else max(depth - 1, 0))
    paragraph = Paragraph(f"q{made}", kind, text, level, label, bool(label), line.series, line.place, marks, origin)  # type: ignore[arg-type]
    bold = len(text) <= outline.LONGEST_HEADING and bold_throughout(pieces, styles, line.style.bold)
    return outline.Unit(paragraph, line.outline, depth=depth, bold=bold, row_head=bold)


def typed_label(pieces: list[Piece], text: str) -> int:
    """How many characters at the beginning of a paragraph are a number or a list sign that somebody typed, with the space after it."""
    for pattern in (_TYPED, _NAMED, _TABBED, _SIGN):
        if not (found := pattern.match(text)):
            continue
        end = found.end()
        label = found["label"]
        if end >= len(text.rstrip()) or any(piece.what for piece in _up_to(pieces, end)):
            return 0
        following = text[end]
        if "." in label and label[-1].isdigit() and "\t" not in found["space"] and not (following.isupper() or following in "“\"'‘([«"):
            return 0  # “1.5 times the amount” is no number of a clause
        return end
    return 0


def _up_to(pieces: list[Piece], end: int) -> Iterator[Piece]:
    at = 0
    for piece in pieces:
        if at >= end:
            return
        yield piece
        at += len(piece.text)


def numbered_units(units: Iterable[outline.Unit], lists: Lists) -> dict[str, Any]:
    """Says of units with automatic numbers what kind of list they are in; gives these lists as plain data."""
    units = [unit for unit in units if unit.paragraph.series]
    made = lists.as_data({unit.paragraph.series.list for unit in units if unit.paragraph.series})
    for unit in units:
        _number(unit, made)
    return made


def _number(unit: outline.Unit, lists: dict[str, Any]) -> None:
    """What kind of list an automatic number belongs to."""
    p = unit.paragraph
    assert p.series is not None
    unit.format = _format(p.series, lists)
    kind = "bullet" if unit.format == "bullet" else "num" if unit.format not in ("", "none") else p.kind
    unit.paragraph = replace(p, kind=kind)


def _format(series: Series, lists: dict[str, Any]) -> str:
    levels = lists.get(series.list, {}).get("levels", [])
    return str(levels[series.level].get("format", "")) if series.level < len(levels) else ""


def _clauses(units: list[outline.Unit]) -> list[FoundClause]:
    found = outline.starts(units)
    clauses: list[FoundClause] = []
    for start, end in zip(found, [*(each.at for each in found[1:]), len(units)], strict=True):
        wording = [unit.paragraph for unit in units[start.at : end]]
        if start.heading:
            wording[0] = replace(wording[0], kind="head", text=wording[0].text)
        clauses.append(FoundClause(tuple(wording), (), start.how))
    return clauses


def _referred(clauses: list[FoundClause], bookmarks: dict[str, str], lists: dict[str, Any]) -> list[FoundClause]:
    """References to clauses, by field or typed (“see clause 4.2”), marked with the place of the clause they point to."""
    holder = {p.id: place for place, clause in enumerate(clauses, 1) for p in clause.wording}
    everything = [p for clause in clauses for p in clause.wording]
    shown = numbering.labels(everything, lists)
    by_label: dict[str, int] = {}
    for place, clause in enumerate(clauses, 1):
        first = clause.wording[0]
        label = " ".join((first.label if first.typed else shown.get(first.id, "")).casefold().split()).rstrip(".:) ")
        if label and label[0] != "(" and first.kind not in ("block", "bullet"):
            by_label.setdefault(label, place)
    fields = {name: holder[paragraph] for name, paragraph in bookmarks.items()}
    return [
        replace(clause, wording=tuple(_with_references(p, by_label, fields, place) for p in clause.wording))
        for place, clause in enumerate(clauses, 1)
    ]


def _with_references(p: Paragraph, by_label: dict[str, int], fields: dict[str, int], here: int) -> Paragraph:
    marks: list[Mark] = []
    for mark in p.marks:
        if mark.name.startswith("object:reference:"):
            marks.append(Mark(mark.start, mark.end, "object:reference"))
            if target := fields.get(mark.name.removeprefix("object:reference:")):
                marks.append(Mark(mark.start, mark.end, f"ref:k{target}"))
        else:
            marks.append(mark)
    if p.kind != "block" and p.text:
        taken = [(m.start, m.end) for m in p.marks if m.name.startswith("object:")]
        for found in _TYPED_REFERENCE.finditer(p.text):
            word, number = found[1].casefold(), found[2].casefold()
            place = by_label.get(f"{word} {number}") or (by_label.get(number) if word in _ANY_NUMBER else None)
            free = not any(start < found.end() and end > found.start() for start, end in taken)
            if place and place != here and free:
                marks.append(Mark(found.start(), found.end(), f"ref:k{place}"))
    return replace(p, marks=tidy(marks)) if marks or p.marks else p


def _notes(package: Package) -> dict[str, tuple[str, etree._Element]]:
    """Footnotes and endnotes, by ``footnote:<id>``."""
    found: dict[str, tuple[str, etree._Element]] = {}
    for kind in ("footnote", "endnote"):
        root = package.first(f"{kind}s")
        if root is not None:
            accept(root)
            for note in root.iter(f"{W}{kind}"):
                if note.get(f"{W}type", "normal") == "normal":
                    found[f"{kind}:{note.get(f'{W}id', '')}"] = (kind, note)
    return found


def _with_notes(clauses: Iterable[FoundClause], notes: dict[str, tuple[str, etree._Element]]) -> Iterator[FoundClause]:
    """Clauses with their notes' words; notes are named n1, n2 … and numbered as Word prints them."""
    made, count = 0, {"footnote": 0, "endnote": 0}
    for clause in clauses:
        own: list[Note] = []
        wording: list[Paragraph] = []
        for p in clause.wording:
            marks: list[Mark] = []
            for mark in p.marks:
                if not mark.name.startswith("note:"):
                    marks.append(mark)
                    continue
                found = notes.get(mark.name.removeprefix("note:"))
                if found is None:
                    continue
                kind, element = found
                made, count[kind] = made + 1, count[kind] + 1
                label = str(count[kind]) if kind == "footnote" else numbering.FORMATS["lowerRoman"](count[kind])
                own.append(Note(f"n{made}", visible(element).strip(), label))
                marks.append(Mark(mark.start, mark.end, f"note:n{made}"))
            wording.append(replace(p, marks=tidy(marks)) if p.marks else p)
        yield replace(clause, wording=tuple(wording), notes=tuple(own))


def _called(package: Package) -> str:
    """The title in the file's own properties, where it says something."""
    for name in package.related("core-properties", ""):
        title = package.xml(name).findtext("{http://purl.org/dc/elements/1.1/}title") or ""
        if len(title.split()) > 1:
            return " ".join(title.split())
    return ""


def _first_words(clauses: Iterable[FoundClause]) -> str:
    for clause in clauses:
        for p in clause.wording:
            if p.kind != "block" and len(p.text.split()) > 1:
                words = " ".join(p.text.split())
                return words if len(words) <= 100 else words[:99].rsplit(" ", 1)[0] + "…"
    return ""
