"""The reasons of a review."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, Id
from app.programmes import ReasonCode
from app.tenancy import Own


class ReviewReason(Own, Base):
    """A reason code of a review."""

    __tablename__ = "review_reason"
    __parents__ = {"review_id": "review"}
    id: Mapped[Id]
    review_id: Mapped[int] = mapped_column(index=True)
    reason_code_id: Mapped[int] = mapped_column(sa.ForeignKey("reason_code.id"))

    reason: Mapped[ReasonCode] = relationship()
