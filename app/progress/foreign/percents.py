"""Percentages that are cut instead of rounded, wrong, missing, or of nothing."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from flask_babel import gettext as _

from app.progress.foreign.faults import Fault, Kind, Level
from app.progress.foreign.figures import Figure
from app.progress.foreign.rates import Basis, Verdict, sides
from app.progress.foreign.reading import Foreign, ForeignRow
from app.progress.foreign.sums import Sums
from app.vietnamese import NO_RATE, decimal_text


def of_rates(foreign: Foreign, sums: Sums, bases: Sequence[Basis]) -> Iterator[Fault]:
    for row in (*foreign.rows, *([foreign.total] if foreign.total else [])):
        yield from of_row(row, sums, bases)


def of_row(row: ForeignRow, sums: Sums, bases: Sequence[Basis]) -> Iterator[Fault]:
    """The percentages of one row."""
    for basis in bases:
        if fault := _fault(basis, row, sums):
            yield fault


def computed(basis: Basis, row: ForeignRow, sums: Sums) -> str | None:
    """A row's percentage as it should be printed; None while its count or quota is unreadable."""
    quota = sums.mended[row.number].figures.get(basis.quota.letter)
    if quota is None or quota.number == 0:
        return NO_RATE
    found = sides(basis, sums, row)
    return text_of(*found[0]) if found else None


def text_of(count: Decimal, quota: Decimal) -> str:
    """ "54,22%": half up, two decimals, reckoned without loss."""
    hundredths = (count * 20_000 + quota) // (quota * 2)
    return decimal_text(hundredths / 100, 2) + "%"


def _fault(basis: Basis, row: ForeignRow, sums: Sums) -> Fault | None:
    figure = row.figures.get(basis.column.letter)
    right = computed(basis, row, sums)
    cell = f"{basis.column.letter}{row.number}"
    if right is None or (figure and figure.unknown):
        return None
    if right == NO_RATE:
        return _without_quota(cell, figure)
    if figure is None:
        text = _("Ô %(at)s: chưa ghi tỷ lệ, tính được %(right)s.", at=cell, right=right)
        return Fault(cell, Kind.NO_RATE, None, right, text, Level.REMARK)
    if figure.number is None:
        said = {"at": cell, "printed": figure.text, "right": right}
        text = _("Ô %(at)s: bảng ghi “%(printed)s”, tính đúng là %(right)s.", **said)
        return Fault(cell, Kind.RATE, figure.text, right, text)
    is_sum = row is sums.foreign.total or bool(row.of)
    return _judged(basis, figure, sides(basis, sums, row), is_sum=is_sum)


def _judged(
    basis: Basis, figure: Figure, sides: list[tuple[Decimal, Decimal]], *, is_sum: bool
) -> Fault | None:
    """:param sides: count and quota as they should be, then as they are printed"""
    verdicts = [basis.verdict(figure, *side) for side in sides]
    cell, printed, right = figure.address, printed_text(basis, figure), text_of(*sides[0])
    if verdicts[0] is Verdict.RIGHT or (Verdict.RIGHT in verdicts and not is_sum):
        return None
    if Verdict.RIGHT in verdicts:
        text = _(
            "Ô %(at)s: bảng ghi %(printed)s, tính theo số tổng đã cộng lại là %(right)s.",
            at=cell,
            printed=printed,
            right=right,
        )
        return Fault(cell, Kind.RATE_OF_WRONG_TOTAL, printed, right, text, Level.REMARK)
    if Verdict.CUT in verdicts:
        right = text_of(*sides[verdicts.index(Verdict.CUT)])
        text = _(
            "Ô %(at)s: bảng ghi %(printed)s là cắt bớt phần lẻ, làm tròn đúng là %(right)s.",
            at=cell,
            printed=printed,
            right=right,
        )
        return Fault(cell, Kind.RATE_CUT, printed, right, text)
    text = _(
        "Ô %(at)s: bảng ghi %(printed)s, tính đúng là %(right)s.",
        at=cell,
        printed=printed,
        right=right,
    )
    return Fault(cell, Kind.RATE, printed, right, text)


def _without_quota(cell: str, figure: Figure | None) -> Fault | None:
    """Without a quota, or over zero, there is no percentage."""
    if figure is None or (figure.number is None and not figure.wrong):
        return None
    text = _(
        "Ô %(at)s: bảng ghi %(printed)s, nhưng không có chỉ tiêu thì không có tỷ lệ (ghi “–”).",
        at=cell,
        printed=figure.text,
    )
    return Fault(cell, Kind.RATE_WITHOUT_QUOTA, figure.text, NO_RATE, text)


def printed_text(basis: Basis, figure: Figure) -> str:
    """A percentage as people see it: a share that the sheet keeps as 0.5422 is "54,22%"."""
    if figure.number is None or not figure.is_kept:
        return figure.text
    number = figure.number * basis.scale
    exponent = number.normalize().as_tuple().exponent
    places = max(2, min(-exponent, 6)) if isinstance(exponent, int) else 2
    return decimal_text(number, 2 if places > 4 else places) + "%"
