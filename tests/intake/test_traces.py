"""Telephone and ID number along the whole road: nowhere in clear, and nowhere once erased."""

import io
import json
import re

import pytest
import sqlalchemy as sa

from app import jobs
from app.ciphers import Unreadable
from app.db import db
from app.initiatives import Erasure, Initiative, Person
from app.intake import Batch, BatchRow
from app.journal import JournalLine
from app.tenancy import Everything
from app.vietnamese import fold
from tests.initiatives.traces import places_of
from tests.intake.lists import paper as listed
from tests.written import paper

PHONE, NUMBER, NAME = "0901234567", "079012345678", "Trần Thị Hoa"
LISTED = ("0987654321", "079088001234", "Đỗ Văn Liệt")
CELL = f"{LISTED[2]}; {LISTED[0]}; 12/03/1988; {LISTED[1]}"


def number_of(answer):
    return int(re.search(r"/initiatives/(\d+)$", answer.location)[1])


@pytest.fixture
def road(app, signed_in, ids):
    """Form, list (one taken, one waiting), reveal, review, spreadsheet. Answers by name."""
    chair, officer = signed_in("leader.cs-a11"), signed_in("officer.huyen-a1")
    own, upper = f"/u/{ids['cs-a11']}", f"/u/{ids['huyen-a1']}"
    form = paper(full_name=NAME, phone=PHONE, id_number=NUMBER, act="draft")
    number = number_of(chair.submit(f"{own}/initiatives/", form))
    assert chair.submit(f"{own}/initiatives/{number}", {**form, "act": "submit", "once": ""})
    officer.submit(f"{upper}/initiatives/{number}/author", {"reason": "supplement"})
    for title in ("Bàn cắt xoay", "Giá đỡ chỉ"):
        row = (CELL, 2, title, "7/2022", "Gọn.")
        also = (f"{NAME}; {PHONE[1:]}; 1985; {NUMBER}", 2, f"{title} mới", "7/2022", "Gọn.")
        file = io.BytesIO(listed("May Hòa Bình", [row, also]))
        data = {"file": (file, f"{fold(title)}.xlsx"), "stage": _stage(officer, upper)}
        answer = officer.submit(f"{upper}/intake/", data, content_type="multipart/form-data")
        assert answer.status_code == 303, answer.text
        officer.submit(f"{answer.location}/unit", {"unit": ids["cs-a11"]})
        if title == "Bàn cắt xoay":
            assert officer.submit(f"{answer.location}/taking").status_code == 303
    assert officer.submit(f"{upper}/reviews/{number}/approval").status_code == 303
    with app.app_context(), jobs.reading("a test") as session:
        assert session.scalar(sa.select(sa.func.count(Initiative.id))) == 3
        assert session.scalar(sa.select(sa.func.count(BatchRow.id))) == 4
    return number


def _stage(client, upper):
    page = client.get(f"{upper}/intake/").text
    return re.search(r'<option[^>]*value="(\d+)"[^>]*>[^<]*Giai đoạn 2', page)[1]


def person_of(app, full_name):
    with app.app_context(), jobs.reading("a test") as session:
        query = sa.select(Person.id).where(Person.full_name == full_name).order_by(Person.id)
        return session.scalars(query).first()


def test_nowhere_along_the_road_do_the_numbers_stand_in_clear(app, road):
    assert places_of(app, PHONE, PHONE[1:], NUMBER, *LISTED[:2]) == set()
    with app.app_context(), jobs.reading("a test") as session:
        person = session.get(Person, person_of(app, NAME))
        assert (person.phone, person.id_number) == (PHONE, NUMBER), "and yet they are there"


def test_a_number_in_clear_would_be_found(app, road, as_unit):
    with as_unit("cs-a11"):
        db.session.get(Initiative, road).summary = f"Gọi {PHONE}"
    found = places_of(app, PHONE)
    assert "initiative.summary" in found
    assert found <= {"initiative.summary", "file", "file-wal"}


@pytest.mark.parametrize("login", ["leader.cs-a11", "administrator.huyen-a1"])
def test_one_persons_data_are_handed_out_and_it_is_written_down(app, road, ids, signed_in, login):
    client, person = signed_in(login), person_of(app, NAME)
    address = f"/u/{ids[login.split('.')[1]]}/initiatives/people/{person}"
    page = client.get(address).text
    assert "09••••567" in page and "•••••••••678" in page and PHONE not in page
    answer = client.submit(f"{address}/export")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    held = json.loads(answer.text)
    assert (held["full_name"], held["phone"], held["id_number"]) == (NAME, PHONE, NUMBER)
    assert [one["author"] for one in held["initiatives"]] == [True, True]
    assert [one["way"] for one in held["consents"]] == ["form", "list"]
    assert [one["reason"] for one in held["read_in_full"]] == ["supplement"]
    with app.app_context(), jobs.reading("a test") as session:
        line = sa.select(JournalLine.subject_id).where(JournalLine.act == "person.export")
        assert session.scalars(line).all() == [person]


@pytest.mark.parametrize("login", ["officer.cs-a11", "contact.huyen-a1", "viewer.cs-a11"])
def test_others_neither_hand_out_nor_erase(app, road, ids, signed_in, login):
    client = signed_in(login)
    address = f"/u/{ids[login.split('.')[1]]}/initiatives/people/{person_of(app, NAME)}"
    assert client.get(address).status_code == 403
    assert client.submit(f"{address}/export").status_code == 403
    assert client.submit(f"{address}/erasure").status_code == 403


def test_whoever_was_erased_is_nowhere_any_more(app, road, ids, signed_in):
    """The list lies above the unit that erases: the sweep empties it there."""
    person, chair = person_of(app, NAME), signed_in("leader.cs-a11")
    with app.app_context(), jobs.reading("a test") as session:
        held = session.get(Person, person)
        keys = (held.phone_key, held.id_key)
    address = f"/u/{ids['cs-a11']}/initiatives/people/{person}"
    for _ in range(2):  # a second time changes nothing
        assert chair.submit(f"{address}/erasure").status_code == 303
    assert "Đã xóa lúc" in chair.get(address).text
    ran = app.test_cli_runner().invoke(args=["privacy", "sweep"])
    assert "erasure 1" in ran.output, ran.output
    found = {
        where
        for where in places_of(app, NAME, fold(NAME), PHONE, NUMBER, *keys)
        if not where.startswith("file")  # pages that SQLite has freed but not yet written over
    }
    assert found == set()
    with app.app_context(), jobs.reading("a test") as session:
        said = [str(row.values) + str(row.typed) for row in session.scalars(sa.select(BatchRow))]
        assert not any(NAME in text or PHONE in text for text in said)
        assert sum(LISTED[0] in text for text in said) == 2, "others stay"
        initiative = session.get(Initiative, road)
        assert initiative.author_names.startswith("Đã xóa theo yêu cầu, Lê Văn Bình")
        assert initiative.state == "valid", "what was written stays, and counts"
        acts = sa.select(JournalLine.subject_id).where(JournalLine.act == "person.erase")
        assert session.scalars(acts).all() == [person]
    page = chair.get(f"/u/{ids['cs-a11']}/initiatives/?q=tran+thi+hoa").text
    assert "Không tìm thấy sáng kiến nào" in page


def test_an_erasure_waits_until_the_lists_above_are_emptied(app, road, ids, signed_in):
    person = person_of(app, NAME)
    signed_in("leader.cs-a11").submit(f"/u/{ids['cs-a11']}/initiatives/people/{person}/erasure")
    with app.app_context(), jobs.reading("a test") as session:
        assert session.scalars(sa.select(Erasure)).one().finished_at is None
        said = [str(row.values) for row in session.scalars(sa.select(BatchRow))]
        assert any(PHONE in text for text in said), "the list is beyond the chair's reach"


def test_a_token_carried_to_another_row_does_not_open(app, road):
    with app.app_context(), jobs.step(Everything("a test")) as session:
        one = session.get(Person, person_of(app, NAME))
        other = session.get(Person, person_of(app, LISTED[2]))
        kept, other.phone_sealed = other.phone_sealed, one.phone_sealed
        with pytest.raises(Unreadable):
            assert other.phone
        other.phone_sealed, one.id_number_sealed = kept, one.phone_sealed
        with pytest.raises(Unreadable):
            assert one.id_number
        session.rollback()


def test_a_batch_counts_as_before_once_it_is_emptied(app, road, ids, signed_in):
    with app.app_context(), jobs.step(Everything("a test")) as session:
        for batch in session.scalars(sa.select(Batch)).unique():
            before = dict(batch.counts)
            batch.empty(at=batch.checked_at)
            assert batch.counts == before
            assert batch.takeable == 0 or batch.taken or not any(r.takeable for r in batch.rows)
        numbers = [batch.id for batch in session.scalars(sa.select(Batch)).unique()]
    officer = signed_in("officer.huyen-a1")
    for number in numbers:
        page = officer.get(f"/u/{ids['huyen-a1']}/intake/{number}")
        assert page.status_code == 200
        assert "Liệt" not in page.text


def test_a_list_whose_month_is_over_says_nothing_of_people(app, road, as_unit):
    with as_unit("huyen-a1"):
        for batch in db.session.scalars(sa.select(Batch)).unique():
            batch.checked_at = batch.checked_at.replace(year=2022)
    runner = app.test_cli_runner()
    assert "staged_list 2" in runner.invoke(args=["privacy", "sweep", "--dry-run"]).output
    assert "staged_list 2" in runner.invoke(args=["privacy", "sweep"]).output
    assert "staged_list 0" in runner.invoke(args=["privacy", "sweep"]).output
    with as_unit("huyen-a1"):
        rows = db.session.scalars(sa.select(BatchRow)).all()
        assert [row.values for row in rows] == [{}] * 4
        assert not any(row.values_sealed or row.phone_key or row.id_key for row in rows)
        assert sum(row.initiative_id is not None for row in rows) == 2
        assert db.session.scalar(sa.select(sa.func.count(Initiative.id))) == 3, "they stay"
