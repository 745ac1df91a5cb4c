"""Words among the people of a desk."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app import journal
from app.db import Base, Id, Prose, db
from app.support.inside.people import must_be_here
from app.support.models import Request
from app.support.refusals import NothingSaid
from app.tenancy import Own, owned_by
from app.units import Unit


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
