"""Sent back, amended, sent again: what changed, how often it came back, how long it was away."""

import datetime as dt
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.db import db
from app.initiatives import Attachment, Identified, Initiative, Person, erase
from app.programmes import ReasonCode, windows
from app.reviews import Outcome, Review, ReviewedText, Reviewer, Since, Word
from app.reviews.changes import pieces_of
from app.units import Unit
from app.uploads import Taken
from tests.world import NOW
from tests.written import hand_in

DAY = dt.timedelta(days=1)


def send_back(one, desk, at, outcome=Outcome.RETURNED):
    codes = ReasonCode.known(one.stage)[:1]
    word = Word(outcome, codes=codes, note="Xem lại")
    return Review.write(one, Unit.by_code(desk), word, by=Reviewer(1, "Lê Văn Xét"), at=at)


def come_again(one, at, **facts):
    """Amended and handed in, at once up to the desk that decides."""
    authors = [Identified(author.full_name, phone="0901234567") for author in one.authors]
    one.amend(authors=authors, by=1, at=at, **facts)
    window = next(w for w in windows(one.unit) if w.stage.id == one.stage_id)
    one.submit(window, by=1, at=at)
    one.endorse(by=1, at=at)


def since(one, desk="huyen-a1", now=NOW):
    return Since.of(one, Review.of(one), Unit.by_code(desk), now)


@pytest.fixture
def mended(as_unit):
    """The id of one that came back after three days, with another summary and benefit."""
    with as_unit("huyen-a1"):
        one = hand_in(
            Unit.by_code("cs-a11"),
            title="Cải tiến cữ gá",
            summary="Làm cữ gá bằng gỗ, năng suất tăng.",
            benefit_claimed=10**6,
        )
        send_back(one, "huyen-a1", NOW + DAY)
        changed = {
            "summary": "Làm cữ gá bằng nhựa, năng suất tăng 15%.",
            "benefit_claimed": 2 * 10**6,
        }
        come_again(one, NOW + 4 * DAY, **changed)
        return one.id


def test_changes_are_told_word_by_word(as_unit, mended):
    with as_unit("huyen-a1"):
        found = since(db.session.get(Initiative, mended))
        assert [change.label for change in found.changes] == ["Tóm tắt nội dung", "Giá trị làm lợi"]
        assert found.changes[0].pieces == [
            ("same", "Làm cữ gá bằng "),
            ("del", "gỗ"),
            ("ins", "nhựa"),
            ("same", ", năng suất tăng"),
            ("ins", " 15%"),
            ("same", "."),
        ]
        assert "Tên sáng kiến" in found.unchanged
        assert "Tác giả" in found.unchanged
        assert "Số quyết định" not in found.unchanged, "nothing stood there, nothing stands"
        assert found.times_words == "Đã trả lại 1 lần, đơn vị giữ 3 ngày"


def test_times_and_days_add_up(as_unit, mended):
    with as_unit("huyen-a1"):
        one = db.session.get(Initiative, mended)
        send_back(one, "huyen-a1", NOW + 5 * DAY)
        assert since(one) is None, "it lies with its unit"
        come_again(one, NOW + 14 * DAY)
        found = since(one, now=NOW + 20 * DAY)
        assert found.times_words == "Đã trả lại 2 lần, đơn vị giữ 12 ngày"
        assert found.changes == [], "compared with what this desk read last"


def test_another_desk_is_told_how_often_and_no_more(as_unit, mended):
    with as_unit("tinh-a"):
        found = since(db.session.get(Initiative, mended), "tinh-a")
        assert (found.review, found.changes, found.times) == (None, [], 1)


def test_what_was_never_sent_back_has_no_changes(as_unit):
    with as_unit("huyen-a1"):
        assert since(hand_in(Unit.by_code("cs-a11"))) is None


def test_an_undone_return_is_none(as_unit):
    with as_unit("huyen-a1"):
        one = hand_in(Unit.by_code("cs-a11"))
        review = send_back(one, "huyen-a1", NOW + DAY)
        review.undo(by=1, at=NOW + DAY)
        assert since(one) is None


def test_files_that_came_and_went_are_named(as_unit):
    with as_unit("huyen-a1"):
        one = hand_in(Unit.by_code("cs-a11"))
        send_back(one, "huyen-a1", NOW)
        file = Taken("anh-may.jpg", "jpeg", b"x")
        first = Attachment.attach(one, file, by=None, at=NOW)
        come_again(one, NOW)
        (change,) = since(one).changes
        assert (change.label, change.pieces) == ("Tệp kèm theo", [("ins", "anh-may.jpg")])
        send_back(one, "huyen-a1", NOW)
        first.remove(by=None, at=NOW)
        come_again(one, NOW)
        (change,) = since(one).changes
        assert change.pieces == [("del", "1 tệp")]


@pytest.mark.parametrize("outcome", [Outcome.VALID, Outcome.INVALID, Outcome.RETURNED])
def test_the_text_is_kept_where_it_is_sent_back_or_refused(as_unit, outcome):
    with as_unit("huyen-a1"):
        one = hand_in(Unit.by_code("cs-a11"), title="Máy gặt")
        review = send_back(one, "huyen-a1", NOW, outcome)
        kept = ReviewedText.of(review)
        assert kept.get("title") == (None if outcome == Outcome.VALID else "Máy gặt")
        assert all(kept.values())


def test_an_erasure_finds_the_name_and_the_number_there(as_unit):
    with as_unit("huyen-a1"):
        one = hand_in(
            Unit.by_code("cs-a11"),
            summary="Anh Nguyễn Văn An (0900000001) làm.",
            link="https://example.org/0912345999",
        )
        person = db.session.get(Person, one.authors[0].person_id)
        person.phone = "0912345999"
        review = send_back(one, "huyen-a1", NOW)
        erase(person, by=None, at=NOW)
        db.session.expire_all()
        kept = ReviewedText.of(review)
        assert "Nguyễn Văn An" not in " ".join(kept.values())
        assert "0912345999" not in " ".join(kept.values())
        assert kept["summary"].startswith("Anh (đã xóa theo yêu cầu)")
        assert kept["link"] == ""


@settings(deadline=None)
@given(st.text(max_size=80), st.text(max_size=80))
def test_pieces_are_both_texts(old, new):
    pieces = pieces_of(old, new)
    assert "".join(text for kind, text in pieces if kind != "del") == new
    assert "".join(text for kind, text in pieces if kind != "ins") == old


def test_a_rewritten_sentence_is_not_chopped():
    assert pieces_of("Máy cũ chạy chậm lắm", "Băng mới đi nhanh hơn") == [
        ("del", "Máy cũ chạy chậm lắm"),
        ("ins", "Băng mới đi nhanh hơn"),
    ]


def test_the_page_marks_them_for_eyes_and_ears(signed_in, ids, as_unit, mended):
    at = f"/u/{ids['huyen-a1']}/reviews/{mended}"
    page = signed_in("officer.huyen-a1").get(at).text
    block = re.search(r'<section class="card" id="changes".*?</section>', page, re.S)[0]
    assert "Đã trả lại 1 lần, đơn vị giữ 3 ngày" in block
    assert '<del><span class="vh">bỏ: </span>gỗ' in block
    assert '<ins><span class="vh">thêm: </span>nhựa' in block
    assert "Không đổi: Tên sáng kiến, Tác giả" in block
    assert 'id="changes"' in signed_in("viewer.huyen-a1").get(at).text
    with as_unit("huyen-a1"):
        assert since(db.session.get(Initiative, mended)).review is not None


def test_nothing_mended_is_said(signed_in, ids, as_unit):
    with as_unit("huyen-a1"):
        one = hand_in(Unit.by_code("cs-a11"))
        send_back(one, "huyen-a1", NOW)
        come_again(one, NOW)
        number = one.id
    page = signed_in("officer.huyen-a1").get(f"/u/{ids['huyen-a1']}/reviews/{number}").text
    assert "Nộp lại mà không sửa mục nào." in page
