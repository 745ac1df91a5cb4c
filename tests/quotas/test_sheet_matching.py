"""A table in its giver's tree: stages, blocks, names spelt otherwise, and what the lines give."""

import json

import pytest
import sqlalchemy as sa

from app import jobs
from app.db import db
from app.programmes import all_windows
from app.quotas.facts import facts
from app.quotas.rules import RuleKind, reckon
from app.quotas.sheet_matching import Choices, match
from app.quotas.sheet_reading import read_table
from app.quotas.sheet_sums import sums_of
from app.tenancy import Everything
from app.units import Unit, UnitAlias, loose
from tests.quotas.tables import GIA_LAM, HEADER, book, xlsx


def found_at(code):
    unit = Unit.by_code(code)
    return facts(unit, all_windows(unit)[0].programme)


def matched(found, *rows, choices=None, header=HEADER):
    return match(read_table(book(header, *rows)), found, choices)


def codes(faults):
    return [fault.code for fault in faults]


def read(app, file, unit):
    answer = app.test_cli_runner().invoke(
        args=["quotas", "read", str(file), "--unit", unit, "--as", "json"]
    )
    assert answer.exit_code == 0, answer.output
    return json.loads(answer.output)


def test_gia_lams_sheet_makes_its_printed_total_to_the_unit(demo_app):
    def rows():
        with demo_app.app_context(), jobs.reading("count rows") as session:
            tables = db.metadata.sorted_tables
            with_rows = {t.name: t for t in tables}
            return {
                name: session.scalar(sa.select(sa.func.count()).select_from(table))
                for name, table in with_rows.items()
                if name in ("quota_plan", "quota_entry", "unit_alias", "quota_balance")
            }

    before = rows()
    said = read(demo_app, GIA_LAM, "gia-lam")
    assert rows() == before, "it writes nothing"
    sums = said["sums"]
    whole = {"total": 5342, "gd1": 2771, "gd2": 2571}
    assert sums["given"] == sums["printed"] == whole and sums["agrees"]
    block_4 = sums["lines"][3]
    assert block_4["number"] == "4"
    assert block_4["given"] == block_4["stated"] == {"total": 1784, "gd1": 992, "gd2": 792}
    assert block_4["left_for_the_others"] == {"total": 3558, "gd1": 1779, "gd2": 1779}
    assert sums["blocks"]["truong-hoc"] == {
        "name": "Trường học",
        "total": 3474,
        "gd1": 1737,
        "gd2": 1737,
    }
    assert [one["code"] for one in said["faults"]] == [
        *("same-heading", "number-twice", "number-missing")
    ]
    assert [(c["column"], c["stage"], c["asks"]) for c in said["columns"]] == [
        ("D", "gd1", True),
        ("E", "gd2", True),
    ]
    assert (
        len(said["rules"]) == 11 and said["rules"][3]["label"] == "4.1 · 152 CĐCS khối doanh nghiệp"
    )
    assert [line["units"] for line in said["lines"]] == [22, 20, 72, 0, 152, *[1] * 7]


def test_read_says_in_words_what_it_cannot_read(demo_app, tmp_path):
    def refused(*args):
        answer = demo_app.test_cli_runner().invoke(args=["quotas", "read", *args])
        assert answer.exit_code == 2
        return answer.output

    bad = tmp_path / "x.xlsx"
    bad.write_bytes(b"x")
    assert "không phải bảng tính" in refused(str(bad), "--unit", "gia-lam")
    assert "Không mở được" in refused(str(tmp_path / "none.xlsx"), "--unit", "gia-lam")
    bad.write_bytes(xlsx(("a", "b")))
    assert "Tên đơn vị" in refused(str(bad), "--unit", "gia-lam")
    assert "không-có" in refused(str(GIA_LAM), "--unit", "không-có")
    assert "lạ" in refused(str(GIA_LAM), "--unit", "gia-lam", "--programme", "lạ")


def test_other_counts_than_the_trees_are_a_fault_and_no_error(demo_app):
    with demo_app.app_context(), jobs.reading("a table"):
        found = found_at("gia-lam")
        done = matched(found, ("1", "20 CĐCS khối doanh nghiệp", 2, 1, 1))
        sums = sums_of(done)
        assert "bảng ghi 20 đơn vị, hệ thống có 159" in sums.faults[0].text
        assert codes(sums.faults) == ["unit-count", "not-covered"]
        assert sums.given == {stage.id: 159 for stage in found.stages}


def test_a_sum_that_only_the_tree_can_see_is_wrong(demo_app):
    with demo_app.app_context(), jobs.reading("a table"):
        rows = ("1", "Khối HCSN", 2, 1, 1), (None, "Tổng cộng", 41, 20, 21)
        sums = sums_of(matched(found_at("gia-lam"), *rows))
        wrong = [fault for fault in sums.faults if fault.code == "total-of-lines"]
        assert [fault.address for fault in wrong] == ["E3", "C3"]
        assert "bảng ghi 21, cộng các dòng được 20" in wrong[0].text


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("CĐCS Công ty TNHH May Hòa Bình", "cs-a11"),
        ("CĐCS Công ty TNHH May Hoà  Bình", "cs-a11"),
        ("Công đoàn cơ sở Cty trách nhiệm hữu hạn May Hòa Bình", "cs-a11"),
        ("CĐ TH Lê Lợi", "cs-a12"),
        ("LĐLĐ huyện Đông Sơn", "huyen-a1"),
    ],
)
def test_names_spelt_otherwise(app, as_unit, name, code):
    with as_unit("huyen-a1"):
        (line,) = matched(found_at("huyen-a1"), ("1", name, 2, 1, 1)).lines
        assert line.unit.code == code and line.rule.units == (code,) and not line.asks


def test_marks_are_not_guessed():
    assert loose("CĐCS Cty Hòa Mai") != loose("CĐCS Cty Hoa Mai")


def test_what_is_not_sure_is_asked_and_the_answer_makes_the_rule(app, as_unit):
    row = ("1", "Cty May Hoà Bìn", 2, 1, 1)
    with as_unit("huyen-a1"):
        found = found_at("huyen-a1")
        asks = matched(found, row)
        (line,) = asks.lines
        assert line.asks == "unit" and not line.rule and not asks.is_clear
        assert [unit.code for unit in line.candidates] == ["cs-a11"]
        assert codes(asks.faults) == ["unit-uncertain"] and "Ô B2" in asks.faults[0].text
        done = matched(found, row, choices=Choices(units={2: "cs-a11"}))
        assert done.is_clear and done.rules[0].units == ("cs-a11",)
        assert matched(found, row, choices=Choices(units={2: "-"})).rules == []
        forged = matched(found, row, choices=Choices(units={2: "cs-a21"}))
        assert forged.lines[0].asks and not forged.rules, "a unit that is not below"


@pytest.mark.parametrize("name", ["CĐCS Bệnh viện Tây Sơn", "Hợp tác xã Nam Hà", "Quốc hội Lào"])
def test_a_unit_outside_is_refused_at_its_cell_and_the_rest_is_kept(app, as_unit, name):
    with as_unit("huyen-a1"):
        rows = ("1", name, 2, 1, 1), ("2", "CĐCS Trường Tiểu học Lê Lợi", 4, 2, 2)
        done = matched(found_at("huyen-a1"), *rows)
        assert [(f.code, f.address) for f in done.faults] == [("unit-outside", "B2")]
        assert [rule.units for rule in done.rules] == [("cs-a12",)]


def test_a_grandchild_is_not_given_to_directly(app, as_unit):
    with as_unit("tinh-a"):
        done = matched(found_at("tinh-a"), ("1", "CĐCS Công ty TNHH May Hòa Bình", 2, 1, 1))
        assert codes(done.faults) == ["unit-outside"]
        assert "không trực thuộc trực tiếp" in done.faults[0].text


def test_a_unit_named_twice_counts_once(app, as_unit):
    with as_unit("huyen-a1"):
        name = "CĐCS Công ty TNHH May Hòa Bình"
        done = matched(found_at("huyen-a1"), ("1", name, 2, 1, 1), ("2", name, 4, 2, 2))
        assert codes(done.faults) == ["unit-twice"] and len(done.rules) == 1


def test_many_unknown_names_cost_no_statement_each(app, as_unit, statements):
    with as_unit("tinh-a"):
        found = found_at("tinh-a")
        spent = []
        for many in (1, 60):
            del statements[:]
            matched(found, *[(str(n), f"Công đoàn lạ số {n}", 2, 1, 1) for n in range(1, many + 1)])
            spent.append(len(statements))
        assert spent[0] == spent[1]


def test_an_alias_is_known_again(app, as_unit):
    with as_unit("huyen-a1"):
        UnitAlias.remember(Unit.by_code("cs-a12"), "Trường điểm của huyện")
        db.session.flush()
        done = matched(found_at("huyen-a1"), ("1", "Trường điểm của huyện", 2, 1, 1))
        assert done.rules[0].units == ("cs-a12",)


def test_two_units_of_one_name_are_asked_about(app, as_unit):
    with as_unit("huyen-a1"):
        UnitAlias.remember(Unit.by_code("cs-a12"), "CĐCS May 10")
        UnitAlias.remember(Unit.by_code("cs-a11"), "CĐCS May 10")
        db.session.flush()
        (line,) = matched(found_at("huyen-a1"), ("1", "CĐCS May 10", 2, 1, 1)).lines
        assert line.asks and {unit.code for unit in line.candidates} == {"cs-a11", "cs-a12"}


def test_a_unit_called_like_a_block_is_that_unit(app, as_unit):
    with as_unit("huyen-a1"):
        UnitAlias.remember(Unit.by_code("cs-a12"), "CĐCS khối Đảng")
        db.session.flush()
        done = matched(found_at("huyen-a1"), ("1", "CĐCS khối Đảng", 2, 1, 1))
        assert done.rules[0].units == ("cs-a12",) and done.lines[0].line.kind == "named"


def test_a_block_nobody_knows_is_asked(app, as_unit):
    with as_unit("huyen-a1"):
        found, row = found_at("huyen-a1"), ("1", "Khối lực lượng vũ trang", 2, 1, 1)
        assert codes(matched(found, row).faults) == ["block-unknown"]
        done = matched(found, row, choices=Choices(blocks={2: "truong-hoc"}))
        assert done.rules[0].block == "truong-hoc"


def test_all_others(app, as_unit):
    with as_unit("huyen-a1"):
        done = matched(found_at("huyen-a1"), ("1", "Các đơn vị còn lại", 2, 1, 1))
        assert done.rules[0].block is None and done.rules[0].units == ()
        assert sum(sums_of(done).given.values()) == 4


def test_columns_by_name_by_days_and_as_chosen(app, as_unit):
    row = ("1", "Các đơn vị còn lại", 2, 1, 1)
    with as_unit("huyen-a1"):
        found = found_at("huyen-a1")
        first, second = found.stages
        by_name = matched(found, row)
        assert [(c.stage, c.asks) for c in by_name.columns] == [(first, False), (second, False)]
        alike = ("TT", "Tên đơn vị", "Tổng số", "Giai đoạn 1", "Giai đoạn 1")
        asked = matched(found, row, header=alike)
        assert [c.stage for c in asked.columns] == [None, None] and not asked.rules
        chosen = Choices(stages={"D": str(second.id), "E": str(first.id)})
        done = matched(found, row, header=alike, choices=chosen)
        assert done.is_clear and done.rules[0].amounts == {second.id: 1, first.id: 1}
        same = Choices(stages={"D": str(first.id), "E": str(first.id)})
        twice = matched(found, row, header=alike, choices=same)
        assert not twice.is_clear and "stage-twice" in codes(twice.faults) and not twice.rules
        days = (*HEADER[:3], "GĐ 1 (01/9/2021 - 31/5/2022)", "GĐ 1 (01/6/2022 - 30/9/2023)")
        by_days = matched(found, row, header=days)
        assert [(c.stage, c.asks) for c in by_days.columns] == [(first, True), (second, True)]
        other = (*HEADER[:3], "Giai đoạn 1 (01/9/2021-30/6/2022)", "Giai đoạn 2")
        assert codes(matched(found, row, header=other).faults) == ["other-days"]


def test_members_by_rate_and_weights(app, as_unit):
    with as_unit("huyen-a1"):
        found = found_at("huyen-a1")
        rate = "1 SK/10 đoàn viên/phân bổ 02 giai đoạn theo tỷ lệ 3:2"
        done = matched(found, ("1", "Các đơn vị còn lại", rate))
        assert done.rules[0].kind is RuleKind.PER_MEMBER
        target = dict.fromkeys((stage.id for stage in found.stages), 0)
        amounts = reckon(found.parties, done.rules, target, {}).amounts
        assert list(amounts["cs-a11"].values()) == [6, 4]
        odd = matched(found, ("1", "Các đơn vị còn lại", "1 SK/đoàn viên/theo tỷ lệ 1:2:3"))
        assert codes(odd.faults) == ["weights"] and not odd.rules


def test_members_nobody_has_counted_are_said(app, as_unit):
    with app.app_context(), jobs.step(Everything("a unit for a test")):
        Unit.by_code("cs-a11").member_count = None
    with as_unit("huyen-a1"):
        done = matched(found_at("huyen-a1"), ("1", "Các đơn vị còn lại", "1 SK/đoàn viên"))
        assert "1 đơn vị chưa có số đoàn viên" in sums_of(done).faults[0].text
