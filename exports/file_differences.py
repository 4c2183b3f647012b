"""What is not the same in a returned file beside its text: headers and footers, notes, pictures, tables' shape, styles, the page."""

from collections.abc import Iterator
from hashlib import sha256

from lxml import etree

from exports.differing import Difference, counted, quoted
from exports.draft_mark import DRAFT, WORKING_COPY
from exports.ooxml import W, visible
from exports.package import Package
from exports.revisions import accept

_NEARLY = 20  # twentieths of a point by which programs round the measures of a page
_STORIES = {"header": "header", "footer": "footer", "footnotes": "note", "endnotes": "note"}


def beside_the_text(base: Package, went: etree._Element, file: Package, root: etree._Element) -> Iterator[Difference]:
    """``went`` is the body that went out, ``root`` the main part of the returned file as it came."""
    body = root.find(f"{W}body")
    if body is None:
        return
    for kind, name in _STORIES.items():
        came, gone = counted(_texts(base, kind), _texts(file, kind))
        if came or gone:
            sentence = f"A {name} says {quoted(' '.join(came))}" if came else f"A {name} is gone: {quoted(' '.join(gone))}"
            yield Difference(name, f"{sentence}.", "", "\n".join(came), "\n".join(gone))
    new, lost = counted(_pictures(base), _pictures(file))
    if new or lost:
        yield Difference("picture", f"Pictures in the file: {len(new)} came or are other ones, {len(lost)} are gone.")
    yield from _tables(went, body)
    yield from _styles(base, file)
    yield from _pages(went, body)


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


def _tables(went: etree._Element, body: etree._Element) -> Iterator[Difference]:
    one, two = _shapes(went), _shapes(body)
    if len(one) != len(two):
        yield Difference("table", f"The file has {len(two)} tables; the edition has {len(one)}.")
        return
    for number, ((rows, columns, merged, words), (rows_now, columns_now, merged_now, _)) in enumerate(zip(one, two, strict=True), 1):
        if (rows, columns) != (rows_now, columns_now):
            shape = f"{rows_now} rows and {columns_now} columns instead of {rows} and {columns}"
            yield Difference("table", f"Table {number} ({quoted(words)}) has {shape}.")
        if merged != merged_now:
            yield Difference("table", f"Table {number} ({quoted(words)}) has other cells merged.")


def _shapes(body: etree._Element) -> list[tuple[int, int, list[tuple[int, int, str]], str]]:
    made = []
    for table in body.iter(f"{W}tbl"):
        rows = [row for row in table.iter(f"{W}tr") if next(row.iterancestors(f"{W}tbl")) is table]
        merged = []
        columns = 0
        for r, row in enumerate(rows):
            cells = [cell for cell in row.iter(f"{W}tc") if next(cell.iterancestors(f"{W}tr")) is row]
            columns = max(columns, len(cells))
            for c, cell in enumerate(cells):
                span, down = cell.find(f"{W}tcPr/{W}gridSpan"), cell.find(f"{W}tcPr/{W}vMerge")
                wide = span.get(f"{W}val", "1") if span is not None else "1"
                if wide != "1" or down is not None:
                    merged.append((r, c, wide + ("+" if down is not None else "")))
        first = next((words for e in table.iter(f"{W}p") if (words := visible(e))), "")
        made.append((len(rows), columns, merged, first))
    return made


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


def _pages(went: etree._Element, body: etree._Element) -> Iterator[Difference]:
    one, two = ([_measures(e) for e in root.iter(f"{W}sectPr") if e.getparent() is not None] for root in (went, body))
    if len(one) != len(two):
        yield Difference("page", f"The file has {len(two)} sections; the edition has {len(one)}.")
        return
    for number, (before, now) in enumerate(zip(one, two, strict=True), 1):
        if any(abs(a - b) > _NEARLY for a, b in zip(before, now, strict=True)):
            yield Difference("page", f"Section {number} has pages of another size or with other margins.")


def _measures(section: etree._Element) -> list[int]:
    made = []
    for tag, names in (("pgSz", "w h"), ("pgMar", "top bottom left right")):
        e = section.find(f"{W}{tag}")
        for name in names.split():
            said = e.get(f"{W}{name}", "0") if e is not None else "0"
            made.append(int(said) if said.lstrip("-").isdecimal() and len(said) < 9 else 0)
    return made
