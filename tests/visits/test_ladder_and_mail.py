"""A due step of the ladder proposes a visit and is taken by planning it; letters go beside notices;
the dossier tells both stories."""

import datetime as dt

import pytest
import sqlalchemy as sa

from app import jobs
from app.accounts import Account
from app.deadlines import Call, Escalation, Ladder, Outcome, Rung, StepKind
from app.mail import Letter, MailAddress
from app.notices import Notice
from app.tenancy import IDENTITY, owned_by
from app.visits import Visit, dossiers, proposals
from tests.visits.conftest import (
    BY,
    LOWER,
    UPPER,
    composed,
    gd2,
    plan,
    planned,
    promised,
    unit,
)
from tests.world import NOW


def step(session, kind: StepKind = StepKind.VISIT, about: str = LOWER) -> Escalation:
    """A step that is due at the district about a unit below."""
    window, here = gd2(about), unit(UPPER)
    ladder = session.scalar(sa.select(Ladder)) or Ladder.lay(
        here, programme=None, name="Thang", steps=[Rung("Đoàn công tác", kind)], by=1, at=NOW
    )
    row = Escalation(
        **owned_by(here),
        about_unit_id=unit(about).id,
        ladder_id=ladder.id,
        programme_id=window.programme.id,
        stage_id=window.stage.id,
        position=4,
        step="Cử Đoàn công tác",
        kind=kind.value,
        acts="leader",
        told=[],
        since=dt.date(2023, 1, 9),
        due=NOW.date(),
        quota=40,
        count=2,
        expected=23,
        text="x",
        made_at=NOW,
        state="due",
        tells_above=False,
    )
    session.add(row)
    session.flush()
    return row


def test_those_that_a_step_sends_a_group_to_come_first(lagging, as_unit):
    with as_unit(UPPER) as session:
        assert [one.code for one in proposals(unit(UPPER))] == [LOWER, "cs-a12"], "by risk"
        step(session, about="cs-a12")
        step(session, StepKind.CALL)
        first, second = proposals(unit(UPPER))
        assert (first.code, first.reason) == (
            "cs-a12", "Đến bước “Cử Đoàn công tác” ngày 06/03/2023")  # fmt: skip
        assert second.code == LOWER and "dự báo thiếu" in second.reason


def test_planning_a_visit_takes_its_step_and_no_other(lagging, as_unit):
    with as_unit(UPPER) as session:
        due, call = step(session), step(session, StepKind.CALL, about="cs-a12")
        visit = Visit.propose(unit(UPPER), unit(LOWER), gd2(), "", **BY)
        assert due.state == "due", "a proposal is no visit yet"
        group = composed()
        visit.plan(plan(group), seen=visit.version, **BY)
        visit.plan(plan(group, venue="Nơi khác"), seen=visit.version, **BY)
        assert (due.state, due.done_by, call.state) == ("done", 1, "due")
        assert LOWER not in [one.code for one in proposals(unit(UPPER))]


def test_a_visit_called_off_gives_its_step_back(lagging, as_unit):
    with as_unit(UPPER) as session:
        due, other = step(session), step(session, about="cs-a12")
        other.do(by=1, at=NOW - dt.timedelta(days=1))  # by somebody, without a visit
        planned().cancel("Đơn vị bận", **BY)
        assert (due.state, due.done_at, other.state) == ("due", None, "done")
        assert proposals(unit(UPPER))[0].code == LOWER
        planned().cancel("Đơn vị bận", **BY)
        assert due.state == "due", "and again"


def test_a_visit_lets_its_unit_be_proposed_no_more(lagging, as_unit):
    with as_unit(UPPER) as session:
        step(session)
        visit = planned()
        assert [one.code for one in proposals(unit(UPPER))] == ["cs-a12"]
        visit.cancel("Đơn vị bận", **BY)
        assert [one.code for one in proposals(unit(UPPER))] == [LOWER, "cs-a12"]


def test_the_dossier_is_frozen_as_the_group_sits_down(lagging, as_unit):
    with as_unit(UPPER) as session:
        step(session)
        promise = {"promise_count": 12, "promise_by": dt.date(2023, 3, 20), "caller": "Trần Bình"}
        Call.log(unit(UPPER), unit(LOWER), Outcome.PROMISED, **promise, by=1, at=NOW)
        visit = planned()
        visit.announce(**BY)
        visit.hold(**BY)
        kept = visit.dossier
        assert (kept["registered"], kept["figures"]["quota"]) == (2, 40)
        assert any(one["words"].startswith("Cử Đoàn công tác: đã làm") for one in kept["steps"])
        (call,) = kept["calls"]
        assert (call["caller"], call["promise"]) == (
            "Trần Bình", "12 sáng kiến trước hết ngày 20/03/2023")  # fmt: skip
        promised(visit)
        assert dossiers.shown(visit, NOW) == kept, "what is promised now was not known then"
        later = Visit.propose(unit(UPPER), unit(LOWER), gd2(), "", **BY)
        assert [one["who"] for one in dossiers.compiled(later, NOW)["owed"]] == [
            "Chủ tịch công đoàn"
        ]


@pytest.fixture
def reached(app) -> int:
    """The chair of the unit below, whose address is confirmed."""
    with app.app_context(), jobs.step(IDENTITY) as session:
        login = f"leader.{LOWER}"
        found = session.scalars(sa.select(Account.id).where(Account.login == login)).one()
        address = MailAddress.give(found, "chu.tich@example.vn", at=NOW)
        assert address.confirm(address.code)
        return found


def test_who_can_act_below_gets_a_letter_and_the_notice_asks_for_a_receipt(
    lagging, as_unit, reached
):
    with as_unit(UPPER) as session:
        visit = planned()
        visit.announce(**BY)
        visit.announce(**BY)
        (letter,) = session.scalars(sa.select(Letter)).all()
        assert (letter.account_id, letter.subject) == (reached, "Đoàn công tác đến làm việc")
        assert "Hội trường Công ty" in letter.text
        (notice,) = session.scalars(sa.select(Notice).where(Notice.unit_id == unit(LOWER).id))
        assert notice.asks_receipt
        visit.cancel("Đơn vị bận", **BY)
        assert len(session.scalars(sa.select(Letter)).all()) == 2


def test_the_story_of_a_unit_tells_of_the_visit_and_of_what_was_promised(
    sitting, as_unit, signed_in, ids
):
    with as_unit(UPPER) as session:
        visit = session.get_one(Visit, sitting)
        promised(visit)
        visit.conclude("Đơn vị nhận thêm một cán bộ", **BY)
    address = f"/u/{ids[UPPER]}/deadlines/units/{ids[LOWER]}"
    page = signed_in(f"viewer.{UPPER}").get(address).text
    assert "Đoàn công tác làm việc với đơn vị" in page and "Đơn vị nhận thêm một cán bộ" in page
    assert "Cam kết: Chủ tịch công đoàn, Nộp thêm sáng kiến của tổ may" in page
    assert "Trước và sau mỗi lần" in page, "its effect is measured"
