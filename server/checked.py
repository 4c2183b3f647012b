"""What is said of a file that was checked: whether it is an untouched issued tender, which one, and what differs inside it."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from server import issued
from server.issue_list import grouped
from server.settings import House
from server.uploads import MB, MOST
from specs.days import said
from specs.refusals import Refused
from specs.typed import named

NONE = "This is no issued tender that is known here, or it was changed so much that it is not recognised."
# The usual names of the pieces (ECMA-376 Part 1, section 11.3); any program may call them otherwise.
NAMES = (
    (r"word/document\.xml", "the text"),
    (r"word/header\d*\.xml", "the head of a page"),
    (r"word/footer\d*\.xml", "the foot of a page"),
    (r"word/(foot|end)notes\.xml", "the notes"),
    (r"word/comments.*\.xml", "comments"),
    (r"word/styles.*\.xml", "how it looks"),
    (r"word/numbering\.xml", "how it is numbered"),
    (r"word/settings\.xml", "its settings"),
    (r"word/media/.*", "a picture"),
    (r"docProps/.*", "what the file says of itself"),
)


class Told(NamedTuple):
    """Whether a file is untouched, in sentences; and the pieces that differ, as people call them."""

    untouched: bool
    sentences: list[str]
    differing: list[str]
    code: str = ""


def told(found: issued.Recognised | None) -> Told:
    """What is said of what was found."""
    if found is None:
        return Told(False, [NONE], [])
    issue = found.issue
    called = f"issued tender {issue.number} of “{named(issue.title)}”, issued on {said(issue.on)}"
    gone = [f"It was withdrawn on {said(issue.withdrawn_on)}."] if issue.withdrawn_on else []
    if found.differing:
        return Told(False, [f"This calls itself {called}, and is not as it was issued.", *gone], in_words(found.differing))
    return Told(
        True, [f"This is “{named(found.filed.name)}” from {called}: nothing in it was changed.", *gone], [], grouped(found.filed.code)
    )


def in_words(pieces: Iterable[str]) -> list[str]:
    """Each piece by what it is, where it has a usual name, and by its own.

    >>> in_words(["word/document.xml", "custom/x.bin"])
    ['the text (word/document.xml)', 'custom/x.bin']
    """
    made = []
    for piece in map(named, pieces):
        called = next((name for pattern, name in NAMES if re.fullmatch(pattern, piece)), "")
        made.append(f"{called} ({piece})" if called else piece)
    return made


def file_at(home: House, path: Path) -> tuple[bool, list[str]]:
    """A file on this machine, held against every issue of this folder: whether it is untouched, and what to say. Raises ``Refused``."""
    try:
        if path.stat().st_size > MOST:
            raise Refused(f"This file is too big. Please give one of up to {MOST // MB} MB.")
        data = path.read_bytes()
    except OSError as wrong:
        raise Refused(f"“{path}” could not be read: {(wrong.strerror or str(wrong)).lower()}.") from wrong
    tenders = [home.desk.fold(name) for name in home.record.heads()]
    answer = told(issued.recognise(home, data, issued.looked_at(data), {each.id: None for each in tenders}, tenders))
    lines = [*answer.sentences, *([f"Check code: {answer.code}"] if answer.code else [])]
    return answer.untouched, [
        *lines,
        *(["What differs inside the file:"] if answer.differing else []),
        *(f"  {one}" for one in answer.differing),
    ]
