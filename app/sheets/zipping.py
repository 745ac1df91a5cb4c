"""The records of a zip that is written from its beginning to its end, in steps (APPNOTE 6.3)."""

import struct
import zlib
from dataclasses import dataclass

LOCAL, BEHIND, ENTRY, END = (b"PK\x03\x04", b"PK\x07\x08", b"PK\x01\x02", b"PK\x05\x06")
VERSION, DEFLATED = 20, 8
SAID_BEHIND, UTF_8 = 0x8, 0x800
FIRST_DAY = (1 << 5) + 1  # 1 January 1980: a file says nothing of when it was written
LARGEST = 2**32 - 1
"""Bytes of a part, and of a whole zip, that readers of every age understand."""


@dataclass(frozen=True)
class Part:
    """A part of a zip: where it begins, its sum and sizes in bytes."""

    name: str
    at: int
    crc: int
    packed: int
    size: int
    flags: int = UTF_8

    def local(self) -> bytes:
        """What stands before it."""
        name = self.name.encode()
        sizes = (0, 0, 0) if self.flags & SAID_BEHIND else (self.crc, self.packed, self.size)
        fields = (VERSION, self.flags, DEFLATED, 0, FIRST_DAY, *sizes, len(name), 0)
        return LOCAL + struct.pack("<5H3L2H", *fields) + name

    def behind(self) -> bytes:
        """What stands behind a part of which nothing was known before."""
        return BEHIND + struct.pack("<3L", self.crc, self.packed, self.size)

    def entry(self) -> bytes:
        """Its line in the table at the end."""
        name = self.name.encode()
        sizes = (self.crc, self.packed, self.size)
        fields = (VERSION, VERSION, self.flags, DEFLATED, 0, FIRST_DAY, *sizes, len(name))
        return ENTRY + struct.pack("<6H3L5H2L", *fields, 0, 0, 0, 0, 0, self.at) + name


def pack(data: bytes) -> bytes:
    """Bytes that end a part, or are all of it."""
    packer = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


def pack_on(data: bytes) -> bytes:
    """Bytes after which the part goes on; each piece stands for itself."""
    packer = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush(zlib.Z_FULL_FLUSH)


def ended(parts: list[Part], at: int) -> bytes:
    """The table of all parts, which begins at `at`."""
    table = b"".join(part.entry() for part in parts)
    count = len(parts)
    return table + END + struct.pack("<4H2LH", 0, 0, count, count, len(table), at, 0)
