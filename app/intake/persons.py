"""A person in one cell: "Họ tên; điện thoại; ngày sinh", taken apart by what each piece is."""

import re
from dataclasses import dataclass
from functools import lru_cache

from app.intake.fields import PERSON_FIELDS
from app.vietnamese import BadPhone, Phone, fold, parse_phone

_LABEL = re.compile(r"\W*\b(SĐT|SDT|ĐT|điện thoại|sinh (ngày|năm)|NS)\W*$", re.IGNORECASE)
_BREAK = re.compile("[;\n]")
_ASIDE = re.compile(r"\s*[,()]\s*|\s+[-–]\s+")
_AND = re.compile(r",|&|\+|\svà\s")
_AROUND = re.compile(r"^[^0-9+]+|[^0-9]+$")
_OR = re.compile(r"[,/;\n]|\s-\s|\s(?:và|hoặc)\s")
_BESIDE_PHONE = re.compile(r"^[^0-9+(]+|\s*\([^0-9]*\)\s*$")
_LONGEST = 500
"""Characters; nobody needs more, and the patterns stay quick."""
_NUMBERS = PERSON_FIELDS[1:4]
_BIRTH = re.compile(
    r"[0-9]\s?[/-]\s?[0-9]{1,2}\s?[/-]\s?[0-9]|[0-9]\.[0-9]{1,2}\.[0-9]{4}$"
    r"|[0-9]\s*tháng\s*[0-9]"
)
_WORK = re.compile(
    r"(truong|mam non|mn|tieu hoc|th|thcs|thpt|cong ty|cty|cdcs|cd ?cs|cong doan|benh vien|bv"
    r"|tram y te|trung tam|xi nghiep|nha may|ubnd|phong|so|hop tac xa|htx|doanh nghiep|dntn"
    r"|ngan hang|chi nhanh|co quan|don vi|khoa|tong cong ty|tap doan|kho bac|chi cuc|cuc|ban|vien)"
    r"\b(?! [0-9]+$)"
)
"""How the name of a place of work begins."""


@dataclass(frozen=True)
class Person:
    """What one combined cell says; empty strings where it says nothing."""

    names: list[str]
    phone: str = ""
    birth_date: str = ""
    id_number: str = ""
    unit: str = ""
    by_comma: bool = False


def works_at(text: str) -> bool:
    """Whether a text begins as the name of a place of work does."""
    return _WORK.match(fold(text[:_LONGEST])) is not None


@lru_cache(maxsize=256)
def split_person(text: str, with_unit: bool = False) -> Person:
    """ "Họ tên; điện thoại; ngày sinh" taken apart by what each piece looks like.

    :param with_unit: the heading speaks of a place of work, too; it stands behind the name
    """
    text = text[:_LONGEST]
    pieces = _BREAK.split(text)
    by_comma = len(pieces) == 1 and re.search("[0-9]", text.partition(",")[2]) is not None
    if by_comma:
        pieces = text.split(",")
    elif len(pieces) == 1 and with_unit and any(map(works_at, _ASIDE.split(text)[1:])):
        pieces = _ASIDE.split(text)
    elif len(pieces) == 1:
        pieces = _unpunctuated(text)
    names: list[str] = []
    found = dict.fromkeys((*_NUMBERS, "unit"), "")
    for piece in pieces:
        kind = _kind(piece)
        if with_unit and names and not found["unit"] and _is_unit(piece, kind, found):
            found["unit"] = piece.strip(" -–:")
        elif kind is None:
            names += _AND.split(_LABEL.sub("", piece.strip()))
            names = [name for name in map(str.strip, names) if name]
        elif not found[kind]:
            found[kind] = _AROUND.sub("", piece)
    return Person(names, by_comma=by_comma, **found)


def phones_of(text: str) -> tuple[Phone, int]:
    """The first telephone of a cell, and how many more there are; raises `BadPhone`.

    "ĐT: 0901234567 (Zalo)" is one, "0901234567 / 0912345678" are two.
    """
    bare = _BESIDE_PHONE.sub("", text[:_LONGEST])
    try:
        return parse_phone(bare), 0
    except BadPhone:
        pieces = [piece for piece in _OR.split(bare) if piece.strip()]
        if len(pieces) < 2:
            return parse_phone(text), 0
        first, *others = [parse_phone(_BESIDE_PHONE.sub("", piece)) for piece in pieces]
        return first, len(others)


def _is_unit(piece: str, kind: str | None, found: dict[str, str]) -> bool:
    """A piece that is named like one ("Trường Tiểu học số 2"), or words after a number."""
    if kind is None:
        return bool(piece.strip()) and (works_at(piece) or any(found.values()))
    return works_at(piece)


def _unpunctuated(text: str) -> list[str]:
    """ "Nguyễn Văn Hải 0901 234 567 - 12/03/1988": numbers begin at the first digit."""
    name, digit, rest = re.match(r"([^0-9+]*)([0-9+]?)(.*)", text).groups()  # type: ignore[union-attr]
    numbers = digit + rest
    birth = re.search(r"[\s(-]+((?:[0-9]{1,2}[/.-]){2}[0-9]{4}|(?:19|20)[0-9]{2})\)?$", numbers)
    if birth and len(re.findall("[0-9]", numbers[: birth.start()])) >= 9:
        return [name.strip(" -–:("), numbers[: birth.start()], birth[1]]
    return [name.strip(" -–:("), numbers]


def _kind(piece: str) -> str | None:
    digits = sum(map(piece.count, "0123456789"))
    if not digits:
        return None
    if _BIRTH.search(piece):
        return "birth_date"
    if digits == 12 and "+" not in piece:
        return "id_number"
    return "birth_date" if digits < 7 else "phone"
