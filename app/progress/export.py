"""The table as a spreadsheet, in the layout of Ninh Bình's, with totals that are computed."""

from flask_babel import gettext as _

from app.progress.figures import DEFINITION_NOTES, Line
from app.progress.tables import Table
from app.sheets import Export
from app.vietnamese import day_text

FIRST_ROW = 5


def spreadsheet(table: Table) -> bytes:
    """An .xlsx with a line per unit and "Tổng cộng" as the sum of what is printed.

    "Đang xem xét" and "Yêu cầu bổ sung" stand before "Cộng" whenever one of them is not 0.
    """
    sheet = Export(_("Tổng hợp"))
    counted = columns(table)
    names = [_("STT"), _("Tên đơn vị"), _("Chỉ tiêu giao"), *(name for name, _key in counted)]
    names += [_("Cộng"), _("Tỷ lệ")]
    width = len(names)
    _titles(sheet, table, width)
    sheet.heading(FIRST_ROW, names)
    row = FIRST_ROW
    for number, line in enumerate(table.lines, start=1):
        row += 1
        _line(sheet, row, table, line, number)
    _line(sheet, row + 1, table, table.total, None)
    row += 2
    for name, amount in below(table):
        sheet.text(row, 2, name, italic=True)
        sheet.number(row, 3, amount)
        row += 1
    sheet.text(row, 2, str(DEFINITION_NOTES[table.definition]), italic=True)
    sheet.widths([6, 44, 14, *[13] * (width - 3)])
    return sheet.to_bytes()


def columns(table: Table) -> list[tuple[str, str]]:
    """The counted columns before "Cộng": heading and name of the count."""
    counts = table.total.counts
    shown = [(_("Hợp lệ"), "valid"), (_("Không hợp lệ"), "invalid")]
    if counts.pending:
        shown.append((_("Đang xem xét"), "pending"))
    if counts.returned:
        shown.append((_("Yêu cầu bổ sung"), "returned"))
    return shown


def below(table: Table) -> list[tuple[str, int]]:
    """Lines under the total: what makes it up to what was received, and that."""
    return table.differences


def _titles(sheet: Export, table: Table, width: int) -> None:
    programme, stage = table.window.programme, table.window.stage
    lines = [
        _("BẢNG TỔNG HỢP"),
        _("Sáng kiến được đăng ký tham gia chương trình %(name)s", name=programme.name),
        _(
            "%(unit)s, %(stage)s, số liệu tính đến ngày %(day)s",
            unit=table.own.name,
            stage=stage.name,
            day=day_text(table.day),
        ),
    ]
    for row, text in enumerate(lines, start=1):
        sheet.text(row, 1, text, bold=row < 3, italic=row == 3, align="center")
        sheet.merge(row, 1, row, width)


def _line(sheet: Export, row: int, table: Table, line: Line, number: int | None) -> None:
    bold = number is None
    sheet.number(row, 1, number, border=True)
    sheet.text(row, 2, line.name, bold=bold, border=True)
    sheet.number(row, 3, line.quota, bold=bold, border=True)
    keys = [key for _name, key in columns(table)]
    for column, key in enumerate(keys, start=4):
        sheet.number(row, column, getattr(line.counts, key), bold=bold, border=True)
    printed = sum(getattr(line.counts, key) for key in keys)
    sheet.number(row, 4 + len(keys), printed, bold=bold, border=True)
    rate = line.rate(table.definition)
    sheet.text(row, 5 + len(keys), rate, align="right", bold=bold, border=True)
