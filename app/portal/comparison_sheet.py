"""The comparison as a spreadsheet."""

from collections.abc import Iterable, Sequence
from itertools import islice

from flask_babel import gettext as _

from app.portal.comparing import Comparison, Line
from app.portal.reading import STATUS_WORDS
from app.sheets import Export

MOST_ROWS = 20_000
"""Of one page of the file; as many as the portal's own file may have."""


def spreadsheet(result: Comparison, unit: str, file: str) -> bytes:
    """An .xlsx: figures unit by unit, then the rows only there, only here, and differing."""
    sheet = Export(_("Tổng hợp"))
    sheet.text(1, 1, _("SO SÁNH VỚI CỔNG TỔNG LIÊN ĐOÀN"), bold=True, align="center")
    sheet.merge(1, 1, 1, 8)
    about = _("%(unit)s, tệp %(file)s", unit=unit, file=file)
    sheet.text(2, 1, about, italic=True, align="center")
    sheet.merge(2, 1, 2, 8)
    _figures(sheet, result)
    names = result.unit_names
    _page(
        sheet,
        _("Chỉ có trên cổng"),
        [_("Dòng"), _("Mã"), _("Họ và tên"), _("Đơn vị"), _("Tên sáng kiến"), _("Trạng thái")],
        ([str(r.row), r.code, r.name, r.unit, r.title, r.said] for r in result.only_there),
    )
    _page(
        sheet,
        _("Chỉ có ở đây"),
        [_("Đơn vị"), _("Mã"), _("Họ và tên"), _("Tên sáng kiến"), _("Trạng thái")],
        (
            [
                names.get(one.unit_id, ""),
                one.portal_code or "",
                one.name,
                one.title,
                str(STATUS_WORDS[one.status]),
            ]
            for one in result.only_here
        ),
    )
    _page(
        sheet,
        _("Khác trạng thái"),
        [_("Dòng"), _("Đơn vị"), _("Họ và tên"), _("Tên sáng kiến"), _("Trên cổng"), _("Ở đây")],
        (
            [
                str(pair.there.row),
                names.get(pair.here.unit_id, ""),
                pair.here.name,
                pair.here.title,
                *pair.status_words,
            ]
            for pair in result.differing
        ),
    )
    _page(
        sheet,
        _("Khác đơn vị"),
        [_("Dòng"), _("Họ và tên"), _("Tên sáng kiến"), _("Đơn vị trên cổng"), _("Đơn vị")],
        (
            [
                str(pair.there.row),
                pair.here.name,
                pair.here.title,
                pair.there.unit,
                names.get(pair.here.unit_id, ""),
            ]
            for pair in result.elsewhere
        ),
    )
    return sheet.to_bytes()


def _figures(sheet: Export, result: Comparison) -> None:
    sheet.heading(
        4,
        [
            *(_("STT"), _("Đơn vị"), _("Trên cổng"), _("Ở đây")),
            *(_("Chỉ có trên cổng"), _("Chỉ có ở đây"), _("Khác trạng thái"), _("Khác đơn vị")),
        ],
    )
    for number, line in enumerate(result.lines, 1):
        _line(sheet, 4 + number, line, number)
    _line(sheet, 5 + len(result.lines), result.total, None)
    sheet.widths([6, 44, 13, 13, 13, 13, 13, 13])


def _line(sheet: Export, row: int, line: Line, number: int | None) -> None:
    bold = number is None
    sheet.number(row, 1, number, border=True)
    sheet.text(row, 2, line.name, bold=bold, border=True)
    figures = [line.there, line.here, line.only_there, line.only_here, line.differs]
    figures.append(line.elsewhere)
    for column, figure in enumerate(figures, 3):
        sheet.number(row, column, figure, bold=bold, border=True)


def _page(sheet: Export, title: str, names: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    sheet.page(title)
    sheet.heading(1, names)
    for number, row in enumerate(islice(rows, MOST_ROWS + 1), 2):
        if number == MOST_ROWS + 2:
            sheet.text(number, 1, _("Còn nữa: xin so sánh từng đơn vị."), italic=True)
            break
        for column, text in enumerate(row, 1):
            sheet.text(number, column, text, border=True)
    wide = {_("Tên sáng kiến"): 50, _("Đơn vị"): 36, _("Họ và tên"): 24}
    sheet.widths([wide.get(name, 16) for name in names])
