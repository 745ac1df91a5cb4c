"""Receipt codes: 12 base-32 characters in groups of four, no 0, O, 1 or I.

The first four carry the unit's id, so that a receipt opens its unit's scope without a search
across units; the other eight are 40 random bits that only that unit's row can match.
"""

import random
import secrets

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
UNIT_CHARACTERS, CHARACTERS = 4, 12
RANDOM_BITS = 5 * (CHARACTERS - UNIT_CHARACTERS)


def new_code(unit_id: int, source: random.Random | None = None) -> str:
    """A receipt for an initiative of a unit, e.g. "222C-7KQF-9TRD".

    :param source: of the random bits, for invented content; the system's own if not given
    """
    if not 0 < unit_id < 32**UNIT_CHARACTERS:
        raise ValueError(f"no receipt for unit {unit_id}")
    digits = [(unit_id >> 5 * place) & 31 for place in reversed(range(UNIT_CHARACTERS))]
    characters = "".join(ALPHABET[digit] for digit in digits)
    bits = source.getrandbits(RANDOM_BITS) if source else secrets.randbits(RANDOM_BITS)
    characters += "".join(ALPHABET[(bits >> at) & 31] for at in range(0, RANDOM_BITS, 5))
    return "-".join(characters[at : at + 4] for at in range(0, CHARACTERS, 4))


def plain_code(typed: str) -> str | None:
    """A receipt as rows hold it, however somebody typed it; None when it is no receipt."""
    plain = typed.upper().replace("-", "").replace(" ", "")
    if len(plain) != CHARACTERS or any(character not in ALPHABET for character in plain):
        return None
    return "-".join(plain[at : at + 4] for at in range(0, CHARACTERS, 4))


def unit_of(code: str) -> int | None:
    """The unit's id in a receipt as somebody typed it; None when it is no receipt."""
    plain = plain_code(code)
    if plain is None:
        return None
    number = 0
    for character in plain[:UNIT_CHARACTERS]:
        number = number * 32 + ALPHABET.index(character)
    return number
