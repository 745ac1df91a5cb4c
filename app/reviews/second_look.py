"""A second look at a refusal: the unit may ask for it once; the desk above decides."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app import journal
from app.db import Base, Id, Prose, db
from app.initiatives import CannotDoNow, Initiative, State, locked
from app.reviews.refusals import AskedBefore, ReasonMissing
from app.tenancy import Own, part_of
from app.units import Unit


class SecondLook(Own, Base):
    """What the unit says to a refusal; `desk_unit_id` is the desk that looks again."""

    __tablename__ = "second_look"
    __parents__ = {"initiative_id": "initiative"}
    id: Mapped[Id]
    initiative_id: Mapped[int] = mapped_column(unique=True)
    words: Mapped[Prose]
    refused_by_id: Mapped[int | None]
    desk_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    asked_by_id: Mapped[int]
    asked_by: Mapped[str]
    at: Mapped[dt.datetime]

    @classmethod
    def of(cls, initiative: Initiative) -> "SecondLook | None":
        """The one that was asked for, if any."""
        return db.session.scalar(sa.select(cls).where(cls.initiative_id == initiative.id))

    @classmethod
    def ask(
        cls,
        initiative: Initiative,
        refusal: Any,
        words: str,
        *,
        by: int,
        signed_by: str,
        at: dt.datetime,
    ) -> "SecondLook":
        """Ask the desk above the one that refused; at the top, the same desk. Twice is once.

        :param refusal: the review that refused it; None where nobody signed one
        :raises ReasonMissing: why is not said
        :raises CannotDoNow: it is not refused
        :raises AskedBefore: it was asked for and decided
        """
        if not words.strip():
            raise ReasonMissing()
        locked(initiative.id)
        known = cls.of(initiative)
        if known is not None:
            if known.is_open(initiative):
                return known
            raise AskedBefore()
        if initiative.state != State.INVALID:
            raise CannotDoNow()
        desk = cls._desk_above(initiative, refusal)
        initiative.appeal(desk.id, by=by, at=at)
        look = cls(
            **part_of(initiative),
            initiative_id=initiative.id,
            words=words.strip(),
            refused_by_id=refusal.reviewer_id if refusal else None,
            desk_unit_id=desk.id,
            asked_by_id=by,
            asked_by=signed_by,
            at=at,
        )
        db.session.add(look)
        journal.record("review.ask-again", look, by=by, at=at)
        return look

    def is_open(self, initiative: Initiative) -> bool:
        """Whether it lies on the desk that looks again."""
        return initiative.state == State.ENDORSED and initiative.desk_unit_id == self.desk_unit_id

    @staticmethod
    def _desk_above(initiative: Initiative, refusal: Any) -> Unit:
        refused_at = refusal and db.session.get(Unit, refusal.desk_unit_id)
        desk = refused_at or initiative.deciding_stops()[-1].desk
        return desk.parent() or desk
