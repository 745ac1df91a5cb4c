"""Foreign tables as offices lay them out: headings, groups, sums, other sheets."""

import pytest

from app.progress.foreign import NoTable, check, read_foreign
from app.sheets import Book
from tests.progress.foreign.foreign_tables import (
    HEADER,
    UNITS,
    checked,
    formula,
    found,
    planted,
    sheet,
    table,
)


def test_a_heading_of_two_lines_columns_in_another_order_and_more_of_them():
    rows = [
        ["BẢNG TỔNG HỢP"],
        ["Tên đơn vị", "Số CĐCS", "Số sáng kiến đăng ký", None, None, "Chỉ tiêu", "STT", "Ghi chú"],
        [None, None, "Cộng", "Không hợp lệ", "Hợp lệ"],
        ["(1)", "(2)", "(3)=(4)+(5)", "(4)", "(5)", "(6)", "(7)", "(8)"],
        ["LĐLĐ huyện A", 12, 7, 2, 5, 10, 1, "chậm"],
        ["LĐLĐ huyện B", 8, 9, 0, 9, "02", 2, None],
        ["Tổng cộng", 21, 17, 2, 14, 12, None, None],
    ]
    merged = ["C2:E2", "A2:A3", "B2:B3", "F2:F3", "G2:G3", "H2:H3"]
    result = checked(*rows, merged=merged)
    assert found(result) == [
        ("B7", "total-of-rows", 21, 20),
        ("C7", "total-of-rows", 17, 16),
    ]
    assert result.foreign.header.last == 3 and len(result.foreign.parts) == 2
    totals = result.as_json()["totals"]
    assert totals["B"]["computed"] == 20 and totals["valid"]["computed"] == 14


def test_pending_ones_are_counted_by_cong_when_they_stand_there():
    rows = [
        ["TT", "Đơn vị", "Chỉ tiêu giao", "Hợp lệ", "Không hợp lệ", "Đang xem xét", "Tổng số"],
        [1, "CĐ A", 10, 3, 1, 2, 6],
        [2, "CĐ B", 10, 4, 1, 0, 5],
        [3, "CĐ C", 10, 4, 0, 5, 10],
        [None, "Tổng số", 30, 11, 2, 7, 21],
    ]
    assert found(checked(*rows)) == [("G4", "sum-of-parts", 10, 9)], "the total is of what is there"


def test_a_cong_that_leaves_the_refused_out_is_understood():
    rows = [
        ["TT", "Đơn vị", "Hợp lệ", "Không hợp lệ", "Đang xem xét", "Cộng"],
        *([n, f"CĐ Số {n}", 10 + n, n, 2 * n, 10 + 3 * n] for n in range(1, 6)),
        [None, "Cộng", 65, 15, 30, 95],
    ]
    assert found(checked(*rows)) == []
    rows[3][5] += 1
    assert found(checked(*rows)) == [("F4", "sum-of-parts", 20, 19)]


def test_a_cong_of_nothing_to_be_seen_is_said_to_be_so():
    rows = [
        ["TT", "Đơn vị", "Hợp lệ", "Không hợp lệ", "Cộng"],
        *([n, f"CĐ Số {n}", n, n, 7 * n + 1] for n in range(1, 6)),
        [None, "Tổng cộng", 15, 15, 110],
    ]
    result = checked(*rows)
    assert found(result) == [] and result.notes[0].kind.value == "sum-unclear"


GROUPS = [
    ["TT", "Tên đơn vị", "Chỉ tiêu", "Hợp lệ"],
    ["I", "Khối huyện", 30, 12],
    [1, "LĐLĐ huyện A", 10, 4],
    [2, "LĐLĐ huyện B", 20, 8],
    ["II", "Khối ngành", 12, 5],
    [1, "CĐ ngành C", 5, 2],
    [2, "CĐ ngành D", 7, 3],
    [None, "Tổng cộng", 42, 17],
]


def test_sums_of_groups_are_no_rows_and_are_checked_too():
    assert found(checked(*GROUPS)) == []
    wrong = [*GROUPS[:4], ["II", "Khối ngành", 13, 5], *GROUPS[5:]]
    assert found(checked(*wrong)) == [("C5", "subtotal-of-rows", 13, 12)]


def test_sums_below_their_groups():
    rows = [
        GROUPS[0],
        *GROUPS[2:4],
        [None, "Cộng khối huyện", 30, 13],
        *GROUPS[5:7],
        [None, "Cộng", 12, 5],
        GROUPS[-1],
    ]
    assert found(checked(*rows)) == [("D4", "subtotal-of-rows", 13, 12)]


def test_a_total_on_top_and_lines_under_the_total():
    top = [GROUPS[0], [None, "Tổng số", 31, 12], *GROUPS[2:4]]
    assert found(checked(*top)) == [("C2", "total-of-rows", 31, 30)]
    rows = [*GROUPS, [None, "Chỉ tiêu chưa phân bổ", 60, None], [None, "Người lập", None, None]]
    assert found(checked(*rows)) == []


def test_without_a_total_there_is_nothing_to_hold_the_sums_against():
    result = checked(*GROUPS[:-1])
    assert result.faults == [] and result.notes[0].kind.value == "no-total-row"
    blank = checked(*GROUPS[:-1], [None, "Tổng cộng", 42, None])
    assert [(f.cell, f.kind.value, f.computed) for f in blank.remarks] == [("D8", "no-total", 17)]


def test_unions_are_not_taken_for_sums():
    rows = [
        ["TT", "Đơn vị", "Chỉ tiêu"],
        [1, "Tổng Công ty Điện lực", 5],
        [2, "Công ty Cổ phần Cộng Lực", 6],
        [3, "Cộng Hòa", 7],
        [None, "TỔNG CỘNG:", 18],
    ]
    result = checked(*rows)
    assert found(result) == [] and len(result.foreign.parts) == 3


def test_formulas_are_read_as_what_they_came_to():
    rows = planted(("C6", formula(1720)), ("F2", formula(249)), ("G2", formula("54,22%")))
    assert found(checked(*rows)) == [("C6", "total-of-rows", 1720, 1710)]
    unknown = checked(*planted(("C6", formula(None)), ("G2", formula(None))))
    assert found(unknown) == []
    (remark,) = unknown.remarks
    assert (remark.cell, remark.kind.value, remark.computed) == ("C6", "formula", 1710)


def test_another_sheet_and_hidden_rows_are_told_of():
    rows, second = planted(), sheet(table(*UNITS), name="Quý II")
    result = check(read_foreign(Book([sheet(rows, name="Quý I", hidden=[3]), second])))
    first = result.errors[0]
    assert (first.cell, first.printed, first.computed) == ("C6", 1710, 1330)
    texts = [note.text for note in result.notes]
    assert "Trang “Quý II” cũng có bảng; chỉ đọc trang “Quý I”." in texts
    assert "Dòng 3 đang ẩn trong tệp nên không đọc." in texts


def test_a_cover_and_hidden_sheets_are_passed_over():
    cover = sheet([["BÁO CÁO", "Số liệu quý I"], ["Kính gửi", "LĐLĐ tỉnh"]], name="Bìa")
    result = check(read_foreign(Book([cover, sheet(table(*UNITS), name="Số liệu")])))
    assert result.foreign.sheet.name == "Số liệu" and result.faults == []


@pytest.mark.parametrize(
    "rows",
    [
        [["a", "b"], [1, 2]],
        [["Tên đơn vị", "Ghi chú"], ["LĐLĐ huyện A", "x"]],
        [["TT", "Họ tên", "Tên sáng kiến", "Đơn vị"], [1, "Lê Thị An", "Máy gặt", "CĐ A"]],
        [HEADER],
        [HEADER, (None, "Người lập bảng")],
    ],
)
def test_what_is_no_summary(rows):
    with pytest.raises(NoTable):
        read_foreign(Book([sheet(rows)]))
