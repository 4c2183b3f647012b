"""Reads the list of contents of a zip file itself, and accepts only what every other program would read in the same way.

A Word file is a zip file. Its list of contents stands at the end (the central directory) and again, in pieces, before each entry (the local
headers); attacks live where the two disagree or point at the same bytes. Facts from PKWARE's APPNOTE.TXT 6.3.10, sections 4.3 to 4.5.
Python 3.11's own zipfile reads overlapping entries (CVE-2024-0450), so this runs first.
"""

import struct
import zlib
from collections.abc import Iterator
from typing import Any, NamedTuple

from exports.xml import DAMAGED
from specs.refusals import Refused

MOST_ENTRIES = 2_000

LOCKED = (
    "This file is protected by a password. Please open it in Word, take the password away under File, Info, Protect Document, "
    "and send it again."
)
TOO_MANY_PIECES = (
    "This file is made of more pieces than a Word document needs, so it was not opened. "
    "Please copy its text into a new Word document and send that."
)

_LOCAL, _CENTRAL, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_END_64, _LOCATOR_64 = b"PK\x06\x06", b"PK\x06\x07"
_STORED, _DEFLATED = 0, 8
# General purpose flags, 4.4.4: encrypted, sizes after the data, patched, strong encryption, masked headers.
_ENCRYPTED, _SIZES_FOLLOW, _PATCHED, _STRONG, _MASKED = 0x1, 0x8, 0x20, 0x40, 0x2000
_IN_EXTRA = 0xFFFFFFFF


class Entry(NamedTuple):
    """One file inside the zip. ``packed`` and ``size`` are what the list claims; ``content`` counts for itself."""

    name: str
    method: int
    crc: int
    packed: int
    size: int
    start: int
    begins: int

    @property
    def is_folder(self) -> bool:
        return self.name.endswith("/")


def entries(data: bytes) -> list[Entry]:
    """Everything in a zip file, in its own order.

    Raises Refused where the zip is damaged, locked, has too many entries, or could be read in two ways: headers that disagree, entries
    that overlap, two with one name, names that lead outside, bytes before the first entry.
    """
    count, start, end = _directory(data)
    if count > MOST_ENTRIES:
        raise Refused(TOO_MANY_PIECES)
    found = list(_central(data, start, end))
    if len(found) != count:
        raise Refused(DAMAGED)
    names = {entry.name.rstrip("/").casefold() for entry in found}
    if len(names) != len(found):
        raise Refused(DAMAGED)
    reached = 0
    for entry in sorted(found, key=lambda entry: entry.begins):
        if entry.begins < reached:
            raise Refused(DAMAGED)
        reached = entry.start + entry.packed
    if reached > start or (found and min(entry.begins for entry in found) > 0):
        raise Refused(DAMAGED)
    return found


def pieces(data: bytes, entry: Entry) -> Iterator[bytes]:
    """The bytes of an entry, at most 256 KB at a time, so that whoever takes them can stop.

    Raises Refused when they are not what the list of contents says: another length, another checksum, broken packing.
    """
    packed = data[entry.start : entry.start + entry.packed]
    size, crc = 0, 0
    for piece in [packed] if entry.method == _STORED else _inflated(packed):
        size += len(piece)
        crc = zlib.crc32(piece, crc)
        if size > entry.size:
            raise Refused(DAMAGED)
        yield piece
    if size != entry.size or crc != entry.crc:
        raise Refused(DAMAGED)


def content(data: bytes, entry: Entry) -> bytes:
    """All bytes of an entry, which is as long as its list says or else refused: ask for ``entry.size`` before."""
    return b"".join(pieces(data, entry))


def _inflated(packed: bytes) -> Iterator[bytes]:
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        while not inflate.eof:
            piece = inflate.decompress(packed, 1 << 18)
            packed = inflate.unconsumed_tail
            if not piece and not inflate.eof:
                raise Refused(DAMAGED)
            yield piece
    except zlib.error as broken:
        raise Refused(DAMAGED) from broken
    if inflate.unused_data or packed:
        raise Refused(DAMAGED)


def _unpack(layout: str, data: bytes, at: int) -> tuple[Any, ...]:
    try:
        return struct.unpack_from(layout, data, at)
    except (struct.error, OverflowError) as short:
        raise Refused(DAMAGED) from short


def _directory(data: bytes) -> tuple[int, int, int]:
    """How many entries the list of contents has, where it starts and where it ends (4.3.16; 4.3.14 and 4.3.15 for large files)."""
    # The last one counts, as for zipfile. Some mail systems add a line at the end of a file, so bytes after it are let pass.
    at = data.rfind(_END, max(0, len(data) - 22 - 0xFFFF))
    if at < 0:
        raise Refused(DAMAGED)
    disk, first_disk, here, count, size, start, _ = _unpack("<4xHHHHLLH", data, at)
    end = at
    if data[at - 20 : at - 16] == _LOCATOR_64 and at >= 20:
        _, end, _ = _unpack("<LQL", data, at - 16)
        if data[end : end + 4] != _END_64:
            raise Refused(DAMAGED)
        record, _, _, _, _, _, count_64, size_64, start_64 = _unpack("<QHHLLQQQQ", data, end + 4)
        for small, large, full in ((count, count_64, 0xFFFF), (size, size_64, _IN_EXTRA), (start, start_64, _IN_EXTRA)):
            if small not in (full, large):
                raise Refused(DAMAGED)
        if end + 12 + record != at - 20:
            raise Refused(DAMAGED)
        here, count, size, start = count_64, count_64, size_64, start_64
    if disk or first_disk or here != count or start + size != end:
        raise Refused(DAMAGED)
    return count, start, end


def _central(data: bytes, at: int, end: int) -> Iterator[Entry]:
    """The entries of the list of contents (4.3.12), each held against its local header."""
    while at < end:
        signature, flags, method, crc, packed, size, name_long, extra_long, comment_long, disk, begins = _unpack(
            "<4s4xHH4xLLLHHHH6xL", data, at
        )
        extra_at = at + 46 + name_long
        following = extra_at + extra_long + comment_long
        if signature != _CENTRAL or following > end:
            raise Refused(DAMAGED)
        raw_name = data[at + 46 : extra_at]
        if flags & (_ENCRYPTED | _STRONG | _MASKED):
            raise Refused(LOCKED)
        if flags & _PATCHED or method not in (_STORED, _DEFLATED) or disk not in (0, 0xFFFF):
            raise Refused(DAMAGED)
        size, packed, begins = _in_extra(data[extra_at : extra_at + extra_long], size, packed, begins)
        start = _local(data, begins, raw_name, flags, method, crc, packed, size)
        if start + packed > len(data) or (method == _STORED and packed != size):
            raise Refused(DAMAGED)
        yield Entry(_name(raw_name, flags), method, crc, packed, size, start, begins)
        at = following
    if at != end:
        raise Refused(DAMAGED)


def _local(data: bytes, at: int, name: bytes, flags: int, method: int, crc: int, packed: int, size: int) -> int:
    """Where an entry's bytes start; its local header (4.3.7) must say the same as the list of contents."""
    signature, its_flags, its_method, its_crc, its_packed, its_size, name_long, extra_long = _unpack("<4s2xHH4xLLLHH", data, at)
    start = at + 30 + name_long + extra_long
    extra = data[at + 30 + name_long : start]
    its_size, its_packed, _ = _in_extra(extra, its_size, its_packed, 0)
    same = (its_crc, its_packed, its_size) == (crc, packed, size)
    # With bit 3 the sizes stand behind the data, and are nought here (4.4.4).
    if flags & its_flags & _SIZES_FOLLOW and not same:
        same = its_crc in (0, crc) and its_packed in (0, packed) and its_size in (0, size)
    if (flags ^ its_flags) & (_ENCRYPTED | _SIZES_FOLLOW | _PATCHED | _STRONG):
        same = False
    if signature != _LOCAL or its_method != method or data[at + 30 : at + 30 + name_long] != name or not same:
        raise Refused(DAMAGED)
    return int(start)


def _in_extra(extra: bytes, size: int, packed: int, begins: int) -> tuple[int, int, int]:
    """The true figures where the fixed fields say that they stand in the Zip64 extra field (4.5.3)."""
    at = 0
    while at + 4 <= len(extra):
        kind, long = struct.unpack_from("<HH", extra, at)
        if kind == 1:
            figures = iter(struct.unpack_from(f"<{min(long, 24) // 8}Q", extra[at + 4 : at + 4 + long].ljust(24, b"\xff")))
            size, packed, begins = (next(figures, _IN_EXTRA) if known == _IN_EXTRA else known for known in (size, packed, begins))
            break
        at += 4 + long
    return size, packed, begins


def _name(raw: bytes, flags: int) -> str:
    """An entry's name. A name that leads outside, or that two programs would read differently, is refused."""
    try:
        name = raw.decode("utf-8" if flags & 0x800 else "cp437")
    except UnicodeDecodeError as broken:
        raise Refused(DAMAGED) from broken
    steps = name.removesuffix("/").split("/")
    if "\\" in name or ":" in steps[0] or any(ord(sign) < 32 for sign in name) or any(step in ("", ".", "..") for step in steps):
        raise Refused(DAMAGED)
    return name
