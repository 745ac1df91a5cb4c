"""Sort keys in the order of the Vietnamese alphabet (CLDR vi): letters first, then tones."""

import re
import unicodedata

from app.vietnamese.text import TONES, nfc, squeeze

Weight = tuple[int, int, str]
SortKey = tuple[tuple[Weight, ...], tuple[int, ...]]

_ALPHABET = {c: i for i, c in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")}
_PIECES = re.compile(r"[0-9]+|.", re.DOTALL)


def text_sort_key(text: str) -> SortKey:
    """Key for names of units: "Đông" after "Dũng", "Tổ 2" before "Tổ 10"."""
    letters: list[Weight] = []
    tones: list[int] = []
    for piece in _PIECES.findall(squeeze(nfc(text)).lower()):
        base, tone = _untoned(piece)
        letters.append(_weight(base))
        tones.append(tone)
    return tuple(letters), tuple(tones)


def name_sort_key(full_name: str) -> tuple[SortKey, SortKey, SortKey, str]:
    """Key for people: the given name (last word), then the family name, then the middle."""
    words = squeeze(nfc(full_name)).split(" ")
    given, family = words[-1], words[0] if len(words) > 1 else ""
    middle = " ".join(words[1:-1])
    parts = (text_sort_key(given), text_sort_key(family), text_sort_key(middle))
    return *parts, " ".join(words)


def _untoned(piece: str) -> tuple[str, int]:
    marks = unicodedata.normalize("NFD", piece)
    tone = next((TONES.index(c) + 1 for c in marks if c in TONES), 0)
    return nfc("".join(c for c in marks if c not in TONES)), tone


def _weight(base: str) -> Weight:
    if base[:1] in "0123456789" and base:
        digits = base.lstrip("0")
        return (1, len(digits), digits)
    if base in _ALPHABET:
        return (2, _ALPHABET[base], "")
    return (0 if base == " " else 3, 0, base)
