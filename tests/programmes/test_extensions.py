"""More time by a decision: who may give it, to whom, until when, and what holds after."""

import datetime as dt

import pytest

from app import clock
from app.programmes import Cutoff, Extension, running, windows
from app.programmes.refusals import ImpossibleDates, NotBelow, NotYourExtension
from app.units import Unit
from tests.world import NOW

END = dt.date(2023, 9, 30)
DECIDED = {"number": "12/QĐ-LĐLĐ", "signed_on": NOW.date(), "reason": "Bão số 4", "by": None}
TICK = dt.timedelta(microseconds=1)
FORM = {
    "about": "",
    "extended_to": "15/10/2023",
    "time": "17h00",
    "number": "128/TLĐ",
    "once": "",
    "signed_on": "1/3/2023",
    "reason": "Ảnh hưởng của bão",
}


def last(day: dt.date) -> dt.datetime:
    return clock.end_of(day)


def held(code: str) -> dt.datetime:
    return second(code).deadline


def second(code: str):
    return windows(Unit.by_code(code))[-1]


def give(giver: str, unit: str, day: dt.date, *, at: dt.datetime = NOW, **more) -> Extension:
    units = Unit.by_code(unit), Unit.by_code(giver)
    return second(giver).stage.extend(
        units[0], giver=units[1], until=last(day), at=at, **{**DECIDED, **more}
    )


def cut(unit: str, day: dt.date) -> Cutoff:
    it = Unit.by_code(unit)
    return second(unit).stage.set_cutoff(it, at=last(day), reason="Đại hội", by=None, now=NOW)


MAY, JUNE, JULY = dt.date(2023, 5, 31), dt.date(2023, 6, 30), dt.date(2023, 7, 31)
LATE = END + dt.timedelta(days=15)


def test_the_owner_gives_more_than_the_stage_to_a_unit_and_those_below(as_unit):
    with as_unit("tld"):
        give("tld", "tinh-a", LATE)
        assert [held(code) for code in ("tinh-a", "huyen-a1", "cs-a11")] == [last(LATE)] * 3
        assert held("tld") == held("tinh-b") == held("cs-b11") == last(END)
    with as_unit("cs-a11"):
        window = second("cs-a11")
        assert window.cutoff.is_extended
        assert window.cutoff.document == "12/QĐ-LĐLĐ ngày 06/03/2023"
        assert window.is_open(last(LATE)) and not window.is_open(last(LATE) + TICK)


def test_an_own_cutoff_further_down_still_holds(as_unit):
    with as_unit("tld"):
        cut("huyen-a1", MAY)
        give("tld", "tinh-a", LATE)
        assert (held("huyen-a1"), held("cs-a11")) == (last(MAY), last(MAY))
        assert held("huyen-a2") == last(LATE)


def test_a_unit_extends_its_own_cutoff_up_to_what_holds_above(as_unit):
    with as_unit("tinh-a"):
        cut("tinh-a", JULY)
        cut("huyen-a1", MAY)
    with as_unit("huyen-a1"):
        with pytest.raises(ImpossibleDates, match="nhiều nhất đến 23:59 ngày 31/07/2023"):
            give("huyen-a1", "huyen-a1", JULY + dt.timedelta(days=1))
        give("huyen-a1", "huyen-a1", JULY)
        assert held("cs-a11") == last(JULY)


def test_a_unit_gives_one_below_what_it_has_itself(as_unit):
    with as_unit("huyen-a1"):
        cut("huyen-a1", JUNE)
        cut("cs-a11", MAY)
        with pytest.raises(ImpossibleDates):
            give("huyen-a1", "cs-a11", JULY)
        give("huyen-a1", "cs-a11", JUNE)
        assert held("cs-a11") == last(JUNE)


@pytest.mark.parametrize(
    ("day", "at", "said"),
    [
        (END, NOW, "sau hạn đang áp dụng"),
        (MAY, NOW, "sau hạn đang áp dụng"),
        (LATE, NOW.replace(year=2024), "đã qua"),
    ],
)
def test_no_more_time_than_there_is_and_none_that_is_over(as_unit, day, at, said):
    with as_unit("tld"), pytest.raises(ImpossibleDates, match=said):
        give("tld", "tinh-a", day, at=at)


def test_only_to_units_below_that_work(as_unit):
    with as_unit("tinh-a") as session:
        with pytest.raises(NotBelow):
            give("huyen-a2", "cs-a11", LATE)
        Unit.by_code("cs-a12").close(by=None, at=NOW)
        session.flush()
        with pytest.raises(NotBelow):
            give("huyen-a1", "cs-a12", LATE)


def test_a_double_click_gives_once(as_unit):
    with as_unit("tld"):
        assert give("tld", "tinh-a", LATE) is give("tld", "tinh-a", LATE)
        later = give("tld", "tinh-a", LATE + dt.timedelta(days=1), number="13/QĐ")
        assert len(Extension.in_force(later.unit, later.stage)) == 2


def test_revoked_what_held_before_holds_again(as_unit):
    with as_unit("tld"):
        root = Unit.by_code("tld")
        cut("tinh-a", MAY)
        first = give("tld", "tinh-a", JUNE)
        again = give("tld", "tinh-a", LATE, number="13/QĐ")
        again.revoke(root, by=None, at=NOW)
        assert held("cs-a11") == last(JUNE)
        first.revoke(root, by=None, at=NOW)
        first.revoke(root, by=None, at=NOW + dt.timedelta(days=1))  # a double click
        assert first.revoked_at == NOW
        window = second("cs-a11")
        assert (window.deadline, window.cutoff.reason) == (last(MAY), "Đại hội")
        assert not window.cutoff.is_extended


def test_revoked_out_of_order_nothing_revoked_comes_back(as_unit):
    with as_unit("tld"):
        root = Unit.by_code("tld")
        first = give("tld", "tinh-a", LATE)
        again = give("tld", "tinh-a", LATE + dt.timedelta(days=1), number="13/QĐ")
        first.revoke(root, by=None, at=NOW)
        assert held("cs-a11") == again.until
        again.revoke(root, by=None, at=NOW)
        assert held("cs-a11") == last(END) and second("tinh-a").cutoff is None


def test_an_own_word_after_it_holds_and_may_use_all_the_time_given(as_unit):
    with as_unit("tld"):
        extension = give("tld", "tinh-a", LATE)
        cut("tinh-a", END + dt.timedelta(days=3))
        assert held("cs-a11") == last(END + dt.timedelta(days=3))
        extension.revoke(Unit.by_code("tld"), by=None, at=NOW)
        assert held("cs-a11") == last(END + dt.timedelta(days=3)), "it was said anew"
        with pytest.raises(ImpossibleDates):
            cut("tinh-a", END + dt.timedelta(days=4))


def test_an_own_cutoff_is_not_later_than_what_holds_above(as_unit):
    with as_unit("tinh-a"):
        cut("tinh-a", MAY)
        with pytest.raises(ImpossibleDates, match="đến 23:59 ngày 31/05/2023"):
            cut("huyen-a1", JUNE)


def test_only_who_gave_it_revokes(as_unit):
    with as_unit("tld"):
        extension = give("tld", "tinh-a", LATE)
        with pytest.raises(NotYourExtension):
            extension.revoke(Unit.by_code("tinh-a"), by=None, at=NOW)


def test_a_stage_of_which_time_was_given_is_open_past_its_end(as_unit):
    with as_unit("tld"):
        give("tld", "tinh-a", LATE)
        at = last(END + dt.timedelta(days=2))
        assert running(windows(Unit.by_code("cs-a11")), at).is_open(at)
        assert not running(windows(Unit.by_code("cs-b11")), at).is_open(at)


# --- the page ---


def page(ids, as_unit, code: str = "tld") -> str:
    with as_unit(code):
        return f"/u/{ids[code]}/programmes/stages/{second(code).stage.id}/extensions"


def test_the_owner_extends_on_a_page_and_all_below_read_it(signed_in, ids, as_unit):
    leader, address = signed_in("leader.tld"), page(ids, as_unit)
    assert "Chưa gia hạn lần nào" in leader.get(address).text
    assert leader.submit(address, {**FORM, "about": "tinh-a"}).status_code == 303
    shown = leader.get(address).text
    assert "LĐLĐ tỉnh An Phú" in shown and "128/TLĐ ngày 01/03/2023" in shown
    below = signed_in("viewer.cs-a11")
    overview = below.get(f"/u/{ids['cs-a11']}/programmes/").text
    assert "17:00 ngày 15/10/2023" in overview
    assert "Gia hạn: Ảnh hưởng của bão (128/TLĐ ngày 01/03/2023)" in overview
    listed = below.get(page(ids, as_unit, "cs-a11")).text
    assert "Đang áp dụng" in listed and "Thu hồi" not in listed
    assert "128/TLĐ" not in signed_in("viewer.cs-b11").get(page(ids, as_unit, "cs-b11")).text
    with as_unit("tld") as session:
        number = session.query(Extension).one().id
    revoked = leader.submit(f"/u/{ids['tld']}/programmes/extensions/{number}/revocation")
    assert revoked.status_code == 303
    assert "Đã thu hồi" in leader.get(address).text
    assert "23:59 ngày 30/09/2023" in below.get(f"/u/{ids['cs-a11']}/programmes/").text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"about": "khong-co"}, "Không có đơn vị trực thuộc"),
        ({"extended_to": "1/3/2023"}, "Hạn mới phải sau hạn đang áp dụng"),
        ({"extended_to": "31/9/2023"}, "không có ngày 31/9/2023"),
        ({"time": "25:00"}, "Giờ ghi dạng 23:59"),
        ({"number": ""}, "Xin điền mục này"),
        ({"reason": ""}, "Xin điền mục này"),
        ({"signed_on": "7/3/2023"}, "Ngày ký ở sau hôm nay"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(signed_in, ids, as_unit, changes, said):
    leader, address = signed_in("leader.tld"), page(ids, as_unit)
    leader.get(address)
    refused = leader.submit(address, {**FORM, **changes})
    assert refused.status_code == 422
    assert said in refused.text
    assert "128/TLĐ" in refused.text or "number" in changes


def test_a_province_may_not_pass_the_stages_end(signed_in, ids, as_unit):
    leader, address = signed_in("leader.tinh-a"), page(ids, as_unit, "tinh-a")
    leader.get(address)
    refused = leader.submit(address, FORM)
    assert refused.status_code == 422
    assert "quá hạn ấy do cấp trên quyết định" in refused.text


def test_of_others_no_extension_is_revoked(signed_in, ids, as_unit):
    with as_unit("tld") as session:
        extension = give("tld", "tinh-a", LATE)
        session.flush()
        number = extension.id
    leader = signed_in("leader.tinh-a")
    leader.get(page(ids, as_unit, "tinh-a"))
    tried = leader.submit(f"/u/{ids['tinh-a']}/programmes/extensions/{number}/revocation")
    assert tried.status_code == 409
    other = signed_in("leader.tinh-b")
    other.get(page(ids, as_unit, "tinh-b"))
    address = f"/u/{ids['tinh-b']}/programmes/extensions/{number}/revocation"
    assert other.submit(address).status_code == 404
