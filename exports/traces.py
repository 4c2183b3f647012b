"""Takes out of the XML of a Word file what tells of the machine it was made on: edit numbers, folders, printers, who may edit what."""

import re
from collections.abc import Iterator

from lxml import etree

from exports.package import Package
from exports.xml import remove

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_WP, _PIC = (f"{{http://schemas.openxmlformats.org/drawingml/2006/{name}}}" for name in ("wordprocessingDrawing", "picture"))
_V, _O = "{urn:schemas-microsoft-com:vml}", "{urn:schemas-microsoft-com:office:office}"
_EDIT_NUMBERS = tuple(f"{W}{name}" for name in "rsidR rsidRPr rsidRDefault rsidP rsidDel rsidSect rsidTr".split())
# A style has its edit number as an element (17.7.4.15); a section names the settings of somebody's printer (17.6.14).
_ELEMENTS = f"{W}rsid", f"{W}printerSettings"
_PERMISSION, _EDITOR = f"{W}permStart", f"{W}ed"
# What a picture is called and what it shows: Word has put the address of the file there that it came from.
_CALLED = {
    f"{_WP}docPr": ("name", "descr", "title"),
    f"{_PIC}cNvPr": ("name", "descr", "title"),
    f"{_V}shape": ("alt", "id"),
    f"{_V}imagedata": (f"{_O}title", f"{_O}href"),
}
_FOLDER = r"(?:[A-Za-z]:[\\/]|\\\\|file:|/(?:Users|home|Volumes)/)"
_PATH = re.compile(f"{_FOLDER}.*", re.DOTALL)
_ANY = re.compile(rb"rsid|printerSettings|w:ed=|=[\"']" + _FOLDER.encode())
# Of w:settings: lists of edit numbers, where the template, the addresses of a mail merge and a transformation lie, what two files of one
# origin have in common (17.15.1; MS-DOCX 2.5.4.1 and 2.5.3.1).
_SETTINGS = (
    *(f"{W}{name}" for name in ("rsids", "attachedTemplate", "mailMerge", "saveThroughXslt")),
    "{http://schemas.microsoft.com/office/word/2010/wordml}docId",
    "{http://schemas.microsoft.com/office/word/2012/wordml}docId",
)
SETTINGS_RELATIONS = {"attachedTemplate", "mailMergeSource", "mailMergeHeaderSource", "recipientData", "transform"}


def has_traces(xml: bytes) -> bool:
    """Whether a part has any; quick to tell."""
    return _ANY.search(xml) is not None


def lose_traces(root: etree._Element) -> None:
    """Takes them out, in place; of the address of a picture's file its name stays."""
    etree.strip_attributes(root, *_EDIT_NUMBERS)
    for e in list(root.iter(*_ELEMENTS, _PERMISSION, *_CALLED)):
        if e.tag in _ELEMENTS:
            remove(e)
        elif e.tag == _PERMISSION:
            e.attrib.pop(_EDITOR, "")
        else:
            for name in _CALLED[str(e.tag)]:
                if (said := e.get(name)) and _PATH.match(said):
                    e.set(name, re.split(r"[\\/]", said.rstrip("\\/"))[-1])


def lose_settings(package: Package, root: etree._Element) -> bool:
    """The same of the settings; says whether there were any. A variable stays whose name the words of the document ask for."""
    found = [e for e in root if e.tag in _SETTINGS]
    kept = root.find(f"{W}docVars")
    if kept is not None:
        asked = b"\n".join(content for content in package.parts.values() if b"DOCVARIABLE" in content)
        idle = [e for e in kept if not asked or e.get(f"{W}name", "").encode() not in asked]
        found += [kept] if len(idle) == len(kept) else idle
    for e in found:
        remove(e)
    return bool(found)


def lose_users(root: etree._Element) -> bool:
    """Empties the names of people in the properties that SharePoint keeps in a part of its own; says whether there were any."""
    named = [e for user in root.iter("{*}UserInfo") for e in user.iter("*") if (e.text or "").strip()]
    for e in named:
        e.text = None
    return bool(named)


def printers(package: Package) -> Iterator[str]:
    """The parts with the settings of somebody's printer, and the picture of the first page as it was when the file came."""
    for source in (package.main, *package.related("glossaryDocument")):
        yield from package.related("printerSettings", source)
    yield from package.related("thumbnail", "")
