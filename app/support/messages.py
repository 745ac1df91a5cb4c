"""What is said about a request, and what was done about it: rows that are never changed.

Both lie where the request lies: the asker reads them, and so do the units above.
"""

import datetime as dt
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Id, Prose
from app.support.states import ACTS, Act
from app.tenancy import Own


class Side(StrEnum):
    ASKER = "asker"
    DESK = "desk"


class Message(Own, Base):
    """A word between the asker and the desk."""

    __tablename__ = "message"
    __parents__ = {"request_id": "request"}
    id: Mapped[Id]
    request_id: Mapped[int] = mapped_column(index=True)
    side: Mapped[str]
    text: Mapped[Prose]
    by_id: Mapped[int | None]
    signed_by: Mapped[Prose]
    at: Mapped[dt.datetime]

    @property
    def is_of_desk(self) -> bool:
        return self.side == Side.DESK


class RequestStep(Own, Base):
    """One act, the desk it then lay on, and the working minutes that were spent until then."""

    __tablename__ = "request_step"
    __parents__ = {"request_id": "request"}
    __table_args__ = (sa.Index("ix_request_step_desk", "desk_unit_id", "at"),)
    id: Mapped[Id]
    request_id: Mapped[int] = mapped_column(index=True)
    act: Mapped[str]
    from_state: Mapped[str | None]
    to_state: Mapped[str]
    desk_unit_id: Mapped[int]
    spent: Mapped[int]
    at: Mapped[dt.datetime]
    by_id: Mapped[int | None]
    signed_by: Mapped[Prose]

    @property
    def words(self) -> str:
        return str(ACTS[Act(self.act)])
