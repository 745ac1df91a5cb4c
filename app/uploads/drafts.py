"""Files of ours that take longer than a request: written aside piece by piece, sealed, then kept.

Each piece is sealed by itself (`ciphers`), bound to its file and its number there, so none can be
left out, repeated or put elsewhere. One process at a time has a draft in hand; a process that is
killed lets go of it, and the next one cuts it back to where the row says it was whole.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from app.ciphers import Ring, Unreadable, ring
from app.uploads import store
from app.uploads.refusals import FileLost

LENGTH = 4  # bytes that say how long a sealed piece is


class DraftBusy(Exception):
    """Another process writes it just now."""


class Draft:
    """A file in hand. `count` pieces are in it, `size` bytes long as they lie on the disk."""

    def __init__(self, path: Path, file: BinaryIO, seal: bytes) -> None:
        self._path, self._file, self._seal = path, file, seal
        self.count, self.size = 0, 0

    def cut(self, count: int, size: int) -> bool:
        """Go on after so many pieces of that size; False if they are not there: begin anew."""
        if os.fstat(self._file.fileno()).st_size < size:
            return False
        self._file.truncate(size)
        self.count, self.size = count, size
        return True

    def first(self) -> bytes:
        """The piece it begins with; raises `FileLost`."""
        self._file.seek(0)
        return next(_opened(self._file, self._seal, ring()))

    def add(self, data: bytes) -> None:
        """Write another piece, and force it to disk."""
        token = ring().shut_bytes(data, _place(self._seal, self.count))
        self._file.seek(self.size)
        self._file.write(len(token).to_bytes(LENGTH, "big") + token)
        self._file.flush()
        os.fsync(self._file.fileno())
        self.size += LENGTH + len(token)
        self.count += 1

    def keep(self) -> str:
        """It is whole: put it among the kept files; its digest."""
        return store.keep_draft(self._path)

    def drop(self) -> None:
        """Nobody wants it any more."""
        self._path.unlink(missing_ok=True)


@contextmanager
def draft(name: str, seal: bytes) -> Iterator[Draft]:
    """The draft of that name, for as long as the block lasts.

    :param seal: random, and the file's own for ever
    :raises DraftBusy: somebody else has it in hand
    """
    path = store.drafted(name)
    with open(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DraftBusy(name) from None
        if not _is_there(path, file):  # whoever had it has just put it in its place
            raise DraftBusy(name)
        yield Draft(path, file, seal)


def pieces(digest: str, seal: bytes, *, since: int = 0) -> Iterator[bytes]:
    """A kept file from some piece on; raises `FileLost` at once unless it is what was put there.

    Nothing is open until the first one is asked for: an answer may be read, or not at all.
    """
    path, keys = store.found(digest), ring()
    with path.open("rb") as file:
        passed = _opened(file, seal, keys)
        for _piece in range(since):
            if next(passed, None) is None:
                raise FileLost(digest)
        return _read_on(path, seal, keys, since, file.tell())


def _read_on(path: Path, seal: bytes, keys: Ring, since: int, at: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(at)
        yield from _opened(file, seal, keys, since)


def _is_there(path: Path, file: BinaryIO) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(file.fileno()))
    except FileNotFoundError:
        return False


def _opened(file: BinaryIO, seal: bytes, keys: Ring, number: int = 0) -> Iterator[bytes]:
    while length := file.read(LENGTH):
        token = file.read(int.from_bytes(length, "big"))
        try:
            yield keys.open_bytes(token, _place(seal, number))
        except (Unreadable, IndexError):
            raise FileLost("a piece") from None
        number += 1


def _place(seal: bytes, number: int) -> bytes:
    return b"a kept file\0" + seal + number.to_bytes(8, "big")
