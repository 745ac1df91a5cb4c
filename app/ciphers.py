"""The one place of encryption: what only this installation may read stands sealed in its rows.

A secret is AES-256-GCM over JSON, bound to its table, its column and the row's own random `seal`:
a token copied to another row or column does not open. What must be found is found by a keyed hash
of another key. Both keys come by HKDF from the data key, which lives outside the database:
`SANGKIEN_DATA_KEY`, or the file `data_key` in the instance folder. It is one or several
"version:secret", the newest last; a token begins with the version that sealed it.
"""

import hmac
import json
import os
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any, Generic, TypeVar, overload

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app
from sqlalchemy.orm import Mapped, mapped_column

NONCE, SEAL, SHORTEST = 12, 12, 32
T = TypeVar("T")


class Unreadable(Exception):
    """A token that this installation's keys do not open, or that stands in a foreign place."""


class Key:
    """One version of the data key, and what is derived from it."""

    def __init__(self, version: int, secret: str) -> None:
        if not 0 < version < 256 or len(secret) < SHORTEST:
            raise ValueError("a data key is 1–255, a colon and at least 32 characters")
        self.version, self.secret = version, secret

    @cached_property
    def sealing(self) -> AESGCM:
        return AESGCM(self._derive(b"sang-kien seal"))

    @cached_property
    def finding(self) -> bytes:
        return self._derive(b"sang-kien find")

    def hashed(self, value: str) -> str:
        return hmac.digest(self.finding, value.encode(), "sha256").hex()

    def _derive(self, purpose: bytes) -> bytes:
        kdf = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=purpose)
        return kdf.derive(self.secret.encode())


class Ring:
    """All versions of the data key; the newest seals and finds, every one opens."""

    def __init__(self, text: str) -> None:
        pairs = (word.partition(":") for word in text.replace(",", " ").split())
        keys = {int(version): Key(int(version), secret) for version, _, secret in pairs}
        self.keys = dict(sorted(keys.items()))
        self.newest = self.keys[max(keys)]

    def shut(self, text: str, place: bytes) -> bytes:
        return self.shut_bytes(text.encode(), place)

    def open(self, token: bytes, place: bytes) -> str:
        return self.open_bytes(token, place).decode()

    def shut_bytes(self, data: bytes, place: bytes) -> bytes:
        """A piece of a file, bound to its place there."""
        nonce = os.urandom(NONCE)
        sealed = self.newest.sealing.encrypt(nonce, data, place)
        return bytes([self.newest.version]) + nonce + sealed

    def open_bytes(self, token: bytes, place: bytes) -> bytes:
        key = self.keys.get(token[0])
        if key is None:
            raise Unreadable(f"no data key of version {token[0]}")
        try:
            return key.sealing.decrypt(token[1 : 1 + NONCE], token[1 + NONCE :], place)
        except InvalidTag:
            raise Unreadable("sealed elsewhere, or changed since") from None

    def __str__(self) -> str:
        """As a key file holds it."""
        return "\n".join(f"{key.version}:{key.secret}" for key in self.keys.values())


def ring() -> Ring:
    """The keys of the application, read once."""
    known: Any = current_app.extensions
    if "ciphers" not in known:
        known["ciphers"] = Ring(current_app.config["DATA_KEY"])
    return known["ciphers"]


def keyed(value: str | None) -> str | None:
    """A hash that only this installation can compute; for finding, never for showing."""
    return ring().newest.hashed(value) if value else None


def keyings(value: str | None) -> list[str]:
    """The hashes of a value under every key, the newest last: while keys change, rows are found
    by old ones, too."""
    return [key.hashed(value) for key in ring().keys.values()] if value else []


def new_seal() -> bytes:
    return os.urandom(SEAL)


class Sealed:
    """A model with secrets. `seal` is random and the row's own for ever."""

    __tablename__: str
    seal: Mapped[bytes] = mapped_column(default=new_seal, insert_sentinel=True)

    @classmethod
    def secrets(cls) -> "Iterator[tuple[str, Secret[Any]]]":
        return ((name, item) for name, item in vars(cls).items() if isinstance(item, Secret))

    @classmethod
    def sealed(cls, **said: Any) -> dict[str, Any]:
        """The columns of secrets for a row that is written in bulk."""
        seal = new_seal()
        tokens = {
            secret.column: secret.shut(said.get(name), seal) for name, secret in cls.secrets()
        }
        return {"seal": seal, **tokens}

    def reseal(self) -> None:
        """Seal everything with the newest key; a model with keyed hashes computes them anew."""
        for name, secret in self.secrets():
            value = getattr(self, name)
            setattr(self, secret.column, secret.shut(value, self.seal))


class Secret(Generic[T]):
    """Reads and writes the column `<name>_sealed` in clear; opened only when it is read.

    :param empty: makes the value that stands for NULL
    """

    def __init__(self, empty: Callable[[], T]) -> None:
        self.empty = empty

    def __set_name__(self, owner: type[Sealed], name: str) -> None:
        self.column = f"{name}_sealed"
        self.where = f"{owner.__tablename__}.{name}\0".encode()

    @overload
    def __get__(self, row: None, owner: Any) -> Any: ...
    @overload
    def __get__(self, row: Sealed, owner: Any) -> T: ...
    def __get__(self, row: Sealed | None, owner: Any) -> Any:
        if row is None:
            return self
        token = getattr(row, self.column)
        if token is None:
            return self.empty()
        return json.loads(ring().open(token, self.where + row.seal))

    def __set__(self, row: Sealed, value: T) -> None:
        if row.seal is None:
            row.seal = new_seal()
        if value is None or value == self.empty():
            setattr(row, self.column, None)  # forgotten without being read
        elif getattr(row, self.column) is None or self.__get__(row, None) != value:
            setattr(row, self.column, self.shut(value, row.seal))

    def shut(self, value: Any, seal: bytes) -> bytes | None:
        """A token for the row of that seal; NULL for what is empty."""
        if value is None or value == self.empty():
            return None
        return ring().shut(json.dumps(value, ensure_ascii=False), self.where + seal)
