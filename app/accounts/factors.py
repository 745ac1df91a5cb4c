"""The second factor: codes of an app on the phone, and recovery codes on paper."""

import base64
import datetime as dt
import hmac
import secrets

import pyotp
import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Mapped, Session, mapped_column

from app import clock
from app.access import Role
from app.accounts.models import Account
from app.accounts.resets import FactorReset
from app.accounts.secrets import digest
from app.ciphers import Sealed, Secret, Unreadable
from app.db import Base, Id, db
from app.tenancy import Identity
from app.units import Unit

STEP = 30  # seconds of one code
RECOVERY_CODES = 10


def is_required(account: Account) -> bool:
    """Whether this account may not work without a second factor.

    `SECOND_FACTOR` is "required" or "offered"; unless it is set, a demo and tests only offer it.
    """
    setting = current_app.config["SECOND_FACTOR"]
    if not setting:
        setting = "offered" if current_app.testing or clock.is_practice() else "required"
    return setting == "required" and any(
        post.role == Role.ADMINISTRATOR or _is_upper(post.unit) for post in account.posts
    )


def lacks_factor(account: Account, session: Session) -> bool:
    """Whether this account must enrol a phone before it works on."""
    return is_required(account) and SecondFactor.of(account, session) is None


def _is_upper(unit: Unit) -> bool:
    """Whether a unit leads others, by its kind; without a known kind it is held to."""
    return unit.kind is None or not unit.kind.grassroots


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
        return session.scalar(
            sa.select(cls).where(
                cls.account_id == account.id, ~FactorReset.since(account.id, cls.enrolled_at)
            )
        )

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
