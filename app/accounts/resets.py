"""How a lost second factor is reset: a row that two people sign.

It makes every factor enrolled and every session opened before it void: nothing has to be deleted
across the wall.
"""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column

from app import clock, journal
from app.accounts.door import looking
from app.accounts.models import Membership
from app.db import Base, Id, db
from app.tenancy import Own, Scope, part_of
from app.units import Unit
from app.web.errors import Refused


class ResetRefused(Refused):
    """Why a second factor is not reset; said on the page of people."""


class NotTwoPeople(ResetRefused):
    message = _l("Việc đặt lại phải do một người khác, cùng cấp hoặc cấp cao hơn, xác nhận.")


class OwnFactor(ResetRefused):
    message = _l("Đồng chí không thể đặt lại lớp xác thực thứ hai của chính mình.")


class OutOfReach(ResetRefused):
    """The person also has posts where the signer does not stand above them."""

    def __init__(self, name: str, unit: str) -> None:
        super().__init__(
            _(
                "Đồng chí %(name)s còn giữ nhiệm vụ tại đơn vị khác, ngoài phạm vi quản lý ở đây."
                " Xin chuyển việc đặt lại cho lãnh đạo hoặc người quản trị của %(unit)s hoặc"
                " cấp cao hơn.",
                name=name,
                unit=unit,
            )
        )


class FactorReset(Own, Base):
    """A lost phone: one person above asks, a second one confirms. Wall time.

    `asked_from` and `confirmed_from` are the paths of the posts they acted from.
    """

    __tablename__ = "factor_reset"
    __identity__ = True
    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    full_name: Mapped[str]
    asked_by: Mapped[int]
    asked_from: Mapped[str]
    asked_at: Mapped[dt.datetime]
    confirmed_by: Mapped[int | None]
    confirmed_from: Mapped[str | None]
    confirmed_at: Mapped[dt.datetime | None]

    @classmethod
    def ask(cls, post: Membership, *, by: int, from_: str, at: dt.datetime) -> "FactorReset":
        """Ask that somebody may enrol a new phone.

        :raises OwnFactor: nobody resets his own
        :raises OutOfReach: the person has a post that does not lie under `from_`
        """
        if post.account_id == by:
            raise OwnFactor()
        _must_reach(post.account_id, post.full_name, from_)
        reset = db.session.scalar(cls.waiting().where(cls.account_id == post.account_id))
        if reset and not reset._reaches():  # given a post elsewhere, or moved, since then
            reset.asked_by, reset.asked_from, reset.asked_at = by, from_, clock.real()
        elif reset:
            return reset
        else:
            reset = cls(
                **part_of(post),
                account_id=post.account_id,
                full_name=post.full_name,
                asked_by=by,
                asked_from=from_,
                asked_at=clock.real(),
            )
            db.session.add(reset)
        journal.record("factor_reset.ask", reset, by=by, at=at)
        return reset

    @classmethod
    def waiting(cls) -> sa.Select["FactorReset"]:
        """Those that wait for the second person, the oldest first."""
        return sa.select(cls).where(cls.confirmed_at.is_(None)).order_by(cls.id)

    def confirm(self, *, by: int, from_: str, at: dt.datetime) -> None:
        """The second signature, from the same unit as the first or from one above it.

        :raises OwnFactor: nobody resets his own
        :raises NotTwoPeople: the same person, or from further down
        :raises OutOfReach: since it was asked for, the person was given a post elsewhere
        """
        if self.account_id == by:
            raise OwnFactor()
        if self.asked_by == by or not self.asked_from.startswith(from_):
            raise NotTwoPeople()
        _must_reach(self.account_id, self.full_name, self.asked_from)
        if self.confirmed_at is None:
            self.confirmed_by, self.confirmed_from = by, from_
            self.confirmed_at = clock.real()
            journal.record("factor_reset.confirm", self, by=by, at=at, fields=["confirmed_at"])

    def _reaches(self) -> bool:
        return _above_all(_posts(self.account_id), self.asked_from)

    @classmethod
    def since(cls, account_id: Any, moment: Any) -> sa.ColumnElement[bool]:
        """Whether two people have reset an account's factor after a moment."""
        return sa.exists().where(cls.account_id == account_id, cls.confirmed_at > moment)


def _must_reach(account_id: int, name: str, from_: str) -> None:
    """Refuse what would not stand above all posts, and say who stands there."""
    paths = _posts(account_id)
    if _above_all(paths, from_):
        return
    line = [paths[0], *reversed(Scope(paths[0]).ancestors)]
    lowest = next(above for above in line if _above_all(paths, above))
    with looking() as door:
        unit = door.scalars(sa.select(Unit.name).where(Unit.path == lowest)).one()
    raise OutOfReach(name, unit)


def _above_all(paths: list[str], from_: str) -> bool:
    return all(path.startswith(from_) for path in paths)


def _posts(account_id: int) -> list[str]:
    """Where an account's posts lie, also those out of this request's scope."""
    with looking() as door:
        return list(
            door.scalars(
                sa.select(Membership.unit_path).where(
                    Membership.account_id == account_id, Membership.is_live()
                )
            )
        )
