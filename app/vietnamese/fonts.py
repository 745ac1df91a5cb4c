"""Text typed with the pre-Unicode fonts TCVN3 (ABC, .VnTime) and VNI (VNI-Times).

Both keep Vietnamese letters at places where Unicode has other signs, so "Nguyễn Văn Hải" arrives
as "NguyÔn V¨n H¶i" or "Nguyeãn Vaên Haûi". Text is converted only when it cannot be Vietnamese as
it stands and becomes Vietnamese syllables when converted. Code tables: TCVN 5712:1993; VNI Windows.
"""

import re
from collections.abc import Callable
from typing import Literal

from app.vietnamese.syllables import is_syllable
from app.vietnamese.text import fold, nfc

Font = Literal["TCVN3", "VNI"]

TCVN3 = dict(
    zip(
        "µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË®ÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæçèé¬êëìíîïñòóô\u00adõö÷øùúûüýþ¡¢£¤¥¦§",
        "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵĂÂÊÔƠƯĐ",
        strict=True,
    )
)
"""Sign as it arrives → letter meant. Capitals with tones do not exist in these fonts."""


def _vni() -> dict[str, str]:
    tones = dict(zip("øûõùï", "\u0300\u0309\u0303\u0301\u0323", strict=True))
    table = dict(zip("ôöæóòîñÔÖÆÓÒÎÑ", "ơưỉĩịỵđƠƯỈĨỊỴĐ", strict=True))
    marked = {base + tone: base + mark for base in "aeouyôö" for tone, mark in tones.items()}
    for bases, signs, hat in (("aeo", "âàåãáä", "\u0302"), ("a", "êèúüéë", "\u0306")):
        for base in bases:
            for sign, tone in zip(signs, ("", *tones.values()), strict=True):
                marked[base + sign] = base + hat + tone
    for typed, letter in marked.items():
        letter = nfc(letter.replace("ô", "ơ").replace("ö", "ư"))
        base, sign = typed[0], typed[1]
        for shown in (typed, base.upper() + sign, base.upper() + sign.upper()):
            table[shown] = letter if shown == typed else letter.upper()
    return table


VNI = _vni()
"""Pairs and single signs as they arrive → letter meant, in both cases."""

_TCVN3_SIGNS = re.escape("".join(TCVN3))
_TCVN3_WORD = re.compile(f"[A-Za-z{_TCVN3_SIGNS}]+")
_VNI_SIGN = re.compile("|".join(sorted(map(re.escape, VNI), key=len, reverse=True)))
_VNI_WORD = re.compile("[A-Za-zÀ-ÖØ-öø-ÿ]+")
# Everyday uses of signs: µm, m×n, §a, Intel® are no proof of an old font.
_EVERYDAY = re.compile(r"[µ¡-§©-®»-¾×÷].{0,2}|.[×·÷].|.{1,2}[ª®©]")
_NOT_TCVN3 = re.compile("[À-ÅÍÙ-ÛàðÿŸ]")
_MODERN = re.compile(r"[^\x00-ÿ\W\d_]")
"""A letter that those fonts do not have: the text is Unicode."""
_FOREIGN_LETTERS = re.compile("[A-Z]?[a-zß-öø-ÿ]+|[A-ZÀ-ÖØ-Þ]+")


def repair_font(text: str) -> tuple[str, Font | None]:
    """The text in Unicode (NFC) and the font it was typed in, or None when nothing was changed."""
    text = nfc(text)
    if text.isascii() or _MODERN.search(text):
        return text, None
    if _is_tcvn3(text):
        return _TCVN3_WORD.sub(lambda m: _as_shown(m[0]), text), "TCVN3"
    if _is_vni(text):
        return _VNI_WORD.sub(lambda m: _from_vni(m[0]), text), "VNI"
    return text, None


def _from_tcvn3(word: str) -> str:
    return word if word in "×÷·µ" else "".join(TCVN3.get(c, c) for c in word)


def _as_shown(word: str) -> str:
    """The fonts of capitals (.VnTimeH) show small letters as capitals, too: "NGUYÔN"."""
    plain = "".join(c for c in word if c.isascii())
    converted = _from_tcvn3(word)
    return converted.upper() if len(plain) > 1 and plain.isupper() else converted


def _from_vni(word: str) -> str:
    return _VNI_SIGN.sub(lambda m: VNI[m[0]], word)


def _is_tcvn3(text: str) -> bool:
    if _NOT_TCVN3.search(text):
        return False
    proofs = _proofs(_TCVN3_WORD.findall(text), _from_tcvn3)
    strong = [w for w in proofs if not _EVERYDAY.fullmatch(w) or _signs(w) > 1]
    # Words of foreign letters alone ("lång") prove nothing until they are many.
    return any(not _FOREIGN_LETTERS.fullmatch(w) for w in strong) or len(strong) > 2


def _is_vni(text: str) -> bool:
    words = _VNI_WORD.findall(text)
    proofs = _proofs(words, _from_vni)
    if len(proofs) > 1 or any(len(w) > 3 and _signs(w) < len(w) for w in proofs):
        return True
    # A short name, "Leâ An": one word proves it when all of them are Vietnamese then.
    short = any(len(w) == 3 and w[0].isascii() for w in proofs)
    return short and len(words) > 1 and all(is_syllable(_from_vni(w)) for w in words)


def _proofs(words: list[str], convert: Callable[[str], str]) -> list[str]:
    """Words that are Vietnamese only when converted; none if too many others are not."""
    odd = [w for w in words if not w.isascii() and not _is_abbreviation(convert(w))]
    good = [w for w in odd if is_syllable(convert(w))]
    if len(good) < 0.8 * len(odd):
        return []
    return [w for w in good if not is_syllable(w)]


def _is_abbreviation(word: str) -> bool:
    """ "LĐLĐ", "đ" of "đ/c": neither for nor against."""
    return not is_syllable(word) and (word.isupper() or not re.search("[aeiouy]", fold(word)))


def _signs(word: str) -> int:
    return sum(not c.isascii() for c in word)
