"""Faults that need no adding up: days that are none, names, blanks, what is no number."""

from collections.abc import Iterator
from decimal import Decimal

from flask_babel import gettext as _

from app.progress.foreign.dates import impossible_days
from app.progress.foreign.faults import Fault, Kind, Level
from app.progress.foreign.figures import Figure, plain, shown, total_of
from app.progress.foreign.reading import Foreign, ForeignRow, RowKind
from app.progress.foreign.sums import Sums
from app.units import loose
from app.vietnamese import name_key


def of_words(foreign: Foreign, sums: Sums) -> Iterator[Fault]:
    for cell, written, why in impossible_days(foreign.sheet):
        text = _("Ô %(at)s: %(why)s.", at=cell, why=why)
        yield Fault(cell, Kind.NO_SUCH_DAY, written, None, text)
    yield from _names(foreign)
    yield from _quotas(foreign)
    yield from _numbers(foreign, sums)


def _names(foreign: Foreign) -> Iterator[Fault]:
    """A unit that stands twice, figures that are nobody's."""
    seen: dict[str, ForeignRow] = {}
    for row in foreign.parts:
        if not row.name:
            text = _("Ô %(at)s: dòng này có số liệu nhưng không có tên đơn vị.", at=row.address)
            yield Fault(row.address, Kind.NO_NAME, None, None, text)
            continue
        first = seen.setdefault(loose(row.name) or name_key(row.name), row)
        if first is not row:
            text = _(
                "Ô %(at)s: %(unit)s đã có ở dòng %(row)s, số liệu bị cộng hai lần.",
                at=row.address,
                unit=row.name[:80],
                row=first.number,
            )
            yield Fault(row.address, Kind.UNIT_TWICE, row.name, None, text)


def _quotas(foreign: Foreign) -> Iterator[Fault]:
    """Rows without a quota: "Đơn vị khác" has none by right, and no rate either."""
    quota = foreign.header.quota
    if not quota or not any(quota.letter in row.figures for row in foreign.parts):
        return
    for row in foreign.parts:
        if quota.letter in row.figures:
            continue
        cell = f"{quota.letter}{row.number}"
        if row.kind is RowKind.OTHER:
            text = _("Ô %(at)s: “Đơn vị khác” không có chỉ tiêu, nên không tính tỷ lệ.", at=cell)
            yield Fault(cell, Kind.NO_QUOTA, None, None, text, Level.REMARK)
        else:
            text = _("Ô %(at)s: %(unit)s chưa ghi chỉ tiêu.", at=cell, unit=row.name[:80])
            yield Fault(cell, Kind.NO_QUOTA, None, None, text)


def _numbers(foreign: Foreign, sums: Sums) -> Iterator[Fault]:
    """Cells that should be numbers; what should stand there is said where the rest tells."""
    for row in (*foreign.rows, *([foreign.total] if foreign.total else [])):
        for letter, figure in row.figures.items():
            if figure.wrong and not _is_rate(foreign, letter):
                yield _number(figure, _instead(foreign, sums, row, letter))


def _is_rate(foreign: Foreign, letter: str) -> bool:
    return any(one.letter == letter and not one.adds_up for one in foreign.columns)


def _number(figure: Figure, instead: int | float | None) -> Fault:
    if figure.unknown:
        text = _("Ô %(at)s: %(why)s.", at=figure.address, why=figure.wrong)
        return Fault(figure.address, Kind.UNKNOWN_FORMULA, figure.text, instead, text, Level.REMARK)
    text = _("Ô %(at)s: %(why)s.", at=figure.address, why=figure.wrong)
    if instead is not None:
        text = _(
            "Ô %(at)s: %(why)s; theo các số khác trong bảng phải là %(n)s.",
            at=figure.address,
            why=figure.wrong,
            n=shown(Decimal(instead)),
        )
    return Fault(figure.address, Kind.NOT_A_NUMBER, figure.text, instead, text)


def _instead(foreign: Foreign, sums: Sums, row: ForeignRow, letter: str) -> int | float | None:
    """What a cell should hold, by its row's other numbers or by the rows of its column."""
    if row is foreign.total or row.of:
        totals = sums.totals if row is foreign.total else sums.subtotals(row)
        found = next((one for one in totals if one.column.letter == letter and one.is_sure), None)
        return plain(found.computed) if found else None
    if (number := sums.across(row, letter)) is not None:
        return plain(number)
    for whole, parts in sums.parts.items():
        total = row.figures.get(whole)
        figures = [row.figures.get(part) for part in parts if part != letter]
        read = all(one is None or one.number is not None for one in figures)
        if letter in parts and total and total.number is not None and read:
            rest = total.number - total_of(figures)
            return plain(rest) if rest >= 0 else None
    return None
