"""Sums that are not what their parts give: across a row, and down a column."""

from collections.abc import Iterator
from decimal import Decimal

from flask_babel import gettext as _

from app.progress.foreign.faults import Fault, Kind, Level
from app.progress.foreign.figures import plain, shown
from app.progress.foreign.reading import Foreign, ForeignRow
from app.progress.foreign.sums import Sums, Total


def of_rows(foreign: Foreign, sums: Sums) -> Iterator[Fault]:
    """Each "Cộng" against the parts of its row."""
    for row in foreign.parts:
        yield from of_row(row, sums)


def of_row(row: ForeignRow, sums: Sums) -> Iterator[Fault]:
    """The same for one row."""
    for letter, parts in sums.parts.items():
        figure, number = row.figures.get(letter), sums.across(row, letter)
        if number is None or (figure and (figure.number is None or figure.number == number)):
            continue
        cell = f"{letter}{row.number}"
        numbers = [row.figures[part].number for part in parts if part in row.figures]
        added = " + ".join(shown(one) for one in numbers if one is not None)
        if figure is None:
            text = _("Ô %(at)s: chưa ghi số cộng, %(sum)s.", at=cell, sum=_equation(added, number))
            yield Fault(cell, Kind.NO_TOTAL, None, plain(number), text, Level.REMARK)
            continue
        text = _(
            "Ô %(at)s: bảng ghi %(printed)s, nhưng %(sum)s.",
            at=cell,
            printed=shown(figure.number or 0),
            sum=_equation(added, number),
        )
        yield Fault(cell, Kind.PARTS, figure.value, plain(number), text)


def of_totals(foreign: Foreign, sums: Sums) -> Iterator[Fault]:
    """The last line, and sums of groups, against their rows."""
    for row in foreign.rows:
        for one in sums.subtotals(row):
            if one.differs:
                yield _differs(one, Kind.SUBTOTAL)
    for one in sums.totals:
        if one.differs:
            yield _differs(one, Kind.TOTAL)
        elif foreign.total and one.printed is None and one.column.is_whole and one.computed:
            cell = f"{one.column.letter}{foreign.total.number}"
            text = _(
                "Ô %(at)s: dòng tổng chưa ghi số, cộng các dòng được %(sum)s.",
                at=cell,
                sum=shown(one.computed),
            )
            yield Fault(cell, Kind.NO_TOTAL, None, plain(one.computed), text, Level.REMARK)


def _differs(total: Total, kind: Kind) -> Fault:
    assert total.printed is not None and total.printed.number is not None
    more = total.printed.number - total.computed
    said = {
        "at": total.printed.address,
        "printed": shown(total.printed.number),
        "sum": shown(total.computed),
        "more": shown(abs(more)),
    }
    if more > 0:
        text = _(
            "Ô %(at)s: bảng ghi %(printed)s, cộng các dòng được %(sum)s: thừa %(more)s.", **said
        )
    else:
        text = _(
            "Ô %(at)s: bảng ghi %(printed)s, cộng các dòng được %(sum)s: thiếu %(more)s.", **said
        )
    return Fault(total.printed.address, kind, total.printed.value, plain(total.computed), text)


def _equation(added: str, number: Decimal) -> str:
    return f"{added} = {shown(number)}"
