"""The signed paper behind a list: photographs and scans kept with its batch."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column

from app import journal, uploads
from app.db import Base, Id, Prose, db
from app.tenancy import Own, part_of
from app.web.errors import Refused

MOST = 20


class TooManyPapers(Refused):
    message = _l("Mỗi danh sách kèm tối đa 20 ảnh hoặc tệp quét.")


class PaperGone(Refused):
    status = 410
    message = _l("Không mở được tệp này: tệp không còn nguyên trên máy chủ. Xin báo quản trị.")


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

    @classmethod
    def of(cls, batch: Any) -> "list[BatchPaper]":
        """What is kept with a batch, the oldest first."""
        kept = cls.batch_id == batch.id, cls.removed_at.is_(None)
        return list(db.session.scalars(sa.select(cls).where(*kept).order_by(cls.id)))

    @classmethod
    def find(cls, batch: Any, paper_id: int) -> "BatchPaper | None":
        """One of those kept with a batch."""
        return next((paper for paper in cls.of(batch) if paper.id == paper_id), None)

    @classmethod
    def keep(
        cls, batch: Any, file: uploads.Taken, *, by: int | None, at: dt.datetime
    ) -> "BatchPaper":
        """Keep a file with a batch; the same file a second time changes nothing.

        :raises TooManyPapers: there are twenty already
        """
        digest = uploads.keep(file.content)
        held = cls.of(batch)
        for twin in held:
            if twin.sha256 == digest:
                return twin
        if len(held) >= MOST:
            raise TooManyPapers()
        paper = cls(
            **part_of(batch),
            batch_id=batch.id,
            name=file.name,
            kind=file.kind,
            size=len(file.content),
            sha256=digest,
            stored_at=at,
            by_id=by,
        )
        db.session.add(paper)
        journal.record("batch.attach", paper, by=by, at=at)
        return paper

    def remove(self, *, by: int | None, at: dt.datetime) -> None:
        """Take it away again; twice changes nothing."""
        if self.removed_at is None:
            self.removed_at = at
            journal.record("batch.detach", self, by=by, at=at)

    def read(self, *, by: int | None, at: dt.datetime) -> uploads.Download:
        """The file as an answer, with a line in the journal.

        :raises PaperGone: the file is not what was kept
        """
        try:
            content = uploads.kept(self.sha256)
        except uploads.FileLost:
            raise PaperGone() from None
        journal.record_apart("batch.open-paper", self, by=by, at=at)
        return uploads.Download(self.name, self.kind, content)


@uploads.named_by
def _named() -> Iterable[str]:
    """What may not be swept away."""
    return db.session.scalars(sa.select(BatchPaper.sha256).where(BatchPaper.removed_at.is_(None)))
