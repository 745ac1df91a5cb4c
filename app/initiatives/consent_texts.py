"""What authors agree to, in its versions: rows that the owner of a programme hands down."""

import datetime as dt

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, relationship

from app import clock, journal
from app.db import Base, Id, db
from app.programmes import Programme, Stage
from app.tenancy import HandedDown, Scope, owned_by
from app.units import Unit
from app.web.errors import Refused


class NotYourProgramme(Refused):
    message = _l("Chỉ đơn vị mở chương trình mới ban hành nội dung đồng ý.")


class TooEarly(Refused):
    status = 422
    message = _l("Ngày áp dụng không được trước hôm nay và trước ngày của bản gần nhất.")


class SameText(Refused):
    status = 422
    message = _l("Nội dung giống hệt bản gần nhất, không cần ban hành bản mới.")


class ConsentText(HandedDown, Base):
    """A wording that stands in a form. It is never changed: the next one is a new version."""

    __tablename__ = "consent_text"
    __table_args__ = (sa.UniqueConstraint("unit_id", "version"),)
    id: Mapped[Id]
    version: Mapped[int]
    text: Mapped[str]
    since: Mapped[dt.date]
    by_id: Mapped[int | None]
    at: Mapped[dt.datetime]

    unit: Mapped[Unit] = relationship(
        primaryjoin=lambda: sa.orm.foreign(ConsentText.unit_id) == Unit.id, viewonly=True
    )

    # --- queries ---

    @classmethod
    def seen_at(cls, path: str) -> "list[ConsentText]":
        """The texts of a unit and of those above it, the nearest and newest first."""
        query = sa.select(cls).where(cls.unit_path.in_([path, *Scope(path).ancestors]))
        newest = (sa.func.length(cls.unit_path).desc(), cls.version.desc())
        return list(db.session.scalars(query.order_by(*newest)))

    @classmethod
    def in_force(cls, stage: Stage, *, on: dt.date) -> "ConsentText":
        """What authors agree to on a day: the text of the programme's owner, or of who is above."""
        texts = cls.seen_at(stage.unit_path)
        return next((text for text in texts if text.since <= on), texts[-1])

    @classmethod
    def _newest_of(cls, unit: Unit) -> "ConsentText | None":
        query = sa.select(cls).where(cls.unit_id == unit.id)
        return db.session.scalar(query.order_by(cls.version.desc()).limit(1))

    @staticmethod
    def may_be_written_at(unit: Unit) -> bool:
        """Whether the unit is the root, or has a programme with stages of its own."""
        own = sa.select(Programme.id).where(
            Programme.unit_id == unit.id, Programme.parent_id.is_(None)
        )
        return unit.level == 0 or db.session.scalar(own.limit(1)) is not None

    # --- verbs ---

    @classmethod
    def publish(
        cls, unit: Unit, text: str, *, since: dt.date, by: int | None, at: dt.datetime
    ) -> "ConsentText":
        """The next version of a unit's text; who agreed before has agreed to the one before.

        :raises NotYourProgramme: the unit is not the root and has no programme of its own
        :raises TooEarly: it would begin in the past, or before the version before
        :raises SameText: the newest version says the very same
        """
        if not cls.may_be_written_at(unit):
            raise NotYourProgramme()
        before = cls._newest_of(unit)
        if since < clock.day_of(at) or (before and since < before.since):
            raise TooEarly()
        if before and before.text == text:
            raise SameText()
        version = before.version + 1 if before else 1
        row = cls(**owned_by(unit), version=version, text=text, since=since, by_id=by, at=at)
        db.session.add(row)
        journal.record("consent_text.publish", row, by=by, at=at)
        return row
