"""Campaigns: what can be created and changed, until when, and by whom they are seen."""

import datetime as dt

import pytest
import sqlalchemy as sa

from app import jobs
from app.campaigns import Campaign
from app.campaigns.models import CampaignChange, When
from app.campaigns.refusals import HasBegun, ImpossibleDays, IsOver, ReasonMissing, SameDays
from app.journal import JournalLine
from tests.campaigns.conftest import BY, MONDAY, SUNDAY, run, unit, window_of
from tests.world import NOW

DAY = dt.timedelta(days=1)
LATER = {"by": None, "at": NOW + DAY}


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        (SUNDAY, MONDAY, "đứng trước ngày bắt đầu"),
        (MONDAY - 7 * DAY, MONDAY - DAY, "đã qua"),
        (MONDAY, MONDAY + 84 * DAY, "dài nhất 84 ngày"),
        (dt.date(2023, 9, 25), dt.date(2023, 10, 1), "phải nằm trong thời gian ấy"),
        (dt.date(2022, 5, 31), dt.date(2022, 6, 2), "đã qua"),
    ],
)
def test_days_that_cannot_be(as_unit, since, until, words):
    with as_unit("huyen-a1"), pytest.raises(ImpossibleDays) as refused:
        run(since=since, until=until)
    assert words in str(refused.value)


def test_two_of_one_unit_never_share_a_day(as_unit, campaign):
    with as_unit("huyen-a1"), pytest.raises(SameDays) as refused:
        run(since=SUNDAY, until=SUNDAY + 3 * DAY)
    assert "Tuần cao điểm tháng Ba" in str(refused.value)
    with as_unit("huyen-a1"):
        run(since=SUNDAY + DAY, until=SUNDAY + 7 * DAY)
    with as_unit("tinh-a"):
        run("tinh-a")
    with as_unit("huyen-a1") as session:
        session.get_one(Campaign, campaign).cancel("Hoãn", **BY)
    with as_unit("huyen-a1"):
        run(name="Tuần khác")


def test_ahead_anything_can_be_changed(as_unit, campaign):
    with as_unit("huyen-a1") as session:
        other = run(since=SUNDAY + DAY, until=SUNDAY + 7 * DAY)
        window, tuesday = window_of(unit("huyen-a1")), SUNDAY + 2 * DAY
        other.amend(window, name="Tuần hai", since=tuesday, target=50, **BY)
        other.amend(window, name="Tuần hai", since=tuesday, target=50, **BY)
        assert (other.name, other.since, other.target) == ("Tuần hai", tuesday, 50)
        with pytest.raises(SameDays):
            other.amend(window, since=SUNDAY, **BY)
        session.rollback()
        assert session.scalar(sa.select(sa.func.count(CampaignChange.id))) == 0


def test_later_the_end_and_the_target_with_a_reason(as_unit, campaign):
    with as_unit("huyen-a1") as session:
        one, window = session.get_one(Campaign, campaign), window_of(unit("huyen-a1"))
        with pytest.raises(HasBegun):
            one.amend(window, name="Khác", reason="x", **LATER)
        with pytest.raises(ReasonMissing):
            one.amend(window, target=40, **LATER)
        with pytest.raises(ImpossibleDays):
            one.amend(window, until=MONDAY, reason="x", **LATER)
        for _twice in range(2):
            one.amend(window, until=SUNDAY + DAY, target=40, reason="Mưa bão", **LATER)
        (change,) = one.changes
        assert (change.until_before, change.until_after) == (SUNDAY, SUNDAY + DAY)
        assert (change.target_before, change.target_after) == (30, 40)
        acts = session.scalars(sa.select(JournalLine).where(JournalLine.act == "campaign.amend"))
        assert [sorted(line.fields) for line in acts] == [["target", "until"]]
        with pytest.raises(IsOver):
            one.amend(window, target=50, reason="x", by=None, at=NOW + 9 * DAY)


def test_calling_off(as_unit, campaign):
    with as_unit("huyen-a1") as session:
        one = session.get_one(Campaign, campaign)
        with pytest.raises(ReasonMissing):
            one.cancel("", **LATER)
        one.cancel("Trùng hội nghị", **LATER)
        one.cancel("Lý do khác", **LATER)
        assert one.cancel_reason == "Trùng hội nghị" and one.when(MONDAY) is When.CANCELLED
        with pytest.raises(IsOver):
            one.amend(window_of(unit("huyen-a1")), target=2, reason="x", **LATER)
        over = run(since=SUNDAY + 2 * DAY, until=SUNDAY + 3 * DAY)
        with pytest.raises(IsOver):
            over.cancel("x", by=None, at=NOW + 30 * DAY)


def test_who_sees_it(app, as_unit, ids, signed_in, campaign):
    page = "/u/{}/campaigns/{}"
    for code in ("huyen-a1", "cs-a11", "cs-a12"):
        text = signed_in(f"viewer.{code}").get(page.format(ids[code], campaign)).text
        assert "Tuần cao điểm tháng Ba" in text
        listed = signed_in(f"viewer.{code}").get(f"/u/{ids[code]}/campaigns/").text
        assert "Tuần cao điểm tháng Ba" in listed
    for code in ("huyen-a2", "cs-a21", "tinh-a", "tinh-b"):
        person = signed_in(f"viewer.{code}")
        assert person.get(page.format(ids[code], campaign)).status_code == 404
        assert "cao điểm tháng Ba" not in person.get(f"/u/{ids[code]}/campaigns/").text
    assert signed_in("viewer.tinh-a").get(page.format(ids["huyen-a1"], campaign)).status_code == 200
    with app.app_context(), jobs.reading("campaigns") as session:
        assert session.scalar(sa.select(sa.func.count(Campaign.id))) == 1
