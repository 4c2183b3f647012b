"""A Word file as Google Docs gives it back: without bookmarks, custom XML, properties and paragraph ids."""

from exports.package import Package, serialised
from exports.relations import TYPES, TYPES_PART, relations, relations_part
from exports.xml import parse
from tests.word_files import W

_GONE = ("customxml", "docprops/custom", "docprops/app", "docprops/core")


def stripped(data: bytes) -> bytes:
    """The same file without all that would tell which paragraph is which, but for its words."""
    package = Package(data)
    root = package.xml(package.main)
    for e in list(root.iter(f"{W}bookmarkStart", f"{W}bookmarkEnd")):
        if e.tag == f"{W}bookmarkEnd" or e.get(f"{W}name", "").startswith("_ct_"):
            e.getparent().remove(e)  # type: ignore[union-attr]
    for e in root.iter("*"):
        for name in [name for name in e.attrib if str(name).endswith(("}paraId", "}textId")) or "}rsid" in str(name)]:
            del e.attrib[name]
    changed: dict[str, bytes | None] = {package.main: serialised(root)}
    gone = [name for name in package.parts if any(name.casefold().lstrip("/").startswith(each) for each in _GONE)]
    changed.update(dict.fromkeys(gone))
    types_name = package.names[TYPES_PART.casefold()]
    types = package.xml(types_name)
    for override in list(types.iter(f"{TYPES}Override")):
        if override.get("PartName", "").strip("/") in gone:
            types.remove(override)
    changed[types_name] = serialised(types)
    for source in ("", package.main):
        name = package.names.get(relations_part(source).casefold())
        if name:
            listed = parse(package.parts[name])
            for relation in list(relations(listed)):
                if any(each in relation.target.casefold() for each in _GONE):
                    listed.remove(relation.element)
            changed[name] = serialised(listed)
    return package.written(changed)
