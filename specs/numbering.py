"""Automatic numbers, as Word shows them: 3.2, (a), iv, First, or the sign of a bulleted list.

The lists of a document are plain data, ``{list id: {"abstract": id, "levels": [level, …], "starts": {"0": 5}}}``: at most nine levels, each
``{"format": "decimal", "text": "%1.%2", "start": 1}`` and, only where they say something, ``"restart": 0`` and ``"legal": true``.
``starts`` holds the levels that this list begins anew. The rules are those of ECMA-376 part 1, section 17.9.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any

from specs.wording import Paragraph

LEVELS = 9
# Word writes no letters after 780 and no Roman numbers after 32,767; nobody is to wait for a label of a million letters either.
_LAST_LETTER, _LAST_ROMAN, _LAST_WORD = 780, 32_767, 999_999

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
    (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_SMALL = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen",
    "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("zero", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ORDINALS = {"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth", "twelve": "twelfth"}
_RUSSIAN = "абвгдежзиклмнопрстуфхцчшщыэюя"
_HEBREW = ((400, "ת"), (300, "ש"), (200, "ר"), (100, "ק"), (90, "צ"), (80, "פ"), (70, "ע"), (60, "ס"), (50, "נ"), (40, "מ"), (30, "ל"),
           (20, "כ"), (16, "טז"), (15, "טו"), (10, "י"), (9, "ט"), (8, "ח"), (7, "ז"), (6, "ו"), (5, "ה"), (4, "ד"), (3, "ג"), (2, "ב"),
           (1, "א"))  # fmt: skip
# Bullets are kept as places in the Symbol and Wingdings fonts, from U+F020 on; other fonts show nothing there.
_SIGNS = {
    "\uf0b7": "•", "\uf0a7": "▪", "\uf0d8": "➢", "\uf0fc": "✓", "\uf076": "❖", "\uf071": "❑", "\uf072": "❒", "\uf06f": "□",
    "\uf06e": "■", "\uf06c": "●", "\uf06d": "○", "\uf0a8": "◻", "\uf0fe": "☑", "\uf0fd": "☒", "\uf0fb": "✗", "\uf075": "◆",
    "\uf0a1": "○", "\uf09f": "•", "\uf09e": "·", "\uf0e0": "→", "\uf0e8": "➔", "\uf0f0": "⇨", "\uf0de": "⇒",
    "\uf02d": "-", "\uf0be": "–", "\uf0ab": "★", "\uf046": "☞", "\u00ad": "-", "\u2011": "-",
}  # fmt: skip


def labels(paragraphs: Iterable[Paragraph], lists: dict[str, Any]) -> dict[str, str]:
    """The label of each automatically numbered paragraph, by its id, in the order in which they are read.

    Lists that share an abstract list count on from each other (17.9.15). A level begins anew when a higher one has been used since,
    unless it says otherwise (17.9.10). Paragraphs of a list or a level that is not there get no label, and neither do those whose level
    shows nothing. Deleted paragraphs count in Word for nothing: leave them out.

    Where the standard is silent we follow what Word does, as two programs found that were held against its own pages (the ListItemRetriever
    of Open-Xml-PowerTools; the judgments parser of the National Archives): a higher level that was passed over counts as used once, and a
    list's own start (17.9.26) counts once, the first time the list is used at that level, unless the list has begun anew at a lower level
    before.
    """
    made: dict[str, str] = {}
    known: dict[str, _List] = {}
    counters: dict[str, list[int | None]] = {}
    for paragraph in paragraphs:
        if paragraph.series is None:
            continue
        name, level = paragraph.series
        if name not in known:
            if name not in lists:
                continue
            known[name] = _List(lists[name])
        found = known[name]
        if not 0 <= level < LEVELS:
            continue
        label = found.next(counters.setdefault(found.abstract, [None] * LEVELS), level)
        if label:
            made[paragraph.id] = label
    return made


class _List:
    """One list of the document while it is being counted."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.abstract: str = data["abstract"]
        levels: list[dict[str, Any]] = data["levels"][:LEVELS]
        self.starts: dict[int, int] = {int(level): start for level, start in data.get("starts", {}).items()}
        self.first: list[int] = [levels[at]["start"] if at < len(levels) else 1 for at in range(LEVELS)]
        self.begun_below = -1
        # Which levels begin anew after each level: those below, where they do not ask for a still higher one.
        self.below = [
            [low for low in range(level + 1, LEVELS) if level < _restart(levels[low] if low < len(levels) else {}, low)]
            for level in range(LEVELS)
        ]
        self.shown = [_pieces(levels, at) for at in range(len(levels))]

    def next(self, counter: list[int | None], level: int) -> str:
        for higher in range(level):
            if counter[higher] is None:
                counter[higher] = self.first[higher]
        before, own = counter[level], self.starts.pop(level, None)
        if own is not None and self.begun_below <= level:
            counter[level] = own
            self.begun_below = level
        else:
            counter[level] = self.first[level] if before is None else before + 1
        for lower in self.below[level]:
            counter[lower] = None
        if level >= len(self.shown):
            return ""
        pieces = self.shown[level]
        return "".join([piece if isinstance(piece, str) else piece[1](counter[piece[0]] or 0) for piece in pieces]).strip()


def _restart(level: dict[str, Any], at: int) -> int:
    """The levels above this number (from 0) make the level at ``at`` begin anew. A restart after itself or a lower one is ignored."""
    asked: int = level.get("restart", at)
    return min(asked, at)


def _pieces(levels: list[dict[str, Any]], at: int) -> list[str | tuple[int, Callable[[int], str]]]:
    """A level's text taken apart: words that stand as they are, and the levels whose numbers stand between, with how each is written."""
    level = levels[at]
    if level["format"] == "bullet":
        return ["".join(_sign(sign) for sign in level["text"])]
    pieces: list[str | tuple[int, Callable[[int], str]]] = []
    for piece in re.split(r"(%[1-9])", level["text"]):
        if len(piece) == 2 and piece[0] == "%" and piece[1] in "123456789":
            shown = int(piece[1]) - 1
            if shown <= at:
                name = levels[shown]["format"]
                legal = level.get("legal") and name not in ("none", "bullet", "decimalZero")
                pieces.append((shown, str if legal else FORMATS.get(name, str)))
        elif piece:
            pieces.append("".join(_sign(sign) for sign in piece))
    return pieces


def _sign(sign: str) -> str:
    return _SIGNS.get(sign, "•" if "\ue000" <= sign <= "\uf8ff" else sign)


def _letter(alphabet: str) -> Callable[[int], str]:
    """a … z, then aa, bb … zz, then aaa: the letter again for every round."""
    size = len(alphabet)
    return lambda number: alphabet[(number - 1) % size] * ((number - 1) // size + 1) if 0 < number <= _LAST_LETTER else str(number)


def _added(values: tuple[tuple[int, str], ...], last: int) -> Callable[[int], str]:
    """Numbers written as signs whose values add up, the largest first."""

    def written(number: int) -> str:
        if not 0 < number <= last:
            return str(number)
        made = ""
        for value, sign in values:
            made += sign * (number // value)
            number %= value
        return made

    return written


def _upper(write: Callable[[int], str]) -> Callable[[int], str]:
    return lambda number: write(number).upper()


def _digits(zero: str) -> Callable[[int], str]:
    first = ord(zero)
    return lambda number: "".join(chr(first + int(digit)) if digit.isdigit() else digit for digit in str(number))


def _from(first: str, how_many: int) -> Callable[[int], str]:
    """Signs that stand in a row in Unicode, such as ①; a plain number after the last."""
    start = ord(first)
    return lambda number: chr(start + number - 1) if 0 < number <= how_many else str(number)


def _zeros(size: int) -> Callable[[int], str]:
    return lambda number: str(number).zfill(size)


def _ordinal(number: int) -> str:
    last = number % 100
    return f"{number}{'th' if 10 < last < 14 else {1: 'st', 2: 'nd', 3: 'rd'}.get(last % 10, 'th')}"


def _words(number: int) -> str:
    if number < 20:
        return _SMALL[number]
    if number < 100:
        return _TENS[number // 10] + (f"-{_SMALL[number % 10]}" if number % 10 else "")
    size, name = (100, "hundred") if number < 1000 else (1000, "thousand")
    return f"{_words(number // size)} {name}" + (f" {_words(number % size)}" if number % size else "")


def _cardinal_text(number: int) -> str:
    return _words(number).capitalize() if 0 <= number <= _LAST_WORD else str(number)


def _ordinal_text(number: int) -> str:
    if not 0 <= number <= _LAST_WORD:
        return _ordinal(number)
    head, gap, last = re.fullmatch(r"(?:(.*)([ -]))?(\w+)", _words(number)).groups("")  # type: ignore[union-attr]
    last = _ORDINALS.get(last) or (f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th")
    return f"{head}{gap}{last}".capitalize()


def _nothing(number: int) -> str:
    return ""


# ST_NumberFormat, ECMA-376 part 1, section 17.18.59. What is not here is written in plain digits. ``decimalZero3`` and on are ours, for
# the formats 001, 0001 and 00001, which Word adds since 2010 ([MS-DOCX] 2.6, w14 custom formats).
FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": _zeros(2),
    "decimalZero3": _zeros(3),
    "decimalZero4": _zeros(4),
    "decimalZero5": _zeros(5),
    "lowerLetter": _letter("abcdefghijklmnopqrstuvwxyz"),
    "upperLetter": _letter("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    "lowerRoman": _added(_ROMAN, _LAST_ROMAN),
    "upperRoman": _upper(_added(_ROMAN, _LAST_ROMAN)),
    "ordinal": _ordinal,
    "cardinalText": _cardinal_text,
    "ordinalText": _ordinal_text,
    "none": _nothing,
    "bullet": _nothing,
    "russianLower": _letter(_RUSSIAN),
    "russianUpper": _letter(_RUSSIAN.upper()),
    "hebrew1": _added(_HEBREW, _LAST_LETTER),
    "hebrew2": _letter("אבגדהוזחטיכלמנסעפצקרשת"),
    "numberInDash": lambda number: f"- {number} -",
    "decimalEnclosedParen": _from("⑴", 20),
    "decimalEnclosedFullstop": _from("⒈", 20),
    "decimalEnclosedCircle": _from("①", 20),
    "decimalEnclosedCircleChinese": _from("①", 20),
    "decimalFullWidth": _digits("０"),
    "decimalFullWidth2": _digits("０"),
    "hindiNumbers": _digits("०"),
    "thaiNumbers": _digits("๐"),
    "chicago": _letter("*†‡§"),
    "hex": lambda number: f"{number:X}",
}
