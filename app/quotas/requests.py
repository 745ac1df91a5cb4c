"""A unit asks for another quota, with a reason; the unit above answers."""

import datetime as dt

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app import journal
from app.db import Base, Id, Prose, db
from app.notices import Notice
from app.programmes import Programme, Stage
from app.quotas.answers import (
    WORDS,
    AlreadyAsked,
    Answer,
    NobodyAbove,
    NotBetween,
    NothingAsked,
    NotWaiting,
    NotYours,
    ReasonWanted,
)
from app.quotas.changing import Change, Wording, change
from app.quotas.ledger import Ledger
from app.quotas.models import Paper
from app.tenancy import Own, owned_by
from app.units import Unit, moved


class QuotaRequest(Own, Base):
    """A request for another quota in one stage; it lies at the unit that asks.

    `wanted` and `granted` are the whole quota of the stage, not the change.
    """

    __tablename__ = "quota_request"
    id: Mapped[Id]
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"))
    stage_id: Mapped[int] = mapped_column(sa.ForeignKey("stage.id"))
    giver_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    held: Mapped[int]
    wanted: Mapped[int]
    reason: Mapped[Prose]
    asked_at: Mapped[dt.datetime]
    asked_by: Mapped[int | None]
    outcome: Mapped[str | None]
    granted: Mapped[int | None]
    answer: Mapped[Prose | None]
    answered_at: Mapped[dt.datetime | None]
    answered_by: Mapped[int | None]

    programme: Mapped[Programme] = relationship()
    stage: Mapped[Stage] = relationship()
    giver: Mapped[Unit] = relationship(foreign_keys=[giver_id], viewonly=True)
    unit: Mapped[Unit] = relationship(
        primaryjoin=lambda: sa.orm.foreign(QuotaRequest.unit_id) == Unit.id, viewonly=True
    )

    @property
    def status(self) -> tuple[str, str]:
        """The outcome in words, and the kind of its chip."""
        word, kind = WORDS[Answer(self.outcome) if self.outcome else None]
        return str(word), kind

    @property
    def is_waiting(self) -> bool:
        return self.outcome is None

    # --- queries ---

    @classmethod
    def waits_for(cls, giver: Unit) -> sa.ColumnElement[bool]:
        """Waiting for this unit's answer."""
        return sa.and_(cls.giver_id == giver.id, cls.outcome.is_(None))

    @classmethod
    def waiting(cls, giver: Unit) -> sa.Select["QuotaRequest"]:
        """What waits for a unit's answer, the oldest first."""
        return cls._listed().where(cls.waits_for(giver)).order_by(cls.asked_at, cls.id)

    @classmethod
    def answered(cls, giver: Unit) -> sa.Select["QuotaRequest"]:
        """What a unit has answered, the newest first."""
        said = cls.outcome.in_([Answer.ACCEPTED, Answer.PARTLY, Answer.REFUSED])
        return (
            cls._listed()
            .where(cls.giver_id == giver.id, said)
            .order_by(cls.answered_at.desc(), cls.id.desc())
        )

    @classmethod
    def further_below(cls, unit: Unit) -> sa.Select["QuotaRequest"]:
        """What waits for the answers of units below, the oldest first."""
        below = (cls.giver_id != unit.id, cls.unit_id != unit.id, cls.outcome.is_(None))
        return cls._listed().where(*below).order_by(cls.asked_at, cls.id)

    @classmethod
    def _listed(cls) -> sa.Select["QuotaRequest"]:
        return sa.select(cls).options(
            joinedload(cls.unit),
            joinedload(cls.giver),
            joinedload(cls.stage),
            joinedload(cls.programme),
        )

    # --- verbs ---

    @classmethod
    def ask(
        cls,
        unit: Unit,
        stage: Stage,
        programme: Programme,
        wanted: int,
        reason: str,
        *,
        by: int,
        at: dt.datetime,
    ) -> "QuotaRequest":
        """Ask the unit above for another quota in a stage. It sees the request as it stands.

        :raises NobodyAbove, NothingAsked, ReasonWanted, AlreadyAsked: see each
        """
        giver = unit.parent()
        if giver is None:
            raise NobodyAbove()
        if not reason.strip():
            raise ReasonWanted()
        held = Ledger(programme, stage, by, at).balance(unit).received
        if wanted == held:
            raise NothingAsked()
        # Two officers of a unit wait for each other here, so that one request at most waits.
        db.session.scalar(
            sa.select(Unit.id).where(Unit.id == unit.id).with_for_update(key_share=True)
        )
        cell = (cls.unit_id == unit.id, cls.programme_id == programme.id, cls.stage_id == stage.id)
        waiting = sa.select(cls.id).where(*cell, cls.outcome.is_(None))
        if db.session.scalar(waiting) is not None:
            raise AlreadyAsked()
        request = cls(
            **owned_by(unit),
            programme_id=programme.id,
            stage_id=stage.id,
            giver_id=giver.id,
            held=held,
            wanted=wanted,
            reason=reason.strip(),
            asked_at=at,
            asked_by=by,
        )
        db.session.add(request)
        db.session.flush()
        journal.record("quota_request.ask", request, by=by, at=at)
        return request

    def withdraw(self, *, by: int, at: dt.datetime) -> None:
        """Take the request back; twice changes nothing.

        :raises NotWaiting: it is answered
        """
        if self.outcome == Answer.WITHDRAWN:
            return
        self._close(Answer.WITHDRAWN, answered_by=by, answered_at=at)
        journal.record("quota_request.withdraw", self, by=by, at=at)

    def reply(
        self,
        giver: Unit,
        outcome: Answer,
        *,
        granted: int | None = None,
        answer: str = "",
        paper: Paper | None = None,
        beyond: str = "",
        by: int,
        at: dt.datetime,
    ) -> None:
        """Answer as the giver: the ledger gets the difference under a decision of its own.

        :param granted: the whole quota of the stage, if accepted partly
        :param paper: the document; required unless it is refused
        :param beyond: why more is given than was received
        :raises NotYours: another unit is asked
        :raises NotWaiting: somebody has answered, or it was withdrawn
        :raises ReasonWanted, NotBetween, NotEnough: see each
        """
        if self.giver_id != giver.id:
            raise NotYours()
        if outcome is Answer.REFUSED and not answer.strip():
            raise ReasonWanted(_("Không chấp nhận thì cần ghi rõ lý do."))
        with db.session.begin_nested():
            ledger = Ledger(self.programme, self.stage, by, at)
            ledger.hold(giver)
            held = ledger.balance(self.unit).received
            new = {Answer.ACCEPTED: self.wanted, Answer.PARTLY: granted}.get(outcome)
            said = answer.strip() or None
            self._close(outcome, answer=said, granted=new, answered_by=by, answered_at=at)
            if outcome is Answer.REFUSED:
                self._tell(giver, by=by, at=at)
            else:
                if outcome is Answer.PARTLY and not _between(held, new, self.wanted):
                    raise NotBetween(held, self.wanted)
                steps = [Change(self.unit, self.stage, (new or 0) - held)]
                why = Wording(said or self.reason, beyond)
                assert paper is not None
                change(giver, self.programme, steps, paper, why, by=by, at=at)
            journal.record("quota_request.answer", self, by=by, at=at)

    def _close(self, outcome: Answer, **said: object) -> None:
        """End the waiting; of two people at once one does, the other is told."""
        closed = db.session.execute(
            sa.update(QuotaRequest)
            .where(QuotaRequest.id == self.id, QuotaRequest.outcome.is_(None))
            .values(outcome=outcome.value, **said)
        )
        if not closed.rowcount:  # type: ignore[attr-defined]
            raise NotWaiting()
        db.session.refresh(self)

    def _tell(self, giver: Unit, *, by: int, at: dt.datetime) -> None:
        Notice.send(
            self.unit,
            sender=giver,
            title=_("Trả lời đề nghị điều chỉnh chỉ tiêu %(stage)s", stage=self.stage.name),
            body=_("Không chấp nhận. Lý do: %(reason)s", reason=self.answer),
            link=f"/u/{self.unit_id}/quotas/",
            at=at,
            by=by,
        )


def _between(held: int, new: int | None, wanted: int) -> bool:
    return new is not None and min(held, wanted) < new < max(held, wanted)


@moved.connect
def _follow(unit: Unit, under: Unit, old_path: str) -> None:
    """What a moved unit asks for is answered by the unit that is above it now."""
    db.session.execute(
        sa.update(QuotaRequest)
        .where(QuotaRequest.unit_id == unit.id, QuotaRequest.outcome.is_(None))
        .values(giver_id=under.id)
    )
