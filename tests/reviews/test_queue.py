"""The queue: its views, each one range of one index; the next of the same; the reading page."""

import datetime as dt
import re

import pytest
import sqlalchemy as sa

from app.accounts import Account
from app.accounts.door import identity
from app.db import db
from app.initiatives import Initiative, State
from app.programmes import Programme, ReasonCode, ReviewStep, Step, Task, Where
from app.reviews import Outcome, Review, Reviewer, Word
from app.reviews.queue import OVERDUE_AFTER, Queue, View
from app.units import Unit
from tests.conftest import ON_POSTGRESQL
from tests.world import NOW
from tests.written import hand_in

TWO = (
    Step(Task.CONFIRM, Where.OWN),
    Step(Task.DECIDE, Where.ABOVE, persons=2),
    Step(Task.DECIDE, "province"),
)
OFFICER = "Nguyễn Thị Officer.Huyen-A1"


def at(ids, code, tail=""):
    return f"/u/{ids[code]}/reviews/{tail}"


@pytest.fixture
def made(as_unit):
    """`made(days=3)`: the id of an initiative of cs-a11 that has waited so long at its desk."""

    def make(days=0, to=State.ENDORSED, unit="cs-a11", **columns):
        with as_unit("huyen-a1"):
            title = columns.pop("title", None)
            row = hand_in(Unit.by_code(unit), to=to, **({"title": title} if title else {}))
            row.desk_since = NOW - dt.timedelta(days=days)
            for name, value in columns.items():
                setattr(row, name, value)
            return row.id

    return make


@pytest.fixture
def signed(as_unit):
    """`signed(id, by="A")`: put an author of that name under it."""

    def sign(initiative, name):
        with as_unit("huyen-a1"):
            db.session.get(Initiative, initiative).authors[0].full_name = name

    return sign


@pytest.fixture
def route(as_unit):
    def ask_for(*steps):
        with as_unit("tld"):
            ReviewStep.set_route(Programme.by_code("tsk"), steps, by=None, at=NOW)

    return ask_for


@pytest.fixture
def say(as_unit, ids):
    """`say(id, Outcome.VALID)`: from huyen-a1, by somebody else."""

    def write(initiative, outcome):
        by = Reviewer(1, "Trần Văn Khác")
        with as_unit("huyen-a1"):
            row = db.session.get(Initiative, initiative)
            codes = ReasonCode.known(row.stage)[:1] if outcome is not Outcome.VALID else ()
            word = Word(outcome, codes=codes, note="Thiếu quyết định." if codes else "")
            return Review.write(row, Unit.by_code("huyen-a1"), word, by=by, at=NOW)

    return write


@pytest.fixture
def code_of(as_unit):
    def find(name):
        with as_unit("cs-a11"):
            stage = Programme.by_code("tsk").stages[1]
            return next(str(code.id) for code in ReasonCode.known(stage) if code.code == name)

    return find


def titles(page):
    return [int(number) for number in re.findall(r'id="initiative-(\d+)"', page.text)]


def side(page):
    """The numbers of the narrow list beside what is read; the current one."""
    block = re.search(r'<ol class="desk__rows">.*?</ol>', page.text, re.S)[0]
    numbers = [int(number) for number in re.findall(r'href="/u/\d+/reviews/(\d+)', block)]
    now = re.search(r'reviews/(\d+)[^"]*" aria-current="true"', block)
    return numbers, int(now[1]) if now else None


# --- views ---


def test_each_view_shows_its_own(signed_in, ids, made, say):
    officer = signed_in("officer.huyen-a1")
    young, old, mine = made(3), made(20), made(5)
    returned = made()
    say(returned, Outcome.RETURNED)
    own = made(unit="huyen-a1", to=State.DRAFT)
    amended = made(unit="huyen-a1")
    say(amended, Outcome.RETURNED)

    def shown(view):
        return titles(officer.get(at(ids, "huyen-a1", f"?view={view}")))

    assert shown("") == [old, mine, young]
    assert shown("overdue") == [old]
    assert shown("sent-back") == [returned], "its own that it amends is not out"
    assert shown("returned") == [amended]
    assert shown("draft") == [own]
    assert shown("mine") == []


def test_mine_are_those_that_i_have_taken_on(signed_in, ids, made, as_unit):
    number, _other = made(2), made(3)
    with as_unit("huyen-a1"):
        account = account_of("officer.huyen-a1")
        db.session.get(Initiative, number).desk_person_id = account
    page = signed_in("officer.huyen-a1").get(at(ids, "huyen-a1", "?view=mine"))
    assert titles(page) == [number]
    assert titles(signed_in("leader.huyen-a1").get(at(ids, "huyen-a1", "?view=mine"))) == []


def account_of(login):
    with identity() as door:
        return door.scalar(sa.select(Account.id).where(Account.login == login))


def test_what_is_exactly_fourteen_days_old_is_overdue_and_red(signed_in, ids, made):
    officer = signed_in("officer.huyen-a1")
    made(OVERDUE_AFTER.days), made(OVERDUE_AFTER.days - 1)
    page = officer.get(at(ids, "huyen-a1"))
    assert re.findall(r'class="(late|soon)">(\d+) ngày', page.text) == [
        ("late", "14"),
        ("soon", "13"),
    ]
    assert len(titles(officer.get(at(ids, "huyen-a1", "?view=overdue")))) == 1


@pytest.mark.parametrize("view", View)
def test_a_view_is_one_range_of_an_index(app, as_unit, view):
    seen = []

    def note(connection, cursor, sql, params, context, many):
        seen.append((sql, params))

    with as_unit("huyen-a1") as session:
        query = Queue(Unit.by_code("huyen-a1"), 7, view, "", NOW).rows().limit(50)
        sa.event.listen(db.engine, "before_cursor_execute", note)
        session.scalars(query).unique().all()
        sa.event.remove(db.engine, "before_cursor_execute", note)
    wanted = {View.MINE: "person", View.SENT_BACK: "sent_back"}.get(view, "desk")
    plan = plan_of(app, *next(found for found in seen if "FROM initiative" in found[0]))
    assert f"ix_initiative_{wanted}" in plan, plan
    assert "TEMP B-TREE" not in plan, "it is sorted already"


def plan_of(app, sql, params):
    """How the database goes about a query; as if tables were large."""
    explain = "EXPLAIN" if ON_POSTGRESQL else "EXPLAIN QUERY PLAN"
    with app.app_context():
        engine = db.engine.execution_options(wall="a plan of a query")
        with engine.connect().execution_options(reading=True) as connection:
            for how in ("seqscan", "sort", "bitmapscan") if ON_POSTGRESQL else ():
                connection.exec_driver_sql(f"SET LOCAL enable_{how} = off")
            return str(connection.exec_driver_sql(f"{explain} {sql}", params).all())


def test_views_are_counted_in_one_statement(as_unit, made, statements):
    made(20), made(1)
    with as_unit("huyen-a1"):
        desk = Unit.by_code("huyen-a1")
        queue = Queue(desk, 7, View.first(desk), "", NOW)
        statements.clear()
        counts = queue.counts()
        assert len(statements) == 1
        assert counts[View.ENDORSED] == 2
        assert counts[View.OVERDUE] == 1


def test_a_search_needs_no_marks_and_stays_in_its_view(signed_in, ids, made):
    officer = signed_in("officer.huyen-a1")
    found = made(2, title="Cải tiến máy đo độ ẩm")
    made(3, title="Bàn trộn vữa")
    page = officer.get(at(ids, "huyen-a1", "?q=may do do am"), htmx=True)
    assert titles(page) == [found]
    assert f"/reviews/{found}?q=may+do+do+am" in page.text
    none = officer.get(at(ids, "huyen-a1", "?q=không có"))
    assert "Không tìm thấy sáng kiến nào khớp “không có”" in none.text
    assert titles(officer.get(at(ids, "huyen-a1", "?view=overdue&q=may"))) == []


def test_the_queue_of_fifty_costs_six_statements(signed_in, ids, as_unit, statements):
    with as_unit("huyen-a1"):
        for _ in range(60):
            hand_in(Unit.by_code("cs-a11"))
    officer = signed_in("officer.huyen-a1")
    statements.clear()
    assert len(titles(officer.get(at(ids, "huyen-a1")))) == 50
    assert len(statements) <= 6
    statements.clear()
    assert len(titles(officer.get(at(ids, "huyen-a1", "?page=2")))) == 10
    assert len(statements) <= 6


# --- reading, and the next ---


def test_the_list_stands_beside_what_is_read(signed_in, ids, made):
    numbers = [made(days) for days in (9, 8, 7)]
    officer = signed_in("officer.huyen-a1")
    page = officer.get(at(ids, "huyen-a1", str(numbers[1])))
    assert side(page) == (numbers, numbers[1])
    part = officer.get(at(ids, "huyen-a1", str(numbers[2])), htmx=True)
    assert "desk__rows" not in part.text, "a click brings the pane alone"
    assert part.text.lstrip().startswith("<title>")
    assert f"reviews/{numbers[2]}/approval" in part.text


def test_the_list_opens_at_the_page_of_what_is_read(signed_in, ids, as_unit):
    with as_unit("huyen-a1"):
        numbers = [hand_in(Unit.by_code("cs-a11")).id for _ in range(53)]
    officer = signed_in("officer.huyen-a1")
    assert side(officer.get(at(ids, "huyen-a1", str(numbers[51])))) == (numbers[50:], numbers[51])
    assert side(officer.get(at(ids, "huyen-a1", str(numbers[49]))))[0] == numbers[:50]
    first = officer.get(at(ids, "huyen-a1", f"{numbers[51]}?page=1"))
    assert side(first) == (numbers[:50], None)


def test_after_a_decision_the_one_below_opens_in_the_same_view_and_search(signed_in, ids, made):
    numbers = [made(30 - n, title=f"Máy số {n}") for n in range(3)]
    made(40, title="Khác")
    officer = signed_in("officer.huyen-a1")
    asked = "?view=overdue&q=may+so"

    def decide(number):
        officer.get(at(ids, "huyen-a1", f"{number}{asked}"))
        return officer.submit(at(ids, "huyen-a1", f"{number}/approval{asked}")).location

    assert decide(numbers[1]) == at(ids, "huyen-a1", f"{numbers[2]}{asked}"), "not the first again"
    assert decide(numbers[2]) == at(ids, "huyen-a1", f"{numbers[0]}{asked}"), "then what was left"
    assert decide(numbers[0]) == at(ids, "huyen-a1", asked)
    page = officer.get(at(ids, "huyen-a1", asked))
    assert "Không tìm thấy" in page.text
    assert "Không còn sáng kiến nào chờ quá 14 ngày" not in page.text


@pytest.mark.parametrize(
    ("view", "words"),
    [
        ("", "Không còn sáng kiến chờ quyết định"),
        ("overdue", "Không còn sáng kiến nào chờ quá 14 ngày"),
        ("mine", "Đồng chí không còn sáng kiến nào đã nhận xử lý"),
        ("sent-back", "Không có sáng kiến nào đã trả lại mà chưa nộp lại"),
    ],
)
def test_an_empty_view_says_what_to_do_next(signed_in, ids, view, words):
    page = signed_in("officer.huyen-a1").get(at(ids, "huyen-a1", f"?view={view}")).text
    assert words in page
    assert re.search(r'class="empty__acts"><a href="/u/\d+/', page)


# --- who may say what ---


def test_the_version_that_was_read_goes_along(signed_in, ids, made, as_unit, code_of):
    number, officer = made(), signed_in("officer.huyen-a1")
    page = officer.get(at(ids, "huyen-a1", str(number)))
    version = re.search(r'name="version" value="(\d+)"', page.text)[1]
    with as_unit("huyen-a1"):
        db.session.get(Initiative, number).summary = "Nay viết khác."
    form = {"act": "invalid", "codes": [code_of("trung")], "note": "Trùng với số 7."}
    for tail, data in (("approval", {}), ("refusal", form)):
        late = officer.submit(at(ids, "huyen-a1", f"{number}/{tail}"), {**data, "version": version})
        assert late.status_code == 409
        assert "Xin đọc lại rồi quyết định" in late.text
        assert "Nay viết khác." in late.text
    assert "Trùng với số 7." in late.text
    assert re.search(r'id="reasons" open', late.text)
    fresh = re.search(r'name="version" value="(\d+)"', late.text)[1]
    again = officer.submit(at(ids, "huyen-a1", f"{number}/refusal"), {**form, "version": fresh})
    assert again.status_code == 303


def test_who_comes_second_reads_who_decided_and_keeps_his_words(signed_in, ids, made, say, code_of):
    number, officer = made(), signed_in("officer.huyen-a1")
    officer.get(at(ids, "huyen-a1", str(number)))
    say(number, Outcome.VALID)
    form = {"act": "returned", "codes": [code_of("trung")], "note": "Đề nghị nêu rõ."}
    late = officer.submit(at(ids, "huyen-a1", f"{number}/refusal"), form)
    assert late.status_code == 409
    assert "Đồng chí Trần Văn Khác đã ghi “Hợp lệ” lúc 08:00 ngày 06/03/2023." in late.text
    assert "Đề nghị nêu rõ." in late.text
    assert 'id="reasons"' not in late.text


def test_a_namesake_says_that_it_is_somebody_else(signed_in, ids, made, signed):
    number, officer = made(), signed_in("officer.huyen-a1")
    other = made()
    signed(number, OFFICER.upper())
    assert "Không phải tôi" not in officer.get(at(ids, "huyen-a1", str(other))).text
    page = officer.get(at(ids, "huyen-a1", str(number)))
    assert page.text.count("Không phải tôi, chỉ trùng tên") == 2, "in both forms"
    address = at(ids, "huyen-a1", f"{number}/approval")
    bare = officer.submit(address)
    assert bare.status_code == 422
    assert "xin đánh dấu “Không phải tôi”" in bare.text
    assert officer.submit(address, {"not_me": "1"}).status_code == 303
    assert "đã xác nhận là người khác" in officer.get(at(ids, "huyen-a1", str(number))).text


def test_nobody_is_offered_to_decide_on_his_own(signed_in, ids, made, signed):
    number, officer = made(unit="huyen-a1"), signed_in("officer.huyen-a1")
    signed(number, OFFICER)
    page = officer.get(at(ids, "huyen-a1", str(number)))
    assert "Không ai quyết định về sáng kiến của mình" in page.text
    assert "approval" not in page.text
    assert "refusal" not in page.text
    assert officer.submit(at(ids, "huyen-a1", f"{number}/approval")).status_code == 409
    assert "approval" in signed_in("leader.huyen-a1").get(at(ids, "huyen-a1", str(number))).text


def test_a_step_of_two_persons_says_who_has_agreed_and_where_it_goes(signed_in, ids, made, route):
    route(*TWO)
    number, following = made(3), made(2)
    officer, leader = signed_in("officer.huyen-a1"), signed_in("leader.huyen-a1")
    page = officer.get(at(ids, "huyen-a1", str(number)))
    assert "Chưa có đồng chí nào đồng ý" in page.text
    assert re.search(r"data-key=\"KeyH\".*?<span>Đồng ý</span>", page.text, re.S)
    answer = officer.submit(at(ids, "huyen-a1", f"{number}/approval"))
    assert answer.location == at(ids, "huyen-a1", str(following))
    page = officer.get(at(ids, "huyen-a1", str(number)))
    assert "Đồng chí đã đồng ý. Bước này cần thêm một đồng chí khác" in page.text
    assert 'data-key="KeyH"' not in page.text
    assert 'id="reasons"' in page.text, "one may still find something wrong"
    page = leader.get(at(ids, "huyen-a1", str(number)))
    assert f"Đã có 1/2 đồng chí đồng ý ({OFFICER})" in page.text
    assert "<span>Đồng ý, chuyển lên LĐLĐ tỉnh An Phú</span>" in page.text
    assert leader.submit(at(ids, "huyen-a1", f"{number}/approval")).status_code == 303
    page = signed_in("officer.tinh-a").get(at(ids, "tinh-a", str(number)))
    assert "<span>Hợp lệ</span>" in page.text
    assert "Đã có 1/2" not in page.text


def test_the_next_is_none_that_i_have_agreed_to(signed_in, ids, made, route):
    route(*TWO)
    first, second = made(3), made(2)
    officer = signed_in("officer.huyen-a1")
    officer.get(at(ids, "huyen-a1", str(first)))
    assert officer.submit(at(ids, "huyen-a1", f"{first}/approval")).location.endswith(str(second))
    last = officer.submit(at(ids, "huyen-a1", f"{second}/approval"))
    assert last.location == at(ids, "huyen-a1"), "the first waits for another person"


def test_who_entered_it_is_told_and_named(signed_in, ids, made, as_unit):
    number, officer = made(), signed_in("officer.huyen-a1")
    with as_unit("huyen-a1"):
        db.session.get(Initiative, number).entered_by_id = account_of("officer.huyen-a1")
    page = officer.get(at(ids, "huyen-a1", str(number)))
    assert "Đồng chí là người nhập sáng kiến này" in page.text
    officer.submit(at(ids, "huyen-a1", f"{number}/approval"))
    page = officer.get(at(ids, "huyen-a1", str(number)))
    assert "Người nhập đồng thời là người duyệt" in page.text


def test_a_name_of_three_hundred_letters_is_held(signed_in, ids, made):
    number = made(title="Cải tiến " * 33)
    officer = signed_in("officer.huyen-a1")
    assert "Cải tiến Cải tiến" in officer.get(at(ids, "huyen-a1", str(number))).text
