"""The worker remembers commitments: each step once, never in quiet hours, missed ones as one.

That a step is done stands in a row of its own, unique by commitment and step, written with its
notices: killed anywhere, it goes out once.
"""

import datetime as dt
from enum import StrEnum

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Mapped

from app import clock, jobs, journal
from app.calendars import workdays_of
from app.db import Base, Id, db
from app.tenancy import Own, Scope, part_of
from app.units import Unit
from app.vietnamese import count_text, day_text
from app.visits.commitments import Commitment
from app.visits.counting import reached
from app.visits.schedule import Step, due_steps, next_moment
from app.visits.states import Promise
from app.visits.telling import Told, send

REMINDERS = "visits.reminders"
LINK = "/u/{unit}/visits/commitments"


class Outcome(StrEnum):
    SENT = "sent"
    MERGED = "merged"  # into a later one: the worker had slept
    QUIET = "quiet"  # the unit has done its part


class CommitmentReminder(Own, Base):
    """One step of one commitment that has been seen to."""

    __tablename__ = "commitment_reminder"
    __parents__ = {"commitment_id": "commitment"}
    __table_args__ = (sa.UniqueConstraint("commitment_id", "step"),)
    id: Mapped[Id]
    commitment_id: Mapped[int]
    step: Mapped[str]
    outcome: Mapped[str]
    at: Mapped[dt.datetime]


@jobs.work(REMINDERS)
def remind() -> bool:
    """See to the commitment that has waited longest."""
    now = clock.now()
    waiting = (Commitment.state == Promise.OPEN, Commitment.remind_at <= now)
    query = sa.select(Commitment.id, Commitment.unit_path).where(*waiting)
    with jobs.reading(REMINDERS):
        found = db.session.execute(query.order_by(Commitment.remind_at).limit(1)).first()
    if found is None:
        return False
    with jobs.step(Scope(found.unit_path)):
        mine = sa.select(Commitment).where(Commitment.id == found.id, *waiting)
        commitment = db.session.scalar(mine.with_for_update())
        if commitment is not None:
            see_to(commitment, at=now)
    return True


def see_to(commitment: Commitment, *, at: dt.datetime) -> None:
    """Send what is due of one commitment, and say when to look again."""
    about = commitment.about
    if about is None:  # it has moved away: nobody here can follow it any more
        reason = _("Đơn vị không còn trực thuộc.")
        commitment.close(Promise.RELEASED, reason, by=None, at=at)
        return
    workdays = workdays_of(about)
    if workdays.is_quiet(at):
        commitment.remind_at = workdays.next_moment(at)
        return
    known = sa.select(CommitmentReminder.step).where(
        CommitmentReminder.commitment_id == commitment.id
    )
    done = set(db.session.scalars(known))
    steps = due_steps(commitment.due_on, workdays, since=commitment.made_at, now=at, done=done)
    for step in steps[:-1]:
        _keep(commitment, step, Outcome.MERGED, at)
    for step in steps[-1:]:
        _keep(commitment, step, _send(commitment, about, step, at), at)
    commitment.remind_at = next_moment(commitment.due_on, workdays, at)


def _send(commitment: Commitment, about: Unit, step: Step, at: dt.datetime) -> Outcome:
    upper = db.session.get_one(Unit, commitment.unit_id)
    count = reached([commitment]).get(commitment.id)
    said = bool(commitment.copy and commitment.copy.said_at)
    is_done = said or (count is not None and count >= (commitment.amount or 0))
    told = [] if is_done else [about]
    if step is Step.DAY_AFTER:
        told.append(upper)
    if told:
        letter = words(commitment, about, upper, step, count)
        key = f"commitment-{commitment.id}-{step.value}"
        send(told, letter, upper, key=key, link=LINK, by=None, at=at)
    return Outcome.SENT if told else Outcome.QUIET


def words(commitment: Commitment, about: Unit, upper: Unit, step: Step, count: int | None) -> Told:
    """Title and text of a reminder, the same for both sides."""
    day = day_text(commitment.due_on)
    titles = {
        Step.WEEK_BEFORE: _("Cam kết đến hạn ngày %(day)s", day=day),
        Step.DAY_BEFORE: _("Cam kết sắp đến hạn: %(day)s", day=day),
        Step.DAY_AFTER: _("Cam kết đã quá hạn ngày %(day)s", day=day),
    }
    lines = [
        _(
            "%(about)s đã cam kết với Đoàn công tác của %(upper)s:",
            about=about.name,
            upper=upper.name,
        ),
        f"{commitment.who}: {commitment.what}",
    ]
    if count is not None and commitment.amount:
        lines.append(
            _(
                "Đã đăng ký %(n)s trên %(amount)s sáng kiến kể từ buổi làm việc.",
                n=count_text(count),
                amount=count_text(commitment.amount),
            )
        )
    return Told(titles[step], "\n".join(lines))


def _keep(commitment: Commitment, step: Step, outcome: Outcome, at: dt.datetime) -> None:
    row = CommitmentReminder(
        **part_of(commitment),
        commitment_id=commitment.id,
        step=step.value,
        outcome=outcome.value,
        at=at,
    )
    db.session.add(row)
    db.session.flush()
    if outcome is Outcome.SENT:
        journal.record("commitment.remind", commitment, by=None, at=at)
