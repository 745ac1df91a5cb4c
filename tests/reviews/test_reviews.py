"""Confirming and deciding: reasons, double clicks, two people at once, the queue."""

import datetime as dt
import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.db import db
from app.initiatives import Initiative, State, tallies
from app.programmes import Programme, ReasonCode
from app.reviews import Outcome, Review, Reviewer, Word
from app.reviews.refusals import NotOnYourDesk, ReasonMissing, SaidMeanwhile
from app.units import Unit
from tests.world import NOW
from tests.written import hand_in, paper


def gd2():
    """The running stage."""
    return Programme.by_code("tsk").stages[1]


def at(ids, code, tail=""):
    return f"/u/{ids[code]}/reviews/{tail}"


@pytest.fixture
def made(as_unit):
    """`made(State.SUBMITTED)`: the id of an initiative of cs-a11 in that state."""

    def make(state=State.ENDORSED, unit="cs-a11"):
        with as_unit("huyen-a1"):
            return hand_in(Unit.by_code(unit), to=state).id

    return make


@pytest.fixture
def code_of(as_unit):
    """`code_of("tom-tat")`: the id of a reason code, as its box is called."""

    def find(name):
        with as_unit("cs-a11"):
            return next(str(code.id) for code in ReasonCode.known(gd2()) if code.code == name)

    return find


@pytest.fixture
def reviews_of(as_unit):
    """`reviews_of(id)`: the outcomes written, oldest first; the sums are right meanwhile."""

    def look(initiative):
        with as_unit("tld"):
            assert tallies.differences() == []
            said = Review.of(db.session.get(Initiative, initiative))
            return [review.outcome for review in reversed(said)]

    return look


def test_the_whole_way(signed_in, ids, reviews_of):
    contact = signed_in("contact.cs-a11")
    contact.get(f"/u/{ids['cs-a11']}/initiatives/new")
    draft = contact.submit(f"/u/{ids['cs-a11']}/initiatives/", paper(act="draft")).location
    assert contact.submit(draft + "/submission").status_code == 303
    number = re.search(r"\d+$", draft)[0]
    chair = signed_in("leader.cs-a11")
    assert "Cải tiến cữ gá may túi" in chair.get(at(ids, "cs-a11")).text
    empty = chair.submit(at(ids, "cs-a11", f"{number}/confirmation"), {"assessed_with": " "})
    assert empty.status_code == 422
    form = {"assessed_with": "Hội đồng sáng kiến Công ty", "assessed_on": "5/3/2023"}
    for _ in range(2):
        answer = chair.submit(at(ids, "cs-a11", f"{number}/confirmation"), form)
        assert answer.location == at(ids, "cs-a11"), "the queue is empty now"
    assert "Sáng kiến đang ở LĐLĐ huyện Đông Sơn" in chair.get(at(ids, "cs-a11", number)).text
    officer = signed_in("officer.huyen-a1")
    page = officer.get(at(ids, "huyen-a1", number))
    assert "Hội đồng sáng kiến Công ty" in page.text
    for _ in range(2):
        assert officer.submit(at(ids, "huyen-a1", f"{number}/approval")).status_code == 303
    assert reviews_of(int(number)) == ["confirmed", "valid"]
    assert "Hợp lệ" in chair.get(draft).text


def test_after_a_decision_the_next_opens(signed_in, ids, made):
    first, second = made(), made()
    officer = signed_in("officer.huyen-a1")
    answer = officer.submit(at(ids, "huyen-a1", f"{first}/approval"))
    assert answer.location == at(ids, "huyen-a1", str(second))


@pytest.mark.parametrize("act", ["returned", "invalid"])
def test_without_reason_or_note_nothing_is_refused(signed_in, ids, made, code_of, act):
    initiative, officer = made(), signed_in("officer.huyen-a1")
    address = at(ids, "huyen-a1", f"{initiative}/refusal")
    officer.get(at(ids, "huyen-a1", str(initiative)))
    bare = officer.submit(address, {"act": act, "note": "Ghi cả đoạn dài"})
    assert bare.status_code == 422
    assert "Xin chọn ít nhất một lý do." in bare.text
    assert "Ghi cả đoạn dài" in bare.text
    assert re.search(r'<details [^>]*id="reasons" open>', bare.text), "the reasons stay open"
    code = code_of("tom-tat")
    silent = officer.submit(address, {"act": act, "codes": [code], "note": " "})
    assert silent.status_code == 422
    assert re.search(rf'checked[^>]*value="{code}"', silent.text)
    assert officer.submit(address, {"act": act, "codes": ["999"], "note": "x"}).status_code == 422
    long = officer.submit(address, {"act": act, "codes": [code], "note": "x" * 1001})
    assert long.status_code == 422


def test_the_authors_unit_reads_why_and_hands_in_again(signed_in, ids, made, code_of, reviews_of):
    initiative, officer = made(), signed_in("officer.huyen-a1")
    codes = [code_of("tom-tat"), code_of("chua-cong-nhan")]
    form = {"act": "returned", "codes": codes, "note": "Gửi kèm quyết định.\nNêu rõ năng suất."}
    officer.get(at(ids, "huyen-a1"))
    for _ in range(2):
        answer = officer.submit(at(ids, "huyen-a1", f"{initiative}/refusal"), form)
        assert answer.status_code == 303
    chair = signed_in("leader.cs-a11")
    assert "Đang bổ sung" in chair.get(at(ids, "cs-a11", "?view=returned")).text
    page = chair.get(at(ids, "cs-a11", str(initiative)))
    assert "Tóm tắt chưa nêu rõ cách làm và hiệu quả" in page.text
    assert "Nêu cách làm trước đây, điểm mới" in page.text
    assert "Nêu rõ năng suất." in page.text
    edit = f"/u/{ids['cs-a11']}/initiatives/{initiative}/edit"
    assert f'href="{edit}#summary"' in page.text
    assert 'id="summary"' in chair.get(edit).text
    mended = paper(summary="Nay nêu rõ: tăng 15%.")
    again = chair.submit(f"/u/{ids['cs-a11']}/initiatives/{initiative}", mended)
    assert again.status_code == 303
    assert str(initiative) in officer.get(at(ids, "huyen-a1")).text
    assert officer.submit(at(ids, "huyen-a1", f"{initiative}/approval")).status_code == 303
    assert reviews_of(initiative) == ["returned", "valid"]


def test_a_chair_sends_back_what_a_member_submitted(signed_in, ids, made, code_of, reviews_of):
    initiative, chair = made(State.SUBMITTED), signed_in("leader.cs-a11")
    form = {"act": "returned", "codes": [code_of("ten-chung")], "note": "Ghi rõ tên máy."}
    chair.get(at(ids, "cs-a11"))
    for _ in range(2):
        answer = chair.submit(at(ids, "cs-a11", f"{initiative}/refusal"), form)
        assert answer.status_code == 303
    other = signed_in("officer.cs-a11")
    other.get(at(ids, "cs-a11"))
    late = other.submit(at(ids, "cs-a11", f"{initiative}/refusal"), form)
    assert late.status_code == 409
    assert reviews_of(initiative) == ["returned"]


def test_a_chair_does_not_decide_and_an_upper_officer_does_not_confirm(
    signed_in, ids, made, code_of, reviews_of
):
    initiative = made(State.SUBMITTED)
    chair, officer = signed_in("leader.cs-a11"), signed_in("officer.huyen-a1")
    form = {"act": "invalid", "codes": [code_of("trung")], "note": "Trùng."}
    assert chair.submit(at(ids, "cs-a11", f"{initiative}/refusal"), form).status_code == 409
    assert chair.submit(at(ids, "cs-a11", f"{initiative}/approval")).status_code == 409
    said = {"assessed_with": "Giám đốc", "assessed_on": "5/3/2023"}
    for unit, status in (("huyen-a1", 409), ("cs-a11", 403)):
        answer = officer.submit(at(ids, unit, f"{initiative}/confirmation"), said)
        assert answer.status_code == status
    assert "confirmation" not in officer.get(at(ids, "huyen-a1", str(initiative))).text
    assert reviews_of(initiative) == []


def test_of_two_people_deciding_at_once_one_is_told(signed_in, ids, made, code_of, reviews_of):
    initiative = made()
    form = {"act": "invalid", "codes": [code_of("trung")], "note": "Trùng."}
    acts = [("officer.huyen-a1", "approval", {}), ("leader.huyen-a1", "refusal", form)]
    desks = [(signed_in(login), tail, data) for login, tail, data in acts]
    for client, _tail, _data in desks:
        client.get(at(ids, "huyen-a1"))

    def decide(desk):
        client, tail, data = desk
        return client.submit(at(ids, "huyen-a1", f"{initiative}/{tail}"), data).status_code

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(decide, desks)) == [303, 409]
    assert len(reviews_of(initiative)) == 1


def test_who_comes_second_gets_a_page_in_words(signed_in, ids, made):
    initiative = made()
    first, second = signed_in("officer.huyen-a1"), signed_in("leader.huyen-a1")
    for client in (first, second):
        assert "Hợp lệ" in client.get(at(ids, "huyen-a1", str(initiative))).text
    first.submit(at(ids, "huyen-a1", f"{initiative}/approval"))
    late = second.submit(at(ids, "huyen-a1", f"{initiative}/approval"))
    assert late.status_code == 409
    assert "Đồng chí Nguyễn Thị Officer.Huyen-A1 đã ghi “Hợp lệ” lúc" in late.text


def test_the_model_wants_reasons_and_the_right_desk(as_unit, made):
    initiative = made()
    signed = {"by": Reviewer(1, "A"), "at": NOW}
    with as_unit("huyen-a1"):
        row, desk = db.session.get(Initiative, initiative), Unit.by_code("huyen-a1")
        codes = ReasonCode.known(gd2())[:1]
        with pytest.raises(ReasonMissing):
            Review.write(row, desk, Word(Outcome.RETURNED, note="Thiếu"), **signed)
        with pytest.raises(ReasonMissing):
            Review.write(row, desk, Word(Outcome.INVALID, codes=codes), **signed)
        with pytest.raises(NotOnYourDesk):
            Review.write(row, Unit.by_code("cs-a11"), Word(Outcome.CONFIRMED), **signed)


def test_its_own_initiative_is_returned_once_to_the_same_desk(as_unit):
    with as_unit("huyen-a1"):
        desk, codes = Unit.by_code("huyen-a1"), ReasonCode.known(gd2())[:1]
        row, word = hand_in(desk), Word(Outcome.RETURNED, codes=codes, note="Thiếu")
        assert Review.write(row, desk, word, by=Reviewer(1, "A"), at=NOW)
        assert Review.write(row, desk, word, by=Reviewer(1, "A"), at=NOW) is None
        with pytest.raises(SaidMeanwhile):
            Review.write(row, desk, word, by=Reviewer(2, "B"), at=NOW)


# --- the queue ---


def test_the_oldest_stands_first_and_waiting_shows(signed_in, ids, as_unit, made):
    numbers = [made() for _ in range(3)]
    with as_unit("huyen-a1"):
        for number, days in zip(numbers, (3, 15, 8), strict=True):
            row = db.session.get(Initiative, number)
            row.desk_since = NOW - dt.timedelta(days=days)
    page = signed_in("officer.huyen-a1").get(at(ids, "huyen-a1")).text
    found = [int(n) for n in re.findall(r'<tr class="q-row[^"]*" id="initiative-(\d+)"', page)]
    assert found == [numbers[1], numbers[2], numbers[0]]
    assert 'class="late">15 ngày' in page
    assert 'class="soon">8 ngày' in page


def test_tabs_count_what_lies_on_this_desk(signed_in, ids, made):
    made(), made(State.SUBMITTED), made(State.DRAFT), made(State.DRAFT)
    page = signed_in("leader.cs-a11").get(at(ids, "cs-a11")).text
    tabs = re.search(r'<nav class="tabs".*?</nav>', page, re.S)[0]
    shown = re.findall(r">([^<>]+) <b class=\"count num\">(\d+)<", tabs)
    assert shown == [("Chờ xác nhận", "1"), ("Bản nháp", "2")]
    page = signed_in("officer.huyen-a1").get(at(ids, "huyen-a1", "?view=nonsense")).text
    assert "Chờ quyết định" in page


def test_an_empty_queue_opens_at_what_the_desk_is_for(signed_in, ids):
    page = signed_in("officer.huyen-b1").get(at(ids, "huyen-b1")).text
    assert "Không còn sáng kiến chờ quyết định" in page
    page = signed_in("leader.cs-b11").get(at(ids, "cs-b11")).text
    assert "Không còn sáng kiến chờ xác nhận" in page


def test_a_viewer_reads_but_has_no_buttons(signed_in, ids, made):
    initiative, viewer = made(), signed_in("viewer.huyen-a1")
    page = viewer.get(at(ids, "huyen-a1", str(initiative)))
    assert "approval" not in page.text
    assert "chờ lãnh đạo hoặc cán bộ phụ trách" in page.text
    assert viewer.submit(at(ids, "huyen-a1", f"{initiative}/approval")).status_code == 403


def test_a_page_of_the_queue_needs_few_statements(signed_in, ids, as_unit, statements):
    with as_unit("huyen-a1"):
        for _ in range(60):
            hand_in(Unit.by_code("cs-a11"))
    officer = signed_in("officer.huyen-a1")
    statements.clear()
    page = officer.get(at(ids, "huyen-a1"))
    assert page.text.count('<tr class="q-row') == 50
    assert len(statements) <= 6
