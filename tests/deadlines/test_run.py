"""The daily run in a small nation, case by case: who hears of what, once, in which words."""

import datetime as dt
import re

import pytest

from app import jobs
from app.deadlines import (
    Became,
    Behind,
    Escalation,
    Judged,
    Reach,
    Reminder,
    Reminding,
    Way,
    Who,
    telling,
)
from app.deadlines import run as running
from app.deadlines.run import is_wanted, run
from app.deadlines.runs import DailyRun
from app.mail import Letter
from app.notices import Notice
from app.programmes import Cutoff
from app.tenancy import owned_by
from app.units import Unit
from app.workdays import DAY
from tests.deadlines.laying import MONDAY, at, codes, everything, hold, rows, rule, stage
from tests.mail.conftest import settle

NIGHT, NOON = at(MONDAY, "21:00"), at(MONDAY, "12:00")


@pytest.fixture
def house(app):
    """huyen-a1 has two unions: cs-a11 has nothing, cs-a12 has reached its quota."""
    with app.app_context():
        with everything():
            hold("cs-a11", quota=30)
            hold("cs-a12", quota=30, submitted=31)
        yield app


def lay(**said) -> int:
    with everything():
        return rule(**said).id


def told(code: str) -> list[Notice]:
    name = codes()
    return [notice for notice in rows(Notice) if name[notice.unit_id] == code]


def test_who_is_behind_is_reminded_and_who_has_done_its_part_is_left_alone(house):
    lay(title="Nhắc {don_vi}", body="{da_dang_ky}/{chi_tieu}, cần {tien_do}, hạn {han_chot}")
    assert run(at(MONDAY)).steps == 1
    (notice,) = told("cs-a11")
    assert notice.title == "Nhắc CĐCS Công ty TNHH May Hòa Bình"
    assert notice.body == "0/30, cần 17, hạn 23:59 ngày 30/09/2023"
    assert (notice.sender, notice.link) == (
        "LĐLĐ huyện Đông Sơn",
        f"/u/{notice.unit_id}/progress/",
    )
    assert told("cs-a12") == []


def test_a_run_twice_is_once(house):
    lay()
    assert [run(at(MONDAY)).steps for _time in range(3)] == [1, 0, 0]
    assert len(told("cs-a11")) == 1


def test_several_rules_are_one_notice_and_one_letter_for_each_person(house):
    people = {settle("leader.cs-a11"), settle("officer.cs-a11"), settle("viewer.cs-a11")}
    lay(title="Chậm", ways=(Way.NOTICE, Way.MAIL))
    lay(title="Chưa có gì", who=Who.NOTHING, ways=(Way.NOTICE, Way.MAIL))
    lay(title="Chỉ để gửi Zalo", who=Who.NOTHING, ways=(Way.ZALO,))
    assert run(at(MONDAY)).steps == 3
    (notice,) = told("cs-a11")
    assert re.findall(r"^\d\. (.*)$", notice.body, re.MULTILINE) == ["Chậm", "Chưa có gì"]
    letters = rows(Letter)
    assert len(letters) == 2
    assert {letter.account_id for letter in letters} < people, "a viewer is not written to"
    assert {letter.text for letter in letters} == {notice.body}
    zalo = next(r for r in rows(Reminder) if r.title == "Chỉ để gửi Zalo")
    assert (zalo.became, zalo.text) == ("sent", "0/30")


def test_after_days_asleep_one_speaks_for_all_with_todays_figures(house):
    number = lay(offsets=(30, 14, 7, 3, 1), weekday=0)
    with everything():
        hold("cs-a11", submitted=5)
    late = at(MONDAY + DAY * 21)
    assert run(late).steps == 1
    found = {r.due: r for r in rows(Reminder)}
    assert {day: r.became for day, r in found.items()} == {
        **{MONDAY + DAY * 7 * n: "merged" for n in range(3)},
        MONDAY + DAY * 21: "sent",
    }
    sent = found[MONDAY + DAY * 21]
    assert {r.merged_into for r in found.values()} == {None, sent.id}
    assert (sent.rule_id, sent.text) == (number, "5/30")
    assert len(told("cs-a11")) == 1


def test_at_night_it_waits_for_the_morning_and_falls_away_if_it_is_late(house):
    lay(reach=Reach.EACH_LEVEL, code="tld", who=Who.NOTHING)
    with everything():
        hold("huyen-a1", quota=60)
    run(NIGHT)
    held = [r for r in rows(Reminder) if r.became == Became.HELD]
    assert len(held) == 7
    assert told("cs-a11") == []
    (newest,) = rows(DailyRun)
    assert newest.next_at == at(MONDAY + DAY, "07:30")
    with everything():
        hold("cs-a21", submitted=1)
    run(at(MONDAY + DAY))
    name = codes()
    became = {name[r.about_unit_id]: r.became for r in rows(Reminder)}
    assert became == {
        **dict.fromkeys(("cs-a0", "cs-a11", "tinh-b", "huyen-b1", "cs-b11"), "sent"),
        **dict.fromkeys(("huyen-a2", "cs-a21"), "spared"),
    }


def test_each_level_reminds_its_own(house):
    lay(code="tinh-a", reach=Reach.EACH_LEVEL, who=Who.NOTHING)
    run(at(MONDAY))
    name = codes()
    pairs = {(name[r.unit_id], name[r.about_unit_id]) for r in rows(Reminder)}
    assert pairs == {
        *(("tinh-a", "huyen-a2"), ("tinh-a", "cs-a0")),
        *(("huyen-a1", "cs-a11"), ("huyen-a2", "cs-a21")),
    }


def test_a_rule_that_is_off_says_nothing_and_does_not_catch_up_when_it_is_on_again(house):
    number = lay()
    with everything() as session:
        session.get_one(Reminding, number).switch_off(by=None, at=at(MONDAY))
    assert run(at(MONDAY)).steps == 0
    with everything() as session:
        session.get_one(Reminding, number).switch_on(by=None, at=at(MONDAY + DAY))
    assert run(at(MONDAY + DAY * 2)).steps == 0
    assert run(at(MONDAY + DAY * 7)).steps == 1


def test_what_was_not_called_for_on_its_day_is_not_said_later(house):
    """Who was in time on Monday is not reminded on Tuesday for Monday."""
    lay()
    with everything():
        hold("cs-a11", submitted=20)
    assert run(at(MONDAY)).steps == 0
    with everything():
        hold("cs-a11", submitted=0)
    assert run(at(MONDAY + DAY)).steps == 0
    assert rows(Reminder) == []
    (mark,) = rows(Judged)
    assert mark.until == at(MONDAY)


def test_after_its_own_deadline_nobody_is_reminded(house):
    lay(offsets=(7, 1))
    with everything() as session:
        place, end = owned_by(Unit.by_code("cs-a11")), at(MONDAY + DAY * 2, "17:00")
        session.add(Cutoff(**place, stage_id=stage().id, reason="sớm", at=end))
    assert run(at(MONDAY + DAY * 3)).steps == 0
    assert rows(Reminder) == []


def test_one_unit_in_trouble_keeps_no_other_from_its_turn(house, monkeypatch, caplog):
    lay(code="tinh-a", reach=Reach.EACH_LEVEL, who=Who.NOTHING)
    before = telling.send_each

    def failing(words, **said):
        if any(one.to.code == "cs-a21" for one in words):
            raise RuntimeError("broken")
        return before(words, **said)

    monkeypatch.setattr(telling, "send_each", failing)
    ran = running.run(at(MONDAY))
    assert ran.steps == 3
    assert ran.next_at == at(MONDAY) + running.AGAIN
    assert "deadlines of unit" in caplog.text
    monkeypatch.setattr(telling, "send_each", before)
    assert running.run(at(MONDAY) + running.AGAIN).steps == 1
    assert len(told("cs-a21")) == 1


def test_the_worker_runs_each_morning_when_something_is_due_and_when_a_rule_is_new(house):
    def wanted(moment: dt.datetime) -> bool:
        with jobs.reading("whether a run is due"):
            return is_wanted(moment)

    assert not wanted(NOON), "there are no rules"
    lay(clock_time=dt.time(14, 15))
    assert wanted(NOON)
    run(NOON)
    assert not wanted(NOON)
    assert not wanted(at(MONDAY, "14:14"))
    assert wanted(at(MONDAY, "14:15"))
    run(at(MONDAY, "14:15"))
    assert len(told("cs-a11")) == 1
    assert not wanted(at(MONDAY + DAY, "07:29"))
    assert wanted(at(MONDAY + DAY, "07:30"))
    run(at(MONDAY + DAY, "07:30"))
    lay(on_since=at(MONDAY + DAY, "09:00"))
    assert wanted(at(MONDAY + DAY, "09:01"))


def test_without_a_ladder_no_times_are_kept(house):
    lay()
    run(at(MONDAY))
    assert (rows(Behind), rows(Escalation)) == ([], [])
