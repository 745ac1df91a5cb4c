"""What the tests of this room share: the samples, and lists made up for a test."""

import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

SAMPLES = Path(__file__).parent / "samples"
HEADER = (
    "STT",
    "Họ và tên; số điện thoại; ngày tháng năm sinh",
    "Đối tượng",
    "Tên sáng kiến",
    "Ghi rõ thời gian áp dụng",
    "Tóm tắt nội dung sáng kiến",
)


def sample(name: str) -> bytes:
    return (SAMPLES / f"{name}.xlsx").read_bytes()


def expected(name: str) -> dict[str, Any]:
    return json.loads((SAMPLES / f"{name}.expected.json").read_text("utf-8"))


def paper(unit_line: str | None, rows: Sequence[tuple[Any, ...]] | int = 2) -> bytes:
    """A list of the given rows, or of so many good ones."""
    if isinstance(rows, int):
        rows = [
            (f"Trần Văn Năm; 09012{n:05}; 12/03/1988", 2, f"Sáng kiến số {n}", "7/2022", "Gọn.")
            for n in range(rows)
        ]
    book = Workbook()
    sheet = book.worksheets[0]
    if unit_line is not None:
        sheet.append([f"CDCS: {unit_line}"])
    sheet.append(HEADER)
    for number, row in enumerate(rows, 1):
        sheet.append([number, *row])
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()
