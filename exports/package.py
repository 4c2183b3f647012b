"""A Word file taken apart into its pieces, and put together again so that the same pieces always give the same bytes."""

import io
import posixpath
import zipfile
from collections.abc import Iterator, Mapping

from lxml import etree

from exports.relations import ROOT_RELATIONS, TYPES_PART, ContentTypes, Relation, pointed_at, relations, relations_part
from exports.xml import parse
from specs.refusals import Refused

# The first day a zip entry can have (APPNOTE 4.4.6): a file says nothing of the clock of the machine that made it.
FIRST_DAY = (1980, 1, 1, 0, 0, 0)
NO_MAIN_PART = "This does not look like a Word document. Please send a file that Word saved, with a name ending in .docx."


class Package:
    """The parts of a .docx that passed ``exports.guard`` and ``exports.mend``.

    Parts are kept as bytes; what is not changed goes out as it came in.
    """

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            self.parts = {info.filename: file.read(info) for info in file.infolist() if not info.is_dir()}
        self.names = {name.casefold(): name for name in self.parts}
        self.types = ContentTypes(parse(self.parts[self.names[TYPES_PART.casefold()]]))
        self.main = self._main()

    def _main(self) -> str:
        root = parse(self.parts[ROOT_RELATIONS])
        for relation in relations(root):
            if relation.short_type == "officeDocument":
                found = pointed_at("", relation.target, self.names)
                if found:
                    return found
        raise Refused(NO_MAIN_PART)

    def relations(self, source: str) -> Iterator[Relation]:
        """What a part points to."""
        name = self.names.get(relations_part(source).casefold())
        if name:
            yield from relations(parse(self.parts[name]))

    def related(self, short_type: str, source: str | None = None) -> list[str]:
        """The parts that the main part (or ``source``; "" for the file as a whole) points to as “footnotes”, “header” and so on."""
        source = self.main if source is None else source
        found = (
            pointed_at(source, relation.target, self.names)
            for relation in self.relations(source)
            if relation.short_type == short_type and not relation.outside
        )
        return [name for name in found if name]

    def xml(self, name: str) -> etree._Element:
        """A part, parsed."""
        return parse(self.parts[name])

    def first(self, short_type: str) -> etree._Element | None:
        """The first part of this type that the main part points to, parsed; None when there is none."""
        return next((self.xml(name) for name in self.related(short_type)), None)

    def written(self, changed: Mapping[str, bytes | None]) -> bytes:
        """The file with some parts changed (or, where None, taken out) and new ones at the end.

        The order of parts is the original's, their dates are the first day that a zip knows, the packing is always the same: the same
        parts give the same bytes wherever the same zlib is.
        """
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as file:
            for name in [*self.parts, *(name for name in changed if name not in self.parts)]:
                content = changed[name] if name in changed else self.parts[name]
                if content is None:
                    continue
                info = zipfile.ZipInfo(name, FIRST_DAY)
                info.compress_type = zipfile.ZIP_DEFLATED
                info.create_system = 0
                file.writestr(info, content)
        return out.getvalue()


def serialised(root: etree._Element) -> bytes:
    """An XML part as Word writes its own: UTF-8, standalone."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def relative(source: str, target: str) -> str:
    """How a part is named in the relations of another: relative to its folder."""
    return posixpath.relpath(target, posixpath.dirname(source) or ".")
