"""Which block the words of a table mean."""

import re
from collections.abc import Sequence

from app.units import Block
from app.vietnamese import fold


def block_named(words: str, blocks: Sequence[Block]) -> Block | None:
    """The one block meant by "hcsn", "xã, thị trấn", "các trường học"; None when unclear."""
    asked = set(re.findall("[a-z0-9]+", fold(words))) - {"khoi", "cac", "don", "vi", "va"}
    found = []
    for block in blocks:
        letters = re.findall("[a-z0-9]+", fold(block.name))
        initials = "".join(word[0] for word in letters)
        names = [set(letters), set(block.code.split("-")), {initials}]
        if asked in names:
            return block
        if asked and any(asked <= name or (name and name <= asked) for name in names):
            found.append(block)
    return found[0] if len(found) == 1 else None
