"""A visitor's form: what it takes, what it refuses, and that it becomes one initiative."""

import threading

import pytest
import sqlalchemy as sa

from app import clock
from app.initiatives import Consent, Initiative, Person, tallies
from app.links import LinkSubmission, UnitLink, sending
from app.programmes import Stage
from app.units import Unit
from tests.links.visiting import came_in, filled, hidden, link_at, lying, receipt_of, send
from tests.world import NOW


def test_a_form_becomes_an_initiative_for_the_chair_to_confirm(client, as_unit):
    code = link_at(as_unit)
    answer = send(client, code, filled(client, code))
    receipt = receipt_of(answer)
    assert lying(as_unit) == [(receipt, "Cải tiến cữ gá may túi", "submitted")]
    with as_unit("cs-a11") as session:
        found = session.scalars(sa.select(Initiative)).one()
        assert (found.way, found.desk_unit_id, found.applied_precision) == (
            "link",
            found.unit_id,
            "month",
        )
        assert session.scalars(sa.select(Person)).one().phone == "0901234567"
        assert session.scalars(sa.select(Consent)).one().way == "link"
        assert tallies.differences() == []
    shown = client.get(answer.location)
    assert all(part in shown.text for part in receipt.split("-"))
    assert "Trần Thị Hoa" not in shown.text


def test_nobody_needs_a_session_and_nothing_is_shown_but_the_name(client, as_unit):
    code = link_at(as_unit)
    send(client, code, filled(client, code))
    page = client.get(f"/n/{code}")
    assert "Set-Cookie" not in page.headers
    assert page.headers["X-Robots-Tag"].startswith("noindex")
    assert "CĐCS Công ty TNHH May Hòa Bình" in page.text
    for secret in ("Trần Thị Hoa", "LĐLĐ huyện Đông Sơn", "100", "/u/"):
        assert secret not in page.text


@pytest.mark.parametrize(
    "changes", [{}, {"key": "another"}, {"key": "a\0b"}, {"phone": "+84 901.234.567"}]
)
def test_the_same_form_five_times_is_one_initiative(client, as_unit, changes):
    code = link_at(as_unit)
    form = filled(client, code)
    first = receipt_of(send(client, code, form))
    for _time in range(4):
        again = send(client, code, {**form, **changes})
        assert receipt_of(again) == first
        assert "again=1" in again.location
    assert len(lying(as_unit)) == len(came_in(as_unit)) == 1


def test_five_at_once_are_one_initiative(app, client, as_unit):
    code = link_at(as_unit)
    form, receipts = filled(client, code), []
    start = threading.Barrier(5)

    def press() -> None:
        visitor = app.test_client()
        start.wait()
        answer = send(visitor, code, form)
        for _time in range(20):
            if answer.status_code == 303:
                break
            assert answer.status_code == 503
            answer = send(visitor, code, form)
        receipts.append(receipt_of(answer))

    threads = [threading.Thread(target=press) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(receipts) == 5
    assert len(set(receipts)) == 1
    assert [row[0] for row in lying(as_unit)] == receipts[:1]


def test_a_sent_form_with_other_words_asks_before_it_sends_another(client, as_unit):
    code = link_at(as_unit)
    form = filled(client, code)
    first = receipt_of(send(client, code, form))
    form["title"] = "Giá treo cuộn chỉ"
    asked = send(client, code, form)
    assert asked.status_code == 409
    assert first in asked.text
    assert 'value="Giá treo cuộn chỉ"' in asked.text
    assert len(lying(as_unit)) == 1
    second = receipt_of(send(client, code, {**form, **hidden(asked)}))
    assert [row[0] for row in lying(as_unit)] == [first, second]


def test_a_refusal_keeps_what_was_typed_and_the_key(client, as_unit):
    code = link_at(as_unit)
    form = filled(client, code, phone="12", agreed="", applied_on="1/1/2020")
    refused = send(client, code, form)
    assert refused.status_code == 422
    for said in ("không phải số điện thoại", "nhận sáng kiến áp dụng từ", "Xin đọc nội dung"):
        assert said in refused.text
    assert 'value="Cải tiến cữ gá may túi"' in refused.text
    assert hidden(refused)["key"] == form["key"]
    assert lying(as_unit) == []


def test_the_link_goes_along_when_its_unit_moves_and_ends_when_it_closes(client, as_unit):
    code = link_at(as_unit)
    with as_unit("tinh-a") as session:
        units = {unit.code: unit for unit in session.scalars(sa.select(Unit))}
        units["cs-a11"].move(units["huyen-a2"], by=None, at=NOW)
    receipt = receipt_of(send(client, code, filled(client, code)))
    asked = {"code": receipt, "digits": "4567"}
    assert client.post("/tra-cuu", data=asked).status_code == 200
    with as_unit("cs-a11") as session:
        session.scalars(sa.select(Unit).where(Unit.code == "cs-a11")).one().close(by=None, at=NOW)
    assert client.get(f"/n/{code}").status_code == 410


@pytest.mark.parametrize("sheet", ["", "tampered.with"])
def test_a_form_without_its_sheet_is_drawn_anew(client, as_unit, sheet):
    code = link_at(as_unit)
    receipt_of(send(client, code, filled(client, code, sheet=sheet)))
    assert send(client, code, {"sheet": sheet, "full_name": "An"}).status_code == 422


def test_a_group_that_the_programme_has_not_is_refused(client, as_unit):
    code = link_at(as_unit)
    assert send(client, code, filled(client, code, target_group="9")).status_code == 422


def test_when_no_stage_is_open_the_page_says_until_when(client, as_unit):
    code = link_at(as_unit)
    form = filled(client, code)
    with as_unit("tld") as session:
        stage = session.scalars(sa.select(Stage).where(Stage.code == "gd2")).one()
        stage.submitted_until = clock.end_of(clock.day_of(NOW).replace(day=1))
    page = client.get(f"/n/{code}")
    assert "đã hết hạn nhận lúc 23:59 ngày 01/03/2023" in page.text
    late = send(client, code, form)
    assert late.status_code == 422
    assert 'value="Cải tiến cữ gá may túi"' in late.text
    assert lying(as_unit) == []


def test_a_link_takes_no_more_in_an_hour_than_its_members_send(client, as_unit, monkeypatch):
    monkeypatch.setattr(sending, "LEAST", 2)
    code = link_at(as_unit, member_count=1)
    first = filled(client, code)
    receipt_of(send(client, code, first))
    receipt_of(send(client, code, filled(client, code, title="Hai")))
    third = filled(client, code, title="Ba")
    refused = send(client, code, third)
    assert refused.status_code == 429
    assert refused.headers["Retry-After"]
    assert 'value="Ba"' in refused.text
    assert receipt_of(send(client, code, first)), "what came before is no new one"
    with as_unit("cs-a11") as session:
        for row in session.scalars(sa.select(LinkSubmission)):
            row.at -= sending.HOUR
    assert receipt_of(send(client, code, {**third, **hidden(refused)}))


@pytest.mark.parametrize(
    ("members", "most"), [(None, 3000), (0, 3000), (60, 200), (2000, 3000), (10_000, 15_000)]
)
def test_a_whole_factory_passes_at_the_end_of_a_shift(members, most):
    assert sending.allowance(Unit(member_count=members)) == most


def test_whoever_is_erased_takes_the_hash_along(client, as_unit, signed_in, ids):
    code = link_at(as_unit)
    form = filled(client, code, elsewhere="CĐCS chỗ Trần Thị Hoa")
    send(client, code, form)
    with as_unit("cs-a11") as session:
        digest = session.scalars(sa.select(LinkSubmission)).one().digest
        person = session.scalars(sa.select(Person.id)).one()
    leader = signed_in("leader.cs-a11")
    unit = ids["cs-a11"]
    leader.get(f"/u/{unit}/initiatives/people/{person}")
    assert leader.submit(f"/u/{unit}/initiatives/people/{person}/erasure").status_code == 303
    with as_unit("cs-a11") as session:
        row = session.scalars(sa.select(LinkSubmission)).one()
        assert row.digest != digest
        assert row.elsewhere is None


def test_a_visitor_changes_nothing_that_is_held_of_a_person(client, as_unit):
    code = link_at(as_unit)
    receipt_of(send(client, code, filled(client, code, birth="15/8/1990")))
    receipt_of(send(client, code, filled(client, code, birth="1950", title="Hai")))
    with as_unit("cs-a11") as session:
        person = session.scalars(sa.select(Person)).one()
        assert (str(person.birth_date), person.birth_year) == ("1990-08-15", None)


def test_a_session_of_somebody_signed_in_is_not_looked_at(signed_in, as_unit, statements):
    code = link_at(as_unit)
    chair = signed_in("leader.cs-b11")
    statements.clear()
    page = chair.get(f"/n/{code}")
    assert page.status_code == 200
    assert not [sql for sql in statements if "account" in sql or "session_token" in sql]
    assert "Leader" not in page.text


def test_of_two_links_opened_at_once_one_stands(as_unit):
    with as_unit("cs-a11") as session:
        unit = session.scalars(sa.select(Unit).where(Unit.code == "cs-a11")).one()
        one = UnitLink.open(unit, by=None, at=NOW)
        assert UnitLink.open(unit, by=None, at=NOW) is one
