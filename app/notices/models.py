"""A notice, and who has read and acknowledged it."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app import journal
from app.db import Base, Id, Prose, db
from app.tenancy import Own, owned_by, part_of
from app.units import Unit


class Notice(Own, Base):
    """A word to everybody at a unit, or to one account there (`account_id`)."""

    __tablename__ = "notice"
    __has_parts__ = True
    id: Mapped[Id]
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    sender_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    sender: Mapped[str]
    title: Mapped[Prose]
    body: Mapped[Prose]
    link: Mapped[str | None]
    sent_at: Mapped[dt.datetime] = mapped_column(index=True)

    unit: Mapped[Unit] = relationship(
        primaryjoin=lambda: sa.orm.foreign(Notice.unit_id) == Unit.id, viewonly=True
    )
    readings: Mapped[list["NoticeReading"]] = relationship(
        primaryjoin=lambda: Notice.id == sa.orm.foreign(NoticeReading.notice_id), viewonly=True
    )

    @classmethod
    def send(
        cls,
        to: Unit,
        *,
        sender: Unit,
        title: str,
        body: str,
        at: dt.datetime,
        by: int | None,
        account_id: int | None = None,
        link: str | None = None,
    ) -> "Notice":
        """Tell a unit, or one account at it."""
        notice = cls(
            **owned_by(to),
            account_id=account_id,
            sender_unit_id=sender.id,
            sender=sender.name,
            title=title,
            body=body,
            link=link,
            sent_at=at,
        )
        db.session.add(notice)
        journal.record("notice.send", notice, by=by, at=at)
        return notice

    @classmethod
    def for_reader(cls, unit: Unit, account_id: int) -> sa.Select["Notice"]:
        """What somebody at `unit` is told, newest first."""
        return (
            sa.select(cls)
            .where(
                cls.unit_id == unit.id,
                sa.or_(cls.account_id.is_(None), cls.account_id == account_id),
            )
            .options(joinedload(cls.readings.and_(NoticeReading.account_id == account_id)))
            .order_by(cls.sent_at.desc(), cls.id.desc())
        )

    @classmethod
    def waiting(cls, unit: Unit, account_id: int) -> sa.Select["Notice"]:
        """Those of them that this person has not yet acknowledged."""
        done = sa.select(NoticeReading.notice_id).where(NoticeReading.account_id == account_id)
        return cls.for_reader(unit, account_id).where(cls.id.not_in(done))

    @classmethod
    def unread(cls, unit: Unit, account_id: int) -> sa.Select[int]:
        """How many of them wait."""
        return sa.select(sa.func.count()).select_from(
            cls.waiting(unit, account_id).order_by(None).subquery()
        )

    @classmethod
    def sent_by(cls, unit: Unit) -> sa.Select["Notice"]:
        """What `unit` told units below, newest first, with their acknowledgements."""
        return (
            sa.select(cls)
            .where(cls.sender_unit_id == unit.id)
            .options(joinedload(cls.unit), sa.orm.selectinload(cls.readings))
            .order_by(cls.sent_at.desc(), cls.id.desc())
        )

    def reading_of(self, account_id: int) -> "NoticeReading | None":
        """This person's reading, if it is loaded or there."""
        return next((r for r in self.readings if r.account_id == account_id), None)

    def acknowledge(self, *, by: int, at: dt.datetime) -> None:
        """Say that it was read and understood; saying it twice changes nothing."""
        reading = db.session.scalar(
            sa.select(NoticeReading).where(
                NoticeReading.notice_id == self.id, NoticeReading.account_id == by
            )
        )
        if reading is None:
            db.session.add(
                NoticeReading(**part_of(self), notice_id=self.id, account_id=by, acknowledged_at=at)
            )
            journal.record("notice.acknowledge", self, by=by, at=at)


class NoticeReading(Own, Base):
    """One person's acknowledgement."""

    __tablename__ = "notice_reading"
    __parents__ = {"notice_id": "notice"}
    __table_args__ = (sa.UniqueConstraint("notice_id", "account_id"),)
    id: Mapped[Id]
    notice_id: Mapped[int] = mapped_column(index=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    acknowledged_at: Mapped[dt.datetime]
