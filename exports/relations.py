"""How the parts of a Word file say what each of them is, and which belong together (ECMA-376 Part 2, Open Packaging Conventions)."""

import posixpath
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from urllib.parse import unquote

from lxml import etree

TYPES_PART = "[Content_Types].xml"
ROOT_RELATIONS = "_rels/.rels"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"


class Relation(NamedTuple):
    """One part (or the file as a whole) points to another, or to an address outside."""

    id: str
    type: str
    target: str
    outside: bool
    element: etree._Element

    @property
    def short_type(self) -> str:
        """The last word of its type: "header", "hyperlink", "officeDocument" …, the same in Strict and Transitional files."""
        return self.type.rsplit("/", 1)[-1]


def relations(root: etree._Element) -> Iterator[Relation]:
    """What a .rels part lists."""
    for element in root.iter(f"{RELATIONS}Relationship"):
        outside = element.get("TargetMode", "").casefold() == "external"
        yield Relation(element.get("Id", ""), element.get("Type", ""), element.get("Target", ""), outside, element)


def relations_part(part: str) -> str:
    """Where the relations of a part are listed: "word/document.xml" has "word/_rels/document.xml.rels"."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def source_of(relations_name: str) -> str:
    """The part whose relations this .rels part lists; empty for the file as a whole."""
    folder, name = posixpath.split(relations_name)
    return posixpath.join(posixpath.dirname(folder), name.removesuffix(".rels"))


def pointed_at(source: str, target: str, names: Mapping[str, str]) -> str | None:
    """The part that a relation of ``source`` means, spelt as in the zip; None when there is none.

    ``names`` gives the zip's spelling for the case-folded name: part names are equal whatever their case (Part 2, 6.2.2.3).
    """
    path = target.split("#", 1)[0]
    for spelling in (path, unquote(path)):
        whole = posixpath.normpath(posixpath.join("/", posixpath.dirname(source), spelling.replace("\\", "/")))
        found = names.get(whole.strip("/").casefold())
        if path and found is not None:
            return found
    return None


def ending(part: str) -> str:
    """What follows the last full stop of a part's name; "rels" for "_rels/.rels"."""
    _, stop, after = posixpath.basename(part).rpartition(".")
    return after if stop else ""


class ContentTypes:
    """What [Content_Types].xml says each part is."""

    def __init__(self, root: etree._Element) -> None:
        self.parts = {e.get("PartName", "").strip("/").casefold(): e.get("ContentType", "") for e in root.iter(f"{TYPES}Override")}
        self.endings = {e.get("Extension", "").casefold(): e.get("ContentType", "") for e in root.iter(f"{TYPES}Default")}

    def of(self, part: str) -> str:
        """The content type of a part; empty when nothing is said."""
        return self.parts.get(part.casefold()) or self.endings.get(ending(part).casefold(), "")
