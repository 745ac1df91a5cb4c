"""Telling units what was decided: late enough to undo, all in one notice, never twice or lost."""

import datetime as dt
import re

import pytest
import sqlalchemy as sa

from app import clock, jobs
from app.clock import Practice
from app.db import db
from app.initiatives import Identified, Initiative, State
from app.notices import Notice
from app.programmes import ReviewStep, Step, Task, Where, windows
from app.reviews import Outcome, Review
from app.reviews.telling import tell as tell_unit
from app.tenancy import Everything, Scope
from app.units import Unit
from tests.reviews.deciding import MINUTE, account_of, codes, say
from tests.world import NOW, REASONS
from tests.written import hand_in

O = Outcome  # noqa: E741
LATER = NOW + dt.timedelta(hours=1)
DUE = LATER + 15 * MINUTE


@pytest.fixture
def by(app):
    with app.app_context():
        return account_of("officer.huyen-a1")


@pytest.fixture
def at_time(app):
    """`at_time(DUE)`: what the clock says from now on, in the worker too."""

    def turn(moment):
        with app.app_context():
            with jobs.step(Everything("another hour")) as session:
                session.execute(sa.delete(Practice))
                session.add(Practice(moment=moment))
            clock.restart()

    return turn


@pytest.fixture
def sweep(app, at_time):
    """`sweep(DUE)`: the worker does all that is to be told then; how many pieces."""

    def work(moment=DUE):
        at_time(moment)
        with app.app_context():
            return jobs.run("reviews.tell")

    return work


@pytest.fixture
def told(as_unit):
    """`told()`: the notices that came since the world was made, the oldest first."""

    def look(unit="cs-a11"):
        with as_unit(unit):
            query = sa.select(Notice).order_by(Notice.id)
            return [(n.unit_id, n.title, n.body, n.link) for n in db.session.scalars(query)]

    return look


@pytest.fixture
def decided(as_unit, by):
    """`decided(O.VALID, O.RETURNED)`: initiatives of cs-a11 of which these were said; their ids."""

    def decide(*outcomes, unit="cs-a11", moment=LATER, **said):
        ids = []
        with as_unit("tld"):
            for outcome in outcomes:
                row = hand_in(Unit.by_code(unit))
                say(row.id, "huyen-a1", outcome, by=by, at=moment, **said)
                ids.append(row.id)
        return ids

    return decide


def test_one_notice_tells_all_that_one_desk_decided(as_unit, decided, sweep, told, ids):
    decided(*[O.VALID] * 9, O.RETURNED, O.RETURNED, O.INVALID)
    decided(O.VALID, unit="cs-a12")
    assert sweep(DUE - dt.timedelta(seconds=5)) == 0
    assert told() == []
    assert sweep() == 2
    assert sweep() == 0
    [(unit, title, body, link)] = told()
    assert unit == ids["cs-a11"]
    assert title == (
        "LĐLĐ huyện Đông Sơn đã xem xét 12 sáng kiến: 9 hợp lệ, 2 cần bổ sung, 1 không hợp lệ"
    )
    assert link == f"/u/{ids['cs-a11']}/reviews/?state=returned"
    assert body.count("Gửi kèm quyết định.") == 2, "once for each outcome, not for each initiative"
    [(_unit, title, body, link)] = told("cs-a12")
    assert title == "LĐLĐ huyện Đông Sơn đã xem xét 1 sáng kiến: 1 hợp lệ"
    assert body == "Không có sáng kiến nào phải bổ sung."
    with as_unit("tld"):
        moments = {review.told_at for review in db.session.scalars(sa.select(Review))}
        assert len(moments) == 2
        assert min(moments) >= DUE


@pytest.mark.parametrize("name", [row[0] for row in REASONS])
@pytest.mark.parametrize("outcome", [O.RETURNED, O.INVALID])
def test_every_refusal_says_why_and_what_to_do(
    as_unit, decided, sweep, told, signed_in, ids, name, outcome
):
    with as_unit("cs-a11"):
        [code] = codes(name)
        text, advice, field = code.text, code.advice, code.field
    [number] = decided(outcome, reasons=[name], note="Xem lại giúp.")
    sweep()
    [(_unit, _title, body, link)] = told()
    for part in (text, advice, "Xem lại giúp.", "Sáng kiến số"):
        assert part in body
    if outcome is O.INVALID:
        assert link == f"/u/{ids['cs-a11']}/reviews/{number}"
    else:
        edit = f"/u/{ids['cs-a11']}/initiatives/{number}/edit"
        assert link == (f"{edit}#{field}" if field else edit)
    page = signed_in("leader.cs-a11").get(link)
    assert page.status_code == 200
    if field and outcome is O.RETURNED:
        assert re.search(rf'id="{field}"', page.text), "the link opens that very field"


def test_what_was_undone_is_not_told(as_unit, decided, sweep, told, by):
    first, second = decided(O.VALID, O.RETURNED)
    with as_unit("tld"):
        for number in (first, second):
            Review.last_of(db.session.get_one(Initiative, number)).undo(by=by.id, at=LATER + MINUTE)
    assert sweep() == 0
    assert told() == []


def test_nor_what_is_not_the_last_word_nor_stands_any_more(as_unit, decided, sweep, told, by):
    reopened, taken_up = decided(O.VALID, O.RETURNED)
    with as_unit("tld"):
        row = db.session.get_one(Initiative, reopened)
        Review.reopen(row, Unit.by_code("huyen-a1"), "Đọc nhầm", by=by, at=LATER + MINUTE)
        row = db.session.get_one(Initiative, taken_up)
        window = next(w for w in windows(row.unit) if w.stage.code == "gd2")
        row.submit(window, by=1, at=LATER + MINUTE)
    assert sweep() == 1
    assert told() == []
    assert sweep(DUE + MINUTE) == 1
    [(_unit, title, body, _link)] = told()
    assert title.endswith("1 sáng kiến: 1 mở lại để xem xét")
    assert "Ghi chú: Đọc nhầm" in body
    with as_unit("tld"):
        assert db.session.scalar(sa.select(sa.func.count(Review.tell_at))) == 0


def test_confirmed_and_agreed_are_not_told(as_unit, sweep, told, app):
    with app.app_context():
        chair, officer = account_of("leader.cs-a11"), account_of("officer.huyen-a1")
    with as_unit("tld"):
        steps = (Step(Task.CONFIRM, Where.OWN), Step(Task.DECIDE, Where.ABOVE, persons=2))
        programme = windows(Unit.by_code("tld"))[0].programme
        ReviewStep.set_route(programme, steps, by=None, at=NOW)
        number = hand_in(Unit.by_code("cs-a11"), to=State.SUBMITTED).id
        say(number, "cs-a11", O.CONFIRMED, by=chair, at=LATER, assessed_with="Hội đồng")
        assert say(number, "huyen-a1", O.VALID, by=officer, at=LATER).outcome == O.AGREED
    assert sweep() == 0
    assert told() == []


def test_what_a_unit_decided_itself_it_knows(as_unit, sweep, told, app):
    with app.app_context():
        chair = account_of("leader.cs-a11")
    with as_unit("tld"):
        number = hand_in(Unit.by_code("cs-a11"), to=State.SUBMITTED).id
        say(number, "cs-a11", O.RETURNED, by=chair, at=LATER)
    assert sweep() == 1
    assert told() == []
    with as_unit("tld"):
        assert Review.last_of(db.session.get_one(Initiative, number)).told_at


def test_two_desks_are_two_senders(as_unit, decided, sweep, told, app):
    with app.app_context():
        above = account_of("officer.tinh-a")
    [number, _other] = decided(O.INVALID, O.VALID, moment=LATER - MINUTE)
    assert sweep(DUE - MINUTE) == 1
    with as_unit("tld"):
        row = db.session.get_one(Initiative, number)
        row.appeal(Unit.by_code("tinh-a").id, by=1, at=LATER)
        say(number, "tinh-a", O.VALID, by=above, at=LATER + MINUTE)
    decided(O.VALID, moment=LATER + MINUTE)
    assert sweep(DUE + MINUTE) == 2
    senders = [title.partition(" đã xem xét")[0] for _unit, title, *_more in told()]
    assert sorted(senders[1:]) == ["LĐLĐ huyện Đông Sơn", "LĐLĐ tỉnh An Phú"]


def test_long_lists_under_one_reason_are_cut(as_unit, decided, sweep, told):
    decided(*[O.RETURNED] * 33)
    sweep()
    [(_unit, _title, body, _link)] = told()
    assert body.count("Sáng kiến số") == 30
    assert "và 3 sáng kiến khác" in body


def test_the_chair_reads_it_among_the_notices(decided, sweep, signed_in, ids):
    decided(O.RETURNED)
    page = signed_in("leader.cs-a11").get(f"/u/{ids['cs-a11']}/notices/").text
    assert "đã xem xét" not in page
    sweep()
    page = signed_in("leader.cs-a11").get(f"/u/{ids['cs-a11']}/notices/").text
    assert "LĐLĐ huyện Đông Sơn đã xem xét 1 sáng kiến: 1 cần bổ sung" in page


def test_whoever_comes_second_tells_nothing(app, as_unit, decided, told, ids):
    """Two workers found the same to be told; the rows say that one of them has."""
    decided(O.VALID, O.INVALID)
    with app.app_context():
        with jobs.reading("where it lies") as session:
            path = session.scalars(sa.select(Unit.path).where(Unit.code == "cs-a11")).one()
        for _worker in range(2):
            with jobs.step(Scope(path)):
                tell_unit(Review, ids["cs-a11"], ids["huyen-a1"], at=DUE)
    assert len(told()) == 1


def test_an_author_named_like_the_reviewer_changes_nothing_here(as_unit, sweep, told, by):
    with as_unit("tld"):
        row = hand_in(Unit.by_code("cs-a11"))
        row._sign(Unit.by_code("cs-a11"), [Identified(by.name, phone="0987654321")])
        say(row.id, "huyen-a1", O.VALID, by=by, at=LATER, not_me=True)
    sweep()
    assert len(told()) == 1
