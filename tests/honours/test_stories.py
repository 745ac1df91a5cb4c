"""A story is written at its unit, read by all once it is published, and names nobody."""

import pytest
import sqlalchemy as sa

from app import jobs
from app.honours import telling
from app.honours.models import Honour, Story
from app.initiatives import Author, Initiative, Person, erase
from app.tenancy import Everything
from app.units import Unit
from tests.honours.conftest import TOLD, valid
from tests.world import NOW

BY = {"by": None, "at": NOW}


def test_it_is_read_by_all_when_published_and_by_nobody_when_taken_back(told, board, work):
    officer, page = told
    assert work() > 0
    assert "Cữ gá may túi" not in board("cs-b11"), "not yet published"
    assert "Chưa công bố" in officer.get(page).text
    assert officer.submit(f"{page}/publication").status_code == 303
    assert officer.submit(f"{page}/publication").status_code == 303
    work()
    for code in ("cs-b11", "tinh-b", "tld", "cs-a11"):
        text = board(code)
        assert "nhanh hơn 15%" in text and "CĐCS Công ty TNHH May Hòa Bình" in text
        assert "Nguyễn Văn An" not in text
    officer.submit(f"{page}/text", {**TOLD, "text": "Nay nhanh hơn 20%."})
    work()
    assert "nhanh hơn 20%" in board("cs-b11") and "15%" not in board("cs-b11")
    assert officer.submit(f"{page}/taking-back").status_code == 303
    work()
    assert "Cữ gá may túi" not in board("cs-b11")
    assert "Bảng vinh danh của giai đoạn này còn trống" in board("cs-b11")


@pytest.mark.parametrize(
    ("field", "text", "why"),
    [
        ("text", "Đồng chí Nguyễn Văn An nghĩ ra.", "họ tên tác giả"),
        ("text", "Ý của NGUYEN VAN AN.", "họ tên tác giả"),
        ("title", "Máy của Nguyễn  Văn An", "họ tên tác giả"),
        ("text", "Gọi 0987 654 321 để hỏi.", "số điện thoại"),
        ("text", "Gọi +84987654321 để hỏi.", "số điện thoại"),
        ("text", "CCCD 079-085-012345.", "số giấy tờ"),
    ],
)
def test_who_wrote_it_is_not_told(signed_in, ids, as_unit, initiative, field, text, why):
    with as_unit("tld") as session:
        author = sa.select(Author.person_id).where(Author.initiative_id == initiative)
        person = session.get(Person, session.scalars(author).first())
        person.phone, person.id_number = "0987654321", "079085012345"
    officer = signed_in("officer.huyen-a1")
    address = f"/u/{ids['huyen-a1']}/honours/stories"
    told = {**TOLD, field: text, "initiative": str(initiative)}
    answer = officer.submit(address, told)
    assert answer.status_code == 422 and why in answer.text
    assert f'id="{field}-error"' in answer.text, "it stands at its field"
    page = officer.submit(address, {**told, **TOLD}).location
    again = officer.submit(f"{page}/text", {**TOLD, field: text})
    assert again.status_code == 422 and why in again.text


def test_a_name_of_another_is_no_ones_secret(as_unit, initiative):
    with as_unit("huyen-a1") as session:
        one = session.get(Initiative, initiative)
        said = {"title": "Cữ gá", "text": "Học từ anh Nguyễn Văn Anh và chị An ở tổ may."}
        assert telling.write(Unit.by_code("huyen-a1"), one, **said, **BY).id


def test_an_author_named_later_is_found_when_it_is_published(told, as_unit, initiative):
    officer, page = told
    officer.submit(f"{page}/text", {**TOLD, "text": "Cùng chị Trần Thị Hoa thử nhiều lần."})
    with as_unit("tld") as session:
        mine = sa.select(Author).where(Author.initiative_id == initiative)
        session.scalars(mine).one().full_name = "Trần Thị Hoa"
    answer = officer.submit(f"{page}/publication")
    assert answer.status_code == 422 and "họ tên tác giả" in answer.text


def test_only_of_valid_ones_of_the_subtree_and_once(signed_in, ids, as_unit, initiative, told):
    with as_unit("tld"):
        foreign = valid("cs-a21").id
    officer, _page = told
    address = f"/u/{ids['huyen-a1']}/honours/stories"
    form = officer.get(f"{address}/new").text
    assert f'value="{initiative}"' in form and f'value="{foreign}"' not in form
    for number, words in ((foreign, "Xin chọn một mục"), (initiative, "đã có bài viết")):
        answer = officer.submit(address, {**TOLD, "initiative": str(number)})
        assert answer.status_code == 422 and words in answer.text
    long = officer.submit(address, {**TOLD, "text": "a" * 1501, "initiative": str(initiative)})
    assert long.status_code == 422 and "tối đa 1.500" in long.text
    assert "Không có sáng kiến hợp lệ" in officer.get(f"{address}/new?q=khong-co").text


def test_who_may_write(signed_in, ids, told):
    _officer, page = told
    for login, status in (("viewer", 403), ("contact", 403), ("leader", 200)):
        assert signed_in(f"{login}.huyen-a1").get(page).status_code == status
    number = page.rpartition("/")[2]
    elsewhere = f"/u/{ids['huyen-a2']}/honours/stories/{number}"
    assert signed_in("leader.huyen-a2").get(elsewhere).status_code == 404
    above = f"/u/{ids['tinh-a']}/honours/stories/{number}"
    assert signed_in("leader.tinh-a").get(above).status_code == 404, "it is another unit's story"


def test_what_is_no_longer_valid_leaves_the_board(told, board, work, as_unit, initiative):
    officer, page = told
    officer.submit(f"{page}/publication")
    work()
    with as_unit("tld") as session:
        desk = Unit.by_code("huyen-a1").id
        session.get(Initiative, initiative).reopen(desk, by=1, at=NOW)
    work()
    assert "Cữ gá may túi" not in board("cs-b11")
    assert "không còn hợp lệ" in officer.get(page).text
    officer.submit(f"{page}/taking-back")
    answer = officer.submit(f"{page}/publication")
    assert answer.status_code == 409 and "hợp lệ" in answer.text


def test_an_erasure_empties_story_and_board(app, told, board, work, as_unit, initiative):
    """A co-worker who is no author of this one stands in the text, and asks to be erased."""
    with as_unit("tld"):
        person_id = valid("cs-a12").authors[0].person_id
    officer, page = told
    with as_unit("tld") as session:
        person = session.get(Person, person_id)
        person.full_name = "Phạm Thị Cúc Hương"
        for share in session.scalars(sa.select(Author).where(Author.person_id == person_id)):
            share.full_name = person.full_name
    officer.submit(f"{page}/text", {**TOLD, "text": "Chị Phạm Thị Cúc Hương thử cùng."})
    officer.submit(f"{page}/publication")
    work()
    assert "Cúc Hương" in board("cs-b11")
    with as_unit("huyen-a1") as session:
        erase(session.get(Person, person_id), **BY)
    with app.app_context(), jobs.reading("the story") as session:
        assert "Cúc Hương" not in session.scalars(sa.select(Story.text)).one()
    work()
    assert "Cúc Hương" not in board("cs-b11") and "(đã xóa theo yêu cầu)" in board("cs-b11")


def test_hanging_is_done_twice_and_killed_anywhere(app, told, work, monkeypatch):
    officer, page = told
    officer.submit(f"{page}/publication")
    work()
    assert work() == 0
    with app.app_context(), jobs.step(Everything("a copy is lost")) as session:
        session.execute(sa.delete(Honour))
    work()
    with app.app_context(), jobs.reading("the board") as session:
        assert len(session.scalars(sa.select(Honour).where(Honour.kind == "initiative")).all()) == 1
