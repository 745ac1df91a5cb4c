"""What an initiative is found by: words for a search, a key for exact repetitions."""

import hashlib
from collections.abc import Iterable

from app.vietnamese import fold, name_key


def searched(title: str, code: str, names: Iterable[str]) -> str:
    """What a search without marks looks through."""
    return fold(f"{title} {code} {' '.join(names)}")


def same_key(author: str, title: str) -> int:
    """Equal for the same author and title in whatever case, spacing and placing of tones.

    64 bits: among a unit's initiatives two others never meet in it by chance.
    """
    said = f"{name_key(author)}\0{name_key(title)}".encode()
    return int.from_bytes(hashlib.blake2b(said, digest_size=8).digest(), signed=True)
