"""A unit, its sibling and the unit above, each with rows; and relations some room may have one day.

What huyen-a1 must not see says SECRET. Rows of the sibling hang on rows that huyen-a1 does see, so
that a relation would bring them along.
"""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from app import jobs
from app.accounts import Account
from app.db import Base, db
from app.initiatives import Initiative, Move
from app.notices import Notice
from app.notices.models import NoticeReading
from app.programmes import Programme, Stage
from app.tenancy import Everything, ScopedSession, owned_by, role
from app.units import Unit
from tests.world import NOW

MINE, SIBLING, ABOVE = "huyen-a1", "huyen-a2", "tinh-a"


@dataclass(frozen=True)
class House:
    """Ids of the rows, by unit."""

    path: dict[str, str]
    unit: dict[str, int]
    notice: dict[str, int]
    reading: dict[str, int]
    programme: dict[str, int]
    stage: dict[str, int]
    initiative: int
    account: int


def relate() -> None:
    """Relations that lead from what a unit sees to rows of others; the schema stays."""
    if hasattr(Unit, "notices"):
        return
    Unit.notices = orm.relationship(  # type: ignore[attr-defined]
        Notice, primaryjoin=Unit.id == orm.foreign(Notice.unit_id), viewonly=True
    )
    Unit.notice_count = orm.column_property(  # type: ignore[attr-defined]
        sa.select(sa.func.count(Notice.id))
        .where(Notice.unit_id == Unit.id)
        .correlate_except(Notice)
        .scalar_subquery(),
        deferred=True,
    )
    NoticeReading.notice = orm.relationship(  # type: ignore[attr-defined]
        Notice, primaryjoin=orm.foreign(NoticeReading.notice_id) == Notice.id, viewonly=True
    )
    Unit.read_notices = orm.relationship(  # type: ignore[attr-defined]
        Notice,
        secondary=Base.metadata.tables["notice_reading"],
        primaryjoin=lambda: Unit.id != orm.foreign(NoticeReading.unit_id),
        secondaryjoin=lambda: orm.foreign(NoticeReading.notice_id) == Notice.id,
        viewonly=True,
    )


def settle_in() -> House:
    """Write the rows into the world; returns their ids."""
    relate()
    with jobs.step(Everything("siblings for tests")) as session:
        units = {code: Unit.by_code(code) for code in (MINE, SIBLING, ABOVE)}
        account = session.scalar(sa.select(Account.id).where(Account.login == f"officer.{MINE}"))
        notices, readings, programmes, stages = {}, {}, {}, {}
        programmes[ABOVE] = _programme(units[ABOVE], "above")
        for code, unit in units.items():
            word = "mine" if code == MINE else "SECRET"
            notices[code] = Notice(
                **owned_by(unit),
                sender_unit_id=unit.id,
                sender=word,
                title=word,
                body=word,
                sent_at=NOW,
            )
            if code != ABOVE:
                programmes[code] = _programme(unit, word)
            stages[code] = _stage(unit, programmes[ABOVE], "above" if code == ABOVE else word)
            session.add(notices[code])
            session.flush()
            readings[code] = NoticeReading(
                **owned_by(unit),
                notice_id=notices[code].id,
                account_id=account,
                acknowledged_at=NOW,
            )
            session.add(readings[code])
        initiative = _initiative(units[MINE], stages[SIBLING])
        session.add(
            Move(
                **owned_by(units[SIBLING]),  # it lay there before
                initiative_id=initiative.id,
                stage_id=stages[SIBLING].id,
                target_group=1,
                to_state="SECRET",
                at=NOW,
            )
        )
        session.flush()
        found: dict[str, Any] = {
            "notice": notices,
            "reading": readings,
            "programme": programmes,
            "stage": stages,
        }
        return House(
            path={code: unit.path for code, unit in units.items()},
            unit={code: unit.id for code, unit in units.items()},
            initiative=initiative.id,
            account=account,
            **{name: {code: row.id for code, row in rows.items()} for name, rows in found.items()},
        )


def outside(session: ScopedSession, path: str) -> list[tuple[str, ...]]:
    """Every row of the database that is not in the subtree at `path`, as the session left it."""
    connection = session.connection()
    role.declare(connection, Everything("a look around in a test"))
    found = []
    for table in Base.metadata.sorted_tables:
        rows = connection.execute(sa.select(table).execution_options(wall="a test"))
        for row in rows.mappings():
            if not str(row.get("unit_path", row.get("path", ""))).startswith(path):
                found.append((table.name, *map(str, row.values())))
    role.declare(connection, session.scope)
    return sorted(found)


def _programme(unit: Unit, word: str) -> Programme:
    programme = Programme(**owned_by(unit), code=f"{word}-{unit.code}", name=word)
    db.session.add(programme)
    db.session.flush()
    return programme


def _stage(unit: Unit, programme: Programme, word: str) -> Stage:
    stage = Stage(
        **owned_by(unit),
        programme_id=programme.id,
        code=unit.code,
        name=word,
        recognised_since=NOW.date(),
        recognised_until=NOW.date(),
        submitted_since=NOW,
        submitted_until=NOW,
    )
    db.session.add(stage)
    db.session.flush()
    return stage


def _initiative(unit: Unit, stage: Stage) -> Initiative:
    initiative = Initiative(
        **owned_by(unit),
        stage_id=stage.id,
        code="mine",
        title="mine",
        summary="mine",
        target_group=1,
        way="list",
        state="draft",
        desk_since=NOW,
        created_at=NOW,
        search="",
    )
    db.session.add(initiative)
    db.session.flush()
    return initiative
