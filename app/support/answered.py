"""What was answered once for all, and who of those it is meant for has read it.

No row is written below when an upper unit answers: an asking unit finds the answer above it. That
somebody there has read it is a row of the asking unit's own.
"""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app import journal
from app.db import Base, Id, db, insert_missing
from app.support.knowledge import ObstacleAnswer
from app.support.models import Request
from app.support.states import TO_DO
from app.tenancy import Own, Scope, owned_by
from app.units import Unit


class ObstacleReading(Own, Base):
    """Somebody at a unit has read an answer of a unit above."""

    __tablename__ = "obstacle_reading"
    __table_args__ = (sa.UniqueConstraint("unit_id", "answer_id", "account_id"),)
    id: Mapped[Id]
    answer_id: Mapped[int] = mapped_column(sa.ForeignKey("obstacle_answer.id"), index=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    at: Mapped[dt.datetime]

    @classmethod
    def keep(cls, unit: Unit, answer: ObstacleAnswer, *, by: int, at: dt.datetime) -> None:
        """Say that it was read; a second time changes nothing."""
        mine = {"unit_id": unit.id, "answer_id": answer.id, "account_id": by}
        if db.session.scalar(sa.select(cls.id).filter_by(**mine)) is None:
            insert_missing(cls, [{**owned_by(unit), **mine, "at": at}])
            journal.record("obstacle_answer.read", unit, by=by, at=at)


def unread_of(unit: Unit, account_id: int) -> "sa.Select[ObstacleAnswer]":
    """Answers from above to what hinders a unit now that somebody there has not read."""
    hinders = sa.select(Request.id).where(
        Request.unit_id == unit.id,
        Request.obstacle == ObstacleAnswer.obstacle,
        Request.state.in_(TO_DO),
    )
    read = sa.select(ObstacleReading.id).where(
        ObstacleReading.unit_id == unit.id,
        ObstacleReading.answer_id == ObstacleAnswer.id,
        ObstacleReading.account_id == account_id,
    )
    query = sa.select(ObstacleAnswer).where(
        ObstacleAnswer.unit_path.in_(Scope(unit.path).ancestors),
        ObstacleAnswer.removed_at.is_(None),
    )
    return query.where(hinders.exists(), ~read.exists())


def unread(unit: Unit, account_id: int) -> list[ObstacleAnswer]:
    """The same with whose they are, the newest first."""
    query = unread_of(unit, account_id).options(sa.orm.joinedload(ObstacleAnswer.unit))
    query = query.order_by(ObstacleAnswer.at.desc(), ObstacleAnswer.id.desc())
    return list(db.session.scalars(query))


def anything(unit: Unit, account_id: int) -> Any:
    """Whether there is one, as a part of a statement."""
    return unread_of(unit, account_id).exists()
