"""Photos and files that go with a request; they lie where it lies, and through the same gate."""

import datetime as dt
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app import journal, uploads
from app.db import Base, Id, Prose, db
from app.initiatives import Erasure, erased
from app.support.models import Request
from app.support.refusals import Gone, TooManyFiles
from app.tenancy import Own, part_of

MOST = 5


class RequestFile(Own, Base):
    """A file of a request. `sha256` says where it lies; `size` is in bytes."""

    __tablename__ = "request_file"
    __parents__ = {"request_id": "request"}
    id: Mapped[Id]
    request_id: Mapped[int] = mapped_column(index=True)
    name: Mapped[Prose]
    kind: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    stored_at: Mapped[dt.datetime]
    by_id: Mapped[int | None]
    removed_at: Mapped[dt.datetime | None]

    @classmethod
    def of(cls, request: Request) -> "list[RequestFile]":
        """The files a request has, the oldest first."""
        query = sa.select(cls).where(cls.request_id == request.id, cls.removed_at.is_(None))
        return list(db.session.scalars(query.order_by(cls.id)))

    @classmethod
    def attach(
        cls, request: Request, file: uploads.Taken, *, by: int | None, at: dt.datetime
    ) -> "RequestFile":
        """Keep a file with a request; the same file a second time changes nothing.

        :raises TooManyFiles: it has five already
        """
        digest = uploads.keep(file.content)
        held = cls.of(request)
        for twin in held:
            if twin.sha256 == digest:
                return twin
        if len(held) >= MOST:
            raise TooManyFiles()
        said = {"name": file.name, "kind": file.kind, "size": len(file.content), "sha256": digest}
        made = cls(**part_of(request), request_id=request.id, **said, stored_at=at, by_id=by)
        db.session.add(made)
        journal.record("request_file.add", made, by=by, at=at)
        db.session.flush()
        return made

    def read(self, *, by: int | None, at: dt.datetime) -> uploads.Download:
        """The file as an answer, with a line in the journal.

        :raises Gone: the file is not what was kept
        """
        try:
            content = uploads.kept(self.sha256)
        except uploads.FileLost:
            raise Gone() from None
        journal.record_apart("request_file.read", self, by=by, at=at)
        return uploads.Download(self.name, self.kind, content)


@erased.connect
def _forget(erasure: Erasure) -> None:
    """Numbers of whoever is erased go, and files that came with questions about their work."""
    keys = erasure.keys["phone_key"]
    for request in db.session.scalars(sa.select(Request).where(Request.phone_key.in_(keys))):
        request.phone, request.phone_key = None, None
    about = sa.select(Request.id).where(Request.initiative_id.in_(erasure.initiative_ids))
    for row in db.session.scalars(sa.select(RequestFile).where(RequestFile.request_id.in_(about))):
        row.name, row.removed_at = f"tep-{row.id}", row.removed_at or erasure.at


@uploads.named_by
def _named() -> Iterable[str]:
    """What may not be swept away."""
    return db.session.scalars(sa.select(RequestFile.sha256).where(RequestFile.removed_at.is_(None)))
