"""Who agreed to which text, when and how (Law 91/2025/QH15)."""

import datetime as dt
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app import clock
from app.db import Base, Id, db
from app.initiatives.consent_texts import ConsentText
from app.initiatives.people import Person
from app.tenancy import Own, part_of
from app.web.errors import Refused

if TYPE_CHECKING:
    from app.initiatives.models import Initiative


class ConsentWay(StrEnum):
    """How it was given."""

    FORM = "form"  # said at the unit that entered it
    PAPER = "paper"  # on paper, for somebody above who entered it on behalf
    LIST = "list"  # with a paper list
    LINK = "link"  # ticked by the author on the unit's link


CONSENT_WAYS = {
    ConsentWay.FORM: _l("Xác nhận khi nhập"),
    ConsentWay.PAPER: _l("Trên giấy, công đoàn nhập hộ"),
    ConsentWay.LIST: _l("Theo danh sách giấy"),
    ConsentWay.LINK: _l("Tác giả tự đánh dấu khi gửi qua liên kết"),
}


class ConsentMissing(Refused):
    """Nothing is handed in of somebody who has not agreed."""

    status = 422
    message = _l("Chưa ghi nhận tác giả đồng ý. Xin mở “Sửa”, đánh dấu ô đồng ý rồi nộp.")


class Consent(Own, Base):
    """An author agreed, for one initiative, to one text."""

    __tablename__ = "consent"
    __parents__ = {"person_id": "person", "initiative_id": "initiative"}
    __table_args__ = (sa.UniqueConstraint("initiative_id", "person_id", "text_id"),)
    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(index=True)
    initiative_id: Mapped[int]
    text_id: Mapped[int] = mapped_column(sa.ForeignKey("consent_text.id"))
    way: Mapped[str]
    at: Mapped[dt.datetime]

    text: Mapped[ConsentText] = relationship(lazy="joined")

    @classmethod
    def of(cls, initiative: "Initiative") -> "Consent | None":
        """That of the author who stands on the initiative now; the newest."""
        if not initiative.authors:
            return None
        return db.session.scalar(
            sa.select(cls)
            .where(
                cls.initiative_id == initiative.id,
                cls.person_id == initiative.authors[0].person_id,
            )
            .order_by(cls.id.desc())
            .limit(1)
        )

    @classmethod
    def note(cls, initiative: "Initiative", way: ConsentWay, *, at: dt.datetime) -> None:
        """Write down that the author agreed to today's text; a second time changes nothing."""
        text = ConsentText.in_force(initiative.stage, on=clock.day_of(at))
        known = cls.of(initiative)
        if known and known.text_id == text.id:
            return
        author = initiative.authors[0].person_id
        said = {"text_id": text.id, "way": way.value, "at": at}
        db.session.add(
            cls(**part_of(initiative), initiative_id=initiative.id, person_id=author, **said)
        )
        db.session.flush()

    @classmethod
    def withdraw(cls, initiative: "Initiative") -> None:
        """Somebody else stands on it now, and is to be asked."""
        db.session.execute(sa.delete(cls).where(cls.initiative_id == initiative.id))

    @property
    def way_words(self) -> str:
        return str(CONSENT_WAYS[ConsentWay(self.way)])

    @staticmethod
    def known_of(person: Person) -> sa.Select[Any]:
        """All that somebody agreed to, the oldest first."""
        return sa.select(Consent).where(Consent.person_id == person.id).order_by(Consent.id)
