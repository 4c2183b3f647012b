"""Every sentence of the guard is reached by a file made here, and what is sound passes."""

import io
import random
import struct
import zipfile

import pytest

from exports import archive, guard, mistaken, xml
from exports.archive import LOCKED, TOO_MANY_PIECES
from exports.guard import MACROS, NOT_WORD, PRESENTATION, SPREADSHEET, TOO_BIG, TOO_LONG, TOO_TIGHT
from exports.mistaken import (
    ANOTHER_ARCHIVE,
    EMPTY,
    KEPT_BY_WORD,
    OLD_OTHER,
    OLD_WORD,
    OPEN_DOCUMENT,
    OTHER,
    OTHER_OPEN_DOCUMENT,
    PAGES,
    PDF,
    PICTURE,
    RICH_TEXT,
    TEXT,
    WEB_PAGE,
    XML_DOCUMENT,
)
from exports.xml import DAMAGED, OUTSIDE_DEFINITIONS
from specs.refusals import Refused
from tests.hostile.zips import Piece, by_hand, deflated
from tests.word_files import p, table, word_file, zipped

WORDS = "Staff will attend reviews every quarter."
SOUND = word_file(p("Access", style="Heading1"), WORDS, table(("one", "two")))
DOCUMENT = "word/document.xml"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MICROSOFT = "http://schemas.microsoft.com/office/2006/"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


def said(data):
    """The guard's sentence; empty when the file passes."""
    try:
        guard.check(data)
    except Refused as no:
        return str(no)
    return ""


def parts_of(data=SOUND):
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


def sound_with(**changes):
    """The sound document with replacements: ``document=("old", "new")``; every one has to be there."""
    names = {"types": "[Content_Types].xml", "root": "_rels/.rels", "relations": "word/_rels/document.xml.rels", "document": DOCUMENT}
    parts = parts_of()
    for short, (old, new) in changes.items():
        assert old.encode() in parts[names[short]]
        parts[names[short]] = parts[names[short]].replace(old.encode(), new.encode())
    return zipped(parts)


def sound_and(**more):
    """The sound document with more parts, or other ones."""
    return zipped({**parts_of(), **more})


def sound_but(*names):
    return zipped({name: part for name, part in parts_of().items() if name not in names})


def body(content):
    return sound_with(document=("<w:body>", f"<w:body>{content}"))


def utf_16(text, codec):
    return sound_and(**{DOCUMENT: text.encode(codec)})


def pieces(**changes):
    """The sound document as pieces, those of its last part changed."""
    made = [Piece(name.encode(), data) for name, data in parts_of().items()]
    for name, value in changes.items():
        setattr(made[-1], name, value)
    return made


def hand_made(**changes):
    return by_hand(pieces(**changes))


def and_piece(name, data=b"<a/>", **changes):
    return by_hand([*pieces(), Piece(name, data, **changes)])


LAST = list(parts_of().items())[-1][1]
ZIP_64 = struct.pack("<HHQQ", 1, 16, len(LAST), len(deflated(LAST)))
FULL = 0xFFFFFFFF


def zip_64_end(**lies):
    """The sound document with the large form of the end record (4.3.14, 4.3.15)."""
    whole = by_hand(pieces())
    at = len(whole) - 22
    count, size, start = struct.unpack_from("<HLL", whole, at + 10)
    figures = {
        "record": 44,
        "here": count,
        "count": count,
        "size": size,
        "start": start,
        "at": at,
        "signature": b"PK\x06\x06",
        "small": 0xFFFF,
        **lies,
    }
    record = struct.pack(
        "<4sQHHLLQQQQ",
        figures["signature"],
        figures["record"],
        45,
        45,
        0,
        0,
        figures["here"],
        figures["count"],
        figures["size"],
        figures["start"],
    )
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, figures["at"], 1)
    return whole[:at] + record + locator + struct.pack("<4sHHHHLLH", b"PK\x05\x06", 0, 0, 0xFFFF, figures["small"], FULL, FULL, 0)


def overlapping():
    """Two names for the same bytes, as in the zip bombs of D. Fifield (2019)."""
    made = pieces()
    twin = Piece(b"word/twin.xml", made[-1].data)
    before = len(by_hand(made[:-1])) - 22 - sum(46 + len(piece.name) for piece in made[:-1])
    whole = by_hand([*made, twin])
    assert whole[before : before + 4] == b"PK\x03\x04"
    twin.central = {"begins": before}
    return by_hand([*made, twin])


def one_inside_another():
    """An entry whose bytes are another entry, header and all: each of the two is sound."""
    inner = Piece(b"word/inner.xml", b"<a/>", method=0)
    alone = by_hand([inner])
    outer = Piece(b"word/outer.bin", alone[: 30 + len(inner.name) + 4], method=0)
    begins = by_hand([*pieces(), outer]).index(outer.data)
    whole = by_hand([*pieces(), outer, inner])
    at = whole.index(inner.name, whole.index(outer.data) + 40)  # the entry proper
    cut = whole[: at - 30] + whole[at + len(inner.name) + 4 :]
    central = cut.rindex(b"PK\x01\x02")
    end = len(cut) - 22
    moved = struct.unpack_from("<L", cut, end + 16)[0] - (30 + len(inner.name) + 4)
    return cut[: central + 42] + struct.pack("<L", begins) + cut[central + 46 : end + 16] + struct.pack("<LH", moved, 0)


def lying_in_the_middle():
    """A list of contents that leaves out what stands before it, so that two programs see two documents."""
    whole = SOUND
    return b"PK\x03\x04" + b"\0" * 60 + whole


PASSES = {
    "as it is": SOUND,
    "stored": by_hand([Piece(name.encode(), data, method=0) for name, data in parts_of().items()]),
    "by hand": hand_made(),
    "sizes behind the data": hand_made(
        flags=8, local={"crc": 0, "packed": 0, "size": 0}, follows=struct.pack("<4sLLL", b"PK\x07\x08", 0, 0, 0)
    ),
    "sizes in the extra field": hand_made(
        extra=ZIP_64, central_extra=ZIP_64, local={"packed": FULL, "size": FULL}, central={"packed": FULL, "size": FULL}
    ),
    "another extra field": hand_made(extra=struct.pack("<HH4s", 0xCAFE, 4, b"java"), central_extra=struct.pack("<HHL", 0x5455, 4, 0)),
    "a large list of contents": zip_64_end(),
    "a comment": by_hand(pieces(), comment=b"by somebody"),
    "a line added by a mail system": by_hand(pieces(), after=b"\r\n-- \r\nscanned\r\n"),
    "a folder": and_piece(b"word/media/", b"", method=0),
    "a name in UTF-8": and_piece("word/Übersicht.xml".encode(), flags=0x800),
    "a byte order mark": sound_and(**{DOCUMENT: b"\xef\xbb\xbf" + parts_of()[DOCUMENT]}),
    "UTF-16": utf_16(parts_of()[DOCUMENT].decode().replace("UTF-8", "UTF-16"), "utf-16"),
    "UTF-16 without a mark": utf_16(parts_of()[DOCUMENT].decode().split("?>", 1)[1].strip(), "utf-16-le"),
    "a list of types in UTF-16": sound_and(
        **{"[Content_Types].xml": parts_of()["[Content_Types].xml"].decode().replace("UTF-8", "UTF-16").encode("utf-16")}
    ),
    "Windows letters": sound_and(
        **{DOCUMENT: parts_of()[DOCUMENT].decode().replace("UTF-8", "windows-1252").replace(WORDS, "Straße").encode("cp1252")}
    ),
    "a template": sound_with(types=("document.main+xml", "template.main+xml")),
    "a main part of which nothing is said": sound_with(types=(MAIN, "application/xml")),
    "words about macros": body(p("The file word/vbaProject.bin is not allowed. See <!DOCTYPE&gt;.".replace("<", "&lt;"))),
    "a picture that says DOCTYPE": zipped(
        {
            **parts_of(sound_with(types=("<Override", '<Default Extension="svg" ContentType="image/svg+xml"/><Override'))),
            "word/media/image1.svg": b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd"><svg/>',
        }
    ),
    "a document inside, typed as XML": zipped(
        {
            **parts_of(sound_with(types=("<Override", f'<Default Extension="dat" ContentType="{MAIN}"/><Override'))),
            "word/afchunk.dat": SOUND,
        }
    ),
    "another spelling of names": zipped({name.replace("[Content_Types]", "[content_types]"): part for name, part in parts_of().items()}),
    "a main part with a name of its own": zipped(
        {
            name.replace("word/document.xml", "word/document2.xml"): part
            for name, part in parts_of(
                sound_with(types=("/word/document.xml", "/word/document2.xml"), root=("document.xml", "document2.xml"))
            ).items()
        }
    ),
    "an empty part": sound_and(**{"word/media/nothing.png": b""}),
}

REFUSED = {
    # no zip at all
    "nothing": (b"", EMPTY),
    "blank": (b" \r\n\0\0", EMPTY),
    "kept by Word": ((b"\x03Ash".ljust(54) + b"\x03\0A\0s\0h\0").ljust(162, b"\0"), KEPT_BY_WORD),
    "old Word": (OLE + "WordDocument".encode("utf-16-le"), OLD_WORD),
    "old Excel": (OLE + "Workbook".encode("utf-16-le"), OLD_OTHER),
    "locked": (OLE + "EncryptedPackage".encode("utf-16-le"), LOCKED),
    "PDF": (b"%PDF-1.7\n", PDF),
    "PDF after some bytes": (b"\0\1\2%PDF-1.7\n", PDF),
    "rich text": (b"{\\rtf1 words}", RICH_TEXT),
    "web page": (b"\xef\xbb\xbf \n<!doctype HTML><p>words", WEB_PAGE),
    "another web page": (b"<HTML>", WEB_PAGE),
    "XML": (b'<?xml version="1.0"?><pkg:package/>', XML_DOCUMENT),
    "PNG": (b"\x89PNG\r\n\x1a\n\0\0", PICTURE),
    "JPEG": (b"\xff\xd8\xff\xe0\0\0", PICTURE),
    "RAR": (b"Rar!\x1a\x07\0", ANOTHER_ARCHIVE),
    "7z": (b"7z\xbc\xaf\x27\x1c\0", ANOTHER_ARCHIVE),
    "text": ("Zusätzliche Wörter, plain.\n".encode(), TEXT),
    "text in UTF-16": ("Words".encode("utf-16"), TEXT),
    "text in an old encoding": ("Zus\xe4tzliche W\xf6rter, plain and long enough to say so.\n".encode("latin-1"), TEXT),
    "other bytes": (bytes(range(256)) * 4, OTHER),
    "half a character of UTF-16": (b"\xff\xfe\x00\xd8\x41", OTHER),
    "text as long as what Word keeps": (b"w" * 162, TEXT),
    "bytes before half a zip": (b"MZ" + SOUND[:-30], DAMAGED),
    "bytes before the zip": (b"MZ" + SOUND, DAMAGED),
    "a zip with nothing in it": (b"PK\x05\x06" + b"\0" * 18, DAMAGED),
    # another kind of zip
    "a zip of a document": (zipped({"tender.docx": SOUND}), ANOTHER_ARCHIVE),
    "OpenDocument": (zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<a/>"}), OPEN_DOCUMENT),
    "OpenDocument drawing": (zipped({"mimetype": b"application/vnd.oasis.opendocument.graphics"}), OTHER_OPEN_DOCUMENT),
    "Pages": (zipped({"Index/Document.iwa": b"", "preview.jpg": b""}), PAGES),
    "a zip of notes": (zipped({"notes.txt": b"words"}), OTHER),
    "a mimetype of a megabyte": (zipped({"mimetype": b"application/vnd.oasis.opendocument.text" * 30_000}), OTHER),
    "a spreadsheet": (sound_with(types=(MAIN, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml")), SPREADSHEET),
    "slides": (
        sound_with(types=(MAIN, "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml")),
        PRESENTATION,
    ),
    "no list of relations": (sound_but("_rels/.rels"), NOT_WORD),
    "no main part": (sound_but(DOCUMENT), NOT_WORD),
    "a main part elsewhere": (
        sound_with(root=('Target="word/document.xml"', 'Target="http://example.org/" TargetMode="External"')),
        NOT_WORD,
    ),
    "relations to nothing": (sound_with(root=("/officeDocument", "/thumbnail")), NOT_WORD),
    "a main part of another kind": (
        zipped({**parts_of(sound_with(root=("word/document.xml", "visio/document.xml"))), "visio/document.xml": b"<a/>"}),
        NOT_WORD,
    ),
    # macros
    "macros": (sound_and(**{"word/vbaProject.bin": OLE}), MACROS),
    "macros in capitals": (sound_and(**{"WORD/VBAPROJECT.BIN": OLE}), MACROS),
    "macros under another name": (
        sound_with(
            relations=(
                "</Relationships>",
                f'<Relationship Id="m" Type="{MICROSOFT}relationships/vbaProject" Target="x.bin"/></Relationships>',
            )
        ),
        MACROS,
    ),
    "a type with macros": (sound_with(types=(MAIN, "application/vnd.ms-word.document.macroEnabled.main+xml")), MACROS),
    "a template with macros": (sound_with(types=(MAIN, "application/vnd.ms-word.template.macroEnabledTemplate.main+xml")), MACROS),
    # XML
    "a document type": (sound_with(document=("<w:document ", "<!DOCTYPE w:document><w:document ")), OUTSIDE_DEFINITIONS),
    "entities that grow": (
        sound_with(document=("<w:document ", '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><w:document ')),
        OUTSIDE_DEFINITIONS,
    ),
    "an entity that names a file": (
        sound_with(types=("<Types ", '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]><Types ')),
        OUTSIDE_DEFINITIONS,
    ),
    "a document type in UTF-16": (utf_16("<!DOCTYPE a><a/>", "utf-16"), OUTSIDE_DEFINITIONS),
    "a document type in UTF-16 without a mark": (utf_16("<!DOCTYPE a><a/>", "utf-16-be"), OUTSIDE_DEFINITIONS),
    "a document type in a part nobody reads": (sound_and(**{"customXml/item1.xml": b"<!DOCTYPE a><a/>"}), OUTSIDE_DEFINITIONS),
    "a document type in a part with an ending of its own": (
        zipped(
            {
                **parts_of(sound_with(types=("<Override", f'<Default Extension="dat" ContentType="{MAIN}"/><Override'))),
                "a.dat": b"<!DOCTYPE a>",
            }
        ),
        OUTSIDE_DEFINITIONS,
    ),
    "half a character in UTF-16": (sound_and(**{DOCUMENT: b"\xff\xfe<\0a"}), DAMAGED),
    "a part nobody reads that is no XML": (sound_and(**{"word/numbering.xml": b"<w:numbering"}), DAMAGED),
    "relations that are no XML": (sound_and(**{"word/_rels/document.xml.rels": b"<Relationships"}), DAMAGED),
    "a list of types of another kind": (sound_with(types=("2006/content-types", "2016/content-types")), DAMAGED),
    "relations of another kind": (sound_with(relations=("package/2006", "package/2016")), DAMAGED),
    "an encoding that hides": (sound_and(**{DOCUMENT: b'<?xml version="1.0" encoding="utf-7"?><a/>'}), DAMAGED),
    "an encoding of four bytes": (sound_and(**{DOCUMENT: "<a/>".encode("utf-32-be")}), DAMAGED),
    "a nought": (sound_and(**{DOCUMENT: b"<a>\0</a>"}), DAMAGED),
    "a list of types that is no XML": (sound_and(**{"[Content_Types].xml": b"<Types"}), DAMAGED),
    "a list of relations that is no XML": (sound_and(**{"_rels/.rels": b"no"}), DAMAGED),
    # zip files that two programs would read in two ways, or none at all
    "cut short": (SOUND[:-30], DAMAGED),
    "cut in the middle": (SOUND[: len(SOUND) // 2], DAMAGED),
    "no list of contents": (SOUND[:200], DAMAGED),
    "two lists": (lying_in_the_middle(), DAMAGED),
    "bytes before the first": (by_hand(pieces(), before=b"PK\x03\x04 and more"), DAMAGED),
    "a list that starts earlier": (by_hand(pieces(), end={"start": 3}), DAMAGED),
    "a gap before the list": (by_hand(pieces(), between=b"hidden", end={"size": 3}), DAMAGED),
    "two of a name": (and_piece(b"word/document.xml"), DAMAGED),
    "two of a name, spelt otherwise": (and_piece(b"WORD/Document.XML"), DAMAGED),
    "a folder named like a file": (and_piece(b"word/document.xml/", b"", method=0), DAMAGED),
    "overlapping": (overlapping(), DAMAGED),
    "one inside another": (one_inside_another(), DAMAGED),
    "a count too high": (by_hand(pieces(), end={"here": 99, "count": 99}), DAMAGED),
    "a count too low": (by_hand(pieces(), end={"here": 1, "count": 1}), DAMAGED),
    "two counts": (by_hand(pieces(), end={"here": 1}), DAMAGED),
    "a second disk": (by_hand(pieces(), end={"disk": 1}), DAMAGED),
    "a first disk": (by_hand(pieces(), end={"first": 1}), DAMAGED),
    "an entry on another disk": (hand_made(central={"disk": 1}), DAMAGED),
    "a list that starts elsewhere": (by_hand(pieces(), end={"start": 4_000_000_000}), DAMAGED),
    "an entry that begins elsewhere": (hand_made(central={"begins": 4_000_000_000}), DAMAGED),
    "no such header": (hand_made(local={"signature": b"PK\x07\x08"}), DAMAGED),
    "no such entry": (hand_made(central={"signature": b"PK\x07\x08"}), DAMAGED),
    "two names": (hand_made(local={"name": b"word/document.exe"}), DAMAGED),
    "two methods": (hand_made(local={"method": 0}), DAMAGED),
    "two checksums": (hand_made(local={"crc": 1}), DAMAGED),
    "two sizes": (hand_made(local={"size": 1}), DAMAGED),
    "two packed sizes": (hand_made(local={"packed": 1}), DAMAGED),
    "two sizes behind the data": (hand_made(flags=8, local={"crc": 1, "packed": 0, "size": 0}), DAMAGED),
    "noughts that nothing explains": (hand_made(local={"crc": 0, "packed": 0, "size": 0}), DAMAGED),
    "two opinions on where the sizes are": (hand_made(local={"flags": 8}), DAMAGED),
    "a method nobody has": (hand_made(method=99, packed=deflated(LAST)), DAMAGED),
    "another packing": (hand_made(method=12), DAMAGED),
    "a patch": (hand_made(flags=0x20), DAMAGED),
    "encrypted": (hand_made(flags=1), LOCKED),
    "strongly encrypted": (hand_made(flags=0x41), LOCKED),
    "masked": (hand_made(flags=0x2000), LOCKED),
    "a wrong checksum": (hand_made(local={"crc": 1}, central={"crc": 1}), DAMAGED),
    "longer than it says": (hand_made(local={"size": 3}, central={"size": 3}), DAMAGED),
    "shorter than it says": (hand_made(local={"size": 99_999}, central={"size": 99_999}), DAMAGED),
    "stored and yet shorter": (hand_made(method=0, local={"size": 3}, central={"size": 3}), DAMAGED),
    "packed badly": (hand_made(packed=b"\xff" * 40), DAMAGED),
    "packed and cut": (hand_made(packed=deflated(LAST)[:-9]), DAMAGED),
    "packed, and more": (hand_made(packed=deflated(LAST) + b"more"), DAMAGED),
    "nothing packed": (hand_made(packed=b""), DAMAGED),
    "a large list that says another count": (zip_64_end(count=99), DAMAGED),
    "a large list that says another start": (zip_64_end(start=9), DAMAGED),
    "a large list that says another count than the small": (zip_64_end(small=1), DAMAGED),
    "a large list with another sign": (zip_64_end(signature=b"PK\x06\x07"), DAMAGED),
    "a large list elsewhere": (zip_64_end(at=3), DAMAGED),
    "a large list beyond the end": (zip_64_end(at=1 << 60), DAMAGED),
    "a large list of another length": (zip_64_end(record=99), DAMAGED),
    "outside": (and_piece(b"../outside.xml"), DAMAGED),
    "outside, later": (and_piece(b"word/../../outside.xml"), DAMAGED),
    "from the root": (and_piece(b"/etc/outside.xml"), DAMAGED),
    "a drive": (and_piece(b"C:/outside.xml"), DAMAGED),
    "a backslash": (and_piece(b"word\\outside.xml"), DAMAGED),
    "a nought in a name": (and_piece(b"word/a.xml\0.png"), DAMAGED),
    "a line in a name": (and_piece(b"word/a\n.xml"), DAMAGED),
    "no name": (and_piece(b""), DAMAGED),
    "a name with two strokes": (and_piece(b"word//a.xml"), DAMAGED),
    "a name that is no UTF-8": (and_piece(b"word/\xff.xml", flags=0x800), DAMAGED),
}


def much(**more):
    """The sound document with stored parts: what is big here must be big on its way too."""
    return by_hand([*pieces(), *(Piece(f"word/{name}".encode(), data, method=0) for name, data in more.items())])


# The limits: what is refused, why, and the limit that refuses it. Made when their test runs, for they are big.
LIMITS = {
    "many pieces": (
        lambda: sound_and(**{f"word/x{number}.xml": b"<a/>" for number in range(2_000)}),
        TOO_MANY_PIECES,
        (archive, "MOST_ENTRIES"),
    ),
    "far more than it says": (lambda: sound_and(**{"word/image1.bmp": b"\0" * (11 * guard.MB)}), TOO_TIGHT, (guard, "MOST_TIMES")),
    "pictures": (
        lambda: sound_and(**{"word/a.bmp": b"\0" * (100 * guard.MB), "word/b.png": random.Random(1).randbytes(2 * guard.MB)}),
        TOO_BIG,
        (guard, "MOST_BYTES"),
    ),
    "a part": (lambda: much(**{"a.xml": b"<a>" + b" " * (20 * guard.MB) + b"</a>"}), TOO_LONG, (guard, "MOST_XML_BYTES")),
    "paragraphs": (lambda: body("<w:p/>" * 20_001), TOO_LONG, (guard, "MOST_PARAGRAPHS")),
    "paragraphs with another prefix": (lambda: body('<q:p xmlns:q="q"/>' * 20_001), TOO_LONG, (guard, "MOST_PARAGRAPHS")),
    "paragraphs without a prefix": (lambda: body("<p\n/>" * 20_001), TOO_LONG, (guard, "MOST_PARAGRAPHS")),
    "cells": (lambda: body("<w:tc></w:tc>" * 20_001), TOO_LONG, (guard, "MOST_CELLS")),
    "marks": (lambda: body("<w:b/>" * 1_500_000), TOO_LONG, (guard, "MOST_MARKS")),
    "attributes": (
        lambda: body("<b a=''/>" * 800_000),
        TOO_LONG,
        (guard, "MOST_MARKS"),
    ),
}


@pytest.mark.parametrize("data", PASSES.values(), ids=PASSES)
def test_what_is_sound_passes(data):
    assert said(data) == ""


SENTENCES = {
    value
    for module in (archive, guard, mistaken, xml)
    for name, value in vars(module).items()
    if name.isupper() and isinstance(value, str) and value.endswith(".") and name != "SAVE_AS"
}


def test_there_are_sentences():
    assert len(SENTENCES) == 26


@pytest.mark.parametrize(("data", "sentence"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused_and_why(data, sentence):
    assert said(data) == sentence


@pytest.mark.parametrize(("make", "sentence", "limit"), LIMITS.values(), ids=LIMITS)
def test_the_limits(make, sentence, limit, monkeypatch):
    data = make()
    assert said(data) == sentence
    monkeypatch.setattr(*limit, 1 << 40)
    assert said(data) == ""


def test_every_sentence_is_reached():
    reached = {sentence for _, sentence in REFUSED.values()} | {sentence for _, sentence, _ in LIMITS.values()}
    assert reached == SENTENCES


def test_every_sentence_says_what_to_do():
    for sentence in SENTENCES:
        assert sentence[0].isupper() and "Please " in sentence, sentence
        assert not any(word in sentence.lower() for word in ("xml file", "zip", "error", "invalid", "exception", "malformed")), sentence


@pytest.mark.parametrize("part", [b"<!DOCTYPE a><a/>", "<!DOCTYPE a><a/>".encode("utf-16"), b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'])
def test_the_parser_takes_no_document_type_either(part):
    with pytest.raises(Refused, match=OUTSIDE_DEFINITIONS[:40]):
        xml.parse(part)
