"""Zip files by hand, so that every figure in them can lie (APPNOTE.TXT 4.3.7, 4.3.12, 4.3.16)."""

import struct
import zlib
from dataclasses import dataclass, field


@dataclass
class Piece:
    """An entry. ``local`` and ``central`` give a header figures other than the true ones."""

    name: bytes
    data: bytes
    method: int = 8
    flags: int = 0
    extra: bytes = b""
    central_extra: bytes = b""
    packed: bytes | None = None
    follows: bytes = b""
    local: dict[str, object] = field(default_factory=dict)
    central: dict[str, object] = field(default_factory=dict)


def deflated(data):
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def by_hand(pieces, *, before=b"", between=b"", after=b"", comment=b"", end=None):
    out, directory, count = bytearray(before), bytearray(), 0
    for piece in pieces:
        packed = piece.packed if piece.packed is not None else deflated(piece.data) if piece.method == 8 else piece.data
        true = {
            "signature": b"PK\x03\x04", "name": piece.name, "flags": piece.flags, "method": piece.method, "crc": zlib.crc32(piece.data),
            "packed": len(packed), "size": len(piece.data), "disk": 0, "begins": len(out),
        }  # fmt: skip
        at = {**true, **piece.local}
        out += struct.pack(
            "<4sHHHHHLLLHH", at["signature"], 20, at["flags"], at["method"], 0, 33, at["crc"], at["packed"], at["size"],
            len(at["name"]), len(piece.extra),
        )  # fmt: skip
        out += at["name"] + piece.extra + packed + piece.follows
        at = {**true, "signature": b"PK\x01\x02", **piece.central}
        directory += struct.pack(
            "<4sHHHHHHLLLHHHHHLL", at["signature"], 20, 20, at["flags"], at["method"], 0, 33, at["crc"], at["packed"], at["size"],
            len(at["name"]), len(piece.central_extra), 0, at["disk"], 0, 0, at["begins"],
        )  # fmt: skip
        directory += at["name"] + piece.central_extra
        count += 1
    out += between
    figures = {"disk": 0, "first": 0, "here": count, "count": count, "size": len(directory), "start": len(out), **(end or {})}
    out += directory + struct.pack("<4sHHHHLLH", b"PK\x05\x06", *figures.values(), len(comment)) + comment + after
    return bytes(out)
