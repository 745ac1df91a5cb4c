"""Who at a unit looks after a unit below: an officer, and the leader in charge."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column

from app import journal
from app.access import Permission, Role
from app.accounts import Membership
from app.db import Base, Id, db
from app.tenancy import Own, owned_by
from app.units import Unit
from app.web.errors import Refused


class NotOfThisUnit(Refused):
    status = 422
    message = _l("Người được chọn không còn giữ nhiệm vụ ở đơn vị. Xin chọn lại.")


class Charge(Own, Base):
    """Lies at the unit above, and is about the one below.

    Whoever has no post there any more is in charge of nothing: names come from living posts.
    """

    __tablename__ = "charge"
    __table_args__ = (sa.UniqueConstraint("unit_id", "about_unit_id"),)
    id: Mapped[Id]
    about_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    officer_id: Mapped[int | None] = mapped_column(index=True)
    leader_id: Mapped[int | None] = mapped_column(index=True)

    @classmethod
    def name_of(cls, account: Any) -> Any:
        """The name that an account holds a post under where the charge lies, as an expression."""
        post = sa.select(sa.func.max(Membership.full_name)).where(
            Membership.unit_id == cls.unit_id,
            Membership.account_id == account,
            Membership.is_live(),
        )
        return post.scalar_subquery()

    @classmethod
    def put(
        cls,
        unit: Unit,
        charges: Mapping[int, tuple[int | None, int | None]],
        *,
        by: int,
        at: dt.datetime,
    ) -> int:
        """Say who looks after units below; how many changed.

        :param charges: by the unit's id, the accounts of officer and leader
        :raises NotOfThisUnit: somebody has no fitting post at `unit`
        """
        officers, leaders = choices(unit)
        held = {row.about_unit_id: row for row in db.session.scalars(cls.of(unit))}
        changed = 0
        for about, (officer, leader) in charges.items():
            if officer not in {None, *officers} or leader not in {None, *leaders}:
                raise NotOfThisUnit()
            row = held.get(about) or cls(**owned_by(unit), about_unit_id=about)
            if (row.officer_id, row.leader_id) == (officer, leader):
                continue
            row.officer_id, row.leader_id = officer, leader
            db.session.add(row)
            db.session.flush()
            fields = ["officer_id", "leader_id"]
            journal.record("charge.put", row, by=by, at=at, fields=fields)
            changed += 1
        return changed

    @classmethod
    def of(cls, unit: Unit) -> sa.Select["Charge"]:
        """All that a unit has said."""
        return sa.select(cls).where(cls.unit_id == unit.id)


def choices(unit: Unit) -> tuple[dict[int, str], dict[int, str]]:
    """Who can be in charge as officer, and who as leader: names by account."""
    posts = Membership.holding(unit, Permission.NOTIFY)
    leaders = {p.account_id: p.full_name for p in posts if p.role == Role.LEADER}
    return {p.account_id: p.full_name for p in posts}, leaders
