"""A list that was refused: asked about with its row, put right and taken by the desk above."""

import re

import pytest
import sqlalchemy as sa

from app.intake import Batch, BatchRow
from app.support import Request
from tests.intake.lists import paper
from tests.intake.test_intake_pages import hand_in
from tests.support.conftest import GRASSROOTS, UPPER

HIDDEN = re.compile(r'name="(page|initiative|batch|row)" type="hidden" value="([^"]*)"')
GOOD = ("Trần Văn Năm; 0901234501; 12/03/1988", 2, "Máy cắt chỉ", "8/2022", "Gọn hơn.")
BAD = ("Lê Thị Hoa; 0901234502; 12/03/1988", 2, "Cữ gá may túi", "31/9/2022", "Nhanh hơn.")


@pytest.fixture
def at(ids):
    return lambda code, tail="": f"/u/{ids[code]}/{tail}"


@pytest.fixture
def refused(rostered, signed_in, ids) -> str:
    """The address of a list of May Hòa Bình, one row of which is refused."""
    chair = signed_in(f"leader.{GRASSROOTS}")
    return hand_in(chair, ids[GRASSROOTS], paper(None, [GOOD, BAD])).location


def link(page, words: str) -> str:
    found = re.search(rf'href="([^"]+)"[^>]*>(?:<svg.*?</svg>)?(?:<span>)?{words}', page.text)
    assert found, page.text
    return found[1].replace("&amp;", "&")


def hidden(page) -> dict[str, str]:
    return dict(HIDDEN.findall(page.text))


def test_from_the_refused_row_to_the_list_taken(refused, signed_in, as_unit, at):
    chair, officer = signed_in(f"leader.{GRASSROOTS}"), signed_in(f"officer.{UPPER}")
    form = chair.get(link(chair.get(refused), "Hỏi<span"))
    assert "dòng 3 của danh sách “ds.xlsx”" in form.text
    assert re.search(r'<option selected value="list"', form.text)
    told = {**hidden(form), "category": "list", "obstacle": "", "author": "", "phone": ""}
    told |= {"subject_line": "Ngày đúng mà bị từ chối", "text": "Quyết định ghi ngày này."}
    made = chair.submit(at(GRASSROOTS, "support/"), told)
    number = made.location.rsplit("/", 1)[1]
    with as_unit(GRASSROOTS) as session:
        row = session.scalars(sa.select(BatchRow).where(BatchRow.verdict == "error")).one()
        asked = session.get_one(Request, int(number))
        assert (asked.batch_id, asked.row_id, asked.page) == (row.batch_id, row.id, refused)
        row_id = row.id
    seen = officer.get(at(UPPER, f"support/{number}"))
    assert "Dòng 3" in seen.text
    assert "tháng 9 chỉ có 30 ngày" in seen.text
    batch = officer.get(link(seen, "Sửa dòng 3"))
    assert f"/u/{at(UPPER).split('/')[2]}/support/{number}" in batch.text, "the way back"
    right = officer.submit(f"{refused}/rows/{row_id}", {"applied_on": "30/9/2022"})
    assert right.status_code == 303
    assert officer.submit(f"{refused}/taking").status_code == 303
    with as_unit(GRASSROOTS) as session:
        assert session.scalars(sa.select(Batch)).one().taken == 2
    assert "Đã nhận" in officer.get(at(UPPER, f"support/{number}")).text


def test_a_row_on_a_later_page_is_found(rostered, signed_in, as_unit, ids):
    many = [(f"Trần Văn Năm; 09012{n:05}", 2, f"Máy {n}", "8/2022", "Gọn.") for n in range(60)]
    chair = signed_in(f"leader.{GRASSROOTS}")
    batch = hand_in(chair, ids[GRASSROOTS], paper(None, [*many, BAD])).location
    with as_unit(GRASSROOTS) as session:
        row = session.scalars(sa.select(BatchRow.id).where(BatchRow.verdict == "error")).one()
    assert "Lưu dòng 62" in chair.get(f"{batch}?edit={row}").text


def test_who_takes_no_lists_in_sees_nothing_of_it(refused, signed_in, at):
    chair = signed_in(f"leader.{GRASSROOTS}")
    told = {**hidden(chair.get(link(chair.get(refused), "Hỏi<span"))), "category": "list"}
    told |= {"obstacle": "", "author": "", "phone": "", "subject_line": "Hỏi", "text": "Hỏi"}
    number = chair.submit(at(GRASSROOTS, "support/"), told).location.rsplit("/", 1)[1]
    viewer = signed_in(f"viewer.{GRASSROOTS}").get(at(GRASSROOTS, f"support/{number}"))
    assert viewer.status_code == 200
    assert "ds.xlsx" not in viewer.text


def test_a_row_of_another_list_does_not_come_along(refused, signed_in, as_unit, at):
    chair = signed_in(f"leader.{GRASSROOTS}")
    told = {"page": "", "initiative": "", "batch": refused.rsplit("/", 1)[1], "row": "999999"}
    told |= {"category": "list", "obstacle": "", "author": "", "phone": ""}
    told |= {"subject_line": "Hỏi", "text": "Hỏi"}
    number = int(chair.submit(at(GRASSROOTS, "support/"), told).location.rsplit("/", 1)[1])
    with as_unit(GRASSROOTS) as session:
        asked = session.get_one(Request, number)
        assert asked.batch_id
        assert asked.row_id is None
