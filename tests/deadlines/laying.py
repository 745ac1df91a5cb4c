"""What tests of the daily run share: units with quotas and counts, rules, and what came of them."""

import datetime as dt
from typing import Any

import sqlalchemy as sa

from app import clock, jobs
from app.db import db
from app.deadlines import Ladder, Reminding, Way, Who
from app.initiatives import Tally
from app.programmes import Programme, Stage
from app.quotas import QuotaBalance
from app.tenancy import Everything, owned_by
from app.units import Unit

MONDAY = dt.date(2023, 3, 6)
LAID = dt.datetime(2023, 3, 1, 8, tzinfo=clock.HANOI)


def at(day: dt.date, time: str = "08:00") -> dt.datetime:
    return dt.datetime.combine(day, dt.time.fromisoformat(time), clock.HANOI)


def stage() -> Stage:
    return db.session.scalars(sa.select(Stage).where(Stage.code == "gd2")).one()


def programme() -> Programme:
    found = Programme.by_code("tsk")
    assert found
    return found


def everything() -> Any:
    return jobs.step(Everything("a test of deadlines"), at=LAID)


def hold(code: str, *, quota: int | None = None, **counts: int) -> None:
    """Give a unit its quota, and its own counts of the stage by state."""
    unit = Unit.by_code(code)
    assert unit
    place = {**owned_by(unit), "stage_id": stage().id}
    if quota is not None:
        mine = sa.select(QuotaBalance).where(QuotaBalance.unit_id == unit.id)
        row = db.session.scalar(mine) or QuotaBalance(**place, programme_id=programme().id)
        row.received = quota
        db.session.add(row)
    mine = sa.select(Tally).where(Tally.unit_id == unit.id, Tally.stage_id == stage().id)
    tally = db.session.scalar(mine) or Tally(**place, target_group=1)
    for state, number in counts.items():
        setattr(tally, state, number)
    db.session.add(tally)
    db.session.flush()


def rule(code: str = "huyen-a1", **said: Any) -> Reminding:
    """A rule that acts: each Monday at 8 for whoever is behind, if nothing else is said."""
    unit = Unit.by_code(code)
    assert unit
    moment = said.pop("on_since", LAID)
    facts: dict[str, Any] = {
        "name": "Nhắc",
        "who": Who.BEHIND,
        "ways": (Way.NOTICE,),
        "title": "Nhắc {don_vi}",
        "body": "{da_dang_ky}/{chi_tieu}",
        **said,
    }
    if "offsets" not in facts and "weekday" not in facts:
        facts["weekday"] = 0
    made = Reminding.write(unit, programme=programme(), by=None, at=moment, **facts)
    made.note_preview(by=None, at=moment)
    made.switch_on(by=None, at=moment)
    return made


def ladder(code: str, *steps: Any, on_since: dt.datetime = LAID) -> Ladder:
    unit = Unit.by_code(code)
    assert unit
    made = Ladder.lay(
        unit, programme=programme(), name="Đôn đốc", steps=steps, by=None, at=on_since
    )
    made.switch_on(by=None, at=on_since)
    return made


def rows(model: Any) -> list[Any]:
    """All rows of a model, with their columns loaded and let go."""
    with jobs.reading("rows for a test") as session:
        found = list(session.scalars(sa.select(model).order_by(model.id)))
        session.expunge_all()
    return found


def codes() -> dict[int, str]:
    with jobs.reading("codes for a test") as session:
        return dict(session.execute(sa.select(Unit.id, Unit.code)).all())
