"""Photos and files that go with a request; they lie where it lies, and through the same gate."""

import datetime as dt
from collections.abc import Iterable

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column

from app import journal, sheets, uploads
from app.db import Base, Id, Prose, db
from app.initiatives import Erasure, erased
from app.sheets import SheetRefused
from app.support.models import Request
from app.support.refusals import Gone, TooManyFiles
from app.tenancy import Own, part_of
from app.uploads.names import safe_name

MOST = 5
LISTS = ("xlsx", "docx")
ACTING = (b"vbaProject", b"vbaData", b"xl/embeddings/", b"xl/activeX/", b"xl/macrosheets/")
MACROS = _l(
    "Bảng tính có macro hoặc nhúng tệp khác nên không nhận. Xin lưu lại thành .xlsx thường."
)


def looked_at(name: str, data: bytes) -> uploads.Taken:
    """A file as it may be kept: what uploads take, and spreadsheets, which are mostly lists.

    :raises FileRefused: it is not of such a kind, or a size
    :raises SheetRefused: it is a spreadsheet that cannot be read
    """
    if not _is_sheet(data):
        return uploads.take(name, data)
    if len(data) > uploads.MAX_BYTES:
        raise uploads.FileRefused("too_large")
    if any(part in data for part in ACTING):
        raise SheetRefused("active", words=str(MACROS))
    sheets.read(data)
    stem = name.removesuffix(".xlsx").removesuffix(".XLSX")
    return uploads.Taken(safe_name(stem, "xlsx"), "xlsx", data)


def _is_sheet(data: bytes) -> bool:
    """By what it holds: names in a zip are never packed."""
    return data.startswith(b"PK\x03\x04") and b"xl/workbook" in data


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
    def find(cls, request: Request, file_id: int) -> "RequestFile | None":
        """One of a request."""
        query = sa.select(cls).where(cls.request_id == request.id, cls.id == file_id)
        return db.session.scalar(query.where(cls.removed_at.is_(None)))

    @property
    def may_be_list(self) -> bool:
        """Whether intake may find a list in it."""
        return self.kind in LISTS

    @property
    def may_be_attached(self) -> bool:
        """Whether an initiative takes files of that kind."""
        return self.kind != "xlsx"

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

    @property
    def taken(self) -> uploads.Taken:
        """The file as it was kept.

        :raises Gone: it is not what was kept
        """
        try:
            return uploads.Taken(self.name, self.kind, uploads.kept(self.sha256))
        except uploads.FileLost:
            raise Gone() from None

    def read(self, *, by: int | None, at: dt.datetime) -> uploads.Download:
        """The file as an answer, with a line in the journal.

        :raises Gone: the file is not what was kept
        """
        content = self.taken.content
        journal.record_apart("request_file.read", self, by=by, at=at)
        return uploads.Download(self.name, self.kind, content)


@erased.connect
def _forget(erasure: Erasure) -> None:
    """Numbers of whoever is erased go, and files that came with questions about their work."""
    of_theirs = Request.phone_key.in_(erasure.keys["phone_key"])
    about = sa.or_(of_theirs, Request.initiative_id.in_(erasure.initiative_ids))
    forget_files(sa.select(Request.id).where(about), at=erasure.at)
    for request in db.session.scalars(sa.select(Request).where(of_theirs)):
        request.phone, request.phone_key, request.digest = None, None, None


def forget_files(requests: "sa.Select[int]", *, at: dt.datetime) -> None:
    """Keep files of some requests, and what they were called, no longer."""
    for row in db.session.scalars(
        sa.select(RequestFile).where(RequestFile.request_id.in_(requests))
    ):
        row.name, row.removed_at = f"tep-{row.id}", row.removed_at or at


@uploads.named_by
def _named() -> Iterable[str]:
    """What may not be swept away."""
    return db.session.scalars(sa.select(RequestFile.sha256).where(RequestFile.removed_at.is_(None)))
