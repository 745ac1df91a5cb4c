"""A code of the portal on an initiative: the verb, the list, the card to copy from."""

import datetime as dt
import re

import pytest

from app.db import db
from app.initiatives import Initiative, Person, PortalCodeTaken, State
from app.initiatives.on_portal import BadPortalCode, BadPortalDay, NotForPortal
from app.journal import JournalLine
from app.units import Unit
from tests.world import NOW
from tests.written import hand_in

DAY = dt.date(2023, 3, 1)


def at(ids, code, tail=""):
    return f"/u/{ids[code]}/portal/{tail}"


@pytest.fixture
def made(as_unit):
    """`made("cs-a11")`: the id of a valid initiative of a unit, or in another state."""

    def make(unit="cs-a11", state=State.VALID, **facts):
        with as_unit("tld"):
            to = State.ENDORSED if state is State.VALID else state
            it = hand_in(Unit.by_code(unit), to=to, **facts)
            if state is State.VALID:
                it.accept(by=1, at=NOW)
            return it.id

    return make


@pytest.fixture
def on(as_unit):
    """`with on(number) as it:` the initiative, in the scope of the district."""

    def enter(number, code, day=DAY):
        with as_unit("tinh-a") as session:
            session.get(Initiative, number).enter_on_portal(code, day, by=1, at=NOW)

    return enter


def test_a_code_is_noted_corrected_and_taken_back(as_unit, made, on):
    number = made()
    on(number, " sk 00341 ")
    on(number, "SK00341")
    on(number, "SK00342")
    with as_unit("cs-a11") as session:
        it = session.get(Initiative, number)
        assert (it.portal_code, it.portal_entered_on) == ("SK00342", DAY)
        it.leave_portal(by=1, at=NOW)
        it.leave_portal(by=1, at=NOW)
    with as_unit("cs-a11") as session:
        assert session.get(Initiative, number).portal_code is None
        acts = [line.act for line in session.query(JournalLine) if "portal" in line.act]
        assert acts == ["initiative.enter-on-portal"] * 2 + ["initiative.leave-portal"]


@pytest.mark.parametrize(
    "code", ["", "Mã", "abc", "12345678901234567890123456789012345678901", "1;2"]
)
def test_what_is_no_code_is_refused(made, on, code):
    with pytest.raises(BadPortalCode):
        on(made(), code)


def test_a_day_to_come_is_refused(made, on):
    with pytest.raises(BadPortalDay):
        on(made(), "SK1", dt.date(2023, 3, 7))


def test_only_what_is_registered_has_a_code(made, on):
    on(made(state=State.SUBMITTED), "SK1")
    with pytest.raises(NotForPortal):
        on(made(state=State.DRAFT), "SK2")


def test_a_code_stands_once_in_a_programme(made, on):
    on(made(), "SK1")
    with pytest.raises(PortalCodeTaken):
        on(made("cs-a21"), "sk1")


def test_a_code_of_somebody_out_of_sight_is_taken_too(made, as_unit):
    first, second = made("cs-b11"), made("cs-a11")
    with as_unit("tinh-b") as session:
        session.get(Initiative, first).enter_on_portal("SK1", DAY, by=1, at=NOW)
    with pytest.raises(PortalCodeTaken), as_unit("cs-a11") as session:
        session.get(Initiative, second).enter_on_portal("SK1", DAY, by=1, at=NOW)


def test_the_list_leads_from_card_to_card(signed_in, ids, made):
    first, second = made(title="Cữ gá may túi"), made("cs-a12", title="Sổ điểm điện tử")
    made(state=State.ENDORSED, title="Còn đang xét")
    officer = signed_in("officer.huyen-a1")
    page = officer.get(at(ids, "huyen-a1")).text
    assert "Cữ gá may túi" in page
    assert "Còn đang xét" not in page
    assert "Còn đang xét" in officer.get(at(ids, "huyen-a1", "?state=registered")).text
    assert "Sổ điểm" not in officer.get(at(ids, "huyen-a1", f"?unit={ids['cs-a11']}")).text
    assert officer.get(at(ids, "huyen-a1", f"?unit={ids['cs-a21']}")).status_code == 404
    officer.get(at(ids, "huyen-a1", first))
    form = {"code": "SK1", "day": "1/3/2023"}
    answer = officer.submit(at(ids, "huyen-a1", f"{first}/entry"), form)
    assert answer.location.startswith(at(ids, "huyen-a1", str(second)))
    taken = officer.submit(at(ids, "huyen-a1", f"{second}/entry"), form)
    assert taken.status_code == 422
    assert "Mã này đã ghi" in taken.text
    wrong = officer.submit(
        at(ids, "huyen-a1", f"{second}/entry"), {"code": "?", "day": "31/9/2023"}
    )
    assert wrong.status_code == 422
    assert "tháng 9 chỉ có 30 ngày" in wrong.text
    last = officer.submit(at(ids, "huyen-a1", f"{second}/entry"), {**form, "code": "SK2"})
    assert last.location.startswith(at(ids, "huyen-a1", "?stage="))
    assert "Không còn sáng kiến nào" in officer.get(last.location).text


def test_the_card_holds_the_fields_in_the_portals_order(signed_in, ids, made, as_unit):
    number = made(summary="Dòng một\nDòng hai", benefit_claimed=7_000_000, link="https://a.vn/b")
    officer = signed_in("officer.huyen-a1")
    page = officer.get(at(ids, "huyen-a1", number)).text
    names = re.findall(r"<dt>([^<]+)</dt>", page)
    assert [name[:8] for name in names] == [
        *("Họ và tê", "Số điện ", "Số CMND,", "Nơi làm ", "Cơ quan,", "Đối tượn"),
        *("Tên sáng", "Tóm tắt ", "Thời gia", "Công nhậ", "Giá trị ", "Liên kết"),
    ]
    assert "Công ty TNHH May Hòa Bình</span>" in page
    assert "7.000.000" in page
    with as_unit("cs-a11") as session:
        it = session.get(Initiative, number)
        phone = session.get(Person, it.authors[0].person_id).phone
    assert phone not in page
    assert 'data-copy="#field-2"' not in page, "what is covered is not copied"
    shown = officer.submit(at(ids, "huyen-a1", f"{number}/author")).text
    assert phone in shown
    assert 'data-copy="#field-2"' in shown
    with as_unit("cs-a11") as session:
        assert [
            line.fields for line in session.query(JournalLine) if line.act == "person.reveal"
        ] == [["portal"]]


def test_a_viewer_enters_nothing(signed_in, ids, made):
    assert signed_in("viewer.huyen-a1").get(at(ids, "huyen-a1", made())).status_code == 403


def test_codes_are_taken_over_in_bulk(as_unit, made):
    free, held, draft = made(), made(), made(state=State.DRAFT)
    other = made("cs-b11")
    with as_unit("tinh-a") as session:
        session.get(Initiative, held).enter_on_portal("SK9", DAY, by=1, at=NOW)
    with as_unit("huyen-a1") as session:
        stage = session.get(Initiative, free).stage
        codes = {free: "SK1", held: "SK2", draft: "SK3", other: "SK4"}
        report = Initiative.take_over_codes(stage, codes, DAY, by=1, at=NOW)
        assert (report.asked, report.written) == (4, 1)
        assert Initiative.take_over_codes(stage, codes, DAY, by=1, at=NOW).written == 0
    with as_unit("tld") as session:
        said = {n: session.get(Initiative, n).portal_code for n in (free, held, draft, other)}
        assert said == {free: "SK1", held: "SK9", draft: None, other: None}
        assert db.session.get(Initiative, free).portal_entered_on == DAY
