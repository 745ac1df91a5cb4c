"""The child process: a workbook on standard input, JSON on standard output.

Its limits are set before it begins (`app/uploads/limited.py`).
`{"sheets": [{"name", "hidden", "merged", "rows": [[number, hidden, [[address, value, kind]]]]}]}`
or `{"refused": code}`.
"""

import io
import json
import math
import sys
import zipfile
from datetime import date, datetime, time
from xml.etree.ElementTree import iterparse

from app.sheets import archive as envelope
from app.uploads.inside.refused import Refused

MAX_ROWS = 20_000
MAX_COLUMNS = 100
MAX_CELLS = 200_000
MAX_ANSWER = 48 * 2**20
"""Characters: one long text may stand in many cells."""

KINDS = {"n": "number", "s": "text", "inlineStr": "text", "str": "text", "d": "date"}
KINDS |= {"f": "formula", "b": "bool", "e": "error"}


def main() -> None:
    """Answer once; whatever goes wrong is an answer too."""
    data = sys.stdin.buffer.read()
    try:
        envelope.check(data)
        answer = json.dumps(read(data), allow_nan=False)
        if len(answer) > MAX_ANSWER:
            raise Refused("too_large")
    except Refused as refusal:
        answer = json.dumps({"refused": refusal.code})
    except (MemoryError, RecursionError):
        answer = json.dumps({"refused": "too_large"})
    except Exception:
        answer = json.dumps({"refused": "unreadable"})
    sys.stdout.write(answer)


def read(data: bytes) -> dict:
    """The whole workbook as plain lists."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
    archive = zipfile.ZipFile(io.BytesIO(data))
    sheets, left = [], MAX_CELLS
    for sheet in book.worksheets:
        outline = survey(archive, sheet._worksheet_path, left)
        left -= outline["cells"]
        rows = cells_of(sheet, outline) if outline["cells"] else []
        sheets.append(
            {
                "name": sheet.title,
                "hidden": sheet.sheet_state != "visible",
                "merged": outline["merged"],
                "rows": rows,
            }
        )
    if not any(sheet["rows"] for sheet in sheets):
        raise Refused("empty")
    return {"sheets": sheets}


def survey(archive: zipfile.ZipFile, part: str, left: int) -> dict:
    """How far a sheet's content reaches, its hidden rows and merged ranges, without keeping it.

    openpyxl's streaming reader knows neither, and its other reader drowns in styled blank cells.
    """

    outline: dict = {"cells": 0, "last_row": 0, "last_column": 0, "hidden": set(), "merged": []}
    row = column = 0
    with archive.open(part) as source:
        data = None
        for event, element in iterparse(source, events=("start", "end")):
            tag = element.tag.rpartition("}")[2]
            if event == "start":
                if tag == "sheetData":
                    data = element
                elif tag == "row":
                    row, column = int(element.get("r") or row + 1), 0
                    if element.get("hidden") in ("1", "true"):
                        outline["hidden"].add(row)
            elif tag == "c":
                address = element.get("r")
                column = column_of(address) if address else column + 1
                if len(element):
                    note(outline, row, column, left)
            elif tag == "row" and data is not None:
                data.clear()
            elif tag == "mergeCell" and element.get("ref"):
                outline["merged"].append(element.get("ref"))
    return outline


def column_of(address: str) -> int:
    """3 for "C12"."""
    from openpyxl.utils.cell import column_index_from_string, coordinate_from_string

    return column_index_from_string(coordinate_from_string(address)[0])


def note(outline: dict, row: int, column: int, left: int) -> None:
    """Count one cell with content, or refuse."""
    outline["cells"] += 1
    outline["last_row"] = max(outline["last_row"], row)
    outline["last_column"] = max(outline["last_column"], column)
    if row > MAX_ROWS or column > MAX_COLUMNS:
        raise Refused("too_many_rows")
    if outline["cells"] > left:
        raise Refused("too_large")


def cells_of(sheet, outline: dict) -> list:
    """The rows with content: [number, hidden, [[address, value, kind], …]]."""
    rows = []
    bounds = {"max_row": outline["last_row"], "max_col": outline["last_column"]}
    for number, cells in enumerate(sheet.iter_rows(min_row=1, min_col=1, **bounds), 1):
        found = [plain(cell) for cell in cells if cell.value not in (None, "")]
        if found:
            rows.append([number, number in outline["hidden"], found])
    return rows


def plain(cell) -> list:
    """[address, value, kind] of one openpyxl cell."""
    value, kind = cell.value, KINDS.get(cell.data_type, "text")
    if kind == "formula":
        value = value if isinstance(value, str) else str(getattr(value, "text", None) or "=")
    elif isinstance(value, datetime):
        # Midnight is how a day without a time is kept.
        value = (value.date() if value.time() == time() else value).isoformat()
        kind = "date"
    elif isinstance(value, date):
        value, kind = value.isoformat(), "date"
    elif isinstance(value, float) and not math.isfinite(value):
        value, kind = "#NUM!", "error"
    elif isinstance(value, float) and value.is_integer():
        value = int(value)
    elif not isinstance(value, str | int | float | bool):
        value, kind = str(value), "text"
    return [cell.coordinate, value, kind]


if __name__ == "__main__":
    main()
