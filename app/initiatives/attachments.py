"""Files that go with an initiative: pictures, PDFs and Word files, at most five."""

import datetime as dt
from collections.abc import Iterable
from enum import StrEnum

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app import journal, uploads
from app.db import Base, Id, Prose, db
from app.initiatives.models import Initiative
from app.initiatives.moving import CannotDoNow
from app.initiatives.privacy import Erasure, erased
from app.tenancy import Own, part_of
from app.web.errors import Refused

MOST = 5
WORDS = {
    "jpeg": _l("Ảnh"),
    "png": _l("Ảnh"),
    "pdf": _l("PDF"),
    "docx": _l("Word"),
}


class TooMany(Refused):
    message = _l("Mỗi sáng kiến có tối đa 5 tệp. Xin xóa bớt một tệp rồi thêm.")


class Gone(Refused):
    status = 410
    message = _l("Không mở được tệp này: tệp không còn nguyên trên máy chủ. Xin báo quản trị.")


class FileState(StrEnum):
    KEPT = "kept"
    REMOVED = "removed"  # the row tells who sent what and when; the file itself is swept away


class Attachment(Own, Base):
    """A file of an initiative. `sha256` says where it lies; `size` is in bytes."""

    __tablename__ = "attachment"
    __parents__ = {"initiative_id": "initiative"}
    id: Mapped[Id]
    initiative_id: Mapped[int] = mapped_column(index=True)
    name: Mapped[Prose]
    kind: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    stored_at: Mapped[dt.datetime]
    by_id: Mapped[int | None]
    state: Mapped[str]

    initiative: Mapped[Initiative] = relationship(
        primaryjoin=lambda: sa.orm.foreign(Attachment.initiative_id) == Initiative.id,
        viewonly=True,
    )

    @property
    def is_kept(self) -> bool:
        return self.state == FileState.KEPT

    @property
    def kind_words(self) -> str:
        return str(WORDS.get(self.kind, self.kind))

    @property
    def size_words(self) -> str:
        """ "350 KB" or "1,2 MB"."""
        if self.size < 2**20:
            return f"{max(1, round(self.size / 2**10))} KB"
        return f"{self.size / 2**20:.1f} MB".replace(".", ",")

    @classmethod
    def attach(
        cls, initiative: Initiative, file: uploads.Taken, *, by: int | None, at: dt.datetime
    ) -> "Attachment":
        """Keep a file with an initiative; the same file a second time changes nothing.

        :raises CannotDoNow: the initiative lies in other hands
        :raises TooMany: it has five already
        """
        if not initiative.can_be_edited:
            raise CannotDoNow()
        digest = uploads.keep(file.content)
        held = cls.of(initiative)
        for twin in held:
            if twin.sha256 == digest:
                return twin
        if len(held) >= MOST:
            raise TooMany()
        attachment = cls(
            **part_of(initiative),
            initiative_id=initiative.id,
            name=file.name,
            kind=file.kind,
            size=len(file.content),
            sha256=digest,
            stored_at=at,
            by_id=by,
            state=FileState.KEPT.value,
        )
        db.session.add(attachment)
        journal.record("attachment.add", attachment, by=by, at=at)
        db.session.flush()
        db.session.expire(initiative, ["attachments"])
        return attachment

    def remove(self, *, by: int | None, at: dt.datetime) -> None:
        """Take a file away again; twice changes nothing.

        :raises CannotDoNow: the initiative lies in other hands
        """
        if not self.is_kept:
            return
        if not self.initiative.can_be_edited:
            raise CannotDoNow()
        self.state = FileState.REMOVED.value
        journal.record("attachment.remove", self, by=by, at=at)
        db.session.flush()
        db.session.expire(self.initiative, ["attachments"])

    def read(self, *, by: int | None, at: dt.datetime) -> uploads.Download:
        """The file as an answer, with a line in the journal.

        :raises Gone: the file is not what was kept
        """
        content = self._content()
        journal.record_apart("attachment.read", self, by=by, at=at)
        return uploads.Download(self.name, self.kind, content)

    def look(self, page: int, *, by: int | None, at: dt.datetime) -> uploads.Preview:
        """A page of it as a picture, or a text's first lines, with a line in the journal.

        :param page: 0 only counts the pages, which shows nobody anything
        :raises Gone: the file is not what was kept
        :raises FileRefused: it cannot be shown
        """
        shown = uploads.preview(self.kind, self._content(), page)
        if page or shown.kind == "text":
            journal.record_apart("attachment.look", self, by=by, at=at)
        return shown

    def _content(self) -> bytes:
        try:
            return uploads.kept(self.sha256)
        except uploads.FileLost:
            raise Gone() from None

    @classmethod
    def of(cls, initiative: Initiative) -> list["Attachment"]:
        """The files an initiative has now, the oldest first."""
        return list(
            db.session.scalars(
                sa.select(cls)
                .where(cls.initiative_id == initiative.id, cls.state == FileState.KEPT)
                .order_by(cls.id)
            )
        )


@erased.connect
def _forget(erasure: Erasure) -> None:
    """Files of whoever is erased go too: nobody can say what stands in them."""
    numbers = erasure.initiative_ids
    for row in db.session.scalars(
        sa.select(Attachment).where(Attachment.initiative_id.in_(numbers))
    ):
        row.name, row.state = f"tep-{row.id}", FileState.REMOVED.value


sa.inspect(Initiative).add_property(
    "attachments",
    relationship(
        Attachment,
        primaryjoin=lambda: sa.and_(
            Initiative.id == sa.orm.foreign(Attachment.initiative_id),
            Attachment.state == FileState.KEPT,
        ),
        order_by=Attachment.id,
        viewonly=True,
    ),
)


@uploads.named_by
def _named() -> Iterable[str]:
    """What may not be swept away."""
    return db.session.scalars(
        sa.select(Attachment.sha256).where(Attachment.state == FileState.KEPT)
    )
