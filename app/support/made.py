"""What a desk made of a request: an initiative entered for its author, a file opened as a list.

Rows of the asker's unit, so that both sides find from one to the other.
"""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app import journal
from app.db import Base, Id, db
from app.initiatives import Erasure, Initiative, erased
from app.intake import Batch, Handed
from app.programmes import Stage
from app.support.files import RequestFile, forget_files
from app.support.inside import must_be_here
from app.support.messages import Side
from app.support.models import Request
from app.support.refusals import CannotDoNow
from app.support.states import Act
from app.tenancy import Own, part_of
from app.units import Unit

SHOWN = 5


class Made(Own, Base):
    """One initiative, or one list with the file that it was opened from."""

    __tablename__ = "request_made"
    __parents__ = {"request_id": "request"}
    id: Mapped[Id]
    request_id: Mapped[int] = mapped_column(index=True)
    initiative_id: Mapped[int | None] = mapped_column(sa.ForeignKey("initiative.id"), unique=True)
    batch_id: Mapped[int | None] = mapped_column(sa.ForeignKey("batch.id"), index=True)
    file_id: Mapped[int | None] = mapped_column(sa.ForeignKey("request_file.id"), unique=True)
    by_id: Mapped[int | None]
    signed_by: Mapped[str]
    at: Mapped[dt.datetime]

    initiative: Mapped[Initiative | None] = relationship(foreign_keys=initiative_id, viewonly=True)
    request: Mapped[Request] = relationship(
        primaryjoin=lambda: sa.orm.foreign(Made.request_id) == Request.id, viewonly=True
    )

    # --- queries ---

    @classmethod
    def of(cls, request: Request) -> "list[Made]":
        """What was made of a request, the oldest first."""
        query = sa.select(cls).where(cls.request_id == request.id).order_by(cls.id)
        return list(db.session.scalars(query.options(sa.orm.joinedload(cls.initiative))).unique())

    @classmethod
    def of_file(cls, file_id: int) -> "Made | None":
        return db.session.scalar(sa.select(cls).where(cls.file_id == file_id))

    @classmethod
    def behind(cls, initiative: Initiative) -> "Made | None":
        """For which request an initiative was entered."""
        query = sa.select(cls).where(cls.initiative_id == initiative.id)
        return db.session.scalar(query.options(sa.orm.joinedload(cls.request)))

    @classmethod
    def about(cls, batch: Batch) -> list[Request]:
        """The requests that a list is about, or was sent with; the newest first."""
        sent = sa.select(cls.request_id).where(cls.batch_id == batch.id)
        query = sa.select(Request).where(sa.or_(Request.batch_id == batch.id, Request.id.in_(sent)))
        query = query.options(sa.orm.joinedload(Request.unit)).order_by(Request.id.desc())
        return list(db.session.scalars(query.limit(SHOWN)))

    # --- verbs ---

    @classmethod
    def enter(
        cls,
        request: Request,
        initiative: Initiative,
        here: Unit,
        *,
        by: int,
        signed_by: str,
        at: dt.datetime,
    ) -> "Made":
        """Point from a request to what was entered for it, and tell the asker its receipt code.

        :raises NotOnYourDesk: another unit has it in hand
        """
        db.session.refresh(request, with_for_update={"of": Request})
        must_be_here(request, here)
        query = sa.select(cls).where(cls.initiative_id == initiative.id)
        if (known := db.session.scalar(query)) is not None:
            return known
        made = cls._make(request, by, signed_by, at, initiative_id=initiative.id)
        words = _(
            "Đã nhập hộ sáng kiến “%(title)s”. Mã tra cứu: %(code)s.",
            title=initiative.title,
            code=initiative.code,
        )
        if request.may(Act.REPLY):
            request.answer(Act.REPLY, words, here, by=by, signed_by=signed_by, at=at)
        else:
            request.say(words, Side.DESK, by, signed_by, at)
        return made

    @classmethod
    def open_list(
        cls,
        file: RequestFile,
        request: Request,
        handed: Handed,
        stage: Stage,
        here: Unit,
        *,
        by: int,
        signed_by: str,
        at: dt.datetime,
    ) -> "Made":
        """Open a file as a list at the asker's unit; pressed again it is the same list.

        :raises NotOnYourDesk: another unit has it in hand
        :raises CannotDoNow: it is answered already
        """
        db.session.refresh(request, with_for_update={"of": Request})
        if (known := cls.of_file(file.id)) is not None:
            return known
        must_be_here(request, here)
        if not request.is_to_do:
            raise CannotDoNow()
        who: dict[str, Any] = {"by": by, "name": signed_by, "at": at}
        batch = Batch.check(request.unit, handed, stage, later=handed.is_for_the_worker, **who)
        db.session.flush()
        return cls._make(request, by, signed_by, at, batch_id=batch.id, file_id=file.id)

    @classmethod
    def _make(
        cls, request: Request, by: int, signed_by: str, at: dt.datetime, **what: int
    ) -> "Made":
        signed = {"by_id": by, "signed_by": signed_by, "at": at}
        made = cls(**part_of(request), request_id=request.id, **what, **signed)
        db.session.add(made)
        journal.record("request_made.add", made, by=by, at=at)
        db.session.flush()
        return made


@erased.connect
def _forget(erasure: Erasure) -> None:
    """What was sent in to have the work of somebody entered goes with whoever is erased."""
    mine = Made.initiative_id.in_(erasure.initiative_ids)
    forget_files(sa.select(Made.request_id).where(mine), at=erasure.at)
