"""A table as plain data is the same table again; two of them are subtracted as by hand."""

import json
from dataclasses import replace

from hypothesis import given

from app.progress.figures import Definition
from app.progress.snapshots.frozen import as_line, as_row, heading_of, off, rebuilt
from app.progress.snapshots.subtracting import Subtraction, signed
from tests.progress.snapshots.frozen_tables import tables
from tests.world import NOW


def stored(table):
    """What a database gives back: heading, own, rows and total."""
    kept = [heading_of(table), as_row(table.own), [as_row(line) for line in table.lines]]
    return json.loads(json.dumps([*kept, as_row(table.total)], ensure_ascii=False))


@given(tables())
def test_a_frozen_table_is_the_same_line_by_line_and_total_by_total(table):
    heading, own, rows, total = stored(table)
    again = rebuilt(heading, own, rows, table.definition, NOW)
    assert list(again.lines) == list(table.lines) and again.own == table.own
    assert again.total == table.total and again.unallocated == table.unallocated
    assert off(again, own, total) == []
    for line, was in zip([again.own, again.total, *again.lines],
                         [table.own, table.total, *table.lines], strict=True):  # fmt: skip
        assert [line.rate(one) for one in Definition] == [was.rate(one) for one in Definition]
    window = table.window
    assert again.window.programme.name == window.programme.name
    assert (again.window.first_day, again.window.deadline) == (window.first_day, window.deadline)


@given(tables())
def test_a_stored_sum_that_is_not_the_sum_is_named(table):
    heading, own, rows, total = stored(table)
    own["counts"]["valid"] += 1
    total["quota"] = (total["quota"] or 0) + 60
    again = rebuilt(heading, own, rows, table.definition, NOW)
    found = [(one.figure, one.stored - one.added) for one in off(again, own, total)]
    assert found == ([("Hợp lệ", 1), ("Chỉ tiêu", 60)] if table.lines else [])
    if table.lines:
        assert again.own.counts == table.own.counts, "what is shown is what was added up"


def test_rows_that_somebody_broke_are_read_as_nothing():
    rows = [{}, {"counts": 3, "quota": "12", "cutoff": "mai"}, "x", {"counts": {"valid": True}}]
    table = rebuilt({}, {}, rows, Definition.ALL, NOW)
    assert [line.counts.all for line in table.lines] == [0, 0, 0]
    assert table.total.quota == 0 and table.window.deadline == NOW


@given(tables(), tables())
def test_comparing_is_subtracting(before, after):
    for definition in Definition:
        found = Subtraction(before, after, definition)
        by_hand = {}
        for sign, table in ((-1, before), (1, after)):
            for line in table.lines or [table.own]:
                count, quota = by_hand.get((line.kind, line.unit_id), (0, 0))
                count += sign * line.counts.by(definition)
                by_hand[line.kind, line.unit_id] = count, quota + sign * (line.quota or 0)
        said = {}
        for one in found.lines:
            line = one.after or one.before
            said[line.kind, line.unit_id] = one.count_change, one.quota_change
        assert said == by_hand and len(found.lines) == len(by_hand)
        assert found.total.count_change == sum(one.count_change for one in found.lines)
        assert found.total.quota_change == sum(one.quota_change for one in found.lines)
        assert found.total.count_change == (
            after.own.counts.by(definition) - before.own.counts.by(definition)
        )
        if found.below:
            left, received = found.below
            assert left.quota_change == after.own.difference - before.own.difference
            assert received.quota_change == (after.own.quota or 0) - (before.own.quota or 0)


@given(tables())
def test_a_table_compared_with_itself_has_not_changed(table):
    for one in Subtraction(table, table, table.definition).lines:
        assert (one.count_text, one.quota_text, one.called_before) == ("0", "0", None)


def test_what_only_one_table_has_is_a_line_of_its_own():
    line = as_line({"kind": "unit", "unit_id": 1, "name": "Cũ", "counts": {"valid": 4}})
    new = as_line({"kind": "unit", "unit_id": 2, "name": "Mới", "quota": 1226})
    base = rebuilt({}, {}, [], Definition.VALID, NOW)
    before, after = replace(base, lines=[line]), replace(base, lines=[new])
    found = Subtraction(before, after, Definition.VALID).lines
    assert [(one.name, one.counts, one.count_text) for one in found] == [
        ("Mới", (None, 0), "0"),
        ("Cũ", (4, None), "−4"),
    ]
    assert found[0].quota_text == "+1.226" and signed(-1226) == "−1.226"
