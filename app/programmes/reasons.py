"""Why an initiative is not approved: codes that a programme hands down."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column

from app import journal
from app.db import Base, Id, db
from app.programmes.models import CodeInUse, Programme, Stage
from app.tenancy import HandedDown, part_of
from app.vietnamese import fold

FIELDS = {
    "title": _l("Tên sáng kiến"),
    "summary": _l("Tóm tắt nội dung"),
    "target_group": _l("Đối tượng"),
    "applied_on": _l("Ngày áp dụng"),
    "recognised_on": _l("Ngày công nhận"),
    "recognition_kind": _l("Hình thức công nhận"),
    "recognition_number": _l("Số quyết định"),
    "recognition_issuer": _l("Nơi công nhận"),
    "benefit_claimed": _l("Giá trị làm lợi"),
    "link": _l("Liên kết tài liệu"),
    "attachments": _l("Tệp kèm theo"),
    "full_name": _l("Họ và tên tác giả"),
    "phone": _l("Số điện thoại"),
    "co_authors": _l("Đồng tác giả"),
}
"""Places on the form of an initiative that a reason can lead to."""
CODE_MOST = 40


class ReasonCode(HandedDown, Base):
    """Why an initiative is not approved: which field to mend, and how.

    `hints` are words that may speak of it, e.g. "văn bằng bảo hộ"; whoever reviews is shown them.
    """

    __tablename__ = "reason_code"
    __table_args__ = (sa.UniqueConstraint("programme_id", "code"),)
    id: Mapped[Id]
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"))
    code: Mapped[str]
    text: Mapped[str]
    field: Mapped[str | None]
    advice: Mapped[str]
    hints: Mapped[list[Any] | None]
    position: Mapped[int]

    @classmethod
    def known(cls, stage: Stage) -> "list[ReasonCode]":
        """The codes of a stage's programme, in their order."""
        return cls._of(stage.programme_id)

    @classmethod
    def of(cls, programme: Programme) -> "list[ReasonCode]":
        """The codes of a programme, in their order."""
        return cls._of(programme.id)

    @classmethod
    def _of(cls, programme_id: int) -> "list[ReasonCode]":
        query = sa.select(cls).where(cls.programme_id == programme_id)
        return list(db.session.scalars(query.order_by(cls.position, cls.id)))

    @property
    def field_words(self) -> str:
        """What is to be mended, in words; "" where no field is."""
        return str(FIELDS[self.field]) if self.field in FIELDS else ""

    @classmethod
    def add(
        cls, programme: Programme, *, by: int | None, at: dt.datetime, **facts: Any
    ) -> "ReasonCode":
        """One more, after the others; its code is made of its text.

        :param facts: text, advice, field (or None), hints (a list of words)
        :raises CodeInUse: the programme has one that reads the same
        """
        known = cls.of(programme)
        code = "-".join(fold(facts["text"]).split())[:CODE_MOST]
        position = max((one.position for one in known), default=-1) + 1
        made = cls(
            **part_of(programme), programme_id=programme.id, code=code, position=position, **facts
        )
        try:
            with db.session.begin_nested():
                db.session.add(made)
        except sa.exc.IntegrityError as error:
            raise CodeInUse() from error
        journal.record("reason_code.add", made, by=by, at=at)
        return made

    def change(self, *, by: int | None, at: dt.datetime, **facts: Any) -> None:
        """Say it otherwise; what was refused with it reads the new words, too."""
        changed = [name for name, value in facts.items() if getattr(self, name) != value]
        for name in changed:
            setattr(self, name, facts[name])
        if changed:
            journal.record("reason_code.change", self, by=by, at=at, fields=changed)
