"""Looks at a file before anything opens it as a Word document, and says in one sentence why it is not taken and what to do."""

import re
from collections import deque

from exports import archive
from exports.mistaken import inside_another_zip, not_a_zip
from exports.relations import RELATIONS, ROOT_RELATIONS, TYPES, TYPES_PART, ContentTypes, pointed_at, relations
from exports.xml import DAMAGED, OUTSIDE_DEFINITIONS, parse
from specs.refusals import Refused

MB = 1 << 20
MOST_BYTES = 100 * MB  # of all parts, unpacked
MOST_XML_BYTES = 20 * MB  # of one part that will be read; the longest real contract we know has 12 MB in one part
MOST_TIMES = 100  # unpacked to packed; that contract has 32
TIMES_FLOOR = 10 * MB  # below this, a blank picture may well shrink more than a hundred times
MOST_PARAGRAPHS = 20_000  # in one part; that contract has 15,935
MOST_CELLS = 20_000
MOST_MARKS = 1_500_000  # tags and attributes in one part: what a parsed part costs in memory; that contract has 1,000,000

TOO_BIG = (
    "This document is too big to be opened here. Please make its pictures smaller in Word (Picture Format, Compress Pictures), "
    "save it and send it again."
)
TOO_LONG = "This document is too long to be read in one go. Please split it into two or more Word documents and send them one by one."
TOO_TIGHT = (
    "This file unpacks to far more than a Word document would, so it was not opened. "
    "Please copy its text into a new Word document and send that."
)
MACROS = (
    "This file may hold macros (small programs), so it was not opened. "
    "Please open it in Word, choose File, Save As, Word Document (.docx), and send that."
)
SPREADSHEET = "This is a spreadsheet. Please send a Word document (.docx)."
PRESENTATION = "This is a presentation. Please send a Word document (.docx)."
NOT_WORD = "This does not look like a Word document. Please send a file that Word saved, with a name ending in .docx."

_PARAGRAPH = re.compile(rb"<(?:[^\s<>/:]+:)?p[\s/>]")
_CELL = re.compile(rb"<(?:[^\s<>/:]+:)?tc[\s/>]")
_DECLARATION = re.compile(rb"\s*<\?xml[^>]*\?>")
_DECLARED = re.compile(rb"""\s*<\?xml[^>]*?\bencoding\s*=\s*["']([^"']*)""")
# Those in which a DOCTYPE is spelt with the same bytes. The Open Packaging Conventions allow only UTF-8 and UTF-16.
_PLAIN_ENCODING = re.compile(rb"utf-?8|us-ascii|ascii|iso-8859-\d+|windows-125\d", re.IGNORECASE)
# Pictures and web pages may say <!DOCTYPE> and are never read here.
_NEVER_READ = re.compile(r"image/|text/html|application/xhtml")


def check(data: bytes) -> None:
    """Passes a .docx (or a template, Strict or slightly broken one, which ``exports.mend`` puts right) that is safe to unpack and parse.

    Raises Refused with a sentence for the person who sent it. Reads every part once and keeps none; opens no file and no connection.
    """
    if data[:4] != b"PK\x03\x04":
        raise Refused(not_a_zip(data))
    files = {entry.name: entry for entry in archive.entries(data)}
    total = sum(entry.size for entry in files.values())
    if total > TIMES_FLOOR and total > MOST_TIMES * len(data):
        raise Refused(TOO_TIGHT)
    if total > MOST_BYTES:
        raise Refused(TOO_BIG)
    names = {name.casefold(): name for name in files}
    if TYPES_PART.casefold() not in names:
        small = b"".join(archive.pieces(data, files["mimetype"])) if "mimetype" in files and files["mimetype"].size < 200 else b""
        raise Refused(inside_another_zip(names, small))
    if any("vbaproject" in name or "vbadata" in name for name in names):
        raise Refused(MACROS)

    types_root = parse(_xml(data, files[names[TYPES_PART.casefold()]]))
    if types_root.tag != f"{TYPES}Types":
        raise Refused(DAMAGED)
    types = ContentTypes(types_root)
    for entry in files.values():
        named_xml = entry.name.lower().endswith((".xml", ".rels", ".vml"))
        type_of_it = types.of(entry.name)
        if _NEVER_READ.match(type_of_it) or not (named_xml or type_of_it.endswith("xml")):
            deque(archive.pieces(data, entry), maxlen=0)
        elif part := _xml(data, entry, named_xml):
            _check_part(entry.name, type_of_it, part)
    _check_main_part(data, files, names, types)


def _xml(data: bytes, entry: archive.Entry, certainly: bool = True) -> bytes:
    """A part in UTF-8 and within the limits, looked through without a parser.

    Whole Word files are sometimes put inside a document with the type of an XML part: what is not ``certainly`` XML may be something else.
    """
    if entry.size > MOST_XML_BYTES:
        raise Refused(TOO_LONG)
    part = archive.content(data, entry)
    if part[:2] in (b"\xff\xfe", b"\xfe\xff") or part[:2] in (b"<\0", b"\0<"):
        try:
            part = part.decode({b"\0<": "utf-16-be", b"<\0": "utf-16-le"}.get(part[:2], "utf-16")).encode()
            part = _DECLARATION.sub(b"", part, count=1)  # it says UTF-16
        except UnicodeError as broken:
            raise Refused(DAMAGED) from broken
    elif not certainly and not part.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        return b""
    elif (declared := _DECLARED.match(part.removeprefix(b"\xef\xbb\xbf"))) and not _PLAIN_ENCODING.fullmatch(declared[1]):
        raise Refused(DAMAGED)
    if b"\0" in part:
        raise Refused(DAMAGED)
    if b"<!DOCTYPE" in part:
        raise Refused(OUTSIDE_DEFINITIONS)
    # Each count is a linear look at the bytes: a million empty paragraphs are refused before a tree is built of them.
    if part.count(b"<") + part.count(b"=") > MOST_MARKS:
        raise Refused(TOO_LONG)
    if len(_PARAGRAPH.findall(part)) > MOST_PARAGRAPHS or len(_CELL.findall(part)) > MOST_CELLS:
        raise Refused(TOO_LONG)
    return part


def _check_part(name: str, type_of_it: str, part: bytes) -> None:
    """Refuses macros, and a part that Word would not open the document for: what we do not read goes out as it came in."""
    if name.lower().endswith(".rels"):
        if b"/vbaproject" in part.lower():
            raise Refused(MACROS)
        if parse(part).tag != f"{RELATIONS}Relationships":
            raise Refused(DAMAGED)
    elif "wordprocessingml" in type_of_it:
        parse(part)


def _check_main_part(data: bytes, files: dict[str, archive.Entry], names: dict[str, str], types: ContentTypes) -> None:
    """Refuses a file whose main part is not a Word document's."""
    if ROOT_RELATIONS not in files:
        raise Refused(NOT_WORD)
    root = parse(_xml(data, files[ROOT_RELATIONS]))
    main = next((relation for relation in relations(root) if relation.short_type == "officeDocument"), None)
    part = pointed_at("", main.target, names) if main and not main.outside else None
    if part is None:
        raise Refused(NOT_WORD)
    kind = types.of(part).casefold()
    if "macroenabled" in kind:
        raise Refused(MACROS)
    if "spreadsheet" in kind:
        raise Refused(SPREADSHEET)
    if "presentation" in kind:
        raise Refused(PRESENTATION)
    if "wordprocessingml" not in kind and part.casefold() != "word/document.xml":
        raise Refused(NOT_WORD)
