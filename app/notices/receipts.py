"""Receipts: a unit confirms that it has read; who has not is a list, and is reminded once a day."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import clock, journal
from app.db import db
from app.units import Unit
from app.vietnamese import day_text
from app.web.errors import Refused


class RemindedToday(Refused):
    message = _l("Hôm nay đã nhắc các đơn vị chưa xác nhận. Mỗi ngày nhắc một lần.")


@dataclass(frozen=True)
class Heard:
    """How many units a sending went to, at how many somebody has read it, how many confirmed."""

    units: int
    read: int
    confirmed: int
    reminded_at: dt.datetime | None

    @property
    def left(self) -> int:
        """How many have not confirmed."""
        return self.units - self.confirmed

    def may_be_reminded(self, at: dt.datetime) -> bool:
        """Whether some have not confirmed, and none were told so on this day."""
        last = self.reminded_at and clock.day_of(self.reminded_at)
        return self.left > 0 and last != clock.day_of(at)


class Receipts:
    """What a notice knows of its receipt, and a sending of those of its units."""

    if TYPE_CHECKING:
        id: Any
        unit: Any
        unit_id: Any
        unit_path: Any
        account_id: Any
        sender_unit_id: Any
        sending: Any
        asks_receipt: Any
        confirmed_at: Any
        confirmed_by: Any
        reminded_at: Any
        title: Any
        sent_at: Any
        readings: Any
        send_all: Any

    @property
    def lacks_receipt(self) -> bool:
        """Whether its unit has yet to confirm."""
        return self.asks_receipt and self.confirmed_at is None

    @classmethod
    def waits_for_receipt(cls) -> sa.ColumnElement[bool]:
        return sa.and_(cls.asks_receipt.is_(True), cls.confirmed_at.is_(None))

    @classmethod
    def to_confirm(cls, unit: Unit, account_id: int) -> "sa.Select[Any]":
        """What a unit, or this person at it, has yet to confirm, the oldest first."""
        mine = sa.or_(cls.account_id.is_(None), cls.account_id == account_id)
        query = sa.select(cls).where(cls.unit_id == unit.id, mine)
        return query.where(cls.waits_for_receipt()).order_by(cls.id)

    @classmethod
    def of_sending(cls, first: Any, *, confirmed: bool) -> "sa.Select[Any]":
        """Those of a sending whose unit has confirmed or has not, from the top down."""
        query = sa.select(cls).where(
            cls.sending == first.sending, cls.sender_unit_id == first.sender_unit_id
        )
        query = query.where(
            cls.confirmed_at.is_not(None) if confirmed else cls.confirmed_at.is_(None)
        )
        loaded = sa.orm.selectinload(cls.unit), sa.orm.selectinload(cls.readings)
        return query.options(*loaded).order_by(cls.unit_path, cls.id)

    @classmethod
    def heard(cls, firsts: Iterable[Any]) -> dict[str, Heard]:
        """How each of some sendings was taken, by its `sending`."""
        reading = cls.readings.property.mapper.class_
        done = sa.case((cls.confirmed_at.is_not(None), cls.id))
        query = (
            sa.select(
                cls.sending,
                sa.func.count(cls.id.distinct()),
                sa.func.count(reading.notice_id.distinct()),
                sa.func.count(done.distinct()),
                sa.func.max(cls.reminded_at),
            )
            .outerjoin(reading, reading.notice_id == cls.id)
            .where(cls.sending.in_([first.sending for first in firsts]))
            .group_by(cls.sending)
        )
        return {sending: Heard(*counts) for sending, *counts in db.session.execute(query)}

    def confirm(self, *, by: int, name: str, at: dt.datetime) -> None:
        """The unit's word that it has read; the first of its people counts.

        :param name: of whoever confirms, as the sender is told
        """
        db.session.refresh(self, ["confirmed_at"], with_for_update=True)
        if self.lacks_receipt:
            self.confirmed_at, self.confirmed_by = at, name
            journal.record("notice.confirm", self, by=by, at=at)

    def remind(self, sender: Unit, *, by: int | None, at: dt.datetime) -> int:
        """Tell the units of this sending that have not confirmed, and only those; how many.

        :raises RemindedToday: they have been told on the same day
        """
        held = type(self).of_sending(self, confirmed=False).with_for_update(of=type(self))
        waiting = db.session.scalars(held.execution_options(populate_existing=True)).all()
        waiting = [notice for notice in waiting if notice.unit.is_open]
        last = max((n.reminded_at for n in waiting if n.reminded_at), default=None)
        if last is not None and clock.day_of(last) == clock.day_of(at):
            raise RemindedToday()
        for notice in waiting:
            notice.reminded_at = at
        body = _(
            "Thông báo gửi ngày %(day)s đề nghị đơn vị xác nhận đã đọc, đến nay chưa nhận được"
            " xác nhận. Xin đồng chí đọc và xác nhận giúp.",
            day=day_text(clock.day_of(self.sent_at)),
        )
        for account_id in {notice.account_id for notice in waiting}:
            self.send_all(
                [notice.unit for notice in waiting if notice.account_id == account_id],
                sender=sender,
                title=_("Nhắc xác nhận: %(title)s", title=self.title),
                body=body,
                link="/u/{unit}/",
                account_id=account_id,
                by=by,
                at=at,
            )
        return len(waiting)
