"""What the machine says before anybody decides: each check right and wrong, and what it costs."""

import datetime as dt

import pytest

from app.db import db
from app.initiatives import Attachment, Case, Initiative, State, checks_of
from app.initiatives.hints import found
from app.initiatives.usual import SAMPLE, Usual
from app.programmes import ReasonCode, TargetGroup
from app.similar import Similar
from app.tenancy import part_of
from app.units import Unit
from app.uploads import Taken
from tests.world import NOW
from tests.written import hand_in

FULL = {
    "recognised_on": dt.date(2022, 9, 1),
    "recognition_kind": "decision",
    "recognition_number": "12/QĐ-CT",
    "recognition_issuer": "Giám đốc Công ty",
    "benefit_claimed": 350_000_000,
    "link": "https://example.org/",
}


@pytest.fixture
def said(as_unit):
    """`said(benefit_claimed=1)`: {field or words: (level, words, ground)} of a full initiative."""

    def ask(prepare=lambda one: None, **facts):
        with as_unit("tld"):
            group = db.session.query(TargetGroup).filter_by(number=2).one()
            group.blocks = ["doanh-nghiep"]
            code = db.session.query(ReasonCode).filter_by(code="nhiem-vu").one()
            code.hints = ["văn bằng bảo hộ", "độc quyền sáng chế"]
            Unit.by_code("cs-a11").block_code = "doanh-nghiep"
            Unit.by_code("cs-a12").block_code = "truong-hoc"
        with as_unit("huyen-a1"):
            unit = Unit.by_code(facts.pop("unit", "cs-a11"))
            one = hand_in(unit, **{**FULL, **facts})
            prepare(one)
            db.session.flush()
            db.session.expire_all()
            checks = checks_of(Case(one))
            assert all(check.words and check.ground for check in checks)
            return {check.words: check for check in checks}

    return ask


def look(checks, field):
    (found,) = [c for c in checks.values() if c.level == "look" and c.field == field]
    return found


def test_of_a_full_file_nothing_is_to_be_looked_at(said):
    checks = said()
    assert [check.words for check in checks.values() if check.level == "look"] == []
    assert set(checks) == {
        "Áp dụng trong thời gian của giai đoạn",
        "Công nhận trong thời gian của giai đoạn",
        "Có công nhận",
        "Đối tượng hợp với khối của đơn vị",
        "Không thấy dấu hiệu bị loại trừ",
        "Có minh chứng",
        "Có khai giá trị làm lợi",
    }
    assert "15/08/2022; Giai đoạn 2: 01/06/2022 – 30/09/2023" in [c.ground for c in checks.values()]


@pytest.mark.parametrize(
    ("facts", "field", "words", "ground"),
    [
        (
            {"applied_on": dt.date(2022, 5, 31)},
            "applied_on",
            "Áp dụng ngoài thời gian của giai đoạn",
            "31/05/2022; Giai đoạn 2: 01/06/2022 – 30/09/2023",
        ),
        (
            {"applied_on": dt.date(2022, 1, 1), "applied_precision": "year"},
            "applied_on",
            "Ngày áp dụng chưa đủ rõ",
            "Năm 2022; Giai đoạn 2: 01/06/2022 – 30/09/2023",
        ),
        ({"applied_on": None}, "applied_on", "Chưa ghi ngày áp dụng", "Giai đoạn 2"),
        (
            {"recognised_on": dt.date(2022, 5, 1)},
            "recognised_on",
            "Công nhận ngoài thời gian của giai đoạn",
            "01/05/2022",
        ),
        (
            {"recognised_on": dt.date(2023, 3, 7)},
            "recognised_on",
            "Ngày công nhận chưa đến",
            "07/03/2023",
        ),
        (
            {"recognition_kind": None, "recognised_on": None},
            "recognition_kind",
            "Công nhận chưa đủ",
            "Thiếu: hình thức công nhận, ngày công nhận",
        ),
        (
            {"recognition_number": None},
            "recognition_number",
            "Công nhận chưa đủ",
            "Thiếu: số quyết định",
        ),
        (
            {"unit": "cs-a12"},
            "target_group",
            "Đối tượng có thể không hợp với đơn vị",
            "thường thuộc khối Doanh nghiệp; đơn vị thuộc khối Trường học",
        ),
        (
            {"title": "Máy đã có VĂN BẰNG BẢO HỘ", "summary": "da co doc quyen  sang che"},
            "summary",
            "Có từ cần lưu ý",
            "“VĂN BẰNG BẢO HỘ”, “doc quyen  sang che”: Là nhiệm vụ thường xuyên",
        ),
        ({"link": None}, "attachments", "Chưa có minh chứng", "Không có tệp kèm theo"),
        ({"benefit_claimed": None}, "benefit_claimed", "Chưa khai giá trị làm lợi", "Chưa khai"),
        (
            {"benefit_claimed": 350},
            "benefit_claimed",
            "Giá trị làm lợi nhỏ bất thường",
            "350 đồng: có thể thiếu chữ",
        ),
        (
            {"benefit_claimed": 20 * 10**9},
            "benefit_claimed",
            "Giá trị làm lợi lớn",
            "20 tỷ; chưa đủ sáng kiến hợp lệ để so",
        ),
        (
            {"benefit_claimed": 2 * 10**12},
            "benefit_claimed",
            "Giá trị làm lợi lớn bất thường",
            "thừa số 0",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_ground(said, facts, field, words, ground):
    check = look(said(**facts), field)
    assert check.words == words
    assert ground in check.ground


@pytest.mark.parametrize("precision", ["month", "quarter", "season"])
def test_a_period_inside_the_stage_is_inside(said, precision):
    checks = said(applied_on=dt.date(2022, 10, 1), applied_precision=precision)
    assert "Áp dụng trong thời gian của giai đoạn" in checks


def test_a_file_is_evidence(said):
    def attach(one):
        one.state = State.DRAFT
        file = Taken("a.pdf", "pdf", b"%PDF")
        Attachment.attach(one, file, by=None, at=NOW)

    assert said(attach, link=None)["Có minh chứng"].ground == "1 tệp kèm theo"


def test_what_is_like_it_is_linked(said):
    def twin(one):
        other = hand_in(Unit.by_code("cs-a12"), title="Cữ gá may túi")
        for row in (one, other):
            known = {"key": "k", "kind": "text", "percent": 92, "found_at": NOW}
            db.session.add(Similar(**part_of(row), initiative_id=row.id, **known))

    check = look(said(twin), "title")
    assert check.ground == "Giống 92% “Cữ gá may túi” của CĐCS Trường Tiểu học Lê Lợi"
    assert check.anchor == "similar"


def test_compared_and_alone_is_said(said):
    def compared(one):
        one.compared = True

    assert "Không có sáng kiến giống" in said(compared)


# --- words ---


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("Đã có văn bằng bảo hộ.", ["văn bằng bảo hộ"]),
        ("DA CO VAN BANG BAO HO", ["VAN BANG BAO HO"]),
        ("văn bằng\nbảo hộ, Văn bằng bảo hộ", ["văn bằng\nbảo hộ"]),
        ("văn bằng bao hồ", []),
        ("văn bằng. Bảo hộ lao động", []),
        ("áo bảo hộ", []),
        ("", []),
    ],
)
def test_words_are_found_without_marks_and_quoted(text, quoted):
    assert found([text], ["Văn bằng bảo hộ"]) == quoted


def test_words_of_no_letters_find_nothing():
    assert found(["a - b"], ["-", "", "  "]) == []


# --- usual benefits ---


def test_too_few_say_nothing():
    assert Usual.of([10**6] * 19) is None


def test_the_fence_is_not_moved_by_one_slip():
    values = [n * 10**6 for n in range(20, 120)]
    usual = Usual.of([*values, 900 * 10**9])
    assert not usual.is_exceeded_by(600 * 10**6)
    assert usual.is_exceeded_by(2 * 10**9)
    assert usual.most == Usual.of(values).most or abs(usual.middle - 70 * 10**6) < 10**6


def test_alike_values_do_not_make_twice_as_much_unusual():
    assert not Usual.of([50 * 10**6] * 30).is_exceeded_by(100 * 10**6)


def test_far_above_the_valid_ones_is_flagged_in_one_statement(said, as_unit, statements):
    with as_unit("huyen-a1"):
        for number in range(30):
            one = hand_in(Unit.by_code("cs-a12"), benefit_claimed=(number + 20) * 10**6)
            one.accept(by=1, at=NOW)
    check = look(said(benefit_claimed=8 * 10**9), "benefit_claimed")
    assert check.words == "Giá trị làm lợi cao hơn hẳn mức thường gặp"
    assert "8 tỷ, gấp 232 lần mức giữa (34,5 triệu) của 30 sáng kiến hợp lệ" in check.ground
    assert "Giá trị làm lợi trong mức thường gặp" in said(benefit_claimed=80 * 10**6)
    bounded = [sql for sql in statements if "coalesce(initiative.benefit_verified" in sql]
    assert len(bounded) == 2
    assert all("LIMIT" in sql for sql in bounded)
    assert SAMPLE <= 500


# --- the page ---


def test_the_page_shows_them_to_whom_they_help(signed_in, ids, as_unit, statements):
    with as_unit("huyen-a1"):
        number = hand_in(Unit.by_code("cs-a11"), benefit_claimed=10**8).id
    officer = signed_in("officer.huyen-a1")
    statements.clear()
    page = officer.get(f"/u/{ids['huyen-a1']}/reviews/{number}").text
    asked = len(statements)
    assert 'id="checks"' in page
    assert "Công nhận chưa đủ" in page
    assert page.index("Công nhận chưa đủ") < page.index("Áp dụng trong thời gian")
    assert "2 điểm cần xem" in page
    assert asked <= 19, "\n".join(statements)  # the queue beside it is four of them
    chair = signed_in("leader.cs-a11").get(f"/u/{ids['cs-a11']}/reviews/{number}").text
    assert 'id="checks"' not in chair
    with as_unit("huyen-a1"):
        assert db.session.get(Initiative, number).state == State.ENDORSED
