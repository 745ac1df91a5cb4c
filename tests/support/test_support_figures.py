"""Figures of desks and of their people against a count by hand."""

import datetime as dt

import pytest

from app.support.figures import DeskFigures, median, unit_figures
from app.support.states import Act
from tests.support.conftest import ASKER, DESK, GRASSROOTS, PROVINCE, UPPER, ask, unit
from tests.world import NOW

SINCE = NOW - dt.timedelta(days=90)


def later(hours: int) -> dict[str, dt.datetime]:
    return {"at": NOW + dt.timedelta(hours=hours)}


@pytest.fixture
def worked(rostered, as_unit) -> None:
    """Bình solves three after 1, 2 and 3 hours; one is taken up again, and An solves it."""
    with as_unit("tld"):
        here, an = unit(UPPER), {**DESK, "by": 7, "signed_by": "Nguyễn Văn An"}
        made = [ask() for _number in range(3)]
        for number, one in enumerate(made, 1):
            one.answer(Act.REPLY, "Đang xem.", here, **{**DESK, **later(number)})
            one.answer(Act.SOLVE, "Xong.", here, **{**DESK, **later(number)})
        made[0].add("Chưa được.", unit(GRASSROOTS), **{**ASKER, **later(3)})
        made[0].answer(Act.SOLVE, "Đã sửa lại.", here, **{**an, **later(4)})
        ask("cs-a21")  # on the desk of the province
        ask()


def test_a_desk_is_told_what_it_has_done(worked, as_unit):
    with as_unit(UPPER):
        found = DeskFigures.of(unit(UPPER), SINCE)
        assert (found.asked, found.solved, found.reopened) == (4, 3, 1)
        assert (found.first, found.solution) == (120, 120)
        an, binh = found.people
        assert (an.signed_by, an.answers, an.reopened, an.first) == ("Nguyễn Văn An", 1, 0, [])
        assert (binh.answers, len(binh.solved), binh.reopened) == (6, 3, 1)
        assert (binh.first_median, binh.solved_median) == (120, 120)


def test_units_below_are_told_apart(worked, as_unit):
    with as_unit("tld"):
        found = {one.unit.code: one for one in unit_figures(unit("tld"), SINCE)}
        assert set(found) == {UPPER, PROVINCE}
        upper, province = found[UPPER], found[PROVINCE]
        assert (upper.asked, upper.waiting, upper.reopened) == (4, 1, 1)
        assert (upper.first, upper.solution) == (120, 120)
        assert (province.asked, province.waiting, province.first) == (1, 1, None)
    with as_unit(UPPER):
        assert unit_figures(unit(UPPER), SINCE) == []


def test_the_page_shows_both(worked, signed_in, ids):
    page = signed_in("officer.tinh-a").get(f"/u/{ids['tinh-a']}/support/figures")
    assert "LĐLĐ huyện Đông Sơn" in page.text
    assert "2 giờ" in page.text
    assert "không dùng để xếp loại" in page.text


def test_medians_and_their_words():
    assert [median(given) for given in ([], [None], [5], [5, 1], [9, None, 1, 4])] == [
        None,
        None,
        5,
        5,
        4,
    ]
