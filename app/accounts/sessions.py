"""Sessions: the cookie carries a token, the server keeps its hash and ends it. Wall time."""

import datetime as dt
import secrets
from typing import TYPE_CHECKING

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from app import clock
from app.accounts.resets import FactorReset
from app.accounts.secrets import digest
from app.db import Base, Id, db
from app.tenancy import Identity

if TYPE_CHECKING:
    from app.accounts.models import Account

HALF_LASTS = dt.timedelta(minutes=10)
REMEMBERED = dt.timedelta(days=7)  # an ended row still tells whose half-typed form comes back


class SessionToken(Identity, Base):
    """One signed-in browser. A half one has shown its password and not yet its second factor."""

    __tablename__ = "session_token"
    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    digest: Mapped[str] = mapped_column(unique=True)
    half: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[dt.datetime] = mapped_column(index=True)
    seen_at: Mapped[dt.datetime]
    account: Mapped["Account"] = relationship()

    @classmethod
    def issue(cls, account: "Account", *, half: bool = False) -> str:
        """Open a session; returns the token (256 bits) for the cookie."""
        token, now = secrets.token_urlsafe(32), clock.real()
        db.session.execute(sa.delete(cls).where(cls.created_at < now - REMEMBERED))
        db.session.add(
            cls(account_id=account.id, digest=digest(token), half=half, created_at=now, seen_at=now)
        )
        return token

    @classmethod
    def revoke(cls, token: str) -> None:
        """End a session on the server; the old cookie then opens nothing."""
        db.session.execute(sa.delete(cls).where(cls.digest == digest(token)))

    @classmethod
    def revoke_all(cls, account: "Account", session: Session) -> None:
        """End every session of an account, wherever it is signed in."""
        session.execute(sa.delete(cls).where(cls.account_id == account.id))

    @classmethod
    def live(cls, token: str, *, half: bool = False) -> sa.Select["SessionToken"]:
        """The session of a token as long as it runs: so long idle, so long at most.

        One that was open when the account's second factor was reset is over.
        """
        now, config = clock.real(), current_app.config
        longest = HALF_LASTS if half else config["PERMANENT_SESSION_LIFETIME"]
        return sa.select(cls).where(
            cls.digest == digest(token),
            cls.half.is_(half),
            cls.seen_at > now - config["SESSION_IDLE"],
            cls.created_at > now - longest,
            ~FactorReset.since(cls.account_id, cls.created_at),
        )

    @classmethod
    def owner(cls, token: str) -> sa.Select[int]:
        """Whose session a token is or was."""
        return sa.select(cls.account_id).where(cls.digest == digest(token))
