"""Foreign tables added up again: each planted fault is found at its cell, and nothing else."""

import pytest

from app import sheets
from app.progress.foreign import check, read_foreign
from tests.progress.foreign.foreign_tables import (
    NINH_BINH,
    UNITS,
    checked,
    found,
    planted,
    table,
)


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
