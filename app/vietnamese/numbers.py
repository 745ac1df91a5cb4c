"""Numbers as offices write them: 1.226 is a thousand, the comma opens the decimals."""

import re
from decimal import ROUND_HALF_UP, Decimal

from flask_babel import gettext as _

from app.vietnamese.text import squeeze

NO_RATE = "–"

_COUNT = re.compile(r"[0-9]{1,15}|[0-9]{1,3}(?:([. ])[0-9]{3})(?:\1[0-9]{3}){0,3}")


class BadNumber(ValueError):
    """Text that is no number; its message is courteous Vietnamese for the person who typed it."""


def count_text(n: int) -> str:
    """1226 → "1.226"."""
    return f"{n:,}".replace(",", ".")


def parse_count(text: str) -> int:
    """ "1.226", "1226", "1 226" or "02" → a count of 0 or more; else `BadNumber`."""
    tidy = squeeze(text)
    if not _COUNT.fullmatch(tidy):
        raise BadNumber(
            _("không hiểu số “%(text)s”, xin ghi số nguyên, ví dụ 1.226", text=tidy[:40])
        )
    return int(re.sub(r"[. ]", "", tidy))


def decimal_text(number: Decimal | int | float, places: int) -> str:
    """Rounded half up to `places` decimals: 27.65 → "27,7", 1226.5 → "1.226,50"."""
    exact = Decimal(str(number)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return f"{exact + 0:,f}".translate(str.maketrans(",.", ".,"))


def rate_text(part: int | None, whole: int | None) -> str:
    """`part` of `whole` in per cent, "12,51%"; "–" without a whole; never capped at 100%."""
    if part is None or not whole:
        return NO_RATE
    return decimal_text(Decimal(part) * 100 / Decimal(whole), 2) + "%"


def whole_rate_text(part: int | None, whole: int | None) -> str:
    """The same in whole per cent, half up, "118%": as some papers print it."""
    if part is None or not whole:
        return NO_RATE
    return decimal_text(Decimal(part) * 100 / Decimal(whole), 0) + "%"
