"""What people type, made fit to keep: nothing is dropped, and what cannot be seen is shown."""

import re
import unicodedata

from specs.refusals import Refused

LONGEST = 20_000  # characters in one box

# Marks that turn the direction of writing or have no width: a clause could read otherwise than it is exported.
# https://trojansource.codes and Unicode Technical Report 36, section 2.
UNSEEN = {
    "\u061c": "Arabic letter mark",
    "\u200b": "zero-width space",
    "\u200e": "left-to-right mark",
    "\u200f": "right-to-left mark",
    "\u202a": "left-to-right embedding",
    "\u202b": "right-to-left embedding",
    "\u202c": "end of direction",
    "\u202d": "left-to-right override",
    "\u202e": "right-to-left override",
    "\u2060": "word joiner",
    "\u2061": "unseen sign",
    "\u2062": "unseen sign",
    "\u2063": "unseen sign",
    "\u2064": "unseen sign",
    "\u2066": "left-to-right isolate",
    "\u2067": "right-to-left isolate",
    "\u2068": "isolate",
    "\u2069": "end of isolate",
    "\ufeff": "zero-width no-break space",
}
UNSEEN_CHARACTER = re.compile("[" + "".join(UNSEEN) + "\U000e0000-\U000e007f]")
UNSEEN_TAG = "unseen tag"  # a letter from U+E0000 on, of which no reader shows anything
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")


def cleaned(typed: str) -> str:
    """Words as typed, in Unicode's composed form, with line ends as ``\\n`` and control characters as signs that can be seen.

    XML 1.0 section 2.2 has no place for control characters, so a Word document could not carry them.
    """
    text = typed.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n").replace("\x0c", "\n").replace("\x85", "\n")
    return unicodedata.normalize("NFC", CONTROL.sub(_picture, text))


def _picture(found: re.Match[str]) -> str:
    code = ord(found.group())
    return chr(0x2400 + code) if code < 0x20 else "\u2421" if code == 0x7F else "\ufffd"


def one_line(typed: str, what: str, field: str, longest: int = 250) -> str:
    """A name or title on one line. ``what`` begins the sentence that refuses it: “The title”. Raises ``Refused``."""
    text = " ".join(cleaned(typed).split())
    if not seen(text):
        raise Refused(f"{what} is empty. Please write something here.", field)
    if len(text) > longest:
        raise Refused(f"{what} is {len(text):,} characters long. Please keep it under {longest}; your words are still in the box.", field)
    return text


def prose(typed: str, what: str, field: str, longest: int = LONGEST) -> str:
    """Words of several lines, of which there must be some. Raises ``Refused``."""
    text = "\n".join(line.rstrip() for line in cleaned(typed).split("\n")).strip()
    if not seen(text):
        raise Refused(f"{what} is empty. Please write something here.", field)
    return short_enough(text, what, field, longest)


def optional(typed: str, what: str, field: str, longest: int = LONGEST) -> str:
    """The same, where nothing may stand too. Raises ``Refused`` when it is too long."""
    return prose(typed, what, field, longest) if typed.strip() else ""


def short_enough(text: str, what: str, field: str, longest: int = LONGEST) -> str:
    """The text itself. Raises ``Refused`` when it is longer than ``longest`` characters."""
    if len(text) > longest:
        raise Refused(
            f"{what} is {len(text):,} characters long; {longest:,} is the most that fits. "
            "Please shorten it or split it in two. Your words are still in the box.",
            field,
        )
    return text


def named(text: str) -> str:
    """The words with each sign that cannot be seen named in brackets, for where there is no markup: titles, lists to choose from."""
    return text if text.isprintable() else UNSEEN_CHARACTER.sub(lambda found: f"[{UNSEEN.get(found.group(), UNSEEN_TAG)}]", text)


def seen(text: str) -> bool:
    """Whether there is anything to be seen in these words."""
    return bool(UNSEEN_CHARACTER.sub("", text).strip())


def is_date(text: str) -> bool:
    """Whether this is a day of the calendar, written 2027-03-31."""
    found = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text)
    if not found:
        return False
    year, month, day = map(int, found.groups())
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    days = [31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    return 1 <= month <= 12 and 1 <= day <= days[month - 1] and year >= 1900
