"""Who at a unit looks after a unit below: an officer, and the leader in charge."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app import journal
from app.access import Permission, Role, roles_with
from app.accounts import Membership
from app.db import Base, Id, db
from app.tenancy import Own, owned_by
from app.units import Unit
from app.vietnamese import name_sort_key
from app.web.errors import Refused

Pair = tuple[int | None, int | None]
"""The accounts of an officer and of a leader."""


class NotOfThisUnit(Refused):
    status = 422
    message = _l("Người được chọn không còn giữ nhiệm vụ ở đơn vị. Xin chọn lại.")


class NotBelow(Refused):
    status = 422
    message = _l("Đơn vị được phân công không còn trực thuộc. Xin tải lại trang.")


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

    about: Mapped[Unit] = relationship(
        primaryjoin=lambda: sa.orm.foreign(Charge.about_unit_id) == Unit.id, viewonly=True
    )

    @classmethod
    def name_of(cls, account: Any) -> Any:
        """The name that an account holds a post under where the charge lies, as an expression."""
        return cls._post(sa.func.max(Membership.full_name), account)

    @classmethod
    def holder(cls, account: Any) -> Any:
        """The account if it still has a post where the charge lies, as an expression."""
        return cls._post(sa.func.max(Membership.account_id), account)

    @classmethod
    def _post(cls, what: Any, account: Any) -> Any:
        post = sa.select(what).where(
            Membership.unit_id == cls.unit_id,
            Membership.account_id == account,
            Membership.is_live(),
        )
        return post.scalar_subquery()

    @classmethod
    def put(cls, unit: Unit, charges: Mapping[int, Pair], *, by: int, at: dt.datetime) -> int:
        """Say who looks after units below; how many changed. Twice is once.

        :param charges: by the unit's id; who is in charge already may stay without a fitting post
        :raises NotBelow: a unit is none of the open ones directly below `unit`
        :raises NotOfThisUnit: somebody has no fitting post at `unit`
        """
        # Two officers of a unit wait for each other here: of each unit there is one charge.
        db.session.scalar(
            sa.select(Unit.id).where(Unit.id == unit.id).with_for_update(key_share=True)
        )
        children = set(db.session.scalars(unit.children().with_only_columns(Unit.id)))
        if not charges.keys() <= children:
            raise NotBelow()
        officers, leaders = choices(unit)
        query = cls.of(unit).execution_options(populate_existing=True)
        held = {row.about_unit_id: row for row in db.session.scalars(query)}
        changed = 0
        for about, (officer, leader) in charges.items():
            row = held.get(about) or cls(**owned_by(unit), about_unit_id=about)
            if officer not in {None, row.officer_id, *officers}:
                raise NotOfThisUnit()
            if leader not in {None, row.leader_id, *leaders}:
                raise NotOfThisUnit()
            changed += row._give(officer, leader, by=by, at=at)
        return changed

    def _give(self, officer: int | None, leader: int | None, *, by: int, at: dt.datetime) -> bool:
        said = {"officer_id": officer, "leader_id": leader}
        fields = [name for name, account in said.items() if getattr(self, name) != account]
        if fields:
            self.officer_id, self.leader_id = officer, leader
            db.session.add(self)
            db.session.flush()
            journal.record("charge.put", self, by=by, at=at, fields=fields)
        return bool(fields)

    @classmethod
    def of(cls, unit: Unit) -> sa.Select["Charge"]:
        """All that a unit has said."""
        return sa.select(cls).where(cls.unit_id == unit.id)

    @classmethod
    def held_by(cls, account: int, unit: Unit, role: str) -> "list[Charge]":
        """What an account looks after for a unit, as its "officer" or as its "leader"."""
        query = cls.of(unit).join(cls.about).where(cls._in_role(role) == account)
        return list(db.session.scalars(query.order_by(Unit.path)))

    @classmethod
    def hand_on(
        cls,
        ids: Iterable[int],
        role: str,
        *,
        giver: int,
        receiver: int,
        by: int,
        at: dt.datetime,
    ) -> int:
        """Put charges of one account into the hands of another; how many there were."""
        query = sa.select(cls).where(cls.id.in_(list(ids)), cls._in_role(role) == giver)
        rows = db.session.scalars(query.with_for_update(of=cls)).all()
        for row in rows:
            setattr(row, f"{role}_id", receiver)
            journal.record("charge.hand_on", row, by=by, at=at, fields=[f"{role}_id"])
        return len(rows)

    @classmethod
    def _in_role(cls, role: str) -> Any:
        return cls.leader_id if role == "leader" else cls.officer_id


def choices(unit: Unit) -> tuple[dict[int, str], dict[int, str]]:
    """Who can be in charge as officer, and who as leader: names by account, in their order."""
    query = sa.select(Membership).where(
        Membership.unit_id == unit.id,
        Membership.is_live(),
        Membership.role.in_(roles_with(Permission.ENTER)),
    )
    posts = sorted(db.session.scalars(query), key=lambda post: name_sort_key(post.full_name))
    leaders = {post.account_id: post.full_name for post in posts if post.role == Role.LEADER}
    return {post.account_id: post.full_name for post in posts}, leaders
