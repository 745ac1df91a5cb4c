"""A second look at a refusal: the unit may ask for it once; the desk above decides."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, backref, mapped_column, relationship

from app import journal
from app.db import Base, Id, Prose, db
from app.initiatives import CannotDoNow, Initiative, State, locked
from app.reviews.outcomes import O
from app.reviews.refusals import AskedBefore, ReasonMissing
from app.tenancy import Own, part_of
from app.units import Unit

ENDINGS = frozenset({O.VALID, O.INVALID, O.RETURNED})


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

    desk: Mapped[Unit] = relationship(
        primaryjoin=lambda: sa.orm.foreign(SecondLook.desk_unit_id) == Unit.id, viewonly=True
    )

    initiative: Mapped[Initiative] = relationship(
        primaryjoin=lambda: sa.orm.foreign(SecondLook.initiative_id) == Initiative.id,
        viewonly=True,
        backref=backref("second_look", uselist=False, viewonly=True),
    )

    @classmethod
    def of(cls, initiative: Initiative) -> "SecondLook | None":
        """The one that was asked for, if any."""
        return db.session.scalar(sa.select(cls).where(cls.initiative_id == initiative.id))

    @classmethod
    def may_be_asked(cls, initiative: Initiative, now: dt.datetime) -> bool:
        """Whether its unit has been told of a refusal and has not asked before."""
        return initiative.told_state(now) == State.INVALID and cls.of(initiative) is None

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
        desk = cls.desk_above(initiative, refusal)
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
    def desk_above(initiative: Initiative, refusal: Any) -> Unit:
        """The desk that would look again at a refusal."""
        refused_at = refusal and db.session.get(Unit, refusal.desk_unit_id)
        desk = refused_at or initiative.deciding_stops()[-1].desk
        return desk.parent() or desk


@dataclass(frozen=True)
class BothSides:
    """A second look as it is read: the refusal, the unit's words, how it ended if it has.

    `refusal` and `ending` are reviews; both may be missing: what nobody signed, what still lies
    on the desk, or was withdrawn there.
    """

    look: SecondLook
    refusal: Any
    ending: Any

    @classmethod
    def of(cls, initiative: Initiative, reviews: Sequence[Any]) -> "BothSides | None":
        """That of an initiative; `reviews` is all that was said of it, the newest first."""
        look = initiative.second_look  # type: ignore[attr-defined]
        if look is None:
            return None
        refusals = (one for one in reviews if one.outcome == O.INVALID and one.at <= look.at)
        later = [one for one in reviews if one.at > look.at and one.outcome in ENDINGS]
        return cls(look, next(refusals, None), later[-1] if later else None)
