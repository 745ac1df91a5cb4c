"""A notice, and who has read and acknowledged it."""

import datetime as dt
import secrets
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app import journal
from app.db import Base, Id, Prose, db
from app.notices.receipts import Receipts
from app.tenancy import Own, owned_by, part_of
from app.units import Unit


def new_sending() -> str:
    """What holds together that which is sent to several units at once."""
    return secrets.token_hex(8)


class Notice(Receipts, Own, Base):
    """A word to everybody at a unit, or to one account there (`account_id`).

    What was sent to several units at once has the same `sending`. A unit that is asked for a
    receipt has confirmed when one of its people has.
    """

    __tablename__ = "notice"
    __has_parts__ = True
    # A unit's own are counted on every page, among those of all below it.
    __table_args__ = (sa.Index("ix_notice_unit_id", "unit_id", "account_id"),)
    id: Mapped[Id]
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    sender_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    sender: Mapped[str]
    title: Mapped[Prose]
    body: Mapped[Prose]
    link: Mapped[str | None]
    sent_at: Mapped[dt.datetime] = mapped_column(index=True)
    sending: Mapped[str] = mapped_column(index=True, default=new_sending)
    asks_receipt: Mapped[bool] = mapped_column(default=False)
    confirmed_at: Mapped[dt.datetime | None]
    confirmed_by: Mapped[str | None]
    reminded_at: Mapped[dt.datetime | None]

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
        asks_receipt: bool = False,
    ) -> "Notice":
        """Tell a unit, or one account at it."""
        said: dict[str, Any] = {"sender": sender, "title": title, "body": body, "link": link}
        said["asks_receipt"] = asks_receipt
        return cls.send_all([to], **said, account_id=account_id, by=by, at=at)[0]

    @classmethod
    def send_all(
        cls,
        to: Sequence[Unit],
        *,
        sender: Unit,
        title: str,
        body: str,
        at: dt.datetime,
        by: int | None,
        account_id: int | None = None,
        link: str | None = None,
        asks_receipt: bool = False,
    ) -> "list[Notice]":
        """Tell several units the same; `{unit}` in `link` becomes the id of each.

        :param asks_receipt: each unit is to confirm that it has read it
        """
        sending = new_sending()
        notices = [
            cls(
                **owned_by(unit),
                account_id=account_id,
                sender_unit_id=sender.id,
                sender=sender.name,
                title=title,
                body=body,
                link=link.replace("{unit}", str(unit.id)) if link else None,
                sent_at=at,
                sending=sending,
                asks_receipt=asks_receipt,
            )
            for unit in to
        ]
        db.session.add_all(notices)
        db.session.flush()
        for notice in notices:
            journal.record("notice.send", notice, by=by, at=at)
        return notices

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
        """What `unit` told units below, newest first: of each sending the first that is seen."""
        firsts = sa.select(sa.func.min(cls.id)).where(cls.sender_unit_id == unit.id)
        return (
            sa.select(cls)
            .where(cls.id.in_(firsts.group_by(cls.sending)))
            .options(joinedload(cls.unit))
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
