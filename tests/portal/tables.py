"""The portal's statistics as spreadsheets, with the headings in any order."""

import io
from collections.abc import Sequence

from openpyxl import Workbook

HEADINGS = ["STT", "Mã sáng kiến", "Họ và tên", "Đơn vị", "Tên sáng kiến", "Trạng thái"]


def table(rows: Sequence[Sequence[object]], headings: Sequence[str] = HEADINGS) -> bytes:
    """A title, a header and the rows; the first column numbers itself."""
    book = Workbook()
    sheet = book.active
    sheet.append(["DANH SÁCH SÁNG KIẾN TRÊN CỔNG"])
    sheet.merge_cells("A1:F1")
    sheet.append(list(headings))
    for number, row in enumerate(rows, 1):
        sheet.append([number, *row])
    return saved(book)


def two_storeys() -> bytes:
    """A header of two rows, other columns between, in another order."""
    book = Workbook()
    sheet = book.active
    sheet.append(["Trạng thái", "Sáng kiến", None, "Tác giả", None])
    sheet.append([None, "Tên sáng kiến", "Mã số", "Họ tên", "Đơn vị công tác"])
    for cells in ("A1:A2", "B1:C1", "D1:E1"):
        sheet.merge_cells(cells)
    sheet.append(["Chờ duyệt", "Cải tiến cữ gá", "SK 77", "Trần Thị Hoa", "CĐCS Bệnh viện Tây Sơn"])
    return saved(book)


def saved(book: Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()
