"""What is given out comes back the same."""

import datetime as dt
import io

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.intake.blank import BLANK_ROWS, blank_form, filled_form
from app.intake.judging import judge
from app.intake.listed import ListRefused
from app.intake.paper import ListFile
from tests.intake.test_judging import GROUPS, WINDOW

STAGE = ("Giai đoạn 2", *WINDOW)
NAMES = ["Nguyễn", "Trần", "Đỗ", "Hòa", "Thị", "Bích", "Ngọc", "Văn", "Hải", "Ân", "Y", "Ê", "Ma"]
WORDS = [
    "cải tiến",
    "đồ gá",
    "số",
    "12",
    "QĐ",
    "=1+1",
    "+84",
    "-",
    "@x",
    "(2)",
    '"',
    "%",
    "m3",
    "0",
]
PHONES = st.from_regex("0[35789][0-9]{8}|02[0-9]{9}", fullmatch=True)
DAYS = st.dates(dt.date(1930, 1, 1), dt.date(2005, 12, 31)).map(dt.date.isoformat)
FIRST = {
    "month": (6, 7, 8, 9, 10, 11, 12),
    "quarter": (7, 10),
    "season": (6, 8, 10, 11),
    "school_year": (9,),
}

names = st.lists(st.sampled_from(NAMES), min_size=2, max_size=5).map(" ".join)
texts = st.lists(st.sampled_from(WORDS), max_size=8).map(lambda w: " ".join(["Ghi", *w]))
days = st.dates(*WINDOW).map(lambda day: (day.isoformat(), "day"))
periods = st.sampled_from(list(FIRST)).flatmap(
    lambda p: st.sampled_from(FIRST[p]).map(lambda m: (dt.date(2022, m, 1).isoformat(), p))
)


@st.composite
def values(draw) -> dict:
    applied_on, precision = draw(days | periods)
    row = {
        "full_name": draw(names),
        "target_group": draw(st.integers(1, 5)),
        "title": draw(texts),
        "applied_on": applied_on,
        "applied_precision": precision,
        "summary": draw(st.lists(texts, min_size=1, max_size=3).map("\n".join)),
    }
    perhaps = {
        "co_authors": st.lists(names, min_size=1, max_size=2),
        "phone": PHONES,
        "id_number": st.from_regex("[0-9]{9}|[0-9]{12}", fullmatch=True),
        "benefit_claimed": st.integers(0, 10**14),
        "recognition": texts,
        "recognition_number": texts,
        "recognised_on": st.dates(*WINDOW).map(dt.date.isoformat),
        "recognition_issuer": texts,
        "unit": texts,
    }
    birth = {"birth_date": DAYS, "birth_year": st.integers(1930, 2005)}
    for name in draw(st.sets(st.sampled_from(list(perhaps)))):
        row[name] = draw(perhaps[name])
    for name in draw(st.sets(st.sampled_from(list(birth)), max_size=1)):
        row[name] = draw(birth[name])
    return row


def read_again(data: bytes) -> list[dict]:
    return [row.values for row in judge(ListFile.read(data, "x").paper, WINDOW, GROUPS)]


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
@settings(max_examples=15, deadline=None)
@given(st.lists(values(), min_size=1, max_size=12, unique_by=lambda v: v["title"]))
def test_what_is_given_out_reads_back(kind, rows):
    more = [{"state": "Hợp lệ", "code": "ABCD", **row} for row in rows]
    data = filled_form(
        more, "CĐCS Trường A", STAGE, kind=kind, with_units=True, more=("state", "code")
    )
    assert read_again(data) == rows


@pytest.mark.parametrize("text", ["=1+1", "+84901234567", "-2", "@SUM(A1)"])
def test_no_text_becomes_a_formula(text):
    data = filled_form([{"full_name": "Lê An", "title": text, "unit": text}], text, STAGE)
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    cell = sheet["D7"]
    assert (cell.value, bool(cell.quotePrefix)) == (text, True)


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_a_blank_form_has_no_rows_yet(kind):
    data = blank_form(kind, "CĐCS Trường A", "Giai đoạn 2", *WINDOW, groups=GROUPS)
    with pytest.raises(ListRefused, match="chưa có dòng sáng kiến nào"):
        ListFile.read(data, "x")


def test_a_blank_form_is_ready_for_paper():
    data = blank_form("xlsx", "CĐCS Trường A", "Giai đoạn 2", *WINDOW, groups=GROUPS)
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert sheet["A1"].value == "Đơn vị: CĐCS Trường A"
    assert sheet["A4"].value == "(Giai đoạn 2: từ 01/06/2022 đến 30/09/2023)"
    assert sheet.print_title_rows == "$6:$6"
    assert [sheet.cell(row, 1).value for row in range(7, 7 + BLANK_ROWS)] == list(
        range(1, BLANK_ROWS + 1)
    )
    said = " ".join(str(cell.value) for row in sheet.iter_rows(min_row=27) for cell in row)
    assert "Đối tượng 1: Cán bộ công đoàn." in said
    assert "TM. BAN CHẤP HÀNH" in said


def test_a_filled_in_form_is_known_as_the_units():
    data = blank_form("xlsx", "CĐCS Trường A", "Giai đoạn 2", *WINDOW, with_units=True)
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.worksheets[0]
    for column, text in enumerate(("Lê An; 0901234567; 1985", "Trường B", 4, "Học liệu", "7/2022")):
        sheet.cell(7, column + 2).value = text
    sheet.cell(7, 9).value = "350tr/năm"
    target = io.BytesIO()
    book.save(target)
    file = ListFile.read(target.getvalue(), "x.xlsx")
    assert file.paper.unit_line == "CĐCS Trường A"
    (row,) = judge(file.paper, WINDOW, GROUPS)
    assert (row.values["unit"], row.values["benefit_claimed"]) == ("Trường B", 350_000_000)
