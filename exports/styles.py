"""What a document's paragraph styles say that matters for reading it: headings, outline levels, bold, titles and contents lists."""

import re
from typing import NamedTuple

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING = re.compile(r"heading\s*([1-9])(?:\s|$|[^\w])", re.IGNORECASE)
OFF = {"0", "false", "off", "none"}


class Style(NamedTuple):
    """A paragraph style with what it inherits. ``outline`` is 0 to 8, or None for body text."""

    name: str
    outline: int | None
    bold: bool
    contents: bool
    title: bool


PLAIN = Style("", None, False, False, False)


def on(properties: etree._Element | None, name: str) -> bool | None:
    """A switch such as w:b: True, False, or None when nothing is said (ECMA-376 Part 1, 17.17.4)."""
    found = properties.find(f"{W}{name}") if properties is not None else None
    return None if found is None else found.get(f"{W}val", "1").lower() not in OFF


def outline_level(said: etree._Element) -> int | None:
    """What a w:outlineLvl says: 0 to 8; None for body text (9), and for what is no level."""
    value = said.get(f"{W}val", "9")
    return int(value) if value in tuple("012345678") else None


class Styles:
    """The styles part of a document (None where it has none)."""

    def __init__(self, root: etree._Element | None) -> None:
        self._elements = {e.get(f"{W}styleId", ""): e for e in root.iter(f"{W}style")} if root is not None else {}
        self._default = next(
            (key for key, e in self._elements.items() if e.get(f"{W}type") == "paragraph" and e.get(f"{W}default", "0").lower() not in OFF),
            "",
        )
        self._known: dict[str, Style] = {}
        self._switches: dict[tuple[str, str], bool] = {}

    def of(self, properties: etree._Element | None) -> Style:
        """The style of a paragraph with these properties (w:pPr)."""
        named = properties.find(f"{W}pStyle") if properties is not None else None
        key = named.get(f"{W}val", "") if named is not None else self._default
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._read(key)
        return found

    def switched(self, style: str, name: str) -> bool:
        """Whether a character style turns bold or italic on."""
        key = (style, name)
        if key not in self._switches:
            said = (on(e.find(f"{W}rPr"), name) for e in self._chain(style))
            self._switches[key] = next((value for value in said if value is not None), False)
        return self._switches[key]

    def id_of(self, name: str) -> str | None:
        """The id of the style with this name, as the interface of Word in English calls it."""
        wanted = name.casefold()
        for key, e in self._elements.items():
            named = e.find(f"{W}name")
            if named is not None and named.get(f"{W}val", "").casefold() == wanted:
                return key
        return None

    def _chain(self, key: str) -> list[etree._Element]:
        chain: list[etree._Element] = []
        while key in self._elements and self._elements[key] not in chain:
            element = self._elements[key]
            chain.append(element)
            based = element.find(f"{W}basedOn")
            key = based.get(f"{W}val", "") if based is not None else ""
        return chain

    def _read(self, key: str) -> Style:
        chain = self._chain(key)
        if not chain:
            return PLAIN
        names = [named.get(f"{W}val", "") for e in chain if (named := e.find(f"{W}name")) is not None]
        name = names[0] if names else key
        outline = None
        for e, each in zip(chain, names, strict=False):
            said = e.find(f"{W}pPr/{W}outlineLvl")
            if said is not None:
                outline = outline_level(said)
                break
            if heading := _HEADING.match(each):
                outline = int(heading[1]) - 1
                break
        bold = next((value for e in chain if (value := on(e.find(f"{W}rPr"), "b")) is not None), False)
        low = name.casefold()
        return Style(name, outline, bold, low.startswith("toc ") and low != "toc heading", low in ("title", "titel", "titre"))
