"""Tables as .csv: what Excel opens, and nothing that acts."""

import csv
import io

import pytest

from app.sheets import csv_of

TRICKS = [
    *("=1+1", "+84903111222", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1", " =1+1", "＝1+1"),
    *('=HYPERLINK("http://x";"y")', "=cmd|' /C calc'!A0", "+", "=", "－1", "\x00=1"),
]


def read(data: bytes) -> list[list[str]]:
    assert data.startswith(b"\xef\xbb\xbf"), "Excel takes it for UTF-8 by this mark alone"
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))


@pytest.mark.parametrize("text", TRICKS)
def test_no_text_acts_as_a_formula(text):
    ((cell,),) = read(csv_of([[text]]))
    assert cell.startswith("'") and cell[1:].strip(), cell


def test_text_numbers_and_blanks_come_back():
    rows = [["Tên; “đơn vị”", 'một "hai"', 1226, 0, None, "54,22%", "–"]]
    assert read(csv_of(rows)) == [["Tên; “đơn vị”", 'một "hai"', "1226", "0", "", "54,22%", "–"]]


def test_a_break_in_a_cell_does_not_break_the_row():
    assert read(csv_of([["a\r\nb;c", 1], ["d", 2]])) == [["a b;c", "1"], ["d", "2"]]
