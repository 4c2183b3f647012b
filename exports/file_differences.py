"""What is not the same in a returned file beside its text: headers and footers, notes, pictures, tables' shape, styles, the page."""

from collections.abc import Iterator
from hashlib import sha256

from lxml import etree

from exports.differing import Difference, counted, quoted
from exports.draft_mark import DRAFT, WORKING_COPY
from exports.ooxml import W, visible
from exports.package import Package
from exports.revisions import accept
from exports.shapes import Shapes, Table

_NEARLY = 20  # twentieths of a point by which programs round the measures of a page
_STORIES = {"header": "header", "footer": "footer", "footnotes": "note", "endnotes": "note"}


def beside_the_text(base: Package, went: Shapes, file: Package, now: Shapes) -> Iterator[Difference]:
    """``went`` are the shapes of what went out, ``now`` those of the returned file as it came."""
    for kind, name in _STORIES.items():
        came, gone = counted(_texts(base, kind), _texts(file, kind))
        if came or gone:
            sentence = f"A {name} says {quoted(' '.join(came))}" if came else f"A {name} is gone: {quoted(' '.join(gone))}"
            yield Difference(name, f"{sentence}.", "", "\n".join(came), "\n".join(gone))
    new, lost = counted(_pictures(base), _pictures(file))
    if new or lost:
        yield Difference("picture", f"Pictures in the file: {len(new)} came or are other ones, {len(lost)} are gone.")
    yield from _tables(went.tables, now.tables)
    yield from _styles(base, file)
    yield from _pages(went.pages, now.pages)


def _texts(package: Package, kind: str) -> list[str]:
    """What the headers (or footers) say; of notes, what each says."""
    made = []
    for name in dict.fromkeys(package.related(kind)):
        root = package.xml(name)
        accept(root)
        if kind in ("footnotes", "endnotes"):
            notes = [e for e in root if e.get(f"{W}type", "normal") == "normal"]
            made += [" ".join(visible(note).split()) for note in notes]
        else:
            lines = [line for line in visible(root).split("\n") if not line.startswith((DRAFT, WORKING_COPY))]
            made.append(" ".join(" ".join(lines).split()))
    return made


def _pictures(package: Package) -> list[str]:
    return [sha256(package.parts[name]).hexdigest() for name in dict.fromkeys(package.related("image"))]


def _tables(one: list[Table], two: list[Table]) -> Iterator[Difference]:
    if len(one) != len(two):
        yield Difference("table", f"The file has {len(two)} tables; the edition has {len(one)}.")
        return
    for number, ((rows, columns, merged, words), (rows_now, columns_now, merged_now, _)) in enumerate(zip(one, two, strict=True), 1):
        if (rows, columns) != (rows_now, columns_now):
            shape = f"{rows_now} rows and {columns_now} columns instead of {rows} and {columns}"
            yield Difference("table", f"Table {number} ({quoted(words)}) has {shape}.")
        if merged != merged_now:
            yield Difference("table", f"Table {number} ({quoted(words)}) has other cells merged.")


def _styles(base: Package, file: Package) -> Iterator[Difference]:
    one, two = _by_name(base), _by_name(file)
    other = sorted(name for name in one.keys() & two.keys() if one[name] != two[name])
    gone = sorted(one.keys() - two.keys())
    if len(other) * 2 > len(one.keys() & two.keys()) and len(other) > 3:
        yield Difference("style", "Another program saved the file and wrote its styles anew.")
    elif other:
        yield Difference("style", f"These styles look otherwise: {', '.join(other)}.")
    if gone and len(gone) < len(one):
        yield Difference("style", f"These styles are gone: {', '.join(gone)}.")


def _by_name(package: Package) -> dict[str, tuple[bytes, ...]]:
    root = package.first("styles")
    made: dict[str, tuple[bytes, ...]] = {}
    for e in root.iter(f"{W}style") if root is not None else ():
        named = e.find(f"{W}name")
        looks = (e.find(f"{W}{tag}") for tag in ("basedOn", "pPr", "rPr"))
        said = tuple(etree.tostring(look, method="c14n", exclusive=True) if look is not None else b"" for look in looks)
        made[named.get(f"{W}val", "") if named is not None else e.get(f"{W}styleId", "")] = said
    return made


def _pages(one: list[list[int]], two: list[list[int]]) -> Iterator[Difference]:
    if len(one) != len(two):
        yield Difference("page", f"The file has {len(two)} sections; the edition has {len(one)}.")
        return
    for number, (before, now) in enumerate(zip(one, two, strict=True), 1):
        if any(abs(a - b) > _NEARLY for a, b in zip(before, now, strict=True)):
            yield Difference("page", f"Section {number} has pages of another size or with other margins.")
