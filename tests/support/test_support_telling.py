"""The asker hears of what is done; a desk of all that has come, in one word; nothing is quoted."""

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa

from app import clock, jobs
from app.mail import Letter
from app.notices import Notice
from app.support import Assignment, Request, Tie
from app.support.climbing import CLIMBING
from app.support.digests import TELLING
from app.support.states import Act
from tests.mail.conftest import settle
from tests.support.conftest import (
    DESK,
    GRASSROOTS,
    PROVINCE,
    UPPER,
    account,
    ask,
    moment,
    on_duty,
    said,
    unit,
)
from tests.world import NOW

SECRET = "Nguyễn Văn Kín"


@pytest.fixture
def work_at(app) -> Iterator[Callable[..., int]]:
    """Let the worker do at a moment what waits; how many pieces."""

    def run(at: dt.datetime, *works: str) -> int:
        with app.app_context():
            app.extensions["clock"]._read = at - clock.real(), True
            return sum(jobs.run(work) for work in works or (CLIMBING, TELLING))

    yield run
    with app.app_context():
        clock.restart()


@pytest.fixture
def asker(app) -> int:
    """The chair of the factory's union, who has an address."""
    with app.app_context():
        return settle(f"leader.{GRASSROOTS}")


@pytest.fixture
def told(as_unit, ids) -> Callable[..., list[Notice]]:
    """What was said at a unit, to one account or to all there."""

    def read(code: str, account_id: int | None = None) -> list[Notice]:
        with as_unit(code) as session:
            query = sa.select(Notice).where(Notice.unit_id == ids[code]).order_by(Notice.id)
            found = list(session.scalars(query))
            session.expunge_all()
        return [one for one in found if account_id in (None, one.account_id)]

    return read


@pytest.fixture
def letters(as_unit) -> Callable[[], list[Letter]]:
    def read() -> list[Letter]:
        with as_unit("tld") as session:
            found = list(session.scalars(sa.select(Letter).order_by(Letter.id)))
            session.expunge_all()
        return found

    return read


def asked_by(account_id: int, **changes) -> Request:
    told = said(subject=SECRET, text=SECRET, asker="Lê Thị Hoa", **changes)
    return Request.ask(unit(GRASSROOTS), told, own=False, by=account_id, at=NOW)


def test_the_asker_hears_of_each_answer(rostered, as_unit, asker, told, letters):
    with as_unit("tld"):
        request = asked_by(asker)
        for act in (Act.REPLY, Act.ASK_BACK, Act.SOLVE, Act.SOLVE):
            request.answer(act, f"Gọi {SECRET}", unit(UPPER), **DESK)
        number = request.id
    notices = told(GRASSROOTS, asker)
    assert [one.title for one in notices] == [
        f"LĐLĐ huyện Đông Sơn đã trả lời yêu cầu số {number}",
        f"LĐLĐ huyện Đông Sơn hỏi lại về yêu cầu số {number}",
        f"LĐLĐ huyện Đông Sơn đã giải quyết yêu cầu số {number}",
    ]
    assert {one.link for one in notices} == {f"/u/{notices[0].unit_id}/support/{number}"}
    sent = letters()
    assert [one.account_id for one in sent] == [asker] * 3
    assert [one.subject for one in sent] == [one.title for one in notices]


def test_nothing_that_was_written_is_told(rostered, as_unit, asker, told, letters, work_at):
    with as_unit("tld"):
        request = asked_by(asker, phone="0912345678")
        request.answer(Act.REPLY, f"Gọi {SECRET}", unit(UPPER), **DESK)
        asked_by(asker)
    work_at(NOW + dt.timedelta(hours=1))
    words = [
        f"{one.title} {one.body} {one.link}" for code in (GRASSROOTS, UPPER) for one in told(code)
    ]
    words += [f"{one.subject} {one.text}" for one in letters()]
    assert len(words) > 3
    assert not [word for word in words if SECRET in word or "0912345678" in word or "Hoa" in word]


def test_what_one_does_oneself_one_is_not_told(rostered, as_unit, told):
    with as_unit("tld"):
        officer = account(f"officer.{UPPER}")
        request = asked_by(officer)
        request.answer(Act.SOLVE, "Xong", unit(UPPER), by=officer, signed_by="Bình", at=NOW)
    assert told(GRASSROOTS, officer) == []


def test_the_asker_hears_when_it_goes_up_and_not_when_it_comes_down(rostered, as_unit, asker, told):
    with as_unit("tld"):
        request = asked_by(asker)
        request.hand_over(unit(PROVINCE), unit(UPPER), **DESK)
        request.hand_over(unit(UPPER), unit(PROVINCE), **DESK)
        number = request.id
    assert [one.title for one in told(GRASSROOTS, asker)] == [
        f"Yêu cầu số {number} được chuyển lên LĐLĐ tỉnh An Phú"
    ]


def test_those_who_are_answered_together_are_told_together(rostered, as_unit, signed_in, ids, told):
    with as_unit("tld"):
        one, other = ask(), asked_by(account(f"leader.{GRASSROOTS}"))
        asker = other.asker_id
        Tie.merge(other, one, unit(UPPER), **DESK)
        number, merged = one.id, other.id
    officer = signed_in(f"officer.{UPPER}")
    form = {"text": "Đã sửa dòng 12.", "act": "solve"}
    answer = officer.submit(f"/u/{ids[UPPER]}/support/{number}/answers", form)
    assert answer.status_code == 303
    assert [n.title for n in told(GRASSROOTS, asker)] == [
        f"LĐLĐ huyện Đông Sơn đã giải quyết yêu cầu số {merged}"
    ]
    with as_unit(GRASSROOTS) as session:
        assert session.get_one(Request, merged).messages[-1].text == "Đã sửa dòng 12."


def test_forty_requests_are_one_digest(as_unit, told, letters, app, work_at):
    with app.app_context():
        officer = settle(f"officer.{UPPER}")
    with as_unit("tld"):
        on_duty(UPPER, account_id=officer)
        for number in range(40):
            ask(at=NOW + dt.timedelta(seconds=20 * number))
    assert work_at(NOW + dt.timedelta(minutes=19)) == 0, "more may come"
    assert work_at(NOW + dt.timedelta(minutes=20)) == 1
    assert work_at(NOW + dt.timedelta(minutes=40)) == 0
    (notice,) = told(UPPER)
    assert (notice.account_id, notice.title) == (officer, "40 yêu cầu hỗ trợ chờ trả lời")
    assert notice.body.startswith("40 mới gửi.") and "và 30 yêu cầu khác" in notice.body
    (letter,) = letters()
    assert (letter.account_id, letter.subject) == (officer, notice.title)


def test_a_desk_is_not_woken(as_unit, told, work_at):
    with as_unit("tld"):
        on_duty(UPPER, account_id=account(f"officer.{UPPER}"))
        ask(at=moment("2023-03-06 22:00"))
    assert work_at(moment("2023-03-07 07:29"), TELLING) == 0
    assert work_at(moment("2023-03-07 07:30"), TELLING) == 1
    assert len(told(UPPER)) == 1


def test_what_was_answered_meanwhile_is_not_told(rostered, as_unit, told, work_at):
    with as_unit("tld"):
        ask().answer(Act.REPLY, "Đây", unit(UPPER), **DESK)
        ask().withdraw(unit(GRASSROOTS), **DESK)
        Request.log(unit(UPPER), unit(GRASSROOTS), said(), by=1, at=NOW)
    assert work_at(NOW + dt.timedelta(hours=1), TELLING) == 0
    assert told(UPPER) == []


def test_where_nobody_is_on_duty_everybody_who_answers_hears(as_unit, told, work_at):
    with as_unit("cs-b11"):
        ask("cs-b11")
    work_at(NOW + dt.timedelta(hours=1), TELLING)
    with as_unit("tld"):
        answering = {account(f"{role}.huyen-b1") for role in ("leader", "officer", "contact")}
    assert {one.account_id for one in told("huyen-b1")} == answering


def test_a_stand_in_hears_in_place_of_whoever_is_away(as_unit, told, work_at):
    with as_unit("tld"):
        officer, contact = account(f"officer.{UPPER}"), account(f"contact.{UPPER}")
        away = {"away_since": NOW.date(), "stand_in": "Mai", "stand_in_id": contact}
        on_duty(UPPER, account_id=officer, **away)
        ask()
    work_at(NOW + dt.timedelta(hours=1), TELLING)
    assert [one.account_id for one in told(UPPER)] == [contact]


def test_who_sees_to_it_hears_of_what_the_asker_adds(as_unit, told, work_at):
    with as_unit("tld"):
        officer, contact = account(f"officer.{UPPER}"), account(f"contact.{UPPER}")
        on_duty(UPPER, account_id=officer)
        request = ask()
        Assignment.assign(request, unit(UPPER), contact, by=officer, at=NOW)
        request.answer(Act.ASK_BACK, "Số mấy?", unit(UPPER), **DESK)
        request.add("Số 12", unit(GRASSROOTS), by=2, signed_by="Hoa", at=NOW)
    work_at(NOW + dt.timedelta(hours=1), TELLING)
    (notice,) = told(UPPER)
    assert notice.account_id == contact
    assert notice.body.startswith("1 được bổ sung.")


def test_what_climbs_is_told_to_the_asker_and_to_the_new_desk(as_unit, asker, told, work_at):
    with as_unit("tld"):
        chief = account(f"officer.{PROVINCE}")
        on_duty(UPPER)
        on_duty(PROVINCE, account_id=chief)
        number = asked_by(asker).id
    assert work_at(moment("2023-03-07 08:29"), CLIMBING) == 0
    assert work_at(moment("2023-03-07 08:30"), CLIMBING) == 1
    assert work_at(moment("2023-03-07 08:52"), CLIMBING, TELLING) == 1
    assert [one.title for one in told(GRASSROOTS, asker)] == [
        f"Yêu cầu số {number} được chuyển lên LĐLĐ tỉnh An Phú"
    ]
    (notice,) = told(PROVINCE)
    assert (notice.account_id, notice.title) == (chief, f"Yêu cầu hỗ trợ số {number} chờ trả lời")
    assert notice.body.startswith("1 tự chuyển lên vì nơi trước chưa trả lời.")
