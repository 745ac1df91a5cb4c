"""The pages of campaigns: what officers write, who may, and what the board costs."""

import pytest
import sqlalchemy as sa

from app import jobs
from app.campaigns.models import Campaign, CampaignTarget
from app.programmes import Programme
from tests.campaigns.conftest import BY, run, unit
from tests.written import hand_in

FORM = {
    "name": "Tháng cao điểm tháng Ba",
    "window": "tsk:gd2",
    "since": "6/3/2023",
    "until": "31/3/2023",
    "amount": "1.200",
    "counting": "registered",
    "document": "25/LĐLĐ-CSPL",
    "words": "Mỗi đơn vị ba sáng kiến.",
}


@pytest.fixture
def room(ids):
    return f"/u/{ids['huyen-a1']}/campaigns/"


@pytest.fixture
def officer(signed_in):
    return signed_in("officer.huyen-a1")


def test_an_officer_begins_changes_and_calls_off(app, officer, room):
    answer = officer.submit(room, data=FORM)
    assert answer.status_code == 303
    page = answer.location
    text = officer.get(page).text
    assert "Tháng cao điểm tháng Ba" in text and "1.200" in text and "25/LĐLĐ-CSPL" in text
    again = officer.submit(room, data=FORM)
    assert again.status_code == 422 and "Mỗi ngày chỉ một đợt cao điểm" in again.text
    changed = {"until": "20/3/2023", "amount": "800", "reason": ""}
    assert "Xin điền mục này" in officer.submit(page, data=changed).text
    assert officer.submit(page, data={**changed, "reason": "Mưa bão"}).status_code == 303
    assert "Mưa bão" in officer.get(page).text
    assert officer.submit(f"{page}/cancellation", data={"cancel_reason": ""}).status_code == 422
    assert officer.submit(f"{page}/cancellation", data={"cancel_reason": "Hoãn"}).status_code == 303
    assert "Lý do: Hoãn" in officer.get(page).text
    assert "không sửa được nữa" in officer.get(f"{page}/edit").text
    assert officer.submit(page, data={**changed, "reason": "x"}).status_code == 409


def test_one_that_is_ahead_is_changed_as_it_was_written(officer, room):
    ahead = {**FORM, "since": "10/3/2023"}
    page = officer.submit(room, data=ahead).location
    text = officer.get(f"{page}/edit").text
    assert 'value="10/03/2023"' in text and "1.200" in text
    assert officer.submit(page, data={**ahead, "name": "Tháng Ba"}).status_code == 303
    assert "Tháng Ba" in officer.get(page).text
    wrong = officer.submit(page, data={**ahead, "since": "31/2/2023"})
    assert wrong.status_code == 422 and "không có ngày 31/2/2023" in wrong.text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"amount": "0"}, "Mục tiêu từ 1"),
        ({"until": "5/3/2023"}, "đứng trước ngày bắt đầu"),
        ({"window": "tsk:gd9"}, "Xin chọn một mục trong danh sách"),
        ({"name": ""}, "Xin điền mục này"),
    ],
)
def test_what_cannot_be_is_said_at_the_form(officer, room, changes, words):
    refused = officer.submit(room, data={**FORM, **changes})
    assert refused.status_code == 422 and words in refused.text


def test_targets_are_shared_out_and_written_by_hand(app, as_unit, officer, room, ids, campaign):
    with as_unit("tinh-a"):
        unit("cs-a11").member_count, unit("cs-a12").member_count = 300, 100
    page = f"{room}{campaign}/targets"
    text = officer.get(f"{page}?fill=members").text
    assert 'value="23"' in text and 'value="7"' in text
    assert 'value="23"' not in officer.get(page).text, "nothing is saved by looking"
    one, other = (f"amount-{ids[code]}" for code in ("cs-a11", "cs-a12"))
    bad = officer.submit(page, data={one: "hai", other: "5"})
    assert bad.status_code == 422 and "không hiểu số" in bad.text and 'value="hai"' in bad.text
    assert officer.submit(page, data={one: "20", other: "5"}).status_code == 303
    shown = officer.get(f"{room}{campaign}").text
    assert "Mục tiêu chưa giao cho đơn vị trực thuộc" in shown
    assert officer.submit(page, data={one: "", other: "5"}).status_code == 303
    with app.app_context(), jobs.reading("targets") as session:
        rows = session.execute(sa.select(CampaignTarget.unit_id, CampaignTarget.amount)).all()
        assert [tuple(row) for row in rows] == [(ids["cs-a12"], 5)]
    foreign = officer.submit(page, data={f"amount-{ids['cs-a21']}": "5"})
    assert foreign.status_code == 409 and "Chỉ giao mục tiêu" in foreign.text


def test_who_may(signed_in, ids, room, campaign):
    for login in ("viewer.huyen-a1", "administrator.huyen-a1", "leader.tinh-a"):
        person = signed_in(login)
        assert person.get(f"{room}{campaign}").status_code == 200
        assert person.submit(room, data=FORM).status_code == 403
        assert (
            person.submit(f"{room}{campaign}/cancellation", data={"cancel_reason": "x"}).status_code
            == 403
        )
    below = signed_in("leader.cs-a11")
    page = f"/u/{ids['cs-a11']}/campaigns/{campaign}"
    assert below.get(page).status_code == 200
    assert below.get(f"{page}/edit").status_code == 404
    assert below.submit(f"{page}/cancellation", data={"cancel_reason": "x"}).status_code == 404
    assert below.submit(page, data=FORM).status_code == 404


def test_the_board_the_paper_and_the_text(as_unit, officer, room, campaign):
    with as_unit("tld"):
        for code in ("cs-a11", "cs-a11", "cs-a12", "huyen-a1"):
            hand_in(unit(code))
    text = officer.get(f"{room}{campaign}").text
    assert "Đơn vị khác" in text and "Sao chép để gửi Zalo" in text
    assert "- Đã đăng ký trong đợt: 4, đạt 13,33%" in text
    assert "Còn thiếu: 26, còn 6 ngày, cần 4,3 sáng kiến mỗi ngày" in text
    assert "Dẫn đầu: CĐCS Công ty TNHH May Hòa Bình (2)" in text
    paper = officer.get(f"{room}{campaign}/paper").text
    assert "Người lập biểu" in paper and "Đơn vị khác" in paper
    home = officer.get(room.removesuffix("campaigns/")).text
    assert "còn 6 ngày" in home and "<b>4</b>/30" in home


def test_a_programme_of_a_unit_below_is_not_offered(as_unit, officer, room):
    with as_unit("cs-a11"):
        Programme.create(unit("cs-a11"), code="rieng", name="Riêng", parent="tsk", **BY)
    text = officer.get(f"{room}new").text
    assert "tsk:gd2" in text and "rieng:gd2" not in text


def test_the_board_costs_few_statements(officer, room, campaign, statements):
    officer.get(f"{room}{campaign}")
    statements.clear()
    officer.get(f"{room}{campaign}")
    assert len(statements) <= 8, "\n\n".join(statements)


def test_a_page_without_anything_says_what_to_do(officer, room, as_unit):
    assert "Chưa có tuần, tháng cao điểm nào" in officer.get(room).text
    with as_unit("huyen-a1") as session:
        run()
        assert session.scalar(sa.select(sa.func.count(Campaign.id))) == 1
    assert "Đang diễn ra" in officer.get(room).text
