"""The code in a link's address: 20 base-32 characters, no 0, O, 1 or I, so that it can be typed.

Four carry the unit's id, four the key of the unit's link row, and twelve (60 bits) a signature
over both, so that a forged code is refused before the database is asked. The signature is made
with the data key and holds as long as its version of that key is kept.
"""

import hmac
import secrets

from app.ciphers import keyed, keyings

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
UNIT, KEY, SIGNATURE = 4, 4, 12
GROUP = 4


def new_key() -> str:
    """The random part of a new link."""
    return "".join(secrets.choice(ALPHABET) for _ in range(KEY))


def make(unit_id: int, key: str) -> str:
    """The code of a unit's link."""
    said = _number(unit_id) + key
    return said + _signature(str(keyed(_signed(said))))


def read(code: str) -> tuple[int, str] | None:
    """The unit's id and the link's key in a code, however it is typed; None when it is forged."""
    code = plain(code)
    if len(code) != UNIT + KEY + SIGNATURE or any(letter not in ALPHABET for letter in code):
        return None
    said, signature = code[: UNIT + KEY], code[UNIT + KEY :]
    for hashed in keyings(_signed(said)):
        if hmac.compare_digest(signature, _signature(hashed)):
            return _unit(said[:UNIT]), said[UNIT:]
    return None


def plain(code: str) -> str:
    """A code as it is made, however it is typed."""
    return code.upper().replace("-", "").replace(" ", "")


def spelt(code: str) -> str:
    """A code in groups, for reading out and typing."""
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def _signed(said: str) -> str:
    return f"unit link {said}"  # never a telephone or ID number, which the same key hashes


def _signature(hashed: str) -> str:
    bits = int(hashed[: SIGNATURE * 5 // 4], 16)
    return "".join(ALPHABET[(bits >> 5 * place) & 31] for place in reversed(range(SIGNATURE)))


def _number(unit_id: int) -> str:
    if not 0 < unit_id < 32**UNIT:
        raise ValueError(f"no link for unit {unit_id}")
    return "".join(ALPHABET[(unit_id >> 5 * place) & 31] for place in reversed(range(UNIT)))


def _unit(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 32 + ALPHABET.index(letter)
    return number
