"""The second factor: codes of an app on the phone, recovery codes, and how a lost one is reset.

A reset is a row that two people sign. It makes every factor enrolled before it void, as far as
both of them stand above all posts of the account: nothing has to be deleted across the wall.
"""

import base64
import datetime as dt
import hmac
import secrets

import pyotp
import sqlalchemy as sa
from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, Session, mapped_column

from app import clock, journal
from app.access import Role
from app.accounts.models import Account, Membership
from app.accounts.secrets import digest
from app.ciphers import Sealed, Secret, Unreadable
from app.db import Base, Id, db
from app.tenancy import Identity, Own, part_of
from app.web.errors import Refused

STEP = 30  # seconds of one code
RECOVERY_CODES = 10


class NotTwoPeople(Refused):
    message = _l("Việc đặt lại phải do một người khác, cùng cấp hoặc cấp cao hơn, xác nhận.")


class OwnFactor(Refused):
    message = _l("Đồng chí không thể đặt lại lớp xác thực thứ hai của chính mình.")


def is_required(account: Account) -> bool:
    """Whether this account may not work without a second factor.

    `SECOND_FACTOR` is "required" or "offered"; unless it is set, a demo and tests only offer it.
    """
    setting = current_app.config["SECOND_FACTOR"]
    if not setting:
        setting = "offered" if current_app.testing or clock.is_practice() else "required"
    return setting == "required" and any(
        post.role == Role.ADMINISTRATOR or post.unit.children_ever for post in account.posts
    )


class SecondFactor(Sealed, Identity, Base):
    """What an account's phone and the house both know, sealed. Wall time."""

    __tablename__ = "second_factor"
    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), unique=True)
    secret = Secret(str)
    secret_sealed: Mapped[bytes | None]
    last_step: Mapped[int]  # a code of this step or an earlier one has been used
    enrolled_at: Mapped[dt.datetime]

    @classmethod
    def of(cls, account: Account, session: Session) -> "SecondFactor | None":
        """The factor an account signs in with; None when it has none or it was reset."""
        factor = session.scalar(sa.select(cls).where(cls.account_id == account.id))
        if factor is None or FactorReset.voids(factor, account, session):
            return None
        return factor

    @classmethod
    def enrol(cls, account: Account, secret: str, code: str) -> list[str] | None:
        """Take a phone in that shows it knows the secret; returns recovery codes, shown once.

        None when the code is wrong.
        """
        step = matching_step(secret, code, after=0)
        if step is None:
            return None
        db.session.execute(sa.delete(cls).where(cls.account_id == account.id))
        db.session.add(
            cls(account_id=account.id, secret=secret, last_step=step, enrolled_at=clock.real())
        )
        return RecoveryCode.renew(account)

    @classmethod
    def forget(cls, account: Account) -> None:
        """The phone is lost: neither it nor its paper opens anything any more."""
        for kept in (cls, RecoveryCode):
            db.session.execute(sa.delete(kept).where(kept.account_id == account.id))

    def accepts(self, code: str, session: Session) -> bool:
        """Whether a code is right, and use it up: of two requests with one code one succeeds."""
        try:
            secret = self.secret
        except Unreadable:
            return False
        step = matching_step(secret, code, after=self.last_step)
        return step is not None and bool(
            session.execute(
                sa.update(SecondFactor)
                .where(SecondFactor.id == self.id, SecondFactor.last_step < step)
                .values(last_step=step)
                .execution_options(synchronize_session=False)
            ).rowcount  # type: ignore[attr-defined]
        )


class RecoveryCode(Identity, Base):
    """One of ten codes on paper, for the day the phone is lost. Used once."""

    __tablename__ = "recovery_code"
    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    digest: Mapped[str] = mapped_column(unique=True)

    @classmethod
    def renew(cls, account: Account) -> list[str]:
        """Ten new codes instead of all old ones; returns them, in groups that can be read out."""
        db.session.execute(sa.delete(cls).where(cls.account_id == account.id))
        codes = [_code() for _number in range(RECOVERY_CODES)]
        db.session.add_all(cls(account_id=account.id, digest=digest(code)) for code in codes)
        return ["-".join(code[at : at + 4] for at in range(0, 16, 4)) for code in codes]

    @classmethod
    def spend(cls, account: Account, typed: str, session: Session) -> bool:
        """Whether the code is one of the account's, and use it up."""
        code = "".join(letter for letter in typed.upper() if letter.isalnum())
        spent = sa.delete(cls).where(cls.account_id == account.id, cls.digest == digest(code))
        return bool(session.execute(spent).rowcount)  # type: ignore[attr-defined]


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
        """
        if post.account_id == by:
            raise OwnFactor()
        waiting = db.session.scalar(cls.waiting().where(cls.account_id == post.account_id))
        if waiting:
            return waiting
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
        """
        if self.account_id == by:
            raise OwnFactor()
        if self.asked_by == by or not self.asked_from.startswith(from_):
            raise NotTwoPeople()
        if self.confirmed_at is None:
            self.confirmed_by, self.confirmed_from = by, from_
            self.confirmed_at = clock.real()
            journal.record("factor_reset.confirm", self, by=by, at=at, fields=["confirmed_at"])

    @classmethod
    def voids(cls, factor: SecondFactor, account: Account, session: Session) -> bool:
        """Whether two people above all posts of the account have reset this factor since."""
        signed = session.scalars(
            sa.select(cls).where(
                cls.account_id == account.id, cls.confirmed_at > factor.enrolled_at
            )
        ).all()
        paths = [post.unit_path for post in account.posts]
        return any(
            all(path.startswith(above) for path in paths)
            for reset in signed
            if (above := max(reset.asked_from, reset.confirmed_from or "", key=len))
        )


def matching_step(secret: str, code: str, *, after: int) -> int | None:
    """The 30 seconds a code belongs to: now, one step before or one behind; later than `after`."""
    totp, typed = pyotp.TOTP(secret), "".join(code.split())
    now = int(clock.real().timestamp()) // STEP
    for step in (now - 1, now, now + 1):
        if step > after and hmac.compare_digest(totp.generate_otp(step).encode(), typed.encode()):
            return step
    return None


def _code() -> str:
    return base64.b32encode(secrets.token_bytes(10)).decode()
