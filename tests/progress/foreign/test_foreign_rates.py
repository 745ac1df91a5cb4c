"""Percentages of foreign tables: what they are of, and whether they are rounded half up."""

import pytest

from tests.progress.foreign.foreign_tables import (
    UNITS,
    checked,
    formula,
    found,
    planted,
    rate_of,
    table,
)


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
