"""Puts right what keeps programs from opening a document that is otherwise sound: templates, Strict files, pieces that are missing."""

import re
from collections.abc import Iterator

from lxml import etree

from exports.package import Package, serialised
from exports.relations import ROOT_RELATIONS, TYPES, TYPES_PART, pointed_at, relations, source_of
from exports.xml import parse

DOCUMENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_TEMPLATE = "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"
_PURL = b"http://purl.oclc.org/ooxml/"
# ISO/IEC 29500 part 1 (Strict) and part 4 (Transitional) name the same things differently; the first that fits is taken.
_STRICT = (
    (b"http://purl.oclc.org/ooxml/drawingml/", b"http://schemas.openxmlformats.org/drawingml/2006/"),
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/presentationml/main", b"http://schemas.openxmlformats.org/presentationml/2006/main"),
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships/metadata/core-properties",
     b"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", b"http://schemas.openxmlformats.org/officeDocument/2006/math"),
    (b"http://purl.oclc.org/ooxml/officeDocument/customXml", b"http://schemas.openxmlformats.org/officeDocument/2006/customXml"),
    (b"http://purl.oclc.org/ooxml/officeDocument/bibliography", b"http://schemas.openxmlformats.org/officeDocument/2006/bibliography"),
    (b"http://purl.oclc.org/ooxml/officeDocument/extendedProperties",
     b"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"),
    (b"http://purl.oclc.org/ooxml/officeDocument/customProperties",
     b"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"),
    (b"http://purl.oclc.org/ooxml/officeDocument/docPropsVTypes", b"http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"),
    (b"http://purl.oclc.org/ooxml/officeDocument/sharedTypes", b"http://schemas.openxmlformats.org/officeDocument/2006/sharedTypes"),
    (b"http://purl.oclc.org/ooxml/schemaLibrary/main", b"http://schemas.openxmlformats.org/schemaLibrary/2006/main"),
)  # fmt: skip
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

STRICT_SAID = "The document was saved in the Strict form of its format; it was turned into the usual form."
TEMPLATE_SAID = "The file was a template; it was turned into a document."
DANGLING_SAID = "The document pointed to pieces that are not in it ({}); these pointers were taken out."
TYPES_SAID = "The document did not say what some of its pieces are; this was filled in."


def mend(data: bytes) -> tuple[bytes, list[str]]:
    """A document that passed the guard as other programs can open it, and what was put right, in sentences.

    The very same bytes come back where nothing was. The same input gives the same bytes.
    """
    package = Package(data)
    changed: dict[str, bytes | None] = {}
    said: list[str] = []
    if _from_strict(package, changed):
        said.append(STRICT_SAID)
    types_name = package.names[TYPES_PART.casefold()]
    types = parse(changed.get(types_name) or package.parts[types_name])
    template = _from_template(types)
    filled = _typed(package, types)
    if template or filled:
        changed[types_name] = serialised(types)
        said += [TEMPLATE_SAID] if template else []
        said += [TYPES_SAID] if filled else []
    dropped = list(_without_dangling(package, changed))
    if dropped:
        said.append(DANGLING_SAID.format(len(dropped)))
    return (package.written(changed), said) if changed else (data, [])


def _from_strict(package: Package, changed: dict[str, bytes | None]) -> bool:
    """Strict namespaces become the Transitional ones, in every part that is XML."""
    for name, part in package.parts.items():
        if _PURL not in part or not name.lower().endswith((".xml", ".rels", ".vml")):
            continue
        usual = part
        for strict, transitional in _STRICT:
            usual = usual.replace(strict, transitional)
        changed[name] = _CONFORMANCE.sub(b"", usual)
    return bool(changed)


def _from_template(types: etree._Element) -> bool:
    found = [e for e in types.iter(f"{TYPES}Override", f"{TYPES}Default") if e.get("ContentType", "") == _TEMPLATE]
    for e in found:
        e.set("ContentType", DOCUMENT)
    return bool(found)


def _typed(package: Package, types: etree._Element) -> bool:
    """Endings that nothing is said of get what they usually are; the main part is said to be a document."""
    endings = {e.get("Extension", "").casefold() for e in types.iter(f"{TYPES}Default")}
    named = {e.get("PartName", "").strip("/").casefold() for e in types.iter(f"{TYPES}Override")}
    filled = False
    for name in package.parts:
        ending = name.rsplit(".", 1)[-1].casefold() if "." in name else ""
        if name.casefold() in named or name.casefold() == TYPES_PART.casefold() or ending in endings:
            continue
        made = etree.Element(f"{TYPES}Default")
        made.set("Extension", ending or "bin")
        made.set("ContentType", _KNOWN.get(ending, "application/octet-stream"))
        types.insert(0, made)
        endings.add(ending or "bin")
        filled = True
    if "wordprocessingml" not in package.types.of(package.main):
        made = etree.SubElement(types, f"{TYPES}Override")
        made.set("PartName", f"/{package.main}")
        made.set("ContentType", DOCUMENT)
        filled = True
    return filled


def _without_dangling(package: Package, changed: dict[str, bytes | None]) -> Iterator[str]:
    """Takes out relations that point to parts which are not there."""
    for name in [name for name in package.parts if name.lower().endswith(".rels")]:
        root = parse(changed.get(name) or package.parts[name])
        source = source_of(name) if name.casefold() != ROOT_RELATIONS else ""
        gone = [
            relation
            for relation in list(relations(root))
            if not relation.outside and not relation.target.startswith("#") and pointed_at(source, relation.target, package.names) is None
        ]
        for relation in gone:
            root.remove(relation.element)
            yield relation.target
        if gone:
            changed[name] = serialised(root)
