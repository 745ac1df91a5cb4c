"""Reminders as they went out, and until when each rule was looked after at each unit."""

import datetime as dt
from enum import StrEnum

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, Id, Prose
from app.deadlines.rules import Reminding
from app.tenancy import Own
from app.units import Unit


class Became(StrEnum):
    """What became of a reminder that was due."""

    SENT = "sent"
    MERGED = "merged"  # gộp: a later one of the same rule spoke for it
    HELD = "held"  # waits for the end of quiet hours or of a day off
    SPARED = "spared"  # the unit had done its part before the held one could go


WORDS = {
    Became.SENT: (_l("Đã gửi"), "ok"),
    Became.MERGED: (_l("Gộp"), "mute"),
    Became.HELD: (_l("Chờ giờ làm việc"), "info"),
    Became.SPARED: (_l("Không còn cần"), "mute"),
}


class Reminder(Own, Base):
    """One reminder of a rule to a unit below; it lies at the unit that reminds.

    `due` is the day that the rule names: so many days before the cut-off, or a weekday, even
    when it went out on another. `moment` is when it was to go out.
    """

    __tablename__ = "reminder"
    __has_parts__ = True
    __table_args__ = (
        sa.UniqueConstraint(
            *("unit_id", "about_unit_id", "rule_id", "stage_id", "due"), name="uq_reminder_due"
        ),
        sa.Index("ix_reminder_became", "unit_id", "became", "id"),
        sa.Index("ix_reminder_held", "became", "about_unit_id"),
        sa.Index("ix_reminder_about", "about_unit_id", "due"),
    )
    id: Mapped[Id]
    about_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    rule_id: Mapped[int] = mapped_column(sa.ForeignKey("reminding.id"), index=True)
    stage_id: Mapped[int] = mapped_column(sa.ForeignKey("stage.id"))
    due: Mapped[dt.date]
    moment: Mapped[dt.datetime]
    became: Mapped[str]
    merged_into: Mapped[int | None] = mapped_column(sa.ForeignKey("reminder.id"), index=True)
    title: Mapped[Prose | None]
    text: Mapped[Prose | None]
    made_at: Mapped[dt.datetime]
    sent_at: Mapped[dt.datetime | None]

    rule: Mapped[Reminding] = relationship()
    about: Mapped[Unit] = relationship(
        primaryjoin=lambda: sa.orm.foreign(Reminder.about_unit_id) == Unit.id, viewonly=True
    )

    @property
    def status(self) -> tuple[str, str]:
        """What became of it in words, and the kind of its chip."""
        word, kind = WORDS[Became(self.became)]
        return str(word), kind

    @classmethod
    def sent_by(cls, unit: Unit) -> sa.Select["Reminder"]:
        """What a unit has sent, the newest first; the text of each may be copied for Zalo."""
        query = sa.select(cls).where(cls.unit_id == unit.id, cls.became == Became.SENT)
        loaded = sa.orm.joinedload(cls.about), sa.orm.joinedload(cls.rule)
        return query.options(*loaded).order_by(cls.sent_at.desc(), cls.id.desc())

    @classmethod
    def story(cls, unit: Unit, about: Unit) -> sa.Select["Reminder"]:
        """All that a unit was reminded of by `unit`, the oldest first, merged ones too."""
        query = sa.select(cls).where(cls.unit_id == unit.id, cls.about_unit_id == about.id)
        return query.options(sa.orm.joinedload(cls.rule)).order_by(cls.due, cls.id)


class Judged(Own, Base):
    """Until which moment a rule was looked after at a unit that reminds by it."""

    __tablename__ = "judged"
    __table_args__ = (sa.UniqueConstraint("unit_id", "rule_id", "stage_id"),)
    id: Mapped[Id]
    rule_id: Mapped[int] = mapped_column(sa.ForeignKey("reminding.id"))
    stage_id: Mapped[int] = mapped_column(sa.ForeignKey("stage.id"))
    until: Mapped[dt.datetime]
