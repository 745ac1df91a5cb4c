"""The figures of the dispatches, one by one, as progress says them on the demo; what a paper
prints wrongly is named as its error."""

import csv
import datetime as dt
import html
import io
import json
import re
from pathlib import Path

import openpyxl
import pytest

from app import jobs
from app.demo import load as demo
from app.programmes import all_windows
from app.progress import Definition, Table, table_at
from app.progress.outgoing import Printed
from app.progress.tables import Structure
from app.units import Unit
from app.vietnamese import BadDate, parse_day, whole_rate_text

FACTS = json.loads((Path(demo.__file__).parent / "data" / "facts.json").read_text())
GO_VAP, NINH_BINH = FACTS["go_vap"], FACTS["ninh_binh"]
PHU_YEN, GIA_LAM, CAN_THO = FACTS["phu_yen"], FACTS["gia_lam"], FACTS["can_tho"]
STAGES = (("gd1", "stage_1"), ("gd2", "stage_2"))
VALID, REGISTERED = Definition.VALID, Definition.REGISTERED


@pytest.fixture
def table(demo_app):
    """`table("go-vap", "gd2", "2023-03-06")`: the table at the end of that day."""

    def find(
        code: str,
        stage: str,
        day: str,
        definition: Definition = REGISTERED,
        programme: str = "01-trieu",
        structure: Structure = Structure.THEN,
    ) -> Table:
        unit = Unit.by_code(code)
        known = {(w.programme.code, w.stage.code): w for w in all_windows(unit)}
        window = known[programme, stage]
        return table_at(unit, window, definition, dt.date.fromisoformat(day), structure)

    with demo_app.test_request_context(), jobs.reading("figures of the dispatches"):
        yield find


def test_go_vap_in_its_first_stage(table):
    said = GO_VAP["stage_1"]
    own = table("go-vap", "gd1", "2022-05-31").own
    assert (own.quota, own.counts.registered) == (said["quota"], said["registered"])
    assert own.rate(REGISTERED) == said["rate_printed"]
    assert table("go-vap", "gd1", GO_VAP["date"]).own.rate(REGISTERED) == said["rate_printed"]


def test_go_vap_in_its_second_stage(table):
    said = GO_VAP["stage_2"]
    found = table("go-vap", "gd2", said["as_of"])
    own, pace = found.own, found.pace(found.own)
    assert own.quota == said["quota"]
    counts = own.counts.registered, own.counts.valid, own.counts.pending
    assert counts == (said["registered"], said["valid"], said["pending"])
    assert own.rate(REGISTERED) == said["rate_printed"] == said["rate_registered"]
    assert own.rate(VALID) == said["rate_valid"]
    assert own.remaining(REGISTERED) == said["remaining"] == said["quota"] - said["registered"]
    assert (pace.days_left, pace.needed_per_day) == (said["days_left"], said["pace_needed"])
    assert found.window.first_day.isoformat() == said["window"][0]
    assert found.window.last_day.isoformat() == said["unit_deadline"]
    assert found.total.counts == own.counts and found.total.quota == own.quota


@pytest.mark.parametrize("structure", Structure)
def test_ninh_binh_row_by_row(table, structure):
    found = table("ninh-binh", "gd1", NINH_BINH["date"], VALID, structure=structure)
    rows = [
        [line.name, line.quota, line.counts.valid, line.counts.invalid, line.counts.all]
        for line in found.lines
    ]
    assert rows == NINH_BINH["rows"]
    rates = {line.name: line.rate(VALID) for line in found.lines}
    said = NINH_BINH["rates_valid_over_quota"]
    assert {name: rates[name] for name in said} == said


def test_ninh_binh_s_total_is_computed_and_its_paper_s_is_named_wrong(table):
    found = table("ninh-binh", "gd1", NINH_BINH["date"])
    total = found.total
    ours = [total.quota, total.counts.valid, total.counts.invalid, total.counts.all]
    printed, computed = NINH_BINH["printed_total"], NINH_BINH["computed_total"]
    assert ours == computed != printed
    # "quota rows are 60 short of the printed total": it was received, and not handed down.
    assert found.own.quota == printed[0]
    assert found.own.difference == printed[0] - computed[0] == 60
    # "invalid rows are 1 short of the printed total", which its own sum shows to be wrong.
    assert printed[2] - total.counts.invalid == 1
    assert printed[1] + printed[2] != printed[3] == total.counts.valid + total.counts.invalid
    # "31/9/2023 is no date"
    with pytest.raises(BadDate):
        parse_day("31/9/2023")
    # "the column Cộng counts invalid ones too"
    assert total.counts.all == total.counts.registered + total.counts.invalid


def test_ninh_binh_goes_out_as_it_adds_up(demo_app, demo_signed_in):
    client = demo_signed_in("canbo.ninh-binh")
    here = client.get("/").location
    asked = f"stage=gd1&on={dt.date.fromisoformat(NINH_BINH['date']):%d/%m/%Y}&time=17:00"
    total = ["", "Tổng cộng", *map(str, NINH_BINH["computed_total"])]
    data = client.get(f"{here}progress/table.csv?{asked}").data.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(data, newline=""), delimiter=";"))
    head = ["STT", "Tên đơn vị", "Chỉ tiêu giao", "Hợp lệ", "Không hợp lệ", "Cộng", "Tỷ lệ"]
    assert rows[0] == head, "the columns of the paper, and a rate"
    for number, (row, said) in enumerate(zip(rows[1:15], NINH_BINH["rows"], strict=True), 1):
        assert row[:6] == [str(number), *("" if x is None else str(x) for x in said)]
    assert rows[15][:6] == total
    assert ["", "Chỉ tiêu chưa phân bổ", "60"] in rows
    assert ["", "Chỉ tiêu được giao", str(NINH_BINH["printed_total"][0])] in rows
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{here}progress/table.xlsx?{asked}").data))
    cells = [["" if c is None else str(c) for c in row] for row in book.active.values]
    assert total in [row[:6] for row in cells]
    assert "Số liệu tính đến 17:00 ngày 20/05/2022" in data
    page = html.unescape(client.get(f"{here}progress/message?{asked}").text)
    assert "- Đã đăng ký: 244 (hợp lệ 244, đang xem xét 0)\n- Đạt: 54,22%" in page
    assert "- Còn thiếu: 206, hạn 31/05/2022, cần 18,7 sáng kiến mỗi ngày" in page


def test_phu_yen_s_paper_rounds_more_coarsely_and_both_can_be_shown(table):
    said = PHU_YEN["stage_1"]
    found = table("phu-yen", "gd1", PHU_YEN["date"])
    own = found.own
    assert own.counts.registered == said["registered"]
    least, most = said["quota_implied_between"]
    assert least <= own.quota <= most
    for quota in range(least, most + 1):
        assert whole_rate_text(said["registered"], quota) == said["rate_printed"]
    for quota in (least - 1, most + 1):
        assert whole_rate_text(said["registered"], quota) != said["rate_printed"]
    exact, rounded = Printed(found, rounded=True).total.rates
    assert whole_rate_text(own.counts.registered, own.quota) == said["rate_printed"]
    assert re.fullmatch(r"\d+,\d\d%", exact) and re.fullmatch(r"\d+%", rounded)
    second = table("phu-yen", "gd2", PHU_YEN["date"])
    assert second.own.quota == PHU_YEN["stage_2"]["target"]
    assert second.window.first_day.isoformat() == PHU_YEN["stage_2"]["window"][0]


def test_gia_lam_s_totals_are_those_of_its_parts(table):
    printed = GIA_LAM["printed_total"]
    for stage, name in STAGES:
        found = table("gia-lam", stage, "2022-12-31")
        assert found.own.quota == found.own.given == found.total.quota == printed[name]
        assert found.own.difference == 0 and "other" not in [one.kind for one in found.lines]
    assert printed["stage_1"] + printed["stage_2"] == printed["total"]


def test_gia_lam_s_block_4_and_what_it_leaves(table):
    computed = GIA_LAM["computed"]
    sums = {}
    for stage, name in STAGES:
        lines = table("gia-lam", stage, "2022-12-31").lines
        block = [one.quota for one in lines if one.facts.block == "doanh-nghiep"]
        sums[name] = sum(block), sum(one.quota for one in lines) - sum(block)
        assert len(block) == 152 + 7
    sums["total"] = tuple(map(sum, zip(*sums.values(), strict=True)))
    for name, (block, left) in sums.items():
        assert block == computed["block_4"][name]
        assert left == computed["left_for_blocks_1_to_3"][name]


def test_gia_lam_s_units_by_rule(table):
    """Each named line, and 2 for every unit of a block: 1 in each stage."""
    rules = GIA_LAM["rules"]
    named = {rule["name"]: rule for rule in rules if rule["rule"] == "named"}
    counts = GIA_LAM["demo_counts"]
    for stage, name in STAGES:
        lines = table("gia-lam", stage, "2022-12-31").lines
        got = {one.name: one.quota for one in lines}
        assert {one: got[one] for one in named} == {n: rule[name] for n, rule in named.items()}
        others = [one for one in lines if one.name not in named]
        by_block = {
            "xa-thi-tran": counts["communes_and_towns"],
            "hcsn": counts["hcsn"],
            "doanh-nghiep": counts["enterprises_at_two"],
        }
        for block, number in by_block.items():
            assert [one.quota for one in others if one.facts.block == block] == [1] * number
        schools = [one for one in lines if one.facts.block == "truong-hoc"]
        assert len(schools) == counts["schools"]
        assert sum(one.facts.members for one in schools) == counts["school_members"]


def test_can_tho_s_own_programme(table):
    quotas = {
        stage: table("can-tho", stage, CAN_THO["date"], programme="can-tho-9000").own.quota
        for stage, _name in STAGES
    }
    assert quotas == {"gd1": CAN_THO["stage_1_implied"], "gd2": CAN_THO["stage_2"]["target"]}
    assert sum(quotas.values()) == CAN_THO["total"]
    found = table("can-tho", "gd2", CAN_THO["date"], programme="can-tho-9000")
    assert found.window.first_day.isoformat() == CAN_THO["stage_2"]["window"][0]
    assert found.window.last_day.isoformat().startswith(CAN_THO["stage_2"]["window"][1])
    nation = table("can-tho", "gd2", CAN_THO["date"])
    assert nation.own.quota is None and nation.own.counts == found.own.counts


def test_the_stages_are_those_of_the_papers(table):
    for stage, name in STAGES:
        window = table("gia-lam", stage, "2022-12-31").window
        days = window.first_day.isoformat(), window.last_day.isoformat()
        assert days[1] == GIA_LAM["stages"][name][1]
        assert stage == "gd1" or days[0] == GIA_LAM["stages"][name][0]


def test_numbers_are_written_as_the_papers_write_them():
    formats = FACTS["formats"]
    assert whole_rate_text(1, None) == formats["rate_over_zero_or_missing_quota"]
    assert whole_rate_text(1, 0) == "–"
    assert (formats["thousands"], formats["decimal"]) == (".", ",")
    assert whole_rate_text(12345, 1000) == "1.235%", "half up"
