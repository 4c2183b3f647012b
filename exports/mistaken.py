"""Says what a file that is not a .docx seems to be, so that the person who sent it knows which one to send instead."""

import re
from collections.abc import Iterable

from exports.archive import LOCKED
from exports.xml import DAMAGED

SAVE_AS = "Please open it in Word, choose File, Save As, Word Document (.docx), and send that."
EMPTY = "This file is empty. Please choose the Word document again."
KEPT_BY_WORD = (
    "This is the small hidden file that Word makes while a document is open, not the document. "
    "Please choose the file whose name does not begin with ~$."
)
OLD_WORD = f"This is a Word document of the old kind (.doc). {SAVE_AS}"
OLD_OTHER = "This is an old Office file, but not a Word document. Please send a Word document (.docx)."
PDF = "This is a PDF. Please send the Word document that it was made from (.docx)."
RICH_TEXT = f"This is a rich text file (.rtf). {SAVE_AS}"
WEB_PAGE = f"This is a web page. {SAVE_AS}"
XML_DOCUMENT = f"This is a document in an XML form, not a .docx. {SAVE_AS}"
PICTURE = "This is a picture. Please send the Word document (.docx)."
TEXT = "This is plain text. Please put it into a Word document (.docx) and send that."
ANOTHER_ARCHIVE = "This is a packed folder of files. Please unpack it and send the Word document that is in it (.docx)."
OPEN_DOCUMENT = (
    "This is an OpenDocument file (.odt). Please open it in Word or LibreOffice, save it as a Word document (.docx), and send that."
)
OTHER_OPEN_DOCUMENT = "This is an OpenDocument file, but not a text document. Please send a Word document (.docx)."
PAGES = "This is a Pages document. Please choose File, Export To, Word in Pages, and send that file (.docx)."
OTHER = "This does not look like a Word document. Please send a file whose name ends in .docx."

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PACKED = (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"BM")
_LOCK_FILE_LENGTHS = (162, 165)  # "~$…": the owner's name twice, its length first (Word and the other Office programs)


def not_a_zip(data: bytes) -> str:
    """The sentence for a file that does not begin as a zip file does."""
    start = data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    if not data.strip(b"\0 \r\n\t"):
        return EMPTY
    if data.startswith(_OLE):
        return _old_office(data)
    if len(data) in _LOCK_FILE_LENGTHS and 0 < data[0] < 55:
        return KEPT_BY_WORD
    if b"%PDF-" in data[:1024]:
        return PDF
    if start.startswith(b"{\\rtf"):
        return RICH_TEXT
    if re.match(rb"<(!doctype html|html)", start, re.IGNORECASE):
        return WEB_PAGE
    if start.startswith(b"<"):
        return XML_DOCUMENT
    if data.startswith(_PICTURES):
        return PICTURE
    if data.startswith(_PACKED):
        return ANOTHER_ARCHIVE
    if b"PK\x03\x04" in data[:4096] or b"PK\x05\x06" in data[-70_000:]:
        return DAMAGED
    return TEXT if _reads_as_text(data[:4096]) else OTHER


def _old_office(data: bytes) -> str:
    """A compound file (MS-CFB) names its streams in UTF-16; MS-OFFCRYPTO keeps a locked .docx in "EncryptedPackage"."""

    def has(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if has("EncryptedPackage"):
        return LOCKED
    if has("WordDocument"):
        return OLD_WORD
    return OLD_OTHER


def _reads_as_text(beginning: bytes) -> bool:
    try:
        text = beginning.decode("utf-16") if beginning[:2] in (b"\xff\xfe", b"\xfe\xff") else beginning.decode("utf-8", "surrogateescape")
    except UnicodeDecodeError:
        return False
    return sum(sign.isprintable() or sign in "\r\n\t\f" or "\udc80" <= sign <= "\udcff" for sign in text) >= len(text) * 0.95


def inside_another_zip(names: Iterable[str], mimetype: bytes) -> str:
    """The sentence for a zip file that is no Office document, from the names in it (case-folded) and its entry "mimetype", if any."""
    names = list(names)
    if mimetype.startswith(b"application/vnd.oasis.opendocument."):
        return OPEN_DOCUMENT if b".text" in mimetype else OTHER_OPEN_DOCUMENT
    if any(name.endswith(".iwa") for name in names):
        return PAGES
    if any(name.endswith((".docx", ".docm", ".dotx", ".doc", ".pdf")) for name in names):
        return ANOTHER_ARCHIVE
    return OTHER
