"""Which automatic list of a Word file numbers a paragraph, and the lists themselves as plain data."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from lxml.etree import _Element

from specs.numbering import LEVELS
from specs.wording import Series

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_VAL, _PPR, _PSTYLE, _NUMPR, _NUMID, _ILVL = f"{W}val", f"{W}pPr", f"{W}pStyle", f"{W}numPr", f"{W}numId", f"{W}ilvl"
_SECTION, _RUN, _RPR = f"{W}sectPr", f"{W}r", f"{W}rPr"
_CELL, _MERGED = f"{W}tc", f"{W}tcPr/{W}vMerge"
_STYLE_ID, _LEVEL_ID, _NUM_FORMAT = f"{W}styleId", f"{W}ilvl", f"{W}numFmt"
# Numbers larger than Word's own limits come only from files made to do harm.
_LARGEST = 1_000_000
_LONGEST = 255

# What the Symbol font shows where other symbol fonts show something else: specs.numbering reads the rest as Wingdings.
_SYMBOL = {
    0xA7: "♣",
    0xA8: "♦",
    0xA9: "♥",
    0xAA: "♠",
    0xAB: "↔",
    0xAE: "→",
    0xB0: "°",
    0xB4: "×",
    0xBE: "⎯",
    0xDE: "⇒",
    0xE0: "◊",
    0x2D: "−",
}
_PADDED = {"01": "decimalZero", "001": "decimalZero3", "0001": "decimalZero4", "00001": "decimalZero5"}


class _Asked(NamedTuple):
    """What a w:numPr says; None where it says nothing."""

    list: str | None
    level: int | None


class _Style(NamedTuple):
    """A paragraph style as far as numbering goes."""

    based_on: str | None
    asked: _Asked


class Lists:
    """The numbering part and the styles of one document, read once (ECMA-376 part 1, sections 17.9 and 17.7).

    Takes the root elements of word/numbering.xml and word/styles.xml, None where the file has no such part.
    """

    def __init__(self, numbering: _Element | None, styles: _Element | None) -> None:
        self._abstracts: dict[str, _Element] = {}
        self._nums: dict[str, _Element] = {}
        self._styles: dict[str, _Style] = {}
        self._list_styles: dict[str, str] = {}
        self._default: str | None = None
        for abstract in numbering.iterchildren(f"{W}abstractNum") if numbering is not None else ():
            self._abstracts.setdefault(_whole_name(abstract.get(f"{W}abstractNumId")), abstract)
        for num in numbering.iterchildren(f"{W}num") if numbering is not None else ():
            self._nums.setdefault(_whole_name(num.get(_NUMID)), num)
        for style in styles.iterchildren(f"{W}style") if styles is not None else ():
            self._read_style(style)
        self._linked: dict[str, str] = {}
        for number, abstract in self._abstracts.items():
            link = _value(abstract, f"{W}styleLink")
            if link is not None:
                self._linked.setdefault(link, number)
        self._abstract_of = {name: self._resolve(num) for name, num in self._nums.items()}
        self._levels_of: dict[str, dict[str, int]] = {}
        self._known: dict[tuple[str | None, str | None, str | None], Series | None] = {}

    def of(self, paragraph: _Element) -> Series | None:
        """The list and level that number this w:p: its own, else its style's; None where nothing numbers it (17.9.18: list 0).

        Word shows and counts no number where a paragraph is nothing but the end of a section, or stands empty in the covered part of cells
        merged downwards.
        """
        style = number = level = None
        for properties in paragraph.iterchildren(_PPR):
            for child in properties:
                if child.tag == _PSTYLE:
                    style = child.get(_VAL)
                elif child.tag == _NUMPR:
                    number, level = _value(child, _NUMID), _value(child, _ILVL)
                elif child.tag == _SECTION and _empty(paragraph):
                    return None
            break
        key = (style, number, level)
        if key not in self._known:
            self._known[key] = self._find(style, _Asked(None if number is None else _whole_name(number), _level(level)))
        found = self._known[key]
        return None if found is not None and _covered(paragraph) else found

    def as_data(self, used: Iterable[str]) -> dict[str, Any]:
        """The lists with these ids, as ``specs.numbering`` reads them, in the order of their ids: the same for the same file."""
        names = sorted({name for name in used if self._abstract_of.get(name)}, key=lambda name: (len(name), name))
        return {name: self._data(name) for name in names}

    def _read_style(self, style: _Element) -> None:
        name, kind = style.get(_STYLE_ID), style.get(f"{W}type", "paragraph")
        if name is None:
            return
        properties = style.find(_PPR)
        asked = _asked(properties.find(_NUMPR) if properties is not None else None)
        if kind == "numbering" and asked.list:
            self._list_styles.setdefault(name, asked.list)
        if kind != "paragraph":
            return
        self._styles.setdefault(name, _Style(_value(style, f"{W}basedOn"), asked))
        if style.get(f"{W}default") in ("1", "true", "on") and self._default is None:
            self._default = name

    def _resolve(self, num: _Element) -> str:
        """The abstract list whose levels and counters a list uses; an abstract list may pass on to a list style (17.9.21, 17.9.27)."""
        name = _whole_name(_value(num, f"{W}abstractNumId"))
        seen: set[str] = set()
        while name in self._abstracts and name not in seen:
            seen.add(name)
            style = _value(self._abstracts[name], f"{W}numStyleLink")
            if style is None:
                break
            following = self._nums.get(self._list_styles.get(style, ""))
            through = _whole_name(_value(following, f"{W}abstractNumId")) if following is not None else ""
            better = through if through in self._abstracts and through not in seen else self._linked.get(style, "")
            if better not in self._abstracts or better in seen:
                break
            name = better
        return name if name in self._abstracts else ""

    def _find(self, style: str | None, own: _Asked) -> Series | None:
        chain = self._chain(style)
        number = own.list if own.list is not None else next((s.asked.list for _, s in chain if s.asked.list is not None), None)
        if number is None or not self._abstract_of.get(number):
            return None
        if own.level is not None:
            return Series(number, own.level)
        linked = self._style_levels(number)
        for name, one in chain:
            # A list's own word for which style it numbers goes before the level that the style names (17.9.23).
            if name in linked:
                return Series(number, linked[name])
            if one.asked.level is not None:
                return Series(number, one.asked.level)
        return Series(number, 0)

    def _chain(self, style: str | None) -> list[tuple[str, _Style]]:
        name = style if style in self._styles else self._default
        chain: list[tuple[str, _Style]] = []
        seen: set[str] = set()
        while name is not None and name in self._styles and name not in seen:
            seen.add(name)
            chain.append((name, self._styles[name]))
            name = self._styles[name].based_on
        return chain

    def _style_levels(self, number: str) -> dict[str, int]:
        abstract = self._abstract_of[number]
        if abstract not in self._levels_of:
            found: dict[str, int] = {}
            for lvl in self._abstracts[abstract].iterchildren(f"{W}lvl"):
                name, level = _value(lvl, f"{W}pStyle"), _level(lvl.get(_LEVEL_ID))
                if name is not None and level is not None:
                    found.setdefault(name, level)
            self._levels_of[abstract] = found
        return self._levels_of[abstract]

    def _data(self, number: str) -> dict[str, Any]:
        abstract = self._abstract_of[number]
        levels: dict[int, _Element] = {}
        starts: dict[int, int] = {}
        for lvl in self._abstracts[abstract].iterchildren(f"{W}lvl"):
            level = _level(lvl.get(_LEVEL_ID))
            if level is not None:
                levels.setdefault(level, lvl)
        for override in self._nums[number].iterchildren(f"{W}lvlOverride"):
            level = _level(override.get(_LEVEL_ID))
            if level is None:
                continue
            whole, start = override.find(f"{W}lvl"), _value(override, f"{W}startOverride")
            if whole is not None:
                levels[level] = whole
            if start is not None:
                starts[level] = _whole(start, 0)
        last = max(levels, default=-1)
        data: dict[str, Any] = {"abstract": abstract, "levels": [_level_data(levels.get(at)) for at in range(last + 1)]}
        if starts:
            data["starts"] = {str(level): starts[level] for level in sorted(starts)}
        return data


def _level_data(lvl: _Element | None) -> dict[str, Any]:
    """A w:lvl as data. A level that is not there shows nothing and begins with 1."""
    if lvl is None:
        return {"format": "none", "text": "", "start": 1}
    written = _format(lvl)
    text = "" if _on(lvl.find(f"{W}rPr/{W}vanish")) else (_value(lvl, f"{W}lvlText") or "")[:_LONGEST]
    if written == "bullet":
        text = _bullet(lvl, text)
    # 17.9.25: a level that names no start begins with 0.
    data: dict[str, Any] = {"format": written, "text": text, "start": _whole(_value(lvl, f"{W}start"), 0)}
    restart = _value(lvl, f"{W}lvlRestart")
    if restart is not None:
        data["restart"] = _whole(restart, 0)
    if _on(lvl.find(f"{W}isLgl")):
        data["legal"] = True
    return data


def _format(lvl: _Element) -> str:
    """How a level writes its numbers; decimal where it does not say (17.9.17). 001 is kept in a choice that older programs pass over."""
    direct = lvl.find(_NUM_FORMAT)
    for written in lvl.iter(_NUM_FORMAT) if direct is None else (direct,):
        name = written.get(_VAL, "decimal")
        if name != "custom":
            return name
        padded = _PADDED.get((written.get(f"{W}format") or "").split(",")[0].strip())
        if padded:
            return padded
    return "decimal"


def _bullet(lvl: _Element, text: str) -> str:
    """A bullet's sign. In a symbol font an ordinary character is a place in that font, which Word also writes from U+F000 on."""
    fonts = lvl.find(f"{W}rPr/{W}rFonts")
    names = {str(value).lower() for value in fonts.attrib.values()} if fonts is not None else set()
    symbol = "symbol" in names
    if text == "o" and "courier new" in names:
        # Word's own second-level bullet: the letter is small and round there.
        return "◦"
    if not symbol and not any(name.startswith(("wingdings", "webdings")) for name in names):
        return text
    made = ""
    for sign in text:
        place = ord(sign) - 0xF000 if "\uf020" <= sign <= "\uf0ff" else ord(sign)
        if not 0x20 < place <= 0xFF:
            made += sign
        else:
            made += _SYMBOL.get(place, chr(0xF000 + place)) if symbol else chr(0xF000 + place)
    return made


def _empty(paragraph: _Element) -> bool:
    return not any(part.tag != _RPR for run in paragraph.iter(_RUN) for part in run)


def _covered(paragraph: _Element) -> bool:
    """Whether it stands empty in a cell that another cell above covers (17.4.84)."""
    cell = paragraph.getparent()
    if cell is None or cell.tag != _CELL:
        return False
    merged = cell.find(_MERGED)
    return merged is not None and merged.get(_VAL, "continue") == "continue" and _empty(paragraph)


def _asked(properties: _Element | None) -> _Asked:
    if properties is None:
        return _Asked(None, None)
    number = _value(properties, _NUMID)
    return _Asked(None if number is None else _whole_name(number), _level(_value(properties, _ILVL)))


def _on(toggle: _Element | None) -> bool:
    return toggle is not None and toggle.get(_VAL, "1") not in ("0", "false", "off")


def _value(parent: _Element, tag: str) -> str | None:
    for child in parent.iterchildren(tag):
        return child.get(_VAL)
    return None


def _whole(text: str | None, otherwise: int) -> int:
    if text is None or len(text) > 12:
        return otherwise
    try:
        return max(-_LARGEST, min(_LARGEST, int(text)))
    except ValueError:
        return otherwise


def _whole_name(text: str | None) -> str:
    """An id of a list as everyone writes it: “07” and “7” are one number."""
    return text if text and text.isascii() and text.isdigit() and text[0] != "0" else str(_whole(text, 0))


def _level(text: str | None) -> int | None:
    level = _whole(text, -1)
    return level if 0 <= level < LEVELS else None
