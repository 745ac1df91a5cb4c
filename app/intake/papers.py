"""The signed paper behind a list: photographs and scans kept with its batch."""

import datetime as dt

from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Id, Prose
from app.tenancy import Own


class BatchPaper(Own, Base):
    """A picture or PDF of the signed list. `sha256` says where it lies; `size` is in bytes."""

    __tablename__ = "batch_paper"
    __parents__ = {"batch_id": "batch"}
    id: Mapped[Id]
    batch_id: Mapped[int] = mapped_column(index=True)
    name: Mapped[Prose]
    kind: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    stored_at: Mapped[dt.datetime]
    by_id: Mapped[int | None]
    removed_at: Mapped[dt.datetime | None]
