"""Wrong passwords and codes slow down whoever guesses, and lock nobody out.

Attempts are counted per account, apart for each device on which it was signed in before and for
all other devices together, never per address: a whole factory may sit behind one. On a known
device the wait is short, so that a guesser elsewhere cannot keep the owner out.
"""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from app import clock
from app.accounts.secrets import keyed
from app.db import Base, Id, db
from app.tenancy import Identity

FREE = 5
LONGEST = dt.timedelta(minutes=15)
LONGEST_HERE = dt.timedelta(seconds=30)  # on a device known to the account
FORGOTTEN = dt.timedelta(hours=24)


class SignInAttempt(Identity, Base):
    """One password or code that was tried and not yet followed by a right one. Wall time.

    `subject` is a keyed hash of what was typed as login, `device` one of a known device, or "".
    """

    __tablename__ = "sign_in_attempt"
    __table_args__ = (sa.Index("ix_sign_in_attempt_bucket", "subject", "device"),)
    id: Mapped[Id]
    at: Mapped[dt.datetime] = mapped_column(index=True)
    subject: Mapped[str]
    device: Mapped[str] = mapped_column(default="")

    @classmethod
    def claim(cls, session: Session, subject: str, device: str) -> dt.timedelta | None:
        """Note a try before it is checked; or say how long it must wait, and note nothing."""
        now = clock.real()
        session.execute(sa.delete(cls).where(cls.at < now - FORGOTTEN))
        row = session.execute(
            sa.select(sa.func.count(), sa.func.max(cls.at)).where(*cls._bucket(subject, device))
        ).one()
        tried, last = row
        if tried >= FREE:
            longest = LONGEST_HERE if device else LONGEST
            wait = last + min(dt.timedelta(seconds=2 ** min(tried - FREE, 20)), longest) - now
            if wait > dt.timedelta():
                return wait
        session.add(cls(at=now, subject=_subject(subject), device=device))
        return None

    @classmethod
    def forgive(cls, subject: str, device: str) -> None:
        """The right word came: the wrong ones before it, on this device, are forgotten."""
        db.session.execute(sa.delete(cls).where(*cls._bucket(subject, device)))

    @classmethod
    def _bucket(cls, subject: str, device: str) -> tuple[sa.ColumnElement[bool], ...]:
        return cls.subject == _subject(subject), cls.device == device


def _subject(typed: str) -> str:
    return keyed("sign-in attempts", typed.strip().lower())
