"""A review: what a desk said of an initiative, with its reasons. Decisions are rows."""

import datetime as dt
from collections.abc import Sequence
from enum import StrEnum

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship, selectinload

from app.db import Base, Id, Prose, db
from app.initiatives import Initiative, State
from app.programmes import ReasonCode
from app.tenancy import Own, part_of
from app.units import Unit
from app.web.errors import Refused


class Outcome(StrEnum):
    CONFIRMED = "confirmed"
    VALID = "valid"
    INVALID = "invalid"
    RETURNED = "returned"


WORDS = {
    Outcome.CONFIRMED: (_l("Xác nhận"), "info"),
    Outcome.VALID: (_l("Hợp lệ"), "ok"),
    Outcome.INVALID: (_l("Không hợp lệ"), "danger"),
    Outcome.RETURNED: (_l("Yêu cầu bổ sung"), "warn"),
}
BECOMES = {
    Outcome.CONFIRMED: State.ENDORSED,
    Outcome.VALID: State.VALID,
    Outcome.INVALID: State.INVALID,
    Outcome.RETURNED: State.RETURNED,
}
NEEDS_REASON = frozenset({Outcome.INVALID, Outcome.RETURNED})


class ReasonMissing(Refused):
    status = 422
    message = _l("Xin chọn ít nhất một lý do và ghi rõ cần bổ sung điều gì.")


class NotOnYourDesk(Refused):
    message = _l("Sáng kiến này không còn ở nơi xử lý của đơn vị đồng chí.")


class Review(Own, Base):
    """What one person at one desk said. The name stands as it was signed."""

    __tablename__ = "review"
    __has_parts__ = True
    __parents__ = {"initiative_id": "initiative"}
    id: Mapped[Id]
    initiative_id: Mapped[int] = mapped_column(index=True)
    desk_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    desk_name: Mapped[str]
    reviewer_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    signed_by: Mapped[str]
    outcome: Mapped[str]
    note: Mapped[Prose]
    assessed_with: Mapped[Prose | None]
    at: Mapped[dt.datetime]

    reasons: Mapped[list["ReviewReason"]] = relationship(
        primaryjoin=lambda: Review.id == sa.orm.foreign(ReviewReason.review_id), viewonly=True
    )

    @property
    def status(self) -> tuple[str, str]:
        """The outcome in words, and the kind of its chip."""
        word, kind = WORDS[Outcome(self.outcome)]
        return str(word), kind

    @classmethod
    def of(cls, initiative: Initiative) -> Sequence["Review"]:
        """All that was said of an initiative, the newest first."""
        return db.session.scalars(
            sa.select(cls)
            .where(cls.initiative_id == initiative.id)
            .options(selectinload(cls.reasons).joinedload(ReviewReason.reason))
            .order_by(cls.id.desc())
        ).all()

    @classmethod
    def write(
        cls,
        initiative: Initiative,
        desk: Unit,
        outcome: Outcome,
        *,
        codes: Sequence[ReasonCode] = (),
        note: str = "",
        assessed_with: str | None = None,
        by: int,
        signed_by: str,
        at: dt.datetime,
    ) -> "Review | None":
        """Say an outcome from a desk and move the initiative; None after a double click.

        :param codes: reasons; with the note required for everything but valid and confirmed
        :raises ReasonMissing: no code or no note where one is needed
        :raises NotOnYourDesk: it lies elsewhere, or somebody else has said the same
        """
        if outcome in NEEDS_REASON and not (codes and note.strip()):
            raise ReasonMissing()
        if cls._said_before(initiative, desk, outcome, by):
            return None
        if initiative.desk_unit_id != desk.id or initiative.state == BECOMES[outcome]:
            raise NotOnYourDesk()
        match outcome:
            case Outcome.CONFIRMED:
                initiative.endorse(by=by, at=at)
            case Outcome.VALID:
                initiative.accept(by=by, at=at)
            case Outcome.INVALID:
                initiative.reject(by=by, at=at)
            case Outcome.RETURNED:
                initiative.send_back(by=by, at=at)
        review = cls(
            **part_of(initiative),
            initiative_id=initiative.id,
            desk_unit_id=desk.id,
            desk_name=desk.name,
            reviewer_id=by,
            signed_by=signed_by,
            outcome=outcome.value,
            note=note.strip(),
            assessed_with=assessed_with,
            at=at,
        )
        db.session.add(review)
        db.session.flush()
        for code in codes:
            db.session.add(
                ReviewReason(**part_of(review), review_id=review.id, reason_code_id=code.id)
            )
        return review

    @classmethod
    def _said_before(cls, initiative: Initiative, desk: Unit, outcome: Outcome, by: int) -> bool:
        """Whether the initiative's last review is this very one: a second click."""
        last = db.session.scalar(
            sa.select(cls)
            .where(cls.initiative_id == initiative.id)
            .order_by(cls.id.desc())
            .limit(1)
        )
        return last is not None and (
            (last.outcome, last.reviewer_id, last.desk_unit_id) == (outcome, by, desk.id)
            and initiative.state == BECOMES[outcome]
        )


class ReviewReason(Own, Base):
    """A reason code of a review."""

    __tablename__ = "review_reason"
    __parents__ = {"review_id": "review"}
    id: Mapped[Id]
    review_id: Mapped[int] = mapped_column(index=True)
    reason_code_id: Mapped[int] = mapped_column(sa.ForeignKey("reason_code.id"))

    reason: Mapped[ReasonCode] = relationship()
