"""A second look and reopening: asked once, with both sides' words; journalled, counted, told."""

import datetime as dt

import pytest

from app.accounts import Membership
from app.db import db
from app.initiatives import CannotDoNow, Initiative, State, tallies
from app.journal import JournalLine
from app.notices import Notice
from app.programmes import ReasonCode
from app.reviews import Outcome, Review, Reviewer, SecondLook, Word
from app.reviews.refusals import AskedBefore
from app.reviews.second_look import BothSides
from app.units import Unit
from tests.world import NOW
from tests.written import hand_in

EARLIER = NOW - dt.timedelta(hours=2)
WORDS = "Quyết định số 12/QĐ-CT ngày 01/9/2022 đã gửi kèm, xin xem lại trang 2."


def at(ids, code, tail=""):
    return f"/u/{ids[code]}/reviews/{tail}"


def account(session, login):
    """The id of an account, by the name that its post is held under."""
    return session.query(Membership).filter_by(full_name=f"Nguyễn Thị {login.title()}").one()


@pytest.fixture
def refused(as_unit):
    """`refused()`: the id of an initiative of cs-a11 that huyen-a1 found invalid, and said so."""

    def make(when=EARLIER, outcome=Outcome.INVALID, unit="cs-a11", desk="huyen-a1"):
        with as_unit("tinh-a") as session:
            row, at_desk = hand_in(Unit.by_code(unit)), Unit.by_code(desk)
            codes = ReasonCode.known(row.stage)[:1]
            word = Word(outcome, codes=codes, note="Chưa có quyết định công nhận.")
            who = account(session, f"officer.{desk}")
            Review.write(row, at_desk, word, by=Reviewer(who.account_id, who.full_name), at=when)
            return row.id

    return make


def ask(client, ids, number, words=WORDS, unit="cs-a11"):
    client.get(at(ids, unit, str(number)))
    return client.submit(at(ids, unit, f"{number}/again"), {"words": words})


def state_of(as_unit, number):
    with as_unit("tld"):
        assert tallies.differences() == []
        row = db.session.get(Initiative, number)
        return row.state, row.desk.code if row.desk else None


def test_the_unit_asks_and_the_desk_above_reads_both_sides(signed_in, ids, as_unit, refused):
    number, chair = refused(), signed_in("leader.cs-a11")
    assert f"{number}/again" in chair.get(at(ids, "cs-a11", str(number))).text
    form = chair.get(at(ids, "cs-a11", f"{number}/again")).text
    assert "Chưa có quyết định công nhận." in form
    assert "mục “Chờ duyệt” của LĐLĐ tỉnh An Phú" in form
    answer = ask(chair, ids, number)
    assert answer.location == at(ids, "cs-a11", str(number))
    assert state_of(as_unit, number) == (State.ENDORSED, "tinh-a")
    officer = signed_in("officer.tinh-a")
    queue = officer.get(at(ids, "tinh-a")).text
    assert 'chip--accent">Đề nghị xem xét lại' in queue
    page = officer.get(at(ids, "tinh-a", str(number))).text
    for said in ("Chưa có quyết định công nhận.", "Chưa được người sử dụng lao động", WORDS):
        assert said in page
    assert "Đang xem xét lại" in page
    assert officer.submit(at(ids, "tinh-a", f"{number}/approval")).status_code == 303
    ended = chair.get(at(ids, "cs-a11", str(number))).text
    assert "Đã xem xét lại lúc" in ended
    assert "Officer.Tinh-A" in ended


def test_the_queue_marks_nothing_else(signed_in, ids, made):
    made()
    assert "Đề nghị xem xét lại" not in signed_in("officer.huyen-a1").get(at(ids, "huyen-a1")).text


@pytest.fixture
def made(as_unit):
    def make(unit="cs-a11"):
        with as_unit("huyen-a1"):
            return hand_in(Unit.by_code(unit)).id

    return make


def test_words_are_kept_when_it_is_refused(signed_in, ids, as_unit, refused, made):
    number, chair = refused(), signed_in("leader.cs-a11")
    empty = ask(chair, ids, number, words="  ")
    assert empty.status_code == 422
    assert "Xin điền mục này" in empty.text
    waiting = ask(chair, ids, made())
    assert waiting.status_code == 409
    assert WORDS in waiting.text
    assert "không còn ở trạng thái" in waiting.text


def test_once_and_a_double_click_is_once(signed_in, ids, as_unit, refused):
    number, chair = refused(), signed_in("leader.cs-a11")
    for _ in range(2):
        assert ask(chair, ids, number).status_code == 303
    signed_in("officer.tinh-a")
    with as_unit("tld"):
        row = db.session.get(Initiative, number)
        codes = ReasonCode.known(row.stage)[:1]
        word = Word(Outcome.INVALID, codes=codes, note="Vẫn chưa có.")
        Review.write(row, Unit.by_code("tinh-a"), word, by=Reviewer(1, "A"), at=NOW)
        row.desk_since = EARLIER  # long ago
    second = ask(chair, ids, number, words="Lần nữa")
    assert second.status_code == 409
    assert "đã đề nghị xem xét lại sáng kiến này một lần" in second.text
    assert "Lần nữa" in second.text
    assert "again" not in chair.get(at(ids, "cs-a11", str(number))).text
    opened = chair.get(at(ids, "cs-a11", f"{number}/again"))
    assert opened.location == at(ids, "cs-a11", str(number))


def test_nobody_asks_about_what_he_has_not_been_told(signed_in, ids, as_unit, refused):
    number, chair = refused(when=NOW - dt.timedelta(minutes=5)), signed_in("leader.cs-a11")
    assert "/again" not in chair.get(at(ids, "cs-a11", str(number))).text
    assert ask(chair, ids, number).status_code == 409
    assert state_of(as_unit, number) == (State.INVALID, None)


def test_only_its_own_unit_asks_and_who_may_confirm(signed_in, ids, as_unit, refused):
    number = refused()
    for login, unit, status in (
        ("officer.huyen-a1", "huyen-a1", 409),
        ("contact.cs-a11", "cs-a11", 403),
        ("officer.huyen-a1", "cs-a11", 403),
        ("leader.cs-a12", "cs-a12", 404),
    ):
        assert ask(signed_in(login), ids, number, unit=unit).status_code == status
    assert state_of(as_unit, number) == (State.INVALID, None)


def test_who_refused_it_looks_no_second_time(signed_in, ids, as_unit, refused):
    number = refused(unit="cs-a0", desk="tinh-a")
    assert ask(signed_in("leader.cs-a0"), ids, number, unit="cs-a0").status_code == 303
    assert state_of(as_unit, number) == (State.ENDORSED, "tld")


def test_at_the_top_the_same_desk_looks_again_with_another_person(as_unit):
    with as_unit("tld") as session:
        root = Unit.by_code("tld")
        row, waiting = hand_in(root), hand_in(root)
        word = Word(Outcome.INVALID, codes=ReasonCode.known(row.stage)[:1], note="Thiếu.")
        Review.write(row, root, word, by=Reviewer(7, "A"), at=EARLIER)
        refusal = Review.last_of(row)
        look = SecondLook.ask(row, refusal, "Có", by=8, signed_by="B", at=NOW)
        session.flush()
        assert look.desk_unit_id == root.id
        both = BothSides.of(row, Review.of(row))
        assert (both.refusal, both.ending) == (refusal, None)
        row.reject(by=1, at=NOW)
        with pytest.raises(CannotDoNow):
            SecondLook.ask(waiting, None, "Có", by=8, signed_by="B", at=NOW)
        with pytest.raises(AskedBefore):
            SecondLook.ask(row, refusal, "Nữa", by=8, signed_by="B", at=NOW)


# --- reopening ---


def reopen(client, ids, number, note="Đã có quyết định.", unit="huyen-a1"):
    client.get(at(ids, unit, str(number)))
    return client.submit(at(ids, unit, f"{number}/reopening"), {"note": note})


@pytest.mark.parametrize("outcome", [Outcome.VALID, Outcome.INVALID])
def test_the_desk_that_decided_reopens_and_the_unit_is_told(
    signed_in, ids, as_unit, refused, outcome
):
    number, officer = refused(outcome=outcome), signed_in("officer.huyen-a1")
    page = officer.get(at(ids, "huyen-a1", str(number))).text
    assert f"{number}/reopening" in page
    assert "số liệu thay đổi theo" in officer.get(at(ids, "huyen-a1", f"{number}/reopening")).text
    for _ in range(2):
        assert reopen(officer, ids, number).status_code == 303
    assert state_of(as_unit, number) == (State.ENDORSED, "huyen-a1")
    with as_unit("cs-a11") as session:
        (told,) = session.query(Notice).filter(Notice.title.startswith("Mở lại sáng kiến")).all()
        assert "Đã có quyết định." in told.body
        assert told.link == at(ids, "cs-a11", str(number))
        acts = {line.act for line in session.query(JournalLine).filter_by(subject_id=number)}
        assert "initiative.reopen" in acts
    shown = signed_in("leader.cs-a11").get(at(ids, "cs-a11", str(number))).text
    assert "Mở lại" in shown
    assert "Đã có quyết định." in shown


def test_a_desk_above_may_reopen_and_one_below_may_not(signed_in, ids, as_unit, refused):
    number = refused()
    chair = signed_in("leader.cs-a11")
    assert "reopening" not in chair.get(at(ids, "cs-a11", str(number))).text
    late = reopen(chair, ids, number, unit="cs-a11")
    assert late.status_code == 409
    assert "Đã có quyết định." in late.text, "the reason is kept"
    above = signed_in("leader.tinh-a")
    assert reopen(above, ids, number, note=" ", unit="tinh-a").status_code == 422
    assert reopen(above, ids, number, unit="tinh-a").status_code == 303
    assert state_of(as_unit, number) == (State.ENDORSED, "tinh-a")
    late = reopen(signed_in("officer.huyen-a1"), ids, number)
    assert late.status_code == 409
    assert "đã ghi “Mở lại” lúc" in late.text


def test_what_was_never_told_is_reopened_without_a_word(signed_in, ids, as_unit, refused):
    number = refused(when=NOW - dt.timedelta(minutes=5))
    assert reopen(signed_in("leader.huyen-a1"), ids, number).status_code == 303
    with as_unit("cs-a11") as session:
        assert session.query(Notice).filter(Notice.title.startswith("Mở lại")).count() == 0


def test_who_may_not_decide_may_not_reopen(signed_in, ids, refused):
    number = refused()
    for login in ("viewer.huyen-a1", "contact.huyen-a1", "administrator.huyen-a1"):
        client = signed_in(login)
        assert "reopening" not in client.get(at(ids, "huyen-a1", str(number))).text
        assert reopen(client, ids, number).status_code == 403
