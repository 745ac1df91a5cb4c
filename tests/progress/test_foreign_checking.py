"""Foreign tables added up again: each planted fault is found at its cell, and nothing else."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import sheets
from app.progress.foreign import NoTable, check, read_foreign
from app.sheets import Book
from tests.progress.foreign_tables import (
    HEADER,
    NINH_BINH,
    checked,
    formula,
    found,
    rate_of,
    sheet,
    table,
)

UNITS = (
    ("LĐLĐ huyện An Bình", 450, 244, 5),
    ("LĐLĐ huyện Bảo Sơn", 380, 13, 0),
    ("LĐLĐ TP. Cầu Đá", 630, 78, 5),
    ("Công đoàn Viên chức tỉnh", 250, 71, 19),
)


def planted(*changes):
    """The table of `UNITS` with other values in some cells: ("C6", 4700)."""
    rows = table(*UNITS)
    for cell, value in changes:
        rows[int(cell[1:]) - 1]["ABCDEFG".index(cell[0])] = value
    return rows


def test_ninh_binhs_sheet():
    """Against facts.json: what is printed, what the rows give, and what is odd about it."""
    result = check(read_foreign(sheets.read(NINH_BINH.read_bytes())))
    assert found(result) == [
        ("C21", "total-of-rows", 4700, 4640),
        ("E21", "total-of-rows", 40, 39),
    ]
    (remark,) = result.remarks
    assert (remark.cell, remark.kind.value, remark.printed) == ("C20", "no-quota", None)
    assert [fault.text for fault in result.faults] == [
        "Ô C20: “Đơn vị khác” không có chỉ tiêu, nên không tính tỷ lệ.",
        "Ô C21: bảng ghi 4.700, cộng các dòng được 4.640: thừa 60.",
        "Ô E21: bảng ghi 40, cộng các dòng được 39: thừa 1.",
    ]
    said = result.as_json()
    assert list(said)[:2] == ["faults", "totals"]
    totals = {key: (one["printed"], one["computed"]) for key, one in said["totals"].items()}
    assert totals == {
        "quota": (4700, 4640),
        "valid": (526, 526),
        "invalid": (40, 39),
        "sum": (565, 565),
    }
    (note,) = result.notes
    assert (note.cell, note.kind.value, note.printed, note.computed) == (
        *("F5", "sum-counts-invalid"),
        *(565, 526),
    )


def test_a_clean_table_has_no_faults():
    result = checked(*planted())
    assert result.faults == [] and [note.kind.value for note in result.notes] == [
        "sum-counts-invalid",
        "rate-basis",
    ]
    assert "tính trên số “Hợp lệ” so với “Chỉ tiêu”" in result.notes[1].text


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (("C6", 1720), ("C6", "total-of-rows", 1720, 1710)),
        (("C6", "1.720"), ("C6", "total-of-rows", 1720, 1710)),
        (("D6", 405), ("D6", "total-of-rows", 405, 406)),
        (("F3", 14), ("F3", "sum-of-parts", 14, 13)),
        (("G2", "54,23%"), ("G2", "rate-wrong", "54,23%", "54,22%")),
        (("G4", "12,39%"), ("G4", "rate-wrong", "12,39%", "12,38%")),
        (("G5", "–"), ("G5", "rate-wrong", "–", "28,40%")),
        (("G5", "n/a"), ("G5", "rate-wrong", "n/a", "28,40%")),
        (("E4", "5x"), ("E4", "not-a-number", "5x", 5)),
        (("D4", 78.5), ("D4", "not-a-number", "78,5", 78)),
        (("F4", "tám ba"), ("F4", "not-a-number", "tám ba", 83)),
        (("C4", "-630"), ("C4", "not-a-number", "-630", None)),
        (("E6", "?"), ("E6", "not-a-number", "?", 29)),
        (("B4", "LĐLĐ huyện an  Bình"), ("B4", "unit-twice", "LĐLĐ huyện an Bình", None)),
        (("B4", None), ("B4", "no-name", None, None)),
    ],
)
def test_one_wrong_cell_is_one_fault(change, fault):
    assert found(checked(*planted(change))) == [fault]


@pytest.mark.parametrize(("cell", "number"), [("D4", 79), ("E5", 10), ("D2", 344)])
def test_a_wrong_part_makes_two_sums_wrong_and_is_named_by_both(cell, number):
    result = checked(*planted((cell, number)))
    wrong = {fault.cell for fault in result.errors}
    assert {f"F{cell[1:]}", f"{cell[0]}6"} <= wrong
    assert {fault.suspect for fault in result.errors} == {cell}
    assert all(f"ô {cell} ghi nhầm" in fault.text for fault in result.errors)


def test_a_wrong_quota_is_told_by_its_rate():
    result = checked(*planted(("C4", 530)))
    assert [(f.cell, f.suspect) for f in result.errors] == [("G4", "C4"), ("C6", "C4")]


def test_a_row_without_a_quota():
    result = checked(*planted(("C4", None), ("G4", "–"), ("C6", 1080), ("G6", "37,59%")))
    assert found(result) == [("C4", "no-quota", None, None)]


def test_other_units_have_none_by_right():
    units = [*UNITS, ("Đơn vị khác", None, 0, 9)]
    result = checked(*table(*units))
    assert result.errors == []
    (remark,) = result.faults
    assert (remark.cell, remark.kind.value, remark.level.value) == ("C6", "no-quota", "remark")


@pytest.mark.parametrize(
    ("quota", "printed"), [(None, "0%"), (0, "0,00%"), (0, "100%"), (None, "#DIV/0!"), (0, 0)]
)
def test_a_rate_over_nothing(quota, printed):
    rows = table(*UNITS, ("Đơn vị khác", quota, 0, 9))
    rows[5][6] = formula("#DIV/0!") if printed == "#DIV/0!" else printed
    shown = "0" if printed == 0 else printed
    assert found(checked(*rows)) == [("G6", "rate-without-quota", shown, "–")]


@pytest.mark.parametrize(
    ("printed", "kind"),
    [
        *(("12,38%", None), ("12,38 %", None), ("12,38", None), ("12.38%", None)),
        *(("12,4%", None), ("12%", None), ("12,381%", None), (12.38, None), (0.1238, None)),
        *(("12,3%", "rate-cut"), ("12,380%", "rate-cut"), ("13%", "rate-wrong")),
        *((12.3, "rate-wrong"), (0.1239, "rate-wrong"), ("123,8%", "rate-wrong")),
    ],
)
def test_how_a_rate_may_be_written(printed, kind):
    """78 of 630 is 12,38095…%: more coarsely rounded is still rounded."""
    rows = table(*UNITS)
    for row in rows[1:]:
        row[6] = _as(row[6], printed)
    rows[3][6] = printed
    faults = checked(*rows).errors
    assert [(f.cell, f.kind.value, f.computed) for f in faults] == (
        [("G4", kind, "12,38%")] if kind else []
    )


def _as(text, like):
    """Rates as numbers where the one under test is a number."""
    if isinstance(like, str):
        return text
    number = float(text.rstrip("%").replace(",", "."))
    return number if like > 1 else round(number / 100, 6)


@pytest.mark.parametrize(
    ("quota", "count", "cut", "rounded"),
    [(3, 2, "66,66%", "66,67%"), (340, 28, "8,23%", "8,24%"), (1600, 1, "0,06%", "0,06%")],
)
def test_a_rate_that_is_cut_is_told_from_a_wrong_one(quota, count, cut, rounded):
    rows = table(*UNITS, ("LĐLĐ huyện Cát Hải", quota, count, 0))
    assert rows[5][6] == rounded
    rows[5][6] = cut
    expected = [] if cut == rounded else [("G6", "rate-cut", cut, rounded)]
    assert found(checked(*rows)) == expected


def test_every_rate_cut():
    units = [(f"LĐLĐ huyện Số {n}", 300 + 7 * n, 100 + n, n) for n in range(1, 9)]
    rows = table(*units)
    expected = []
    for number, row in enumerate(rows[1:], 2):
        quota, valid = row[2], row[3]
        hundredths = valid * 10_000 // quota
        cut = f"{hundredths // 100},{hundredths % 100:02}%"
        if cut != row[6]:
            expected.append((f"G{number}", "rate-cut", cut, row[6]))
        row[6] = cut
    assert len(expected) > 2 and found(checked(*rows)) == expected


def test_half_up_where_a_float_would_round_down():
    rows = table(*UNITS, ("LĐLĐ huyện Nửa", 800, 1, 0))  # 0,125%
    assert rows[5][6] == "0,13%" and found(checked(*rows)) == []
    rows[5][6] = "0,12%"
    assert found(checked(*rows)) == [("G6", "rate-cut", "0,12%", "0,13%")]


def test_shares_that_the_sheet_keeps_in_full():
    rows = table(*UNITS)
    for row in rows[1:]:
        row[6] = row[3] / row[2]
    assert found(checked(*rows)) == []
    rows[1][6] += 0.001
    assert found(checked(*rows)) == [("G2", "rate-wrong", "54,32%", "54,22%")]


@pytest.mark.parametrize("of", ["valid", "sum"])
def test_the_rate_says_by_itself_what_it_is_of(of):
    rows = table(*UNITS)
    for row in rows[1:]:
        row[6] = rate_of(row[3] if of == "valid" else row[5], row[2])
    result = checked(*rows)
    assert found(result) == []
    assert ("“Hợp lệ”" if of == "valid" else "“Cộng”") in result.notes[-1].text


def test_the_rate_of_a_wrong_total_is_a_remark():
    rows = planted(("C6", 1810), ("G6", rate_of(406, 1810)))
    result = checked(*rows)
    assert found(result) == [("C6", "total-of-rows", 1810, 1710)]
    (remark,) = result.remarks
    assert (remark.cell, remark.kind.value, remark.computed) == (
        *("G6", "rate-of-wrong-total"),
        "23,74%",
    )


@pytest.mark.parametrize(
    ("text", "written", "why"),
    [
        ("(từ 01/6/2022 đến 31/9/2023)", "31/9/2023", "tháng 9 chỉ có 30 ngày"),
        ("tính đến ngày 29.2.2023", "29.2.2023", "tháng 2 năm 2023 chỉ có 28 ngày"),
        ("ngày 31 tháng 4 năm 2023", "31 tháng 4 năm 2023", "tháng 4 chỉ có 30 ngày"),
        ("hạn 10/13/2023", "10/13/2023", "không có tháng 13"),
    ],
)
@pytest.mark.parametrize("where", ["title", "heading", "below"])
def test_a_day_that_is_none(text, written, why, where):
    rows = table(*UNITS)
    if where == "heading":
        rows[0][2] = f"Chỉ tiêu {text}"
        cell = "C1"
    elif where == "title":
        rows.insert(0, [f"BẢNG TỔNG HỢP {text}"])
        cell = "A1"
    else:
        rows.append([None, f"Ghi chú: {text}"])
        cell = "B7"
    result = checked(*rows)
    assert found(result) == [(cell, "no-such-date", written, None)]
    assert result.errors[0].text.startswith(f"Ô {cell}: ") and why in result.errors[0].text


def test_days_and_numbers_that_are_none_of_these_stay_unsaid():
    title = "Số 25/LĐLĐ, 30/9/2023, 12/03/25, 1.226 sáng kiến, 2022-2023, 10.000.000"
    assert found(checked([title], *table(*UNITS))) == []


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


CALLED = [f"LĐLĐ huyện {name}" for name in ("Anh", "Bắc", "Cồn", "Dương", "Đông", "Giang")]
NAMES = st.lists(st.sampled_from(CALLED), min_size=3, max_size=6, unique=True)
NUMBERS = st.tuples(st.integers(1, 3000), st.integers(0, 4000), st.integers(0, 300))


@st.composite
def tables(draw):
    """Right tables with their columns in any order."""
    names = draw(NAMES)
    units = [(name, *draw(NUMBERS)) for name in names]
    if draw(st.booleans()):
        units.append(("Đơn vị khác", None, *draw(NUMBERS)[1:]))
    rows = table(*units, rate=draw(st.booleans()))
    order = draw(st.permutations(range(len(rows[0]))))
    return [[row[column] for column in order] for row in rows]


@given(tables())
def test_a_table_that_adds_up_has_no_faults(rows):
    result = checked(*rows)
    assert found(result) == []
    assert all(one["printed"] == one["computed"] for one in result.as_json()["totals"].values())


@given(tables(), st.data())
def test_any_one_number_changed_is_named(rows, data):
    columns = [at for at, name in enumerate(rows[0]) if name in HEADER[2:6]]
    column = data.draw(st.sampled_from(columns))
    filled = [at for at in range(1, len(rows)) if rows[at][column] is not None]
    row = data.draw(st.sampled_from(filled))
    rows[row][column] += data.draw(st.integers(1, 500))
    letter = "ABCDEFG"[column]
    cell, total = f"{letter}{row + 1}", f"{letter}{len(rows)}"
    wrong = [fault.cell for fault in checked(*rows).errors]
    if rows[0][column] == "Cộng" or cell == total:
        assert wrong == [cell]
    else:
        assert total in wrong, "a part makes its total wrong"


CELLS = st.one_of(
    st.none(),
    st.integers(-5, 10**7 + 5),
    st.floats(-10, 10**16, allow_nan=False),
    st.sampled_from(
        ["–", "x", "1.226", "12,5%", "#N/A", "31/9/2023", "Tổng cộng", "Cộng I", "2.1"]
    ),
    st.sampled_from([*HEADER, "I", "A", "Đơn vị khác", "LĐLĐ huyện A", "(1)", "Đang xem xét"]),
    st.builds(formula, st.one_of(st.none(), st.integers(0, 9), st.just("#DIV/0!"))),
    st.text(max_size=8),
)
HEADINGS = st.lists(st.sampled_from([*HEADER[2:], "Đang xem xét", "Ghi chú", "Tỷ lệ"]), max_size=6)


@given(HEADINGS, st.lists(st.lists(CELLS, max_size=8), max_size=9))
def test_whatever_stands_in_a_table_it_is_read_or_refused(headings, rows):
    try:
        result = checked([*HEADER[:2], *headings], *rows)
    except NoTable:
        return
    json.dumps(result.as_json(), allow_nan=False)
    cells = [fault.cell for fault in result.faults]
    assert all(fault.cell in fault.text for fault in result.faults) and all(cells)
