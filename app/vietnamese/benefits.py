"""Benefit values as people claim them: by the month, the quarter, the year; in đồng a year."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from flask_babel import gettext as _

from app.vietnamese.money import MOST, money_text, parse_money, too_large
from app.vietnamese.numbers import BadNumber
from app.vietnamese.text import fold, squeeze

_LONGEST = 80
"""Characters; longer text is a sentence about money."""
_EACH = r" ?(?:/ ?|moi |mot |trong |trong mot |hang |theo )"
_PERIOD = re.compile(_EACH + r"([1-9][0-9]? ?)?(nam|thang|th|quy)\.?$")
_OTHER_PERIOD = re.compile(_EACH + r"([1-9][0-9]? ?)?(ngay|tuan|ca|gio|lan|vu|chuyen|san pham)\.?$")
_YEARLY = {"nam": 1, "quy": 4, "thang": 12, "th": 12}
_PLAIN = re.compile(r"[0-9]{1,15}|[0-9]{1,3}(?:\.[0-9]{3}){1,4}")
"""As most are written, in lists of thousands."""
_FOREIGN = re.compile(
    r"[$€£¥₩]|(?<![a-z])(?:usd|do la|dola|do|dollars?|eur|euro|gbp|jpy|yen|krw|won|cny|rmb"
    r"|ndt|nhan dan te|aud|sgd)(?![a-z])"
)


@dataclass(frozen=True)
class Benefit:
    """A sum in đồng; `times` a year it was claimed, if the text named a period."""

    dong: int
    times: Decimal | None = None
    is_plain: bool = False

    @property
    def said_back(self) -> str:
        """How it was understood, in words; "" where the text said just that."""
        if self.is_plain:
            return ""
        if self.times is not None:
            return _("Đã hiểu là %(sum)s một năm.", sum=money_text(self.dong))
        return _("Đã hiểu là %(sum)s.", sum=money_text(self.dong))


def read_benefit(text: str) -> Benefit:
    """ "350tr/năm", "12.500.000đ/tháng" (twelve times), "30 triệu/quý" (four times), "1,2 tỷ".

    :raises BadNumber: it cannot be read, is in foreign money, or is by the day, the shift…
    """
    if _PLAIN.fullmatch(text):
        return Benefit(int(text.replace(".", "")), is_plain=True)
    tidy = fold(text) if len(text) <= _LONGEST else ""
    if _FOREIGN.search(tidy):
        raise BadNumber(
            _(
                "không nhận ngoại tệ “%(text)s”, xin quy ra đồng theo tỷ giá ngày công nhận",
                text=squeeze(text)[:40],
            )
        )
    if _OTHER_PERIOD.search(tidy):
        raise BadNumber(
            _(
                "“%(text)s”: giá trị làm lợi tính theo năm, xin tính ra tháng, quý hoặc năm",
                text=squeeze(text)[:40],
            )
        )
    period = _PERIOD.search(tidy)
    if period is None:
        dong = parse_money(text)
        return Benefit(dong, is_plain=bool(re.fullmatch(r"[0-9., ]+(dong|d|vnd|₫)?", tidy)))
    times = Decimal(_YEARLY[period[2]]) / int(period[1] or 1)
    return Benefit(_by_the_year(tidy[: period.start()], times, text), times)


def parse_benefit(text: str) -> int:
    """The same, as đồng a year alone."""
    return read_benefit(text).dong


def _by_the_year(sum_: str, times: Decimal, text: str) -> int:
    try:
        dong = parse_money(sum_)
    except BadNumber:
        dong = parse_money(text)  # refuses in the words that were typed
    yearly = int((dong * times).to_integral_value(ROUND_HALF_UP))
    if yearly > MOST:
        raise too_large(text)
    return yearly
