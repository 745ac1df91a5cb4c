"""What units that act have kept about those below them, read for some of them at once."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from app.db import db
from app.deadlines.behind import Behind
from app.deadlines.calls import Call
from app.deadlines.escalations import Escalation
from app.deadlines.passes import Pass
from app.deadlines.reminders import Became, Judged, Reminder

Key = tuple[int, int, int]
"""A unit that acts, a programme, a stage."""


class Kept:
    """Rows of some units, six statements; each is read again in the transaction that writes.

    :ivar marks: until when a rule was looked after, by unit, rule and stage
    :ivar held: reminders that wait for the end of quiet time, by unit, rule, stage and about whom
    :ivar promises: the day of the last promise, by unit and about whom
    """

    def __init__(self, unit_ids: Collection[int], since: dt.date) -> None:
        """:param since: times behind that ended before are of no matter any more"""
        self._units = list(unit_ids)
        self.marks = self._marks()
        self.held = self._held()
        self.promises = self._promises()
        self._open: dict[Key, dict[int, Any]] = defaultdict(dict)
        self._ended: dict[Key, dict[int, dt.date]] = defaultdict(dict)
        self._steps: dict[Key, dict[int, list[Any]]] = defaultdict(lambda: defaultdict(list))
        self._read_times(since)
        self._read_steps()

    def behind(self, unit_id: int, one: Pass) -> dict[int, Any]:
        """The times behind that last, by about whom: `id`, `since`, `seen_at`."""
        return self._open[unit_id, *one.key]

    def ended_on(self, unit_id: int, one: Pass, about: int) -> dt.date | None:
        """When the last time behind was over."""
        return self._ended[unit_id, *one.key].get(about)

    def steps(self, unit_id: int, one: Pass, about: int) -> list[Any]:
        """The steps in the time behind that lasts, in their order."""
        return self._steps[unit_id, *one.key].get(about, [])

    def _mine(self, model: Any) -> Any:
        return model.unit_id.in_(self._units)

    def _marks(self) -> dict[Key, dt.datetime]:
        query = sa.select(Judged.unit_id, Judged.rule_id, Judged.stage_id, Judged.until)
        rows = db.session.execute(query.where(self._mine(Judged)))
        return {(unit, rule, stage): until for unit, rule, stage, until in rows}

    def _held(self) -> dict[tuple[int, int, int, int], list[Any]]:
        rows: dict[tuple[int, int, int, int], list[Any]] = defaultdict(list)
        reminder = Reminder
        query = sa.select(
            *(reminder.id, reminder.unit_id, reminder.rule_id, reminder.stage_id),
            *(reminder.about_unit_id, reminder.due),
        ).where(self._mine(reminder), reminder.became == Became.HELD.value)
        for row in db.session.execute(query.order_by(reminder.due)):
            rows[row.unit_id, row.rule_id, row.stage_id, row.about_unit_id].append(row)
        return rows

    def _promises(self) -> dict[tuple[int, int], dt.date]:
        query = sa.select(Call.unit_id, Call.about_unit_id, sa.func.max(Call.promise_by))
        query = query.where(self._mine(Call), Call.promise_by.is_not(None))
        rows = db.session.execute(query.group_by(Call.unit_id, Call.about_unit_id))
        return {(unit, about): day for unit, about, day in rows if day is not None}

    def _read_times(self, since: dt.date) -> None:
        query = sa.select(
            *(Behind.id, Behind.unit_id, Behind.programme_id, Behind.stage_id),
            *(Behind.about_unit_id, Behind.since, Behind.until, Behind.seen_at),
        ).where(self._mine(Behind), sa.or_(Behind.until.is_(None), Behind.until >= since))
        for row in db.session.execute(query.order_by(Behind.until)):
            key = row.unit_id, row.programme_id, row.stage_id
            if row.until is None:
                self._open[key][row.about_unit_id] = row
            else:
                last = self._ended[key].get(row.about_unit_id, row.until)
                self._ended[key][row.about_unit_id] = max(last, row.until)

    def _read_steps(self) -> None:
        step = Escalation
        time = sa.and_(
            Behind.unit_id == step.unit_id,
            Behind.about_unit_id == step.about_unit_id,
            Behind.programme_id == step.programme_id,
            Behind.stage_id == step.stage_id,
            Behind.since == step.since,
            Behind.until.is_(None),
        )
        query = (
            sa.select(
                *(step.id, step.unit_id, step.programme_id, step.stage_id, step.about_unit_id),
                *(step.position, step.state, step.made_at, step.done_at, step.answered_at),
                *(step.paused_until, step.next_on),
            )
            .join(Behind, time)
            .where(self._mine(step))
        )
        for row in db.session.execute(query.order_by(step.position, step.id)):
            key = row.unit_id, row.programme_id, row.stage_id
            self._steps[key][row.about_unit_id].append(row)
