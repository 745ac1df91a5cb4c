"""How a foreign table was understood, and what nobody can tell from it."""

from collections.abc import Iterator, Sequence

from flask_babel import gettext as _

from app.progress.foreign.columns import Column, Role
from app.progress.foreign.faults import Fault, Kind, Level
from app.progress.foreign.figures import plain, shown
from app.progress.foreign.rates import Basis
from app.progress.foreign.reading import Foreign
from app.progress.foreign.sums import Sums


def notes_of(
    foreign: Foreign, sums: Sums, bases: Sequence[Basis], unclear: Sequence[Column]
) -> Iterator[Fault]:
    yield from _sums(foreign, sums)
    for basis in bases:
        counts = _(" và ").join(f"“{_short(one)}”" for one in basis.counts)
        text = _(
            "Cột %(letter)s “%(name)s” tính trên số %(counts)s so với “%(quota)s”.",
            letter=basis.column.letter,
            name=_short(basis.column),
            counts=counts,
            quota=_short(basis.quota),
        )
        yield _note(basis.column.address, Kind.RATE_BASIS, text)
    for column in unclear:
        text = _(
            "Cột %(letter)s “%(name)s”: không rõ tính trên số nào nên không kiểm tra được.",
            letter=column.letter,
            name=_short(column),
        )
        yield _note(column.address, Kind.RATE_UNCLEAR, text)
    yield from _sheet(foreign)


def _sums(foreign: Foreign, sums: Sums) -> Iterator[Fault]:
    """That a "Cộng" counts what was refused, too; that it is the sum of nothing to be seen."""
    totals = {one.column.letter: one for one in sums.totals}
    invalid = {one.letter for one in foreign.header.of(Role.INVALID)}
    for letter, parts in sums.parts.items():
        refused = sum(totals[part].computed for part in parts if part in invalid)
        if refused:
            total = totals[letter]
            text = _(
                "Cột %(letter)s “%(name)s” tính cả không hợp lệ: %(sum)s gồm %(refused)s"
                " không hợp lệ, còn lại %(rest)s.",
                letter=letter,
                name=_short(total.column),
                sum=shown(total.computed),
                refused=shown(refused),
                rest=shown(total.computed - refused),
            )
            sides = plain(total.computed), plain(total.computed - refused)
            cell = total.column.address
            yield Fault(cell, Kind.SUM_COUNTS_INVALID, *sides, text, Level.REMARK)
    for column in sums.unclear:
        text = _(
            "Cột %(letter)s “%(name)s” không phải là tổng của các cột bên cạnh nên chỉ cộng theo"
            " chiều dọc.",
            letter=column.letter,
            name=_short(column),
        )
        yield _note(column.address, Kind.SUM_UNCLEAR, text)


def _sheet(foreign: Foreign) -> Iterator[Fault]:
    if foreign.total is None:
        text = _("Bảng không có dòng tổng cộng để đối chiếu.")
        yield _note(foreign.rows[-1].address, Kind.NO_TOTAL_ROW, text)
    for name in foreign.others:
        text = _(
            "Trang “%(name)s” cũng có bảng; chỉ đọc trang “%(read)s”.",
            name=name,
            read=foreign.sheet.name,
        )
        yield _note("", Kind.OTHER_SHEET, text)
    last = foreign.total.number if foreign.total else foreign.rows[-1].number
    for row in foreign.sheet.rows:
        if row.hidden and foreign.header.last < row.number < last:
            text = _("Dòng %(row)s đang ẩn trong tệp nên không đọc.", row=row.number)
            yield _note(f"{foreign.header.name}{row.number}", Kind.HIDDEN_ROW, text)


def _note(cell: str, kind: Kind, text: str) -> Fault:
    return Fault(cell, kind, None, None, text, Level.REMARK)


def _short(column: Column) -> str:
    """The lowest line of a heading, as far as it is short."""
    return column.label[:60]
