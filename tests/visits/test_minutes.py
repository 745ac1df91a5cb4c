"""Minutes are saved part by part; of two who write at once nobody loses a word."""

import datetime as dt
import re

import pytest
import sqlalchemy as sa

from app.db import db
from app.visits import Visit
from app.visits.minutes import MOST, MinutesPart, save, shown
from app.visits.refusals import MinutesClosed
from app.visits.typed import Typed, mark
from tests.visits.conftest import BY, UPPER
from tests.world import NOW

LATER = {**BY, "at": NOW + dt.timedelta(minutes=1), "signed_by": "Lê Thị Cúc", "by": 2}


def said(text: str, seen: int = 0, was: str = "", **more: object) -> dict[str, Typed]:
    return {"said": Typed(text, seen, mark(was), **more)}  # type: ignore[arg-type]


def text_of(visit: Visit) -> str:
    return db.session.scalars(
        sa.select(MinutesPart.text).where(
            MinutesPart.visit_id == visit.id, MinutesPart.kind == "said"
        )
    ).one()


@pytest.fixture
def visit(sitting, as_unit):
    with as_unit(UPPER) as session:
        yield session.get_one(Visit, sitting)


def part(found):
    return next(one for one in found if one.kind == "said")


def test_who_is_present_of_the_group_is_suggested(visit):
    group = shown(visit)[0]
    assert group.kind == "group" and group.text.startswith("Nguyễn Thị Leader")
    assert (group.row, group.seen) == (None, 0)


def test_a_part_is_saved_with_its_receipt(visit):
    one = part(save(visit, said("Thiếu giấy công nhận"), page="a", **BY))
    assert (one.text, one.seen, one.other) == ("Thiếu giấy công nhận", 1, None)
    assert one.row.saved_time == "08:00"
    again = part(save(visit, said("Thiếu giấy công nhận"), page="a", **LATER))
    assert (again.seen, again.row.saved_at) == (1, NOW), "said twice is saved once"


def test_what_a_page_has_not_touched_overwrites_nothing(visit):
    save(visit, said("Của Bình"), page="a", **BY)
    one = part(save(visit, said(""), page="b", **LATER))
    assert (one.other, text_of(visit)) == (None, "Của Bình")


def test_the_same_page_goes_on_without_knowing_the_version_between(visit):
    save(visit, said("Một"), page="a", **BY)
    one = part(save(visit, said("Một hai"), page="a", **LATER))
    assert (one.other, one.seen, text_of(visit)) == (None, 2, "Một hai")


def test_of_two_at_once_the_second_is_told_and_chooses(visit):
    save(visit, said("Của Bình"), page="a", **BY)
    one = part(save(visit, said("Của Cúc"), page="b", **LATER))
    assert (one.text, one.other.text, one.other.signed_by) == (
        "Của Cúc", "Của Bình", "Trần Văn Bình")  # fmt: skip
    assert text_of(visit) == "Của Bình"
    save(visit, said("Của Cúc", join=True), page="b", **LATER)
    assert text_of(visit) == "Của Bình\nCủa Cúc"
    save(visit, said("Của Cúc", join=True), page="b", **LATER)
    assert text_of(visit) == "Của Cúc", "from now on the part is that page's"


def test_in_the_place_of_a_version_that_was_seen_and_of_no_other(visit):
    save(visit, said("Một"), page="a", **BY)
    lost = part(save(visit, said("Của Cúc", over=7), page="b", **LATER))
    assert lost.other is not None
    save(visit, said("Của Cúc", over=1), page="b", **LATER)
    assert text_of(visit) == "Của Cúc"


def test_too_much_is_refused_and_stays_on_the_page(visit):
    one = part(save(visit, said("x" * (MOST + 1)), page="a", **BY))
    assert "tối đa 8.000" in one.fault and len(one.text) == MOST + 1


def test_minutes_are_closed_before_and_after(visit):
    visit.conclude("Đủ", **BY)
    with pytest.raises(MinutesClosed):
        save(visit, said("Muộn"), page="a", **BY)


def form(text: str, seen: int = 0, was: str = "", page: str = "a") -> dict[str, object]:
    return {"page": page, "text-said": text, "seen-said": seen, "was-said": mark(was)}


def test_one_button_saves_all_without_a_script(signed_in, sitting, at_home):
    officer = signed_in(f"officer.{UPPER}")
    address = at_home(f"{sitting}/minutes")
    page = officer.get(address).text
    assert "Lưu biên bản" in page and "Chưa lưu gì" in page
    answer = officer.submit(address, form("Đã trao đổi"))
    assert answer.status_code == 303
    assert "Đã lưu biên bản lúc" in officer.get(answer.location).text


def test_a_part_posted_by_itself_gets_its_receipt(signed_in, sitting, at_home):
    officer, leader = (signed_in(f"{role}.{UPPER}") for role in ("officer", "leader"))
    address = at_home(f"{sitting}/minutes")
    for client in (officer, leader):
        client.get(address)
    answer = officer.submit(address, form("Đã trao đổi"), htmx=True)
    assert answer.status_code == 200
    assert "Đã lưu lúc" in answer.text and "<textarea" not in answer.text
    lost = leader.submit(address, form("Nội dung khác", page="b"), htmx=True)
    assert lost.status_code == 409
    assert "vừa lưu phần này lúc" in lost.text and "Ghép cả hai" in lost.text
    whole = leader.submit(address, form("Nội dung khác", page="b"))
    assert whole.status_code == 409
    assert "Nội dung khác" in whole.text and "Đã trao đổi" in whole.text
    joined = leader.submit(address, {**form("Nội dung khác", page="b"), "join": "said"})
    assert joined.status_code == 303
    paper = leader.get(at_home(f"{sitting}/minutes/paper")).text
    assert "Đã trao đổi" in paper and "Nội dung khác" in paper
    assert "ngày 06 tháng 3 năm 2023" in paper


def test_of_two_parts_one_is_saved_and_one_is_told(signed_in, sitting, at_home):
    officer, leader = (signed_in(f"{role}.{UPPER}") for role in ("officer", "leader"))
    address = at_home(f"{sitting}/minutes")
    for client in (officer, leader):
        client.get(address)
    assert officer.submit(address, form("Của Bình")).status_code == 303
    both = {**form("Của Cúc", page="b"), "text-hosts": "Giám đốc", "seen-hosts": 0, "was-hosts": ""}
    answer = leader.submit(address, both, htmx=True)
    assert answer.status_code == 200 and "Ghép cả hai" in answer.text
    page = officer.get(address).text
    assert "Giám đốc" in page and "Của Bình" in page and "Của Cúc" not in page


def test_a_line_that_is_refused_takes_no_word_of_the_minutes_along(signed_in, sitting, at_home):
    officer = signed_in(f"officer.{UPPER}")
    officer.get(at_home(f"{sitting}/minutes"))
    wrong = {**form("Đã trao đổi"), "who": "Chủ tịch", "what": "Nộp", "due_on": "6/3/2023"}
    refused = officer.submit(at_home(f"{sitting}/commitments"), wrong)
    assert refused.status_code == 422
    assert "Đã trao đổi" in refused.text and "Chưa lưu gì" in refused.text
    known = dict(re.findall(r'name="((?:seen|was)-said)" value="(\w+)"', refused.text))
    assert known == {"seen-said": "0", "was-said": mark("")}, "as it was: nothing is saved"
    answer = officer.submit(at_home(f"{sitting}/minutes"), {**form("Đã trao đổi"), **known})
    assert answer.status_code == 303
    assert "Đã trao đổi" in officer.get(answer.location).text
