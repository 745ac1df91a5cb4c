"""Who of a desk sees to a request, and who follows it."""

import datetime as dt
from collections.abc import Sequence
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app import journal
from app.accounts import Membership
from app.db import Base, Id, db
from app.support.inside.people import colleague, must_be_here
from app.support.models import Request
from app.support.states import TO_DO
from app.tenancy import Own, owned_by
from app.units import Unit


class Part(StrEnum):
    HANDLES = "handles"
    FOLLOWS = "follows"


IS_LIVE = sa.column("until").is_(None)
IS_HANDLED = sa.and_(sa.column("part", sa.Text).in_(["handles"]), IS_LIVE)


class Assignment(Own, Base):
    """Somebody at a desk sees to a request, one at a time, or follows it."""

    __tablename__ = "assignment"
    __table_args__ = (
        sa.Index("ix_assignment_who", "unit_id", "account_id", "part", "until"),
        sa.Index(
            "uq_assignment_handles",
            "unit_id",
            "about_request_id",
            unique=True,
            sqlite_where=IS_HANDLED,
            postgresql_where=IS_HANDLED,
        ),
        sa.Index(
            "uq_assignment_live",
            "about_request_id",
            "unit_id",
            "account_id",
            "part",
            unique=True,
            sqlite_where=IS_LIVE,
            postgresql_where=IS_LIVE,
        ),
    )
    id: Mapped[Id]
    about_request_id: Mapped[int] = mapped_column(sa.ForeignKey("request.id"), index=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    full_name: Mapped[str]
    part: Mapped[str]
    since: Mapped[dt.datetime]
    until: Mapped[dt.datetime | None]
    by_id: Mapped[int | None]

    @classmethod
    def live(cls, requests: Sequence[Request], here: Unit) -> "list[Assignment]":
        """Those of some requests at a desk."""
        numbers = [request.id for request in requests]
        query = sa.select(cls).where(
            cls.unit_id == here.id, cls.about_request_id.in_(numbers), cls.until.is_(None)
        )
        return list(db.session.scalars(query.order_by(cls.id)))

    @classmethod
    def handled_by(cls, account_id: int, here: Unit) -> sa.Select[Request]:
        """What an account sees to at a desk, and what still lies there to be done."""
        mine = sa.select(cls.about_request_id).where(
            cls.unit_id == here.id,
            cls.account_id == account_id,
            cls.part == Part.HANDLES,
            cls.until.is_(None),
        )
        query = sa.select(Request).options(sa.orm.joinedload(Request.unit))
        on_desk = (Request.desk_unit_id == here.id, Request.state.in_(TO_DO))
        return query.where(Request.id.in_(mine), *on_desk).order_by(Request.id)

    @classmethod
    def assign(
        cls, request: Request, here: Unit, account_id: int, *, by: int, at: dt.datetime
    ) -> None:
        """Let somebody of the desk see to it, in place of whoever did; the same changes nothing.

        :raises NotAColleague: that account does not answer at this unit
        :raises NotOnYourDesk: another unit has it in hand
        """
        db.session.refresh(request, with_for_update={"of": Request})
        must_be_here(request, here)
        post = colleague(here, account_id)
        for one in cls.live([request], here):
            if one.part == Part.HANDLES:
                if one.account_id == account_id:
                    return
                one.until = at
        db.session.flush()
        cls._begin(request, here, post, Part.HANDLES, by, at)

    @classmethod
    def release(cls, request: Request, here: Unit, *, by: int, at: dt.datetime) -> None:
        """Nobody sees to it any more: it lies with the desk again."""
        for one in cls.live([request], here):
            if one.part == Part.HANDLES:
                one.until = at
                journal.record("assignment.end", one, by=by, at=at)

    @classmethod
    def follow(cls, request: Request, here: Unit, *, by: int, at: dt.datetime) -> None:
        """Follow it, wherever it lies; a second time changes nothing."""
        if not cls._followed(request, here, by):
            cls._begin(request, here, colleague(here, by), Part.FOLLOWS, by, at)

    @classmethod
    def leave(cls, request: Request, here: Unit, *, by: int, at: dt.datetime) -> None:
        """Follow it no longer."""
        for one in cls._followed(request, here, by):
            one.until = at
            journal.record("assignment.end", one, by=by, at=at)

    @classmethod
    def let_go(cls, here: Unit, account_id: int, *, by: int | None, at: dt.datetime) -> None:
        """An account sees to nothing and follows nothing any more at a desk."""
        live = sa.select(cls).where(
            cls.unit_id == here.id, cls.account_id == account_id, cls.until.is_(None)
        )
        for one in db.session.scalars(live.order_by(cls.id)):
            one.until = at
            journal.record("assignment.end", one, by=by, at=at)

    @classmethod
    def _followed(cls, request: Request, here: Unit, account_id: int) -> "list[Assignment]":
        return [
            one
            for one in cls.live([request], here)
            if one.part == Part.FOLLOWS and one.account_id == account_id
        ]

    @classmethod
    def _begin(
        cls,
        request: Request,
        here: Unit,
        post: Membership,
        part: Part,
        by: int,
        at: dt.datetime,
    ) -> None:
        who = {"account_id": post.account_id, "full_name": post.full_name}
        made = cls(**owned_by(here), about_request_id=request.id, **who, part=part.value, since=at)
        made.by_id = by
        db.session.add(made)
        journal.record("assignment.begin", made, by=by, at=at)
