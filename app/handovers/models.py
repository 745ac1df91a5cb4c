"""A hand-over as it was signed: from whom, to whom, why, and the list of what went."""

import datetime as dt
from collections.abc import Sequence
from itertools import groupby

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, Id, Prose, db
from app.handovers.duties import DUTIES
from app.tenancy import Own
from app.units import Unit


class HandOver(Own, Base):
    """One hand-over at a unit. Names and offices stand as they were signed.

    `digest` is of the list: the same one sent twice is one. `ended` says whether the giver's posts
    were ended with it.
    """

    __tablename__ = "hand_over"
    __has_parts__ = True
    id: Mapped[Id]
    giver_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    giver: Mapped[str]
    giver_office: Mapped[str]
    receiver_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    receiver: Mapped[str]
    receiver_office: Mapped[str]
    reason: Mapped[Prose]
    document: Mapped[Prose | None]
    ended: Mapped[bool]
    digest: Mapped[str]
    pieces: Mapped[int]
    by_id: Mapped[int]
    signed_by: Mapped[str]
    at: Mapped[dt.datetime]

    unit: Mapped[Unit] = relationship(
        primaryjoin=lambda: sa.orm.foreign(HandOver.unit_id) == Unit.id, viewonly=True
    )

    @classmethod
    def known(cls, giver_id: int, receiver_id: int, digest: str) -> "HandOver | None":
        """The very hand-over that is asked for, if it was done before."""
        query = sa.select(cls).where(
            cls.giver_id == giver_id, cls.receiver_id == receiver_id, cls.digest == digest
        )
        return db.session.scalar(query.order_by(cls.id.desc()).limit(1))

    @classmethod
    def at_unit(cls, unit: Unit, account_id: int | None) -> sa.Select["HandOver"]:
        """Those of a unit, or of them those that an account gave, took or signed; newest first."""
        query = sa.select(cls).where(cls.unit_id == unit.id)
        if account_id is not None:
            query = query.where(cls.of_account(account_id))
        return query.order_by(cls.at.desc(), cls.id.desc())

    @classmethod
    def of_account(cls, account_id: int) -> sa.ColumnElement[bool]:
        return sa.or_(*(one == account_id for one in (cls.giver_id, cls.receiver_id, cls.by_id)))

    def concerns(self, account_id: int) -> bool:
        """Whether somebody gave, took or signed it."""
        return account_id in (self.giver_id, self.receiver_id, self.by_id)

    def lists(self) -> "list[tuple[str, Sequence[HandOverItem]]]":
        """What went, kind by kind with its words, in the order of the list."""
        query = sa.select(HandOverItem).where(HandOverItem.hand_over_id == self.id)
        rows = db.session.scalars(query.order_by(HandOverItem.id)).all()
        return [
            (str(DUTIES[kind].words) if kind in DUTIES else kind, list(items))
            for kind, items in groupby(rows, key=lambda item: item.kind)
        ]


class HandOverItem(Own, Base):
    """One thing of the list, as it was called then."""

    __tablename__ = "hand_over_item"
    __parents__ = {"hand_over_id": "hand_over"}
    id: Mapped[Id]
    hand_over_id: Mapped[int] = mapped_column(index=True)
    kind: Mapped[str]
    subject_id: Mapped[int]
    title: Mapped[Prose]
    detail: Mapped[Prose]
