"""Accounts, the posts they hold and the invitations that make them."""

import datetime as dt
import secrets
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from blinker import Signal
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app import clock, journal
from app.access import ROLE_NAMES, Permission, Role, roles_with
from app.accounts.passwords import hash_password
from app.accounts.secrets import digest
from app.db import Base, Id, db
from app.tenancy import IDENTITY, Identity, Own, Scope, owned_by, part_of
from app.units import Unit
from app.vietnamese import name_sort_key
from app.web.errors import Refused

if TYPE_CHECKING:
    from sqlalchemy.sql import ColumnElement

ended = Signal()  # sender: the post that has ended, `by`, `at`
INVITATION_LASTS = dt.timedelta(days=7)


class LoginTaken(Refused):
    message = _l("Tên đăng nhập này đã có người dùng, xin chọn tên khác.")


class InvitationSpent(Refused):
    status = 404
    message = _l("Liên kết mời đã được dùng, đã hết hạn hoặc không đúng.")


class OwnPost(Refused):
    message = _l("Đồng chí không thể tự kết thúc nhiệm vụ của mình.")


class Account(Identity, Base):
    """Somebody who can sign in."""

    __tablename__ = "account"
    id: Mapped[Id]
    login: Mapped[str] = mapped_column(unique=True)
    full_name: Mapped[str]
    password_hash: Mapped[str]
    created_at: Mapped[dt.datetime]
    disabled_at: Mapped[dt.datetime | None]

    posts: Mapped[list["Membership"]] = relationship(
        primaryjoin=lambda: sa.and_(
            Account.id == sa.orm.foreign(Membership.account_id), Membership.is_live()
        ),
        viewonly=True,
        order_by="Membership.unit_path",
    )

    @classmethod
    def by_login(cls, login: str, session: sa.orm.Session) -> "Account | None":
        return session.scalar(sa.select(cls).where(cls.login == login.strip().lower()))

    @classmethod
    def disable(cls, login: str, *, at: dt.datetime) -> bool:
        """Close an account: from the next request on it opens nothing. False: no such login."""
        account = cls.by_login(login, db.session())
        if account is not None:
            account.disabled_at = account.disabled_at or at
        return account is not None

    @classmethod
    def create(cls, *, login: str, full_name: str, password: str, at: dt.datetime) -> "Account":
        """A new account.

        :raises LoginTaken: the login belongs to somebody
        """
        account = cls(
            login=login.strip().lower(),
            full_name=full_name,
            password_hash=hash_password(password),
            created_at=at,
        )
        try:
            with db.session.begin_nested():
                db.session.add(account)
        except sa.exc.IntegrityError as error:
            raise LoginTaken() from error
        return account


class Membership(Own, Base):
    """A post: an account's role at a unit, with the name and office it is held under."""

    __tablename__ = "membership"
    __identity__ = True
    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    full_name: Mapped[str]
    office: Mapped[str]
    role: Mapped[str]
    since: Mapped[dt.datetime]
    until: Mapped[dt.datetime | None]
    unit: Mapped[Unit] = relationship(
        primaryjoin=lambda: sa.orm.foreign(Membership.unit_id) == Unit.id, viewonly=True
    )

    @property
    def role_name(self) -> str:
        return str(ROLE_NAMES[Role(self.role)])

    @classmethod
    def is_live(cls) -> "ColumnElement[bool]":
        return cls.until.is_(None)

    @classmethod
    def appoint(
        cls,
        account: Account,
        unit: Unit,
        role: Role,
        *,
        office: str,
        by: int | None,
        at: dt.datetime,
    ) -> "Membership":
        """Give an account a role at a unit."""
        return cls._appoint(
            **owned_by(unit),
            account_id=account.id,
            full_name=account.full_name,
            office=office,
            role=role.value,
            by=by,
            at=at,
        )

    def hold_also(self, other: "Membership", *, by: int, at: dt.datetime) -> "Membership":
        """Give whoever holds this post the role of another one, at the other's unit."""
        return self._appoint(
            **part_of(other),
            account_id=self.account_id,
            full_name=self.full_name,
            office=self.office,
            role=other.role,
            by=by,
            at=at,
        )

    @classmethod
    def _appoint(cls, *, by: int | None, at: dt.datetime, **columns: Any) -> "Membership":
        post = cls(**columns, since=at)
        db.session.add(post)
        if db.session().scope is not IDENTITY:  # behind that door there is no journal
            journal.record("membership.appoint", post, by=by, at=at)
        return post

    @classmethod
    def below(cls, path: str) -> sa.Select["Membership"]:
        """Live posts in a subtree with their units, by unit and name."""
        low, high = Scope(path).bounds
        return (
            sa.select(cls)
            .where(cls.unit_path >= low, cls.unit_path < high, cls.is_live())
            .options(joinedload(cls.unit))
            .order_by(cls.unit_path, cls.full_name)
        )

    @classmethod
    def of_account(cls, account_id: int, path: str) -> "list[Membership]":
        """The live posts of one account in a subtree with their units, from the top down."""
        query = cls.below(path).where(cls.account_id == account_id).order_by(None)
        return list(db.session.scalars(query.order_by(cls.unit_path, cls.id)))

    @classmethod
    def hold_still(cls, account_ids: Sequence[int], unit: Unit) -> None:
        """Read the posts of some accounts at a unit anew, and keep them until the commit."""
        query = sa.select(cls).where(cls.unit_id == unit.id, cls.account_id.in_(account_ids))
        query = query.order_by(cls.id).with_for_update()
        db.session.scalars(query.execution_options(populate_existing=True)).all()

    @classmethod
    def holding(cls, unit: Unit, permission: Permission) -> list["Membership"]:
        """Live posts at a unit that allow something there, one of each person, by name."""
        roles = roles_with(permission)
        query = sa.select(cls).where(cls.unit_id == unit.id, cls.is_live(), cls.role.in_(roles))
        posts = {post.account_id: post for post in db.session.scalars(query.order_by(cls.id))}
        return sorted(posts.values(), key=lambda post: name_sort_key(post.full_name))

    @classmethod
    def name_at(cls, unit_id: int, account_id: int) -> str | None:
        """The name that somebody last held a post under at a unit, as far as the scope sees it."""
        query = sa.select(cls.full_name).where(cls.unit_id == unit_id, cls.account_id == account_id)
        return db.session.scalar(query.order_by(cls.id.desc()).limit(1))

    def end(self, *, by: int, at: dt.datetime) -> None:
        """End the post; from the next request on it opens nothing.

        :raises OwnPost: nobody ends a post of his own
        """
        if self.account_id == by:
            raise OwnPost()
        if self.until is None:
            self.until = at
            journal.record("membership.end", self, by=by, at=at, fields=["until"])
            ended.send(self, by=by, at=at)


class Invitation(Own, Base):
    """A one-time link, to be copied into Zalo, that makes an account with a post. Wall time."""

    __tablename__ = "invitation"
    __identity__ = True
    id: Mapped[Id]
    digest: Mapped[str] = mapped_column(unique=True)
    full_name: Mapped[str]
    office: Mapped[str]
    role: Mapped[str]
    expires_at: Mapped[dt.datetime]
    used_at: Mapped[dt.datetime | None]
    unit: Mapped[Unit] = relationship(
        primaryjoin=lambda: sa.orm.foreign(Invitation.unit_id) == Unit.id, viewonly=True
    )

    @classmethod
    def write(
        cls, unit: Unit, *, full_name: str, office: str, role: Role, by: int, at: dt.datetime
    ) -> str:
        """Invite somebody to a post; returns the token of the link, which is shown once."""
        token = secrets.token_urlsafe(24)
        invitation = cls(
            **owned_by(unit),
            digest=digest(token),
            full_name=full_name,
            office=office,
            role=role.value,
            expires_at=clock.real() + INVITATION_LASTS,
        )
        db.session.add(invitation)
        journal.record("invitation.write", invitation, by=by, at=at)
        return token

    @classmethod
    def find(cls, token: str) -> "Invitation":
        """The open invitation of a link.

        :raises InvitationSpent: used, out of date or never written
        """
        invitation = db.session.scalar(
            sa.select(cls)
            .where(
                cls.digest == digest(token),
                cls.used_at.is_(None),
                cls.expires_at > clock.real(),
            )
            .with_for_update()
        )
        if invitation is None:
            raise InvitationSpent()
        return invitation

    def accept(self, *, login: str, password: str, at: dt.datetime) -> Account:
        """Make the account and its post, and spend the link.

        :raises LoginTaken: the login belongs to somebody
        """
        account = Account.create(login=login, full_name=self.full_name, password=password, at=at)
        Membership.appoint(
            account, self.unit, Role(self.role), office=self.office, by=account.id, at=at
        )
        self.used_at = clock.real()
        return account
