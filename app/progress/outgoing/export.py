"""The table as a file: a spreadsheet in the layout of Ninh Bình's, and plain text for Excel."""

from flask_babel import gettext as _

from app.progress.outgoing.printed import Printed, PrintedLine
from app.sheets import Export, csv_of

FIRST_ROW = 6


def spreadsheet(printed: Printed) -> bytes:
    """An .xlsx with a header of two lines, a line per unit and a total of values, not formulas."""
    sheet = Export(_("Tổng hợp"))
    width = len(printed.headings)
    for row, text in enumerate(printed.titles, start=1):
        sheet.text(row, 1, text, bold=row < 3, italic=row > 3, align="center")
        sheet.merge(row, 1, row, width)
    _heading(sheet, printed)
    row = FIRST_ROW + 2
    for line in [*printed.lines, printed.total]:
        _line(sheet, row, line)
        row += 1
    for name, amount in printed.below:
        sheet.text(row, 2, name, italic=True)
        sheet.number(row, 3, amount)
        row += 1
    for note in printed.notes:
        sheet.text(row, 1, note, italic=True)
        sheet.merge(row, 1, row, width)
        row += 1
    sheet.widths([6, 44, 14, *[13] * (width - 3)])
    return sheet.to_bytes()


def plain(printed: Printed) -> bytes:
    """The same as .csv: one line of headings first, so that other programs can read it."""
    rows: list[list[str | int | None]] = [list(printed.headings)]
    for line in [*printed.lines, printed.total]:
        rows.append([line.number, line.name, line.quota, *line.counts, line.sum, *line.rates])
    rows += [[None, name, amount] for name, amount in printed.below]
    rows.append([])
    rows += [[None, text] for text in [*printed.titles[1:], *printed.notes]]
    return csv_of(rows)


def _heading(sheet: Export, printed: Printed) -> None:
    """What counts initiatives stands together under one heading; the others are two lines high."""
    first, last = len(printed.before) + 1, len(printed.before) + len(printed.columns)
    counted = range(first, last + 1)
    blank = [""] * (len(printed.columns) - 1)
    sheet.heading(FIRST_ROW, [*printed.before, printed.group, *blank, *printed.after])
    names = enumerate(printed.headings, start=1)
    sheet.heading(FIRST_ROW + 1, [name if column in counted else "" for column, name in names])
    sheet.merge(FIRST_ROW, first, FIRST_ROW, last)
    for column in range(1, len(printed.headings) + 1):
        if column not in counted:
            sheet.merge(FIRST_ROW, column, FIRST_ROW + 1, column)


def _line(sheet: Export, row: int, line: PrintedLine) -> None:
    bold = line.number is None
    sheet.number(row, 1, line.number, border=True)
    sheet.text(row, 2, line.name, bold=bold, border=True)
    for column, number in enumerate([line.quota, *line.counts, line.sum], start=3):
        sheet.number(row, column, number, bold=bold, border=True)
    for column, rate in enumerate(line.rates, start=5 + len(line.counts)):
        sheet.text(row, column, rate, align="right", bold=bold, border=True)
