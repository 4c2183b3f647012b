"""Gives what stands twice in a file with tracked changes, where it was and where it is, numbers and notes of its own.

Word calls a file damaged in which two references lead to one note, and cannot tell two pictures apart that have one number. What is
crossed out gets the new ones, so that the file with everything accepted is the later edition to the letter.
"""

from collections import Counter
from copy import deepcopy
from itertools import chain, count

from lxml import etree

from exports.ooxml import W
from exports.package import Package, serialised
from exports.xml import parse, remove

Changed = dict[str, bytes | None]

_ID = f"{W}id"
_PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_OUT = (f"{W}del", f"{W}moveFrom")
_STORIES = ("header", "footer", "footnotes", "endnotes")
# What may be there only once, in a note as well.
_MARKERS = tuple(f"{W}{name}" for name in "bookmarkStart bookmarkEnd permStart permEnd commentRangeStart commentRangeEnd".split())
_NAMES = ("}paraId", "}textId")


def unique(package: Package, root: etree._Element, changed: Changed) -> None:
    """Brings ``root``, the main part with tracked changes, and the notes in ``changed`` to that. What the file had twice already stays."""
    for kind in ("footnote", "endnote"):
        _notes(package, root, kind, changed)
    _pictures(package, root, changed)


def _notes(package: Package, root: etree._Element, kind: str, changed: Changed) -> None:
    references = list(root.iter(f"{W}{kind}Reference"))
    many = Counter(e.get(_ID) for e in references)
    twice = [e for e in references if many[e.get(_ID)] > 1 and _crossed_out(e)]
    name = next(iter(package.related(f"{kind}s")), None)
    if not twice or name is None:
        return
    notes = parse(changed.get(name) or package.parts[name])
    there = {e.get(_ID): e for e in notes.iter(f"{W}{kind}")}
    fresh = count(max((int(each) for each in there if each and each.isdecimal()), default=0) + 1)
    for e in twice:
        note = there.get(e.get(_ID))
        if note is None or many[e.get(_ID)] == 1:
            continue
        many[e.get(_ID)] -= 1
        own = str(next(fresh))
        e.set(_ID, own)
        notes.append(_copy(note, own))
    changed[name] = serialised(notes)


def _copy(note: etree._Element, name: str) -> etree._Element:
    made = deepcopy(note)
    made.set(_ID, name)
    for e in list(made.iter("*")):
        if e.tag in _MARKERS:
            remove(e)
        for key in [key for key in e.attrib if str(key).endswith(_NAMES)]:
            del e.attrib[key]
    return made


def _pictures(package: Package, root: etree._Element, changed: Changed) -> None:
    parts = (name for kind in _STORIES for name in package.related(kind))
    contents = ((name, changed.get(name) or package.parts[name]) for name in dict.fromkeys(parts))
    stories = {name: parse(content) for name, content in contents if b"docPr" in content}
    pictures = [*chain.from_iterable(each.iter(_PICTURE) for each in (root, *stories.values()))]
    many = Counter(e.get("id") for e in pictures)
    fresh = count(max((int(each) for each in many if each and each.isdecimal() and len(each) < 10), default=0) + 1)
    notes = {e for name, story in stories.items() if "notes" in name for e in story.iter(_PICTURE)}
    for e in pictures:
        if many[e.get("id")] > 1 and (_crossed_out(e) or e in notes):
            many[e.get("id")] -= 1
            e.set("id", str(next(fresh)))
            changed.update((name, serialised(story)) for name, story in stories.items() if story in e.iterancestors())


def _crossed_out(e: etree._Element) -> bool:
    return next(e.iterancestors(*_OUT), None) is not None
