"""Writing initiatives down, handing them in, finding them, and the sums over them."""

import datetime as dt
import random
import re
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from app.db import db
from app.initiatives import (
    ConsentWay,
    Identified,
    Initiative,
    Person,
    Standing,
    State,
    Tally,
    tallies,
)
from app.initiatives.moving import CannotDoNow, TooEarly, TooLate
from app.initiatives.receipts import new_code, unit_of
from app.programmes import windows
from app.units import Unit
from tests.world import NOW
from tests.written import hand_in, paper


def at(ids, code, tail=""):
    return f"/u/{ids[code]}/initiatives/{tail}"


@pytest.fixture
def stands(as_unit):
    """`stands(id)`: state and desk of an initiative."""

    def look(initiative_id):
        with as_unit("tld"):
            initiative = db.session.get(Initiative, initiative_id)
            return initiative.state, initiative.desk.code if initiative.desk else None

    return look


@pytest.fixture
def made(as_unit):
    """`made(State.DRAFT)`: the id of an initiative of cs-a11 in that state."""

    def make(state=State.ENDORSED, **facts):
        with as_unit("huyen-a1"):
            return hand_in(Unit.by_code("cs-a11"), to=state, **facts).id

    return make


def number_of(answer):
    return int(re.search(r"/initiatives/(\d+)$", answer.location)[1])


# --- writing ---


def test_what_the_chair_hands_in_lies_on_the_desk_above(signed_in, ids, stands):
    chair = signed_in("leader.cs-a11")
    chair.get(at(ids, "cs-a11", "new"))
    answer = chair.submit(at(ids, "cs-a11"), paper())
    assert answer.status_code == 303
    assert stands(number_of(answer)) == ("endorsed", "huyen-a1")
    page = chair.get(answer.location)
    assert "350.000.000 đồng" in page.text
    assert "Lê Văn Bình" in page.text
    assert "0901234567" not in page.text, "the telephone is shown on demand alone"
    assert "Thiếu hồ sơ" not in page.text


def test_what_a_contact_hands_in_waits_for_the_chair(signed_in, ids, stands):
    contact = signed_in("contact.cs-a11")
    answer = contact.submit(at(ids, "cs-a11"), paper())
    assert stands(number_of(answer)) == ("submitted", "cs-a11")


def test_a_union_directly_under_a_province_skips_a_step(signed_in, ids, stands):
    answer = signed_in("leader.cs-a0").submit(at(ids, "cs-a0"), paper())
    assert stands(number_of(answer)) == ("endorsed", "tinh-a")


def test_what_the_upper_union_enters_as_its_own_lies_on_its_own_desk(signed_in, ids, stands):
    answer = signed_in("officer.huyen-a1").submit(at(ids, "huyen-a1"), paper())
    assert stands(number_of(answer)) == ("endorsed", "huyen-a1")


def test_an_upper_officer_hands_in_but_does_not_confirm_for_the_chair(signed_in, ids, made, stands):
    initiative = made(State.DRAFT)
    officer = signed_in("officer.huyen-a1")
    assert officer.submit(at(ids, "huyen-a1", f"{initiative}/submission")).status_code == 303
    assert stands(initiative) == ("submitted", "cs-a11")


def test_a_double_click_makes_one_initiative(signed_in, ids, as_unit):
    chair, form = signed_in("leader.cs-a11"), paper(once="click")
    chair.get(at(ids, "cs-a11", "new"))
    with ThreadPoolExecutor(2) as both:
        answers = list(both.map(lambda _: chair.submit(at(ids, "cs-a11"), form), range(2)))
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.location for answer in answers}) == 1
    with as_unit("cs-a11"):
        assert db.session.scalar(sa.select(sa.func.count(Initiative.id))) == 1


@pytest.mark.parametrize("click", ["submission", "withdrawal"])
def test_a_second_click_changes_nothing(signed_in, ids, made, as_unit, click):
    initiative, chair = made(State.DRAFT), signed_in("leader.cs-a11")
    for _ in range(2):
        assert chair.submit(at(ids, "cs-a11", f"{initiative}/{click}")).status_code == 303
    with as_unit("cs-a11"):
        moves = db.session.get(Initiative, initiative).moves
        assert len(moves) == (2 if click == "submission" else 1)
        assert tallies.differences() == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"applied_on": "31/9/2023"}, "tháng 9 chỉ có 30 ngày"),
        ({"applied_on": "1/5/2022"}, "Giai đoạn 2 nhận sáng kiến áp dụng từ 01/06/2022"),
        ({"phone": "12ab"}, "không phải số điện thoại"),
        ({"id_number": "12345"}, "CMND có 9 chữ số"),
        ({"birth": "32/1/1980"}, "tháng 1 chỉ có 31 ngày"),
        ({"target_group": ""}, "Xin chọn đối tượng"),
        ({"benefit_claimed": "nhiều"}, "nhiều"),
        ({"title": "  "}, "Xin điền mục này"),
        ({"link": "ftp://x"}, "Liên kết phải bắt đầu bằng https://"),
    ],
)
def test_a_refused_form_keeps_what_was_typed(signed_in, ids, changes, said):
    chair = signed_in("leader.cs-a11")
    chair.get(at(ids, "cs-a11", "new"))
    answer = chair.submit(at(ids, "cs-a11"), paper(**changes))
    assert answer.status_code == 422
    assert said in answer.text
    for typed in [*filter(str.strip, changes.values()), "Trần Thị Hoa", "năng suất tăng 15%"]:
        assert typed in answer.text
    assert "Chưa có sáng kiến" in chair.get(at(ids, "cs-a11")).text


def test_a_summary_has_2000_characters_as_people_count_them(signed_in, ids):
    chair = signed_in("leader.cs-a11")
    chair.get(at(ids, "cs-a11", "new"))
    # A line break counts once although it travels as two, and a decomposed letter is one.
    lines = "\r\n".join(["Cải tiến".ljust(199, "x")] * 10)
    assert len(lines.replace("\r\n", "\n")) == 1999
    decomposed = "ê\u0301"
    long = chair.submit(at(ids, "cs-a11"), paper(summary=lines + decomposed + "y"))
    assert long.status_code == 422
    assert "Dài 2.001 ký tự, tối đa 2.000." in long.text
    assert 'id="summary-error"' in long.text
    assert "Cải tiếnxxx" in long.text
    answer = chair.submit(at(ids, "cs-a11"), paper(summary=lines + decomposed))
    assert answer.status_code == 303


# --- in time and too late ---


def test_after_the_deadline_a_draft_may_be_kept_but_not_handed_in(signed_in, ids):
    chair = signed_in("leader.cs-a11")
    page = chair.get(at(ids, "cs-a11", "new?stage=gd1"))
    assert "Giai đoạn 1 đã hết hạn nộp lúc 23:59 ngày 31/05/2022" in page.text
    assert 'value="submit"' not in page.text
    old = {"applied_on": "1/5/2022", "summary": "Gõ mất cả buổi"}
    late = chair.submit(at(ids, "cs-a11", "?stage=gd1"), paper(**old))
    assert late.status_code == 422
    assert "Đã hết hạn nộp" in late.text
    assert "Gõ mất cả buổi" in late.text
    assert "Chưa có sáng kiến" in chair.get(at(ids, "cs-a11", "?stage=gd1")).text
    kept = chair.submit(at(ids, "cs-a11", "?stage=gd1"), paper(**old, act="draft"))
    assert kept.status_code == 303


def test_before_the_window_opens_it_is_too_early(as_unit):
    with as_unit("huyen-a1"):
        unit = Unit.by_code("cs-a11")
        initiative = hand_in(unit, to=State.DRAFT)
        window = next(w for w in windows(unit) if w.stage == initiative.stage)
        with pytest.raises(TooEarly):
            initiative.submit(window, by=1, at=NOW.replace(year=2021))
        with pytest.raises(TooLate):
            initiative.submit(window, by=1, at=NOW.replace(year=2024))


def test_what_was_returned_comes_back_even_after_the_deadline(as_unit):
    later = NOW.replace(year=2024)
    with as_unit("huyen-a1"):
        unit = Unit.by_code("cs-a11")
        initiative = hand_in(unit)
        initiative.send_back(by=1, at=later)
        window = next(w for w in windows(unit) if w.stage == initiative.stage)
        initiative.submit(window, by=1, at=later)
        assert initiative.state == State.SUBMITTED
        assert initiative.submitted_at == NOW, "the first time counts"


# --- mending ---


def test_a_draft_is_mended_and_handed_in(signed_in, ids, stands):
    chair = signed_in("leader.cs-a11")
    answer = chair.submit(at(ids, "cs-a11"), paper(act="draft"))
    number = number_of(answer)
    assert stands(number) == ("draft", "cs-a11")
    form = chair.get(at(ids, "cs-a11", f"{number}/edit")).text
    for shown in ("09••••567", "350.000.000", "15/08/2022", "Lê Văn Bình\nPhạm Thị Cúc"):
        assert shown in form
    assert "0901234567" not in form
    changed = paper(title="Cữ gá mới", co_authors="", once="")
    assert chair.submit(at(ids, "cs-a11", str(number)), changed).status_code == 303
    assert stands(number) == ("endorsed", "huyen-a1")
    page = chair.get(at(ids, "cs-a11", str(number))).text
    assert "Cữ gá mới" in page
    assert "Lê Văn Bình" not in page


def test_what_is_sent_back_covered_stays_as_it_is(signed_in, ids, as_unit):
    chair = signed_in("leader.cs-a11")
    number = number_of(chair.submit(at(ids, "cs-a11"), paper(act="draft")))
    covered = paper(phone="09••••567", full_name="Nguyễn Văn Anh", act="draft")
    assert chair.submit(at(ids, "cs-a11", str(number)), covered).status_code == 303
    other = paper(phone="09••••999", act="draft")
    assert chair.submit(at(ids, "cs-a11", str(number)), other).status_code == 422
    with as_unit("cs-a11"):
        some = sa.select(Person).where(Person.phone_sealed.is_not(None))
        people = db.session.scalars(some).all()
        assert [(p.full_name, p.phone) for p in people] == [("Nguyễn Văn Anh", "0901234567")]


def test_of_two_who_mend_one_draft_the_second_is_told(signed_in, ids):
    chair = signed_in("leader.cs-a11")
    number = number_of(chair.submit(at(ids, "cs-a11"), paper(act="draft")))
    page = chair.get(at(ids, "cs-a11", f"{number}/edit")).text
    version = re.search(r'name="version"[^>]*value="(\d+)"', page)[1]
    first = paper(title="Của người thứ nhất", version=version, act="draft")
    assert chair.submit(at(ids, "cs-a11", str(number)), first).status_code == 303
    second = paper(title="Của người thứ hai", version=version, act="draft")
    answer = chair.submit(at(ids, "cs-a11", str(number)), second)
    assert answer.status_code == 409
    assert "Của người thứ hai" in answer.text, "what was typed stays"


def test_what_a_moved_unit_had_handed_up_goes_to_the_desk_above_it_now(as_unit, made, stands):
    number = made()
    with as_unit("tinh-a"):
        Unit.by_code("cs-a11").move(Unit.by_code("huyen-a2"), by=1, at=NOW)
    assert stands(number) == ("endorsed", "huyen-a2")


def test_a_draft_is_its_units_own_affair(signed_in, ids, made):
    made(State.DRAFT, title="Bản nháp của cơ sở")
    assert "Bản nháp của cơ sở" in signed_in("viewer.cs-a11").get(at(ids, "cs-a11")).text
    assert "Bản nháp của cơ sở" not in signed_in("officer.huyen-a1").get(at(ids, "huyen-a1")).text


def test_one_telephone_may_serve_two_people(as_unit):
    with as_unit("cs-a11") as session:
        unit = Unit.by_code("cs-a11")
        one = Person.of(unit, Identified("Trần Thị Hoà", phone="0901112223"))
        session.flush()
        assert Person.of(unit, Identified("Trần Thị Hòa", phone="0901112223")) is one
        two = Person.of(unit, Identified("Lê Văn Ba", phone="0901112223", id_number="012345678"))
        session.flush()
        assert two is not one
        assert Person.of(unit, Identified("Lê Văn Bá", id_number="012345678")) is two


def test_what_lies_in_other_hands_is_not_mended(signed_in, ids, made):
    initiative, chair = made(), signed_in("leader.cs-a11")
    assert chair.get(at(ids, "cs-a11", f"{initiative}/edit")).status_code == 409
    assert chair.submit(at(ids, "cs-a11", f"{initiative}"), paper()).status_code == 409


def test_another_target_group_moves_the_sums(as_unit):
    with as_unit("huyen-a1"):
        initiative = hand_in(Unit.by_code("cs-a11"), target_group=2)
        initiative.send_back(by=1, at=NOW)
        author = [Identified("Nguyễn Văn An", phone="0900000000")]
        initiative.amend(authors=author, by=1, at=NOW, target_group=4)
        db.session.flush()
        sums = dict(db.session.execute(sa.select(Tally.target_group, Tally.returned)).all())
        assert sums == {2: 0, 4: 1}
        assert tallies.differences() == []
    with as_unit("huyen-a1"):
        [came] = [m for m in db.session.get(Initiative, 1).moves if m.from_state is None]
        assert came.to_status[0] == "Yêu cầu bổ sung"


def test_withdrawing_takes_it_from_every_desk(signed_in, ids, made, stands):
    initiative, chair = made(), signed_in("leader.cs-a11")
    assert chair.submit(at(ids, "cs-a11", f"{initiative}/withdrawal")).status_code == 303
    assert stands(initiative) == ("withdrawn", None)
    assert chair.submit(at(ids, "cs-a11", f"{initiative}/submission")).status_code == 409
    queue = signed_in("officer.huyen-a1").get(f"/u/{ids['huyen-a1']}/reviews/")
    assert "Không còn sáng kiến chờ quyết định" in queue.text


def test_what_is_decided_is_not_withdrawn(as_unit):
    with as_unit("huyen-a1"):
        initiative = hand_in(Unit.by_code("cs-a11"))
        initiative.accept(by=1, at=NOW)
        with pytest.raises(CannotDoNow):
            initiative.withdraw(by=1, at=NOW)


# --- who sees what ---


def test_a_foreign_initiative_is_not_found_anywhere(app, signed_in, ids, made):
    initiative, leader = made(), signed_in("leader.huyen-a2")
    leader.get(at(ids, "huyen-a2"))
    tried = set()
    for rule in app.url_map.iter_rules():
        if "initiative_id" not in rule.arguments or len(rule.arguments) != 2:
            continue
        address = rule.rule.replace("<int:unit_id>", str(ids["huyen-a2"]))
        address = address.replace("<int:initiative_id>", str(initiative))
        if "GET" in rule.methods:
            assert leader.get(address).status_code == 404, address
        else:
            assert leader.submit(address, paper()).status_code == 404, address
        tried.add(rule.endpoint)
    assert len(tried) >= 9


# --- finding ---


def test_the_list_is_searched_and_narrowed(signed_in, ids, as_unit):
    with as_unit("huyen-a1"):
        hand_in(Unit.by_code("cs-a11"), title="Bàn cắt vải xoay", target_group=2)
        hand_in(Unit.by_code("cs-a12"), title="Sổ tay đọc sách", to=State.SUBMITTED, target_group=4)
        hand_in(Unit.by_code("huyen-a1"), title="Lịch họp chung", target_group=1)
    officer = signed_in("officer.huyen-a1")
    titles = ["Bàn cắt vải xoay", "Sổ tay đọc sách", "Lịch họp chung"]

    def found(query):
        page = officer.get(at(ids, "huyen-a1", f"?{query}"), htmx=True)
        assert "<html" not in page.text
        return [title for title in titles if title in page.text]

    assert found("") == titles
    assert found("q=ban+cat") == titles[:1]
    assert found("q=nguyen van an") == titles
    assert found("state=submitted") == titles[1:2]
    assert found("state=registered") == titles
    assert found("group=4") == titles[1:2]
    assert found("own=1") == titles[2:]
    assert found("stage=gd1") == []
    assert found("q=%25") == [], "a sign of SQL is only a sign"
    assert found("state=x&stage=y&group=z&page=9") == titles


def test_empty_lists_say_what_to_do_next(signed_in, ids):
    chair = signed_in("leader.cs-a11")
    assert "Nhập sáng kiến" in chair.get(at(ids, "cs-a11")).text
    page = chair.get(at(ids, "cs-a11", "?q=kh%C3%B4ng+c%C3%B3&own=1"))
    assert "Bỏ các bộ lọc" in page.text
    assert "Chỉ của" in page.text


def test_a_page_of_the_list_needs_few_statements(signed_in, ids, as_unit, statements):
    with as_unit("huyen-a1"):
        for _ in range(60):
            hand_in(Unit.by_code("cs-a11"))
    officer = signed_in("officer.huyen-a1")
    statements.clear()
    page = officer.get(at(ids, "huyen-a1", "?page=1"))
    assert page.text.count('<tr class="q-row') == 50
    assert "1–50 / 60" in page.text
    assert len(statements) <= 9


# --- receipts ---


@given(st.integers(1, 32**4 - 1))
def test_a_receipt_leads_back_to_its_unit(number):
    code = new_code(number)
    assert re.fullmatch(r"([2-9A-HJ-NP-Z]{4}-){2}[2-9A-HJ-NP-Z]{4}", code)
    assert unit_of(code) == number
    assert unit_of(f" {code.lower().replace('-', ' ')} ") == number


@pytest.mark.parametrize("text", ["", "1234", "0000-0000-0000", "222C-7KQF-9TR", "đơn vị ở đây"])
def test_other_text_is_no_receipt(text):
    assert unit_of(text) is None


# --- sums ---


def recounted():
    """Sums by cell, counted from how every initiative stands now."""
    cells = defaultdict(lambda: defaultdict(int))
    for one in db.session.scalars(sa.select(Initiative)):
        cell = cells[one.unit_id, one.stage_id, one.target_group]
        standing = Standing(State(one.state), one.benefit_claimed, one.benefit_verified)
        for name, number in standing.counts().items():
            cell[name] += number
    return {key: {n: c for n, c in cell.items() if c} for key, cell in cells.items() if cell}


def tallied():
    cells = {}
    for row in db.session.scalars(sa.select(Tally)):
        sums = {name: getattr(row, name) for name in tallies.SUMS if getattr(row, name)}
        if sums:
            cells[row.unit_id, row.stage_id, row.target_group] = sums
    return cells


def act_at_random(dice, initiative, window, when):
    facts = {
        "benefit_claimed": dice.choice([None, 0, 5_000_000, 350_000_000]),
        "target_group": dice.randint(1, 5),
    }
    author = [Identified(initiative.author_names, phone="0900000001")]
    acts = [
        lambda: initiative.submit(window, by=1, at=when),
        lambda: initiative.endorse(by=1, at=when),
        lambda: initiative.accept(by=1, at=when),
        lambda: initiative.reject(by=1, at=when),
        lambda: initiative.send_back(by=1, at=when),
        lambda: initiative.amend(authors=author, consent=ConsentWay.FORM, by=1, at=when, **facts),
        lambda: initiative.withdraw(by=1, at=when),
    ]
    weights = [6, 6, 2, 1, 3, 5, 1]
    try:
        dice.choices(acts, weights)[0]()
    except CannotDoNow:
        return


@pytest.mark.parametrize("seed", range(3))
def test_after_any_acts_the_sums_are_what_a_recount_finds(as_unit, seed):
    dice = random.Random(seed)
    with as_unit("tld"):
        units = [Unit.by_code(code) for code in ("cs-a11", "cs-a21", "cs-a0", "huyen-b1")]
        written = [
            hand_in(dice.choice(units), to=State.DRAFT, target_group=dice.randint(1, 5))
            for _ in range(12)
        ]
        for hour in range(150):
            initiative = dice.choice(written)
            window = next(w for w in windows(initiative.unit) if w.stage == initiative.stage)
            act_at_random(dice, initiative, window, NOW + dt.timedelta(hours=hour))
    with as_unit("tld"):
        assert tallied() == recounted()
        assert tallies.differences() == []


def test_verify_finds_nothing_and_finds_a_forged_sum(app, made, as_unit):
    made()
    runner = app.test_cli_runner()
    assert runner.invoke(args=["initiatives", "verify"]).output.endswith("0 differences\n")
    with as_unit("cs-a11"):
        db.session.scalars(sa.select(Tally)).one().valid += 1
    found = runner.invoke(args=["initiatives", "verify"])
    assert found.exit_code == 1
    assert "1 differences" in found.output


def test_a_benefit_by_the_month_is_said_back(signed_in, ids):
    officer = signed_in("contact.cs-a11")
    officer.get(f"/u/{ids['cs-a11']}/initiatives/new")
    at = f"/u/{ids['cs-a11']}/initiatives/"
    wrong = officer.submit(at, paper(benefit_claimed="12,5 triệu/tháng", title=""))
    assert wrong.status_code == 422
    assert 'value="12,5 triệu/tháng"' in wrong.text
    assert "Đã hiểu là 150.000.000 đồng một năm." in wrong.text
    kept = officer.submit(at, paper(benefit_claimed="12,5 triệu/tháng"), follow_redirects=True)
    assert "Giá trị làm lợi: Đã hiểu là 150.000.000 đồng một năm." in kept.text
    dollars = officer.submit(at, paper(benefit_claimed="5.000 USD"))
    assert dollars.status_code == 422
    assert "quy ra đồng theo tỷ giá ngày công nhận" in dollars.text
    assert 'value="5.000 USD"' in dollars.text
