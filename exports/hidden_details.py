"""What in a Word file tells more than it shows, and only Word can take out: said to whoever is about to send it."""

import re
from collections.abc import Iterator

from exports.package import Package

_PICTURE_TYPES = (".jpg", ".jpeg", ".tif", ".tiff", ".heic")


def hidden_details(package: Package) -> Iterator[str]:
    """Sentences about pictures that tell where they were taken, and links to somebody's own computer."""
    pictures = [name for name in package.parts if name.lower().endswith(_PICTURE_TYPES) and b"Exif\0" in package.parts[name][:4096]]
    if pictures:
        many = f"{len(pictures)} pictures in this document carry" if len(pictures) > 1 else "A picture in this document carries"
        yield f"{many} hidden details, such as where a photograph was taken. {_INSPECT}"
    if any(_OWN_COMPUTER.search(content) for name, content in package.parts.items() if name.endswith(".rels")):
        yield f"This document has a link to a file on somebody's own computer, with the name of its folder. {_INSPECT}"


_INSPECT = "In Word, File, Info, Check for Issues shows and removes them."
_OWN_COMPUTER = re.compile(rb"""Target=["'](?:file:|[A-Za-z]:\\|\\\\)""", re.IGNORECASE)
