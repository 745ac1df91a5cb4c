"""Comparing, searching and tidying Vietnamese text. All functions take and return plain `str`."""

import re
import unicodedata
from functools import lru_cache

TONES = "\u0300\u0309\u0303\u0301\u0323"
"""Combining huyền, hỏi, ngã, sắc, nặng: the order of the alphabet (CLDR vi)."""

_INVISIBLE = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]"
)
# Old keyboards typed the Icelandic eth for đ; the capitals look the same.
_ETH = str.maketrans({"ð": "đ", "Ð": "Đ"})


def nfc(text: str) -> str:
    """The composed form (NFC), as everything is stored."""
    return unicodedata.normalize("NFC", text)


def visible(text: str) -> str:
    """Without zero-width marks and the like."""
    return _INVISIBLE.sub("", text)


def squeeze(text: str) -> str:
    """One line: runs of white space (NBSP too) become one space, zero-width marks go."""
    return " ".join(visible(text).split())


def fold(text: str) -> str:
    """Lower-case, without marks, đ as d, single spaces: "Đỗ  Thị" → "do thi"."""
    return " ".join(filter(None, map(_folded, text.split())))


def name_key(text: str) -> str:
    """A key equal for "Hoà", "HÒA" and " hòa ", but not for "Hoa": tones stand after the word."""
    return " ".join(filter(None, map(_tone_last, text.split())))


def same_name(a: str, b: str) -> bool:
    """Whether two names differ in case, spaces and old or new tone placement only."""
    return name_key(a) == name_key(b)


def _lowered(text: str) -> str:
    return nfc(text).translate(_ETH).casefold()


# Lists and pages repeat the few thousand syllables there are; whatever else comes is short-lived.
@lru_cache(maxsize=16_384)
def _folded(word: str) -> str:
    plain = unicodedata.normalize("NFD", _lowered(visible(word)))
    bare = "".join(c for c in plain if unicodedata.category(c) != "Mn")
    return nfc(bare.replace("đ", "d"))


@lru_cache(maxsize=16_384)
def _tone_last(word: str) -> str:
    letters = unicodedata.normalize("NFD", _lowered(visible(word)))
    tones = [c for c in letters if c in TONES]
    return nfc(nfc("".join(c for c in letters if c not in TONES)) + "".join(tones))
