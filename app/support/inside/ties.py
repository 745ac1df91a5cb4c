"""Which requests belong together, as a desk sees them."""

import datetime as dt
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app import journal
from app.db import Base, Id, db
from app.support.inside.people import must_be_here
from app.support.models import Request
from app.support.refusals import NotItself
from app.tenancy import Own, owned_by
from app.units import Unit


class Tied(StrEnum):
    MERGED = "merged"
    LINKED = "linked"


class Tie(Own, Base):
    """Two requests belong together: one is answered with the other, or they are only linked."""

    __tablename__ = "tie"
    __table_args__ = (sa.UniqueConstraint("unit_id", "about_request_id", "to_request_id"),)
    id: Mapped[Id]
    about_request_id: Mapped[int] = mapped_column(sa.ForeignKey("request.id"), index=True)
    to_request_id: Mapped[int] = mapped_column(sa.ForeignKey("request.id"), index=True)
    part: Mapped[str]
    by_id: Mapped[int | None]
    at: Mapped[dt.datetime]

    @classmethod
    def of(cls, request: Request, here: Unit) -> "list[tuple[Tie, Request]]":
        """What a desk has tied to a request, each with the other one."""
        ends = (cls.about_request_id, cls.to_request_id)
        query = sa.select(cls).where(
            cls.unit_id == here.id, sa.or_(*(end == request.id for end in ends))
        )
        ties = db.session.scalars(query.order_by(cls.id)).all()
        others = {
            tie.id: tie.to_request_id
            if tie.about_request_id == request.id
            else tie.about_request_id
            for tie in ties
        }
        found = db.session.scalars(sa.select(Request).where(Request.id.in_(others.values())))
        known = {other.id: other for other in found}
        return [(tie, known[others[tie.id]]) for tie in ties if others[tie.id] in known]

    @classmethod
    def merged_into(cls, request: Request) -> "list[Request]":
        """Those that are answered with a request, whichever desk below or here has merged them."""
        mine = sa.select(cls.about_request_id).where(
            cls.to_request_id == request.id, cls.part == Tied.MERGED
        )
        query = sa.select(Request).where(Request.id.in_(mine)).order_by(Request.id)
        return list(db.session.scalars(query))

    @classmethod
    def must_reach(cls, request: Request, desk: Unit) -> None:
        """:raises NotInLine: somebody who is answered with it would not be heard at that desk"""
        for other in cls.merged_into(request):
            Request.must_be_in_line(desk, other)

    @classmethod
    def link(cls, request: Request, to: Request, here: Unit, *, by: int, at: dt.datetime) -> "Tie":
        """Say that two have to do with each other; a second time changes nothing."""
        return cls._tie(request, to, here, Tied.LINKED, by, at)

    @classmethod
    def merge(
        cls,
        request: Request,
        into: Request,
        here: Unit,
        *,
        by: int,
        signed_by: str,
        at: dt.datetime,
    ) -> "Tie":
        """Answer a request together with another one of the same desk.

        :raises NotOnYourDesk: another unit has one of them in hand
        """
        must_be_here(into, here)
        tie = cls._tie(request, into, here, Tied.MERGED, by, at)
        request.merged(here, by=by, signed_by=signed_by, at=at)
        return tie

    @classmethod
    def _tie(
        cls, request: Request, to: Request, here: Unit, part: Tied, by: int, at: dt.datetime
    ) -> "Tie":
        if request.id == to.id:
            raise NotItself()
        must_be_here(request, here)
        pair: Any = {"about_request_id": request.id, "to_request_id": to.id}
        found = db.session.scalar(sa.select(cls).filter_by(unit_id=here.id, **pair))
        tie = found or cls(**owned_by(here), **pair, by_id=by, at=at)
        if tie.part != part:
            tie.part = part.value
            db.session.add(tie)
            journal.record("tie.make", tie, by=by, at=at)
        return tie
