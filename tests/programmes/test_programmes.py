"""Programmes, stages and cut-offs: dates that cannot be, and what holds where."""

import datetime as dt
import re

import pytest

from app import clock, jobs
from app.db import db
from app.programmes import Programme, all_windows, chosen, running, windows
from app.tenancy import Everything
from app.units import Unit
from tests.world import NOW

STAGE = {
    "name": "Giai đoạn 3",
    "code": "gd3",
    "recognised_since": "1/10/2023",
    "recognised_until": "30/9/2024",
    "submitted_since": "1/10/2023",
    "submitted_until": "30/9/2024",
    "until_time": "23:55",
}


@pytest.fixture
def root(signed_in, ids):
    """The root's leader on its page of programmes, and the addresses there."""
    leader = signed_in("leader.tld")
    leader.at = f"/u/{ids['tld']}/programmes/"
    page = leader.get(leader.at)
    leader.stages = re.search(r"(/u/\d+/programmes/\d+/stages)/new", page.text)[1]
    return leader


def test_the_page_shows_stages_deadlines_and_what_is_left(signed_in, ids):
    page = signed_in("viewer.cs-a11").get(f"/u/{ids['cs-a11']}/programmes/")
    assert "23:59 ngày 30/09/2023" in page.text
    assert "còn 208 ngày" in page.text
    assert "đã kết thúc" in page.text
    assert "Thêm giai đoạn" not in page.text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"recognised_until": "31/9/2024"}, "tháng 9 chỉ có 30 ngày"),
        ({"submitted_until": "hết quý"}, "không hiểu ngày"),
        ({"until_time": "25:10"}, "Giờ ghi dạng 23:59"),
        ({"recognised_until": "1/9/2023"}, "Ngày cuối của giai đoạn đứng trước ngày đầu"),
        ({"submitted_until": "1/9/2023"}, "Hạn nộp đứng trước lúc bắt đầu nộp"),
        ({"recognised_since": "1/9/2023"}, "Chồng lên Giai đoạn 2 từ ngày 01/09/2023"),
        ({"code": "gd2"}, "Mã này đã có"),
    ],
)
def test_a_stage_that_cannot_be_is_refused_with_what_was_typed(root, changes, said):
    answer = root.submit(root.stages, {**STAGE, **changes})
    assert answer.status_code == 422
    assert said in answer.text
    for typed in changes.values():
        assert f'value="{typed}"' in answer.text
    assert "Giai đoạn 3" not in root.get(root.at).text


def test_a_stage_is_added_once_after_a_double_click(root):
    for _ in range(2):
        assert root.submit(root.stages, {**STAGE, "once": "s1"}).status_code == 303
    page = root.get(root.at)
    assert page.text.count("<b>Giai đoạn 3</b>") == 1
    assert "23:55 ngày 30/09/2024" in page.text
    assert "không thuộc giai đoạn nào" not in page.text


@pytest.mark.parametrize(
    ("since", "until", "gap"),
    [
        ("1/11/2023", "30/9/2024", "Từ ngày 01/10/2023 đến ngày 31/10/2023"),
        ("1/1/2021", "1/8/2021", "Từ ngày 02/08/2021 đến ngày 31/08/2021"),
    ],
)
def test_a_gap_between_stages_is_warned_of(root, since, until, gap):
    form = {**STAGE, "recognised_since": since, "recognised_until": until}
    assert root.submit(root.stages, form).status_code == 303
    assert f"{gap} không thuộc giai đoạn nào" in root.get(root.at).text


def test_only_the_owner_adds_stages(root, signed_in, ids):
    other = signed_in("leader.huyen-a1")
    foreign = root.stages.replace(f"/u/{ids['tld']}/", f"/u/{ids['huyen-a1']}/")
    assert other.get(foreign + "/new").status_code == 404
    assert other.submit(foreign, STAGE).status_code == 404
    officer = signed_in("officer.tld")
    assert officer.submit(root.stages, STAGE).status_code == 403


def test_a_local_programme_takes_the_stages_of_its_parent(signed_in, ids):
    leader = signed_in("leader.tinh-a")
    address = f"/u/{ids['tinh-a']}/programmes/"
    form = {"name": "9.000 sáng kiến", "code": "chin", "parent": "tsk", "counting": "valid"}
    assert leader.submit(address, {**form, "once": "p1"}).status_code == 303
    again = leader.submit(address, form)
    assert again.status_code == 422
    assert "Mã này đã có" in again.text
    page = leader.get(address)
    assert "dùng giai đoạn của 01 triệu sáng kiến" in page.text
    assert page.text.count("<b>Giai đoạn 2</b>") == 2
    own = re.search(r"/u/\d+/programmes/\d+/stages/new", page.text)
    assert own is None, "stages are added to the parent alone"


def test_a_cutoff_holds_for_its_unit_and_below(signed_in, ids, as_unit):
    leader = signed_in("leader.huyen-a1")
    at = f"/u/{ids['huyen-a1']}/programmes/"
    address = re.search(r"/u/\d+/programmes/stages/\d+/cutoff", leader.get(at).text)[0]
    form = {"day": "31/5/2023", "time": "17:00", "reason": "Để kịp báo cáo", "document": ""}
    outside = leader.submit(address, {**form, "day": "1/10/2023"})
    assert outside.status_code == 422
    assert "Hạn riêng phải nằm trong thời gian nộp của Giai đoạn 2" in outside.text
    assert 'value="1/10/2023"' in outside.text
    for _ in range(2):
        assert leader.submit(address, form).status_code == 303
    assert "Để kịp báo cáo" in leader.get(at).text
    with as_unit("cs-a11"):
        window = running(windows(Unit.by_code("cs-a11")), NOW)
        assert window.deadline == clock.end_of(dt.date(2023, 5, 31), dt.time(17))
        assert window.days_left(NOW.date()) == 86
    with as_unit("huyen-a2"):
        window = running(windows(Unit.by_code("huyen-a2")), NOW)
        assert window.cutoff is None


def test_the_nearest_cutoff_holds(as_unit):
    with as_unit("tinh-a"):
        stage = running(windows(Unit.by_code("tinh-a")), NOW).stage
        for code, day in (("tinh-a", 20), ("huyen-a1", 10)):
            unit, at = Unit.by_code(code), clock.end_of(dt.date(2023, 6, day))
            stage.set_cutoff(unit, at=at, reason="Sơ kết", by=1, now=NOW)
        for code, day in (("tinh-a", 20), ("huyen-a2", 20), ("huyen-a1", 10), ("cs-a12", 10)):
            assert running(windows(Unit.by_code(code)), NOW).last_day.day == day


def test_a_window_is_open_to_its_last_minute(as_unit):
    with as_unit("cs-a11"):
        first, second = windows(Unit.by_code("cs-a11"))
        end = clock.start_of(dt.date(2023, 10, 1))
        assert second.is_open(end - dt.timedelta(seconds=1))
        assert not second.is_open(end)
        assert second.days_left(dt.date(2023, 9, 29)) == 1
        assert second.days_left(dt.date(2023, 10, 5)) == 0
        assert running([first, second], NOW) is second
        assert running([first, second], end + dt.timedelta(days=9)) is second


def test_programmes_of_a_sibling_are_not_seen(as_unit):
    with as_unit("tinh-b"):
        unit = Unit.by_code("tinh-b")
        Programme.create(unit, code="rieng", name="Riêng", by=1, at=NOW)
        db.session.flush()
        assert [p.code for p in Programme.known()] == ["tsk", "rieng"]
    with as_unit("huyen-a1"):
        assert [p.code for p in Programme.known()] == ["tsk"]


def test_pages_open_at_the_programme_a_unit_follows_not_at_one_below(app):
    with app.app_context():
        with jobs.step(Everything("a local programme")):
            Programme.create(
                Unit.by_code("tinh-a"), code="chin", name="9.000", parent="tsk", by=None, at=NOW
            )
        with jobs.reading("where pages open"):
            opened = {
                code: chosen(all_windows(Unit.by_code(code)), None, None, NOW).programme.code
                for code in ("tld", "tinh-a", "cs-a11", "tinh-b")
            }
            seen = {window.programme.code for window in all_windows(Unit.by_code("tld"))}
    assert opened == {"tld": "tsk", "tinh-a": "chin", "cs-a11": "chin", "tinh-b": "tsk"}
    assert seen == {"tsk", "chin"}, "it can still be looked at"
