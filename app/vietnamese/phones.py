"""Telephone and identity numbers."""

import re
from dataclasses import dataclass
from typing import Literal

from flask_babel import gettext as _

from app.vietnamese.text import squeeze

OLD_PREFIXES = dict(
    pair.split("→")
    for pair in re.findall(
        r"\S+",
        "0120→070 0121→079 0122→077 0126→076 0128→078 0123→083 0124→084 0125→085 0127→081 "
        "0129→082 0162→032 0163→033 0164→034 0165→035 0166→036 0167→037 0168→038 0169→039 "
        "0186→056 0188→058 0199→059",
    )
)
"""Eleven-digit mobile prefixes until 2018 → today's; the last seven digits stay."""

_NOISE = re.compile(r"[\s.,()\-–/]+")
_MOBILE = re.compile(r"0[35789][0-9]{8}")
_LANDLINE = re.compile(r"02[0-9]{9}")


class BadPhone(ValueError):
    """Text that is no Vietnamese number; the message says so in Vietnamese."""


@dataclass(frozen=True)
class Phone:
    """`number` with its leading 0: ten digits for mobiles, eleven for landlines."""

    number: str
    repaired: Literal["leading_zero", "old_prefix"] | None = None


def parse_phone(text: str) -> Phone:
    """Read a number with spaces, dots, +84, a lost leading 0 or an old prefix; else `BadPhone`."""
    digits = _NOISE.sub("", squeeze(text)).removeprefix("'")
    national = re.sub(r"^(?:\+|00)?84(?=0?[0-9]{9,10}$)0?", "0", digits)
    # "84" opens nine-digit mobiles too (084…): a lost zero, not the country's code.
    for number, lost in ((digits, False), (national, False), ("0" + digits, True)):
        if number[:4] in OLD_PREFIXES and re.fullmatch("[0-9]{11}", number):
            return Phone(OLD_PREFIXES[number[:4]] + number[4:], "old_prefix")
        if _MOBILE.fullmatch(number) or _LANDLINE.fullmatch(number):
            return Phone(number, "leading_zero" if lost else None)
    raise BadPhone(
        _("“%(text)s” không phải số điện thoại, ví dụ đúng: 0901234567", text=squeeze(text)[:40])
    )


def mask_phone(number: str) -> str:
    """ "0901234567" → "09••••567"; the number of dots says nothing."""
    return f"{number[:2]}••••{number[-3:]}" if len(number) > 5 else "••••"


def mask_id_number(number: str) -> str:
    """All but the last three digits of a CMND or CCCD hidden, its length kept."""
    return "•" * (len(number) - 3) + number[-3:] if len(number) > 3 else "•" * len(number)
