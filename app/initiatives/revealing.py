"""Reading somebody's telephone and ID number in full: with a reason, and never unseen."""

import datetime as dt

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column

from app import journal
from app.access import Permission
from app.db import Base, Id, db
from app.initiatives.models import Initiative
from app.initiatives.people import Person
from app.tenancy import Own, part_of
from app.units import Unit

MAY_REVEAL = frozenset({Permission.ENTER, Permission.CONFIRM, Permission.DECIDE})
REASONS = {  # the first is the one that a single tap gives
    "supplement": _l("Gọi để bổ sung hồ sơ"),
    "verify": _l("Xác minh tác giả"),
    "result": _l("Báo kết quả xét duyệt"),
    "other": _l("Việc khác của hồ sơ này"),
}


class Reveal(Own, Base):
    """Somebody read an author in full. It lasts while the initiative stays on that unit's desk."""

    __tablename__ = "reveal"
    __parents__ = {"initiative_id": "initiative", "person_id": "person"}
    __table_args__ = (sa.Index("ix_reveal_initiative", "initiative_id", "by_id"),)
    id: Mapped[Id]
    initiative_id: Mapped[int]
    person_id: Mapped[int] = mapped_column(index=True)
    at_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    reason: Mapped[str]
    at: Mapped[dt.datetime]

    @classmethod
    def write(
        cls,
        initiative: Initiative,
        author: Person,
        unit: Unit,
        reason: str,
        *,
        by: int,
        at: dt.datetime,
    ) -> None:
        """Write it down, for the unit to read: the code of the reason, no words.

        While an earlier one lasts there is nothing to add.
        """
        if cls.lasting(initiative, author, unit, by=by):
            return
        row = {"person_id": author.id, "at_unit_id": unit.id, "by_id": by, "reason": reason}
        db.session.add(cls(**part_of(initiative), initiative_id=initiative.id, **row, at=at))
        journal.record("person.reveal", author, by=by, at=at, fields=[reason])

    @classmethod
    def lasting(cls, initiative: Initiative, author: Person, unit: Unit, *, by: int) -> bool:
        """Whether this account has read this author since the initiative came to this desk."""
        if initiative.desk_unit_id != unit.id:
            return False
        query = sa.select(cls.id).where(
            cls.initiative_id == initiative.id,
            cls.person_id == author.id,
            cls.by_id == by,
            cls.at_unit_id == unit.id,
            cls.at >= initiative.desk_since,
        )
        return db.session.scalar(query.limit(1)) is not None


def record_refusal(author: Person, *, by: int, at: dt.datetime) -> None:
    """Somebody without the right asked: kept in a transaction of its own, after the rollback."""
    db.session.expunge(author)  # it keeps what was read of it
    db.session.rollback()
    journal.record_apart("person.reveal-refused", author, by=by, at=at)
