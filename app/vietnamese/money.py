"""Sums of money, always whole đồng in the code."""

import re
from decimal import ROUND_HALF_UP, Decimal

from flask_babel import gettext as _

from app.vietnamese.numbers import BadNumber, count_text, decimal_text, parse_count
from app.vietnamese.text import fold, squeeze

MILLION = 10**6
BILLION = 10**9

_UNITS = {
    **dict.fromkeys(("nghin", "ngan", "k"), 1_000),
    **dict.fromkeys(("trieu", "tr"), MILLION),
    **dict.fromkeys(("ty", "ti"), BILLION),
}
_UNIT_NAMES = {1_000: "nghìn", MILLION: "triệu", BILLION: "tỷ"}
_BARE_UNIT = re.compile(r"(?<![0-9])(?<![0-9] )\b(nghin|ngan|trieu|ty|ti)\b")
_PART = re.compile(r"([0-9][0-9.,]*|[0-9][0-9 ]*[0-9]) ?(nghin|ngan|k|trieu|tr|ty|ti)\b\.?[, ]*")
_LONGEST = 80
"""Characters; longer text is a sentence about money."""
_ABOUT = re.compile(r"^(khoang|uoc( tinh)?|gan|tren|hon|~|tam) ?:? ?")
_PER_YEAR = re.compile(r" ?(/ ?|moi |mot |trong |hang )(1 )?nam\.?$")
"""A benefit is claimed by the year as a rule; "350 triệu/năm" claims 350 triệu."""
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
    """The unit a column's numbers are meant in: "triệu" of "Giá trị (triệu đồng)", or ""."""
    found = _BARE_UNIT.search(fold(heading[:_LONGEST]))
    return _UNIT_NAMES[_UNITS[found[1]]] if found else ""


def parse_money(text: str) -> int:
    """ "350.000.000", "350 triệu", "1 tỷ 200 triệu", "350tr", with or without đồng → đồng."""
    if len(text) > _LONGEST:
        raise _bad(text)
    tidy = _ABOUT.sub("", _PER_YEAR.sub("", fold(text)))
    tidy = _CURRENCY.sub("", tidy).strip()
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
