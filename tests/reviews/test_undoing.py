"""Taking a decision back: by whom, how long, and only while nothing has happened since."""

import datetime as dt
import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from app import clock, jobs
from app.clock import Practice
from app.db import db
from app.initiatives import ConsentWay, Identified, Initiative, State, tallies
from app.programmes import ReviewStep, Step, Task, Where, windows
from app.reviews import Outcome, Review, SecondLook
from app.reviews.refusals import NotYourWord, UndoTooLate, WentOn
from app.tenancy import Everything
from app.units import Unit
from tests.reviews.deciding import MINUTE, account_of, say
from tests.world import NOW
from tests.written import hand_in

O = Outcome  # noqa: E741
LATER = NOW + dt.timedelta(hours=1)
"""When words are said here: what lies on a desk has come there before."""


def at(ids, code, tail=""):
    return f"/u/{ids[code]}/reviews/{tail}"


@pytest.fixture
def made(as_unit):
    def make(state=State.ENDORSED, unit="cs-a11"):
        with as_unit("tld"):
            return hand_in(Unit.by_code(unit), to=state).id

    return make


@pytest.fixture
def who(app):
    """`who("officer.huyen-a1")`: who signs."""

    def find(login):
        with app.app_context():
            return account_of(login)

    return find


@pytest.fixture
def route(as_unit):
    """`route(Step(...), …)`: the programme asks for these steps."""

    def ask(*steps):
        with as_unit("tld"):
            programme = windows(Unit.by_code("tld"))[0].programme
            ReviewStep.set_route(programme, steps, by=None, at=NOW)

    return ask


def standing(initiative):
    row = db.session.get_one(Initiative, initiative)
    said = (row.state, row.desk_unit_id, row.desk_since, row.agreed, row.benefit_verified)
    assert tallies.differences() == []
    return said


CASES = [
    (State.SUBMITTED, "cs-a11", O.CONFIRMED, "leader.cs-a11"),
    (State.SUBMITTED, "cs-a11", O.RETURNED, "leader.cs-a11"),
    (State.ENDORSED, "huyen-a1", O.VALID, "officer.huyen-a1"),
    (State.ENDORSED, "huyen-a1", O.INVALID, "officer.huyen-a1"),
    (State.ENDORSED, "huyen-a1", O.RETURNED, "officer.huyen-a1"),
]


@pytest.mark.parametrize(("state", "desk", "outcome", "login"), CASES)
def test_it_lies_where_it_lay_as_old_as_it_was(as_unit, made, who, state, desk, outcome, login):
    initiative, by = made(state), who(login)
    with as_unit("tld"):
        before = standing(initiative)
        review = say(initiative, desk, outcome, by=by, at=LATER, benefit_verified=7_000_000)
        assert standing(initiative) != before
        for _time in range(2):
            review.undo(by=by.id, at=LATER + 14 * MINUTE)
            assert standing(initiative) == before
        assert Review.of(db.session.get_one(Initiative, initiative)) == []
        assert review.tell_at is None


@pytest.mark.parametrize(("state", "desk", "outcome", "login"), CASES)
def test_after_fifteen_minutes_or_by_another_it_stands(
    as_unit, made, who, state, desk, outcome, login
):
    initiative, by = made(state), who(login)
    with as_unit("tld"):
        review = say(initiative, desk, outcome, by=by, at=LATER)
        after = standing(initiative)
        assert review.may_undo(by=by.id, now=LATER + 15 * MINUTE - dt.timedelta(seconds=1))
        assert not review.may_undo(by=by.id, now=LATER + 15 * MINUTE)
        with pytest.raises(UndoTooLate):
            review.undo(by=by.id, at=LATER + 15 * MINUTE)
        with pytest.raises(NotYourWord):
            review.undo(by=by.id + 1, at=LATER)
        assert standing(initiative) == after


def test_what_was_told_is_not_undone(as_unit, made, who):
    initiative, by = made(), who("officer.huyen-a1")
    with as_unit("tld"):
        review = say(initiative, "huyen-a1", O.VALID, by=by, at=LATER)
        review.told_at = LATER + MINUTE
        with pytest.raises(UndoTooLate):
            review.undo(by=by.id, at=LATER + MINUTE)


def test_of_two_persons_each_takes_back_his_own_and_the_last_first(as_unit, made, who, route):
    route(Step(Task.CONFIRM, Where.OWN), Step(Task.DECIDE, Where.ABOVE, persons=2))
    initiative = made()
    first, second = who("officer.huyen-a1"), who("leader.huyen-a1")
    with as_unit("tld"):
        fresh = standing(initiative)
        agreed = say(initiative, "huyen-a1", O.VALID, by=first, at=LATER)
        assert agreed.outcome == O.AGREED
        half = standing(initiative)
        assert half[3] == 1
        valid = say(initiative, "huyen-a1", O.VALID, by=second, at=LATER + MINUTE)
        assert valid.outcome == O.VALID
        with pytest.raises(WentOn):
            agreed.undo(by=first.id, at=LATER + 2 * MINUTE)
        valid.undo(by=second.id, at=LATER + 2 * MINUTE)
        assert standing(initiative) == half
        agreed.undo(by=first.id, at=LATER + 2 * MINUTE)
        assert standing(initiative) == fresh
        again = say(initiative, "huyen-a1", O.VALID, by=first, at=LATER + 3 * MINUTE)
        assert again.outcome == O.AGREED, "who took his word back may give it anew"


def test_what_was_passed_up_comes_down_again(as_unit, made, who, route):
    route(
        Step(Task.CONFIRM, Where.OWN),
        Step(Task.DECIDE, Where.ABOVE),
        Step(Task.DECIDE, "province"),
    )
    initiative = made()
    below, above = who("officer.huyen-a1"), who("officer.tinh-a")
    with as_unit("tld"):
        fresh = standing(initiative)
        passed = say(initiative, "huyen-a1", O.VALID, by=below, at=LATER)
        assert passed.outcome == O.AGREED
        up = standing(initiative)
        assert up[1] == Unit.by_code("tinh-a").id
        last = say(initiative, "tinh-a", O.INVALID, by=above, at=LATER + MINUTE)
        with pytest.raises(WentOn):
            passed.undo(by=below.id, at=LATER + 2 * MINUTE)
        last.undo(by=above.id, at=LATER + 2 * MINUTE)
        assert standing(initiative) == up
        passed.undo(by=below.id, at=LATER + 2 * MINUTE)
        assert standing(initiative) == fresh


def test_a_reopening_is_undone_and_then_the_decision_under_it(as_unit, made, who):
    initiative, by = made(), who("officer.huyen-a1")
    with as_unit("tld"):
        fresh, desk = standing(initiative), Unit.by_code("huyen-a1")
        valid = say(initiative, "huyen-a1", O.VALID, by=by, at=LATER)
        decided = standing(initiative)
        row = db.session.get_one(Initiative, initiative)
        reopened = Review.reopen(row, desk, "Đọc nhầm", by=by, at=LATER + MINUTE)
        with pytest.raises(WentOn):
            valid.undo(by=by.id, at=LATER + MINUTE)
        reopened.undo(by=by.id, at=LATER + 2 * MINUTE)
        assert standing(initiative) == decided
        valid.undo(by=by.id, at=LATER + 2 * MINUTE)
        assert standing(initiative) == fresh


def amend(row):
    authors = [Identified("Nguyễn Văn An", phone="0912345678")]
    row.amend(
        authors=authors, by=1, at=LATER + MINUTE, consent=ConsentWay.FORM, summary="Nay rõ hơn."
    )


def hand_in_again(row):
    window = next(w for w in windows(row.unit) if w.stage.code == "gd2")
    row.submit(window, by=1, at=LATER + MINUTE)


def withdraw(row):
    row.withdraw(by=1, at=LATER + MINUTE)


@pytest.mark.parametrize("happening", [amend, hand_in_again, withdraw])
def test_what_its_unit_has_taken_up_is_not_taken_away(as_unit, made, who, happening):
    initiative, by = made(), who("officer.huyen-a1")
    with as_unit("tld"):
        review = say(initiative, "huyen-a1", O.RETURNED, by=by, at=LATER)
        happening(db.session.get_one(Initiative, initiative))
        db.session.flush()
        after = standing(initiative)
        assert not review.may_undo(by=by.id, now=LATER + 2 * MINUTE)
        with pytest.raises(WentOn):
            review.undo(by=by.id, at=LATER + 2 * MINUTE)
        assert standing(initiative) == after


def test_a_confirmation_stands_once_the_desk_above_has_spoken(as_unit, made, who):
    initiative, chair = made(State.SUBMITTED), who("leader.cs-a11")
    with as_unit("tld"):
        confirmed = say(initiative, "cs-a11", O.CONFIRMED, by=chair, at=LATER)
        say(initiative, "huyen-a1", O.VALID, by=who("officer.huyen-a1"), at=LATER + MINUTE)
        with pytest.raises(WentOn):
            confirmed.undo(by=chair.id, at=LATER + 2 * MINUTE)


def test_a_refusal_stands_once_a_second_look_was_asked_for(as_unit, made, who):
    initiative, by = made(), who("officer.huyen-a1")
    with as_unit("tld"):
        refusal = say(initiative, "huyen-a1", O.INVALID, by=by, at=LATER)
        row = db.session.get_one(Initiative, initiative)
        asked = {"by": 1, "signed_by": "A", "at": LATER + MINUTE}
        SecondLook.ask(row, refusal, "Có quyết định công nhận.", **asked)
        with pytest.raises(WentOn):
            refusal.undo(by=by.id, at=LATER + 2 * MINUTE)


# --- its pages ---


@pytest.fixture
def clock_at(app, as_unit):
    """`clock_at(LATER)`: the practice clock says so from now on."""

    def turn(moment):
        with app.app_context(), jobs.step(Everything("another hour")) as session:
            session.query(Practice).update({"moment": moment})
        with app.app_context():
            clock.restart()

    return turn


def decide(client, ids, initiative, tail="approval", **form):
    client.get(at(ids, "huyen-a1", str(initiative)))
    answer = client.submit(at(ids, "huyen-a1", f"{initiative}/{tail}"), form)
    assert answer.status_code == 303
    return answer


def undo_address(text):
    return re.search(r'action="(/u/\d+/reviews/\d+/undo)"', text)[1]


def test_a_button_stands_in_the_message_on_the_page_and_in_the_list(signed_in, ids, made):
    initiative, officer = made(), signed_in("officer.huyen-a1")
    toast = officer.get(decide(officer, ids, initiative).location).text
    address = undo_address(toast)
    assert "Đã ghi nhận: hợp lệ." in toast
    assert address in officer.get(at(ids, "huyen-a1", str(initiative))).text
    recent = officer.get(at(ids, "huyen-a1", "recent")).text
    assert address in recent
    assert "Hoàn tác, còn 15 phút" in recent
    for _time in range(2):  # a double click
        answer = officer.submit(address)
        assert answer.location == at(ids, "huyen-a1", str(initiative))
    page = officer.get(at(ids, "huyen-a1", str(initiative))).text
    assert "Đang xem xét" in page
    assert "/undo" not in page
    assert address not in officer.get(at(ids, "huyen-a1", "recent")).text


def test_others_see_no_button_and_are_refused(signed_in, ids, made):
    initiative, officer = made(), signed_in("officer.huyen-a1")
    address = undo_address(officer.get(decide(officer, ids, initiative).location).text)
    leader, chair = signed_in("leader.huyen-a1"), signed_in("leader.cs-a11")
    assert "/undo" not in leader.get(at(ids, "huyen-a1", str(initiative))).text
    late = leader.submit(address)
    assert late.status_code == 409
    assert "Chỉ người đã ghi" in late.text
    chair.get(at(ids, "cs-a11"))
    assert (
        chair.submit(address.replace(f"/u/{ids['huyen-a1']}/", f"/u/{ids['cs-a11']}/")).status_code
        == 404
    )
    viewer = signed_in("viewer.huyen-a1")
    viewer.get(at(ids, "huyen-a1"))
    assert viewer.submit(address).status_code == 403


def test_the_page_says_why_it_is_too_late(signed_in, ids, made, as_unit):
    initiative, officer = made(), signed_in("officer.huyen-a1")
    address = undo_address(officer.get(decide(officer, ids, initiative).location).text)
    with as_unit("huyen-a1"):
        row = db.session.get_one(Initiative, initiative)
        review = Review.last_of(row)
        review.at -= 16 * MINUTE
        row.desk_since = review.at
    late = officer.submit(address)
    assert late.status_code == 409
    assert "đã quá 15 phút" in late.text
    assert address not in officer.get(at(ids, "huyen-a1", "recent")).text
    assert "/undo" not in officer.get(at(ids, "huyen-a1", str(initiative))).text


def test_two_presses_at_once_are_one_undoing(signed_in, ids, made, as_unit):
    initiative, officer = made(), signed_in("officer.huyen-a1")
    address = undo_address(officer.get(decide(officer, ids, initiative).location).text)
    token = officer.csrf
    clients = [signed_in("officer.huyen-a1") for _ in range(2)]
    for client in clients:
        client.get(at(ids, "huyen-a1", str(initiative)))
    assert token
    with ThreadPoolExecutor(2) as both:
        statuses = list(both.map(lambda client: client.submit(address).status_code, clients))
    assert statuses == [303, 303]
    with as_unit("tld"):
        row = db.session.get_one(Initiative, initiative)
        assert [move.to_state for move in row.moves].count("endorsed") == 2
        assert standing(initiative)[0] == State.ENDORSED


def test_undone_and_decided_at_once_is_one_or_the_other(signed_in, ids, made, as_unit, who, route):
    """Who undoes his agreement while another decides: either comes first, nothing is lost."""
    route(Step(Task.CONFIRM, Where.OWN), Step(Task.DECIDE, Where.ABOVE, persons=2))
    initiative = made()
    officer, leader = signed_in("officer.huyen-a1"), signed_in("leader.huyen-a1")
    address = undo_address(officer.get(decide(officer, ids, initiative).location).text)
    leader.get(at(ids, "huyen-a1", str(initiative)))
    acts = [(officer, address), (leader, at(ids, "huyen-a1", f"{initiative}/approval"))]
    with ThreadPoolExecutor(2) as both:
        statuses = list(both.map(lambda act: act[0].submit(act[1]).status_code, acts))
    with as_unit("tld"):
        row = db.session.get_one(Initiative, initiative)
        said = [review.outcome for review in Review.of(row)]
        if statuses == [303, 303]:  # undone first: the other one agrees, and waits for a second
            assert (row.state, row.agreed, said) == (State.ENDORSED, 1, [O.AGREED])
        else:
            assert statuses == [409, 303]
            assert (row.state, said) == (State.VALID, [O.VALID, O.AGREED])
        standing(initiative)


def test_an_empty_list_says_what_will_stand_there(signed_in, ids):
    page = signed_in("officer.huyen-a1").get(at(ids, "huyen-a1", "recent")).text
    assert "Trong 15 phút qua đồng chí chưa ghi ý kiến nào" in page
    assert "Chưa có lần duyệt hàng loạt nào" in page


def test_the_list_of_many_needs_few_statements(signed_in, ids, as_unit, who, statements):
    by = who("officer.huyen-a1")
    with as_unit("huyen-a1"):
        for _ in range(20):
            say(hand_in(Unit.by_code("cs-a11")).id, "huyen-a1", O.VALID, by=by, at=clock.now())
    officer = signed_in("officer.huyen-a1")
    statements.clear()
    page = officer.get(at(ids, "huyen-a1", "recent")).text
    assert page.count("Hoàn tác, còn") == 20
    assert len(statements) <= 10
