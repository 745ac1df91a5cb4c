"""Sums of money, always whole đồng in the code."""

import re
from decimal import ROUND_HALF_UP, Decimal

from flask_babel import gettext as _

from app.vietnamese.numbers import BadNumber, count_text, decimal_text, parse_count
from app.vietnamese.text import fold, squeeze

MILLION = 10**6
BILLION = 10**9
MOST = 10**15
"""Đồng; what is more was mistyped, and databases keep no such numbers."""

_UNITS = {
    **dict.fromkeys(("nghin", "ngan", "k"), 1_000),
    **dict.fromkeys(("trieu", "tr"), MILLION),
    **dict.fromkeys(("ty", "ti"), BILLION),
}
_UNIT_NAMES = {1_000: "nghìn", MILLION: "triệu", BILLION: "tỷ"}
_BARE_UNIT = re.compile(r"(?<![0-9])(?<![0-9] )\b(nghin|ngan|trieu|ty|ti)\b")
_PART_OF_YEAR = re.compile(r"(?:/ ?|\b(?:moi|mot|hang) )(thang|quy)\b")
_PERIOD_NAMES = {"thang": "/tháng", "quy": "/quý"}
_PART = re.compile(r"([0-9][0-9.,]*|[0-9][0-9 ]*[0-9]) ?(nghin|ngan|k|trieu|tr|ty|ti)\b\.?[, ]*")
_HALF = re.compile(r"([0-9]{1,3}) ?(trieu|tr|ty|ti) ?(ruoi|[0-9]{1,3})")
"""As it is spoken: "2 tỷ rưỡi", "1 tỷ 2" and "1tr5" are two and a half, 1,2 and 1,5 of them."""
_LONGEST = 80
"""Characters; longer text is a sentence about money."""
_ABOUT = re.compile(r"^(khoang|uoc( tinh)?|gan|tren|hon|~|tam) ?:? ?")
_CURRENCY = re.compile(r" ?(?:viet nam dong|dong|vnd|d|₫)\.?$")


def money_text(dong: int) -> str:
    """350000000 → "350.000.000 đồng"."""
    return _("%(sum)s đồng", sum=count_text(dong))


def money_short(dong: int) -> str:
    """ "350 triệu", "1,2 tỷ", "33.000 tỷ đồng": one decimal at most, half up.

    From a thousand tỷ the word đồng is added, since "33.000 tỷ" alone is not how it is written.
    """
    if abs(dong) < MILLION:
        return money_text(dong)
    millions = _one_decimal(dong, MILLION)
    if abs(millions) < 1000:
        return _("%(sum)s triệu", sum=_short(millions))
    billions = _one_decimal(dong, BILLION)
    if abs(billions) < 1000:
        return _("%(sum)s tỷ", sum=_short(billions))
    return _("%(sum)s tỷ đồng", sum=_short(billions))


def money_unit(heading: str) -> str:
    """The unit a column's numbers are meant in: "triệu" of "Giá trị (triệu đồng)", or "".

    A column by the month or the quarter says so: "triệu/tháng".
    """
    said = fold(heading[:_LONGEST])
    found, period = _BARE_UNIT.search(said), _PART_OF_YEAR.search(said)
    unit = _UNIT_NAMES[_UNITS[found[1]]] if found else "đồng" if period else ""
    return unit + (_PERIOD_NAMES[period[1]] if period else "")


def parse_money(text: str) -> int:
    """ "350.000.000", "350 triệu", "1 tỷ 200 triệu", "350tr", with or without đồng → đồng."""
    dong = _parsed(text)
    if dong > MOST:
        raise too_large(text)
    return dong


def _parsed(text: str) -> int:
    if len(text) > _LONGEST:
        raise _bad(text)
    tidy = _CURRENCY.sub("", _ABOUT.sub("", fold(text))).strip()
    if spoken := _HALF.fullmatch(tidy):
        rest = "5" if spoken[3] == "ruoi" else spoken[3]
        return int(Decimal(f"{spoken[1]}.{rest}") * _UNITS[spoken[2]])
    parts = list(_PART.finditer(tidy))
    if parts and "".join(m.group() for m in parts) == tidy:
        dong = sum((_amount(m[1], text) * _UNITS[m[2]] for m in parts), Decimal(0))
        if dong == dong.to_integral_value():
            return int(dong)
    elif re.fullmatch(r"[0-9]{1,3}(,[0-9]{3}){2,4}", tidy):
        # Two groups or more can only be an English-locale spreadsheet's thousands.
        return int(tidy.replace(",", ""))
    else:
        try:
            return parse_count(tidy)
        except BadNumber:
            pass
    raise _bad(text)


def _amount(digits: str, text: str) -> Decimal:
    try:
        return Decimal(parse_count(digits))
    except BadNumber:
        if re.fullmatch(r"[0-9]{1,12}[.,][0-9]{1,9}", digits):
            return Decimal(digits.replace(",", "."))
        raise _bad(text) from None


def too_large(text: str) -> BadNumber:
    """The refusal of more than `MOST`."""
    return BadNumber(_("số tiền “%(text)s” quá lớn, xin xem lại", text=squeeze(text)[:40]))


def _bad(text: str) -> BadNumber:
    return BadNumber(
        _(
            "không hiểu số tiền “%(text)s”, xin ghi bằng đồng, ví dụ 350.000.000 hoặc 350 triệu",
            text=squeeze(text)[:40],
        )
    )


def _one_decimal(dong: int, unit: int) -> Decimal:
    return (Decimal(dong) / unit).quantize(Decimal("0.1"), ROUND_HALF_UP)


def _short(number: Decimal) -> str:
    return decimal_text(number, 0 if number == number.to_integral_value() else 1)
