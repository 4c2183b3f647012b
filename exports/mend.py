"""Puts right what keeps programs from opening a document that is otherwise sound: templates, Strict files, pieces that are missing."""

import posixpath
import re
from collections import Counter

from lxml import etree

from exports.package import Package, serialised
from exports.relations import TYPES, TYPES_PART, ContentTypes, Relation, ending, pointed_at, relations, source_of
from exports.xml import parse

DOCUMENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_TEMPLATE = "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_PURL = b"http://purl.oclc.org/ooxml/"
_USUAL = b"http://schemas.openxmlformats.org/"
# ISO/IEC 29500 part 1 (Strict) and part 4 (Transitional) name the same things differently; the first that fits is taken.
_STRICT = tuple(
    (_PURL + strict, _USUAL + usual)
    for strict, usual in (
        (b"drawingml/", b"drawingml/2006/"),
        (b"wordprocessingml/main", b"wordprocessingml/2006/main"),
        (b"presentationml/main", b"presentationml/2006/main"),
        (b"spreadsheetml/main", b"spreadsheetml/2006/main"),
        (b"schemaLibrary/main", b"schemaLibrary/2006/main"),
        (b"officeDocument/relationships/metadata/", b"package/2006/relationships/metadata/"),
        (b"officeDocument/relationships/extendedProperties", b"officeDocument/2006/relationships/extended-properties"),
        (b"officeDocument/relationships/customProperties", b"officeDocument/2006/relationships/custom-properties"),
        (b"officeDocument/extendedProperties", b"officeDocument/2006/extended-properties"),
        (b"officeDocument/customProperties", b"officeDocument/2006/custom-properties"),
        (b"officeDocument/", b"officeDocument/2006/"),
    )
)
_TAG = re.compile(rb"<[^<>]+>")
# Namespaces, types of relations and kinds of graphics, but never where a link leads.
_STRICT_VALUE = re.compile(rb"""(?<!Target)(\s*=\s*["'])(http://purl\.oclc\.org/ooxml/[^"']*)""")
_CONFORMANCE = re.compile(rb"""\s(?:[\w.-]+:)?conformance\s*=\s*(?:"strict"|'strict')""")
_KNOWN = {
    "xml": "application/xml",
    "rels": "application/vnd.openxmlformats-package.relationships+xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "bmp": "image/bmp",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "emf": "image/x-emf",
    "wmf": "image/x-wmf",
    "svg": "image/svg+xml",
    "bin": "application/vnd.openxmlformats-officedocument.oleObject",
    "odttf": "application/vnd.openxmlformats-officedocument.obfuscatedFont",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

_ANYTHING = "application/octet-stream"

STRICT_SAID = "The document was saved in the Strict form of its format; it was turned into the usual form."
TEMPLATE_SAID = "The file was a template; it was turned into a document."
TYPES_SAID = "The document did not say what some of its pieces are; this was filled in."
DANGLING_SAID = "The document pointed to pieces that are not in it ({}); these pointers were taken out."
LINKS_SAID = "Some links were marked as pieces of the document ({}); they were marked as links."
SPELT_SAID = "The document spelt the names of some of its pieces in two ways ({}); this was put right."


def mend(data: bytes) -> tuple[bytes, list[str]]:
    """A document that passed the guard as other programs can open it, and what was put right, in sentences.

    The very same bytes object comes back where nothing was. The same input gives the same bytes, with parts in their old order.
    Raises Refused where a part that says how the others belong together is no XML.
    """
    package = Package(data)
    changed: dict[str, bytes | None] = {}
    said = [STRICT_SAID] if _from_strict(package, changed) else []
    said += _typed(package, changed)
    said += _related(package, changed)
    return (package.written(changed), said) if changed else (data, [])


def _from_strict(package: Package, changed: dict[str, bytes | None]) -> bool:
    """Strict namespaces become the Transitional ones in every part that is XML; what the document says in words stays."""
    for name, kept in package.parts.items():
        utf_16 = kept[:2] in (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<") and name.lower().endswith((".xml", ".rels"))
        part = serialised(parse(kept)) if utf_16 else kept
        if _PURL in part and part.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
            usual = _TAG.sub(_usual_tag, part)
            if usual != part:
                changed[name] = usual
    return bool(changed)


def _usual_tag(tag: re.Match[bytes]) -> bytes:
    if b"conformance" not in tag[0] and _PURL not in tag[0]:
        return tag[0]
    return _STRICT_VALUE.sub(_usual_value, _CONFORMANCE.sub(b"", tag[0]))


def _usual_value(found: re.Match[bytes]) -> bytes:
    for strict, usual in _STRICT:
        if found[2].startswith(strict):
            return found[1] + usual + found[2][len(strict) :]
    return found[0]


def _typed(package: Package, changed: dict[str, bytes | None]) -> list[str]:
    """The main part is said to be a document, and parts of which nothing is said are said to be what their ending usually means."""
    kept_as = package.names[TYPES_PART.casefold()]
    root = parse(package.parts[kept_as])
    said = []
    was = package.types.of(package.main)
    if was != DOCUMENT:
        said.append(TEMPLATE_SAID if was.casefold() == _TEMPLATE else TYPES_SAID)
        _say(root, package.main, DOCUMENT)
    for name in package.parts:
        # “[trash]/0000.dat” and its like are no parts: their names cannot be said (ECMA-376 part 2, 6.2.2.2).
        if name.startswith("[") or ContentTypes(root).of(name):
            continue
        if after := ending(name):
            made = etree.Element(f"{TYPES}Default", Extension=after, ContentType=_KNOWN.get(after.casefold(), _ANYTHING))
            root.insert(0, made)
        else:
            _say(root, name, _ANYTHING)
        said.append(TYPES_SAID)
    if said or kept_as != TYPES_PART:
        changed[kept_as] = None
        changed[TYPES_PART] = serialised(root)
    return list(dict.fromkeys(said or ([SPELT_SAID.format(1)] if kept_as != TYPES_PART else [])))


def _say(root: etree._Element, part: str, content_type: str) -> None:
    for override in root.iter(f"{TYPES}Override"):
        if override.get("PartName", "").strip("/").casefold() == part.casefold():
            override.set("ContentType", content_type)
            return
    etree.SubElement(root, f"{TYPES}Override", PartName=f"/{part}", ContentType=content_type)


def _related(package: Package, changed: dict[str, bytes | None]) -> list[str]:
    """Relations lead to parts that are there, spelt as those are; the others go, with what pointed through them."""
    counts: Counter[str] = Counter()
    for name in [name for name in package.parts if name.lower().endswith(".rels")]:
        root = parse(changed.get(name) or package.parts[name])
        source = source_of(name)
        gone: set[str] = set()
        before = counts.total()
        for relation in [relation for relation in relations(root) if not relation.outside]:
            found = pointed_at(source, relation.target, package.names)
            if found is None and relation.short_type == "hyperlink":
                # ECMA-376 part 1, 15.3: the target of a hyperlink is always outside, also a place in this document (“#…”).
                relation.element.set("TargetMode", "External")
                counts[LINKS_SAID] += 1
            elif found is None:
                root.remove(relation.element)
                gone.add(relation.id)
                counts[DANGLING_SAID] += 1
            elif found != _as_spelt(source, relation):
                relation.element.set("Target", f"/{found}")
                counts[SPELT_SAID] += 1
        if counts.total() > before:
            changed[name] = serialised(root)
        if gone and source in package.parts:
            _forget(package, changed, source, gone)
    return [sentence.format(count) for sentence, count in counts.items()]


def _as_spelt(source: str, relation: Relation) -> str:
    """The name that a program finds which takes the target as it stands."""
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(source), relation.target)).lstrip("/")


def _forget(package: Package, changed: dict[str, bytes | None], source: str, gone: set[str]) -> None:
    """Takes out of a part what points through relations that are gone: the whole element where it is nothing but a pointer."""
    root = parse(changed.get(source) or package.parts[source])
    found = [(e, key) for e in root.iter("*") for key, value in e.attrib.items() if str(key).startswith(_R) and value in gone]
    for element, key in found:
        parent = element.getparent()
        pointer = str(element.tag).startswith(_W) and (len(element) == 0 or element.tag == f"{_W}altChunk")
        if pointer and parent is not None:
            parent.remove(element)
        else:
            del element.attrib[key]
    if found:
        changed[source] = serialised(root)
