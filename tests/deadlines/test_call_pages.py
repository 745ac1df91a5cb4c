"""A telephone call is written down in ten seconds."""

import pytest
import sqlalchemy as sa

from app.deadlines import Call, Escalation
from tests.deadlines.urged import UPPER, put

PROMISE = {"outcome": "promised", "promise_count": "12", "promise_until": "20/3/2023"}


@pytest.fixture
def officer(signed_in):
    return signed_in(f"officer.{UPPER}")


@pytest.fixture
def calls(ids):
    return f"/u/{ids[UPPER]}/deadlines/calls"


def kept(as_unit):
    with as_unit(UPPER) as session:
        rows = session.scalars(sa.select(Call).order_by(Call.id))
        return [(row.about.code, row.outcome, row.promise_count, row.note) for row in rows]


def test_some_letters_of_the_name_are_enough(as_unit, officer, calls):
    answer = officer.submit(calls, {"named": "may hoa", **PROMISE, "note": "Gặp chủ tịch"})
    assert answer.status_code == 303 and answer.location.endswith("/calls")
    assert kept(as_unit) == [("cs-a11", "promised", 12, "Gặp chủ tịch")]
    page = officer.get(calls).text
    assert "Gặp chủ tịch" in page and "12 đến 20/03/2023" in page
    assert "Nguyễn Thị Officer.Huyen-A1" in page


def test_of_several_that_sound_alike_one_is_picked(as_unit, officer, calls, ids):
    several = officer.submit(calls, {"named": "cdcs", "outcome": "spoken", "note": "Đã nói"})
    assert several.status_code == 422 and "xin chọn một đơn vị" in several.text
    assert 'value="Đã nói"' in several.text and several.text.count('name="unit"') == 2
    assert kept(as_unit) == []
    officer.submit(calls, {"named": "cdcs", "unit": str(ids["cs-a12"]), "outcome": "spoken"})
    assert kept(as_unit) == [("cs-a12", "spoken", None, None)]


def test_letters_typed_find_units_as_one_types(officer, calls, ids):
    found = officer.get(f"{calls}/units?named=tieu hoc", htmx=True).text
    assert "Trường Tiểu học Lê Lợi" in found and "checked" in found and "<html" not in found
    assert "Không tìm thấy" in officer.get(f"{calls}/units?named=xyz", htmx=True).text
    assert "radio" not in officer.get(f"{calls}/units?named=", htmx=True).text


def test_from_a_laggard_the_unit_is_filled_in(officer, calls, ids):
    page = officer.get(f"{calls}?unit={ids['cs-a11']}").text
    assert f'name="unit" value="{ids["cs-a11"]}"' in page and 'name="named"' not in page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Xin gõ tên đơn vị đã gọi."),
        ({"named": "xyz"}, "Không tìm thấy đơn vị trực thuộc nào"),
        ({"named": "may hoa"}, "Xin chọn kết quả cuộc gọi."),
        ({**PROMISE, "promise_count": ""}, "Xin ghi số sáng kiến đã hẹn."),
        ({**PROMISE, "promise_until": ""}, "Xin ghi ngày hẹn."),
        ({**PROMISE, "promise_until": "5/3/2023"}, "Ngày hẹn đã qua"),
        ({**PROMISE, "promise_until": "31/9/2023"}, "không có ngày 31/9/2023"),
    ],
)
def test_what_is_missing_is_said_at_its_place(as_unit, officer, calls, fields, said):
    refused = officer.submit(calls, fields)
    assert refused.status_code == 422 and said in refused.text
    assert kept(as_unit) == []


def test_units_that_are_not_right_below_cannot_be_called(as_unit, officer, calls, ids):
    for code in (UPPER, "huyen-a2", "cs-a21", "tinh-a"):
        refused = officer.submit(calls, {"unit": str(ids[code]), "outcome": "spoken"})
        assert refused.status_code == 422, code
    assert kept(as_unit) == []


def test_a_call_does_the_step_that_waits_and_leads_to_the_next(as_unit, officer, calls, ids):
    first, second = put(as_unit, ("cs-a11", "call"), ("cs-a12", "call"))
    page = officer.get(calls).text
    assert "Cần gọi tiếp" in page and f"unit={ids['cs-a12']}" in page
    officer.submit(calls, {"unit": str(ids["cs-a11"]), "outcome": "needs-help"})
    with as_unit(UPPER) as session:
        states = [session.get_one(Escalation, number).state for number in (first, second)]
    assert states == ["done", "due"]
    assert f"?unit={ids['cs-a11']}" not in officer.get(calls).text


def test_who_may_only_look_writes_none(as_unit, signed_in, calls):
    viewer = signed_in(f"viewer.{UPPER}")
    assert 'name="outcome"' not in viewer.get(calls).text
    assert viewer.submit(calls, {"named": "may", "outcome": "spoken"}).status_code == 403


def test_the_page_costs_the_same_however_many_calls_there_were(officer, calls, statements):
    officer.submit(calls, {"named": "may hoa", "outcome": "spoken"})
    statements.clear()
    officer.get(calls)
    one = len(statements)
    for _number in range(12):
        officer.submit(calls, {"named": "may hoa", "outcome": "no-answer"})
    statements.clear()
    officer.get(calls)
    assert len(statements) == one <= 8, "\n".join(statements)
