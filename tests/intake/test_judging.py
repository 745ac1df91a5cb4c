import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.intake.fields import FIELDS
from app.intake.groups import group_of
from app.intake.judging import judge, judge_values
from app.intake.reading import PaperList, PaperRow, read_list
from app.sheets import Cell, read

SAMPLES = Path(__file__).parent / "samples"
WINDOW = (date(2022, 6, 1), date(2023, 9, 30))
GROUPS = {
    1: "Cán bộ công đoàn",
    2: "Công nhân lao động trong các doanh nghiệp sản xuất, kinh doanh",
    3: "Cán bộ, công chức các cơ quan Đảng, Nhà nước, MTTQ và các tổ chức chính trị – xã hội",
    4: "Cán bộ, viên chức, người lao động các đơn vị sự nghiệp",
    5: "Công nhân viên chức lao động có sáng kiến phục vụ công nghiệp hóa nông nghiệp",
}
GOOD = {
    "full_name": "Nguyễn Văn Hải",
    "phone": "0901234567",
    "birth_date": "12/03/1988",
    "target_group": "2",
    "title": "Cải tiến đồ gá hàn",
    "applied_on": "01/7/2022",
    "summary": "Giảm hai thao tác kẹp.",
}


def judged(**changes):
    return judge_values(GOOD | changes, WINDOW, GROUPS)


def sample(name: str) -> PaperList:
    return read_list(read((SAMPLES / f"{name}.xlsx").read_bytes()))


def paper(*rows: dict) -> PaperList:
    columns = dict(zip(FIELDS, "BCDEFGHIJKLMNO", strict=True))
    return PaperList(
        "Sheet1",
        1,
        None,
        columns,
        [
            PaperRow(
                number,
                {
                    f: v if isinstance(v, Cell) else Cell(f"{columns[f]}{number}", v, "text")
                    for f, v in row.items()
                },
            )
            for number, row in enumerate(rows, 2)
        ],
        [],
    )


@pytest.mark.parametrize("name", ["danh-sach-cdcs", "danh-sach-loi"])
def test_the_samples_are_judged_as_expected(name):
    expected = json.loads((SAMPLES / f"{name}.expected.json").read_text("utf-8"))["rows"]
    rows = judge(sample(name), WINDOW, GROUPS)
    assert [row.row for row in rows] == [row["row"] for row in expected]
    for row, wanted in zip(rows, expected, strict=True):
        assert row.verdict == wanted["verdict"], row
        assert "field" not in wanted or row.field == wanted["field"], row
        if name == "danh-sach-cdcs":
            assert row.values == wanted["values"]
        understood = wanted.get("values", {})
        assert {key: row.values.get(key) for key in understood} == understood
        json.dumps(row.values)


def test_notes_are_vietnamese_and_name_the_cell():
    rows = judge(sample("danh-sach-loi"), WINDOW, GROUPS)
    notes = {row.row: row.note for row in rows}
    assert notes[12] == "Ô E12: không có ngày 31/9/2023 (tháng 9 chỉ có 30 ngày)"
    assert notes[14] == "Ô B14: thiếu họ tên"
    assert notes[16] == "Ô D16: trùng tác giả và tên với dòng 9"
    assert notes[20] == "Ô E20: áp dụng từ 15/03/2021, ngoài giai đoạn 01/06/2022 – 30/09/2023"
    assert notes[9] == ""
    assert {row.row: row.address for row in rows}[17] == "D17"


def test_the_worst_finding_decides_and_all_are_kept():
    row = judged(phone="977284270", applied_on="31/9/2023", title="")
    assert (row.verdict, row.field, row.note) == ("error", "title", "Thiếu tên sáng kiến")
    assert [(f.verdict, f.field) for f in row.findings] == [
        ("error", "title"),
        ("error", "applied_on"),
        ("warning", "phone"),
    ]
    assert row.typed["applied_on"] == "31/9/2023"


@pytest.mark.parametrize("field", ["full_name", "target_group", "title", "applied_on", "summary"])
def test_missing_facts_are_errors(field):
    row = judged(**{field: " "})
    assert (row.verdict, row.field) == ("error", field)


@pytest.mark.parametrize("field", ["phone", "birth_date"])
def test_a_missing_phone_or_birth_date_is_a_warning(field):
    row = judged(**{field: None})
    assert (row.verdict, row.field) == ("warning", field)
    listed = judge(paper({f: v for f, v in GOOD.items() if f != field}), WINDOW, GROUPS)[0]
    assert (listed.verdict, listed.field) == ("warning", field)
    assert listed.note.startswith(f"Ô {listed.address}: thiếu")


def test_absent_columns_are_not_remarked_on_row_by_row():
    whole = paper({f: v for f, v in GOOD.items() if f != "phone"})
    without = {f: letter for f, letter in whole.columns.items() if f != "phone"}
    narrow = PaperList("Sheet1", 1, None, without, whole.rows, [])
    assert judge(narrow, WINDOW, GROUPS)[0].verdict == "ok"


@pytest.mark.parametrize(
    ("field", "value", "verdict"),
    [
        ("phone", "12", "error"),
        ("birth_date", "hồi xưa", "error"),
        ("target_group", "9", "error"),
        ("target_group", "Cán bộ", "error"),
        ("title", "x" * 501, "error"),
        ("summary", "x" * 2001, "error"),
        ("summary", "x" * 2000, "ok"),
        ("applied_on", "31/5/2022", "error"),
        ("applied_on", "1/6/2022", "ok"),
        ("applied_on", "30/9/2023", "ok"),
        ("applied_on", "1/10/2023", "error"),
        ("applied_on", "quý II/2022", "ok"),
        ("applied_on", "quý I/2022", "error"),
        ("applied_on", "năm học 2021-2022", "ok"),
        ("applied_on", "năm 2021", "error"),
        ("benefit_claimed", "350 triệu", "ok"),
        ("benefit_claimed", "rất nhiều", "warning"),
        ("id_number", "123", "warning"),
        ("id_number", "079012345678", "ok"),
        ("recognition", "QĐ 12/QĐ-CT", "ok"),
    ],
)
def test_single_facts(field, value, verdict):
    row = judged(**{field: value})
    assert (row.verdict, row.field if verdict != "ok" else field) == (verdict, field)


def test_what_more_a_list_may_hold():
    values = judged(benefit_claimed="1,2 tỷ", id_number="079012345678", recognition="QĐ 12").values
    assert values["benefit_claimed"] == 1_200_000_000
    assert values["id_number"] == "079012345678"
    assert values["recognition"] == "QĐ 12"


def test_numbers_that_lost_their_zero_in_the_spreadsheet():
    numbers = {
        "phone": Cell("C2", 901234567, "number"),
        "id_number": Cell("E2", 79012345678, "number"),
    }
    row = judge(paper(GOOD | numbers), WINDOW, GROUPS)[0]
    assert (row.values["phone"], row.values["id_number"]) == ("0901234567", "079012345678")
    assert {(f.verdict, f.field) for f in row.findings} == {
        ("warning", "phone"),
        ("warning", "id_number"),
    }


@pytest.mark.parametrize("kind", ["formula", "error"])
@pytest.mark.parametrize("field", FIELDS)
def test_a_formula_is_an_error_at_its_field(field, kind):
    row = judge(paper(GOOD | {field: Cell("Z9", "=A1", kind)}), WINDOW, GROUPS)[0]
    assert (row.verdict, row.field, row.address) == ("error", field, "Z9")
    assert len([f for f in row.findings if f.verdict == "error"]) == 1


@pytest.mark.parametrize(
    ("other", "duplicate"),
    [
        ({}, True),
        ({"full_name": "NGUYỄN  VĂN HẢI", "title": "cải tiến đồ gá HÀN "}, True),
        ({"phone": ""}, True),
        ({"phone": "0909999999"}, False),
        ({"title": "Cải tiến đồ gá hán"}, False),
        ({"full_name": "Nguyễn Văn Hai"}, False),
    ],
)
def test_repeated_rows(other, duplicate):
    first, second = judge(paper(GOOD, GOOD | other), WINDOW, GROUPS)
    assert first.verdict == "ok"
    assert (second.verdict == "duplicate") == duplicate
    assert not duplicate or second.note.endswith("với dòng 2")


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("2", 2),
        ("02", 2),
        ("Đối tượng 4", 4),
        ("ĐT4", 4),
        ("4. Cán bộ, viên chức", 4),
        ("CAN BO CONG DOAN", 1),
        ("Cán bộ công đoàn cơ sở", 1),
        ("công nhân lao động trong các doanh nghiệp", 2),
        ("Cán bộ, công chức các cơ quan Đảng", 3),
        ("Công nhân viên chức lao động", 5),
        ("Cán bộ", None),
        ("7", None),
        ("1, 2", None),
        ("", None),
    ],
)
def test_target_groups(text, group):
    assert group_of(text, GROUPS) == group


def test_judging_again_what_was_understood_changes_nothing():
    for row in judge(
        read_list(read((SAMPLES / "danh-sach-cdcs.xlsx").read_bytes())), WINDOW, GROUPS
    ):
        assert judge_values(row.values, WINDOW, GROUPS, row.row).values == row.values


def test_co_authors_outlive_a_correction():
    once = judged(full_name="Trần Thị Bình, Lê Văn Cường")
    again = judge_values(once.values | {"phone": "0909999999"}, WINDOW, GROUPS)
    assert again.values["co_authors"] == ["Lê Văn Cường"]
    assert again.verdict == "ok"


def test_old_fonts_are_converted_with_a_warning():
    row = judged(full_name="NguyÔn V¨n H¶i", title="Caûi tieán quy trình")
    assert (row.verdict, row.field) == ("warning", "full_name")
    assert (row.values["full_name"], row.values["title"]) == (
        "Nguyễn Văn Hải",
        "Cải tiến quy trình",
    )


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(FIELDS), st.text() | st.integers() | st.floats()))
def test_any_values_are_judged(values):
    row = judge_values(values, WINDOW, GROUPS)
    json.dumps(row.values)
    assert row.verdict in {"ok", "warning", "error"}


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(FIELDS), st.text(min_size=1)))
def test_any_row_is_judged(cells):
    assert judge(paper(cells, cells), WINDOW, GROUPS)[0].row == 2


@pytest.mark.parametrize(
    ("text", "number", "verdict"),
    [
        ("ĐT: 0901234567", "0901234567", "ok"),
        ("0901234567 (Zalo)", "0901234567", "ok"),
        ("0901234567 / 0912345678", "0901234567", "warning"),
        ("0901 234 567 - 0912 345 678", "0901234567", "warning"),
        ("0901234567, 12", None, "error"),
    ],
)
def test_telephones_with_something_beside_them(text, number, verdict):
    row = judged(phone=text)
    assert (row.values.get("phone"), row.verdict) == (number, verdict)


def test_a_recognition_in_several_columns():
    row = judged(
        recognition="Quyết định",
        recognition_number="12/QĐ-CT",
        recognised_on="05/01/2023",
        recognition_issuer="Giám đốc\nCông ty",
    )
    assert row.verdict == "ok"
    said = {key: row.values[key] for key in row.values if key.startswith("recogn")}
    assert said == {
        "recognition": "Quyết định",
        "recognition_number": "12/QĐ-CT",
        "recognised_on": "2023-01-05",
        "recognition_issuer": "Giám đốc Công ty",
    }
    vague = judged(recognised_on="tháng 1/2023")
    assert (vague.verdict, vague.field) == ("warning", "recognised_on")
    assert "recognised_on" not in vague.values


def test_the_unit_of_a_row_stays_as_it_was_typed():
    assert judged(unit="Trường  TH Lê Lợi").values["unit"] == "Trường TH Lê Lợi"
