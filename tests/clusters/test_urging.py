"""One letter a week from the head to its cluster, with a copy to the unions over the members."""

import datetime as dt

import pytest
import sqlalchemy as sa
from flask import Flask

from app import jobs
from app.clusters import delivering, urging
from app.clusters.models import ClusterReminder
from app.notices import Notice
from app.units import Cluster, Unit
from tests.clusters.conftest import found, unit
from tests.world import NOW

FIGURES, REMINDERS = "clusters.figures", "clusters.reminders"
BY = {"by": None, "at": NOW}


@pytest.fixture
def told(app: Flask):
    """(unit, whether it is a copy) of every notice."""

    def read() -> list[tuple[str, bool]]:
        with app.app_context(), jobs.reading("notices for a test") as session:
            rows = session.execute(
                sa.select(Unit.code, Notice.title).join(Unit, Unit.id == Notice.unit_id)
            )
            return sorted((code, title.startswith("Bản sao")) for code, title in rows)

    return read


def send(session, cluster: int, at: dt.datetime = NOW, head: str = "huyen-a1"):
    made = session.get(Cluster, cluster)
    return urging.send(made, unit(head), by=None, signed_by="Trần Thị Mai", at=at)


def test_the_head_sees_who_receives_what_and_sends_it_once(signed_in, ids, work, cluster, told):
    officer = signed_in("officer.huyen-a1")
    page = f"/u/{ids['huyen-a1']}/clusters/reminder"
    assert "Chưa có đơn vị nào để nhắc" in officer.get(page).text
    assert officer.submit(page).status_code == 409
    work(FIGURES)
    text = officer.get(page).text
    assert "LĐLĐ huyện Tây Sơn; Công đoàn Viên chức tỉnh An Phú" in text
    assert "LĐLĐ tỉnh An Phú" in text, "who gets a copy"
    assert "Gửi thư nhắc đến 2 đơn vị" in text
    assert officer.submit(page).status_code == 303
    assert told() == []
    assert work(REMINDERS) == 1
    assert told() == [("cs-a0", False), ("huyen-a2", False), ("tinh-a", True)]
    again = officer.submit(page)
    assert again.status_code == 409 and "đã gửi ngày" in again.text
    assert "Gửi thư nhắc đến" not in officer.get(page).text
    assert work(REMINDERS) == 0 and len(told()) == 3
    assert "đã đến 2 đơn vị" in officer.get(f"/u/{ids['huyen-a1']}/clusters/table").text
    inbox = signed_in("leader.huyen-a2").get(f"/u/{ids['huyen-a2']}/notices/").text
    assert "Kính gửi các đơn vị thành viên Cụm số 1" in inbox and "Viên chức" not in inbox
    above = signed_in("leader.tinh-a").get(f"/u/{ids['tinh-a']}/notices/").text
    assert "LĐLĐ huyện Tây Sơn; Công đoàn Viên chức tỉnh An Phú" in above


def test_nobody_else_sends(signed_in, ids, work, cluster):
    work(FIGURES)
    for login, code in (("leader.huyen-a2", "huyen-a2"), ("leader.tinh-a", "tinh-a")):
        page = f"/u/{ids[code]}/clusters/reminder"
        assert signed_in(login).get(page).status_code == 404
        assert signed_in(login).submit(page).status_code == 404
    page = f"/u/{ids['huyen-a1']}/clusters/reminder"
    assert signed_in("viewer.huyen-a1").submit(page).status_code == 403


def test_a_week_is_the_calendars_in_hanoi(as_unit, work, cluster):
    sunday = dt.datetime(2023, 3, 12, 16, 59, tzinfo=dt.UTC)  # 23:59 in Hà Nội
    monday = sunday + dt.timedelta(minutes=1)
    work(FIGURES)
    with as_unit("huyen-a1") as session:
        send(session, cluster)
        with pytest.raises(urging.UrgedThisWeek) as refused:
            send(session, cluster, sunday)
        assert "ngày 06/03/2023" in str(refused.value)
        assert "từ thứ Hai, 13/03/2023" in str(refused.value)
        send(session, cluster, monday)


def test_another_head_in_the_same_week_is_refused_too(as_unit, work, cluster):
    work(FIGURES)
    with as_unit("huyen-a1") as session:
        send(session, cluster)
    with as_unit("tinh-a") as session:
        session.get(Cluster, cluster).choose_head(unit("huyen-a2"), **BY)
    work(FIGURES)
    with as_unit("huyen-a2") as session, pytest.raises(urging.UrgedThisWeek) as refused:
        send(session, cluster, head="huyen-a2")
    assert "Cụm đã có thư nhắc trong tuần này" in str(refused.value)
    with as_unit("huyen-a1") as session, pytest.raises(urging.NotTheHead):
        send(session, cluster, NOW + dt.timedelta(days=7))


def test_who_left_meanwhile_is_not_told_and_who_came_was_not_shown(as_unit, work, cluster, told):
    work(FIGURES)
    with as_unit("huyen-a1") as session:
        send(session, cluster)
    with as_unit("tinh-a") as session:
        made = session.get(Cluster, cluster)
        made.let_go(unit("cs-a0"), **BY)
        made.take_in(unit("cs-a11"), **BY)
    work(REMINDERS)
    assert told() == [("huyen-a2", False), ("tinh-a", True)]


@pytest.mark.parametrize("dies", ["_unions_over", "_keep"])
def test_killed_anywhere_it_goes_out_once(as_unit, work, cluster, told, monkeypatch, dies):
    work(FIGURES)
    with as_unit("huyen-a1") as session:
        send(session, cluster)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(delivering, dies, killed)
    with pytest.raises(KeyboardInterrupt):
        work(REMINDERS)
    assert told() == []
    monkeypatch.undo()
    work(REMINDERS)
    assert len(told()) == 3


def test_a_head_that_has_moved_away_tells_nobody(app, as_unit, work, cluster, told):
    work(FIGURES)
    with as_unit("huyen-a1") as session:
        send(session, cluster)
    with as_unit("tld"):
        unit("huyen-a1").move(unit("tinh-b"), **BY)
    assert work(REMINDERS) == 1 and told() == []
    with app.app_context(), jobs.reading("a letter") as session:
        assert session.scalars(sa.select(ClusterReminder.receiver_count)).one() == 0


def test_a_union_over_two_members_gets_one_copy_and_the_head_none(as_unit, work, told):
    with as_unit("tinh-a"):
        number = found("Cụm số 3", unit("tinh-a"), ("huyen-a1", "cs-a11", "cs-a21"), "huyen-a1")
    work(FIGURES)
    with as_unit("huyen-a1") as session:
        shown = urging.letter(session.get(Cluster, number), unit("huyen-a1"), NOW)
        assert shown.copies == ["LĐLĐ huyện Tây Sơn"]
        send(session, number)
    work(REMINDERS)
    assert told() == [("cs-a11", False), ("cs-a21", False), ("huyen-a2", True)]
