"""One test for each line of docs/decisions/024-at-the-boundary.md, in its order."""

import datetime as dt

import pytest
import sqlalchemy as sa

from app import clock
from app.db import db
from app.initiatives import Initiative, State, TooLate
from app.intake import Batch
from app.intake.handed import Handed
from app.intake.refusals import AtWork
from app.programmes import windows
from app.programmes.models import Stage
from app.units import Unit
from tests.intake.lists import paper as list_paper
from tests.links.visiting import came_in, filled, link_at, lying, receipt_of, send
from tests.world import NOW
from tests.written import hand_in, paper

TICK = dt.timedelta(microseconds=1)
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


def window(code: str = "cs-a11"):
    return windows(Unit.by_code(code))[-1]


def passed(as_unit, code: str = "cs-a11") -> None:
    """The deadline of the unit passes: it lay an hour before now."""
    with as_unit(code):
        unit = Unit.by_code(code)
        window(code).stage.set_cutoff(unit, at=NOW - HOUR, reason="Đại hội", by=None, now=NOW - DAY)


def checked(at: dt.datetime, name: str = "cs-a11") -> Batch:
    """A list of two initiatives of a grassroots union, as it was handed in."""
    unit = Unit.by_code(name)
    handed = Handed("danh-sach.xlsx", list_paper(None))
    return Batch.check(unit, handed, window(name).stage, by=None, at=at)


def test_with_the_last_microsecond_it_counts(as_unit):
    with as_unit("cs-a11"):
        unit = Unit.by_code("cs-a11")
        in_time, late = hand_in(unit, to=State.DRAFT), hand_in(unit, to=State.DRAFT)
        last = window().deadline
        in_time.submit(window(), by=1, at=last)
        assert in_time.submitted_at == last
        with pytest.raises(TooLate):
            late.submit(window(), by=1, at=last + TICK)


def test_a_draft_of_before_stays_a_draft(signed_in, ids, as_unit):
    chair, own = signed_in("leader.cs-a11"), f"/u/{ids['cs-a11']}/initiatives/"
    chair.get(f"{own}new")
    kept = chair.submit(own, paper(act="draft")).location
    passed(as_unit)
    refused = chair.submit(f"{kept}/submission")
    assert refused.status_code == 409
    with as_unit("cs-a11") as session:
        assert session.scalars(sa.select(Initiative)).one().state == State.DRAFT


def test_a_form_of_before_loses_nothing(signed_in, ids, as_unit):
    chair, own = signed_in("leader.cs-a11"), f"/u/{ids['cs-a11']}/initiatives/"
    chair.get(f"{own}new")
    passed(as_unit)
    late = chair.submit(f"{own}?stage=gd2", paper(summary="Gõ mất cả buổi"))
    assert late.status_code == 422
    assert "Gõ mất cả buổi" in late.text and "Lưu bản nháp" in late.text
    kept = chair.submit(f"{own}?stage=gd2", paper(summary="Gõ mất cả buổi", act="draft"))
    assert kept.status_code == 303


def test_a_form_behind_a_link_loses_nothing(client, as_unit):
    code = link_at(as_unit)
    form = filled(client, code)
    passed(as_unit)
    late = send(client, code, form)
    assert late.status_code == 422
    assert 'value="Cải tiến cữ gá may túi"' in late.text
    assert lying(as_unit) == []


def test_what_a_link_took_in_time_has_its_receipt_after(client, as_unit):
    code = link_at(as_unit)
    form = filled(client, code)
    first = receipt_of(send(client, code, form))
    passed(as_unit)
    again = send(client, code, form)
    assert receipt_of(again) == first
    assert len(came_in(as_unit)) == 1
    assert send(client, code, {**form, "title": "Khác"}).status_code == 422


def test_a_list_of_before_is_taken_for_a_day(as_unit):
    with as_unit("cs-a11"):
        last = window().deadline
        batch = checked(last)
        assert len(batch.take(by=None, at=last + DAY)) == 2


def test_a_list_of_before_is_not_taken_later_but_by_an_extension(as_unit):
    with as_unit("tld"):
        root, unit = Unit.by_code("tld"), Unit.by_code("cs-a11")
        last = window().deadline
        batch = checked(last)
        with pytest.raises(TooLate):
            batch.take(by=None, at=last + DAY + TICK)
        given = {"number": "1/QĐ", "signed_on": NOW.date(), "reason": "Bão", "by": None}
        at = last + 2 * DAY
        window().stage.extend(unit, giver=root, until=at + DAY, at=at, **given)
        assert len(batch.take(by=None, at=at)) == 2


def test_a_list_of_after_is_read_and_not_taken(as_unit):
    with as_unit("cs-a11"):
        after = window().deadline + TICK
        batch = checked(after)
        assert batch.takeable == 2
        with pytest.raises(TooLate):
            batch.take(by=None, at=after)


def test_a_taking_that_began_before_goes_on(as_unit):
    with as_unit("cs-a11"):
        last = window().deadline
        batch = checked(NOW)
        assert batch.take(by=None, at=last, later=True) == []
        with pytest.raises(AtWork):
            batch.take(by=None, at=last)
        assert len(batch.take_some(at=last + 3 * DAY)) == 2


def test_what_was_returned_comes_back_and_keeps_its_first_time(as_unit):
    with as_unit("huyen-a1"):
        initiative = hand_in(Unit.by_code("cs-a11"))
        first, after = initiative.submitted_at, window().deadline + 9 * DAY
        initiative.send_back(by=1, at=after)
        initiative.submit(window(), by=1, at=after + HOUR)
        assert initiative.state == State.SUBMITTED and initiative.submitted_at == first


def test_what_was_submitted_is_confirmed_and_decided_after(as_unit):
    with as_unit("huyen-a1"):
        initiative = hand_in(Unit.by_code("cs-a11"), to=State.SUBMITTED)
        after = window().deadline + DAY
        initiative.endorse(by=1, at=after)
        initiative.accept(by=1, at=after + HOUR)
        assert initiative.state == State.VALID


def test_a_cutoff_brought_forward_holds_for_what_arrives_then(as_unit):
    with as_unit("cs-a11"):
        number = hand_in(Unit.by_code("cs-a11"), to=State.DRAFT).id
    passed(as_unit, "huyen-a1")
    with as_unit("cs-a11"), pytest.raises(TooLate):
        db.session.get_one(Initiative, number).submit(window(), by=1, at=NOW)


def test_an_extension_opens_again_until_its_end(as_unit):
    with as_unit("tld"):
        root, unit = Unit.by_code("tld"), Unit.by_code("huyen-a1")
        initiative = hand_in(Unit.by_code("cs-a11"), to=State.DRAFT)
        at = window().deadline + 10 * DAY
        given = {"number": "1/QĐ", "signed_on": NOW.date(), "reason": "Bão", "by": None}
        until = clock.end_of(clock.day_of(at + DAY))
        window().stage.extend(unit, giver=root, until=until, at=at, **given)
        initiative.submit(window(), by=1, at=until)
        late = hand_in(Unit.by_code("cs-a11"), to=State.DRAFT)
        with pytest.raises(TooLate):
            late.submit(window(), by=1, at=until + TICK)


def test_revoked_what_came_in_meanwhile_stays(as_unit):
    with as_unit("tld"):
        root, unit = Unit.by_code("tld"), Unit.by_code("huyen-a1")
        stage: Stage = window().stage
        initiative = hand_in(Unit.by_code("cs-a11"), to=State.DRAFT)
        at = window().deadline + DAY
        given = {"number": "1/QĐ", "signed_on": NOW.date(), "reason": "Bão", "by": None}
        extension = stage.extend(unit, giver=root, until=at + DAY, at=at, **given)
        initiative.submit(window(), by=1, at=at)
        extension.revoke(root, by=None, at=at + HOUR)
        assert initiative.state == State.SUBMITTED
        assert not window().is_open(at + HOUR)
