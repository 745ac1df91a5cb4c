"""Where files lie: INSTANCE/uploads/ab/cd/<sha256>, outside of all addresses, by what they hold.

A file is whole or not there: it is written aside, forced to disk and put in its place before
the row that names it is committed. What no row names is swept away a day later.
"""

import datetime as dt
import fcntl
import hashlib
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import current_app

from app import clock
from app.uploads.refusals import FileLost

DIGEST = re.compile(r"[0-9a-f]{64}")
UNNAMED_FOR = dt.timedelta(days=1)
"""How long a file may lie without a row: longer than any request takes."""

ASIDE = ".aside-"


def keep(content: bytes) -> str:
    """Put a file in its place; its digest. What lies there already is only made young again."""
    digest = hashlib.sha256(content).hexdigest()
    target = _place(digest)
    with _alone():
        if target.exists() and _digest_of(target) == digest:
            os.utime(target)
            return digest
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile(dir=_root(), prefix=ASIDE, delete=False) as aside:
            aside.write(content)
            aside.flush()
            os.fsync(aside.fileno())
        os.replace(aside.name, target)
        for folder in (target.parent, target.parent.parent, _root()):
            _force(folder)
    return digest


def keep_draft(path: Path) -> str:
    """Put a file that was written aside, and forced to disk, in its place; its digest."""
    digest = _digest_of(path)
    target = _place(digest)
    with _alone():
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.replace(path, target)
        for folder in (target.parent, target.parent.parent, _root()):
            _force(folder)
    return digest


def drafted(name: str) -> Path:
    """Where a file lies that is written in steps; one that nobody goes on with is swept."""
    return _root() / f"{ASIDE}{name}"


def found(digest: str) -> Path:
    """Where the file of that digest lies, exactly as it was put there; raises `FileLost`."""
    target = _place(digest)
    try:
        whole = _digest_of(target) == digest
    except OSError:
        raise FileLost(digest) from None
    if not whole:
        raise FileLost(digest)
    return target


def discard(digest: str) -> None:
    """Throw away a file that only one row has named, and no longer does; twice is once."""
    with _alone():
        _place(digest).unlink(missing_ok=True)


def kept(digest: str) -> bytes:
    """The file of that digest, exactly as it was put there; raises `FileLost`."""
    target = _place(digest)
    try:
        content = target.read_bytes()
    except OSError:
        raise FileLost(digest) from None
    if hashlib.sha256(content).hexdigest() != digest:
        raise FileLost(digest)
    return content


def sweep(named: Callable[[], Iterable[str]]) -> int:
    """Throw away files that lie unnamed for a day; how many. `named` gives what rows name.

    The rows are asked after the old files are listed, and a file that somebody has sent again
    meanwhile is young again.
    """
    before = (clock.real() - UNNAMED_FOR).timestamp()
    old = [path for path in _files() if path.stat().st_mtime < before]
    wanted = set(named())
    gone = 0
    for path in old:
        with _alone():
            if path.name not in wanted and path.exists() and path.stat().st_mtime < before:
                path.unlink()
                gone += 1
    return gone


def _files() -> Iterator[Path]:
    root = _root()
    yield from root.glob(f"{ASIDE}*")
    yield from (path for path in root.glob("??/??/*") if DIGEST.fullmatch(path.name))


def _root() -> Path:
    root = Path(current_app.config["INSTANCE"]) / "uploads"
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    return root


def _place(digest: str) -> Path:
    if not DIGEST.fullmatch(digest):
        raise FileLost(digest)
    return _root() / digest[:2] / digest[2:4] / digest


def _digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _alone() -> Iterator[None]:
    """One hand at a time in the folder, over all processes."""
    with open(_root() / ".lock", "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _force(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
