"""Reasons of a programme: kept where it is owned, each leading to a field that is there."""

import re

import pytest

from app import jobs
from app.initiatives import State
from app.initiatives.forms import InitiativeForm
from app.programmes import Programme, ReasonCode
from app.programmes.models import CodeInUse
from app.programmes.reasons import FIELDS
from app.tenancy import Everything
from app.units import Unit
from tests.world import NOW
from tests.written import hand_in


@pytest.fixture
def programme(as_unit):
    with as_unit("tld"):
        return Programme.by_code("tsk").id


def at(ids, tail, code="tld"):
    return f"/u/{ids[code]}/programmes/{tail}"


def known(as_unit):
    with as_unit("tld"):
        codes = ReasonCode.of(Programme.by_code("tsk"))
        return [(one.code, one.text, one.field, one.advice, one.hints) for one in codes]


NEW = {
    "text": "Tóm tắt quá ngắn",
    "field": "summary",
    "advice": "Viết thêm.",
    "hints": "Đang làm thử \n\nđang làm thử\nđang làm thử\n",
}


def test_the_owner_adds_a_reason_and_units_below_are_offered_it(signed_in, ids, as_unit, programme):
    administrator = signed_in("administrator.tld")
    overview = administrator.get(at(ids, "")).text
    address = at(ids, f"{programme}/reasons")
    assert f'href="{address}"' in overview
    page = administrator.get(address)
    assert "Tên sáng kiến quá chung" in page.text
    once = re.search(r'name="once" value="([^"]+)"', page.text)[1]
    for _ in range(2):
        assert administrator.submit(address, {**NEW, "once": once}).status_code == 303
    assert known(as_unit)[-1] == (
        "tom-tat-qua-ngan",
        "Tóm tắt quá ngắn",
        "summary",
        "Viết thêm.",
        ["Đang làm thử", "đang làm thử"],
    )
    again = administrator.submit(address, NEW)
    assert again.status_code == 422
    assert "Chương trình đã có lý do này." in again.text
    with as_unit("huyen-a1"):
        number = hand_in(Unit.by_code("cs-a11")).id
    desk = signed_in("officer.huyen-a1").get(f"/u/{ids['huyen-a1']}/reviews/{number}")
    assert "Tóm tắt quá ngắn" in desk.text


def test_a_reason_is_changed(signed_in, ids, as_unit, programme):
    with as_unit("tld"):
        number = ReasonCode.of(Programme.by_code("tsk"))[0].id
    administrator = signed_in("administrator.tld")
    address = at(ids, f"reasons/{number}")
    page = administrator.get(f"{address}/edit")
    assert 'value="Chưa được người sử dụng lao động công nhận"' in page.text
    assert re.search(r"<option selected value=\"recognition_kind\"", page.text)
    bad = administrator.submit(address, {**NEW, "advice": " ", "field": "nonsense"})
    assert bad.status_code == 422
    assert "Xin chọn một mục trong danh sách." in bad.text
    assert "Xin điền mục này." in bad.text
    assert 'value="Tóm tắt quá ngắn"' in bad.text
    assert administrator.submit(address, {**NEW, "field": ""}).status_code == 303
    assert known(as_unit)[0][:4] == ("chua-cong-nhan", "Tóm tắt quá ngắn", None, "Viết thêm.")


def test_only_the_owner_keeps_them(signed_in, ids, as_unit, programme):
    with as_unit("tld"):
        number = ReasonCode.of(Programme.by_code("tsk"))[0].id
    below, viewer = signed_in("administrator.tinh-a"), signed_in("viewer.tld")
    for tail in (f"{programme}/reasons", f"reasons/{number}"):
        page = tail if tail.endswith("reasons") else f"{tail}/edit"
        assert below.get(at(ids, page, "tinh-a")).status_code == 404
        assert below.submit(at(ids, tail, "tinh-a"), NEW).status_code == 404
        assert viewer.get(at(ids, page)).status_code == 403


def test_each_place_to_mend_is_on_the_form(signed_in, ids, as_unit):
    with as_unit("cs-a11"):
        number = hand_in(Unit.by_code("cs-a11"), to=State.DRAFT).id
    page = signed_in("leader.cs-a11").get(f"/u/{ids['cs-a11']}/initiatives/{number}/edit").text
    assert {name for name in FIELDS if f'id="{name}"' not in page} == set()
    assert set(FIELDS) - {"attachments"} <= set(vars(InitiativeForm))


def test_the_demo_has_the_reasons_of_the_issue(demo_app):
    with demo_app.app_context(), jobs.step(Everything("reasons for a test")):
        programme = Programme.by_code("01-trieu")
        codes = {code.code: code for code in ReasonCode.of(programme)}
        assert list(codes) == [
            "ngoai-thoi-gian",
            "chua-cong-nhan",
            "trai-trat-tu",
            "dang-bao-ho",
            "thieu-hinh-thuc",
            "thieu-gia-tri",
            "trung",
            "sai-don-vi",
            "khac",
        ]
        assert all(code.advice for code in codes.values())
        assert {name for name, code in codes.items() if code.field not in FIELDS} == {"sai-don-vi"}
        assert codes["dang-bao-ho"].hints


def test_a_reason_that_reads_the_same_is_refused(as_unit):
    with as_unit("tld"):
        programme = Programme.by_code("tsk")
        said = {"text": "Thiếu ảnh", "advice": "Gửi ảnh.", "field": None, "hints": []}
        first = ReasonCode.add(programme, by=1, at=NOW, **said)
        assert first.position > 0
        with pytest.raises(CodeInUse):
            ReasonCode.add(programme, by=1, at=NOW, **said)
