"""Wrong digits slow down whoever guesses at a receipt; counted by receipt, never by address."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app import clock
from app.ciphers import keyed
from app.db import Base, Id, db
from app.tenancy import Plain, ScopedSession

FREE = 5
LONGEST = dt.timedelta(minutes=5)
FORGOTTEN = dt.timedelta(hours=24)


class Guess(Plain, Base):
    """A look at a receipt that was tried and not yet followed by a right one. Wall time.

    `subject` is a keyed hash of the receipt as typed, known or not.
    """

    __tablename__ = "link_guess"
    __table_args__ = (sa.Index("ix_link_guess_subject", "subject", "at"),)
    id: Mapped[Id]
    at: Mapped[dt.datetime] = mapped_column(index=True)
    subject: Mapped[str]

    @classmethod
    def claim(cls, code: str) -> dt.timedelta | None:
        """Note a try before it is checked, in a transaction that outlives a refusal; or say how
        long it must wait, and note nothing."""
        now = clock.real()
        with ScopedSession(db) as session, session.begin():
            session.execute(sa.delete(cls).where(cls.at < now - FORGOTTEN))
            tried, last = session.execute(
                sa.select(sa.func.count(), sa.func.max(cls.at)).where(cls.subject == _subject(code))
            ).one()
            if tried >= FREE:
                pause = min(dt.timedelta(seconds=4 * 2 ** min(tried - FREE, 20)), LONGEST)
                if last + pause > now:
                    return last + pause - now
            session.add(cls(at=now, subject=_subject(code)))
        return None

    @classmethod
    def forgive(cls, code: str) -> None:
        """The right digits came: the wrong ones before them are forgotten."""
        db.session.execute(sa.delete(cls).where(cls.subject == _subject(code)))


def _subject(code: str) -> str:
    return str(keyed(f"receipt guess {code}"))
