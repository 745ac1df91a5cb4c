"""What a desk keeps for itself: notes, and who sees to what; `ties` says what belongs together.

These rows lie at the DESK's own path and name the request as `about_request_id`: the asker below
never sees them. A request that goes up leaves them behind.
"""

import datetime as dt
from collections.abc import Sequence
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app import journal
from app.access import Permission
from app.accounts import Membership
from app.db import Base, Id, Prose, db
from app.support.models import Request
from app.support.refusals import NotAColleague, NothingSaid, NotOnYourDesk
from app.tenancy import Own, owned_by
from app.units import Unit


def must_be_here(request: Request, here: Unit) -> None:
    """:raises NotOnYourDesk: another unit has it in hand"""
    if not request.lies_on(here):
        raise NotOnYourDesk()


class InternalNote(Own, Base):
    """A word among the people of a desk."""

    __tablename__ = "internal_note"
    id: Mapped[Id]
    about_request_id: Mapped[int] = mapped_column(sa.ForeignKey("request.id"), index=True)
    text: Mapped[Prose]
    by_id: Mapped[int | None]
    signed_by: Mapped[str]
    at: Mapped[dt.datetime]

    @classmethod
    def of(cls, request: Request, here: Unit) -> "list[InternalNote]":
        """Those of one desk, the oldest first."""
        query = sa.select(cls).where(cls.about_request_id == request.id, cls.unit_id == here.id)
        return list(db.session.scalars(query.order_by(cls.id)))

    @classmethod
    def write(
        cls, request: Request, here: Unit, text: str, *, by: int, signed_by: str, at: dt.datetime
    ) -> "InternalNote":
        """:raises NothingSaid: there are no words"""
        must_be_here(request, here)
        if not text:
            raise NothingSaid()
        said = {"text": text, "by_id": by, "signed_by": signed_by, "at": at}
        note = cls(**owned_by(here), about_request_id=request.id, **said)
        db.session.add(note)
        journal.record("internal_note.write", note, by=by, at=at)
        return note


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
    def assign(
        cls, request: Request, here: Unit, account_id: int, *, by: int, at: dt.datetime
    ) -> None:
        """Let somebody of the desk see to it, in place of whoever did; the same changes nothing.

        :raises NotAColleague: that account does not answer at this unit
        :raises NotOnYourDesk: another unit has it in hand
        """
        db.session.refresh(request, with_for_update=True)
        must_be_here(request, here)
        post = _colleague(here, account_id)
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
            cls._begin(request, here, _colleague(here, by), Part.FOLLOWS, by, at)

    @classmethod
    def leave(cls, request: Request, here: Unit, *, by: int, at: dt.datetime) -> None:
        """Follow it no longer."""
        for one in cls._followed(request, here, by):
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


def colleagues(here: Unit) -> list[Membership]:
    """Who answers at a unit, by name."""
    return Membership.holding(here, Permission.ANSWER)


def _colleague(here: Unit, account_id: int) -> Membership:
    found = next((post for post in colleagues(here) if post.account_id == account_id), None)
    if found is None:
        raise NotAColleague()
    return found
