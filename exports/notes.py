"""Footnotes and endnotes of a file brought to the tender's: they say what the tender's do, and one that the tender has not goes."""

from collections.abc import Iterable, Mapping, Sequence

from lxml import etree

from exports.ooxml import W, visible
from exports.package import Package, serialised
from exports.revisions import accept
from exports.styles import Styles
from exports.text_boxes import say_in
from exports.xml import remove
from specs.tender import Tender
from specs.wording import Wording

PARAGRAPH = f"{W}p"
_KINDS = {f"{W}footnoteReference": "footnote", f"{W}endnoteReference": "endnote"}


def settle_notes(package: Package, body: etree._Element, styles: Styles, said: Mapping[etree._Element, Sequence[str]]) -> None:
    """``said`` are the notes that the tender has at each paragraph of the body, in order; the parts of the file are changed in place."""
    marks: dict[etree._Element, list[etree._Element]] = {}
    for mark in body.iter(*_KINDS):
        marks.setdefault(next(mark.iterancestors(PARAGRAPH)), []).append(mark)
    if not marks:
        return
    parts = {kind: name for kind in _KINDS.values() for name in package.related(f"{kind}s")[:1]}
    roots = {kind: package.xml(name) for kind, name in parts.items()}
    notes = {(kind, e.get(f"{W}id", "")): e for kind, root in roots.items() for e in root.iter(f"{W}{kind}")}
    for root in roots.values():
        accept(root)
    touched: set[str] = set()
    for p, own in marks.items():
        for mark, text in zip(own, _beside([_words(notes, mark) for mark in own], said.get(p, ())), strict=True):
            note = notes.get(_key(mark))
            if text is None or note is None:
                remove(mark)
            elif _words(notes, mark) != text.strip():
                say_in(note, styles, text.strip())
                touched.add(_key(mark)[0])
    shown = {_key(mark) for mark in body.iter(*_KINDS)}
    for key in {_key(mark) for own in marks.values() for mark in own} - shown:
        if (note := notes.get(key)) is not None:
            remove(note)
            touched.add(key[0])
    for kind in touched:
        package.parts[parts[kind]] = serialised(roots[kind])


def noted(
    tender: Tender, clauses: Iterable[tuple[str, Wording]], standing: Mapping[str, etree._Element]
) -> dict[etree._Element, list[str]]:
    """What the notes of these clauses say, by the paragraphs in which their marks stand."""
    made: dict[etree._Element, list[str]] = {}
    for name, wording in clauses:
        texts = {note.id: note.text for note in tender.clauses[name].notes}
        for p in wording:
            own = [texts.get(mark.name.removeprefix("note:"), "") for mark in p.marks if mark.name.startswith("note:")]
            if own and (e := standing.get(p.id)) is not None:
                made.setdefault(e, []).extend(own)
    return made


def notes_in(package: Package) -> list[str]:
    """What each footnote and endnote of a file says."""
    made = []
    for kind in _KINDS.values():
        root = package.first(f"{kind}s")
        if root is not None:
            accept(root)
            made += [visible(e).strip() for e in root.iter(f"{W}{kind}") if e.get(f"{W}type", "normal") == "normal"]
    return made


def _key(mark: etree._Element) -> tuple[str, str]:
    return _KINDS[str(mark.tag)], mark.get(f"{W}id", "")


def _words(notes: Mapping[tuple[str, str], etree._Element], mark: etree._Element) -> str:
    note = notes.get(_key(mark))
    return visible(note).strip() if note is not None else ""


def _beside(there: Sequence[str], wanted: Sequence[str]) -> list[str | None]:
    """For each note of a paragraph what it is to say; None where the tender has it not."""
    if len(there) == len(wanted):
        return list(wanted)
    left = list(wanted)
    made: list[str | None] = []
    for text in there:
        made.append(text if text in left else None)
        if text in left:
            left.remove(text)
    return made
