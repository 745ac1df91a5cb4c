"""What stands in a cell of a foreign table: a number, a percentage, or neither."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import gettext as _

from app.sheets import BadAmount, Cell, amount, is_blank, words
from app.vietnamese import NO_RATE, count_text, decimal_text

_DECIMAL = re.compile(r"-?[0-9]{1,15}(?:[.,][0-9]{1,12})?")
_THOUSANDS = re.compile(r"-?[1-9][0-9]{0,2}(?:([. ])[0-9]{3})(?:\1[0-9]{3}){0,4}(?:,[0-9]{1,12})?")
_PERCENT = re.compile(r"\s*(?:%|phần trăm)$", re.IGNORECASE)


@dataclass(frozen=True)
class Figure:
    """A cell as printed: its `number` if it is one, else `wrong`, which says why it is none.

    :ivar is_typed: written as a text with a per cent sign, so that 0,54 means 0,54%
    :ivar is_kept: a number of the sheet, which does not say how many zeros it ends in
    :ivar unknown: a formula that nobody has reckoned: what is printed cannot be known
    """

    address: str
    text: str
    number: Decimal | None = None
    wrong: str | None = None
    is_typed: bool = False
    is_kept: bool = False
    unknown: bool = False

    @property
    def value(self) -> int | float | str:
        """For scripts: the number, or what stands there instead of one."""
        return self.text if self.number is None else plain(self.number)

    @property
    def places(self) -> int:
        """How many decimals are printed."""
        exponent = self.number.as_tuple().exponent if self.number is not None else 0
        return max(0, -exponent) if isinstance(exponent, int) else 0


def plain(number: Decimal) -> int | float:
    """A number for scripts: whole ones as such."""
    return int(number) if number == number.to_integral_value() else float(number)


def shown(number: Decimal | int) -> str:
    """A number as offices write it."""
    if number == int(number):
        whole = int(number)
        return count_text(whole) if whole >= 0 else f"−{count_text(-whole)}"
    places = -int(Decimal(number).normalize().as_tuple().exponent)
    return decimal_text(number, min(places, 6))


def figure(cell: Cell | None, *, whole: bool) -> Figure | None:
    """The number in a cell; None where there is nothing. `whole` numbers count something."""
    cell = _reckoned(cell)
    if cell is None or is_blank(cell):
        return None
    text = _text_of(cell)
    if cell.kind == "formula":
        return _unknown(cell, text)
    try:
        if whole:
            found = amount(cell)
            return Figure(cell.address, text, Decimal(found)) if found is not None else None
        return Figure(cell.address, text, _decimal(cell, text))
    except BadAmount as bad:
        return Figure(cell.address, text, wrong=str(bad))


def percentage(cell: Cell | None) -> Figure | None:
    """The percentage in a cell, in per cent or as a share, which only its column tells.

    None where there is nothing; a dash is a figure without a number that is not wrong.
    """
    cell = _reckoned(cell)
    if cell is None:
        return None
    text = _text_of(cell)
    if cell.kind == "formula":
        return _unknown(cell, text)
    if is_blank(cell):
        return Figure(cell.address, text or NO_RATE)
    bare = _PERCENT.sub("", text)
    try:
        number = _decimal(cell, bare)
    except BadAmount as bad:
        return Figure(cell.address, text, wrong=str(bad))
    kept = cell.kind == "number"
    return Figure(cell.address, text, number, is_typed=bare != text, is_kept=kept)


def total_of(figures: Iterable[Figure | None]) -> Decimal:
    """The sum of what can be read."""
    return sum((one.number for one in figures if one and one.number is not None), Decimal())


def _reckoned(cell: Cell | None) -> Cell | None:
    """A formula's cell as it was printed: with what the formula came to."""
    if cell is None or cell.kind != "formula" or cell.shown is None:
        return cell
    return Cell(cell.address, cell.shown, "text" if isinstance(cell.shown, str) else "number")


def _unknown(cell: Cell, text: str) -> Figure:
    wrong = _("ô chứa công thức chưa có kết quả, xin mở bằng Excel, lưu lại rồi gửi")
    return Figure(cell.address, text, wrong=wrong, unknown=True)


def _decimal(cell: Cell, text: str) -> Decimal:
    """A number with decimals, as people type it or as a sheet keeps it."""
    if cell.kind == "number":
        return Decimal(repr(cell.value))
    tidy = re.sub("[. ]", "", text) if _THOUSANDS.fullmatch(text) else text
    if cell.kind != "text" or not _DECIMAL.fullmatch(tidy):
        raise BadAmount(_("“%(text)s” không phải là số", text=text[:40]))
    return Decimal(tidy.replace(",", "."))


def _text_of(cell: Cell) -> str:
    """As people see it; the number 4640 as "4.640"."""
    return shown(Decimal(repr(cell.value))) if cell.kind == "number" else words(cell)[:60]
