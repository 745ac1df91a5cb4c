"""What the run of the demo's own morning says: Gò Vấp's laggards, each with its next step."""

import json

import pytest
import sqlalchemy as sa

from app import clock, jobs
from app.clock import Practice
from app.db import db
from app.deadlines import Escalation, Reminder
from app.demo.facts import NOW
from app.programmes import windows
from app.progress import Definition, table_now
from app.tenancy import Everything
from app.units import Unit
from tests.deadlines.laying import rows

RUN = ["deadlines", "run", "--at", "2023-03-06T08:00", "--as", "json"]
LADDER = "Các bước đôn đốc của LĐLĐ quận Gò Vấp"
NOTHING_YET = "Đơn vị chưa có sáng kiến, sáng thứ Hai"


@pytest.fixture
def said(demo_app):
    """The steps that the command prints, with more words for it if there are any."""

    def ask(*more: str) -> list[dict]:
        answer = demo_app.test_cli_runner().invoke(args=[*RUN, *more], catch_exceptions=False)
        assert answer.exit_code == 0, answer.output
        return json.loads(answer.output)["steps"]

    return ask


def laggards(demo_app) -> set[str]:
    with demo_app.app_context(), jobs.reading("who is behind"):
        unit = Unit.by_code("go-vap")
        table = table_now(unit, windows(unit)[-1], Definition.REGISTERED, NOW)
        return {line.code for line, _pace in table.laggards(most=999)}


def test_each_laggard_has_its_next_step(said, demo_app):
    steps = said("--dry-run")
    assert all(set(one) == {"unit", "rule", "step", "due", "recipients", "text"} for one in steps)
    climbing = {one["unit"]: one for one in steps if one["rule"] == LADDER}
    assert climbing.keys() == laggards(demo_app)
    called = {code for code, one in climbing.items() if one["step"] == "Gọi điện"}
    assert called == {"may-an-binh", "hoa-phat-tai"}, "these were reminded a week ago"
    assert {climbing[code]["due"] for code in called} == {"2023-03-06"}
    assert {one["step"] for code, one in climbing.items() if code not in called} == {"Nhắc nhở"}
    one = climbing["may-an-binh"]
    assert one["recipients"] == [{"unit": "go-vap", "way": "digest", "name": "Cán bộ phụ trách"}]
    assert "đã có 18/407 sáng kiến Giai đoạn 2 (4,42%)" in one["text"]
    assert "Hạn chót 23:59 ngày 31/05/2023, còn 86 ngày" in one["text"]


def test_its_rules_speak_to_those_below_it_alone(said, demo_app):
    reminders = [one for one in said("--dry-run") if one["rule"] == NOTHING_YET]
    assert reminders
    assert {one["unit"] for one in reminders} < laggards(demo_app)
    assert all(one["recipients"][0] == {"unit": one["unit"], "way": "notice", "name": None}
               for one in reminders)  # fmt: skip
    assert {(one["step"], one["due"]) for one in reminders} == {("Hằng tuần", "2023-03-06")}


def test_a_dry_run_leaves_nothing_behind(said, demo_app):
    with demo_app.app_context():
        before = len(rows(Escalation)), len(rows(Reminder))
    assert said("--dry-run") == said("--dry-run")
    with demo_app.app_context():
        assert (len(rows(Escalation)), len(rows(Reminder))) == before


def test_it_does_what_it_said_it_would_and_once(said):
    foreseen = said("--dry-run")
    assert said() == foreseen
    assert said() == []
    assert said("--dry-run") == []


def test_another_moment_is_for_demos_alone(demo_app):
    with demo_app.app_context():
        with jobs.step(Everything("no demo any more")):
            db.session.execute(sa.delete(Practice))
        clock.restart()
    runner = demo_app.test_cli_runner()
    refused = runner.invoke(args=RUN)
    assert refused.exit_code == 2
    assert "--dry-run" in refused.output
    assert runner.invoke(args=[*RUN, "--dry-run"], catch_exceptions=False).exit_code == 0
    assert runner.invoke(args=["deadlines", "run", "--at", "bald", "--dry-run"]).exit_code == 2
