"""The envelope of an Office file: a zip of sane size whose parts lie side by side."""

import io
import zipfile
import zlib

from app.uploads.inside.refused import Refused

MAX_ENTRIES = 2_000
MAX_UNPACKED = 100 * 2**20
MAX_RATIO = 200
RATIO_MATTERS_FROM = 10 * 2**20
"""Small parts of repeated XML pack well; only big ones are bombs. All sizes in bytes."""

END = b"PK\x05\x06"
END_LENGTH = 22
END_64 = b"PK\x06\x06"
END_64_LENGTH = 76
LOCAL = b"PK\x03\x04"
LOCAL_LENGTH = 30
ENCRYPTED = 0x1
UTF_8 = 0x800
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
OLE_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


class Archive:
    """The parts of a zip by name. `Refused`: damaged, protected, too_large."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError):
            raise Refused("damaged") from None
        self.entries = self._zip.infolist()
        self._check_sizes()
        self._check_end()
        self._check_names()
        self._check_places()

    @property
    def names(self) -> list[str]:
        return [entry.filename for entry in self.entries]

    def read(self, name: str) -> bytes:
        """A part, unpacked; never more than it claims."""
        try:
            return self._zip.read(name)
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError):
            raise Refused("damaged") from None

    def _check_sizes(self) -> None:
        unpacked = sum(entry.file_size for entry in self.entries)
        packed = max(1, sum(entry.compress_size for entry in self.entries))
        bomb = unpacked > RATIO_MATTERS_FROM and unpacked > MAX_RATIO * packed
        if len(self.entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED or bomb:
            raise Refused("too_large")

    def _check_end(self) -> None:
        """The zip's end is the file's end: nothing is hung on behind it."""
        at = len(self.data) - END_LENGTH
        end = self.data[at:]
        if not end.startswith(END) or end[-2:] != b"\0\0":
            raise Refused("damaged")
        size, start = (int.from_bytes(end[i : i + 4], "little") for i in (12, 16))
        between = self.data[start + size : at]
        if between and not (between.startswith(END_64) and len(between) == END_64_LENGTH):
            raise Refused("damaged")

    def _check_names(self) -> None:
        seen = set()
        for entry in self.entries:
            name = entry.filename
            parts = name.rstrip("/").split("/")
            if entry.orig_filename != name or "\\" in name or not name.isprintable():
                raise Refused("damaged")
            if name.casefold() in seen or ":" in name or {"", ".", ".."} & set(parts):
                raise Refused("damaged")
            if entry.flag_bits & ENCRYPTED:
                raise Refused("protected")
            if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise Refused("damaged")
            seen.add(name.casefold())

    def _check_places(self) -> None:
        """Each part begins the way the table says, and none lies over another."""
        free = 0
        for entry in sorted(self.entries, key=lambda entry: entry.header_offset):
            at = entry.header_offset
            head = self.data[at : at + LOCAL_LENGTH]
            if at < free or (not free and at) or not head.startswith(LOCAL):
                raise Refused("damaged")
            name_length, extra = (int.from_bytes(head[i : i + 2], "little") for i in (26, 28))
            name = self.data[at + LOCAL_LENGTH : at + LOCAL_LENGTH + name_length]
            coding = "utf-8" if entry.flag_bits & UTF_8 else "cp437"
            if name != entry.filename.encode(coding, "replace"):
                raise Refused("damaged")
            free = at + LOCAL_LENGTH + name_length + extra + entry.compress_size
